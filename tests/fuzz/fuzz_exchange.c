/* Codebooks of other programs: the first byte says the format. What is read is written, and read again as the same; a file
 * that is no codebook is told. Also terms, and logs of decisions. */
#include "core/utf8.h"
#include "fuzz/fuzz.h"
#include "theme/term.h"

#include <bry/codebook.h>
#include <bry/error.h>
#include <bry/review.h>
#include <string.h>

static void check_codebook(const bry_codebook *codebook, int32_t format) {
  bry_text *text = NULL, *second = NULL;
  bry_codebook *again = NULL;
  PROMISE(bry_codebook_export(codebook, format, &text, NULL) == BRY_OK);
  bry_status status = bry_codebook_import(bry_text_data(text), bry_text_size(text), format, "f", "1", &again, NULL);
  PROMISE(status == BRY_OK || status == BRY_ELIMIT);
  if (again) {
    PROMISE(bry_codebook_theme_count(again) == bry_codebook_theme_count(codebook));
    PROMISE(bry_codebook_export(again, format, &second, NULL) == BRY_OK);
  }
  bry_text_free(second);
  bry_codebook_free(again);
  bry_text_free(text);
}

static void check_term(const char *term, size_t size) {
  static bry__term parsed;
  if (!bry__utf8_valid(term, size, NULL) || bry__term_is_plain(term, size)) return;
  if (bry__term_parse(term, size, &parsed) != 0) return;
  PROMISE(parsed.count > 0 && parsed.count <= BRY__TERM_NODES_MAX && parsed.root < parsed.count);
  for (int32_t i = 0; i < parsed.count; i++) {
    const bry__term_node *n = &parsed.nodes[i];
    if (n->op == BRY__TERM_PHRASE)
      PROMISE(n->begin < n->end && n->end <= size);
    else
      PROMISE(n->left < i && (n->op == BRY__TERM_NOT || n->right < i));
  }
}

static void check_log(const char *log, size_t size) {
  static const char json[] = "{\"id\":\"f\",\"version\":\"1\",\"themes\":[{\"id\":\"a\",\"label\":\"Tid\"},"
                             "{\"id\":\"b\",\"label\":\"Ro\",\"parent\":\"a\",\"indicators\":{\"nb\":[\"ro\"]}}]}";
  static bry_codebook *base;
  bry_codebook *changed = NULL;
  bry_table *codings = NULL;
  if (!base) PROMISE(bry_codebook_parse(json, sizeof json - 1, NULL, &base, NULL) == BRY_OK);
  bry_error *err = NULL;
  bry_status status = bry_review_apply(base, log, size, &changed, &codings, &err);
  PROMISE((status == BRY_OK) == (changed != NULL) && (status == BRY_OK) == (codings != NULL));
  PROMISE((status == BRY_OK) == (err == NULL));
  bry_error_free(err);
  bry_table_free(codings);
  bry_codebook_free(changed);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size == 0) return 0;
  const char *rest = (const char *)data + 1;
  int32_t format = data[0] == 'c' ? BRY_CODEBOOK_CSV : BRY_CODEBOOK_QDC;
  bry_codebook *codebook = NULL;
  bry_error *err = NULL;
  if (data[0] == 't') {
    check_term(rest, size - 1);
    return 0;
  }
  if (data[0] == 'r') {
    check_log(rest, size - 1);
    return 0;
  }
  bry_status status = bry_codebook_import(rest, size - 1, format, "f", "1", &codebook, &err);
  PROMISE((status == BRY_OK) == (codebook != NULL) && (status == BRY_OK) == (err == NULL));
  if (codebook) check_codebook(codebook, format);
  bry_error_free(err);
  bry_codebook_free(codebook);
  return 0;
}
