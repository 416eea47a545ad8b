/* Exports: what an import takes an export gives, in an order that tells nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/buffer.h"
#include "core/nth_allocation.h"
#include "store/workplace.h"

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

/* An item of each shape, with values that a file must quote. */
static const char all_shapes[] =
    "{\"title\": \"Alt\", \"elements\": ["
    "{\"type\": \"text\", \"name\": \"ord\"}, {\"type\": \"text\", \"name\": \"tall\", \"inputType\": \"number\"},"
    "{\"type\": \"comment\", \"name\": \"drøm\"},"
    "{\"type\": \"radiogroup\", \"name\": \"rolle\", \"choices\": [\"ansatt\", \"leder, fag\", 3], "
    "\"showOtherItem\": true},"
    "{\"type\": \"dropdown\", \"name\": \"tid\", \"choices\": [1, 2, 3]},"
    "{\"type\": \"checkbox\", \"name\": \"møte\", \"choices\": [\"lunsj; lang\", \"kaffe\", \"\\\"tur\\\"\"], "
    "\"showOtherItem\": true, \"showNoneItem\": true},"
    "{\"type\": \"ranking\", \"name\": \"rang\", \"choices\": [\"a\", \"b\", \"c\"]},"
    "{\"type\": \"boolean\", \"name\": \"ja\"}, {\"type\": \"rating\", \"name\": \"nær\", \"rateMax\": 10},"
    "{\"type\": \"matrix\", \"name\": \"uke\", \"rows\": [\"man\", \"fre\"], \"columns\": [\"god\", 2]},"
    "{\"type\": \"multipletext\", \"name\": \"to\", \"items\": [{\"name\": \"x\"}, {\"name\": \"n\", "
    "\"inputType\": \"number\"}]},"
    "{\"type\": \"text\", \"name\": \"mer\", \"visibleIf\": \"{ja} = true\"},"
    "{\"type\": \"matrixdropdown\", \"name\": \"rutar\", \"rows\": [\"r1\", \"r2\"], \"columns\": ["
    "{\"name\": \"val\", \"cellType\": \"dropdown\", \"choices\": [\"a\", 2]}, {\"name\": \"ord\", \"cellType\": "
    "\"text\"}]},"
    "{\"type\": \"paneldynamic\", \"name\": \"folk\", \"maxPanelCount\": 3, \"templateElements\": ["
    "{\"type\": \"text\", \"name\": \"kven\"}, {\"type\": \"rating\", \"name\": \"kor\"}]},"
    "{\"type\": \"expression\", \"name\": \"sum\", \"expression\": \"{tall} + 1\"}]}";

static const char *const answers[] = {
    "{\"ord\": \"en, to\", \"tall\": 3.5, \"drøm\": \"linje 1\\nlinje \\\"2\\\"\\r\\n;slutt\", \"rolle\": \"leder, "
    "fag\"}",
    "{\"rolle\": \"other\", \"rolle-Comment\": \"=1+1\", \"tid\": 2, \"møte\": [\"lunsj; lang\", \"kaffe\"]}",
    "{\"møte\": [\"other\", \"\\\"tur\\\"\"], \"møte-Comment\": \"- ute\", \"rang\": [\"c\", \"a\", \"b\"]}",
    "{\"rolle\": 3, \"ja\": true, \"nær\": 10, \"uke\": {\"man\": 2}, \"mer\": \"@deg  '; DROP TABLE x; --\"}",
    "{\"ja\": false, \"uke\": {\"man\": \"god\", \"fre\": 2}, \"to\": {\"x\": \"'=a\", \"n\": -12}, \"tall\": "
    "123456789012}",
    "{\"møte\": [\"none\"], \"ord\": \"\xEF\xBB\xBF\xF0\x9F\x98\x80\\u202Eabc\\\\\", \"nær\": 1}",
    "{\"møte\": [\"lunsj; lang\"], \"to\": {\"n\": 0.1}}",
    "{\"ord\": \"lik\"}",
    "{\"ord\": \"lik\"}",
    "{\"rutar\": {\"r2\": {\"val\": 2, \"ord\": \"ja; nei\"}, \"r1\": {\"val\": \"a\"}}, \"folk\": [{\"kven\": "
    "\"Kari\", \"kor\": 4}, {\"kor\": 1}]}",
};
enum { ANSWERS = sizeof answers / sizeof answers[0] };

static bry_survey *make_all_shapes(const char *slug, const char *json) {
  bry_questionnaire *questionnaire = NULL;
  bry_survey *survey = NULL;
  bry_survey_options options;
  bry_survey_options_init(&options);
  options.segments = "[{\"name\": \"enhet\"}]";
  assert_ok(bry_questionnaire_parse(json, strlen(json), &questionnaire, ERR));
  assert_ok(bry_survey_create(store, slug, questionnaire, &options, &survey, ERR));
  assert_ok(bry_survey_open(store, slug, ERR));
  bry_questionnaire_free(questionnaire);
  return survey;
}

static bry_survey *make_answered(const char *slug) {
  bry_survey *survey = make_all_shapes(slug, all_shapes);
  for (int i = 0; i < ANSWERS; i++) {
    char id[37];
    bry_uuid_v4(id);
    assert_ok(bry_response_submit(store, survey, id, answers[i], strlen(answers[i]),
                                  i % 2 ? "{\"enhet\": \"Skole, \\\"øst\\\"\"}" : NULL, NULL, ERR));
  }
  return survey;
}

static int32_t collect(const void *data, size_t size, void *user) {
  bry__buffer_add(user, data, size);
  return 0;
}

static bry__buffer export_all(const bry_survey *survey, int32_t format, const bry_export_options *options) {
  bry__buffer out = {0};
  int64_t count = 0;
  assert_ok(bry_response_export(store, survey, format, collect, &out, options, NULL, NULL, &count, ERR));
  assert_int_equal(count, count_responses(survey));
  return out;
}

/* Every stored value of a survey in an order of its own; with ids or without. */
static char *contents(const char *slug, const char *id) {
  char sql[500];
  snprintf(sql, sizeof sql,
           "SELECT md5(string_agg(x, '#' ORDER BY x)) FROM (SELECT concat_ws('|', %s, encode(content_hash, 'hex'),"
           " r.segments::text, closed::text, texts::text) AS x FROM bry.response r JOIN bry.survey s"
           " USING (tenant_id, survey_id) WHERE s.slug = '%s') t",
           id, slug);
  return ask_text(sql);
}

static void expect_same_contents(const char *a, const char *b, const char *id) {
  char *of_a = contents(a, id), *of_b = contents(b, id);
  assert_int_equal(strlen(of_a), 32);
  assert_string_equal(of_a, of_b);
  free(of_a);
  free(of_b);
}

static void an_export_imported_elsewhere_gives_the_same_answers(void **state) {
  (void)state;
  bry_survey *survey = make_answered("from");
  const struct {
    const char *slug;
    int32_t format, with_ids;
  } ways[] = {{"csv", BRY_IMPORT_CSV, 0},
              {"csv-ids", BRY_IMPORT_CSV, 1},
              {"jsonl", BRY_IMPORT_JSONL, 0},
              {"jsonl-ids", BRY_IMPORT_JSONL, 1}};
  for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
    bry_export_options options;
    bry_export_options_init(&options);
    options.with_ids = ways[i].with_ids;
    bry__buffer file = export_all(survey, ways[i].format, &options);
    bry_survey *to = make_all_shapes(ways[i].slug, all_shapes);
    bry_import *import = NULL;
    assert_ok(import_bytes(to, ways[i].format, file.data, file.size, &import, ERR));
    expect(import, ANSWERS, ANSWERS, 0, 0);
    expect_same_contents("from", ways[i].slug, "''");
    if (ways[i].with_ids) expect_same_contents("from", ways[i].slug, "response_id");
    bry_import_free(import);
    bry_survey_free(to);
    bry__buffer_free(&file);
  }
  bry_survey_free(survey);
}

static void a_spreadsheet_runs_nothing_of_it(void **state) {
  (void)state;
  bry_survey *survey = make_answered("sheet");
  bry_export_options options;
  bry_export_options_init(&options);
  options.for_spreadsheet = 1;
  bry__buffer file = export_all(survey, BRY_IMPORT_CSV, &options);
  assert_memory_equal(file.data,
                      "\xEF\xBB\xBF"
                      "enhet;ord;",
                      13);
  assert_non_null(strstr(file.data, ";'=1+1;"));
  assert_null(strstr(file.data, ";=1+1;"));
  bry__buffer_free(&file);
  bry_survey_free(survey);
}

static void the_order_is_another_each_time_and_not_that_of_arrival(void **state) {
  (void)state;
  enum { ROWS = 300, TIMES = 3 };
  bry_survey *survey = make_survey("order");
  bry__buffer csv = {0}, seen[TIMES];
  bry__buffer_text(&csv, "id,dream\n");
  for (int i = 0; i < ROWS; i++) /* ids that tell of time, as those of version 7 do */
    bry__buffer_format(&csv, "00000000-%04d-7000-8000-000000000000,%04d\n", i, i);
  bry_import_free(import_csv(survey, csv.data));
  for (int i = 0; i < TIMES; i++) {
    seen[i] = export_all(survey, BRY_IMPORT_JSONL, NULL);
    int ascending = 0, last = -1;
    for (const char *at = seen[i].data; (at = strstr(at, "\"dream\":\"")) != NULL; at++) {
      int now = atoi(at + 9);
      ascending += now > last;
      last = now;
    }
    assert_in_range(ascending, ROWS / 2 - 60, ROWS / 2 + 60); /* 150 and 5 on average */
    if (i > 0) assert_string_not_equal(seen[i].data, seen[i - 1].data);
  }
  for (int i = 0; i < TIMES; i++)
    bry__buffer_free(&seen[i]);
  bry__buffer_free(&csv);
  bry_survey_free(survey);
}

static void ids_are_given_only_when_asked_for(void **state) {
  (void)state;
  bry_survey *survey = make_survey("ids");
  bry_import_free(import_csv(survey, "id,near\n6ba7b810-9dad-41d1-80b4-00c04fd430c8,4\n"));
  bry_export_options options;
  bry_export_options_init(&options);
  bry__buffer without = export_all(survey, BRY_IMPORT_JSONL, &options);
  assert_string_equal(without.data, "{\"segments\":{},\"answers\":{\"near\":4}}\n");
  options.with_ids = 1;
  bry__buffer with = export_all(survey, BRY_IMPORT_JSONL, &options);
  assert_string_equal(with.data, "{\"id\":\"6ba7b810-9dad-41d1-80b4-00c04fd430c8\",\"segments\":{},"
                                 "\"answers\":{\"near\":4}}\n");
  bry__buffer_free(&without);
  bry__buffer_free(&with);
  bry_survey_free(survey);
}

static void an_item_that_csv_can_not_name_is_refused(void **state) {
  (void)state;
  bry_survey *survey = make_all_shapes("called-id", "{\"elements\": [{\"type\": \"text\", \"name\": \"id\"}]}");
  bry__buffer out = {0};
  assert_int_equal(bry_response_export(store, survey, BRY_IMPORT_CSV, collect, &out, NULL, NULL, NULL, NULL, NULL),
                   BRY_ENOTSUPPORTED);
  assert_int_equal(out.size, 0);
  out = export_all(survey, BRY_IMPORT_JSONL, NULL);
  bry__buffer_free(&out);
  bry_survey_free(survey);
}

/* --- callers and other trouble --- */

static int32_t refuse(const void *data, size_t size, void *user) {
  (void)data, (void)size, (void)user;
  return 1;
}

static int32_t stop(int64_t done, int64_t total, void *user) {
  (void)user;
  assert_true(done > 0);
  assert_int_equal(total, -1);
  return 1;
}

static void a_caller_may_stop_it_and_the_store_goes_on(void **state) {
  (void)state;
  bry_survey *survey = make_answered("stop");
  bry__buffer out = {0};
  assert_int_equal(bry_response_export(store, survey, BRY_IMPORT_CSV, refuse, NULL, NULL, NULL, NULL, NULL, NULL),
                   BRY_ECANCELLED);
  assert_int_equal(bry_response_export(store, survey, BRY_IMPORT_CSV, collect, &out, NULL, stop, NULL, NULL, NULL),
                   BRY_ECANCELLED);
  assert_int_equal(count_responses(survey), ANSWERS);
  bry__buffer_free(&out);
  bry_survey_free(survey);
}

static int32_t fork_once(const void *data, size_t size, void *user) {
  pid_t *child = user;
  int how = -1;
  (void)data, (void)size;
  if (*child >= 0) return 0;
  *child = fork();
  if (*child > 0) assert_int_equal(waitpid(*child, &how, 0), *child);
  if (*child > 0) assert_int_equal(how, 0);
  return 0;
}

static void a_callback_may_fork(void **state) {
  (void)state;
  bry_survey *survey = make_answered("fork");
  pid_t child = -1;
  bry_status status =
      bry_response_export(store, survey, BRY_IMPORT_JSONL, fork_once, &child, NULL, NULL, NULL, NULL, NULL);
  if (child == 0) _exit(status == BRY_EFORKED ? 0 : 1);
  assert_true(child > 0);
  assert_int_equal(status, BRY_OK);
  bry_survey_free(survey);
}

static void mistakes_of_the_caller_are_told(void **state) {
  (void)state;
  bry_survey *survey = make_survey("mistakes");
  bry__buffer out = {0};
  bry_export_options options = {0};
  assert_int_equal(bry_response_export(NULL, survey, 1, collect, &out, NULL, NULL, NULL, NULL, NULL), BRY_EINVAL);
  assert_int_equal(bry_response_export(store, NULL, 1, collect, &out, NULL, NULL, NULL, NULL, NULL), BRY_EINVAL);
  assert_int_equal(bry_response_export(store, survey, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL), BRY_EINVAL);
  assert_int_equal(bry_response_export(store, survey, 3, collect, &out, NULL, NULL, NULL, NULL, NULL), BRY_EINVAL);
  assert_int_equal(bry_response_export(store, survey, 1, collect, &out, &options, NULL, NULL, NULL, NULL),
                   BRY_EINVAL);
  bry_export_options_init(NULL);
  bry_survey_free(survey);
}

static const bry_survey *for_memory;
static int32_t memory_format;

static int32_t take(const void *data, size_t size, void *user) {
  (void)data, (void)size, (void)user;
  return 0;
}

static bry_status export_once(bry_error **err) {
  return bry_response_export(store, for_memory, memory_format, take, NULL, NULL, NULL, NULL, NULL, err);
}

static void any_allocation_may_fail(void **state) {
  (void)state;
  bry_survey *survey = make_answered("memory");
  for_memory = survey;
  for (memory_format = BRY_IMPORT_CSV; memory_format <= BRY_IMPORT_JSONL; memory_format++)
    assert_true(each_allocation_may_fail(export_once, BRY_OK) > 5);
  bry_survey_free(survey);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(an_export_imported_elsewhere_gives_the_same_answers),
      cmocka_unit_test(a_spreadsheet_runs_nothing_of_it),
      cmocka_unit_test(the_order_is_another_each_time_and_not_that_of_arrival),
      cmocka_unit_test(ids_are_given_only_when_asked_for),
      cmocka_unit_test(an_item_that_csv_can_not_name_is_refused),
      cmocka_unit_test(a_caller_may_stop_it_and_the_store_goes_on),
      cmocka_unit_test(a_callback_may_fork),
      cmocka_unit_test(mistakes_of_the_caller_are_told),
      cmocka_unit_test(any_allocation_may_fail),
  };
  return cmocka_run_group_tests(tests, open_workplace, close_workplace);
}
