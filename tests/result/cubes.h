/* Random cubes of two axes, one of them in a hierarchy, for tests of what goes on inside disclosure control. */
#ifndef BRY_TESTS_RESULT_CUBES_H
#define BRY_TESTS_RESULT_CUBES_H

#include "core/mem.h"
#include "core/random.h"
#include "result/cube.h"

enum { CUBE_DEPS = 6, CUBE_AGES = 3, CUBE_ROWS = CUBE_DEPS * CUBE_AGES };

/* BRY_OK, or what failed; free the cube in any case. least, most: people of an atom. */
static inline bry_status cube_draw(bry__cube *c, bry__work *work, uint64_t seed, uint64_t least, uint64_t most,
                                   bry_error **err) {
  static const char *const deps[] = {"a", "b", "c", "d", "e", "f"}, *const ages[] = {"1", "2", "3"};
  static const char tree[] = "code,parent\na,n\nb,n\nc,n\nd,s\ne,s\nf,s\nn,\ns,*\n";
  const char *column[2][CUBE_ROWS];
  int32_t nodes[2][CUBE_ROWS], *of_row[BRY__AXES_MAX] = {nodes[0], nodes[1]};
  int64_t people[CUBE_ROWS];
  uint64_t n = 0;
  *c = (bry__cube){.axes = 2, .layers = 1, .work = work};
  for (int32_t r = 0; r < CUBE_ROWS; r++) {
    column[0][r] = deps[r / CUBE_AGES];
    column[1][r] = ages[r % CUBE_AGES];
    people[r] = (int64_t)(least + bry__random_below(seed, 0, &n, most - least + 1));
  }
  bry_status status = bry__axis_build(&c->axis[0], "dep", column[0], CUBE_ROWS, tree, nodes[0], err);
  if (status == BRY_OK) status = bry__axis_build(&c->axis[1], "age", column[1], CUBE_ROWS, NULL, nodes[1], err);
  if (status == BRY_OK) status = bry__cube_gather(c, of_row, people, NULL, CUBE_ROWS, err);
  if (status == BRY_OK) status = bry__cube_build(c, err);
  return status;
}

#endif
