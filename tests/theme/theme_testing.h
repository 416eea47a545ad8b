/* What the tests of themes share: a small codebook, and coding one text by it. */
#ifndef BRY_TESTS_THEME_TESTING_H
#define BRY_TESTS_THEME_TESTING_H

#include "core/buffer.h"

#include <bry.h>
#include <string.h>

static inline bry_codebook *parse_codebook(const char *json) {
  bry_codebook *codebook = NULL;
  bry_error *err = NULL;
  if (bry_codebook_parse(json, strlen(json), NULL, &codebook, &err) != BRY_OK) {
    fail_msg("%s", bry_error_message(err));
  }
  return codebook;
}

/* A codebook of one theme a line: "id: term, term" are the Norwegian terms; labels say nothing. */
static inline bry_codebook *codebook_of(const char *lines, const char *lang) {
  bry__buffer b = {0};
  bry__buffer_text(&b, "{\"id\":\"c\",\"version\":\"1\",\"themes\":[");
  for (const char *at = lines; *at;) {
    size_t line = strcspn(at, "\n"), id = strcspn(at, ":");
    bry__buffer_format(&b, "%s{\"id\":\"%.*s\",\"label\":{\"nb\":\"qq\"},\"indicators\":{\"%s\":[",
                       at == lines ? "" : ",", (int)id, at, lang);
    const char *term = at + id + 2, *end = at + line;
    for (const char *first = term; term < end;) {
      size_t size = strcspn(term, ",\n");
      if (term != first) bry__buffer_char(&b, ',');
      bry__buffer_json_string(&b, term, size);
      term += size + (term[size] == ',' ? 2 : 0);
    }
    bry__buffer_text(&b, "]}}");
    at += line + (at[line] == '\n');
  }
  bry__buffer_text(&b, "]}");
  assert_false(b.failed);
  bry_codebook *codebook = parse_codebook(b.data);
  bry__buffer_free(&b);
  return codebook;
}

static inline bry_codings *code_sized(const bry_codebook *codebook, const char *text, size_t size) {
  bry_codings *codings = NULL;
  bry_error *err = NULL;
  if (bry_theme_code(codebook, &text, &size, 1, NULL, NULL, &codings, &err) != BRY_OK) {
    fail_msg("%s", bry_error_message(err));
  }
  return codings;
}

/* The hits of a text as "theme[words]" each, one after the other, or "non-answer". */
static inline void describe_hits(bry__buffer *b, const bry_codebook *codebook, const bry_codings *codings,
                                 const char *text) {
  bry__buffer_text(b, "");
  if (bry_codings_non_answer(codings, 0)) bry__buffer_text(b, "non-answer");
  for (int64_t i = 0; i < bry_codings_count(codings); i++) {
    int64_t begin = bry_codings_begin_at(codings, i), end = bry_codings_end_at(codings, i);
    bry__buffer_text(b, bry_codebook_theme_id_at(codebook, bry_codings_theme_at(codings, i)));
    bry__buffer_char(b, '[');
    bry__buffer_add(b, text + begin, (size_t)(end - begin));
    bry__buffer_char(b, ']');
  }
}

static inline void codes_as(const bry_codebook *codebook, const char *text, const char *expected) {
  bry_codings *codings = code_sized(codebook, text, strlen(text));
  bry__buffer b = {0};
  describe_hits(&b, codebook, codings, text);
  if (strcmp(b.data, expected) != 0) fail_msg("\"%s\" is coded as \"%s\", not \"%s\"", text, b.data, expected);
  bry__buffer_free(&b);
  bry_codings_free(codings);
}

#endif
