/* Which groups of a result are not to be shown: the table of the groups and all margins of it, protected.
 *
 * One pattern for a whole table; what to do with a withheld group is left to the tabulation. */
#include "core/error.h"
#include "core/mem.h"
#include "result/protect.h"
#include "result/tabulate.h"

#include <stdio.h>
#include <string.h>

#define STRINGIFY(x) #x
#define AS_TEXT(x) STRINGIFY(x)

bry_status bry__min_group(int32_t *min_group, bry_error **err) {
  if (*min_group == 0) *min_group = BRY_MIN_GROUP_DEFAULT;
  if (*min_group < BRY_MIN_GROUP_FLOOR)
    return bry__error(
        err, BRY_EINVAL,
        "min_group is %d, but groups of fewer than " AS_TEXT(
            BRY_MIN_GROUP_FLOOR) " are never shown: pass that or more, or 0 for " AS_TEXT(BRY_MIN_GROUP_DEFAULT),
        (int)*min_group);
  return BRY_OK;
}

enum { NUMBER_SIZE = 12 };

/* The codes of one segment as an axis takes them: "*" stands for all there. Groups without values are numbered. */
static void read_segment(const bry__groups *groups, int32_t d, const char **values, char *numbers) {
  for (int32_t g = 0; g < groups->count; g++) {
    char *number = numbers + (size_t)g * NUMBER_SIZE;
    const char *value = groups->values ? groups->values[g * groups->dimensions + d] : number;
    if (!groups->values) snprintf(number, NUMBER_SIZE, "%d", (int)g);
    values[g] = value && strcmp(value, BRY__WHOLE) == 0 ? "\\*" : value;
  }
}

static bry_status build_cube(const bry__groups *groups, const int64_t *sizes, bry__cube *cube, bry_error **err) {
  int32_t *of_row[BRY__AXES_MAX] = {NULL};
  size_t n = (size_t)groups->count;
  const char **values = bry__alloc_zero(n, sizeof *values);
  char *numbers = bry__alloc_zero(n, NUMBER_SIZE);
  bry_status status = values && numbers ? BRY_OK : bry__enomem(err);
  cube->axes = groups->dimensions;
  cube->layers = 1;
  for (int32_t d = 0; d < cube->axes && status == BRY_OK; d++) {
    of_row[d] = bry__alloc_zero(n, sizeof **of_row);
    if (of_row[d]) read_segment(groups, d, values, numbers);
    status = of_row[d]
                 ? bry__axis_build(&cube->axis[d], groups->by[d].name, values, groups->count, NULL, of_row[d], err)
                 : bry__enomem(err);
  }
  if (status == BRY_OK) status = bry__cube_gather(cube, of_row, sizes, NULL, groups->count, err);
  if (status == BRY_OK) status = bry__cube_build(cube, err);
  for (int32_t d = 0; d < cube->axes; d++)
    bry__free(of_row[d]);
  bry__free(values);
  bry__free(numbers);
  return status;
}

static bry_status protect_cube(const bry__cube *cube, const bry__groups *groups, int32_t min_group, uint8_t *withheld,
                               bry_error **err) {
  bry__protect_rules rules = {.min_group = min_group, .width = 3, .least = 1, .unions = 1, .alone = 1};
  int32_t whole[BRY__AXES_MAX] = {0};
  bry__audit audit;
  uint8_t *found = bry__alloc_zero((size_t)cube->count, 1), *always = bry__alloc_zero((size_t)cube->count, 1);
  bry__protect_input input = {.cube = cube, .rules = &rules, .always = always};
  bry_status status = found && always ? BRY_OK : bry__enomem(err);
  if (status == BRY_OK && cube->count > 0) always[bry__cube_find(cube, 0, whole)] = 1; /* other tables show it */
  if (status == BRY_OK) status = bry__protect(&input, found, &audit, err);
  for (int32_t g = 0; g < groups->count && status == BRY_OK; g++) {
    int32_t cell = bry__cube_find(cube, 0, cube->leaf + (size_t)cube->of_row[g] * (size_t)cube->axes);
    withheld[g] = cube->people[cell] > 0 && found[cell] != BRY__PUBLISHED;
  }
  bry__free(found);
  bry__free(always);
  return status;
}

bry_status bry__withhold_groups(const bry__groups *groups, const int64_t *sizes, int32_t min_group, uint8_t *withheld,
                                bry_error **err) {
  bry__cube cube = {0};
  int ruled = groups->dimensions == 0;
  for (int32_t g = 0; g < groups->count; g++) {
    withheld[g] = sizes[g] != 0 && sizes[g] < min_group;
    ruled |= sizes[g] < 0;
  }
  if (ruled) return BRY_OK;
  bry_status status = build_cube(groups, sizes, &cube, err);
  if (status == BRY_OK) status = protect_cube(&cube, groups, min_group, withheld, err);
  bry__cube_free(&cube);
  return status;
}
