/* What a question says in words of its own: in place of ours when an answer is wrong, and how its answer is written into
 * other texts. */
#include "form/parse.h"

#include "core/mem.h"

#include <math.h>
#include <string.h>

/* --- words for faults ----------------------------------------------------------------------------------------------- */

/* A label that has been checked where its property was. An empty text is none. */
static void read_label(bry__parse *p, struct json_object *object, const char *key, bry__label *out) {
  struct json_object *value = NULL;
  if (!json_object_object_get_ex(object, key, &value)) return;
  if (json_object_is_type(value, json_type_string) && json_object_get_string_len(value) == 0) return;
  if (bry__label_from_json(out, value) == -1) p->failed = 1;
}

void bry__parse_words(bry__parse *p, struct json_object *object, const char *key, bry__item *item,
                      bry__own_words words) {
  if (key) read_label(p, object, key, &words.label);
  void *all = bry__realloc_array(item->words, (size_t)item->word_count + 1, sizeof *item->words);
  if (!all) {
    bry__label_clear(&words.label);
    p->failed = 1;
    return;
  }
  item->words = all;
  item->words[item->word_count++] = words;
}

/* --- answers in texts ----------------------------------------------------------------------------------------------- */

static bry__number_style style_of(const char *name) {
  static const char *const names[] = {[BRY__STYLE_NONE] = "none",
                                      [BRY__STYLE_DECIMAL] = "decimal",
                                      [BRY__STYLE_PERCENT] = "percent",
                                      [BRY__STYLE_CURRENCY] = "currency",
                                      [BRY__STYLE_DATE] = "date"};
  for (bry__number_style style = BRY__STYLE_NONE; name && style <= BRY__STYLE_DATE; style++) {
    if (strcmp(name, names[style]) == 0) return style;
  }
  return BRY__STYLE_NONE;
}

/* survey-core has none above 20, and takes what is no whole number for the ones of the style. */
static int32_t decimals_of(struct json_object *object, const char *key) {
  struct json_object *value = NULL;
  double number = -1;
  if (json_object_object_get_ex(object, key, &value)) number = json_object_get_double(value);
  if (!(number >= 0) || floor(number) != number) return -1;
  return number > 20 ? 20 : (int32_t)number;
}

static int flag_of(struct json_object *object, const char *key, const char *older_key, int fallback) {
  struct json_object *value = NULL;
  if (!json_object_object_get_ex(object, key, &value) && older_key)
    json_object_object_get_ex(object, older_key, &value);
  return json_object_is_type(value, json_type_boolean) ? json_object_get_boolean(value) : fallback;
}

static void read_style(struct json_object *object, bry__display *display) {
  const char *currency = bry__json_text(object, "currency");
  display->style = style_of(bry__json_text(object, "displayStyle"));
  display->has_groups = flag_of(object, "useGrouping", NULL, 1);
  display->least_decimals = decimals_of(object, "minimumFractionDigits");
  display->most_decimals = decimals_of(object, "maximumFractionDigits");
  memcpy(display->currency, currency && strlen(currency) == 3 ? currency : "USD", sizeof display->currency);
}

void bry__parse_display(bry__parse *p, struct json_object *object, bry__item *item) {
  bry__display display = {.least_decimals = -1, .most_decimals = -1};
  read_label(p, object, "defaultDisplayValue", &display.empty);
  display.is_raw = !flag_of(object, "useDisplayValuesInDynamicTexts", "useDisplayValuesInTitle", 1);
  if (item->type == BRY__ITEM_EXPRESSION) {
    read_label(p, object, "format", &display.format);
    read_style(object, &display);
  }
  int is_plain = bry__label_is_empty(&display.empty) && bry__label_is_empty(&display.format) && !display.is_raw &&
                 display.style == BRY__STYLE_NONE;
  if (!is_plain) item->display = bry__parse_alloc(p, 1, sizeof display);
  if (item->display) {
    *item->display = display;
  } else {
    bry__label_clear(&display.empty);
    bry__label_clear(&display.format);
  }
}
