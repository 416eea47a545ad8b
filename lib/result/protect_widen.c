/* Withheld small cells that are told too closely: which published cells are held back to give them room, so few as help,
 * and more where they do not. */
#include "core/mem.h"
#include "result/protect_state.h"

/* So often one partner is tried for a cell that is told too closely, and so far up partners are looked for. */
enum { PATIENCE = 2, STEPS_MAX = 4 };

/* Of all withheld small cells, or of those that were narrow when they were last looked at. */
bry_status bry__protect_measure(const bry__protecting *s, int only_narrow, bry__narrow *n, bry_error **err) {
  const bry__cube *c = s->cube;
  *n = (bry__narrow){.cells = bry__alloc_zero((size_t)c->count, sizeof *n->cells),
                     .width = bry__alloc_zero((size_t)c->count, sizeof *n->width)};
  if (!n->cells || !n->width) return bry__enomem(err);
  for (int32_t i = 0; i < c->count && s->input->rules->width > 0; i++)
    if (!s->published[i] && bry__protect_small(s, c->people[i]) && (!only_narrow || s->narrow[i]))
      n->cells[n->count++] = i;
  return n->count == 0 ? BRY_OK : bry__intervals(c, s->published, n->cells, n->count, s->input->rules, n->width, err);
}

void bry__protect_narrow_free(bry__narrow *n) {
  bry__free(n->cells);
  bry__free(n->width);
}

typedef struct partner {
  int32_t cell, group;
  int64_t slack;
} partner;

/* The least published cell in a group, its whole included when no part is; and how far its withheld parts can move. */
static partner partner_in(const bry__protecting *s, int32_t group, int32_t but) {
  const bry__cube *c = s->cube;
  partner p = {.cell = -1, .group = group, .slack = INT64_MAX};
  int32_t whole = group / c->axes;
  int64_t slack = 0;
  bry__work_spend(c->work, c->group_start[group + 1] - c->group_start[group]);
  for (int32_t i = c->group_start[group]; i < c->group_start[group + 1]; i++) {
    int32_t part = c->group[i];
    if (!s->published[part])
      slack += part == but ? 0 : c->people[part] - 1;
    else if (p.cell < 0 || c->people[part] < c->people[p.cell])
      p.cell = part;
  }
  if (s->published[whole]) {
    p.slack = slack;
    if (p.cell < 0) p.cell = whole;
  }
  return p;
}

static int better(const bry__protecting *s, partner a, partner b) {
  if (b.cell < 0 || a.cell < 0) return a.cell >= 0;
  int64_t enough = s->input->rules->width, a_slack = a.slack < enough ? a.slack : enough,
          b_slack = b.slack < enough ? b.slack : enough;
  if (a_slack != b_slack) return a_slack < b_slack;
  return s->cube->people[a.cell] < s->cube->people[b.cell];
}

/* A published cell whose being withheld gives a cell room: beside it, else beside what it is a part of. */
static partner find_partner(const bry__protecting *s, int32_t cell, int32_t steps) {
  const bry__cube *c = s->cube;
  partner best = {.cell = -1};
  for (int32_t i = c->parent_start[cell]; i < c->parent_start[cell + 1]; i++) {
    partner p = partner_in(s, c->parents[i], cell);
    if (better(s, p, best)) best = p;
  }
  for (int32_t i = c->parent_start[cell]; i < c->parent_start[cell + 1] && best.cell < 0 && steps > 0; i++)
    best = find_partner(s, c->parents[i] / c->axes, steps - 1);
  return best;
}

static int32_t hold(bry__protecting *s, int32_t cell) {
  const bry__cube *c = s->cube;
  if (cell < 0 || c->layer[cell] != 0 || c->people[cell] == 0 || s->held[cell] || s->primary[cell]) return 0;
  if (bry__protect_always(s, cell)) return 0;
  s->held[cell] = 1;
  bry__protect_put_sum(c, &s->guards, cell, -1, 0);
  return 1;
}

/* Where one partner did not help: one in each direction, and the wholes, the further up the longer it has not. */
static int32_t hold_around(bry__protecting *s, int32_t cell, int32_t steps) {
  const bry__cube *c = s->cube;
  int32_t held = 0;
  for (int32_t i = c->parent_start[cell]; i < c->parent_start[cell + 1]; i++) {
    int32_t whole = c->parents[i] / c->axes;
    held += hold(s, partner_in(s, c->parents[i], cell).cell);
    if (steps > 1) held += hold(s, whole) + hold_around(s, whole, steps - 1);
  }
  return held;
}

/* All that is said of the people of a cell, when nothing less helps. */
static int32_t hold_all_of(bry__protecting *s, int32_t cell) {
  const bry__cube *c = s->cube;
  int32_t held = 0;
  bry__work_spend(c->work, c->atom_start[cell + 1] - c->atom_start[cell]);
  for (int32_t i = c->atom_start[cell]; i < c->atom_start[cell + 1]; i++)
    for (int32_t j = c->cell_start[c->atoms[i]]; j < c->cell_start[c->atoms[i] + 1]; j++)
      held += s->published[c->cells[j]] ? hold(s, c->cells[j]) : 0;
  return held;
}

/* At first one partner a group and round (done: groups that have had theirs), then more. */
static int32_t widen_one(bry__protecting *s, int32_t narrow_cell, uint8_t *done) {
  const bry__cube *c = s->cube;
  int32_t now = c->layer[narrow_cell] > 0 ? bry__protect_in_layer(c, narrow_cell, 0) : narrow_cell, held = 0;
  int32_t tries = s->tries[narrow_cell] < UINT8_MAX ? s->tries[narrow_cell]++ : UINT8_MAX;
  if (now >= 0 && tries < PATIENCE) {
    partner p = find_partner(s, now, STEPS_MAX);
    if (p.cell >= 0 && done[p.group]) return 0;
    if (p.cell >= 0) done[p.group] = 1;
    held = hold(s, p.cell);
  }
  int32_t steps = tries < PATIENCE ? 1 : 1 + tries - PATIENCE;
  if (now >= 0 && held == 0) held = hold_around(s, now, steps < STEPS_MAX ? steps : STEPS_MAX);
  return held > 0 ? held : hold_all_of(s, narrow_cell);
}

/* How many cells were held back; -1: no memory. */
static int32_t hold_partners(bry__protecting *s, const bry__narrow *n) {
  const bry__cube *c = s->cube;
  int32_t held = 0;
  uint8_t *done = bry__alloc_zero((size_t)c->count * (size_t)c->axes, 1);
  if (!done) return -1;
  for (int32_t i = 0; i < n->count && !bry__work_over(c->work); i++) {
    int32_t cell = n->cells[i];
    s->narrow[cell] = n->width[i] < s->input->rules->width;
    if (s->narrow[cell]) held += widen_one(s, cell, done);
  }
  bry__free(done);
  return held;
}

/* All are looked at first, then those that were narrow until none is, then all again. */
bry_status bry__protect_widen(bry__protecting *s, int64_t *held, bry_error **err) {
  bry_status status = BRY_OK;
  *held = 0;
  for (int only_narrow = s->measured; status == BRY_OK && *held == 0 && only_narrow >= 0; only_narrow--) {
    bry__narrow n = {0};
    status = bry__protect_measure(s, only_narrow, &n, err);
    if (status == BRY_OK) *held = hold_partners(s, &n);
    if (*held < 0) status = bry__enomem(err);
    bry__protect_narrow_free(&n);
  }
  s->measured = 1;
  return status;
}
