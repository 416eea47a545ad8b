/* Codebooks from and for other programs: what goes out comes in as the same, and files of others are read as they are. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/nth_allocation.h"
#include "theme/theme_testing.h"

#include <stdlib.h>

static const char full[] =
    "{\"id\":\"c\",\"version\":\"7\",\"themes\":["
    "{\"id\":\"work\",\"label\":{\"nb\":\"Arbeid & <hverdag>\"},\"indicators\":{},"
    "\"overlaps_with\":[\"time\",\"øl\"]},"
    "{\"id\":\"time\",\"label\":{\"nb\":\"Nok tid\",\"nn\":\"Nok tid\",\"en\":\"Enough "
    "\\\"time\\\"\"},\"definition\":\"Å ha tid.\\nOg ro.\","
    "\"parent\":\"work\",\"indicators\":{\"nb\":[\"nok tid\",\"(tid OR ro) NEAR/3 mangel\"],\"en\":[\"time\"]},"
    "\"x-color\":\"#ff8800\",\"x-guid\":\"0d62985d-b147-5d01-a9b5-cae5dcd98342\"},"
    "{\"id\":\"øl\",\"label\":\"Kaffe\",\"definition\":{\"nb\":\"Kaffe og te\",\"en\":\"Coffee\"}},"
    "{\"id\":\"deep\",\"label\":{\"default\":\"Dypt\",\"nn\":\"Djupt\"},\"parent\":\"time\",\"x-codable\":\"false\"}]"
    "}";

/* As QualCoder writes them: a byte order mark, categories as codes that are not codable, empty descriptions. */
static const char qualcoder[] =
    "\xEF\xBB\xBF<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
    "<CodeBook xmlns=\"urn:QDA-XML:codebook:1.0\" xsi:schemaLocation=\"urn:QDA-XML:codebook:1.0 Codebook.xsd\" "
    "origin=\"QualCoder\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">\n<Codes>\n"
    "<Code guid=\"6ba7b810-9dad-11d1-80b4-00c04fd430c8\" name=\"Arbeidsmiljø\" "
    "isCodable=\"false\">\n<Description></Description>"
    "<Code guid=\"6ba7b811-9dad-11d1-80b4-00c04fd430c8\" name=\"Støy på kontoret\" isCodable=\"true\" "
    "color=\"#F6CED8\">"
    "<Description>Bråk &amp; støy, også fra gata.</Description></Code>"
    "<Code guid=\"6ba7b812-9dad-11d1-80b4-00c04fd430c8\" name=\"Støy på kontoret\" "
    "isCodable=\"true\"></Code></Code>\n"
    "<Code guid=\"6ba7b813-9dad-11d1-80b4-00c04fd430c8\" name=\"Annet\" isCodable=\"true\"/></Codes></CodeBook>";

/* As NVivo writes them: braces about guids, elements of its own, sets; here in UTF-16 as well. */
static const char nvivo[] =
    "<?xml version=\"1.0\" encoding=\"utf-8\"?><CodeBook xmlns=\"urn:QDA-XML:codebook:1.0\" origin=\"NVivo\"><Codes>"
    "<Code guid=\"{6BA7B810-9DAD-11D1-80B4-00C04FD430C8}\" name=\"L&#xF8;nn\" "
    "isCodable=\"true\"><Description><![CDATA[Penger <og> "
    "annet]]></Description></Code></Codes><Sets><Set guid=\"6ba7b814-9dad-11d1-80b4-00c04fd430c8\" name=\"Viktig\">"
    "<Description>Først</Description><MemberCode guid=\"{6BA7B810-9DAD-11D1-80B4-00C04FD430C8}\"/></Set></Sets>"
    "<x:Extra xmlns:x=\"urn:x\"><Code name=\"no\"/></x:Extra></CodeBook>";

static bry_codebook *import(const char *data, size_t size, int32_t format) {
  bry_codebook *codebook = NULL;
  bry_error *err = NULL;
  if (bry_codebook_import(data, size, format, "c", "7", &codebook, &err) != BRY_OK)
    fail_msg("%s", bry_error_message(err));
  return codebook;
}

static bry_text *export(const bry_codebook *codebook, int32_t format) {
  bry_text *text = NULL;
  assert_int_equal(bry_codebook_export(codebook, format, &text, NULL), BRY_OK);
  return text;
}

static int has(const bry_codebook *codebook, const char *piece) {
  return strstr(bry_codebook_json(codebook), piece) != NULL;
}

/* The second export is compared: a definition in one language may have been written without its language. */
static void what_goes_out_comes_in_as_the_same(void **state) {
  (void)state;
  for (int32_t format = BRY_CODEBOOK_JSON; format <= BRY_CODEBOOK_QDC; format++) {
    bry_codebook *codebook = parse_codebook(full);
    bry_text *text = export(codebook, format);
    bry_codebook *again = import(bry_text_data(text), bry_text_size(text), format == BRY_CODEBOOK_JSON ? 1 : format);
    bry_text *second = export(again, format);
    assert_string_equal(bry_text_data(second), bry_text_data(text));
    assert_int_equal(bry_codebook_theme_count(again), 4);
    for (int32_t i = 0; i < 4; i++) {
      int32_t at = -1;
      for (int32_t j = 0; j < 4; j++) /* QDC has children behind their parents */
        if (strcmp(bry_codebook_theme_id_at(again, j), bry_codebook_theme_id_at(codebook, i)) == 0) at = j;
      assert_true(at >= 0);
      static const char *const languages[] = {"nb", "nn", "en"};
      for (int l = 0; l < 3; l++)
        assert_string_equal(bry_codebook_theme_label_at(again, at, languages[l]),
                            bry_codebook_theme_label_at(codebook, i, languages[l]));
    }
    assert_true(has(again, "\"parent\":\"time\"") && has(again, "(tid OR ro) NEAR/3 mangel"));
    assert_true(has(again, "\"overlaps_with\":[\"time\",\"øl\"]"));
    assert_true(has(again, "#ff8800") && has(again, "0d62985d") && has(again, "Å ha tid.\\nOg ro."));
    assert_true(has(again, "\"en\":\"Coffee\"") && has(again, "\"x-codable\":\"false\""));
    bry_text_free(second);
    bry_text_free(text);
    bry_codebook_free(again);
    bry_codebook_free(codebook);
  }
}

static void a_qualcoder_file_is_read(void **state) {
  (void)state;
  bry_codebook *c = import(qualcoder, sizeof qualcoder - 1, BRY_CODEBOOK_QDC);
  assert_int_equal(bry_codebook_theme_count(c), 4);
  assert_string_equal(bry_codebook_theme_id_at(c, 0), "arbeidsmiljø");
  assert_string_equal(bry_codebook_theme_id_at(c, 1), "støy_på_kontoret");
  assert_string_equal(bry_codebook_theme_id_at(c, 2), "støy_på_kontoret_2");
  assert_string_equal(bry_codebook_theme_label_at(c, 1, "nb"), "Støy på kontoret");
  assert_true(has(c, "\"parent\":\"arbeidsmiljø\"") && has(c, "Bråk & støy, også fra gata."));
  assert_true(has(c, "\"x-codable\":\"false\""));
  bry_codings *codings = code_sized(c, "mye bråk", 9);
  assert_int_equal(bry_codings_count(codings), 1); /* found by a word of the description */
  bry_codings_free(codings);
  bry_codebook_free(c);
}

static void an_nvivo_file_is_read_with_its_sets(void **state) {
  (void)state;
  bry_codebook *c = import(nvivo, sizeof nvivo - 1, BRY_CODEBOOK_QDC);
  assert_int_equal(bry_codebook_theme_count(c), 1);
  assert_string_equal(bry_codebook_theme_id_at(c, 0), "lønn");
  assert_true(has(c, "Penger <og> annet") && has(c, "Viktig"));
  bry_text *text = export(c, BRY_CODEBOOK_QDC);
  assert_non_null(strstr(bry_text_data(text), "<Set guid=\"6ba7b814-9dad-11d1-80b4-00c04fd430c8\" name=\"Viktig\">"
                                              "<Description>Først</Description><MemberCode guid=\"{6BA7B810"));
  bry_text_free(text);
  bry_codebook_free(c);
}

static void utf16_is_read(void **state) {
  (void)state;
  static const char text[] =
      "<CodeBook xmlns='urn:QDA-XML:codebook:1.0'><Codes><Code name='Lunsj'/></Codes></CodeBook>";
  char wide[2 * sizeof text + 2] = "\xFF\xFE";
  for (size_t i = 0; i < sizeof text - 1; i++)
    wide[2 + 2 * i] = text[i], wide[3 + 2 * i] = 0;
  bry_codebook *c = import(wide, 2 * sizeof text, BRY_CODEBOOK_QDC);
  assert_string_equal(bry_codebook_theme_id_at(c, 0), "lunsj");
  bry_codebook_free(c);
}

static void a_description_edited_elsewhere_is_read(void **state) {
  (void)state;
  static const char edited[] =
      "<CodeBook xmlns='urn:QDA-XML:codebook:1.0'><Codes><Code name='Pauser'><Description>Mat og "
      "hvile\r\n\r\nbry:\r\nid: breaks\r\nname.language: nb\r\nlabel.en: Breaks\r\nindicators.nb: pause"
      "\r\nindicators.nb: lunsj NOT møte\r\nsomething: else\r\n</Description></Code></Codes></CodeBook>";
  bry_codebook *c = import(edited, sizeof edited - 1, BRY_CODEBOOK_QDC);
  assert_string_equal(bry_codebook_theme_id_at(c, 0), "breaks");
  assert_string_equal(bry_codebook_theme_label_at(c, 0, "nb"), "Pauser");
  assert_string_equal(bry_codebook_theme_label_at(c, 0, "en"), "Breaks");
  assert_true(has(c, "[\"pause\",\"lunsj NOT møte\"]") && has(c, "\"Mat og hvile\""));
  bry_codebook_free(c);
}

static void csv_has_columns_by_name_in_any_order(void **state) {
  (void)state;
  static const char csv[] = "indicators.nb;label.nb;x-mine;parent;id\n\"nok tid; ro\";Tid;1;;time\n;Lønn;2;time;\n";
  bry_codebook *c = import(csv, sizeof csv - 1, BRY_CODEBOOK_CSV);
  assert_string_equal(bry_codebook_theme_id_at(c, 0), "time");
  assert_string_equal(bry_codebook_theme_id_at(c, 1), "lønn");
  assert_true(has(c, "[\"nok tid\",\"ro\"]") && has(c, "\"parent\":\"time\""));
  bry_codebook_free(c);
}

static void refused(const char *data, int32_t format, bry_status expected, const char *saying) {
  bry_codebook *codebook = NULL;
  bry_error *err = NULL;
  assert_int_equal(bry_codebook_import(data, strlen(data), format, "c", NULL, &codebook, &err), expected);
  assert_null(codebook);
  if (!strstr(bry_error_message(err), saying)) fail_msg("%s", bry_error_message(err));
  bry_error_free(err);
}

static void what_is_no_codebook_is_told_with_its_place(void **state) {
  (void)state;
  refused("", BRY_CODEBOOK_QDC, BRY_EPARSE, "line 1");
  refused("<CodeBook>", BRY_CODEBOOK_QDC, BRY_EPARSE, "no CodeBook of the namespace");
  refused("<Project xmlns='urn:QDA-XML:project:1.0'/>", BRY_CODEBOOK_QDC, BRY_EPARSE, "no CodeBook");
  refused("<CodeBook xmlns='urn:QDA-XML:codebook:1.0'>\n<Codes></CodeBook>", BRY_CODEBOOK_QDC, BRY_EPARSE, "line 2");
  refused("<CodeBook xmlns='urn:QDA-XML:codebook:1.0'/>", BRY_CODEBOOK_QDC, BRY_EREFUSED, "at least one theme");
  refused("<!DOCTYPE CodeBook [<!ENTITY a 'aaaa'>]><CodeBook xmlns='urn:QDA-XML:codebook:1.0'/>", BRY_CODEBOOK_QDC,
          BRY_EPARSE, "document type declaration");
  refused("id,what\na,b\n", BRY_CODEBOOK_CSV, BRY_EPARSE, "Column 2");
  refused("id,id\na,b\n", BRY_CODEBOOK_CSV, BRY_EPARSE, "stands twice");
  refused("definition\na\n", BRY_CODEBOOK_CSV, BRY_EPARSE, "id or label");
  refused("id,label\na,Tid,c\n", BRY_CODEBOOK_CSV, BRY_EPARSE, "Line 2");
  refused("id,label,parent\na,Tid,b\n", BRY_CODEBOOK_CSV, BRY_EREFUSED, "parent");
}

static void many_rows_are_refused(void **state) {
  (void)state;
  bry__buffer b = {0};
  bry__buffer_text(&b, "label\n");
  for (int i = 0; i < 2001; i++)
    bry__buffer_text(&b, "tid\n");
  refused(b.data, BRY_CODEBOOK_CSV, BRY_ELIMIT, "Line 2002");
  bry__buffer_free(&b);
}

static void a_definition_may_hold_the_marker(void **state) {
  (void)state;
  bry_codebook *c = parse_codebook("{\"id\":\"c\",\"version\":\"7\",\"themes\":[{\"id\":\"a\",\"label\":\"A\","
                                   "\"definition\":\"One\\nbry:\\nid: b\",\"indicators\":{}}]}");
  bry_text *text = export(c, BRY_CODEBOOK_QDC);
  bry_codebook *again = import(bry_text_data(text), bry_text_size(text), BRY_CODEBOOK_QDC);
  assert_string_equal(bry_codebook_theme_id_at(again, 0), "a");
  assert_true(has(again, "One\\nbry:\\nid: b"));
  bry_codebook_free(again);
  bry_text_free(text);
  bry_codebook_free(c);
}

/* In a definition, a label, and a line of its own. */
static void what_is_no_character_is_left_out(void **state) {
  (void)state;
  bry_codebook *c = parse_codebook(
      "{\"id\":\"c\",\"version\":\"7\",\"themes\":[{\"id\":\"a\",\"label\":\"A\xEF\xBF\xBF z\",\"definition\":"
      "\"D\xEF\xBF\xBE q\",\"indicators\":{\"nb\":[\"tid\xEF\xBF\xBF en\"]}}]}");
  bry_text *text = export(c, BRY_CODEBOOK_QDC);
  assert_null(strstr(bry_text_data(text), "\xEF\xBF"));
  assert_true(strstr(bry_text_data(text), "A z") && strstr(bry_text_data(text), "D q"));
  bry_codebook_free(import(bry_text_data(text), bry_text_size(text), BRY_CODEBOOK_QDC));
  bry_text_free(text);
  bry_codebook_free(c);
}

static void deep_codes_are_refused(void **state) {
  (void)state;
  bry__buffer b = {0};
  bry__buffer_text(&b, "<CodeBook xmlns='urn:QDA-XML:codebook:1.0'><Codes>");
  for (int i = 0; i < 100; i++)
    bry__buffer_text(&b, "<Code name='tid'>");
  refused(b.data, BRY_CODEBOOK_QDC, BRY_EPARSE, "64 deep");
  bry__buffer_free(&b);
}

static void mistakes_of_the_caller_are_told(void **state) {
  (void)state;
  bry_codebook *codebook = NULL;
  bry_text *text = NULL;
  bry_error *err = NULL;
  assert_int_equal(bry_codebook_import("", 0, 9, "c", NULL, &codebook, &err), BRY_EINVAL);
  bry_error_free(err);
  assert_int_equal(bry_codebook_import("", 0, BRY_CODEBOOK_CSV, NULL, NULL, &codebook, &err), BRY_EINVAL);
  bry_error_free(err);
  assert_int_equal(bry_codebook_import(NULL, 1, BRY_CODEBOOK_CSV, "c", NULL, &codebook, &err), BRY_EINVAL);
  bry_error_free(err);
  assert_int_equal(bry_codebook_export(NULL, BRY_CODEBOOK_CSV, &text, &err), BRY_EINVAL);
  bry_error_free(err);
}

static int32_t format_under_test;

static bry_status there_and_back(bry_error **err) {
  bry_codebook *codebook = NULL, *again = NULL;
  bry_text *text = NULL;
  bry_status status = bry_codebook_parse(full, sizeof full - 1, NULL, &codebook, err);
  if (status == BRY_OK) status = bry_codebook_export(codebook, format_under_test, &text, err);
  if (status == BRY_OK)
    status = bry_codebook_import(bry_text_data(text), bry_text_size(text), format_under_test, "c", "7", &again, err);
  bry_text_free(text);
  bry_codebook_free(again);
  bry_codebook_free(codebook);
  return status;
}

static bry_status read_sets(bry_error **err) {
  bry_codebook *codebook = NULL;
  bry_status status = bry_codebook_import(nvivo, sizeof nvivo - 1, BRY_CODEBOOK_QDC, "c", NULL, &codebook, err);
  bry_codebook_free(codebook);
  return status;
}

static void any_allocation_may_fail(void **state) {
  (void)state;
  for (format_under_test = BRY_CODEBOOK_CSV; format_under_test <= BRY_CODEBOOK_QDC; format_under_test++)
    assert_true(each_allocation_may_fail(there_and_back, BRY_OK) > 100);
  assert_true(each_allocation_may_fail(read_sets, BRY_OK) > 50);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_goes_out_comes_in_as_the_same),
      cmocka_unit_test(a_qualcoder_file_is_read),
      cmocka_unit_test(an_nvivo_file_is_read_with_its_sets),
      cmocka_unit_test(utf16_is_read),
      cmocka_unit_test(a_description_edited_elsewhere_is_read),
      cmocka_unit_test(csv_has_columns_by_name_in_any_order),
      cmocka_unit_test(what_is_no_codebook_is_told_with_its_place),
      cmocka_unit_test(many_rows_are_refused),
      cmocka_unit_test(a_definition_may_hold_the_marker),
      cmocka_unit_test(what_is_no_character_is_left_out),
      cmocka_unit_test(deep_codes_are_refused),
      cmocka_unit_test(mistakes_of_the_caller_are_told),
      cmocka_unit_test(any_allocation_may_fail),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
