/* bry survey: runs of a questionnaire. */
#include "commands.h"
#include "session.h"

#include <stdlib.h>
#include <string.h>

static int create(const session *s, const bry_questionnaire *q, const char *segments, const char *quotas) {
  bry_survey_options options;
  bry_survey_options_init(&options);
  options.title = args_value(s->args, OPT_TITLE);
  options.retain_until = args_value(s->args, OPT_RETAIN_UNTIL);
  options.segments = segments;
  options.quotas = quotas;
  options.privacy = args_value(s->args, OPT_PRIVACY);
  options.admission = args_value(s->args, OPT_ADMISSION);
  if (read_time(s, OPT_OPENS, &options.opens_at_us) != EXIT_DONE) return EXIT_USAGE;
  if (read_time(s, OPT_CLOSES, &options.closes_at_us) != EXIT_DONE) return EXIT_USAGE;
  bry_error *err = NULL;
  const char *slug = s->args->operands[0];
  bry_status status = bry_survey_create(s->store, slug, q, &options, NULL, &err);
  return finish_line(s, status, err, "survey %s  version %s", slug, bry_questionnaire_version(q));
}

static int survey_create(session *s) {
  const char *path = args_value(s->args, OPT_SEGMENTS), *quota_path = args_value(s->args, OPT_QUOTAS);
  char *segments = NULL, *quotas = NULL;
  bry_questionnaire *q = NULL;
  int result = read_questionnaire(s, s->args->operands[1], &q);
  if (result == EXIT_DONE && path != NULL) result = read_text(path, &segments);
  if (result == EXIT_DONE && quota_path != NULL) result = read_text(quota_path, &quotas);
  if (result == EXIT_DONE) result = create(s, q, segments, quotas);
  free(segments);
  free(quotas);
  bry_questionnaire_free(q);
  return result;
}

static int survey_open(session *s) {
  bry_error *err = NULL;
  bry_status status = bry_survey_open(s->store, s->args->operands[0], &err);
  return finish_line(s, status, err, "survey %s is open", s->args->operands[0]);
}

static int survey_close(session *s) {
  bry_error *err = NULL;
  progress bar = progress_begin("sealing", -1);
  bry_status status = bry_survey_close(s->store, s->args->operands[0], progress_step, &bar, &err);
  progress_end(&bar);
  return finish_line(s, status, err, "survey %s is closed", s->args->operands[0]);
}

static int survey_consent(session *s) {
  char *texts = NULL;
  int32_t version = 0;
  if (read_text(s->args->operands[1], &texts) != EXIT_DONE) return EXIT_FAILED;
  bry_error *err = NULL;
  bry_status status =
      bry_survey_set_consent(s->store, s->survey, texts, args_has(s->args, OPT_KEEP_EARLIER), &version, &err);
  free(texts);
  return finish_line(s, status, err, "consent %d", (int)version);
}

static int survey_delete(session *s) {
  bry_error *err = NULL;
  bry_status status = bry_survey_delete(s->store, s->args->operands[0], &err);
  return finish_line(s, status, err, "survey %s is deleted", s->args->operands[0]);
}

static int survey_list(session *s) {
  bry_table *table = NULL;
  bry_error *err = NULL;
  bry_status status = bry_survey_list(s->store, &table, &err);
  return finish_table(s, status, table, err);
}

/* The document alone, so that what was published can be had back. */
static int show_json(const session *s, const bry_questionnaire *q) {
  const char *json = bry_questionnaire_json(q);
  return write_bytes(args_value(s->args, OPT_OUT), json, strlen(json));
}

/* What the list of surveys tells of this one: a line for each column; of retention, when it deleted answers. */
static void draft_heading(const session *s, draft *d, const bry_table *list) {
  int64_t row = 0;
  while (row < bry_table_row_count(list) && strcmp(bry_table_text(list, row, 0), bry_survey_slug(s->survey)) != 0) {
    row++;
  }
  int32_t expired = bry_table_find_column(list, "expired");
  int kept = bry_table_int64(list, row, expired) == 0;
  for (int32_t c = 0; c < (kept ? expired : bry_table_column_count(list)); c++) {
    const char *text = bry_table_value_label(list, row, c, s->lang);
    fprintf(d->file, "%s: ", bry_table_column_label(list, c, s->lang));
    if (text != NULL)
      fprintf(d->file, "%s\n", text);
    else if (bry_table_missing(list, row, c) != BRY_PRESENT)
      fputs("-\n", d->file);
    else
      fprintf(d->file, "%lld\n", (long long)bry_table_int64(list, row, c));
  }
  fputc('\n', d->file);
}

/* The questions by the names that other commands know them by. */
static void draft_items(const session *s, draft *d, const bry_table *items) {
  int32_t name = bry_table_find_column(items, "item");
  int32_t type = bry_table_find_column(items, "type");
  int32_t title = bry_table_find_column(items, "title");
  int width = 0;
  for (int64_t row = 0; row < bry_table_row_count(items); row++) {
    int size = (int)strlen(bry_table_text(items, row, name));
    width = size > width ? size : width;
  }
  for (int64_t row = 0; row < bry_table_row_count(items); row++) {
    const char *text = bry_table_value_label(items, row, title, s->lang);
    fprintf(d->file, "%-*s  %-11s  %s\n", width, bry_table_text(items, row, name), bry_table_text(items, row, type),
            text != NULL ? text : "");
  }
}

/* A value as commands take it, and what people call it. */
static void draft_value(const session *s, draft *d, const bry_table *segments, int64_t row, int32_t column) {
  const char *value = bry_table_text(segments, row, column);
  const char *label = bry_table_value_label(segments, row, column, s->lang);
  fputs(value, d->file);
  if (label != NULL && strcmp(label, value) != 0) fprintf(d->file, " (%s)", label);
}

/* The segments by the names that --by knows them by, with their values. */
static void draft_segments(const session *s, draft *d, const bry_table *segments) {
  int32_t name = bry_table_find_column(segments, "segment"), value = bry_table_find_column(segments, "value");
  int64_t rows = bry_table_row_count(segments);
  const char *last = "";
  if (rows > 0) fprintf(d->file, "\n%s:", in_language(s, "Kan deles etter", "Kan delast etter", "Can be split by"));
  for (int64_t row = 0; row < rows; row++) {
    const char *segment = bry_table_text(segments, row, name);
    int is_next = strcmp(segment, last) == 0;
    if (!is_next) fprintf(d->file, "\n%s", segment);
    if (bry_table_text(segments, row, value) != NULL) {
      fputs(is_next ? ", " : ": ", d->file);
      draft_value(s, d, segments, row, value);
    }
    last = segment;
  }
  if (rows > 0) fputc('\n', d->file);
}

static int write_description(const session *s, const bry_table *items) {
  bry_table *list = NULL, *segments = NULL;
  bry_error *err = NULL;
  draft d;
  bry_status status = bry_survey_list(s->store, &list, &err);
  if (status == BRY_OK) status = bry_survey_segments(s->survey, &segments, &err);
  int result = status == BRY_OK ? draft_begin(&d) : fail(s, err);
  if (result == EXIT_DONE) {
    draft_heading(s, &d, list);
    draft_items(s, &d, items);
    draft_segments(s, &d, segments);
    result = draft_write(s, &d);
  }
  bry_table_free(segments);
  bry_table_free(list);
  return result;
}

static int survey_show(session *s) {
  const bry_questionnaire *q = bry_survey_questionnaire(s->survey);
  int32_t format = args_format(s->args);
  if (format == BRY_FORMAT_JSON) return show_json(s, q);
  bry_table *items = NULL;
  bry_error *err = NULL;
  bry_status status = bry_questionnaire_items(q, &items, &err);
  if (status != BRY_OK || format != BRY_FORMAT_TEXT) return finish_table(s, status, items, err);
  int result = write_description(s, items);
  bry_table_free(items);
  return result;
}

static const option_use create_options[] = {
    {OPT_SEGMENTS, "FILE", "what results may be split by (JSON)", 0},
    {OPT_OPENS, "TIME", "take answers from then on, such as 2026-11-23T08:00Z, once it is opened", 0},
    {OPT_CLOSES, "TIME", "and until then", 0},
    {OPT_TITLE, "TITLE", "the title of this run (default: the questionnaire's)", 0},
    {OPT_PRIVACY, NULL, "what is kept of who answered, for good (default: anonymous)", 0},
    {OPT_ADMISSION, NULL, "invited: no response without an invitation (default: open)", 0},
    {OPT_QUOTAS, "FILE", "how many are taken: [{\"segments\": {\"sektor\": \"helse\"}, \"max\": 2}]", 0},
    {OPT_RETAIN_UNTIL, "DATE", "the last day that answers are kept, such as 2027-06-30; see \"bry retention\"", 0},
    {0},
};

static const option_use consent_options[] = {
    {OPT_KEEP_EARLIER, NULL, "consent to earlier versions goes on to count", 0},
    {0},
};

const command survey_commands[] = {
    {.group = "survey",
     .name = "create",
     .operands = "SURVEY FILE",
     .summary = "Publish a questionnaire and make a survey of it",
     .details =
         "SURVEY names it within the tenant: 1 to 63 of a-z, 0-9, - and _. It takes answers once it is opened.\n"
         "The very same again does nothing.",
     .examples = "  bry survey create dream-day dream_day.json --segments segments.json\n",
     .options = create_options,
     .needs = NEEDS_TENANT,
     .run = survey_create},
    {.group = "survey",
     .name = "open",
     .operands = "SURVEY",
     .summary = "Let answers in",
     .examples = "  bry survey open dream-day\n",
     .needs = NEEDS_TENANT,
     .run = survey_open},
    {.group = "survey",
     .name = "close",
     .operands = "SURVEY",
     .summary = "Let no more answers in, for good, and seal",
     .details =
         "An anonymous survey is sealed: its rows are written anew in an order that tells nothing, and nothing in\n"
         "the database ties a response to its invitation or its moment any more. Receipts end. Run it again\n"
         "should it say that something stood in the way.",
     .examples = "  bry survey close dream-day\n",
     .needs = NEEDS_TENANT,
     .run = survey_close},
    {.group = "survey",
     .name = "consent",
     .operands = "SURVEY FILE",
     .summary = "Ask respondents for consent to a text",
     .details =
         "FILE holds it by language, as JSON: {\"nb\": \"...\", \"en\": \"...\"}. Prints the version's number, "
         "which responses\nmust name from now on.",
     .examples = "  bry survey consent dream-day consent.json\n",
     .options = consent_options,
     .needs = NEEDS_SURVEY,
     .run = survey_consent},
    {.group = "survey",
     .name = "delete",
     .operands = "SURVEY",
     .summary = "Remove a survey that nobody has answered",
     .details = "One that has responses stays, also when retention deleted them.",
     .examples = "  bry survey delete draem-day\n",
     .needs = NEEDS_TENANT,
     .run = survey_delete},
    {.group = "survey",
     .name = "list",
     .operands = "",
     .summary = "List the tenant's surveys",
     .examples = "  bry survey list --format json\n",
     .needs = NEEDS_TENANT,
     .prints = BRY_FORMAT_TEXT,
     .run = survey_list},
    {.group = "survey",
     .name = "show",
     .operands = "SURVEY",
     .summary = "Show a survey, its questions and segments",
     .details = "As csv, the questions alone; as json, the published questionnaire itself.",
     .examples = "  bry survey show dream-day --lang nn\n"
                 "  bry survey show dream-day --format json --out dream_day.json\n",
     .needs = NEEDS_SURVEY,
     .prints = BRY_FORMAT_TEXT,
     .run = survey_show},
    {0},
};
