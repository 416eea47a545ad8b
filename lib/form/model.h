/* A parsed questionnaire: items, their values, and the slots in which answers lie. Immutable once parsed.
 *
 * Closed answers are stored as small integers by slot, texts beside them by slot of their own; an item's slots are
 * fixed by the published version. Codes of a closed slot, 0 and up, mean:
 *   radiogroup, dropdown, rating, matrix row   1 ... n: place in the slot's values ("none" and "other" are values)
 *   boolean                                    0 false, 1 true
 *   checkbox, a slot a choice                  0 not ticked, 1 ticked
 *   ranking, a slot a choice                   0 not ranked, else the rank from 1
 * and below 0 why there is none (BRY__CODE_...). Text slots: text, comment, multipletext items, "other" comments,
 * results of expression items; numbers lie there in canonical form.
 *
 * A matrixdropdown or paneldynamic is a container: it has no slots itself. Its cells are items of their own, unrolled
 * when the questionnaire is parsed: one a row and column, named "matrix.row.column", or one a question of each panel
 * that there may be, named "panel[0].question" as in expressions. They stand right behind it, group by group. */
#ifndef BRY_FORM_MODEL_H
#define BRY_FORM_MODEL_H

#include "core/buffer.h"
#include "core/label.h"

#include <bry/questionnaire.h>

enum {
  BRY__CODE_HIDDEN = -1,
  BRY__CODE_SKIPPED = -2,
  BRY__CODE_NOT_ASKED = -3,
};

typedef enum bry__item_type {
  BRY__ITEM_TEXT,
  BRY__ITEM_COMMENT,
  BRY__ITEM_RADIOGROUP,
  BRY__ITEM_CHECKBOX,
  BRY__ITEM_DROPDOWN,
  BRY__ITEM_BOOLEAN,
  BRY__ITEM_RATING,
  BRY__ITEM_RANKING,
  BRY__ITEM_MATRIX,
  BRY__ITEM_MULTIPLETEXT,
  BRY__ITEM_HTML,
  BRY__ITEM_EXPRESSION, /* computed from other answers */
  BRY__ITEM_MATRIXDROPDOWN,
  BRY__ITEM_PANELDYNAMIC,
  BRY__ITEM_TAGBOX /* in documents: the item is a checkbox, drawn as a list */
} bry__item_type;  /* panels are not items; they order and title them */

typedef enum bry__input {
  BRY__INPUT_TEXT,
  BRY__INPUT_NUMBER,
  BRY__INPUT_EMAIL,
  BRY__INPUT_DATE,
  BRY__INPUT_TEL
} bry__input;

typedef enum bry__value_kind { BRY__VALUE_TEXT, BRY__VALUE_NUMBER, BRY__VALUE_BOOL } bry__value_kind;

typedef struct bry__value {
  char *name;           /* as text, unique within the item: choices 1 and "1" are the same value */
  bry__label label;     /* empty: the name */
  bry__value_kind kind; /* what stands in the document, and so in an answer */
  int32_t visible_if;   /* a condition of the questionnaire's logic, from 1; 0: none. Likewise all ..._if below */
} bry__value;

typedef struct bry__pattern { /* a validator: what an answer must match */
  struct bry__regex *regex;
  bry__label text; /* the questionnaire's own words for an answer that does not; empty: ours */
} bry__pattern;

typedef struct bry__patterns {
  bry__pattern *list;
  int32_t count;
} bry__patterns;

typedef struct bry__part { /* a matrix row or a multipletext field */
  char *name;
  bry__label label;
  bry__input input;
  int required;
  int64_t max_length;       /* -1: none */
  bry__label required_text; /* as of an item */
  bry__patterns patterns;   /* multipletext */
  bry__value_kind kind;     /* matrix: of the row */
  int32_t visible_if;       /* matrix */
} bry__part;

/* The questionnaire's own words for a fault, in place of ours. Of several for one fault the first that an answer broke
 * speaks, as in survey-core: the item's own limit before those of its validators. */
typedef struct bry__own_words {
  int fault;        /* bry__answer_fault */
  double limit;     /* what the answer must be below, or above; NaN: it is no matter of more or less */
  int is_filled;    /* {0} stands for the limit */
  bry__label label; /* empty: ours */
} bry__own_words;

typedef enum bry__number_style {
  BRY__STYLE_NONE,
  BRY__STYLE_DECIMAL,
  BRY__STYLE_PERCENT,
  BRY__STYLE_CURRENCY,
  BRY__STYLE_DATE
} bry__number_style;

/* How an item's answer is written into texts, where that is not plain. */
typedef struct bry__display {
  bry__label empty;  /* what stands for no answer */
  bry__label format; /* of a computed value; {0} is the value */
  bry__number_style style;
  int has_groups;
  int32_t least_decimals, most_decimals; /* -1: those of the style */
  char currency[4];
  int is_raw; /* values rather than their labels, in the item's own texts and where it is named */
} bry__display;

/* The row or panel that something stands in. */
typedef struct bry__scope {
  int32_t container; /* place of the item; -1: in none */
  int32_t group;     /* 0 then */
} bry__scope;

/* A text with names of answers in it; in a row or panel, one of each. */
typedef struct bry__piped {
  char *pointer; /* to it in the document */
  bry__label label;
  int32_t item; /* whose it is; -1: of none */
  int is_html;  /* markup by nature */
  bry__scope scope;
} bry__piped;

/* A page or panel, a container, or one of its groups: what hides or locks all that is in it. */
typedef struct bry__frame {
  char *pointer;
  int32_t parent;    /* from 1; 0: none */
  int32_t group;     /* from 1: which row or panel of `container` it is; 0: none */
  int32_t container; /* place of the item; only where `group` is not 0 */
  int is_row;        /* its condition is asked about the row, and holds by what equals true */
  int required;      /* at least one question in it must be answered */
  bry__label required_text;
  int32_t visible_if, enable_if, required_if;
} bry__frame;

/* A row of a matrixdropdown, or a panel of a paneldynamic. */
typedef struct bry__group {
  char *name; /* of the row; NULL: a panel */
  bry__label label;
  bry__value_kind kind;
  int32_t frame; /* from 1 */
  int32_t first; /* place of its first item, of as many as the container has elements */
} bry__group;

/* What an item has that is a container. */
typedef struct bry__container {
  bry__group *groups;
  int32_t group_count;
  int32_t element_count;                               /* columns, or questions of the template */
  struct bry__name_index *group_index, *element_index; /* name -> place; no group_index for panels */
  int32_t frame;                                       /* of the container itself, from 1 */
  int32_t panels;                                      /* how many there are before any is added or removed */
  int32_t min_panels, max_panels;
  bry__label duplicate_text; /* the questionnaire's own words for a key that stands twice */
} bry__container;

typedef struct bry__item {
  bry__item_type type;
  char *name;
  char *pointer;     /* JSON pointer to it in the document */
  bry__label title;  /* empty: the name */
  bry__label listed; /* the title in lists, when it has names of answers in it; else empty */
  int32_t page;      /* from 0 */
  int required;
  bry__input input;   /* text only */
  int64_t min_length; /* 0: none; texts, in UTF-16 units */
  int64_t max_length; /* -1: none; also of the comment of "other" */
  bry__patterns patterns;
  int has_min, has_max;  /* numbers and dates */
  double min, max;       /* a number, or a date in days since 1970 */
  int32_t min_selected;  /* checkbox, ranking; 0: none. As in survey-core, an empty answer is too few as well */
  int32_t max_selected;  /* 0: none */
  int has_other;         /* the last value is "other"; its comment has the text slot */
  int has_none;          /* the value `none_code` excludes all others */
  int32_t none_code;     /* 1-based place among the values */
  int all_rows_required; /* matrix */
  bry__value *values;    /* choices, rating steps, matrix columns; boolean: false, true */
  int32_t value_count;
  bry__part *parts; /* matrix rows, multipletext fields */
  int32_t part_count;
  int32_t closed_slot, closed_slots; /* first and number; checkbox and ranking have one a value, matrix one a part */
  int32_t text_slot, text_slots;     /* first and number; multipletext one a part; "other" one */
  bry__label required_text;          /* the questionnaire's own words when an answer is missing; empty: ours */
  double step;                       /* numbers must be a multiple of it; 0: any */
  int32_t min_count;                 /* as min_selected, but only of those who answer at all, and "none" counts */
  int32_t exclusive_code; /* from this value on (none, refused, dontknow), but for "other", each excludes all
                                        others; 1-based, 0: none */
  struct bry__name_index *value_index, *part_index; /* name -> place */
  int32_t frame;                                    /* the innermost page or panel, from 1; 0: none */
  int32_t visible_if, enable_if, required_if;
  int32_t value_if;            /* expression: what computes it */
  int32_t choices_if, rows_if; /* what each choice (matrix: column) or row must meet */
  int32_t plain_values;        /* those without none, refused, dontknow and other */
  int32_t choice_conditions;   /* some choice or row may be hidden */
  int is_read;                 /* by some condition */
  int32_t precision;           /* expression: decimals; -1: all */
  bry__own_words *words;
  int32_t word_count;
  bry__display *display;     /* NULL: plain */
  int is_list;               /* checkbox: a tagbox */
  bry__container *container; /* NULL: it is none */
  int32_t owner;             /* a cell: place of its container, else -1; the next three only then */
  int32_t group;             /* place of its row or panel */
  int32_t element;           /* place of its column or template question */
  const char *key;           /* what it is called there; lies in the name */
  int is_key;                /* no two groups may have the same answer */
} bry__item;

struct bry_questionnaire {
  bry__label title;
  bry__frame *frames; /* pages and panels; a parent stands before its children */
  int32_t frame_count;
  struct bry__logic *logic; /* NULL: there is nothing to evaluate */
  bry__item *items;         /* in order, panels flattened */
  int32_t item_count;
  bry__piped *piped; /* in the order of the document */
  int32_t piped_count;
  int32_t page_count;
  int32_t closed_slot_count;
  int32_t text_slot_count;
  char *json;                    /* canonical */
  char version[65];              /* SHA-256 of it */
  struct bry__name_index *index; /* item name -> place */
};

/* Place of an item, or -1. size bytes of name, no NUL needed. */
int32_t bry__item_find(const bry_questionnaire *q, const char *name, size_t size);
const char *bry__item_type_name(bry__item_type type);
/* As the document has it: a checkbox may be a tagbox. */
const char *bry__item_document_type(const bry__item *item);
/* As the questionnaire calls it: "text", "number", ... */
const char *bry__input_name(bry__input input);
/* What its answers are: see bry_questionnaire_items(). */
const char *bry__item_kind(const bry__item *item);
/* The name of a row, or the number of a panel. */
int32_t bry__item_group_find(const bry__item *container, const char *name, size_t size);
/* Place among the questions of each group, or -1. */
int32_t bry__item_element_find(const bry__item *container, const char *name, size_t size);
/* The item of a group and element. */
int32_t bry__item_cell(const bry__item *container, int32_t group, int32_t element);
/* Appends "matrix.row" or "panel[0]". */
void bry__item_group_name(const bry__item *container, int32_t group, bry__buffer *out);
/* The row or panel that an item is a cell of. */
/* The title where there are no answers to fill into it. */
static inline const bry__label *bry__item_listed(const bry__item *item) {
  return bry__label_is_empty(&item->listed) ? &item->title : &item->listed;
}
static inline bry__scope bry__item_scope(const bry__item *item) {
  return item->owner == -1 ? (bry__scope){-1, 0} : (bry__scope){item->owner, item->group};
}
/* Place of a value within an item by its name, or -1. */
int32_t bry__item_value_find(const bry__item *item, const char *name, size_t size);
int32_t bry__item_part_find(const bry__item *item, const char *name, size_t size);

/* What a name in a file's header, or in a call, means: "item", "item.part" (matrix, multipletext) or "item-Comment". */
typedef struct bry__field {
  int32_t item;
  int32_t part;    /* -1: the item itself */
  int32_t comment; /* 1: the comment of "other" */
} bry__field;
int bry__field_find(const bry_questionnaire *q, const char *name, bry__field *out); /* 1 or 0 */
/* The text slot that a field names, or -1 when it is not free text. */
int32_t bry__field_text_slot(const bry_questionnaire *q, const bry__field *field);

#endif
