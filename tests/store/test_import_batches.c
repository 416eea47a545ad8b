/* Batches of imports: what a row without an id is known by, so that a file stored twice adds nothing and another file
 * loses nobody. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "store/workplace.h"

/* Monday's and Tuesday's counts on a paper form: who answered alike on both days are different people. */
static void another_file_with_equal_rows_is_other_people(void **state) {
  (void)state;
  const char *monday = "near,dream\n3,likt\n3,likt\n4,likt\n5,likt\n1,likt\n";
  const char *tuesday = "near,dream\n3,likt\n3,likt\n4,likt\n2,likt\n2,likt\n";
  bry_survey *survey = make_survey("days");
  bry_import *import;
  for (int64_t again = 0; again < 2; again++) {
    import = import_csv(survey, monday);
    expect(import, 5, again ? 0 : 5, again ? 5 : 0, 0);
    bry_import_free(import);
    import = import_csv(survey, tuesday);
    expect(import, 5, again ? 0 : 5, again ? 5 : 0, 0);
    bry_import_free(import);
  }
  assert_int_equal(count_responses(survey), 10);
  bry_survey_free(survey);
}

static int64_t failing_read(void *buffer, size_t capacity, void *user) {
  (void)buffer, (void)capacity, (void)user;
  return -1;
}

static void a_files_batch_is_its_sha256(void **state) {
  (void)state;
  static char long_file[100000];
  bry__memory_source abc = {.data = "abc", .size = 3}, zeros = {.data = long_file, .size = sizeof long_file};
  char batch[65];
  bry_error *err = NULL;
  assert_ok(bry_import_batch_of(bry__memory_read, &abc, batch, ERR)); /* the first example of FIPS 180-4 */
  assert_string_equal(batch, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  assert_ok(bry_import_batch_of(bry__memory_read, &zeros, batch, ERR));
  assert_string_equal(batch, "9192c25b734fcbadbe32dadc28089c60db0e39f90cc20ce2e5733f57261acc0c");
  assert_int_equal(bry_import_batch_of(failing_read, NULL, batch, &err), BRY_EIO);
  assert_string_equal(batch, "");
  bry_error_free(err);
  assert_int_equal(bry_import_batch_of(NULL, NULL, batch, NULL), BRY_EINVAL);
  assert_int_equal(bry_import_batch_of(bry__memory_read, &abc, NULL, NULL), BRY_EINVAL);
}

static void expect_batch(const bry_survey *survey, const char *csv, const char *batch, int64_t rows, int64_t stored,
                         int64_t refused) {
  bry_import *import = NULL;
  assert_ok(import_batch(survey, BRY_IMPORT_CSV, csv, strlen(csv), batch, &import, ERR));
  expect(import, rows, stored, rows - stored - refused, refused);
  bry_import_free(import);
}

/* What broke off half-way, was mended or has grown goes on in its batch. */
static void a_batch_goes_on_where_it_was(void **state) {
  (void)state;
  bry_survey *survey = make_survey("batches");
  expect_batch(survey, "near\n3\n3\n99\n", "monday", 3, 2, 1);
  expect_batch(survey, "near\n3\n3\n3\n4\n", "monday", 4, 2, 0);
  expect_batch(survey, "near\n4\n3\n3\n3\n", "monday", 4, 0, 0);
  expect_batch(survey, "near\n4\n3\n3\n3\n", "Monday", 4, 4, 0);
  assert_int_equal(count_responses(survey), 8);
  expect_batch(survey, "id,near\na,3\n", "monday", 1, 1, 0); /* an id is the same in every batch */
  expect_batch(survey, "id,near\na,3\n", "tuesday", 1, 0, 0);
  bry_survey_free(survey);
}

/* The same answers saved otherwise are stored, since nobody can tell them from other people's, and counted as alike. */
static void an_export_without_ids_is_told_as_alike(void **state) {
  (void)state;
  bry_survey *survey = make_survey("alike");
  const char *first = "near,dream\n3,ro\n3,ro\n3,ro\n4,folk\n5,tid\n", *saved = "dream,near\nro,3\nro,3\nfolk,4\n";
  const struct {
    const char *csv;
    int64_t stored, alike;
  } steps[] = {{first, 5, 0},
               {saved, 3, 3},                                /* one "ro" of the first has no counterpart */
               {saved, 0, 0},                                /* the same file adds nothing */
               {"near,dream\n1,nytt\n5,tid\n5,tid\n", 3, 1}, /* one "tid" was there */
               {"id,near,dream\na,3,ro\n", 1, 0}};           /* an id tells who it is */
  for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
    bry_import *import = import_csv(survey, steps[i].csv);
    assert_int_equal(bry_import_stored_count(import), steps[i].stored);
    assert_int_equal(bry_import_alike_count(import), steps[i].alike);
    bry_import_free(import);
  }
  assert_int_equal(bry_import_alike_count(NULL), 0);
  bry_survey_free(survey);
}

static void rows_without_id_need_a_batch(void **state) {
  (void)state;
  bry_survey *survey = make_survey("no-batch");
  bry_import *import = NULL;
  bry_error *err = NULL;
  const char *csv = "id,near\na,3\n,4\n";
  assert_int_equal(import_batch(survey, BRY_IMPORT_CSV, csv, strlen(csv), NULL, &import, &err), BRY_EINVAL);
  assert_non_null(strstr(bry_error_message(err), "Row 2 (line 3) has no id"));
  assert_null(import);
  bry_error_free(err);
  assert_int_equal(count_responses(survey), 0);
  expect_batch(survey, "id,near\na,3\nb,4\n", NULL, 2, 2, 0);
  char name[502];
  memset(name, 'b', sizeof name);
  name[501] = '\0';
  assert_int_equal(import_batch(survey, BRY_IMPORT_CSV, csv, strlen(csv), name, &import, NULL), BRY_EINVAL);
  assert_int_equal(import_batch(survey, BRY_IMPORT_CSV, csv, strlen(csv), "", &import, NULL), BRY_EINVAL);
  bry_import_options unset = {0};
  bry__memory_source source = {.data = csv, .size = strlen(csv)};
  assert_int_equal(bry_response_import(store, survey, BRY_IMPORT_CSV, bry__memory_read, &source, &unset, NULL, NULL,
                                       &import, NULL),
                   BRY_EINVAL);
  expect_batch(survey, csv, name + 1, 2, 1, 0);
  bry_import_options_init(NULL);
  bry_survey_free(survey);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(another_file_with_equal_rows_is_other_people),
      cmocka_unit_test(a_files_batch_is_its_sha256),
      cmocka_unit_test(a_batch_goes_on_where_it_was),
      cmocka_unit_test(an_export_without_ids_is_told_as_alike),
      cmocka_unit_test(rows_without_id_need_a_batch),
  };
  return cmocka_run_group_tests(tests, open_workplace, close_workplace);
}
