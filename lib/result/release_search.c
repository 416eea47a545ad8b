/* Protecting one population of a release: its people, who are those of all earlier releases, as a cube; then a search for
 * each level of what is shown. */
#include "result/release_search.h"

#include "core/json.h"
#include "core/mem.h"

#include <string.h>

/* Some tens of seconds. */
static const int64_t STEPS_MAX = INT64_C(4000000000);

const char *const bry__release_level_names[BRY__LEVELS] = {"count", "distribution", "sd"};

/* --- earlier releases --------------------------------------------------------------------------------------------- */

/* What a population was in an earlier release. */
typedef struct snapshot {
  struct json_object *ground, *population;
} snapshot;

bry_status bry__release_earlier_atoms(bry__release_plan *plan, struct json_object *ground, bry_error **err) {
  const char *values[BRY__RELEASE_SEGMENTS_MAX];
  struct json_object *atoms = bry__json_array(ground, "atoms");
  for (size_t a = 0; a < json_object_array_length(atoms); a++) {
    struct json_object *atom = json_object_array_get_idx(atoms, a);
    for (int32_t s = 0; s < plan->data->segment_count; s++)
      values[s] = json_object_get_string(json_object_array_get_idx(atom, (size_t)s));
    if (bry__release_atom_marked(plan->data, values) < 0) return bry__enomem(err);
  }
  return BRY_OK;
}

/* Nobody comes into a closed survey: so where each atom counts as many people, they are the same people. */
static bry_status has_same_people(bry__release_plan *plan, const bry__release_population *now, const snapshot *then,
                                  int *same, bry_error **err) {
  const char *values[BRY__RELEASE_SEGMENTS_MAX];
  struct json_object *atoms = bry__json_array(then->ground, "atoms");
  struct json_object *people = bry__json_array(then->population, "people");
  int64_t were = 0, are = 0;
  *same = 1;
  for (size_t a = 0; a < json_object_array_length(atoms); a++) {
    struct json_object *atom = json_object_array_get_idx(atoms, a);
    for (int32_t i = 0; i < plan->data->segment_count; i++)
      values[i] = json_object_get_string(json_object_array_get_idx(atom, (size_t)i));
    int32_t number = bry__release_atom_marked(plan->data, values);
    if (number < 0) return bry__enomem(err);
    int64_t count = json_object_get_int64(json_object_array_get_idx(people, a));
    if (count != (number < now->atoms ? now->people[number] : 0)) *same = 0;
    were += count;
  }
  for (int32_t a = 0; a < now->atoms; a++)
    are += now->people[a];
  if (were != are) *same = 0;
  return BRY_OK;
}

/* The difference of two releases of different people tells of those who are in one of them. */
static bry_status refuse_other_people(const bry__release_plan *plan, const bry__release_population *now,
                                      bry_error **err) {
  if (now == &plan->data->populations[0])
    return bry__error(
        err, BRY_EREFUSED,
        "The survey's answers are no longer those that an earlier release counted, as after an erasure: "
        "another release would tell of who left, also where the earlier one is withdrawn. What is "
        "published stands, or is withdrawn; nothing more can be released of the survey.");
  return bry__error(
      err, BRY_EREFUSED,
      "Other people count in \"%s\" than in an earlier release of the survey, such as after new coding: "
      "another release would tell of them. Leave out the part, or undo the change.",
      now->key);
}

static bry_status find_snapshots(bry__release_plan *plan, const bry__release_population *now, snapshot **out,
                                 int32_t *out_count, bry_error **err) {
  bry_status status = BRY_OK;
  *out_count = 0;
  *out = bry__alloc_zero((size_t)plan->earlier_count, sizeof **out);
  if (!*out) return bry__enomem(err);
  for (int32_t e = 0; e < plan->earlier_count && status == BRY_OK; e++) {
    int same = 1;
    snapshot s = {plan->earlier[e], bry__json_object(bry__json_object(plan->earlier[e], "populations"), now->key)};
    if (!s.population) continue;
    (*out)[(*out_count)++] = s;
    status = has_same_people(plan, now, &s, &same, err);
    if (status == BRY_OK && !same) status = refuse_other_people(plan, now, err);
  }
  return status;
}

/* --- a population as a cube --------------------------------------------------------------------------------------- */

typedef struct search {
  bry__release_plan *plan;
  const bry__release_population *population;
  bry__release_cells *cells;
  snapshot *snapshots;
  int32_t snapshot_count;
  int64_t *counts; /* of each atom, as are the next */
  uint32_t *row_layers;
  const char **values;
  int32_t *of_row[BRY__AXES_MAX];
  int64_t rows;
  bry__work work;
  bry__cube cube;
  uint8_t *sensitive, *always, *found;
} search;

static void search_clear(search *s) {
  bry__free(s->snapshots);
  bry__free(s->counts);
  bry__free(s->row_layers);
  bry__free(s->values);
  for (int32_t d = 0; d < BRY__AXES_MAX; d++)
    bry__free(s->of_row[d]);
  bry__cube_free(&s->cube);
  bry__free(s->sensitive);
  bry__free(s->always);
  bry__free(s->found);
}

static bry_status fill_rows(search *s, bry_error **err) {
  s->rows = (int64_t)s->plan->data->atoms.count;
  s->counts = bry__alloc_zero((size_t)s->rows, sizeof *s->counts);
  s->row_layers = bry__alloc_zero((size_t)s->rows, sizeof *s->row_layers);
  s->values = bry__alloc_zero((size_t)s->rows, sizeof *s->values);
  if (!s->counts || !s->row_layers || !s->values) return bry__enomem(err);
  for (int64_t a = 0; a < s->rows; a++) {
    s->counts[a] = a < s->population->atoms ? s->population->people[a] : 0;
    s->row_layers[a] = 1;
  }
  return BRY_OK;
}

static const char *value_of(const search *s, size_t atom, int32_t d) {
  const bry__release_data *data = s->plan->data;
  int32_t segment = s->plan->axis_segment[d];
  if (segment < 0) return "";
  return data->values.items[data->atom_values[atom * (size_t)data->segment_count + (size_t)segment]].text;
}

static bry_status fill_axes(search *s, bry_error **err) {
  bry_status status = BRY_OK;
  for (int32_t d = 0; d < s->plan->axes && status == BRY_OK; d++) {
    int32_t segment = s->plan->axis_segment[d];
    s->of_row[d] = bry__alloc_zero((size_t)s->rows, sizeof *s->of_row[d]);
    if (!s->of_row[d]) return bry__enomem(err);
    for (int64_t row = 0; row < s->rows; row++)
      s->values[row] = value_of(s, (size_t)row, d);
    status = bry__axis_build(&s->cube.axis[d], segment < 0 ? "" : s->plan->data->segments[segment], s->values,
                             s->rows, s->plan->hierarchy[d], s->of_row[d], err);
  }
  return status;
}

static bry_status fill_cube(search *s, bry_error **err) {
  bry__cube *c = &s->cube;
  c->axes = s->plan->axes;
  c->layers = 1;
  c->work = &s->work;
  memcpy(c->tables, s->plan->tables, sizeof c->tables);
  c->table_count = s->plan->table_count;
  bry_status status = fill_axes(s, err);
  if (status == BRY_OK) status = bry__cube_gather(c, s->of_row, s->counts, s->row_layers, s->rows, err);
  if (status == BRY_OK) status = bry__cube_build(c, err);
  if (status != BRY_OK) return status;
  size_t n = (size_t)c->count;
  s->sensitive = bry__alloc_zero(n, 1);
  s->always = bry__alloc_zero(n, 1);
  s->found = bry__alloc_zero(n, 1);
  return s->sensitive && s->always && s->found ? BRY_OK : bry__enomem(err);
}

/* --- cells ---------------------------------------------------------------------------------------------------------- */

static bry_status name_cells(search *s, bry_error **err) {
  bry__release_plan *plan = s->plan;
  const bry__cube *c = &s->cube;
  if (plan->names) return BRY_OK;
  plan->cell_count = c->count;
  plan->names = bry__alloc_zero((size_t)plan->cell_count * (size_t)plan->axes, sizeof *plan->names);
  if (!plan->names) return bry__enomem(err);
  for (int32_t i = 0; i < plan->cell_count; i++)
    for (int32_t d = 0; d < plan->axes; d++) {
      char *name = bry__strdup(bry__axis_name(&c->axis[d], c->node[i * c->axes + d]));
      if (!name) return bry__enomem(err);
      plan->names[i * plan->axes + d] = name;
    }
  return BRY_OK;
}

static void add_up(const search *s, size_t atom) {
  const bry__cube *c = &s->cube;
  const bry__release_population *p = s->population;
  int32_t at = c->of_row[atom];
  for (int32_t i = c->cell_start[at]; i < c->cell_start[at + 1]; i++) {
    int32_t cell = c->cells[i];
    s->cells->people[cell] += p->people[atom];
    for (size_t w = 0; w < p->width; w++)
      s->cells->numbers[(size_t)cell * p->width + w] += p->counts[atom * p->width + w];
  }
}

/* What the people of the cells answered. */
static bry__answers answers_of(const search *s) {
  const bry__release_population *p = s->population;
  return (bry__answers){.numbers = s->cells->numbers,
                        .width = p->width,
                        .slots = p->slots,
                        .codes = p->codes,
                        .first_code = p->first_code,
                        .coalition = s->plan->spec->coalition};
}

static bry_status count_cells(search *s, bry_error **err) {
  bry__release_cells *cells = s->cells;
  size_t n = (size_t)s->plan->cell_count;
  cells->count = s->plan->cell_count;
  cells->people = bry__alloc_zero(n, sizeof *cells->people);
  cells->numbers = bry__alloc_zero(n * s->population->width, sizeof *cells->numbers);
  cells->alike = bry__alloc_zero(n, 1);
  for (int32_t l = 0; l < BRY__LEVELS; l++) {
    cells->status[l] = bry__alloc_zero(n, 1);
    if (!cells->status[l]) return bry__enomem(err);
  }
  if (!cells->people || !cells->numbers || !cells->alike) return bry__enomem(err);
  for (int32_t a = 0; a < s->population->atoms; a++)
    add_up(s, (size_t)a);
  bry__answers answers = answers_of(s);
  for (int32_t i = 0; i < cells->count; i++)
    cells->alike[i] = (uint8_t)bry__alike(&s->cube, &answers, i);
  return BRY_OK;
}

/* --- choosing ----------------------------------------------------------------------------------------------------- */

/* The cell in this cube of a cell of an earlier release, or -1: nobody is in it. */
static int32_t find_earlier_cell(const search *s, const snapshot *then, struct json_object *names) {
  int32_t nodes[BRY__AXES_MAX] = {0};
  struct json_object *axes = bry__json_array(then->ground, "axes");
  for (size_t i = 0; i < json_object_array_length(axes); i++) {
    int32_t d = bry__release_find_axis(
        s->plan, bry__release_find_segment(s->plan, json_object_get_string(json_object_array_get_idx(axes, i))));
    const char *name = json_object_get_string(json_object_array_get_idx(names, i));
    int64_t coming = bry__strings_find(&s->cube.axis[d].names, name, strlen(name));
    if (coming < 0) return -1;
    nodes[d] = s->cube.axis[d].number[coming];
  }
  return bry__cube_find(&s->cube, 0, nodes);
}

/* What was shown is shown again, and what was withheld is withheld. */
static void take_snapshot(search *s, const snapshot *then, int32_t level) {
  struct json_object *cells = bry__json_array(then->ground, "cells");
  const char *shown = bry__json_text(then->population, bry__release_level_names[level]);
  for (size_t i = 0; shown && shown[i] && i < json_object_array_length(cells); i++) {
    int32_t cell = find_earlier_cell(s, then, json_object_array_get_idx(cells, i));
    if (cell < 0) continue;
    if (shown[i] == '1')
      s->always[cell] = 1;
    else
      s->sensitive[cell] = 1;
  }
}

static void take_snapshots(search *s, int32_t level) {
  size_t n = (size_t)s->cube.count;
  memset(s->sensitive, 0, n);
  memset(s->always, 0, n);
  for (int32_t i = 0; i < s->snapshot_count; i++)
    take_snapshot(s, &s->snapshots[i], level);
  for (size_t i = 0; i < n; i++)
    if (s->always[i]) s->sensitive[i] = 0;
}

/* Withheld already where more is shown: of all respondents, or at a level that takes fewer people. */
static int is_hidden(const search *s, int32_t level, int32_t cell) {
  const bry__release_cells *all = &s->plan->cells[0], *own = s->cells;
  int hidden = own != all && all->status[BRY__LEVEL_COUNT][cell] != BRY__PUBLISHED;
  for (int32_t l = 0; l < level; l++)
    hidden |= own->status[l][cell] != BRY__PUBLISHED;
  return hidden;
}

/* What an earlier release showed is known, and can't be guarded. */
static void mark_sensitive(search *s, int32_t level) {
  for (int32_t i = 0; i < s->plan->cell_count; i++)
    if ((is_hidden(s, level, i) || s->cells->alike[i]) && s->cells->people[i] > 0 && !s->always[i])
      s->sensitive[i] = 1;
}

/* A cell that was known may have been found to be shown. */
static void take_found(search *s, int32_t level) {
  uint8_t *status = s->cells->status[level];
  for (int32_t i = 0; i < s->plan->cell_count; i++) {
    int withheld = (is_hidden(s, level, i) || s->cells->alike[i]) && s->cells->people[i] > 0;
    status[i] = withheld && s->found[i] == BRY__PUBLISHED ? BRY__SECONDARY : s->found[i];
  }
}

static void add_audit(bry__release_plan *plan, const bry__audit *a) {
  bry__audit *sum = &plan->audit;
  sum->checked += a->checked;
  sum->computed += a->computed;
  sum->computed_alone += a->computed_alone;
  sum->too_narrow += a->too_narrow;
  sum->unions += a->unions;
  sum->rounds += a->rounds;
  plan->searches++;
}

static bry_status refuse_audit(const search *s, const bry__audit *a, bry_error **err) {
  return bry__error(
      err, BRY_EREFUSED,
      "The audit of \"%s\" does not pass: together with earlier releases %lld withheld groups could be "
      "computed, %lld told closely, and %lld small unions found by subtraction. Leave out a breakdown or "
      "the part.",
      s->population->key, (long long)(a->computed + a->computed_alone), (long long)a->too_narrow,
      (long long)a->unions);
}

/* How closely a number of people can be told matters where the number itself is withheld. Unions that answered alike matter
 * where answers are shown; what is shown of twenty people is among that. */
static bry_status search_level(search *s, int32_t level, bry_error **err) {
  bry__protect_rules rules = {.min_group = bry__release_least(s->plan, level),
                              .width = level == BRY__LEVEL_COUNT ? 3 : 0,
                              .least = 1,
                              .unions = 1,
                              .alone = 1};
  bry__answers answers = answers_of(s);
  bry__protect_input input = {.cube = &s->cube,
                              .rules = &rules,
                              .sensitive = s->sensitive,
                              .always = s->always,
                              .answers = level == BRY__LEVEL_DISTRIBUTION ? &answers : NULL};
  bry__audit audit;
  s->work.left = STEPS_MAX;
  take_snapshots(s, level);
  mark_sensitive(s, level);
  bry_status status = bry__protect(&input, s->found, &audit, err);
  if (status != BRY_OK) return status;
  add_audit(s->plan, &audit);
  take_found(s, level);
  return bry__audit_passed(&audit) ? BRY_OK : refuse_audit(s, &audit, err);
}

/* Whether what is shown of all would, with the answers, give away a union that answered alike. */
static bry_status find_unions_alike(const search *s, int *any, bry_error **err) {
  const uint8_t *status_of = s->plan->cells[0].status[BRY__LEVEL_DISTRIBUTION];
  bry__answers answers = answers_of(s);
  bry__columns left = {0};
  int64_t found = 0;
  uint8_t *shown = bry__alloc_zero((size_t)s->cube.count, 1);
  if (!shown) return bry__enomem(err);
  for (int32_t i = 0; i < s->cube.count; i++)
    shown[i] = status_of[i] == BRY__PUBLISHED;
  bry_status status = bry__alike_unions(&s->cube, shown, &answers, &left, &found, err);
  *any = found > 0;
  bry__columns_free(&left);
  bry__free(shown);
  return status;
}

/* Where all have answered and nobody alike is shown, what was found of all holds. */
static int is_like_all(const search *s) {
  const bry__release_cells *all = &s->plan->cells[0];
  if (s->cells == all || s->plan->earlier_count > 0) return 0;
  for (int32_t i = 0; i < s->plan->cell_count; i++)
    if (s->cells->people[i] != all->people[i] ||
        (s->cells->alike[i] && all->status[BRY__LEVEL_COUNT][i] == BRY__PUBLISHED))
      return 0;
  return 1;
}

static bry_status search_levels(search *s, bry_error **err) {
  bry_status status = BRY_OK;
  int like_all = is_like_all(s), unions_alike = 0;
  if (like_all) status = find_unions_alike(s, &unions_alike, err);
  if (unions_alike) like_all = 0;
  for (int32_t level = 0; level < BRY__LEVELS && status == BRY_OK; level++)
    if (like_all)
      memcpy(s->cells->status[level], s->plan->cells[0].status[level], (size_t)s->plan->cell_count);
    else
      status = search_level(s, level, err);
  return status;
}

bry_status bry__release_search(bry__release_plan *plan, int32_t number, bry_error **err) {
  search s = {.plan = plan, .population = &plan->data->populations[number], .cells = &plan->cells[number]};
  s.work.left = STEPS_MAX;
  bry_status status = find_snapshots(plan, s.population, &s.snapshots, &s.snapshot_count, err);
  if (status == BRY_OK) status = fill_rows(&s, err);
  if (status == BRY_OK) status = fill_cube(&s, err);
  if (status == BRY_OK) status = name_cells(&s, err);
  if (status == BRY_OK) status = count_cells(&s, err);
  if (status == BRY_OK) status = search_levels(&s, err);
  search_clear(&s);
  return status;
}
