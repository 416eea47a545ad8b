/* One value at a time: is it among the choices, a number within its limits, not too long; and into its slot. Where the
 * value comes from is left to answers_json.c and answers_fields.c. */
#include "form/check.h"

#include "core/json.h"
#include "core/mem.h"
#include "core/number.h"
#include "core/utf8.h"
#include "expr/regex.h"
#include "form/pipe.h"
#include "form/scalar.h"

#include <math.h>
#include <string.h>

const char bry__text_wrong[1] = "";

enum { MESSAGE_ROOM_BYTES = 1000 }; /* that answers may take in a finding */

/* --- findings ------------------------------------------------------------------------------------------------------- */

/* Words with names in them are filled in when the whole row is known. */
static void note_piped(bry__check *c, bry__answer_fault fault, const bry__label *own) {
  bry__answers *a = c->answers;
  void *piped = a->piped;
  int has_names = 0;
  for (int i = 0; own && i < (int)(sizeof own->text / sizeof own->text[0]); i++) {
    has_names |= own->text[i] && strchr(own->text[i], '{');
  }
  if (!has_names || !a->logic) return;
  if (bry__grow(&piped, &a->piped_capacity, a->piped_count + 1, sizeof *a->piped) != 0) {
    c->failed = 1;
    return;
  }
  a->piped = piped;
  int is_items = fault != BRY__ANSWER_FRAME_REQUIRED; /* else the words are its page's or panel's */
  a->piped[a->piped_count++] = (bry__piped_finding){bry_findings_count(c->findings) - 1,
                                                    is_items && bry__pipe_is_raw(c->item), bry__item_scope(c->item)};
}

static void add_finding(bry__check *c, bry__answer_fault fault, const char *item, bry__buffer *pointer,
                        const char *detail, const bry__label *own, const char *filled) {
  int64_t count = bry_findings_count(c->findings);
  if (!c->findings) {
    c->failed |= pointer->failed;
  } else if (pointer->failed ||
             bry__answer_finding(c->findings, fault, item, pointer->data, detail, own, filled) != 0) {
    c->failed = 1;
  } else if (bry_findings_count(c->findings) > count) {
    note_piped(c, fault, own);
  }
  c->faulty = 1;
  bry__buffer_free(pointer);
}

/* Whether the answer broke this limit, among others. */
static int is_broken(const bry__check *c, const bry__own_words *words) {
  switch (words->fault) {
  case BRY__ANSWER_NUMBER_MIN:
  case BRY__ANSWER_DATE_MIN:
  case BRY__ANSWER_LENGTH_MIN:
  case BRY__ANSWER_COUNT_MIN:
    return c->measured < words->limit;
  case BRY__ANSWER_NUMBER_MAX:
  case BRY__ANSWER_DATE_MAX:
  case BRY__ANSWER_LENGTH_MAX:
  case BRY__ANSWER_COUNT_MAX:
    return c->measured > words->limit;
  default:
    return 1;
  }
}

static const bry__own_words *words_for(const bry__check *c, bry__answer_fault fault) {
  for (int32_t i = 0; i < c->item->word_count && !c->own; i++) {
    const bry__own_words *words = &c->item->words[i];
    int is_comments = fault == BRY__ANSWER_OTHER_COMMENT;
    if (words->fault == (int)fault && c->is_comment == is_comments && is_broken(c, words)) return words;
  }
  return NULL;
}

static const bry__label *required_words(const bry__check *c, bry__answer_fault fault) {
  if (fault == BRY__ANSWER_REQUIRED) return &c->item->required_text;
  if (fault != BRY__ANSWER_PART_REQUIRED) return NULL;
  int32_t part = bry__item_part_find(c->item, c->sub, strlen(c->sub));
  return &c->item->parts[part].required_text;
}

/* A limit as survey-core prints it; a date as it is answered. */
static const char *print_limit(const bry__own_words *words, char text[32]) {
  if (!words->is_filled) return NULL;
  if (words->fault == BRY__ANSWER_DATE_MIN || words->fault == BRY__ANSWER_DATE_MAX) {
    bry__date_print(text, words->limit);
  } else {
    bry__double_print(text, words->limit);
  }
  return text;
}

/* "/item", "/matrix/row/column" or "/panels/0/question". */
static void point_to_item(const bry__check *c, bry__buffer *pointer) {
  const bry__item *item = c->item;
  if (item->owner == -1) {
    bry__pointer_key(pointer, item->name);
    return;
  }
  const bry__item *owner = &c->answers->questionnaire->items[item->owner];
  const char *row = owner->container->groups[item->group].name;
  bry__pointer_key(pointer, owner->name);
  if (row) bry__pointer_key(pointer, row);
  if (!row) bry__pointer_index(pointer, item->group);
  bry__pointer_key(pointer, item->key);
}

void bry__check_fault(bry__check *c, bry__answer_fault fault, const char *detail) {
  bry__buffer pointer = {0};
  char limit[32];
  const bry__own_words *words = words_for(c, fault);
  const bry__label *own = words ? &words->label : c->own ? c->own : required_words(c, fault);
  point_to_item(c, &pointer);
  if (c->is_comment) bry__buffer_text(&pointer, "-Comment");
  if (c->sub) bry__pointer_key(&pointer, c->sub);
  if (c->element >= 0) bry__pointer_index(&pointer, c->element);
  add_finding(c, fault, c->item->name, &pointer, detail, own, words ? print_limit(words, limit) : NULL);
}

void bry__check_key_fault(bry__check *c, bry__answer_fault fault, const char *key) {
  bry__buffer pointer = {0};
  if (key) {
    bry__pointer_key(&pointer, key);
  } else {
    bry__buffer_text(&pointer, "");
  }
  add_finding(c, fault, NULL, &pointer, NULL, NULL, NULL);
}

void bry__check_pointer_fault(bry__check *c, bry__answer_fault fault, const char *item, bry__buffer *pointer) {
  add_finding(c, fault, item, pointer, NULL, NULL, NULL);
}

void bry__check_limit_fault(bry__check *c, bry__answer_fault fault, double limit) {
  char text[32];
  bry__double_print(text, limit);
  bry__check_fault(c, fault, text);
}

static void fill_in(bry__check *c, const bry__piped_finding *piped) {
  static const char *const langs[BRY__LANG_COUNT] = {[BRY__NB] = "nb", [BRY__NN] = "nn", [BRY__EN] = "en"};
  bry__buffer texts[BRY__LANG_COUNT] = {0};
  for (int i = 0; i < BRY__LANG_COUNT; i++) {
    bry__pipe pipe = bry__pipe_over(c->answers->logic, langs[i], 0);
    pipe.room = MESSAGE_ROOM_BYTES;
    pipe.scope = piped->scope;
    bry__pipe_text(&pipe, &texts[i], bry_findings_message_at(c->findings, piped->finding, langs[i]), 0,
                   piped->is_raw);
    c->failed |= texts[i].failed;
  }
  if (!c->failed) {
    bry__findings_say(c->findings, piped->finding, texts[BRY__NB].data, texts[BRY__NN].data, texts[BRY__EN].data);
    c->failed |= bry__findings_failed(c->findings);
  }
  for (int i = 0; i < BRY__LANG_COUNT; i++) {
    bry__buffer_free(&texts[i]);
  }
}

void bry__check_fill_in(bry__check *c) {
  for (size_t i = 0; i < c->answers->piped_count && !c->failed; i++) {
    fill_in(c, &c->answers->piped[i]);
  }
  if (c->answers->logic) c->failed |= c->answers->logic->failed;
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

static const bry__patterns *patterns_of(const bry__check *c, int32_t slot) {
  const bry__item *item = c->item;
  return item->type == BRY__ITEM_MULTIPLETEXT ? &item->parts[slot - item->text_slot].patterns : &item->patterns;
}

/* Whether a text is written as the question wants it, or what is wrong is noted. */
static int fits_patterns(bry__check *c, bry__piece piece, int32_t slot) {
  const bry__patterns *patterns = patterns_of(c, slot);
  for (int32_t i = 0; i < patterns->count; i++) {
    if (bry__regex_test(patterns->list[i].regex, piece.data, piece.size, NULL)) continue;
    c->own = &patterns->list[i].text;
    refuse_text(c, BRY__ANSWER_PATTERN, NULL, slot);
    c->own = NULL;
    return 0;
  }
  return 1;
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
  c->measured = count;
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

/* Multipletext fields share the item's limits for numbers and dates, which are none. What a pattern is held against is
 * the number as `written`; an empty piece stands for how JavaScript writes it. */
static void check_number(bry__check *c, double value, bry__piece written, int32_t slot) {
  const bry__item *item = c->item;
  char text[32];
  c->answers->texts[slot] = bry__text_wrong;
  c->measured = value;
  if (isfinite(value) && item->has_min && value < item->min) {
    bry__check_limit_fault(c, BRY__ANSWER_NUMBER_MIN, item->min);
  } else if (isfinite(value) && item->has_max && value > item->max) {
    bry__check_limit_fault(c, BRY__ANSWER_NUMBER_MAX, item->max);
  } else if (!isfinite(value) || fabs(value) > BRY__EXACT_MAX) {
    bry__check_fault(c, BRY__ANSWER_NUMBER, NULL);
  } else if (!bry__number_fits_step(value, item->step)) {
    bry__check_limit_fault(c, BRY__ANSWER_STEP, item->step);
  } else {
    bry__piece piece = {text, bry__double_print(text, value)};
    if (fits_patterns(c, written.size > 0 ? written : piece, slot)) keep_text(c->answers, piece, slot);
  }
}

void bry__check_number(bry__check *c, double value, int32_t slot) {
  check_number(c, value, (bry__piece){NULL, 0}, slot);
}

static void check_date(bry__check *c, bry__piece piece, int32_t slot) {
  const bry__item *item = c->item;
  char limit[BRY__DATE_TEXT];
  double days = 0;
  if (!bry__date_parse(piece.data, piece.size, &days)) {
    refuse_text(c, BRY__ANSWER_DATE, NULL, slot);
    return;
  }
  c->measured = days;
  if (item->has_min && days < item->min) {
    bry__date_print(limit, item->min);
    refuse_text(c, BRY__ANSWER_DATE_MIN, limit, slot);
  } else if (item->has_max && days > item->max) {
    bry__date_print(limit, item->max);
    refuse_text(c, BRY__ANSWER_DATE_MAX, limit, slot);
  } else if (fits_patterns(c, piece, slot)) {
    keep_text(c->answers, piece, slot);
  }
}

static void length_fault(bry__check *c, bry__answer_fault fault, bry__piece piece, int64_t length, int32_t slot) {
  char text[32];
  c->measured = (double)bry__utf16_length(piece.data, piece.size);
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
    length_fault(c, BRY__ANSWER_LENGTH_MAX, piece, max_length, slot);
  } else if (size < least * 3 && bry__utf16_length(piece.data, piece.size) < least) {
    length_fault(c, BRY__ANSWER_LENGTH_MIN, piece, least, slot);
  } else if (fits_patterns(c, piece, slot)) {
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
  } else if (piece.size <= BRY__NUMBER_BYTES_MAX &&
             bry__number_parse(piece.data, piece.size, c->decimal_comma, &number)) {
    check_number(c, number, c->from_slots ? (bry__piece){NULL, 0} : piece,
                 slot); /* a file has every number as text */
  } else {
    refuse_text(c, BRY__ANSWER_NUMBER, NULL, slot);
  }
}

void bry__check_comment(bry__check *c, bry__piece piece) {
  c->is_comment = 1;
  bry__check_words(c, piece, BRY__INPUT_TEXT, c->item->max_length, c->item->text_slot);
}
