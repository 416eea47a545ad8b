/* Findings: what a check found wrong, rule by rule. Who checks decides on rules and words. */
#include "core/error.h"
#include "core/label.h"
#include "core/mem.h"

typedef struct finding {
  char *item; /* NULL: the document */
  char *rule;
  char *pointer;
  bry__label message;
} finding;

struct bry_findings {
  finding *items;
  size_t count;
  size_t capacity;
  int failed;
};

bry_findings *bry__findings_new(void) {
  return bry__alloc_zero(1, sizeof(bry_findings));
}

static void clear(finding *f) {
  bry__free(f->item);
  bry__free(f->rule);
  bry__free(f->pointer);
  bry__label_clear(&f->message);
}

void bry_findings_free(bry_findings *findings) {
  if (!findings) return;
  for (size_t i = 0; i < findings->count; i++)
    clear(&findings->items[i]);
  bry__free(findings->items);
  bry__free(findings);
}

void bry__findings_add(bry_findings *findings, const char *item, const char *rule, const char *pointer,
                       const char *nb, const char *nn, const char *en) {
  if (!findings || findings->failed) return;
  finding f = {
      .item = bry__strdup(item),
      .rule = bry__strdup(rule),
      .pointer = bry__strdup(pointer ? pointer : ""),
  };
  if ((item && !f.item) || !f.rule || !f.pointer || bry__label_set(&f.message, nb, nn, en) != 0 ||
      bry__grow((void **)&findings->items, &findings->capacity, findings->count + 1, sizeof f) != 0) {
    clear(&f);
    findings->failed = 1;
    return;
  }
  findings->items[findings->count++] = f;
}

void bry__findings_say(bry_findings *findings, int64_t place, const char *nb, const char *nn, const char *en) {
  if (place < 0 || (size_t)place >= findings->count) return;
  if (bry__label_set(&findings->items[place].message, nb, nn, en) != 0) findings->failed = 1;
}

int bry__findings_failed(const bry_findings *findings) {
  return !findings || findings->failed;
}

int64_t bry_findings_count(const bry_findings *findings) {
  return findings ? (int64_t)findings->count : 0;
}

static const finding *at(const bry_findings *findings, int64_t i) {
  return i >= 0 && i < bry_findings_count(findings) ? &findings->items[i] : NULL;
}

const char *bry_findings_item_at(const bry_findings *findings, int64_t i) {
  const finding *f = at(findings, i);
  return f ? f->item : NULL;
}

const char *bry_findings_rule_at(const bry_findings *findings, int64_t i) {
  const finding *f = at(findings, i);
  return f ? f->rule : NULL;
}

const char *bry_findings_pointer_at(const bry_findings *findings, int64_t i) {
  const finding *f = at(findings, i);
  return f ? f->pointer : NULL;
}

const char *bry_findings_message_at(const bry_findings *findings, int64_t i, const char *lang) {
  const finding *f = at(findings, i);
  if (!f) return NULL;
  const char *message = bry__label_get(&f->message, lang);
  return message ? message : f->rule;
}
