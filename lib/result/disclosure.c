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

/* A result is asked for by somebody who waits: some seconds. */
enum { NUMBER_SIZE = 12, STEPS_MAX = 500000000 };

/* "*" stands for all in an axis, and "" for no value: what begins like them, or with the mark, gets a mark before it, so
 * that no two values become one. */
static int needs_mark(const char *value) {
  return value && (*value == '\0' || *value == '*' || *value == '\\');
}

static size_t text_size(const bry__groups *groups, int32_t d) {
  size_t size = 1;
  for (int32_t g = 0; g < groups->count; g++) {
    const char *value = groups->values ? groups->values[g * groups->dimensions + d] : NULL;
    size += !groups->values ? NUMBER_SIZE : needs_mark(value) ? strlen(value) + 2 : 0;
  }
  return size;
}

/* The codes of one segment as an axis takes them; groups without values are numbered. NULL: no memory. */
static char *read_segment(const bry__groups *groups, int32_t d, const char **values) {
  char *text = bry__alloc_zero(text_size(groups, d), 1), *at = text;
  for (int32_t g = 0; g < groups->count && text; g++) {
    const char *value = groups->values ? groups->values[g * groups->dimensions + d] : NULL;
    values[g] = at;
    if (!groups->values) {
      at += 1 + snprintf(at, NUMBER_SIZE, "%d", (int)g);
    } else if (needs_mark(value)) {
      *at = '\\';
      memcpy(at + 1, value, strlen(value) + 1);
      at += strlen(value) + 2;
    } else {
      values[g] = value;
    }
  }
  return text;
}

static bry_status build_axis(const bry__groups *groups, int32_t d, const char **values, bry__axis *axis,
                             int32_t *of_row, bry_error **err) {
  char *text = read_segment(groups, d, values);
  bry_status status =
      text ? bry__axis_build(axis, groups->by[d].name, values, groups->count, NULL, of_row, err) : bry__enomem(err);
  bry__free(text);
  return status;
}

static bry_status build_cube(const bry__groups *groups, const int64_t *sizes, bry__work *work, bry__cube *cube,
                             bry_error **err) {
  int32_t *of_row[BRY__AXES_MAX] = {NULL};
  size_t n = (size_t)groups->count;
  const char **values = bry__alloc_zero(n, sizeof *values);
  bry_status status = values ? BRY_OK : bry__enomem(err);
  cube->axes = groups->dimensions;
  cube->layers = 1;
  cube->work = work;
  for (int32_t d = 0; d < cube->axes && status == BRY_OK; d++) {
    of_row[d] = bry__alloc_zero(n, sizeof **of_row);
    status = of_row[d] ? build_axis(groups, d, values, &cube->axis[d], of_row[d], err) : bry__enomem(err);
  }
  if (status == BRY_OK) status = bry__cube_gather(cube, of_row, sizes, NULL, groups->count, err);
  if (status == BRY_OK) status = bry__cube_build(cube, err);
  for (int32_t d = 0; d < cube->axes; d++)
    bry__free(of_row[d]);
  bry__free(values);
  return status;
}

static bry_status protect_cube(const bry__cube *cube, const bry__groups *groups, int32_t min_group, uint8_t *withheld,
                               bry_error **err) {
  bry__protect_rules rules = {.min_group = min_group, .width = 3, .least = 1, .unions = 1, .alone = 1};
  int32_t whole[BRY__AXES_MAX] = {0};
  bry__audit audit;
  uint8_t *found = bry__alloc_zero((size_t)cube->count, 1), *always = bry__alloc_zero((size_t)cube->count, 1);
  bry__protect_input input = {.cube = cube, .rules = &rules, .always = always};
  bry_status status = found && always ? BRY_OK : BRY_ENOMEM;
  if (status == BRY_OK && cube->count > 0) always[bry__cube_find(cube, 0, whole)] = 1; /* other tables show it */
  if (status == BRY_OK) status = bry__protect(&input, found, &audit, NULL);
  /* Where it can't be told, or not in reasonable time, that nothing is given away, no group is shown. */
  int unsafe = status == BRY_ELIMIT || (status == BRY_OK && !bry__audit_passed(&audit));
  if (status == BRY_ELIMIT) status = BRY_OK;
  for (int32_t g = 0; g < groups->count && status == BRY_OK; g++) {
    int32_t cell = bry__cube_find(cube, 0, cube->leaf + (size_t)cube->of_row[g] * (size_t)cube->axes);
    withheld[g] |= cube->people[cell] > 0 && (unsafe || found[cell] != BRY__PUBLISHED);
  }
  if (status != BRY_OK) status = bry__enomem(err);
  bry__free(found);
  bry__free(always);
  return status;
}

bry_status bry__withhold_groups(const bry__groups *groups, const int64_t *sizes, int32_t min_group, uint8_t *withheld,
                                bry_error **err) {
  return bry__withhold_groups_within(STEPS_MAX, groups, sizes, min_group, withheld, err);
}

bry_status bry__withhold_groups_within(int64_t steps, const bry__groups *groups, const int64_t *sizes,
                                       int32_t min_group, uint8_t *withheld, bry_error **err) {
  bry__cube cube = {0};
  bry__work work = {.left = steps};
  int ruled = groups->dimensions == 0;
  for (int32_t g = 0; g < groups->count; g++) {
    withheld[g] = sizes[g] != 0 && sizes[g] < min_group;
    ruled |= sizes[g] < 0;
  }
  if (ruled) return BRY_OK;
  bry_status status = build_cube(groups, sizes, &work, &cube, err);
  if (status == BRY_OK) status = protect_cube(&cube, groups, min_group, withheld, err);
  bry__cube_free(&cube);
  return status;
}
