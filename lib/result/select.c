/* Guards are kept reduced by all that is published so far, so that a cell gives one away exactly when its own rest is
 * proportional to that of the guard. Pivots are put where few guards stand, which keeps guards short. */
#include "result/select.h"

#include "core/mem.h"
#include "result/field.h"

#include <string.h>

typedef struct guarding {
  bry__sparse *guards;
  bry__places *at; /* by row: guards that have, or had, something there */
  bry__work *work;
  int32_t rows, count;
} guarding;

static void guarding_free(guarding *g) {
  for (int32_t i = 0; g->guards && i < g->count; i++)
    bry__free(g->guards[i].entries);
  for (int32_t row = 0; g->at && row < g->rows; row++)
    bry__free(g->at[row].items);
  bry__free(g->guards);
  bry__free(g->at);
}

static int guarding_init(guarding *g, const bry__columns *columns, int32_t rows) {
  *g = (guarding){.rows = rows, .count = columns->count};
  g->guards = bry__alloc_zero((size_t)g->count, sizeof *g->guards);
  g->at = bry__alloc_zero((size_t)rows, sizeof *g->at);
  if (!g->guards || !g->at) return -1;
  for (int32_t i = 0; i < g->count; i++) {
    const bry__entry *entries = bry__column(columns, i);
    int32_t size = bry__column_size(columns, i);
    if (bry__sparse_copy(&g->guards[i], entries, size) != 0) return -1;
    for (int32_t e = 0; e < size; e++)
      if (bry__places_add(&g->at[entries[e].at], i) != 0) return -1;
  }
  return 0;
}

static int reduce_guard(guarding *g, int32_t guard, const bry__sparse *by, int32_t pivot) {
  bry__sparse *v = &g->guards[guard];
  uint64_t factor = bry__sparse_at(v, pivot);
  if (!factor) return 0;
  bry__work_spend(g->work, v->count + by->count);
  if (bry__work_over(g->work)) return -1;
  for (int32_t e = 0; e < by->count; e++) {
    int32_t row = by->entries[e].at;
    if (row != pivot && !bry__sparse_at(v, row) && bry__places_add(&g->at[row], guard) != 0) return -1;
  }
  return bry__sparse_subtract(v, factor, by);
}

static int reduce_guards(guarding *g, const bry__sparse *by, int32_t pivot) {
  bry__places *here = &g->at[pivot];
  for (int32_t i = 0; i < here->count; i++)
    if (reduce_guard(g, here->items[i], by, pivot) != 0) return -1;
  bry__free(here->items);
  *here = (bry__places){0};
  return 0;
}

static int32_t least_guarded_row(const guarding *g, const bry__sparse *v) {
  int32_t best = v->entries[0].at;
  for (int32_t e = 1; e < v->count; e++)
    if (g->at[v->entries[e].at].count < g->at[best].count) best = v->entries[e].at;
  return best;
}

static int proportional(const bry__sparse *a, const bry__sparse *b) {
  if (a->count != b->count || a->count == 0) return 0;
  for (int32_t e = 0; e < a->count; e++)
    if (a->entries[e].at != b->entries[e].at || bry__field_multiply(a->entries[e].value, b->entries[0].value) !=
                                                    bry__field_multiply(b->entries[e].value, a->entries[0].value))
      return 0;
  return 1;
}

static int gives_away(const guarding *g, const bry__sparse *rest, int32_t row) {
  const bry__places *here = &g->at[row];
  bry__work_spend(g->work, here->count);
  for (int32_t i = 0; i < here->count; i++)
    if (proportional(rest, &g->guards[here->items[i]])) return 1;
  return 0;
}

static int take(guarding *g, bry__span *span, int32_t row) {
  if (bry__span_add(span, row) != 0) return -1;
  return reduce_guards(g, &span->vectors[span->count - 1], row);
}

static int take_known(guarding *g, bry__span *span, const bry__columns *known) {
  for (int32_t i = 0; i < known->count; i++) {
    bry__span_reduce(span, bry__column(known, i), bry__column_size(known, i));
    if (bry__work_over(g->work)) return -1;
    if (span->rest.count > 0 && take(g, span, least_guarded_row(g, &span->rest)) != 0) return -1;
  }
  return 0;
}

static int take_cells(guarding *g, bry__span *span, const bry__selection *s, uint8_t *published) {
  for (int32_t i = 0; i < s->order_count; i++) {
    int32_t cell = s->order[i];
    bry__span_reduce(span, bry__column(s->cells, cell), bry__column_size(s->cells, cell));
    if (bry__work_over(g->work)) return -1;
    if (span->rest.count > 0) {
      int32_t row = least_guarded_row(g, &span->rest);
      if (gives_away(g, &span->rest, row)) continue;
      int allowed = s->leeway ? bry__leeway_publish(s->leeway, cell, 0) : 1;
      if (allowed < 0 || (allowed && take(g, span, row) != 0)) return -1;
      if (!allowed) continue;
    } else if (s->leeway && bry__leeway_publish(s->leeway, cell, 1) < 0) {
      return -1;
    }
    published[cell] = 1;
  }
  return 0;
}

/* Cells that were left out, and by now follow from what is published: showing them tells nothing more. */
static int take_computed(guarding *g, bry__span *span, const bry__selection *s, uint8_t *published) {
  for (int32_t i = 0; i < s->order_count && s->leeway; i++) {
    int32_t cell = s->order[i];
    if (published[cell]) continue;
    bry__span_reduce(span, bry__column(s->cells, cell), bry__column_size(s->cells, cell));
    if (bry__work_over(g->work)) return -1;
    published[cell] = span->rest.count == 0;
  }
  return 0;
}

bry_status bry__select(const bry__selection *s, int32_t rows, bry__span *span, uint8_t *published, bry_error **err) {
  guarding g = {0};
  bry_status status = BRY_OK;
  if (s->cells->count) memset(published, 0, (size_t)s->cells->count);
  if (bry__span_init(span, rows) != 0 || guarding_init(&g, s->guards, rows) != 0) {
    status = bry__enomem(err);
    goto out;
  }
  g.work = span->work = s->work;
  if (take_known(&g, span, s->known) != 0 || take_cells(&g, span, s, published) != 0 ||
      take_computed(&g, span, s, published) != 0)
    status = bry__work_over(s->work) ? BRY_ELIMIT : bry__enomem(err);

out:
  guarding_free(&g);
  return status;
}
