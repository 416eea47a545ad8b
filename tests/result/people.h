/* Tables of people for the tests of statistics: written as CSV, read from their tables by codes. */
#ifndef BRY_TESTS_RESULT_PEOPLE_H
#define BRY_TESTS_RESULT_PEOPLE_H

#include <bry/table.h>
#include <bry/text.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct people {
  char text[40000];
  size_t size;
} people;

static inline void people_begin(people *p, const char *header) {
  p->size = (size_t)snprintf(p->text, sizeof p->text, "%s\n", header);
}

static inline void people_add(people *p, int times, const char *row) {
  for (int i = 0; i < times; i++)
    p->size += (size_t)snprintf(p->text + p->size, sizeof p->text - p->size, "%s\n", row);
}

static inline bry_table *people_table(const people *p) {
  bry_table *t = NULL;
  assert_int_equal(bry_table_from_csv(p->text, p->size, &t, NULL), BRY_OK);
  return t;
}

static inline int32_t column_of(const bry_table *t, const char *name) {
  int32_t column = bry_table_find_column(t, name);
  if (column < 0) fail_msg("no column %s", name);
  return column;
}

/* The first row whose first columns hold these codes, as in "a/2"; "" is no value. */
static inline int64_t row_of(const bry_table *t, const char *codes) {
  for (int64_t row = 0; row < bry_table_row_count(t); row++) {
    const char *at = codes;
    int32_t column = 0, same = 1;
    for (; same; column++) {
      size_t size = strcspn(at, "/");
      const char *text = bry_table_text(t, row, column);
      text = text ? text : "";
      same = strlen(text) == size && memcmp(text, at, size) == 0;
      if (!at[size]) break;
      at += size + 1;
    }
    if (same) return row;
  }
  fail_msg("no row %s", codes);
  return -1;
}

static inline int32_t missing_at(const bry_table *t, const char *codes, const char *column) {
  return bry_table_missing(t, row_of(t, codes), column_of(t, column));
}

static inline double number_at(const bry_table *t, const char *codes, const char *column) {
  int64_t row = row_of(t, codes);
  if (bry_table_missing(t, row, column_of(t, column)) != BRY_PRESENT) fail_msg("%s of %s is missing", column, codes);
  return bry_table_double(t, row, column_of(t, column));
}

static inline void assert_near(double found, double expected, double within) {
  if (!(fabs(found - expected) <= within)) fail_msg("%.17g is not %.17g", found, expected);
}

#endif
