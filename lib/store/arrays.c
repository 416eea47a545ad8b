/* PostgreSQL arrays and numbers in binary form, as parameters and results have them (src/backend/utils/adt/arrayfuncs.c,
 * array_recv and array_send). */
#include "store/survey.h"
#include "store/wire.h"

#include <string.h>

static char *put16(char *at, uint32_t value) {
  at[0] = (char)(value >> 8);
  at[1] = (char)value;
  return at + 2;
}

static char *put32(char *at, uint32_t value) {
  return put16(put16(at, value >> 16), value & 0xffff);
}

/* Dimensions, whether there are NULLs, the elements' type; then the one dimension's length and first index. */
static void add_head(bry__buffer *b, uint32_t element_type, int32_t count, int has_null) {
  char header[20];
  char *at = put32(header, count > 0 ? 1 : 0);
  at = put32(at, has_null ? 1 : 0);
  at = put32(at, element_type);
  if (count > 0) at = put32(put32(at, (uint32_t)count), 1);
  bry__buffer_add(b, header, (size_t)(at - header));
}

void bry__put_int32(bry__buffer *b, int32_t value) {
  char bytes[4];
  put32(bytes, (uint32_t)value);
  bry__buffer_add(b, bytes, sizeof bytes);
}

void bry__put_field(bry__buffer *b, const void *data, size_t size) {
  bry__put_int32(b, data ? (int32_t)size : -1);
  if (data) bry__buffer_add(b, data, size);
}

void bry__put_array_head(bry__buffer *b, uint32_t element_type, int32_t count) {
  add_head(b, element_type, count, 0);
}

uint16_t bry__get_uint16(const char *at) {
  const unsigned char *bytes = (const unsigned char *)at;
  return (uint16_t)(bytes[0] << 8 | bytes[1]);
}

uint32_t bry__get_uint32(const char *at) {
  return (uint32_t)bry__get_uint16(at) << 16 | bry__get_uint16(at + 2);
}

void bry__array_of_texts(bry__buffer *b, const char *const *texts, const size_t *sizes, int32_t count) {
  int has_null = 0;
  for (int32_t i = 0; i < count; i++)
    has_null |= !texts[i];
  bry__buffer_clear(b);
  add_head(b, BRY__OID_TEXT, count, has_null);
  for (int32_t i = 0; i < count; i++) {
    char length[4];
    put32(length, texts[i] ? (uint32_t)sizes[i] : UINT32_MAX);
    bry__buffer_add(b, length, sizeof length);
    if (texts[i]) bry__buffer_add(b, texts[i], sizes[i]);
  }
}

void bry__array_of_int16(bry__buffer *b, const int16_t *values, int32_t count) {
  bry__buffer_clear(b);
  add_head(b, BRY__OID_INT16, count, 0);
  for (int32_t i = 0; i < count; i++) {
    char element[6];
    put16(put32(element, 2), (uint16_t)values[i]);
    bry__buffer_add(b, element, sizeof element);
  }
}
