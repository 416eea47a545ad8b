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
  int32_t share;       /* -1: none */
  int32_t count;       /* the count that the share is of, or the first one; -1: none */
  int32_t respondents; /* the first count; -1: none */
  int32_t mean;        /* -1: none */
  int32_t low, high;   /* of the mean, or else of the share; -1: none */
} bry__picture;

/* Adds a picture to b. Nothing is added when it fails. */
bry_status bry__chart_draw(bry__buffer *b, const bry_table *table, int32_t chart, const char *title, const char *lang,
                           const char *prefix, bry_error **err);

/* What a kind of picture needs of a table, looked for in p->table; ::BRY_EINVAL when it is not there. */
bry_status bry__chart_prepare(bry__picture *p, int32_t chart, bry_error **err);

/* The kinds. What they add is whole or b has failed. */
bry_status bry__bars_draw(bry__buffer *b, const bry__picture *p, bry_error **err);
bry_status bry__heat_draw(bry__buffer *b, const bry__picture *p, bry_error **err);
bry_status bry__likert_draw(bry__buffer *b, const bry__picture *p, bry_error **err);
bry_status bry__trend_draw(bry__buffer *b, const bry__picture *p, bry_error **err);

enum { BRY__LIKERT_VALUES_MAX = 11, BRY__TREND_LINES_MAX = 8 };

/* Colours of value `place` of `count`, from unfavourable over grey to favourable, and of a text on it; its pattern is
 * one of seven, the middle one plain. */
typedef struct bry__likert_style {
  const char *fill, *text;
  int32_t pattern;
} bry__likert_style;
bry__likert_style bry__likert_style_of(int32_t place, int32_t count);

/* A line's colour and dashes ("" for none): no two are the same in both. */
typedef struct bry__trend_style {
  const char *colour, *dashes;
} bry__trend_style;
bry__trend_style bry__trend_style_of(int32_t line);
/* What the lines tell: the mean, or else the share. */
int32_t bry__trend_column(const bry__picture *p);

/* "Largest: Leadership, 27.5%. Withheld: 2." `row` is the largest value's, or -1. */
void bry__chart_facts(bry__buffer *b, const bry__picture *p, int64_t row, int32_t value_column);
/* The dimensions `first` to `last` of a row in one text, as in "Health · Leadership". */
void bry__chart_label(bry__buffer *b, const bry__picture *p, int64_t row, int32_t first, int32_t last);
/* The row of the largest value, the first of equals; -1 when there is none. */
int64_t bry__chart_largest(const bry__picture *p, int32_t value_column);

#endif
