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
      cmocka_unit_test(wrong_names_and_tenants_are_told),
      cmocka_unit_test(any_allocation_may_fail),
  };
  return cmocka_run_group_tests(tests, open_workplace, close_workplace);
}
