/* Filling names of answers into texts: finding them between their braces, escaping, and bounding what comes out. What a
 * name stands for is display.c's. A text is gone through once: braces in an answer are just braces. */
#include "form/pipe.h"

#include "core/utf8.h"

#include <string.h>

enum { ROOM_BYTES = 4 << 20, NAMES_MAX = 200000, DEPTH_MAX = 3 };

bry__pipe bry__pipe_over(bry__logic_run *run, const char *lang, int is_html) {
  return (bry__pipe){
      .run = run, .lang = lang, .scope = {-1, 0}, .is_html = is_html, .room = ROOM_BYTES, .names = NAMES_MAX};
}

int bry__pipe_is_raw(const bry__item *item) {
  return item->display && item->display->is_raw;
}

/* --- values --------------------------------------------------------------------------------------------------------- */

static void add_escaped(bry__buffer *out, const char *text, size_t size) {
  for (size_t i = 0; i < size; i++) {
    const char one[2] = {text[i], '\0'};
    if (strchr("&<>\"'", text[i]) && text[i] != '\0') {
      bry__buffer_html(out, one);
    } else {
      bry__buffer_char(out, text[i]);
    }
  }
}

static void add(bry__buffer *out, const char *text, size_t size, int is_escaped) {
  if (is_escaped) {
    add_escaped(out, text, size);
  } else {
    bry__buffer_add(out, text, size);
  }
}

/* What a computed value cut out of the middle of a character is shown as a replacement character. */
static void add_valid(bry__buffer *out, const char *text, size_t size, int is_escaped) {
  size_t bad = 0;
  while (!bry__utf8_valid(text, size, &bad)) {
    add(out, text, bad, is_escaped);
    bry__buffer_text(out, "\xEF\xBF\xBD");
    for (bad++; bad < size && (text[bad] & 0xC0) == 0x80;) {
      bad++;
    }
    text += bad, size -= bad;
  }
  add(out, text, size, is_escaped);
}

static void add_value(bry__pipe *pipe, bry__buffer *out, const bry__buffer *value, int is_escaped) {
  size_t size = value->size;
  int is_cut = size > pipe->room;
  if (is_cut) size = pipe->room;
  while (is_cut && size > 0 && (value->data[size] & 0xC0) == 0x80) {
    size--;
  }
  pipe->room -= size;
  if (size > 0) add_valid(out, value->data, size, is_escaped);
  if (is_cut) bry__buffer_text(out, "…");
}

static void add_name(bry__pipe *pipe, bry__buffer *out, const char *name, size_t size, int is_escaped, int is_raw) {
  bry__buffer value = {0};
  if (pipe->names <= 0 || pipe->depth > DEPTH_MAX) return;
  pipe->names--;
  bry__display_name(pipe, &value, name, size, is_raw);
  out->failed |= value.failed;
  if (!value.failed) add_value(pipe, out, &value, is_escaped);
  bry__buffer_free(&value);
}

/* --- texts ---------------------------------------------------------------------------------------------------------- */

/* Whether what stands between braces is a name of the questionnaire's; without the spaces around it. */
static int is_name(const bry__pipe *pipe, const char *text, size_t size, bry__js *name) {
  bry__js between = bry__js_string(text, size);
  *name = bry__js_trim(&between);
  return bry__logic_pipe_find(pipe->run->questionnaire->logic, pipe->scope, name->as.text, name->size) != -1;
}

void bry__pipe_text(bry__pipe *pipe, bry__buffer *out, const char *text, int is_markup, int is_raw) {
  int is_escaped = pipe->is_html && !is_markup, escapes_values = pipe->is_html || is_markup;
  const char *open = NULL, *from = text; /* what is not written yet */
  bry__js name;
  pipe->depth++;
  for (const char *at = text; pipe->run && *at; at++) {
    if (*at == '{') open = at;
    if (*at != '}') continue;
    if (open && is_name(pipe, open + 1, (size_t)(at - open - 1), &name)) {
      add(out, from, (size_t)(open - from), is_escaped);
      add_name(pipe, out, name.as.text, name.size, escapes_values, is_raw);
      from = at + 1;
    }
    open = NULL;
  }
  add(out, from, strlen(from), is_escaped);
  pipe->depth--;
}

void bry__pipe_plain(const bry__pipe *pipe, bry__buffer *out, const char *text) {
  add(out, text, strlen(text), pipe->is_html);
}

void bry__pipe_label(bry__pipe *pipe, bry__buffer *out, const bry__label *label, int is_markup, int is_raw) {
  const char *text = bry__label_get(label, pipe->lang);
  if (text) bry__pipe_text(pipe, out, text, is_markup, is_raw);
}
