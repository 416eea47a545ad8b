/* A table of up to four dimensions with all its margins, or several tables of the same people: atoms (people alike in
 * everything) and cells (groups that are counted), who is in which, and how cells add up. */
#ifndef BRY_RESULT_CUBE_H
#define BRY_RESULT_CUBE_H

#include "result/axis.h"
#include "result/keys.h"
#include "result/work.h"

enum { BRY__AXES_MAX = 4, BRY__LAYERS_MAX = 16, BRY__CELLS_MAX = 4000000 };

/* Layer 0 is what is to be published now, the others are earlier releases: the same people less those who came later,
 * and those who have left since. */
typedef struct bry__cube {
  int32_t axes;
  bry__axis axis[BRY__AXES_MAX];
  const char *names[BRY__AXES_MAX]; /* of the axes: the caller's */
  uint32_t tables[BRY__LAYERS_MAX]; /* bit d: the table has axis d; with no table: all axes, crossed */
  int32_t table_count;
  int32_t layers;
  int32_t zeros_count; /* 1: cells without people that rows of 0 name are groups like others; 0: they are known */

  bry__work *work; /* limits what is done with the cube; NULL: nothing does */

  int32_t atom_count;
  int32_t *leaf;         /* [atom * axes + axis] */
  int64_t *atom_people;  /* may be 0 */
  uint32_t *atom_layers; /* bit l: in layer l */
  uint8_t *possible;     /* 1: somebody may be there, for all that the tables tell */
  int32_t *of_row;       /* the atom of each row of the input */
  size_t atom_capacity;

  int32_t count;  /* cells */
  int32_t *node;  /* [cell * axes + axis] */
  int32_t *layer; /* of each cell */
  int64_t *people;
  int32_t *atom_start, *atoms; /* of each cell */
  int32_t *cell_start, *cells; /* of each atom */
  /* Group (cell * axes + axis): the cells that together are the cell, divided along the axis. */
  int32_t *group_start, *group;
  int32_t *parent_start, *parents; /* of each cell: the groups it is a part of */

  bry__columns columns; /* each cell in terms of cells that are not told by others */
  bry__columns zeros;   /* what is known because nobody is there */
  bry__keys keys;
} bry__cube; /* begin with {0} */

/* From the atoms, with axes, tables, layers filled in. Cells stand in the order of their nodes, the whole first.
 * ::BRY_OK, ::BRY_ENOMEM, ::BRY_ELIMIT (over BRY__CELLS_MAX cells). */
bry_status bry__cube_build(bry__cube *cube, bry_error **err);
void bry__cube_free(bry__cube *cube);

/* Whether a cell's count is one to find out: it has people, or cells without any may be withheld as well. */
static inline int bry__cube_counts(const bry__cube *cube, int32_t cell) {
  return cube->people[cell] > 0 || cube->zeros_count;
}

/* The cell with those nodes (one an axis), or -1. */
int32_t bry__cube_find(const bry__cube *cube, int32_t layer, const int32_t *nodes);

/* Puts rows of people together: of_row[axis] are their nodes, counts and since/until may be NULL. */
bry_status bry__cube_gather(bry__cube *cube, int32_t *const *of_row, const int64_t *counts, const uint32_t *layers,
                            int64_t rows, bry_error **err);

#endif
