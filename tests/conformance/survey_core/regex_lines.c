/* regex_lines < LINES > RESULTS: patterns and texts through our regular expressions, for regex.mjs to compare with
 * JavaScript's. A line is {"pattern": ..., "ignoreCase": ..., "texts": [...]}; its result is the results of the texts as
 * a string of 0 and 1, or the fault of the pattern as a word. */
#include "core/json.h"
#include "expr/regex.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const faults[] = {
    [BRY__REGEX_OK] = "",
    [BRY__REGEX_NO_MEMORY] = "memory",
    [BRY__REGEX_SYNTAX] = "syntax",
    [BRY__REGEX_BACKREFERENCE] = "backreference",
    [BRY__REGEX_LOOKAROUND] = "lookaround",
    [BRY__REGEX_GROUP_NAME] = "name",
    [BRY__REGEX_LONG] = "long",
    [BRY__REGEX_LARGE] = "large",
    [BRY__REGEX_DEEP] = "deep",
};

static struct json_object *member(struct json_object *object, const char *key) {
  struct json_object *value = NULL;
  json_object_object_get_ex(object, key, &value);
  return value;
}

static void test_all(const bry__regex *regex, struct json_object *texts) {
  for (size_t i = 0; i < json_object_array_length(texts); i++) {
    struct json_object *text = json_object_array_get_idx(texts, i);
    const char *data = json_object_get_string(text);
    putchar(bry__regex_test(regex, data, (size_t)json_object_get_string_len(text), NULL) ? '1' : '0');
  }
  putchar('\n');
}

/* 0, or -1 for a line that is no request. */
static int run_line(const char *line, size_t size) {
  static const bry__json_limits limits = {1 << 20, 8};
  struct json_object *request = NULL;
  bry__regex *regex = NULL;
  int64_t at;
  if (bry__json_parse("the line", line, size, &limits, &request, NULL) != BRY_OK) return -1;
  struct json_object *pattern = member(request, "pattern"), *texts = member(request, "texts");
  int ok = json_object_is_type(pattern, json_type_string) && json_object_is_type(texts, json_type_array);
  if (ok) {
    bry__regex_fault fault =
        bry__regex_parse(json_object_get_string(pattern), (size_t)json_object_get_string_len(pattern),
                         json_object_get_boolean(member(request, "ignoreCase")), &regex, &at);
    if (fault == BRY__REGEX_OK) {
      test_all(regex, texts);
    } else {
      puts(faults[fault]);
    }
  }
  bry__regex_free(regex);
  json_object_put(request);
  return ok ? 0 : -1;
}

int main(void) {
  char *line = NULL;
  size_t capacity = 0;
  ssize_t size;
  int failed = 0;
  while (!failed && (size = getline(&line, &capacity, stdin)) > 0) {
    if (line[size - 1] == '\n') size--;
    failed = run_line(line, (size_t)size) != 0;
  }
  free(line);
  if (failed) fputs("a line is no request\n", stderr);
  return failed;
}
