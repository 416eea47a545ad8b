/* The tables of a composition: who is in which group, and how good the groups are beside random ones. */
#include "group/measures.h"
#include "core/mem.h"
#include "core/table.h"
#include "group/rounds.h"

#include <math.h>
#include <string.h>

/* --- who is where --------------------------------------------------------------------------------------------------- */

static int32_t group_of(const bry__outcome *o, int32_t round, int32_t person) {
  return o->group[(int64_t)round * o->crowd->count + person];
}

static void put_id(const bry__outcome *o, bry_table *t, int32_t column, int32_t person) {
  if (o->crowd->people)
    bry__table_set_text_n(t, column, o->crowd->ids.items[person].text, o->crowd->ids.items[person].size);
  else
    bry__table_set_int64(t, column, person);
}

/* The first time at which all of a group can meet. */
static int32_t slot_of_group(const bry__outcome *o, int32_t round, int32_t group) {
  uint64_t slots = UINT64_MAX;
  for (int32_t p = 0; p < o->crowd->count; p++)
    if (group_of(o, round, p) == group) slots &= o->rules->slots[p];
  for (int32_t s = 0; s < (int32_t)o->rules->slot.count; s++)
    if (slots >> s & 1) return s;
  return -1;
}

typedef struct group_columns {
  int32_t round, id, group, slot; /* -1: none */
} group_columns;

static group_columns add_columns(const bry__outcome *o, bry_table *t) {
  group_columns c = {.round = -1, .slot = -1};
  if (o->rounds > 1)
    c.round = bry__table_column(t, "round", BRY_TYPE_INT64, BRY_ROLE_DIMENSION, "Runde", "Runde", "Round");
  c.id = bry__table_column(t, "id", o->crowd->people ? BRY_TYPE_TEXT : BRY_TYPE_INT64, BRY_ROLE_ATTRIBUTE, NULL, NULL,
                           NULL);
  if (o->crowd->people)
    bry__table_column_set_label(t, c.id, bry__table_column_label_of(o->crowd->people, o->crowd->id));
  c.group = bry__table_column(t, "group", BRY_TYPE_INT64, BRY_ROLE_DIMENSION, "Gruppe", "Gruppe", "Group");
  if (o->rules->slots) c.slot = bry__table_column(t, "time", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, "Tid", "Tid", "Time");
  return c;
}

static void put_slots(const bry__outcome *o, int32_t round, int32_t *slot) {
  for (int32_t g = 0; g < o->groups; g++)
    slot[g] = slot_of_group(o, round, g);
}

bry_status bry__outcome_groups(const bry__outcome *o, bry_table **out, bry_error **err) {
  int32_t *slot = bry__alloc_zero((size_t)o->groups, sizeof *slot);
  if (!slot) return bry__enomem(err);
  bry_table *t = bry__table_new("groups", "Grupper", "Grupper", "Groups");
  group_columns c = add_columns(o, t);
  for (int32_t round = 0; round < o->rounds; round++) {
    if (c.slot >= 0) put_slots(o, round, slot);
    for (int32_t person = 0; person < o->crowd->count; person++) {
      int32_t group = group_of(o, round, person);
      bry__table_row(t);
      if (c.round >= 0) bry__table_set_int64(t, c.round, round + 1);
      put_id(o, t, c.id, person);
      bry__table_set_int64(t, c.group, group + 1);
      if (c.slot >= 0 && slot[group] >= 0)
        bry__table_set_text_n(t, c.slot, o->rules->slot.items[slot[group]].text,
                              o->rules->slot.items[slot[group]].size);
    }
  }
  bry__free(slot);
  return bry__table_finish(t, out, err);
}

/* --- measures -------------------------------------------------------------------------------------------------------- */

typedef struct sheet {
  const bry__outcome *o;
  bry_table *t;
  double *sum;   /* [round * groups + group]: distances inside */
  int32_t *size; /* likewise */
  double all;    /* of all pairs */
  int64_t pairs, met_most;
} sheet;

/* round and group from 0; -1: of all. */
static void put_measure(const sheet *s, const char *measure, int32_t round, int32_t group, const char *attribute,
                        double value) {
  bry__table_row(s->t);
  bry__table_set_text(s->t, 0, measure);
  if (round >= 0) bry__table_set_int64(s->t, 1, round + 1);
  if (group >= 0) bry__table_set_int64(s->t, 2, group + 1);
  if (attribute) bry__table_set_text(s->t, 3, attribute);
  bry__table_set_double(s->t, 4, value);
}

static void add_pair(sheet *s, int32_t a, int32_t b) {
  const bry__outcome *o = s->o;
  double d = bry__crowd_distance(o->crowd, a, b);
  int64_t met = 0;
  s->all += d;
  for (int32_t r = 0; r < o->rounds; r++) {
    if (group_of(o, r, a) != group_of(o, r, b)) continue;
    s->sum[(int64_t)r * o->groups + group_of(o, r, a)] += d;
    met++;
  }
  if (met > s->met_most && o->terms->element_of[a] != o->terms->element_of[b]) s->met_most = met;
}

static void add_pairs(sheet *s) {
  const bry__outcome *o = s->o;
  for (int32_t a = 0; a < o->crowd->count; a++)
    for (int32_t b = a + 1; b < o->crowd->count; b++)
      add_pair(s, a, b);
  for (int32_t r = 0; r < o->rounds; r++)
    for (int32_t p = 0; p < o->crowd->count; p++)
      s->size[(int64_t)r * o->groups + group_of(o, r, p)]++;
  s->pairs = (int64_t)o->crowd->count * (o->crowd->count - 1) / 2;
}

static double pairs_of(int32_t size) {
  return (double)size * (size - 1) / 2;
}

/* A sum of decimals that the whole numbers hold exactly is freed of what binary fractions added. */
static double tidy(const sheet *s, double sum) {
  double whole = sum * s->o->crowd->scale;
  return whole < 1e15 && fabs(whole - round(whole)) < 1e-3 ? round(whole) / s->o->crowd->scale : sum;
}

static void put_objective(const sheet *s) {
  const bry__outcome *o = s->o;
  double inside = 0, within = 0, mean = s->pairs > 0 ? s->all / (double)s->pairs : 0;
  for (int64_t i = 0; i < (int64_t)o->rounds * o->groups; i++) {
    inside += s->sum[i];
    within += pairs_of(s->size[i]);
  }
  put_measure(s, "objective", -1, -1, NULL, tidy(s, inside));
  put_measure(s, "objective_random", -1, -1, NULL, mean * within);
  for (int32_t r = 0; r < o->rounds; r++)
    for (int32_t g = 0; g < o->groups; g++) {
      int64_t at = (int64_t)r * o->groups + g;
      put_measure(s, "size", r, g, NULL, s->size[at]);
      if (s->size[at] > 1) put_measure(s, "diversity", r, g, NULL, s->sum[at] / pairs_of(s->size[at]));
    }
  put_measure(s, "diversity_random", -1, -1, NULL, mean);
  if (o->rounds < 2) return;
  put_measure(s, "repeats", -1, -1, NULL,
              (double)bry__repeats(o->group, o->crowd->count, o->rounds, o->terms->element_of));
  put_measure(s, "most_meetings", -1, -1, NULL, (double)s->met_most);
}

/* --- spread ----------------------------------------------------------------------------------------------------------- */

/* Mean over groups of how far their mean is from that of all, in widths of the range. */
static double number_spread(const sheet *s, const bry__attribute *a, int32_t round, double *sum, double *count) {
  const bry__outcome *o = s->o;
  double all = 0, there = 0, spread = 0, groups = 0;
  memset(sum, 0, (size_t)o->groups * sizeof *sum);
  memset(count, 0, (size_t)o->groups * sizeof *count);
  for (int32_t p = 0; p < o->crowd->count; p++) {
    if (isnan(a->number[p])) continue;
    sum[group_of(o, round, p)] += a->number[p];
    count[group_of(o, round, p)]++;
    all += a->number[p];
    there++;
  }
  for (int32_t g = 0; g < o->groups; g++) {
    if (count[g] <= 0) continue;
    spread += fabs(sum[g] / count[g] - all / there);
    groups++;
  }
  return groups > 0 && a->high > a->low ? spread / groups / (a->high - a->low) : 0;
}

/* Mean over groups of half the differences between the shares of values in the group and in all. */
static double value_spread(const sheet *s, const bry__attribute *a, int32_t round, double *in, double *all) {
  const bry__outcome *o = s->o;
  int32_t values = (int32_t)o->crowd->values.count;
  double spread = 0, groups = 0, total = 0;
  memset(all, 0, (size_t)values * sizeof *all);
  for (int32_t i = 0; i < a->begin[o->crowd->count]; i++, total++)
    all[a->value[i]]++;
  for (int32_t g = 0; g < o->groups; g++) {
    double there = 0, apart = 0;
    memset(in, 0, (size_t)values * sizeof *in);
    for (int32_t p = 0; p < o->crowd->count; p++)
      for (int32_t i = a->begin[p]; group_of(o, round, p) == g && i < a->begin[p + 1]; i++, there++)
        in[a->value[i]]++;
    if (there <= 0) continue;
    for (int32_t v = 0; v < values; v++)
      apart += fabs(in[v] / there - all[v] / total);
    spread += apart / 2;
    groups++;
  }
  return groups > 0 ? spread / groups : 0;
}

static int put_spread(const sheet *s) {
  const bry__crowd *c = s->o->crowd;
  size_t room = c->values.count > (uint32_t)s->o->groups ? c->values.count : (size_t)s->o->groups;
  double *one = bry__alloc_zero(room, sizeof *one), *other = bry__alloc_zero(room, sizeof *other);
  for (int32_t i = 0; one && other && i < c->attribute_count; i++) {
    const bry__attribute *a = &c->attributes[i];
    for (int32_t r = 0; r < s->o->rounds; r++)
      put_measure(s, "spread", r, -1, bry_table_column_name(c->people, a->column),
                  a->kind == BRY__KIND_NUMBER ? number_spread(s, a, r, one, other)
                                              : value_spread(s, a, r, one, other));
  }
  int result = one && other ? 0 : -1;
  bry__free(one);
  bry__free(other);
  return result;
}

bry_status bry__outcome_measures(const bry__outcome *o, bry_table **out, bry_error **err) {
  sheet s = {.o = o};
  size_t cells = (size_t)o->rounds * (size_t)o->groups;
  s.sum = bry__alloc_zero(cells, sizeof *s.sum);
  s.size = bry__alloc_zero(cells, sizeof *s.size);
  s.t = bry__table_new("measures", "Mål", "Mål", "Measures");
  bry__table_column(s.t, "measure", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "Mål", "Mål", "Measure");
  bry__table_column(s.t, "round", BRY_TYPE_INT64, BRY_ROLE_DIMENSION, "Runde", "Runde", "Round");
  bry__table_column(s.t, "group", BRY_TYPE_INT64, BRY_ROLE_DIMENSION, "Gruppe", "Gruppe", "Group");
  bry__table_column(s.t, "attribute", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "Kjennetegn", "Kjenneteikn", "Attribute");
  bry__table_column(s.t, "value", BRY_TYPE_DOUBLE, BRY_ROLE_ATTRIBUTE, "Verdi", "Verdi", "Value");
  int made = s.sum && s.size;
  if (made) {
    add_pairs(&s);
    put_objective(&s);
    made = put_spread(&s) == 0;
  }
  bry__free(s.sum);
  bry__free(s.size);
  if (!made) {
    bry_table_free(s.t);
    s.t = NULL;
  }
  return bry__table_finish(s.t, out, err);
}
