/* From rules to terms: who stays together becomes one element, and all else is told of elements. */
#include "core/mem.h"
#include "group/rules.h"

#include <string.h>

typedef struct making {
  const bry__rules *rules;
  const bry__crowd *crowd;
  const uint8_t *active; /* NULL: all */
  bry__terms *terms;
  uint8_t *foes;   /* [a * count + b]; NULL: nobody is kept apart */
  int32_t *parent; /* of a person, towards the one that stands for all who stay together */
} making;

static int is_active(const making *m, int32_t rule) {
  return !m->active || m->active[rule];
}

/* --- elements ----------------------------------------------------------------------------------------------------- */

static int32_t root(making *m, int32_t person) {
  while (m->parent[person] != person)
    person = m->parent[person] = m->parent[m->parent[person]];
  return person;
}

static void join_people(making *m) {
  for (int32_t p = 0; p < m->crowd->count; p++)
    m->parent[p] = p;
  for (int32_t i = 0; i < m->rules->count; i++) {
    const bry__rule *r = &m->rules->items[i];
    if (r->kind != BRY__RULE_TOGETHER || !is_active(m, i)) continue;
    for (int32_t j = 1; j < r->count; j++) {
      int32_t a = root(m, r->people[0]), b = root(m, r->people[j]);
      m->parent[a < b ? b : a] = a < b ? a : b;
    }
  }
}

static void number_elements(making *m) {
  bry__terms *t = m->terms;
  for (int32_t p = 0; p < m->crowd->count; p++) {
    int32_t first = root(m, p);
    t->element_of[p] = first == p ? t->count++ : t->element_of[first];
    t->weight[t->element_of[p]]++;
  }
}

static bry_status make_elements(making *m, const int32_t *least, const int32_t *most, bry_error **err) {
  bry__terms *t = m->terms;
  size_t people = (size_t)m->crowd->count, groups = (size_t)t->groups;
  t->person_count = m->crowd->count;
  m->parent = bry__alloc_zero(people, sizeof *m->parent);
  t->weight = bry__alloc_zero(people, sizeof *t->weight);
  t->element_of = bry__alloc_zero(people, sizeof *t->element_of);
  t->least = bry__alloc_zero(groups, sizeof *t->least);
  t->most = bry__alloc_zero(groups, sizeof *t->most);
  t->fixed = bry__alloc_zero(people, sizeof *t->fixed);
  t->apart_begin = bry__alloc_zero(people + 1, sizeof *t->apart_begin);
  if (!m->parent || !t->weight || !t->element_of || !t->least || !t->most || !t->fixed || !t->apart_begin)
    return bry__enomem(err);
  memcpy(t->least, least, groups * sizeof *least);
  memcpy(t->most, most, groups * sizeof *most);
  memset(t->fixed, -1, people * sizeof *t->fixed);
  join_people(m);
  number_elements(m);
  return BRY_OK;
}

/* --- apart -------------------------------------------------------------------------------------------------------- */

static void keep_apart(making *m, int32_t a, int32_t b) {
  bry__terms *t = m->terms;
  int32_t left = t->element_of[a], right = t->element_of[b];
  if (left == right) t->broken = 1;
  m->foes[(int64_t)left * t->count + right] = m->foes[(int64_t)right * t->count + left] = 1;
  t->ruled = 1;
}

static void mark_foes(making *m, const bry__rule *r) {
  if (r->kind == BRY__RULE_MANAGER) {
    for (int32_t p = 0; p < m->crowd->count; p++)
      if (m->rules->manager[p] >= 0) keep_apart(m, p, m->rules->manager[p]);
    return;
  }
  for (int32_t i = 0; i < r->count; i++)
    for (int32_t j = 0; j < i; j++)
      keep_apart(m, r->people[i], r->people[j]);
}

static bry_status list_foes(making *m, bry_error **err) {
  bry__terms *t = m->terms;
  int64_t n = t->count, pairs = 0;
  for (int64_t i = 0; i < n * n; i++)
    pairs += m->foes[i];
  t->apart = pairs > INT32_MAX ? NULL : bry__alloc_zero((size_t)pairs, sizeof *t->apart);
  if (!t->apart) return bry__enomem(err);
  int32_t at = 0;
  for (int32_t a = 0; a < n; a++) {
    t->apart_begin[a] = at;
    for (int32_t b = 0; b < n; b++)
      if (m->foes[a * n + b]) t->apart[at++] = b;
  }
  t->apart_begin[n] = at;
  return BRY_OK;
}

static bry_status make_apart(making *m, bry_error **err) {
  size_t n = (size_t)m->terms->count;
  int any = 0;
  for (int32_t i = 0; i < m->rules->count; i++) {
    int32_t kind = m->rules->items[i].kind;
    any |= is_active(m, i) && (kind == BRY__RULE_APART || kind == BRY__RULE_MANAGER);
  }
  if (!any) return BRY_OK;
  m->foes = bry__alloc_zero(n, n);
  if (!m->foes) return bry__enomem(err);
  for (int32_t i = 0; i < m->rules->count; i++) {
    const bry__rule *r = &m->rules->items[i];
    if (is_active(m, i) && (r->kind == BRY__RULE_APART || r->kind == BRY__RULE_MANAGER)) mark_foes(m, r);
  }
  return list_foes(m, err);
}

/* --- the rest ----------------------------------------------------------------------------------------------------- */

static int counts_people(const bry__rule *r) {
  return r->kind == BRY__RULE_QUOTA || r->kind == BRY__RULE_FACILITATORS;
}

static bry_status make_sets(making *m, bry_error **err) {
  bry__terms *t = m->terms;
  int32_t sets = 0;
  for (int32_t i = 0; i < m->rules->count; i++)
    sets += is_active(m, i) && counts_people(&m->rules->items[i]);
  if (sets == 0) return BRY_OK;
  t->member = bry__alloc_zero((size_t)sets * (size_t)t->count, sizeof *t->member);
  t->set_least = bry__alloc_zero((size_t)sets, sizeof *t->set_least);
  t->set_most = bry__alloc_zero((size_t)sets, sizeof *t->set_most);
  if (!t->member || !t->set_least || !t->set_most) return bry__enomem(err);
  t->ruled = 1;
  for (int32_t i = 0; i < m->rules->count; i++) {
    const bry__rule *r = &m->rules->items[i];
    if (!is_active(m, i) || !counts_people(r)) continue;
    t->set_least[t->sets] = r->least;
    t->set_most[t->sets] = r->most;
    for (int32_t j = 0; j < r->count; j++)
      t->member[(int64_t)t->sets * t->count + t->element_of[r->people[j]]]++;
    t->sets++;
  }
  return BRY_OK;
}

static void make_fixed(making *m) {
  bry__terms *t = m->terms;
  for (int32_t i = 0; i < m->rules->count; i++) {
    const bry__rule *r = &m->rules->items[i];
    if (r->kind != BRY__RULE_FIXED || !is_active(m, i)) continue;
    for (int32_t j = 0; j < r->count; j++) {
      int32_t *fixed = &t->fixed[t->element_of[r->people[j]]];
      if (*fixed >= 0 && *fixed != r->group) t->broken = 1;
      *fixed = r->group;
      t->ruled = 1;
    }
  }
}

static bry_status make_slots(making *m, bry_error **err) {
  bry__terms *t = m->terms;
  for (int32_t i = 0; i < m->rules->count; i++)
    if (m->rules->items[i].kind == BRY__RULE_AVAILABILITY && is_active(m, i))
      t->slots = (int32_t)m->rules->slot.count;
  if (t->slots == 0) return BRY_OK;
  t->slots_of = bry__alloc_zero((size_t)t->count, sizeof *t->slots_of);
  if (!t->slots_of) return bry__enomem(err);
  t->ruled = 1;
  memset(t->slots_of, -1, (size_t)t->count * sizeof *t->slots_of);
  for (int32_t p = 0; p < m->crowd->count; p++)
    t->slots_of[t->element_of[p]] &= m->rules->slots[p];
  for (int32_t e = 0; e < t->count; e++)
    t->broken |= t->slots_of[e] == 0;
  return BRY_OK;
}

bry_status bry__rules_terms(const bry__rules *rules, const bry__crowd *crowd, int32_t groups, const int32_t *least,
                            const int32_t *most, const uint8_t *active, bry__terms *out, bry_error **err) {
  making m = {.rules = rules, .crowd = crowd, .active = active, .terms = out};
  *out = (bry__terms){.groups = groups};
  bry_status status = make_elements(&m, least, most, err);
  if (status == BRY_OK) status = make_apart(&m, err);
  if (status == BRY_OK) status = make_sets(&m, err);
  if (status == BRY_OK) status = make_slots(&m, err);
  if (status == BRY_OK) make_fixed(&m);
  bry__free(m.parent);
  bry__free(m.foes);
  if (status != BRY_OK) bry__terms_clear(out);
  return status;
}
