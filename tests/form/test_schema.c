/* The JSON Schema of questionnaires: it knows just the properties that the parser takes, place by place, and tells what
 * each is for. That both judge documents alike is tests/conformance/schema's. */
#include "form/testing.h"

#include "core/json.h"
#include "core/nth_allocation.h"
#include "form/model.h"
#include "form/property.h"

#include <bry/text.h>

typedef struct place_name {
  int place;
  const char *definition; /* NULL: the schema itself */
} place_name;

static const place_name places[] = {
    {BRY__ITEM_TEXT, "text"},
    {BRY__ITEM_COMMENT, "comment"},
    {BRY__ITEM_RADIOGROUP, "radiogroup"},
    {BRY__ITEM_CHECKBOX, "checkbox"},
    {BRY__ITEM_DROPDOWN, "dropdown"},
    {BRY__ITEM_BOOLEAN, "boolean"},
    {BRY__ITEM_RATING, "rating"},
    {BRY__ITEM_RANKING, "ranking"},
    {BRY__ITEM_MATRIX, "matrix"},
    {BRY__ITEM_MULTIPLETEXT, "multipletext"},
    {BRY__ITEM_HTML, "html"},
    {BRY__ITEM_EXPRESSION, "expression"},
    {BRY__ITEM_MATRIXDROPDOWN, "matrixdropdown"},
    {BRY__ITEM_PANELDYNAMIC, "paneldynamic"},
    {BRY__ITEM_TAGBOX, "tagbox"},
    {BRY__IN_COLUMN, "column_itself"},
    {BRY__IN_SURVEY, NULL},
    {BRY__IN_PAGE, "page"},
    {BRY__IN_PANEL, "panel"},
    {BRY__IN_PART, "field"},
    {BRY__IN_VALUE, "choice_object"},
    {BRY__IN_NUMERIC, "validator_numeric"},
    {BRY__IN_LENGTH, "validator_text"},
    {BRY__IN_EMAIL, "validator_email"},
    {BRY__IN_COUNT, "validator_answercount"},
};

static struct json_object *member(struct json_object *object, const char *key) {
  struct json_object *value = NULL;
  if (!json_object_object_get_ex(object, key, &value)) fail_msg("the schema has no %s", key);
  return value;
}

static struct json_object *read_schema(void) {
  bry_text *text = NULL;
  assert_int_equal(bry_questionnaire_schema(&text, NULL), BRY_OK);
  struct json_object *schema = json_tokener_parse(bry_text_data(text));
  assert_non_null(schema);
  bry_text_free(text);
  return schema;
}

/* What the schema says of a property at a place, or NULL; questions have some in common. */
static struct json_object *described(struct json_object *schema, const place_name *place, const char *name) {
  struct json_object *definitions = member(schema, "$defs");
  struct json_object *object = place->definition ? member(definitions, place->definition) : schema;
  struct json_object *value = NULL;
  if (json_object_object_get_ex(member(object, "properties"), name, &value)) return value;
  if (place->place > BRY__ITEM_TAGBOX) return NULL;
  json_object_object_get_ex(member(member(definitions, "question"), "properties"), name, &value);
  return value;
}

static int is_taken(const bry__property *property) {
  return property && property->kind != BRY__PROPERTY_UNSUPPORTED && property->kind != BRY__PROPERTY_EXPRESSION;
}

static void check_place(struct json_object *schema, const place_name *place, const char *name) {
  const bry__property *property = bry__property_find(name, place->place);
  const char *where = place->definition ? place->definition : "the questionnaire";
  struct json_object *said = described(schema, place, name);
  if (!is_taken(property)) {
    if (said) fail_msg("the schema has %s at %s, which the parser refuses", name, where);
    return;
  }
  if (!said) fail_msg("the schema lacks %s at %s, which the parser takes", name, where);
  if (!bry__json_text(said, "description")) fail_msg("the schema does not say what %s at %s is for", name, where);
  if (property->same_as && !json_object_get_boolean(member(said, "deprecated"))) {
    fail_msg("%s at %s is an older name, which the schema does not say", name, where);
  }
}

static void it_has_the_properties_that_the_parser_takes(void **state) {
  (void)state;
  struct json_object *schema = read_schema();
  int count = 0;
  for (const bry__property *p = NULL; (p = bry__property_at(count)) != NULL; count++) {
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++)
      check_place(schema, &places[i], p->name);
  }
  assert_true(count > 290);
  json_object_put(schema);
}

static void check_names(struct json_object *properties) {
  json_object_object_foreach(properties, name, value) {
    int known = 0;
    (void)value;
    for (int i = 0; bry__property_at(i) && !known; i++)
      known = strcmp(bry__property_at(i)->name, name) == 0;
    if (!known) fail_msg("the schema has %s, which the parser does not know", name);
  }
}

static void it_has_no_others(void **state) {
  (void)state;
  struct json_object *schema = read_schema();
  check_names(member(schema, "properties"));
  check_names(member(member(member(schema, "$defs"), "question"), "properties"));
  for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
    if (places[i].definition) {
      check_names(member(member(member(schema, "$defs"), places[i].definition), "properties"));
    }
  }
  json_object_put(schema);
}

static void it_has_the_types_that_the_parser_takes(void **state) {
  (void)state;
  struct json_object *schema = read_schema();
  struct json_object *element = member(member(schema, "$defs"), "element");
  struct json_object *types = member(member(member(element, "properties"), "type"), "enum");
  assert_int_equal(json_object_array_length(types), BRY__ITEM_TAGBOX + 2);
  for (int type = 0; type <= BRY__ITEM_TAGBOX; type++) {
    assert_string_equal(json_object_get_string(json_object_array_get_idx(types, (size_t)type)),
                        bry__item_type_name((bry__item_type)type));
  }
  json_object_put(schema);
}

static bry_status get_schema(bry_error **err) {
  bry_text *text = NULL;
  bry_status status = bry_questionnaire_schema(&text, err);
  bry_text_free(text);
  return status;
}

static void mistakes_and_lack_of_memory_are_told(void **state) {
  (void)state;
  assert_int_equal(bry_questionnaire_schema(NULL, NULL), BRY_EINVAL);
  assert_true(each_allocation_may_fail(get_schema, BRY_OK) > 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(it_has_the_properties_that_the_parser_takes),
      cmocka_unit_test(it_has_no_others),
      cmocka_unit_test(it_has_the_types_that_the_parser_takes),
      cmocka_unit_test(mistakes_and_lack_of_memory_are_told),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
