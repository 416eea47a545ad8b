/* The JSON Schema of answers: what it says of each type. Whether it agrees with the check of answers is tested by a
 * validator in tests/python/schema_test.py. */
#include "form/testing.h"

#include "core/json.h"
#include "core/nth_allocation.h"
#include "form/form_of_all.h"

#include <bry/text.h>

static struct json_object *schema_of(const char *json) {
  static const bry__json_limits limits = {1u << 20, 64};
  bry_questionnaire *q = parse(json);
  bry_text *text = NULL;
  struct json_object *schema = NULL;
  assert_int_equal(bry_questionnaire_answers_schema(q, &text, NULL), BRY_OK);
  assert_non_null(strstr(bry_text_data(text), bry_questionnaire_version(q)));
  assert_int_equal(bry__json_parse("the schema", bry_text_data(text), bry_text_size(text), &limits, &schema, NULL),
                   BRY_OK);
  bry_text_free(text);
  bry_questionnaire_free(q);
  return schema;
}

/* What stands at the pointer, in canonical form with ' for ". */
static void says(struct json_object *schema, const char *pointer, const char *expected) {
  struct json_object *found = NULL;
  bry__buffer b = {0};
  if (json_pointer_get(schema, pointer, &found) != 0) fail_msg("nothing at %s", pointer);
  bry__json_canonical(&b, found);
  assert_string_equal(b.data, doc("%s", expected));
  bry__buffer_free(&b);
}

static void each_type_has_its_form(void **state) {
  (void)state;
  struct json_object *s = schema_of(doc("%s", form_of_all));
  says(s, "/$schema", "'https://json-schema.org/draft/2020-12/schema'");
  says(s, "/additionalProperties", "false");
  says(s, "/required", "[]");
  says(s, "/properties/word/anyOf", "[{'maxLength':5,'minLength':2,'type':'string'},{'$ref':'#/$defs/empty'}]");
  says(s, "/properties/num/anyOf/0/anyOf/0", "{'maximum':10,'minimum':1.5,'type':'number'}");
  says(s, "/properties/mail/anyOf/1", "{'$ref':'#/$defs/emptyEmail'}");
  says(s, "/properties/free/anyOf/0", "{'maxLength':100000,'type':'string'}");
  says(s, "/properties/one/anyOf/0/enum", "['1',1,'b','true',true,'2.5',2.5,'none','other']");
  says(s, "/properties/one-Comment/title", "'Annet'");
  says(s, "/properties/some/anyOf/0/maxItems", "3");
  says(s, "/properties/some/anyOf/0/uniqueItems", "true");
  says(s, "/properties/some/anyOf/0/if", "{'contains':{'enum':['none','dontknow']}}");
  says(s, "/properties/two/anyOf/0/minItems", "2");
  says(s, "/properties/bool/anyOf/0", "{'type':'boolean'}");
  says(s, "/properties/rank/anyOf/0",
       "{'items':{'enum':['x','y','z']},'maxItems':3,'minItems':3,'type':'array','uniqueItems':true}");
  says(s, "/properties/mat/anyOf/0/properties/r1/anyOf/0", "{'$ref':'#/$defs/columns15'}");
  says(s, "/$defs/columns15", "{'enum':['1',1,'2',2,'3',3]}");
  says(s, "/properties/multi/anyOf/0/properties/who/anyOf/0", "{'maxLength':4,'type':'string'}");
  says(s, "/allOf/0/if", "{'properties':{'one':{'const':'other'}},'required':['one']}");
  says(s, "/allOf/1/if/properties/some", "{'contains':{'const':'other'},'type':'array'}");
  assert_null(bry__json_object(bry__json_object(s, "properties"), "intro"));
  json_object_put(s);
}

static void what_is_required_may_not_be_empty(void **state) {
  (void)state;
  struct json_object *s = schema_of(
      doc("{'title': 'Skjema', 'elements': [{'type': 'comment', 'name': 'a', 'title': {'default': 'X', 'nb':"
          "'Å'}, 'isRequired': true}, {'type': 'matrix', 'name': 'b', 'columns': [1], 'rows': ['r'],"
          "'eachRowRequired': true}, {'type': 'multipletext', 'name': 'c', 'items': [{'name': 'x',"
          "'isRequired': true}, {'name': 'y'}]}, {'type': 'checkbox', 'name': 'd', 'choices': [1, 2],"
          "'minSelectedChoices': 2}, {'type': 'matrix', 'name': 'e', 'columns': [1], 'rows': ['r'],"
          "'isRequired': true}]}"));
  says(s, "/title", "'Skjema'");
  says(s, "/required", "['a','b','c','d','e']");
  says(s, "/properties/a/title", "'Å'");
  says(s, "/properties/a/type", "'string'");
  says(s, "/properties/b/required", "['r']");
  says(s, "/properties/c/required", "['x']");
  says(s, "/properties/d/minItems", "2");
  says(s, "/properties/e/minProperties", "1");
  assert_null(bry__json_array(s, "allOf"));
  json_object_put(s);
}

static bry_questionnaire *form;

static bry_status make_schema(bry_error **err) {
  bry_text *text = NULL;
  bry_status status = bry_questionnaire_answers_schema(form, &text, err);
  assert_int_equal(text != NULL, status == BRY_OK);
  bry_text_free(text);
  return status;
}

static void every_allocation_may_fail(void **state) {
  (void)state;
  form = parse(doc("%s", form_of_all));
  assert_true(each_allocation_may_fail(make_schema, BRY_OK) > 5);
  bry_questionnaire_free(form);
}

static void null_arguments_are_told(void **state) {
  (void)state;
  bry_text *text = NULL;
  bry_questionnaire *q = parse(doc("%s", form_of_all));
  assert_int_equal(bry_questionnaire_answers_schema(NULL, &text, NULL), BRY_EINVAL);
  assert_int_equal(bry_questionnaire_answers_schema(q, NULL, NULL), BRY_EINVAL);
  bry_questionnaire_free(q);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_type_has_its_form),
      cmocka_unit_test(what_is_required_may_not_be_empty),
      cmocka_unit_test(every_allocation_may_fail),
      cmocka_unit_test(null_arguments_are_told),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
