/* bry scrub and its kin: a line out for each line in. */
#include "commands.h"
#include "session.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* What becomes of one line, without its line break; written with its own. EXIT_DONE or EXIT_FAILED. */
typedef int (*line_work)(void *job, const char *line, size_t size, FILE *out);

enum { WRITE_AT = 65536 };

/* Ends the draft; hands over what it holds when that is wanted. */
static int pass_on(draft *d, stream *to, int wanted) {
  int result = draft_end(d);
  if (result == EXIT_DONE && wanted && stream_write(to, d->data, d->size) != 0) result = EXIT_FAILED;
  free(d->data);
  return wanted ? result : EXIT_FAILED;
}

/* The line as `work` makes it, its line break as it was. reader NULL: it is UTF-8 already. */
static int write_line(line_reader *reader, const char *line, size_t size, line_work work, void *job, FILE *out) {
  if (reader != NULL && line_as_utf8(reader, &line, &size) != EXIT_DONE) return EXIT_FAILED;
  size_t length = size;
  if (length > 0 && line[length - 1] == '\n') length--;
  if (length > 0 && line[length - 1] == '\r') length--;
  int result = work(job, line, length, out);
  fwrite(line + length, 1, size - length, out);
  return result;
}

static int write_lines(FILE *in, const char *name, stream *to, line_work work, void *job) {
  char *line = NULL;
  size_t room = 0;
  line_reader reader = {0};
  long long number = 0;
  draft d;
  int result = draft_begin(&d);
  if (result != EXIT_DONE) return result;
  errno = 0;
  for (ssize_t size; result == EXIT_DONE && (size = getline(&line, &room, in)) >= 0;) {
    number++;
    result = write_line(&reader, line, (size_t)size, work, job, d.file);
    if (result != EXIT_DONE) fprintf(stderr, "  in line %lld of %s\n", number, name);
    if (result != EXIT_DONE || fflush(d.file) != 0 || d.size < WRITE_AT) continue;
    result = pass_on(&d, to, 1);
    if (result != EXIT_DONE || draft_begin(&d) != EXIT_DONE) {
      free(line);
      free(reader.line);
      return EXIT_FAILED;
    }
  }
  if (result == EXIT_DONE && ferror(in)) result = fail_because("can't read %s: %s", name, strerror(errno));
  free(line);
  free(reader.line);
  return pass_on(&d, to, result == EXIT_DONE);
}

/* Standard input, or the file of the first operand. */
static int each_line(session *s, line_work work, void *job) {
  const char *path = s->args->operand_count > 0 ? s->args->operands[0] : "-";
  int from_stdin = strcmp(path, "-") == 0;
  FILE *in = from_stdin ? stdin : fopen(path, "rbe");
  if (in == NULL) return fail_because("can't read %s: %s", path, strerror(errno));
  stream to;
  int result = stream_open(&to, args_value(s->args, OPT_OUT));
  if (result == EXIT_DONE) {
    result = write_lines(in, from_stdin ? "standard input" : path, &to, work, job);
    if (stream_close(&to, result == EXIT_DONE) != EXIT_DONE) result = EXIT_FAILED;
  }
  if (!from_stdin) fclose(in);
  return result;
}

/* --- scrub ------------------------------------------------------------------------------------------------------ */

typedef struct scrub_job {
  const session *s;
  bry_scrub_options options;
  int spans;
} scrub_job;

static void write_spans(const bry_scrubbed *found, FILE *out) {
  fputc('[', out);
  for (int64_t i = 0; i < bry_scrubbed_count(found); i++) {
    fprintf(out, "%s{\"kind\":\"%s\",\"begin\":%lld,\"end\":%lld,\"confidence\":%d,\"replaced\":%s}",
            i > 0 ? "," : "", bry_scrub_kind_name(bry_scrubbed_kind_at(found, i)),
            (long long)bry_scrubbed_begin_at(found, i), (long long)bry_scrubbed_end_at(found, i),
            bry_scrubbed_confidence_at(found, i), bry_scrubbed_replaced_at(found, i) ? "true" : "false");
  }
  fputc(']', out);
}

static int scrub_line(void *state, const char *line, size_t size, FILE *out) {
  scrub_job *job = state;
  bry_scrubbed *found = NULL;
  bry_error *err = NULL;
  if (bry_scrub(line, size, &job->options, &found, &err) != BRY_OK) return fail(job->s, err);
  if (job->spans) {
    draft text = {.file = out};
    fputs("{\"text\":", out);
    draft_json_bytes(&text, bry_scrubbed_text(found), bry_scrubbed_size(found));
    fputs(",\"spans\":", out);
    write_spans(found, out);
    fputc('}', out);
  } else {
    fwrite(bry_scrubbed_text(found), 1, bry_scrubbed_size(found), out);
  }
  bry_scrubbed_free(found);
  return EXIT_DONE;
}

static int32_t find_kind(const char *name, size_t size) {
  for (int32_t kind = 1; kind < BRY_SCRUB_EVERYTHING; kind *= 2) {
    const char *known = bry_scrub_kind_name(kind);
    if (strlen(known) == size && memcmp(known, name, size) == 0) return kind;
  }
  return 0;
}

/* "phone,email" as BRY_SCRUB_... added up; 0 with the mistake told. */
static int32_t read_kinds(const session *s, const char *given) {
  int32_t kinds = 0;
  for (const char *at = given;; at++) {
    size_t size = strcspn(at, ",");
    int32_t kind = find_kind(at, size);
    if (kind == 0) {
      usage_error(s->args->command,
                  "--kinds is a list of identity, account, phone, email, url, ip, postcode, plate, address and name, "
                  "not \"%s\"",
                  given);
      return 0;
    }
    kinds |= kind;
    at += size;
    if (*at == '\0') return kinds;
  }
}

static int scrub(session *s) {
  scrub_job job = {.s = s, .spans = args_has(s->args, OPT_SPANS)};
  bry_scrub_options_init(&job.options);
  job.options.lang = s->lang;
  job.options.min_confidence = args_int(s->args, OPT_CONFIDENCE, job.options.min_confidence);
  if (job.options.min_confidence < 1 || job.options.min_confidence > 100)
    return usage_error(s->args->command, "--confidence is 1 to 100");
  const char *kinds = args_value(s->args, OPT_KINDS);
  if (kinds != NULL) job.options.kinds = read_kinds(s, kinds);
  return job.options.kinds == 0 ? EXIT_USAGE : each_line(s, scrub_line, &job);
}

static const option_use scrub_options[] = {
    {OPT_SPANS, NULL, "print a JSON object a line: the text, and what was found where", 0},
    {OPT_KINDS, "LIST", "what is looked for, such as identity,phone (default: all)", 0},
    {OPT_CONFIDENCE, "N", "leave in the text what is less sure, 1 to 100 (default: 50)", 0},
    {OPT_OUT, "FILE", "write to a file, whole or not at all; - is standard output", 0},
    {0},
};

/* --- lang ------------------------------------------------------------------------------------------------------- */

static int lang_line(void *state, const char *line, size_t size, FILE *out) {
  const session *s = state;
  const char *lang = NULL;
  bry_error *err = NULL;
  if (bry_language(line, size, &lang, NULL, &err) != BRY_OK) return fail(s, err);
  fputs(lang, out);
  return EXIT_DONE;
}

static int lang(session *s) {
  return each_line(s, lang_line, s);
}

static const option_use lang_options[] = {
    {OPT_OUT, "FILE", "write to a file, whole or not at all; - is standard output", 0},
    {0},
};

/* --- split ------------------------------------------------------------------------------------------------------ */

typedef struct split_job {
  const session *s;
  bry_splitter *splitter;
} split_job;

static int split_line(void *state, const char *line, size_t size, FILE *out) {
  const split_job *job = state;
  bry_text *parts = NULL;
  bry_error *err = NULL;
  if (bry_splitter_split(job->splitter, line, size, &parts, &err) != BRY_OK) return fail(job->s, err);
  fwrite(bry_text_data(parts), 1, bry_text_size(parts), out);
  bry_text_free(parts);
  return EXIT_DONE;
}

/* Learns the lists that are installed, and those of --words. */
static int learn_lists(const split_job *job) {
  bry_error *err = NULL;
  if (bry_splitter_add_installed(job->splitter, NULL, &err) != BRY_OK) return fail(job->s, err);
  int32_t place = 0;
  for (const char *path; (path = args_next(job->s->args, OPT_WORDS, &place)) != NULL;) {
    char *data = NULL;
    size_t size = 0;
    if (read_bytes(path, &data, &size) != EXIT_DONE) return EXIT_FAILED;
    bry_status status = bry_splitter_add_list(job->splitter, data, size, &err);
    free(data);
    if (status != BRY_OK) return fail(job->s, err);
  }
  return EXIT_DONE;
}

/* The whole text is learnt before its first line is split. */
static int split_text(session *s, split_job *job, char *data, size_t size) {
  bry_error *err = NULL;
  stream to;
  draft d;
  if (bry_splitter_learn(job->splitter, data, size, &err) != BRY_OK) return fail(s, err);
  if (stream_open(&to, args_value(s->args, OPT_OUT)) != EXIT_DONE) return EXIT_FAILED;
  int result = draft_begin(&d);
  if (result == EXIT_DONE) {
    for (size_t at = 0; at < size && result == EXIT_DONE;) {
      const char *end = memchr(data + at, '\n', size - at);
      size_t line = end != NULL ? (size_t)(end + 1 - (data + at)) : size - at;
      result = write_line(NULL, data + at, line, split_line, job, d.file);
      at += line;
    }
    result = pass_on(&d, &to, result == EXIT_DONE);
  }
  return stream_close(&to, result == EXIT_DONE) != EXIT_DONE ? EXIT_FAILED : result;
}

/* All of a file, line by line; takes over the data. */
static int text_as_utf8(char **data, size_t *size) {
  line_reader reader = {0};
  draft d;
  int result = draft_begin(&d);
  for (size_t at = 0; at < *size && result == EXIT_DONE;) {
    const char *line = *data + at, *end = memchr(line, '\n', *size - at);
    size_t length = end != NULL ? (size_t)(end + 1 - line) : *size - at;
    at += length;
    result = line_as_utf8(&reader, &line, &length);
    fwrite(line, 1, length, d.file);
  }
  free(reader.line);
  free(*data);
  *data = NULL;
  if (draft_end(&d) != EXIT_DONE) return EXIT_FAILED;
  *data = d.data;
  *size = d.size;
  return result;
}

static int split(session *s) {
  split_job job = {.s = s};
  bry_error *err = NULL;
  char *data = NULL;
  size_t size = 0;
  if (bry_splitter_new(&job.splitter, &err) != BRY_OK) return fail(s, err);
  int result = learn_lists(&job);
  if (result == EXIT_DONE) result = read_bytes(s->args->operand_count > 0 ? s->args->operands[0] : "-", &data, &size);
  if (result == EXIT_DONE) result = text_as_utf8(&data, &size);
  if (result == EXIT_DONE) result = split_text(s, &job, data, size);
  free(data);
  bry_splitter_free(job.splitter);
  return result;
}

static const option_use split_options[] = {
    {OPT_WORDS, "FILE", "also learn a list of words, a line each or a hunspell dictionary", USE_REPEATED},
    {OPT_OUT, "FILE", "write to a file, whole or not at all; - is standard output", 0},
    {0},
};

const command text_commands[] = {
    {.name = "split",
     .operands = "[FILE]",
     .summary = "Split the compounds in lines of text",
     .details = "A line out for each line in, from FILE or standard input, compounds as their parts with linking\n"
                "letters: vennskap(s)+avdelinger. What is known is a short list of words, the words of the whole\n"
                "text, and word lists of bokmål and nynorsk in /usr/share/hunspell and /usr/share/dict, if there.\n"
                "Windows-1252 is read as well.",
     .examples = "  echo vennskapsavdelinger | bry split\n"
                 "  bry split answers.txt --words nn_NO.dic\n",
     .options = split_options,
     .run = split},
    {.name = "lang",
     .operands = "[FILE]",
     .summary = "Tell the language of lines of text",
     .details =
         "A line out for each line in, from FILE or standard input: nb, nn, en or unsure. Meant for four words\n"
         "and more. Windows-1252 is read as well.",
     .examples = "  echo 'Eg veit ikkje kva eg skal seie' | bry lang\n"
                 "  bry lang answers.txt --out languages.txt\n",
     .options = lang_options,
     .run = lang},
    {.name = "scrub",
     .operands = "[FILE]",
     .summary = "Take personal data out of lines of text",
     .details =
         "A line out for each line in, from FILE or standard input, with placeholders in --lang such as\n"
         "[fødselsnummer]. Windows-1252 is read as well; what comes out is UTF-8.\n"
         "Kinds: identity, account, phone, email, url, ip, postcode, plate, address, name.\n"
         "Names are suggestions: expect misses, and read what is to be published. With --spans, places are in\n"
         "bytes of the line as it came in, and what was found but left in the text has \"replaced\":false.",
     .examples = "  echo 'Ring Kari Hansen på 912 34 567' | bry scrub\n"
                 "  bry scrub answers.txt --spans --kinds identity,phone,email\n",
     .options = scrub_options,
     .run = scrub},
    {0},
};
