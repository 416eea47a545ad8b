/* One person's answers, checked and laid out by slot, ready to be stored. A bry__answers is used again and again: its
 * memory stays, so that checking a row allocates nothing once it is warm. */
#ifndef BRY_FORM_ANSWERS_H
#define BRY_FORM_ANSWERS_H

#include "form/model.h"

typedef struct bry__answers {
  const bry_questionnaire *questionnaire;
  int16_t *closed;    /* questionnaire->closed_slot_count codes */
  const char **texts; /* questionnaire->text_slot_count; NULL: no answer */
  size_t *sizes;
  int32_t answered;             /* items with an answer */
  struct bry__logic_run *logic; /* NULL: the questionnaire has none */
  /* private: memory the texts point into */
  char *arena;
  size_t arena_size, arena_capacity;
  struct bry__piped_finding *piped; /* findings whose words have names of answers in them, of this row */
  size_t piped_count, piped_capacity;
} bry__answers;

bry_status bry__answers_init(bry__answers *answers, const bry_questionnaire *q, bry_error **err);
void bry__answers_clear(bry__answers *answers); /* frees what init and use allocated */

/* Both replace what was there. Rule breaks go to `findings` and do not fail the call; what is wrong is left empty. */
struct json_object;
bry_status bry__answers_from_json(bry__answers *answers, const char *json, size_t size, bry_findings *findings,
                                  bry_error **err);
/* The same in two steps; the document must live as long as values of the logic are looked at. */
bry_status bry__answers_parse(const char *json, size_t size, struct json_object **out, bry_error **err);
bry_status bry__answers_from_document(bry__answers *answers, struct json_object *document, size_t size,
                                      bry_findings *findings, bry_error **err);
/* A row of a file: fields[i] says what texts[i] answers; an empty or NULL text is no answer; several choices are
 * separated by ';' or '|'. A finding's pointer is "/item" or "/item/part". */
bry_status bry__answers_from_fields(bry__answers *answers, const bry__field *fields, const char *const *texts,
                                    const size_t *sizes, int32_t count, bry_findings *findings, bry_error **err);
/* For those who store: adds a finding when nothing is answered and nothing else is wrong. 0, -1: no memory. */
int bry__answers_refuse_empty(const bry__answers *answers, bry_findings *findings);

#endif
