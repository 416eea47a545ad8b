/* Answers as JSON, against a questionnaire with an item of every type: whatever comes, each code is one that its item
 * has, and each text is UTF-8 of a size that memory holds. */
#include "core/utf8.h"
#include "form/answers.h"
#include "form/check.h"
#include "fuzz/form.h"

#include <bry/error.h>
#include <json-c/json.h>
#include <string.h>

/* Without logic, so that answers may be read without a tree. */
static const char plain_json[] =
    "{\"elements\":[{\"type\":\"text\",\"name\":\"t\",\"maxLength\":9},"
    "{\"type\":\"text\",\"name\":\"n\",\"inputType\":\"number\",\"min\":-3,\"max\":1000000},"
    "{\"type\":\"text\",\"name\":\"e\",\"inputType\":\"email\"},{\"type\":\"text\",\"name\":\"d\",\"inputType\":"
    "\"date\"},{\"type\":\"comment\",\"name\":\"c\"},"
    "{\"type\":\"radiogroup\",\"name\":\"r\",\"choices\":[\"a\",true,3],\"showOtherItem\":true},"
    "{\"type\":\"dropdown\",\"name\":\"dd\",\"choices\":[1,2.5]},{\"type\":\"boolean\",\"name\":\"b\"},"
    "{\"type\":\"rating\",\"name\":\"g\",\"rateMin\":0,\"rateMax\":5},"
    "{\"type\":\"checkbox\",\"name\":\"k\",\"choices\":[\"a\",\"b\"]}]}";

static void check_codes(const bry__answers *answers) {
  const bry_questionnaire *q = answers->questionnaire;
  for (int32_t i = 0; i < q->item_count; i++) {
    const bry__item *item = &q->items[i];
    for (int32_t s = item->closed_slot; s < item->closed_slot + item->closed_slots; s++)
      PROMISE(answers->closed[s] >= BRY__CODE_NOT_ASKED && answers->closed[s] <= item->value_count);
  }
  for (int32_t s = 0; s < q->text_slot_count; s++)
    PROMISE(!answers->texts[s] || bry__utf8_valid(answers->texts[s], answers->sizes[s], NULL));
  PROMISE(answers->answered >= 0 && answers->answered <= q->item_count);
}

static void check_findings(const uint8_t *data, size_t size, bry_status status, int64_t count) {
  bry_findings *findings = NULL;
  PROMISE(bry_answers_check(form(), (const char *)data, size, &findings, NULL) == status);
  PROMISE(bry_findings_count(findings) == count);
  for (int64_t i = 0; i < count; i++)
    PROMISE(bry_findings_message_at(findings, i, "nb")[0] != '\0' && bry_findings_rule_at(findings, i));
  bry_findings_free(findings);
}

static const bry_questionnaire *plain_form(void) {
  static bry_questionnaire *q;
  if (!q) PROMISE(bry_questionnaire_parse(plain_json, sizeof plain_json - 1, &q, NULL) == BRY_OK);
  return q;
}

static void compare(const bry__answers *a, const bry__answers *b) {
  const bry_questionnaire *q = plain_form();
  PROMISE(a->answered == b->answered);
  PROMISE(memcmp(a->closed, b->closed, (size_t)q->closed_slot_count * sizeof *a->closed) == 0);
  for (int32_t s = 0; s < q->text_slot_count; s++)
    PROMISE(a->sizes[s] == b->sizes[s] && !a->texts[s] == !b->texts[s] &&
            (!a->texts[s] || memcmp(a->texts[s], b->texts[s], a->sizes[s]) == 0));
}

/* What is read without a tree is right, and lies where the tree's values would. */
static void check_flat(const char *data, size_t size) {
  bry__answers flat, tree;
  struct json_object *document = NULL;
  bry_findings *findings = bry__findings_new();
  PROMISE(findings && bry__answers_init(&flat, plain_form(), NULL) == BRY_OK);
  PROMISE(bry__answers_init(&tree, plain_form(), NULL) == BRY_OK);
  if (size <= 1u << 20 && bry__answers_read_flat(&flat, data, size) == 1) {
    PROMISE(bry__answers_parse(data, size, &document, NULL) == BRY_OK);
    PROMISE(bry__answers_from_document(&tree, document, size, findings, NULL) == BRY_OK);
    PROMISE(bry_findings_count(findings) == 0);
    compare(&flat, &tree);
  }
  json_object_put(document);
  bry_findings_free(findings);
  bry__answers_clear(&tree);
  bry__answers_clear(&flat);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  bry__answers answers;
  bry_findings *findings = bry__findings_new();
  PROMISE(findings && bry__answers_init(&answers, form(), NULL) == BRY_OK);
  bry_status status = bry__answers_from_json(&answers, (const char *)data, size, findings, NULL);
  PROMISE(status == BRY_OK || status == BRY_EPARSE || status == BRY_ELIMIT);
  if (status == BRY_OK) check_codes(&answers);
  check_findings(data, size, status, status == BRY_OK ? bry_findings_count(findings) : 0);
  bry_findings_free(findings);
  bry__answers_clear(&answers);
  check_flat((const char *)data, size);
  return 0;
}
