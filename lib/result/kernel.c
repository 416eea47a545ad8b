/* The published cells as equations over atoms, as short as can be: each less what is published of its parts. Atoms are
 * solved for in the order of their people, so that every free atom moves against atoms with as many or more. */
#include "result/kernel.h"

#include "core/mem.h"
#include "result/field.h"

#include <stdlib.h>
#include <string.h>

int bry__kernel_init(bry__kernel *k, int32_t atoms) {
  *k = (bry__kernel){.atoms = atoms};
  k->moves = bry__alloc_zero((size_t)atoms, sizeof *k->moves);
  k->at = bry__alloc_zero((size_t)atoms, sizeof *k->at);
  return k->moves && k->at ? 0 : -1;
}

int bry__kernel_add(bry__kernel *k, const bry__entry *entries, int32_t count) {
  if (bry__sparse_copy(&k->moves[k->count], entries, count) != 0) return -1;
  for (int32_t e = 0; e < count; e++)
    if (bry__places_add(&k->at[entries[e].at], k->count) != 0) return -1;
  k->count++;
  return 0;
}

void bry__kernel_free(bry__kernel *k) {
  for (int32_t a = 0; a < k->atoms; a++) {
    if (k->moves) bry__free(k->moves[a].entries);
    if (k->at) bry__free(k->at[a].items);
  }
  bry__free(k->moves);
  bry__free(k->at);
}

/* --- equations --------------------------------------------------------------------------------------------------- */

typedef struct remainders {
  const bry__cube *cube;
  const uint8_t *published;
  int64_t
      *covered;  /* people of a cell that published parts of it account for, along the best division; -1: not known */
  int32_t *best; /* that division, or -1 */
} remainders;

static int64_t cover(remainders *r, int32_t cell) {
  const bry__cube *c = r->cube;
  if (r->covered[cell] >= 0) return r->covered[cell];
  int64_t most = 0;
  r->best[cell] = -1;
  for (int32_t g = cell * c->axes; g < (cell + 1) * c->axes; g++) {
    int64_t sum = 0;
    for (int32_t i = c->group_start[g]; i < c->group_start[g + 1]; i++)
      sum += r->published[c->group[i]] ? c->people[c->group[i]] : cover(r, c->group[i]);
    if (sum > most) {
      most = sum;
      r->best[cell] = g;
    }
  }
  return r->covered[cell] = most;
}

static void put_remainder(remainders *r, bry__columns *to, int32_t cell) {
  const bry__cube *c = r->cube;
  if (cover(r, cell) == 0) {
    bry__work_spend(c->work, c->atom_start[cell + 1] - c->atom_start[cell]);
    for (int32_t i = c->atom_start[cell]; i < c->atom_start[cell + 1]; i++)
      if (c->possible[c->atoms[i]]) bry__columns_put(to, c->atoms[i], 1);
    return;
  }
  int32_t g = r->best[cell];
  bry__work_spend(c->work, c->group_start[g + 1] - c->group_start[g]);
  for (int32_t i = c->group_start[g]; i < c->group_start[g + 1] && !bry__work_over(c->work); i++)
    if (!r->published[c->group[i]]) put_remainder(r, to, c->group[i]);
}

static int write_equations(const bry__cube *c, const uint8_t *published, bry__columns *to) {
  size_t n = (size_t)c->count;
  remainders r = {.cube = c, .published = published};
  r.covered = bry__alloc(n * sizeof *r.covered);
  r.best = bry__alloc_zero(n, sizeof *r.best);
  int failed = !r.covered || !r.best;
  if (!failed && n) memset(r.covered, -1, n * sizeof *r.covered);
  for (int32_t i = 0; i < c->count && !failed; i++) {
    if (!published[i] || !bry__cube_counts(c, i)) continue;
    bry__columns_begin(to);
    put_remainder(&r, to, i);
    bry__columns_end(to);
    failed = to->failed || bry__work_over(c->work);
    if (!failed && bry__column_size(to, to->count - 1) == 0) bry__columns_drop(to);
  }
  bry__free(r.covered);
  bry__free(r.best);
  return failed ? -1 : 0;
}

/* --- solving ----------------------------------------------------------------------------------------------------- */

typedef struct solving {
  bry__sparse *rows;
  int32_t *pivot;  /* the atom a row is solved for, or -1 */
  bry__places *at; /* by atom: rows that have, or had, something there */
  int32_t count, atoms;
  bry__work *work;
} solving;

static void solving_free(solving *s) {
  for (int32_t i = 0; s->rows && i < s->count; i++)
    bry__free(s->rows[i].entries);
  for (int32_t i = 0; s->at && i < s->atoms; i++)
    bry__free(s->at[i].items);
  bry__free(s->rows);
  bry__free(s->pivot);
  bry__free(s->at);
}

static int solving_init(solving *s, const bry__columns *equations, int32_t atoms, bry__work *work) {
  *s = (solving){.count = equations->count, .atoms = atoms, .work = work};
  s->rows = bry__alloc_zero((size_t)s->count, sizeof *s->rows);
  s->pivot = bry__alloc((size_t)s->count * sizeof *s->pivot);
  s->at = bry__alloc_zero((size_t)atoms, sizeof *s->at);
  if (!s->rows || !s->pivot || !s->at) return -1;
  for (int32_t i = 0; i < s->count; i++) {
    s->pivot[i] = -1;
    if (bry__sparse_copy(&s->rows[i], bry__column(equations, i), bry__column_size(equations, i)) != 0) return -1;
    for (int32_t e = 0; e < s->rows[i].count; e++)
      if (bry__places_add(&s->at[s->rows[i].entries[e].at], i) != 0) return -1;
  }
  return 0;
}

static int32_t shortest_row(const solving *s, int32_t atom) {
  int32_t best = -1;
  bry__work_spend(s->work, s->at[atom].count);
  for (int32_t i = 0; i < s->at[atom].count; i++) {
    int32_t row = s->at[atom].items[i];
    if (s->pivot[row] < 0 && (best < 0 || s->rows[row].count < s->rows[best].count) &&
        bry__sparse_at(&s->rows[row], atom))
      best = row;
  }
  return best;
}

static int eliminate(solving *s, int32_t row, int32_t atom, const bry__sparse *by) {
  uint64_t factor = bry__sparse_at(&s->rows[row], atom);
  if (!factor) return 0;
  bry__work_spend(s->work, s->rows[row].count + by->count);
  if (bry__work_over(s->work)) return -1;
  for (int32_t e = 0; e < by->count; e++)
    if (!bry__sparse_at(&s->rows[row], by->entries[e].at) && bry__places_add(&s->at[by->entries[e].at], row) != 0)
      return -1;
  return bry__sparse_subtract(&s->rows[row], factor, by);
}

static int solve_for(solving *s, int32_t atom) {
  int32_t row = shortest_row(s, atom);
  if (row < 0) return 0;
  bry__sparse *by = &s->rows[row];
  uint64_t scale = bry__field_inverse(bry__sparse_at(by, atom));
  for (int32_t e = 0; e < by->count; e++)
    by->entries[e].value = bry__field_multiply(by->entries[e].value, scale);
  s->pivot[row] = atom;
  bry__places here = s->at[atom];
  s->at[atom] = (bry__places){0};
  int failed = bry__places_add(&s->at[atom], row);
  for (int32_t i = 0; i < here.count && !failed; i++)
    if (here.items[i] != row) failed = eliminate(s, here.items[i], atom, by);
  bry__free(here.items);
  return failed;
}

typedef struct heavy {
  int64_t people;
  int32_t atom;
} heavy;

static int by_people(const void *left, const void *right) {
  const heavy *a = left, *b = right;
  if (a->people != b->people) return a->people < b->people ? 1 : -1;
  return (a->atom > b->atom) - (a->atom < b->atom);
}

static int solve(solving *s, const bry__cube *c) {
  heavy *order = bry__alloc_zero((size_t)c->atom_count, sizeof *order);
  if (!order) return -1;
  for (int32_t a = 0; a < c->atom_count; a++)
    order[a] = (heavy){.people = c->atom_people[a], .atom = a};
  if (c->atom_count > 1) qsort(order, (size_t)c->atom_count, sizeof *order, by_people);
  int failed = 0;
  for (int32_t i = 0; i < c->atom_count && !failed; i++)
    failed = solve_for(s, order[i].atom);
  bry__free(order);
  return failed;
}

/* --- moves ------------------------------------------------------------------------------------------------------- */

/* The move of a free atom; an atom without people stays empty. */
static int write_move(const solving *s, int32_t atom, bry__columns *room, bry__kernel *k) {
  int whole = 1;
  room->count = 0;
  room->size = 0;
  bry__columns_begin(room);
  bry__columns_put(room, atom, 1);
  for (int32_t i = 0; i < s->at[atom].count && whole; i++) {
    int32_t row = s->at[atom].items[i];
    uint64_t value = bry__sparse_at(&s->rows[row], atom);
    int again = 0;
    bry__work_spend(s->work, value ? i : 1);
    for (int32_t before = 0; before < i && value && !again; before++)
      again = s->at[atom].items[before] == row;
    if (!value || again) continue;
    whole = bry__kernel_is_whole(value);
    bry__columns_put(room, s->pivot[row], bry__field_minus(value));
  }
  bry__columns_end(room);
  if (room->failed) return -1;
  return whole ? bry__kernel_add(k, bry__column(room, 0), bry__column_size(room, 0)) : 0;
}

bry_status bry__kernel_build(bry__kernel *k, const bry__cube *c, const uint8_t *published, bry_error **err) {
  bry__columns equations = {0}, room = {0};
  solving s = {0};
  bry_status status = BRY_OK;
  int failed = bry__kernel_init(k, c->atom_count);
  uint8_t *solved = bry__alloc_zero((size_t)c->atom_count, 1);
  if (failed || !solved || write_equations(c, published, &equations) != 0 ||
      solving_init(&s, &equations, c->atom_count, c->work) != 0 || solve(&s, c) != 0) {
    status = bry__work_over(c->work) ? BRY_ELIMIT : bry__enomem(err);
    goto out;
  }
  for (int32_t i = 0; i < s.count; i++)
    if (s.pivot[i] >= 0) solved[s.pivot[i]] = 1;
  for (int32_t a = 0; a < c->atom_count && !failed && !bry__work_over(c->work); a++)
    if (!solved[a] && c->possible[a]) failed = write_move(&s, a, &room, k);
  if (bry__work_over(c->work))
    status = BRY_ELIMIT;
  else if (failed)
    status = bry__enomem(err);

out:
  solving_free(&s);
  bry__columns_free(&equations);
  bry__columns_free(&room);
  bry__free(solved);
  return status;
}
