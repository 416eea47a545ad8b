/* FlatBuffers, front to back: a table is written behind its vtable, aligned for its largest field. */
#include "core/flatbuffer.h"

void bry__flat_put(bry__buffer *b, int64_t value, int size) {
  for (int i = 0; i < size; i++)
    bry__buffer_char(b, (char)((uint64_t)value >> (8 * i) & 0xFF));
}

void bry__flat_pad(bry__buffer *b, size_t unit) {
  while (b->size % unit && !b->failed)
    bry__buffer_char(b, '\0');
}

void bry__flat_refer(bry__buffer *b, size_t from, size_t to) {
  if (b->failed) return;
  for (int i = 0; i < 4; i++)
    b->data[from + (size_t)i] = (char)((to - from) >> (8 * i) & 0xFF);
}

size_t bry__flat_begin(bry__buffer *b) {
  size_t at = b->size;
  bry__flat_put(b, 0, 4);
  return at;
}

/* Where each field lies from the begin of its table, the larger ones aligned; gives the table's size. */
static size_t lay_out(const bry__flat_field *fields, int count, size_t *offsets) {
  size_t end = 4; /* behind the way to the vtable */
  for (int i = 0; i < count; i++) {
    size_t size = (size_t)fields[i].size;
    offsets[i] = 0;
    if (!size) continue;
    end = (end + size - 1) / size * size;
    offsets[i] = end;
    end += size;
  }
  return end;
}

bry__flat_table bry__flat_put_table(bry__buffer *b, const bry__flat_field *fields, int count) {
  size_t offsets[BRY__FLAT_FIELDS_MAX];
  bry__flat_table t = {0};
  size_t size = lay_out(fields, count, offsets), vtable_size = 4 + 2 * (size_t)count;
  bry__flat_pad(b, 2);
  while ((b->size + vtable_size) % 8 && !b->failed)
    bry__flat_put(b, 0, 2);
  bry__flat_put(b, (int64_t)vtable_size, 2);
  bry__flat_put(b, (int64_t)size, 2);
  for (int i = 0; i < count; i++)
    bry__flat_put(b, (int64_t)offsets[i], 2);
  t.at = b->size;
  bry__flat_put(b, (int64_t)vtable_size, 4);
  for (int i = 0; i < count; i++) {
    if (!fields[i].size) continue;
    while (b->size < t.at + offsets[i] && !b->failed)
      bry__buffer_char(b, '\0');
    t.fields[i] = b->size;
    bry__flat_put(b, fields[i].value, fields[i].size);
  }
  return t;
}

size_t bry__flat_put_string(bry__buffer *b, const char *text, size_t size) {
  bry__flat_pad(b, 4);
  size_t at = b->size;
  bry__flat_put(b, (int64_t)size, 4);
  bry__buffer_add(b, text, size);
  bry__buffer_char(b, '\0');
  return at;
}

size_t bry__flat_put_references(bry__buffer *b, size_t count) {
  bry__flat_pad(b, 4);
  size_t at = b->size;
  bry__flat_put(b, (int64_t)count, 4);
  for (size_t i = 0; i < count; i++)
    bry__flat_put(b, 0, 4);
  return at;
}

size_t bry__flat_put_structs(bry__buffer *b, size_t count, const int64_t *members, size_t member_count) {
  bry__flat_pad(b, 4);
  if (b->size % 8 == 0) bry__flat_put(b, 0, 4); /* so that the structs behind the count lie at a multiple of 8 */
  size_t at = b->size;
  bry__flat_put(b, (int64_t)count, 4);
  for (size_t i = 0; i < member_count; i++)
    bry__flat_put(b, members[i], 8);
  return at;
}
