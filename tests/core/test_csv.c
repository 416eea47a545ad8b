/* CSV: rows, delimiters, encodings, faults, and fields that are safe in a spreadsheet. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/csv.h"

#include "core/nth_allocation.h"

#include <stdio.h>
#include <string.h>

enum { PLENTY = 1 << 20 };

/* All rows of a text as "[a|b]" each, "!problem" before a bad one; reading `step` bytes at a time (0: all). */
typedef struct slow_source {
  bry__memory_source memory;
  size_t step;
} slow_source;

static int64_t read_slowly(void *buffer, size_t capacity, void *user) {
  slow_source *s = user;
  return bry__memory_read(buffer, s->step && s->step < capacity ? s->step : capacity, &s->memory);
}

static void describe(bry__buffer *b, const bry__csv_row *row) {
  if (row->problem) bry__buffer_format(b, "!%s", row->problem);
  bry__buffer_char(b, '[');
  for (int32_t i = 0; i < row->count; i++) {
    assert_int_equal(row->fields[i][row->sizes[i]], '\0');
    if (i) bry__buffer_char(b, '|');
    bry__buffer_add(b, row->fields[i], row->sizes[i]);
  }
  bry__buffer_char(b, ']');
}

static bry_status read_all(const char *text, size_t size, size_t step, size_t max, bry__buffer *b, bry_error **err) {
  slow_source source = {.memory = {.data = text, .size = size}, .step = step};
  bry__csv *csv;
  const bry__csv_row *row;
  bry_status status = bry__csv_new(read_slowly, &source, max, &csv, err);
  if (status != BRY_OK) return status;
  while ((status = bry__csv_next(csv, &row, err)) == BRY_OK && row)
    describe(b, row);
  bry__csv_free(csv);
  return status;
}

static void reads_sized(const char *text, size_t size, const char *expected) {
  static const size_t steps[] = {0, 1, 2, 3, 7};
  for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
    bry__buffer b = {0};
    bry__buffer_text(&b, "");
    assert_int_equal(read_all(text, size, steps[i], PLENTY, &b, NULL), BRY_OK);
    assert_string_equal(b.data, expected);
    bry__buffer_free(&b);
  }
}

static void reads(const char *text, const char *expected) {
  reads_sized(text, strlen(text), expected);
}

static void plain_rows_are_read(void **state) {
  (void)state;
  reads("a,b\n1,2\n3,4\n", "[a|b][1|2][3|4]");
  reads("a,b\n1,2", "[a|b][1|2]");
  reads("a,b\n,\n", "[a|b][|]");
  reads("a\n", "[a]");
  reads("", "");
  reads("\n\r\n", "");
}

static void every_line_break_ends_a_row(void **state) {
  (void)state;
  reads("a,b\r\n1,2\r\n", "[a|b][1|2]");
  reads("a,b\r1,2\r", "[a|b][1|2]");
  reads("a,b\r1,2\n3,4\r\n5,6", "[a|b][1|2][3|4][5|6]");
}

static void blank_lines_are_skipped(void **state) {
  (void)state;
  reads("\n\na,b\n\n1,2\n\r\n\r3,4\n\n", "[a|b][1|2][3|4]");
  reads("a\n\"\"\n", "[a][]");
}

static void the_delimiter_is_found_from_the_header(void **state) {
  (void)state;
  reads("a;b\n1,5;2\n", "[a|b][1,5|2]");
  reads("a\tb\n1;2\t3,4\n", "[a|b][1;2|3,4]");
  reads("\"a,b,c\";d\n1;2\n", "[a,b,c|d][1|2]");
  reads("\n\n\"x\ny,,,\";b\n1;2\n", "[x\ny,,,|b][1|2]");
  reads("only\n1\n", "[only][1]");
}

static void quoted_fields_hold_anything(void **state) {
  (void)state;
  reads("a,b\n\"x,y\",\"he said \"\"hei\"\"\"\n", "[a|b][x,y|he said \"hei\"]");
  reads("a,b\n\"one\ntwo\r\nthree\rfour\",2\n", "[a|b][one\ntwo\r\nthree\rfour|2]");
  reads("a,b\n\"\",\"\"\"\"\n", "[a|b][|\"]");
  reads("a,b\nx\"y,5\" tall\n", "[a|b][x\"y|5\" tall]");
}

static void a_byte_order_mark_is_no_text(void **state) {
  (void)state;
  reads("\xEF\xBB\xBF"
        "navn;by\nÅse;Bodø\n",
        "[navn|by][Åse|Bodø]");
  reads("\xEF\xBB\xBF", "");
}

static void latin1_is_recoded_when_nothing_was_utf8(void **state) {
  (void)state;
  reads("navn,by\nOla,Oslo\n\xC5se,Bod\xF8\n\xC6rlig,X\n", "[navn|by][Ola|Oslo][Åse|Bodø][Ærlig|X]");
  reads("pris\n5 \x80 \x96 \x93ja\x94\n", "[pris][5 € – “ja”]");
  reads("bl\xE5\tb\n\"r\xF8\td\"\t2\n", "[blå|b][rø\td|2]");
}

static void a_row_that_is_not_utf8_after_ones_that_were_is_a_problem(void **state) {
  (void)state;
  reads("a\nblå\nbl\xE5\nrød\n", "[a][blå]!utf8[bl\xE5][rød]");
  reads("\xEF\xBB\xBF"
        "a\nbl\xE5\n",
        "[a]!utf8[bl\xE5]");
}

static void text_after_a_closing_quote_is_a_problem(void **state) {
  (void)state;
  reads("a,b\n\"x\"y,2\n1,2\n", "[a|b]!quote[xy|2][1|2]");
}

static void a_nul_is_a_problem(void **state) {
  (void)state;
  static const char text[] = "a,b\n1\0x,2\n\"q\0\",3\n4,5\n";
  static const size_t steps[] = {0, 1};
  for (int i = 0; i < 2; i++) {
    bry__buffer b = {0};
    assert_int_equal(read_all(text, sizeof text - 1, steps[i], PLENTY, &b, NULL), BRY_OK);
    static const char expected[] = "[a|b]!nul[1\0x|2]!nul[q\0|3][4|5]";
    assert_int_equal(b.size, sizeof expected - 1);
    assert_memory_equal(b.data, expected, sizeof expected);
    bry__buffer_free(&b);
  }
}

static void ragged_rows_tell_how_many_fields_they_have(void **state) {
  (void)state;
  reads("a,b,c\n1\n1,2,3,4\n1,2,\n", "[a|b|c][1][1|2|3|4][1|2|]");
}

static void a_quote_that_is_never_closed_names_its_line(void **state) {
  (void)state;
  static const char text[] = "a,b\n1,2\n\n3,\"oops\n4,5\n";
  for (size_t step = 0; step < 2; step++) {
    bry__buffer b = {0};
    bry_error *err = NULL;
    assert_int_equal(read_all(text, sizeof text - 1, step, PLENTY, &b, &err), BRY_EPARSE);
    assert_non_null(strstr(bry_error_message(err), "line 4"));
    assert_null(strstr(bry_error_message(err), "oops"));
    assert_string_equal(b.data, "[a|b][1|2]");
    bry_error_free(err);
    bry__buffer_free(&b);
  }
}

static void numbers_rows_and_lines(size_t step) {
  static const char text[] = "a,b\r\n\r\n\"x\r\ny\",1\r\n2,3\r\n";
  static const int64_t lines[] = {1, 3, 5};
  slow_source source = {.memory = {.data = text, .size = sizeof text - 1}, .step = step};
  bry__csv *csv;
  const bry__csv_row *row;
  assert_int_equal(bry__csv_new(read_slowly, &source, PLENTY, &csv, NULL), BRY_OK);
  for (int64_t i = 0; i < 3; i++) {
    assert_int_equal(bry__csv_next(csv, &row, NULL), BRY_OK);
    assert_int_equal(row->number, i);
    assert_int_equal(row->line, lines[i]);
  }
  assert_int_equal(bry__csv_delimiter(csv), ',');
  assert_int_equal(bry__csv_next(csv, &row, NULL), BRY_OK);
  assert_null(row);
  assert_int_equal(bry__csv_bytes(csv), sizeof text - 1);
  bry__csv_free(csv);
}

static void rows_and_lines_are_numbered(void **state) {
  (void)state;
  numbers_rows_and_lines(0);
  numbers_rows_and_lines(1);
}

static void a_row_that_is_too_long_is_skipped_to_its_end(void **state) {
  (void)state;
  enum { LONG = 300000 };
  char *text = bry__alloc(2 * LONG + 100);
  size_t size = (size_t)sprintf(text, "a,b\n1,\"");
  memset(text + size, 'x', LONG);
  text[size + 1000] = '\n'; /* inside the quotes: not the row's end */
  size += LONG;
  size += (size_t)sprintf(text + size, "\"\n2,3\n");
  bry__memory_source source = {.data = text, .size = size};
  bry__csv *csv;
  const bry__csv_row *row;
  assert_int_equal(bry__csv_new(bry__memory_read, &source, 1000, &csv, NULL), BRY_OK);
  assert_int_equal(bry__csv_next(csv, &row, NULL), BRY_OK);
  assert_int_equal(bry__csv_next(csv, &row, NULL), BRY_OK);
  assert_string_equal(row->problem, "too_long");
  assert_int_equal(row->number, 1);
  assert_int_equal(bry__csv_next(csv, &row, NULL), BRY_OK);
  assert_null(row->problem);
  assert_int_equal(row->line, 4);
  assert_string_equal(row->fields[1], "3");
  bry__csv_free(csv);
  bry__free(text);
}

static void a_huge_row_within_the_limit_is_read(void **state) {
  (void)state;
  enum { LONG = 700000 };
  char *text = bry__alloc(LONG + 100);
  size_t size = (size_t)sprintf(text, "a,b\n");
  memset(text + size, 'x', LONG);
  size += LONG;
  size += (size_t)sprintf(text + size, ",y\n");
  bry__memory_source source = {.data = text, .size = size};
  bry__csv *csv;
  const bry__csv_row *row;
  assert_int_equal(bry__csv_new(bry__memory_read, &source, LONG + 10, &csv, NULL), BRY_OK);
  assert_int_equal(bry__csv_next(csv, &row, NULL), BRY_OK);
  assert_int_equal(bry__csv_next(csv, &row, NULL), BRY_OK);
  assert_null(row->problem);
  assert_int_equal(row->count, 2);
  assert_int_equal(row->sizes[0], LONG);
  assert_string_equal(row->fields[1], "y");
  bry__csv_free(csv);
  bry__free(text);
}

static void a_row_that_straddles_chunks_is_read_whole(void **state) {
  (void)state;
  enum { ROWS = 30000 };
  bry__buffer text = {0};
  bry__buffer_text(&text, "n,m\n");
  for (int i = 0; i < ROWS; i++)
    bry__buffer_format(&text, "%d,\"%d;\"\"ø\"\"\"\r\n", i, 7 * i);
  bry__memory_source source = {.data = text.data, .size = text.size};
  bry__csv *csv;
  const bry__csv_row *row;
  char expected[40];
  assert_int_equal(bry__csv_new(bry__memory_read, &source, 100, &csv, NULL), BRY_OK);
  assert_int_equal(bry__csv_next(csv, &row, NULL), BRY_OK);
  for (int i = 0; i < ROWS; i++) {
    assert_int_equal(bry__csv_next(csv, &row, NULL), BRY_OK);
    snprintf(expected, sizeof expected, "%d;\"ø\"", 7 * i);
    assert_string_equal(row->fields[1], expected);
    assert_int_equal(row->line, i + 2);
  }
  bry__csv_free(csv);
  bry__buffer_free(&text);
}

static int64_t read_fails(void *buffer, size_t capacity, void *user) {
  int64_t *calls = user;
  if (++*calls > 1) return -1;
  assert_true(capacity >= 8);
  memcpy(buffer, "a,b\n1,2\n", 8);
  return 8;
}

static int64_t read_lies(void *buffer, size_t capacity, void *user) {
  (void)buffer, (void)user;
  return (int64_t)capacity + 1;
}

static void a_source_that_fails_is_an_io_error(void **state) {
  (void)state;
  int64_t calls = 0;
  bry__csv *csv;
  const bry__csv_row *row;
  bry_error *err = NULL;
  assert_int_equal(bry__csv_new(read_fails, &calls, PLENTY, &csv, NULL), BRY_OK);
  assert_int_equal(bry__csv_next(csv, &row, NULL), BRY_OK);
  assert_non_null(row);
  bry_status status = BRY_OK;
  while (status == BRY_OK && row)
    status = bry__csv_next(csv, &row, &err);
  assert_int_equal(status, BRY_EIO);
  assert_null(row);
  bry_error_free(err);
  bry__csv_free(csv);
  assert_int_equal(bry__csv_new(read_lies, NULL, PLENTY, &csv, NULL), BRY_OK);
  assert_int_equal(bry__csv_next(csv, &row, NULL), BRY_EIO);
  bry__csv_free(csv);
}

static bry_status read_a_bit(bry_error **err) {
  static const char text[] = "navn,by\nÅse,\"Bod\n\"\"ø\"\"\"\n1,2\n";
  static const char latin1[] = "navn,by\n\xC5se,Bod\xF8\n";
  bry__buffer b = {0};
  bry_status status = read_all(text, sizeof text - 1, 0, PLENTY, &b, err);
  if (status == BRY_OK) status = read_all(latin1, sizeof latin1 - 1, 0, PLENTY, &b, err);
  bry__buffer_free(&b);
  return status;
}

static void reading_survives_any_failing_allocation(void **state) {
  (void)state;
  assert_true(each_allocation_may_fail(read_a_bit, BRY_OK) > 8);
}

static void writes(const char *text, char delimiter, const char *expected) {
  bry__buffer b = {0};
  bry__csv_field(&b, text, strlen(text), delimiter);
  assert_false(b.failed);
  assert_string_equal(b.size ? b.data : "", expected);
  bry__buffer_free(&b);
}

static void a_field_is_quoted_when_it_must_be(void **state) {
  (void)state;
  writes("plain", ',', "plain");
  writes("", ',', "");
  writes("a,b", ',', "\"a,b\"");
  writes("a,b", ';', "a,b");
  writes("a;b", ';', "\"a;b\"");
  writes("say \"hei\"", ',', "\"say \"\"hei\"\"\"");
  writes("one\ntwo", ',', "\"one\ntwo\"");
  writes("one\rtwo", ',', "\"one\rtwo\"");
  writes("\"", ',', "\"\"\"\"");
}

static void a_formula_gets_an_apostrophe(void **state) {
  (void)state;
  writes("=1+1", ',', "'=1+1");
  writes("+47 12 34", ',', "'+47 12 34");
  writes("-x", ',', "'-x");
  writes("@SUM(A1)", ',', "'@SUM(A1)");
  writes("\tx", ',', "'\tx");
  writes("\rx", ',', "\"'\rx\"");
  writes("=HYPERLINK(\"x\",1)", ',', "\"'=HYPERLINK(\"\"x\"\",1)\"");
  writes("-2+3+cmd|' /C calc'!A0", ',', "'-2+3+cmd|' /C calc'!A0");
  writes("-", ',', "'-");
  writes("1,5e", ';', "1,5e");
}

static void a_name_that_could_mislead_about_the_delimiter_is_quoted(void **state) {
  (void)state;
  static const char *const names[] = {"a;b;c", "a\tb", "a,b", "plain"};
  static const char *const expected[] = {"\"a;b;c\"", "\"a\tb\"", "\"a,b\"", "plain"};
  for (int i = 0; i < 4; i++) {
    bry__buffer b = {0};
    bry__csv_name(&b, names[i], strlen(names[i]), ',');
    assert_string_equal(b.data, expected[i]);
    bry__buffer_free(&b);
  }
}

static void a_byte_order_mark_in_a_field_is_not_lost_at_the_file_s_beginning(void **state) {
  (void)state;
  writes("\xEF\xBB\xBFx", ',', "\"\xEF\xBB\xBFx\"");
  writes("\xEF\xBB\xBF=1+1", ',', "\"'\xEF\xBB\xBF=1+1\"");
  reads("\"\xEF\xBB\xBFx\",b\n", "[\xEF\xBB\xBFx|b]");
}

static void a_number_is_no_formula(void **state) {
  (void)state;
  writes("-5", ',', "-5");
  writes("+5", ',', "+5");
  writes("-5.25", ',', "-5.25");
  writes("-5,25", ';', "-5,25");
  writes("-1e-7", ',', "-1e-7");
  writes("-1.2.3", ',', "'-1.2.3");
  writes("-1e", ',', "'-1e");
  writes("-.", ',', "'-.");
}

static void what_is_written_reads_back(void **state) {
  (void)state;
  static const char *const fields[] = {"a", "x,y", "\"", "\n", "x\r\n", "", "ø", "a\"b\"\"c", " lead"};
  enum { COUNT = sizeof fields / sizeof *fields };
  bry__buffer b = {0}, expected = {0};
  bry__buffer_text(&expected, "[");
  for (size_t i = 0; i < COUNT; i++) {
    if (i) bry__buffer_char(&b, ',');
    if (i) bry__buffer_char(&expected, '|');
    bry__csv_field(&b, fields[i], strlen(fields[i]), ',');
    bry__buffer_text(&expected, fields[i]);
  }
  bry__buffer_text(&expected, "]");
  reads_sized(b.data, b.size, expected.data);
  bry__buffer_free(&b);
  bry__buffer_free(&expected);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(plain_rows_are_read),
      cmocka_unit_test(every_line_break_ends_a_row),
      cmocka_unit_test(blank_lines_are_skipped),
      cmocka_unit_test(the_delimiter_is_found_from_the_header),
      cmocka_unit_test(quoted_fields_hold_anything),
      cmocka_unit_test(a_byte_order_mark_is_no_text),
      cmocka_unit_test(latin1_is_recoded_when_nothing_was_utf8),
      cmocka_unit_test(a_row_that_is_not_utf8_after_ones_that_were_is_a_problem),
      cmocka_unit_test(text_after_a_closing_quote_is_a_problem),
      cmocka_unit_test(a_nul_is_a_problem),
      cmocka_unit_test(ragged_rows_tell_how_many_fields_they_have),
      cmocka_unit_test(a_quote_that_is_never_closed_names_its_line),
      cmocka_unit_test(rows_and_lines_are_numbered),
      cmocka_unit_test(a_row_that_is_too_long_is_skipped_to_its_end),
      cmocka_unit_test(a_huge_row_within_the_limit_is_read),
      cmocka_unit_test(a_row_that_straddles_chunks_is_read_whole),
      cmocka_unit_test(a_source_that_fails_is_an_io_error),
      cmocka_unit_test(reading_survives_any_failing_allocation),
      cmocka_unit_test(a_field_is_quoted_when_it_must_be),
      cmocka_unit_test(a_formula_gets_an_apostrophe),
      cmocka_unit_test(a_name_that_could_mislead_about_the_delimiter_is_quoted),
      cmocka_unit_test(a_byte_order_mark_in_a_field_is_not_lost_at_the_file_s_beginning),
      cmocka_unit_test(a_number_is_no_formula),
      cmocka_unit_test(what_is_written_reads_back),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
