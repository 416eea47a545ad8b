/* Numbers and phrases as people read them.
 *
 * Plain text: escaping is left to the picture or page they go into. */
#include "result/words.h"

#include "core/label.h"
#include "core/number.h"
#include "core/table.h"

#include <math.h>
#include <string.h>

#define NBSP "\xC2\xA0"
#define DASH "\xE2\x80\x93"

static const char *const words[BRY__WORD_COUNT][BRY__LANG_COUNT] = {
    [BRY__WORD_BARS] = {"Søylediagram", "Søylediagram", "Bar chart"},
    [BRY__WORD_HEAT] = {"Rutenett der mørkere ruter er større andeler", "Rutenett der mørkare ruter er større delar",
                        "Grid in which darker cells are larger shares"},
    [BRY__WORD_LIKERT] = {"Stablede søyler der hele bredden er alle som svarte",
                          "Stabla søyler der heile breidda er alle som svara",
                          "Stacked bars whose full width is all who answered"},
    [BRY__WORD_TREND] = {"Linjediagram", "Linjediagram", "Line chart"},
    [BRY__WORD_ROW] = {"rad", "rad", "row"},
    [BRY__WORD_ROWS] = {"rader", "rader", "rows"},
    [BRY__WORD_COLUMN] = {"kolonne", "kolonne", "column"},
    [BRY__WORD_COLUMNS] = {"kolonner", "kolonnar", "columns"},
    [BRY__WORD_LINE] = {"linje", "linje", "line"},
    [BRY__WORD_LINES] = {"linjer", "linjer", "lines"},
    [BRY__WORD_POINT] = {"punkt langs aksen", "punkt langs aksen", "point along the axis"},
    [BRY__WORD_POINTS] = {"punkter langs aksen", "punkt langs aksen", "points along the axis"},
    [BRY__WORD_LARGEST] = {"Størst", "Størst", "Largest"},
    [BRY__WORD_WITHHELD] = {"Holdt tilbake", "Halde tilbake", "Withheld"},
    [BRY__WORD_WITHHELD_NOTE] =
        {"betyr at tallet er holdt tilbake: enten har så få svart at noen kunne bli gjenkjent, eller så kunne et "
         "slikt tall ha blitt regnet ut av dette.",
         "tyder at talet er halde tilbake: anten har så få svara at nokon kunne bli kjend att, eller så kunne eit "
         "slikt tal ha blitt rekna ut av dette.",
         "means that the number is withheld: either so few answered that someone could be recognised, or such a "
         "number could have been worked out from this one."},
    [BRY__WORD_NO_DATA] = {"Det er ingen tall å vise.", "Det er ingen tal å vise.", "There are no numbers to show."},
    [BRY__WORD_NOT_STATED] = {"Ikke oppgitt", "Ikkje oppgitt", "Not stated"},
    [BRY__WORD_SHOW_TABLE] = {"Vis tallene som tabell", "Vis tala som tabell", "Show the numbers as a table"},
};

const char *bry__word_get(bry__word word, const char *lang) {
  return words[word][bry__lang_index(lang)];
}

static int is_english(const char *lang) {
  return bry__lang_index(lang) == BRY__EN;
}

void bry__put_int64(bry__buffer *b, int64_t value, const char *lang) {
  char digits[24];
  uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
  int count = 0;
  do {
    digits[count++] = (char)('0' + rest % 10);
    rest /= 10;
  } while (rest > 0);
  if (value < 0) bry__buffer_char(b, '-');
  while (count > 0) {
    bry__buffer_char(b, digits[--count]);
    if (count > 0 && count % 3 == 0) bry__buffer_text(b, is_english(lang) ? "," : NBSP);
  }
}

void bry__put_number_of(bry__buffer *b, int64_t number, bry__word one, bry__word many, const char *lang) {
  bry__put_int64(b, number, lang);
  bry__buffer_format(b, " %s", bry__word_get(number == 1 ? one : many, lang));
}

void bry__put_double(bry__buffer *b, double value, const char *lang) {
  char text[32];
  size_t size = bry__double_print(text, value);
  char *point = memchr(text, '.', size);
  if (point && !is_english(lang)) *point = ',';
  bry__buffer_add(b, text, size);
}

void bry__put_rounded(bry__buffer *b, double value, const char *lang) {
  bry__put_double(b, fabs(value) < 1e12 ? round(value * 1000) / 1000 : value, lang);
}

static void put_hundredths(bry__buffer *b, double share, const char *unit, const char *lang) {
  if (!isfinite(share) || fabs(share) > 1e12) {
    bry__buffer_text(b, DASH);
    return;
  }
  int64_t tenths = (int64_t)floor(fabs(share) * 1000 + 0.5);
  if (share < 0 && tenths > 0) bry__buffer_char(b, '-');
  bry__put_int64(b, tenths / 10, lang);
  bry__buffer_char(b, is_english(lang) ? '.' : ',');
  bry__buffer_int(b, tenths % 10);
  bry__buffer_text(b, unit);
}

void bry__put_percent(bry__buffer *b, double share, const char *lang) {
  put_hundredths(b, share, is_english(lang) ? "%" : NBSP "%", lang);
}

static void put_points(bry__buffer *b, double change, const char *lang) {
  put_hundredths(b, change, NBSP "pp", lang);
}

static void put_missing(bry__buffer *b, const bry_table *table, int64_t row, int32_t column, const char *lang) {
  if (bry_table_missing(table, row, column) == BRY_MISSING_WITHHELD)
    bry__buffer_char(b, ':');
  else if (bry_table_column_role(table, column) == BRY_ROLE_DIMENSION)
    bry__buffer_text(b, bry__word_get(BRY__WORD_NOT_STATED, lang));
  else
    bry__buffer_text(b, DASH);
}

void bry__put_cell(bry__buffer *b, const bry_table *table, int64_t row, int32_t column, const char *lang) {
  int32_t type = bry_table_column_type(table, column);
  if (bry_table_missing(table, row, column) != BRY_PRESENT)
    put_missing(b, table, row, column, lang);
  else if (type == BRY_TYPE_TEXT)
    bry__buffer_text(b, bry_table_value_label(table, row, column, lang));
  else if (bry__table_is_change(table, column))
    put_points(b, bry_table_double(table, row, column), lang);
  else if (bry__table_is_share(table, column))
    bry__put_percent(b, bry_table_double(table, row, column), lang);
  else if (type == BRY_TYPE_INT64 && bry_table_value_label(table, row, column, lang))
    bry__buffer_text(b, bry_table_value_label(table, row, column, lang)); /* yes or no */
  else if (type == BRY_TYPE_INT64)
    bry__put_int64(b, bry_table_int64(table, row, column), lang);
  else if (bry_table_column_role(table, column) >= BRY_ROLE_MEAN)
    bry__put_rounded(b, bry_table_double(table, row, column), lang);
  else
    bry__put_double(b, bry_table_double(table, row, column), lang);
}
