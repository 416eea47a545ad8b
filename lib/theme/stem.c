/* Stems: Snowball for Norwegian and English, and before it what Snowball does not do: nynorsk roots and endings, nouns
 * in -er (bruker, brukere, brukerne, brukarane), -het and -ing. */
#include "theme/stem.h"

#include <libstemmer.h>
#include <string.h>

enum { NOUN_BASE_MIN = 3, VERB_BASE_MIN = 6 };

/* Endings of a noun in -er (nynorsk -ar) that are longer than the -er itself, and of comparatives. */
static const char *const agent_endings[] = {"arane", "erane", "arar", "arer", "arene", "arne",
                                            "erne",  "aren",  "eren", "are",  "ere",   NULL};
static const char *const quality_endings[] = {"hetene",  "heter",  "heten",  "heta",  "het",
                                              "heitene", "heiter", "heiten", "heita", "heit",
                                              "leikane", "leikar", "leiken", "leik",  NULL};
static const char *const action_endings[] = {"ingane", "ingene", "ingar", "inger", "ingen", "inga", "ing", NULL};

static void put(bry__stem *stem, const char *text, size_t size, const char *ending) {
  size_t more = strlen(ending);
  memcpy(stem->text, text, size);
  memcpy(stem->text + size, ending, more);
  stem->size = size + more;
}

/* Size of the word without the first of the endings that it has, when at least `least` bytes are left; else 0. */
static size_t base_of(const bry__stem *word, const char *const *endings, size_t least) {
  for (; *endings != NULL; endings++) {
    size_t length = strlen(*endings);
    if (word->size < length + least) continue;
    if (memcmp(word->text + word->size - length, *endings, length) == 0) return word->size - length;
  }
  return 0;
}

static int snowball(struct sb_stemmer *stemmer, const char *word, size_t size, bry__stem *out) {
  const sb_symbol *stem = sb_stemmer_stem(stemmer, (const sb_symbol *)word, (int)size);
  if (stem == NULL) return -1;
  put(out, (const char *)stem, (size_t)sb_stemmer_length(stemmer), "");
  return 0;
}

/* Loan words: "skjema", "skjemaer". */
static void drop_final_a(bry__stem *stem) {
  if (stem->size > 3 && stem->text[stem->size - 1] == 'a') stem->size--;
}

/* Nynorsk -ar and bokmål -er are one: "brukar(ar)", "bruker(e)". */
static void end_in_er(bry__stem *stem) {
  if (stem->size > 3 && memcmp(stem->text + stem->size - 2, "ar", 2) == 0) stem->text[stem->size - 2] = 'e';
}

static void add_stem(bry__stems *out, size_t size, const char *ending) {
  if (out->count < BRY__STEMS_MAX) put(&out->norwegian[out->count++], out->plain.text, size, ending);
}

static int norwegian_stems(bry__stemmer *s, bry__stems *out) {
  static const char *const er[] = {"er", "ar", NULL};
  size_t base = base_of(&out->plain, quality_endings, NOUN_BASE_MIN);
  if (base > 0) {
    add_stem(out, base, "het");
    return 0;
  }
  base = base_of(&out->plain, agent_endings, NOUN_BASE_MIN);
  if (base > 0) {
    add_stem(out, base, "er");
    return 0;
  }
  if (snowball(s->norwegian, out->plain.text, out->plain.size, &out->norwegian[0]) != 0) return -1;
  drop_final_a(&out->norwegian[0]);
  end_in_er(&out->norwegian[0]);
  out->count = 1;
  base = base_of(&out->plain, er, NOUN_BASE_MIN);
  if (base > 0) add_stem(out, base, "er");
  base = base_of(&out->plain, action_endings, VERB_BASE_MIN);
  if (base > 0) add_stem(out, base, "");
  return 0;
}

/* A function word stands for itself alone: "fora" and "for" have a stem in common, and no meaning. */
static void stand_for_itself(bry__stems *out, const char *word, size_t size) {
  bry__stem *stem = &out->norwegian[out->count++];
  stem->text[0] = '+';
  memcpy(stem->text + 1, word, size);
  stem->size = size + 1;
  out->plain = out->english = *stem;
}

int bry__stems_of(bry__stemmer *stemmer, const char *fold, size_t size, bry__stems *out) {
  const char *word = fold;
  size_t word_size = size;
  out->flags = bry__lexicon_find(stemmer->lexicon, &word, &word_size);
  out->count = 0;
  if (out->flags & BRY__WORD_NEGATION) {
    stand_for_itself(out, "ikke", 4);
    return 0;
  }
  if (out->flags & BRY__WORD_FUNCTION) {
    stand_for_itself(out, word, word_size);
    return 0;
  }
  out->plain.size = bry__words_unite(word, word_size, out->plain.text, BRY__FOLD_MAX_BYTES * 2);
  if (norwegian_stems(stemmer, out) != 0) return -1;
  return snowball(stemmer->english, fold, size, &out->english);
}

int bry__stems_of_part(bry__stemmer *stemmer, const char *plain, size_t size, bry__stems *out) {
  out->flags = 0;
  out->count = 0;
  put(&out->plain, plain, size, "");
  return norwegian_stems(stemmer, out);
}

int bry__stemmer_open(bry__stemmer *stemmer, const bry__lexicon *lexicon) {
  stemmer->lexicon = lexicon;
  stemmer->norwegian = sb_stemmer_new("norwegian", NULL);
  stemmer->english = sb_stemmer_new("english", NULL);
  return stemmer->norwegian == NULL || stemmer->english == NULL ? -1 : 0;
}

void bry__stemmer_close(bry__stemmer *stemmer) {
  if (stemmer->norwegian != NULL) sb_stemmer_delete(stemmer->norwegian);
  if (stemmer->english != NULL) sb_stemmer_delete(stemmer->english);
  *stemmer = (bry__stemmer){0};
}
