/* Imports: what is taken in, what is refused and how it is told, and that the same file again adds nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/nth_allocation.h"
#include "store/workplace.h"

#include <stdlib.h>

static const char good[] = "id;sektor;near;meet;dream\n"
                           "a;helse;4;lunch|coffee;En rolig dag\n"
                           "b;teknisk;2;;\n"
                           "c;;5;online;\"God tid; og kaffe\"\n";

/* Imports a file of two rows, of which the first must be stored and the second refused by that rule. */
static void second_is_refused(const char *slug, int32_t format, const char *data, size_t size, const char *column,
                              const char *rule) {
  bry_survey *survey = make_survey(slug);
  bry_import *import = NULL;
  int64_t first_line = format == BRY_IMPORT_CSV ? 2 : 1;
  assert_ok(import_bytes(survey, format, data, size, &import, ERR));
  expect(import, 2, 1, 0, 1);
  expect_refusal(import, 0, 2, first_line + 1, column, rule);
  assert_int_equal(count_responses(survey), 1);
  bry_import_free(import);
  bry_survey_free(survey);
}

#define SECOND_REFUSED(slug, format, data, column, rule)                                                             \
  second_is_refused(slug, format, data, sizeof(data) - 1, column, rule)

static bry_status refuse(const bry_survey *survey, int32_t format, const char *data, bry_error **err) {
  bry_import *import = (bry_import *)1;
  bry_status status = import_bytes(survey, format, data, strlen(data), &import, err);
  assert_null(import);
  assert_int_equal(status, bry_error_status(*err));
  return status;
}

/* --- good files --- */

static void good_rows_are_stored_by_slot(void **state) {
  (void)state;
  bry_survey *survey = make_survey("good");
  bry_import *import = import_csv(survey, good);
  expect(import, 3, 3, 0, 0);
  assert_int_equal(bry_table_row_count(bry_import_refused(import)), 0);
  assert_int_equal(count_responses(survey), 3);
  bry_table *counts = NULL;
  assert_ok(bry_survey_counts(store, survey, "near", NULL, 3, &counts, ERR));
  assert_int_equal(number_in(counts, find_row(counts, "4", NULL, NULL), "count"), 1);
  assert_int_equal(number_in(counts, find_row(counts, "3", NULL, NULL), "count"), 0);
  assert_int_equal(number_in(counts, 0, "respondents"), 3);
  bry_table_free(counts);
  bry_import_free(import);
  bry_survey_free(survey);
}

static void the_same_file_twice_adds_nothing(void **state) {
  (void)state;
  bry_survey *survey = make_survey("twice");
  bry_import_free(import_csv(survey, good));
  bry_import *again = import_csv(survey, good);
  expect(again, 3, 0, 3, 0);
  assert_int_equal(count_responses(survey), 3);
  bry_import_free(again);
  bry_survey_free(survey);
}

static void rows_without_id_are_known_by_content_and_ordinal(void **state) {
  (void)state;
  const char *csv = "near,dream\n3,likt\n3,likt\n4,likt\n3,likt\n";
  bry_survey *survey = make_survey("no-id");
  bry_import *import = import_csv(survey, csv);
  expect(import, 4, 4, 0, 0);
  bry_import_free(import);
  import = import_csv(survey, csv);
  expect(import, 4, 0, 4, 0);
  bry_import_free(import);
  bry_survey_free(survey);
}

static void the_same_content_in_another_survey_has_other_ids(void **state) {
  (void)state;
  bry_survey *a = make_survey("salt-a"), *b = make_survey("salt-b");
  bry_import_free(import_csv(a, "id,near,dream\nx,3,hei\n"));
  bry_import_free(import_csv(b, "id,near,dream\nx,3,hei\n"));
  char *id = ask_text("SELECT count(DISTINCT r.response_id)::text || min(substr(r.response_id::text, 15, 1))"
                      " FROM bry.response r JOIN bry.survey s USING (tenant_id, survey_id)"
                      " WHERE s.slug IN ('salt-a', 'salt-b')");
  assert_string_equal(id, "28"); /* two, of UUID version 8 */
  free(id);
  bry_survey_free(a);
  bry_survey_free(b);
}

static void a_uuid_is_the_response_id_and_meets_a_submit(void **state) {
  (void)state;
  bry_survey *survey = make_survey("uuid");
  const char *id = "11111111-2222-4333-8444-555555555555";
  const char *answers = "{\"near\": 4, \"dream\": \"ro\"}";
  assert_ok(bry_response_submit(store, survey, id, answers, strlen(answers), NULL, NULL, ERR));
  bry_import *import = import_csv(survey, "near,id,dream\n4,11111111-2222-4333-8444-555555555555,ro\n");
  expect(import, 1, 0, 1, 0);
  bry_import_free(import);
  import = import_csv(survey, "near,id,dream\n5,11111111-2222-4333-8444-555555555555,ro\n");
  expect(import, 1, 0, 0, 1);
  expect_refusal(import, 0, 1, 2, "id", "conflict");
  bry_import_free(import);
  bry_survey_free(survey);
}

static void the_same_id_with_other_content_is_a_conflict(void **state) {
  (void)state;
  bry_survey *survey = make_survey("conflict");
  bry_import *import = import_csv(survey, "id,near\na,1\na,2\nb,3\na,1\n");
  expect(import, 4, 2, 1, 1);
  expect_refusal(import, 0, 2, 3, "id", "conflict");
  bry_import_free(import);
  import = import_csv(survey, "id,near\nb,4\nc,4\n");
  expect(import, 2, 1, 0, 1);
  expect_refusal(import, 0, 1, 2, "id", "conflict");
  bry_import_free(import);
  bry_survey_free(survey);
}

static void refusals_stand_in_the_order_of_the_file(void **state) {
  (void)state;
  bry_survey *survey = make_survey("order");
  bry_import *import = import_csv(survey, "id,near\na,1\na,2\nb,9\nc,1\nc,5\n");
  expect(import, 5, 2, 0, 3);
  expect_refusal(import, 0, 2, 3, "id", "conflict");
  expect_refusal(import, 1, 3, 4, "near", bry_table_text(bry_import_refused(import), 1, 3));
  expect_refusal(import, 2, 5, 6, "id", "conflict");
  bry_import_free(import);
  bry_survey_free(survey);
}

static void semicolons_crlf_and_a_byte_order_mark_are_read(void **state) {
  (void)state;
  bry_survey *survey = make_survey("excel");
  bry_import *import = import_csv(survey, "\xEF\xBB\xBFid;near;dream\r\n1;4;\"Linje\r\nto\"\r\n2;5;æøå\r\n");
  expect(import, 2, 2, 0, 0);
  char *text = ask_text("SELECT max(t) FROM bry.response r JOIN bry.survey s USING (tenant_id, survey_id),"
                        " unnest(texts) t WHERE s.slug = 'excel'");
  assert_string_equal(text, "æøå");
  free(text);
  bry_import_free(import);
  bry_survey_free(survey);
}

static void latin1_is_found_and_stored_as_utf8(void **state) {
  (void)state;
  bry_survey *survey = make_survey("latin1");
  bry_import *import = import_csv(survey, "id;dream\n1;bl\xE5 himmel\n2;r\xF8yk\n");
  expect(import, 2, 2, 0, 0);
  char *text = ask_text("SELECT string_agg(t, '/' ORDER BY t) FROM bry.response r JOIN bry.survey s"
                        " USING (tenant_id, survey_id), unnest(texts) t WHERE s.slug = 'latin1'");
  assert_string_equal(text, "blå himmel/røyk");
  free(text);
  bry_import_free(import);
  bry_survey_free(survey);
}

static void parts_and_comments_have_columns_of_their_own(void **state) {
  (void)state;
  bry_survey *survey = make_survey("parts");
  bry_import *import = import_csv(survey, "role,role-Comment,mood.mon,mood.fri,words.first,words.second\n"
                                          "other,vikar,good,bad,tillit,ro\n");
  expect(import, 1, 1, 0, 0);
  char *text = ask_text("SELECT array_to_string(texts, '/', '-') FROM bry.response r JOIN bry.survey s"
                        " USING (tenant_id, survey_id) WHERE s.slug = 'parts'");
  assert_string_equal(text, "vikar/tillit/ro/-");
  free(text);
  bry_import_free(import);
  bry_survey_free(survey);
}

/* --- bad rows --- */

static void each_bad_csv_row_is_refused_with_its_place(void **state) {
  (void)state;
  SECOND_REFUSED("ragged-short", BRY_IMPORT_CSV, "id,near\na,1\nb\n", NULL, "columns.count");
  SECOND_REFUSED("ragged-long", BRY_IMPORT_CSV, "id,near\na,1\nb,2,3\n", NULL, "columns.count");
  SECOND_REFUSED("nul", BRY_IMPORT_CSV, "id,dream\na,x\nb,x\0y\n", NULL, "nul");
  SECOND_REFUSED("utf8", BRY_IMPORT_CSV, "id,dream\na,ø\nb,\xFF\n", NULL, "utf8");
  SECOND_REFUSED("quote", BRY_IMPORT_CSV, "id,dream\na,x\nb,\"x\"y\n", NULL, "quote");
  SECOND_REFUSED("empty-row", BRY_IMPORT_CSV, "id,near\na,1\n,\n", NULL, "empty");
  SECOND_REFUSED("empty-answers", BRY_IMPORT_CSV, "id,sektor,near,dream\na,helse,1,\nb,helse,, \n", NULL, "empty");
  SECOND_REFUSED("empty-object", BRY_IMPORT_JSONL, "{\"id\":\"a\",\"answers\":{\"near\":1}}\n{\"answers\":{}}\n",
                 NULL, "empty");
  SECOND_REFUSED("segment", BRY_IMPORT_CSV, "id,sektor,near\na,helse,1\nb,romfart,1\n", "sektor", "segment.value");
}

/* As the columns of the file and all else call the cell. */
static void a_cell_of_a_panel_is_named_as_everywhere(void **state) {
  (void)state;
  static const char form[] =
      "{\"elements\": [{\"type\": \"paneldynamic\", \"name\": \"barn\", \"maxPanelCount\": 3, \"templateElements\": ["
      "{\"type\": \"rating\", \"name\": \"alder\"}]}, {\"type\": \"matrixdropdown\", \"name\": \"m\", \"rows\": "
      "[\"1\"],"
      " \"columns\": [{\"name\": \"c\", \"cellType\": \"rating\"}]}]}";
  bry_questionnaire *q = NULL;
  bry_survey *survey = NULL;
  assert_ok(bry_questionnaire_parse(form, strlen(form), &q, ERR));
  assert_ok(bry_survey_create(store, "celler", q, NULL, &survey, ERR));
  assert_ok(bry_survey_open(store, "celler", ERR));
  bry_import *import = import_csv(survey, "id,barn[0].alder,barn[1].alder,m.1.c\na,1,99,1\nb,1,1,99\n");
  const bry_table *t = bry_import_refused(import);
  assert_int_equal(bry_table_row_count(t), 2);
  assert_string_equal(bry_table_text(t, 0, bry_table_find_column(t, "column")), "barn[1].alder");
  assert_string_equal(bry_table_text(t, 1, bry_table_find_column(t, "column")), "m.1.c");
  bry_import_free(import);
  bry_survey_free(survey);
  bry_questionnaire_free(q);
}

static void a_bad_answer_is_refused_with_its_column(void **state) {
  (void)state;
  bry_survey *survey = make_survey("bad-answer");
  bry_import *import = import_csv(survey, "id,near,mood.mon\na,1,good\nb,99,awful\n");
  expect(import, 2, 1, 0, 1);
  const bry_table *t = bry_import_refused(import);
  assert_int_equal(bry_table_row_count(t), 2); /* both of its findings */
  assert_string_equal(bry_table_text(t, 0, bry_table_find_column(t, "column")), "near");
  assert_string_equal(bry_table_text(t, 1, bry_table_find_column(t, "column")), "mood.mon");
  bry_import_free(import);
  bry_survey_free(survey);
}

static void a_refusal_never_repeats_what_was_answered(void **state) {
  (void)state;
  bry_survey *survey = make_survey("secret");
  bry_import *import = import_csv(survey, "id,sektor,near,role\nhemmelig1,hemmelig2,hemmelig3,hemmelig4\n");
  expect(import, 1, 0, 0, 1);
  bry_text *json = NULL;
  assert_ok(bry_table_render(bry_import_refused(import), BRY_FORMAT_JSON, "nb", &json, ERR));
  assert_null(strstr(bry_text_data(json), "hemmelig"));
  bry_text_free(json);
  bry_import_free(import);
  bry_survey_free(survey);
}

static void a_huge_row_is_skipped_and_the_next_one_is_read(void **state) {
  (void)state;
  size_t size = 3 << 20;
  char *file = malloc(size + 100);
  assert_non_null(file);
  for (int jsonl = 0; jsonl < 2; jsonl++) {
    bry_survey *survey = make_survey(jsonl ? "huge-jsonl" : "huge-csv");
    size_t at = (size_t)sprintf(file, "%s", jsonl ? "{\"answers\": {\"dream\": \"" : "near,dream\n3,");
    memset(file + at, 'x', size);
    strcpy(file + at + size, jsonl ? "\"}}\n{\"answers\": {\"near\": 3}}\n" : "\n4,kort\n");
    bry_import *import = NULL;
    assert_ok(import_bytes(survey, jsonl ? BRY_IMPORT_JSONL : BRY_IMPORT_CSV, file, strlen(file), &import, ERR));
    expect(import, 2, 1, 0, 1);
    expect_refusal(import, 0, 1, jsonl ? 1 : 2, NULL, "too_long");
    bry_import_free(import);
    bry_survey_free(survey);
  }
  free(file);
}

/* --- bad files --- */

static void a_header_that_names_no_item_is_refused(void **state) {
  (void)state;
  bry_survey *survey = make_survey("header");
  bry_error *err = NULL;
  assert_int_equal(refuse(survey, BRY_IMPORT_CSV, "id,near,nera,drem\na,1,2,3\n", &err), BRY_EREFUSED);
  assert_int_equal(bry_findings_count(bry_error_findings(err)), 2);
  assert_string_equal(bry_findings_pointer_at(bry_error_findings(err), 0), "/nera");
  assert_string_equal(bry_findings_rule_at(bry_error_findings(err), 1), "column.unknown");
  bry_error_free(err);
  assert_int_equal(refuse(survey, BRY_IMPORT_CSV, "id,near,near\na,1,2\n", &err), BRY_EREFUSED);
  assert_string_equal(bry_findings_rule_at(bry_error_findings(err), 0), "column.twice");
  bry_error_free(err);
  assert_int_equal(refuse(survey, BRY_IMPORT_CSV, "id,mood\na,good\n", &err), BRY_EREFUSED);
  assert_string_equal(bry_findings_rule_at(bry_error_findings(err), 0), "column.part");
  bry_error_free(err);
  assert_int_equal(count_responses(survey), 0);
  bry_survey_free(survey);
}

static void a_file_without_a_header_does_not_put_answers_into_the_message(void **state) {
  (void)state;
  bry_survey *survey = make_survey("headless");
  bry_error *err = NULL;
  assert_int_equal(refuse(survey, BRY_IMPORT_CSV, "a,4,Sjefen min er hemmelig\n", &err), BRY_EREFUSED);
  assert_null(strstr(bry_error_message(err), "hemmelig"));
  for (int64_t i = 0; i < bry_findings_count(bry_error_findings(err)); i++) {
    assert_null(strstr(bry_findings_pointer_at(bry_error_findings(err), i), "hemmelig"));
  }
  bry_error_free(err);
  bry_survey_free(survey);
}

static void an_empty_file_and_one_with_only_a_header(void **state) {
  (void)state;
  bry_survey *survey = make_survey("empty");
  bry_error *err = NULL;
  assert_int_equal(refuse(survey, BRY_IMPORT_CSV, "", &err), BRY_EPARSE);
  bry_error_free(err);
  assert_int_equal(refuse(survey, BRY_IMPORT_CSV, "\xEF\xBB\xBF\n\n", &err), BRY_EPARSE);
  bry_error_free(err);
  bry_import *import = import_csv(survey, "id,near\n");
  expect(import, 0, 0, 0, 0);
  bry_import_free(import);
  assert_ok(import_bytes(survey, BRY_IMPORT_JSONL, "", 0, &import, ERR));
  expect(import, 0, 0, 0, 0);
  bry_import_free(import);
  bry_survey_free(survey);
}

static void a_quote_that_is_never_closed_ends_the_import(void **state) {
  (void)state;
  bry_survey *survey = make_survey("unclosed");
  bry_error *err = NULL;
  assert_int_equal(refuse(survey, BRY_IMPORT_CSV, "id,dream\na,x\nb,\"y\nc,z\n", &err), BRY_EPARSE);
  assert_non_null(strstr(bry_error_message(err), "3"));
  bry_error_free(err);
  assert_int_equal(count_responses(survey), 0);
  bry_survey_free(survey);
}

static int64_t failing_read(void *buffer, size_t capacity, void *user) {
  (void)buffer;
  (void)capacity;
  (void)user;
  return -1;
}

static void a_source_that_fails_is_an_io_error(void **state) {
  (void)state;
  bry_survey *survey = make_survey("io");
  bry_import *import = NULL;
  for (int32_t format = BRY_IMPORT_CSV; format <= BRY_IMPORT_JSONL; format++) {
    assert_int_equal(bry_response_import(store, survey, format, failing_read, NULL, NULL, NULL, NULL, &import, NULL),
                     BRY_EIO);
    assert_null(import);
  }
  bry_survey_free(survey);
}

/* --- JSONL --- */

static void jsonl_lines_are_stored(void **state) {
  (void)state;
  const char *lines = "\xEF\xBB\xBF{\"id\": \"a\", \"segments\": {\"sektor\": \"helse\"}, \"answers\": {\"near\": 4,"
                      " \"meet\": [\"lunch\", \"online\"]}}\r\n"
                      "\r\n"
                      "{\"answers\": {\"mood\": {\"mon\": \"good\"}, \"dream\": \"ro\"}}";
  bry_survey *survey = make_survey("jsonl");
  for (int again = 0; again < 2; again++) {
    bry_import *import = NULL;
    assert_ok(import_bytes(survey, BRY_IMPORT_JSONL, lines, strlen(lines), &import, ERR));
    expect(import, 2, again ? 0 : 2, again ? 2 : 0, 0);
    bry_import_free(import);
  }
  bry_import *csv = import_csv(survey, "id,sektor,near,meet\na,helse,4,online;lunch\n");
  expect(csv, 1, 0, 1, 0); /* the same response in the other format */
  bry_import_free(csv);
  bry_survey_free(survey);
}

#define GOOD_LINE "{\"answers\": {\"near\": 4}}\n"

static void each_bad_jsonl_line_is_refused_with_its_place(void **state) {
  (void)state;
  SECOND_REFUSED("l-json", BRY_IMPORT_JSONL, GOOD_LINE "{\"answers\": {\n", NULL, "json");
  SECOND_REFUSED("l-twice", BRY_IMPORT_JSONL, GOOD_LINE "{\"answers\": {\"near\": 1, \"near\": 2}}\n", NULL, "json");
  SECOND_REFUSED("l-array", BRY_IMPORT_JSONL, GOOD_LINE "[]\n", NULL, "json.object");
  SECOND_REFUSED("l-key", BRY_IMPORT_JSONL, GOOD_LINE "{\"answers\": {}, \"x\": 1}\n", NULL, "key.unknown");
  SECOND_REFUSED("l-none", BRY_IMPORT_JSONL, GOOD_LINE "{\"id\": \"x\"}\n", NULL, "answers.missing");
  SECOND_REFUSED("l-id", BRY_IMPORT_JSONL, GOOD_LINE "{\"id\": 1, \"answers\": {\"near\": 1}}\n", "id", "id.type");
  SECOND_REFUSED("l-utf8", BRY_IMPORT_JSONL, GOOD_LINE "{\"answers\": {\"dream\": \"\xFF\"}}\n", NULL, "utf8");
  SECOND_REFUSED("l-nul", BRY_IMPORT_JSONL, GOOD_LINE "{\"answers\": {\"dream\": \"a\0b\"}}\n", NULL, "nul");
  SECOND_REFUSED("l-seg", BRY_IMPORT_JSONL, GOOD_LINE "{\"segments\": {\"x\": \"y\"}, \"answers\": {\"near\": 1}}\n",
                 "x", "segment.unknown");
  SECOND_REFUSED("l-val", BRY_IMPORT_JSONL,
                 GOOD_LINE "{\"segments\": {\"sektor\": \"y\"}, \"answers\": {\"near\": 1}}\n", "sektor",
                 "segment.value");
  SECOND_REFUSED("l-type", BRY_IMPORT_JSONL,
                 GOOD_LINE "{\"segments\": {\"sektor\": 1}, \"answers\": {\"near\": 1}}\n", "sektor",
                 "segments.type");
}

/* --- the survey's state, wrong arguments --- */

static void a_survey_that_is_not_open_takes_no_import(void **state) {
  (void)state;
  bry_survey *survey = make_survey("closed");
  bry_error *err = NULL;
  assert_ok(bry_survey_close(store, "closed", NULL, NULL, ERR));
  assert_int_equal(refuse(survey, BRY_IMPORT_CSV, good, &err), BRY_ESTATE);
  bry_error_free(err);
  assert_int_equal(count_responses(survey), 0);
  bry_survey_free(survey);
}

static void wrong_arguments_are_told(void **state) {
  (void)state;
  bry_survey *survey = make_survey("arguments");
  bry_import *import = NULL;
  bry__memory_source source = {.data = good, .size = strlen(good)};
  assert_int_equal(
      bry_response_import(NULL, survey, BRY_IMPORT_CSV, bry__memory_read, &source, NULL, NULL, NULL, &import, NULL),
      BRY_EINVAL);
  assert_int_equal(
      bry_response_import(store, NULL, BRY_IMPORT_CSV, bry__memory_read, &source, NULL, NULL, NULL, &import, NULL),
      BRY_EINVAL);
  assert_int_equal(bry_response_import(store, survey, 7, bry__memory_read, &source, NULL, NULL, NULL, &import, NULL),
                   BRY_EINVAL);
  assert_int_equal(bry_response_import(store, survey, BRY_IMPORT_CSV, NULL, &source, NULL, NULL, NULL, &import, NULL),
                   BRY_EINVAL);
  bry_import_free(NULL);
  bry_survey_free(survey);
}

static void another_tenants_survey_is_not_found(void **state) {
  (void)state;
  bry_survey *survey = make_survey("ours");
  bry_error *err = NULL;
  assert_ok(bry_store_set_tenant(store, "other", ERR));
  assert_int_equal(refuse(survey, BRY_IMPORT_CSV, good, &err), BRY_ENOTFOUND);
  bry_error_free(err);
  assert_ok(bry_store_set_tenant(store, "test", ERR));
  assert_int_equal(count_responses(survey), 0);
  bry_survey_free(survey);
}

/* --- memory --- */

static bry_survey *small;

static bry_status import_a_little(bry_error **err) {
  bry_import *import = NULL;
  const char *csv = "id;sektor;near;dream\na;helse;4;En rolig dag\na;;5;\n;;9;x\n;;3;\"y\"\n";
  bry_status status = import_bytes(small, BRY_IMPORT_CSV, csv, strlen(csv), &import, err);
  bry_import_free(import);
  return status;
}

static bry_status import_lines(bry_error **err) {
  bry_import *import = NULL;
  const char *lines = "{\"id\": \"j\", \"segments\": {\"sektor\": \"helse\"}, \"answers\": {\"near\": 4}}\n"
                      "{\"segments\": {\"sektor\": \"x\"}, \"answers\": {\"near\": 4}}\n";
  bry_status status = import_bytes(small, BRY_IMPORT_JSONL, lines, strlen(lines), &import, err);
  bry_import_free(import);
  return status;
}

static void any_allocation_may_fail(void **state) {
  (void)state;
  small = make_survey("small");
  assert_true(each_allocation_may_fail(import_a_little, BRY_OK) > 10);
  assert_true(each_allocation_may_fail(import_lines, BRY_OK) > 10);
  assert_int_equal(count_responses(small), 3);
  bry_survey_free(small);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(good_rows_are_stored_by_slot),
      cmocka_unit_test(the_same_file_twice_adds_nothing),
      cmocka_unit_test(rows_without_id_are_known_by_content_and_ordinal),
      cmocka_unit_test(the_same_content_in_another_survey_has_other_ids),
      cmocka_unit_test(a_uuid_is_the_response_id_and_meets_a_submit),
      cmocka_unit_test(the_same_id_with_other_content_is_a_conflict),
      cmocka_unit_test(refusals_stand_in_the_order_of_the_file),
      cmocka_unit_test(semicolons_crlf_and_a_byte_order_mark_are_read),
      cmocka_unit_test(latin1_is_found_and_stored_as_utf8),
      cmocka_unit_test(parts_and_comments_have_columns_of_their_own),
      cmocka_unit_test(each_bad_csv_row_is_refused_with_its_place),
      cmocka_unit_test(a_bad_answer_is_refused_with_its_column),
      cmocka_unit_test(a_cell_of_a_panel_is_named_as_everywhere),
      cmocka_unit_test(a_refusal_never_repeats_what_was_answered),
      cmocka_unit_test(a_huge_row_is_skipped_and_the_next_one_is_read),
      cmocka_unit_test(a_header_that_names_no_item_is_refused),
      cmocka_unit_test(a_file_without_a_header_does_not_put_answers_into_the_message),
      cmocka_unit_test(an_empty_file_and_one_with_only_a_header),
      cmocka_unit_test(a_quote_that_is_never_closed_ends_the_import),
      cmocka_unit_test(a_source_that_fails_is_an_io_error),
      cmocka_unit_test(jsonl_lines_are_stored),
      cmocka_unit_test(each_bad_jsonl_line_is_refused_with_its_place),
      cmocka_unit_test(a_survey_that_is_not_open_takes_no_import),
      cmocka_unit_test(wrong_arguments_are_told),
      cmocka_unit_test(another_tenants_survey_is_not_found),
      cmocka_unit_test(any_allocation_may_fail),
  };
  return cmocka_run_group_tests(tests, open_workplace, close_workplace);
}
