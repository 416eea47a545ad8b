/* Answers out again: what lies in slots, written as a file or survey-core would have sent it, so that reading it back
 * (form/answers.h) gives the same slots. What is computed is left out: whoever reads it computes it. */
#ifndef BRY_FORM_ANSWERS_WRITE_H
#define BRY_FORM_ANSWERS_WRITE_H

#include "core/buffer.h"
#include "form/model.h"

/* A row as it is stored; texts need no NUL behind them. */
typedef struct bry__stored {
  const int16_t *closed; /* by slot */
  const char *const *texts;
  const size_t *sizes;
} bry__stored;

/* The columns of a file: an item, a part or the comment of "other" each. *out is freed with bry__free(). */
bry_status bry__answers_columns(const bry_questionnaire *q, bry__field **out, int32_t *out_count, bry_error **err);
/* A column's name, as bry__field_find() reads it. */
void bry__answers_put_name(bry__buffer *b, const bry_questionnaire *q, const bry__field *field);
/* A column's text, unquoted; nothing when there is no answer. */
void bry__answers_put_field(bry__buffer *b, const bry_questionnaire *q, const bry__field *field,
                            const bry__stored *row);
/* All answers as a JSON object. */
void bry__answers_put_json(bry__buffer *b, const bry_questionnaire *q, const bry__stored *row);

#endif
