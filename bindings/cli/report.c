/* bry report: one page with all results of a survey, a picture and a table each. */
#include "commands.h"
#include "session.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

/* The page, and the question whose results are being added to it. */
typedef struct page {
  const session *s;
  bry_report *report;
  const char *item;
  const char *title; /* of the item */
  const char *type;  /* ditto */
  int is_split_only; /* some answer in another's shoes: there is no whole, and nobody is quoted */
} page;

/* Adds a table under "title", or "title – what", a full stop between them dropped; frees it. */
static int add_section(const page *p, const char *what, bry_table *table, int32_t chart) {
  size_t size = strlen(p->title);
  if (what != NULL && size > 0 && p->title[size - 1] == '.') size--;
  char *heading = NULL;
  if (asprintf(&heading, "%.*s%s%s", (int)size, p->title, what != NULL ? " – " : "", what != NULL ? what : "") < 0) {
    bry_table_free(table);
    return fail_because("out of memory");
  }
  bry_error *err = NULL;
  bry_status status = bry_report_add(p->report, heading, table, chart, &err);
  free(heading);
  bry_table_free(table);
  return status == BRY_OK ? EXIT_DONE : fail(p->s, err);
}

/* The codebook by which an item was coded: --codebook ITEM=ID, else the one named as the item. */
static const char *codebook_of(const page *p) {
  size_t size = strlen(p->item);
  int32_t place = 0;
  for (const char *given; (given = args_next(p->s->args, OPT_CODEBOOK, &place)) != NULL;) {
    if (strncmp(given, p->item, size) == 0 && given[size] == '=') return given + size + 1;
  }
  return p->item;
}

/* One result, whole or by a segment; *out stays NULL when the item is not coded. */
static int fetch(const page *p, int is_open, const char *segment, bry_table **out) {
  const session *s = p->s;
  int32_t min_group = args_int(s->args, OPT_MIN_GROUP, 0);
  bry_error *err = NULL;
  bry_status status;
  if (is_open) {
    status = bry_survey_themes(s->store, s->survey, p->item, codebook_of(p), segment, min_group, out, &err);
  } else {
    status = bry_survey_counts(s->store, s->survey, p->item, segment, min_group, out, &err);
  }
  if (is_open && (segment == NULL || p->is_split_only) && status == BRY_ENOTFOUND) {
    bry_error_free(err);
    fprintf(
        stderr,
        "bry: %s is left out: not coded yet by the codebook %s (bry theme code); --codebook %s=ID names another\n",
        p->item, codebook_of(p), p->item);
    return EXIT_DONE;
  }
  return status == BRY_OK ? EXIT_DONE : fail(s, err);
}

/* How many values a table tells of. */
static int64_t count_values(const bry_table *table) {
  int32_t column = bry_table_find_column(table, "value");
  int64_t count = 0;
  for (int64_t row = 0; row < bry_table_row_count(table); row++) {
    const char *value = bry_table_text(table, row, column);
    int64_t earlier = 0;
    while (earlier < row && strcmp(bry_table_text(table, earlier, column), value) != 0)
      earlier++;
    count += earlier == row;
  }
  return count;
}

/* Answers on a scale divide a bar for each group or row; others stand in a grid, which holds two dimensions. */
static int32_t chart_of(const page *p, const bry_table *table, int is_split) {
  int has_parts = bry_table_find_column(table, "part") >= 0, is_rating = strcmp(p->type, "rating") == 0;
  int is_scale = is_rating || strcmp(p->type, "matrix") == 0;
  if (is_scale && (is_split || has_parts) && count_values(table) <= 11) return BRY_CHART_LIKERT;
  if (has_parts && is_split) return BRY_CHART_NONE;
  return has_parts || is_split ? BRY_CHART_HEAT : BRY_CHART_BARS;
}

static int add_by_segments(const page *p, int is_open) {
  int32_t place = 0;
  for (const char *segment; (segment = args_next(p->s->args, OPT_BY, &place)) != NULL;) {
    bry_table *table = NULL;
    if (fetch(p, is_open, segment, &table) != EXIT_DONE) return EXIT_FAILED;
    if (table == NULL) return EXIT_DONE;
    const char *label = bry_table_column_label(table, bry_table_find_column(table, segment), p->s->lang);
    if (add_section(p, label, table, chart_of(p, table, 1)) != EXIT_DONE) return EXIT_FAILED;
  }
  return EXIT_DONE;
}

static int add_quotes(const page *p) {
  bry_table *table = NULL;
  bry_error *err = NULL;
  if (bry_survey_quotes(p->s->store, p->s->survey, p->item, codebook_of(p), args_int(p->s->args, OPT_PER_THEME, 2),
                        &table, &err) != BRY_OK)
    return fail(p->s, err);
  if (bry_table_row_count(table) == 0) {
    bry_table_free(table);
    return EXIT_DONE;
  }
  return add_section(p, bry_table_title(table, p->s->lang), table, BRY_CHART_NONE);
}

static int add_item(const page *p, int is_open) {
  bry_table *whole = NULL;
  if (p->is_split_only) return add_by_segments(p, is_open);
  if (fetch(p, is_open, NULL, &whole) != EXIT_DONE) return EXIT_FAILED;
  if (whole == NULL) return EXIT_DONE;
  int result = add_section(p, NULL, whole, chart_of(p, whole, 0));
  if (result == EXIT_DONE) result = add_by_segments(p, is_open);
  if (result == EXIT_DONE && is_open && args_int(p->s->args, OPT_PER_THEME, 2) > 0) result = add_quotes(p);
  return result;
}

static int is_wanted(const session *s, const char *item) {
  int32_t place = 0;
  const char *given = args_next(s->args, OPT_ITEM, &place);
  int wanted = given == NULL;
  for (; given != NULL; given = args_next(s->args, OPT_ITEM, &place))
    wanted |= strcmp(given, item) == 0;
  return wanted;
}

static int add_items(page *p, const bry_table *items) {
  int32_t name = bry_table_find_column(items, "item");
  int32_t title = bry_table_find_column(items, "title");
  int32_t kind = bry_table_find_column(items, "kind"), type = bry_table_find_column(items, "type");
  for (int64_t row = 0; row < bry_table_row_count(items); row++) {
    const char *is = bry_table_text(items, row, kind);
    p->item = bry_table_text(items, row, name);
    p->title = bry_table_value_label(items, row, title, p->s->lang);
    if (p->title == NULL) p->title = p->item;
    p->type = bry_table_text(items, row, type);
    if (is == NULL || strcmp(is, "none") == 0 || !is_wanted(p->s, p->item)) continue;
    int is_open = strcmp(is, "text") == 0;
    if (!is_open && strcmp(is, "closed") != 0) {
      fprintf(stderr, "bry: %s is left out: a report has no table for the kind \"%s\"\n", p->item, is);
    } else if (add_item(p, is_open) != EXIT_DONE) {
      return EXIT_FAILED;
    }
  }
  return EXIT_DONE;
}

/* The title of this run when it has one of its own, else the questionnaire's in the reader's language. */
static const char *report_title(const session *s) {
  const bry_questionnaire *q = bry_survey_questionnaire(s->survey);
  const char *given = args_value(s->args, OPT_TITLE);
  const char *own = bry_survey_title(s->survey);
  const char *translated = bry_questionnaire_title(q, s->lang);
  if (given != NULL) return given;
  return strcmp(own, bry_questionnaire_title(q, NULL)) == 0 && *translated != '\0' ? translated : own;
}

static int add_note(const page *p, const char *text) {
  bry_error *err = NULL;
  return bry_report_note(p->report, text, &err) == BRY_OK ? EXIT_DONE : fail(p->s, err);
}

/* The day, in the way of the language; that of SOURCE_DATE_EPOCH where a page must come out the same again. */
static void put_today(const session *s, char *out, size_t size) {
  const char *fixed = getenv("SOURCE_DATE_EPOCH");
  time_t now = fixed != NULL ? (time_t)strtoll(fixed, NULL, 10) : time(NULL);
  struct tm day;
  *out = '\0';
  if (fixed != NULL ? gmtime_r(&now, &day) != NULL : localtime_r(&now, &day) != NULL)
    strftime(out, size, in_language(s, "%d.%m.%Y", "%d.%m.%Y", "%Y-%m-%d"), &day);
}

/* How many answered, when the page was made, and what is not shown. */
static int add_notes(const page *p) {
  const session *s = p->s;
  int32_t least = args_int(s->args, OPT_MIN_GROUP, 0);
  int64_t count = 0;
  char text[512], day[32];
  bry_error *err = NULL;
  if (least == 0) least = BRY_MIN_GROUP_DEFAULT;
  if (bry_response_count(s->store, s->survey, &count, &err) != BRY_OK) return fail(s, err);
  put_today(s, day, sizeof day);
  if (count >= least)
    snprintf(
        text, sizeof text,
        in_language(s, "%lld har svart. Laget %s.", "%lld har svara. Laga %s.", "%lld people answered. Made %s."),
        (long long)count, day);
  else
    snprintf(text, sizeof text,
             in_language(s, "Færre enn %d har svart. Laget %s.", "Færre enn %d har svara. Laga %s.",
                         "Fewer than %d people answered. Made %s."),
             (int)least, day);
  if (add_note(p, text) != EXIT_DONE) return EXIT_FAILED;
  snprintf(
      text, sizeof text,
      in_language(s,
                  "Tall for grupper på færre enn %d er holdt tilbake og vist som «:». Er det bare én slik gruppe, "
                  "er den nest minste holdt tilbake også, så den første ikke kan regnes ut.",
                  "Tal for grupper på færre enn %d er haldne tilbake og viste som «:». Er det berre éi slik "
                  "gruppe, er den nest minste halden tilbake òg, så den første ikkje kan reknast ut.",
                  "Numbers of groups of fewer than %d people are withheld and shown as \":\". If there is only one "
                  "such group, so is the next smallest, so that the first can't be worked out."),
      (int)least);
  return add_note(p, text);
}

/* Each --item must be one, for a page that lacks it would not show it. */
static int check_items(const session *s, const bry_table *items) {
  int32_t place = 0, name = bry_table_find_column(items, "item");
  for (const char *given; (given = args_next(s->args, OPT_ITEM, &place)) != NULL;) {
    int64_t row = 0;
    while (row < bry_table_row_count(items) && strcmp(bry_table_text(items, row, name), given) != 0)
      row++;
    if (row < bry_table_row_count(items)) continue;
    fail_because("the survey has no item \"%s\"", given);
    list_known(s);
    return EXIT_FAILED;
  }
  return EXIT_DONE;
}

static void warn_of_subtraction(const session *s) {
  int32_t place = 0, count = 0;
  while (args_next(s->args, OPT_BY, &place) != NULL)
    count++;
  if (count > 1)
    fputs("bry: several breakdowns of the same answers can be subtracted from each other and so give small groups "
          "away:\n  read the page before you share it, or give one --by\n",
          stderr);
}

static int report(session *s) {
  page p = {.s = s, .is_split_only = is_by_perspective(s)};
  bry_error *err = NULL;
  bry_table *items = NULL;
  bry_text *html = NULL;
  bry_status status = bry_questionnaire_items(bry_survey_questionnaire(s->survey), &items, &err);
  if (status == BRY_OK) status = bry_report_new(report_title(s), s->lang, &p.report, &err);
  int result = status == BRY_OK ? check_items(s, items) : fail(s, err);
  if (result == EXIT_DONE) result = add_notes(&p);
  if (result == EXIT_DONE) result = add_items(&p, items);
  if (result == EXIT_DONE) warn_of_subtraction(s);
  if (result == EXIT_DONE) {
    status = bry_report_html(p.report, &html, &err);
    result = finish_text(s, status, html, err);
  }
  bry_report_free(p.report);
  bry_table_free(items);
  return result;
}

static const option_use report_options[] = {
    {OPT_BY, "SEGMENT", "also split by a segment", USE_REPEATED},
    {OPT_ITEM, "ITEM", "only this question", USE_REPEATED},
    {OPT_CODEBOOK, "ITEM=ID", "the codebook of an open question (default: named as it)", USE_REPEATED},
    {OPT_PER_THEME, "N", "quotes for each theme, 0 to 20 (default: 2)", 0},
    {OPT_MIN_GROUP, "N", "withhold groups of fewer people (default: 5, at least 3)", 0},
    {OPT_TITLE, "TITLE", "the page's title (default: the survey's)", 0},
    {OPT_OUT, "FILE", "write to a file, whole or not at all; - is standard output", 0},
    {0},
};

const command report_commands[] = {
    {.name = "report",
     .operands = "SURVEY",
     .summary = "One HTML page with all results, a picture and a table each",
     .details =
         "The page needs nothing else: no script, no fonts, no network. Open questions must have been coded;\n"
         "numbers, dates, addresses and multipletexts are left out.\n"
         "Read the quotes before you publish the page, or leave them out with --per-theme 0.\n"
         "With --by perspective, where some answer in another's shoes, there are no tables of all and no quotes.\n"
         "Several breakdowns (--by) together can be subtracted from each other and so give small groups away:\n"
         "one is safest. SOURCE_DATE_EPOCH sets the day that the page bears.",
     .examples = "  bry report dream-day --by kommune --out report.html\n",
     .options = report_options,
     .needs = NEEDS_SURVEY,
     .run = report},
    {0},
};
