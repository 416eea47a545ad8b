/* Quotes: which texts are shown for a theme, and that none of them could tell who wrote it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/nth_allocation.h"
#include "store/workplace.h"

static bry_survey *survey_of(const char *slug, const char *const *texts, int count) {
  char csv[8192];
  size_t at = (size_t)sprintf(csv, "id,dream\n");
  for (int i = 0; i < count; i++)
    at += (size_t)sprintf(csv + at, "r%d,\"%s\"\n", i, texts[i]);
  bry_survey *survey = make_survey(slug);
  bry_import_free(import_csv(survey, csv));
  put_codebook(workplace_codebook);
  assert_ok(bry_survey_code(store, survey, "dream", "drom", NULL, NULL, NULL, ERR));
  return survey;
}

static bry_table *quotes_of(const bry_survey *survey, int32_t per_theme) {
  bry_table *t = NULL;
  assert_ok(bry_survey_quotes(store, survey, "dream", "drom", per_theme, &t, ERR));
  return t;
}

#define TOO_LONG                                                                                                      \
  "god tid til alt som skal gjøres i løpet av en lang dag, og så noen ord til, og enda noen flere ord, så mange " \
  "at ingen lenger ville lese hele denne setningen til slutten"

static const char *const telling[] = {
    "en rolig dag på kontoret",
    "En rolig dag på kontoret!",           /* says the same */
    "god tid sammen med Kari på kontoret", /* a name */
    "Kari gir meg god tid på kontoret",    /* a name that begins the sentence */
    "god tid, ring meg på 47112233",       /* a number */
    "god tid, skriv til meg@kontoret",     /* an address */
    "god tid",                             /* too short */
    TOO_LONG,
    "rolig dag med tid til pauser",
    "Dag med god tid til samtaler",
    "utstyr og en rolig dag med kolleger på kontoret",
    "nytt utstyr som virker",
};
enum { TELLING = sizeof telling / sizeof *telling };

static void only_harmless_texts_are_quoted(void **state) {
  (void)state;
  bry_survey *survey = survey_of("harmless", telling, TELLING);
  bry_table *t = quotes_of(survey, 20);
  int64_t same = (find_row(t, "calm", telling[0], NULL) >= 0) + (find_row(t, "calm", telling[1], NULL) >= 0);
  assert_int_equal(same, 1);
  for (int i = 2; i < 8; i++)
    assert_int_equal(find_row(t, NULL, telling[i], NULL), -1);
  for (int i = 8; i < 11; i++)
    assert_true(find_row(t, "calm", telling[i], NULL) >= 0);
  assert_int_equal(find_row(t, "tools", NULL, NULL), -1); /* two respondents only */
  assert_int_equal(bry_table_row_count(t), 4);
  assert_string_equal(bry_table_value_label(t, 0, 0, "en"), "Calm");
  bry_table_free(t);
  bry_survey_free(survey);
}

static void quotes_that_are_about_one_theme_come_first(void **state) {
  (void)state;
  bry_survey *survey = survey_of("central", telling, TELLING);
  bry_table *t = quotes_of(survey, 3);
  assert_int_equal(bry_table_row_count(t), 3);
  assert_int_equal(find_row(t, "calm", telling[10], NULL), -1);
  bry_table_free(t);
  bry_survey_free(survey);
}

static void the_same_quotes_come_in_the_same_order(void **state) {
  (void)state;
  bry_survey *survey = survey_of("order", telling, TELLING);
  bry_text *first = NULL, *second = NULL;
  bry_table *t = quotes_of(survey, 4);
  assert_ok(bry_table_render(t, BRY_FORMAT_CSV, "nb", &first, ERR));
  bry_table_free(t);
  assert_ok(bry_survey_code(store, survey, "dream", "drom", NULL, NULL, NULL, ERR));
  t = quotes_of(survey, 4);
  assert_ok(bry_table_render(t, BRY_FORMAT_CSV, "nb", &second, ERR));
  bry_table_free(t);
  assert_string_equal(bry_text_data(first), bry_text_data(second));
  bry_text_free(first);
  bry_text_free(second);
  bry_survey_free(survey);
}

static const char *const ten[] = {
    "god tid til pauser", "god tid til lunsj", "god tid til samtaler", "god tid til kaffe",    "god tid til faget",
    "god tid til turen",  "god tid til møtet", "god tid til barna",    "god tid til brukeren", "god tid til alle",
};

static void nine_respondents_are_not_quoted(void **state) {
  (void)state;
  bry_survey *survey = survey_of("nine", ten, 9);
  bry_table *t = quotes_of(survey, 5);
  assert_int_equal(bry_table_row_count(t), 0);
  bry_table_free(t);
  bry_survey_free(survey);
  survey = survey_of("ten", ten, 10);
  t = quotes_of(survey, 5);
  assert_int_equal(bry_table_row_count(t), 5);
  bry_table_free(t);
  bry_survey_free(survey);
}

/* Keyed by the survey: the same texts in another survey come in another order (but once in 3,628,800 times). */
static void the_order_tells_neither_rank_nor_place(void **state) {
  (void)state;
  bry_survey *a = survey_of("order-a", ten, 10), *b = survey_of("order-b", ten, 10);
  bry_table *first = quotes_of(a, 10), *second = quotes_of(b, 10);
  int differs = 0;
  assert_int_equal(bry_table_row_count(first), 10);
  assert_int_equal(bry_table_row_count(second), 10);
  for (int64_t row = 0; row < 10; row++) {
    differs += strcmp(bry_table_text(first, row, 1), bry_table_text(second, row, 1)) != 0;
  }
  assert_true(differs > 0);
  bry_table_free(first);
  bry_table_free(second);
  bry_survey_free(a);
  bry_survey_free(b);
}

static bry_survey *survey_that_asks(const char *slug, const char *type) {
  char json[512];
  bry_questionnaire *questionnaire = NULL;
  bry_survey *survey = NULL;
  snprintf(
      json, sizeof json,
      "{\"title\":\"t\",\"elements\":[{\"type\":\"comment\",\"name\":\"dream\"},{\"type\":\"%s\",\"name\":\"%s\"}]}",
      type, BRY_QUOTE_CONSENT);
  assert_ok(bry_questionnaire_parse(json, strlen(json), &questionnaire, ERR));
  assert_ok(bry_survey_create(store, slug, questionnaire, NULL, &survey, ERR));
  assert_ok(bry_survey_open(store, slug, ERR));
  bry_questionnaire_free(questionnaire);
  put_codebook(workplace_codebook);
  return survey;
}

static void only_who_said_yes_is_quoted(void **state) {
  (void)state;
  static const char *const said[] = {"true", "false", ""};
  char csv[2048];
  size_t at = (size_t)sprintf(csv, "id,dream,%s\n", BRY_QUOTE_CONSENT);
  for (int i = 0; i < 10; i++)
    at += (size_t)sprintf(csv + at, "r%d,%s,%s\n", i, ten[i], said[i % 3]);
  bry_survey *survey = survey_that_asks("asked", "boolean");
  bry_import_free(import_csv(survey, csv));
  assert_ok(bry_survey_code(store, survey, "dream", "drom", NULL, NULL, NULL, ERR));
  bry_table *t = quotes_of(survey, 20);
  assert_int_equal(bry_table_row_count(t), 4);
  for (int i = 0; i < 10; i++)
    assert_int_equal(find_row(t, "calm", ten[i], NULL) >= 0, i % 3 == 0);
  bry_table_free(t);
  bry_survey_free(survey);
}

static void a_question_that_can_not_be_answered_yes_is_refused(void **state) {
  (void)state;
  bry_survey *survey = survey_that_asks("asked-wrongly", "comment");
  bry_import_free(import_csv(survey, "id,dream\nr1,god tid til pauser\n"));
  assert_ok(bry_survey_code(store, survey, "dream", "drom", NULL, NULL, NULL, ERR));
  bry_table *t = NULL;
  bry_error *err = NULL;
  assert_int_equal(bry_survey_quotes(store, survey, "dream", "drom", 2, &t, &err), BRY_EINVAL);
  assert_non_null(strstr(bry_error_message(err), "must be of type boolean"));
  bry_error_free(err);
  bry_survey_free(survey);
}

static void what_nearly_says_the_same_is_quoted_once(void **state) {
  (void)state;
  static const char *const same[] = {"god tid til samtaler med brukerne, fire ganger i uka",
                                     "god tid til samtaler med brukerne, 4 ganger i uka",
                                     "god tid til pauser",
                                     "god tid til lunsj",
                                     "god tid til kaffe",
                                     "god tid til faget",
                                     "god tid til turen",
                                     "god tid til barna",
                                     "god tid til dyra",
                                     "god tid til alle"};
  bry_survey *survey = survey_of("nearly", same, 10);
  bry_table *t = quotes_of(survey, 20);
  assert_int_equal((find_row(t, "calm", same[0], NULL) >= 0) + (find_row(t, "calm", same[1], NULL) >= 0), 1);
  bry_table_free(t);
  bry_survey_free(survey);
}

static void wrong_names_and_tenants_are_told(void **state) {
  (void)state;
  bry_survey *survey = survey_of("names", telling, TELLING);
  bry_table *t = (bry_table *)1;
  assert_int_equal(bry_survey_quotes(store, survey, "nothing", "drom", 2, &t, NULL), BRY_ENOTFOUND);
  assert_null(t);
  assert_int_equal(bry_survey_quotes(store, survey, "dream", "nothing", 2, &t, NULL), BRY_ENOTFOUND);
  assert_int_equal(bry_survey_quotes(store, survey, "near", "drom", 2, &t, NULL), BRY_EINVAL);
  assert_int_equal(bry_survey_quotes(store, survey, "dream", "drom", 0, &t, NULL), BRY_EINVAL);
  assert_int_equal(bry_survey_quotes(store, survey, "dream", "drom", 21, &t, NULL), BRY_EINVAL);
  assert_int_equal(bry_survey_quotes(store, survey, NULL, "drom", 2, &t, NULL), BRY_EINVAL);
  assert_int_equal(bry_survey_quotes(NULL, survey, "dream", "drom", 2, &t, NULL), BRY_EINVAL);
  assert_ok(bry_store_set_tenant(store, "other", ERR));
  assert_int_equal(bry_survey_quotes(store, survey, "dream", "drom", 2, &t, NULL), BRY_ENOTFOUND);
  assert_ok(bry_store_set_tenant(store, "test", ERR));
  bry_survey_free(survey);
}

static bry_survey *filled;

static bry_status quote(bry_error **err) {
  bry_table *t = NULL;
  bry_status status = bry_survey_quotes(store, filled, "dream", "drom", 3, &t, err);
  bry_table_free(t);
  return status;
}

static void any_allocation_may_fail(void **state) {
  (void)state;
  filled = survey_of("memory", telling, TELLING);
  assert_true(each_allocation_may_fail(quote, BRY_OK) > 5);
  bry_survey_free(filled);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(only_harmless_texts_are_quoted),
      cmocka_unit_test(quotes_that_are_about_one_theme_come_first),
      cmocka_unit_test(the_same_quotes_come_in_the_same_order),
      cmocka_unit_test(nine_respondents_are_not_quoted),
      cmocka_unit_test(the_order_tells_neither_rank_nor_place),
      cmocka_unit_test(only_who_said_yes_is_quoted),
      cmocka_unit_test(a_question_that_can_not_be_answered_yes_is_refused),
      cmocka_unit_test(what_nearly_says_the_same_is_quoted_once),
      cmocka_unit_test(wrong_names_and_tenants_are_told),
      cmocka_unit_test(any_allocation_may_fail),
  };
  return cmocka_run_group_tests(tests, open_workplace, close_workplace);
}
