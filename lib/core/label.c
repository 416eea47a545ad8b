/* Labels: the choice of the best language. The only place that knows the fallbacks. */
#include "core/label.h"

#include "core/mem.h"

#include <json-c/json.h>
#include <string.h>

int bry__lang_index(const char *lang) {
  if (lang && strcmp(lang, "nn") == 0) return BRY__NN;
  if (lang && strcmp(lang, "en") == 0) return BRY__EN;
  return BRY__NB;
}

const char *bry__label_get(const bry__label *label, const char *lang) {
  static const int order[BRY__LANG_COUNT][4] = {
      [BRY__NB] = {BRY__NB, BRY__DEFAULT, BRY__NN, BRY__EN},
      [BRY__NN] = {BRY__NN, BRY__NB, BRY__DEFAULT, BRY__EN},
      [BRY__EN] = {BRY__EN, BRY__DEFAULT, BRY__NB, BRY__NN},
  };
  if (!label) return NULL;
  const int *wanted = order[bry__lang_index(lang)];
  for (int i = 0; i < 4; i++) {
    if (label->text[wanted[i]]) return label->text[wanted[i]];
  }
  return NULL;
}

/* Copies texts into a cleared label, or leaves it clear. */
static int fill(bry__label *label, const char *const texts[4]) {
  bry__label made = {{NULL}};
  for (int i = 0; i < 4; i++) {
    made.text[i] = bry__strdup(texts[i]);
    if (texts[i] && !made.text[i]) {
      bry__label_clear(&made);
      return -1;
    }
  }
  bry__label_clear(label);
  *label = made;
  return 0;
}

int bry__label_set(bry__label *label, const char *nb, const char *nn, const char *en) {
  const char *const texts[4] = {[BRY__NB] = nb, [BRY__NN] = nn, [BRY__EN] = en};
  return fill(label, texts);
}

int bry__label_copy(bry__label *to, const bry__label *from) {
  const char *const texts[4] = {from->text[0], from->text[1], from->text[2], from->text[3]};
  return fill(to, texts);
}

static const char *const keys[4] = {[BRY__NB] = "nb", [BRY__NN] = "nn", [BRY__EN] = "en", [BRY__DEFAULT] = "default"};

int bry__label_from_json(bry__label *label, struct json_object *value) {
  const char *texts[4] = {NULL};
  if (json_object_is_type(value, json_type_string)) {
    texts[BRY__DEFAULT] = json_object_get_string(value);
    return fill(label, texts);
  }
  if (!json_object_is_type(value, json_type_object)) return -2;
  json_object_object_foreach(value, key, text) {
    if (!json_object_is_type(text, json_type_string)) return -2;
    for (int i = 0; i < 4; i++) {
      if (strcmp(key, keys[i]) == 0) texts[i] = json_object_get_string(text);
    }
    if (strcmp(key, "no") == 0 && !texts[BRY__NB]) texts[BRY__NB] = json_object_get_string(text);
  }
  return fill(label, texts);
}

int bry__label_is_empty(const bry__label *label) {
  for (int i = 0; i < 4; i++) {
    if (label->text[i]) return 0;
  }
  return 1;
}

void bry__label_clear(bry__label *label) {
  for (int i = 0; i < 4; i++) {
    bry__free(label->text[i]);
    label->text[i] = NULL;
  }
}
