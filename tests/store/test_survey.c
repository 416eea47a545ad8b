/* Surveys: created once, found again, opened, closed, listed; segments checked; tenants kept apart. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/nth_allocation.h"
#include "store/people.h"
#include "store/survey.h"

#include <time.h>

static bry_questionnaire *parse(const char *json) {
  bry_questionnaire *questionnaire = NULL;
  assert_ok(bry_questionnaire_parse(json, strlen(json), &questionnaire, ERR));
  return questionnaire;
}

static bry_survey_options with_segments(const char *segments) {
  bry_survey_options options;
  bry_survey_options_init(&options);
  options.segments = segments;
  return options;
}

static void what_was_created_is_found_again(void **state) {
  (void)state;
  bry_questionnaire *q = parse(workplace_questionnaire);
  bry_survey_options options = with_segments(workplace_segments);
  bry_survey *made = NULL, *found = NULL;
  assert_ok(bry_survey_create(store, "host-2026", q, &options, &made, ERR));
  assert_ok(bry_survey_get(store, "host-2026", &found, ERR));
  assert_string_equal(bry_survey_slug(found), "host-2026");
  assert_string_equal(bry_survey_title(found), "Arbeidsplassen");
  assert_string_equal(bry_questionnaire_version(bry_survey_questionnaire(found)), bry_questionnaire_version(q));
  assert_int_equal(found->segment_count, 2);
  assert_string_equal(found->segments[0].values[1], "oppvekst");
  assert_null(found->segments[1].values);
  assert_memory_equal(found->salt, made->salt, sizeof found->salt);
  assert_memory_equal(found->survey_id, made->survey_id, 16);
  bry_survey_free(made);
  bry_survey_free(found);
  bry_questionnaire_free(q);
}

static void the_same_again_is_fine_and_anything_else_a_conflict(void **state) {
  (void)state;
  bry_questionnaire *q = parse(workplace_questionnaire);
  bry_questionnaire *other = parse("{\"elements\": [{\"type\": \"comment\", \"name\": \"x\"}]}");
  bry_survey_options options = with_segments(workplace_segments);
  options.opens_at_us = 1700000000000001;
  options.closes_at_us = 1900000000000002;
  bry_survey *survey = NULL;
  assert_ok(bry_survey_create(store, "again", q, &options, NULL, ERR));
  assert_ok(bry_survey_open(store, "again", ERR));
  assert_ok(bry_survey_create(store, "again", q, &options, &survey, ERR));
  bry_survey_free(survey);
  assert_int_equal(bry_survey_create(store, "again", other, &options, &survey, NULL), BRY_ECONFLICT);
  assert_null(survey);
  bry_survey_options changed = options;
  changed.title = "Annet";
  assert_int_equal(bry_survey_create(store, "again", q, &changed, NULL, NULL), BRY_ECONFLICT);
  changed = options;
  changed.closes_at_us++;
  assert_int_equal(bry_survey_create(store, "again", q, &changed, NULL, NULL), BRY_ECONFLICT);
  changed = options;
  changed.opens_at_us = 0;
  assert_int_equal(bry_survey_create(store, "again", q, &changed, NULL, NULL), BRY_ECONFLICT);
  changed = options;
  changed.segments = NULL;
  assert_int_equal(bry_survey_create(store, "again", q, &changed, NULL, NULL), BRY_ECONFLICT);
  bry_questionnaire_free(q);
  bry_questionnaire_free(other);
}

static void segments_that_differ_only_in_white_space_are_the_same(void **state) {
  (void)state;
  bry_questionnaire *q = parse(workplace_questionnaire);
  bry_survey_options a = with_segments("[{\"name\":\"sektor\",\"values\":[\"helse\"]}]");
  bry_survey_options b = with_segments(" [ {\"values\": [\"helse\"], \"name\": \"sektor\"} ] ");
  assert_ok(bry_survey_create(store, "space", q, &a, NULL, ERR));
  assert_ok(bry_survey_create(store, "space", q, &b, NULL, ERR));
  bry_questionnaire_free(q);
}

static void wrong_arguments_are_told(void **state) {
  (void)state;
  bry_questionnaire *q = parse(workplace_questionnaire);
  bry_survey *survey = NULL;
  bry_survey_options options = with_segments(NULL);
  const char *const slugs[] = {
      NULL, "", "Stor", "-a", "_a", "a b", "å", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"};
  for (size_t i = 0; i < sizeof slugs / sizeof slugs[0]; i++) {
    assert_int_equal(bry_survey_create(store, slugs[i], q, NULL, &survey, NULL), BRY_EINVAL);
    assert_int_equal(bry_survey_get(store, slugs[i], &survey, NULL), BRY_EINVAL);
  }
  assert_int_equal(bry_survey_create(store, "x", NULL, NULL, NULL, NULL), BRY_EINVAL);
  assert_int_equal(bry_survey_create(NULL, "x", q, NULL, NULL, NULL), BRY_EINVAL);
  assert_int_equal(bry_survey_get(store, "x", NULL, NULL), BRY_EINVAL);
  options.title = "to\nlinjer";
  assert_int_equal(bry_survey_create(store, "x", q, &options, NULL, NULL), BRY_EINVAL);
  options.title = "ugyldig \xff";
  assert_int_equal(bry_survey_create(store, "x", q, &options, NULL, NULL), BRY_EINVAL);
  options.title = NULL;
  options.opens_at_us = 10;
  options.closes_at_us = 10;
  assert_int_equal(bry_survey_create(store, "x", q, &options, NULL, NULL), BRY_EINVAL);
  options.closes_at_us = INT64_MAX;
  assert_int_equal(bry_survey_create(store, "x", q, &options, NULL, NULL), BRY_EINVAL);
  options = with_segments(NULL);
  options.struct_size = 0;
  assert_int_equal(bry_survey_create(store, "x", q, &options, NULL, NULL), BRY_EINVAL);
  options.struct_size = 8; /* an older header's: only the first fields are read */
  options.closes_at_us = INT64_MAX;
  assert_ok(bry_survey_create(store, "older", q, &options, NULL, ERR));
  struct {
    bry_survey_options known;
    int64_t unknown;
  } newer = {.unknown = 1};
  bry_survey_options_init(&newer.known);
  newer.known.struct_size = sizeof newer;
  assert_int_equal(bry_survey_create(store, "x", q, &newer.known, NULL, NULL), BRY_ENOTSUPPORTED);
  newer.unknown = 0;
  assert_ok(bry_survey_create(store, "newer", q, &newer.known, NULL, ERR));
  assert_int_equal(bry_survey_get(store, "x", &survey, NULL), BRY_ENOTFOUND);
  assert_int_equal(bry_survey_open(store, "x", NULL), BRY_ENOTFOUND);
  assert_int_equal(bry_survey_close(store, "x", NULL, NULL, NULL), BRY_ENOTFOUND);
  bry_questionnaire_free(q);
}

static void expect_window_refused(const bry_questionnaire *q, const bry_survey_options *options, const char *word) {
  bry_error *err = NULL;
  assert_int_equal(bry_survey_create(store, "window", q, options, NULL, &err), BRY_EINVAL);
  assert_non_null(strstr(bry_error_message(err), word));
  bry_error_free(err);
}

static void a_window_that_lets_nothing_in_is_refused(void **state) {
  (void)state;
  const int64_t now_us = (int64_t)time(NULL) * 1000000, hour = 3600000000;
  bry_questionnaire *q = parse(workplace_questionnaire);
  bry_survey_options options = with_segments(NULL);
  options.closes_at_us = now_us - 60000000;
  expect_window_refused(q, &options, "still to come");
  options.retain_until = "2020-01-01"; /* two faults: the first is told */
  expect_window_refused(q, &options, "still to come");
  options.retain_until = NULL;
  options.opens_at_us = now_us + 2 * hour;
  options.closes_at_us = now_us + hour;
  expect_window_refused(q, &options, "before it opens");
  options.opens_at_us = options.closes_at_us;
  expect_window_refused(q, &options, "before it opens");
  assert_int_equal(ask_number("SELECT count(*) FROM bry.survey WHERE slug = 'window'"), 0);
  options.opens_at_us = 0;
  assert_ok(bry_survey_create(store, "window", q, &options, NULL, ERR));
  as_superuser("UPDATE bry.survey SET closes_at = closes_at - interval '2 hours' WHERE slug = 'window'");
  options.closes_at_us -= 2 * hour; /* the very same again is no news, however old it has grown */
  assert_ok(bry_survey_create(store, "window", q, &options, NULL, ERR));
  bry_questionnaire_free(q);
}

static void expect_refused(const bry_questionnaire *q, const char *segments, const char *rule, const char *pointer) {
  bry_survey_options options = with_segments(segments);
  bry_error *err = NULL;
  assert_int_equal(bry_survey_create(store, "refused", q, &options, NULL, &err), BRY_EREFUSED);
  const bry_findings *findings = bry_error_findings(err);
  assert_int_equal(bry_findings_count(findings), 1);
  assert_string_equal(bry_findings_rule_at(findings, 0), rule);
  assert_string_equal(bry_findings_pointer_at(findings, 0), pointer);
  bry_error_free(err);
}

static void segments_are_checked_with_their_places(void **state) {
  (void)state;
  bry_questionnaire *q = parse(workplace_questionnaire);
  expect_refused(q, "{}", "segment.list", "");
  expect_refused(q, "[1]", "segment.object", "/0");
  expect_refused(q, "[{\"name\":\"a\"},{\"label\":\"x\"}]", "segment.name", "/1/name");
  expect_refused(q, "[{\"name\":\"a\\nb\"}]", "segment.name", "/0/name");
  expect_refused(q, "[{\"name\":\"a\"},{\"name\":\"a\"}]", "segment.taken", "/1/name");
  expect_refused(q, "[{\"name\":\"near\"}]", "segment.taken", "/0/name");
  expect_refused(q, "[{\"name\":\"mood.mon\"}]", "segment.taken", "/0/name");
  expect_refused(q, "[{\"name\":\"id\"}]", "segment.taken", "/0/name");
  expect_refused(q, "[{\"name\":\"theme\"}]", "segment.taken", "/0/name");
  expect_refused(q, "[{\"name\":\"a\",\"label\":3}]", "segment.label", "/0/label");
  expect_refused(q, "[{\"name\":\"a\",\"extra/~\":3}]", "segment.property", "/0/extra~1~0");
  expect_refused(q, "[{\"name\":\"a\",\"values\":[]}]", "segment.values", "/0/values");
  expect_refused(q, "[{\"name\":\"a\",\"values\":\"b\"}]", "segment.values", "/0/values");
  expect_refused(q, "[{\"name\":\"a\",\"values\":[\"b\",7]}]", "segment.value", "/0/values/1");
  expect_refused(q, "[{\"name\":\"a\",\"values\":[\"b\",\"\"]}]", "segment.value", "/0/values/1");
  expect_refused(q, "[{\"name\":\"a\",\"values\":[\"b\",\"b\"]}]", "segment.value.duplicate", "/0/values/1");
  expect_refused(q, "[{\"name\":\"a\",\"values\":[{\"value\":\"b\",\"label\":[]}]}]", "segment.label",
                 "/0/values/0/label");
  bry_survey_options options = with_segments("[{\"name\":\"a\",\"name\":\"b\"}]");
  assert_int_equal(bry_survey_create(store, "refused", q, &options, NULL, NULL), BRY_EPARSE);
  options.segments = "[";
  assert_int_equal(bry_survey_create(store, "refused", q, &options, NULL, NULL), BRY_EPARSE);
  char many[1024] = "[";
  for (int i = 0; i < 17; i++)
    sprintf(many + strlen(many), "%s{\"name\":\"s%d\"}", i ? "," : "", i);
  strcat(many, "]");
  expect_refused(q, many, "segment.count", "");
  bry_questionnaire_free(q);
}

static void segment_values_may_have_labels(void **state) {
  (void)state;
  bry_questionnaire *q = parse(workplace_questionnaire);
  bry_survey_options options = with_segments("[{\"name\":\"s\",\"label\":{\"nb\":\"Sektor\",\"en\":\"Sector\"},"
                                             "\"values\":[{\"value\":\"h\",\"label\":{\"nb\":\"Helse\"}},\"o\"]}]");
  bry_survey *survey = NULL;
  assert_ok(bry_survey_create(store, "labels", q, &options, &survey, ERR));
  assert_string_equal(bry__label_get(&survey->segments[0].label, "en"), "Sector");
  assert_string_equal(bry__label_get(&survey->segments[0].labels[0], "nn"), "Helse");
  assert_null(bry__label_get(&survey->segments[0].labels[1], "nb"));
  assert_int_equal(bry__segment_accepts(&survey->segments[0], "o", 1), 1);
  assert_int_equal(bry__segment_accepts(&survey->segments[0], "x", 1), 0);
  bry_survey_free(survey);
  bry_questionnaire_free(q);
}

static void slots_say_where_each_answer_lies(void **state) {
  (void)state;
  bry_survey_free(make_survey("slots"));
  PGconn *pg = cluster_connect(&server, 0);
  assert_string_equal(
      cluster_sql(pg, "SELECT string_agg(kind || slot || ' ' || item || coalesce('.' || part, ''), ', '"
                      " ORDER BY kind, slot) FROM bry.slot JOIN bry.survey USING (tenant_id, version)"
                      " WHERE slug = 'slots'"),
      "closed1 near, closed2 meet.lunch, closed3 meet.coffee, closed4 meet.online, closed5 role, "
      "closed6 mood.mon, closed7 mood.fri, text1 role.Comment, text2 words.first, text3 words.second, "
      "text4 dream");
  assert_string_equal(cluster_sql(pg, "SELECT codes[1] IS NULL AND codes[2] = 'ansatt' FROM bry.slot JOIN bry.survey"
                                      " USING (tenant_id, version) WHERE slug = 'slots' AND item = 'role'"
                                      " AND kind = 'closed'"),
                      "t");
  PQfinish(pg);
}

static void closing_is_final(void **state) {
  (void)state;
  bry_survey_free(make_survey("final"));
  assert_ok(bry_survey_open(store, "final", ERR));
  assert_ok(bry_survey_close(store, "final", NULL, NULL, ERR));
  assert_ok(bry_survey_close(store, "final", NULL, NULL, ERR));
  assert_int_equal(bry_survey_open(store, "final", NULL), BRY_ESTATE);
}

static void a_survey_without_responses_can_be_deleted_and_its_slug_used_again(void **state) {
  (void)state;
  char id[37];
  bry_uuid_v4(id);
  bry_survey *old = make_survey("gone"), *found = NULL;
  assert_ok(bry_survey_delete(store, "gone", ERR));
  assert_int_equal(bry_survey_get(store, "gone", &found, NULL), BRY_ENOTFOUND);
  assert_int_equal(bry_survey_delete(store, "gone", NULL), BRY_ENOTFOUND);
  bry_survey *anew = make_survey("gone"); /* and open: what is known of the first must not fill it */
  assert_int_equal(bry_response_submit(store, old, id, "{\"near\":1}", 10, NULL, NULL, NULL), BRY_ENOTFOUND);
  bry_import *import = NULL;
  static const char csv[] = "id,near\na,1\n";
  assert_int_equal(import_bytes(old, BRY_IMPORT_CSV, csv, sizeof csv - 1, &import, NULL), BRY_ENOTFOUND);
  assert_int_equal(count_responses(anew), 0);
  assert_ok(bry_response_submit(store, anew, id, "{\"near\":1}", 10, NULL, NULL, ERR));
  assert_int_equal(bry_survey_delete(store, "gone", NULL), BRY_ESTATE);
  assert_int_equal(count_responses(anew), 1);
  bry_survey_free(old);
  bry_survey_free(anew);
}

static void surveys_are_listed_with_state_and_count(void **state) {
  (void)state;
  assert_ok(bry_tenant_add(store, "lister", "Lister", ERR));
  assert_ok(bry_store_set_tenant(store, "lister", ERR));
  bry_survey *survey = make_survey("one");
  bry_survey_free(make_survey("two"));
  assert_ok(bry_survey_close(store, "two", NULL, NULL, ERR));
  char id[37];
  bry_uuid_v4(id);
  assert_ok(bry_response_submit(store, survey, id, "{\"near\":1}", 10, NULL, NULL, ERR));
  bry_table *table = NULL;
  assert_ok(bry_survey_list(store, &table, ERR));
  assert_int_equal(bry_table_row_count(table), 2);
  int64_t one = find_row(table, "one", "Arbeidsplassen", "open");
  int64_t two = find_row(table, "two", NULL, "closed");
  assert_true(one >= 0 && two >= 0);
  assert_int_equal(number_in(table, one, "responses"), 1);
  assert_int_equal(number_in(table, two, "responses"), 0);
  bry_table_free(table);
  bry_survey_free(survey);
  assert_ok(bry_store_set_tenant(store, "test", ERR));
}

static void tenants_do_not_see_each_other(void **state) {
  (void)state;
  assert_ok(bry_tenant_add(store, "nabo", "Nabo", ERR));
  bry_survey *ours = make_survey("ours");
  assert_ok(bry_store_set_tenant(store, "nabo", ERR));
  bry_survey *found = NULL;
  bry_table *table = NULL;
  int64_t count = 0;
  assert_int_equal(bry_survey_get(store, "ours", &found, NULL), BRY_ENOTFOUND);
  assert_int_equal(bry_survey_close(store, "ours", NULL, NULL, NULL), BRY_ENOTFOUND);
  assert_int_equal(bry_survey_delete(store, "ours", NULL), BRY_ENOTFOUND);
  assert_int_equal(bry_response_count(store, ours, &count, NULL), BRY_ENOTFOUND);
  assert_ok(bry_survey_list(store, &table, ERR));
  assert_int_equal(bry_table_row_count(table), 0);
  bry_table_free(table);
  assert_ok(bry_store_set_tenant(store, "test", ERR));
  bry_survey_free(ours);
}

static void what_results_may_be_split_by_is_listed(void **state) {
  (void)state;
  bry_survey *survey = make_survey("split");
  bry_table *table = NULL;
  assert_ok(bry_survey_segments(survey, &table, ERR));
  int32_t name = bry_table_find_column(table, "segment"), value = bry_table_find_column(table, "value");
  int64_t row = 0;
  for (int32_t i = 0; i < survey->segment_count; i++)
    for (int32_t v = 0; v == 0 || v < survey->segments[i].value_count; v++, row++) {
      assert_string_equal(bry_table_text(table, row, name), survey->segments[i].name);
      if (survey->segments[i].values)
        assert_string_equal(bry_table_text(table, row, value), survey->segments[i].values[v]);
      else
        assert_int_equal(bry_table_missing(table, row, value), BRY_MISSING);
    }
  assert_int_equal(bry_table_row_count(table), row);
  bry_table_free(table);
  assert_int_equal(bry_survey_segments(NULL, &table, NULL), BRY_EINVAL);
  assert_int_equal(bry_survey_segments(survey, NULL, NULL), BRY_EINVAL);
  bry_survey_free(survey);
}

static bry_questionnaire *questionnaire;

static bry_status create_work(bry_error **err) {
  bry_survey_options options = with_segments("[{\"name\":\"s\",\"label\":{\"nb\":\"S\"},\"values\":[\"a\","
                                             "{\"value\":\"b\",\"label\":\"B\"}]},{\"name\":\"t\"}]");
  bry_survey *survey = NULL;
  bry_status status = bry_survey_create(store, "memory", questionnaire, &options, &survey, err);
  assert_int_equal(status == BRY_OK, survey != NULL);
  bry_survey_free(survey);
  return status;
}

static bry_status refuse_work(bry_error **err) {
  bry_survey_options options = with_segments("[{\"name\":\"s\",\"values\":[3]},{\"name\":\"s\"}]");
  return bry_survey_create(store, "memory", questionnaire, &options, NULL, err);
}

static bry_status get_work(bry_error **err) {
  bry_survey *survey = NULL;
  bry_status status = bry_survey_get(store, "memory", &survey, err);
  bry_survey_free(survey);
  return status;
}

static bry_status open_work(bry_error **err) {
  return bry_survey_open(store, "memory", err);
}

static bry_status close_work(bry_error **err) {
  return bry_survey_close(store, "memory", NULL, NULL, err);
}

static bry_status delete_work(bry_error **err) {
  bry_status status = bry_survey_create(store, "memory-gone", questionnaire, NULL, NULL, err);
  return status == BRY_OK ? bry_survey_delete(store, "memory-gone", err) : status;
}

static bry_status list_work(bry_error **err) {
  bry_table *table = NULL;
  bry_status status = bry_survey_list(store, &table, err);
  bry_table_free(table);
  return status;
}

static const bry_survey *split;

static bry_status segments_work(bry_error **err) {
  bry_table *table = NULL;
  bry_status status = bry_survey_segments(split, &table, err);
  bry_table_free(table);
  return status;
}

static void any_allocation_may_fail(void **state) {
  (void)state;
  questionnaire = parse(workplace_questionnaire);
  bry_survey *survey = make_survey("split-2");
  split = survey;
  assert_true(each_allocation_may_fail(segments_work, BRY_OK) > 5);
  bry_survey_free(survey);
  assert_true(each_allocation_may_fail(create_work, BRY_OK) > 20);
  assert_true(each_allocation_may_fail(refuse_work, BRY_EREFUSED) > 5);
  assert_true(each_allocation_may_fail(get_work, BRY_OK) > 20);
  each_allocation_may_fail(list_work, BRY_OK);
  each_allocation_may_fail(delete_work, BRY_OK);
  each_allocation_may_fail(open_work, BRY_OK);
  each_allocation_may_fail(close_work, BRY_OK);
  each_allocation_may_fail(open_work, BRY_ESTATE);
  bry_questionnaire_free(questionnaire);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_was_created_is_found_again),
      cmocka_unit_test(the_same_again_is_fine_and_anything_else_a_conflict),
      cmocka_unit_test(segments_that_differ_only_in_white_space_are_the_same),
      cmocka_unit_test(wrong_arguments_are_told),
      cmocka_unit_test(a_window_that_lets_nothing_in_is_refused),
      cmocka_unit_test(segments_are_checked_with_their_places),
      cmocka_unit_test(segment_values_may_have_labels),
      cmocka_unit_test(slots_say_where_each_answer_lies),
      cmocka_unit_test(closing_is_final),
      cmocka_unit_test(a_survey_without_responses_can_be_deleted_and_its_slug_used_again),
      cmocka_unit_test(surveys_are_listed_with_state_and_count),
      cmocka_unit_test(what_results_may_be_split_by_is_listed),
      cmocka_unit_test(tenants_do_not_see_each_other),
      cmocka_unit_test(any_allocation_may_fail),
  };
  return cmocka_run_group_tests(tests, open_workplace, close_workplace);
}
