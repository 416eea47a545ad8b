/* Answers of the kind that most are: a flat object of plain values, each right, to a questionnaire without logic. They
 * are laid out from the text as it stands. Where anything is otherwise or wrong, answers_json.c reads the tree, and
 * tells. */
#include "form/check.h"
#include "form/scalar.h"

#include "core/json_flat.h"

/* Nothing lies in its slot yet; else the key may stand twice. */
static int is_new(const bry__answers *a, const bry__item *item) {
  return item->closed_slots > 0 ? a->closed[item->closed_slot] == BRY__CODE_SKIPPED : !a->texts[item->text_slot];
}

static int read_words(bry__check *c, const bry__json_member *m) {
  const bry__item *item = c->item;
  if (m->kind == BRY__JSON_BOOL) return 0;
  if (m->kind == BRY__JSON_TEXT) {
    bry__check_words(c, (bry__piece){m->text, m->size}, item->input, item->max_length, item->text_slot);
  } else if (item->input == BRY__INPUT_NUMBER) {
    bry__check_number(c, (double)m->whole, item->text_slot);
  } else {
    return 0;
  }
  return 1;
}

static int read_value(bry__check *c, const bry__json_member *m) {
  const bry__item *item = c->item;
  switch (item->type) {
  case BRY__ITEM_TEXT:
  case BRY__ITEM_COMMENT:
    return read_words(c, m);
  case BRY__ITEM_RADIOGROUP:
  case BRY__ITEM_DROPDOWN:
  case BRY__ITEM_RATING:
    bry__check_choice(c, (bry__piece){m->text, m->size}, item->closed_slot);
    return 1;
  case BRY__ITEM_BOOLEAN:
    c->answers->closed[item->closed_slot] = (int16_t)m->whole;
    return m->kind == BRY__JSON_BOOL;
  default:
    return 0;
  }
}

/* A blank text is no answer, which another of the same key could follow unseen. */
static int read_member(bry__check *c, const bry__json_member *m) {
  const bry_questionnaire *q = c->answers->questionnaire;
  int32_t place = bry__item_find(q, m->key, m->key_size);
  if (place == -1 || q->items[place].owner != -1 || q->items[place].container) return 0;
  if (m->kind == BRY__JSON_TEXT && bry__text_is_blank(m->text, m->size)) return 0;
  bry__check_item(c, &q->items[place]);
  return q->items[place].type != BRY__ITEM_HTML && is_new(c->answers, c->item) && read_value(c, m) && !c->faulty;
}

int bry__answers_read_flat(bry__answers *answers, const char *json, size_t size) {
  bry__check check;
  bry__json_flat flat;
  bry__json_member member;
  int more = 1;
  if (answers->logic || !bry__json_flat_begin(&flat, json, size)) return 0;
  if (bry__check_begin(&check, answers, NULL, size) != 0) return -1;
  while (more == 1) {
    more = bry__json_flat_next(&flat, &member);
    if (more == 1 && !read_member(&check, &member)) more = -1;
  }
  if (more == 0 && bry__check_end(&check, NULL) != BRY_OK) return -1;
  return more == 0 && !check.faulty;
}
