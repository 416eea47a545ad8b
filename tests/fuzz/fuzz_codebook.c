/* Codebooks: what is accepted has a canonical form that is accepted again, and codes a text. */
#include "fuzz/fuzz.h"

#include <bry/codebook.h>
#include <bry/error.h>
#include <bry/theme.h>
#include <string.h>

static void check_codebook(const bry_codebook *codebook) {
  bry_codebook *again = NULL;
  bry_codings *codings = NULL;
  const char *json = bry_codebook_json(codebook), *text = "Nok folk på jobb, ro og ros frå leiinga; ikkje e-post.";
  size_t size = strlen(text);
  PROMISE(bry_codebook_parse(json, strlen(json), NULL, &again, NULL) == BRY_OK);
  PROMISE(strcmp(bry_codebook_json(again), json) == 0);
  for (int32_t i = 0; i < bry_codebook_theme_count(codebook); i++)
    PROMISE(bry_codebook_theme_id_at(codebook, i) && bry_codebook_theme_label_at(codebook, i, "nn"));
  PROMISE(bry_theme_code(codebook, &text, &size, 1, NULL, NULL, &codings, NULL) == BRY_OK);
  bry_codings_free(codings);
  bry_codebook_free(again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  bry_codebook *codebook = NULL;
  bry_error *err = NULL;
  bry_status status = bry_codebook_parse((const char *)data, size, NULL, &codebook, &err);
  PROMISE((status == BRY_OK) == (codebook != NULL) && (status == BRY_OK) == (err == NULL));
  PROMISE(status == BRY_OK || bry_error_message(err)[0] != '\0');
  if (codebook) check_codebook(codebook);
  bry_error_free(err);
  bry_codebook_free(codebook);
  return 0;
}
