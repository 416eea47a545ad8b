/* PostgreSQL arrays in binary form, as submit and COPY send them (src/backend/utils/adt/arrayfuncs.c, array_recv). */
#include "core/buffer.h"
#include "store/survey.h"

#include <string.h>

enum { OID_INT16 = 21, OID_TEXT = 25 };

static char *put16(char *at, uint32_t value) {
  at[0] = (char)(value >> 8);
  at[1] = (char)value;
  return at + 2;
}

static char *put32(char *at, uint32_t value) {
  return put16(put16(at, value >> 16), value & 0xffff);
}

/* Dimensions, whether there are NULLs, the elements' type; then the one dimension's length and first index. */
static void begin(bry__buffer *b, uint32_t element_type, int32_t count, int has_null) {
  char header[20];
  char *at = put32(header, count > 0 ? 1 : 0);
  at = put32(at, has_null ? 1 : 0);
  at = put32(at, element_type);
  if (count > 0) at = put32(put32(at, (uint32_t)count), 1);
  bry__buffer_clear(b);
  bry__buffer_add(b, header, (size_t)(at - header));
}

void bry__array_of_texts(bry__buffer *b, const char *const *texts, const size_t *sizes, int32_t count) {
  int has_null = 0;
  for (int32_t i = 0; i < count; i++)
    has_null |= !texts[i];
  begin(b, OID_TEXT, count, has_null);
  for (int32_t i = 0; i < count; i++) {
    char length[4];
    put32(length, texts[i] ? (uint32_t)sizes[i] : UINT32_MAX);
    bry__buffer_add(b, length, sizeof length);
    if (texts[i]) bry__buffer_add(b, texts[i], sizes[i]);
  }
}

void bry__array_of_int16(bry__buffer *b, const int16_t *values, int32_t count) {
  begin(b, OID_INT16, count, 0);
  for (int32_t i = 0; i < count; i++) {
    char element[6];
    put16(put32(element, 2), (uint16_t)values[i]);
    bry__buffer_add(b, element, sizeof element);
  }
}
