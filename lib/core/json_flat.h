/* Members of a JSON object that is flat and plain, read from the text as it stands: texts without escapes, whole numbers
 * of few digits, true and false. Answers are mostly of this kind, and a tree costs several times as much as looking at
 * them. What is otherwise is left to json.h; so is what is wrong. */
#ifndef BRY_CORE_JSON_FLAT_H
#define BRY_CORE_JSON_FLAT_H

#include <stddef.h>
#include <stdint.h>

typedef enum bry__json_kind { BRY__JSON_TEXT, BRY__JSON_WHOLE, BRY__JSON_BOOL } bry__json_kind;

typedef struct bry__json_member {
  const char *key; /* points into the text, as `text` does; neither ends with a NUL */
  size_t key_size;
  bry__json_kind kind;
  const char *text; /* a text's characters; a whole number as it stands, which is its canonical form */
  size_t size;
  int64_t whole; /* a whole number's value; 1 for true, 0 for false */
} bry__json_member;

typedef struct bry__json_flat {
  const char *at, *end;
  int began; /* a member was read */
} bry__json_flat;

/* 1 when the text may be such an object: UTF-8 that begins with a brace, without escapes and control characters. */
int bry__json_flat_begin(bry__json_flat *flat, const char *data, size_t size);
/* 1: a member; 0: the object ended, and was well-formed; -1: it is no flat and plain object. That keys differ is not
 * looked at. */
int bry__json_flat_next(bry__json_flat *flat, bry__json_member *out);

#endif
