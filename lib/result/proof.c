/* Plain counting, which knows nothing of how the tables were found. */
#include "result/proof.h"

#include "result/field.h"

static void add_change(const bry__cube *c, const bry__sparse *table, int64_t *change) {
  for (int32_t e = 0; e < table->count; e++) {
    int32_t atom = table->entries[e].at;
    bry__work_spend(c->work, c->cell_start[atom + 1] - c->cell_start[atom]);
    for (int32_t i = c->cell_start[atom]; i < c->cell_start[atom + 1]; i++)
      change[c->cells[i]] += bry__field_whole(table->entries[e].value);
  }
}

static int cell_holds(const bry__cube *c, const bry__protect_rules *rules, const uint8_t *published, int32_t cell,
                      int64_t change) {
  if (published[cell]) return change == 0;
  int64_t least = rules->least > 0 && !c->zeros_count && c->people[cell] > 0 ? 1 : 0;
  return c->people[cell] + change >= least;
}

static int table_holds(const bry__cube *c, const bry__protect_rules *rules, const uint8_t *published,
                       const bry__sparse *table, const int64_t *change) {
  int holds = 1;
  for (int32_t e = 0; e < table->count && holds; e++) {
    int32_t atom = table->entries[e].at;
    holds = c->possible[atom] && c->atom_people[atom] + bry__field_whole(table->entries[e].value) >= 0;
    for (int32_t i = c->cell_start[atom]; i < c->cell_start[atom + 1] && holds; i++)
      holds = cell_holds(c, rules, published, c->cells[i], change[c->cells[i]]);
  }
  return holds;
}

static void clear_change(const bry__cube *c, const bry__sparse *table, int64_t *change) {
  for (int32_t e = 0; e < table->count; e++)
    for (int32_t i = c->cell_start[table->entries[e].at]; i < c->cell_start[table->entries[e].at + 1]; i++)
      change[c->cells[i]] = 0;
}

int64_t bry__proof_width(const bry__cube *c, const bry__protect_rules *rules, const uint8_t *published,
                         const bry__sparse *proof, int32_t cell, int64_t *change) {
  int64_t least = INT64_MAX, most = INT64_MIN;
  int holds = 1;
  for (int32_t p = 0; p < BRY__PROOFS; p++) {
    add_change(c, &proof[p], change);
    holds &= table_holds(c, rules, published, &proof[p], change);
    if (change[cell] < least) least = change[cell];
    if (change[cell] > most) most = change[cell];
    clear_change(c, &proof[p], change);
  }
  return holds ? most - least : 0;
}
