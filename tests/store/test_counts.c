/* Counts of closed items, whole and by segment, and what is withheld. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/nth_allocation.h"
#include "store/workplace.h"

/* 12 from helse, 6 from oppvekst, 5 without a sector; near is 4 for all of helse and 2 for the others. Half of helse
 * ticked lunch, all of oppvekst coffee and lunch; nobody else was asked. */
static bry_survey *filled_survey(const char *slug) {
  char csv[4096];
  size_t at = (size_t)sprintf(csv, "id,sektor,near,meet,mood.mon,dream\n");
  for (int i = 0; i < 23; i++) {
    const char *sector = i < 12 ? "helse" : i < 18 ? "oppvekst" : "";
    const char *meet = i < 6 ? "lunch" : i < 12 ? "online" : i < 18 ? "coffee;lunch" : "";
    at += (size_t)sprintf(csv + at, "r%d,%s,%d,%s,%s,\n", i, sector, i < 12 ? 4 : 2, meet, i < 20 ? "good" : "bad");
  }
  bry_survey *survey = make_survey(slug);
  bry_import_free(import_csv(survey, csv));
  return survey;
}

static bry_table *counts_of(const bry_survey *survey, const char *item, const char *segment, int32_t min_group) {
  bry_table *t = NULL;
  assert_ok(bry_survey_counts(store, survey, item, segment, min_group, &t, ERR));
  return t;
}

static void a_rating_is_counted_by_value(void **state) {
  (void)state;
  bry_survey *survey = filled_survey("rating");
  bry_table *t = counts_of(survey, "near", NULL, 0);
  assert_int_equal(bry_table_row_count(t), 5);
  assert_int_equal(number_in(t, find_row(t, "4", NULL, NULL), "count"), 12);
  assert_int_equal(number_in(t, find_row(t, "2", NULL, NULL), "count"), 11);
  assert_int_equal(number_in(t, find_row(t, "1", NULL, NULL), "count"), 0);
  assert_int_equal(number_in(t, 0, "respondents"), 23);
  bry_table_free(t);
  bry_survey_free(survey);
}

static void a_checkbox_has_a_slot_for_each_choice(void **state) {
  (void)state;
  bry_survey *survey = filled_survey("checkbox");
  bry_table *t = counts_of(survey, "meet", NULL, 0);
  int32_t count = bry_table_find_column(t, "count"), respondents = bry_table_find_column(t, "respondents");
  static const int64_t wanted[3] = {12, 6, 6}; /* lunch, coffee, online; of the 18 who answered */
  assert_int_equal(bry_table_row_count(t), 3);
  for (int64_t row = 0; row < 3; row++) {
    assert_int_equal(bry_table_int64(t, row, count), wanted[row]);
    assert_int_equal(bry_table_int64(t, row, respondents), 18);
  }
  bry_table_free(t);
  bry_survey_free(survey);
}

static void a_matrix_has_a_slot_for_each_row(void **state) {
  (void)state;
  bry_survey *survey = filled_survey("matrix");
  bry_table *t = counts_of(survey, "mood", NULL, 0);
  int64_t good = find_row(t, "mon", "good", NULL), other_day = find_row(t, "fri", "good", NULL);
  assert_true(good >= 0 && other_day >= 0);
  assert_int_equal(number_in(t, good, "count"), 20);
  assert_int_equal(number_in(t, other_day, "respondents"), 0);
  bry_table_free(t);
  bry_survey_free(survey);
}

static bry_survey *survey_of_units(void) {
  static const char json[] =
      "{\"elements\":[{\"type\":\"matrixdropdown\",\"name\":\"units\",\"rows\":[\"school\",\"library\"],\"columns\":["
      "{"
      "\"name\":\"near\",\"cellType\":\"rating\"}]},{\"type\":\"paneldynamic\",\"name\":\"ideas\",\"maxPanelCount\":"
      "3,"
      "\"templateElements\":[{\"type\":\"text\",\"name\":\"what\"},{\"type\":\"boolean\",\"name\":\"try\"}]}]}";
  bry_questionnaire *q = NULL;
  bry_survey *survey = NULL;
  assert_ok(bry_questionnaire_parse(json, sizeof json - 1, &q, ERR));
  assert_ok(bry_survey_create(store, "units", q, NULL, &survey, ERR));
  assert_ok(bry_survey_open(store, "units", ERR));
  bry_questionnaire_free(q);
  return survey;
}

/* Submitted and imported; who did not add a panel was not asked in it. */
static void cells_of_rows_and_panels_are_counted_like_questions(void **state) {
  (void)state;
  static const char *const answers[] = {
      "{\"units\":{\"school\":{\"near\":4}},\"ideas\":[{\"what\":\"a\",\"try\":true},{\"try\":true}]}",
      "{\"units\":{\"school\":{\"near\":4},\"library\":{\"near\":1}},\"ideas\":[{\"what\":\"b\",\"try\":false}]}"};
  bry_survey *survey = survey_of_units();
  for (int i = 0; i < 10; i++) {
    char id[] = "0b7c1f6e-0000-4000-8000-000000000000";
    int32_t outcome = -1;
    id[35] = (char)('0' + i);
    assert_ok(bry_response_submit(store, survey, id, answers[i % 2], strlen(answers[i % 2]), NULL, &outcome, ERR));
  }
  bry_import_free(import_csv(survey, "id,units.school.near,ideas[0].try,ideas[1].try\nx,4,ja,nei\n"));
  bry_table *t = counts_of(survey, "units.school.near", NULL, 0);
  assert_int_equal(number_in(t, find_row(t, "4", NULL, NULL), "count"), 11);
  bry_table_free(t);
  t = counts_of(survey, "ideas[1].try", NULL, 0);
  assert_int_equal(number_in(t, find_row(t, "true", NULL, NULL), "count"), 5);
  assert_int_equal(number_in(t, find_row(t, "false", NULL, NULL), "count"), 1);
  assert_int_equal(number_in(t, 0, "respondents"), 6);
  bry_table_free(t);
  assert_int_equal(bry_survey_counts(store, survey, "ideas", NULL, 0, &t, NULL), BRY_EINVAL);
  bry_survey_free(survey);
}

static void segments_come_in_the_surveys_order_and_none_last(void **state) {
  (void)state;
  bry_survey *survey = filled_survey("segments");
  bry_import_free(import_csv(survey, "id,sektor,near\nt1,teknisk,1\nt2,teknisk,1\nt3,teknisk,1\n"));
  bry_table *t = counts_of(survey, "near", "sektor", 3);
  assert_string_equal(bry_table_column_name(t, 0), "sektor");
  assert_int_equal(bry_table_row_count(t), 20);
  assert_string_equal(bry_table_text(t, 0, 0), "helse");
  assert_string_equal(bry_table_text(t, 5, 0), "oppvekst");
  assert_string_equal(bry_table_text(t, 10, 0), "teknisk");
  assert_null(bry_table_text(t, 15, 0));
  assert_int_equal(number_in(t, find_row(t, "helse", "4", NULL), "count"), 12);
  assert_int_equal(number_in(t, find_row(t, "oppvekst", "2", NULL), "count"), 6);
  bry_table_free(t);
  bry_survey_free(survey);
}

static void free_segment_values_are_sorted(void **state) {
  (void)state;
  bry_survey *survey = make_survey("free");
  char csv[1024];
  size_t at = (size_t)sprintf(csv, "id,enhet,near\n");
  for (int i = 0; i < 12; i++)
    at += (size_t)sprintf(csv + at, "%d,%s,3\n", i, i % 3 == 0 ? "C" : i % 3 == 1 ? "A" : "B");
  bry_import_free(import_csv(survey, csv));
  bry_table *t = counts_of(survey, "near", "enhet", 3);
  assert_string_equal(bry_table_text(t, 0, 0), "A");
  assert_string_equal(bry_table_text(t, 5, 0), "B");
  assert_string_equal(bry_table_text(t, 10, 0), "C");
  bry_table_free(t);
  bry_survey_free(survey);
}

static void a_small_group_is_withheld_and_so_is_what_would_reveal_it(void **state) {
  (void)state;
  bry_survey *survey = filled_survey("withheld");
  bry_import_free(import_csv(survey, "id,sektor,near\nt1,teknisk,1\nt2,teknisk,1\n"));
  bry_table *t = counts_of(survey, "near", "sektor", 5);
  int32_t count = bry_table_find_column(t, "count");
  int64_t few = find_row(t, "teknisk", "1", NULL);
  assert_true(few >= 0);
  assert_int_equal(bry_table_missing(t, few, count), BRY_MISSING_WITHHELD);
  int64_t withheld_groups = 0;
  for (int64_t row = 0; row < bry_table_row_count(t); row += 5) {
    withheld_groups += bry_table_missing(t, row, count) == BRY_MISSING_WITHHELD;
  }
  assert_int_equal(withheld_groups, 2);
  bry_table_free(t);
  bry_survey_free(survey);
}

static void a_survey_without_responses_counts_nothing(void **state) {
  (void)state;
  bry_survey *survey = make_survey("nobody");
  bry_table *t = counts_of(survey, "near", NULL, 0);
  assert_int_equal(bry_table_row_count(t), 5);
  assert_int_equal(number_in(t, 0, "respondents"), 0);
  bry_table_free(t);
  t = counts_of(survey, "near", "sektor", 0);
  assert_int_equal(bry_table_row_count(t), 0);
  bry_table_free(t);
  bry_survey_free(survey);
}

static void wrong_names_and_tenants_are_told(void **state) {
  (void)state;
  bry_survey *survey = make_survey("names");
  bry_table *t = (bry_table *)1;
  assert_int_equal(bry_survey_counts(store, survey, "nothing", NULL, 0, &t, NULL), BRY_ENOTFOUND);
  assert_null(t);
  assert_int_equal(bry_survey_counts(store, survey, "near", "nothing", 0, &t, NULL), BRY_ENOTFOUND);
  assert_int_equal(bry_survey_counts(store, survey, "dream", NULL, 0, &t, NULL), BRY_EINVAL);
  assert_int_equal(bry_survey_counts(store, survey, "near", NULL, 2, &t, NULL), BRY_EINVAL);
  assert_int_equal(bry_survey_counts(store, survey, NULL, NULL, 0, &t, NULL), BRY_EINVAL);
  assert_int_equal(bry_survey_counts(store, NULL, "near", NULL, 0, &t, NULL), BRY_EINVAL);
  assert_int_equal(bry_survey_counts(NULL, survey, "near", NULL, 0, &t, NULL), BRY_EINVAL);
  assert_int_equal(bry_survey_counts(store, survey, "near", NULL, 0, NULL, NULL), BRY_EINVAL);
  assert_ok(bry_store_set_tenant(store, "other", ERR));
  assert_int_equal(bry_survey_counts(store, survey, "near", NULL, 0, &t, NULL), BRY_ENOTFOUND);
  assert_ok(bry_store_set_tenant(store, "test", ERR));
  bry_survey_free(survey);
}

static char *csv_of(const bry_survey *survey, const char *item, const char *segment) {
  bry_table *t = counts_of(survey, item, segment, 3);
  bry_text *text = NULL;
  assert_ok(bry_table_render(t, BRY_FORMAT_CSV, NULL, &text, ERR));
  char *csv = strdup(bry_text_data(text));
  bry_text_free(text);
  bry_table_free(t);
  return csv;
}

static void folded_responses_give_the_same_tables(void **state) {
  (void)state;
  static const char *const items[] = {"near", "meet", "role", "mood"};
  bry_survey *survey = filled_survey("same");
  char *before[8], *after;
  for (int i = 0; i < 8; i++)
    before[i] = csv_of(survey, items[i / 2], i % 2 ? "sektor" : NULL);
  assert_ok(bry_tally_fold(store, "same", NULL, NULL, NULL, ERR));
  for (int i = 0; i < 8; i++) {
    after = csv_of(survey, items[i / 2], i % 2 ? "sektor" : NULL);
    assert_string_equal(after, before[i]);
    free(after);
    free(before[i]);
  }
  bry_survey_free(survey);
}

/* 280 people: 4 sectors (one of them none) x 7 units, 10 each; role follows the sector. */
static void a_table_by_two_segments_counts_their_combinations(void **state) {
  (void)state;
  static const char *const sectors[] = {"helse", "oppvekst", "teknisk", ""};
  char csv[16384];
  size_t at = (size_t)sprintf(csv, "id,sektor,enhet,role\n");
  for (int i = 0; i < 280; i++)
    at += (size_t)sprintf(csv + at, "r%d,%s,%d,%s\n", i, sectors[i % 4], i % 7, i % 2 ? "leder" : "ansatt");
  bry_survey *survey = make_survey("cross");
  bry_import_free(import_csv(survey, csv));
  bry_table *t = NULL;
  for (int folded = 0; folded < 2; folded++) {
    assert_ok(bry_survey_crosstab(store, survey, "role", (const char *[]){"sektor", "enhet"}, 2, 0, &t, ERR));
    assert_string_equal(bry_table_column_name(t, 0), "sektor");
    assert_string_equal(bry_table_column_name(t, 1), "enhet");
    assert_int_equal(bry_table_row_count(t), 4 * 7 * 3);
    int64_t row = find_row(t, "helse", "0", "ansatt");
    assert_true(row >= 0);
    assert_int_equal(number_in(t, row, "respondents"), 10);
    assert_int_equal(number_in(t, row, "count"), 10);
    assert_null(bry_table_text(t, bry_table_row_count(t) - 1, 0));
    bry_table_free(t);
    assert_ok(bry_tally_fold(store, "cross", NULL, NULL, NULL, ERR));
  }
  assert_ok(bry_survey_crosstab(store, survey, "role", (const char *[]){"enhet", "sektor"}, 2, 11, &t, ERR));
  assert_int_equal(bry_table_missing(t, 0, bry_table_find_column(t, "count")), BRY_MISSING_WITHHELD);
  bry_table_free(t);
  bry_survey_free(survey);
}

static void crosstabs_refuse_what_makes_no_sense(void **state) {
  (void)state;
  bry_survey *survey = make_survey("cross-names");
  bry_table *t = NULL;
  const char *twice[] = {"sektor", "sektor"}, *unknown[] = {"sektor", "nothing"}, *null[] = {NULL};
  assert_int_equal(bry_survey_crosstab(store, survey, "near", twice, 2, 0, &t, NULL), BRY_EINVAL);
  assert_int_equal(bry_survey_crosstab(store, survey, "near", unknown, 2, 0, &t, NULL), BRY_ENOTFOUND);
  assert_int_equal(bry_survey_crosstab(store, survey, "near", null, 1, 0, &t, NULL), BRY_EINVAL);
  assert_int_equal(bry_survey_crosstab(store, survey, "near", twice, 0, 0, &t, NULL), BRY_EINVAL);
  assert_int_equal(bry_survey_crosstab(store, survey, "near", twice, 4, 0, &t, NULL), BRY_EINVAL);
  assert_int_equal(bry_survey_crosstab(store, survey, "near", NULL, 1, 0, &t, NULL), BRY_EINVAL);
  assert_null(t);
  bry_survey_free(survey);
}

static bry_survey *filled;

static bry_status count_by_sector(bry_error **err) {
  bry_table *t = NULL;
  bry_status status = bry_survey_counts(store, filled, "meet", "sektor", 0, &t, err);
  bry_table_free(t);
  return status;
}

static void any_allocation_may_fail(void **state) {
  (void)state;
  filled = filled_survey("memory");
  assert_true(each_allocation_may_fail(count_by_sector, BRY_OK) > 5);
  bry_survey_free(filled);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_rating_is_counted_by_value),
      cmocka_unit_test(a_checkbox_has_a_slot_for_each_choice),
      cmocka_unit_test(a_matrix_has_a_slot_for_each_row),
      cmocka_unit_test(cells_of_rows_and_panels_are_counted_like_questions),
      cmocka_unit_test(segments_come_in_the_surveys_order_and_none_last),
      cmocka_unit_test(free_segment_values_are_sorted),
      cmocka_unit_test(a_small_group_is_withheld_and_so_is_what_would_reveal_it),
      cmocka_unit_test(a_survey_without_responses_counts_nothing),
      cmocka_unit_test(wrong_names_and_tenants_are_told),
      cmocka_unit_test(folded_responses_give_the_same_tables),
      cmocka_unit_test(a_table_by_two_segments_counts_their_combinations),
      cmocka_unit_test(crosstabs_refuse_what_makes_no_sense),
      cmocka_unit_test(any_allocation_may_fail),
  };
  return cmocka_run_group_tests(tests, open_workplace, close_workplace);
}
