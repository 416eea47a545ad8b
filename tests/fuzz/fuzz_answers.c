/* Answers as JSON, against a questionnaire with an item of every type: whatever comes, each code is one that its item
 * has, and each text is UTF-8 of a size that memory holds. */
#include "core/utf8.h"
#include "form/answers.h"
#include "fuzz/form.h"

#include <bry/error.h>

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
  return 0;
}
