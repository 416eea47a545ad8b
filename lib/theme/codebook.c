/* Codebooks: what a parsed one holds, and who frees it. Reading the JSON is codebook_parse.c's, compiling the terms is
 * compile.c's. */
#include "theme/codebook.h"

#include "core/mem.h"
#include "theme/matcher.h"

static void clear_theme(bry__theme *theme) {
  bry__free(theme->id);
  bry__label_clear(&theme->label);
  bry__label_clear(&theme->definition);
  for (int lang = 0; lang < BRY__LANG_COUNT; lang++) {
    for (int32_t i = 0; i < theme->indicators[lang].count; i++)
      bry__free(theme->indicators[lang].terms[i]);
    bry__free(theme->indicators[lang].terms);
  }
}

void bry_codebook_free(bry_codebook *codebook) {
  if (!codebook) return;
  for (int32_t i = 0; i < codebook->theme_count; i++)
    clear_theme(&codebook->themes[i]);
  bry__free(codebook->themes);
  bry__matcher_free(codebook->matcher);
  bry__free(codebook->id);
  bry__free(codebook->version);
  bry__free(codebook->json);
  bry__free(codebook);
}

const char *bry_codebook_id(const bry_codebook *codebook) {
  return codebook ? codebook->id : NULL;
}

const char *bry_codebook_version(const bry_codebook *codebook) {
  return codebook ? codebook->version : NULL;
}

const char *bry_codebook_json(const bry_codebook *codebook) {
  return codebook ? codebook->json : NULL;
}

int32_t bry_codebook_theme_count(const bry_codebook *codebook) {
  return codebook ? codebook->theme_count : 0;
}

static const bry__theme *theme_at(const bry_codebook *codebook, int32_t i) {
  return i >= 0 && i < bry_codebook_theme_count(codebook) ? &codebook->themes[i] : NULL;
}

const char *bry_codebook_theme_id_at(const bry_codebook *codebook, int32_t i) {
  const bry__theme *theme = theme_at(codebook, i);
  return theme ? theme->id : NULL;
}

const char *bry_codebook_theme_label_at(const bry_codebook *codebook, int32_t i, const char *lang) {
  const bry__theme *theme = theme_at(codebook, i);
  return theme ? bry__label_get(&theme->label, lang) : NULL;
}
