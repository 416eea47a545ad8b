/* bry theme: coding the answers in words that a store holds, and what comes of it. */
#include "commands.h"
#include "map.h"
#include "session.h"

#include <stdlib.h>
#include <string.h>

static const char *codebook_of(const session *s) {
  const char *codebook = args_value(s->args, OPT_CODEBOOK);
  return codebook != NULL ? codebook : args_value(s->args, OPT_ITEM);
}

static int theme_code(session *s) {
  if (args_has(s->args, OPT_NEW)) return theme_code_new(s);
  const char *item = args_value(s->args, OPT_ITEM);
  int64_t count = 0;
  bry_error *err = NULL;
  progress bar = progress_begin("coding", -1);
  bry_status status = bry_survey_code(s->store, s->survey, item, codebook_of(s), progress_step, &bar, &count, &err);
  progress_end(&bar);
  return finish_line(s, status, err, "%s: %lld answers coded", item, (long long)count);
}

/* The question, and of how many answers the shares are, for people to read above the table; without a number where it
 * would count those who answer in another's shoes together with those who speak for themselves. */
static int set_heading(session *s) {
  bry_table *items = NULL, *whole = NULL;
  bry_error *err = NULL;
  const char *item = args_value(s->args, OPT_ITEM), *title = NULL;
  bry_status status = bry_questionnaire_items(bry_survey_questionnaire(s->survey), &items, &err);
  if (status == BRY_OK && !is_by_perspective(s))
    status = bry_survey_themes(s->store, s->survey, item, codebook_of(s), NULL, args_int(s->args, OPT_MIN_GROUP, 0),
                               &whole, &err);
  if (status != BRY_OK) {
    bry_table_free(items);
    return fail(s, err);
  }
  for (int64_t row = 0; title == NULL && row < bry_table_row_count(items); row++) {
    if (strcmp(bry_table_text(items, row, bry_table_find_column(items, "item")), item) == 0)
      title = bry_table_value_label(items, row, bry_table_find_column(items, "title"), s->lang);
  }
  int32_t n = whole != NULL ? bry_table_find_column(whole, "respondents") : -1;
  int size = -1;
  if (n >= 0 && bry_table_row_count(whole) > 0 && bry_table_missing(whole, 0, n) == BRY_PRESENT)
    size = asprintf(&s->heading, "%s  (n = %lld)", title != NULL ? title : item,
                    (long long)bry_table_int64(whole, 0, n));
  else
    size = asprintf(&s->heading, "%s", title != NULL ? title : item);
  bry_table_free(items);
  bry_table_free(whole);
  if (size >= 0) return EXIT_DONE;
  s->heading = NULL;
  return fail_because("out of memory");
}

static int theme_table(session *s) {
  if (check_result(s) != EXIT_DONE) return EXIT_USAGE;
  if (args_format(s->args) == BRY_FORMAT_TEXT && set_heading(s) != EXIT_DONE) return EXIT_FAILED;
  bry_table *table = NULL;
  bry_error *err = NULL;
  bry_status status =
      bry_survey_themes(s->store, s->survey, args_value(s->args, OPT_ITEM), codebook_of(s),
                        args_value(s->args, OPT_BY), args_int(s->args, OPT_MIN_GROUP, 0), &table, &err);
  return finish_result(s, status, table, "theme", err);
}

/* For people: the quotes under their theme, for they are too long to stand beside it. */
static int write_quotes(const session *s, const bry_table *table) {
  draft d;
  if (draft_begin(&d) != EXIT_DONE) return EXIT_FAILED;
  int32_t theme = bry_table_find_column(table, "theme");
  int32_t quote = bry_table_find_column(table, "quote");
  const char *last = "";
  for (int64_t row = 0; row < bry_table_row_count(table); row++) {
    const char *id = bry_table_text(table, row, theme);
    if (strcmp(id, last) != 0) fprintf(d.file, "%s\n", bry_table_value_label(table, row, theme, s->lang));
    fprintf(d.file, "  – %s\n", bry_table_text(table, row, quote));
    last = id;
  }
  return draft_write(s, &d);
}

static int theme_quotes(session *s) {
  bry_table *table = NULL;
  bry_error *err = NULL;
  bry_status status = bry_survey_quotes(s->store, s->survey, args_value(s->args, OPT_ITEM), codebook_of(s),
                                        args_int(s->args, OPT_PER_THEME, 2), &table, &err);
  if (status != BRY_OK || args_format(s->args) != BRY_FORMAT_TEXT) return finish_table(s, status, table, err);
  int result = write_quotes(s, table);
  bry_table_free(table);
  return result;
}

static int theme_pairs(session *s) {
  bry_table *table = NULL;
  bry_error *err = NULL;
  bry_status status = bry_survey_theme_pairs(s->store, s->survey, args_value(s->args, OPT_ITEM), codebook_of(s),
                                             args_int(s->args, OPT_MIN_GROUP, 0), &table, &err);
  return finish_table(s, status, table, err);
}

static int theme_map(session *s) {
  bry_map *map = NULL;
  bry_error *err = NULL;
  if (bry_survey_map(s->store, s->survey, args_value(s->args, OPT_ITEM), codebook_of(s),
                     args_int(s->args, OPT_MIN_GROUP, 0), &map, &err) != BRY_OK)
    return fail(s, err);
  int result = print_map(s, map, args_value(s->args, OPT_AS));
  bry_map_free(map);
  return result;
}

#define ITEM_OPTIONS                                                                                                 \
  {OPT_ITEM, "ITEM", "the open question", USE_REQUIRED}, {                                                           \
    OPT_CODEBOOK, "ID", "the codebook (default: named as the item)", 0                                               \
  }

static const option_use code_options[] = {
    ITEM_OPTIONS, {OPT_NEW, NULL, "only answers that came since, and tell how far they have moved away", 0}, {0}};

static const option_use split_options[] = {
    ITEM_OPTIONS,
    {OPT_BY, "SEGMENT", "split by a segment", 0},
    {OPT_STATISTIC, "WHAT", "counts, test (do segments mention themes differently?) or residuals (default: counts)",
     0},
    {OPT_CONFIDENCE, "N", "also the intervals of shares, 50 to 99 per cent (of --statistic: default 95)", 0},
    {OPT_CHART, "PICTURE", "write an SVG in place of the table: bars, heat or trend (along --by)", 0},
    {OPT_VEGA, NULL, "write the picture as a Vega-Lite specification", 0},
    {OPT_WIDE, NULL, "a column for each value of the segment", 0},
    {OPT_VALUE, NULL, "what stands in the wide table's cells (default: share)", 0},
    {OPT_MIN_GROUP, "N", "withhold groups of fewer people (default: 5, at least 3)", 0},
    {0},
};

static const option_use quote_options[] = {
    ITEM_OPTIONS,
    {OPT_PER_THEME, "N", "how many for each theme, 1 to 20 (default: 2)", 0},
    {0},
};

static const option_use pairs_options[] = {
    ITEM_OPTIONS,
    {OPT_MIN_GROUP, "N", "withhold pairs of fewer people (default: 5, at least 3)", 0},
    {0},
};

static const option_use map_options[] = {
    ITEM_OPTIONS,
    {OPT_AS, NULL, "what is printed (default: nodes)", 0},
    {OPT_MIN_GROUP, "N", "leave out themes and pairs of fewer people (default: 5, at least 3)", 0},
    {0},
};

const command theme_commands[] = {
    {.group = "theme",
     .name = "code",
     .operands = "SURVEY",
     .summary = "Code all answers to an open question by a codebook",
     .details =
         "Earlier codings of this question by the rules of this codebook are replaced; what people decided stays.\n"
         "With --new fewer than five answers wait, while the survey is open. From a drift of about 0.2, over some\n"
         "hundred answers, it is time to look at the codebook.",
     .examples = "  bry theme code dream-day --item q1\n"
                 "  bry theme code dream-day --item q1 --new\n",
     .options = code_options,
     .needs = NEEDS_SURVEY,
     .run = theme_code},
    {.group = "theme",
     .name = "table",
     .operands = "SURVEY",
     .summary = "How many people touch each theme",
     .details = "Shares are of those who gave an answer with content. Small groups are withheld, printed as \":\".\n"
                "By a codebook that was found (`bry theme discover`) they are by the main theme of each answer.\n"
                "--statistic residuals tells which segments stand out, by p adjusted for the number of comparisons.",
     .examples = "  bry theme table dream-day --item q1 --by kommune --wide\n"
                 "  bry theme table dream-day --item q1 --confidence 95\n"
                 "  bry theme table dream-day --item q1 --by sektor --statistic residuals\n"
                 "  bry theme table dream-day --item q1 --by sektor --format csv --out themes.csv\n",
     .options = split_options,
     .needs = NEEDS_SURVEY,
     .prints = BRY_FORMAT_TEXT,
     .run = theme_table},
    {.group = "theme",
     .name = "quotes",
     .operands = "SURVEY",
     .summary = "A few short quotes for each theme",
     .details =
         "Quotes are near what most say of the theme, rather short, and unlike each other. Only of themes with at\n"
         "least ten people, and no text with an address, a long number or what looks like a name. A questionnaire\n"
         "asks for leave by a yes-or-no question called may_quote: then only who said yes is quoted. Without one\n"
         "nobody was asked. Read the quotes before you publish them.",
     .examples = "  bry theme quotes dream-day --item q2 --per-theme 2\n",
     .options = quote_options,
     .needs = NEEDS_SURVEY,
     .prints = BRY_FORMAT_TEXT,
     .run = theme_quotes},
    {.group = "theme",
     .name = "pairs",
     .operands = "SURVEY",
     .summary = "How often the same people touch two themes, as a table",
     .details = "count: people with both; support: their share; jaccard: of those with either; npmi: above 0 where "
                "the two go\n"
                "together more than by chance.",
     .examples = "  bry theme pairs dream-day --item q1 --format csv --out pairs.csv\n",
     .options = pairs_options,
     .needs = NEEDS_SURVEY,
     .prints = BRY_FORMAT_TEXT,
     .run = theme_pairs},
    {.group = "theme",
     .name = "map",
     .operands = "SURVEY",
     .summary = "Which themes the same people touch",
     .examples = "  bry theme map dream-day --item q3 --as edges\n"
                 "  bry theme map dream-day --item q3 --as dot | dot -Tsvg > map.svg\n",
     .options = map_options,
     .needs = NEEDS_SURVEY,
     .prints = BRY_FORMAT_TEXT,
     .run = theme_map},
    {0},
};
