/* What a binding reads of the library: it must agree with the headers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <bry.h>

#include "core/json.h"

#include "core/nth_allocation.h"

#include <glob.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *read_file(const char *path) {
  FILE *file = fopen(path, "rb");
  assert_non_null(file);
  char *text = calloc(1, 1 << 20);
  assert_non_null(text);
  assert_true(fread(text, 1, (1 << 20) - 1, file) > 0);
  fclose(file);
  return text;
}

/* Calls `found` with name and value of each match; the pattern has these two groups. Returns how many. */
static int each_match(const char *text, const char *pattern, void (*found)(const char *name, int64_t value)) {
  regex_t regex;
  regmatch_t match[3];
  int count = 0;
  assert_int_equal(regcomp(&regex, pattern, REG_EXTENDED | REG_NEWLINE), 0);
  while (regexec(&regex, text, 3, match, 0) == 0) {
    char name[100];
    snprintf(name, sizeof name, "%.*s", (int)(match[1].rm_eo - match[1].rm_so), text + match[1].rm_so);
    found(name, strtoll(text + match[2].rm_so, NULL, 0));
    text += match[0].rm_eo;
    count++;
  }
  regfree(&regex);
  return count;
}

static void is_reachable(const char *name, int64_t value) {
  int64_t got = -1;
  bry_error *err = NULL;
  if (bry_constant(name, &got, &err) != BRY_OK) fail_msg("%s is in a header but not in abi.c", name);
  if (got != value) fail_msg("%s is %lld in its header", name, (long long)value);
}

/* Every enumerator has its value written out, or the test above would not see it. */
static void every_enumerator_has_a_written_value(void **state) {
  (void)state;
  glob_t headers;
  regex_t regex;
  assert_int_equal(regcomp(&regex, "^ +BRY_[A-Z0-9_]+(,|$| *//|  */)", REG_EXTENDED | REG_NEWLINE), 0);
  assert_int_equal(glob(BRY_SOURCE_DIR "/include/bry/*.h", 0, NULL, &headers), 0);
  for (size_t i = 0; i < headers.gl_pathc; i++) {
    char *text = read_file(headers.gl_pathv[i]);
    assert_int_equal(regexec(&regex, text, 0, NULL, 0), REG_NOMATCH);
    free(text);
  }
  globfree(&headers);
  regfree(&regex);
}

static void an_unknown_constant_is_not_found(void **state) {
  (void)state;
  int64_t value = 7;
  bry_error *err = NULL;
  assert_int_equal(bry_constant("BRY_NO_SUCH", &value, &err), BRY_ENOTFOUND);
  assert_int_equal(value, 0);
  bry_error_free(err);
  assert_int_equal(bry_constant(NULL, &value, NULL), BRY_EINVAL);
  assert_int_equal(bry_constant("BRY_OK", NULL, NULL), BRY_EINVAL);
}

static void the_version_is_that_of_the_headers(void **state) {
  (void)state;
  char text[40];
  snprintf(text, sizeof text, "%d.%d.%d", BRY_VERSION_MAJOR, BRY_VERSION_MINOR, BRY_VERSION_PATCH);
  assert_string_equal(bry_version(), text);
  assert_string_equal(BRY_VERSION, text);
}

static void status_has_its_name(const char *name, int64_t value) {
  assert_string_equal(bry_status_name((bry_status)value), name);
}

static void every_status_has_its_name(void **state) {
  (void)state;
  char *text = read_file(BRY_SOURCE_DIR "/include/bry/common.h");
  assert_true(each_match(text, "^  (BRY_OK|BRY_E[A-Z]+) = ([0-9]+)", status_has_its_name) >= 18);
  free(text);
  assert_string_equal(bry_status_name(-1), "BRY_E?");
  assert_string_equal(bry_status_name(1000), "BRY_E?");
}

static struct json_object *describe(void) {
  static const bry__json_limits limits = {.max_bytes = 1 << 20, .max_depth = 8};
  bry_text *text;
  struct json_object *tree;
  assert_int_equal(bry_abi_describe(&text, NULL), BRY_OK);
  assert_int_equal(bry__json_parse("it", bry_text_data(text), bry_text_size(text), &limits, &tree, NULL), BRY_OK);
  bry_text_free(text);
  return tree;
}

static void every_constant_of_the_headers_is_reachable(void **state) {
  (void)state;
  glob_t headers;
  int count = 0;
  assert_int_equal(glob(BRY_SOURCE_DIR "/include/bry/*.h", 0, NULL, &headers), 0);
  for (size_t i = 0; i < headers.gl_pathc; i++) {
    char *text = read_file(headers.gl_pathv[i]);
    count += each_match(text, "[{, ](BRY_[A-Z0-9_]+) = (-?[0-9]+)", is_reachable);
    count += each_match(text, "^#define (BRY_[A-Z0-9_]+) (-?[0-9]+)", is_reachable);
    free(text);
  }
  assert_true(headers.gl_pathc >= 14);
  struct json_object *tree = describe();
  assert_int_equal(count, json_object_object_length(bry__json_object(tree, "constants")));
  json_object_put(tree);
  globfree(&headers);
}

static int64_t offset(struct json_object *layout, const char *field) {
  struct json_object *value;
  assert_true(json_object_object_get_ex(bry__json_object(layout, "fields"), field, &value));
  return json_object_get_int64(value);
}

static int64_t size_of(struct json_object *layout) {
  struct json_object *value;
  assert_true(json_object_object_get_ex(layout, "size", &value));
  return json_object_get_int64(value);
}

static void the_description_holds_version_and_constants(void **state) {
  (void)state;
  struct json_object *tree = describe(), *value;
  assert_string_equal(bry__json_text(tree, "version"), BRY_VERSION);
  assert_true(json_object_object_get_ex(bry__json_object(tree, "constants"), "BRY_MISSING_WITHHELD", &value));
  assert_int_equal(json_object_get_int64(value), BRY_MISSING_WITHHELD);
  json_object_put(tree);
}

/* The layouts as they were released on 64-bit machines: a change here breaks programs that are built already. */
static void the_layout_of_the_structs_stays(void **state) {
  (void)state;
  struct json_object *tree = describe();
  struct json_object *store = bry__json_object(bry__json_object(tree, "structs"), "bry_store_options");
  struct json_object *survey = bry__json_object(bry__json_object(tree, "structs"), "bry_survey_options");
  assert_int_equal(json_object_object_length(bry__json_object(store, "fields")), 7);
  assert_int_equal(size_of(store), sizeof(bry_store_options));
  assert_int_equal(size_of(store), 28);
  assert_int_equal(offset(store, "struct_size"), 0);
  assert_int_equal(offset(store, "max_connections"), 4);
  assert_int_equal(offset(store, "connect_timeout_ms"), 8);
  assert_int_equal(offset(store, "statement_timeout_ms"), 12);
  assert_int_equal(offset(store, "acquire_timeout_ms"), 16);
  assert_int_equal(offset(store, "retry_time_ms"), 20);
  assert_int_equal(offset(store, "pooler"), 24);
  assert_int_equal(json_object_object_length(bry__json_object(survey, "fields")), 10);
  assert_int_equal(size_of(survey), sizeof(bry_survey_options));
  if (sizeof(void *) == 8) {
    assert_int_equal(size_of(survey), 72);
    assert_int_equal(offset(survey, "struct_size"), 0);
    assert_int_equal(offset(survey, "reserved"), 4);
    assert_int_equal(offset(survey, "title"), 8);
    assert_int_equal(offset(survey, "segments"), 16);
    assert_int_equal(offset(survey, "opens_at_us"), 24);
    assert_int_equal(offset(survey, "closes_at_us"), 32);
    assert_int_equal(offset(survey, "privacy"), 40);
    assert_int_equal(offset(survey, "admission"), 48);
    assert_int_equal(offset(survey, "quotas"), 56);
    assert_int_equal(offset(survey, "retain_until"), 64);
  }
  json_object_put(tree);
}

/* Every struct with a body in a header is described. */
static void every_struct_of_the_headers_is_described(void **state) {
  (void)state;
  glob_t headers;
  regex_t regex;
  regmatch_t match[2];
  int count = 0;
  struct json_object *tree = describe();
  assert_int_equal(regcomp(&regex, "^typedef struct (bry_[a-z_]+) \\{", REG_EXTENDED | REG_NEWLINE), 0);
  assert_int_equal(glob(BRY_SOURCE_DIR "/include/bry/*.h", 0, NULL, &headers), 0);
  for (size_t i = 0; i < headers.gl_pathc; i++) {
    char *text = read_file(headers.gl_pathv[i]);
    for (const char *p = text; regexec(&regex, p, 2, match, 0) == 0; p += match[0].rm_eo, count++) {
      char name[100];
      snprintf(name, sizeof name, "%.*s", (int)(match[1].rm_eo - match[1].rm_so), p + match[1].rm_so);
      assert_non_null(bry__json_object(bry__json_object(tree, "structs"), name));
    }
    free(text);
  }
  assert_int_equal(count, json_object_object_length(bry__json_object(tree, "structs")));
  globfree(&headers);
  regfree(&regex);
  json_object_put(tree);
}

static bry_status describe_and_free(bry_error **err) {
  bry_text *text = NULL;
  bry_status status = bry_abi_describe(&text, err);
  bry_text_free(text);
  return status;
}

static bry_status ask_for_nothing(bry_error **err) {
  int64_t value;
  return bry_constant("BRY_NO_SUCH", &value, err);
}

static void describing_survives_any_failing_allocation(void **state) {
  (void)state;
  assert_true(each_allocation_may_fail(describe_and_free, BRY_OK) > 3);
  assert_int_equal(each_allocation_may_fail(ask_for_nothing, BRY_ENOTFOUND), 1);
  assert_int_equal(bry_abi_describe(NULL, NULL), BRY_EINVAL);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_constant_of_the_headers_is_reachable),
      cmocka_unit_test(every_enumerator_has_a_written_value),
      cmocka_unit_test(an_unknown_constant_is_not_found),
      cmocka_unit_test(the_version_is_that_of_the_headers),
      cmocka_unit_test(every_status_has_its_name),
      cmocka_unit_test(the_description_holds_version_and_constants),
      cmocka_unit_test(the_layout_of_the_structs_stays),
      cmocka_unit_test(every_struct_of_the_headers_is_described),
      cmocka_unit_test(describing_survives_any_failing_allocation),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
