/* The pure parts of a release: specification, pattern and tables, on counts in memory. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/json.h"
#include "core/nth_allocation.h"
#include "result/release_tables.h"

#include <bry.h>
#include <stdlib.h>
#include <string.h>

static const char form[] =
    "{\"elements\": [{\"type\": \"rating\", \"name\": \"near\", \"rateMin\": 1, \"rateMax\": 5}]}";
static const char json[] =
    "{\"name\": \"r\", \"survey\": \"s\", \"by\": [\"unit\", [\"unit\", \"role\"]], \"items\": [\"near\"],"
    " \"hierarchies\": {\"unit\": [{\"code\": \"a\", \"parent\": \"north\"}, {\"code\": \"b\", \"parent\": "
    "\"north\"},"
    " {\"code\": \"c\"}, {\"code\": \"d\"}]}}";
static const char *const names[] = {"unit", "role"};
static const char *const units[] = {"a", "b", "c", "d"};
static const char *const roles[] = {"x", "y"};

/* People by unit and role. */
static const int32_t before[4][2] = {{12, 9}, {3, 25}, {14, 8}, {30, 6}};
static const int32_t one_less[4][2] = {{12, 8}, {3, 25}, {14, 8}, {30, 6}};
static const int32_t eight_less[4][2] = {{12, 9}, {3, 25}, {14, 0}, {30, 6}};
static const int32_t one_more[4][2] = {{12, 9}, {3, 26}, {14, 8}, {30, 6}};
static const int32_t one_moved[4][2] = {{13, 8}, {3, 25}, {14, 8}, {30, 6}};

static const int32_t two_small[4][2] = {{12, 9}, {13, 25}, {4, 0}, {6, 0}};

typedef struct made {
  bry__release_spec spec;
  bry__release_data data;
  bry__release_plan plan;
  bry__release_tables tables;
} made;

static bry_questionnaire *questionnaire;
static const bry__release_labels no_labels[2];
static bry__release_source source;

/* alike: all of unit d and role x gave one answer, and (2) all of unit c. */
static bry_status count(bry__release_data *data, const int32_t people[4][2], int alike, bry_error **err) {
  data->segments = names;
  data->segment_count = 2;
  source.item = &questionnaire->items[0];
  if (bry__release_population_add(data, "groups", 0, 0, 0) < 0) return bry__enomem(err);
  source.population = bry__release_item_population_add(data, source.item);
  if (source.population < 0) return bry__enomem(err);
  for (int u = 0; u < 4; u++)
    for (int r = 0; r < 2; r++) {
      const char *values[] = {units[u], roles[r]};
      const size_t sizes[] = {1, 1};
      int32_t atom = bry__release_atom(data, values, sizes);
      if (atom < 0) return bry__enomem(err);
      for (int p = 0; p < 2; p++)
        if (bry__release_population_reach(&data->populations[p], atom) != 0) return bry__enomem(err);
      data->populations[0].people[atom] = data->populations[1].people[atom] = people[u][r];
      for (int i = 0; i < people[u][r]; i++)
        data->populations[1]
            .counts[(size_t)atom * 6 +
                    (alike && r == 0 && (u == 3 || (u == 2 && alike == 2)) ? 4 : 1 + (size_t)(i % 5))]++;
    }
  return BRY_OK;
}

static bry_status make(made *m, const int32_t people[4][2], int alike, struct json_object *const *earlier,
                       int32_t earlier_count, bry_error **err) {
  *m = (made){0};
  bry_status status = bry__release_spec_parse(&m->spec, json, strlen(json), err);
  if (status == BRY_OK) status = count(&m->data, people, alike, err);
  m->plan =
      (bry__release_plan){.spec = &m->spec, .data = &m->data, .earlier = earlier, .earlier_count = earlier_count};
  m->tables = (bry__release_tables){.plan = &m->plan, .labels = no_labels, .items = &source};
  if (status == BRY_OK) status = bry__release_plan_make(&m->plan, err);
  return status == BRY_OK ? bry__release_tables_make(&m->tables, err) : status;
}

static bry_error *failure;

static void expect_made(bry_status status) {
  if (status != BRY_OK) fail_msg("%s: %s", bry_status_name(status), bry_error_message(failure));
}

static void clear(made *m) {
  bry__release_tables_clear(&m->tables);
  bry__release_plan_clear(&m->plan);
  bry__release_data_clear(&m->data);
  bry__release_spec_clear(&m->spec);
}

static bry_table *table_of(const made *m, const char *name) {
  bry_table *t = NULL;
  int64_t place = bry__strings_find(&m->tables.names, name, strlen(name));
  assert_true(place >= 0);
  const char *document = m->tables.documents[place];
  assert_int_equal(bry_table_from_json(document, strlen(document), &t, NULL), BRY_OK);
  return t;
}

/* The number in a row of unit and role (NULL: no such column); -1: withheld, -2: there is no such row. */
static int64_t number_of(const bry_table *t, const char *unit, const char *role, const char *column) {
  for (int64_t row = 0; row < bry_table_row_count(t); row++) {
    if (strcmp(bry_table_text(t, row, 0), unit) != 0 || (role && strcmp(bry_table_text(t, row, 1), role) != 0))
      continue;
    int32_t c = bry_table_find_column(t, column);
    return bry_table_missing(t, row, c) == BRY_MISSING_WITHHELD ? -1 : (int64_t)bry_table_double(t, row, c);
  }
  return -2;
}

static struct json_object *ground_of(const made *m) {
  static const bry__json_limits limits = {.max_bytes = 1 << 20, .max_depth = 8};
  struct json_object *ground = NULL;
  bry__buffer b = {0};
  bry__release_ground_put(&b, &m->plan);
  assert_int_equal(bry__json_parse("ground", b.data, b.size, &limits, &ground, NULL), BRY_OK);
  bry__buffer_free(&b);
  return ground;
}

static int set_up(void **state) {
  (void)state;
  return bry_questionnaire_parse(form, strlen(form), &questionnaire, NULL);
}

static int tear_down(void **state) {
  (void)state;
  bry_questionnaire_free(questionnaire);
  return 0;
}

static void a_table_holds_its_groups_and_larger_ones(void **state) {
  (void)state;
  made m;
  expect_made(make(&m, before, 0, NULL, 0, &failure));
  bry_table *groups = table_of(&m, "groups_by_unit"), *crossed = table_of(&m, "groups_by_unit_role");
  assert_int_equal(number_of(groups, "north", NULL, "respondents"), 49);
  assert_int_equal(number_of(groups, "d", NULL, "respondents"), 36);
  assert_int_equal(number_of(groups, "nowhere", NULL, "respondents"), -2);
  assert_int_equal(number_of(crossed, "b", "x", "respondents"), -1);
  bry_table_free(groups);
  bry_table_free(crossed);
  clear(&m);
}

static void a_group_that_answers_alike_is_withheld_in_that_item_alone(void **state) {
  (void)state;
  made various, alike;
  expect_made(make(&various, before, 0, NULL, 0, &failure));
  expect_made(make(&alike, before, 1, NULL, 0, &failure));
  bry_table *then = table_of(&various, "near_by_unit_role"), *now = table_of(&alike, "near_by_unit_role");
  bry_table *mean = table_of(&alike, "near_mean_by_unit_role"), *groups = table_of(&alike, "groups_by_unit_role");
  assert_int_equal(number_of(groups, "d", "x", "respondents"), 30);
  assert_int_equal(number_of(then, "d", "x", "respondents"), 30);
  assert_int_equal(number_of(now, "d", "x", "respondents"), -1);
  assert_int_equal(number_of(now, "d", "x", "count"), -1);
  assert_int_equal(number_of(mean, "d", "x", "mean"), -1);
  bry_table_free(then);
  bry_table_free(now);
  bry_table_free(mean);
  bry_table_free(groups);
  clear(&various);
  clear(&alike);
}

/* Whether a unit, all roles, is shown with its answers. */
static int shows_spread(const made *m, const char *unit) {
  const bry__release_plan *plan = &m->plan;
  for (int32_t i = 0; i < plan->cell_count; i++)
    if (strcmp(plan->names[i * plan->axes], unit) == 0 && strcmp(plan->names[i * plan->axes + 1], BRY__WHOLE) == 0)
      return plan->cells[1].status[BRY__LEVEL_DISTRIBUTION][i] == BRY__PUBLISHED;
  fail_msg("no unit %s", unit);
  return 0;
}

/* The whole less north leaves c and d, who are withheld: of them all gave one answer, or not. */
static void units_that_answer_alike_are_not_left_by_subtraction(void **state) {
  (void)state;
  made m;
  expect_made(make(&m, two_small, 0, NULL, 0, NULL));
  assert_true(shows_spread(&m, BRY__WHOLE) && shows_spread(&m, "north"));
  assert_false(shows_spread(&m, "c") || shows_spread(&m, "d"));
  clear(&m);
  expect_made(make(&m, two_small, 2, NULL, 0, NULL));
  assert_true(shows_spread(&m, BRY__WHOLE));
  assert_false(shows_spread(&m, "north") || (shows_spread(&m, "a") && shows_spread(&m, "b")));
  clear(&m);
}

static void the_same_people_give_the_same_tables_again(void **state) {
  (void)state;
  made first, second;
  expect_made(make(&first, before, 0, NULL, 0, &failure));
  struct json_object *ground = ground_of(&first);
  expect_made(make(&second, before, 0, &ground, 1, &failure));
  assert_int_equal(first.tables.names.count, second.tables.names.count);
  for (uint32_t i = 0; i < first.tables.names.count; i++)
    assert_string_equal(first.tables.documents[i], second.tables.documents[i]);
  clear(&first);
  clear(&second);
  json_object_put(ground);
}

/* A mean of few people tells their answers. */
static void a_mean_is_shown_where_the_distribution_is(void **state) {
  (void)state;
  static const int32_t small[4][2] = {{12, 9}, {6, 25}, {14, 8}, {30, 9}};
  made m;
  expect_made(make(&m, small, 0, NULL, 0, &failure));
  bry_table *near = table_of(&m, "near_by_unit_role"), *mean = table_of(&m, "near_mean_by_unit_role");
  assert_int_equal(number_of(mean, "b", "x", "respondents"), 6);
  assert_int_equal(number_of(mean, "b", "x", "mean"), -1);
  assert_int_equal(number_of(near, "b", "x", "count"), -1);
  int shown = 0;
  for (int u = 0; u < 4; u++)
    for (int r = 0; r < 2; r++) {
      int64_t count = number_of(near, units[u], roles[r], "count"),
              value = number_of(mean, units[u], roles[r], "mean");
      assert_int_equal(count == -1, value == -1);
      shown += value != -1;
    }
  assert_in_range(shown, 1, 7);
  bry_table_free(near);
  bry_table_free(mean);
  clear(&m);
}

/* Of one release and answers that have changed since. */
static void expect_refused_after(const int32_t people[4][2], struct json_object *const *earlier, int32_t count,
                                 const char *saying) {
  made m;
  bry_error *err = NULL;
  assert_int_equal(make(&m, people, 0, earlier, count, &err), BRY_EREFUSED);
  assert_non_null(strstr(bry_error_message(err), saying));
  bry_error_free(err);
  clear(&m);
}

static void another_release_of_other_people_is_refused(void **state) {
  (void)state;
  static const int32_t nobody[4][2] = {{0}};
  made first;
  expect_made(make(&first, before, 0, NULL, 0, &failure));
  struct json_object *grounds[] = {ground_of(&first), ground_of(&first)};
  expect_refused_after(one_less, grounds, 1, "no longer those");
  expect_refused_after(eight_less, grounds, 1, "no longer those");
  expect_refused_after(one_more, grounds, 1, "no longer those");
  expect_refused_after(one_moved, grounds, 1, "no longer those");
  expect_refused_after(nobody, grounds, 1, "no longer those");
  expect_refused_after(one_less, grounds, 2, "no longer those");
  clear(&first);
  json_object_put(grounds[0]);
  json_object_put(grounds[1]);
}

/* The second of the earlier releases says of the item that somebody more answered it. */
static void a_part_of_other_people_is_refused(void **state) {
  (void)state;
  made first;
  expect_made(make(&first, before, 0, NULL, 0, &failure));
  struct json_object *grounds[] = {ground_of(&first), ground_of(&first)};
  struct json_object *people =
      bry__json_array(bry__json_object(bry__json_object(grounds[1], "populations"), "item near"), "people");
  assert_non_null(people);
  assert_int_equal(json_object_array_put_idx(people, 0, json_object_new_int64(13)), 0);
  expect_refused_after(before, grounds, 2, "\"item near\"");
  made again;
  expect_made(make(&again, before, 0, grounds, 1, &failure));
  clear(&again);
  clear(&first);
  json_object_put(grounds[0]);
  json_object_put(grounds[1]);
}

static bry_status release_all(bry_error **err) {
  made m;
  bry_table *withheld = NULL, *again = NULL;
  bry__buffer b = {0};
  bry_status status = make(&m, before, 1, NULL, 0, err);
  if (status == BRY_OK) status = bry__release_withheld(&m.plan, &withheld, err);
  if (status == BRY_OK) {
    bry__release_ground_put(&b, &m.plan);
    bry__release_audit_put(&b, &m.plan);
    bry__release_manifest_put(&b, &m.tables, "");
    if (b.failed) status = bry__enomem(err);
  }
  if (status == BRY_OK)
    status = bry_table_from_json(m.tables.documents[1], strlen(m.tables.documents[1]), &again, err);
  bry__buffer_free(&b);
  bry_table_free(withheld);
  bry_table_free(again);
  clear(&m);
  return status;
}

static void any_allocation_may_fail(void **state) {
  (void)state;
  assert_true(each_allocation_may_fail(release_all, BRY_OK) > 100);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_table_holds_its_groups_and_larger_ones),
      cmocka_unit_test(a_group_that_answers_alike_is_withheld_in_that_item_alone),
      cmocka_unit_test(units_that_answer_alike_are_not_left_by_subtraction),
      cmocka_unit_test(the_same_people_give_the_same_tables_again),
      cmocka_unit_test(a_mean_is_shown_where_the_distribution_is),
      cmocka_unit_test(another_release_of_other_people_is_refused),
      cmocka_unit_test(a_part_of_other_people_is_refused),
      cmocka_unit_test(any_allocation_may_fail),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
