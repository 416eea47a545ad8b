/* People over machines in the store: decisions, what counts, suggestions, new answers, found themes; and that erasure and
 * the seal reach all of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/mem.h"
#include "core/nth_allocation.h"
#include "store/workplace.h"

#include <math.h>
#include <stdlib.h>

enum { ANSWERS = 20 };

static char ids[ANSWERS][37];
static char book[64]; /* each survey's own codebook, since people change it */

static const char *text_at(int i) {
  return i < 6    ? "en rolig dag med kolleger"
         : i < 12 ? "god tid til alt"
         : i < 16 ? "nytt utstyr"
         : i < 18 ? "sol og sommer"
                  : "vet ikke";
}

static void fetch_ids(const char *slug) {
  char sql[512];
  for (int i = 0; i < ANSWERS; i++) {
    snprintf(sql, sizeof sql,
             "SELECT response_id FROM bry.response r JOIN bry.survey s USING (tenant_id, survey_id) WHERE s.slug = "
             "'%s' AND '%s #%02d' = ANY (texts)",
             slug, text_at(i), i);
    char *id = ask_text(sql);
    assert_int_equal(strlen(id), 36);
    memcpy(ids[i], id, sizeof ids[i]);
    free(id);
  }
}

static void fill(const bry_survey *survey) {
  char csv[4096];
  size_t at = (size_t)sprintf(csv, "id,sektor,dream,words.first\n");
  for (int i = 0; i < ANSWERS; i++)
    at +=
        (size_t)sprintf(csv + at, "r%d,%s,%s,%s #%02d\n", i, i < 10 ? "helse" : "teknisk", text_at(i), text_at(i), i);
  bry_import_free(import_csv(survey, csv));
}

/* The words.first of each answer tells which it is. */
static bry_survey *coded_survey(const char *slug) {
  bry_survey *survey = make_survey(slug);
  fill(survey);
  snprintf(book, sizeof book, "%s", slug);
  char json[4096];
  snprintf(json, sizeof json, "{\"id\": \"%s\"%s", slug, strchr(workplace_codebook, ','));
  put_codebook(json);
  assert_ok(bry_survey_code(store, survey, "dream", book, NULL, NULL, NULL, ERR));
  fetch_ids(slug);
  return survey;
}

static bry_status try_deciding(const bry_survey *survey, const char *coder, const char *log, bry_error **err) {
  return bry_survey_decide(store, survey, "dream", book, coder, log, strlen(log), NULL, err);
}

static void decide(const bry_survey *survey, const char *coder, const char *format, const char *id) {
  char log[512];
  snprintf(log, sizeof log, format, id);
  assert_ok(try_deciding(survey, coder, log, ERR));
}

static void expect_count(const bry_survey *survey, const char *theme, int64_t respondents, int64_t count) {
  bry_table *t = NULL;
  assert_ok(bry_survey_themes(store, survey, "dream", book, NULL, 3, &t, ERR));
  int64_t row = find_row(t, theme, NULL, NULL);
  assert_true(row >= 0);
  assert_int_equal(number_in(t, row, "respondents"), respondents);
  assert_int_equal(number_in(t, row, "count"), count);
  bry_table_free(t);
}

static void expect_right_tallies(const char *slug) {
  bry_table *t = NULL;
  assert_ok(bry_tally_check(store, slug, &t, ERR));
  for (int64_t row = 0; row < bry_table_row_count(t); row++)
    print_error("tally %s, theme %s\n", bry_table_text(t, row, 0), bry_table_text(t, row, 5));
  assert_int_equal(bry_table_row_count(t), 0);
  bry_table_free(t);
}

static int64_t rows_of(const bry_survey *survey, const char *coder, const char *unit, const char *theme) {
  bry_table *t = NULL;
  int64_t count = 0;
  assert_ok(bry_survey_codings(store, survey, "dream", book, coder, &t, ERR));
  for (int64_t row = 0; row < bry_table_row_count(t); row++) {
    const char *id = bry_table_text(t, row, 0), *own = bry_table_text(t, row, 2);
    count += (!unit || strcmp(id, unit) == 0) && (!theme || strcmp(own ? own : "", theme) == 0);
  }
  bry_table_free(t);
  return count;
}

static void what_people_decide_counts_over_the_rules(void **state) {
  (void)state;
  bry_survey *survey = coded_survey("over");
  expect_count(survey, "calm", 18, 12);
  decide(survey, "kari", "{\"op\":\"code\",\"unit\":\"%s\",\"themes\":[\"tools\"]}", ids[0]);
  expect_count(survey, "calm", 18, 11);
  expect_count(survey, "people", 18, 5);
  expect_count(survey, "tools", 18, 5);
  decide(survey, "kari", "{\"op\":\"accept\",\"unit\":\"%s\",\"theme\":\"people\"}", ids[16]);
  expect_count(survey, "people", 18, 6);
  decide(survey, "kari", "{\"op\":\"reject\",\"unit\":\"%s\",\"theme\":\"tools\"}", ids[12]);
  expect_count(survey, "tools", 18, 4);
  decide(survey, "kari", "{\"op\":\"code\",\"unit\":\"%s\",\"themes\":[]}", ids[13]);
  expect_count(survey, "tools", 18, 3);
  decide(survey, "kari", "{\"op\":\"code\",\"unit\":\"%s\",\"themes\":[\"calm\"]}",
         ids[19]); /* said to be no answer */
  expect_count(survey, "calm", 19, 12);
  assert_int_equal(rows_of(survey, "rules", ids[0], "calm"), 1);
  assert_int_equal(rows_of(survey, "kari", ids[0], "tools"), 1);
  assert_int_equal(rows_of(survey, NULL, ids[13], ""), 1);
  assert_int_equal(rows_of(survey, "final", ids[13], "tools"), 0);
  expect_right_tallies("over");
  bry_survey_free(survey);
}

static void coders_who_disagree_are_counted(void **state) {
  (void)state;
  bry_survey *survey = coded_survey("disagree");
  decide(survey, "kari", "{\"op\":\"code\",\"unit\":\"%s\",\"themes\":[\"tools\"]}", ids[0]);
  decide(survey, "ola", "{\"op\":\"code\",\"unit\":\"%s\",\"themes\":[\"calm\",\"people\"]}", ids[0]);
  assert_int_equal(rows_of(survey, "final", ids[0], NULL), 3); /* one each way: all in force */
  decide(survey, "per", "{\"op\":\"code\",\"unit\":\"%s\",\"themes\":[\"calm\"]}", ids[0]);
  assert_int_equal(rows_of(survey, "final", ids[0], "calm"), 1);
  assert_int_equal(rows_of(survey, "final", ids[0], NULL), 1);
  expect_right_tallies("disagree");
  bry_survey_free(survey);
}

static void undo_takes_back_the_last_decision(void **state) {
  (void)state;
  bry_survey *survey = coded_survey("undo");
  decide(survey, "kari", "{\"op\":\"code\",\"unit\":\"%s\",\"themes\":[]}", ids[0]);
  decide(survey, "kari", "{\"op\":\"code\",\"unit\":\"%s\",\"themes\":[]}", ids[1]);
  expect_count(survey, "people", 18, 4);
  assert_int_equal(try_deciding(survey, "ola", "{\"op\":\"undo\"}", NULL), BRY_EREFUSED); /* it is not hers */
  decide(survey, "kari", "{\"op\":\"undo\"}%s", "");
  expect_count(survey, "people", 18, 5);
  assert_int_equal(rows_of(survey, NULL, NULL, NULL), 1);
  decide(survey, "kari", "{\"op\":\"merge\",\"theme\":\"people\",\"into\":\"calm\"}%s", "");
  expect_count(survey, "calm", 18, 11);
  decide(survey, "kari", "{\"op\":\"undo\"}\n{\"op\":\"undo\"}%s", "");
  expect_count(survey, "people", 18, 6);
  assert_int_equal(try_deciding(survey, "kari", "{\"op\":\"undo\"}", NULL), BRY_EREFUSED);
  char *lines = ask_text("SELECT count(*) FROM bry.decision d JOIN bry.survey s USING (tenant_id, survey_id)"
                         " WHERE s.slug = 'undo'");
  assert_string_equal(lines, "6"); /* nothing was taken out of the log */
  free(lines);
  expect_right_tallies("undo");
  bry_survey_free(survey);
}

static int64_t added_by(const bry_survey *survey, const char *coder, const char *log) {
  int64_t count = -1;
  assert_ok(bry_survey_decide(store, survey, "dream", book, coder, log, strlen(log), &count, ERR));
  return count;
}

static void an_undo_takes_back_what_its_coder_said(void **state) {
  (void)state;
  bry_survey *survey = coded_survey("own");
  decide(survey, "kari", "{\"op\":\"code\",\"unit\":\"%s\",\"themes\":[]}", ids[0]);
  decide(survey, "ola", "{\"op\":\"code\",\"unit\":\"%s\",\"themes\":[]}", ids[1]);
  decide(survey, "kari", "{\"op\":\"undo\"}%s", "");
  assert_int_equal(rows_of(survey, "kari", NULL, NULL), 0);
  assert_int_equal(rows_of(survey, "ola", NULL, NULL), 1);
  /* What others rest on can't be taken back under them. */
  decide(survey, "kari",
         "{\"op\":\"split\",\"theme\":\"calm\",\"into\":[{\"id\":\"rest\",\"label\":\"Ro\",\"indicators\":{\"nb\":["
         "\"hvile\"]}}]}%s",
         "");
  decide(survey, "ola", "{\"op\":\"code\",\"unit\":\"%s\",\"themes\":[\"rest\"]}", ids[2]);
  assert_int_equal(try_deciding(survey, "kari", "{\"op\":\"undo\"}", NULL), BRY_EREFUSED);
  decide(survey, "ola", "{\"op\":\"undo\"}%s", "");
  decide(survey, "kari", "{\"op\":\"undo\"}%s", "");
  expect_right_tallies("own");
  bry_survey_free(survey);
}

static void what_is_said_again_adds_nothing(void **state) {
  (void)state;
  char log[512];
  bry_survey *survey = coded_survey("again");
  snprintf(log, sizeof log,
           "{\"op\":\"code\",\"unit\":\"%s\",\"themes\":[\"tools\"]}\n{\"op\":\"reject\",\"unit\":\"%s\",\"theme\":"
           "\"calm\"}",
           ids[0], ids[1]);
  assert_int_equal(added_by(survey, "kari", log), 2);
  assert_int_equal(added_by(survey, "kari", log), 0);
  assert_int_equal(added_by(survey, "ola", log), 2); /* somebody else's word is another */
  static const char merge[] = "{\"op\":\"merge\",\"theme\":\"people\",\"into\":\"calm\"}";
  assert_int_equal(added_by(survey, "kari", merge), 1);
  assert_int_equal(added_by(survey, "kari", merge), 0);
  assert_int_equal(added_by(survey, "kari", log), 2); /* it was said of other themes */
  assert_int_equal(added_by(survey, "kari", "{\"op\":\"undo\"}"), 1);
  snprintf(log, sizeof log, "{\"op\":\"reject\",\"unit\":\"%s\",\"theme\":\"calm\"}", ids[1]);
  assert_int_equal(added_by(survey, "kari", log), 1); /* it was taken back */
  snprintf(log, sizeof log,
           "{\"op\":\"accept\",\"unit\":\"%s\",\"theme\":\"calm\"}\n{\"op\":\"reject\",\"unit\":\"%s\",\"theme\":"
           "\"calm\"}",
           ids[1], ids[1]);
  assert_int_equal(added_by(survey, "kari", log), 2); /* there and back is no repetition */
  expect_right_tallies("again");
  bry_survey_free(survey);
}

static void themes_are_renamed_merged_and_split_in_a_version_of_their_own(void **state) {
  (void)state;
  bry_survey *survey = coded_survey("themes");
  bry_codebook *codebook = NULL;
  decide(survey, "kari", "{\"op\":\"rename\",\"theme\":\"tools\",\"label\":{\"nb\":\"Ting\"}}%s", "");
  decide(survey, "kari", "{\"op\":\"merge\",\"theme\":\"people\",\"into\":\"calm\"}%s", "");
  decide(
      survey, "kari",
      "{\"op\":\"split\",\"theme\":\"tools\",\"into\":[{\"id\":\"new-tools\",\"label\":\"Nytt\",\"indicators\":{}}]}"
      "\n{\"op\":\"accept\",\"unit\":\"%s\",\"theme\":\"new-tools\"}",
      ids[16]);
  expect_count(survey, "calm", 18, 12);
  expect_count(survey, "tools", 18, 5); /* whoever touches a theme touches the one above it */
  expect_count(survey, "new-tools", 18, 1);
  assert_ok(bry_codebook_get(store, book, &codebook, ERR));
  assert_true(strncmp(bry_codebook_version(codebook), "1+", 2) == 0);
  assert_int_equal(bry_codebook_theme_count(codebook), 3);
  bry_codebook_free(codebook);
  assert_ok(
      bry_survey_code(store, survey, "dream", book, NULL, NULL, NULL, ERR)); /* the same themes by other rules */
  expect_count(survey, "calm", 18, 12);
  expect_count(survey, "new-tools", 18, 1);
  expect_right_tallies("themes");
  bry_survey_free(survey);
}

static void a_new_codebook_takes_over_what_was_decided(void **state) {
  (void)state;
  bry_survey *survey = coded_survey("adopt");
  put_codebook("{\"id\":\"skifte\",\"version\":\"1\",\"themes\":[{\"id\":\"calm\",\"label\":\"Ro\",\"indicators\":{"
               "\"nb\":[\"rolig\"]}},"
               "{\"id\":\"old\",\"label\":\"Gammelt\",\"indicators\":{}}]}");
  assert_ok(bry_survey_code(store, survey, "dream", "skifte", NULL, NULL, NULL, ERR));
  char log[512];
  snprintf(log, sizeof log,
           "{\"op\":\"code\",\"unit\":\"%s\",\"themes\":[\"calm\",\"old\"]}\n{\"op\":\"reject\",\"unit\":\"%s\","
           "\"theme\":\"calm\"}",
           ids[16], ids[0]);
  assert_ok(bry_survey_decide(store, survey, "dream", "skifte", "kari", log, strlen(log), NULL, ERR));
  put_codebook("{\"id\":\"skifte\",\"version\":\"2\",\"themes\":[{\"id\":\"calm\",\"label\":\"Ro\",\"indicators\":{"
               "\"nb\":[\"rolig\"]}},"
               "{\"id\":\"gear\",\"label\":\"Utstyr\",\"indicators\":{\"nb\":[\"utstyr\"]}}]}");
  assert_ok(bry_survey_code(store, survey, "dream", "skifte", NULL, NULL, NULL, ERR));
  bry_table *t = NULL;
  assert_ok(bry_survey_themes(store, survey, "dream", "skifte", NULL, 3, &t, ERR));
  assert_int_equal(number_in(t, find_row(t, "calm", NULL, NULL), "count"), 6); /* six, less one, and one */
  assert_int_equal(number_in(t, find_row(t, "gear", NULL, NULL), "count"), 4);
  assert_int_equal(bry_table_row_count(t), 2);
  bry_table_free(t);
  assert_int_equal(bry_survey_decide(store, survey, "dream", "skifte", "kari", "{\"op\":\"undo\"}", 13, NULL, NULL),
                   BRY_EREFUSED);
  expect_right_tallies("adopt");
  bry_survey_free(survey);
}

static void the_log_comes_out_as_files_have_it(void **state) {
  (void)state;
  bry_survey *survey = coded_survey("log");
  bry_text *log = NULL;
  bry_codebook *codebook = NULL, *changed = NULL;
  bry_table *codings = NULL;
  assert_ok(bry_survey_decisions(store, survey, "dream", book, &log, ERR));
  assert_int_equal(bry_text_size(log), 0);
  bry_text_free(log);
  decide(survey, "kari", "{\"op\":\"code\",\"unit\":\"%s\",\"themes\":[\"tools\"]}\n{\"op\":\"undo\"}", ids[3]);
  decide(survey, "kari", "{\"op\":\"accept\",\"unit\":\"%s\",\"theme\":\"tools\"}", ids[4]);
  assert_ok(bry_survey_decisions(store, survey, "dream", book, &log, ERR));
  assert_ok(bry_codebook_parse(workplace_codebook, strlen(workplace_codebook), NULL, &codebook, ERR));
  assert_ok(bry_review_apply(codebook, bry_text_data(log), bry_text_size(log), &changed, &codings, ERR));
  assert_int_equal(bry_table_row_count(codings), 1);
  assert_string_equal(bry_table_text(codings, 0, 0), ids[4]);
  assert_string_equal(bry_table_text(codings, 0, 3), "accepted");
  bry_text_free(log);
  bry_codebook_free(codebook);
  bry_codebook_free(changed);
  bry_table_free(codings);
  bry_survey_free(survey);
}

static void expect_refused(const bry_survey *survey, const char *coder, const char *log, bry_status status,
                           const char *why) {
  bry_error *err = NULL;
  assert_int_equal(try_deciding(survey, coder, log, &err), status);
  if (!strstr(bry_error_message(err), why)) fail_msg("%s", bry_error_message(err));
  assert_null(strstr(bry_error_message(err), "hemmelig"));
  bry_error_free(err);
}

static void lines_that_cannot_be_are_refused_by_their_number(void **state) {
  (void)state;
  bry_survey *survey = coded_survey("refused");
  char log[512];
  decide(survey, "kari", "{\"op\":\"code\",\"unit\":\"%s\",\"themes\":[]}", ids[0]);
  snprintf(log, sizeof log, "\n{\"op\":\"accept\",\"unit\":\"%s\",\"theme\":\"nothing\"}", ids[1]);
  expect_refused(survey, "kari", log, BRY_EREFUSED, "Line 2 of the log");
  snprintf(log, sizeof log, "{\"op\":\"accept\",\"unit\":\"%s\",\"theme\":\"calm\",\"text\":\"hemmelig\"}", ids[1]);
  expect_refused(survey, "kari", log, BRY_EREFUSED, "Line 1 of the log has a key that is not known");
  snprintf(log, sizeof log, "{\"op\":\"accept\",\"unit\":\"%s\",\"theme\":\"calm\",\"coder\":7}", ids[1]);
  expect_refused(survey, NULL, log, BRY_EREFUSED, "has a coder that is no text: put the name in quotation marks");
  snprintf(log, sizeof log, "{\"op\":\"accept\",\"unit\":\"%s\",\"theme\":\"calm\"}", ids[1]);
  expect_refused(survey, NULL, log, BRY_EREFUSED, "has no coder");
  expect_refused(survey, "rules", log, BRY_EREFUSED, "has a coder that can't be one");
  expect_refused(survey, "kari", "{\"op\":\"accept\",\"unit\":\"r1\",\"theme\":\"calm\"}", BRY_EREFUSED,
                 "must be the id of a response");
  expect_refused(survey, "kari",
                 "{\"op\":\"accept\",\"unit\":\"00000000-0000-4000-8000-000000000000\",\"theme\":\"calm\"}",
                 BRY_EREFUSED, "Line 1 of the log decides about a response that is not there");
  expect_refused(survey, "kari", "{\"op\":\"rename\",\"theme\":\"calm\",\"label\":\"X\",\"unit\":\"a\"}",
                 BRY_EREFUSED, "is about a theme, and has a unit");
  expect_refused(survey, "kari", "{\"op\":\"rename\",\"theme\":\"calm\",\"label\":\"X\",\"coder\":7}", BRY_EREFUSED,
                 "coder that is no text");
  expect_refused(survey, "kari", "{\"op\":\"dance\"}", BRY_EREFUSED, "no op that is known");
  expect_refused(survey, "kari", "[]", BRY_EREFUSED, "no op that is known");
  expect_refused(survey, "kari", "nonsense", BRY_EPARSE, "Line 1 of the log");
  assert_int_equal(rows_of(survey, NULL, NULL, NULL), 1);
  assert_int_equal(bry_survey_decide(store, survey, "dream", "nothing", "kari", log, strlen(log), NULL, NULL),
                   BRY_ENOTFOUND);
  assert_int_equal(bry_survey_decide(store, survey, "near", "drom", "kari", log, strlen(log), NULL, NULL),
                   BRY_EINVAL);
  assert_int_equal(bry_survey_decide(store, NULL, "dream", book, "kari", log, strlen(log), NULL, NULL), BRY_EINVAL);
  assert_ok(bry_store_set_tenant(store, "other", ERR));
  assert_int_equal(try_deciding(survey, "kari", log, NULL), BRY_ENOTFOUND);
  assert_ok(bry_store_set_tenant(store, "test", ERR));
  bry_survey_free(survey);
}

/* --- models --- */

static void suggestions_follow_what_people_coded(void **state) {
  (void)state;
  bry_survey *survey = coded_survey("suggest");
  int64_t count = 0;
  assert_int_equal(bry_survey_suggest(store, survey, "dream", book, NULL, NULL, NULL, NULL), BRY_ENOTFOUND);
  for (int i = 0; i < 16; i++) /* "god tid" is of people here, whatever the codebook says */
    if (i != 11)
      decide(survey, "kari",
             i < 6    ? "{\"op\":\"code\",\"unit\":\"%s\",\"themes\":[\"calm\"]}"
             : i < 12 ? "{\"op\":\"code\",\"unit\":\"%s\",\"themes\":[\"people\"]}"
                      : "{\"op\":\"code\",\"unit\":\"%s\",\"themes\":[]}",
             ids[i]);
  assert_int_equal(rows_of(survey, "final", ids[11], "calm"), 1);
  assert_ok(bry_survey_suggest(store, survey, "dream", book, NULL, NULL, &count, ERR));
  assert_int_equal(count, ANSWERS);
  assert_int_equal(rows_of(survey, "model", ids[11], "people"), 1);
  assert_int_equal(rows_of(survey, "final", ids[11], "people"), 1);
  bry_table *t = NULL;
  assert_ok(bry_survey_codings(store, survey, "dream", book, "model", &t, ERR));
  double confidence = bry_table_double(t, find_row(t, ids[11], "model", "people"), 4);
  assert_true(confidence > 0.5 && confidence <= 1);
  bry_table_free(t);
  expect_right_tallies("suggest");
  bry_survey_free(survey);
}

static void add_answers(const bry_survey *survey, int from, int count, const char *text) {
  char csv[4096];
  size_t at = (size_t)sprintf(csv, "id,sektor,dream\n");
  for (int i = 0; i < count; i++)
    at += (size_t)sprintf(csv + at, "new%d,helse,%s\n", from + i, text);
  bry_import_free(import_csv(survey, csv));
}

static void new_answers_are_coded_in_batches_and_drift_is_told(void **state) {
  (void)state;
  bry_survey *survey = coded_survey("arrive");
  int64_t count = -1;
  double drift = 0;
  assert_ok(bry_survey_code_new(store, survey, "dream", book, NULL, NULL, &count, &drift, ERR));
  assert_int_equal(count, 0);
  assert_true(isnan(drift));
  add_answers(survey, 0, 4, "nytt utstyr");
  assert_ok(bry_survey_code_new(store, survey, "dream", book, NULL, NULL, &count, NULL, ERR));
  assert_int_equal(count, 0); /* four are too few while the survey is open */
  add_answers(survey, 4, 1, "nytt utstyr");
  assert_ok(bry_survey_code_new(store, survey, "dream", book, NULL, NULL, &count, &drift, ERR));
  assert_int_equal(count, 5);
  assert_true(fabs(drift - (1 - 4.0 / 22)) < 1e-12); /* before: 12 calm, 6 people, 4 tools; since: tools alone */
  expect_count(survey, "tools", 23, 9);
  decide(survey, "kari", "{\"op\":\"code\",\"unit\":\"%s\",\"themes\":[]}", ids[0]);
  add_answers(survey, 5, 6, "sol og sommer");
  assert_ok(bry_survey_code_new(store, survey, "dream", book, NULL, NULL, &count, &drift, ERR));
  assert_int_equal(count, 6);
  expect_count(survey, "tools", 29, 9);
  expect_right_tallies("arrive");
  assert_ok(bry_survey_code(store, survey, "dream", book, NULL, NULL, &count, ERR));
  assert_int_equal(count, 31);
  assert_ok(bry_survey_code_new(store, survey, "dream", book, NULL, NULL, &count, &drift, ERR));
  assert_true(count == 0 && isnan(drift)); /* all of it is what was there now */
  assert_int_equal(bry_survey_code_new(store, survey, "dream", "nothing", NULL, NULL, NULL, NULL, NULL),
                   BRY_ENOTFOUND);
  bry_survey_free(survey);
}

static void add_found_answers(const bry_survey *survey, int from, int count) {
  static const char *const sayings[] = {
      "mer tid til brukerne og mindre rapportering", "brukerne trenger mer tid hos oss",
      "lunsj sammen med kolleger hver fredag",       "kolleger som spiser lunsj sammen",
      "nye datamaskiner og bedre skjermer",          "datamaskiner som virker, og skjermer"};
  char csv[16384];
  size_t at = (size_t)sprintf(csv, "id,sektor,dream\n");
  for (int i = from; i < from + count; i++)
    at += (size_t)sprintf(csv + at, "f%d,helse,\"%s %s\"\n", i, sayings[i % 6], i % 5 == 0 ? "takk" : "");
  bry_import_free(import_csv(survey, csv));
}

static void found_themes_are_no_wave_beside_what_rules_found(void **state) {
  (void)state;
  bry_survey *surveys[] = {make_survey("wave-found"), make_survey("wave-rules")};
  const bry_survey *const *waves = (const bry_survey *const *)surveys;
  const bry_survey *const turned[] = {surveys[1], surveys[0]};
  bry_discover_options o;
  bry_table *t = NULL;
  bry_error *err = NULL;
  add_found_answers(surveys[0], 0, 90);
  add_found_answers(surveys[1], 0, 90);
  bry_discover_options_init(&o);
  o.themes = 3;
  o.seed = 7;
  assert_ok(bry_survey_discover(store, surveys[0], "dream", "waves", &o, NULL, NULL, NULL, ERR));
  assert_ok(bry_survey_code(store, surveys[1], "dream", "waves", NULL, NULL, NULL, ERR));
  for (int side = 0; side < 2; side++) {
    assert_int_equal(
        bry_survey_theme_trend(store, side ? turned : waves, 2, "dream", "waves", NULL, 0, NULL, &t, &err),
        BRY_ESTATE);
    assert_null(t);
    assert_non_null(strstr(bry_error_message(err), "wave-found is coded by a model"));
    bry_error_free(err);
    err = NULL;
  }
  put_codebook(workplace_codebook);
  for (int i = 0; i < 2; i++)
    assert_ok(bry_survey_code(store, surveys[i], "dream", "drom", NULL, NULL, NULL, ERR));
  assert_ok(bry_survey_theme_trend(store, waves, 2, "dream", "drom", NULL, 0, NULL, &t, ERR));
  bry_table_free(t);
  bry_survey_free(surveys[0]);
  bry_survey_free(surveys[1]);
}

static void found_themes_are_kept_with_where_they_come_from(void **state) {
  (void)state;
  bry_survey *survey = make_survey("found");
  bry_discover_options o;
  bry_codebook *first = NULL, *again = NULL, *later = NULL;
  bry_table *t = NULL;
  int64_t count = 0;
  add_found_answers(survey, 0, 90);
  bry_discover_options_init(&o);
  o.themes = 3;
  o.seed = 7;
  assert_ok(bry_survey_discover(store, survey, "dream", "funnet", &o, NULL, NULL, &first, ERR));
  assert_int_equal(bry_codebook_theme_count(first), 3);
  assert_non_null(strstr(bry_codebook_json(first), "\"seed\":\"7\""));
  assert_non_null(strstr(bry_codebook_json(first), "\"texts\":90"));
  assert_ok(bry_survey_themes(store, survey, "dream", "funnet", NULL, 3, &t, ERR));
  assert_int_equal(bry_table_row_count(t), 3);
  bry_table_free(t);
  assert_ok(bry_survey_discover(store, survey, "dream", "funnet", &o, NULL, NULL, &again, ERR));
  assert_string_equal(bry_codebook_json(again), bry_codebook_json(first));

  const char *rename = "{\"op\":\"rename\",\"theme\":\"t2\",\"label\":{\"nb\":\"Eget navn\"}}";
  assert_ok(bry_survey_decide(store, survey, "dream", "funnet", "kari", rename, strlen(rename), NULL, ERR));
  add_found_answers(survey, 90, 30);
  assert_ok(bry_survey_code_new(store, survey, "dream", "funnet", NULL, NULL, &count, NULL, ERR));
  assert_int_equal(count, 30);
  expect_right_tallies("found");
  o.seed = 8;
  assert_ok(bry_survey_discover(store, survey, "dream", "funnet", &o, NULL, NULL, &later, ERR));
  int32_t kept = 0;
  for (int32_t i = 0; i < bry_codebook_theme_count(later); i++) {
    if (strcmp(bry_codebook_theme_id_at(later, i), "t2") != 0) continue;
    assert_string_equal(bry_codebook_theme_label_at(later, i, "nb"), "Eget navn");
    kept++;
  }
  assert_int_equal(kept, 1);
  expect_right_tallies("found");
  put_codebook(workplace_codebook);
  assert_int_equal(bry_survey_discover(store, survey, "dream", "drom", NULL, NULL, NULL, NULL, NULL), BRY_ECONFLICT);
  bry_codebook_free(first);
  bry_codebook_free(again);
  bry_codebook_free(later);
  bry_survey_free(survey);
}

/* --- erasure and seal --- */

static void what_is_erased_leaves_the_log_too(void **state) {
  (void)state;
  bry_survey *survey = coded_survey("erase");
  int32_t outcome = 0;
  bry_text *log = NULL;
  decide(survey, "kari", "{\"op\":\"code\",\"unit\":\"%s\",\"themes\":[]}", ids[0]);
  decide(survey, "kari", "{\"op\":\"code\",\"unit\":\"%s\",\"themes\":[]}\n{\"op\":\"undo\"}", ids[1]);
  decide(survey, "kari", "{\"op\":\"code\",\"unit\":\"%s\",\"themes\":[\"calm\"]}", ids[2]);
  assert_ok(bry_response_erase(store, survey, ids[0], &outcome, ERR));
  assert_ok(bry_response_erase(store, survey, ids[1], &outcome, ERR));
  assert_int_equal(outcome, BRY_ERASE_ERASED);
  assert_ok(bry_survey_decisions(store, survey, "dream", book, &log, ERR));
  assert_null(strstr(bry_text_data(log), ids[0]));
  assert_null(strstr(bry_text_data(log), ids[1]));
  assert_null(strstr(bry_text_data(log), "undo"));
  assert_non_null(strstr(bry_text_data(log), ids[2]));
  bry_text_free(log);
  expect_count(survey, "calm", 16, 10);
  expect_count(survey, "people", 16, 3);
  expect_right_tallies("erase");
  decide(survey, "kari", "{\"op\":\"undo\"}%s", "");
  expect_count(survey, "people", 16, 4);
  bry_survey_free(survey);
}

static void the_seal_gives_decisions_new_ids_and_no_date(void **state) {
  (void)state;
  bry_survey *survey = coded_survey("sealing");
  bry_text *log = NULL;
  for (int i = 11; i >= 0; i--)
    decide(survey, "kari", "{\"op\":\"code\",\"unit\":\"%s\",\"themes\":[\"people\"]}", ids[i]);
  decide(survey, "kari", "{\"op\":\"rename\",\"theme\":\"calm\",\"label\":\"Stille\"}%s", "");
  decide(survey, "kari", "{\"op\":\"code\",\"unit\":\"%s\",\"themes\":[]}\n{\"op\":\"undo\"}", ids[15]);
  assert_ok(bry_survey_close(store, "sealing", NULL, NULL, ERR));
  assert_ok(bry_survey_decisions(store, survey, "dream", book, &log, ERR));
  for (int i = 0; i < ANSWERS; i++)
    assert_null(strstr(bry_text_data(log), ids[i]));
  assert_null(strstr(bry_text_data(log), "\"at\""));
  assert_null(strstr(bry_text_data(log), "undo"));
  assert_non_null(strstr(bry_text_data(log), "rename"));
  bry_text_free(log);
  char *sorted =
      ask_text("SELECT bool_and(response_id >= before) FROM (SELECT response_id, lag(response_id) OVER (ORDER BY"
               " line) AS before FROM bry.decision d JOIN bry.survey s USING (tenant_id, survey_id)"
               " WHERE s.slug = 'sealing' AND response_id IS NOT NULL) d");
  assert_string_equal(sorted, "t");
  free(sorted);
  expect_count(survey, "people", 18, 12);
  assert_int_equal(try_deciding(survey, "kari", "{\"op\":\"undo\"}", NULL), BRY_EREFUSED);
  expect_right_tallies("sealing");
  bry_survey_free(survey);
}

/* --- memory --- */

static bry_survey *filled;

static bry_status decide_and_look(bry_error **err) {
  char log[512];
  bry_table *t = NULL;
  bry_text *text = NULL;
  snprintf(log, sizeof log, "{\"op\":\"code\",\"unit\":\"%s\",\"themes\":[\"tools\"]}\n{\"op\":\"undo\"}", ids[0]);
  bry_status status = try_deciding(filled, "kari", log, err);
  if (status == BRY_OK) status = bry_survey_codings(store, filled, "dream", book, NULL, &t, err);
  if (status == BRY_OK) status = bry_survey_decisions(store, filled, "dream", book, &text, err);
  bry_table_free(t);
  bry_text_free(text);
  return status;
}

static bry_status discover_again(bry_error **err) {
  bry_discover_options o;
  bry_codebook *codebook = NULL;
  bry_discover_options_init(&o);
  o.themes = 2;
  bry_status status = bry_survey_discover(store, filled, "dream", "laert", &o, NULL, NULL, &codebook, err);
  assert_int_equal(status == BRY_OK, codebook != NULL);
  bry_codebook_free(codebook);
  return status;
}

static bry_status suggest(bry_error **err) {
  return bry_survey_suggest(store, filled, "dream", book, NULL, NULL, NULL, err);
}

/* Most allocations are those of parsing and learning, whose own tests fail each; here forty in even steps are. */
static void fail_allocations(nth_allocation_work work) {
  enum { FAILURES = 40 };
  int64_t before = bry__mem_count();
  assert_ok(work(ERR));
  int64_t total = bry__mem_count() - before;
  assert_true(total > FAILURES);
  for (int64_t i = 0; i < FAILURES; i++) {
    bry_error *err = NULL;
    bry__mem_fail_at(1 + i * total / FAILURES);
    bry_status status = work(&err);
    bry__mem_fail_at(0);
    assert_true(status == BRY_OK || (status == BRY_ENOMEM && err));
    bry_error_free(err);
  }
}

static void allocations_may_fail(void **state) {
  (void)state;
  filled = coded_survey("memory");
  decide(filled, "kari", "{\"op\":\"code\",\"unit\":\"%s\",\"themes\":[\"calm\"]}", ids[1]);
  fail_allocations(decide_and_look);
  fail_allocations(suggest);
  expect_right_tallies("memory");
  bry_survey_free(filled);
}

static void allocations_of_finding_may_fail(void **state) {
  (void)state;
  filled = make_survey("learning");
  add_found_answers(filled, 0, 12);
  fail_allocations(discover_again);
  expect_right_tallies("learning");
  bry_survey_free(filled);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_people_decide_counts_over_the_rules),
      cmocka_unit_test(coders_who_disagree_are_counted),
      cmocka_unit_test(undo_takes_back_the_last_decision),
      cmocka_unit_test(an_undo_takes_back_what_its_coder_said),
      cmocka_unit_test(what_is_said_again_adds_nothing),
      cmocka_unit_test(themes_are_renamed_merged_and_split_in_a_version_of_their_own),
      cmocka_unit_test(a_new_codebook_takes_over_what_was_decided),
      cmocka_unit_test(the_log_comes_out_as_files_have_it),
      cmocka_unit_test(lines_that_cannot_be_are_refused_by_their_number),
      cmocka_unit_test(suggestions_follow_what_people_coded),
      cmocka_unit_test(new_answers_are_coded_in_batches_and_drift_is_told),
      cmocka_unit_test(found_themes_are_no_wave_beside_what_rules_found),
      cmocka_unit_test(found_themes_are_kept_with_where_they_come_from),
      cmocka_unit_test(what_is_erased_leaves_the_log_too),
      cmocka_unit_test(the_seal_gives_decisions_new_ids_and_no_date),
      cmocka_unit_test(allocations_may_fail),
      cmocka_unit_test(allocations_of_finding_may_fail),
  };
  return cmocka_run_group_tests(tests, open_workplace, close_workplace);
}
