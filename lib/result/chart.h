/* Pictures of tables, drawn into a page or a file. */
#ifndef BRY_RESULT_CHART_H
#define BRY_RESULT_CHART_H

#include "core/buffer.h"
#include "core/error.h"

#include <bry/result.h>
#include <bry/table.h>

enum { BRY__DIMENSIONS_MAX = 8 };

typedef struct bry__picture {
  const bry_table *table;
  const char *title; /* for those who don't see it */
  const char *lang;
  const char *prefix; /* of the ids, which must be unique within a page */
  int32_t dimensions[BRY__DIMENSIONS_MAX];
  int32_t dimension_count;
  int32_t share; /* -1: none */
  int32_t count; /* the count that the share is of, or the first one; -1: none */
} bry__picture;

/* Adds a picture to b. Nothing is added when it fails. */
bry_status bry__chart_draw(bry__buffer *b, const bry_table *table, int32_t chart, const char *title, const char *lang,
                           const char *prefix, bry_error **err);

/* The two kinds. What they add is whole or b has failed. */
bry_status bry__bars_draw(bry__buffer *b, const bry__picture *p, bry_error **err);
bry_status bry__heat_draw(bry__buffer *b, const bry__picture *p, bry_error **err);

/* "Largest: Leadership, 27.5%. Withheld: 2." `row` is the largest value's, or -1. */
void bry__chart_facts(bry__buffer *b, const bry__picture *p, int64_t row, int32_t value_column);
/* The dimensions `first` to `last` of a row in one text, as in "Health · Leadership". */
void bry__chart_label(bry__buffer *b, const bry__picture *p, int64_t row, int32_t first, int32_t last);
/* The row of the largest value, the first of equals; -1 when there is none. */
int64_t bry__chart_largest(const bry__picture *p, int32_t value_column);

#endif
