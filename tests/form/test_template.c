/* The templates that the library holds: each publishes, speaks three languages, and keeps to the same scales. */
#include "form/testing.h"

#include "core/json.h"
#include "core/nth_allocation.h"
#include "form/model.h"

#include <bry/table.h>
#include <bry/template.h>
#include <bry/text.h>

#include <ctype.h>
#include <stdbool.h>

enum { TEMPLATES = 12 };

typedef void (*text_visitor)(const char *key, const char *name, struct json_object *text);

static bry_table *list_of_templates(void) {
  bry_table *table = NULL;
  assert_int_equal(bry_template_list(&table, NULL), BRY_OK);
  assert_int_equal(bry_table_row_count(table), TEMPLATES);
  return table;
}

static bry_questionnaire *parse_template(const char *key) {
  bry_text *text = NULL;
  assert_int_equal(bry_template_get(key, &text, NULL), BRY_OK);
  bry_questionnaire *q = parse(bry_text_data(text));
  bry_text_free(text);
  return q;
}

/* Runs `check` on the parsed document of every template. */
static void each_template(void (*check)(const char *key, const bry_questionnaire *q)) {
  bry_table *table = list_of_templates();
  for (int64_t i = 0; i < TEMPLATES; i++) {
    const char *key = bry_table_text(table, i, 0);
    bry_questionnaire *q = parse_template(key);
    check(key, q);
    bry_questionnaire_free(q);
  }
  bry_table_free(table);
}

static int is_code(const char *name) {
  if (!islower((unsigned char)*name) && !isdigit((unsigned char)*name)) return 0;
  for (; *name; name++) {
    if (!islower((unsigned char)*name) && !isdigit((unsigned char)*name) && *name != '_') return 0;
  }
  return 1;
}

/* --- texts ---------------------------------------------------------------------------------------------------------- */

static void check_language(const char *key, const char *name, struct json_object *text, const char *lang) {
  const char *words = bry__json_text(text, lang);
  if (!words || !*words) fail_msg("%s: %s has no text in %s", key, name, lang);
}

static void check_text(const char *key, const char *name, struct json_object *text) {
  check_language(key, name, text, "nb");
  check_language(key, name, text, "nn");
  check_language(key, name, text, "en");
  check_language(key, name, text, "default");
  if (json_object_object_length(text) != 4) fail_msg("%s: %s has another language", key, name);
  if (strcmp(bry__json_text(text, "default"), bry__json_text(text, "nb")) != 0) {
    fail_msg("%s: the default of %s is not its bokmål", key, name);
  }
}

/* Words that are only bokmål can't stand in nynorsk, nor the other way round. */
static void check_norms(const char *key, const char *name, struct json_object *text) {
  static const char *const not_nn[] = {"hva",   "hvem", "hvor", "hvordan", "hvorfor", "hvilken", "hvilke", "jeg",
                                       "ikke",  "dere", "noe",  "noen",    "fra",     "mer",     "flere",  "sted",
                                       "enhet", "være", "selv", "gjør",    "hvis",    "uke"};
  static const char *const not_nb[] = {"kva",   "kven", "kor",  "korleis", "kvifor", "eg",   "ikkje", "dykk", "noko",
                                       "nokon", "frå",  "meir", "fleire",  "stad",   "vere", "sjølv", "gjer", "veke"};
  for (int nb = 0; nb < 2; nb++) {
    const char *const *wrong = nb ? not_nb : not_nn;
    size_t count = nb ? sizeof not_nb / sizeof *not_nb : sizeof not_nn / sizeof *not_nn;
    for (const char *word = bry__json_text(text, nb ? "nb" : "nn"); *word;) {
      size_t size = strcspn(word, " .,:?!()«»\"");
      for (size_t i = 0; i < count; i++) {
        int same = strlen(wrong[i]) == size && strncasecmp(word, wrong[i], size) == 0;
        if (same) fail_msg("%s: %s says %s", key, name, wrong[i]);
      }
      word += size + strspn(word + size, " .,:?!()«»\"");
    }
  }
}

/* Every object with a default is a text; a string that people would read is none. */
static void visit(const char *key, const char *name, struct json_object *value, text_visitor visitor) {
  static const char *const shown[] = {"title", "description", "text", "html"};
  for (size_t i = 0; i < sizeof shown / sizeof shown[0]; i++) {
    if (strcmp(name, shown[i]) == 0) assert_true(json_object_is_type(value, json_type_object));
  }
  if (json_object_is_type(value, json_type_array)) {
    for (size_t i = 0; i < json_object_array_length(value); i++) {
      visit(key, "", json_object_array_get_idx(value, i), visitor);
    }
  } else if (json_object_is_type(value, json_type_object)) {
    if (json_object_object_get_ex(value, "nb", NULL) || json_object_object_get_ex(value, "default", NULL)) {
      visitor(key, name, value);
      return;
    }
    json_object_object_foreach(value, member, inner) visit(key, member, inner, visitor);
  }
}

static void visit_texts(const char *key, const bry_questionnaire *q, text_visitor visitor) {
  struct json_object *document = json_tokener_parse(bry_questionnaire_json(q));
  assert_non_null(document);
  visit(key, "", document, visitor);
  json_object_put(document);
}

static void check_texts(const char *key, const bry_questionnaire *q) {
  visit_texts(key, q, check_text);
  visit_texts(key, q, check_norms);
}

static void every_text_is_in_three_languages_and_each_is_that_language(void **state) {
  (void)state;
  each_template(check_texts);
}

/* --- items ---------------------------------------------------------------------------------------------------------- */

static void check_labelled(const char *key, const char *name, const bry__label *label) {
  if (!is_code(name)) fail_msg("%s: %s is no plain name", key, name);
  if (!label->text[BRY__NB] || !label->text[BRY__NN] || !label->text[BRY__EN])
    fail_msg("%s: %s has no title", key, name);
}

static void check_items(const char *key, const bry_questionnaire *q) {
  for (int32_t i = 0; i < q->item_count; i++) {
    const bry__item *item = &q->items[i];
    const char *name = item->owner == -1 ? item->name : item->key;
    check_labelled(key, name, &item->title);
    for (int32_t part = 0; part < item->part_count; part++) {
      check_labelled(key, item->parts[part].name, &item->parts[part].label);
    }
    for (int32_t value = 0; value < item->value_count && item->type != BRY__ITEM_RATING; value++) {
      check_labelled(key, item->values[value].name, &item->values[value].label);
    }
    bool is_written = item->type != BRY__ITEM_MULTIPLETEXT && item->type != BRY__ITEM_EXPRESSION;
    if (item->text_slots > 0 && is_written && item->input == BRY__INPUT_TEXT) {
      if (item->max_length <= 0) fail_msg("%s: the text of %s has no limit", key, item->name);
    }
  }
}

static void every_item_part_and_choice_has_a_plain_name_and_a_title(void **state) {
  (void)state;
  each_template(check_items);
}

static void check_agreement(const char *key, const bry_questionnaire *q) {
  static const char *const steps[] = {"Helt uenig", "Litt uenig", "Verken enig eller uenig", "Litt enig",
                                      "Helt enig"};
  for (int32_t i = 0; i < q->item_count; i++) {
    const bry__item *item = &q->items[i];
    if (strcmp(item->name, "statements") != 0) continue;
    if (item->type != BRY__ITEM_MATRIX || item->value_count != 5) fail_msg("%s: another scale of agreement", key);
    for (int32_t step = 0; step < 5; step++) {
      char number[] = {(char)('1' + step), '\0'};
      assert_string_equal(item->values[step].name, number);
      assert_string_equal(bry__label_get(&item->values[step].label, "nb"), steps[step]);
    }
  }
}

static void agreement_is_asked_for_on_one_scale(void **state) {
  (void)state;
  each_template(check_agreement);
}

/* --- the two functions ---------------------------------------------------------------------------------------------- */

static void the_list_tells_of_each(void **state) {
  (void)state;
  bry_table *table = list_of_templates();
  for (int64_t i = 0; i < TEMPLATES; i++) {
    bry_questionnaire *q = parse_template(bry_table_text(table, i, 0));
    assert_true(is_code(bry_table_text(table, i, 0)));
    assert_true(i == 0 || strcmp(bry_table_text(table, i - 1, 0), bry_table_text(table, i, 0)) < 0);
    assert_string_equal(bry_table_value_label(table, i, 1, "nn"), bry_questionnaire_title(q, "nn"));
    assert_string_equal(bry_table_value_label(table, i, 1, "en"), bry_questionnaire_title(q, "en"));
    assert_int_equal(bry_table_int64(table, i, 2), q->item_count);
    assert_in_range(bry_table_int64(table, i, 3), 2, 15);
    bry_questionnaire_free(q);
  }
  bry_table_free(table);
}

static void an_unknown_key_is_not_found_and_the_others_are_listed(void **state) {
  (void)state;
  bry_error *err = NULL;
  bry_text *text = NULL;
  bry_table *table = list_of_templates();
  assert_int_equal(bry_template_get("drommedag.json", &text, &err), BRY_ENOTFOUND);
  assert_null(text);
  for (int64_t i = 0; i < TEMPLATES; i++) {
    assert_non_null(strstr(bry_error_message(err), bry_table_text(table, i, 0)));
  }
  assert_int_equal(bry_template_get("", &text, NULL), BRY_ENOTFOUND);
  bry_error_free(err);
  bry_table_free(table);
}

static void what_is_missing_is_asked_for(void **state) {
  (void)state;
  bry_text *text = NULL;
  assert_int_equal(bry_template_list(NULL, NULL), BRY_EINVAL);
  assert_int_equal(bry_template_get(NULL, &text, NULL), BRY_EINVAL);
  assert_int_equal(bry_template_get("drommedag", NULL, NULL), BRY_EINVAL);
}

static bry_status list_them(bry_error **err) {
  bry_table *table = NULL;
  bry_status status = bry_template_list(&table, err);
  bry_table_free(table);
  return status;
}

static bry_status get_one(bry_error **err) {
  bry_text *text = NULL;
  bry_status status = bry_template_get("vi_folelsen", &text, err);
  bry_text_free(text);
  return status;
}

static bry_status get_none(bry_error **err) {
  bry_text *text = NULL;
  return bry_template_get("none", &text, err);
}

static void any_allocation_may_fail(void **state) {
  (void)state;
  assert_true(each_allocation_may_fail(get_one, BRY_OK) > 0);
  assert_true(each_allocation_may_fail(get_none, BRY_ENOTFOUND) > 0);
  assert_true(each_allocation_may_fail(list_them, BRY_OK) > 100);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_text_is_in_three_languages_and_each_is_that_language),
      cmocka_unit_test(every_item_part_and_choice_has_a_plain_name_and_a_title),
      cmocka_unit_test(agreement_is_asked_for_on_one_scale),
      cmocka_unit_test(the_list_tells_of_each),
      cmocka_unit_test(an_unknown_key_is_not_found_and_the_others_are_listed),
      cmocka_unit_test(what_is_missing_is_asked_for),
      cmocka_unit_test(any_allocation_may_fail),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
