/* Titles for lists, tables and exports, where there are no answers to fill in: a name in braces gives way to the title of
 * what it names, in quotation marks. */
#include "form/parse.h"

#include "core/utf8.h"
#include "form/logic.h"

#include <string.h>

enum { NAMED_BYTES_MAX = 120, NAMES_MAX = 20 }; /* of a title that is put into another; in one title */

static const char ELLIPSIS[] = "…";
static const char *const languages[] = {"nb", "nn", "en", NULL};
static const char *const quotes[][2] = {{"«", "»"}, {"«", "»"}, {"“", "”"}, {"«", "»"}};

/* Without what stands between its own braces, and not too long. */
static void add_quoted(bry__buffer *b, const char *text, int lang) {
  size_t size = strlen(text), room = size < NAMED_BYTES_MAX ? size : NAMED_BYTES_MAX;
  while (room < size && (text[room] & 0xC0) == 0x80) {
    room--;
  }
  const char *brace = memchr(text, '{', room);
  if (brace) room = (size_t)(brace - text);
  bry__buffer_text(b, quotes[lang][0]);
  bry__buffer_add(b, text, room);
  if (room < size) bry__buffer_text(b, ELLIPSIS);
  bry__buffer_text(b, quotes[lang][1]);
}

static void add_label(bry__buffer *b, const bry__label *label, const char *name, int lang) {
  const char *text = label && label->text[lang] ? label->text[lang] : NULL;
  if (!text && label) text = bry__label_get(label, languages[lang]);
  add_quoted(b, text ? text : name, lang);
}

static void add_named(const bry_questionnaire *q, bry__buffer *b, const bry__condition *condition, int lang) {
  const bry__ref *ref = &condition->refs[0];
  switch (ref->kind) {
  case BRY__REF_ITEM:
  case BRY__REF_COMMENT:
    add_label(b, &q->items[ref->place].title, q->items[ref->place].name, lang);
    break;
  case BRY__REF_CALC:
    add_quoted(b, q->logic->calcs[ref->place].name, lang);
    break;
  case BRY__REF_ROW:
  case BRY__REF_TITLE: {
    const bry__group *row = &q->items[ref->place].container->groups[condition->group];
    add_label(b, &row->label, row->name, lang);
    break;
  }
  case BRY__REF_INDEX:
  case BRY__REF_SHOWN:
    bry__buffer_format(b, "%d", (int)condition->group + 1);
    break;
  case BRY__REF_NONE:
  case BRY__REF_CHOICE:
  default:
    bry__buffer_text(b, ELLIPSIS);
  }
}

/* The condition that the name between braces is; NULL when it is none. */
static const bry__condition *name_at(const bry_questionnaire *q, const bry__item *item, const char *text,
                                     size_t size) {
  bry__js between = bry__js_string(text, size), name = bry__js_trim(&between);
  int32_t place = bry__logic_pipe_find(q->logic, bry__item_scope(item), name.as.text, name.size);
  return place == -1 ? NULL : &q->logic->conditions[place];
}

/* 1 when there was a name to replace. */
static int list_text(const bry_questionnaire *q, const bry__item *item, const char *text, int lang, bry__buffer *b) {
  const char *open = NULL, *from = text; /* what is not written yet */
  int names = 0;
  for (const char *at = text; *at; at++) {
    if (*at == '{') open = at;
    if (*at != '}') continue;
    const bry__condition *named = open ? name_at(q, item, open + 1, (size_t)(at - open - 1)) : NULL;
    if (named) {
      bry__buffer_add(b, from, (size_t)(open - from));
      if (names++ < NAMES_MAX) add_named(q, b, named, lang);
      if (names > NAMES_MAX) bry__buffer_text(b, ELLIPSIS);
      from = at + 1;
    }
    open = NULL;
  }
  bry__buffer_text(b, from);
  return names > 0;
}

static void list_title(bry__parse *p, bry__item *item) {
  int has_names = 0;
  bry__label listed = {0};
  for (int i = 0; i <= BRY__DEFAULT && !p->failed; i++) {
    bry__buffer b = {0};
    if (!item->title.text[i]) continue;
    has_names |= list_text(p->q, item, item->title.text[i], i, &b);
    if (!b.failed) listed.text[i] = bry__parse_copy(p, b.data ? b.data : "");
    p->failed |= b.failed;
    bry__buffer_free(&b);
  }
  if (has_names && !p->failed) item->listed = listed;
  if (!has_names || p->failed) bry__label_clear(&listed);
}

void bry__parse_listed(bry__parse *p) {
  for (int32_t i = 0; i < p->q->item_count && !p->failed; i++) {
    list_title(p, &p->q->items[i]);
  }
}
