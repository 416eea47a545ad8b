/* Atoms of fewer than `base` people become 0 or `base`; all sums are sums of these. Which become what is chosen to keep
 * the squares of what all cells are off by small: in one sweep each atom is rounded against the errors so far, then single
 * ones and pairs of neighbours are changed as long as that helps (the aim of O. Langsrud, J. Heldal, An Algorithm for Small
 * Count Rounding of Tabular Data, PSD 2018, by local search in place of theirs). */
#include "result/round.h"

#include "core/mem.h"

enum { SWEEPS_MAX = 50 };

typedef struct rounding {
  const bry__cube *cube;
  int64_t base;
  int64_t *people; /* of each atom, rounded */
  int64_t *off;    /* of each cell: rounded less true */
} rounding;

static int is_small(const rounding *r, int32_t atom) {
  return r->cube->atom_people[atom] > 0 && r->cube->atom_people[atom] < r->base;
}

static void change(rounding *r, int32_t atom, int64_t by) {
  const bry__cube *c = r->cube;
  r->people[atom] += by;
  for (int32_t i = c->cell_start[atom]; i < c->cell_start[atom + 1]; i++)
    r->off[c->cells[i]] += by;
}

/* How much the sum of squares grows when an atom's people change. */
static double cost(const rounding *r, int32_t atom, int64_t by) {
  const bry__cube *c = r->cube;
  double sum = 0;
  for (int32_t i = c->cell_start[atom]; i < c->cell_start[atom + 1]; i++)
    sum += (double)by * (double)(2 * r->off[c->cells[i]] + by);
  return sum;
}

static int64_t other_value(const rounding *r, int32_t atom) {
  return r->people[atom] == 0 ? r->base : -r->base;
}

static void first_sweep(rounding *r) {
  const bry__cube *c = r->cube;
  for (int32_t a = 0; a < c->atom_count; a++) {
    r->people[a] = c->atom_people[a];
    if (!is_small(r, a)) continue;
    int64_t down = -c->atom_people[a], up = r->base + down;
    change(r, a, cost(r, a, up) < cost(r, a, down) ? up : down);
  }
}

static int mend_one(rounding *r, int32_t atom) {
  int64_t by = other_value(r, atom);
  if (cost(r, atom, by) >= 0) return 0;
  change(r, atom, by);
  return 1;
}

/* One up, the other down. */
static int mend_two(rounding *r, int32_t a, int32_t b) {
  int64_t by = other_value(r, a);
  if (other_value(r, b) != -by) return 0;
  double before = cost(r, a, by);
  change(r, a, by);
  if (before + cost(r, b, -by) < 0) {
    change(r, b, -by);
    return 1;
  }
  change(r, a, -by);
  return 0;
}

static int sweep(rounding *r) {
  int changed = 0;
  for (int32_t a = 0, last = -1; a < r->cube->atom_count; a++) {
    if (!is_small(r, a)) continue;
    changed |= mend_one(r, a);
    if (last >= 0) changed |= mend_two(r, last, a);
    last = a;
  }
  return changed;
}

bry_status bry__round(const bry__cube *c, int64_t base, int64_t *rounded, bry_error **err) {
  rounding r = {.cube = c, .base = base};
  bry_status status = BRY_OK;
  r.people = bry__alloc_zero((size_t)c->atom_count, sizeof *r.people);
  r.off = bry__alloc_zero((size_t)c->count, sizeof *r.off);
  if (!r.people || !r.off) {
    status = bry__enomem(err);
    goto out;
  }
  first_sweep(&r);
  for (int sweeps = 0; sweeps < SWEEPS_MAX && sweep(&r); sweeps++)
    continue;
  for (int32_t i = 0; i < c->count; i++)
    rounded[i] = c->people[i] + r.off[i];

out:
  bry__free(r.people);
  bry__free(r.off);
  return status;
}
