/* Lists of words in one string, so that a table of some hundred words stays readable. */
#include "theme/word_list.h"

#include <string.h>

static int compare(const char *word, size_t size, const char *other, size_t other_size) {
  int order = memcmp(word, other, size < other_size ? size : other_size);
  return order != 0 ? order : (size > other_size) - (size < other_size);
}

/* `low` and `high` are always where a word begins, or the end. */
int bry__word_list_has(const char *list, size_t list_size, const char *word, size_t size) {
  size_t low = 0, high = list_size;
  while (low < high) {
    size_t begin = low + (high - low) / 2;
    while (begin > low && list[begin - 1] != ' ')
      begin--;
    size_t length = strcspn(list + begin, " ");
    int order = compare(word, size, list + begin, length);
    if (order == 0) return 1;
    if (order < 0) high = begin;
    if (order > 0) low = list[begin + length] ? begin + length + 1 : list_size;
  }
  return 0;
}
