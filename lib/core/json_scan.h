/* A strict reader of JSON text (RFC 8259) that builds nothing: is it well-formed, how many object members does it
 * hold, and where does a key stand twice? */
#ifndef BRY_CORE_JSON_SCAN_H
#define BRY_CORE_JSON_SCAN_H

#include "core/buffer.h"

typedef struct bry__json_scan {
  const char *data; /* in */
  size_t size;
  int max_depth;
  size_t at;           /* where it stands; where the problem is */
  const char *problem; /* out: NULL or a sentence's end, static: "a comma or ] was expected" */
  int too_deep;        /* out: the problem is the depth */
  int64_t members;     /* out: of all objects */
  int has_pairs;       /* out: some text holds a surrogate pair of \u escapes */
} bry__json_scan;      /* begin with data, size and max_depth, the rest 0 */

int bry__json_scan_run(bry__json_scan *scan); /* 1 when well-formed */

/* Appends well-formed text with every surrogate pair of \u escapes written out in UTF-8, which means the same: json-c
 * makes U+FFFD of half of the characters past U+FFFF when they are escaped. */
void bry__json_scan_expand_pairs(const char *data, size_t size, bry__buffer *out);

/* Appends the JSON pointer of the first key that stands twice in its object; the text must be well-formed. *at is
 * where the second one stands. 1 when found, 0 when there is none, -1 when memory runs out. */
int bry__json_scan_duplicate(const char *data, size_t size, bry__buffer *pointer, size_t *at);

#endif
