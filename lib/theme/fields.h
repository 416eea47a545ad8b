/* Fields of meaning (health, sport, money ...) that words belong to, looked up by their stems. */
#ifndef BRY_THEME_FIELDS_H
#define BRY_THEME_FIELDS_H

#include "theme/stem.h"

enum { BRY__FIELDS_MAX = 64 };

typedef struct bry__field_words {
  const char *group, *name;
  const char *norwegian, *english; /* parted by spaces */
} bry__field_words;

extern const bry__field_words bry__field_words_all[]; /* ends with a row of NULL; field_words.c */

/* Immutable once built. A bit is a field or a group of fields. */
typedef struct bry__fields {
  bry__strings stems; /* English ones begin with '=' */
  uint64_t *masks;    /* by stem */
  size_t masks_capacity;
  int32_t count; /* of bits */
} bry__fields;   /* begin with {0} */

int bry__fields_build(bry__fields *fields, bry__stemmer *stemmer); /* 0 or -1; free it in either case */
void bry__fields_free(bry__fields *fields);
/* The fields of a word by its stems; of a Norwegian compound, those of its last part that is known, else of its first. */
uint64_t bry__fields_of(const bry__fields *fields, const bry__stems *stems, int english);

#endif
