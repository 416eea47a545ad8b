/* Protecting one population of a release: its people now, and those who left since earlier releases, as a cube with a layer
 * for each release of other people; then a search for each level of what is shown. */
#include "result/release_search.h"

#include "core/json.h"
#include "core/mem.h"

#include <string.h>

/* Some tens of seconds. */
static const int64_t STEPS_MAX = INT64_C(4000000000);

const char *const bry__release_level_names[BRY__LEVELS] = {"count", "distribution", "sd"};

/* --- earlier releases --------------------------------------------------------------------------------------------- */

/* What a population was in an earlier release: people of each atom now known, and which cells were shown. */
typedef struct snapshot {
  struct json_object *ground, *population;
  int64_t *people; /* of each atom of the data */
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

static bry_status read_people(bry__release_plan *plan, snapshot *s, bry_error **err) {
  const char *values[BRY__RELEASE_SEGMENTS_MAX];
  struct json_object *atoms = bry__json_array(s->ground, "atoms"), *people = bry__json_array(s->population, "people");
  s->people = bry__alloc_zero(plan->data->atoms.count, sizeof *s->people);
  if (!s->people) return bry__enomem(err);
  for (size_t a = 0; a < json_object_array_length(atoms); a++) {
    struct json_object *atom = json_object_array_get_idx(atoms, a);
    for (int32_t i = 0; i < plan->data->segment_count; i++)
      values[i] = json_object_get_string(json_object_array_get_idx(atom, (size_t)i));
    int32_t number = bry__release_atom_marked(plan->data, values);
    if (number < 0) return bry__enomem(err);
    s->people[number] = json_object_get_int64(json_object_array_get_idx(people, a));
  }
  return BRY_OK;
}

static bry_status find_snapshots(bry__release_plan *plan, const char *key, snapshot **out, int32_t *out_count,
                                 bry_error **err) {
  bry_status status = BRY_OK;
  *out_count = 0;
  *out = bry__alloc_zero((size_t)plan->earlier_count, sizeof **out);
  if (!*out) return bry__enomem(err);
  for (int32_t e = 0; e < plan->earlier_count && status == BRY_OK; e++) {
    struct json_object *population = bry__json_object(bry__json_object(plan->earlier[e], "populations"), key);
    if (!population) continue;
    snapshot *s = &(*out)[(*out_count)++];
    s->ground = plan->earlier[e];
    s->population = population;
    status = read_people(plan, s, err);
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
  int32_t *layer_of; /* of each snapshot: 0 where nobody has left since */
  int32_t *last_of;  /* of each layer from 1: its last snapshot */
  int32_t layers;
  int64_t *counts; /* of each row: layer * atoms + atom */
  uint32_t *row_layers;
  const char **values;
  int32_t *of_row[BRY__AXES_MAX];
  int64_t rows;
  bry__work work;
  bry__cube cube;
  uint8_t *sensitive, *always, *earlier, *found;
} search;

static void search_clear(search *s) {
  for (int32_t i = 0; s->snapshots && i < s->snapshot_count; i++)
    bry__free(s->snapshots[i].people);
  bry__free(s->snapshots);
  bry__free(s->layer_of);
  bry__free(s->last_of);
  bry__free(s->counts);
  bry__free(s->row_layers);
  bry__free(s->values);
  for (int32_t d = 0; d < BRY__AXES_MAX; d++)
    bry__free(s->of_row[d]);
  bry__cube_free(&s->cube);
  bry__free(s->sensitive);
  bry__free(s->always);
  bry__free(s->earlier);
  bry__free(s->found);
}

static int64_t people_now(const search *s, size_t atom) {
  return (int32_t)atom < s->population->atoms ? s->population->people[atom] : 0;
}

/* People of an atom at a snapshot; past the last: now. */
static int64_t people_at(const search *s, int32_t snapshot_number, size_t atom) {
  return snapshot_number < s->snapshot_count ? s->snapshots[snapshot_number].people[atom] : people_now(s, atom);
}

static int same_people(const search *s, int32_t a, int32_t b) {
  for (size_t atom = 0; atom < s->plan->data->atoms.count; atom++)
    if (people_at(s, a, atom) != people_at(s, b, atom)) return 0;
  return 1;
}

/* Releases of the very same people are one layer. */
static bry_status find_layers(search *s, bry_error **err) {
  size_t n = (size_t)s->snapshot_count + 1;
  s->layer_of = bry__alloc_zero(n, sizeof *s->layer_of);
  s->last_of = bry__alloc_zero(n, sizeof *s->last_of);
  if (!s->layer_of || !s->last_of) return bry__enomem(err);
  s->layers = 1;
  for (int32_t i = 0; i < s->snapshot_count; i++) {
    s->layer_of[i] = s->layers;
    s->last_of[s->layers] = i;
    if (!same_people(s, i, i + 1)) s->layers++;
  }
  for (int32_t i = 0; i < s->snapshot_count; i++)
    if (s->layer_of[i] == s->layers) s->layer_of[i] = 0;
  if (s->layers <= BRY__LAYERS_MAX) return BRY_OK;
  return bry__error(err, BRY_ELIMIT, "The survey has more than %d releases of different people: no more can be made.",
                    BRY__LAYERS_MAX - 1);
}

static bry_status refuse_newcomers(bry_error **err) {
  return bry__error(err, BRY_EREFUSED,
                    "Since an earlier release some answers have come, or are coded anew as answers: a release that "
                    "shows both would single them out. Leave out the item, or undo the change.");
}

/* The first block of rows are the people of now, block l those who left after layer l; they were in all layers up to it. */
static bry_status fill_rows(search *s, bry_error **err) {
  size_t atoms = s->plan->data->atoms.count;
  s->rows = (int64_t)atoms * s->layers;
  s->counts = bry__alloc_zero((size_t)s->rows, sizeof *s->counts);
  s->row_layers = bry__alloc_zero((size_t)s->rows, sizeof *s->row_layers);
  s->values = bry__alloc_zero((size_t)s->rows, sizeof *s->values);
  if (!s->counts || !s->row_layers || !s->values) return bry__enomem(err);
  for (int32_t l = 0; l < s->layers; l++)
    for (size_t a = 0; a < atoms; a++) {
      size_t row = (size_t)l * atoms + a;
      int32_t last = l > 0 ? s->last_of[l] : s->snapshot_count;
      s->counts[row] = people_at(s, last, a) - (l > 0 ? people_at(s, last + 1, a) : 0);
      s->row_layers[row] = l == 0 ? (1u << s->layers) - 1 : (1u << (l + 1)) - 2;
      if (s->counts[row] < 0) return refuse_newcomers(err);
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
  size_t atoms = s->plan->data->atoms.count;
  bry_status status = BRY_OK;
  for (int32_t d = 0; d < s->plan->axes && status == BRY_OK; d++) {
    int32_t segment = s->plan->axis_segment[d];
    s->of_row[d] = bry__alloc_zero((size_t)s->rows, sizeof *s->of_row[d]);
    if (!s->of_row[d]) return bry__enomem(err);
    for (int64_t row = 0; row < s->rows; row++)
      s->values[row] = value_of(s, (size_t)row % atoms, d);
    status = bry__axis_build(&s->cube.axis[d], segment < 0 ? "" : s->plan->data->segments[segment], s->values,
                             s->rows, s->plan->hierarchy[d], s->of_row[d], err);
  }
  return status;
}

static bry_status fill_cube(search *s, bry_error **err) {
  bry__cube *c = &s->cube;
  c->axes = s->plan->axes;
  c->layers = s->layers;
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
  s->earlier = bry__alloc_zero(n, 1);
  s->found = bry__alloc_zero(n, 1);
  return s->sensitive && s->always && s->earlier && s->found ? BRY_OK : bry__enomem(err);
}

/* --- cells of layer 0, which stand first -------------------------------------------------------------------------- */

static bry_status name_cells(search *s, bry_error **err) {
  bry__release_plan *plan = s->plan;
  const bry__cube *c = &s->cube;
  if (plan->names) return BRY_OK;
  while (plan->cell_count < c->count && c->layer[plan->cell_count] == 0)
    plan->cell_count++;
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
    if (c->layer[cell] > 0) continue;
    s->cells->people[cell] += p->people[atom];
    for (size_t w = 0; w < p->width; w++)
      s->cells->numbers[(size_t)cell * p->width + w] += p->counts[atom * p->width + w];
  }
}

/* All but `coalition` people, who know their own, gave one answer. */
static int is_alike(const search *s, int32_t cell) {
  const bry__release_population *p = s->population;
  const int64_t *numbers = s->cells->numbers + (size_t)cell * p->width;
  int64_t people = s->cells->people[cell];
  for (int32_t slot = 0; slot < p->slots && people > 0; slot++)
    for (int32_t code = p->first_code; code < p->codes; code++)
      if (people - numbers[slot * p->codes + code] <= s->plan->spec->coalition) return 1;
  return 0;
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
  for (int32_t i = 0; i < cells->count; i++)
    cells->alike[i] = (uint8_t)is_alike(s, i);
  return BRY_OK;
}

/* --- choosing ----------------------------------------------------------------------------------------------------- */

/* The cell in this cube of a cell of an earlier release, or -1: nobody of now and then is in it. */
static int32_t find_earlier_cell(const search *s, const snapshot *then, struct json_object *names, int32_t layer) {
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
  return bry__cube_find(&s->cube, layer, nodes);
}

/* What was shown of the very people of now is shown again, and what was withheld is withheld. */
static void take_snapshot(search *s, int32_t number, int32_t level) {
  const snapshot *then = &s->snapshots[number];
  struct json_object *cells = bry__json_array(then->ground, "cells");
  const char *shown = bry__json_text(then->population, bry__release_level_names[level]);
  int32_t layer = s->layer_of[number];
  for (size_t i = 0; shown && shown[i] && i < json_object_array_length(cells); i++) {
    int32_t cell = find_earlier_cell(s, then, json_object_array_get_idx(cells, i), layer);
    if (cell < 0) continue;
    if (layer > 0 && shown[i] == '1') s->earlier[cell] = 1;
    if (layer == 0 && shown[i] == '1') s->always[cell] = 1;
    if (layer == 0 && shown[i] != '1') s->sensitive[cell] = 1;
  }
}

static void take_snapshots(search *s, int32_t level) {
  size_t n = (size_t)s->cube.count;
  memset(s->sensitive, 0, n);
  memset(s->always, 0, n);
  memset(s->earlier, 0, n);
  for (int32_t i = 0; i < s->snapshot_count; i++)
    take_snapshot(s, i, level);
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

/* Whether an earlier release showed the very people of a cell: then it is known, and can't be guarded. */
static int is_known(const search *s, int32_t cell) {
  const bry__cube *c = &s->cube;
  if (s->always[cell]) return 1;
  for (int32_t l = 1; l < s->layers; l++) {
    int32_t then = bry__cube_find(c, l, c->node + (size_t)cell * (size_t)c->axes);
    if (then >= 0 && s->earlier[then] && c->people[then] == c->people[cell]) return 1;
  }
  return 0;
}

static void mark_sensitive(search *s, int32_t level) {
  for (int32_t i = 0; i < s->plan->cell_count; i++)
    if ((is_hidden(s, level, i) || s->cells->alike[i]) && s->cells->people[i] > 0 && !is_known(s, i))
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

/* How closely a number of people can be told matters where the number itself is withheld. */
static bry_status search_level(search *s, int32_t level, bry_error **err) {
  bry__protect_rules rules = {.min_group = bry__release_least(s->plan, level),
                              .width = level == BRY__LEVEL_COUNT ? 3 : 0,
                              .least = 1,
                              .unions = 1,
                              .alone = 1};
  bry__protect_input input = {
      .cube = &s->cube, .rules = &rules, .sensitive = s->sensitive, .always = s->always, .earlier = s->earlier};
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
  int like_all = is_like_all(s);
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
  bry_status status = find_snapshots(plan, s.population->key, &s.snapshots, &s.snapshot_count, err);
  if (status == BRY_OK) status = find_layers(&s, err);
  if (status == BRY_OK) status = fill_rows(&s, err);
  if (status == BRY_OK) status = fill_cube(&s, err);
  if (status == BRY_OK) status = name_cells(&s, err);
  if (status == BRY_OK) status = count_cells(&s, err);
  if (status == BRY_OK) status = search_levels(&s, err);
  search_clear(&s);
  return status;
}
