/* Rounds of choosing: cells are published in the order in which they are wanted, as long as no guard is given away and (from
 * the round on in which nothing else is left to mend) no withheld small count is told too closely; then what the published
 * cells tell otherwise (to somebody alone in a group, by subtraction) is guarded too, and the choice made anew. */
#include "result/protect_state.h"

#include "core/mem.h"
#include "result/field.h"
#include "result/proof.h"
#include "result/select.h"

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

/* Whether a cell is shown whatever is chosen: in any case, or in an earlier layer. */
static int is_known(const bry__protecting *s, int32_t cell) {
  if (s->cube->layer[cell] > 0) return s->input->earlier && s->input->earlier[cell];
  return s->input->always && s->input->always[cell] && !s->primary[cell];
}

static int state_init(bry__protecting *s) {
  const bry__cube *c = s->cube;
  size_t n = (size_t)c->count;
  s->order = bry__alloc_zero(n, sizeof *s->order);
  s->primary = bry__alloc_zero(n, 1);
  s->published = bry__alloc_zero(n, 1);
  s->before = bry__alloc_zero(n, 1);
  s->changes = bry__alloc_zero(BRY__LAYERS_MAX, sizeof *s->changes);
  if (!s->order || !s->primary || !s->published || !s->before || !s->changes) return -1;
  copy_zeros(s);
  for (int32_t i = 0; i < c->count; i++) {
    int then = c->layer[i] > 0;
    s->primary[i] = !then && (bry__protect_small(s, c->people[i]) || (s->input->sensitive && s->input->sensitive[i]));
    if (is_known(s, i)) bry__protect_put_sum(c, &s->known, i, -1, 0);
    if (s->primary[i] || (then && !is_known(s, i) && bry__protect_small(s, c->people[i])))
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
  bry__free(s->primary);
  bry__free(s->published);
  bry__free(s->before);
  bry__columns_free(&s->known);
  bry__columns_free(&s->guards);
  bry__span_free(&s->span);
  bry__leeway_free(s->leeway);
}

/* --- choosing ----------------------------------------------------------------------------------------------------- */

/* Withheld small counts, which nobody is to tell closely, and what is known of them beforehand. */
static bry_status begin_leeway(bry__protecting *s, bry_error **err) {
  const bry__cube *c = s->cube;
  uint8_t *targets = bry__alloc_zero((size_t)c->count, 1);
  int failed = 0;
  bry__leeway_free(s->leeway);
  s->leeway = NULL;
  if (!targets) return bry__enomem(err);
  for (int32_t i = 0; i < c->count; i++)
    targets[i] = bry__protect_small(s, c->people[i]) && !is_known(s, i);
  bry_status status = bry__leeway_new(c, s->input->rules, targets, &s->leeway, err);
  for (int32_t i = 0; i < c->count && status == BRY_OK && !failed; i++)
    if (is_known(s, i)) failed = bry__leeway_publish(s->leeway, i, 1) < 0;
  if (failed) status = bry__work_over(c->work) ? BRY_ELIMIT : bry__enomem(err);
  bry__free(targets);
  return status;
}

static bry_status choose(bry__protecting *s, bry_error **err) {
  const bry__cube *c = s->cube;
  if (s->guards.failed) return bry__enomem(err);
  bry__selection selection = {.known = &s->known,
                              .cells = &c->columns,
                              .order = s->order,
                              .order_count = s->order_count,
                              .guards = &s->guards,
                              .work = c->work};
  bry_status status = s->closely ? begin_leeway(s, err) : BRY_OK;
  selection.leeway = s->leeway;
  bry__span_free(&s->span);
  if (status == BRY_OK) status = bry__select(&selection, c->count, &s->span, s->published, err);
  for (int32_t i = 0; i < c->count && s->input->earlier; i++)
    if (c->layer[i] > 0) s->published[i] = s->input->earlier[i];
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
  if (status == BRY_OK) status = bry__protect_find_unions(s, &s->guards, &unions, err);
  if (status == BRY_OK) status = bry__protect_look_closely(s, &s->span, &s->guards, &found, err);
  *mended = unions + found.unions + found.computed_alone;
  if (same) *mended = 0;
  if (*mended > 0 || s->closely || s->input->rules->width == 0) return status;
  *mended = s->closely = 1;
  return status;
}

/* The audit begins anew: it knows what is published, and nothing of how that was chosen. Tables that are to prove how far a
 * count can move are checked. */
static bry_status span_of_published(bry__protecting *s, bry_error **err) {
  const bry__cube *c = s->cube;
  bry__columns none = {0};
  uint8_t *again = bry__alloc_zero((size_t)c->count, 1);
  int32_t *order = bry__alloc_zero((size_t)c->count, sizeof *order);
  bry__selection all = {.known = &s->known, .cells = &c->columns, .order = order, .guards = &none, .work = c->work};
  bry_status status = again && order ? BRY_OK : bry__enomem(err);
  for (int32_t i = c->count - 1; i >= 0 && status == BRY_OK; i--)
    if (s->published[i]) order[all.order_count++] = i;
  bry__span_free(&s->span);
  if (status == BRY_OK) status = bry__select(&all, c->count, &s->span, again, err);
  bry__free(again);
  bry__free(order);
  return status;
}

typedef struct narrow {
  int32_t *cells, *width;
  int32_t count;
} narrow;

static void narrow_free(narrow *n) {
  bry__free(n->cells);
  bry__free(n->width);
}

/* Withheld small counts whose room is not proven. */
static bry_status check_proofs(const bry__protecting *s, narrow *n, bry_error **err) {
  const bry__cube *c = s->cube;
  int64_t *change = bry__alloc_zero((size_t)c->count, sizeof *change);
  if (!change) return bry__enomem(err);
  for (int32_t i = 0; i < c->count; i++) {
    if (s->published[i] || !bry__protect_small(s, c->people[i])) continue;
    const bry__sparse *proof = s->leeway ? bry__leeway_proof(s->leeway, i) : NULL;
    int64_t width = proof ? bry__proof_width(c, s->input->rules, s->published, proof, i, change) : 0;
    if (width < s->input->rules->width) n->cells[n->count++] = i;
  }
  bry__free(change);
  return BRY_OK;
}

/* How closely those are told. */
static bry_status measure(const bry__protecting *s, narrow *n, bry_error **err) {
  const bry__cube *c = s->cube;
  *n = (narrow){.cells = bry__alloc_zero((size_t)c->count, sizeof *n->cells),
                .width = bry__alloc_zero((size_t)c->count, sizeof *n->width)};
  if (!n->cells || !n->width) return bry__enomem(err);
  bry_status status = s->input->rules->width > 0 ? check_proofs(s, n, err) : BRY_OK;
  if (status != BRY_OK || n->count == 0) return status;
  return bry__intervals(c, s->published, n->cells, n->count, s->input->rules, n->width, err);
}

static bry_status audit_all(bry__protecting *s, bry__audit *audit, bry_error **err) {
  const bry__cube *c = s->cube;
  narrow n = {0};
  bry__columns left = {0};
  bry_status status = span_of_published(s, err);
  int64_t unions = 0;
  if (status == BRY_OK) status = bry__protect_look_closely(s, &s->span, NULL, audit, err);
  if (status == BRY_OK) status = bry__protect_find_unions(s, &left, &unions, err);
  audit->unions += unions;
  if (status == BRY_OK) status = measure(s, &n, err);
  audit->narrowest = s->input->rules->width;
  for (int32_t i = 0; i < c->count; i++)
    audit->checked += !s->published[i] && bry__cube_counts(c, i);
  for (int32_t i = 0; i < n.count && status == BRY_OK; i++) {
    audit->too_narrow += n.width[i] < s->input->rules->width;
    if (n.width[i] < audit->narrowest) audit->narrowest = n.width[i];
  }
  narrow_free(&n);
  bry__columns_free(&left);
  return status;
}

int bry__audit_passed(const bry__audit *a) {
  return a->computed == 0 && a->computed_alone == 0 && a->too_narrow == 0 && a->unions == 0;
}

/* Each round but the last adds guards, or is the one after which it is also looked at how closely small counts are told. */
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
