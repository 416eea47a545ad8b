/* bry table: tables in files, from one format to another, and bundled with what documents them. */
#include "commands.h"
#include "session.h"

#include <stdlib.h>
#include <string.h>

static int convert(session *s) {
  const char *to = args_value(s->args, OPT_TO), *path = args_value(s->args, OPT_OUT);
  int32_t format = format_named(to, strlen(to));
  bry_table *table = NULL;
  if (format == 0)
    return usage_error(s->args->command, "--to is one of %s, not \"%s\"", option_choices(OPT_FORMAT), to);
  int result = check_readable(s, path, format);
  if (result == EXIT_DONE) result = read_table(s, s->args->operands[0], &table);
  if (result == EXIT_DONE) result = write_table(s, path, format, table);
  bry_table_free(table);
  return result;
}

/* --- bundle ------------------------------------------------------------------------------------------------------- */

enum { TABLES_MAX = 1000 };

typedef struct bundling {
  const session *s;
  char *about;
  size_t about_size;
  bry_table *tables[TABLES_MAX];
  int32_t count;
} bundling;

static int read_tables(bundling *b) {
  int32_t place = 0;
  for (const char *path; (path = args_next(b->s->args, OPT_TABLE, &place)) != NULL;) {
    if (b->count == TABLES_MAX) return usage_error(b->s->args->command, "--table takes up to %d files", TABLES_MAX);
    if (read_table(b->s, path, &b->tables[b->count]) != EXIT_DONE) return EXIT_FAILED;
    b->count++;
  }
  return EXIT_DONE;
}

/* As a zip archive when its name says so, else as a folder. */
static int write_bundle(const session *s, const bry_bundle *bundle) {
  const char *path = args_value(s->args, OPT_OUT);
  size_t size = strlen(path);
  bry_error *err = NULL;
  bry_text *zip = NULL;
  if (size < 4 || strcmp(path + size - 4, ".zip") != 0)
    return bry_bundle_write(bundle, path, &err) == BRY_OK ? EXIT_DONE : fail(s, err);
  if (bry_bundle_zip(bundle, &zip, &err) != BRY_OK) return fail(s, err);
  int result = write_bytes(path, bry_text_data(zip), bry_text_size(zip));
  bry_text_free(zip);
  return result;
}

static int run_bundle(bundling *b) {
  const args *a = b->s->args;
  int result = read_bytes(a->operands[0], &b->about, &b->about_size);
  if (result == EXIT_DONE) result = read_tables(b);
  if (result != EXIT_DONE) return result;
  bry_bundle *bundle = NULL;
  bry_error *err = NULL;
  if (bry_bundle_new(b->about, b->about_size, (const bry_table *const *)b->tables, b->count, args_value(a, OPT_TO),
                     &bundle, &err) != BRY_OK)
    return fail(b->s, err);
  result = write_bundle(b->s, bundle);
  bry_bundle_free(bundle);
  return result;
}

static int bundle_tables(session *s) {
  static bundling b;
  b = (bundling){.s = s};
  int result = run_bundle(&b);
  for (int32_t i = 0; i < b.count; i++)
    bry_table_free(b.tables[i]);
  free(b.about);
  return result;
}

static const option_use bundle_options[] = {
    {OPT_TABLE, "FILE", "a table: CSV, or JSON as --format json writes it", USE_REQUIRED | USE_REPEATED},
    {OPT_TO, "FORMATS", "further formats beside CSV, such as json,sav,dta,arrow,jsonstat,excel", 0},
    {OPT_OUT, "PATH", "a new folder, or a zip archive when it ends with .zip", USE_REQUIRED},
    {0},
};

static const option_use convert_options[] = {
    {OPT_TO, "FORMAT", "text, csv, json, excel, jsonstat, arrow, sav (SPSS) or dta (Stata)", USE_REQUIRED},
    {OPT_OUT, "FILE", "write to a file, whole or not at all; - is standard output", 0},
    {0},
};

const command table_commands[] = {
    {.group = "table",
     .name = "convert",
     .operands = "FILE",
     .summary = "Write a table in another format",
     .details =
         "FILE is CSV with a header, or JSON as --format json writes tables, which keeps labels, roles and\n"
         "missing reasons. Columns of numbers in CSV become numbers, \":\" a withheld one. For SPSS and Stata\n"
         "texts that have labels become numbers with value labels, and missing reasons user-missing values\n"
         "or .a to .e. jsonstat is JSON-stat 2.0; arrow is an Arrow IPC file (Feather).",
     .examples = "  bry result table dream-day --item near --by sektor --format json --out near.json\n"
                 "  bry table convert near.json --to sav --out near.sav\n"
                 "  bry table convert counts.csv --to jsonstat\n",
     .options = convert_options,
     .run = convert},
    {.group = "table",
     .name = "bundle",
     .operands = "ABOUT",
     .summary = "Tables with what documents them: a Frictionless Data Package with DDI metadata",
     .details =
         "ABOUT is JSON: title (needed), description, population, place and protection as texts or by language;\n"
         "name, producer, contact, version, created (a date), lang, k, method (suppress or round), keywords,\n"
         "collected {from, to}, licence {name, title, path}. Writes each table as CSV and in the formats of --to,\n"
         "datapackage.json, ddi.xml (DDI-Codebook 2.6), README.nb.md, .nn.md and .en.md, and SHA256SUMS; the same\n"
         "input gives the same bytes.",
     .examples =
         "  bry table bundle about.json --table near.json --table themes.json --to sav,dta --out dream-day.zip\n",
     .options = bundle_options,
     .run = bundle_tables},
    {0},
};
