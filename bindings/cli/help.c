/* Help, printed from the tables of commands and options. */
#include "args.h"

#include <stdio.h>
#include <string.h>

const option_use store_options[] = {
    {OPT_STORE, "CONNINFO", "the database: local:DIR, or a libpq connection string (default: $BRY_STORE)", 0},
    {0},
};

const option_use tenant_options[] = {
    {OPT_TENANT, "SLUG", "the municipality or organisation (default: $BRY_TENANT)", 0},
    {0},
};

const option_use table_options[] = {
    {OPT_FORMAT, NULL, "how the table is printed", 0},
    {OPT_OUT, "FILE", "write to a file, whole or not at all; - is standard output", 0},
    {0},
};

const option_use common_options[] = {
    {OPT_LANG, NULL, "language of labels and findings; what the command says itself is English (default: nb)", 0},
    {OPT_HELP, NULL, "print this", 0},
    {0},
};

enum { LEFT_WIDTH = 26, LEFT_WIDTH_MAX = 46 };

/* The help of an option stands beside it, or below it where its choices are many. */
static void print_options(const option_use *list) {
  for (; list != NULL && list->help != NULL; list++) {
    const char *value = option_value(list);
    const char *repeated = (list->flags & USE_REPEATED) != 0 ? "; may be repeated" : "";
    int width = printf("  --%s%s%s", option_name(list->id), value != NULL ? " " : "", value != NULL ? value : "");
    int below = width > LEFT_WIDTH_MAX;
    if (below) width = 0;
    printf("%s%*s %s%s\n", below ? "\n" : "", width < LEFT_WIDTH ? LEFT_WIDTH - width : 0, "", list->help, repeated);
  }
}

static void print_required(const option_use *list) {
  for (; list != NULL && list->help != NULL; list++) {
    if ((list->flags & USE_REQUIRED) != 0) printf(" --%s %s", option_name(list->id), option_value(list));
  }
}

void help_command(const command *c) {
  printf("%s\n\nUsage: bry %s%s%s", c->summary, c->group != NULL ? c->group : "", c->group != NULL ? " " : "",
         c->name);
  printf("%s%s", *c->operands != '\0' ? " " : "", c->operands);
  print_required(c->options);
  fputs(" [OPTIONS]\n", stdout);
  if (c->details != NULL) printf("\n%s\n", c->details);
  fputs("\nOptions:\n", stdout);
  print_options(c->options);
  if (c->needs >= NEEDS_STORE) print_options(store_options);
  if (c->needs >= NEEDS_TENANT) print_options(tenant_options);
  if (c->prints != 0) print_options(table_options);
  print_options(common_options);
  printf("\nExamples:\n%s", c->examples);
}

static void print_commands(const char *group) {
  for (const command *const *list = command_lists; *list != NULL; list++) {
    for (const command *c = *list; c->name != NULL; c++) {
      int here = group == NULL ? c->group == NULL : c->group != NULL && strcmp(c->group, group) == 0;
      char left[64];
      snprintf(left, sizeof left, "%s %s", c->name, c->operands);
      if (here) printf("  %-24s %s\n", left, c->summary);
    }
  }
}

static void print_examples(const char *group) {
  for (const command *const *list = command_lists; *list != NULL; list++) {
    for (const command *c = *list; c->name != NULL; c++) {
      if (c->group != NULL && strcmp(c->group, group) == 0) fputs(c->examples, stdout);
    }
  }
}

void help_group(const command_group *group) {
  printf("%s\n\nUsage: bry %s COMMAND [OPTIONS]\n\nCommands:\n", group->summary, group->name);
  print_commands(group->name);
  fputs("\nExamples:\n", stdout);
  print_examples(group->name);
  printf("\n\"bry %s COMMAND --help\" tells more.\n", group->name);
}

void help_all(void) {
  fputs("Questionnaires, answers in PostgreSQL, and the themes of what people wrote.\n\n"
        "Usage: bry [OPTIONS] COMMAND [ARGUMENTS] [OPTIONS]\n\nCommands:\n",
        stdout);
  print_commands(NULL);
  fputs("\nGroups of commands:\n", stdout);
  for (const command_group *g = command_groups; g->name != NULL; g++)
    printf("  %-24s %s\n", g->name, g->summary);
  fputs("\nOptions:\n", stdout);
  print_options(store_options);
  print_options(tenant_options);
  print_options(table_options);
  print_options(common_options);
  printf("  %-24s %s\n", "--version", "print the version");
  fputs("\nA file named - is standard input or output. Exit status: 0 done, 1 the work failed, 2 a mistake on the\n"
        "command line.\n\nExamples:\n"
        "  bry --store local:/tmp/try tenant add fjordvik \"Fjordvik kommune\"\n"
        "  bry themes answers.csv --text answer --codebook codebook.json\n",
        stdout);
}
