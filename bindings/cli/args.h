/* The command line: which commands there are, which options each takes, and what was given.
 *
 * One parser and one printer of help serve all commands; a command is a row in the table of its file. What a command
 * does is left to it. */
#ifndef BRY_CLI_ARGS_H
#define BRY_CLI_ARGS_H

#include <stddef.h>
#include <stdint.h>

enum { EXIT_DONE = 0, EXIT_FAILED = 1, EXIT_USAGE = 2 };

typedef enum option_id {
  OPT_HELP,
  OPT_VERSION,
  OPT_STORE,
  OPT_TENANT,
  OPT_FORMAT,
  OPT_LANG,
  OPT_OUT,
  OPT_ACROSS,
  OPT_ADMISSION,
  OPT_ANSWER,
  OPT_ANSWERS,
  OPT_APPLY,
  OPT_AS,
  OPT_AUDIT,
  OPT_BACK,
  OPT_AUTHORSHIP,
  OPT_BATCH,
  OPT_BOUNDS,
  OPT_BY,
  OPT_BY_GROUP,
  OPT_CHART,
  OPT_CLOSES,
  OPT_CODEBOOK,
  OPT_CODEBOOK_ID,
  OPT_CODEBOOK_VERSION,
  OPT_CODER,
  OPT_CONFIDENCE,
  OPT_CONSENT,
  OPT_COUNTED,
  OPT_DAYS,
  OPT_DIMS,
  OPT_DRAFT,
  OPT_DRY_RUN,
  OPT_DISTANCE,
  OPT_DISTANCES,
  OPT_DOTS,
  OPT_EARLIER,
  OPT_EMPTY,
  OPT_EMBEDDINGS,
  OPT_EXCEL,
  OPT_EXPIRES,
  OPT_GROUP,
  OPT_GROUP_NUMBER,
  OPT_GROUPS,
  OPT_HIERARCHY,
  OPT_HOW_MANY,
  OPT_ID,
  OPT_IDS,
  OPT_INPUT,
  OPT_ITEM,
  OPT_ITERATIONS,
  OPT_K,
  OPT_KEEP_EARLIER,
  OPT_KIND,
  OPT_LABELS,
  OPT_LEAST,
  OPT_LIMIT,
  OPT_MARGINS,
  OPT_MAP,
  OPT_MAP_TO,
  OPT_MEASURE,
  OPT_MEASURED_BY,
  OPT_MEASURES,
  OPT_METHOD,
  OPT_KINDS,
  OPT_MIN_GROUP,
  OPT_MIN_VOTES,
  OPT_MISSING,
  OPT_NAME,
  OPT_NODES,
  OPT_NEW,
  OPT_NOTE,
  OPT_NOW,
  OPT_ON,
  OPT_ONE_SIDED,
  OPT_OPENS,
  OPT_OUTPUT,
  OPT_OWNER,
  OPT_PARTICIPANT,
  OPT_PEOPLE,
  OPT_PER_THEME,
  OPT_PRETOKENISED,
  OPT_PRIVACY,
  OPT_PROXY,
  OPT_QUESTION,
  OPT_QUOTAS,
  OPT_RAKE,
  OPT_RECEIPT,
  OPT_REFERENCE,
  OPT_REFUSED,
  OPT_RETAIN_UNTIL,
  OPT_REVISION,
  OPT_RESAMPLES,
  OPT_REVERSED,
  OPT_REVIEW_ON,
  OPT_ROLE,
  OPT_SCALE,
  OPT_ROUND,
  OPT_ROUNDS,
  OPT_SCRUB,
  OPT_RULES,
  OPT_SECONDS,
  OPT_SEED,
  OPT_SEEN,
  OPT_SEGMENT,
  OPT_SEGMENTS,
  OPT_SEPARATOR,
  OPT_SESSION,
  OPT_SHIFT,
  OPT_SINCE,
  OPT_SIZE,
  OPT_SIZES,
  OPT_SPANS,
  OPT_STATEMENT,
  OPT_STATISTIC,
  OPT_STEPS,
  OPT_TABLE,
  OPT_TABLES,
  OPT_TEXT,
  OPT_TEXTS,
  OPT_THEME,
  OPT_THEMES,
  OPT_THREADS,
  OPT_TITLE,
  OPT_TITLES,
  OPT_TO,
  OPT_TOKEN,
  OPT_UNIT,
  OPT_UNTIL,
  OPT_USES,
  OPT_VALUE,
  OPT_VOTE,
  OPT_VEGA,
  OPT_WAVE,
  OPT_WEIGHTS,
  OPT_WHAT,
  OPT_WHO_KIND,
  OPT_WIDE,
  OPT_WIDTH,
  OPT_WORDS,
  OPT_ZEROS,
  OPT_ZONE,
  OPT_COUNT
} option_id;

enum { USE_REQUIRED = 1, USE_REPEATED = 2 };

/* An option as one command takes it. */
typedef struct option_use {
  option_id id;
  const char *value; /* what stands for its value in the help; NULL: the choices, or a flag */
  const char *help;
  int32_t flags; /* USE_... */
} option_use;

typedef struct option_given {
  option_id id;
  const char *value; /* "" for a flag */
} option_given;

/* What a command must have open before it runs; see session.h. */
enum { NEEDS_NOTHING = 0, NEEDS_STORE = 1, NEEDS_TENANT = 2, NEEDS_SURVEY = 3 };

struct session;

typedef struct command {
  const char *group; /* NULL: stands alone */
  const char *name;
  const char *operands;      /* such as "SURVEY [FILE]"; those in brackets may be left out */
  const char *summary;       /* one line */
  const char *details;       /* NULL or paragraphs for --help */
  const char *examples;      /* lines for --help */
  const option_use *options; /* ends with a row whose help is NULL; NULL: only those of `needs` and `prints` */
  int32_t needs;
  int32_t prints; /* the BRY_FORMAT_... it prints tables in by default; 0: it prints no table */
  int (*run)(struct session *session);
} command;

typedef struct args {
  const command *command;
  const char **operands;
  int32_t operand_count;
  option_given *options;
  int32_t option_count;
  const char **memory; /* where the operands begin, the command's words included */
} args;

/* The commands of all files, and the groups they stand in. */
extern const command *const command_lists[]; /* each ends with a row without a name; the list with NULL */

typedef struct command_group {
  const char *name;
  const char *summary;
} command_group;
extern const command_group command_groups[]; /* ends with a row without a name */

extern const option_use store_options[];  /* of commands that need a store */
extern const option_use tenant_options[]; /* of commands that need a tenant */
extern const option_use table_options[];  /* of commands that print a table */
extern const option_use common_options[]; /* of all */

/* Reads the command line. *out_exit is -1 when a command is to be run, else the exit status: help was printed, or the
 * mistake was. Free with args_free(). */
args args_parse(int argc, char **argv, int *out_exit);
void args_free(args *a);

/* The value of an option, or NULL when it was not given. */
const char *args_value(const args *a, option_id id);
int args_has(const args *a, option_id id);
/* The values of an option that may be repeated: begin with *place = 0; NULL past the last. */
const char *args_next(const args *a, option_id id, int32_t *place);
/* A number that the parser has checked: 0 to 2^31 - 1, or `otherwise`. */
int32_t args_int(const args *a, option_id id, int32_t otherwise);
/* The place of a value among the option's choices, from 1; 0 when it was not given. */
int32_t args_choice(const args *a, option_id id);
uint64_t args_uint64(const args *a, option_id id, uint64_t otherwise);
/* BRY_FORMAT_..., given or the command's own. */
int32_t args_format(const args *a);
/* BRY_FORMAT_... by its name, of that many bytes; 0 when there is none. */
int32_t format_named(const char *name, size_t size);
/* "nb", "nn" or "en". */
const char *args_lang(const args *a);

/* Name of an option, and the values it may take ("a|b"), or NULL when any. */
const char *option_name(option_id id);
const char *option_choices(option_id id);
/* What stands for its value in the help, or its choices; NULL for a flag. */
const char *option_value(const option_use *use);

/* Says what is wrong with the command line and where its help is; gives EXIT_USAGE. */
int usage_error(const command *c, const char *message, ...) __attribute__((format(printf, 2, 3)));

/* help.c */
void help_all(void);
void help_group(const command_group *group);
void help_command(const command *c);

#endif
