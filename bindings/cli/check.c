/* bry check and bry expr: questionnaires, answers and expressions in files, a line of JSON out for each. */
#include "commands.h"
#include "session.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* --- lines ------------------------------------------------------------------------------------------------------ */

typedef int (*line_work)(void *job, int64_t number, const char *line, size_t size); /* number: of the line, from 1 */

static int is_blank(const char *line, size_t size) {
  for (size_t i = 0; i < size; i++) {
    if (strchr(" \t\r\n", line[i]) == NULL) return 0;
  }
  return 1;
}

/* Does the work for each line of a file that is not blank, without its end; EXIT_FAILED when it gave that for one of
 * them. */
static int each_line(const char *path, line_work work, void *job) {
  FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "rbe");
  if (file == NULL) return fail_because("can't read %s: %s", path, strerror(errno));
  char *line = NULL;
  size_t room = 0;
  ssize_t size;
  int result = EXIT_DONE;
  errno = 0;
  for (int64_t number = 1; (size = getline(&line, &room, file)) > 0 && !ferror(stdout); number++) {
    size_t used = (size_t)size - (line[size - 1] == '\n');
    if (!is_blank(line, used) && work(job, number, line, used) != EXIT_DONE) result = EXIT_FAILED;
    errno = 0;
  }
  if (ferror(file) || errno != 0) result = fail_because("can't read %s: %s", path, strerror(errno));
  free(line);
  if (file != stdin) fclose(file);
  return result;
}

static int put_text(bry_text *text) {
  fwrite(bry_text_data(text), 1, bry_text_size(text), stdout);
  putchar('\n');
  bry_text_free(text);
  return EXIT_DONE;
}

static int put_draft(draft *d) {
  if (draft_end(d) != EXIT_DONE) return EXIT_FAILED;
  fwrite(d->data, 1, d->size, stdout);
  free(d->data);
  return EXIT_DONE;
}

/* A line is a document of its own, whose reader calls it line 1: what is wrong in it, with the line's place in the file. */
static void put_message(draft *d, const char *message, int64_t number) {
  static const char first[] = ", line 1, column ";
  const char *at = number > 1 ? strstr(message, first) : NULL;
  char *placed = NULL;
  if (at != NULL && asprintf(&placed, "%.*s, line %lld, column %s", (int)(at - message), message, (long long)number,
                             at + sizeof first - 1) < 0)
    placed = NULL;
  draft_json_string(d, placed != NULL ? placed : message);
  free(placed);
}

/* A wrong zone is told once, and not as the fault of each line. */
static int check_zone(const session *s) {
  static const char request[] = "{\"expression\":\"currentDate()\"}";
  bry_text *text = NULL;
  bry_error *err = NULL;
  bry_status status = bry_expression_eval(request, sizeof request - 1, args_value(s->args, OPT_ZONE), &text, &err);
  bry_text_free(text);
  return status == BRY_OK ? EXIT_DONE : fail(s, err);
}

/* --- expr ------------------------------------------------------------------------------------------------------- */

static int evaluate_line(void *job, int64_t number, const char *line, size_t size) {
  const session *s = job;
  bry_text *text = NULL;
  bry_error *err = NULL;
  bry_status status = bry_expression_eval(line, size, args_value(s->args, OPT_ZONE), &text, &err);
  if (status == BRY_OK) return put_text(text);
  draft d;
  if (draft_begin(&d) != EXIT_DONE) return EXIT_FAILED;
  fputs("{\"error\":", d.file);
  put_message(&d, bry_error_message(err), number);
  fprintf(d.file, ",\"status\":\"%s\"}\n", bry_status_name(status));
  bry_error_free(err);
  put_draft(&d);
  return EXIT_FAILED;
}

static int expr(session *s) {
  if (check_zone(s) != EXIT_DONE) return EXIT_FAILED;
  return each_line(s->args->operand_count > 0 ? s->args->operands[0] : "-", evaluate_line, s);
}

/* --- check ------------------------------------------------------------------------------------------------------ */

static void put_error(draft *d, const char *item, const char *rule, const char *pointer, const char *message,
                      int64_t number) {
  fputs("{\"item\":", d->file);
  if (item != NULL) draft_json_string(d, item);
  if (item == NULL) fputs("null", d->file);
  fputs(",\"rule\":", d->file);
  draft_json_string(d, rule);
  fputs(",\"pointer\":", d->file);
  draft_json_string(d, pointer);
  fputs(",\"message\":", d->file);
  put_message(d, message, number);
  fputc('}', d->file);
}

/* What is wrong with a document: its findings, or else that it is no document at all. number: of its line, 0 for a file
 * of its own. */
static void put_errors(draft *d, const session *s, const bry_error *err, int64_t number) {
  const bry_findings *findings = bry_error_findings(err);
  fputs("\"errors\":[", d->file);
  for (int64_t i = 0; i < bry_findings_count(findings); i++) {
    if (i > 0) fputc(',', d->file);
    put_error(d, bry_findings_item_at(findings, i), bry_findings_rule_at(findings, i),
              bry_findings_pointer_at(findings, i), bry_findings_message_at(findings, i, s->lang), 0);
  }
  if (findings == NULL) {
    const char *pointer = bry_error_pointer(err);
    put_error(d, NULL, "document", pointer != NULL ? pointer : "", bry_error_message(err), number);
  }
  fputc(']', d->file);
}

typedef struct check_job {
  const session *s;
  const bry_questionnaire *questionnaire;
  bry_check_options options;
} check_job;

static int check_line(void *user, int64_t number, const char *line, size_t size) {
  check_job *job = user;
  bry_text *text = NULL;
  bry_error *err = NULL;
  draft d;
  if (bry_answers_evaluate(job->questionnaire, line, size, &job->options, &text, &err) == BRY_OK)
    return put_text(text);
  if (draft_begin(&d) == EXIT_DONE) {
    fputs("{\"ok\":false,\"visible\":[],\"required\":[],", d.file);
    put_errors(&d, job->s, err, number);
    fputs(",\"values\":{}}\n", d.file);
    put_draft(&d);
  }
  bry_error_free(err);
  return EXIT_FAILED;
}

/* What stands behind "value":" in {"value":"2026-01-31T11:00:00.000Z","is":"Date"}. */
static int read_moment(const char *json, int64_t *out_us) {
  struct tm tm = {0};
  const char *text = strchr(json, ':');
  const char *end = text != NULL ? strptime(text + 2, "%Y-%m-%dT%H:%M:%S", &tm) : NULL;
  if (end == NULL || *end != '.') return 0;
  *out_us = ((int64_t)timegm(&tm) * 1000 + strtol(end + 1, NULL, 10)) * 1000;
  return 1;
}

/* --now is written as in the requests of bry expr, and read by the same reader, which knows the zone. */
static int read_now(const session *s, int64_t *out_us) {
  const char *now = args_value(s->args, OPT_NOW);
  if (now == NULL) return EXIT_DONE;
  draft d;
  bry_text *text = NULL;
  bry_error *err = NULL;
  if (draft_begin(&d) != EXIT_DONE) return EXIT_FAILED;
  fputs("{\"expression\":\"currentDate()\",\"now\":", d.file);
  draft_json_string(&d, now);
  fputc('}', d.file);
  if (draft_end(&d) != EXIT_DONE) return EXIT_FAILED;
  bry_status status = bry_expression_eval(d.data, d.size, args_value(s->args, OPT_ZONE), &text, &err);
  free(d.data);
  if (status != BRY_OK) return fail(s, err);
  int is_read = read_moment(bry_text_data(text), out_us);
  bry_text_free(text);
  return is_read ? EXIT_DONE : fail_because("--now is outside of what can be computed with");
}

static int check_all(const session *s, const bry_questionnaire *questionnaire, const char *path) {
  check_job job = {.s = s, .questionnaire = questionnaire};
  bry_check_options_init(&job.options);
  job.options.lang = s->lang;
  job.options.zone = args_value(s->args, OPT_ZONE);
  const char *titles = args_value(s->args, OPT_TITLES);
  if (titles != NULL) job.options.titles = strcmp(titles, "html") == 0 ? BRY_TITLES_HTML : BRY_TITLES_PLAIN;
  if (check_zone(s) != EXIT_DONE || read_now(s, &job.options.now_us) != EXIT_DONE) return EXIT_FAILED;
  return each_line(path, check_line, &job);
}

static int report_questionnaire(const session *s, const bry_questionnaire *questionnaire, const bry_error *err) {
  draft d;
  if (draft_begin(&d) != EXIT_DONE) return EXIT_FAILED;
  if (questionnaire != NULL) {
    fprintf(d.file, "{\"ok\":true,\"version\":\"%s\"}\n", bry_questionnaire_version(questionnaire));
  } else {
    fputs("{\"ok\":false,", d.file);
    put_errors(&d, s, err, 0);
    fputs("}\n", d.file);
  }
  return put_draft(&d) == EXIT_DONE && questionnaire != NULL ? EXIT_DONE : EXIT_FAILED;
}

static int check(session *s) {
  const args *a = s->args;
  const char *answers = a->operand_count > 1 ? a->operands[1] : NULL;
  if (answers != NULL && strcmp(answers, "-") == 0 && strcmp(a->operands[0], "-") == 0)
    return usage_error(a->command, "only one of the two can come from standard input");
  char *data = NULL;
  size_t size = 0;
  if (read_bytes(a->operands[0], &data, &size) != EXIT_DONE) return EXIT_FAILED;
  bry_questionnaire *questionnaire = NULL;
  bry_error *err = NULL;
  bry_questionnaire_parse(data, size, &questionnaire, &err);
  free(data);
  int result = questionnaire != NULL && answers != NULL ? check_all(s, questionnaire, answers)
                                                        : report_questionnaire(s, questionnaire, err);
  bry_error_free(err);
  bry_questionnaire_free(questionnaire);
  return result;
}

static const option_use expr_options[] = {
    {OPT_ZONE, "ZONE", "the time zone that days are of (else Europe/Oslo)", 0},
    {0},
};

static const option_use check_options[] = {
    {OPT_ZONE, "ZONE", "the time zone that days are of (else Europe/Oslo)", 0},
    {OPT_NOW, "TIME", "the present moment, such as 2026-01-31T12:00 (else the clock's)", 0},
    {OPT_TITLES, NULL, "also print titles and texts, answers filled in; html: escaped for a page", 0},
    {0},
};

const command check_commands[] = {
    {.name = "check",
     .operands = "QUESTIONNAIRE [ANSWERS]",
     .summary = "Check a questionnaire, or lines of answers to it",
     .details =
         "Without ANSWERS, prints {\"ok\":true,\"version\":...}, or the errors with their places. With ANSWERS, a "
         "file\n"
         "of JSON objects, one a line, prints a line for each: what is shown, what is required, what is wrong, and\n"
         "the values, hidden ones left out and computed ones put in. Exit status 1 when the questionnaire is\n"
         "refused, or when a line is no JSON; answers that break a rule have \"ok\":false in their line.\n"
         "With --titles, a line also has \"titles\", the title of each item that is shown, and \"texts\", every "
         "text\n"
         "of the questionnaire with names in it (\"Why {q1}?\") by its JSON pointer, in a row or panel with its\n"
         "name before it, both with the answers filled in.",
     .examples = "  bry check dream_day.json\n"
                 "  bry check dream_day.json answers.jsonl --lang nn --now 2026-01-31T12:00\n"
                 "  bry check dream_day.json answers.jsonl --titles plain\n",
     .options = check_options,
     .run = check},
    {.name = "expr",
     .operands = "[FILE]",
     .summary = "Evaluate expressions over values",
     .details = "Reads a JSON object a line from FILE or standard input, {\"expression\":..., \"values\":{...},\n"
                "\"now\":\"...\"}, and prints a line for each: {\"value\":...} or {\"error\":...}.",
     .examples = "  echo '{\"expression\":\"{a} + 1\",\"values\":{\"a\":2}}' | bry expr\n",
     .options = expr_options,
     .run = expr},
    {0},
};
