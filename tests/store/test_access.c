/* Access: all that is held of a person, in words, for managers and for whoever has the receipt; and nothing of others. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/json.h"
#include "core/nth_allocation.h"
#include "store/people.h"

static const char form[] =
    "{\"title\": {\"default\": \"Trivsel\", \"en\": \"Well-being\"}, \"elements\": ["
    "{\"type\": \"rating\", \"name\": \"near\", \"title\": {\"default\": \"N\\u00e6rhet\", \"nn\": "
    "\"N\\u00e6rleik\", "
    "\"en\": \"Nearness\"}, \"rateMin\": 1, \"rateMax\": 5},"
    "{\"type\": \"radiogroup\", \"name\": \"role\", \"choices\": [{\"value\": \"a\", \"text\": {\"default\": "
    "\"Ansatt\","
    " \"en\": \"Employee\"}}, \"b\"], \"showOtherItem\": true},"
    "{\"type\": \"checkbox\", \"name\": \"meet\", \"choices\": [\"lunch\", \"coffee\", \"online\"]},"
    "{\"type\": \"ranking\", \"name\": \"order\", \"choices\": [\"x\", \"y\", \"z\"]},"
    "{\"type\": \"boolean\", \"name\": \"yes\"},"
    "{\"type\": \"matrix\", \"name\": \"mood\", \"rows\": [\"mon\", \"fri\"], \"columns\": [\"good\", \"bad\"]},"
    "{\"type\": \"multipletext\", \"name\": \"words\", \"items\": [{\"name\": \"first\"}, {\"name\": \"second\"}]},"
    "{\"type\": \"text\", \"name\": \"secret\", \"visibleIf\": \"{near} = 5\"},"
    "{\"type\": \"radiogroup\", \"name\": \"never\", \"choices\": [1, 2], \"visibleIf\": \"{near} = 5\"},"
    "{\"type\": \"html\", \"name\": \"note\", \"html\": \"<p>x</p>\"},"
    "{\"type\": \"comment\", \"name\": \"dream\"}]}";

static const char all_answers[] =
    "{\"near\": 4, \"role\": \"other\", \"role-Comment\": \"Vikar\", \"meet\": [\"online\", \"lunch\"], \"order\": "
    "[\"z\", \"x\", \"y\"], \"yes\": false, \"mood\": {\"fri\": \"bad\"}, \"words\": {\"second\": \"Ro\"}, "
    "\"dream\": "
    "\"En \\\"rolig\\\" dag\\u0001\"}";

static bry_survey *make_form(const char *slug, const char *privacy) {
  bry_questionnaire *q = NULL;
  bry_survey *survey = NULL;
  bry_survey_options options;
  bry_survey_options_init(&options);
  options.segments = workplace_segments;
  options.privacy = privacy;
  assert_ok(bry_questionnaire_parse(form, strlen(form), &q, ERR));
  assert_ok(bry_survey_create(store, slug, q, &options, &survey, ERR));
  assert_ok(bry_survey_open(store, slug, ERR));
  bry_questionnaire_free(q);
  return survey;
}

static struct json_object *parse(bry_text *text) {
  static const bry__json_limits limits = {.max_bytes = 1 << 20, .max_depth = 16};
  struct json_object *document = NULL;
  assert_ok(bry__json_parse("The export", bry_text_data(text), bry_text_size(text), &limits, &document, ERR));
  bry_text_free(text);
  return document;
}

static struct json_object *get(struct json_object *object, const char *key) {
  struct json_object *value = NULL;
  if (!json_object_object_get_ex(object, key, &value)) fail_msg("no member %s", key);
  return value;
}

/* A member as compact JSON must be this. */
static void expect_member(struct json_object *object, const char *key, const char *expected) {
  assert_string_equal(json_object_to_json_string_ext(get(object, key), JSON_C_TO_STRING_PLAIN), expected);
}

static struct json_object *at(struct json_object *array, size_t i) {
  assert_true(i < json_object_array_length(array));
  return json_object_array_get_idx(array, i);
}

static void expect_answers(struct json_object *answers) {
  assert_int_equal(json_object_array_length(answers), 12);
  expect_member(at(answers, 0), "item", "\"near\"");
  expect_member(at(answers, 0), "title", "{\"nb\":\"Nærhet\",\"nn\":\"Nærleik\",\"en\":\"Nearness\"}");
  expect_member(at(answers, 0), "type", "\"rating\"");
  expect_member(at(answers, 0), "value", "4");
  expect_member(at(answers, 1), "value", "\"other\"");
  expect_member(at(answers, 1), "comment", "\"Vikar\"");
  expect_member(at(answers, 2), "value", "[\"lunch\",\"online\"]");
  expect_member(at(answers, 3), "value", "[\"z\",\"x\",\"y\"]");
  expect_member(at(answers, 4), "value", "false");
  expect_member(at(answers, 5), "part", "\"mon\"");
  expect_member(at(answers, 5), "value", "null");
  expect_member(at(answers, 5), "missing", "\"skipped\"");
  expect_member(at(answers, 6), "value", "\"bad\"");
  expect_member(at(answers, 6), "label", "{\"nb\":\"bad\",\"nn\":\"bad\",\"en\":\"bad\"}");
  expect_member(at(answers, 7), "value", "null");
  expect_member(at(answers, 8), "value", "\"Ro\"");
  expect_member(at(answers, 10), "missing", "\"hidden\"");
  assert_string_equal(json_object_get_string(get(at(answers, 11), "value")), "En \"rolig\" dag\001");
}

static void a_participant_sees_everything_in_words(void **state) {
  (void)state;
  bry_survey *known = make_form("a-known", "identified"), *hashed = make_form("a-hashed", "pseudonymous");
  int32_t version = 0;
  assert_ok(bry_survey_set_consent(store, known, "{\"nb\": \"Greit?\"}", 0, &version, ERR));
  bry_submit_options options = submit_options();
  options.participant = "kari";
  options.name = "Kari \"Nordmann\"";
  options.consent = 1;
  options.proxy = 1;
  assert_ok(bry_response_submit_with(portal, known, &options, all_answers, strlen(all_answers),
                                     "{\"sektor\": \"helse\"}", NULL, ERR));
  answer_as(portal, hashed, "kari", NULL, "Nei");
  answer_as(portal, hashed, "ola", NULL, "Andres");
  put_codebook(workplace_codebook);
  assert_ok(bry_survey_code(store, known, "dream", "drom", NULL, NULL, NULL, ERR));

  bry_text *text = NULL;
  assert_ok(bry_participant_export(store, "kari", &text, ERR));
  assert_null(strstr(bry_text_data(text), "Andres"));
  struct json_object *all = parse(text), *surveys = get(all, "surveys"), *one = at(surveys, 0);
  expect_member(all, "name", "\"Kari \\\"Nordmann\\\"\"");
  assert_int_equal(json_object_array_length(surveys), 2);
  expect_member(one, "survey", "\"a-known\"");
  expect_member(one, "privacy", "\"identified\"");
  expect_member(one, "proxy", "true");
  expect_member(one, "consent", "{\"version\":1,\"texts\":{\"nb\":\"Greit?\"}}");
  expect_member(at(get(one, "segments"), 0), "value", "\"helse\"");
  expect_member(at(get(one, "segments"), 1), "value", "null");
  assert_int_equal(strlen(json_object_get_string(get(one, "received_on"))), 10);
  expect_answers(get(one, "answers"));
  struct json_object *coding = at(get(one, "codings"), 0);
  expect_member(coding, "item", "\"dream\"");
  expect_member(coding, "coder", "\"rules\"");
  expect_member(at(get(coding, "themes"), 0), "theme", "\"calm\"");
  assert_string_equal(json_object_get_string(get(get(at(get(coding, "themes"), 0), "label"), "en")), "Calm");
  expect_member(at(surveys, 1), "survey", "\"a-hashed\"");
  expect_member(at(surveys, 1), "consent", "null");
  expect_member(at(surveys, 1), "codings", "[]");
  json_object_put(all);

  assert_ok(bry_participant_export(store, "ukjent", &text, ERR));
  assert_string_equal(bry_text_data(text), "{\"name\":null,\"surveys\":[],\"commitments\":[],\"pilots\":[]}");
  bry_text_free(text);
  bry_survey_free(known);
  bry_survey_free(hashed);
}

static void a_receipt_shows_its_own_response_and_no_other(void **state) {
  (void)state;
  bry_survey *survey = make_form("a-receipt", NULL);
  char receipt[BRY_SECRET_SIZE], other[BRY_SECRET_SIZE];
  bry_submit_options options = submit_options();
  bry_receipt_new(receipt);
  options.receipt = receipt;
  assert_ok(bry_response_submit_with(portal, survey, &options, all_answers, strlen(all_answers), NULL, NULL, ERR));
  answer_by_receipt(portal, survey, "Andres", NULL, other);
  bry_store *const stores[] = {portal, store};
  for (int i = 0; i < 2; i++) {
    bry_text *text = NULL;
    assert_ok(bry_response_export_own(stores[i], survey, receipt, &text, ERR));
    assert_null(strstr(bry_text_data(text), "Andres"));
    struct json_object *one = parse(text);
    expect_member(one, "survey", "\"a-receipt\"");
    expect_answers(get(one, "answers"));
    json_object_put(one);
  }
  bry_text *text = NULL;
  bry_error *err = NULL;
  bry_receipt_new(other);
  assert_int_equal(bry_response_export_own(portal, survey, other, &text, &err), BRY_ENOTFOUND);
  assert_null(strstr(bry_error_message(err), other));
  assert_null(text);
  bry_error_free(err);
  bry_survey_free(survey);
}

/* --- mistakes and memory ------------------------------------------------------------------------------------------ */

static bry_survey *spare;
static char spare_receipt[BRY_SECRET_SIZE];

static bry_status export_work(bry_error **err) {
  bry_text *one = NULL, *all = NULL;
  bry_status status = bry_response_export_own(store, spare, spare_receipt, &one, err);
  if (status == BRY_OK) status = bry_participant_export(store, "kari", &all, err);
  bry_text_free(one);
  bry_text_free(all);
  return status;
}

static void any_allocation_may_fail(void **state) {
  (void)state;
  spare = make_form("a-memory", NULL);
  answer_by_receipt(store, spare, "Rolig", NULL, spare_receipt);
  assert_true(each_allocation_may_fail(export_work, BRY_OK) > 20);
  bry_survey_free(spare);
}

static void mistakes_are_told(void **state) {
  (void)state;
  bry_text *text = NULL;
  assert_int_equal(bry_participant_export(store, "kari", NULL, NULL), BRY_EINVAL);
  assert_int_equal(bry_participant_export(store, "a\nb", &text, NULL), BRY_EINVAL);
  assert_int_equal(bry_response_export_own(store, NULL, spare_receipt, &text, NULL), BRY_EINVAL);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_participant_sees_everything_in_words),
      cmocka_unit_test(a_receipt_shows_its_own_response_and_no_other),
      cmocka_unit_test(any_allocation_may_fail),
      cmocka_unit_test(mistakes_are_told),
  };
  return cmocka_run_group_tests(tests, open_rights, close_rights);
}
