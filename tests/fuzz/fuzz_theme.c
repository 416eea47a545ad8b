/* Coding of texts, a line each, by a codebook with words, phrases, compounds and three languages: every hit lies
 * within its text, on characters' bounds, in order; and the same texts give the same hits. */
#include "core/utf8.h"
#include "fuzz/fuzz.h"

#include <bry/codebook.h>
#include <bry/error.h>
#include <bry/theme.h>
#include <string.h>

enum { TEXTS_MAX = 256 };

static const char codebook_json[] =
    "{\"id\":\"f\",\"version\":\"1\",\"themes\":["
    "{\"id\":\"time\",\"label\":{\"nb\":\"Tid\"},\"definition\":\"d\",\"indicators\":{\"nb\":[\"nok "
    "tid\",\"ro\",\"uten å bli "
    "avbrutt\"],\"nn\":[\"éin ting\",\"utan mas\"],\"en\":[\"enough time\",\"calm\"]}},"
    "{\"id\":\"people\",\"label\":{\"nb\":\"Folk\"},\"definition\":\"d\",\"indicators\":{\"nb\":[\"brukere\","
    "\"barna\",\"møte\"],"
    "\"nn\":[\"brukarar\"],\"en\":[\"children\"]}},"
    "{\"id\":\"praise\",\"label\":{\"nb\":\"Ros\"},\"definition\":\"d\",\"parent\":\"people\",\"indicators\":{\"nb\":"
    "[\"ros\","
    "\"takk\"]}}]}";

typedef struct texts {
  const char *text[TEXTS_MAX];
  size_t size[TEXTS_MAX];
  int64_t count;
} texts;

static const bry_codebook *codebook(void) {
  static bry_codebook *parsed;
  if (!parsed) PROMISE(bry_codebook_parse(codebook_json, sizeof codebook_json - 1, NULL, &parsed, NULL) == BRY_OK);
  return parsed;
}

static void split(texts *t, const char *data, size_t size) {
  t->count = 0;
  while (size > 0 && t->count < TEXTS_MAX) {
    const char *end = memchr(data, '\n', size);
    size_t line = end ? (size_t)(end - data) : size;
    t->text[t->count] = data;
    t->size[t->count++] = line;
    data += line + (end != NULL);
    size -= line + (end != NULL);
  }
}

static void check_hit(const bry_codings *c, const texts *t, int64_t i) {
  int64_t text = bry_codings_text_at(c, i), begin = bry_codings_begin_at(c, i), end = bry_codings_end_at(c, i);
  PROMISE(text >= 0 && text < t->count && !bry_codings_non_answer(c, text));
  PROMISE(begin >= 0 && begin < end && end <= (int64_t)t->size[text]);
  PROMISE(bry__utf8_valid(t->text[text] + begin, (size_t)(end - begin), NULL));
  PROMISE(bry_codings_theme_at(c, i) >= 0 && bry_codings_theme_at(c, i) < 3 && bry_codings_term_at(c, i));
  if (i == 0) return;
  int64_t before = bry_codings_text_at(c, i - 1);
  PROMISE(before < text || (before == text && bry_codings_theme_at(c, i - 1) <= bry_codings_theme_at(c, i)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static texts t;
  bry_codings *once = NULL, *twice = NULL;
  split(&t, (const char *)data, size);
  bry_status status = bry_theme_code(codebook(), t.text, t.size, t.count, NULL, NULL, &once, NULL);
  PROMISE(status == BRY_OK || status == BRY_EPARSE);
  if (status != BRY_OK) return 0;
  PROMISE(bry_theme_code(codebook(), t.text, t.size, t.count, NULL, NULL, &twice, NULL) == BRY_OK);
  PROMISE(bry_codings_count(once) == bry_codings_count(twice));
  for (int64_t i = 0; i < bry_codings_count(once); i++) {
    check_hit(once, &t, i);
    PROMISE(bry_codings_begin_at(once, i) == bry_codings_begin_at(twice, i));
    PROMISE(bry_codings_theme_at(once, i) == bry_codings_theme_at(twice, i));
  }
  bry_codings_free(once);
  bry_codings_free(twice);
  return 0;
}
