/* Arrays as parameters of a statement: elements first, the head when their number is known. */
#include "store/columns.h"

#include "core/uuid.h"

#include <string.h>

void bry__column_text(bry__column *c, const char *text) {
  bry__put_field(&c->elements, text, strlen(text));
  c->count++;
}

void bry__column_uuid(bry__column *c, const uint8_t id[16]) {
  bry__put_field(&c->elements, id, 16);
  c->count++;
}

void bry__column_id(bry__column *c, const char *id) {
  uint8_t bytes[16] = {0};
  if (!bry__uuid_parse(id, bytes)) c->elements.failed = 1;
  bry__column_uuid(c, bytes);
}

void bry__column_int(bry__column *c, int32_t value) {
  bry__put_int32(&c->elements, (int32_t)sizeof value);
  bry__put_int32(&c->elements, value);
  c->count++;
}

void bry__column_flag(bry__column *c, int value) {
  char flag = value != 0;
  bry__put_field(&c->elements, &flag, 1);
  c->count++;
}

/* An array of no elements has no dimension. */
static void make_array(bry__column *c) {
  bry__buffer_clear(&c->array);
  if (c->count > 0) {
    bry__put_array_head(&c->array, c->type, c->count);
    bry__buffer_add(&c->array, c->elements.data, c->elements.size);
  } else {
    bry__put_int32(&c->array, 0);
    bry__put_int32(&c->array, 0);
    bry__put_int32(&c->array, (int32_t)c->type);
  }
}

bry_status bry__arrays_bind(bry__column *columns, int count, bry__param *params, int given, bry_error **err) {
  int failed = 0;
  for (int i = 0; i < count; i++) {
    make_array(&columns[i]);
    params[given + i] = bry__param_bytes(columns[i].array.data, columns[i].array.size);
    failed |= columns[i].elements.failed | columns[i].array.failed;
  }
  return failed ? bry__enomem(err) : BRY_OK;
}

void bry__arrays_clear(bry__column *columns, int count) {
  for (int i = 0; i < count; i++) {
    bry__buffer_clear(&columns[i].elements);
    columns[i].count = 0;
  }
}

void bry__arrays_free(bry__column *columns, int count) {
  for (int i = 0; i < count; i++) {
    bry__buffer_free(&columns[i].elements);
    bry__buffer_free(&columns[i].array);
    columns[i].count = 0;
  }
}
