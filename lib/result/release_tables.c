/* Tables of a release: for each part and each breakdown one, with a row for every group and value, withheld or not. */
#include "result/release_tables.h"

#include "core/buffer.h"
#include "core/hash.h"
#include "core/json.h"
#include "core/mem.h"
#include "core/number.h"
#include "core/table.h"
#include "core/table_render.h"
#include "result/tabulate.h"
#include "theme/codebook.h"

#include <math.h>
#include <string.h>

/* A table under way: split by some of the plan's axes. */
typedef struct sheet {
  bry__release_tables *to;
  const bry__release_plan *plan;
  const bry__release_by *by; /* NULL: the whole */
  uint32_t mask;
  bry_table *table;
  int32_t part, value, respondents, count, share, mean, sd; /* columns */
} sheet;

/* --- populations of items ----------------------------------------------------------------------------------------- */

int32_t bry__release_item_populations(const bry__item *item) {
  return item->type == BRY__ITEM_MATRIX ? item->closed_slots : 1;
}

/* Code 0 is an answer of booleans only. */
static int32_t first_code(const bry__item *item) {
  return item->type == BRY__ITEM_BOOLEAN ? 0 : 1;
}

int32_t bry__release_item_population_add(bry__release_data *data, const bry__item *item) {
  bry__buffer key = {0};
  int32_t first = data->population_count, count = bry__release_item_populations(item);
  int32_t slots = item->type == BRY__ITEM_MATRIX ? 1 : item->closed_slots;
  for (int32_t i = 0; i < count && first >= 0; i++) {
    bry__buffer_clear(&key);
    bry__buffer_text(&key, "item ");
    bry__buffer_text(&key, item->name);
    if (item->type == BRY__ITEM_MATRIX) {
      bry__buffer_char(&key, '.');
      bry__buffer_text(&key, item->parts[i].name);
    }
    if (key.failed || bry__release_population_add(data, key.data, slots, bry__item_codes(item), first_code(item)) < 0)
      first = -1;
  }
  bry__buffer_free(&key);
  return first;
}

/* --- columns and rows --------------------------------------------------------------------------------------------- */

static const char *const own_columns[] = {"theme", "part", "value", "respondents", "count", "share", "mean", "sd"};

static bry_status check_segments(const bry__release_plan *plan, bry_error **err) {
  for (int32_t d = 0; d < plan->axes; d++)
    for (size_t i = 0; i < sizeof own_columns / sizeof *own_columns; i++)
      if (plan->axis_segment[d] >= 0 && strcmp(plan->data->segments[plan->axis_segment[d]], own_columns[i]) == 0)
        return bry__error_at(err, BRY_EINVAL, "/by",
                             "A segment can't be called \"%s\", which is a column of the release's tables.",
                             own_columns[i]);
  return BRY_OK;
}

static int32_t segment_of(const sheet *s, int32_t place) {
  int32_t segment = 0;
  while (strcmp(s->plan->data->segments[segment], s->by->segments[place]) != 0)
    segment++;
  return segment;
}

static int32_t axis_of(const sheet *s, int32_t place) {
  int32_t segment = segment_of(s, place), d = 0;
  while (s->plan->axis_segment[d] != segment)
    d++;
  return d;
}

static void segment_columns(sheet *s) {
  for (int32_t i = 0; s->by && i < s->by->count; i++) {
    const bry__release_labels *labels = &s->to->labels[segment_of(s, i)];
    bry__table_column(s->table, s->by->segments[i], BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, NULL, NULL, NULL);
    if (labels->segment && !bry__label_is_empty(labels->segment))
      bry__table_column_set_label(s->table, i, labels->segment);
    for (int32_t v = 0; v < labels->count; v++)
      if (!bry__label_is_empty(&labels->labels[v]))
        bry__table_label_value(s->table, i, labels->values[v], &labels->labels[v]);
  }
}

static void respondents_column(sheet *s) {
  s->respondents =
      bry__table_column(s->table, "respondents", BRY_TYPE_INT64, BRY_ROLE_COUNT, "Svarte", "Svara", "Respondents");
}

static void share_columns(sheet *s, const char *nb, const char *nn, const char *en) {
  s->count = bry__table_column(s->table, "count", BRY_TYPE_INT64, BRY_ROLE_COUNT, nb, nn, en);
  s->share = bry__table_column(s->table, "share", BRY_TYPE_DOUBLE, BRY_ROLE_SHARE, "Andel", "Prosentdel", "Share");
}

static void begin_row(sheet *s, int32_t cell) {
  bry__table_row(s->table);
  for (int32_t i = 0; s->by && i < s->by->count; i++)
    bry__table_set_text(s->table, i, bry__release_value(s->plan->names[cell * s->plan->axes + axis_of(s, i)]));
}

static int is_shown(const bry__release_cells *cells, int32_t cell, int32_t level) {
  return cells->status[level][cell] == BRY__PUBLISHED;
}

static void set_number(sheet *s, int32_t column, int shown, int64_t number) {
  if (shown)
    bry__table_set_int64(s->table, column, number);
  else
    bry__table_set_missing(s->table, column, BRY_MISSING_WITHHELD);
}

static void set_share(sheet *s, int shown, int64_t count, int64_t people) {
  set_number(s, s->count, shown, count);
  if (!shown)
    bry__table_set_missing(s->table, s->share, BRY_MISSING_WITHHELD);
  else if (people > 0)
    bry__table_set_double(s->table, s->share, (double)count / (double)people);
}

/* --- keeping a table ---------------------------------------------------------------------------------------------- */

static bry_status keep_document(bry__release_tables *to, const bry_table *table, bry_error **err) {
  bry__buffer b = {0};
  size_t place = to->names.count - 1;
  bry__table_json_render(&b, table);
  if (b.failed || bry__grow((void **)&to->documents, &to->capacity, place + 1, sizeof *to->documents) != 0) {
    bry__buffer_free(&b);
    return bry__enomem(err);
  }
  to->documents[place] = b.data;
  return BRY_OK;
}

static bry_status keep(bry__release_tables *to, const char *name, const char *kind, const bry__release_by *by,
                       const bry_table *table, bry_error **err) {
  bry__buffer b = {0};
  bry_status status = BRY_OK;
  uint32_t before = to->names.count;
  bry__buffer_text(&b, name);
  bry__buffer_text(&b, kind);
  if (by) bry__release_put_by(&b, by);
  if (b.failed || bry__strings_add(&to->names, b.data, b.size) < 0)
    status = bry__enomem(err);
  else if (to->names.count == before)
    status = bry__error(err, BRY_EINVAL, "Two tables of the release are called \"%s\": give a part another \"name\".",
                        b.data);
  else
    status = keep_document(to, table, err);
  if (status != BRY_OK && to->names.count > before) to->names.count = before;
  bry__buffer_free(&b);
  return status;
}

/* Takes the table over. */
static bry_status end_sheet(sheet *s, const char *name, const char *kind, bry_error **err) {
  bry_table *done = NULL;
  bry_status status = bry__table_finish(s->table, &done, err);
  s->table = NULL;
  if (status == BRY_OK) status = keep(s->to, name, kind, s->by, done, err);
  bry_table_free(done);
  return status;
}

static void begin_sheet(sheet *s, const char *name, const char *nb, const char *nn, const char *en) {
  s->table = bry__table_new(name, nb, nn, en);
  if (s->table) segment_columns(s);
}

/* --- respondents -------------------------------------------------------------------------------------------------- */

static bry_status groups_sheet(sheet *s, bry_error **err) {
  const bry__release_cells *all = &s->plan->cells[0];
  begin_sheet(s, "groups", "Grupper", "Grupper", "Groups");
  if (!s->table) return bry__enomem(err);
  respondents_column(s);
  for (int32_t i = 0; i < s->plan->cell_count; i++) {
    if (!bry__release_cell_in(s->plan, i, s->mask)) continue;
    begin_row(s, i);
    set_number(s, s->respondents, is_shown(all, i, BRY__LEVEL_COUNT), all->people[i]);
  }
  return end_sheet(s, "groups", "", err);
}

/* --- items -------------------------------------------------------------------------------------------------------- */

static void value_columns(sheet *s, const bry__item *item, int with_value) {
  int matrix = item->type == BRY__ITEM_MATRIX, ranking = item->type == BRY__ITEM_RANKING;
  s->part = s->value = -1;
  if (matrix || (ranking && with_value))
    s->part = bry__table_column(s->table, "part", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "Del av spørsmålet",
                                "Del av spørsmålet", "Part of the question");
  if (with_value)
    s->value = bry__table_column(s->table, "value", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, ranking ? "Plass" : "Svar",
                                 ranking ? "Plass" : "Svar", ranking ? "Rank" : "Answer");
  int32_t of_values = ranking ? s->part : s->value;
  for (int32_t v = 0; v < item->value_count && of_values >= 0; v++)
    if (!bry__label_is_empty(&item->values[v].label))
      bry__table_label_value(s->table, of_values, item->values[v].name, &item->values[v].label);
  for (int32_t p = 0; p < item->part_count && matrix; p++)
    if (!bry__label_is_empty(&item->parts[p].label))
      bry__table_label_value(s->table, s->part, item->parts[p].name, &item->parts[p].label);
  if (!bry__label_is_empty(&item->title)) bry__table_title_label(s->table, bry__item_listed(item));
}

static void set_value(sheet *s, const bry__item *item, int32_t slot, int32_t code) {
  char rank[32];
  switch (item->type) {
  case BRY__ITEM_RANKING:
    bry__table_set_text(s->table, s->part, item->values[slot].name);
    bry__table_set_text_n(s->table, s->value, rank, bry__double_print(rank, code));
    break;
  case BRY__ITEM_CHECKBOX:
    bry__table_set_text(s->table, s->value, item->values[slot].name);
    break;
  case BRY__ITEM_BOOLEAN:
    bry__table_set_text(s->table, s->value, item->values[code].name);
    break;
  default:
    bry__table_set_text(s->table, s->value, item->values[code - 1].name);
    break;
  }
}

static void distribution_rows(sheet *s, const bry__release_source *source, int32_t part, int32_t cell) {
  const bry__item *item = source->item;
  int32_t place = source->population + part;
  const bry__release_population *p = &s->plan->data->populations[place];
  const bry__release_cells *cells = &s->plan->cells[place];
  const int64_t *numbers = cells->numbers + (size_t)cell * p->width;
  for (int32_t slot = 0; slot < p->slots; slot++)
    for (int32_t code = p->first_code; code < p->codes; code++) {
      begin_row(s, cell);
      set_value(s, item, slot, code);
      if (item->type == BRY__ITEM_MATRIX) bry__table_set_text(s->table, s->part, item->parts[part].name);
      set_number(s, s->respondents, is_shown(cells, cell, BRY__LEVEL_COUNT), cells->people[cell]);
      set_share(s, is_shown(cells, cell, BRY__LEVEL_DISTRIBUTION), numbers[slot * p->codes + code],
                cells->people[cell]);
    }
}

static bry_status distribution_sheet(sheet *s, const bry__release_part *part, const bry__release_source *source,
                                     bry_error **err) {
  begin_sheet(s, part->name, NULL, NULL, NULL);
  if (!s->table) return bry__enomem(err);
  value_columns(s, source->item, 1);
  respondents_column(s);
  share_columns(s, "Valgte dette", "Valde dette", "Chose this");
  for (int32_t i = 0; i < s->plan->cell_count; i++)
    for (int32_t p = 0; p < bry__release_item_populations(source->item); p++)
      if (bry__release_cell_in(s->plan, i, s->mask)) distribution_rows(s, source, p, i);
  return end_sheet(s, part->name, "", err);
}

/* Numbers in the place of the values, where each is one; to be freed. *out NULL: they are not. 0 or -1. */
static int read_scale(const bry__item *item, double **out) {
  *out = NULL;
  if (item->type != BRY__ITEM_RATING && item->type != BRY__ITEM_RADIOGROUP && item->type != BRY__ITEM_DROPDOWN &&
      item->type != BRY__ITEM_MATRIX)
    return 0;
  double *scale = bry__alloc_zero((size_t)item->value_count + 1, sizeof *scale);
  if (!scale) return -1;
  for (int32_t v = 0; v < item->value_count; v++)
    if (!bry__double_parse(item->values[v].name, strlen(item->values[v].name), &scale[v])) {
      bry__free(scale);
      return 0;
    }
  *out = scale;
  return 0;
}

typedef struct moments {
  double mean, sd;
} moments;

static moments find_moments(const int64_t *numbers, const double *scale, int32_t values, int64_t people) {
  moments m = {0, 0};
  for (int32_t v = 0; v < values; v++)
    m.mean += (double)numbers[v + 1] * scale[v];
  m.mean /= (double)people;
  for (int32_t v = 0; v < values; v++)
    m.sd += (double)numbers[v + 1] * (scale[v] - m.mean) * (scale[v] - m.mean);
  m.sd = people > 1 ? sqrt(m.sd / (double)(people - 1)) : 0;
  return m;
}

static void set_moment(sheet *s, int32_t column, int shown, int64_t people, double value) {
  if (!shown)
    bry__table_set_missing(s->table, column, BRY_MISSING_WITHHELD);
  else if (people > 0)
    bry__table_set_double(s->table, column, value);
}

static void mean_row(sheet *s, const bry__release_source *source, int32_t part, int32_t cell, const double *scale) {
  int32_t place = source->population + part;
  const bry__release_cells *cells = &s->plan->cells[place];
  int64_t people = cells->people[cell];
  moments m = {0, 0};
  if (people > 0)
    m = find_moments(cells->numbers + (size_t)cell * s->plan->data->populations[place].width, scale,
                     source->item->value_count, people);
  begin_row(s, cell);
  if (s->part >= 0) bry__table_set_text(s->table, s->part, source->item->parts[part].name);
  set_number(s, s->respondents, is_shown(cells, cell, BRY__LEVEL_COUNT), people);
  if (s->mean >= 0) set_moment(s, s->mean, is_shown(cells, cell, BRY__LEVEL_DISTRIBUTION), people, m.mean);
  if (s->sd >= 0) set_moment(s, s->sd, is_shown(cells, cell, BRY__LEVEL_SD), people, m.sd);
}

static bry_status mean_sheet(sheet *s, const bry__release_part *part, const bry__release_source *source,
                             const double *scale, bry_error **err) {
  begin_sheet(s, part->name, NULL, NULL, NULL);
  if (!s->table) return bry__enomem(err);
  value_columns(s, source->item, 0);
  respondents_column(s);
  s->mean = s->sd = -1;
  if (part->measures & BRY__MEASURE_MEAN)
    s->mean = bry__table_column(s->table, "mean", BRY_TYPE_DOUBLE, BRY_ROLE_ATTRIBUTE, "Gjennomsnitt", "Gjennomsnitt",
                                "Mean");
  if (part->measures & BRY__MEASURE_SD)
    s->sd = bry__table_column(s->table, "sd", BRY_TYPE_DOUBLE, BRY_ROLE_ATTRIBUTE, "Standardavvik", "Standardavvik",
                              "Standard deviation");
  for (int32_t i = 0; i < s->plan->cell_count; i++)
    for (int32_t p = 0; p < bry__release_item_populations(source->item); p++)
      if (bry__release_cell_in(s->plan, i, s->mask)) mean_row(s, source, p, i, scale);
  return end_sheet(s, part->name, "_mean", err);
}

static bry_status item_sheets(sheet *s, const bry__release_part *part, const bry__release_source *source,
                              bry_error **err) {
  double *scale = NULL;
  bry_status status = BRY_OK;
  if (part->measures & BRY__MEASURE_DISTRIBUTION) status = distribution_sheet(s, part, source, err);
  if (status != BRY_OK || !(part->measures & (BRY__MEASURE_MEAN | BRY__MEASURE_SD))) return status;
  if (read_scale(source->item, &scale) != 0) return bry__enomem(err);
  if (scale) status = mean_sheet(s, part, source, scale, err);
  bry__free(scale);
  return status;
}

/* --- themes and quotes -------------------------------------------------------------------------------------------- */

static bry_status theme_sheet(sheet *s, const bry__release_part *part, const bry__release_source *source,
                              bry_error **err) {
  const bry_codebook *codebook = source->codebook;
  const bry__release_cells *cells = &s->plan->cells[source->population];
  begin_sheet(s, part->name, "Temaer", "Tema", "Themes");
  if (!s->table) return bry__enomem(err);
  s->value = bry__table_column(s->table, "theme", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "Tema", "Tema", "Theme");
  for (int32_t t = 0; t < codebook->theme_count; t++)
    bry__table_label_value(s->table, s->value, codebook->themes[t].id, &codebook->themes[t].label);
  respondents_column(s);
  share_columns(s, "Nevnte temaet", "Nemnde temaet", "Mentioned it");
  for (int32_t i = 0; i < s->plan->cell_count; i++)
    for (int32_t t = 0; t < codebook->theme_count; t++) {
      if (!bry__release_cell_in(s->plan, i, s->mask)) continue;
      begin_row(s, i);
      bry__table_set_text(s->table, s->value, codebook->themes[t].id);
      set_number(s, s->respondents, is_shown(cells, i, BRY__LEVEL_COUNT), cells->people[i]);
      set_share(s, is_shown(cells, i, BRY__LEVEL_DISTRIBUTION),
                cells->numbers[(size_t)i * (size_t)codebook->theme_count + (size_t)t], cells->people[i]);
    }
  return end_sheet(s, part->name, "", err);
}

/* --- the whole ---------------------------------------------------------------------------------------------------- */

static bry_status sheets_by(bry__release_tables *to, const bry__release_by *by, bry_error **err) {
  const bry__release_spec *spec = to->plan->spec;
  sheet s = {.to = to, .plan = to->plan, .by = by, .mask = by ? bry__release_by_mask(to->plan, by) : 0};
  bry_status status = groups_sheet(&s, err);
  for (int32_t i = 0; i < spec->items.count && status == BRY_OK; i++)
    status = item_sheets(&s, &spec->items.list[i], &to->items[i], err);
  for (int32_t i = 0; i < spec->themes.count && status == BRY_OK; i++)
    status = theme_sheet(&s, &spec->themes.list[i], &to->themes[i], err);
  return status;
}

bry_status bry__release_tables_make(bry__release_tables *to, bry_error **err) {
  const bry__release_spec *spec = to->plan->spec;
  bry_status status = check_segments(to->plan, err);
  if (status == BRY_OK) status = sheets_by(to, NULL, err);
  for (int32_t i = 0; i < spec->by_count && status == BRY_OK; i++)
    status = sheets_by(to, &spec->by[i], err);
  for (int32_t i = 0; i < spec->quotes.count && status == BRY_OK; i++)
    status = keep(to, spec->quotes.list[i].name, "", NULL, to->quotes[i], err);
  return status;
}

void bry__release_tables_clear(bry__release_tables *to) {
  for (uint32_t i = 0; i < to->names.count && to->documents; i++)
    bry__free(to->documents[i]);
  bry__free(to->documents);
  bry__strings_clear(&to->names);
}

/* --- the manifest ------------------------------------------------------------------------------------------------- */

static void put_hash(bry__buffer *b, const char *data) {
  uint8_t hash[32];
  char text[65];
  bry__sha256(data, strlen(data), hash);
  bry__hex(hash, sizeof hash, text);
  bry__buffer_format(b, "\"%s\"", text);
}

void bry__release_manifest_put(bry__buffer *b, const bry__release_tables *tables, const char *about) {
  bry__buffer_text(b, "{");
  bry__buffer_text(b, about);
  bry__buffer_text(b, "\"format\":1,\"spec\":");
  bry__json_canonical(b, tables->plan->spec->root);
  bry__buffer_text(b, ",\"tables\":[");
  for (uint32_t i = 0; i < tables->names.count; i++) {
    bry__buffer_text(b, i ? ",{\"name\":" : "{\"name\":");
    bry__buffer_json_string(b, tables->names.items[i].text, tables->names.items[i].size);
    bry__buffer_text(b, ",\"sha256\":");
    put_hash(b, tables->documents[i]);
    bry__buffer_char(b, '}');
  }
  bry__buffer_text(b, "]}");
}
