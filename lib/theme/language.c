/* The language of a text: the points of its words are added up, and the language that leads by enough is it. What a word
 * is worth stands in language_words.c. */
#include "theme/language.h"

#include "core/error.h"
#include "core/utf8.h"
#include "theme/tokens.h"

#include <bry/language.h>
#include <string.h>
#include <utf8proc.h>

enum {
  LEAST = 3,       /* points that a language needs */
  LEAD = 1,        /* and more than the next */
  LEAD_SHARE = 10, /* a lead of less than a tenth of what tells the two apart is a mixture */
  HALFWAY = 8,     /* a lead of so many points has a confidence of 50 */
  FOREIGN_POINTS = 5,
  OG_POINTS = 6
};

typedef struct tally {
  int64_t nb, nn, en;
  int64_t nb_alone, nn_alone; /* what each has that the other has not */
  int64_t foreign;
} tally;

/* "òg" is nynorsk; without its accent, which folding takes away, it is any Norwegian. */
static int is_accented_og(const bry__tokens *tokens) {
  static const char og[] = "\xC3\xB2g";
  return tokens->end - tokens->begin == sizeof og - 1 && memcmp(tokens->text + tokens->begin, og, sizeof og - 1) == 0;
}

/* A capital inside a sentence. */
static int may_be_name(const bry__tokens *tokens, int is_first) {
  size_t at = tokens->begin;
  uint32_t c = bry__utf8_next(tokens->text, tokens->size, &at);
  return !is_first && !tokens->broken && utf8proc_category((utf8proc_int32_t)c) == UTF8PROC_CATEGORY_LU;
}

static tally count_points(const char *text, size_t size) {
  tally t = {0};
  int is_first = 1;
  bry__tokens tokens;
  bry__tokens_begin(&tokens, text, size);
  while (bry__tokens_next(&tokens)) {
    bry__language_points p;
    if (!tokens.letters || tokens.fold_size == 0) continue;
    int is_name = may_be_name(&tokens, is_first);
    is_first = 0;
    if (!bry__language_word(tokens.fold, tokens.fold_size, is_name, &p)) t.foreign += FOREIGN_POINTS;
    if (is_accented_og(&tokens)) p = (bry__language_points){.nn = OG_POINTS};
    t.nb += p.nb;
    t.nn += p.nn;
    t.en += p.en;
    if (p.nb > p.nn) t.nb_alone += p.nb - p.nn;
    if (p.nn > p.nb) t.nn_alone += p.nn - p.nb;
  }
  return t;
}

static int64_t larger(int64_t a, int64_t b) {
  return a > b ? a : b;
}

/* How far a language leads; 0 when it does not by enough. */
static int64_t lead_of(int64_t points, int64_t next, int64_t telling) {
  int64_t lead = points - next;
  return points >= LEAST && lead >= LEAD && lead * LEAD_SHARE >= telling ? lead : 0;
}

bry_status bry_language(const char *text, size_t size, const char **out_lang, int32_t *out_confidence,
                        bry_error **err) {
  bry__error_reset(err);
  if (out_lang) *out_lang = NULL;
  if (out_confidence) *out_confidence = 0;
  if (!out_lang || (!text && size > 0))
    return bry__error(err, BRY_EINVAL, "bry_language: give a text and a place for out_lang");
  if (!bry__utf8_valid(text, size, NULL)) return bry__error(err, BRY_EPARSE, "bry_language: the text is not UTF-8");
  tally t = count_points(text, size);
  int64_t telling = t.nb_alone + t.nn_alone;
  int64_t nb = lead_of(t.nb, larger(larger(t.nn, t.en), t.foreign), telling);
  int64_t nn = lead_of(t.nn, larger(larger(t.nb, t.en), t.foreign), telling);
  int64_t en = lead_of(t.en, larger(larger(t.nb, t.nn), t.foreign), 0);
  int64_t lead = nb + nn + en; /* no more than one leads */
  *out_lang = nb > 0 ? "nb" : nn > 0 ? "nn" : en > 0 ? "en" : "unsure";
  if (out_confidence) *out_confidence = (int32_t)(lead * 100 / (lead + HALFWAY));
  return BRY_OK;
}
