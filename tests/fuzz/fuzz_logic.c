/* A questionnaire on the first line and answers on the second: what is taken can be evaluated, twice to the same, and
 * agrees with the plain check; and its texts are rendered, which never fails and gives valid UTF-8. */
#include "fuzz/fuzz.h"

#include "core/utf8.h"

#include <bry/error.h>
#include <bry/questionnaire.h>
#include <bry/text.h>
#include <string.h>

static bry_status evaluate(const bry_questionnaire *q, const char *answers, size_t size, int32_t titles,
                           bry_text **out) {
  bry_check_options options;
  bry_check_options_init(&options);
  options.now_us = 1769902200000000;
  options.titles = titles;
  return bry_answers_evaluate(q, answers, size, &options, out, NULL);
}

static void check_texts(const bry_questionnaire *q, const char *answers, size_t size) {
  for (int32_t titles = BRY_TITLES_PLAIN; titles <= BRY_TITLES_HTML; titles++) {
    bry_text *out = NULL;
    PROMISE(evaluate(q, answers, size, titles, &out) == BRY_OK);
    PROMISE(bry__utf8_valid(bry_text_data(out), bry_text_size(out), NULL));
    bry_text_free(out);
  }
}

static void check_answers(const bry_questionnaire *q, const char *answers, size_t size) {
  bry_text *once = NULL, *twice = NULL;
  bry_findings *findings = NULL;
  bry_status status = evaluate(q, answers, size, BRY_TITLES_NONE, &once);
  PROMISE(status == BRY_OK || status == BRY_EPARSE || status == BRY_ELIMIT);
  PROMISE(evaluate(q, answers, size, BRY_TITLES_NONE, &twice) == status);
  PROMISE(bry_answers_check(q, answers, size, &findings, NULL) == status);
  if (status == BRY_OK) {
    PROMISE(strcmp(bry_text_data(once), bry_text_data(twice)) == 0);
    PROMISE(strncmp(bry_text_data(once), "{\"ok\":true", 10) == 0 || bry_text_data(once)[6] == 'f');
    check_texts(q, answers, size);
  }
  bry_findings_free(findings);
  bry_text_free(once);
  bry_text_free(twice);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  const char *text = (const char *)data;
  const char *border = memchr(text, '\n', size);
  if (!border) return 0;
  size_t first = (size_t)(border - text);
  bry_questionnaire *q = NULL;
  bry_error *err = NULL;
  bry_status status = bry_questionnaire_parse(text, first, &q, &err);
  PROMISE(status == BRY_OK || bry_error_message(err)[0] != '\0');
  if (status == BRY_OK) check_answers(q, border + 1, size - first - 1);
  bry_error_free(err);
  bry_questionnaire_free(q);
  return 0;
}
