/* Tables for other programs: JSON that reads back, CSV for Excel, JSON-stat, Arrow, SPSS and Stata. What independent
 * readers make of them is seen by tests/conformance/formats. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/arrow.h"
#include "core/comma_locale.h"
#include "core/error.h"
#include "core/nth_allocation.h"

#include <bry/export.h>
#include <bry/table.h>
#include <bry/text.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char sample[] =
    "{\"name\":\"themes\",\"title\":{\"nb\":\"Temaer på øya\",\"en\":\"Themes\"},\"columns\":[\n"
    "{\"name\":\"kommune\",\"type\":\"text\",\"role\":\"dimension\",\"label\":{\"nb\":\"Kommune\"},"
    "\"values\":{\"fj\":{\"nb\":\"Fjørdvik\"},\"sk\":{\"nb\":\"Skåla\"}}},\n"
    "{\"name\":\"count\",\"type\":\"int64\",\"role\":\"count\",\"label\":{\"nb\":\"Antall\"}},\n"
    "{\"name\":\"share\",\"type\":\"double\",\"role\":\"share\",\"label\":{}},\n"
    "{\"name\":\"note\",\"type\":\"text\",\"role\":\"attribute\",\"label\":{}}],\"rows\":[\n"
    "[\"fj\",12,0.25,\"=1+1\"],\n"
    "[\"sk\",null,null,\"blå \\\"bær\\\"\"],\n"
    "[null,\"9223372036854775807\",\"12345678901234567000\",null]],"
    "\"missing\":[{\"row\":1,\"column\":\"count\",\"reason\":\"withheld\"},"
    "{\"row\":1,\"column\":\"share\",\"reason\":\"withheld\"},"
    "{\"row\":2,\"column\":\"kommune\",\"reason\":\"skipped\"},"
    "{\"row\":2,\"column\":\"note\",\"reason\":\"missing\"}]}\n";

static bry_table *read_json(const char *json) {
  bry_table *t = NULL;
  bry_error *err = NULL;
  bry_status status = bry_table_from_json(json, strlen(json), &t, &err);
  if (status != BRY_OK) print_message("%s at %s\n", bry_error_message(err), bry_error_pointer(err));
  assert_int_equal(status, BRY_OK);
  assert_null(err);
  return t;
}

static bry_text *written(const bry_table *t, int32_t format) {
  bry_text *text = NULL;
  assert_int_equal(bry_table_render(t, format, "nb", &text, NULL), BRY_OK);
  return text;
}

/* --- JSON --------------------------------------------------------------------------------------------------------- */

static void json_is_read_back_to_the_byte(void **state) {
  (void)state;
  bry_table *t = read_json(sample);
  assert_string_equal(bry_table_title(t, "en"), "Themes");
  assert_int_equal(bry_table_column_role(t, 2), BRY_ROLE_SHARE);
  assert_string_equal(bry_table_value_label(t, 1, 0, "nb"), "Skåla");
  assert_true(bry_table_int64(t, 2, 1) == INT64_MAX);
  assert_int_equal(bry_table_missing(t, 1, 1), BRY_MISSING_WITHHELD);
  assert_int_equal(bry_table_missing(t, 2, 0), BRY_MISSING_SKIPPED);
  bry_text *text = written(t, BRY_FORMAT_JSON);
  assert_string_equal(bry_text_data(text), sample);
  bry_text_free(text);
  bry_table_free(t);
}

static void what_is_no_table_is_told_with_its_place(void **state) {
  (void)state;
#define ONE "\"columns\":[{\"name\":\"n\",\"type\":\"int64\"}]"
  static const char *const bad[][2] = {
      {"[]", "/columns"},
      {"{}", "/columns"},
      {"{\"title\":1}", ""},
      {"{\"columns\":[1]}", "/columns/0"},
      {"{\"columns\":[{\"name\":\"\",\"type\":\"text\"}]}", "/columns/0"},
      {"{\"columns\":[{\"name\":\"n\",\"type\":\"date\"}]}", "/columns/0"},
      {"{\"columns\":[{\"name\":\"n\",\"type\":\"text\",\"role\":\"king\"}]}", "/columns/0"},
      {"{\"columns\":[{\"name\":\"n\",\"type\":\"text\",\"label\":[]}]}", "/columns/0"},
      {"{\"columns\":[{\"name\":\"n\",\"type\":\"int64\",\"values\":{}}]}", "/columns/0"},
      {"{\"columns\":[{\"name\":\"n\",\"type\":\"text\"},{\"name\":\"n\",\"type\":\"text\"}]}", "/columns/1"},
      {"{" ONE "}", "/rows"},
      {"{" ONE ",\"rows\":[[1],[]]}", "/rows/1"},
      {"{" ONE ",\"rows\":[[1.5]]}", "/rows/0/0"},
      {"{" ONE ",\"rows\":[[\"1.5\"]]}", "/rows/0/0"},
      {"{" ONE ",\"rows\":[[\"9223372036854775808\"]]}", "/rows/0/0"},
      {"{" ONE ",\"rows\":[[null]],\"missing\":[{\"row\":1,\"column\":\"n\",\"reason\":\"hidden\"}]}", "/missing/0"},
      {"{" ONE ",\"rows\":[[null]],\"missing\":[{\"row\":0,\"column\":\"m\",\"reason\":\"hidden\"}]}", "/missing/0"},
      {"{" ONE ",\"rows\":[[null]],\"missing\":[{\"row\":0,\"column\":\"n\",\"reason\":\"gone\"}]}", "/missing/0"},
      {"{" ONE ",\"rows\":[[7]],\"missing\":[{\"row\":0,\"column\":\"n\",\"reason\":\"hidden\"}]}", "/missing/0"},
  };
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    bry_table *t = (bry_table *)-1;
    bry_error *err = NULL;
    assert_int_equal(bry_table_from_json(bad[i][0], strlen(bad[i][0]), &t, &err), BRY_EPARSE);
    assert_null(t);
    assert_string_equal(bry_error_pointer(err), bad[i][1]);
    bry_error_free(err);
  }
  assert_int_equal(bry_table_from_json("{", 1, &(bry_table *){NULL}, NULL), BRY_EPARSE);
  assert_int_equal(bry_table_from_json(NULL, 0, &(bry_table *){NULL}, NULL), BRY_EINVAL);
}

/* --- CSV ---------------------------------------------------------------------------------------------------------- */

static void excel_gets_semicolons_labels_decimal_commas_and_no_formula(void **state) {
  (void)state;
  bry_table *t = read_json(sample);
  bry_text *text = written(t, BRY_FORMAT_EXCEL);
  assert_string_equal(bry_text_data(text), "\xEF\xBB\xBFKommune;Antall;share;note\r\n"
                                           "Fjørdvik;12;0,25;'=1+1\r\n"
                                           "Skåla;:;:;\"blå \"\"bær\"\"\"\r\n"
                                           ";9223372036854775807;12345678901234567000;\r\n");
  bry_text_free(text);
  bry_table_free(t);
}

static void columns_of_numbers_become_numbers(void **state) {
  (void)state;
  static const char csv[] = "whole;comma;point;zero;text;none\n1;0,5;1.5;01;x;\n:;-2;:;2;3;\n;1e3;7;3;:;\n";
  bry_table *read = NULL, *t = NULL;
  assert_int_equal(bry_table_from_csv(csv, sizeof csv - 1, &read, NULL), BRY_OK);
  assert_int_equal(bry_table_typed(read, &t, NULL), BRY_OK);
  static const int32_t types[] = {BRY_TYPE_INT64, BRY_TYPE_DOUBLE, BRY_TYPE_DOUBLE,
                                  BRY_TYPE_TEXT,  BRY_TYPE_TEXT,   BRY_TYPE_TEXT};
  for (int32_t c = 0; c < 6; c++)
    assert_int_equal(bry_table_column_type(t, c), types[c]);
  assert_int_equal(bry_table_int64(t, 0, 0), 1);
  assert_int_equal(bry_table_missing(t, 1, 0), BRY_MISSING_WITHHELD);
  assert_int_equal(bry_table_missing(t, 2, 0), BRY_MISSING);
  assert_true(bry_table_double(t, 0, 1) == 0.5 && bry_table_double(t, 1, 1) == -2 &&
              bry_table_double(t, 2, 1) == 1000);
  assert_int_equal(bry_table_missing(t, 1, 2), BRY_MISSING_WITHHELD);
  assert_string_equal(bry_table_text(t, 0, 3), "01");
  assert_string_equal(bry_table_text(t, 2, 4), ":");
  bry_table_free(t);
  bry_table_free(read);
}

/* --- JSON-stat ---------------------------------------------------------------------------------------------------- */

static void holds(const bry_text *text, const char *part) {
  if (!strstr(bry_text_data(text), part)) {
    print_message("%s\nis not in\n%s\n", part, bry_text_data(text));
    fail();
  }
}

static void jsonstat_is_a_cube_with_a_sign_for_each_withheld_cell(void **state) {
  (void)state;
  bry_table *t = read_json(sample);
  bry_text *text = written(t, BRY_FORMAT_JSONSTAT);
  holds(text, "\"id\":[\"kommune\",\"measure\"],\n\"size\":[3,2],\n\"role\":{\"metric\":[\"measure\"]}");
  holds(text, "\"index\":[\"fj\",\"sk\",\"missing\"],\"label\":{\"fj\":\"Fjørdvik\",\"sk\":\"Skåla\","
              "\"missing\":\"Ikke oppgitt\"}");
  holds(text, "\"unit\":{\"count\":{\"decimals\":0,\"label\":\"antall\"},\"share\":{\"decimals\":2,");
  holds(text, "\"value\":[12,0.25,null,null,9223372036854775807,12345678901234567000]");
  holds(text, "\"status\":{\"2\":\":\",\"3\":\":\"}");
  bry_text_free(text);
  bry_table_free(t);
}

static void a_cube_of_few_cells_among_many_lists_those(void **state) {
  (void)state;
  char csv[40 * 64] = "a,b,n\n";
  for (int i = 0; i < 64; i++)
    snprintf(csv + strlen(csv), sizeof csv - strlen(csv), "x%d,y%d,%d\n", i, 63 - i, i);
  bry_table *read = NULL, *t = NULL;
  assert_int_equal(bry_table_from_csv(csv, strlen(csv), &read, NULL), BRY_OK);
  assert_int_equal(bry_table_typed(read, &t, NULL), BRY_OK);
  bry_text *text = written(t, BRY_FORMAT_JSONSTAT);
  holds(text, "\"size\":[64,64,1]");
  holds(text, "\"value\":{\"0\":0,\"65\":1,\"130\":2,");
  bry_text_free(text);
  bry_table_free(t);
  bry_table_free(read);
}

static void what_is_no_cube_is_told_or_counted_by_rows(void **state) {
  (void)state;
  bry_table *t = read_json("{\"columns\":[{\"name\":\"d\",\"type\":\"text\",\"role\":\"dimension\"},"
                           "{\"name\":\"n\",\"type\":\"int64\"}],\"rows\":[[\"x\",1],[\"x\",2]]}");
  bry_text *text = NULL;
  assert_int_equal(bry_table_render(t, BRY_FORMAT_JSONSTAT, "nb", &text, NULL), BRY_EINVAL);
  assert_null(text);
  bry_table_free(t);
  t = read_json("{\"columns\":[{\"name\":\"d\",\"type\":\"text\"}],\"rows\":[[\"x\"]]}");
  assert_int_equal(bry_table_render(t, BRY_FORMAT_JSONSTAT, "nb", &text, NULL), BRY_EINVAL);
  bry_table_free(t);
  t = read_json("{\"columns\":[{\"name\":\"d\",\"type\":\"text\"},{\"name\":\"n\",\"type\":\"int64\"}],"
                "\"rows\":[[\"x\",1],[\"x\",2]]}");
  text = written(t, BRY_FORMAT_JSONSTAT);
  holds(text, "\"id\":[\"row\",\"measure\"],\n\"size\":[2,1]");
  holds(text, "\"texts\":{\"d\":{\"0\":\"x\",\"1\":\"x\"}}");
  bry_text_free(text);
  bry_table_free(t);
}

/* --- Arrow -------------------------------------------------------------------------------------------------------- */

static void an_arrow_array_outlives_the_table_and_its_stream(void **state) {
  (void)state;
  bry_table *t = read_json(sample);
  const int64_t *counts = bry_table_int64_data(t, 1);
  struct ArrowArrayStream stream;
  struct ArrowSchema schema;
  struct ArrowArray array, end;
  assert_int_equal(bry_table_arrow_stream(t, &stream, NULL), BRY_OK);
  bry_table_free(t);
  assert_int_equal(stream.get_schema(&stream, &schema), 0);
  assert_int_equal(stream.get_next(&stream, &array), 0);
  assert_int_equal(stream.get_next(&stream, &end), 0);
  assert_null(end.release);
  assert_null(stream.get_last_error(&stream));
  stream.release(&stream);
  assert_null(stream.release);
  assert_string_equal(schema.format, "+s");
  assert_int_equal(schema.n_children, 8);
  assert_string_equal(schema.children[2]->name, "count");
  assert_string_equal(schema.children[3]->name, "count_missing");
  assert_int_equal(array.n_children, 8);
  assert_int_equal(array.length, 3);
  struct ArrowArray count = *array.children[2]; /* moved out, as the specification lets a reader do */
  array.children[2]->release = NULL;
  array.release(&array);
  assert_null(array.release);
  assert_ptr_equal(count.buffers[1], counts);
  assert_int_equal(((const int64_t *)count.buffers[1])[0], 12);
  assert_int_equal(count.null_count, 1);
  assert_int_equal(((const uint8_t *)count.buffers[0])[0], 5);
  count.release(&count);
  schema.release(&schema);
}

static void an_arrow_dictionary_holds_the_codes(void **state) {
  (void)state;
  bry_table *t = read_json(sample);
  struct ArrowArrayStream stream;
  struct ArrowArray array;
  assert_int_equal(bry_table_arrow_stream(t, &stream, NULL), BRY_OK);
  assert_int_equal(stream.get_next(&stream, &array), 0);
  const struct ArrowArray *codes = array.children[0], *reasons = array.children[1];
  assert_int_equal(codes->dictionary->length, 2);
  assert_memory_equal(codes->dictionary->buffers[2], "fjsk", 4);
  assert_int_equal(((const int32_t *)codes->buffers[1])[1], 1);
  assert_int_equal(reasons->null_count, 2);
  assert_int_equal(((const int8_t *)reasons->buffers[1])[2], BRY_MISSING_SKIPPED);
  const int32_t *begins = reasons->dictionary->buffers[1];
  const char *words = reasons->dictionary->buffers[2];
  assert_memory_equal(words + begins[BRY_MISSING_SKIPPED], "skipped", 7);
  array.release(&array);
  stream.release(&stream);
  bry_table_free(t);
  assert_int_equal(bry_table_arrow_stream(NULL, &stream, NULL), BRY_EINVAL);
  assert_null(stream.release);
}

static void an_arrow_file_begins_and_ends_as_one(void **state) {
  (void)state;
  bry_table *t = read_json(sample);
  bry_text *text = written(t, BRY_FORMAT_ARROW);
  const char *data = bry_text_data(text);
  size_t size = bry_text_size(text);
  assert_memory_equal(data, "ARROW1\0\0\xFF\xFF\xFF\xFF", 12);
  assert_memory_equal(data + size - 6, "ARROW1", 6);
  bry_text_free(text);
  bry_table_free(t);
}

/* --- SPSS and Stata ----------------------------------------------------------------------------------------------- */

static int has_readstat(const bry_table *t) {
  bry_text *text = NULL;
  bry_status status = bry_table_render(t, BRY_FORMAT_SAV, "nb", &text, NULL);
  bry_text_free(text);
  if (status != BRY_ENOTSUPPORTED) assert_int_equal(status, BRY_OK);
  return status == BRY_OK;
}

static void files_for_statistics_have_the_same_bytes_in_any_zone(void **state) {
  (void)state;
  bry_table *t = read_json(sample);
  if (!has_readstat(t)) {
    bry_table_free(t);
    skip();
  }
  for (int32_t format = BRY_FORMAT_SAV; format <= BRY_FORMAT_DTA; format++) {
    setenv("TZ", "Pacific/Auckland", 1);
    bry_text *here = written(t, format);
    setenv("TZ", "America/Adak", 1);
    bry_text *there = written(t, format);
    unsetenv("TZ");
    assert_int_equal(bry_text_size(here), bry_text_size(there));
    assert_memory_equal(bry_text_data(here), bry_text_data(there), bry_text_size(here));
    const char *moment = format == BRY_FORMAT_SAV ? "01 Jan 8000:00:00"
                                                  : "<timestamp>\x11"
                                                    "01 Jan 1980 00:00";
    assert_non_null(memmem(bry_text_data(here), bry_text_size(here), moment, strlen(moment)));
    bry_text_free(here);
    bry_text_free(there);
  }
  bry_table_free(t);
}

static void what_is_written_is_the_same_in_a_comma_locale(void **state) {
  (void)state;
  bry_table *t = read_json(sample);
  bry_text *plain[BRY_FORMAT_ARROW + 1];
  for (int32_t format = BRY_FORMAT_TEXT; format <= BRY_FORMAT_ARROW; format++)
    plain[format] = written(t, format);
  int has_locale = use_comma_locale();
  bry_table *again = read_json(sample);
  for (int32_t format = BRY_FORMAT_TEXT; format <= BRY_FORMAT_ARROW; format++) {
    bry_text *text = written(again, format);
    assert_int_equal(bry_text_size(plain[format]), bry_text_size(text));
    assert_memory_equal(bry_text_data(plain[format]), bry_text_data(text), bry_text_size(text));
    bry_text_free(plain[format]);
    bry_text_free(text);
  }
  setlocale(LC_ALL, "C");
  bry_table_free(again);
  bry_table_free(t);
  if (!has_locale) {
    print_message("no locale with a decimal comma on this machine, and none can be made: not tested\n");
    skip();
  }
}

/* --- memory ------------------------------------------------------------------------------------------------------- */

static bry_table *shared;
static int32_t shared_format;

static bry_status read_work(bry_error **err) {
  bry_table *t = NULL;
  bry_status status = bry_table_from_json(sample, sizeof sample - 1, &t, err);
  bry_table_free(t);
  return status;
}

static bry_status typed_work(bry_error **err) {
  bry_table *t = NULL;
  bry_status status = bry_table_typed(shared, &t, err);
  bry_table_free(t);
  return status;
}

static bry_status write_work(bry_error **err) {
  bry_text *text = NULL;
  bry_status status = bry_table_render(shared, shared_format, "nb", &text, err);
  bry_text_free(text);
  return status;
}

/* The callbacks have no error of ours: their ENOMEM becomes one. */
static bry_status stream_work(bry_error **err) {
  struct ArrowArrayStream stream;
  struct ArrowSchema schema = {0};
  struct ArrowArray array = {0};
  bry_status status = bry_table_arrow_stream(shared, &stream, err);
  if (status != BRY_OK) return status;
  int failed = stream.get_schema(&stream, &schema) != 0 || stream.get_next(&stream, &array) != 0;
  if (schema.release) schema.release(&schema);
  if (array.release) array.release(&array);
  stream.release(&stream);
  return failed ? bry__enomem(err) : BRY_OK;
}

static void any_allocation_may_fail(void **state) {
  (void)state;
  assert_true(each_allocation_may_fail(read_work, BRY_OK) > 20);
  shared = read_json(sample);
  assert_true(each_allocation_may_fail(typed_work, BRY_OK) > 10);
  assert_true(each_allocation_may_fail(stream_work, BRY_OK) > 20);
  int last = has_readstat(shared) ? BRY_FORMAT_DTA : BRY_FORMAT_ARROW;
  for (shared_format = BRY_FORMAT_TEXT; shared_format <= last; shared_format++)
    assert_true(each_allocation_may_fail(write_work, BRY_OK) > 1);
  bry_table_free(shared);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(json_is_read_back_to_the_byte),
      cmocka_unit_test(what_is_no_table_is_told_with_its_place),
      cmocka_unit_test(excel_gets_semicolons_labels_decimal_commas_and_no_formula),
      cmocka_unit_test(columns_of_numbers_become_numbers),
      cmocka_unit_test(jsonstat_is_a_cube_with_a_sign_for_each_withheld_cell),
      cmocka_unit_test(a_cube_of_few_cells_among_many_lists_those),
      cmocka_unit_test(what_is_no_cube_is_told_or_counted_by_rows),
      cmocka_unit_test(an_arrow_array_outlives_the_table_and_its_stream),
      cmocka_unit_test(an_arrow_dictionary_holds_the_codes),
      cmocka_unit_test(an_arrow_file_begins_and_ends_as_one),
      cmocka_unit_test(files_for_statistics_have_the_same_bytes_in_any_zone),
      cmocka_unit_test(what_is_written_is_the_same_in_a_comma_locale),
      cmocka_unit_test(any_allocation_may_fail),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
