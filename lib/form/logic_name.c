/* The parts of names in expressions, and how they are compared. What a name means is logic_link.c's and logic_scope.c's. */
#include "form/logic_name.h"

#include <string.h>
#include <strings.h>

int bry__name_is_word(const bry__expr_part *part, const char *word) {
  return part->size == strlen(word) && strncasecmp(part->text, word, part->size) == 0;
}

int bry__name_is_one_of(const bry__expr_part *part, const char *const *words, size_t count) {
  for (size_t i = 0; i < count; i++) {
    if (bry__name_is_word(part, words[i])) return 1;
  }
  return 0;
}

int bry__name_is_member(const bry__expr_part *part) {
  if (bry__name_is_word(part, "length")) return 1;
  for (size_t i = 0; i < part->size; i++) {
    if (part->text[i] < '0' || part->text[i] > '9') return 0;
  }
  return part->size > 0;
}

size_t bry__name_joined_size(const bry__expr_name *name, size_t first, size_t last) {
  const bry__expr_part *to = &name->parts[last];
  return (size_t)(to->text + to->size - name->parts[first].text);
}

size_t bry__name_last_joinable(const bry__expr_name *name, size_t first) {
  size_t last = first;
  while (last + 1 < name->part_count && !name->parts[last].has_index) {
    last++;
  }
  return last;
}

int bry__name_same_key(const char *key, const char *name, size_t size) {
  bry__arena arena = {0};
  bry__js_run run = {.arena = &arena, .steps = BRY__EXPR_STEPS_MAX};
  int same = bry__js_is_key(&run, key, strlen(key), name, size);
  bry__arena_free(&arena);
  return run.status == BRY_ENOMEM ? BRY__FAILED : same;
}

int bry__name_has_part(const bry__item *item, const char *name, size_t size) {
  for (int32_t i = 0; i < item->part_count; i++) {
    int same = item->type == BRY__ITEM_MATRIX
                   ? bry__name_same_key(item->parts[i].name, name, size)
                   : strlen(item->parts[i].name) == size && memcmp(item->parts[i].name, name, size) == 0;
    if (same) return same;
  }
  return 0;
}

int bry__name_is_good_rest(const bry__item *item, const bry__expr_name *name, size_t parts) {
  if (parts == name->part_count || item->type == BRY__ITEM_EXPRESSION) return 1;
  size_t size = bry__name_joined_size(name, parts, name->part_count - 1);
  if (item->part_count > 0) return bry__name_has_part(item, name->parts[parts].text, size);
  return parts + 1 == name->part_count && bry__name_is_word(&name->parts[parts], "length");
}
