/* The Hungarian method, a row at a time: each new row is placed along the cheapest path of moves of those before it. */
#include "theme/matching.h"

#include "core/mem.h"

#include <math.h>

typedef struct matching {
  const double *likeness; /* size rows of size */
  int32_t size;
  double *rows, *columns, *slack; /* potentials, one more than size each */
  int32_t *row_of, *from;         /* by column, from 1; 0: none */
  uint8_t *used;
} matching;

/* Finds a place for one more row, moving others along the cheapest path. */
static void place_row(matching *m, int32_t row) {
  int32_t column = 0;
  m->row_of[0] = row;
  for (int32_t j = 0; j <= m->size; j++) {
    m->slack[j] = INFINITY;
    m->used[j] = 0;
  }
  do {
    int32_t i = m->row_of[column], next = 0;
    double least = INFINITY;
    m->used[column] = 1;
    for (int32_t j = 1; j <= m->size; j++) {
      if (m->used[j]) continue;
      double cost = -m->likeness[(size_t)(i - 1) * (size_t)m->size + (size_t)(j - 1)] - m->rows[i] - m->columns[j];
      if (cost < m->slack[j]) m->from[j] = column;
      if (cost < m->slack[j]) m->slack[j] = cost;
      if (m->slack[j] < least) next = j;
      if (m->slack[j] < least) least = m->slack[j];
    }
    for (int32_t j = 0; j <= m->size; j++) {
      if (m->used[j]) {
        m->rows[m->row_of[j]] += least;
        m->columns[j] -= least;
      } else {
        m->slack[j] -= least;
      }
    }
    column = next;
  } while (m->row_of[column] != 0);
  for (; column != 0; column = m->from[column])
    m->row_of[column] = m->row_of[m->from[column]];
}

int bry__match(const double *likeness, int32_t size, int32_t *out_columns) {
  size_t room = (size_t)size + 1;
  double *numbers = bry__alloc_zero(3 * room, sizeof *numbers);
  int32_t *places = bry__alloc_zero(2 * room, sizeof *places);
  uint8_t *used = bry__alloc_zero(room, 1);
  int result = numbers && places && used ? 0 : -1;
  if (result == 0) {
    matching m = {likeness, size, numbers, numbers + room, numbers + 2 * room, places, places + room, used};
    for (int32_t row = 1; row <= size; row++)
      place_row(&m, row);
    for (int32_t j = 1; j <= size; j++)
      out_columns[m.row_of[j] - 1] = j - 1;
  }
  bry__free(numbers);
  bry__free(places);
  bry__free(used);
  return result;
}
