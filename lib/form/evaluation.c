/* Evaluating a set of answers: options, reading, logic. What is told of it is evaluate.c's and render.c's. */
#include "form/evaluation.h"

#include "core/options.h"
#include "expr/zone.h"
#include "form/logic_run.h"

#include <json-c/json.h>

void bry_check_options_init(bry_check_options *options) {
  if (options) *options = (bry_check_options){.struct_size = sizeof *options};
}

static bry_status read_options(bry_check_options *to, const bry_check_options *from, bry_error **err) {
  bry_check_options_init(to);
  bry_status status = from ? bry__options_read(to, sizeof *to, from, "bry_check_options_init", err) : BRY_OK;
  if (status == BRY_OK && (to->titles < BRY_TITLES_NONE || to->titles > BRY_TITLES_HTML)) {
    status = bry__error(err, BRY_EINVAL, "The option titles is 0 for none, 1 for plain text or 2 for HTML.");
  }
  return status;
}

void bry__evaluation_end(bry__evaluation *e) {
  bry_findings_free(e->findings);
  bry__answers_clear(&e->answers);
  bry__zone_free(e->zone);
  json_object_put(e->document);
}

bry_status bry__evaluation_begin(bry__evaluation *e, const bry_questionnaire *q, const char *json, size_t size,
                                 const bry_check_options *options, bry_error **err) {
  bry_status status = read_options(&e->options, options, err);
  if (status == BRY_OK) status = bry__answers_parse(json, size, &e->document, err);
  if (status == BRY_OK && e->options.zone) status = bry__zone_load(e->options.zone, &e->zone, err);
  if (status == BRY_OK) status = bry__answers_init(&e->answers, q, err);
  if (status != BRY_OK) return status;
  if (e->answers.logic) {
    e->answers.logic->zone = e->zone;
    e->answers.logic->now_us = e->options.now_us;
  }
  e->findings = bry__findings_new();
  if (!e->findings) return bry__enomem(err);
  return bry__answers_from_document(&e->answers, e->document, size, e->findings, err);
}
