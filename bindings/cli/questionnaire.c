/* bry questionnaire: looking at a questionnaire in a file, and at answers to it, without a store. */
#include "commands.h"
#include "session.h"

#include <stdlib.h>

/* The findings as a table: rule, pointer, item, message. */
static int findings_table(const session *s, const bry_findings *findings, bry_table **out) {
  draft d;
  if (draft_begin(&d) != EXIT_DONE) return EXIT_FAILED;
  fputs("rule,pointer,item,message\n", d.file);
  for (int64_t i = 0; i < bry_findings_count(findings); i++) {
    const char *item = bry_findings_item_at(findings, i);
    draft_csv_field(&d, bry_findings_rule_at(findings, i));
    fputc(',', d.file);
    draft_csv_field(&d, bry_findings_pointer_at(findings, i));
    fputc(',', d.file);
    draft_csv_field(&d, item != NULL ? item : "");
    fputc(',', d.file);
    draft_csv_field(&d, bry_findings_message_at(findings, i, s->lang));
    fputc('\n', d.file);
  }
  return draft_table(s, &d, out);
}

static int findings_json(const session *s, const bry_findings *findings, const char *version) {
  draft d;
  if (draft_begin(&d) != EXIT_DONE) return EXIT_FAILED;
  int64_t count = bry_findings_count(findings);
  fprintf(d.file, "{\"ok\":%s", count == 0 ? "true" : "false");
  if (version != NULL) fprintf(d.file, ",\"version\":\"%s\"", version);
  fputs(",\"findings\":[", d.file);
  for (int64_t i = 0; i < count; i++) {
    const char *item = bry_findings_item_at(findings, i);
    fputs(i > 0 ? ",{\"rule\":" : "{\"rule\":", d.file);
    draft_json_string(&d, bry_findings_rule_at(findings, i));
    fputs(",\"pointer\":", d.file);
    draft_json_string(&d, bry_findings_pointer_at(findings, i));
    fputs(",\"item\":", d.file);
    if (item != NULL) draft_json_string(&d, item);
    if (item == NULL) fputs("null", d.file);
    fputs(",\"message\":", d.file);
    draft_json_string(&d, bry_findings_message_at(findings, i, s->lang));
    fputc('}', d.file);
  }
  fputs("]}\n", d.file);
  return draft_write(s, &d);
}

/* For people: how many there are, and a line each with its place. */
static int findings_text(const session *s, const bry_findings *findings) {
  draft d;
  if (draft_begin(&d) != EXIT_DONE) return EXIT_FAILED;
  int64_t count = bry_findings_count(findings);
  fprintf(d.file, "%lld %s\n", (long long)count, in_language(s, "feil", "feil", count == 1 ? "mistake" : "mistakes"));
  for (int64_t i = 0; i < count; i++) {
    const char *pointer = bry_findings_pointer_at(findings, i), *item = bry_findings_item_at(findings, i);
    fprintf(d.file, "  %s", *pointer != '\0' ? pointer : in_language(s, "(hele)", "(heile)", "(document)"));
    if (item != NULL) fprintf(d.file, "  %s", item);
    fprintf(d.file, "  %s  [%s]\n", bry_findings_message_at(findings, i, s->lang), bry_findings_rule_at(findings, i));
  }
  return draft_write(s, &d);
}

/* Prints what was found, or that all is well: version NULL means the questionnaire itself was refused. */
static int report_findings(const session *s, const bry_findings *findings, const char *version) {
  int64_t count = bry_findings_count(findings);
  int32_t format = args_format(s->args);
  int result = EXIT_DONE;
  if (format == BRY_FORMAT_JSON) {
    result = findings_json(s, findings, version);
  } else if (format == BRY_FORMAT_TEXT && count == 0) {
    char line[128];
    int size = snprintf(line, sizeof line, "ok  version %s\n", version);
    result = write_bytes(args_value(s->args, OPT_OUT), line, (size_t)size);
  } else if (format == BRY_FORMAT_TEXT) {
    result = findings_text(s, findings);
  } else {
    bry_table *table = NULL;
    result = findings_table(s, findings, &table);
    if (result == EXIT_DONE) result = write_table(s, args_value(s->args, OPT_OUT), format, table);
    bry_table_free(table);
  }
  return result == EXIT_DONE && count > 0 ? EXIT_FAILED : result;
}

static int check_answers(const session *s, const bry_questionnaire *q, const char *path) {
  char *data = NULL;
  size_t size = 0;
  if (read_bytes(path, &data, &size) != EXIT_DONE) return EXIT_FAILED;
  bry_findings *findings = NULL;
  bry_error *err = NULL;
  bry_status status = bry_answers_check(q, data, size, &findings, &err);
  free(data);
  if (status != BRY_OK) return fail(s, err);
  if (bry_findings_count(findings) > 0) fail_because("the answers break the questionnaire's rules, as listed");
  int result = report_findings(s, findings, bry_questionnaire_version(q));
  bry_findings_free(findings);
  return result;
}

static int questionnaire_check(session *s) {
  char *data = NULL;
  size_t size = 0;
  if (read_bytes(s->args->operands[0], &data, &size) != EXIT_DONE) return EXIT_FAILED;
  bry_questionnaire *q = NULL;
  bry_error *err = NULL;
  bry_status status = bry_questionnaire_parse(data, size, &q, &err);
  free(data);
  if (status != BRY_OK && bry_error_findings(err) == NULL) return fail(s, err);
  const char *answers = args_value(s->args, OPT_ANSWERS);
  int result = EXIT_FAILED;
  if (status != BRY_OK) {
    fail_because("the questionnaire breaks the rules, as listed");
    result = report_findings(s, bry_error_findings(err), NULL);
  } else if (answers != NULL) {
    result = check_answers(s, q, answers);
  } else {
    result = report_findings(s, NULL, bry_questionnaire_version(q));
  }
  bry_error_free(err);
  bry_questionnaire_free(q);
  return result;
}

static int questionnaire_schema(session *s) {
  bry_text *json = NULL;
  bry_error *err = NULL;
  bry_status status = bry_questionnaire_schema(&json, &err);
  return finish_text(s, status, json, err);
}

static int questionnaire_compare(session *s) {
  bry_questionnaire *earlier = NULL, *later = NULL;
  bry_table *table = NULL;
  bry_error *err = NULL;
  int result = read_questionnaire(s, s->args->operands[0], &earlier);
  if (result == EXIT_DONE) result = read_questionnaire(s, s->args->operands[1], &later);
  if (result == EXIT_DONE) {
    bry_status status = bry_questionnaire_compare(earlier, later, &table, &err);
    result = finish_table(s, status, table, err);
  }
  bry_questionnaire_free(earlier);
  bry_questionnaire_free(later);
  return result;
}

static int questionnaire_answers_schema(session *s) {
  bry_questionnaire *q = NULL;
  bry_text *schema = NULL;
  bry_error *err = NULL;
  if (read_questionnaire(s, s->args->operands[0], &q) != EXIT_DONE) return EXIT_FAILED;
  bry_status status = bry_questionnaire_answers_schema(q, &schema, &err);
  bry_questionnaire_free(q);
  return finish_text(s, status, schema, err);
}

static const option_use schema_options[] = {
    {OPT_OUT, "FILE", "write to a file, whole or not at all; - is standard output", 0},
    {0},
};

static const option_use check_options[] = {
    {OPT_ANSWERS, "FILE", "check one person's answers (JSON) to the questionnaire too", 0},
    {0},
};

const command questionnaire_commands[] = {
    {.group = "questionnaire",
     .name = "check",
     .operands = "FILE",
     .summary = "Check a questionnaire, and answers to it",
     .details =
         "Prints the version (the SHA-256 of the canonical document) when all is well, else everything that is\n"
         "wrong: the rule, a JSON pointer to the place, and a message. Exit status 1 when something is wrong.",
     .examples = "  bry questionnaire check dream_day.json\n"
                 "  bry questionnaire check dream_day.json --answers one.json --format json --lang nn\n",
     .options = check_options,
     .prints = BRY_FORMAT_TEXT,
     .run = questionnaire_check},
    {.group = "questionnaire",
     .name = "schema",
     .operands = "",
     .summary = "Print the JSON Schema of questionnaires",
     .details = "Editors complete and check by it (draft 2020-12).",
     .examples = "  bry questionnaire schema --out questionnaire.schema.json\n",
     .options = schema_options,
     .run = questionnaire_schema},
    {.group = "questionnaire",
     .name = "compare",
     .operands = "EARLIER LATER",
     .summary = "Tell which items of two versions are comparable between waves",
     .details = "A row for each item: same, wording changed, scale changed, new or gone; and what changed. The same\n"
                "scale in other words is comparable, with care; another scale is not.",
     .examples = "  bry questionnaire compare 2025.json 2026.json\n"
                 "  bry questionnaire compare 2025.json 2026.json --format csv --out changes.csv\n",
     .prints = BRY_FORMAT_TEXT,
     .run = questionnaire_compare},
    {.group = "questionnaire",
     .name = "answers-schema",
     .operands = "FILE",
     .summary = "Print a JSON Schema of the answers to a questionnaire",
     .details = "Draft 2020-12. It takes all answers that are good, and refuses those of the wrong structure.",
     .examples = "  bry questionnaire answers-schema dream_day.json --out answers.schema.json\n",
     .options = schema_options,
     .run = questionnaire_answers_schema},
    {0},
};
