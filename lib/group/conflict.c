/* Rules that can't be kept together: the deletion filter over an exact answer. A rule is left out when those that
 * remain still can't be kept; what is left in the end can't be kept, and can once any one of it is left out. */
#include "core/mem.h"
#include "group/feasible.h"

#include <string.h>

/* Steps for one question, some seconds at the most: few at first, since another order often finds groups at once. */
enum { FIRST_STEPS = 320000, STEPS = 20480000 };

typedef struct trial {
  const bry__rules *rules;
  const bry__crowd *crowd;
  int32_t groups;
  const int32_t *least, *most;
  uint64_t seed;
} trial;

static bry_status ask(const trial *q, const uint8_t *active, bry__terms *terms, int32_t *group, bry__verdict *verdict,
                      bry_error **err) {
  bry__dice dice = bry__dice_of(q->seed, UINT64_C(1) << 32);
  bry_status status = bry__rules_terms(q->rules, q->crowd, q->groups, q->least, q->most, active, terms, err);
  *verdict = BRY__UNDECIDED;
  for (int64_t limit = FIRST_STEPS; status == BRY_OK && *verdict == BRY__UNDECIDED && limit <= STEPS; limit *= 4) {
    int64_t steps = limit;
    status = bry__feasible(terms, &dice, &steps, group, verdict, err);
  }
  return status;
}

/* Leaves out what can be spared, the last rule first: people write what matters most first. */
static bry_status filter(const trial *q, uint8_t *active, int32_t *group, int *smallest, bry_error **err) {
  bry_status status = BRY_OK;
  *smallest = 1;
  for (int32_t i = q->rules->count - 1; i >= 0 && status == BRY_OK; i--) {
    bry__terms terms = {0};
    bry__verdict verdict = BRY__POSSIBLE;
    active[i] = 0;
    status = ask(q, active, &terms, group, &verdict, err);
    if (verdict != BRY__IMPOSSIBLE) active[i] = 1;
    if (verdict == BRY__UNDECIDED) *smallest = 0;
    bry__terms_clear(&terms);
  }
  return status;
}

static bry_status explain(const trial *q, int32_t *group, bry_error **err) {
  int smallest = 1;
  uint8_t *active = bry__alloc((size_t)q->rules->count);
  if (!active) return bry__enomem(err);
  memset(active, 1, (size_t)q->rules->count);
  bry_status status = filter(q, active, group, &smallest, err);
  if (status == BRY_OK) status = bry__rules_refuse(q->rules, active, smallest, err);
  bry__free(active);
  return status;
}

bry_status bry__rules_apply(const bry__rules *rules, const bry__crowd *crowd, int32_t groups, const int32_t *least,
                            const int32_t *most, uint64_t seed, bry__terms *terms, int32_t *group, bry_error **err) {
  trial q = {.rules = rules, .crowd = crowd, .groups = groups, .least = least, .most = most, .seed = seed};
  bry__verdict verdict = BRY__IMPOSSIBLE;
  bry_status status = ask(&q, NULL, terms, group, &verdict, err);
  if (status == BRY_OK && verdict == BRY__IMPOSSIBLE) status = explain(&q, group, err);
  if (status == BRY_OK && verdict == BRY__UNDECIDED)
    status = bry__error(err, BRY_ELIMIT,
                        "It could not be decided within %d steps whether all rules can be kept: loosen some, or try "
                        "another seed.",
                        (int)STEPS);
  if (status != BRY_OK) bry__terms_clear(terms);
  return status;
}
