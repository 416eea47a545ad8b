/* A parsed questionnaire: items, their values, and the slots in which answers lie. Immutable once parsed.
 *
 * Closed answers are stored as small integers by slot, texts beside them by slot of their own; an item's slots are
 * fixed by the published version. Codes of a closed slot, 0 and up, mean:
 *   radiogroup, dropdown, rating, matrix row   1 ... n: place in the slot's values ("none" and "other" are values)
 *   boolean                                    0 false, 1 true
 *   checkbox, a slot a choice                  0 not ticked, 1 ticked
 *   ranking, a slot a choice                   0 not ranked, else the rank from 1
 * and below 0 why there is none (BRY__CODE_...). Text slots: text, comment, multipletext items, "other" comments,
 * results of expression items; numbers lie there in canonical form. */
#ifndef BRY_FORM_MODEL_H
#define BRY_FORM_MODEL_H

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
} bry__item_type;       /* panels are not items; they order and title them */

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

typedef struct bry__part { /* a matrix row or a multipletext field */
  char *name;
  bry__label label;
  bry__input input;
  int required;
  int64_t max_length;       /* -1: none */
  bry__label required_text; /* as of an item */
  bry__value_kind kind;     /* matrix: of the row */
  int32_t visible_if;       /* matrix */
} bry__part;

/* A page or panel: what hides or locks all that is in it. */
typedef struct bry__frame {
  char *pointer;
  int32_t parent; /* from 1; 0: none */
  int required;   /* at least one question in it must be answered */
  bry__label required_text;
  int32_t visible_if, enable_if, required_if;
} bry__frame;

typedef struct bry__item {
  bry__item_type type;
  char *name;
  char *pointer;    /* JSON pointer to it in the document */
  bry__label title; /* empty: the name */
  int32_t page;     /* from 0 */
  int required;
  bry__input input;      /* text only */
  int64_t min_length;    /* 0: none; texts, in UTF-16 units */
  int64_t max_length;    /* -1: none; also of the comment of "other" */
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
} bry__item;

struct bry_questionnaire {
  bry__label title;
  bry__frame *frames; /* pages and panels; a parent stands before its children */
  int32_t frame_count;
  struct bry__logic *logic; /* NULL: there is nothing to evaluate */
  bry__item *items;         /* in order, panels flattened */
  int32_t item_count;
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
