/* Logs of decisions: what each does, that it can be undone, and what can't be applied. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/nth_allocation.h"
#include "theme/theme_testing.h"

#include <stdlib.h>

static bry_codebook *base;

static int set_up(void **state) {
  (void)state;
  base = codebook_of("time: tid, ro\nrush: mas, tid\npay: lønn", "nb");
  return 0;
}

static int tear_down(void **state) {
  (void)state;
  bry_codebook_free(base);
  return 0;
}

/* Applies a log; gives the codebook, and the codings as "unit coder theme verdict" a line. */
static bry_codebook *apply(const char *log, bry__buffer *codings) {
  bry_codebook *after = NULL;
  bry_table *table = NULL;
  bry_error *err = NULL;
  if (bry_review_apply(base, log, strlen(log), &after, &table, &err) != BRY_OK)
    fail_msg("%s", bry_error_message(err));
  bry__buffer_clear(codings);
  bry__buffer_text(codings, "");
  for (int64_t row = 0; row < bry_table_row_count(table); row++) {
    for (int32_t c = 0; c < 4; c++) {
      const char *text = bry_table_text(table, row, c);
      bry__buffer_format(codings, "%s%s", text ? text : "-", c < 3 ? " " : "\n");
    }
  }
  bry_table_free(table);
  return after;
}

static void leaves(const char *log, const char *codings) {
  bry__buffer b = {0};
  bry_codebook_free(apply(log, &b));
  assert_string_equal(b.data, codings);
  bry__buffer_free(&b);
}

static bry_codebook *changed_by(const char *log) {
  bry__buffer b = {0};
  bry_codebook *after = apply(log, &b);
  bry__buffer_free(&b);
  return after;
}

static void a_rejection_leaves_that_a_unit_was_read(void **state) {
  (void)state;
  leaves("{\"op\":\"code\",\"coder\":\"kari\",\"unit\":\"1\",\"themes\":[]}\n"
         "{\"op\":\"reject\",\"coder\":\"kari\",\"unit\":\"1\",\"theme\":\"pay\"}\n",
         "1 kari - coded\n1 kari pay rejected\n");
  leaves("{\"op\":\"code\",\"coder\":\"kari\",\"unit\":\"1\",\"themes\":[]}\n"
         "{\"op\":\"accept\",\"coder\":\"kari\",\"unit\":\"1\",\"theme\":\"pay\"}\n",
         "1 kari pay accepted\n");
}

static void the_last_word_of_a_coder_counts(void **state) {
  (void)state;
  leaves("{\"op\":\"code\",\"coder\":\"kari\",\"unit\":\"1\",\"themes\":[\"time\",\"pay\"]}\n\n"
         "{\"op\":\"code\",\"coder\":\"ola\",\"unit\":\"1\",\"themes\":[]}\r\n"
         "{\"op\":\"reject\",\"coder\":\"kari\",\"unit\":\"1\",\"theme\":\"pay\"}\n"
         "{\"op\":\"accept\",\"coder\":\"kari\",\"unit\":\"2\",\"theme\":\"rush\"}",
         "1 kari time coded\n1 ola - coded\n1 kari pay rejected\n2 kari rush accepted\n");
  leaves(
      "{\"op\":\"code\",\"unit\":\"1\",\"themes\":[\"time\"]}\n{\"op\":\"code\",\"unit\":\"1\",\"themes\":[\"pay\"]}",
      "1 - pay coded\n");
}

static void undo_takes_back_one_after_the_other(void **state) {
  (void)state;
  const char *log = "{\"op\":\"accept\",\"unit\":\"1\",\"theme\":\"time\"}\n{\"op\":\"rename\",\"theme\":\"time\","
                    "\"label\":\"Ro\"}\n"
                    "{\"op\":\"undo\"}\n{\"op\":\"undo\"}\n{\"op\":\"accept\",\"unit\":\"2\",\"theme\":\"pay\"}";
  leaves(log, "2 - pay accepted\n");
  bry_codebook *after = changed_by(log);
  assert_string_equal(bry_codebook_json(after), bry_codebook_json(base));
  bry_codebook_free(after);
}

static void a_renamed_theme_keeps_its_id(void **state) {
  (void)state;
  bry_codebook *after =
      changed_by("{\"op\":\"rename\",\"theme\":\"pay\",\"label\":{\"nb\":\"Lønn\",\"nn\":\"Løn\"}}");
  assert_string_equal(bry_codebook_theme_id_at(after, 2), "pay");
  assert_string_equal(bry_codebook_theme_label_at(after, 2, "nn"), "Løn");
  assert_string_equal(bry_codebook_version(after), "1+1");
  bry_codebook_free(after);
}

static void merged_themes_bring_their_terms_and_codings(void **state) {
  (void)state;
  const char *log =
      "{\"op\":\"accept\",\"unit\":\"1\",\"theme\":\"rush\"}\n{\"op\":\"reject\",\"unit\":\"1\",\"theme\":\"time\"}\n"
      "{\"op\":\"merge\",\"theme\":\"rush\",\"into\":\"time\"}";
  leaves(log, "1 - time rejected\n");
  bry_codebook *after = changed_by(log);
  assert_int_equal(bry_codebook_theme_count(after), 2);
  assert_non_null(strstr(bry_codebook_json(after), "[\"tid\",\"ro\",\"mas\"]"));
  codes_as(after, "mas", "time[mas]");
  bry_codebook_free(after);
}

static void split_themes_stand_below_and_may_be_merged_up(void **state) {
  (void)state;
  const char *split = "{\"op\":\"split\",\"theme\":\"time\",\"into\":[{\"id\":\"calm\",\"label\":\"Stillhet\"},"
                      "{\"id\":\"quiet\",\"label\":\"Fred\"}]}\n";
  bry_codebook *after = changed_by(split);
  assert_int_equal(bry_codebook_theme_count(after), 5);
  codes_as(after, "stillhet", "calm[stillhet]");
  assert_non_null(strstr(bry_codebook_json(after), "\"parent\":\"time\""));
  bry_codebook_free(after);
  bry__buffer log = {0};
  bry__buffer_format(&log, "%s{\"op\":\"merge\",\"theme\":\"time\",\"into\":\"calm\"}", split);
  after = changed_by(log.data);
  assert_int_equal(bry_codebook_theme_count(after), 4);
  assert_non_null(strstr(bry_codebook_json(after), "\"id\":\"quiet\",\"label\":\"Fred\",\"parent\":\"calm\""));
  bry_codebook_free(after);
  bry__buffer_free(&log);
}

static void refused(const char *log, bry_status expected, const char *saying) {
  bry_codebook *after = NULL;
  bry_error *err = NULL;
  assert_int_equal(bry_review_apply(base, log, strlen(log), &after, NULL, &err), expected);
  assert_null(after);
  if (!strstr(bry_error_message(err), saying)) fail_msg("%s", bry_error_message(err));
  bry_error_free(err);
}

static void an_undo_takes_back_what_its_coder_said(void **state) {
  (void)state;
  leaves("{\"op\":\"accept\",\"coder\":\"kari\",\"unit\":\"1\",\"theme\":\"time\"}\n"
         "{\"op\":\"accept\",\"coder\":\"ola\",\"unit\":\"2\",\"theme\":\"pay\"}\n"
         "{\"op\":\"undo\",\"coder\":\"kari\"}",
         "2 ola pay accepted\n");
  refused(
      "{\"op\":\"accept\",\"coder\":\"kari\",\"unit\":\"1\",\"theme\":\"time\"}\n{\"op\":\"undo\",\"coder\":\"ola\"}",
      BRY_EREFUSED, "nothing left to undo by this coder");
}

static void what_cannot_be_applied_is_told_by_its_line(void **state) {
  (void)state;
  refused("\n{", BRY_EPARSE, "Line 2");
  refused("{\"op\":\"delete\"}", BRY_EREFUSED, "Line 1");
  refused("{\"op\":\"undo\"}", BRY_EREFUSED, "nothing left");
  refused("{\"op\":\"accept\",\"coder\":7,\"unit\":\"1\",\"theme\":\"time\"}", BRY_EREFUSED, "coder that is no text");
  refused("{\"op\":\"accept\",\"theme\":\"time\"}", BRY_EREFUSED, "unit");
  refused("{\"op\":\"accept\",\"unit\":\"1\",\"theme\":\"moon\"}", BRY_EREFUSED, "not there");
  refused("{\"op\":\"accept\",\"unit\":\"1\",\"themes\":[\"time\"]}", BRY_EREFUSED, "accept takes unit and theme");
  refused("{\"op\":\"merge\",\"themes\":[\"pay\"],\"into\":\"time\"}", BRY_EREFUSED, "merge takes theme and into");
  refused("{\"op\":\"rename\",\"themes\":[\"pay\"]}", BRY_EREFUSED, "rename takes theme and label");
  refused("{\"op\":\"code\",\"unit\":\"1\"}", BRY_EREFUSED, "list");
  refused("{\"op\":\"code\",\"unit\":\"1\",\"themes\":[3]}", BRY_EREFUSED, "not there");
  refused("{\"op\":\"rename\",\"theme\":\"moon\",\"label\":\"x\"}", BRY_EREFUSED, "not there");
  refused("{\"op\":\"rename\",\"theme\":\"pay\"}", BRY_EREFUSED, "label");
  refused("{\"op\":\"merge\",\"theme\":\"pay\",\"into\":\"pay\"}", BRY_EREFUSED, "itself");
  refused("{\"op\":\"split\",\"theme\":\"pay\",\"into\":[{\"id\":\"time\"}]}", BRY_EREFUSED, "used one");
  refused("{\"op\":\"split\",\"theme\":\"pay\",\"into\":[{\"id\":\"x\"}]}", BRY_EREFUSED, "label");
}

static bry_status apply_once(bry_error **err) {
  static const char log[] =
      "{\"op\":\"code\",\"unit\":\"1\",\"themes\":[\"rush\"]}\n{\"op\":\"merge\",\"theme\":\"rush\","
      "\"into\":\"time\"}\n{\"op\":\"split\",\"theme\":\"pay\",\"into\":[{\"id\":\"x\",\"label\":\"Penger\"}]}";
  bry_codebook *after = NULL;
  bry_table *codings = NULL;
  bry_status status = bry_review_apply(base, log, sizeof log - 1, &after, &codings, err);
  bry_codebook_free(after);
  bry_table_free(codings);
  return status;
}

static void any_allocation_may_fail(void **state) {
  (void)state;
  assert_true(each_allocation_may_fail(apply_once, BRY_OK) > 30);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_rejection_leaves_that_a_unit_was_read),
      cmocka_unit_test(the_last_word_of_a_coder_counts),
      cmocka_unit_test(undo_takes_back_one_after_the_other),
      cmocka_unit_test(an_undo_takes_back_what_its_coder_said),
      cmocka_unit_test(a_renamed_theme_keeps_its_id),
      cmocka_unit_test(merged_themes_bring_their_terms_and_codings),
      cmocka_unit_test(split_themes_stand_below_and_may_be_merged_up),
      cmocka_unit_test(what_cannot_be_applied_is_told_by_its_line),
      cmocka_unit_test(any_allocation_may_fail),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
