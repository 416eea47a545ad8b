/* One value at a time: is it among the choices, a number within its limits, not too long; and into its slot. Where the
 * value comes from is left to answers_json.c and answers_fields.c. */
#include "form/check.h"

#include "core/json.h"
#include "core/number.h"
#include "core/utf8.h"
#include "form/scalar.h"

#include <math.h>
#include <string.h>

const char bry__text_wrong[1] = "";

/* --- findings ------------------------------------------------------------------------------------------------------- */

static void add_finding(bry__check *c, bry__answer_fault fault, const char *item, bry__buffer *pointer,
                        const char *detail, const bry__label *own) {
  if (pointer->failed || bry__answer_finding(c->findings, fault, item, pointer->data, detail, own) != 0)
    c->failed = 1;
  c->faulty = 1;
  bry__buffer_free(pointer);
}

static const bry__label *own_words(const bry__check *c, bry__answer_fault fault) {
  if (c->own) return c->own;
  if (fault == BRY__ANSWER_REQUIRED || fault == BRY__ANSWER_ROW_REQUIRED) return &c->item->required_text;
  if (fault != BRY__ANSWER_PART_REQUIRED) return NULL;
  int32_t part = bry__item_part_find(c->item, c->sub, strlen(c->sub));
  return &c->item->parts[part].required_text;
}

void bry__check_fault(bry__check *c, bry__answer_fault fault, const char *detail) {
  bry__buffer pointer = {0};
  bry__pointer_key(&pointer, c->item->name);
  if (c->is_comment) bry__buffer_text(&pointer, "-Comment");
  if (c->sub) bry__pointer_key(&pointer, c->sub);
  if (c->element >= 0) bry__pointer_index(&pointer, c->element);
  add_finding(c, fault, c->item->name, &pointer, detail, own_words(c, fault));
}

void bry__check_key_fault(bry__check *c, bry__answer_fault fault, const char *key) {
  bry__buffer pointer = {0};
  if (key) {
    bry__pointer_key(&pointer, key);
  } else {
    bry__buffer_text(&pointer, "");
  }
  add_finding(c, fault, NULL, &pointer, NULL, NULL);
}

void bry__check_limit_fault(bry__check *c, bry__answer_fault fault, double limit) {
  char text[32];
  bry__double_print(text, limit);
  bry__check_fault(c, fault, text);
}

/* --- slots ---------------------------------------------------------------------------------------------------------- */

void bry__check_item(bry__check *c, const bry__item *item) {
  c->item = item;
  c->sub = NULL;
  c->element = -1;
  c->is_comment = 0;
  c->own = NULL;
}

void bry__check_spoil(bry__check *c) {
  for (int32_t i = 0; i < c->item->closed_slots; i++) {
    c->answers->closed[c->item->closed_slot + i] = BRY__CODE_WRONG;
  }
  for (int32_t i = 0; i < c->item->text_slots; i++) {
    c->answers->texts[c->item->text_slot + i] = bry__text_wrong;
  }
}

/* bry__check_begin() made room. */
static void keep_text(bry__answers *a, bry__piece piece, int32_t slot) {
  char *text = a->arena + a->arena_size;
  memcpy(text, piece.data, piece.size);
  text[piece.size] = '\0';
  a->arena_size += piece.size + 1;
  a->texts[slot] = text;
  a->sizes[slot] = piece.size;
}

static void refuse_text(bry__check *c, bry__answer_fault fault, const char *detail, int32_t slot) {
  c->answers->texts[slot] = bry__text_wrong;
  bry__check_fault(c, fault, detail);
}

/* --- choices -------------------------------------------------------------------------------------------------------- */

void bry__check_choice(bry__check *c, bry__piece piece, int32_t slot) {
  int32_t place = bry__item_value_find(c->item, piece.data, piece.size);
  c->answers->closed[slot] = place == -1 ? BRY__CODE_WRONG : (int16_t)(place + 1);
  if (place == -1) bry__check_fault(c, BRY__ANSWER_CHOICE_UNKNOWN, NULL);
}

void bry__check_tick(bry__check *c, bry__piece piece, int32_t *count) {
  int ranked = c->item->type == BRY__ITEM_RANKING;
  int16_t *slots = c->answers->closed + c->item->closed_slot;
  int32_t place = bry__item_value_find(c->item, piece.data, piece.size);
  if (place == -1) {
    bry__check_fault(c, BRY__ANSWER_CHOICE_UNKNOWN, NULL);
    bry__check_spoil(c);
  } else if (slots[place] > 0) {
    bry__check_fault(c, ranked ? BRY__ANSWER_RANKING_REPEATED : BRY__ANSWER_CHOICE_REPEATED, NULL);
    bry__check_spoil(c);
  } else if (slots[place] != BRY__CODE_WRONG) {
    ++*count;
    slots[place] = ranked ? (int16_t)*count : 1;
  }
}

/* Whether a choice that excludes all others is ticked. */
static int has_exclusive(const bry__check *c) {
  const bry__item *item = c->item;
  if (item->exclusive_code == 0) return 0;
  for (int32_t i = item->exclusive_code - 1; i < item->value_count - item->has_other; i++) {
    if (c->answers->closed[item->closed_slot + i] > 0) return 1;
  }
  return 0;
}

static void check_counts(bry__check *c, int32_t count) {
  const bry__item *item = c->item;
  int alone = count == 1 && has_exclusive(c); /* "none" is enough, except for an answercount validator */
  int32_t least = alone || item->min_selected < item->min_count ? item->min_count : item->min_selected;
  if (count < least && item->type == BRY__ITEM_RANKING && least == item->value_count) {
    if (item->choice_conditions) return; /* which of them show is not known yet */
    bry__check_fault(c, BRY__ANSWER_RANKING_INCOMPLETE, NULL);
  } else if (count < least) {
    bry__check_limit_fault(c, BRY__ANSWER_COUNT_MIN, least);
  } else if (item->max_selected > 0 && count > item->max_selected) {
    bry__check_limit_fault(c, BRY__ANSWER_COUNT_MAX, item->max_selected);
  } else {
    return;
  }
  bry__check_spoil(c);
}

void bry__check_ticked(bry__check *c, int32_t count) {
  int16_t *slots = c->answers->closed + c->item->closed_slot;
  c->element = -1;
  if (slots[0] == BRY__CODE_WRONG || count == 0) return;
  for (int32_t i = 0; i < c->item->closed_slots; i++) {
    if (slots[i] < 0) slots[i] = 0;
  }
  if (count > 1 && has_exclusive(c)) {
    bry__check_fault(c, BRY__ANSWER_NONE_COMBINED, NULL);
    bry__check_spoil(c);
    return;
  }
  check_counts(c, count);
}

/* --- numbers, dates, words ------------------------------------------------------------------------------------------ */

/* Multipletext fields share the item's limits for numbers and dates, which are none. */
void bry__check_number(bry__check *c, double value, int32_t slot) {
  const bry__item *item = c->item;
  char text[32];
  c->answers->texts[slot] = bry__text_wrong;
  if (!isfinite(value) || fabs(value) > BRY__EXACT_MAX) {
    bry__check_fault(c, BRY__ANSWER_NUMBER, NULL);
  } else if (item->has_min && value < item->min) {
    bry__check_limit_fault(c, BRY__ANSWER_NUMBER_MIN, item->min);
  } else if (item->has_max && value > item->max) {
    bry__check_limit_fault(c, BRY__ANSWER_NUMBER_MAX, item->max);
  } else if (!bry__number_fits_step(value, item->step)) {
    bry__check_limit_fault(c, BRY__ANSWER_STEP, item->step);
  } else {
    keep_text(c->answers, (bry__piece){text, bry__double_print(text, value)}, slot);
  }
}

static void check_date(bry__check *c, bry__piece piece, int32_t slot) {
  const bry__item *item = c->item;
  char limit[BRY__DATE_TEXT];
  double days = 0;
  if (!bry__date_parse(piece.data, piece.size, &days)) {
    refuse_text(c, BRY__ANSWER_DATE, NULL, slot);
  } else if (item->has_min && days < item->min) {
    bry__date_print(limit, item->min);
    refuse_text(c, BRY__ANSWER_DATE_MIN, limit, slot);
  } else if (item->has_max && days > item->max) {
    bry__date_print(limit, item->max);
    refuse_text(c, BRY__ANSWER_DATE_MAX, limit, slot);
  } else {
    keep_text(c->answers, piece, slot);
  }
}

static void length_fault(bry__check *c, bry__answer_fault fault, int64_t length, int32_t slot) {
  char text[32];
  bry__double_print(text, (double)length);
  refuse_text(c, fault, text, slot);
}

/* UTF-16 has no more units than UTF-8 has bytes, and at least a third as many: most texts need no counting. */
static void check_length(bry__check *c, bry__piece piece, int64_t max_length, int32_t slot) {
  int64_t size = (int64_t)piece.size;
  int64_t least = c->is_comment ? 0 : c->item->min_length;
  if (max_length == -1 && size > BRY__TEXT_BYTES_MAX) {
    refuse_text(c, BRY__ANSWER_TEXT_LONG, NULL, slot);
  } else if (max_length != -1 && size > max_length && bry__utf16_length(piece.data, piece.size) > max_length) {
    length_fault(c, BRY__ANSWER_LENGTH_MAX, max_length, slot);
  } else if (size < least * 3 && bry__utf16_length(piece.data, piece.size) < least) {
    length_fault(c, BRY__ANSWER_LENGTH_MIN, least, slot);
  } else {
    keep_text(c->answers, piece, slot);
  }
}

void bry__check_words(bry__check *c, bry__piece piece, bry__input input, int64_t max_length, int32_t slot) {
  double number = 0;
  if (memchr(piece.data, '\0', piece.size)) {
    refuse_text(c, BRY__ANSWER_TEXT_NUL, NULL, slot);
  } else if (input == BRY__INPUT_DATE) {
    check_date(c, piece, slot);
  } else if (input == BRY__INPUT_EMAIL && !bry__email_is_valid(piece.data, piece.size)) {
    refuse_text(c, BRY__ANSWER_EMAIL, NULL, slot);
  } else if (input != BRY__INPUT_NUMBER) {
    check_length(c, piece, max_length, slot);
  } else if (bry__number_parse(piece.data, piece.size, c->decimal_comma, &number)) {
    bry__check_number(c, number, slot);
  } else {
    refuse_text(c, BRY__ANSWER_NUMBER, NULL, slot);
  }
}

void bry__check_comment(bry__check *c, bry__piece piece) {
  c->is_comment = 1;
  bry__check_words(c, piece, BRY__INPUT_TEXT, c->item->max_length, c->item->text_slot);
}
