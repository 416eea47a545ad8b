/* What is to be released, as its owner wrote it down. */
#ifndef BRY_RESULT_RELEASE_SPEC_H
#define BRY_RESULT_RELEASE_SPEC_H

#include "core/buffer.h"
#include "core/label.h"
#include "result/cube.h"

enum {
  BRY__RELEASE_BY_MAX = BRY__LAYERS_MAX,
  BRY__MEASURE_DISTRIBUTION = 1,
  BRY__MEASURE_MEAN = 2,
  BRY__MEASURE_SD = 4
};

/* A list of segments that tables are split by; none: the whole. */
typedef struct bry__release_by {
  const char *segments[BRY__AXES_MAX];
  int32_t count;
} bry__release_by;

typedef struct bry__release_part {
  const char *name; /* of its tables */
  const char *item;
  const char *codebook;  /* themes and quotes */
  int32_t measures;      /* items */
  int32_t per_theme;     /* quotes: how many candidates there are of a theme */
  const char **approved; /* quotes: texts, each of which must be a candidate */
  int32_t approved_count;
} bry__release_part;

typedef struct bry__release_parts {
  bry__release_part *list;
  int32_t count;
} bry__release_parts;

/* All texts lie in `root`. */
typedef struct bry__release_spec {
  struct json_object *root;
  const char *name, *survey;
  bry__label title;
  int32_t min_group, coalition;
  bry__release_by by[BRY__RELEASE_BY_MAX];
  int32_t by_count;
  struct json_object *hierarchies; /* an object of lists; NULL: none */
  bry__release_parts items, themes, quotes;
} bry__release_spec; /* begin with {0} */

/* ::BRY_EPARSE, ::BRY_ELIMIT, ::BRY_EINVAL (with a pointer into the document), ::BRY_ENOTSUPPORTED, ::BRY_ENOMEM. Clear
 * it also after a failure. */
bry_status bry__release_spec_parse(bry__release_spec *spec, const char *json, size_t size, bry_error **err);
void bry__release_spec_clear(bry__release_spec *spec);

/* The hierarchy of a segment as CSV with the columns code and parent, to be freed; *out NULL where there is none. */
bry_status bry__release_hierarchy(struct json_object *hierarchies, const char *segment, char **out, bry_error **err);

/* Which of the release's segments a table is split by, and the text that stands behind its name: "" or "_by_a_b". */
void bry__release_put_by(bry__buffer *b, const bry__release_by *by);

#endif
