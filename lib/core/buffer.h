/* A growing string. Failure is sticky: add away and ask once at the end. */
#ifndef BRY_CORE_BUFFER_H
#define BRY_CORE_BUFFER_H

#include <bry/text.h>

typedef struct bry__buffer {
  char *data; /* NUL behind the last byte once anything was added */
  size_t size;
  size_t capacity;
  int failed;
} bry__buffer; /* begin with {0} */

void bry__buffer_add(bry__buffer *b, const char *data, size_t size);
void bry__buffer_text(bry__buffer *b, const char *text);
void bry__buffer_char(bry__buffer *b, char c);
void bry__buffer_int(bry__buffer *b, int64_t value);
void bry__buffer_double(bry__buffer *b, double value); /* shortest that reads back the same, point as decimal sign */
void bry__buffer_format(bry__buffer *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
void bry__buffer_json_string(bry__buffer *b, const char *text, size_t size); /* quoted and escaped (RFC 8785) */
void bry__buffer_html(bry__buffer *b, const char *text);                     /* escaped for text and attributes */
void bry__buffer_clear(bry__buffer *b);                                      /* size 0, memory kept */
void bry__buffer_free(bry__buffer *b);
/* Hands the bytes over as a bry_text and leaves the buffer empty; ::BRY_ENOMEM when anything had failed. */
bry_status bry__buffer_finish(bry__buffer *b, bry_text **out, bry_error **err);

#endif
