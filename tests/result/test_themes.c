/* Themes of texts in memory. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/nth_allocation.h"

#include <bry/result.h>
#include <bry/table.h>
#include <string.h>

static const char codebook_json[] =
    "{\"id\":\"q1\",\"version\":\"1\",\"themes\":["
    "{\"id\":\"time\",\"label\":{\"nb\":\"Tid\"},\"definition\":\"d\",\"indicators\":{\"nb\":[\"tid\"]}},"
    "{\"id\":\"praise\",\"label\":{\"nb\":\"Ros\"},\"definition\":\"d\",\"indicators\":{\"nb\":[\"ros\"]}}]}";

/* Twelve people of three groups: seven, four and one without a group; one says nothing, one doesn't know. */
enum { TEXTS = 14 };
static const char *const texts[TEXTS] = {"ros", "ros", "tid", "tid og tid", "ros og tid", "ro", "mer ros",
                                         "ros", "tid", "",    "tid",        "vet ikke",   NULL, "ros"};
static const char *const segments[TEXTS] = {"by",    "by",    "by",    "by",    "by", "by",    "by",
                                            "fjord", "fjord", "fjord", "fjord", "by", "fjord", NULL};

typedef struct material {
  bry_codebook *codebook;
  bry_codings *codings;
} material;

static bry_codings *code(const bry_codebook *codebook) {
  bry_codings *codings = NULL;
  size_t sizes[TEXTS];
  for (int i = 0; i < TEXTS; i++)
    sizes[i] = texts[i] ? strlen(texts[i]) : 0;
  assert_int_equal(bry_theme_code(codebook, texts, sizes, TEXTS, NULL, NULL, &codings, NULL), BRY_OK);
  return codings;
}

static int set_up(void **state) {
  static material m;
  assert_int_equal(bry_codebook_parse(codebook_json, strlen(codebook_json), NULL, &m.codebook, NULL), BRY_OK);
  m.codings = code(m.codebook);
  *state = &m;
  return 0;
}

static int tear_down(void **state) {
  material *m = *state;
  bry_codings_free(m->codings);
  bry_codebook_free(m->codebook);
  return 0;
}

static int64_t number_at(const bry_table *t, int64_t row, const char *column) {
  return bry_table_int64(t, row, bry_table_find_column(t, column));
}

static void a_respondent_counts_once_for_a_theme(void **state) {
  material *m = *state;
  bry_table *t = NULL;
  assert_int_equal(bry_result_themes(m->codebook, m->codings, NULL, NULL, 0, &t, NULL), BRY_OK);
  assert_int_equal(bry_table_row_count(t), 2);
  assert_string_equal(bry_table_text(t, 0, 0), "praise");
  assert_int_equal(number_at(t, 0, "count"), 6);
  assert_int_equal(number_at(t, 1, "count"), 5); /* "tid og tid" once */
  bry_table_free(t);
}

static void a_theme_counts_for_those_above_it(void **state) {
  (void)state;
  static const char json[] =
      "{\"id\":\"c\",\"version\":\"1\",\"themes\":["
      "{\"id\":\"work\",\"label\":\"qq\"},"
      "{\"id\":\"day\",\"label\":\"qq\",\"parent\":\"work\"},"
      "{\"id\":\"time\",\"label\":\"qq\",\"parent\":\"day\",\"indicators\":{\"nb\":[\"tid\"]}},"
      "{\"id\":\"praise\",\"label\":\"qq\",\"parent\":\"work\",\"indicators\":{\"nb\":[\"ros\"]}}]}";
  bry_codebook *codebook = NULL;
  bry_table *t = NULL;
  assert_int_equal(bry_codebook_parse(json, sizeof json - 1, NULL, &codebook, NULL), BRY_OK);
  bry_codings *codings = code(codebook);
  assert_int_equal(bry_result_themes(codebook, codings, NULL, NULL, 0, &t, NULL), BRY_OK);
  assert_string_equal(bry_table_text(t, 0, 0), "work");
  assert_int_equal(number_at(t, 0, "count"), 10); /* "ros og tid" once */
  for (int64_t row = 1; row < 4; row++) {
    int is_praise = strcmp(bry_table_text(t, row, 0), "praise") == 0;
    assert_int_equal(number_at(t, row, "count"), is_praise ? 6 : 5); /* "day" as "time" */
  }
  bry_table_free(t);
  bry_codings_free(codings);
  bry_codebook_free(codebook);
}

static void those_who_gave_no_answer_are_no_respondents(void **state) {
  material *m = *state;
  bry_table *t = NULL;
  assert_int_equal(bry_result_themes(m->codebook, m->codings, NULL, NULL, 0, &t, NULL), BRY_OK);
  assert_int_equal(number_at(t, 0, "respondents"), 11); /* not the two empty ones, nor "vet ikke" */
  bry_table_free(t);
}

static void groups_stand_in_alphabetical_order_those_without_last(void **state) {
  material *m = *state;
  bry_table *t = NULL;
  assert_int_equal(bry_result_themes(m->codebook, m->codings, "kommune", segments, 3, &t, NULL), BRY_OK);
  assert_int_equal(bry_table_row_count(t), 6);
  assert_string_equal(bry_table_column_name(t, 0), "kommune");
  assert_string_equal(bry_table_text(t, 0, 0), "by");
  assert_string_equal(bry_table_text(t, 2, 0), "fjord");
  assert_int_equal(bry_table_missing(t, 4, 0), BRY_MISSING);
  assert_int_equal(number_at(t, 2, "respondents"), 3);
  int32_t count = bry_table_find_column(t, "count");
  for (int64_t row = 0; row < 6; row++) /* one person alone, and the seven in whom that one is hidden */
    assert_int_equal(bry_table_missing(t, row, count), row / 2 == 1 ? BRY_PRESENT : BRY_MISSING_WITHHELD);
  bry_table_free(t);
}

static void an_empty_segment_value_is_none(void **state) {
  material *m = *state;
  bry_table *t = NULL;
  const char *none[TEXTS] = {"", NULL, "", NULL};
  assert_int_equal(bry_result_themes(m->codebook, m->codings, "kommune", none, 0, &t, NULL), BRY_OK);
  assert_int_equal(bry_table_row_count(t), 2);
  assert_int_equal(number_at(t, 0, "respondents"), 11);
  bry_table_free(t);
}

static void no_texts_give_no_groups(void **state) {
  material *m = *state;
  bry_codings *none = NULL;
  bry_table *t = NULL;
  assert_int_equal(bry_theme_code(m->codebook, NULL, NULL, 0, NULL, NULL, &none, NULL), BRY_OK);
  assert_int_equal(bry_result_themes(m->codebook, none, "kommune", segments, 0, &t, NULL), BRY_OK);
  assert_int_equal(bry_table_row_count(t), 0);
  bry_table_free(t);
  assert_int_equal(bry_result_themes(m->codebook, none, NULL, NULL, 0, &t, NULL), BRY_OK);
  assert_int_equal(bry_table_row_count(t), 2);
  assert_int_equal(number_at(t, 0, "respondents"), 0);
  bry_table_free(t);
  bry_codings_free(none);
}

static void codings_of_a_larger_codebook_are_refused(void **state) {
  material *m = *state;
  static const char one_theme[] = "{\"id\":\"q2\",\"version\":\"1\",\"themes\":[{\"id\":\"pay\",\"label\":{\"nb\":"
                                  "\"L\"},\"definition\":\"d\",\"indicators\":{\"nb\":[\"penger\"]}}]}";
  bry_codebook *other = NULL;
  bry_table *t = NULL;
  assert_int_equal(bry_codebook_parse(one_theme, strlen(one_theme), NULL, &other, NULL), BRY_OK);
  assert_int_equal(bry_result_themes(other, m->codings, NULL, NULL, 0, &t, NULL), BRY_EINVAL);
  assert_null(t);
  bry_codebook_free(other);
}

static void wrong_arguments_are_refused(void **state) {
  material *m = *state;
  bry_table *t = NULL;
  assert_int_equal(bry_result_themes(NULL, m->codings, NULL, NULL, 0, &t, NULL), BRY_EINVAL);
  assert_int_equal(bry_result_themes(m->codebook, NULL, NULL, NULL, 0, &t, NULL), BRY_EINVAL);
  assert_int_equal(bry_result_themes(m->codebook, m->codings, "kommune", NULL, 0, &t, NULL), BRY_EINVAL);
  assert_int_equal(bry_result_themes(m->codebook, m->codings, NULL, segments, 0, &t, NULL), BRY_EINVAL);
  assert_int_equal(bry_result_themes(m->codebook, m->codings, NULL, NULL, 2, &t, NULL), BRY_EINVAL);
  assert_int_equal(bry_result_themes(m->codebook, m->codings, NULL, NULL, 0, NULL, NULL), BRY_EINVAL);
  assert_null(t);
}

static const material *given;

static bry_status tabulate(bry_error **err) {
  bry_table *t = NULL;
  bry_status status = bry_result_themes(given->codebook, given->codings, "kommune", segments, 0, &t, err);
  bry_table_free(t);
  return status;
}

static void each_allocation_can_fail(void **state) {
  given = *state;
  assert_true(each_allocation_may_fail(tabulate, BRY_OK) > 10);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_respondent_counts_once_for_a_theme),
      cmocka_unit_test(a_theme_counts_for_those_above_it),
      cmocka_unit_test(those_who_gave_no_answer_are_no_respondents),
      cmocka_unit_test(groups_stand_in_alphabetical_order_those_without_last),
      cmocka_unit_test(an_empty_segment_value_is_none),
      cmocka_unit_test(no_texts_give_no_groups),
      cmocka_unit_test(codings_of_a_larger_codebook_are_refused),
      cmocka_unit_test(wrong_arguments_are_refused),
      cmocka_unit_test(each_allocation_can_fail),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
