/* bry release: what researchers see. A release is named as NAME, its newest version, or NAME@VERSION. */
#include "commands.h"
#include "session.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

typedef struct release_name {
  char *name;
  int32_t version; /* 0: the newest */
} release_name;

/* Of the first operand; the name is to be freed. EXIT_DONE or EXIT_USAGE. */
static int read_name(const session *s, release_name *out) {
  enum { DIGITS_MAX = 9 };
  const char *given = s->args->operands[0], *at = strchr(given, '@');
  size_t digits = at != NULL ? strlen(at + 1) : 1;
  *out = (release_name){0};
  if (at != NULL && (digits == 0 || digits > DIGITS_MAX || strspn(at + 1, "0123456789") != digits || at[1] == '0'))
    return usage_error(s->args->command, "a release is NAME or NAME@VERSION, not \"%s\"", given);
  out->version = at != NULL ? (int32_t)strtol(at + 1, NULL, 10) : 0;
  out->name = at != NULL ? strndup(given, (size_t)(at - given)) : strdup(given);
  return out->name != NULL ? EXIT_DONE : fail_because("out of memory");
}

/* --- making -------------------------------------------------------------------------------------------------------- */

static int release_publish(session *s) {
  char *spec = NULL;
  size_t size = 0;
  if (read_bytes(s->args->operands[0], &spec, &size) != EXIT_DONE) return EXIT_FAILED;
  progress bar = progress_begin("counting", -1);
  bry_text *text = NULL;
  bry_error *err = NULL;
  bry_status status = bry_release_publish(s->store, spec, size, progress_step, &bar, &text, &err);
  progress_end(&bar);
  free(spec);
  return finish_text(s, status, text, err);
}

static int release_dry_run(session *s) {
  char *spec = NULL;
  size_t size = 0;
  if (read_bytes(s->args->operands[0], &spec, &size) != EXIT_DONE) return EXIT_FAILED;
  progress bar = progress_begin("counting", -1);
  bry_table *table = NULL;
  bry_error *err = NULL;
  bry_status status = bry_release_dry_run(s->store, spec, size, progress_step, &bar, &table, &err);
  progress_end(&bar);
  free(spec);
  return finish_table(s, status, table, err);
}

static int release_schema(session *s) {
  bry_text *text = NULL;
  bry_error *err = NULL;
  bry_status status = bry_release_schema(&text, &err);
  return finish_text(s, status, text, err);
}

static int release_withdraw(session *s) {
  release_name r;
  int result = read_name(s, &r);
  if (result != EXIT_DONE) return result;
  bry_error *err = NULL;
  bry_status status = bry_release_withdraw(s->store, r.name, r.version, s->args->operands[1], &err);
  result = finish_line(s, status, err, "version %d of %s is withdrawn", (int)r.version, r.name);
  free(r.name);
  return result;
}

static int release_push(session *s) {
  bry_table *table = NULL;
  bry_error *err = NULL;
  bry_status status = bry_release_push(s->store, s->args->operands[0], &table, &err);
  return finish_table(s, status, table, err);
}

/* --- reading ------------------------------------------------------------------------------------------------------- */

static int release_list(session *s) {
  bry_table *table = NULL;
  bry_error *err = NULL;
  bry_status status = bry_release_list(s->store, &table, &err);
  return finish_table(s, status, table, err);
}

static int release_table(session *s) {
  release_name r;
  int result = read_name(s, &r);
  if (result != EXIT_DONE) return result;
  bry_table *table = NULL;
  bry_error *err = NULL;
  bry_status status = s->args->operand_count > 1
                          ? bry_release_table(s->store, r.name, r.version, s->args->operands[1], &table, &err)
                          : bry_release_tables(s->store, r.name, r.version, &table, &err);
  result = finish_table(s, status, table, err);
  free(r.name);
  return result;
}

/* The path of a file in the folder, which ends with a slash; to be freed. */
static char *path_in(const char *folder, const char *name, const char *ending) {
  size_t size = strlen(folder) + strlen(name) + strlen(ending) + 1;
  char *path = malloc(size);
  if (path != NULL) snprintf(path, size, "%s%s%s", folder, name, ending);
  return path;
}

static int write_one(const session *s, const release_name *r, const char *folder, const char *name) {
  bry_table *table = NULL;
  bry_error *err = NULL;
  if (bry_release_table(s->store, r->name, r->version, name, &table, &err) != BRY_OK) return fail(s, err);
  char *path = path_in(folder, name, ".csv");
  int result = path != NULL ? write_table(s, path, BRY_FORMAT_CSV, table) : fail_because("out of memory");
  free(path);
  bry_table_free(table);
  return result;
}

/* Names hold those of segments, which may be anything: one with a slash would lead out of the folder. */
static int is_file_name(const char *name) {
  enum { NAME_BYTES_MAX = 200 };
  size_t size = strlen(name);
  if (size == 0 || size > NAME_BYTES_MAX || name[0] == '.' || name[0] == '-') return 0;
  for (size_t i = 0; i < size; i++)
    if ((unsigned char)name[i] < ' ' || name[i] == 127 || strchr("/\\:", name[i]) != NULL) return 0;
  return 1;
}

static int check_file_names(const bry_table *list) {
  for (int64_t row = 0; row < bry_table_row_count(list); row++)
    if (!is_file_name(bry_table_text(list, row, 0)))
      return fail_because(
          "a table of the release has a name that can't be a file's: --out FILE writes it all as one");
  return EXIT_DONE;
}

/* A folder gets the whole as release.json, and each table as CSV beside it. */
static int write_files(const session *s, const release_name *r, const char *folder, const bry_text *bundle,
                       const bry_table *list) {
  if (mkdir(folder, 0777) != 0 && errno != EEXIST) return fail_because("can't make %s: %s", folder, strerror(errno));
  char *path = path_in(folder, "release", ".json");
  int result =
      path != NULL ? write_bytes(path, bry_text_data(bundle), bry_text_size(bundle)) : fail_because("out of memory");
  free(path);
  for (int64_t row = 0; row < bry_table_row_count(list) && result == EXIT_DONE; row++)
    result = write_one(s, r, folder, bry_table_text(list, row, 0));
  return result;
}

/* All names are looked at before anything is written. */
static int write_folder(const session *s, const release_name *r, const char *folder, const bry_text *bundle) {
  bry_table *list = NULL;
  bry_error *err = NULL;
  if (bry_release_tables(s->store, r->name, r->version, &list, &err) != BRY_OK) return fail(s, err);
  int result = check_file_names(list);
  if (result == EXIT_DONE) result = write_files(s, r, folder, bundle, list);
  bry_table_free(list);
  return result;
}

static int release_bundle(session *s) {
  release_name r;
  const char *out = args_value(s->args, OPT_OUT);
  int result = read_name(s, &r);
  if (result != EXIT_DONE) return result;
  bry_text *text = NULL;
  bry_error *err = NULL;
  bry_status status = bry_release_bundle(s->store, r.name, r.version, &text, &err);
  if (status == BRY_OK && out != NULL && out[0] != '\0' && out[strlen(out) - 1] == '/') {
    result = write_folder(s, &r, out, text);
    bry_text_free(text);
  } else {
    result = finish_text(s, status, text, err);
  }
  free(r.name);
  return result;
}

/* --- commands ------------------------------------------------------------------------------------------------------ */

static const option_use out_options[] = {
    {OPT_OUT, "FILE", "write to a file, whole or not at all; - is standard output", 0},
    {0},
};

static const option_use bundle_options[] = {
    {OPT_OUT, "FILE", "write to a file; a name that ends with / is a folder, which gets tables as CSV too", 0},
    {0},
};

const command release_commands[] = {
    {.group = "release",
     .name = "publish",
     .operands = "SPEC",
     .summary = "Publish what a specification says of a closed survey",
     .details =
         "SPEC is a JSON file, as `bry release schema` describes it. What would give somebody away is withheld, in\n"
         "all tables alike; the audit of what is published must pass. Prints the version, its hash and the audit.\n"
         "When answers that an earlier release of the survey counted are erased, nothing more is released of it.",
     .examples = "  bry release publish release.json\n",
     .options = out_options,
     .needs = NEEDS_TENANT,
     .run = release_publish},
    {.group = "release",
     .name = "dry-run",
     .operands = "SPEC",
     .summary = "List what would be withheld, and why; publishes nothing",
     .details = "The list tells how small the small groups are: it must not leave the house.",
     .examples = "  bry release dry-run release.json\n",
     .needs = NEEDS_TENANT,
     .prints = BRY_FORMAT_TEXT,
     .run = release_dry_run},
    {.group = "release",
     .name = "list",
     .operands = "",
     .summary = "List the releases, withdrawn ones too",
     .examples = "  bry release list\n",
     .needs = NEEDS_TENANT,
     .prints = BRY_FORMAT_TEXT,
     .run = release_list},
    {.group = "release",
     .name = "table",
     .operands = "NAME[@VERSION] [TABLE]",
     .summary = "Print a table of a release, or the list of its tables",
     .details = "Without VERSION the newest that is not withdrawn. Held against the hash it was published with.",
     .examples = "  bry release table dream-day\n  bry release table dream-day@2 themes_by_sektor --format csv\n",
     .needs = NEEDS_TENANT,
     .prints = BRY_FORMAT_TEXT,
     .run = release_table},
    {.group = "release",
     .name = "bundle",
     .operands = "NAME[@VERSION]",
     .summary = "Write a whole release as one JSON file, or as a folder",
     .details =
         "A folder is refused where the name of a table, which holds those of its segments, can't be a file's.",
     .examples =
         "  bry release bundle dream-day --out dream-day.json\n  bry release bundle dream-day --out dream-day/\n",
     .options = bundle_options,
     .needs = NEEDS_TENANT,
     .run = release_bundle},
    {.group = "release",
     .name = "withdraw",
     .operands = "NAME@VERSION REASON",
     .summary = "Withdraw a version: it stays listed with the reason, and nobody reads it",
     .examples = "  bry release withdraw dream-day@1 \"The wrong survey\"\n",
     .needs = NEEDS_TENANT,
     .run = release_withdraw},
    {.group = "release",
     .name = "push",
     .operands = "CONNINFO",
     .summary = "Copy the releases to a database of their own",
     .details =
         "That database has the schema (`bry migrate`) and the tenant (`bry tenant add`), which the login there\n"
         "manages (`bry role grant`; readers are researchers). What is there already is left alone; withdrawals go "
         "along.",
     .examples = "  bry release push \"host=public dbname=releases user=fjordvik\"\n",
     .needs = NEEDS_TENANT,
     .prints = BRY_FORMAT_TEXT,
     .run = release_push},
    {.group = "release",
     .name = "schema",
     .operands = "",
     .summary = "Print the JSON Schema of specifications",
     .examples = "  bry release schema --out release.schema.json\n",
     .options = out_options,
     .run = release_schema},
    {0},
};
