/* Answers as a row of a file has them: each a text. Whether a value is good is check.c's. */
#include "core/utf8.h"
#include "form/check.h"
#include "form/logic_run.h"
#include "form/scalar.h"

#include <string.h>
#include <strings.h>

static bry__piece trimmed(bry__piece piece) {
  while (piece.size > 0 && (piece.data[0] == ' ' || piece.data[0] == '\t')) {
    piece.data++, piece.size--;
  }
  while (piece.size > 0 && (piece.data[piece.size - 1] == ' ' || piece.data[piece.size - 1] == '\t')) {
    piece.size--;
  }
  return piece;
}

/* The text itself when it names a choice, else without the spaces around it. */
static bry__piece choice_of(const bry__item *item, bry__piece piece) {
  return bry__item_value_find(item, piece.data, piece.size) == -1 ? trimmed(piece) : piece;
}

/* Several choices, separated by '|' where there is one, else by ';'. */
static void read_several(bry__check *c, bry__piece piece) {
  int32_t count = 0;
  bry__piece whole = choice_of(c->item, piece);
  char separator = memchr(piece.data, '|', piece.size) ? '|' : ';';
  if (bry__item_value_find(c->item, whole.data, whole.size) != -1) {
    bry__check_tick(c, whole, &count);
    piece.size = 0;
  }
  while (piece.size > 0) {
    const char *border = memchr(piece.data, separator, piece.size);
    size_t size = border ? (size_t)(border - piece.data) : piece.size;
    bry__piece choice = choice_of(c->item, (bry__piece){piece.data, size});
    if (choice.size > 0) bry__check_tick(c, choice, &count);
    size += border != NULL;
    piece = (bry__piece){piece.data + size, piece.size - size};
  }
  bry__check_ticked(c, count);
}

/* What people and spreadsheets write for yes and no. */
static void read_boolean(bry__check *c, bry__piece piece) {
  static const struct {
    const char *word;
    int16_t code;
  } words[] = {{"true", 1},  {"1", 1}, {"ja", 1},  {"yes", 1}, {"sann", 1},
               {"false", 0}, {"0", 0}, {"nei", 0}, {"no", 0},  {"usann", 0}};
  bry__piece word = trimmed(piece);
  for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
    if (strlen(words[i].word) == word.size && strncasecmp(words[i].word, word.data, word.size) == 0) {
      c->answers->closed[c->item->closed_slot] = words[i].code;
      return;
    }
  }
  bry__check_fault(c, BRY__ANSWER_TYPE, NULL);
  bry__check_spoil(c);
}

/* To be compared with what we compute. */
static void read_computed(bry__check *c, bry__piece piece) {
  bry__logic_run *run = c->answers->logic;
  if (run) {
    run->sent[c->item - run->questionnaire->items] = bry__js_string(piece.data, piece.size);
  } else {
    bry__check_key_fault(c, BRY__ANSWER_UNKNOWN, c->item->name);
  }
}

static void read_part(bry__check *c, bry__piece piece, int32_t place) {
  const bry__item *item = c->item;
  const bry__part *part = &item->parts[place];
  if (item->type == BRY__ITEM_MATRIX) {
    bry__check_choice(c, choice_of(item, piece), item->closed_slot + place);
  } else {
    bry__check_words(c, piece, part->input, part->max_length, item->text_slot + place);
  }
}

static void read_item(bry__check *c, bry__piece piece) {
  const bry__item *item = c->item;
  switch (item->type) {
  case BRY__ITEM_TEXT:
  case BRY__ITEM_COMMENT:
    bry__check_words(c, piece, item->input, item->max_length, item->text_slot);
    break;
  case BRY__ITEM_RADIOGROUP:
  case BRY__ITEM_DROPDOWN:
  case BRY__ITEM_RATING:
    bry__check_choice(c, choice_of(item, piece), item->closed_slot);
    break;
  case BRY__ITEM_CHECKBOX:
  case BRY__ITEM_RANKING:
    read_several(c, piece);
    break;
  case BRY__ITEM_BOOLEAN:
    read_boolean(c, piece);
    break;
  case BRY__ITEM_MATRIX: /* answered by their parts only */
  case BRY__ITEM_MULTIPLETEXT:
  case BRY__ITEM_MATRIXDROPDOWN:
  case BRY__ITEM_PANELDYNAMIC:
    bry__check_fault(c, BRY__ANSWER_TYPE, NULL);
    break;
  case BRY__ITEM_EXPRESSION:
    read_computed(c, piece);
    break;
  case BRY__ITEM_HTML:
  case BRY__ITEM_TAGBOX:
  default:
    bry__check_key_fault(c, BRY__ANSWER_UNKNOWN, item->name);
    break;
  }
}

static void read_field(bry__check *c, const bry__field *field, bry__piece piece) {
  bry__check_item(c, &c->answers->questionnaire->items[field->item]);
  c->is_comment = field->comment;
  if (field->part != -1) c->sub = c->item->parts[field->part].name;
  if (!bry__utf8_valid(piece.data, piece.size, NULL)) {
    bry__check_fault(c, BRY__ANSWER_TEXT_UTF8, NULL);
    bry__check_spoil(c);
  } else if (bry__text_is_blank(piece.data, piece.size)) {
    return;
  } else if (field->comment) {
    bry__check_comment(c, piece);
  } else if (field->part != -1) {
    read_part(c, piece, field->part);
  } else {
    read_item(c, piece);
  }
}

enum { NUMBER_BYTES = 33 }; /* what a number may be printed as, more than it was read from */

bry_status bry__answers_from_fields(bry__answers *answers, const bry__field *fields, const char *const *texts,
                                    const size_t *sizes, int32_t count, bry_findings *findings, bry_error **err) {
  bry__check check;
  size_t bytes = 0;
  for (int32_t i = 0; i < count; i++) {
    bytes += (texts[i] ? sizes[i] : 0) + NUMBER_BYTES;
  }
  if (bry__check_begin(&check, answers, findings, bytes) != 0) return bry__enomem(err);
  check.decimal_comma = 1;
  check.from_slots = 1;
  for (int32_t i = 0; i < count; i++) {
    if (texts[i]) read_field(&check, &fields[i], (bry__piece){texts[i], sizes[i]});
  }
  return bry__check_end(&check, err);
}
