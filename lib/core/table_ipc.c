/* A table as an Arrow IPC file (arrow.apache.org/docs/format/Columnar.html): the schema, a batch of each dictionary, one
 * batch of all rows, and a footer that says where they lie. What goes into it is what the C data interface gives. */
#include "core/error.h"
#include "core/flatbuffer.h"
#include "core/mem.h"
#include "core/table_arrow.h"
#include "core/table_render.h"

#include <string.h>

/* Of Arrow's Message.fbs, Schema.fbs and File.fbs. */
enum {
  VERSION_5 = 4,
  HEADER_SCHEMA = 1,
  HEADER_DICTIONARY = 2,
  HEADER_RECORDS = 3,
  TYPE_INT = 2,
  TYPE_FLOAT = 3,
  TYPE_UTF8 = 5,
  FLOAT_DOUBLE = 2,
  BIG_ENDIAN_BYTES = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
};

typedef struct block {
  size_t at, metadata_size, body_size;
} block;

/* The parts of a batch: nodes and buffers, two numbers each, and the bytes. */
typedef struct batch {
  int64_t *numbers;
  size_t count, capacity;
  size_t node_numbers; /* of them, how many are of nodes; the rest are of buffers */
  bry__buffer body;
} batch;

/* --- schema ------------------------------------------------------------------------------------------------------- */

static int32_t read_int32(const char **at) {
  int32_t value;
  memcpy(&value, *at, sizeof value);
  *at += sizeof value;
  return value;
}

/* The pairs of a field's metadata; 0 when there are none. */
static size_t put_metadata(bry__buffer *b, const char *metadata) {
  if (!metadata) return 0;
  int32_t count = read_int32(&metadata);
  size_t list = bry__flat_put_references(b, (size_t)count);
  for (int32_t i = 0; i < count; i++) {
    const bry__flat_field fields[2] = {{4, 0}, {4, 0}};
    bry__flat_table pair = bry__flat_put_table(b, fields, 2);
    bry__flat_refer(b, list + 4 + 4 * (size_t)i, pair.at);
    for (int part = 0; part < 2; part++) {
      int32_t size = read_int32(&metadata);
      bry__flat_refer(b, pair.fields[part], bry__flat_put_string(b, metadata, (size_t)size));
      metadata += size;
    }
  }
  return list;
}

static size_t put_int_type(bry__buffer *b, int bits) {
  const bry__flat_field fields[2] = {{4, bits}, {1, 1}};
  return bry__flat_put_table(b, fields, 2).at;
}

static size_t put_type(bry__buffer *b, char format) {
  const bry__flat_field precision = {2, FLOAT_DOUBLE};
  if (format == 'l') return put_int_type(b, 64);
  return bry__flat_put_table(b, &precision, format == 'g').at; /* utf8 has no fields */
}

static int type_of(char format) {
  return format == 'l' ? TYPE_INT : format == 'g' ? TYPE_FLOAT : TYPE_UTF8;
}

static size_t put_field(bry__buffer *b, const struct ArrowSchema *s, int64_t number) {
  const char format = s->dictionary ? s->dictionary->format[0] : s->format[0];
  int reference = s->dictionary ? 4 : 0, metadata = s->metadata ? 4 : 0;
  const bry__flat_field fields[7] = {{4, 0},         {1, 1}, {1, type_of(format)}, {4, 0},
                                     {reference, 0}, {4, 0}, {metadata, 0}};
  bry__flat_table field = bry__flat_put_table(b, fields, 7);
  bry__flat_refer(b, field.fields[0], bry__flat_put_string(b, s->name, strlen(s->name)));
  bry__flat_refer(b, field.fields[3], put_type(b, format));
  if (s->dictionary) {
    const bry__flat_field encoding[2] = {{8, number}, {4, 0}};
    bry__flat_table dictionary = bry__flat_put_table(b, encoding, 2);
    bry__flat_refer(b, field.fields[4], dictionary.at);
    bry__flat_refer(b, dictionary.fields[1], put_int_type(b, s->format[0] == 'i' ? 32 : 8));
  }
  bry__flat_refer(b, field.fields[5], bry__flat_put_references(b, 0));
  if (s->metadata) bry__flat_refer(b, field.fields[6], put_metadata(b, s->metadata));
  return field.at;
}

/* The number of a field is that of its dictionary too. */
static size_t put_schema(bry__buffer *b, const struct ArrowSchema *s) {
  const bry__flat_field fields[3] = {{2, BIG_ENDIAN_BYTES}, {4, 0}, {s->metadata ? 4 : 0, 0}};
  bry__flat_table schema = bry__flat_put_table(b, fields, 3);
  size_t list = bry__flat_put_references(b, (size_t)s->n_children);
  bry__flat_refer(b, schema.fields[1], list);
  for (int64_t i = 0; i < s->n_children; i++)
    bry__flat_refer(b, list + 4 + 4 * (size_t)i, put_field(b, s->children[i], i));
  if (s->metadata) bry__flat_refer(b, schema.fields[2], put_metadata(b, s->metadata));
  return schema.at;
}

/* --- batches ------------------------------------------------------------------------------------------------------ */

static void batch_clear(batch *x) {
  bry__free(x->numbers);
  bry__buffer_free(&x->body);
}

static void add_numbers(batch *x, int64_t first, int64_t second) {
  if (x->body.failed) return;
  if (bry__grow((void **)&x->numbers, &x->capacity, x->count + 2, sizeof *x->numbers) != 0) {
    x->body.failed = 1;
    return;
  }
  x->numbers[x->count++] = first;
  x->numbers[x->count++] = second;
}

static void add_bytes(batch *x, const void *data, size_t size) {
  add_numbers(x, (int64_t)x->body.size, (int64_t)size);
  bry__buffer_add(&x->body, data, size);
  bry__flat_pad(&x->body, 8);
}

static size_t values_size(const struct ArrowArray *a, char format) {
  size_t width = format == 'i' ? 4 : format == 'c' ? 1 : 8;
  return (size_t)a->length * width;
}

static void add_buffers(batch *x, const struct ArrowArray *a, char format) {
  add_bytes(x, a->buffers[0], a->buffers[0] ? (size_t)(a->length + 7) / 8 : 0);
  if (format != 'u') {
    add_bytes(x, a->buffers[1], values_size(a, format));
    return;
  }
  const int32_t *offsets = a->buffers[1];
  add_bytes(x, offsets, ((size_t)a->length + 1) * sizeof *offsets);
  add_bytes(x, a->buffers[2], (size_t)offsets[a->length]);
}

/* Nodes of all arrays first, then their buffers. */
static void batch_fill(batch *x, const struct ArrowArray *const *arrays, const struct ArrowSchema *const *schemas,
                       int64_t count) {
  *x = (batch){0};
  for (int64_t i = 0; i < count; i++)
    add_numbers(x, arrays[i]->length, arrays[i]->null_count);
  x->node_numbers = x->count;
  for (int64_t i = 0; i < count; i++)
    add_buffers(x, arrays[i], schemas[i]->format[0]);
}

static size_t put_batch(bry__buffer *b, const batch *x, int64_t length) {
  const bry__flat_field fields[3] = {{8, length}, {4, 0}, {4, 0}};
  bry__flat_table records = bry__flat_put_table(b, fields, 3);
  size_t nodes = x->node_numbers, buffers = x->count - nodes;
  const int64_t *first_buffer = buffers ? x->numbers + nodes : NULL;
  bry__flat_refer(b, records.fields[1], bry__flat_put_structs(b, nodes / 2, x->numbers, nodes));
  bry__flat_refer(b, records.fields[2], bry__flat_put_structs(b, buffers / 2, first_buffer, buffers));
  return records.at;
}

/* --- messages ----------------------------------------------------------------------------------------------------- */

/* The frame of a message; its header goes behind, and *header is where it is referred to. */
static void message_begin(bry__buffer *metadata, int kind, size_t body_size, size_t *header) {
  const bry__flat_field fields[4] = {{2, VERSION_5}, {1, kind}, {4, 0}, {8, (int64_t)body_size}};
  size_t root = bry__flat_begin(metadata);
  bry__flat_table message = bry__flat_put_table(metadata, fields, 4);
  bry__flat_refer(metadata, root, message.at);
  *header = message.fields[2];
}

/* Writes a message out; frees its metadata. */
static block put_message(bry__buffer *b, bry__buffer *metadata, const bry__buffer *body) {
  bry__flat_pad(metadata, 8);
  block at = {.at = b->size, .metadata_size = metadata->size + 8, .body_size = body ? body->size : 0};
  if (metadata->failed || (body && body->failed)) b->failed = 1;
  bry__flat_put(b, -1, 4);
  bry__flat_put(b, (int64_t)metadata->size, 4);
  if (!b->failed) bry__buffer_add(b, metadata->data, metadata->size);
  if (body && body->size && !b->failed) bry__buffer_add(b, body->data, body->size);
  bry__buffer_free(metadata);
  return at;
}

static void put_schema_message(bry__buffer *b, const struct ArrowSchema *s) {
  bry__buffer metadata = {0};
  size_t header;
  message_begin(&metadata, HEADER_SCHEMA, 0, &header);
  bry__flat_refer(&metadata, header, put_schema(&metadata, s));
  put_message(b, &metadata, NULL);
}

static block put_dictionary_message(bry__buffer *b, const struct ArrowSchema *s, const struct ArrowArray *a,
                                    int64_t number) {
  bry__buffer metadata = {0};
  size_t header;
  batch x;
  const struct ArrowArray *array = a->dictionary;
  const struct ArrowSchema *schema = s->dictionary;
  batch_fill(&x, &array, &schema, 1);
  message_begin(&metadata, HEADER_DICTIONARY, x.body.size, &header);
  const bry__flat_field fields[2] = {{8, number}, {4, 0}};
  bry__flat_table dictionary = bry__flat_put_table(&metadata, fields, 2);
  bry__flat_refer(&metadata, header, dictionary.at);
  bry__flat_refer(&metadata, dictionary.fields[1], put_batch(&metadata, &x, array->length));
  block at = put_message(b, &metadata, &x.body);
  batch_clear(&x);
  return at;
}

static block put_records_message(bry__buffer *b, const struct ArrowSchema *s, const struct ArrowArray *a) {
  bry__buffer metadata = {0};
  size_t header;
  batch x;
  batch_fill(&x, (const struct ArrowArray *const *)a->children, (const struct ArrowSchema *const *)s->children,
             a->n_children);
  message_begin(&metadata, HEADER_RECORDS, x.body.size, &header);
  bry__flat_refer(&metadata, header, put_batch(&metadata, &x, a->length));
  block at = put_message(b, &metadata, &x.body);
  batch_clear(&x);
  return at;
}

/* --- file --------------------------------------------------------------------------------------------------------- */

static size_t put_blocks(bry__buffer *b, const block *blocks, size_t count) {
  int64_t *members = bry__alloc_zero(3 * count + 1, sizeof *members);
  if (!members) b->failed = 1;
  for (size_t i = 0; members && i < count; i++) {
    members[3 * i] = (int64_t)blocks[i].at;
    members[3 * i + 1] = (int64_t)blocks[i].metadata_size; /* 32 bits and as many of padding */
    members[3 * i + 2] = (int64_t)blocks[i].body_size;
  }
  size_t at = members ? bry__flat_put_structs(b, count, members, 3 * count) : 0;
  bry__free(members);
  return at;
}

static void put_footer(bry__buffer *b, const struct ArrowSchema *s, const block *dictionaries, size_t count,
                       block records) {
  bry__buffer metadata = {0};
  const bry__flat_field fields[4] = {{2, VERSION_5}, {4, 0}, {4, 0}, {4, 0}};
  size_t root = bry__flat_begin(&metadata);
  bry__flat_table footer = bry__flat_put_table(&metadata, fields, 4);
  bry__flat_refer(&metadata, root, footer.at);
  bry__flat_refer(&metadata, footer.fields[1], put_schema(&metadata, s));
  bry__flat_refer(&metadata, footer.fields[2], put_blocks(&metadata, dictionaries, count));
  bry__flat_refer(&metadata, footer.fields[3], put_blocks(&metadata, &records, 1));
  bry__flat_put(b, -1, 4); /* the end of the messages */
  bry__flat_put(b, 0, 4);
  if (metadata.failed) b->failed = 1;
  if (!b->failed) bry__buffer_add(b, metadata.data, metadata.size);
  bry__flat_put(b, (int64_t)metadata.size, 4);
  bry__buffer_text(b, "ARROW1");
  bry__buffer_free(&metadata);
}

static void put_file(bry__buffer *b, const struct ArrowSchema *s, const struct ArrowArray *a) {
  size_t count = 0;
  block *dictionaries = bry__alloc_zero((size_t)a->n_children + 1, sizeof *dictionaries);
  if (!dictionaries) b->failed = 1;
  bry__buffer_add(b, "ARROW1\0", 8);
  put_schema_message(b, s);
  for (int64_t i = 0; dictionaries && i < a->n_children; i++) {
    if (!a->children[i]->dictionary) continue;
    dictionaries[count++] = put_dictionary_message(b, s->children[i], a->children[i], i);
  }
  block records = put_records_message(b, s, a);
  if (dictionaries) put_footer(b, s, dictionaries, count, records);
  bry__free(dictionaries);
}

bry_status bry__table_arrow_render(bry__buffer *b, const bry_table *t, bry_error **err) {
  struct ArrowSchema schema = {0};
  struct ArrowArray array = {0};
  bry_status status = BRY_OK;
  if (bry__arrow_schema(t, &schema) != 0 || bry__arrow_array(t, &array) != 0) {
    status = bry__error(err, BRY_ENOMEM, "memory ran out, or a column holds over 2 GiB of text");
  } else {
    put_file(b, &schema, &array);
  }
  if (schema.release) schema.release(&schema);
  if (array.release) array.release(&array);
  return status;
}
