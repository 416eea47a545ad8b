/* Rounds of choosing: cells are published in the order in which they are wanted, as long as no guard is given away;
 * then what the published cells tell otherwise (to somebody alone in a group, by subtraction, by being whole numbers) is
 * guarded or withheld too, and the choice made anew, until nothing is left to mend. */
#include "result/protect_state.h"

#include "core/mem.h"
#include "result/field.h"
#include "result/select.h"
#include "result/unions.h"

#include <stdlib.h>
#include <string.h>

/* --- what is known, wanted and guarded ---------------------------------------------------------------------------- */

typedef struct wanted {
  int64_t people;
  double weight; /* of cells with as many people: how many people stand in all cells its atoms are in */
  int32_t cell;
} wanted;

/* Empty cells first, since publishing them gives nothing away; then by people, as GaussSuppression has it. */
static int by_wish(const void *left, const void *right) {
  const wanted *a = left, *b = right;
  if ((a->people == 0) != (b->people == 0)) return a->people == 0 ? -1 : 1;
  if (a->people != b->people) return a->people < b->people ? 1 : -1;
  if (a->weight < b->weight || a->weight > b->weight) return a->weight < b->weight ? 1 : -1;
  return (a->cell > b->cell) - (a->cell < b->cell);
}

static double weight_of(const bry__cube *c, const double *atom_weight, int32_t cell) {
  double weight = 0;
  for (int32_t i = c->atom_start[cell]; i < c->atom_start[cell + 1]; i++)
    weight += atom_weight[c->atoms[i]];
  return weight;
}

static int make_order(bry__protecting *s) {
  const bry__cube *c = s->cube;
  double *atom_weight = bry__alloc_zero((size_t)c->atom_count, sizeof *atom_weight);
  wanted *w = bry__alloc_zero((size_t)c->count, sizeof *w);
  int32_t n = 0;
  int failed = !atom_weight || !w;
  for (int32_t a = 0; a < c->atom_count && !failed; a++)
    for (int32_t i = c->cell_start[a]; i < c->cell_start[a + 1]; i++)
      if (c->layer[c->cells[i]] == 0) atom_weight[a] += (double)(c->people[c->cells[i]] + 1);
  for (int32_t i = 0; i < c->count && !failed; i++)
    if (c->layer[i] == 0 && !s->primary[i])
      w[n++] = (wanted){.people = c->people[i], .weight = weight_of(c, atom_weight, i), .cell = i};
  if (!failed && n > 1) qsort(w, (size_t)n, sizeof *w, by_wish);
  for (int32_t i = 0; i < n; i++)
    s->order[i] = w[i].cell;
  s->order_count = n;
  bry__free(atom_weight);
  bry__free(w);
  return failed ? -1 : 0;
}

static void put_cell(const bry__cube *c, bry__columns *to, int32_t cell, uint64_t factor) {
  for (int32_t e = 0; e < bry__column_size(&c->columns, cell); e++) {
    bry__entry entry = bry__column(&c->columns, cell)[e];
    bry__columns_put(to, entry.at, bry__field_multiply(entry.value, factor));
  }
}

/* a + factor * b, where b may be -1. */
void bry__protect_put_sum(const bry__cube *c, bry__columns *to, int32_t a, int32_t b, uint64_t factor) {
  bry__columns_begin(to);
  put_cell(c, to, a, 1);
  if (b >= 0) put_cell(c, to, b, factor);
  bry__columns_end(to);
}

int32_t bry__protect_in_layer(const bry__cube *c, int32_t cell, int32_t layer) {
  return bry__cube_find(c, layer, c->node + cell * c->axes);
}

/* People of a cell of layer 0 who are not in it in the other layer, and the other way round. */
static int count_changes(bry__protecting *s, int32_t layer) {
  const bry__cube *c = s->cube;
  int64_t *changes = s->changes[layer] = bry__alloc_zero((size_t)c->count, sizeof *changes);
  if (!changes) return -1;
  for (int32_t a = 0; a < c->atom_count; a++) {
    uint32_t in = c->atom_layers[a];
    if ((in & 1) == (in >> layer & 1)) continue;
    for (int32_t i = c->cell_start[a]; i < c->cell_start[a + 1]; i++) {
      int32_t cell = c->cells[i];
      if (c->layer[cell] == layer)
        cell = bry__protect_in_layer(c, cell, 0);
      else if (c->layer[cell] != 0)
        cell = -1;
      if (cell >= 0) changes[cell] += c->atom_people[a];
    }
  }
  return 0;
}

static int compare_layer(bry__protecting *s, int32_t layer) {
  const bry__cube *c = s->cube;
  if (count_changes(s, layer) != 0) return -1;
  for (int32_t i = 0; i < c->count; i++) {
    int32_t then = c->layer[i] == 0 ? bry__protect_in_layer(c, i, layer) : -1;
    if (then < 0) continue;
    if (s->changes[layer][i] == 0) bry__protect_put_sum(c, &s->known, i, then, BRY__PRIME - 1);
    if (s->changes[layer][i] > 0 && bry__protect_small(s, s->changes[layer][i]))
      bry__protect_put_sum(c, &s->guards, i, then, BRY__PRIME - 1);
  }
  return 0;
}

static void copy_zeros(bry__protecting *s) {
  const bry__columns *zeros = &s->cube->zeros;
  for (int32_t i = 0; i < zeros->count; i++) {
    bry__columns_begin(&s->known);
    for (int32_t e = 0; e < bry__column_size(zeros, i); e++)
      bry__columns_put(&s->known, bry__column(zeros, i)[e].at, bry__column(zeros, i)[e].value);
    bry__columns_end(&s->known);
  }
}

int bry__protect_always(const bry__protecting *s, int32_t cell) {
  return s->input->always && s->input->always[cell];
}

static int state_init(bry__protecting *s) {
  const bry__cube *c = s->cube;
  size_t n = (size_t)c->count;
  s->order = bry__alloc_zero(n, sizeof *s->order);
  s->still = bry__alloc_zero(n, sizeof *s->still);
  s->primary = bry__alloc_zero(n, 1);
  s->held = bry__alloc_zero(n, 1);
  s->published = bry__alloc_zero(n, 1);
  s->before = bry__alloc_zero(n, 1);
  s->tries = bry__alloc_zero(n, 1);
  s->narrow = bry__alloc_zero(n, 1);
  s->changes = bry__alloc_zero(BRY__LAYERS_MAX, sizeof *s->changes);
  if (!s->order || !s->still || !s->primary || !s->held || !s->published || !s->before || !s->tries || !s->narrow ||
      !s->changes)
    return -1;
  copy_zeros(s);
  for (int32_t i = 0; i < c->count; i++) {
    int then = c->layer[i] > 0, shown_then = then && s->input->earlier && s->input->earlier[i];
    s->primary[i] = !then && (bry__protect_small(s, c->people[i]) || (s->input->sensitive && s->input->sensitive[i]));
    if (shown_then || (bry__protect_always(s, i) && !s->primary[i])) bry__protect_put_sum(c, &s->known, i, -1, 0);
    if (s->primary[i] || (then && !shown_then && bry__protect_small(s, c->people[i])))
      bry__protect_put_sum(c, &s->guards, i, -1, 0);
  }
  for (int32_t l = 1; l < c->layers; l++)
    if (compare_layer(s, l) != 0) return -1;
  return s->known.failed || s->guards.failed ? -1 : make_order(s);
}

static void state_free(bry__protecting *s) {
  for (int32_t l = 0; s->changes && l < BRY__LAYERS_MAX; l++)
    bry__free(s->changes[l]);
  bry__free(s->changes);
  bry__free(s->order);
  bry__free(s->still);
  bry__free(s->primary);
  bry__free(s->held);
  bry__free(s->published);
  bry__free(s->before);
  bry__free(s->tries);
  bry__free(s->narrow);
  bry__columns_free(&s->known);
  bry__columns_free(&s->guards);
  bry__span_free(&s->span);
}

/* --- choosing ----------------------------------------------------------------------------------------------------- */

static bry_status choose(bry__protecting *s, bry_error **err) {
  const bry__cube *c = s->cube;
  if (s->guards.failed) return bry__enomem(err);
  bry__selection selection = {
      .known = &s->known, .cells = &c->columns, .order = s->still, .guards = &s->guards, .work = c->work};
  for (int32_t i = 0; i < s->order_count; i++)
    if (!s->held[s->order[i]]) s->still[selection.order_count++] = s->order[i];
  bry__span_free(&s->span);
  bry_status status = bry__select(&selection, c->count, &s->span, s->published, err);
  for (int32_t i = 0; i < c->count && s->input->earlier; i++)
    if (c->layer[i] > 0) s->published[i] = s->input->earlier[i];
  return status;
}

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
static bry_status look_closely(const bry__protecting *s, const bry__span *span, bry__columns *guards,
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

static bry_status find_unions(const bry__protecting *s, bry__columns *left, int64_t *found, bry_error **err) {
  const bry__cube *c = s->cube;
  *found = 0;
  if (!s->input->rules->unions && !c->zeros_count) return BRY_OK;
  uint8_t *shown = bry__alloc_zero((size_t)c->count, 1);
  if (!shown) return bry__enomem(err);
  for (int32_t i = 0; i < c->count; i++)
    shown[i] = s->published[i] && c->layer[i] == 0;
  bry_status status = bry__unions(c, shown, c->people, least_union(s), &c->columns, left, found, err);
  for (int32_t l = 1; l < c->layers && status == BRY_OK; l++) {
    int64_t changed = 0;
    status = find_changed_unions(s, l, shown, left, &changed, err);
    *found += changed;
  }
  bry__free(shown);
  return status;
}

/* --- rounds ------------------------------------------------------------------------------------------------------- */

static bry_status one_round(bry__protecting *s, int64_t *mended, bry_error **err) {
  size_t n = (size_t)s->cube->count;
  bry__audit found = {0};
  int64_t unions = 0;
  bry__work_spend(s->cube->work, s->cube->count);
  bry_status status = choose(s, err);
  int same = memcmp(s->before, s->published, n) == 0; /* then guards do not help: known cells give them away */
  memcpy(s->before, s->published, n);
  if (status == BRY_OK) status = find_unions(s, &s->guards, &unions, err);
  if (status == BRY_OK) status = look_closely(s, &s->span, &s->guards, &found, err);
  *mended = unions + found.unions + found.computed_alone;
  if (same) *mended = 0;
  if (status == BRY_OK && *mended == 0 && s->input->rules->width > 0) status = bry__protect_widen(s, mended, err);
  return status;
}

/* The audit begins anew: it knows what is published, and nothing of how that was chosen. */
static bry_status span_of_published(bry__protecting *s, bry_error **err) {
  const bry__cube *c = s->cube;
  bry__columns none = {0};
  uint8_t *again = bry__alloc_zero((size_t)c->count, 1);
  bry__selection all = {
      .known = &s->known, .cells = &c->columns, .order = s->still, .guards = &none, .work = c->work};
  if (!again) return bry__enomem(err);
  for (int32_t i = c->count - 1; i >= 0; i--)
    if (s->published[i]) s->still[all.order_count++] = i;
  bry__span_free(&s->span);
  bry_status status = bry__select(&all, c->count, &s->span, again, err);
  bry__free(again);
  return status;
}

static bry_status audit_all(bry__protecting *s, bry__audit *audit, bry_error **err) {
  const bry__cube *c = s->cube;
  bry__narrow n = {0};
  bry__columns left = {0};
  bry_status status = span_of_published(s, err);
  int64_t unions = 0;
  if (status == BRY_OK) status = look_closely(s, &s->span, NULL, audit, err);
  if (status == BRY_OK) status = find_unions(s, &left, &unions, err);
  audit->unions += unions;
  if (status == BRY_OK) status = bry__protect_measure(s, 0, &n, err);
  audit->narrowest = s->input->rules->width;
  for (int32_t i = 0; i < c->count; i++)
    audit->checked += !s->published[i] && bry__cube_counts(c, i);
  for (int32_t i = 0; i < n.count && status == BRY_OK; i++) {
    audit->too_narrow += n.width[i] < s->input->rules->width;
    if (n.width[i] < audit->narrowest) audit->narrowest = n.width[i];
  }
  bry__protect_narrow_free(&n);
  bry__columns_free(&left);
  return status;
}

int bry__audit_passed(const bry__audit *a) {
  return a->computed == 0 && a->computed_alone == 0 && a->too_narrow == 0 && a->unions == 0;
}

/* Each round but the last changes what is published, by a guard or by cells that are held back. */
static bry_status all_rounds(bry__protecting *s, int64_t *rounds, bry_error **err) {
  bry_status status = BRY_OK;
  for (int64_t mended = 1; status == BRY_OK && mended > 0; ++*rounds)
    status = one_round(s, &mended, err);
  return status;
}

static bry_status refuse_work(bry_error **err) {
  return bry__error(
      err, BRY_ELIMIT,
      "The table takes too long to protect: leave out a dimension, use coarser codes, name the tables that "
      "are published in place of crossing all, or pass width 0.");
}

bry_status bry__protect(const bry__protect_input *input, uint8_t *out, bry__audit *audit, bry_error **err) {
  bry__protecting s = {.input = input, .cube = input->cube};
  bry_status status = BRY_OK;
  *audit = (bry__audit){0};
  if (s.cube->count == 0) return BRY_OK;
  if (state_init(&s) != 0) status = bry__enomem(err);
  if (status == BRY_OK) status = all_rounds(&s, &audit->rounds, err);
  if (status == BRY_OK) status = audit_all(&s, audit, err);
  if (status == BRY_OK && bry__work_over(s.cube->work)) status = BRY_ELIMIT;
  if (status == BRY_ELIMIT) status = refuse_work(err);
  for (int32_t i = 0; i < s.cube->count && status == BRY_OK; i++)
    out[i] = s.published[i] ? BRY__PUBLISHED : s.primary[i] ? BRY__PRIMARY : BRY__SECONDARY;
  state_free(&s);
  return status;
}
