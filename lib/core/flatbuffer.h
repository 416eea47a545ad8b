/* Writing FlatBuffers (flatbuffers.dev/internals): as much of the format as Arrow's messages need. Parents come before
 * their children: a field that refers to a child is 0 until bry__flat_refer() fills it in. Failure sticks in the buffer. */
#ifndef BRY_CORE_FLATBUFFER_H
#define BRY_CORE_FLATBUFFER_H

#include "core/buffer.h"

typedef struct bry__flat_field {
  int size; /* bytes: 0 when it is absent, 1, 2, 4 or 8. A reference has 4 */
  int64_t value;
} bry__flat_field;

enum { BRY__FLAT_FIELDS_MAX = 8 };

typedef struct bry__flat_table {
  size_t at;                           /* where it lies in the buffer */
  size_t fields[BRY__FLAT_FIELDS_MAX]; /* where its fields lie */
} bry__flat_table;

/* The begin of a message: a reference to its root, which bry__flat_refer() fills in at the place that this gives. */
size_t bry__flat_begin(bry__buffer *b);
bry__flat_table bry__flat_put_table(bry__buffer *b, const bry__flat_field *fields, int count);
/* Each gives the place of what it wrote. */
size_t bry__flat_put_string(bry__buffer *b, const char *text, size_t size);
/* `count` references, one behind the other from the given place + 4. */
size_t bry__flat_put_references(bry__buffer *b, size_t count);
/* A vector of structs whose members are 8 bytes each: `members` of them in all. */
size_t bry__flat_put_structs(bry__buffer *b, size_t count, const int64_t *members, size_t member_count);
void bry__flat_refer(bry__buffer *b, size_t from, size_t to);
void bry__flat_pad(bry__buffer *b, size_t unit);             /* zeros up to a multiple */
void bry__flat_put(bry__buffer *b, int64_t value, int size); /* little-endian */

#endif
