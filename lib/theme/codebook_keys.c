/* A misspelt key must not pass in silence: what it was to say would be lost. Notes of the author's are known by name,
 * or begin with "x-"; they are kept in the document and mean nothing here. What a known key holds is
 * codebook_parse.c's. */
#include "theme/codebook_keys.h"

#include <string.h>

#define NOTES "text, title, description, note, notes, examples, source"
#define BOOK_NOTES NOTES ", language_of_definitions, max_themes_per_answer"
#define FILE_KEYS "version, questions, id, " BOOK_NOTES
#define BOOK_KEYS "id, version, themes, " BOOK_NOTES
#define THEME_KEYS "id, label, definition, parent, indicators, overlaps_with, " NOTES
#define INDICATOR_KEYS "nb, nn, en"

#define NB(of, keys) of " har ingen slik nøkkel. Rett skrivemåten (kjente: " keys "), eller la den begynne med «x-»."
#define NN(of, keys) of " har ingen slik nøkkel. Rett skrivemåten (kjende: " keys "), eller la han byrje med «x-»."
#define EN(of, keys) of " has no such key. Correct its spelling (known: " keys "), or let it begin with \"x-\"."

static const struct {
  const char *known; /* as the messages list them */
  const char *rule, *nb, *nn, *en;
} places[] = {
    [BRY__KEYS_FILE] = {FILE_KEYS, "file.key", NB("Fila", FILE_KEYS), NN("Fila", FILE_KEYS),
                        EN("The file", FILE_KEYS)},
    [BRY__KEYS_CODEBOOK] = {BOOK_KEYS, "codebook.key", NB("Kodeboka", BOOK_KEYS), NN("Kodeboka", BOOK_KEYS),
                            EN("The codebook", BOOK_KEYS)},
    [BRY__KEYS_THEME] = {THEME_KEYS, "theme.key", NB("Et tema", THEME_KEYS), NN("Eit tema", THEME_KEYS),
                         EN("A theme", THEME_KEYS)},
    [BRY__KEYS_INDICATORS] = {INDICATOR_KEYS, "indicators.key", NB("«indicators»", INDICATOR_KEYS),
                              NN("«indicators»", INDICATOR_KEYS), EN("\"indicators\"", INDICATOR_KEYS)},
};

static int is_known(const char *list, const char *key) {
  size_t size = strlen(key);
  if (strncmp(key, "x-", 2) == 0) return 1;
  if (size == 0 || strpbrk(key, ", ")) return 0;
  for (const char *at = strstr(list, key); at; at = strstr(at + 1, key)) {
    if ((at == list || at[-1] == ' ') && (at[size] == ',' || at[size] == '\0')) return 1;
  }
  return 0;
}

void bry__keys_check(bry__keys place, struct json_object *object, bry__buffer *pointer, bry_findings *findings) {
  if (!json_object_is_type(object, json_type_object)) return;
  size_t mark = pointer->size;
  json_object_object_foreach(object, key, value) {
    (void)value;
    if (is_known(places[place].known, key)) continue;
    bry__pointer_key(pointer, key);
    bry__findings_add(findings, NULL, places[place].rule, pointer->data ? pointer->data : "", places[place].nb,
                      places[place].nn, places[place].en);
    pointer->size = mark;
    if (pointer->data) pointer->data[mark] = '\0';
  }
}
