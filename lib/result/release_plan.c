/* The pattern of a release. All respondents are protected first, over all tables that this release and earlier ones show;
 * then, within what is left, those who answered each item, three times: what is shown of five people, of eight, of twenty.
 * So each group that an item shows is one that the release shows. */
#include "result/release_search.h"

#include "core/json.h"
#include "core/mem.h"

#include <string.h>

enum { DISTRIBUTION_LEAST = 8, SD_LEAST = 20 };

int32_t bry__release_least(const bry__release_plan *plan, int32_t level) {
  int32_t least = level == BRY__LEVEL_SD ? SD_LEAST : level == BRY__LEVEL_DISTRIBUTION ? DISTRIBUTION_LEAST : 0;
  return least > plan->spec->min_group ? least : plan->spec->min_group;
}

static void cells_clear(bry__release_cells *c) {
  bry__free(c->people);
  bry__free(c->numbers);
  bry__free(c->alike);
  for (int32_t l = 0; l < BRY__LEVELS; l++)
    bry__free(c->status[l]);
}

void bry__release_plan_clear(bry__release_plan *plan) {
  for (int32_t i = 0; i < plan->cells_count; i++)
    cells_clear(&plan->cells[i]);
  bry__free(plan->cells);
  for (int32_t i = 0; plan->names && i < plan->cell_count * plan->axes; i++)
    bry__free(plan->names[i]);
  bry__free(plan->names);
  for (int32_t d = 0; d < BRY__AXES_MAX; d++)
    bry__free(plan->hierarchy[d]);
}

/* --- axes and tables: of this release and all earlier ones -------------------------------------------------------- */

int32_t bry__release_find_segment(const bry__release_plan *plan, const char *name) {
  for (int32_t s = 0; s < plan->data->segment_count; s++)
    if (strcmp(plan->data->segments[s], name) == 0) return s;
  return -1;
}

int32_t bry__release_find_axis(const bry__release_plan *plan, int32_t segment) {
  for (int32_t d = 0; d < plan->axes; d++)
    if (plan->axis_segment[d] == segment) return d;
  return -1;
}

static bry_status use_segment(uint32_t *used, const bry__release_plan *plan, const char *name, bry_error **err) {
  int32_t segment = bry__release_find_segment(plan, name);
  if (segment < 0)
    return bry__error_at(err, BRY_ENOTFOUND, "/by", "The survey has no segment of the name that a breakdown gives.");
  *used |= 1u << segment;
  return BRY_OK;
}

static bry_status find_axes(bry__release_plan *plan, bry_error **err) {
  uint32_t used = 0;
  bry_status status = BRY_OK;
  for (int32_t i = 0; i < plan->spec->by_count; i++)
    for (int32_t s = 0; s < plan->spec->by[i].count && status == BRY_OK; s++)
      status = use_segment(&used, plan, plan->spec->by[i].segments[s], err);
  for (int32_t e = 0; e < plan->earlier_count; e++) {
    struct json_object *axes = bry__json_array(plan->earlier[e], "axes");
    for (size_t s = 0; s < json_object_array_length(axes) && status == BRY_OK; s++)
      status = use_segment(&used, plan, json_object_get_string(json_object_array_get_idx(axes, s)), err);
  }
  for (int32_t s = 0; s < plan->data->segment_count && status == BRY_OK; s++) {
    if (!(used >> s & 1)) continue;
    if (plan->axes == BRY__AXES_MAX)
      return bry__error_at(err, BRY_ELIMIT, "/by",
                           "The releases of a survey are protected together, and these are split by more than %d "
                           "segments in all: use fewer.",
                           BRY__AXES_MAX);
    plan->axis_segment[plan->axes++] = s;
  }
  if (plan->axes == 0) plan->axis_segment[plan->axes++] = -1;
  return status;
}

static bry_status add_table(bry__release_plan *plan, uint32_t mask, bry_error **err) {
  for (int32_t t = 0; t < plan->table_count; t++)
    if (plan->tables[t] == mask) return BRY_OK;
  if (plan->table_count == BRY__LAYERS_MAX)
    return bry__error_at(err, BRY_ELIMIT, "/by", "The releases of a survey have at most %d breakdowns in all.",
                         BRY__LAYERS_MAX);
  plan->tables[plan->table_count++] = mask;
  return BRY_OK;
}

uint32_t bry__release_by_mask(const bry__release_plan *plan, const bry__release_by *by) {
  uint32_t mask = 0;
  for (int32_t s = 0; s < by->count; s++)
    mask |= 1u << bry__release_find_axis(plan, bry__release_find_segment(plan, by->segments[s]));
  return mask;
}

static bry_status add_earlier_tables(bry__release_plan *plan, struct json_object *ground, bry_error **err) {
  bry_status status = BRY_OK;
  struct json_object *tables = bry__json_array(ground, "tables");
  for (size_t t = 0; t < json_object_array_length(tables) && status == BRY_OK; t++) {
    struct json_object *table = json_object_array_get_idx(tables, t);
    uint32_t mask = 0;
    for (size_t s = 0; s < json_object_array_length(table); s++)
      mask |= 1u << bry__release_find_axis(
                  plan, bry__release_find_segment(plan, json_object_get_string(json_object_array_get_idx(table, s))));
    if (mask) status = add_table(plan, mask, err);
  }
  return status;
}

static bry_status find_tables(bry__release_plan *plan, bry_error **err) {
  bry_status status = BRY_OK;
  for (int32_t i = 0; i < plan->spec->by_count && status == BRY_OK; i++)
    status = add_table(plan, bry__release_by_mask(plan, &plan->spec->by[i]), err);
  for (int32_t e = 0; e < plan->earlier_count && status == BRY_OK; e++)
    status = add_earlier_tables(plan, plan->earlier[e], err);
  if (plan->table_count == 0) plan->tables[plan->table_count++] = 1;
  return status;
}

/* A group of people must stay the same group in all releases. */
static bry_status find_hierarchy(bry__release_plan *plan, int32_t d, bry_error **err) {
  const char *segment = plan->data->segments[plan->axis_segment[d]];
  struct json_object *links = plan->spec->hierarchies ? bry__json_array(plan->spec->hierarchies, segment) : NULL;
  for (int32_t e = 0; e < plan->earlier_count; e++) {
    struct json_object *before = bry__json_array(bry__json_object(plan->earlier[e], "hierarchies"), segment);
    if (links && before && !json_object_equal(links, before))
      return bry__error_at(err, BRY_EREFUSED, "/hierarchies",
                           "An earlier release of the survey has another hierarchy of the segment \"%s\": give the "
                           "same.",
                           segment);
    if (!links) links = before;
  }
  plan->links[d] = links;
  if (!links) return BRY_OK;
  struct json_object *of_segment = json_object_new_object();
  if (!of_segment || json_object_object_add(of_segment, segment, json_object_get(links)) != 0) {
    json_object_put(of_segment);
    return bry__enomem(err);
  }
  bry_status status = bry__release_hierarchy(of_segment, segment, &plan->hierarchy[d], err);
  json_object_put(of_segment);
  return status;
}

static bry_status check_hierarchy_names(const bry__release_plan *plan, bry_error **err) {
  if (!plan->spec->hierarchies) return BRY_OK;
  json_object_object_foreach(plan->spec->hierarchies, segment, links) {
    (void)links;
    if (bry__release_find_segment(plan, segment) < 0)
      return bry__error_at(err, BRY_ENOTFOUND, "/hierarchies", "The survey has no segment of the name \"%s\".",
                           segment);
  }
  return BRY_OK;
}

/* --- the whole ---------------------------------------------------------------------------------------------------- */

bry_status bry__release_plan_make(bry__release_plan *plan, bry_error **err) {
  bry_status status = BRY_OK;
  for (int32_t e = 0; e < plan->earlier_count && status == BRY_OK; e++)
    status = bry__release_earlier_atoms(plan, plan->earlier[e], err);
  if (status == BRY_OK) status = check_hierarchy_names(plan, err);
  if (status == BRY_OK) status = find_axes(plan, err);
  if (status == BRY_OK) status = find_tables(plan, err);
  for (int32_t d = 0; d < plan->axes && status == BRY_OK; d++)
    if (plan->axis_segment[d] >= 0) status = find_hierarchy(plan, d, err);
  if (status != BRY_OK) return status;
  plan->cells = bry__alloc_zero((size_t)plan->data->population_count, sizeof *plan->cells);
  if (!plan->cells) return bry__enomem(err);
  plan->cells_count = plan->data->population_count;
  for (int32_t p = 0; p < plan->data->population_count && status == BRY_OK; p++)
    status = bry__release_search(plan, p, err);
  return status;
}

int bry__release_cell_in(const bry__release_plan *plan, int32_t cell, uint32_t mask) {
  for (int32_t d = 0; d < plan->axes; d++)
    if ((strcmp(plan->names[cell * plan->axes + d], BRY__WHOLE) != 0) != (mask >> d & 1)) return 0;
  return 1;
}
