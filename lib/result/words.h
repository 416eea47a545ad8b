/* Numbers and phrases as people read them, in bokmål, nynorsk and English. */
#ifndef BRY_RESULT_WORDS_H
#define BRY_RESULT_WORDS_H

#include "core/buffer.h"

#include <bry/table.h>

typedef enum bry__word {
  BRY__WORD_BARS,
  BRY__WORD_HEAT,
  BRY__WORD_LIKERT,
  BRY__WORD_TREND,
  BRY__WORD_ROW,
  BRY__WORD_ROWS,
  BRY__WORD_COLUMN,
  BRY__WORD_COLUMNS,
  BRY__WORD_LINE,
  BRY__WORD_LINES,
  BRY__WORD_POINT,
  BRY__WORD_POINTS,
  BRY__WORD_LARGEST,
  BRY__WORD_WITHHELD,
  BRY__WORD_WITHHELD_NOTE,
  BRY__WORD_NO_DATA,
  BRY__WORD_NOT_STATED,
  BRY__WORD_SHOW_TABLE,
  BRY__WORD_COUNT
} bry__word;

const char *bry__word_get(bry__word word, const char *lang);

void bry__put_int64(bry__buffer *b, int64_t value, const char *lang); /* 1 234 or 1,234 */
/* "12 rows", or "1 row". */
void bry__put_number_of(bry__buffer *b, int64_t number, bry__word one, bry__word many, const char *lang);
void bry__put_double(bry__buffer *b, double value, const char *lang); /* 1,5 or 1.5 */
/* At most three decimals. */
void bry__put_rounded(bry__buffer *b, double value, const char *lang);
void bry__put_percent(bry__buffer *b, double share, const char *lang); /* 27,5 % or 27.5% */

/* One value of a table as plain text: labels for codes, ":" for withheld, a dash for missing; a dimension that has no
 * value is "not stated". */
void bry__put_cell(bry__buffer *b, const bry_table *table, int64_t row, int32_t column, const char *lang);

#endif
