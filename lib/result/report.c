/* One HTML page of sections: a heading, a picture, and the same table under it.
 *
 * Self-contained: no script, nothing fetched, so that it can be mailed, printed and kept. Sections are drawn when
 * they are added; the page is put together when it is asked for. */
#include "result/report.h"

#include "core/buffer.h"
#include "core/error.h"
#include "core/label.h"
#include "core/mem.h"
#include "core/table.h"
#include "core/utf8.h"
#include "result/chart.h"
#include "result/words.h"

#include <stdio.h>
#include <string.h>

/* A longer table is folded away under its picture. */
enum { FOLD_ROWS = 16 };

struct bry_report {
  char *title;
  const char *lang;
  bry__buffer notes;
  bry__buffer body;
  int32_t sections;
  int has_withheld;
};

static const char page_style[] =
    ":root{color-scheme:light dark;--ink:#1b2430;--soft:#566373;--line:#dde3ea;--page:#fff;--head:#f5f7f9}\n"
    "@media(prefers-color-scheme:dark){:root{--ink:#e6ebf1;--soft:#a3afbd;--line:#2c3642;--page:#12161b;--head:#"
    "1a2028}}"
    "\n"
    "*{box-sizing:border-box}\n"
    "body{margin:0;background:var(--page);color:var(--ink);font:1.0625rem/1.55 system-ui,-apple-system,'Segoe UI',"
    "Roboto,'Helvetica Neue',Arial,sans-serif;-webkit-text-size-adjust:100%}\n"
    "main{max-width:78rem;margin:0 auto;padding:2rem 1rem 4rem}\n"
    "h1{font-size:clamp(1.6rem,1.2rem + 2vw,2.3rem);line-height:1.2;letter-spacing:-.015em;margin:0 0 1rem;"
    "text-wrap:balance}\n"
    ".lead{color:var(--soft);max-width:42rem;margin:0 0 .5rem}\n"
    "h2{font-size:1.3rem;line-height:1.3;margin:0 0 1.25rem;text-wrap:balance}\n"
    "section{border-top:1px solid var(--line);margin-top:2rem;padding-top:2rem}\n"
    "figure{margin:0}\n"
    "svg{display:block}\n"
    ".scroll{overflow-x:auto;padding-bottom:.5rem}\n"
    ".table{margin-top:1.5rem}\n"
    "table{border-collapse:collapse;font-size:.9375rem;line-height:1.4;font-variant-numeric:tabular-nums}\n"
    "caption{text-align:left;color:var(--soft);padding:0 0 .5rem}\n"
    "th,td{padding:.4rem .4rem;text-align:left;vertical-align:top;border-bottom:1px solid var(--line);"
    "font-weight:400}\n"
    "th:first-child{padding-left:0}th:last-child,td:last-child{padding-right:0}\n"
    "thead th{font-weight:600;vertical-align:bottom;border-bottom-width:2px}\n"
    "tbody th{min-width:6.5rem;overflow-wrap:anywhere;hyphens:auto}\n"
    ".n{text-align:right}\n"
    "tbody th.n{min-width:0}\n"
    ".map svg{min-width:44rem}\n" /* else a phone shrinks its words away */
    "td.n{white-space:nowrap}\n"
    "summary{cursor:pointer;color:var(--soft)}\n"
    "summary:hover{color:var(--ink)}\n"
    "details table{margin-top:1rem}\n"
    ":focus-visible{outline:3px solid #2a78b5;outline-offset:3px}\n"
    ".note{color:var(--soft);font-size:.9375rem;max-width:42rem;border-top:1px solid var(--line);padding-top:1.5rem;"
    "margin:2rem 0 0}\n"
    "@media(min-width:60rem){th,td{padding:.4rem .75rem}main{padding:4rem "
    "2rem}.side{display:grid;grid-template-columns:28rem minmax(0,1fr);"
    "gap:4rem;align-items:start}.side .table{margin-top:0}}\n"
    "@media print{:root{--ink:#000;--soft:#444;--line:#bbb;--page:#fff}body{font-size:10.5pt}main{max-width:none;"
    "padding:0}h1,h2,.lead,caption{break-after:avoid}figure,tr,.note{break-inside:avoid}thead{display:table-header-"
    "group}.bry-heat{max-width:24rem!important}.side{display:grid;grid-template-columns:17rem minmax(0,1fr);gap:2rem;"
    "align-items:start}.side .table{margin:0}table{font-size:9pt}th,td{padding:.2rem "
    ".4rem}.scroll{overflow:visible}.map svg{min-width:0}details{display:none}*{print-color-adjust:exact}}"
    "\n";

/* --- the table -------------------------------------------------------------------------------------------------- */

static int is_number(const bry_table *table, int32_t column) {
  return bry_table_column_type(table, column) != BRY_TYPE_TEXT;
}

static const char *class_of(const bry_table *table, int32_t column) {
  return is_number(table, column) ? " class=\"n\"" : "";
}

static void table_head(bry__buffer *b, const bry_table *table, const char *caption, const char *lang) {
  bry__buffer_text(b, "<table>\n<caption>");
  bry__buffer_html(b, caption);
  bry__buffer_text(b, "</caption>\n<thead><tr>");
  for (int32_t c = 0; c < bry_table_column_count(table); c++) {
    bry__buffer_format(b, "<th scope=\"col\"%s>", class_of(table, c));
    bry__buffer_html(b, bry_table_column_label(table, c, lang));
    bry__buffer_text(b, bry__table_unit(table, c, lang));
    bry__buffer_text(b, "</th>");
  }
  bry__buffer_text(b, "</tr></thead>\n<tbody>\n");
}

static void table_cell(bry__buffer *b, const bry_table *table, int64_t row, int32_t column, const char *lang,
                       bry__buffer *text) {
  int heads = bry_table_column_role(table, column) == BRY_ROLE_DIMENSION;
  bry__buffer_clear(text);
  bry__put_cell(text, table, row, column, lang);
  bry__buffer_format(b, heads ? "<th scope=\"row\"%s>" : "<td%s>", class_of(table, column));
  bry__buffer_html(b, text->data && !text->failed ? text->data : "");
  bry__buffer_text(b, heads ? "</th>" : "</td>");
}

static void put_table(bry__buffer *b, const bry_table *table, const char *caption, const char *lang) {
  bry__buffer text = {0};
  table_head(b, table, caption, lang);
  for (int64_t r = 0; r < bry_table_row_count(table) && !b->failed; r++) {
    bry__buffer_text(b, "<tr>");
    for (int32_t c = 0; c < bry_table_column_count(table); c++)
      table_cell(b, table, r, c, lang, &text);
    bry__buffer_text(b, "</tr>\n");
  }
  bry__buffer_text(b, "</tbody>\n</table>\n");
  b->failed |= text.failed;
  bry__buffer_free(&text);
}

static int has_withheld(const bry_table *table) {
  for (int32_t c = 0; c < bry_table_column_count(table); c++) {
    const uint8_t *missing = bry_table_missing_data(table, c);
    size_t rows = (size_t)bry_table_row_count(table);
    if (rows > 0 && memchr(missing, BRY_MISSING_WITHHELD, rows)) return 1;
  }
  return 0;
}

/* --- sections --------------------------------------------------------------------------------------------------- */

static bry_status put_figure(bry__buffer *b, const bry_table *table, int32_t chart, const char *lang,
                             const char *prefix, const char *heading, bry_error **err) {
  bry__buffer_text(b, "<figure>");
  bry_status status = bry__chart_draw(b, table, chart, heading, lang, prefix, err);
  bry__buffer_text(b, "</figure>\n");
  return status;
}

static void open_section(bry__buffer *b, const char *prefix, const char *heading) {
  bry__buffer_format(b, "<section aria-labelledby=\"%s-head\">\n<h2 id=\"%s-head\">", prefix, prefix);
  bry__buffer_html(b, heading);
  bry__buffer_text(b, "</h2>\n");
}

static bry_status put_section(bry__buffer *b, const char *heading, const bry_table *table, int32_t chart,
                              const char *lang, int32_t number, bry_error **err) {
  char prefix[32];
  int folded = chart != BRY_CHART_NONE && bry_table_row_count(table) > FOLD_ROWS;
  bry_status status = BRY_OK;

  snprintf(prefix, sizeof prefix, "bry-%d", (int)number);
  open_section(b, prefix, heading);
  int beside = chart != BRY_CHART_NONE && chart != BRY_CHART_HEAT; /* which may be wider */
  bry__buffer_format(b, "<div%s>\n", beside ? " class=\"side\"" : "");
  if (chart != BRY_CHART_NONE) status = put_figure(b, table, chart, lang, prefix, heading, err);
  if (status != BRY_OK) return status;
  bry__buffer_text(b, folded ? "<details class=\"table\"><summary>" : "<div class=\"table scroll\">");
  if (folded) {
    bry__buffer_html(b, bry__word_get(BRY__WORD_SHOW_TABLE, lang));
    bry__buffer_text(b, "</summary><div class=\"scroll\">\n");
  }
  put_table(b, table, bry_table_title(table, lang), lang);
  bry__buffer_text(b, folded ? "</div></details>\n" : "</div>\n");
  bry__buffer_text(b, "</div>\n</section>\n");
  return b->failed ? bry__enomem(err) : BRY_OK;
}

/* Cuts a buffer back to what it held before a failure. */
static void restore(bry__buffer *b, size_t size) {
  b->failed = 0;
  b->size = size;
  if (b->data) b->data[size] = '\0';
}

/* --- calls ------------------------------------------------------------------------------------------------------ */

static bry_status check_text(const char *what, const char *text, bry_error **err) {
  if (!bry__utf8_valid(text, strlen(text), NULL))
    return bry__error(err, BRY_EINVAL, "The %s is not UTF-8: convert it first.", what);
  return BRY_OK;
}

bry_status bry_report_new(const char *title, const char *lang, bry_report **out, bry_error **err) {
  static const char *const languages[BRY__LANG_COUNT] = {[BRY__NB] = "nb", [BRY__NN] = "nn", [BRY__EN] = "en"};

  bry__error_reset(err);
  if (!out) return bry__error(err, BRY_EINVAL, "out is NULL: pass a place for the report.");
  *out = NULL;
  if (!title) return bry__error(err, BRY_EINVAL, "The title is NULL: a page needs one.");
  bry_status status = check_text("title", title, err);
  if (status != BRY_OK) return status;
  bry_report *report = bry__alloc_zero(1, sizeof *report);
  if (report) report->title = bry__strdup(title);
  if (!report || !report->title) {
    bry_report_free(report);
    return bry__enomem(err);
  }
  report->lang = languages[bry__lang_index(lang)];
  *out = report;
  return BRY_OK;
}

bry_status bry_report_add(bry_report *report, const char *heading, const bry_table *table, int32_t chart,
                          bry_error **err) {
  bry__error_reset(err);
  if (!report || !table) return bry__error(err, BRY_EINVAL, "The report or the table is NULL: pass both.");
  if (!heading) heading = bry_table_title(table, report->lang);
  bry_status status = check_text("heading", heading, err);
  if (status != BRY_OK) return status;
  size_t before = report->body.size;
  status = put_section(&report->body, heading, table, chart, report->lang, report->sections + 1, err);
  if (status != BRY_OK) {
    restore(&report->body, before);
    return status;
  }
  report->sections++;
  report->has_withheld |= has_withheld(table);
  return BRY_OK;
}

bry_status bry__report_add_svg(bry_report *report, const char *heading, const char *svg, size_t size,
                               bry_error **err) {
  char prefix[32];
  bry_status status = check_text("heading", heading, err);
  if (status != BRY_OK) return status;
  size_t before = report->body.size;
  snprintf(prefix, sizeof prefix, "bry-%d", (int)report->sections + 1);
  open_section(&report->body, prefix, heading);
  bry__buffer_text(&report->body, "<figure class=\"map scroll\">\n");
  bry__buffer_add(&report->body, svg, size);
  bry__buffer_text(&report->body, "</figure>\n</section>\n");
  if (report->body.failed) {
    restore(&report->body, before);
    return bry__enomem(err);
  }
  report->sections++;
  return BRY_OK;
}

bry_status bry_report_note(bry_report *report, const char *text, bry_error **err) {
  bry__error_reset(err);
  if (!report || !text) return bry__error(err, BRY_EINVAL, "The report or the text is NULL: pass both.");
  bry_status status = check_text("note", text, err);
  if (status != BRY_OK) return status;
  size_t before = report->notes.size;
  bry__buffer_text(&report->notes, "<p class=\"lead\">");
  bry__buffer_html(&report->notes, text);
  bry__buffer_text(&report->notes, "</p>\n");
  if (!report->notes.failed) return BRY_OK;
  restore(&report->notes, before);
  return bry__enomem(err);
}

bry_status bry_report_html(const bry_report *report, bry_text **out, bry_error **err) {
  bry__buffer b = {0};

  bry__error_reset(err);
  if (!out) return bry__error(err, BRY_EINVAL, "out is NULL: pass a place for the page.");
  *out = NULL;
  if (!report) return bry__error(err, BRY_EINVAL, "The report is NULL: make one with bry_report_new().");
  bry__buffer_format(&b, "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n", report->lang);
  bry__buffer_text(&b, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>");
  bry__buffer_html(&b, report->title);
  bry__buffer_format(&b, "</title>\n<style>\n%s</style>\n</head>\n<body>\n<main>\n<h1>", page_style);
  bry__buffer_html(&b, report->title);
  bry__buffer_text(&b, "</h1>\n");
  if (report->notes.size > 0) bry__buffer_add(&b, report->notes.data, report->notes.size);
  if (report->sections > 0)
    bry__buffer_add(&b, report->body.data, report->body.size);
  else
    bry__buffer_format(&b, "<p>%s</p>\n", bry__word_get(BRY__WORD_NO_DATA, report->lang));
  if (report->has_withheld)
    bry__buffer_format(&b, "<p class=\"note\"><strong>:</strong> %s</p>\n",
                       bry__word_get(BRY__WORD_WITHHELD_NOTE, report->lang));
  bry__buffer_text(&b, "</main>\n</body>\n</html>\n");
  bry_status status = bry__buffer_finish(&b, out, err);
  bry__buffer_free(&b);
  return status;
}

void bry_report_free(bry_report *report) {
  if (!report) return;
  bry__free(report->title);
  bry__buffer_free(&report->notes);
  bry__buffer_free(&report->body);
  bry__free(report);
}
