/* What later releases of a survey must know of a release: people of each atom, below any minimum, and the cells shown. And
 * what its audit says. */
#include "result/release_search.h"

#include "core/json.h"

#include <string.h>

static void put_text(bry__buffer *b, const char *text) {
  bry__buffer_json_string(b, text, strlen(text));
}

static const char *axis_name(const bry__release_plan *plan, int32_t d) {
  return plan->data->segments[plan->axis_segment[d]];
}

/* The axis that does not divide is none. */
static int is_axis(const bry__release_plan *plan, int32_t d) {
  return plan->axis_segment[d] >= 0;
}

static void put_axes(bry__buffer *b, const bry__release_plan *plan, uint32_t mask) {
  int any = 0;
  bry__buffer_char(b, '[');
  for (int32_t d = 0; d < plan->axes; d++) {
    if (!is_axis(plan, d) || !(mask >> d & 1)) continue;
    if (any++) bry__buffer_char(b, ',');
    put_text(b, axis_name(plan, d));
  }
  bry__buffer_char(b, ']');
}

static void put_frame(bry__buffer *b, const bry__release_plan *plan) {
  int any = 0;
  bry__buffer_text(b, "{\"axes\":");
  put_axes(b, plan, UINT32_MAX);
  bry__buffer_text(b, ",\"tables\":[");
  for (int32_t t = 0; t < plan->table_count; t++) {
    if (t) bry__buffer_char(b, ',');
    put_axes(b, plan, plan->tables[t]);
  }
  bry__buffer_text(b, "],\"hierarchies\":{");
  for (int32_t d = 0; d < plan->axes; d++) {
    if (!plan->links[d]) continue;
    if (any++) bry__buffer_char(b, ',');
    put_text(b, axis_name(plan, d));
    bry__buffer_char(b, ':');
    bry__json_canonical(b, plan->links[d]);
  }
  bry__buffer_text(b, "},\"cells\":[");
  for (int32_t i = 0; i < plan->cell_count; i++) {
    bry__buffer_text(b, i ? ",[" : "[");
    for (int32_t d = 0; d < plan->axes && is_axis(plan, d); d++) {
      if (d) bry__buffer_char(b, ',');
      put_text(b, plan->names[i * plan->axes + d]);
    }
    bry__buffer_char(b, ']');
  }
}

static void put_atoms(bry__buffer *b, const bry__release_data *data) {
  bry__buffer_text(b, "],\"atoms\":[");
  for (uint32_t a = 0; a < data->atoms.count; a++) {
    bry__buffer_text(b, a ? ",[" : "[");
    for (int32_t s = 0; s < data->segment_count; s++) {
      if (s) bry__buffer_char(b, ',');
      put_text(b, data->values.items[data->atom_values[(size_t)a * (size_t)data->segment_count + (size_t)s]].text);
    }
    bry__buffer_char(b, ']');
  }
}

static void put_population(bry__buffer *b, const bry__release_plan *plan, int32_t number) {
  const bry__release_population *p = &plan->data->populations[number];
  put_text(b, p->key);
  bry__buffer_text(b, ":{\"people\":[");
  for (uint32_t a = 0; a < plan->data->atoms.count; a++) {
    if (a) bry__buffer_char(b, ',');
    bry__buffer_int(b, (int32_t)a < p->atoms ? p->people[a] : 0);
  }
  bry__buffer_char(b, ']');
  for (int32_t level = 0; level < BRY__LEVELS; level++) {
    bry__buffer_format(b, ",\"%s\":\"", bry__release_level_names[level]);
    for (int32_t i = 0; i < plan->cell_count; i++)
      bry__buffer_char(b, plan->cells[number].status[level][i] == BRY__PUBLISHED ? '1' : '0');
    bry__buffer_char(b, '"');
  }
  bry__buffer_char(b, '}');
}

void bry__release_ground_put(bry__buffer *b, const bry__release_plan *plan) {
  put_frame(b, plan);
  put_atoms(b, plan->data);
  bry__buffer_text(b, "],\"populations\":{");
  for (int32_t p = 0; p < plan->data->population_count; p++) {
    if (p) bry__buffer_char(b, ',');
    put_population(b, plan, p);
  }
  bry__buffer_text(b, "}}");
}

/* How many cells are withheld is for the owner: this says that it was looked at, and found to hold. */
void bry__release_audit_put(bry__buffer *b, const bry__release_plan *plan) {
  const bry__audit *a = &plan->audit;
  bry__buffer_format(b, "{\"method\":\"suppress\",\"k\":%d,\"coalition\":%d,\"earlier\":%d,\"searches\":%lld,",
                     (int)plan->spec->min_group, (int)plan->spec->coalition, (int)plan->earlier_count,
                     (long long)plan->searches);
  bry__buffer_format(b, "\"span\":{\"checked\":%lld,\"computed\":%lld,\"computed_alone\":%lld},",
                     (long long)a->checked, (long long)a->computed, (long long)a->computed_alone);
  bry__buffer_format(b, "\"interval\":{\"width\":3,\"too_narrow\":%lld},\"unions\":{\"found\":%lld},",
                     (long long)a->too_narrow, (long long)a->unions);
  bry__buffer_format(b, "\"passed\":%s}", bry__audit_passed(a) ? "true" : "false");
}
