/* What published cells tell besides the counts that follow from them: to somebody who is alone in a group, and of unions
 * of groups. */
#include "core/mem.h"
#include "result/field.h"
#include "result/protect_state.h"
#include "result/unions.h"

#include <stdlib.h>

/* --- what somebody alone in a group can compute ------------------------------------------------------------------- */

typedef struct trace {
  uint64_t ratio, first; /* values on two witnesses: the quotient, and the first */
  int32_t cell;
} trace;

static int by_ratio(const void *left, const void *right) {
  const trace *a = left, *b = right;
  if (a->ratio != b->ratio) return a->ratio < b->ratio ? -1 : 1;
  return (a->cell > b->cell) - (a->cell < b->cell);
}

/* The atom that the one person of a cell is in. */
static int32_t only_atom(const bry__cube *c, int32_t cell) {
  int32_t i = c->atom_start[cell];
  while (c->atom_people[c->atoms[i]] == 0)
    i++;
  return c->atoms[i];
}

static int same_people(const bry__cube *c, int32_t a, int32_t b) {
  return c->people[a] == 1 && c->people[b] == 1 && only_atom(c, a) == only_atom(c, b);
}

/* Traces of withheld small cells, and how many withheld cells lie within the span; between releases larger ones may. */
static int32_t take_traces(const bry__protecting *s, const bry__span *span, trace *traces, uint64_t *first,
                           uint64_t *second, int64_t *computed) {
  const bry__cube *c = s->cube;
  int32_t n = 0;
  bry__span_witness(span, 1, first);
  bry__span_witness(span, 2, second);
  for (int32_t i = 0; i < c->count; i++) {
    if (s->published[i] || !bry__cube_counts(c, i)) continue;
    const bry__entry *entries = bry__column(&c->columns, i);
    uint64_t a = bry__witness_value(first, entries, bry__column_size(&c->columns, i));
    uint64_t b = bry__witness_value(second, entries, bry__column_size(&c->columns, i));
    *computed += (a == 0 || b == 0) && (c->layers == 1 || s->primary[i] || bry__protect_small(s, c->people[i]));
    if (a == 0 || b == 0 || !bry__protect_small(s, c->people[i])) continue;
    traces[n++] = (trace){.ratio = bry__field_multiply(a, bry__field_inverse(b)), .first = a, .cell = i};
  }
  if (n > 1) qsort(traces, (size_t)n, sizeof *traces, by_ratio);
  return n;
}

/* Cells that are proportional beside what is published follow from each other; one of them must be of one person. */
static int64_t find_told_alone(const bry__protecting *s, const trace *traces, int32_t count, bry__columns *guards) {
  const bry__cube *c = s->cube;
  int64_t found = 0;
  int32_t alone = 0;
  while (alone < count && c->people[traces[alone].cell] != 1)
    alone++;
  for (int32_t j = 0; j < count && alone < count; j++) {
    if (j == alone || same_people(c, traces[alone].cell, traces[j].cell)) continue;
    found++;
    uint64_t factor = bry__field_multiply(traces[j].first, bry__field_inverse(traces[alone].first));
    if (guards) bry__protect_put_sum(c, guards, traces[j].cell, traces[alone].cell, bry__field_minus(factor));
  }
  return found;
}

/* Two of them that are opposite are together told, in whatever way. */
static int64_t find_pairs(const bry__protecting *s, const trace *traces, int32_t count, bry__columns *guards) {
  const bry__cube *c = s->cube;
  int64_t found = 0;
  for (int32_t i = 0; i < count && !bry__work_over(c->work); i++) {
    bry__work_spend(c->work, count - i);
    for (int32_t j = i + 1; j < count; j++) {
      if (bry__field_add(traces[i].first, traces[j].first) != 0 ||
          !bry__protect_small(s, c->people[traces[i].cell] + c->people[traces[j].cell]))
        continue;
      found++;
      if (guards) bry__protect_put_sum(c, guards, traces[i].cell, traces[j].cell, 1);
    }
  }
  return found;
}

/* What follows from the span, besides a published cell less published parts of it. */
bry_status bry__protect_look_closely(const bry__protecting *s, const bry__span *span, bry__columns *guards,
                                     bry__audit *audit, bry_error **err) {
  size_t n = (size_t)s->cube->count;
  bry_status status = BRY_OK;
  uint64_t *first = bry__alloc_zero(n, sizeof *first), *second = bry__alloc_zero(n, sizeof *second);
  trace *traces = bry__alloc_zero(n, sizeof *traces);
  if (!first || !second || !traces) {
    status = bry__enomem(err);
    goto out;
  }
  int32_t count = take_traces(s, span, traces, first, second, &audit->computed);
  for (int32_t i = 0, end; i < count; i = end) {
    for (end = i; end < count && traces[end].ratio == traces[i].ratio; end++)
      continue;
    if (s->input->rules->alone) audit->computed_alone += find_told_alone(s, traces + i, end - i, guards);
    if (s->input->rules->unions) audit->unions += find_pairs(s, traces + i, end - i, guards);
  }

out:
  bry__free(first);
  bry__free(second);
  bry__free(traces);
  return status;
}

/* --- unions ------------------------------------------------------------------------------------------------------- */

/* What the cells of layer 0 have changed by since a layer, in the columns' terms. */
static void put_changes(const bry__protecting *s, int32_t layer, bry__columns *to) {
  const bry__cube *c = s->cube;
  for (int32_t i = 0; i < c->count; i++)
    bry__protect_put_sum(c, to, i, c->layer[i] == 0 ? bry__protect_in_layer(c, i, layer) : -1, BRY__PRIME - 1);
}

/* Unions of so many people may come out. */
static int32_t least_union(const bry__protecting *s) {
  return s->input->rules->unions ? s->input->rules->min_group : 1;
}

/* Of newcomers and leavers since a layer: what is left of one release less what is left of another. */
static bry_status find_changed_unions(const bry__protecting *s, int32_t layer, uint8_t *shown, bry__columns *left,
                                      int64_t *found, bry_error **err) {
  const bry__cube *c = s->cube;
  bry__columns changes = {0};
  put_changes(s, layer, &changes);
  for (int32_t i = 0; i < c->count; i++) {
    int32_t then = c->layer[i] == 0 ? bry__protect_in_layer(c, i, layer) : -1;
    shown[i] = s->published[i] && then >= 0 && s->published[then];
  }
  bry_status status = changes.failed
                          ? bry__enomem(err)
                          : bry__unions(c, shown, s->changes[layer], least_union(s), &changes, left, found, err);
  bry__columns_free(&changes);
  return status;
}

static bry_status find_small_unions(const bry__protecting *s, uint8_t *shown, bry__columns *left, int64_t *found,
                                    bry_error **err) {
  const bry__cube *c = s->cube;
  if (!s->input->rules->unions && !c->zeros_count) return BRY_OK;
  bry_status status = bry__unions(c, shown, c->people, least_union(s), &c->columns, left, found, err);
  for (int32_t l = 1; l < c->layers && status == BRY_OK; l++) {
    int64_t changed = 0;
    status = find_changed_unions(s, l, shown, left, &changed, err);
    *found += changed;
  }
  return status;
}

bry_status bry__protect_find_unions(const bry__protecting *s, bry__columns *left, int64_t *found, bry_error **err) {
  const bry__cube *c = s->cube;
  int64_t alike = 0;
  bry_status status = BRY_OK;
  *found = 0;
  uint8_t *shown = bry__alloc_zero((size_t)c->count, 1);
  if (!shown) return bry__enomem(err);
  for (int32_t i = 0; i < c->count; i++)
    shown[i] = s->published[i] && c->layer[i] == 0;
  if (s->input->answers) status = bry__alike_unions(c, shown, s->input->answers, left, &alike, err);
  if (status == BRY_OK) status = find_small_unions(s, shown, left, found, err);
  *found += alike;
  bry__free(shown);
  return status;
}
