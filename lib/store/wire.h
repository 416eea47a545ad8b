/* PostgreSQL's binary formats, as parameters have them: numbers in network order, fields with their size before them,
 * arrays. Failure is sticky in the buffer. */
#ifndef BRY_STORE_WIRE_H
#define BRY_STORE_WIRE_H

#include "core/buffer.h"

/* Types that are the same on every server (pg_type.dat). */
enum {
  BRY__OID_BOOL = 16,
  BRY__OID_BYTEA = 17,
  BRY__OID_INT16 = 21,
  BRY__OID_INT32 = 23,
  BRY__OID_TEXT = 25,
  BRY__OID_INT16_ARRAY = 1005,
  BRY__OID_TEXT_ARRAY = 1009,
  BRY__OID_UUID = 2950
};

void bry__put_int32(bry__buffer *b, int32_t value);
/* Size, then bytes. data NULL is SQL's NULL. */
void bry__put_field(bry__buffer *b, const void *data, size_t size);
/* The head of an array of one dimension without NULLs; as many fields follow. */
void bry__put_array_head(bry__buffer *b, uint32_t element_type, int32_t count);

/* Reading: network order. */
uint16_t bry__get_uint16(const char *at);
uint32_t bry__get_uint32(const char *at);

#endif
