/* Pictures as Vega-Lite specifications: the table's rows as values, with the labels that people read, under short names of
 * fields ("down", "across", "value"), so that no name of a column needs an escape. */
#include "core/mem.h"
#include "result/chart.h"
#include "result/codes.h"
#include "result/words.h"

#include <string.h>

enum { WIDTH = 400 };

typedef struct spec {
  const bry__picture *picture;
  int32_t value;                         /* the column that is drawn */
  int32_t down_first, down_last, across; /* dimensions: those that together are "down", and "across"; -1: none */
  bry__codes down, of_across;
  bry__buffer b, text;
} spec;

/* --- values ------------------------------------------------------------------------------------------------------- */

static void put_string(spec *s, const char *text) {
  bry__buffer_json_string(&s->b, text ? text : "", text ? strlen(text) : 0);
}

/* Labels of different codes may be the same: those after the first have their number behind them. */
static void put_label(spec *s, const bry__codes *codes, int32_t number, int32_t first, int32_t last) {
  const bry__picture *p = s->picture;
  bry__buffer earlier = {0};
  int same = 0;
  bry__buffer_clear(&s->text);
  bry__chart_label(&s->text, p, codes->row[number], first, last);
  for (int32_t k = 0; k < number; k++) {
    bry__buffer_clear(&earlier);
    bry__chart_label(&earlier, p, codes->row[k], first, last);
    same |= earlier.size == s->text.size && earlier.size > 0 && memcmp(earlier.data, s->text.data, earlier.size) == 0;
  }
  if (same) bry__buffer_format(&s->text, " (%d)", (int)number + 1);
  s->b.failed |= earlier.failed;
  bry__buffer_free(&earlier);
  put_string(s, s->text.failed ? NULL : s->text.data);
}

static void put_number(spec *s, const char *name, int64_t row, int32_t column) {
  const bry_table *t = s->picture->table;
  if (column < 0 || bry_table_missing(t, row, column) != BRY_PRESENT) return;
  bry__buffer_format(&s->b, ",\"%s\":", name);
  bry__buffer_double(&s->b, bry_table_double(t, row, column));
}

static void put_row(spec *s, int64_t row) {
  const bry__picture *p = s->picture;
  bry__buffer_format(&s->b, "%s{\"row\":%lld", row > 0 ? "," : "", (long long)row);
  if (s->down_last >= s->down_first) {
    bry__buffer_text(&s->b, ",\"down\":");
    put_label(s, &s->down, s->down.of_row[row], s->down_first, s->down_last);
  }
  if (s->across >= 0) {
    bry__buffer_text(&s->b, ",\"across\":");
    put_label(s, &s->of_across, s->of_across.of_row[row], s->across, s->across);
  }
  put_number(s, "value", row, s->value);
  put_number(s, "low", row, p->low);
  put_number(s, "high", row, p->high);
  put_number(s, "respondents", row, p->respondents);
  if (bry_table_missing(p->table, row, s->value) == BRY_MISSING_WITHHELD)
    bry__buffer_text(&s->b, ",\"withheld\":true");
  bry__buffer_char(&s->b, '}');
}

static void put_head(spec *s, int32_t chart) {
  static const bry__word words[] = {[BRY_CHART_BARS] = BRY__WORD_BARS,
                                    [BRY_CHART_HEAT] = BRY__WORD_HEAT,
                                    [BRY_CHART_LIKERT] = BRY__WORD_LIKERT,
                                    [BRY_CHART_TREND] = BRY__WORD_TREND};
  const bry__picture *p = s->picture;
  bry__buffer_text(&s->b, "{\"$schema\":\"https://vega.github.io/schema/vega-lite/v5.json\",\"title\":");
  put_string(s, p->title);
  bry__buffer_clear(&s->text);
  bry__buffer_format(&s->text, "%s.", bry__word_get(words[chart], p->lang));
  bry__chart_facts(&s->text, p, bry__chart_largest(p, s->value), s->value);
  bry__buffer_text(&s->b, ",\"description\":");
  put_string(s, s->text.failed ? NULL : s->text.data);
  bry__buffer_text(&s->b, ",\"data\":{\"values\":[");
  for (int64_t row = 0; row < bry_table_row_count(p->table) && !s->b.failed; row++)
    put_row(s, row);
  bry__buffer_text(&s->b, "]},\"config\":{\"axis\":{\"labelLimit\":240},\"legend\":{\"labelLimit\":240}}");
}

/* --- encodings ---------------------------------------------------------------------------------------------------- */

static int is_share(const spec *s) {
  return bry_table_column_role(s->picture->table, s->value) == BRY_ROLE_SHARE;
}

/* {"field": ..., "type": ..., "sort": null, "title": ...} for what splits the table, in its order. */
static void put_split(spec *s, const char *channel, const char *field, int32_t dimension, const char *more) {
  const bry__picture *p = s->picture;
  bry__buffer_format(&s->b, "\"%s\":{\"field\":\"%s\",\"type\":\"nominal\",\"sort\":null,\"title\":", channel, field);
  put_string(s, dimension >= 0 ? bry_table_column_label(p->table, p->dimensions[dimension], p->lang) : NULL);
  bry__buffer_format(&s->b, "%s}", more);
}

static void put_measure(spec *s, const char *channel, const char *more) {
  const bry__picture *p = s->picture;
  bry__buffer_format(&s->b, "\"%s\":{\"field\":\"value\",\"type\":\"quantitative\",\"title\":", channel);
  put_string(s, bry_table_column_label(p->table, s->value, p->lang));
  if (is_share(s) && strcmp(channel, "color") != 0) bry__buffer_text(&s->b, ",\"axis\":{\"format\":\".0%\"}");
  bry__buffer_format(&s->b, "%s}", more);
}

/* ":" in the place of a withheld value. */
static void put_withheld(spec *s, const char *across) {
  bry__buffer_format(&s->b,
                     "{\"transform\":[{\"filter\":\"datum.withheld === true\"}],\"mark\":{\"type\":\"text\","
                     "\"text\":\":\",\"align\":\"left\",\"dx\":4},\"encoding\":{%s}}",
                     across);
}

/* --- kinds -------------------------------------------------------------------------------------------------------- */

static void put_bars(spec *s) {
  int has_groups = s->down_last >= s->down_first;
  if (has_groups) {
    bry__buffer_text(&s->b, ",\"facet\":{");
    put_split(s, "row", "down", -1, ",\"header\":{\"labelAngle\":0,\"labelAlign\":\"left\"}");
    bry__buffer_text(&s->b, "},\"spec\":{");
  } else {
    bry__buffer_char(&s->b, ',');
  }
  bry__buffer_format(&s->b, "\"width\":%d,\"encoding\":{", WIDTH);
  put_split(s, "y", "across", s->across, "");
  bry__buffer_text(&s->b, "},\"layer\":[{\"mark\":{\"type\":\"bar\",\"color\":\"#2a78b5\"},\"encoding\":{");
  put_measure(s, "x", is_share(s) ? ",\"scale\":{\"domain\":[0,1]}" : "");
  bry__buffer_text(&s->b, "}},");
  put_withheld(s, "\"x\":{\"value\":0}");
  bry__buffer_text(&s->b, has_groups ? "]}}" : "]}");
}

/* Numbers are white on the darker shades. */
static void put_heat(spec *s) {
  const bry__picture *p = s->picture;
  int64_t largest = bry__chart_largest(p, s->value);
  double most = largest >= 0 ? bry_table_double(p->table, largest, s->value) : 1;
  bry__buffer_text(&s->b, ",\"width\":{\"step\":56},\"height\":{\"step\":28},\"encoding\":{");
  put_split(s, "y", "down", s->down_first, "");
  bry__buffer_char(&s->b, ',');
  put_split(s, "x", "across", s->across, "");
  bry__buffer_text(&s->b, "},\"layer\":[{\"mark\":\"rect\",\"encoding\":{");
  put_measure(s, "color", ",\"scale\":{\"scheme\":\"blues\",\"domainMin\":0},\"legend\":{\"format\":\".0%\"}");
  bry__buffer_text(&s->b, "}},{\"mark\":\"text\",\"encoding\":{\"text\":{\"field\":\"value\",\"type\":"
                          "\"quantitative\",\"format\":\".1%\"},\"color\":{\"condition\":{\"test\":\"datum.value > ");
  bry__buffer_double(&s->b, most * 0.6);
  bry__buffer_text(&s->b, "\",\"value\":\"white\"},\"value\":\"#0b1620\"}}},");
  put_withheld(s, "");
  bry__buffer_text(&s->b, "]}");
}

static void put_likert_scale(spec *s) {
  bry__buffer_text(&s->b, ",\"scale\":{\"domain\":[");
  for (int32_t v = 0; v < s->of_across.count; v++) {
    if (v > 0) bry__buffer_char(&s->b, ',');
    put_label(s, &s->of_across, v, s->across, s->across);
  }
  bry__buffer_text(&s->b, "],\"range\":[");
  for (int32_t v = 0; v < s->of_across.count; v++)
    bry__buffer_format(&s->b, "%s\"%s\"", v > 0 ? "," : "", bry__likert_style_of(v, s->of_across.count).fill);
  bry__buffer_text(&s->b, "]}");
}

static void put_likert(spec *s) {
  const bry__picture *p = s->picture;
  bry__buffer_format(&s->b, ",\"width\":%d,\"encoding\":{", WIDTH);
  if (s->down_last >= s->down_first) put_split(s, "y", "down", s->down_first, "");
  bry__buffer_text(&s->b,
                   "},\"layer\":[{\"mark\":{\"type\":\"bar\",\"stroke\":\"white\",\"strokeWidth\":1},\"encoding\":{");
  put_measure(s, "x", ",\"stack\":\"zero\",\"scale\":{\"domain\":[0,1]}");
  bry__buffer_text(&s->b, ",\"order\":{\"field\":\"row\",\"type\":\"quantitative\"},\"color\":{\"field\":\"across\","
                          "\"type\":\"nominal\",\"title\":");
  put_string(s, bry_table_column_label(p->table, p->dimensions[s->across], p->lang));
  put_likert_scale(s);
  bry__buffer_text(&s->b, "}}},");
  put_withheld(s, "\"x\":{\"value\":0}");
  bry__buffer_text(&s->b, "]}");
}

/* Lines of one colour each, and dashes, in the order and with the colours of our own picture. */
static void put_line_styles(spec *s) {
  static const char same[] =
      "\"field\":\"down\",\"type\":\"nominal\",\"sort\":null,\"title\":null,"
      "\"legend\":{\"symbolType\":\"stroke\",\"symbolSize\":500}"; /* else there are two legends */
  bry__buffer_format(&s->b, ",\"strokeDash\":{%s},\"color\":{%s,\"scale\":{\"range\":[", same, same);
  for (int32_t line = 0; line < s->down.count; line++)
    bry__buffer_format(&s->b, "%s\"%s\"", line > 0 ? "," : "", bry__trend_style_of(line).colour);
  bry__buffer_text(&s->b, "]}}");
}

static void put_trend(spec *s) {
  const bry__picture *p = s->picture;
  bry__buffer_format(&s->b, ",\"width\":%d,\"encoding\":{", WIDTH);
  put_split(s, "x", "across", s->across, ",\"axis\":{\"labelAngle\":0}");
  bry__buffer_text(&s->b, "},\"layer\":[");
  if (p->low >= 0 && p->high >= 0)
    bry__buffer_text(&s->b, "{\"mark\":{\"type\":\"rule\",\"opacity\":0.4},\"encoding\":{\"y\":{\"field\":\"low\","
                            "\"type\":\"quantitative\"},\"y2\":{\"field\":\"high\"}}},");
  bry__buffer_text(&s->b,
                   "{\"mark\":{\"type\":\"line\",\"point\":true,\"invalid\":\"break-paths-show-path-domains\"},"
                   "\"encoding\":{");
  put_measure(s, "y", is_share(s) ? "" : ",\"scale\":{\"zero\":false}");
  if (s->down_last >= s->down_first) put_line_styles(s);
  bry__buffer_text(&s->b, "}},");
  put_withheld(s, "\"y\":{\"value\":195}");
  bry__buffer_text(&s->b, "]}");
}

/* Which dimensions go where. */
static void choose(spec *s, int32_t chart) {
  const bry__picture *p = s->picture;
  int32_t last = p->dimension_count - 1;
  s->value = chart == BRY_CHART_TREND ? bry__trend_column(p) : p->share >= 0 ? p->share : p->count;
  if (chart == BRY_CHART_TREND || chart == BRY_CHART_HEAT) {
    s->across = chart == BRY_CHART_TREND ? 0 : 1;
    s->down_first = chart == BRY_CHART_TREND ? 1 : 0;
    s->down_last = chart == BRY_CHART_TREND ? last : 0;
  } else {
    s->across = last;
    s->down_first = 0;
    s->down_last = last - 1;
  }
}

static bry_status write_spec(spec *s, int32_t chart, bry_text **out, bry_error **err) {
  const bry__picture *p = s->picture;
  if (bry__codes_find(&s->down, p->table, p->dimensions + s->down_first, s->down_last - s->down_first + 1) != 0 ||
      bry__codes_find(&s->of_across, p->table, p->dimensions + s->across, 1) != 0)
    return bry__enomem(err);
  put_head(s, chart);
  if (chart == BRY_CHART_BARS) put_bars(s);
  if (chart == BRY_CHART_HEAT) put_heat(s);
  if (chart == BRY_CHART_LIKERT) put_likert(s);
  if (chart == BRY_CHART_TREND) put_trend(s);
  return s->text.failed ? bry__enomem(err) : bry__buffer_finish(&s->b, out, err);
}

bry_status bry_chart_vega(const bry_table *table, int32_t chart, const char *lang, bry_text **out, bry_error **err) {
  bry__picture p = {.table = table, .title = bry_table_title(table, lang), .lang = lang, .prefix = ""};
  spec s = {.picture = &p};

  bry__error_reset(err);
  if (!out) return bry__error(err, BRY_EINVAL, "out is NULL: pass a place for the specification.");
  *out = NULL;
  if (!table) return bry__error(err, BRY_EINVAL, "The table is NULL: pass the table to draw.");
  bry_status status = bry__chart_prepare(&p, chart, err);
  if (status == BRY_OK) {
    choose(&s, chart);
    status = write_spec(&s, chart, out, err);
  }
  bry__codes_free(&s.down);
  bry__codes_free(&s.of_across);
  bry__buffer_free(&s.b);
  bry__buffer_free(&s.text);
  return status;
}
