/* Dates, numbers and e-mail addresses as people write them: shared by the limits of a questionnaire and its answers. */
#ifndef BRY_FORM_SCALAR_H
#define BRY_FORM_SCALAR_H

#include <stddef.h>
#include <stdint.h>

struct json_object;

enum { BRY__DATE_TEXT = 11 }; /* YYYY-MM-DD and a NUL */

/* Whole numbers up to here are exact in JavaScript, 2^53 - 1; json-c may have cut larger ones. */
#define BRY__EXACT_MAX 9007199254740991.0

/* A string, number or boolean as the text that names a choice: 1 and "1" are the same. NULL for anything else. The text
 * lies in the value or in `room`. */
const char *bry__scalar_text(struct json_object *value, char room[32], size_t *size);
/* 1 when there is nothing but white space, as JavaScript's trim() sees it (valid UTF-8), else 0. */
int bry__text_is_blank(const char *data, size_t size);
/* A real date between 0001-01-01 and 2999-12-31 (the last that survey-core takes) as YYYY-MM-DD; 1 or 0. */
int bry__date_parse(const char *data, size_t size, double *out_days);
void bry__date_print(char out[BRY__DATE_TEXT], double days);
/* A decimal number, spaces around it allowed; with `comma`, also a decimal comma. 1 or 0. */
int bry__number_parse(const char *data, size_t size, int comma, double *out);
/* 1 when value is a multiple of step, told by decimals up to the sixth as survey-core does. */
int bry__number_fits_step(double value, double step);
/* A plain address (no quotes, no comments): every one it takes, survey-core takes too. 1 or 0. */
int bry__email_is_valid(const char *data, size_t size);

#endif
