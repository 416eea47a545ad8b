/* For each target other tables are kept that prove its room, as differences from the true one. A published cell that none of
 * them changes is told without a search; else the moves that change it are taken out of the kernel, and new tables are
 * looked for: where none are found, all is taken back. */
#include "result/leeway.h"

#include "core/mem.h"
#include "result/field.h"
#include "result/proof.h"

enum { MENDED_MAX = 64 }; /* atoms of a proof that is mended; else it is looked for anew */

typedef struct target {
  bry__sparse proof[BRY__PROOFS];
  int64_t spoilt[BRY__PROOFS]; /* people by whom a proof changes the cell that is to be published */
  int32_t cell;
  int32_t seen;
  int given_up;
} target;

typedef struct undo {
  bry__sparse before;
  int32_t move;
} undo;

struct bry__leeway {
  const bry__cube *cube;
  const bry__protect_rules *rules;
  bry__kernel kernel;
  bry__widening search;
  uint8_t *published;
  target *targets;
  int32_t count, looks, last_failed;
  bry__places *of_atom; /* targets a proof of which changes the atom, or once did */
  bry__places touched;  /* targets whose proofs a cell spoils */
  bry__places pushed;   /* atoms that a move was put at by the present step */
  undo *undone;         /* moves as they were before it */
  int32_t undo_count;
  bry__sparse pivot;    /* the move that it took out; what undo keeps */
  int64_t pivot_effect; /* by how much that changes the cell */
  bry__columns found;   /* new proofs of touched targets, BRY__PROOFS each */
};

void bry__leeway_free(bry__leeway *l) {
  if (!l) return;
  for (int32_t i = 0; l->targets && i < l->count; i++)
    for (int32_t p = 0; p < BRY__PROOFS; p++)
      bry__free(l->targets[i].proof[p].entries);
  for (int32_t a = 0; l->of_atom && a < l->cube->atom_count; a++)
    bry__free(l->of_atom[a].items);
  for (int32_t i = 0; i < l->undo_count; i++)
    bry__free(l->undone[i].before.entries);
  bry__kernel_free(&l->kernel);
  bry__widening_free(&l->search);
  bry__columns_free(&l->found);
  bry__free(l->published);
  bry__free(l->targets);
  bry__free(l->of_atom);
  bry__free(l->touched.items);
  bry__free(l->pushed.items);
  bry__free(l->undone);
  bry__free(l);
}

static int64_t size_of(int64_t a) {
  return a < 0 ? -a : a;
}

static void mark(bry__leeway *l, int32_t cell, uint8_t inside) {
  const bry__cube *c = l->cube;
  for (int32_t i = c->atom_start[cell]; i < c->atom_start[cell + 1]; i++)
    l->search.inside[c->atoms[i]] = inside;
}

/* --- proofs ------------------------------------------------------------------------------------------------------- */

static int keep_proof(bry__leeway *l, int32_t number, int32_t p, const bry__entry *entries, int32_t count) {
  bry__sparse *proof = &l->targets[number].proof[p];
  bry__free(proof->entries);
  if (bry__sparse_copy(proof, entries, count) != 0) return -1;
  for (int32_t e = 0; e < count; e++)
    if (bry__places_add(&l->of_atom[entries[e].at], number) != 0) return -1;
  return 0;
}

static int64_t effect_on(const bry__leeway *l, const bry__entry *entries, int32_t count) {
  int64_t effect = 0;
  bry__work_spend(l->cube->work, count);
  for (int32_t e = 0; e < count; e++)
    if (l->search.inside[entries[e].at]) effect += bry__field_whole(entries[e].value);
  return effect;
}

static int has_room(const bry__leeway *l, const bry__entry *entries, int32_t count) {
  const bry__widening *w = &l->search;
  for (int32_t e = 0; e < count; e++)
    if (w->now[entries[e].at] + bry__field_whole(entries[e].value) < w->least[entries[e].at]) return 0;
  return 1;
}

/* A proof less as much of the pivot as makes up for what it changes the cell by: 1 where that is a table. */
static int mend_proof(bry__leeway *l, const target *t, int32_t p) {
  const bry__sparse *proof = &t->proof[p];
  int64_t times = t->spoilt[p] / l->pivot_effect;
  bry__columns_begin(&l->found);
  for (int32_t e = 0; e < proof->count; e++)
    bry__columns_put(&l->found, proof->entries[e].at, proof->entries[e].value);
  for (int32_t e = 0; times != 0 && e < l->pivot.count; e++)
    bry__columns_put(&l->found, l->pivot.entries[e].at,
                     bry__field_multiply(l->pivot.entries[e].value, bry__field_of(-times)));
  bry__columns_end(&l->found);
  if (l->found.failed || times * l->pivot_effect != t->spoilt[p]) return 0;
  int32_t last = l->found.count - 1, size = bry__column_size(&l->found, last);
  return size <= MENDED_MAX && has_room(l, bry__column(&l->found, last), size);
}

/* Adds the proofs of a target, mended, to those found: 1; else 0, and none are added. */
static int mend(bry__leeway *l, int32_t number) {
  const target *t = &l->targets[number];
  int32_t first = l->found.count;
  int64_t width[BRY__PROOFS] = {0};
  int holds = l->pivot.count > 0;
  for (int32_t p = 0; p < BRY__PROOFS && holds; p++)
    holds = mend_proof(l, t, p);
  mark(l, t->cell, 1);
  for (int32_t p = 0; p < BRY__PROOFS && holds; p++)
    width[p] = effect_on(l, bry__column(&l->found, first + p), bry__column_size(&l->found, first + p));
  mark(l, t->cell, 0);
  if (holds && size_of(width[0] - width[1]) >= l->rules->width) return 1;
  while (l->found.count > first && !l->found.failed)
    bry__columns_drop(&l->found);
  return 0;
}

/* Adds the new proofs of a target to those found: 1; 0: there are none; -1: no memory. */
static int prove(bry__leeway *l, int32_t number) {
  if (mend(l, number)) return 1;
  if (l->found.failed) return -1;
  int32_t wanted = l->rules->width, columns = l->found.count + BRY__PROOFS;
  int64_t width = bry__widening_width(&l->search, l->targets[number].cell, wanted, &l->found);
  while (width >= 0 && l->found.count < columns) {
    bry__columns_begin(&l->found);
    bry__columns_end(&l->found);
    if (l->found.failed) break;
  }
  if (width < 0 || l->found.failed) return -1;
  return width >= wanted;
}

static int keep_found(bry__leeway *l) {
  for (int32_t i = 0; i < l->touched.count; i++)
    for (int32_t p = 0; p < BRY__PROOFS && !l->targets[l->touched.items[i]].given_up; p++) {
      int32_t column = i * BRY__PROOFS + p;
      if (keep_proof(l, l->touched.items[i], p, bry__column(&l->found, column),
                     bry__column_size(&l->found, column)) != 0)
        return -1;
    }
  return 0;
}

/* Targets of an atom, of which those that have left it are dropped. */
static int touch_atom(bry__leeway *l, int32_t atom) {
  bry__places *here = &l->of_atom[atom];
  int32_t kept = 0, count = here->count;
  bry__work_spend(l->cube->work, count);
  for (int32_t i = 0; i < count; i++) {
    int32_t number = here->items[i];
    target *t = &l->targets[number];
    int looked = t->seen == l->looks;
    if (!looked && !bry__sparse_at(&t->proof[0], atom) && !bry__sparse_at(&t->proof[1], atom)) continue;
    here->items[kept++] = number;
    if (looked || t->given_up) continue;
    t->seen = l->looks;
    for (int32_t p = 0; p < BRY__PROOFS; p++)
      t->spoilt[p] = effect_on(l, t->proof[p].entries, t->proof[p].count);
    if ((t->spoilt[0] || t->spoilt[1]) && bry__places_add(&l->touched, number) != 0) return -1;
  }
  here->count = kept;
  return 0;
}

/* Targets whose proofs a cell's count would not fit. */
static int find_touched(bry__leeway *l, int32_t cell) {
  const bry__cube *c = l->cube;
  int failed = 0;
  l->touched.count = 0;
  l->looks++;
  mark(l, cell, 1);
  for (int32_t i = c->atom_start[cell]; i < c->atom_start[cell + 1] && !failed; i++)
    failed = touch_atom(l, c->atoms[i]);
  mark(l, cell, 0);
  for (int32_t i = 1; i < l->touched.count; i++) /* what was told too closely just now is likely to be so again */
    if (l->touched.items[i] == l->last_failed) {
      l->touched.items[i] = l->touched.items[0];
      l->touched.items[0] = l->last_failed;
    }
  return failed;
}

/* --- what needs no search ----------------------------------------------------------------------------------------- */

static int64_t floor_of(const bry__leeway *l) {
  return l->rules->least > 0 && !l->cube->zeros_count ? 1 : 0;
}

/* People who can leave withheld parts of a group other than one. */
static int64_t slack_in(const bry__leeway *l, int32_t group, int32_t but, int64_t enough) {
  const bry__cube *c = l->cube;
  int64_t slack = 0;
  for (int32_t i = c->group_start[group]; i < c->group_start[group + 1] && slack < enough; i++) {
    int32_t part = c->group[i];
    bry__work_spend(c->work, 1);
    if (part != but && !l->published[part] && c->people[part] > 0) slack += c->people[part] - floor_of(l);
  }
  return slack;
}

/* A target can fall to its floor, and rise by what others beside it can fall by. */
static int has_slack(const bry__leeway *l, int32_t cell) {
  const bry__cube *c = l->cube;
  int64_t fall = c->people[cell] > 0 ? c->people[cell] - floor_of(l) : 0, wanted = l->rules->width - fall;
  for (int32_t i = c->parent_start[cell]; i < c->parent_start[cell + 1] && wanted > 0; i++)
    if (l->published[c->parents[i] / c->axes] && slack_in(l, c->parents[i], cell, wanted) < wanted) return 0;
  return 1;
}

static int all_have_slack(const bry__leeway *l) {
  for (int32_t i = 0; i < l->touched.count; i++)
    if (!has_slack(l, l->targets[l->touched.items[i]].cell)) return 0;
  return 1;
}

/* --- moves -------------------------------------------------------------------------------------------------------- */

/* The move that goes: by how much it changes the cell, then whose own atom has most people, as others are to go there. */
static int32_t find_pivot(const bry__leeway *l) {
  const bry__widening *w = &l->search;
  int32_t best = w->on.items[0];
  for (int32_t i = 1; i < w->on.count; i++) {
    int32_t move = w->on.items[i];
    int64_t more = size_of(w->effect[move]) - size_of(w->effect[best]);
    int64_t people = l->cube->atom_people[move] - l->cube->atom_people[best];
    if (more < 0 || (more == 0 && (people > 0 || (people == 0 && move < best)))) best = move;
  }
  return best;
}

static int64_t common_divisor(int64_t a, int64_t b) {
  while (b != 0) {
    int64_t rest = a % b;
    a = b;
    b = rest;
  }
  return size_of(a);
}

/* pivot * a - by * b, so that a cell which they change by a and b stays; none where its numbers grow too large. */
static int combine(const bry__sparse *before, int64_t a, const bry__sparse *pivot, int64_t b, bry__sparse *out) {
  int64_t divisor = common_divisor(a, b), sign = b < 0 ? -1 : 1;
  uint64_t times = bry__field_of(sign * b / divisor), factor = bry__field_of(sign * a / divisor);
  if (bry__sparse_copy(out, before->entries, before->count) != 0) return -1;
  for (int32_t e = 0; e < out->count && times != 1; e++)
    out->entries[e].value = bry__field_multiply(out->entries[e].value, times);
  if (bry__sparse_subtract(out, factor, pivot) != 0) return -1;
  int whole = 1;
  for (int32_t e = 0; e < out->count; e++)
    whole &= bry__kernel_is_whole(out->entries[e].value);
  if (!whole) out->count = 0;
  return 0;
}

static int push_places(bry__leeway *l, int32_t move, const bry__sparse *before, const bry__sparse *pivot) {
  for (int32_t e = 0; e < pivot->count; e++) {
    int32_t atom = pivot->entries[e].at;
    if (bry__sparse_at(before, atom)) continue;
    if (bry__places_add(&l->kernel.at[atom], move) != 0) return -1;
    if (bry__places_add(&l->pushed, atom) != 0) return -1;
  }
  return 0;
}

/* The kernel of what is published with one cell more, which the moves in `on` change. */
static int step(bry__leeway *l) {
  const bry__widening *w = &l->search;
  int32_t pivot = find_pivot(l);
  bry__sparse by = l->kernel.moves[pivot];
  l->pivot = by;
  l->pivot_effect = w->effect[pivot];
  for (int32_t i = 0; i < w->on.count; i++) {
    int32_t number = w->on.items[i];
    bry__sparse *move = &l->kernel.moves[number], before = *move;
    bry__work_spend(l->cube->work, before.count + by.count);
    l->undone[l->undo_count++] = (undo){.before = before, .move = number};
    *move = (bry__sparse){0};
    if (number == pivot) continue;
    if (combine(&before, w->effect[number], &by, w->effect[pivot], move) != 0 ||
        push_places(l, number, &before, &by) != 0)
      return -1;
  }
  return 0;
}

static void keep_step(bry__leeway *l) {
  for (int32_t i = 0; i < l->undo_count; i++)
    bry__free(l->undone[i].before.entries);
  l->undo_count = 0;
  l->pushed.count = 0;
  l->pivot = (bry__sparse){0};
}

static void undo_step(bry__leeway *l) {
  for (int32_t i = 0; i < l->undo_count; i++) {
    bry__sparse *move = &l->kernel.moves[l->undone[i].move];
    bry__free(move->entries);
    *move = l->undone[i].before;
  }
  while (l->pushed.count > 0)
    l->kernel.at[l->pushed.items[--l->pushed.count]].count--;
  l->undo_count = 0;
  l->pivot = (bry__sparse){0};
}

/* --- publishing --------------------------------------------------------------------------------------------------- */

/* New proofs of all that were touched: 1, 0, or -1. */
static int prove_touched(bry__leeway *l, int known) {
  l->found.count = 0;
  l->found.size = 0;
  for (int32_t i = 0; i < l->touched.count; i++) {
    int proved = prove(l, l->touched.items[i]);
    if (proved < 0 || bry__work_over(l->cube->work)) return -1;
    if (!proved && !known) {
      l->last_failed = l->touched.items[i];
      return 0;
    }
    if (!proved) l->targets[l->touched.items[i]].given_up = 1;
  }
  return 1;
}

int bry__leeway_publish(bry__leeway *l, int32_t cell, int known) {
  if (find_touched(l, cell) != 0 || bry__widening_effects(&l->search, cell) != 0) return -1;
  l->published[cell] = 1;
  if (l->search.on.count == 0) return 1;
  int proved = known || all_have_slack(l);
  if (proved) {
    if (step(l) != 0) return -1;
    proved = prove_touched(l, known);
  }
  if (proved < 0) return -1;
  if (proved) {
    keep_step(l);
    return keep_found(l) == 0 ? 1 : -1;
  }
  undo_step(l);
  l->published[cell] = 0;
  return 0;
}

const bry__sparse *bry__leeway_proof(const bry__leeway *l, int32_t cell) {
  int32_t low = 0, high = l->count;
  while (low < high) {
    int32_t middle = low + (high - low) / 2;
    if (l->targets[middle].cell < cell)
      low = middle + 1;
    else
      high = middle;
  }
  int known = low < l->count && l->targets[low].cell == cell && !l->targets[low].given_up;
  return known ? l->targets[low].proof : NULL;
}

/* --- the beginning ------------------------------------------------------------------------------------------------ */

/* Everybody who may be anywhere moves alone. */
static int begin_kernel(bry__leeway *l) {
  const bry__cube *c = l->cube;
  if (bry__kernel_init(&l->kernel, c->atom_count) != 0) return -1;
  for (int32_t a = 0; a < c->atom_count; a++) {
    bry__entry alone = {.at = a, .value = 1};
    if (bry__kernel_add(&l->kernel, &alone, c->possible[a] ? 1 : 0) != 0) return -1;
  }
  return 0;
}

static int begin_targets(bry__leeway *l, const uint8_t *targets) {
  const bry__cube *c = l->cube;
  int proved = 1;
  for (int32_t i = 0; i < c->count && proved >= 0; i++) {
    if (!targets[i]) continue;
    l->targets[l->count] = (target){.cell = i};
    l->touched.count = 0;
    l->found.count = 0;
    l->found.size = 0;
    if (bry__places_add(&l->touched, l->count) != 0) return -1;
    proved = prove(l, l->count++);
    if (proved == 0) l->targets[l->count - 1].given_up = 1;
    if (proved > 0 && keep_found(l) != 0) return -1;
  }
  return proved < 0 ? -1 : 0;
}

bry_status bry__leeway_new(const bry__cube *c, const bry__protect_rules *rules, const uint8_t *targets,
                           bry__leeway **out, bry_error **err) {
  bry__leeway *l = bry__alloc_zero(1, sizeof *l);
  *out = NULL;
  if (!l) return bry__enomem(err);
  l->cube = c;
  l->rules = rules;
  l->published = bry__alloc_zero((size_t)c->count, 1);
  l->targets = bry__alloc_zero((size_t)c->count, sizeof *l->targets);
  l->of_atom = bry__alloc_zero((size_t)c->atom_count, sizeof *l->of_atom);
  l->undone = bry__alloc_zero((size_t)c->atom_count, sizeof *l->undone);
  if (!l->published || !l->targets || !l->of_atom || !l->undone || begin_kernel(l) != 0 ||
      bry__widening_init(&l->search, c, &l->kernel, l->published, rules) != 0 || begin_targets(l, targets) != 0) {
    bry__leeway_free(l);
    return bry__enomem(err);
  }
  *out = l;
  return BRY_OK;
}
