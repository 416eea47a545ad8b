/* What is said of a node or an edge: texts and numbers, each a field with one name in every format. */
#ifndef BRY_MAP_TRAITS_H
#define BRY_MAP_TRAITS_H

#include "core/buffer.h"
#include "core/error.h"

struct json_object;

typedef enum bry__map_text {
  BRY__MAP_LABEL,
  BRY__MAP_LABEL_NB,
  BRY__MAP_LABEL_NN,
  BRY__MAP_LABEL_EN,
  BRY__MAP_KIND,
  BRY__MAP_ZONE,
  BRY__MAP_EVIDENCE, /* references with a space between them */
  BRY__MAP_ORIGIN,   /* "derived", "edited" or none */
  BRY__MAP_TEXTS
} bry__map_text;

typedef enum bry__map_number {
  BRY__MAP_WEIGHT, /* never without a value */
  BRY__MAP_LEVEL,
  BRY__MAP_SUPPORT,
  BRY__MAP_JACCARD,
  BRY__MAP_NPMI,
  BRY__MAP_NUMBERS
} bry__map_number;

typedef struct bry__traits {
  char *text[BRY__MAP_TEXTS];      /* NULL: none */
  double number[BRY__MAP_NUMBERS]; /* NaN: none */
} bry__traits;

typedef struct bry__map_field {
  const char *name;
  int32_t is_number;
  int32_t place;            /* among the texts or numbers */
  int32_t of_node, of_edge; /* who may have it */
} bry__map_field;

enum { BRY__MAP_FIELDS = 13 };
extern const bry__map_field bry__map_fields[BRY__MAP_FIELDS]; /* label first */

/* NULL when there is no such field. */
const bry__map_field *bry__map_field_find(const char *name);

void bry__traits_init(bry__traits *t); /* nothing, of weight 1 */
void bry__traits_clear(bry__traits *t);
int bry__traits_copy(bry__traits *to, const bry__traits *from); /* into what is not initialised; 0 or -1 */
int bry__traits_has(const bry__traits *t, const bry__map_field *field);
const char *bry__traits_origin(const bry__traits *t);           /* "" when a person made it */
int bry__traits_set_origin(bry__traits *t, const char *origin); /* 0 or -1 */

/* Texts that every format can hold: UTF-8 without control characters. */
int bry__map_is_plain(const char *text, size_t size);
bry_status bry__map_check_weight(double weight, bry_error **err);

/* Sets one field from a text; an empty one takes it out. A number must be one, within its bounds. */
bry_status bry__traits_set(bry__traits *t, const bry__map_field *field, const char *text, size_t size,
                           bry_error **err);
bry_status bry__traits_set_number(bry__traits *t, const bry__map_field *field, double value, bry_error **err);
/* From a value of JSON: a text, a number, a list of references, an object of labels by language; null takes it out. */
bry_status bry__traits_set_json(bry__traits *t, const bry__map_field *field, struct json_object *value,
                                bry_error **err);
/* Adds references that are not there yet. 0 or -1. */
int bry__traits_cite(bry__traits *t, const char *references);

/* `name: value` members, each with a comma before it; evidence as a list. */
void bry__traits_put_json(bry__buffer *b, const bry__traits *t, const bry__map_field *field);

#endif
