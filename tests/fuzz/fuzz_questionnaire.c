/* Questionnaires: what is accepted has a canonical form that is accepted again, as the same version, in which
 * nothing has changed; and its tables and the schema of its answers can be made. */
#include "fuzz/fuzz.h"

#include "core/json.h"

#include <bry/error.h>
#include <bry/questionnaire.h>
#include <bry/table.h>
#include <string.h>

static void check_refusal(bry_status status, const bry_error *err) {
  PROMISE(status == BRY_EPARSE || status == BRY_ELIMIT || status == BRY_EREFUSED);
  PROMISE(bry_error_status(err) == status && bry_error_message(err)[0] != '\0');
  const bry_findings *findings = bry_error_findings(err);
  PROMISE(status != BRY_EREFUSED || bry_findings_count(findings) > 0);
  for (int64_t i = 0; i < bry_findings_count(findings); i++) {
    PROMISE(bry_findings_rule_at(findings, i) != NULL && bry_findings_pointer_at(findings, i) != NULL);
    PROMISE(bry_findings_message_at(findings, i, "nn")[0] != '\0');
  }
}

static void check_tables(const bry_questionnaire *q) {
  bry_table *items = NULL, *choices = NULL;
  PROMISE(bry_questionnaire_items(q, &items, NULL) == BRY_OK);
  PROMISE(bry_questionnaire_choices(q, &choices, NULL) == BRY_OK);
  PROMISE(bry_questionnaire_title(q, "en") != NULL);
  bry_table_free(items);
  bry_table_free(choices);
}

static void check_same(const bry_questionnaire *q, const bry_questionnaire *again) {
  bry_table *t = NULL;
  PROMISE(bry_questionnaire_compare(q, again, &t, NULL) == BRY_OK);
  for (int64_t i = 0; i < bry_table_row_count(t); i++) {
    PROMISE(strcmp(bry_table_text(t, i, 1), "same") == 0 && bry_table_text(t, i, 2) == NULL);
  }
  bry_table_free(t);
}

static void check_schema(const bry_questionnaire *q) {
  static const bry__json_limits limits = {SIZE_MAX, 64};
  bry_text *schema = NULL;
  struct json_object *read = NULL;
  PROMISE(bry_questionnaire_answers_schema(q, &schema, NULL) == BRY_OK);
  PROMISE(bry__json_parse("the schema", bry_text_data(schema), bry_text_size(schema), &limits, &read, NULL) ==
          BRY_OK);
  json_object_put(read);
  bry_text_free(schema);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  bry_questionnaire *q = NULL, *again = NULL;
  bry_error *err = NULL;
  bry_status status = bry_questionnaire_parse((const char *)data, size, &q, &err);
  if (status != BRY_OK) {
    PROMISE(q == NULL);
    check_refusal(status, err);
    bry_error_free(err);
    return 0;
  }
  const char *json = bry_questionnaire_json(q);
  PROMISE(bry_questionnaire_parse(json, strlen(json), &again, NULL) == BRY_OK);
  PROMISE(strcmp(bry_questionnaire_version(q), bry_questionnaire_version(again)) == 0);
  check_tables(q);
  check_same(q, again);
  check_schema(q);
  bry_questionnaire_free(again);
  bry_questionnaire_free(q);
  return 0;
}
