/* Atoms and cells of a cube. */
#include "result/cube.h"

#include "core/mem.h"
#include "result/field.h"

#include <stdlib.h>
#include <string.h>

void bry__cube_free(bry__cube *c) {
  for (int32_t d = 0; d < BRY__AXES_MAX; d++)
    bry__axis_free(&c->axis[d]);
  bry__free(c->leaf);
  bry__free(c->atom_people);
  bry__free(c->atom_layers);
  bry__free(c->possible);
  bry__free(c->of_row);
  bry__free(c->node);
  bry__free(c->layer);
  bry__free(c->people);
  bry__free(c->atom_start);
  bry__free(c->atoms);
  bry__free(c->cell_start);
  bry__free(c->cells);
  bry__free(c->group_start);
  bry__free(c->group);
  bry__free(c->parent_start);
  bry__free(c->parents);
  bry__columns_free(&c->columns);
  bry__columns_free(&c->zeros);
  bry__keys_free(&c->keys);
}

static int64_t key_of(const bry__cube *c, int64_t first, const int32_t *nodes) {
  int64_t key = first;
  for (int32_t d = 0; d < c->axes; d++)
    key = key * c->axis[d].count + nodes[d];
  return key;
}

int32_t bry__cube_find(const bry__cube *c, int32_t layer, const int32_t *nodes) {
  return bry__keys_find(&c->keys, key_of(c, layer, nodes));
}

static bry_status check_size(const bry__cube *c, bry_error **err) {
  double size = (double)UINT32_MAX;
  for (int32_t d = 0; d < c->axes; d++)
    size *= c->axis[d].count;
  if (size < 9e18) return BRY_OK;
  return bry__error(err, BRY_ELIMIT,
                    "The dimensions have too many codes together: protect fewer dimensions at once.");
}

/* --- rows to atoms ----------------------------------------------------------------------------------------------- */

bry_status bry__cube_gather(bry__cube *c, int32_t *const *of_row, const int64_t *counts, const uint32_t *layers,
                            int64_t rows, bry_error **err) {
  size_t n = (size_t)rows, axes = (size_t)c->axes;
  bry__keys keys = {0};
  bry_status status = check_size(c, err);
  if (status != BRY_OK) return status;
  c->leaf = bry__alloc_zero(n * axes, sizeof *c->leaf);
  c->atom_people = bry__alloc_zero(n, sizeof *c->atom_people);
  c->atom_layers = bry__alloc_zero(n, sizeof *c->atom_layers);
  c->of_row = bry__alloc_zero(n, sizeof *c->of_row);
  if (!c->leaf || !c->atom_people || !c->atom_layers || !c->of_row) return bry__enomem(err);
  for (int64_t r = 0; r < rows && status == BRY_OK; r++) {
    int32_t nodes[BRY__AXES_MAX] = {0};
    for (int32_t d = 0; d < c->axes; d++)
      nodes[d] = of_row[d][r];
    uint32_t in = layers ? layers[r] : 1;
    int32_t atom = bry__keys_add(&keys, key_of(c, in, nodes));
    if (atom < 0) {
      status = bry__enomem(err);
      break;
    }
    memcpy(c->leaf + (size_t)atom * axes, nodes, axes * sizeof *nodes);
    c->atom_layers[atom] = in;
    c->atom_people[atom] += counts ? counts[r] : 1;
    c->of_row[r] = atom;
  }
  c->atom_count = keys.count;
  c->atom_capacity = n;
  bry__keys_free(&keys);
  return status;
}

/* --- atoms that may be ------------------------------------------------------------------------------------------- */

/* Where several tables are published that no table crosses, people could be in combinations that nobody is in. */
enum { COMBINATIONS_MAX = 200000 };

typedef struct combining {
  bry__cube *cube;
  bry__keys seen; /* what is there: finest groups of each table, and atoms (as a table of all axes) */
  int32_t tried;
} combining;

static int64_t key_in_table(const bry__cube *c, uint32_t table, const int32_t *nodes) {
  int32_t masked[BRY__AXES_MAX] = {0};
  for (int32_t d = 0; d < c->axes; d++)
    masked[d] = table >> d & 1 ? nodes[d] : 0;
  return key_of(c, (int64_t)table, masked);
}

static uint32_t all_axes(const bry__cube *c) {
  return (1u << c->axes) - 1;
}

static int remember_groups(combining *m) {
  bry__cube *c = m->cube;
  for (int32_t a = 0; a < c->atom_count; a++) {
    const int32_t *leaf = c->leaf + (size_t)a * (size_t)c->axes;
    for (int32_t t = 0; t < c->table_count; t++)
      if (c->atom_people[a] > 0 && bry__keys_add(&m->seen, key_in_table(c, c->tables[t], leaf)) < 0) return -1;
    if (bry__keys_add(&m->seen, key_in_table(c, all_axes(c), leaf)) < 0) return -1;
  }
  return 0;
}

static int add_atom(bry__cube *c, const int32_t *nodes) {
  size_t capacity = c->atom_capacity, need = (size_t)c->atom_count + 1, axes = (size_t)c->axes;
  if (need > capacity) {
    capacity = need + need / 2;
    int32_t *leaf = bry__realloc_array(c->leaf, capacity * axes, sizeof *leaf);
    if (leaf) c->leaf = leaf;
    int64_t *people = bry__realloc_array(c->atom_people, capacity, sizeof *people);
    if (people) c->atom_people = people;
    uint32_t *layers = bry__realloc_array(c->atom_layers, capacity, sizeof *layers);
    if (layers) c->atom_layers = layers;
    if (!leaf || !people || !layers) return -1;
    c->atom_capacity = capacity;
  }
  memcpy(c->leaf + (size_t)c->atom_count * axes, nodes, axes * sizeof *nodes);
  c->atom_people[c->atom_count] = 0;
  c->atom_layers[c->atom_count++] = 1;
  return 0;
}

/* Whether each table that ends with axis d has such a group. */
static int may_be(const combining *m, int32_t d, const int32_t *nodes) {
  const bry__cube *c = m->cube;
  for (int32_t t = 0; t < c->table_count; t++)
    if (c->tables[t] >> d == 1 && bry__keys_find(&m->seen, key_in_table(c, c->tables[t], nodes)) < 0) return 0;
  return 1;
}

static int combine(combining *m, int32_t d, int32_t *nodes) {
  bry__cube *c = m->cube;
  if (d == c->axes) return bry__keys_find(&m->seen, key_in_table(c, all_axes(c), nodes)) < 0 ? add_atom(c, nodes) : 0;
  const bry__axis *axis = &c->axis[d];
  int failed = 0;
  for (int32_t v = 1; v < axis->count && m->tried < COMBINATIONS_MAX && !failed; v++) {
    if (axis->child_start[v + 1] > axis->child_start[v]) continue;
    nodes[d] = v;
    m->tried++;
    if (may_be(m, d, nodes)) failed = combine(m, d + 1, nodes);
  }
  return failed;
}

/* Leaving some out (beyond COMBINATIONS_MAX, or with earlier releases) makes intervals look narrower, never wider. */
static int add_possible(bry__cube *c) {
  combining m = {.cube = c};
  int32_t nodes[BRY__AXES_MAX] = {0};
  if (c->table_count < 2 || c->layers > 1) return 0;
  int failed = remember_groups(&m) != 0 || combine(&m, 0, nodes) != 0;
  bry__keys_free(&m.seen);
  return failed ? -1 : 0;
}

static int mark_possible(bry__cube *c) {
  c->possible = bry__alloc_zero((size_t)c->atom_count, 1);
  if (!c->possible) return -1;
  for (int32_t a = 0; a < c->atom_count; a++) {
    c->possible[a] = 1;
    for (int32_t i = c->cell_start[a]; i < c->cell_start[a + 1] && c->atom_people[a] == 0; i++)
      if (!bry__cube_counts(c, c->cells[i])) c->possible[a] = 0;
  }
  return 0;
}

/* --- atoms to cells ---------------------------------------------------------------------------------------------- */

static int in_a_table(const bry__cube *c, const int32_t *nodes) {
  uint32_t used = 0;
  for (int32_t d = 0; d < c->axes; d++)
    used |= (nodes[d] != 0 ? 1u : 0u) << d;
  for (int32_t t = 0; t < c->table_count; t++)
    if ((used & ~c->tables[t]) == 0) return 1;
  return c->table_count == 0;
}

typedef struct keylist {
  int64_t *keys;
  size_t capacity, count;
} keylist;

/* The keys of all cells of a layer that an atom is in. */
static int list_keys(const bry__cube *c, int32_t atom, int32_t layer, keylist *list) {
  int32_t nodes[BRY__AXES_MAX], place[BRY__AXES_MAX] = {0};
  const int32_t *leaf = c->leaf + (size_t)atom * (size_t)c->axes;
  for (;;) {
    for (int32_t d = 0; d < c->axes; d++)
      nodes[d] = c->axis[d].above[c->axis[d].above_start[leaf[d]] + place[d]];
    if (in_a_table(c, nodes)) {
      if (bry__grow((void **)&list->keys, &list->capacity, list->count + 1, sizeof *list->keys) != 0) return -1;
      list->keys[list->count++] = key_of(c, layer, nodes);
    }
    int32_t d = c->axes - 1;
    for (; d >= 0; d--) {
      if (++place[d] < c->axis[d].above_start[leaf[d] + 1] - c->axis[d].above_start[leaf[d]]) break;
      place[d] = 0;
    }
    if (d < 0) return 0;
  }
}

static int by_key(const void *left, const void *right) {
  const int64_t *a = left, *b = right;
  return (*a > *b) - (*a < *b);
}

static bry_status number_cells(bry__cube *c, const keylist *list, bry_error **err) {
  bry_status status = BRY_OK;
  int64_t *sorted = bry__alloc((list->count + 1) * sizeof *sorted);
  if (!sorted) return bry__enomem(err);
  if (list->count) memcpy(sorted, list->keys, list->count * sizeof *sorted);
  if (list->count > 1) qsort(sorted, list->count, sizeof *sorted, by_key);
  for (size_t i = 0; i < list->count && status == BRY_OK; i++) {
    if (i > 0 && sorted[i] == sorted[i - 1]) continue;
    if (c->keys.count == BRY__CELLS_MAX)
      status = bry__error(err, BRY_ELIMIT, "There are more than %d cells: protect fewer dimensions at once.",
                          BRY__CELLS_MAX);
    else if (bry__keys_add(&c->keys, sorted[i]) < 0)
      status = bry__enomem(err);
  }
  c->count = c->keys.count;
  bry__free(sorted);
  return status;
}

static int read_keys(bry__cube *c) {
  size_t n = (size_t)c->count;
  c->node = bry__alloc_zero(n * (size_t)c->axes, sizeof *c->node);
  c->layer = bry__alloc_zero(n, sizeof *c->layer);
  c->people = bry__alloc_zero(n, sizeof *c->people);
  if (!c->node || !c->layer || !c->people) return -1;
  for (int32_t i = 0; i < c->count; i++) {
    int64_t key = c->keys.items[i];
    for (int32_t d = c->axes - 1; d >= 0; d--) {
      c->node[i * c->axes + d] = (int32_t)(key % c->axis[d].count);
      key /= c->axis[d].count;
    }
    c->layer[i] = (int32_t)key;
  }
  return 0;
}

/* Members by cell, from cells by member. */
static int turn_around(int32_t from_count, const int32_t *start, const int32_t *to, int32_t to_count,
                       int32_t **out_start, int32_t **out) {
  *out_start = bry__alloc_zero((size_t)to_count + 2, sizeof **out_start);
  *out = bry__alloc_zero((size_t)start[from_count], sizeof **out);
  if (!*out_start || !*out) return -1;
  for (int32_t i = 0; i < start[from_count]; i++)
    (*out_start)[to[i] + 2]++;
  for (int32_t i = 2; i < to_count + 2; i++)
    (*out_start)[i] += (*out_start)[i - 1];
  for (int32_t from = 0; from < from_count; from++)
    for (int32_t i = start[from]; i < start[from + 1]; i++)
      (*out)[(*out_start)[to[i] + 1]++] = from;
  return 0;
}

static bry_status make_cells(bry__cube *c, bry_error **err) {
  keylist list = {0};
  bry_status status = BRY_OK;
  c->cell_start = bry__alloc_zero((size_t)c->atom_count + 1, sizeof *c->cell_start);
  if (!c->cell_start) return bry__enomem(err);
  for (int32_t a = 0; a < c->atom_count && status == BRY_OK; a++) {
    for (int32_t l = 0; l < c->layers && status == BRY_OK; l++)
      if (c->atom_layers[a] >> l & 1 && list_keys(c, a, l, &list) != 0) status = bry__enomem(err);
    if (list.count > INT32_MAX / 2)
      status =
          bry__error(err, BRY_ELIMIT, "The table has too many people and cells: protect fewer dimensions at once.");
    c->cell_start[a + 1] = (int32_t)list.count;
  }
  if (status == BRY_OK) status = number_cells(c, &list, err);
  if (status == BRY_OK) {
    c->cells = bry__alloc_zero(list.count, sizeof *c->cells);
    if (!c->cells || read_keys(c) != 0) status = bry__enomem(err);
  }
  for (size_t i = 0; i < list.count && status == BRY_OK; i++)
    c->cells[i] = bry__keys_find(&c->keys, list.keys[i]);
  for (int32_t a = 0; a < c->atom_count && status == BRY_OK; a++)
    for (int32_t i = c->cell_start[a]; i < c->cell_start[a + 1]; i++)
      c->people[c->cells[i]] += c->atom_people[a];
  if (status == BRY_OK &&
      turn_around(c->atom_count, c->cell_start, c->cells, c->count, &c->atom_start, &c->atoms) != 0)
    status = bry__enomem(err);
  bry__free(list.keys);
  return status;
}

/* --- how cells add up -------------------------------------------------------------------------------------------- */

/* The groups a cell is a part of, at most capacity of them: group numbers to `out`. */
static int32_t groups_with(const bry__cube *c, int32_t cell, int32_t *out, int32_t capacity) {
  int32_t found = 0, nodes[BRY__AXES_MAX];
  memcpy(nodes, c->node + cell * c->axes, (size_t)c->axes * sizeof *nodes);
  for (int32_t d = 0; d < c->axes; d++) {
    const bry__axis *axis = &c->axis[d];
    int32_t own = nodes[d];
    for (int32_t i = axis->above_start[own]; i < axis->above_start[own + 1]; i++) {
      int32_t up = axis->above[i];
      int direct = up == axis->parent[own];
      for (int32_t m = axis->child_start[up]; !direct && m < axis->child_start[up + 1]; m++)
        direct = up != 0 && axis->parent[up] < 0 && axis->children[m] == own;
      nodes[d] = up;
      int32_t parent = direct ? bry__cube_find(c, c->layer[cell], nodes) : -1;
      if (parent >= 0 && found < capacity) out[found++] = parent * c->axes + d;
    }
    nodes[d] = own;
  }
  return found;
}

enum { GROUPS_OF_CELL_MAX = 64 };

static int make_groups(bry__cube *c) {
  int32_t found[GROUPS_OF_CELL_MAX];
  size_t capacity = 0;
  c->parent_start = bry__alloc_zero((size_t)c->count + 1, sizeof *c->parent_start);
  if (!c->parent_start) return -1;
  for (int32_t i = 0; i < c->count; i++) {
    int32_t n = bry__cube_counts(c, i) ? groups_with(c, i, found, GROUPS_OF_CELL_MAX) : 0, at = c->parent_start[i];
    if (bry__grow((void **)&c->parents, &capacity, (size_t)(at + n) + 1, sizeof *c->parents) != 0) return -1;
    memcpy(c->parents + at, found, (size_t)n * sizeof *found);
    c->parent_start[i + 1] = at + n;
  }
  return c->count == 0
             ? 0
             : turn_around(c->count, c->parent_start, c->parents, c->count * c->axes, &c->group_start, &c->group);
}

/* --- cells in terms of others ------------------------------------------------------------------------------------ */

/* The product over the axes of nodes in terms of those that are no heirs; cells that are empty are known and left out. */
static void put_product(const bry__cube *c, bry__columns *to, int32_t layer, const int32_t *nodes, int32_t *chosen,
                        int32_t d, uint64_t factor) {
  if (d == c->axes) {
    int32_t cell = bry__cube_find(c, layer, chosen);
    if (cell >= 0 && bry__cube_counts(c, cell)) bry__columns_put(to, cell, factor);
    return;
  }
  const bry__columns *terms = &c->axis[d].in_terms;
  for (int32_t i = 0; i < bry__column_size(terms, nodes[d]); i++) {
    const bry__entry *entry = bry__column(terms, nodes[d]) + i;
    chosen[d] = entry->at;
    put_product(c, to, layer, nodes, chosen, d + 1, bry__field_multiply(factor, entry->value));
  }
}

static void put_cell(const bry__cube *c, bry__columns *to, int32_t layer, const int32_t *nodes) {
  int32_t chosen[BRY__AXES_MAX];
  bry__columns_begin(to);
  put_product(c, to, layer, nodes, chosen, 0, 1);
  bry__columns_end(to);
}

/* An heir that nobody is in tells that its family's others are all there are. */
static void put_zeros(bry__cube *c, int32_t cell) {
  int32_t nodes[BRY__AXES_MAX];
  memcpy(nodes, c->node + cell * c->axes, (size_t)c->axes * sizeof *nodes);
  for (int32_t d = 0; d < c->axes; d++) {
    int32_t own = nodes[d];
    nodes[d] = c->axis[d].heir[own];
    int32_t heir = nodes[d] >= 0 && in_a_table(c, nodes) ? bry__cube_find(c, c->layer[cell], nodes) : cell;
    if (nodes[d] >= 0 && in_a_table(c, nodes) && (heir < 0 || !bry__cube_counts(c, heir))) {
      put_cell(c, &c->zeros, c->layer[cell], nodes);
      if (!c->zeros.failed && bry__column_size(&c->zeros, c->zeros.count - 1) == 0) bry__columns_drop(&c->zeros);
    }
    nodes[d] = own;
  }
}

static int settle_axes(bry__cube *c) {
  for (int32_t d = 0; d < c->axes; d++) {
    bry__axis *axis = &c->axis[d];
    int64_t *people = bry__alloc_zero((size_t)axis->count, sizeof *people);
    if (!people) return -1;
    for (int32_t a = 0; a < c->atom_count; a++) {
      int32_t leaf = c->leaf[a * c->axes + d];
      for (int32_t i = axis->above_start[leaf]; i < axis->above_start[leaf + 1]; i++)
        people[axis->above[i]] += c->atom_people[a];
    }
    int failed = bry__axis_settle(axis, people, c->zeros_count);
    bry__free(people);
    if (failed) return -1;
  }
  return 0;
}

bry_status bry__cube_build(bry__cube *c, bry_error **err) {
  if (add_possible(c) != 0) return bry__enomem(err);
  bry_status status = make_cells(c, err);
  if (status != BRY_OK) return status;
  if (mark_possible(c) != 0 || settle_axes(c) != 0 || make_groups(c) != 0) return bry__enomem(err);
  for (int32_t i = 0; i < c->count; i++)
    put_cell(c, &c->columns, c->layer[i], c->node + i * c->axes);
  for (int32_t i = 0; i < c->count; i++)
    if (bry__cube_counts(c, i)) put_zeros(c, i);
  return c->columns.failed || c->zeros.failed ? bry__enomem(err) : BRY_OK;
}
