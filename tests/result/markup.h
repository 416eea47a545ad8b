/* Is a page or picture well formed? Enough of XML to see what a wrong escape or a forgotten end tag does. */
#ifndef BRY_TESTS_RESULT_MARKUP_H
#define BRY_TESTS_RESULT_MARKUP_H

#include <string.h>

enum { MARKUP_DEPTH = 64 };

/* Reads past a tag that begins at "<"; its name's size in *name_size. NULL when it is not a proper one. */
static inline const char *markup_tag_end(const char *tag, size_t *name_size) {
  const char *at = tag + 1 + (tag[1] == '/');
  *name_size = strcspn(at, " />\n");
  at += *name_size;
  while (*at && *at != '>' && strncmp(at, "/>", 2) != 0) {
    at += strspn(at, " \n");
    size_t name = strcspn(at, "=\"<> \n");
    if (name == 0 || strncmp(at + name, "=\"", 2) != 0) return NULL;
    at += name + 2;
    at += strcspn(at, "\"<");
    if (*at++ != '"') return NULL;
    at += strspn(at, " \n");
  }
  return *at ? at : NULL;
}

static inline int markup_entity_is_known(const char *at) {
  static const char *const known[] = {"&amp;", "&lt;", "&gt;", "&quot;", "&#39;"};
  for (size_t i = 0; i < sizeof known / sizeof *known; i++)
    if (strncmp(at, known[i], strlen(known[i])) == 0) return 1;
  return 0;
}

/* 1 when every "&" begins an entity and every tag is closed in its turn. HTML's <!DOCTYPE>, <meta> and <style> are
 * let be. */
static inline int markup_is_well_formed(const char *at) {
  const char *open[MARKUP_DEPTH];
  size_t sizes[MARKUP_DEPTH];
  int depth = 0;
  for (; *at; at++) {
    if (*at == '&' && !markup_entity_is_known(at)) return 0;
    if (*at != '<') continue;
    size_t size;
    if (strncmp(at, "<!DOCTYPE", 9) == 0 || strncmp(at, "<meta ", 6) == 0 || strncmp(at, "<?xml", 5) == 0) {
      at = strchr(at, '>');
      continue;
    }
    const char *end = markup_tag_end(at, &size);
    if (!end) return 0;
    if (at[1] == '/') {
      if (depth == 0 || sizes[--depth] != size || strncmp(open[depth], at + 2, size) != 0) return 0;
    } else if (*end != '/') {
      if (depth == MARKUP_DEPTH) return 0;
      open[depth] = at + 1;
      sizes[depth++] = size;
      if (size == 5 && strncmp(at, "<style>", 7) == 0) end = strstr(end, "</style>") - 1;
    } else {
      end++;
    }
    at = end;
  }
  return depth == 0;
}

static inline int markup_count(const char *text, const char *part) {
  int count = 0;
  for (const char *at = strstr(text, part); at; at = strstr(at + 1, part))
    count++;
  return count;
}

#endif
