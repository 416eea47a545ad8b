/* Bundles: the files in them, what is said about the tables, archives and folders. What readers of Data Packages and of DDI
 * make of them is seen by tests/conformance/formats. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/nth_allocation.h"

#include <bry/export.h>
#include <bry/table.h>
#include <bry/text.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char about[] =
    "{\"name\":\"dream-day\",\"title\":{\"nb\":\"Drømmedag\",\"en\":\"A dream day\"},\"producer\":\"Fjordvik "
    "<kommune> & co\","
    "\"created\":\"2026-11-23\",\"collected\":{\"from\":\"2026-10-01\",\"to\":\"2026-10-31\"},\"k\":5,"
    "\"method\":\"suppress\",\"keywords\":[\"trivsel\"],\"licence\":{\"name\":\"CC-BY-4.0\"}}";

static const char counts[] =
    "{\"name\":\"By Kommune!\",\"title\":{\"nb\":\"Svar\"},\"columns\":["
    "{\"name\":\"kommune\",\"type\":\"text\",\"role\":\"dimension\",\"label\":{\"nb\":\"Kommune\"},"
    "\"values\":{\"fj\":{\"nb\":\"Fjørdvik\"}}},{\"name\":\"n\",\"type\":\"int64\",\"role\":\"count\",\"label\":{}}],"
    "\"rows\":[[\"fj\",12],[\"sk\",null],[\"st\",null]],\"missing\":["
    "{\"row\":1,\"column\":\"n\",\"reason\":\"withheld\"},{\"row\":2,\"column\":\"n\",\"reason\":\"skipped\"}]}";

static bry_table *read_table(const char *json) {
  bry_table *t = NULL;
  assert_int_equal(bry_table_from_json(json, strlen(json), &t, NULL), BRY_OK);
  return t;
}

static bry_bundle *make_bundle(int32_t tables, const char *formats) {
  bry_table *t = read_table(counts);
  const bry_table *const list[] = {t, t, t};
  bry_bundle *bundle = NULL;
  bry_error *err = NULL;
  bry_status status = bry_bundle_new(about, sizeof about - 1, list, tables, formats, &bundle, &err);
  if (status != BRY_OK) print_message("%s\n", bry_error_message(err));
  assert_int_equal(status, BRY_OK);
  bry_table_free(t); /* a bundle does not need them any more */
  return bundle;
}

static const char *content(const bry_bundle *bundle, const char *path) {
  for (int32_t i = 0; i < bry_bundle_file_count(bundle); i++) {
    if (strcmp(bry_bundle_file_path_at(bundle, i), path) == 0) return bry_bundle_file_data_at(bundle, i);
  }
  print_message("%s is not in the bundle\n", path);
  fail();
  return NULL;
}

static void has(const char *text, const char *part) {
  if (!strstr(text, part)) {
    print_message("%s\nis not in\n%s\n", part, text);
    fail();
  }
}

static void each_file_is_there_and_tables_have_names_of_their_own(void **state) {
  (void)state;
  bry_bundle *bundle = make_bundle(2, "json,csv,json");
  static const char *const paths[] = {"README.en.md",
                                      "README.nb.md",
                                      "README.nn.md",
                                      "data/by_kommune_.csv",
                                      "data/by_kommune_.json",
                                      "data/by_kommune__2.csv",
                                      "data/by_kommune__2.json",
                                      "datapackage.json",
                                      "ddi.xml",
                                      "SHA256SUMS"};
  int32_t count = sizeof paths / sizeof *paths;
  assert_int_equal(bry_bundle_file_count(bundle), count);
  for (int32_t i = 0; i < count; i++)
    assert_string_equal(bry_bundle_file_path_at(bundle, i), paths[i]);
  assert_null(bry_bundle_file_path_at(bundle, count));
  assert_null(bry_bundle_file_data_at(bundle, -1));
  assert_int_equal(bry_bundle_file_size_at(bundle, count), 0);
  assert_int_equal(bry_bundle_file_size_at(bundle, 3), strlen(content(bundle, paths[3])));
  bry_bundle_free(bundle);
}

static void csv_keeps_missing_reasons_apart(void **state) {
  (void)state;
  bry_bundle *bundle = make_bundle(1, NULL);
  assert_string_equal(content(bundle, "data/by_kommune_.csv"), "kommune,n\r\nfj,12\r\nsk,:\r\nst,.skipped\r\n");
  has(content(bundle, "datapackage.json"),
      "\"missingValues\":[\"\",\".not_asked\",\".hidden\",\".skipped\",\".dont_know\",\":\"]");
  has(content(bundle, "datapackage.json"),
      "{\"value\":\"fj\",\"label\":\"Fjørdvik\",\"bry:label\":{\"nb\":\"Fjørdvik\"}}");
  has(content(bundle, "ddi.xml"), "<catgry missing=\"Y\" missType=\"skipped\">\n<catValu>.skipped</catValu>");
  has(content(bundle, "README.en.md"), "- `.skipped` Not answered\n");
  bry_bundle_free(bundle);
}

static void what_is_said_stands_in_all_three_languages_and_is_escaped(void **state) {
  (void)state;
  bry_bundle *bundle = make_bundle(1, NULL);
  has(content(bundle, "README.nb.md"), "# Drømmedag\n");
  has(content(bundle, "README.nn.md"), "Grupper på færre enn 5 personar er haldne tilbake");
  has(content(bundle, "README.en.md"), "# A dream day\n\n- Producer: Fjordvik \\<kommune\\> & co\n");
  has(content(bundle, "README.en.md"), "Fjordvik \\<kommune\\> & co (2026). A dream day.\n");
  has(content(bundle, "ddi.xml"), "<AuthEnty>Fjordvik &lt;kommune&gt; &amp; co</AuthEnty>");
  has(content(bundle, "ddi.xml"), "<titl>Drømmedag</titl>\n<parTitl xml:lang=\"en\">A dream day</parTitl>");
  has(content(bundle, "datapackage.json"), "\"created\":\"2026-11-23T00:00:00Z\"");
  has(content(bundle, "datapackage.json"), "\"bry:protection\":{\"k\":5,\"method\":\"suppress\"}");
  bry_bundle_free(bundle);
}

static void what_is_misspelt_about_it_is_told_with_its_place(void **state) {
  (void)state;
  static const char *const bad[][2] = {
      {"[]", ""},
      {"{}", "/title"},
      {"{\"title\":\"\\u0000\"}", NULL},
      {"{\"title\":{}}", "/title"},
      {"{\"title\":\"x\",\"producr\":\"y\"}", "/producr"},
      {"{\"title\":\"x\",\"producer\":7}", "/producer"},
      {"{\"title\":\"x\",\"name\":\"Æ\"}", "/name"},
      {"{\"title\":\"x\",\"created\":\"23.11.2026\"}", "/created"},
      {"{\"title\":\"x\",\"created\":\"2026-13-01\"}", "/created"},
      {"{\"title\":\"x\",\"created\":\"2026-11-23T10\"}", "/created"},
      {"{\"title\":\"x\",\"collected\":\"2026\"}", "/collected"},
      {"{\"title\":\"x\",\"collected\":{\"til\":\"2026-01-01\"}}", "/collected/til"},
      {"{\"title\":\"x\",\"licence\":{\"name\":\"\"}}", "/licence/name"},
      {"{\"title\":\"x\",\"k\":0}", "/k"},
      {"{\"title\":\"x\",\"k\":\"5\"}", "/k"},
      {"{\"title\":\"x\",\"method\":\"hide\"}", "/method"},
      {"{\"title\":\"x\",\"lang\":\"sv\"}", "/lang"},
      {"{\"title\":\"x\",\"keywords\":[1]}", "/keywords"},
  };
  bry_table *t = read_table(counts);
  const bry_table *const list[] = {t};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    bry_bundle *bundle = NULL;
    bry_error *err = NULL;
    assert_int_equal(bry_bundle_new(bad[i][0], strlen(bad[i][0]), list, 1, NULL, &bundle, &err), BRY_EPARSE);
    assert_null(bundle);
    if (bad[i][1]) assert_string_equal(bry_error_pointer(err), bad[i][1]);
    bry_error_free(err);
  }
  bry_table_free(t);
}

static void mistakes_of_the_caller_are_told(void **state) {
  (void)state;
  bry_table *t = read_table(counts);
  const bry_table *const list[] = {t, NULL};
  bry_bundle *bundle = NULL;
  size_t size = sizeof about - 1;
  assert_int_equal(bry_bundle_new(NULL, 0, list, 1, NULL, &bundle, NULL), BRY_EINVAL);
  assert_int_equal(bry_bundle_new(about, size, list, 0, NULL, &bundle, NULL), BRY_EINVAL);
  assert_int_equal(bry_bundle_new(about, size, list, 2, NULL, &bundle, NULL), BRY_EINVAL);
  assert_int_equal(bry_bundle_new(about, size, list, 1, "csv,xlsx", &bundle, NULL), BRY_EINVAL);
  assert_int_equal(bry_bundle_new(about, size, list, 1, NULL, NULL, NULL), BRY_EINVAL);
  assert_int_equal(bry_bundle_zip(NULL, &(bry_text *){NULL}, NULL), BRY_EINVAL);
  assert_int_equal(bry_bundle_write(NULL, "x", NULL), BRY_EINVAL);
  assert_int_equal(bry_bundle_file_count(NULL), 0);
  assert_null(bundle);
  bry_bundle_free(NULL);
  bry_table_free(t);
}

static void an_archive_holds_all_files_and_the_same_bytes_each_time(void **state) {
  (void)state;
  bry_text *zips[2];
  for (int i = 0; i < 2; i++) {
    bry_bundle *bundle = make_bundle(2, "arrow");
    assert_int_equal(bry_bundle_zip(bundle, &zips[i], NULL), BRY_OK);
    bry_bundle_free(bundle);
  }
  const char *data = bry_text_data(zips[0]);
  size_t size = bry_text_size(zips[0]);
  assert_int_equal(size, bry_text_size(zips[1]));
  assert_memory_equal(data, bry_text_data(zips[1]), size);
  assert_memory_equal(data, "PK\3\4", 4);
  assert_memory_equal(data + size - 22, "PK\5\6\0\0\0\0\12\0\12\0", 12);
  bry_text_free(zips[0]);
  bry_text_free(zips[1]);
}

static void a_folder_is_written_whole_or_not_at_all(void **state) {
  (void)state;
  char place[] = "/tmp/bry-bundle-XXXXXX", folder[80], file[120], command[120];
  assert_non_null(mkdtemp(place));
  snprintf(folder, sizeof folder, "%s/out/", place);
  bry_bundle *bundle = make_bundle(1, NULL);
  assert_int_equal(bry_bundle_write(bundle, folder, NULL), BRY_OK);
  snprintf(command, sizeof command, "cd %s/out && sha256sum --quiet -c SHA256SUMS", place);
  assert_int_equal(system(command), 0);
  snprintf(file, sizeof file, "%s/out/ddi.xml", place);
  assert_int_equal(unlink(file), 0);
  assert_int_equal(bry_bundle_write(bundle, folder, NULL), BRY_EIO); /* there, and not empty */
  assert_int_not_equal(access(file, F_OK), 0);
  snprintf(file, sizeof file, "%s/none/out", place);
  bry_error *err = NULL;
  assert_int_equal(bry_bundle_write(bundle, file, &err), BRY_EIO);
  has(bry_error_message(err), "No such file");
  bry_error_free(err);
  snprintf(command, sizeof command, "test \"$(ls %s)\" = out && rm -r %s", place, place);
  assert_int_equal(system(command), 0); /* nothing was left beside it */
  bry_bundle_free(bundle);
}

static bry_table *shared;

static bry_status bundle_work(bry_error **err) {
  const bry_table *const list[] = {shared, shared};
  bry_bundle *bundle = NULL;
  bry_text *zip = NULL;
  bry_status status = bry_bundle_new(about, sizeof about - 1, list, 2, "json,jsonstat,arrow", &bundle, err);
  if (status == BRY_OK) status = bry_bundle_zip(bundle, &zip, err);
  bry_text_free(zip);
  bry_bundle_free(bundle);
  return status;
}

static void any_allocation_may_fail(void **state) {
  (void)state;
  shared = read_table(counts);
  assert_true(each_allocation_may_fail(bundle_work, BRY_OK) > 100);
  bry_table_free(shared);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_file_is_there_and_tables_have_names_of_their_own),
      cmocka_unit_test(csv_keeps_missing_reasons_apart),
      cmocka_unit_test(what_is_said_stands_in_all_three_languages_and_is_escaped),
      cmocka_unit_test(what_is_misspelt_about_it_is_told_with_its_place),
      cmocka_unit_test(mistakes_of_the_caller_are_told),
      cmocka_unit_test(an_archive_holds_all_files_and_the_same_bytes_each_time),
      cmocka_unit_test(a_folder_is_written_whole_or_not_at_all),
      cmocka_unit_test(any_allocation_may_fail),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
