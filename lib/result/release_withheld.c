/* What a release withholds and why, for its owner: who is told which groups are small must not tell others. */
#include "result/release_tables.h"

#include "core/buffer.h"
#include "core/table.h"

#include <string.h>

enum { COLUMN_WHOSE, COLUMN_GROUP, COLUMN_WHAT, COLUMN_RESPONDENTS, COLUMN_REASON };

typedef struct word {
  const char *value, *nb, *nn, *en;
} word;

static const word levels[BRY__LEVELS] = {{"count", "Alt", "Alt", "Everything"},
                                         {"distribution", "Fordeling", "Fordeling", "Distribution"},
                                         {"sd", "Standardavvik", "Standardavvik", "Standard deviation"}};

enum { REASON_SMALL, REASON_ALIKE, REASON_GROUP, REASON_PROTECTS, REASONS };
static const word reasons[REASONS] = {
    {"small", "For få", "For få", "Too few"},
    {"alike", "Nesten alle svarte det samme", "Nesten alle svara det same", "Nearly all answered the same"},
    {"group", "Gruppen er holdt tilbake", "Gruppa er halden tilbake", "The group is withheld"},
    {"protects", "Verner en annen gruppe", "Vernar ei anna gruppe", "Protects another group"}};

static void label_words(bry_table *t, int32_t column, const word *words, int32_t count) {
  for (int32_t i = 0; i < count; i++) {
    bry__label label = {.text = {(char *)words[i].nb, (char *)words[i].nn, (char *)words[i].en, NULL}};
    bry__table_label_value(t, column, words[i].value, &label);
  }
}

static bry_table *begin(void) {
  bry_table *t = bry__table_new("withheld", "Holdt tilbake", "Halde tilbake", "Withheld");
  if (!t) return NULL;
  bry__table_column(t, "part", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "Del", "Del", "Part");
  bry__table_column(t, "group", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "Gruppe", "Gruppe", "Group");
  bry__table_column(t, "what", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "Hva", "Kva", "What");
  bry__table_column(t, "respondents", BRY_TYPE_INT64, BRY_ROLE_COUNT, "Svarte", "Svara", "Respondents");
  bry__table_column(t, "reason", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, "Grunn", "Grunn", "Reason");
  label_words(t, COLUMN_WHAT, levels, BRY__LEVELS);
  label_words(t, COLUMN_REASON, reasons, REASONS);
  return t;
}

/* Such as "sector=health, unit=A"; "" for the whole. */
static void put_group(bry__buffer *b, const bry__release_plan *plan, int32_t cell) {
  bry__buffer_clear(b);
  for (int32_t d = 0; d < plan->axes; d++) {
    const char *name = plan->names[cell * plan->axes + d];
    const char *value = bry__release_value(name);
    if (strcmp(name, BRY__WHOLE) == 0 || plan->axis_segment[d] < 0) continue;
    if (b->size > 0) bry__buffer_text(b, ", ");
    bry__buffer_text(b, plan->data->segments[plan->axis_segment[d]]);
    bry__buffer_char(b, '=');
    bry__buffer_text(b, value ? value : "");
  }
}

static int is_in_some_table(const bry__release_plan *plan, int32_t cell) {
  int in = bry__release_cell_in(plan, cell, 0);
  for (int32_t i = 0; i < plan->spec->by_count; i++)
    in |= bry__release_cell_in(plan, cell, bry__release_by_mask(plan, &plan->spec->by[i]));
  return in;
}

static int32_t reason_of(const bry__release_plan *plan, int32_t population, int32_t cell, int32_t level) {
  const bry__release_cells *own = &plan->cells[population], *all = &plan->cells[0];
  if (population > 0 && all->status[BRY__LEVEL_COUNT][cell] != BRY__PUBLISHED) return REASON_GROUP;
  if (own->people[cell] < bry__release_least(plan, level)) return REASON_SMALL;
  return own->alike[cell] ? REASON_ALIKE : REASON_PROTECTS;
}

/* The first thing that is withheld of a group in a part: with it go the others. BRY__LEVELS: nothing. */
static int32_t first_withheld(const bry__release_plan *plan, int32_t population, int32_t cell) {
  const bry__release_cells *own = &plan->cells[population];
  int32_t level = 0, last = population > 0 ? BRY__LEVELS : 1;
  while (level < last && own->status[level][cell] == BRY__PUBLISHED)
    level++;
  return level == last || own->people[cell] == 0 ? BRY__LEVELS : level;
}

void bry__release_withheld_put(bry__buffer *json, const bry__release_plan *plan) {
  int64_t groups = 0, withheld = 0, partly = 0;
  for (int32_t p = 0; p < plan->cells_count; p++)
    for (int32_t i = 0; i < plan->cell_count; i++) {
      if (plan->cells[p].people[i] == 0 || !is_in_some_table(plan, i)) continue;
      int32_t level = first_withheld(plan, p, i);
      groups++;
      withheld += level == BRY__LEVEL_COUNT;
      partly += level != BRY__LEVEL_COUNT && level != BRY__LEVELS;
    }
  int64_t permille = groups > 0 ? (1000 * withheld + groups / 2) / groups : 0;
  bry__buffer_format(json, "{\"groups\":%lld,\"withheld\":%lld,\"share\":%lld.%03lld,\"partly\":%lld}",
                     (long long)groups, (long long)withheld, (long long)(permille / 1000),
                     (long long)(permille % 1000), (long long)partly);
}

static void put_cell(bry_table *t, bry__buffer *room, const bry__release_plan *plan, int32_t population,
                     int32_t cell) {
  int32_t level = first_withheld(plan, population, cell);
  if (level == BRY__LEVELS) return;
  put_group(room, plan, cell);
  bry__table_row(t);
  bry__table_set_text(t, COLUMN_WHOSE, plan->data->populations[population].key);
  bry__table_set_text_n(t, COLUMN_GROUP, room->size > 0 ? room->data : "", room->size);
  bry__table_set_text(t, COLUMN_WHAT, levels[level].value);
  bry__table_set_int64(t, COLUMN_RESPONDENTS, plan->cells[population].people[cell]);
  bry__table_set_text(t, COLUMN_REASON, reasons[reason_of(plan, population, cell, level)].value);
}

bry_status bry__release_withheld(const bry__release_plan *plan, bry_table **out, bry_error **err) {
  bry_table *t = begin();
  bry__buffer room = {0};
  for (int32_t p = 0; t && p < plan->cells_count; p++)
    for (int32_t i = 0; i < plan->cell_count; i++)
      if (is_in_some_table(plan, i)) put_cell(t, &room, plan, p, i);
  int failed = room.failed;
  bry__buffer_free(&room);
  if (failed) {
    bry_table_free(t);
    return bry__enomem(err);
  }
  return bry__table_finish(t, out, err);
}
