/* The logic of a questionnaire over one row of answers: what shows, what is required, what is computed. Used again and
 * again, so that a row allocates nothing once it is warm. */
#ifndef BRY_FORM_LOGIC_RUN_H
#define BRY_FORM_LOGIC_RUN_H

#include "core/buffer.h"
#include "form/logic.h"

typedef struct bry__logic_run {
  const bry_questionnaire *questionnaire;
  const struct bry__zone *zone; /* NULL: the questionnaire's */
  int64_t now_us;               /* 0: the clock */
  /* In: what was answered, as it was sent. Out: what counts, hidden questions being empty. */
  bry__js *values;       /* by item */
  bry__js *comments;     /* of "other", by item */
  bry__js *sent;         /* for what is computed: by item, then by calculated value */
  int32_t *panel_counts; /* by item: how many panels a paneldynamic has */
  /* Out */
  bry__js *calcs;
  uint8_t *frame_visible, *frame_locked, *frame_required;
  uint8_t *row_hidden; /* by frame: of rows, by their own condition, whether their matrix shows or not */
  uint8_t *item_visible, *item_locked, *item_required;
  uint8_t *item_failed; /* one of its conditions can't be evaluated over these answers */
  int some_failed;      /* likewise one of a page, panel or calculated value */
  int failed;           /* memory ran out */
  /* private */
  bry__arena arena;
  int64_t now_ms;
  const bry__condition *condition; /* being evaluated */
  bry__js choice;                  /* what {item} is */
  bry__buffer text;
  struct json_object **built; /* by item: values that are objects, where they did not come as JSON */
} bry__logic_run;

bry__logic_run *bry__logic_run_new(const bry_questionnaire *q); /* NULL when memory runs out */
void bry__logic_run_free(bry__logic_run *run);
/* Forgets the last row. */
void bry__logic_run_begin(bry__logic_run *run);
/* Computed values, what shows, what is required; from values and comments. */
void bry__logic_run_evaluate(bry__logic_run *run);
/* Whether a condition of the questionnaire (from 1) holds; on choices, of that one. */
int bry__logic_run_holds(bry__logic_run *run, int32_t condition, const bry__js *choice);
/* Whether value `place` of an item (a choice, rating value, matrix column), or row `place` of a matrix, shows. */
int bry__logic_run_shows_value(bry__logic_run *run, const bry__item *item, int32_t place);
int bry__logic_run_shows_part(bry__logic_run *run, const bry__item *item, int32_t place);
/* A value as text: of a string itself, of a list its JSON. It lies in the run. NULL when empty, when memory runs out
 * (run->failed) or when it is no text that can be stored (*is_bad). */
const char *bry__logic_run_text(bry__logic_run *run, const bry__js *value, size_t *size, int *is_bad);
/* 1 when a value that was sent is the one that was computed. */
int bry__logic_run_same(bry__logic_run *run, const bry__js *sent, const bry__js *computed);
/* What a name in a text is: 1 and its value, or 0 when nothing is behind it now. *ref is what it means, NULL when the
 * questionnaire does not know it; *name its parts. scope: the row or panel that the text stands in. */
int bry__logic_run_pipe(bry__logic_run *run, bry__scope scope, const char *text, size_t size,
                        const bry__expr_name **name, const bry__ref **ref, bry__js *out);
/* The zone that days are of; NULL: none is needed. */
const struct bry__zone *bry__logic_run_zone(const bry__logic_run *run);
/* The answer of an item, as a name of it gives it. */
bry__js bry__logic_run_answer(const bry__logic_run *run, const bry__item *item);
/* The value that stands in the document at that place. */
bry__js bry__logic_value(const char *name, bry__value_kind kind);

#endif
