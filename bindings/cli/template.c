/* bry template: the ready questionnaires that the library holds. */
#include "commands.h"
#include "session.h"

static int template_list(session *s) {
  bry_table *table = NULL;
  bry_error *err = NULL;
  bry_status status = bry_template_list(&table, &err);
  return finish_table(s, status, table, err);
}

static int template_show(session *s) {
  bry_text *json = NULL;
  bry_error *err = NULL;
  bry_status status = bry_template_get(s->args->operands[0], &json, &err);
  return finish_text(s, status, json, err);
}

static const option_use show_options[] = {
    {OPT_OUT, "FILE", "write to a file, whole or not at all; - is standard output", 0},
    {0},
};

const command template_commands[] = {
    {.group = "template",
     .name = "list",
     .operands = "",
     .summary = "List the ready questionnaires",
     .details = "Each has a key, a title, and how many questions and about how many minutes it takes.",
     .examples = "  bry template list --lang nn\n",
     .prints = BRY_FORMAT_TEXT,
     .run = template_list},
    {.group = "template",
     .name = "show",
     .operands = "KEY",
     .summary = "Print a ready questionnaire",
     .details = "JSON in bokmål, nynorsk and English, to be used as it is or to begin from.",
     .examples = "  bry template show drommedag --out drommedag.json\n",
     .options = show_options,
     .run = template_show},
    {0},
};
