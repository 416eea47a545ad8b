/* A table over the Arrow C data interface. Numbers and codes are handed over where they lie: an array holds the table
 * until it is released. Made anew are only the bitmaps of what is there, and the texts. */
#include "core/table_arrow.h"

#include "core/buffer.h"
#include "core/mem.h"
#include "core/table_codes.h"
#include "core/table_model.h"
#include "core/table_render.h"

#include <bry/export.h>
#include <errno.h>
#include <string.h>

enum { BUFFERS_MAX = 3 };

/* A field of the struct: the values of a column, or why it lacks some. */
typedef struct part {
  int32_t column;
  int is_reason;
} part;

/* What an array needs for as long as it lives. */
typedef struct array_memory {
  bry_table *table;
  const void *buffers[BUFFERS_MAX];
  void *owned[BUFFERS_MAX]; /* of these, what was made for it */
  struct ArrowArray *children, **child_list, dictionary;
} array_memory;

typedef struct schema_memory {
  char *name;
  bry__buffer metadata;
  struct ArrowSchema *children, **child_list, dictionary;
} schema_memory;

static int has_missing(const bry_table *t, int32_t column) {
  for (int64_t row = 0; row < t->row_count; row++) {
    if (t->columns[column].missing[row] != BRY_PRESENT) return 1;
  }
  return 0;
}

/* The fields in their order; *out is to be freed. -1 when memory runs out. */
static int64_t list_parts(const bry_table *t, part **out) {
  int64_t count = 0;
  *out = bry__alloc_zero(2 * (size_t)t->column_count + 1, sizeof **out);
  if (!*out) return -1;
  for (int32_t c = 0; c < t->column_count; c++) {
    (*out)[count++] = (part){.column = c};
    if (has_missing(t, c)) (*out)[count++] = (part){.column = c, .is_reason = 1};
  }
  return count;
}

/* A text column that becomes numbers of texts, or texts. */
static int is_dictionary(const bry_table *t, part p) {
  return p.is_reason || bry__codes_wanted(t, p.column);
}

/* --- schema ------------------------------------------------------------------------------------------------------- */

static void schema_release(struct ArrowSchema *s) {
  schema_memory *m = s->private_data;
  for (int64_t i = 0; i < s->n_children; i++) {
    if (m->children[i].release) m->children[i].release(&m->children[i]);
  }
  if (m->dictionary.release) m->dictionary.release(&m->dictionary);
  bry__free(m->children);
  bry__free(m->child_list);
  bry__buffer_free(&m->metadata);
  bry__free(m->name);
  bry__free(m);
  s->release = NULL;
}

static int schema_begin(struct ArrowSchema *s, const char *format, const char *name) {
  *s = (struct ArrowSchema){.format = format, .flags = BRY__ARROW_NULLABLE, .release = schema_release};
  schema_memory *m = bry__alloc_zero(1, sizeof *m);
  if (m) m->name = bry__strdup(name);
  if (!m || !m->name) {
    bry__free(m);
    s->release = NULL;
    return -1;
  }
  s->name = m->name;
  s->private_data = m;
  return 0;
}

static void put_int32(bry__buffer *b, int32_t value) {
  bry__buffer_add(b, (const char *)&value, sizeof value);
}

static void put_sized(bry__buffer *b, const char *data, size_t size) {
  put_int32(b, (int32_t)size);
  bry__buffer_add(b, data, size);
}

/* Adds a pair to the metadata, whose first four bytes count them. */
static void put_pair(bry__buffer *b, const char *key, const char *value, size_t size) {
  int32_t count = 0;
  if (!b->size) put_int32(b, 0);
  if (b->failed || size > INT32_MAX) {
    b->failed = 1;
    return;
  }
  memcpy(&count, b->data, sizeof count);
  count++;
  memcpy(b->data, &count, sizeof count);
  put_sized(b, key, strlen(key));
  put_sized(b, value, size);
}

static void put_label(bry__buffer *b, const char *key, const bry__label *label) {
  bry__buffer json = {0};
  if (bry__label_is_empty(label)) return;
  bry__table_put_label(&json, label);
  if (json.failed) b->failed = 1;
  if (!json.failed) put_pair(b, key, json.data, json.size);
  bry__buffer_free(&json);
}

/* 0, or -1 when memory ran out. */
static int schema_end(struct ArrowSchema *s) {
  const schema_memory *m = s->private_data;
  s->metadata = m->metadata.data;
  if (!m->metadata.failed) return 0;
  s->release(s);
  return -1;
}

static int describe_column(const bry_table *t, int32_t column, struct ArrowSchema *s) {
  const bry__column *c = &t->columns[column];
  schema_memory *m = s->private_data;
  const char *role = bry__table_role_name(c->role);
  put_pair(&m->metadata, "bry:role", role, strlen(role));
  put_label(&m->metadata, "bry:label", &c->label);
  if (c->value_label_count) {
    bry__buffer json = {0};
    bry__table_put_values(&json, c);
    if (json.failed) m->metadata.failed = 1;
    if (!json.failed) put_pair(&m->metadata, "bry:values", json.data, json.size);
    bry__buffer_free(&json);
  }
  return schema_end(s);
}

static const char *format_of(const bry_table *t, part p) {
  if (p.is_reason) return "c";
  if (is_dictionary(t, p)) return "i";
  int32_t type = t->columns[p.column].type;
  return type == BRY_TYPE_INT64 ? "l" : type == BRY_TYPE_DOUBLE ? "g" : "u";
}

/* "count_missing" for "count"; a name that a column has gets a further "_". NULL when memory runs out. */
static char *name_of(const bry_table *t, part p) {
  bry__buffer name = {0};
  bry__buffer_text(&name, t->columns[p.column].name);
  if (p.is_reason) bry__buffer_text(&name, "_missing");
  while (p.is_reason && !name.failed && bry_table_find_column(t, name.data) >= 0)
    bry__buffer_char(&name, '_');
  char *copy = name.failed ? NULL : bry__strdup(name.data);
  bry__buffer_free(&name);
  return copy;
}

static int describe_part(const bry_table *t, part p, struct ArrowSchema *s) {
  char *name = name_of(t, p);
  int begun = name ? schema_begin(s, format_of(t, p), name) : -1;
  bry__free(name);
  if (begun != 0) return -1;
  schema_memory *m = s->private_data;
  if (is_dictionary(t, p)) {
    s->dictionary = &m->dictionary;
    if (schema_begin(&m->dictionary, "u", "") != 0) {
      s->release(s);
      return -1;
    }
  }
  return p.is_reason ? 0 : describe_column(t, p.column, s);
}

int bry__arrow_schema(const bry_table *t, struct ArrowSchema *out) {
  part *parts = NULL;
  int64_t count = list_parts(t, &parts);
  *out = (struct ArrowSchema){0};
  if (count < 0 || schema_begin(out, "+s", "") != 0) goto failed;
  schema_memory *m = out->private_data;
  m->children = bry__alloc_zero((size_t)count + 1, sizeof *m->children);
  m->child_list = bry__alloc_zero((size_t)count + 1, sizeof(void *));
  if (!m->children || !m->child_list) goto failed;
  out->flags = 0;
  out->children = m->child_list;
  for (int64_t i = 0; i < count; i++) {
    if (describe_part(t, parts[i], &m->children[i]) != 0) goto failed;
    m->child_list[i] = &m->children[i];
    out->n_children++;
  }
  put_pair(&m->metadata, "bry:name", t->name, strlen(t->name));
  put_label(&m->metadata, "bry:title", &t->title);
  bry__free(parts);
  return schema_end(out);
failed:
  if (out->release) out->release(out);
  bry__free(parts);
  return -1;
}

/* --- arrays ------------------------------------------------------------------------------------------------------- */

static void array_release(struct ArrowArray *a) {
  array_memory *m = a->private_data;
  for (int64_t i = 0; i < a->n_children; i++) {
    if (m->children[i].release) m->children[i].release(&m->children[i]);
  }
  if (m->dictionary.release) m->dictionary.release(&m->dictionary);
  for (int i = 0; i < BUFFERS_MAX; i++)
    bry__free(m->owned[i]);
  bry__free(m->children);
  bry__free(m->child_list);
  bry_table_free(m->table);
  bry__free(m);
  a->release = NULL;
}

/* The table may be NULL, for an array that needs nothing of it. */
static int array_begin(struct ArrowArray *a, const bry_table *t, int64_t length, int64_t buffers) {
  *a = (struct ArrowArray){.length = length, .n_buffers = buffers, .release = array_release};
  array_memory *m = bry__alloc_zero(1, sizeof *m);
  if (!m) {
    a->release = NULL;
    return -1;
  }
  if (t) m->table = bry__table_hold(t);
  a->buffers = m->buffers;
  a->private_data = m;
  return 0;
}

/* A bit for each row: 1 where there is a value (a reason, for `is_reason`). No bitmap when all are there. 0 or -1. */
static int make_bitmap(struct ArrowArray *a, const uint8_t *missing, int is_reason) {
  array_memory *m = a->private_data;
  for (int64_t row = 0; row < a->length; row++)
    a->null_count += (missing[row] == BRY_PRESENT) == is_reason;
  if (!a->null_count) return 0;
  uint8_t *bits = bry__alloc_zero((size_t)(a->length + 63) / 64, 8);
  if (!bits) return -1;
  for (int64_t row = 0; row < a->length; row++) {
    if ((missing[row] == BRY_PRESENT) != is_reason) bits[row / 8] |= (uint8_t)(1 << row % 8);
  }
  m->owned[0] = bits;
  m->buffers[0] = bits;
  return 0;
}

/* Texts one behind the other, and where each begins. */
typedef struct texts {
  int32_t *offsets;
  bry__buffer data;
} texts;

static int texts_begin(texts *x, int64_t count) {
  *x = (texts){.offsets = bry__alloc_zero((size_t)count + 1, sizeof *x->offsets)};
  bry__buffer_text(&x->data, "");
  return x->offsets && !x->data.failed ? 0 : -1;
}

static void texts_put(texts *x, int64_t place, const char *text, size_t size) {
  if (x->data.size + size > INT32_MAX) x->data.failed = 1;
  if (!x->data.failed) bry__buffer_add(&x->data, text, size);
  x->offsets[place + 1] = (int32_t)x->data.size;
}

/* Hands the texts to an array. 0, or -1 and they are freed. */
static int texts_end(texts *x, struct ArrowArray *a) {
  array_memory *m = a->private_data;
  if (!x->offsets || x->data.failed) {
    bry__free(x->offsets);
    bry__buffer_free(&x->data);
    return -1;
  }
  m->buffers[1] = m->owned[1] = x->offsets;
  m->buffers[2] = m->owned[2] = x->data.data;
  return 0;
}

static int make_dictionary(struct ArrowArray *a, const bry__strings *strings) {
  texts x;
  if (array_begin(a, NULL, strings->count, 3) != 0) return -1;
  if (texts_begin(&x, strings->count) == 0) {
    for (uint32_t i = 0; i < strings->count; i++)
      texts_put(&x, i, strings->items[i].text, strings->items[i].size);
  }
  if (texts_end(&x, a) == 0) return 0;
  a->release(a);
  return -1;
}

static int make_reasons(struct ArrowArray *a) {
  texts x;
  if (array_begin(a, NULL, BRY_MISSING_WITHHELD + 1, 3) != 0) return -1;
  if (texts_begin(&x, a->length) == 0) {
    for (int32_t reason = 0; reason < a->length; reason++) {
      const char *name = bry__table_reason_name(reason);
      texts_put(&x, reason, name, strlen(name));
    }
  }
  if (texts_end(&x, a) == 0) return 0;
  a->release(a);
  return -1;
}

static int fill_texts(struct ArrowArray *a, const bry_table *t, int32_t column) {
  texts x;
  if (texts_begin(&x, t->row_count) == 0) {
    for (int64_t row = 0; row < t->row_count; row++) {
      const bry__string *text = bry__table_cell_text(t, row, column);
      texts_put(&x, row, text ? text->text : "", text ? text->size : 0);
    }
  }
  return texts_end(&x, a);
}

/* The reasons lie in the table as bytes, the codes of texts as 32 bits: both are places in a dictionary. */
static int fill_part(struct ArrowArray *a, const bry_table *t, part p) {
  const bry__column *c = &t->columns[p.column];
  array_memory *m = a->private_data;
  if (make_bitmap(a, c->missing, p.is_reason) != 0) return -1;
  if (c->type == BRY_TYPE_TEXT && !is_dictionary(t, p)) return fill_texts(a, t, p.column);
  m->buffers[1] = p.is_reason ? (const void *)c->missing : c->values.data;
  if (!is_dictionary(t, p)) return 0;
  if ((p.is_reason ? make_reasons(&m->dictionary) : make_dictionary(&m->dictionary, &c->strings)) != 0) return -1;
  a->dictionary = &m->dictionary;
  return 0;
}

static int make_part(struct ArrowArray *a, const bry_table *t, part p) {
  int is_plain_text = t->columns[p.column].type == BRY_TYPE_TEXT && !is_dictionary(t, p);
  if (array_begin(a, t, t->row_count, is_plain_text ? 3 : 2) != 0) return -1;
  if (fill_part(a, t, p) == 0) return 0;
  a->release(a);
  return -1;
}

int bry__arrow_array(const bry_table *t, struct ArrowArray *out) {
  part *parts = NULL;
  int64_t count = list_parts(t, &parts);
  *out = (struct ArrowArray){0};
  if (count < 0 || array_begin(out, NULL, t->row_count, 1) != 0) goto failed;
  array_memory *m = out->private_data;
  m->children = bry__alloc_zero((size_t)count + 1, sizeof *m->children);
  m->child_list = bry__alloc_zero((size_t)count + 1, sizeof(void *));
  if (!m->children || !m->child_list) goto failed;
  out->children = m->child_list;
  for (int64_t i = 0; i < count; i++) {
    if (make_part(&m->children[i], t, parts[i]) != 0) goto failed;
    m->child_list[i] = &m->children[i];
    out->n_children++;
  }
  bry__free(parts);
  return 0;
failed:
  if (out->release) out->release(out);
  bry__free(parts);
  return -1;
}

/* --- stream ------------------------------------------------------------------------------------------------------- */

typedef struct stream_memory {
  bry_table *table;
  int is_done;
  const char *problem;
} stream_memory;

static int stream_failed(stream_memory *m) {
  m->problem = "memory ran out, or a column holds over 2 GiB of text";
  return ENOMEM;
}

static int stream_schema(struct ArrowArrayStream *s, struct ArrowSchema *out) {
  stream_memory *m = s->private_data;
  return bry__arrow_schema(m->table, out) == 0 ? 0 : stream_failed(m);
}

/* All rows at once, and then the end. */
static int stream_next(struct ArrowArrayStream *s, struct ArrowArray *out) {
  stream_memory *m = s->private_data;
  *out = (struct ArrowArray){0};
  if (m->is_done) return 0;
  if (bry__arrow_array(m->table, out) != 0) return stream_failed(m);
  m->is_done = 1;
  return 0;
}

static const char *stream_error(struct ArrowArrayStream *s) {
  const stream_memory *m = s->private_data;
  return m->problem;
}

static void stream_release(struct ArrowArrayStream *s) {
  stream_memory *m = s->private_data;
  bry_table_free(m->table);
  bry__free(m);
  s->release = NULL;
}

bry_status bry_table_arrow_stream(const bry_table *table, struct ArrowArrayStream *out, bry_error **err) {
  bry__error_reset(err);
  if (out) out->release = NULL;
  if (!table || !out) return bry__error(err, BRY_EINVAL, "bry_table_arrow_stream: table and out must not be NULL");
  stream_memory *m = bry__alloc_zero(1, sizeof *m);
  if (!m) return bry__enomem(err);
  m->table = bry__table_hold(table);
  *out = (struct ArrowArrayStream){.get_schema = stream_schema,
                                   .get_next = stream_next,
                                   .get_last_error = stream_error,
                                   .release = stream_release,
                                   .private_data = m};
  return BRY_OK;
}
