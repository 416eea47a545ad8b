/* Growing strings, and the bry_text that they end as. Escaping for JSON and HTML is here; CSV's is in csv.c. */
#include "core/buffer.h"

#include "core/error.h"
#include "core/mem.h"
#include "core/number.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct bry_text {
  char *data;
  size_t size;
};

const char *bry_text_data(const bry_text *text) {
  return text ? text->data : "";
}

size_t bry_text_size(const bry_text *text) {
  return text ? text->size : 0;
}

void bry_text_free(bry_text *text) {
  if (!text) return;
  bry__free(text->data);
  bry__free(text);
}

/* Room for `size` more bytes and a NUL; 1 or 0. */
static int reserve(bry__buffer *b, size_t size) {
  size_t need;
  if (b->failed) return 0;
  if (__builtin_add_overflow(b->size, size, &need) || __builtin_add_overflow(need, 1, &need) ||
      bry__grow((void **)&b->data, &b->capacity, need, 1) != 0) {
    b->failed = 1;
  }
  return !b->failed;
}

void bry__buffer_add(bry__buffer *b, const char *data, size_t size) {
  if (!reserve(b, size)) return;
  if (size) memcpy(b->data + b->size, data, size);
  b->size += size;
  b->data[b->size] = '\0';
}

void bry__buffer_text(bry__buffer *b, const char *text) {
  bry__buffer_add(b, text, strlen(text));
}

void bry__buffer_char(bry__buffer *b, char c) {
  bry__buffer_add(b, &c, 1);
}

void bry__buffer_int(bry__buffer *b, int64_t value) {
  char digits[20];
  size_t at = sizeof digits;
  uint64_t left = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
  do
    digits[--at] = (char)('0' + left % 10);
  while (left /= 10);
  if (value < 0) digits[--at] = '-';
  bry__buffer_add(b, digits + at, sizeof digits - at);
}

void bry__buffer_double(bry__buffer *b, double value) {
  char text[32];
  bry__buffer_add(b, text, bry__double_print(text, value));
}

void bry__buffer_format(bry__buffer *b, const char *format, ...) {
  va_list args;
  va_start(args, format);
  int length = vsnprintf(NULL, 0, format, args);
  va_end(args);
  if (length < 0) b->failed = 1;
  if (length < 0 || !reserve(b, (size_t)length)) return;
  va_start(args, format);
  vsnprintf(b->data + b->size, (size_t)length + 1, format, args);
  va_end(args);
  b->size += (size_t)length;
}

/* The two-character escape of a character, or 0. */
static char json_short_escape(unsigned char c) {
  switch (c) {
  case '"':
  case '\\':
    return (char)c;
  case '\b':
    return 'b';
  case '\t':
    return 't';
  case '\n':
    return 'n';
  case '\f':
    return 'f';
  case '\r':
    return 'r';
  default:
    return 0;
  }
}

static void json_escape(bry__buffer *b, unsigned char c) {
  static const char hex[] = "0123456789abcdef";
  char escape = json_short_escape(c);
  if (escape) {
    bry__buffer_add(b, (const char[]){'\\', escape}, 2);
  } else {
    bry__buffer_add(b, (const char[]){'\\', 'u', '0', '0', hex[c >> 4], hex[c & 15]}, 6);
  }
}

void bry__buffer_json_string(bry__buffer *b, const char *text, size_t size) {
  bry__buffer_char(b, '"');
  size_t plain = 0; /* where the run of characters without escapes began */
  for (size_t i = 0; i < size; i++) {
    unsigned char c = (unsigned char)text[i];
    if (c >= 0x20 && c != '"' && c != '\\') continue;
    bry__buffer_add(b, text + plain, i - plain);
    json_escape(b, c);
    plain = i + 1;
  }
  if (size > plain) bry__buffer_add(b, text + plain, size - plain);
  bry__buffer_char(b, '"');
}

static const char *html_escape(char c) {
  switch (c) {
  case '&':
    return "&amp;";
  case '<':
    return "&lt;";
  case '>':
    return "&gt;";
  case '"':
    return "&quot;";
  case '\'':
    return "&#39;";
  default:
    return NULL;
  }
}

void bry__buffer_html(bry__buffer *b, const char *text) {
  for (;;) {
    size_t plain = strcspn(text, "&<>\"'");
    bry__buffer_add(b, text, plain);
    text += plain;
    if (!*text) return;
    bry__buffer_text(b, html_escape(*text++));
  }
}

void bry__buffer_clear(bry__buffer *b) {
  b->size = 0;
  if (b->data) b->data[0] = '\0';
}

void bry__buffer_free(bry__buffer *b) {
  bry__free(b->data);
  *b = (bry__buffer){0};
}

bry_status bry__buffer_finish(bry__buffer *b, bry_text **out, bry_error **err) {
  *out = NULL;
  reserve(b, 0);
  bry_text *text = b->failed ? NULL : bry__alloc(sizeof *text);
  if (!text) {
    bry__buffer_free(b);
    return bry__enomem(err);
  }
  b->data[b->size] = '\0';
  *text = (bry_text){.data = b->data, .size = b->size};
  *b = (bry__buffer){0};
  *out = text;
  return BRY_OK;
}
