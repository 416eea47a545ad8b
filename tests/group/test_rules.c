/* Hard rules: none is broken, and where they can't all be kept the set that is named can't be, and none of it can be
 * spared. Every answer is compared with trying all groups there are. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/buffer.h"
#include "core/nth_allocation.h"
#include "core/random.h"

#include <bry/error.h>
#include <bry/group.h>
#include <bry/table.h>
#include <stdlib.h>
#include <string.h>

enum { PEOPLE_MAX = 8, RULES_MAX = 6, KINDS = 7, TRIALS = 10000 };

/* A rule as the test itself reads it. */
typedef struct rule {
  int kind; /* together, apart, facilitators, manager, availability, quota, fixed */
  int people[PEOPLE_MAX], count, least, most, value, group;
} rule;

typedef struct puzzle {
  int people, groups, rules;
  int value[PEOPLE_MAX], manager[PEOPLE_MAX], times[PEOPLE_MAX]; /* times: bits of three */
  rule rule[RULES_MAX];
  uint64_t seed, counter;
} puzzle;

static int below(puzzle *p, int bound) {
  return (int)bry__random_below(p->seed, 5, &p->counter, (uint64_t)bound);
}

/* --- material --------------------------------------------------------------------------------------------------- */

static void pick_people(puzzle *p, rule *r, int count) {
  while (r->count < count) {
    int person = below(p, p->people), there = 0;
    for (int i = 0; i < r->count; i++)
      there |= r->people[i] == person;
    if (!there) r->people[r->count++] = person;
  }
}

static int has_kind(const puzzle *p, int kind) {
  for (int i = 0; i < p->rules; i++)
    if (p->rule[i].kind == kind) return 1;
  return 0;
}

static void random_rule(puzzle *p) {
  rule r = {.kind = below(p, KINDS)};
  if ((r.kind == 3 || r.kind == 4) && has_kind(p, r.kind)) return;
  if (r.kind < 2) pick_people(p, &r, 2 + below(p, 2));
  if (r.kind == 2) pick_people(p, &r, 1 + below(p, p->people));
  if (r.kind == 6) pick_people(p, &r, 1);
  r.least = r.kind == 2 ? 1 : below(p, 2);
  r.most = 1 + below(p, 3);
  r.value = below(p, 2);
  r.group = below(p, p->groups);
  p->rule[p->rules++] = r;
}

static puzzle random_puzzle(uint64_t seed) {
  puzzle p = {.seed = seed};
  p.people = 3 + below(&p, PEOPLE_MAX - 2);
  p.groups = 1 + below(&p, p.people < 4 ? p.people : 4);
  for (int i = 0; i < p.people; i++) {
    p.value[i] = below(&p, 2);
    p.manager[i] = below(&p, p.people);
    p.times[i] = below(&p, 8);
    if (p.times[i] == 0 && below(&p, 4)) p.times[i] = 7;
  }
  for (int wanted = 1 + below(&p, RULES_MAX); wanted > 0; wanted--)
    random_rule(&p);
  return p;
}

static bry_table *table_of(const puzzle *p) {
  bry__buffer csv = {0};
  bry_table *t = NULL;
  bry__buffer_text(&csv, "id,value,manager,times\n");
  for (int i = 0; i < p->people; i++) {
    bry__buffer_format(&csv, "p%d,v%d,p%d,", i, p->value[i], p->manager[i]);
    for (int s = 0; s < 3; s++)
      if (p->times[i] >> s & 1) bry__buffer_format(&csv, "t%d;", s);
    bry__buffer_text(&csv, "\n");
  }
  assert_int_equal(bry_table_from_csv(csv.data, csv.size, &t, NULL), BRY_OK);
  bry__buffer_free(&csv);
  return t;
}

static void put_rule(bry__buffer *b, const rule *r) {
  static const char *const kinds[KINDS] = {"together",     "apart", "facilitators", "manager",
                                           "availability", "quota", "fixed"};
  bry__buffer_format(b, "{\"rule\": \"%s\"", kinds[r->kind]);
  for (int i = 0; i < r->count; i++)
    bry__buffer_format(b, "%s\"p%d\"", i == 0 ? ", \"people\": [" : ", ", r->people[i]);
  if (r->count > 0) bry__buffer_text(b, "]");
  if (r->kind == 3) bry__buffer_text(b, ", \"column\": \"manager\"");
  if (r->kind == 4) bry__buffer_text(b, ", \"column\": \"times\"");
  if (r->kind == 5)
    bry__buffer_format(b, ", \"column\": \"value\", \"value\": \"v%d\", \"at_least\": %d, \"at_most\": %d", r->value,
                       r->least, r->most);
  if (r->kind == 6) bry__buffer_format(b, ", \"group\": %d", r->group + 1);
  bry__buffer_text(b, "}");
}

static void rules_of(const puzzle *p, bry__buffer *b) {
  bry__buffer_text(b, "{\"rules\": [");
  for (int i = 0; i < p->rules; i++) {
    if (i > 0) bry__buffer_text(b, ", ");
    put_rule(b, &p->rule[i]);
  }
  bry__buffer_text(b, "]}");
}

/* --- what rules mean, told again ------------------------------------------------------------------------------------ */

static int counts_hold(const puzzle *p, const rule *r, const int *group) {
  for (int g = 0; g < p->groups; g++) {
    int in = 0, times = 7;
    for (int i = 0; i < p->people; i++) {
      if (group[i] != g) continue;
      times &= p->times[i];
      if (r->kind == 5) in += p->value[i] == r->value;
      for (int j = 0; r->kind == 2 && j < r->count; j++)
        in += r->people[j] == i;
    }
    if (r->kind == 4 && times == 0) return 0;
    if (r->kind == 5 && (in < r->least || in > r->most)) return 0;
    if (r->kind == 2 && in < 1) return 0;
  }
  return 1;
}

static int rule_holds(const puzzle *p, const rule *r, const int *group) {
  if (r->kind == 2 || r->kind == 4 || r->kind == 5) return counts_hold(p, r, group);
  if (r->kind == 6) return group[r->people[0]] == r->group;
  for (int i = 0; r->kind == 3 && i < p->people; i++)
    if (p->manager[i] != i && group[i] == group[p->manager[i]]) return 0;
  for (int i = 0; i < r->count; i++)
    for (int j = 0; j < i; j++)
      if ((group[r->people[i]] == group[r->people[j]]) != (r->kind == 0)) return 0;
  return 1;
}

static int sizes_hold(const puzzle *p, const int *group) {
  int size[PEOPLE_MAX] = {0};
  for (int i = 0; i < p->people; i++)
    size[group[i]]++;
  for (int g = 0; g < p->groups; g++)
    if (size[g] < p->people / p->groups || size[g] > (p->people + p->groups - 1) / p->groups) return 0;
  return 1;
}

/* Whether the rules that are marked can be kept, by trying all groups. */
static int can_be_kept(const puzzle *p, unsigned marked, int person, int *group) {
  if (person == p->people) {
    if (!sizes_hold(p, group)) return 0;
    for (int i = 0; i < p->rules; i++)
      if (marked >> i & 1 && !rule_holds(p, &p->rule[i], group)) return 0;
    return 1;
  }
  for (group[person] = 0; group[person] < p->groups; group[person]++)
    if (can_be_kept(p, marked, person + 1, group)) return 1;
  return 0;
}

/* --- what must hold --------------------------------------------------------------------------------------------------- */

static bry_status compose(const bry_table *people, int32_t groups, const char *rules, size_t size, bry_table **out,
                          bry_error **err) {
  bry_compose_options o;
  bry_compose_options_init(&o);
  o.groups = groups;
  o.rules = rules;
  o.rules_size = size;
  o.iterations = 20;
  return bry_compose(people, "id", &o, NULL, NULL, out, NULL, err);
}

static void check_groups(const puzzle *p, const bry_table *t) {
  int group[PEOPLE_MAX];
  for (int i = 0; i < p->people; i++)
    group[i] = (int)bry_table_int64(t, i, 1) - 1;
  assert_true(sizes_hold(p, group));
  for (int i = 0; i < p->rules; i++)
    assert_true(rule_holds(p, &p->rule[i], group));
}

static unsigned named_rules(const bry_error *err) {
  const bry_findings *f = bry_error_findings(err);
  unsigned marked = 0;
  assert_true(bry_findings_count(f) > 0);
  for (int64_t i = 0; i < bry_findings_count(f); i++) {
    assert_string_equal(bry_findings_rule_at(f, i), "conflict");
    marked |= 1u << atoi(bry_findings_pointer_at(f, i) + strlen("/rules/"));
  }
  return marked;
}

static void check_conflict(const puzzle *p, unsigned marked) {
  int group[PEOPLE_MAX];
  assert_false(can_be_kept(p, marked, 0, group));
  for (int i = 0; i < p->rules; i++)
    if (marked >> i & 1) assert_true(can_be_kept(p, marked & ~(1u << i), 0, group));
}

static void rules_hold_or_a_smallest_set_that_can_not_is_named(void **state) {
  (void)state;
  int kept = 0, refused = 0;
  for (uint64_t seed = 0; seed < TRIALS; seed++) {
    puzzle p = random_puzzle(seed);
    bry__buffer rules = {0};
    bry_table *people = table_of(&p), *t = NULL;
    bry_error *err = NULL;
    rules_of(&p, &rules);
    bry_status status = compose(people, p.groups, rules.data, rules.size, &t, &err);
    if (status == BRY_OK) {
      check_groups(&p, t);
      kept++;
    } else {
      assert_int_equal(status, BRY_EREFUSED);
      check_conflict(&p, named_rules(err));
      refused++;
    }
    bry_error_free(err);
    bry_table_free(t);
    bry_table_free(people);
    bry__buffer_free(&rules);
  }
  assert_true(kept > TRIALS / 5);
  assert_true(refused > TRIALS / 5);
}

static const char many_rules[] =
    "{\"rules\": [{\"rule\": \"facilitators\", \"people\": [\"p0\", \"p1\", \"p2\", \"p3\", \"p4\", \"p5\"]},"
    "{\"rule\": \"together\", \"people\": [\"p0\", \"p60\", \"p61\"]}, {\"rule\": \"apart\", \"people\": [\"p0\", "
    "\"p7\"]},"
    "{\"rule\": \"quota\", \"column\": \"kind\", \"value\": \"k0\", \"at_least\": 4, \"at_most\": 6},"
    "{\"rule\": \"manager\", \"column\": \"manager\"}, {\"rule\": \"availability\", \"column\": \"times\"},"
    "{\"rule\": \"fixed\", \"people\": [\"p9\"], \"group\": 6}]}";

static bry_table *large_crowd(void) {
  bry__buffer csv = {0};
  bry_table *t = NULL;
  bry__buffer_text(&csv, "id,kind,manager,times\n");
  for (int i = 0; i < 90; i++)
    bry__buffer_format(&csv, "p%d,k%d,p%d,%s\n", i, i % 3, i / 15, i % 2 ? "mon;tue" : "tue;wed;thu");
  assert_int_equal(bry_table_from_csv(csv.data, csv.size, &t, NULL), BRY_OK);
  bry__buffer_free(&csv);
  return t;
}

/* Group of a person in a round, from a table with columns round, id, group. */
static int64_t group_at(const bry_table *t, int64_t people, int64_t round, int64_t person) {
  return bry_table_int64(t, round * people + person, bry_table_find_column(t, "group"));
}

static void rules_of_all_kinds_hold_in_every_round(void **state) {
  (void)state;
  bry_table *people = large_crowd(), *t = NULL;
  bry_compose_options o;
  bry_compose_options_init(&o);
  o.groups = 6;
  o.rounds = 3;
  o.iterations = 10;
  o.rules = many_rules;
  o.rules_size = strlen(many_rules);
  assert_int_equal(bry_compose(people, "id", &o, NULL, NULL, &t, NULL, NULL), BRY_OK);
  for (int64_t r = 0; r < 3; r++) {
    int leaders[7] = {0}, kind[7] = {0};
    assert_int_equal(group_at(t, 90, r, 0), group_at(t, 90, r, 60));
    assert_int_equal(group_at(t, 90, r, 0), group_at(t, 90, r, 61));
    assert_int_not_equal(group_at(t, 90, r, 0), group_at(t, 90, r, 7));
    assert_int_equal(group_at(t, 90, r, 9), 6);
    for (int i = 0; i < 90; i++) {
      leaders[group_at(t, 90, r, i)] += i < 6;
      kind[group_at(t, 90, r, i)] += i % 3 == 0;
      if (i != i / 15) assert_int_not_equal(group_at(t, 90, r, i), group_at(t, 90, r, i / 15));
      assert_string_equal(bry_table_text(t, r * 90 + i, bry_table_find_column(t, "time")), "tue");
    }
    for (int g = 1; g <= 6; g++)
      assert_true(leaders[g] >= 1 && kind[g] >= 4 && kind[g] <= 6);
  }
  bry_table_free(t);
  bry_table_free(people);
}

static void bad_rules_are_refused_by_place_and_name_nobody(void **state) {
  (void)state;
  static const char *const bad[] = {
      "{\"rules\": [{\"rule\": \"apart\", \"people\": [\"p1\", \"kari\"]}]}",
      "{\"rules\": [{\"rule\": \"apart\", \"people\": [\"p1\", \"p1\"]}]}",
      "{\"rules\": [{\"rule\": \"apart\", \"people\": [\"p1\"]}]}",
      "{\"rules\": [{\"rule\": \"near\", \"people\": [\"p1\", \"p2\"]}]}",
      "{\"rules\": [{\"rule\": \"fixed\", \"people\": [\"p1\"], \"group\": 7}]}",
      "{\"rules\": [{\"rule\": \"quota\", \"column\": \"kind\", \"value\": \"k0\"}]}",
      "{\"rules\": [{\"rule\": \"quota\", \"column\": \"kari\", \"value\": \"k0\", \"at_least\": 1}]}",
      "{\"rules\": [{\"rule\": \"manager\"}]}",
      "{\"rules\": [3]}",
  };
  bry_table *people = large_crowd(), *t = NULL;
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    bry_error *err = NULL;
    assert_int_equal(compose(people, 6, bad[i], strlen(bad[i]), &t, &err), BRY_EREFUSED);
    assert_string_equal(bry_error_pointer(err), "/rules/0");
    assert_null(strstr(bry_error_message(err), "kari"));
    bry_error_free(err);
  }
  assert_int_equal(compose(people, 6, "{}", 2, &t, NULL), BRY_EREFUSED);
  assert_int_equal(compose(people, 6, "{", 1, &t, NULL), BRY_EPARSE);
  assert_null(t);
  bry_table_free(people);
}

static const bry_table *the_people;
static const char conflict[] = "{\"rules\": [{\"rule\": \"manager\", \"column\": \"manager\"},"
                               "{\"rule\": \"together\", \"people\": [\"p1\", \"p20\"]},"
                               "{\"rule\": \"apart\", \"people\": [\"p2\", \"p20\"]},"
                               "{\"rule\": \"availability\", \"column\": \"times\"}]}";

static bry_status compose_many(bry_error **err) {
  bry_table *t = NULL;
  bry_status status = compose(the_people, 6, many_rules, strlen(many_rules), &t, err);
  bry_table_free(t);
  return status;
}

static bry_status compose_in_vain(bry_error **err) {
  bry_table *t = NULL;
  return compose(the_people, 6, conflict, strlen(conflict), &t, err);
}

static void each_allocation_can_fail(void **state) {
  (void)state;
  bry_table *people = large_crowd();
  the_people = people;
  assert_true(each_allocation_may_fail(compose_many, BRY_OK) > 40);
  assert_true(each_allocation_may_fail(compose_in_vain, BRY_EREFUSED) > 40);
  bry_table_free(people);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(rules_hold_or_a_smallest_set_that_can_not_is_named),
      cmocka_unit_test(rules_of_all_kinds_hold_in_every_round),
      cmocka_unit_test(bad_rules_are_refused_by_place_and_name_nobody),
      cmocka_unit_test(each_allocation_can_fail),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
