/* Reading a questionnaire: what the parse_*.c files share. A reader never stops at a fault: it notes it and reads on,
 * so that an author sees everything at once; a questionnaire with a fault is thrown away at the end. */
#ifndef BRY_FORM_PARSE_H
#define BRY_FORM_PARSE_H

#include "core/json.h"
#include "form/messages.h"
#include "form/model.h"

enum {
  BRY__ITEMS_MAX = 2000,
  BRY__VALUES_MAX = 1000,
  BRY__SLOTS_MAX = 32000,
  BRY__CELLS_MAX = 1000000, /* rows of bry_questionnaire_choices() */
  BRY__PANEL_DEPTH_MAX = 16,
  BRY__NAME_BYTES_MAX = 200,
  BRY__VALUE_BYTES_MAX = 1000,
  /* Instructions of patterns times the length of the longest answer: for one question or field, and for all. A unit of
   * it is about two steps, or some ten nanoseconds. */
  BRY__PATTERN_WORK_MAX = 2000000,
  BRY__PATTERN_WORK_ALL_MAX = 10000000,
  BRY__PATTERN_TEXT_MAX = 10000 /* units of a text that is held against a pattern and has no limit of its own */
};

typedef struct bry__parse {
  bry_questionnaire *q; /* being filled */
  bry_findings *findings;
  bry__buffer pointer; /* to where the reader is */
  const char *item;    /* the item being read, or NULL */
  size_t item_capacity;
  int32_t owner; /* place of the item being read, or -1 */
  int32_t page;
  int32_t frame; /* the innermost page or panel, from 1; 0: none */
  size_t frame_capacity;
  int32_t panel_depth;
  int32_t container;             /* place of the container whose group is being read, or -1 */
  int32_t group;                 /* from 0 */
  struct json_object *matrix;    /* the matrixdropdown whose column is being read, or NULL */
  int64_t max_text, max_comment; /* for texts without a limit of their own; -1: none */
  int64_t cells;
  double pattern_work; /* so far */
  size_t piped_capacity;
  int32_t pipe_count;     /* names in texts so far */
  int is_html, is_filled; /* of the text being checked: markup by nature; {0} in it is a limit */
  int full;               /* the limit of items was met, and noted */
  int failed;             /* memory ran out */
} bry__parse;

/* parse.c: fills p->q from the document. */
void bry__parse_survey(bry__parse *p, struct json_object *document);
/* parse_item.c: one question that is not a panel. */
void bry__parse_item(bry__parse *p, struct json_object *object, bry__item_type type);
/* listed.c: titles with names in them, as lists have them. */
void bry__parse_listed(bry__parse *p);
/* parse.c: the questions and panels of an array. */
void bry__parse_elements(bry__parse *p, struct json_object *parent, const char *key);
/* parse_item.c: the type of that name; 0 when there is none. */
int bry__parse_item_type(const char *name, bry__item_type *type);
/* parse_group.c: the reader of containers, which makes room; and once the item is complete, its groups. */
void bry__parse_container(bry__parse *p, struct json_object *object, bry__item *item);
void bry__parse_groups(bry__parse *p, struct json_object *object, int32_t place);
/* A cell's place in its container; its name and title become those of the unrolled item. */
void bry__parse_cell(bry__parse *p, bry__item *item);
/* parse_choice.c: the readers of what has values. */
void bry__parse_choices(bry__parse *p, struct json_object *object, bry__item *item);
void bry__parse_boolean(bry__parse *p, struct json_object *object, bry__item *item);
void bry__parse_rating(bry__parse *p, struct json_object *object, bry__item *item);
void bry__parse_matrix(bry__parse *p, struct json_object *object, bry__item *item);
/* Reads the array `key` into the item's values, with room for `extra` more; `missing` is noted when it is empty. */
void bry__parse_values(bry__parse *p, struct json_object *object, bry__item *item, const char *key, size_t extra,
                       bry__author_fault missing);
/* parse_text.c: the readers of what has texts. */
void bry__parse_text(bry__parse *p, struct json_object *object, bry__item *item);
void bry__parse_multipletext(bry__parse *p, struct json_object *object, bry__item *item);
/* parse_words.c. The questionnaire's own words for a fault of the item, from a member that has been checked; noted also
 * when there are none, so that the limit they belong to is known. */
void bry__parse_words(bry__parse *p, struct json_object *object, const char *key, bry__item *item,
                      bry__own_words words);
/* How the item's answer is written into texts. */
void bry__parse_display(bry__parse *p, struct json_object *object, bry__item *item);
/* parse_validator.c: narrows the item's limits. */
void bry__parse_validators(bry__parse *p, struct json_object *object, bry__item *item);
/* The same for a field of a multipletext, which can have patterns alone. */
void bry__parse_part_validators(bry__parse *p, struct json_object *object, bry__part *part);
/* parse_pattern.c: a regex validator, added to the patterns that an answer must match; `most` is how many there can be. */
void bry__parse_pattern(bry__parse *p, struct json_object *object, bry__patterns *patterns, size_t most);
/* Notes when the patterns could take too long over the longest answer; the reader is at the validators. */
void bry__parse_pattern_work(bry__parse *p, const bry__patterns *patterns, bry__input input, int64_t *max_length);
/* Whether a validator refuses an answer, and does not just warn. */
int bry__parse_is_strict(struct json_object *object);
/* parse_logic.c. p->q->logic, made when it is not there; NULL when memory runs out. */
struct bry__logic *bry__parse_logic(bry__parse *p);
/* The member `key` as a condition of p->q->logic, from 1; 0 when there is none, or none that can be taken, which is
 * noted. */
int32_t bry__parse_condition(bry__parse *p, struct json_object *object, const char *key);
int32_t bry__parse_choice_condition(bry__parse *p, struct json_object *object, const char *key);
/* An expression that only the form evaluates must be good as well. */
void bry__parse_idle(bry__parse *p, struct json_object *value);
/* The names in braces within a text that is shown. */
void bry__parse_piping(bry__parse *p, const char *text);
void bry__parse_frame(bry__parse *p, struct json_object *object, int place);
/* A new innermost frame, which says nothing yet; NULL when memory runs out. */
bry__frame *bry__parse_new_frame(bry__parse *p);
void bry__parse_calculated(bry__parse *p, struct json_object *survey);
void bry__parse_demand(bry__parse *p, struct json_object *object, bry__item *item);
/* logic_link.c and logic_order.c: what all names mean, and the order of evaluation; only once all else is good. */
void bry__parse_link(bry__parse *p);
void bry__parse_order(bry__parse *p);
/* parse_property.c: every property of an object that is none of its readers' business. */
void bry__parse_properties(bry__parse *p, struct json_object *object, int place);
/* Of a column of a matrixdropdown, which has those of the questions in its cells as well. */
void bry__parse_column_properties(bry__parse *p, struct json_object *column, int type);
void bry__parse_check_label(bry__parse *p, struct json_object *value);

/* parse_read.c. Where the reader is: enter returns what leave needs. */
size_t bry__parse_enter(bry__parse *p, const char *key);
size_t bry__parse_enter_index(bry__parse *p, size_t index);
void bry__parse_leave(bry__parse *p, size_t mark);
void bry__parse_fault(bry__parse *p, bry__author_fault fault, const char *detail);
/* Whether the last fault was noted at the same place: what is repeated is told once. */
int bry__parse_was_told(const bry__parse *p, const char *pointer);
void bry__parse_fault_at(bry__parse *p, const char *key, bry__author_fault fault, const char *detail);

/* Typed members: what is absent is the fallback, and so is what has another type, which is noted. */
int bry__parse_has(struct json_object *object, const char *key);
int bry__parse_bool(bry__parse *p, struct json_object *object, const char *key, const char *older_key);
int64_t bry__parse_count(bry__parse *p, struct json_object *object, const char *key, int64_t least, int64_t fallback);
int bry__parse_number(bry__parse *p, struct json_object *object, const char *key, double *out); /* 1 when there */
int bry__parse_date(bry__parse *p, struct json_object *object, const char *key, double *out);   /* likewise */
const char *bry__parse_string(bry__parse *p, struct json_object *object, const char *key);
struct json_object *bry__parse_array(bry__parse *p, struct json_object *object, const char *key);
void bry__parse_label(bry__parse *p, struct json_object *object, const char *key, bry__label *out);
/* The member "name", checked; a copy, or NULL when it is missing or wrong. */
char *bry__parse_name(bry__parse *p, struct json_object *object);
/* 1 when the value is an object; else it is noted. */
int bry__parse_is_object(bry__parse *p, struct json_object *value);
/* A copy; NULL when memory runs out, which is remembered. */
char *bry__parse_copy(bry__parse *p, const char *text);
void *bry__parse_alloc(bry__parse *p, size_t count, size_t size);

#endif
