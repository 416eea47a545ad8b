/* Which properties SurveyJS knows, where each may stand, and what this library makes of it. */
#ifndef BRY_FORM_PROPERTY_H
#define BRY_FORM_PROPERTY_H

/* Where a property stands: a question by its bry__item_type, or one of these. */
enum {
  BRY__IN_SURVEY = 16,
  BRY__IN_PAGE,
  BRY__IN_PANEL,
  BRY__IN_PART,  /* a field of a multipletext */
  BRY__IN_VALUE, /* a choice, rating value, matrix row or column */
  BRY__IN_NUMERIC,
  BRY__IN_LENGTH,
  BRY__IN_EMAIL,
  BRY__IN_COUNT,  /* these four: validators */
  BRY__IN_DEMAND, /* an expression validator */
  BRY__IN_CALCULATED,
  BRY__IN_PATTERN, /* a regex validator */
  BRY__IN_COLUMN   /* of a matrixdropdown */
};

enum {
  BRY__PROPERTY_READ,   /* has a meaning here; its reader checks it */
  BRY__PROPERTY_LABEL,  /* the rest of these only show: text in one or several languages, */
  BRY__PROPERTY_HTML,   /* likewise, and markup by nature, */
  BRY__PROPERTY_FILLED, /* likewise, in which {0} stands for a limit, */
  BRY__PROPERTY_TEXTS,  /* an array of such texts, */
  BRY__PROPERTY_STRING, /* a string, */
  BRY__PROPERTY_NUMBER, /* a number, */
  BRY__PROPERTY_BOOL,   /* true or false, */
  BRY__PROPERTY_SCALAR, /* any of the three */
  BRY__PROPERTY_TRUE,   /* not supported with any other value, likewise below */
  BRY__PROPERTY_FALSE,
  BRY__PROPERTY_NONE,        /* an empty array */
  BRY__PROPERTY_UNSUPPORTED, /* with no value */
  BRY__PROPERTY_EXPRESSION,  /* not supported, as nothing evaluates it here */
  BRY__PROPERTY_IDLE,        /* an expression that only the form evaluates */
  BRY__PROPERTY_ANY          /* any value, for the form alone */
};

typedef struct bry__property {
  const char *name;
  unsigned places;     /* 1u << place */
  int kind;            /* BRY__PROPERTY_... */
  const char *same_as; /* the newer name of the same property, or NULL */
} bry__property;

/* NULL when there is no such property at that place. */
const bry__property *bry__property_find(const char *name, int place);
/* The same in a column of a matrixdropdown whose cells are of that type. */
const bry__property *bry__property_find_in_column(const char *name, int type);
/* All of them, in order of their names; NULL past the last. */
const bry__property *bry__property_at(int index);

#endif
