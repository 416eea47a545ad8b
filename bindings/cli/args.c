/* Parsing of the command line. Options may stand anywhere; after "--" all is an operand, and "-" is one too. */
#include "args.h"

#include <bry.h>

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef enum option_kind { KIND_FLAG, KIND_TEXT, KIND_INT, KIND_UINT64 } option_kind;

static const struct {
  const char *name;
  option_kind kind;
  const char *choices;
} option_table[OPT_COUNT] = {
    [OPT_HELP] = {"help", KIND_FLAG, NULL},
    [OPT_VERSION] = {"version", KIND_FLAG, NULL},
    [OPT_STORE] = {"store", KIND_TEXT, NULL},
    [OPT_TENANT] = {"tenant", KIND_TEXT, NULL},
    [OPT_FORMAT] = {"format", KIND_TEXT, "text|csv|json|excel|jsonstat|arrow|sav|dta"},
    [OPT_LANG] = {"lang", KIND_TEXT, "nb|nn|en"},
    [OPT_OUT] = {"out", KIND_TEXT, NULL},
    [OPT_ACROSS] = {"across", KIND_FLAG, NULL},
    [OPT_ADMISSION] = {"admission", KIND_TEXT, "open|invited"},
    [OPT_ANSWER] = {"answer", KIND_TEXT, NULL},
    [OPT_ANSWERS] = {"answers", KIND_TEXT, NULL},
    [OPT_APPLY] = {"apply", KIND_TEXT, NULL},
    [OPT_AS] = {"as", KIND_TEXT, "nodes|edges|measures|whole|graphml|gexf|json-graph|cytoscape|dot"},
    [OPT_AUDIT] = {"audit", KIND_TEXT, NULL},
    [OPT_BACK] = {"back", KIND_FLAG, NULL},
    [OPT_AUTHORSHIP] = {"authorship", KIND_TEXT, "named|anonymous"},
    [OPT_BATCH] = {"batch", KIND_TEXT, NULL},
    [OPT_BOUNDS] = {"bounds", KIND_TEXT, NULL},
    [OPT_BY] = {"by", KIND_TEXT, NULL},
    [OPT_BY_GROUP] = {"by-group", KIND_TEXT, NULL},
    [OPT_CHART] = {"chart", KIND_TEXT, "bars|heat|likert|trend"},
    [OPT_CLOSES] = {"closes", KIND_TEXT, NULL},
    [OPT_CODEBOOK] = {"codebook", KIND_TEXT, NULL},
    [OPT_CODEBOOK_ID] = {"codebook-id", KIND_TEXT, NULL},
    [OPT_CODEBOOK_VERSION] = {"codebook-version", KIND_TEXT, NULL},
    [OPT_CODER] = {"coder", KIND_TEXT, NULL},
    [OPT_CONFIDENCE] = {"confidence", KIND_INT, NULL},
    [OPT_CONSENT] = {"consent", KIND_INT, NULL},
    [OPT_COUNTED] = {"count", KIND_TEXT, NULL},
    [OPT_DAYS] = {"days", KIND_INT, NULL},
    [OPT_DIMS] = {"dims", KIND_TEXT, NULL},
    [OPT_DRAFT] = {"draft", KIND_TEXT, NULL},
    [OPT_DRY_RUN] = {"dry-run", KIND_FLAG, NULL},
    [OPT_DISTANCE] = {"distance", KIND_TEXT, "nominal|masi|ordinal|interval|linear"},
    [OPT_DISTANCES] = {"distances", KIND_TEXT, NULL},
    [OPT_DOTS] = {"dots", KIND_INT, NULL},
    [OPT_EARLIER] = {"earlier", KIND_TEXT, NULL},
    [OPT_EMPTY] = {"empty", KIND_TEXT, "uncoded|none"},
    [OPT_EMBEDDINGS] = {"embeddings", KIND_TEXT, NULL},
    [OPT_EXCEL] = {"excel", KIND_FLAG, NULL},
    [OPT_EXPIRES] = {"expires", KIND_TEXT, NULL},
    [OPT_GROUP] = {"group", KIND_TEXT, NULL},
    [OPT_GROUP_NUMBER] = {"group", KIND_INT, NULL},
    [OPT_GROUPS] = {"groups", KIND_INT, NULL},
    [OPT_HIERARCHY] = {"hierarchy", KIND_TEXT, NULL},
    [OPT_HOW_MANY] = {"count", KIND_INT, NULL},
    [OPT_ID] = {"id", KIND_TEXT, NULL},
    [OPT_IDS] = {"ids", KIND_FLAG, NULL},
    [OPT_INPUT] = {"input", KIND_TEXT, "csv|jsonl"},
    [OPT_ITEM] = {"item", KIND_TEXT, NULL},
    [OPT_ITERATIONS] = {"iterations", KIND_INT, NULL},
    [OPT_K] = {"k", KIND_INT, NULL},
    [OPT_KEEP_EARLIER] = {"keep-earlier", KIND_FLAG, NULL},
    [OPT_KIND] = {"kind", KIND_TEXT, "single|scale|multiple|ranking"},
    [OPT_LABELS] = {"labels", KIND_TEXT, NULL},
    [OPT_LEAST] = {"least", KIND_TEXT, "0|1"},
    [OPT_LIMIT] = {"limit", KIND_INT, NULL},
    [OPT_MARGINS] = {"margins", KIND_FLAG, NULL},
    [OPT_MAP] = {"map", KIND_TEXT, NULL},
    [OPT_MEASURE] = {"measure", KIND_TEXT, "alpha|kappa|f1"},
    [OPT_MEASURED_BY] = {"measured-by", KIND_TEXT, NULL},
    [OPT_MEASURES] = {"measures", KIND_TEXT, NULL},
    [OPT_METHOD] = {"method", KIND_TEXT, "suppress|round"},
    [OPT_KINDS] = {"kinds", KIND_TEXT, NULL},
    [OPT_MIN_GROUP] = {"min-group", KIND_INT, NULL},
    [OPT_MIN_VOTES] = {"min-votes", KIND_INT, NULL},
    [OPT_MISSING] = {"missing", KIND_TEXT, NULL},
    [OPT_NAME] = {"name", KIND_TEXT, NULL},
    [OPT_NODES] = {"nodes", KIND_TEXT, NULL},
    [OPT_NEW] = {"new", KIND_FLAG, NULL},
    [OPT_NOTE] = {"note", KIND_TEXT, NULL},
    [OPT_NOW] = {"now", KIND_TEXT, NULL},
    [OPT_ON] = {"on", KIND_TEXT, NULL},
    [OPT_ONE_SIDED] = {"one-sided", KIND_FLAG, NULL},
    [OPT_OPENS] = {"opens", KIND_TEXT, NULL},
    [OPT_OUTPUT] = {"output", KIND_TEXT, "csv|jsonl"},
    [OPT_OWNER] = {"owner", KIND_FLAG, NULL},
    [OPT_PARTICIPANT] = {"participant", KIND_TEXT, NULL},
    [OPT_PEOPLE] = {"people", KIND_TEXT, NULL},
    [OPT_PER_THEME] = {"per-theme", KIND_INT, NULL},
    [OPT_PRETOKENISED] = {"pretokenised", KIND_FLAG, NULL},
    [OPT_PRIVACY] = {"privacy", KIND_TEXT, "anonymous|pseudonymous|identified"},
    [OPT_PROXY] = {"proxy", KIND_FLAG, NULL},
    [OPT_QUESTION] = {"question", KIND_TEXT, NULL},
    [OPT_QUOTAS] = {"quotas", KIND_TEXT, NULL},
    [OPT_RAKE] = {"rake", KIND_TEXT, NULL},
    [OPT_RECEIPT] = {"receipt", KIND_TEXT, NULL},
    [OPT_REFERENCE] = {"reference", KIND_TEXT, NULL},
    [OPT_REFUSED] = {"refused", KIND_TEXT, NULL},
    [OPT_RETAIN_UNTIL] = {"retain-until", KIND_TEXT, NULL},
    [OPT_REVISION] = {"revision", KIND_INT, NULL},
    [OPT_RESAMPLES] = {"resamples", KIND_INT, NULL},
    [OPT_REVERSED] = {"reversed", KIND_TEXT, NULL},
    [OPT_REVIEW_ON] = {"review-on", KIND_TEXT, NULL},
    [OPT_ROLE] = {"role", KIND_TEXT, NULL},
    [OPT_SCALE] = {"scale", KIND_TEXT, NULL},
    [OPT_ROUND] = {"round", KIND_INT, NULL},
    [OPT_ROUNDS] = {"rounds", KIND_INT, NULL},
    [OPT_SCRUB] = {"scrub", KIND_FLAG, NULL},
    [OPT_RULES] = {"rules", KIND_TEXT, NULL},
    [OPT_SECONDS] = {"seconds", KIND_TEXT, NULL},
    [OPT_SEED] = {"seed", KIND_UINT64, NULL},
    [OPT_SEEN] = {"seen", KIND_INT, NULL},
    [OPT_SEGMENT] = {"segment", KIND_TEXT, NULL},
    [OPT_SEGMENTS] = {"segments", KIND_TEXT, NULL},
    [OPT_SEPARATOR] = {"separator", KIND_TEXT, NULL},
    [OPT_SESSION] = {"session", KIND_TEXT, NULL},
    [OPT_SHIFT] = {"shift", KIND_TEXT, NULL},
    [OPT_SINCE] = {"since", KIND_TEXT, NULL},
    [OPT_SIZE] = {"size", KIND_INT, NULL},
    [OPT_SIZES] = {"sizes", KIND_TEXT, NULL},
    [OPT_SPANS] = {"spans", KIND_FLAG, NULL},
    [OPT_STATEMENT] = {"statement", KIND_TEXT, NULL},
    [OPT_STATISTIC] = {"statistic", KIND_TEXT, "counts|summary|test|residuals|response|ranking|reliability"},
    [OPT_STEPS] = {"steps", KIND_INT, NULL},
    [OPT_TABLE] = {"table", KIND_TEXT, NULL},
    [OPT_TABLES] = {"tables", KIND_TEXT, NULL},
    [OPT_TEXT] = {"text", KIND_TEXT, NULL},
    [OPT_TEXTS] = {"texts", KIND_FLAG, NULL},
    [OPT_THEME] = {"theme", KIND_TEXT, NULL},
    [OPT_THEMES] = {"themes", KIND_TEXT, NULL},
    [OPT_THREADS] = {"threads", KIND_INT, NULL},
    [OPT_TITLE] = {"title", KIND_TEXT, NULL},
    [OPT_TITLES] = {"titles", KIND_TEXT, "plain|html"},
    [OPT_MAP_TO] = {"to", KIND_TEXT, "measures|whole|nodes|edges|cycles|graphml|gexf|json-graph|cytoscape|dot|svg"},
    [OPT_TO] = {"to", KIND_TEXT, NULL},
    [OPT_TOKEN] = {"token", KIND_TEXT, NULL},
    [OPT_UNIT] = {"unit", KIND_TEXT, NULL},
    [OPT_UNTIL] = {"until", KIND_TEXT, NULL},
    [OPT_USES] = {"uses", KIND_INT, NULL},
    [OPT_VALUE] = {"value", KIND_TEXT, "share|count"},
    [OPT_VOTE] = {"vote", KIND_TEXT, NULL},
    [OPT_VEGA] = {"vega", KIND_FLAG, NULL},
    [OPT_WAVE] = {"wave", KIND_TEXT, NULL},
    [OPT_WEIGHTS] = {"weights", KIND_TEXT, NULL},
    [OPT_WHAT] = {"what", KIND_TEXT, NULL},
    [OPT_WHO_KIND] = {"who-kind", KIND_TEXT, "role|participant|name"},
    [OPT_WIDE] = {"wide", KIND_FLAG, NULL},
    [OPT_WIDTH] = {"width", KIND_INT, NULL},
    [OPT_WORDS] = {"words", KIND_TEXT, NULL},
    [OPT_ZEROS] = {"zeros", KIND_FLAG, NULL},
    [OPT_ZONE] = {"zone", KIND_TEXT, NULL},
};

const char *option_name(option_id id) {
  return option_table[id].name;
}

const char *option_choices(option_id id) {
  return option_table[id].choices;
}

const char *option_value(const option_use *use) {
  return use->value != NULL ? use->value : option_choices(use->id);
}

int usage_error(const command *c, const char *message, ...) {
  va_list list;
  va_start(list, message);
  fputs("bry: ", stderr);
  vfprintf(stderr, message, list);
  va_end(list);
  const char *group = c != NULL && c->group != NULL ? c->group : "";
  fprintf(stderr, "\nTry \"bry%s%s%s%s --help\".\n", *group != '\0' ? " " : "", group, c != NULL ? " " : "",
          c != NULL ? c->name : "");
  return EXIT_USAGE;
}

static int one_of(const char *choices, const char *value) {
  size_t size = strlen(value);
  for (const char *at = choices; *at != '\0'; at += *at == '|') {
    size_t length = strcspn(at, "|");
    if (length == size && memcmp(at, value, size) == 0) return 1;
    at += length;
  }
  return 0;
}

static int is_number(const char *value, uint64_t max) {
  size_t size = strlen(value);
  if (size == 0 || strspn(value, "0123456789") != size) return 0;
  errno = 0;
  unsigned long long number = strtoull(value, NULL, 10);
  return errno == 0 && number <= max;
}

/* 0 when the value suits the option, else EXIT_USAGE with the mistake told. */
static int check_value(const command *c, option_id id, const char *value) {
  option_kind kind = option_table[id].kind;
  const char *choices = option_table[id].choices;
  int tells_language = id == OPT_LANG && c != NULL && strcmp(c->name, "themes") == 0; /* of the answers, that is */
  if (tells_language && strcmp(value, "auto") == 0) return 0;
  if (choices != NULL && !one_of(choices, value))
    return usage_error(c, "--%s is one of %s, not \"%s\"", option_name(id), choices, value);
  if (kind == KIND_INT && !is_number(value, INT32_MAX))
    return usage_error(c, "--%s is a whole number, not \"%s\"", option_name(id), value);
  if (kind == KIND_UINT64 && !is_number(value, UINT64_MAX))
    return usage_error(c, "--%s is a whole number from 0 to 2^64-1, not \"%s\"", option_name(id), value);
  return 0;
}

static const option_use *command_use(const command *c, option_id id);

/* The option of that name; of several, the one that the command takes. */
static option_id find_option(const command *c, const char *name, size_t size) {
  option_id found = OPT_COUNT;
  for (int id = 0; id < OPT_COUNT; id++) {
    if (strlen(option_table[id].name) != size || memcmp(option_table[id].name, name, size) != 0) continue;
    if (found == OPT_COUNT || (c != NULL && command_use(c, (option_id)id) != NULL)) found = (option_id)id;
  }
  return found;
}

/* A secret that was copied from a line of CSV may have half of the line's end behind it. */
static void cut_line_end(option_id id, char *value) {
  size_t size = strlen(value);
  if ((id == OPT_TOKEN || id == OPT_RECEIPT || id == OPT_DRAFT) && size > 0 && value[size - 1] == '\r')
    value[size - 1] = '\0';
}

/* Takes the option at argv[*i], and its value from the next place if need be. */
static int take_option(args *a, int argc, char **argv, int *i) {
  const char *given = argv[*i];
  if (strcmp(given, "-h") == 0) given = "--help";
  size_t length = strcspn(given, "=");
  option_id id = given[1] == '-' ? find_option(a->command, given + 2, length - 2) : OPT_COUNT;
  if (id == OPT_COUNT) return usage_error(a->command, "there is no option %.*s", (int)length, given);
  const char *value = given[length] == '=' ? given + length + 1 : NULL;
  if (option_table[id].kind == KIND_FLAG) {
    if (value != NULL) return usage_error(a->command, "--%s takes no value", option_name(id));
    value = "";
  } else {
    if (value == NULL && *i + 1 < argc) value = argv[++*i];
    if (value == NULL) return usage_error(a->command, "--%s needs a value", option_name(id));
    cut_line_end(id, argv[*i]); /* which value is the end of */
    int wrong = check_value(a->command, id, value);
    if (wrong != 0) return wrong;
  }
  a->options[a->option_count++] = (option_given){id, value};
  return 0;
}

static const command_group *find_group(const char *name) {
  for (const command_group *g = command_groups; g->name != NULL; g++) {
    if (strcmp(g->name, name) == 0) return g;
  }
  return NULL;
}

static const command *find_command(const char *group, const char *name) {
  for (const command *const *list = command_lists; *list != NULL; list++) {
    for (const command *c = *list; c->name != NULL; c++) {
      int same_group = group == NULL ? c->group == NULL : c->group != NULL && strcmp(c->group, group) == 0;
      if (same_group && strcmp(c->name, name) == 0) return c;
    }
  }
  return NULL;
}

/* The command that the words seem to name, so that a mistake found before they are sorted out points to its help. */
static const command *guess_command(int argc, char **argv) {
  for (int i = 1; i < argc; i++) {
    const command_group *group = find_group(argv[i]);
    const command *c = group == NULL  ? find_command(NULL, argv[i])
                       : i + 1 < argc ? find_command(group->name, argv[i + 1])
                                      : NULL;
    if (c != NULL) return c;
  }
  return NULL;
}

static int no_such_command(const command_group *group, const char *name) {
  if (name != NULL)
    fprintf(stderr, "bry: there is no command \"%s%s%s\"\n", group ? group->name : "", group ? " " : "", name);
  if (name == NULL && group != NULL) fprintf(stderr, "bry: \"%s\" needs a command after it\n", group->name);
  if (name == NULL && group == NULL) fputs("bry: no command was given\n", stderr);
  fprintf(stderr, "Try \"bry%s%s --help\".\n", group ? " " : "", group ? group->name : "");
  return EXIT_USAGE;
}

/* Finds which command the words name and leaves the others as operands; prints help if it was asked for. */
static int choose_command(args *a) {
  int help = args_has(a, OPT_HELP);
  const char *first = a->operand_count > 0 ? a->operands[0] : NULL;
  const command_group *group = first != NULL ? find_group(first) : NULL;
  const char *name = group == NULL ? first : a->operand_count > 1 ? a->operands[1] : NULL;
  if (name == NULL && help) {
    if (group != NULL) help_group(group);
    if (group == NULL) help_all();
    return EXIT_DONE;
  }
  a->command = name != NULL ? find_command(group != NULL ? group->name : NULL, name) : NULL;
  if (a->command == NULL) return no_such_command(group, name);
  int32_t words = group != NULL ? 2 : 1;
  a->operands += words;
  a->operand_count -= words;
  if (help) {
    help_command(a->command);
    return EXIT_DONE;
  }
  return -1;
}

static const option_use *find_use(const option_use *list, option_id id) {
  for (; list != NULL && list->help != NULL; list++) {
    if (list->id == id) return list;
  }
  return NULL;
}

static const option_use *command_use(const command *c, option_id id) {
  const option_use *use = find_use(c->options, id);
  if (use == NULL) use = find_use(store_options, id); /* general: let be where it is of no use */
  if (use == NULL) use = find_use(tenant_options, id);
  if (use == NULL && c->prints != 0) use = find_use(table_options, id);
  return use != NULL ? use : find_use(common_options, id);
}

/* Every option given must be one that the command takes, once unless it may be repeated; and those it needs given. */
static int check_options(const args *a) {
  const command *c = a->command;
  int32_t seen[OPT_COUNT] = {0};
  for (int32_t i = 0; i < a->option_count; i++) {
    option_id id = a->options[i].id;
    const option_use *use = command_use(c, id);
    if (use == NULL) return usage_error(c, "--%s is no option of this command", option_name(id));
    if (seen[id]++ > 0 && (use->flags & USE_REPEATED) == 0)
      return usage_error(c, "--%s is given twice", option_name(id));
  }
  for (const option_use *use = c->options; use != NULL && use->help != NULL; use++) {
    if ((use->flags & USE_REQUIRED) != 0 && seen[use->id] == 0)
      return usage_error(c, "--%s %s is missing", option_name(use->id), option_value(use));
  }
  return -1;
}

static int32_t count_words(const char *text) {
  int32_t count = 0;
  for (const char *at = text; *at != '\0'; count++) {
    at += strcspn(at, " ");
    at += strspn(at, " ");
  }
  return count;
}

static int check_operands(const args *a) {
  const command *c = a->command;
  int32_t most = count_words(c->operands);
  const char *optional = strchr(c->operands, '['), *more = strstr(c->operands, "...");
  int32_t least = optional != NULL ? most - count_words(optional) : most;
  if (more == NULL && a->operand_count > most)
    return usage_error(c, "\"%s\" is one argument too many", a->operands[most]);
  if (a->operand_count < least && most == 1) return usage_error(c, "%s is missing", c->operands);
  if (a->operand_count < least) return usage_error(c, "%s are needed", c->operands);
  return -1;
}

args args_parse(int argc, char **argv, int *out_exit) {
  args a = {0};
  a.operands = calloc((size_t)argc + 1, sizeof *a.operands);
  a.options = calloc((size_t)argc + 1, sizeof *a.options);
  a.memory = a.operands;
  if (a.operands == NULL || a.options == NULL) {
    fputs("bry: out of memory\n", stderr);
    *out_exit = EXIT_FAILED;
    return a;
  }
  a.command = guess_command(argc, argv);
  int literal = 0;
  int state = -1;
  for (int i = 1; i < argc && state == -1; i++) {
    const char *arg = argv[i];
    if (!literal && strcmp(arg, "--") == 0) {
      literal = 1;
    } else if (literal || arg[0] != '-' || arg[1] == '\0') {
      a.operands[a.operand_count++] = arg;
    } else {
      int wrong = take_option(&a, argc, argv, &i);
      if (wrong != 0) state = wrong;
    }
  }
  if (state == -1 && args_has(&a, OPT_VERSION)) {
    printf("bry %s\n", bry_version());
    state = EXIT_DONE;
  }
  if (state == -1) state = choose_command(&a);
  if (state == -1) state = check_options(&a);
  if (state == -1) state = check_operands(&a);
  *out_exit = state;
  return a;
}

void args_free(args *a) {
  free(a->memory);
  free(a->options);
}

const char *args_next(const args *a, option_id id, int32_t *place) {
  while (*place < a->option_count) {
    const option_given *given = &a->options[(*place)++];
    if (given->id == id) return given->value;
  }
  return NULL;
}

const char *args_value(const args *a, option_id id) {
  int32_t place = 0;
  return args_next(a, id, &place);
}

int args_has(const args *a, option_id id) {
  return args_value(a, id) != NULL;
}

int32_t args_int(const args *a, option_id id, int32_t otherwise) {
  const char *value = args_value(a, id);
  return value != NULL ? (int32_t)strtol(value, NULL, 10) : otherwise;
}

int32_t args_choice(const args *a, option_id id) {
  const char *value = args_value(a, id), *at = option_choices(id);
  size_t size = value != NULL ? strlen(value) : 0;
  int32_t place = 1;
  if (value == NULL) return 0;
  for (; strncmp(at, value, size) != 0 || (at[size] != '|' && at[size] != '\0'); place++)
    at += strcspn(at, "|") + 1;
  return place;
}

uint64_t args_uint64(const args *a, option_id id, uint64_t otherwise) {
  const char *value = args_value(a, id);
  return value != NULL ? (uint64_t)strtoull(value, NULL, 10) : otherwise;
}

int32_t format_named(const char *name, size_t size) {
  static const char *const names[] = {[BRY_FORMAT_TEXT] = "text",         [BRY_FORMAT_CSV] = "csv",
                                      [BRY_FORMAT_JSON] = "json",         [BRY_FORMAT_EXCEL] = "excel",
                                      [BRY_FORMAT_JSONSTAT] = "jsonstat", [BRY_FORMAT_ARROW] = "arrow",
                                      [BRY_FORMAT_SAV] = "sav",           [BRY_FORMAT_DTA] = "dta"};
  for (int32_t format = BRY_FORMAT_TEXT; format <= BRY_FORMAT_DTA; format++)
    if (strlen(names[format]) == size && memcmp(names[format], name, size) == 0) return format;
  return 0;
}

int32_t args_format(const args *a) {
  const char *value = args_value(a, OPT_FORMAT);
  if (value == NULL && a->command->prints != 0) return a->command->prints;
  if (value == NULL) return BRY_FORMAT_TEXT;
  return format_named(value, strlen(value));
}

const char *args_lang(const args *a) {
  const char *value = args_value(a, OPT_LANG);
  return value != NULL && strcmp(value, "auto") != 0 ? value : "nb";
}
