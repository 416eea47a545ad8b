/* What the tests of questionnaires and answers share: documents written with ' for ", and findings in one line. */
#ifndef BRY_TESTS_FORM_TESTING_H
#define BRY_TESTS_FORM_TESTING_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <bry/error.h>
#include <bry/questionnaire.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEST_TEXT_MAX = 1 << 16 };

/* A document with " in the place of every '. Static: good until the fourth call from here. */
static inline const char *doc(const char *format, ...) {
  static char rooms[4][TEST_TEXT_MAX];
  static int next;
  char *room = rooms[next++ % 4];
  va_list args;
  va_start(args, format);
  int length = vsnprintf(room, TEST_TEXT_MAX, format, args);
  va_end(args);
  assert_in_range(length, 0, TEST_TEXT_MAX - 1);
  for (char *c = room; *c; c++) {
    if (*c == '\'') *c = '"';
  }
  return room;
}

/* "rule pointer, rule pointer ..." */
static inline const char *summary(const bry_findings *findings) {
  static char text[TEST_TEXT_MAX];
  size_t size = 0;
  text[0] = '\0';
  for (int64_t i = 0; i < bry_findings_count(findings) && size < sizeof text - 512; i++) {
    size += (size_t)snprintf(text + size, sizeof text - size, "%s%s %s", i ? ", " : "",
                             bry_findings_rule_at(findings, i), bry_findings_pointer_at(findings, i));
  }
  return text;
}

static inline bry_questionnaire *parse(const char *json) {
  bry_error *err = NULL;
  bry_questionnaire *q = NULL;
  bry_status status = bry_questionnaire_parse(json, strlen(json), &q, &err);
  if (status != BRY_OK) print_error("%s: %s\n", bry_error_message(err), summary(bry_error_findings(err)));
  bry_error_free(err);
  assert_int_equal(status, BRY_OK);
  return q;
}

/* The document must be refused, with just these findings. */
static inline void assert_refused(const char *json, const char *expected) {
  bry_error *err = NULL;
  bry_questionnaire *q = NULL;
  bry_status status = bry_questionnaire_parse(json, strlen(json), &q, &err);
  const char *found = summary(bry_error_findings(err));
  if (status != BRY_EREFUSED || strcmp(found, expected) != 0) {
    print_error("%s\n  expected: %s\n  found:    %s\n", json, expected, found);
  }
  assert_int_equal(status, BRY_EREFUSED);
  assert_null(q);
  assert_string_equal(found, expected);
  bry_error_free(err);
}

#endif
