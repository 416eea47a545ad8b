/* A survey in which some answer in another's shoes: no table, map, quote or release mixes them with what people say for
 * themselves. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "store/logins.h"

static bry_survey *survey;

/* Six speak for themselves, and six as residents; of two sectors each. */
static int open_survey(void **state) {
  bry_questionnaire *questionnaire = NULL;
  bry_survey_options options;
  if (open_workplace_with_logins(state) != BRY_OK) return -1;
  bry_survey_options_init(&options);
  options.segments = "[{\"name\": \"sektor\"}, {\"name\": \"perspective\", \"values\": [\"innbygger\"]}]";
  assert_ok(bry_questionnaire_parse(workplace_questionnaire, strlen(workplace_questionnaire), &questionnaire, ERR));
  assert_ok(bry_survey_create(store, "shoes", questionnaire, &options, &survey, ERR));
  assert_ok(bry_survey_open(store, "shoes", ERR));
  bry_questionnaire_free(questionnaire);
  char csv[2000] = "near,dream,sektor,perspective\n";
  for (int i = 0; i < 12; i++) {
    size_t used = strlen(csv);
    snprintf(csv + used, sizeof csv - used, "%d,Rolig dag,helse,%s\n", i < 6 ? 1 + i % 2 : 4 + i % 2,
             i < 6 ? "" : "innbygger");
  }
  bry_import_free(import_csv(survey, csv));
  put_codebook(workplace_codebook);
  assert_ok(bry_survey_code(store, survey, "dream", "drom", NULL, NULL, NULL, ERR));
  return 0;
}

static int close_survey(void **state) {
  bry_survey_free(survey);
  return close_workplace(state);
}

static void tables_are_split_by_perspective_or_refused(void **state) {
  (void)state;
  static const char *const both[] = {"sektor", "perspective"}, *const one[] = {"sektor"};
  bry_table *t = NULL;
  assert_refused(bry_survey_counts(store, survey, "near", NULL, 0, &t, &err_), BRY_EINVAL, "perspective");
  assert_refused(bry_survey_counts(store, survey, "near", "sektor", 0, &t, &err_), BRY_EINVAL, "perspective");
  assert_refused(bry_survey_crosstab(store, survey, "near", one, 1, 0, &t, &err_), BRY_EINVAL, "perspective");
  assert_refused(bry_survey_themes(store, survey, "dream", "drom", "sektor", 0, &t, &err_), BRY_EINVAL,
                 "perspective");
  assert_null(t);
  assert_ok(bry_survey_counts(store, survey, "near", "perspective", 0, &t, ERR));
  for (int64_t row = 0; row < bry_table_row_count(t); row++) { /* who speak for themselves said 1 or 2 */
    const char *whose = bry_table_text(t, row, 0), *value = bry_table_text(t, row, 1);
    assert_int_equal(number_in(t, row, "count"), strchr(whose ? "45" : "12", value[0]) ? 3 : 0);
    assert_int_equal(number_in(t, row, "respondents"), 6);
  }
  bry_table_free(t);
  assert_ok(bry_survey_crosstab(store, survey, "near", both, 2, 0, &t, ERR));
  assert_true(bry_table_row_count(t) > 0);
  bry_table_free(t);
  assert_ok(bry_survey_themes(store, survey, "dream", "drom", "perspective", 0, &t, ERR));
  bry_table_free(t);
}

static void what_can_not_be_split_is_refused(void **state) {
  (void)state;
  static const char spec[] = "{\"name\": \"shoes\", \"survey\": \"shoes\", \"items\": [\"near\"]}";
  bry_table *t = NULL;
  bry_map *map = NULL;
  assert_refused(bry_survey_theme_pairs(store, survey, "dream", "drom", 0, &t, &err_), BRY_ENOTSUPPORTED, "shoes");
  assert_refused(bry_survey_map(store, survey, "dream", "drom", 0, &map, &err_), BRY_ENOTSUPPORTED, "shoes");
  assert_refused(bry_survey_quotes(store, survey, "dream", "drom", 3, &t, &err_), BRY_ENOTSUPPORTED, "shoes");
  assert_refused(bry_release_dry_run(store, spec, strlen(spec), NULL, NULL, &t, &err_), BRY_ENOTSUPPORTED, "release");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(tables_are_split_by_perspective_or_refused),
      cmocka_unit_test(what_can_not_be_split_is_refused),
  };
  return cmocka_run_group_tests(tests, open_survey, close_survey);
}
