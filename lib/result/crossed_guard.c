/* What may be told of which group: patterns of withholding by the number of people, for counts, distributions and
 * deviations. What is told less often is never told where less is withheld. */
#include "core/mem.h"
#include "result/crossed.h"
#include "result/protect.h"

/* Somebody waits: some seconds for all parts together. */
static const int64_t STEPS_MAX = 1500000000;

typedef struct guard {
  bry__crossed *x;
  const bry__cube *cube; /* of all people; NULL: one group */
  const char *const *hierarchies;
  const int64_t *atom_people; /* [atom * (parts + 1) + part] */
  bry__work work;
} guard;

static int32_t at_least(const bry__crossed *x, int32_t people) {
  return x->options.min_group > people ? x->options.min_group : people;
}

/* Two values are a share like any other. */
static int32_t distribution_from(const bry__crossed *x) {
  int simple = x->answer == BRY_ANSWER_MULTIPLE || x->values <= 2;
  return at_least(x, simple ? 0 : BRY_MIN_DISTRIBUTION);
}

static int64_t people_of(const bry__crossed *x, int32_t group, int32_t part) {
  size_t at = bry__crossed_at(x, group, part < x->parts ? part : 0);
  int64_t people = x->respondents[at];
  for (int32_t reason = BRY_MISSING; reason < BRY__REASONS && part == x->parts; reason++)
    people += x->gone[at * BRY__REASONS + (size_t)reason];
  return people;
}

/* Groups all but one of whom (who knows himself) answered the same; or favourably; or not. */
static int is_alike(const bry__crossed *x, int32_t group, int32_t part) {
  int64_t n = people_of(x, group, part), largest = 0, favourable = 0;
  if (part == x->parts || n == 0) return 0;
  for (int32_t v = 0; v < x->values; v++) {
    int64_t people = x->people[bry__crossed_cell(x, group, part, v)];
    int counts = x->answer != BRY_ANSWER_MULTIPLE || v == 1;
    if (counts && people > largest) largest = people;
    if (2 * v > x->values - 1) favourable += people;
  }
  if (n - largest <= 1) return 1;
  return x->answer == BRY_ANSWER_SCALE && (favourable <= 1 || n - favourable <= 1);
}

/* --- the whole ---------------------------------------------------------------------------------------------------- */

static void show(bry__crossed *x, int32_t group, int32_t part, uint8_t what) {
  for (int32_t p = 0; p < x->parts; p++)
    if (part == x->parts || p == part) x->shown[bry__crossed_at(x, group, p)] |= what;
}

static void guard_whole(const guard *q, int32_t part, int32_t min_group, uint8_t what) {
  int64_t n = people_of(q->x, 0, part);
  if (n == 0 || (n >= min_group && !is_alike(q->x, 0, part))) show(q->x, 0, part, what);
}

/* --- groups ------------------------------------------------------------------------------------------------------- */

static bry_status part_axis(const guard *q, bry__cube *to, int32_t d, int32_t *of_row, bry_error **err) {
  const bry__cube *from = q->cube;
  const char **values = bry__alloc_zero((size_t)from->atom_count, sizeof *values);
  if (!values) return bry__enomem(err);
  for (int32_t a = 0; a < from->atom_count; a++)
    values[a] = bry__axis_name(&from->axis[d], from->leaf[a * from->axes + d]);
  bry_status status = bry__axis_build(&to->axis[d], q->x->by_name[d], values, from->atom_count,
                                      q->hierarchies ? q->hierarchies[d] : NULL, of_row, err);
  bry__free(values);
  return status;
}

/* The cube of those who answered a part; its cells are those of the cube of all people, in their order. */
static bry_status part_cube(guard *q, int32_t part, bry__cube *to, bry_error **err) {
  int32_t *of_row[BRY__AXES_MAX] = {NULL}, atoms = q->cube->atom_count;
  int64_t *counts = bry__alloc_zero((size_t)atoms, sizeof *counts);
  bry_status status = counts ? BRY_OK : bry__enomem(err);
  *to = (bry__cube){.axes = q->cube->axes, .layers = 1, .work = &q->work};
  for (int32_t a = 0; a < atoms && counts; a++)
    counts[a] = q->atom_people[(int64_t)a * (q->x->parts + 1) + part];
  for (int32_t d = 0; d < to->axes && status == BRY_OK; d++) {
    of_row[d] = bry__alloc_zero((size_t)atoms, sizeof **of_row);
    status = of_row[d] ? part_axis(q, to, d, of_row[d], err) : bry__enomem(err);
  }
  if (status == BRY_OK) status = bry__cube_gather(to, of_row, counts, NULL, atoms, err);
  if (status == BRY_OK) status = bry__cube_build(to, err);
  for (int32_t d = 0; d < to->axes; d++)
    bry__free(of_row[d]);
  bry__free(counts);
  return status;
}

/* width 0: how many there are is told elsewhere, so that only what is computed from sums is to be kept. */
static bry_status guard_cells(guard *q, const bry__cube *cube, int32_t part, bry__protect_rules rules, uint8_t what,
                              bry_error **err) {
  size_t n = (size_t)cube->count;
  uint8_t *found = bry__alloc_zero(n, 1), *alike = bry__alloc_zero(n, 1), *always = bry__alloc_zero(n, 1);
  bry__protect_input input = {.cube = cube, .rules = &rules, .sensitive = alike, .always = always};
  int32_t whole[BRY__AXES_MAX] = {0};
  bry__audit audit = {0};
  bry_status status = found && alike && always ? BRY_OK : bry__enomem(err);
  for (int32_t g = 0; g < cube->count && status == BRY_OK; g++)
    alike[g] = (uint8_t)is_alike(q->x, g, part);
  if (status == BRY_OK && cube->count > 0) always[bry__cube_find(cube, 0, whole)] = 1; /* other tables show it */
  if (status == BRY_OK) status = bry__protect(&input, found, &audit, err);
  /* Where it can't be told, or not in reasonable time, that nothing is given away, no group is shown. */
  int unsafe = status == BRY_ELIMIT || !bry__audit_passed(&audit);
  if (status == BRY_ELIMIT) {
    bry__error_reset(err);
    status = BRY_OK;
  }
  for (int32_t g = 0; g < cube->count && status == BRY_OK; g++)
    if (cube->people[g] == 0 || (!unsafe && found[g] == BRY__PUBLISHED)) show(q->x, g, part, what);
  bry__free(found);
  bry__free(alike);
  bry__free(always);
  return status;
}

/* Patterns take time: only those that the table shows anything by. */
static int is_needed(const bry__crossed *x, uint8_t what) {
  int32_t statistic = x->options.statistic;
  if (what == BRY__SHOW_DEVIATION) return statistic == BRY_STATISTIC_SUMMARY;
  if (what == BRY__SHOW_PEOPLE) return statistic == BRY_STATISTIC_RESPONSE;
  return what == BRY__SHOW_COUNT || statistic != BRY_STATISTIC_RESPONSE;
}

static bry_status guard_part(guard *q, int32_t part, bry_error **err) {
  const bry__crossed *x = q->x;
  int all = part == x->parts;
  struct {
    uint8_t what;
    bry__protect_rules rules;
  } patterns[] = {
      {all ? BRY__SHOW_PEOPLE : BRY__SHOW_COUNT,
       {.min_group = x->options.min_group, .width = 3, .least = 1, .unions = 1, .alone = 1}},
      {BRY__SHOW_DISTRIBUTION, {.min_group = distribution_from(x), .least = 1, .unions = 1, .alone = 1}},
      {BRY__SHOW_DEVIATION, {.min_group = at_least(x, BRY_MIN_DEVIATION), .least = 1, .unions = 1, .alone = 1}}};
  bry__cube cube = {0};
  if (!is_needed(x, patterns[0].what)) return BRY_OK;
  bry_status status = q->cube ? part_cube(q, part, &cube, err) : BRY_OK;
  for (int i = 0; i < (all ? 1 : 3) && status == BRY_OK; i++) {
    if (!is_needed(x, patterns[i].what)) continue;
    if (q->cube)
      status = guard_cells(q, &cube, part, patterns[i].rules, patterns[i].what, err);
    else
      guard_whole(q, part, patterns[i].rules.min_group, patterns[i].what);
  }
  bry__cube_free(&cube);
  return status;
}

/* Deviations only with distributions, those only with counts. */
static void narrow(bry__crossed *x) {
  for (size_t at = 0; at < (size_t)x->groups * (size_t)x->parts; at++) {
    if (!(x->shown[at] & BRY__SHOW_COUNT)) x->shown[at] &= (uint8_t)~BRY__SHOW_DISTRIBUTION;
    if (!(x->shown[at] & BRY__SHOW_DISTRIBUTION)) x->shown[at] &= (uint8_t)~BRY__SHOW_DEVIATION;
  }
}

bry_status bry__crossed_guard(bry__crossed *x, const bry__cube *cube, const char *const *hierarchies,
                              const int64_t *atom_people, bry_error **err) {
  guard q = {
      .x = x, .cube = cube, .hierarchies = hierarchies, .atom_people = atom_people, .work = {.left = STEPS_MAX}};
  bry_status status = BRY_OK;
  if (cube && cube->count == 0) return BRY_OK;
  for (int32_t part = 0; part <= x->parts && status == BRY_OK; part++)
    status = guard_part(&q, part, err);
  narrow(x);
  return status;
}
