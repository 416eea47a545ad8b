/* bry response: sending one person's answers, importing and exporting many, counting. */
#include "commands.h"
#include "session.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* With a token, a participant and so on; what the response is known by is printed, unless it is a participant. */
static int submit_with(const session *s, const char *answers, size_t size, const char *segments) {
  char id[37] = "", receipt[BRY_SECRET_SIZE] = "";
  bry_submit_options options;
  bry_submit_options_init(&options);
  const char *given = args_value(s->args, OPT_RECEIPT);
  int is_new = given != NULL && strcmp(given, "new") == 0;
  if (is_new) bry_receipt_new(receipt);
  options.receipt = is_new ? receipt : given;
  options.participant = args_value(s->args, OPT_PARTICIPANT);
  options.response_id = args_value(s->args, OPT_ID);
  options.token = args_value(s->args, OPT_TOKEN);
  options.draft = args_value(s->args, OPT_DRAFT);
  options.name = args_value(s->args, OPT_NAME);
  options.consent = args_int(s->args, OPT_CONSENT, 0);
  options.proxy = args_has(s->args, OPT_PROXY);
  int32_t outcome = 0;
  bry_error *err = NULL;
  if (!options.receipt && !options.participant && !options.response_id) {
    bry_uuid_v4(id);
    options.response_id = id;
  }
  bry_status status =
      bry_response_submit_with(s->store, s->survey, &options, answers, size, segments, &outcome, &err);
  if (status == BRY_ECONFLICT && options.participant) {
    bry_error_free(err);
    return fail_because("this participant has answered already, otherwise than now, and each answers once. To take\n"
                        "  another answer, withdraw the first: `bry participant export` tells its id,\n"
                        "  `bry response erase --id` withdraws it.");
  }
  if (status == BRY_OK && options.receipt) bry_receipt_response_id(options.receipt, id, NULL);
  return finish_line(s, status, err, "%s%s%s%s%s", outcome == BRY_SUBMIT_REPEATED ? "repeated" : "stored",
                     options.participant ? "" : " ", options.response_id ? options.response_id : id,
                     is_new ? "\nreceipt " : "", receipt);
}

/* Whether a plain submit does not do. */
static int asks_for_more(const session *s) {
  static const option_id more[] = {OPT_RECEIPT, OPT_PARTICIPANT, OPT_TOKEN, OPT_DRAFT,
                                   OPT_NAME,    OPT_CONSENT,     OPT_PROXY};
  for (size_t i = 0; i < sizeof more / sizeof more[0]; i++)
    if (args_has(s->args, more[i])) return 1;
  return 0;
}

static int submit(const session *s, const char *answers, size_t size, const char *segments) {
  char made[37];
  const char *id = args_value(s->args, OPT_ID);
  if (id == NULL) {
    bry_uuid_v4(made);
    id = made;
  }
  int32_t outcome = 0;
  bry_error *err = NULL;
  bry_status status = bry_response_submit(s->store, s->survey, id, answers, size, segments, &outcome, &err);
  return finish_line(s, status, err, "%s %s", outcome == BRY_SUBMIT_REPEATED ? "repeated" : "stored", id);
}

static int response_submit(session *s) {
  char *answers = NULL;
  size_t size = 0;
  char *segments = NULL;
  int result = segments_json(s, &segments);
  if (result == EXIT_DONE) result = read_bytes(s->args->operands[1], &answers, &size);
  if (result == EXIT_DONE)
    result = asks_for_more(s) ? submit_with(s, answers, size, segments) : submit(s, answers, size, segments);
  free(segments);
  free(answers);
  return result;
}

typedef struct source {
  const char *path;
  int fd;
  int reason; /* errno of a failed read */
} source;

static int64_t read_source(void *buffer, size_t capacity, void *user) {
  source *from = user;
  ssize_t size;
  do {
    size = read(from->fd, buffer, capacity);
  } while (size < 0 && errno == EINTR && !progress_interrupted());
  if (size < 0) from->reason = errno;
  return size;
}

static int64_t file_size(int fd) {
  struct stat about;
  return fstat(fd, &about) == 0 && S_ISREG(about.st_mode) ? (int64_t)about.st_size : -1;
}

/* The format by an option, else by the file's name (which may be NULL). */
static int32_t file_format(const session *s, option_id option, const char *path) {
  const char *given = args_value(s->args, option);
  if (given != NULL) return strcmp(given, "jsonl") == 0 ? BRY_IMPORT_JSONL : BRY_IMPORT_CSV;
  const char *dot = path != NULL ? strrchr(path, '.') : NULL;
  int lines = dot != NULL && (strcmp(dot, ".jsonl") == 0 || strcmp(dot, ".ndjson") == 0);
  return lines ? BRY_IMPORT_JSONL : BRY_IMPORT_CSV;
}

/* The refused rows on the terminal: the first ones, for the same fault often stands in each. */
static int print_refused(const session *s, const bry_table *refused) {
  enum { SHOWN = 20 };
  int64_t count = bry_table_row_count(refused);
  if (args_format(s->args) != BRY_FORMAT_TEXT || count <= SHOWN)
    return write_table(s, NULL, args_format(s->args), refused);
  bry_text *text = NULL;
  bry_error *err = NULL;
  if (bry_table_render(refused, BRY_FORMAT_TEXT, s->lang, &text, &err) != BRY_OK) return fail(s, err);
  size_t size = bry_text_size(text);
  for (int64_t left = count - SHOWN; size > 0 && left > 0; left--) { /* a line a row */
    size--;
    while (size > 0 && bry_text_data(text)[size - 1] != '\n')
      size--;
  }
  fwrite(bry_text_data(text), 1, size, stdout);
  printf("... %lld more (all with --refused FILE)\n", (long long)(count - SHOWN));
  bry_text_free(text);
  return EXIT_DONE;
}

/* A mended file is another file, unless its batch is named. */
static int fail_refused(int64_t refused, const char *batch) {
  if (batch == NULL) return fail_because("%lld rows were refused", (long long)refused);
  return fail_because("%lld rows were refused. To import the mended file where rows have no id of their own:\n"
                      "  the same command with --batch '%s', which stores the mended rows only",
                      (long long)refused, batch);
}

/* Some rows are always alike where few questions are asked. */
static void warn_of_copies(const bry_import *done) {
  int64_t alike = bry_import_alike_count(done), stored = bry_import_stored_count(done);
  if (alike < 2 || alike < stored - stored / 10) return;
  fprintf(stderr,
          "bry: %lld of the rows answer to the letter as responses that were there before. If this is an earlier "
          "file saved\n"
          "  otherwise, or an export without ids, its answers count twice now. To import such a file again, name the "
          "batch\n"
          "  of the first import with --batch, or export with --ids.\n",
          (long long)alike);
}

static int print_import(const session *s, const bry_import *done, const char *batch) {
  int64_t refused = bry_import_refused_count(done);
  const char *path = args_value(s->args, OPT_REFUSED);
  printf("rows %lld  stored %lld  repeated %lld  refused %lld\n", (long long)bry_import_row_count(done),
         (long long)bry_import_stored_count(done), (long long)bry_import_repeated_count(done), (long long)refused);
  warn_of_copies(done);
  int result = EXIT_DONE;
  if (path != NULL) result = write_table(s, path, BRY_FORMAT_CSV, bry_import_refused(done));
  if (path == NULL && refused > 0) result = print_refused(s, bry_import_refused(done));
  return refused > 0 ? fail_refused(refused, batch) : result;
}

/* The batch of rows without an id: by an option, else a file's content. A pipe can't be read twice: NULL. */
static bry_status import_batch(const session *s, source *from, char made[65], const char **out, bry_error **err) {
  *out = args_value(s->args, OPT_BATCH);
  if (*out != NULL || file_size(from->fd) < 0) return BRY_OK;
  off_t begin = lseek(from->fd, 0, SEEK_CUR);
  *out = made;
  bry_status status = bry_import_batch_of(read_source, from, made, err);
  if (status != BRY_OK || (begin >= 0 && lseek(from->fd, begin, SEEK_SET) == begin)) return status;
  from->reason = errno;
  return BRY_EIO;
}

static int import(const session *s, source *from) {
  char made[65];
  bry_import_options options;
  bry_import_options_init(&options);
  bry_import *done = NULL;
  bry_error *err = NULL;
  bry_status status = import_batch(s, from, made, &options.batch, &err);
  if (status == BRY_OK) {
    progress bar = progress_begin("importing", file_size(from->fd));
    status = bry_response_import(s->store, s->survey, file_format(s, OPT_INPUT, from->path), read_source, from,
                                 &options, progress_step, &bar, &done, &err);
    progress_end(&bar);
  }
  if (status != BRY_OK && from->reason != 0) {
    bry_error_free(err);
    return fail_because("can't read %s: %s", from->path, strerror(from->reason));
  }
  if (status != BRY_OK) return fail(s, err);
  int result = print_import(s, done, options.batch);
  bry_import_free(done);
  return result;
}

static int response_import(session *s) {
  source from = {.path = s->args->operands[1], .fd = STDIN_FILENO};
  int is_file = strcmp(from.path, "-") != 0;
  if (is_file) from.fd = open(from.path, O_RDONLY | O_CLOEXEC);
  if (from.fd < 0) return fail_because("can't read %s: %s", from.path, strerror(errno));
  int result = import(s, &from);
  if (is_file) close(from.fd);
  return result;
}

static int32_t write_export(const void *data, size_t size, void *user) {
  return stream_write(user, data, size) != 0;
}

static int response_export(session *s) {
  const char *path = args_value(s->args, OPT_OUT);
  int32_t format = file_format(s, OPT_OUTPUT, path);
  bry_export_options options;
  bry_export_options_init(&options);
  options.with_ids = args_has(s->args, OPT_IDS);
  options.for_spreadsheet = args_has(s->args, OPT_EXCEL);
  if (options.for_spreadsheet && format != BRY_IMPORT_CSV) return usage_error(s->args->command, "--excel is for CSV");
  stream to;
  if (stream_open(&to, path) != EXIT_DONE) return EXIT_FAILED;
  progress bar = progress_begin("exporting", -1);
  bry_error *err = NULL;
  bry_status status =
      bry_response_export(s->store, s->survey, format, write_export, &to, &options, progress_step, &bar, NULL, &err);
  progress_end(&bar);
  int written = stream_close(&to, status == BRY_OK);
  if (written != EXIT_DONE) bry_error_free(err);
  return written != EXIT_DONE ? written : status == BRY_OK ? EXIT_DONE : fail(s, err);
}

static int32_t count_text(const char *id, const char *text, size_t size, const char *const *segments, int32_t count,
                          void *user) {
  (void)id, (void)text, (void)size, (void)segments, (void)count;
  ++*(int64_t *)user;
  return 0;
}

/* All answers in words, over all open items. */
static int count_texts(const session *s, int64_t *out) {
  bry_table *items = NULL;
  bry_error *err = NULL;
  bry_status status = bry_questionnaire_items(bry_survey_questionnaire(s->survey), &items, &err);
  int32_t item = bry_table_find_column(items, "item");
  int32_t kind = bry_table_find_column(items, "kind");
  for (int64_t row = 0; status == BRY_OK && row < bry_table_row_count(items); row++) {
    const char *is = bry_table_text(items, row, kind);
    if (is == NULL || strcmp(is, "text") != 0) continue;
    status = bry_response_texts(s->store, s->survey, bry_table_text(items, row, item), count_text, out, &err);
  }
  bry_table_free(items);
  return status == BRY_OK ? EXIT_DONE : fail(s, err);
}

static int response_count(session *s) {
  int64_t responses = 0;
  int64_t texts = 0;
  bry_error *err = NULL;
  if (bry_response_count(s->store, s->survey, &responses, &err) != BRY_OK) return fail(s, err);
  if (!args_has(s->args, OPT_TEXTS)) return finish_line(s, BRY_OK, NULL, "%lld", (long long)responses);
  if (count_texts(s, &texts) != EXIT_DONE) return EXIT_FAILED;
  return finish_line(s, BRY_OK, NULL, "%lld %s of %lld %s", (long long)texts, texts == 1 ? "answer" : "answers",
                     (long long)responses, responses == 1 ? "person" : "people");
}

static const option_use submit_options[] = {
    {OPT_ID, "UUID", "the response's id: the same again is stored once (default: a new one)", 0},
    {OPT_SEGMENT, "NAME=VALUE", "what results may be split by", USE_REPEATED},
    {OPT_TOKEN, "TOKEN", "an invitation", 0},
    {OPT_RECEIPT, "RECEIPT", "a secret that the respondent keeps, in place of --id; new makes one and prints it", 0},
    {OPT_DRAFT, "TOKEN", "the draft that these answers end (\"bry draft save\"): it is removed as they are stored",
     0},
    {OPT_PARTICIPANT, "WHO", "who answers, in place of --id; kept as a keyed hash", 0},
    {OPT_NAME, "NAME", "the participant's name, for identified surveys", 0},
    {OPT_CONSENT, "VERSION", "the consent that was given", 0},
    {OPT_PROXY, NULL, "entered for somebody else, from paper or by telephone", 0},
    {0},
};

static const option_use import_options[] = {
    {OPT_INPUT, NULL, "what the file holds (default: by its name, else csv)", 0},
    {OPT_BATCH, "NAME", "what the rows without an id belong to (default: the file, by its content)", 0},
    {OPT_REFUSED, "FILE", "write the refused rows there as CSV instead of printing them", 0},
    {OPT_FORMAT, NULL, "how the refused rows are printed", 0},
    {0},
};

static const option_use export_options[] = {
    {OPT_OUTPUT, NULL, "what is written (default: by the name of --out, else csv)", 0},
    {OPT_IDS, NULL, "with the ids of the responses", 0},
    {OPT_EXCEL, NULL, "CSV as Excel opens it: semicolons, a byte order mark, and no formula is run", 0},
    {OPT_OUT, "FILE", "write to a file, whole or not at all; - is standard output", 0},
    {0},
};

static const option_use count_options[] = {
    {OPT_TEXTS, NULL, "count the answers in words too (reads them all)", 0},
    {0},
};

const command response_commands[] = {
    {.group = "response",
     .name = "submit",
     .operands = "SURVEY FILE",
     .summary = "Store one person's answers",
     .details =
         "FILE holds them as JSON: {\"item\": value, ...}. They are checked first; all that is wrong is listed.\n"
         "Prints \"stored UUID\", or \"repeated UUID\" when the very same response was there; with --participant\n"
         "the word alone, since such a response is known by who sent it. With --receipt new a second line,\n"
         "\"receipt RECEIPT\": whoever has it can withdraw the response (\"bry response erase\").",
     .examples =
         "  echo '{\"q1\": \"Sol og full bemanning\"}' | bry response submit dream-day - --segment sektor=helse\n",
     .options = submit_options,
     .needs = NEEDS_SURVEY,
     .run = response_submit},
    {.group = "response",
     .name = "import",
     .operands = "SURVEY FILE",
     .summary = "Store many from CSV or JSONL",
     .details =
         "Good rows are stored, bad ones listed with row, line, column and reason. The same file again adds\n"
         "nothing, so an interrupted import is simply run again. Exit status 0 when every row is stored now or\n"
         "was before, 1 when some were refused.\n\n"
         "CSV has items, segments and, if need be, id in its header; several choices are parted by \";\". JSONL has\n"
         "a line each: {\"segments\": {\"sektor\": \"helse\"}, \"answers\": {\"q1\": \"Sol\"}}, with \"id\" if need "
         "be.\n\n"
         "A row with an id is the response of that id in the survey. A row\n"
         "without one is known within its batch: another batch's rows are other people, however alike they\n"
         "answered, but two files of one batch are taken for two states of one file. The batch is the file\n"
         "itself, by its content (SHA-256): so a file that was mended, saved otherwise or has grown needs the\n"
         "--batch of its first import, or its rows are stored once more. From a pipe, rows without an id need\n"
         "--batch.",
     .examples = "  bry response import dream-day answers.csv --refused refused.csv\n"
                 "  zcat monday.csv.gz | bry response import dream-day - --batch monday\n",
     .options = import_options,
     .needs = NEEDS_SURVEY,
     .run = response_import},
    {.group = "response",
     .name = "export",
     .operands = "SURVEY",
     .summary = "Write all as CSV or JSONL",
     .details =
         "What is written can be imported into another survey of the same questionnaire, and with --ids into this\n"
         "one again: without them everybody would be there twice. The order is random and says nothing of who\n"
         "answered when. Without --excel, CSV holds the answers to the byte: opened in a spreadsheet program, an\n"
         "answer that begins with = may be run as a formula.",
     .examples = "  bry response export dream-day --out answers.csv\n"
                 "  bry response export dream-day --output jsonl --ids | gzip > answers.jsonl.gz\n",
     .options = export_options,
     .needs = NEEDS_SURVEY,
     .run = response_export},
    {.group = "response",
     .name = "count",
     .operands = "SURVEY",
     .summary = "Count the people who answered",
     .examples = "  bry response count dream-day --texts\n",
     .options = count_options,
     .needs = NEEDS_SURVEY,
     .run = response_count},
    {0},
};
