/* Proofs that a withheld count can't be told closely: a true one holds, and each way to spoil it is found. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "result/cubes.h"
#include "result/proof.h"

enum { CELLS_MAX = 60 };

typedef struct moved {
  bry__cube cube;
  uint8_t published[CELLS_MAX];
  bry__entry entries[2][4];
  bry__sparse proof[BRY__PROOFS];
  int32_t cell;
} moved;

static int32_t atom_at(const bry__cube *c, int32_t row) {
  return c->of_row[row];
}

/* The cell of one atom alone. */
static int32_t cell_of(const bry__cube *c, int32_t atom) {
  return bry__cube_find(c, 0, c->leaf + (size_t)atom * (size_t)c->axes);
}

static void put(moved *m, int32_t p, int32_t e, int32_t row, int64_t people) {
  m->entries[p][e] = (bry__entry){.at = atom_at(&m->cube, row), .value = bry__field_of(people)};
  m->proof[p].entries = m->entries[p];
  if (m->proof[p].count <= e) m->proof[p].count = e + 1;
}

/* Two people more, and two fewer, in the first department's first age, made up for around a rectangle. All margins are shown. */
static void begin(moved *m) {
  *m = (moved){0};
  assert_int_equal(cube_draw(&m->cube, NULL, 1, 4, 4, NULL), BRY_OK);
  for (int32_t i = 0; i < m->cube.count; i++)
    m->published[i] = m->cube.people[i] > 4;
  for (int32_t p = 0; p < BRY__PROOFS; p++) {
    int64_t people = p ? -2 : 2;
    put(m, p, 0, 0, people);
    put(m, p, 1, 1, -people);
    put(m, p, 2, CUBE_AGES, -people);
    put(m, p, 3, CUBE_AGES + 1, people);
  }
  m->cell = cell_of(&m->cube, atom_at(&m->cube, 0));
}

static int64_t width_of(const moved *m, int32_t least) {
  bry__protect_rules rules = {.min_group = 5, .width = 3, .least = least};
  int64_t change[CELLS_MAX] = {0};
  int64_t width = bry__proof_width(&m->cube, &rules, m->published, m->proof, m->cell, change);
  for (int32_t i = 0; i < m->cube.count; i++)
    assert_int_equal(change[i], 0);
  return width;
}

static void tables_that_look_the_same_are_proof(void **state) {
  (void)state;
  moved m;
  begin(&m);
  assert_int_equal(width_of(&m, 1), 4);
  m.proof[1].count = 0; /* the true table */
  assert_int_equal(width_of(&m, 1), 2);
  bry__cube_free(&m.cube);
}

static void a_published_cell_that_differs_is_none(void **state) {
  (void)state;
  moved m;
  begin(&m);
  m.proof[1].count = 3;
  assert_int_equal(width_of(&m, 1), 0);
  bry__cube_free(&m.cube);
  begin(&m);
  m.published[cell_of(&m.cube, atom_at(&m.cube, 1))] = 1;
  assert_int_equal(width_of(&m, 1), 0);
  bry__cube_free(&m.cube);
}

static void a_withheld_cell_that_falls_too_far_is_none(void **state) {
  (void)state;
  moved m;
  begin(&m);
  for (int32_t e = 0; e < 4; e++)
    m.entries[0][e].value = bry__field_multiply(m.entries[0][e].value, 2);
  assert_int_equal(width_of(&m, 0), 6); /* nobody is left of 4 */
  assert_int_equal(width_of(&m, 1), 0);
  m.cube.zeros_count = 1;
  assert_int_equal(width_of(&m, 1), 6);
  for (int32_t e = 0; e < 4; e++)
    m.entries[0][e].value = bry__field_multiply(m.entries[0][e].value, 2);
  assert_int_equal(width_of(&m, 0), 0);
  bry__cube_free(&m.cube);
}

static void nobody_is_where_nobody_can_be(void **state) {
  (void)state;
  moved m;
  begin(&m);
  m.cube.possible[atom_at(&m.cube, 1)] = 0;
  assert_int_equal(width_of(&m, 1), 0);
  bry__cube_free(&m.cube);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(tables_that_look_the_same_are_proof),
      cmocka_unit_test(a_published_cell_that_differs_is_none),
      cmocka_unit_test(a_withheld_cell_that_falls_too_far_is_none),
      cmocka_unit_test(nobody_is_where_nobody_can_be),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
