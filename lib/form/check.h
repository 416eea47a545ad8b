/* Checking one value at a time and laying it into its slot: what the JSON and the file reader of answers share. */
#ifndef BRY_FORM_CHECK_H
#define BRY_FORM_CHECK_H

#include "core/buffer.h"
#include "form/answers.h"
#include "form/messages.h"

/* Besides the codes of model.h, while a row is being read: answered, but wrongly. Skipped in the end. */
enum { BRY__CODE_WRONG = -4 };
extern const char bry__text_wrong[1]; /* the same for a text slot */

enum {
  BRY__TEXT_BYTES_MAX = 100000, /* of a text whose item sets no limit */
  BRY__NUMBER_BYTES_MAX = 1000  /* of a number, blanks around it included */
};

/* A value as text, whatever it came as. */
typedef struct bry__piece {
  const char *data;
  size_t size;
} bry__piece;

typedef struct bry__check {
  bry__answers *answers;
  bry_findings *findings; /* NULL: only whether something is wrong, in `faulty` */
  const bry__item *item;  /* the item that is being answered */
  const char *sub;        /* its row, part or comment key for the pointer, or NULL */
  int64_t element;        /* place within an array of choices, or -1 */
  int is_comment;         /* the pointer is "/item-Comment" */
  int decimal_comma;      /* numbers may be written 3,5 */
  int from_slots;         /* conditions read the slots, as there is no JSON to read */
  const bry__label *own;  /* the questionnaire's words for the next fault, or NULL */
  double measured;        /* what a limit is held against: a number, a date in days, a length, a count */
  int faulty;             /* something was wrong */
  int failed;             /* memory ran out */
} bry__check;

typedef struct bry__piped_finding {
  int64_t finding;
  int is_raw;
  bry__scope scope;
} bry__piped_finding;

/* Empties the answers, with room for texts of `bytes` in all. 0 or -1. */
int bry__check_begin(bry__check *c, bry__answers *answers, bry_findings *findings, size_t bytes);
/* Turns to an item. */
void bry__check_item(bry__check *c, const bry__item *item);
/* Lays out answers that are flat, plain and right, for a questionnaire without logic. 1; 0: something is otherwise, so that
 * they are to be read anew; -1: no memory. (answers_flat.c) */
int bry__answers_read_flat(bry__answers *answers, const char *json, size_t size);
/* What only the whole row shows: required, counts, comments of "other". */
bry_status bry__check_end(bry__check *c, bry_error **err);

void bry__check_fault(bry__check *c, bry__answer_fault fault, const char *detail);
void bry__check_limit_fault(bry__check *c, bry__answer_fault fault, double limit);
/* A fault of a member that is no item: its key is the pointer; NULL is the whole row. */
void bry__check_key_fault(bry__check *c, bry__answer_fault fault, const char *key);
/* Fills names of answers into the words of this row's findings, once the logic is evaluated. */
void bry__check_fill_in(bry__check *c);
/* A fault at a pointer, which is freed. */
void bry__check_pointer_fault(bry__check *c, bry__answer_fault fault, const char *item, bry__buffer *pointer);
/* Marks all slots of the item as wrongly answered. */
void bry__check_spoil(bry__check *c);

/* Each lays one answer into its slot, or notes what is wrong with it. */
void bry__check_choice(bry__check *c, bry__piece piece, int32_t slot); /* radiogroup, dropdown, rating, matrix row */
void bry__check_words(bry__check *c, bry__piece piece, bry__input input, int64_t max_length, int32_t slot);
void bry__check_number(bry__check *c, double value, int32_t slot);
void bry__check_comment(bry__check *c, bry__piece piece);
/* Several choices: tick (or rank) each, then say that these were all. */
void bry__check_tick(bry__check *c, bry__piece piece, int32_t *count);
void bry__check_ticked(bry__check *c, int32_t count);

#endif
