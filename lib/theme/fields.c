/* Looks up which fields of meaning a stem belongs to. The words stand in field_words.c. */
#include "theme/fields.h"

#include "core/mem.h"

#include <string.h>

enum { COMPOUND_MIN = 7, LAST_PART_MIN = 4, FIRST_PART_MIN = 4, REST_MIN = 3, SINGLE_M_MIN = 4 };

static uint64_t *mask_of(bry__fields *f, const char *stem, size_t size) {
  int64_t before = f->stems.count;
  int64_t id = bry__strings_add(&f->stems, stem, size);
  if (id < 0 || bry__grow((void **)&f->masks, &f->masks_capacity, (size_t)id + 1, sizeof *f->masks) != 0) return NULL;
  if (id == before) f->masks[id] = 0;
  return &f->masks[id];
}

static int add_word(bry__fields *f, bry__stemmer *stemmer, const char *word, size_t size, int english,
                    uint64_t mask) {
  bry__stems stems;
  char key[BRY__STEM_MAX_BYTES + 1] = "=";
  if (bry__stems_of(stemmer, word, size, &stems) != 0) return -1;
  if (stems.flags & (BRY__WORD_FUNCTION | BRY__WORD_NEGATION)) return 0;
  for (int i = 0; i < (english ? 1 : stems.count); i++) { /* "lærer" is found in "lære" and in "lærere" */
    const bry__stem *stem = english ? &stems.english : &stems.norwegian[i];
    memcpy(key + 1, stem->text, stem->size);
    uint64_t *to = mask_of(f, english ? key : key + 1, english ? stem->size + 1 : stem->size);
    if (!to) return -1;
    *to |= mask;
  }
  return 0;
}

static int add_words(bry__fields *f, bry__stemmer *stemmer, const char *words, int english, uint64_t mask) {
  for (const char *at = words; *at != '\0';) {
    size_t size = strcspn(at, " ");
    if (add_word(f, stemmer, at, size, english, mask) != 0) return -1;
    at += size;
    at += strspn(at, " ");
  }
  return 0;
}

int bry__fields_build(bry__fields *fields, bry__stemmer *stemmer) {
  const char *group = "";
  int32_t group_bit = 0;
  for (const bry__field_words *row = bry__field_words_all; row->name; row++) {
    if (strcmp(row->group, group) != 0) group_bit = fields->count++;
    group = row->group;
    uint64_t mask = (uint64_t)1 << group_bit | (uint64_t)1 << fields->count++;
    if (add_words(fields, stemmer, row->norwegian, 0, mask) != 0) return -1;
    if (add_words(fields, stemmer, row->english, 1, mask) != 0) return -1;
  }
  return 0;
}

void bry__fields_free(bry__fields *fields) {
  bry__strings_clear(&fields->stems);
  bry__free(fields->masks);
  *fields = (bry__fields){0};
}

static uint64_t find(const bry__fields *f, const char *stem, size_t size) {
  int64_t id = bry__strings_find(&f->stems, stem, size);
  return id < 0 ? 0 : f->masks[id];
}

static uint64_t of_compound(const bry__fields *f, const bry__stem *stem) {
  uint64_t mask = 0;
  if (stem->size < COMPOUND_MIN) return 0;
  for (size_t at = REST_MIN; !mask && at + LAST_PART_MIN <= stem->size; at++)
    mask = find(f, stem->text + at, stem->size - at);
  for (size_t size = stem->size - REST_MIN; !mask && size >= FIRST_PART_MIN; size--)
    mask = find(f, stem->text, size);
  return mask;
}

/* A stem, or the one that it is with its last m once: "strømmen" has "strømm", "strøm" has "strøm". */
static uint64_t of_stem(const bry__fields *f, const bry__stem *stem) {
  size_t size = stem->size;
  uint64_t mask = find(f, stem->text, size);
  if (mask || size < SINGLE_M_MIN || memcmp(stem->text + size - 2, "mm", 2) != 0) return mask;
  return find(f, stem->text, size - 1);
}

uint64_t bry__fields_of(const bry__fields *fields, const bry__stems *stems, int english) {
  char key[BRY__STEM_MAX_BYTES + 1] = "=";
  uint64_t mask = 0;
  if (english) {
    memcpy(key + 1, stems->english.text, stems->english.size);
    return find(fields, key, stems->english.size + 1);
  }
  for (int i = 0; !mask && i < stems->count; i++)
    mask = of_stem(fields, &stems->norwegian[i]);
  for (int i = 0; !mask && i < stems->count; i++)
    mask = of_compound(fields, &stems->norwegian[i]);
  return mask;
}
