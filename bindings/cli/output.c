/* Results go to standard output or into a file, whole or not at all; mistakes go to standard error. */
#include "session.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void print_findings(const session *s, const bry_findings *findings) {
  for (int64_t i = 0; i < bry_findings_count(findings); i++) {
    const char *pointer = bry_findings_pointer_at(findings, i);
    fprintf(stderr, "  %s  %s  %s\n", bry_findings_rule_at(findings, i), *pointer != '\0' ? pointer : "(document)",
            bry_findings_message_at(findings, i, s->lang));
  }
}

/* The message of an error with findings repeats the first of them, in English: those are listed below it in the
 * reader's language. */
static void print_first_line(const bry_error *err) {
  const char *message = bry_error_message(err), *end = strstr(message, ", at \"");
  int64_t count = bry_findings_count(bry_error_findings(err));
  fputs("bry: ", stderr);
  if (count > 0 && end != NULL)
    fprintf(stderr, "%.*s: %lld %s", (int)(end - message), message, (long long)count,
            count == 1 ? "mistake" : "mistakes");
  else
    print_message(message);
  fputc('\n', stderr);
}

int fail(const session *s, bry_error *err) {
  print_first_line(err);
  if (bry_error_status(err) == BRY_ENOTFOUND) list_known(s);
  const bry_findings *findings = bry_error_findings(err);
  const char *pointer = bry_error_pointer(err);
  const char *sqlstate = bry_error_sqlstate(err);
  if (findings != NULL) print_findings(s, findings);
  if (findings == NULL && pointer != NULL) fprintf(stderr, "  at %s\n", *pointer != '\0' ? pointer : "(document)");
  if (sqlstate != NULL) fprintf(stderr, "  SQLSTATE %s\n", sqlstate);
  if (bry_error_retryable(err)) fputs("  the same command may succeed later\n", stderr);
  bry_error_free(err);
  return EXIT_FAILED;
}

int fail_because(const char *message, ...) {
  va_list list;
  va_start(list, message);
  fputs("bry: ", stderr);
  vfprintf(stderr, message, list);
  fputc('\n', stderr);
  va_end(list);
  return EXIT_FAILED;
}

static int write_all(int fd, const char *data, size_t size) {
  while (size > 0) {
    ssize_t done = write(fd, data, size);
    if (done < 0 && errno == EINTR) continue;
    if (done < 0) return -1;
    data += done;
    size -= (size_t)done;
  }
  return 0;
}

/* Devices and pipes are written to as they are. */
static int write_in_place(const char *path, const char *data, size_t size) {
  int fd = open(path, O_WRONLY | O_CLOEXEC);
  int bad = fd < 0 || write_all(fd, data, size) != 0;
  int reason = errno;
  if (fd >= 0 && close(fd) != 0 && !bad) {
    bad = 1;
    reason = errno;
  }
  return bad ? fail_because("can't write %s: %s", path, strerror(reason)) : EXIT_DONE;
}

/* Writes beside the file and moves it into place, so that nobody ever reads half of it. */
static int write_beside(const char *path, mode_t mode, const char *data, size_t size) {
  char *beside = NULL;
  if (asprintf(&beside, "%s.XXXXXX", path) < 0) return fail_because("out of memory");
  int fd = mkostemp(beside, O_CLOEXEC);
  int made = fd >= 0;
  int bad = !made || fchmod(fd, mode) != 0 || write_all(fd, data, size) != 0 || fsync(fd) != 0;
  int reason = errno;
  if (made && close(fd) != 0 && !bad) {
    bad = 1;
    reason = errno;
  }
  if (!bad && rename(beside, path) != 0) {
    bad = 1;
    reason = errno;
  }
  if (bad && made) unlink(beside);
  free(beside);
  return bad ? fail_because("can't write %s: %s", path, strerror(reason)) : EXIT_DONE;
}

int write_bytes(const char *path, const char *data, size_t size) {
  if (path == NULL || strcmp(path, "-") == 0) {
    fwrite(data, 1, size, stdout); /* main() looks whether it arrived */
    return EXIT_DONE;
  }
  struct stat about;
  char target[PATH_MAX]; /* a link is followed, not replaced */
  if (stat(path, &about) == 0) {
    if (!S_ISREG(about.st_mode)) return write_in_place(path, data, size);
    if (realpath(path, target) == NULL) return fail_because("can't write %s: %s", path, strerror(errno));
    return write_beside(target, about.st_mode & 0777, data, size);
  }
  mode_t mask = umask(0);
  umask(mask);
  return write_beside(path, 0666 & ~mask, data, size);
}

int finish_text(const session *s, bry_status status, bry_text *text, bry_error *err) {
  if (status != BRY_OK) return fail(s, err);
  const char *path = args_value(s->args, OPT_OUT);
  size_t size = bry_text_size(text);
  int result = write_bytes(path, bry_text_data(text), size);
  int whole = size > 0 && bry_text_data(text)[size - 1] == '\n';
  if (!whole && (path == NULL || strcmp(path, "-") == 0)) fputc('\n', stdout); /* JSON ends without one */
  bry_text_free(text);
  return result;
}

/* A table for people: a heading above, and below what ":" stands for where it occurs. */
static int write_text_table(const session *s, const char *path, const bry_table *table, const bry_text *text) {
  draft d;
  if (draft_begin(&d) != EXIT_DONE) return EXIT_FAILED;
  if (s->heading != NULL) fprintf(d.file, "%s\n\n", s->heading);
  fwrite(bry_text_data(text), 1, bry_text_size(text), d.file);
  if (has_withheld(table)) fprintf(d.file, "%s\n", withheld_line(s));
  if (draft_end(&d) != EXIT_DONE) return EXIT_FAILED;
  int result = write_bytes(path, d.data, d.size);
  free(d.data);
  return result;
}

int check_readable(const session *s, const char *path, int32_t format) {
  int is_text = format < BRY_FORMAT_ARROW, is_file = path != NULL && strcmp(path, "-") != 0;
  if (is_text || is_file || !isatty(STDOUT_FILENO)) return EXIT_DONE;
  return usage_error(s->args->command, "this format is not for a terminal: give --out FILE");
}

int write_table(const session *s, const char *path, int32_t format, const bry_table *table) {
  if (check_readable(s, path, format) != EXIT_DONE) return EXIT_USAGE;
  bry_error *err = NULL;
  bry_text *text = NULL;
  if (bry_table_render(table, format, s->lang, &text, &err) != BRY_OK) return fail(s, err);
  int result = format == BRY_FORMAT_TEXT ? write_text_table(s, path, table, text)
                                         : write_bytes(path, bry_text_data(text), bry_text_size(text));
  bry_text_free(text);
  return result;
}

int finish_table(const session *s, bry_status status, bry_table *table, bry_error *err) {
  if (status != BRY_OK) return fail(s, err);
  int result = write_table(s, args_value(s->args, OPT_OUT), args_format(s->args), table);
  bry_table_free(table);
  return result;
}

int check_chart(const session *s) {
  if (args_has(s->args, OPT_CHART) && args_has(s->args, OPT_FORMAT))
    return usage_error(s->args->command, "--format is for tables: with --chart a picture is written");
  if (args_has(s->args, OPT_VEGA) && !args_has(s->args, OPT_CHART))
    return usage_error(s->args->command, "--vega needs --chart, the picture that it specifies");
  return EXIT_DONE;
}

int finish_chart(const session *s, bry_status status, bry_table *table, bry_error *err) {
  int32_t chart = args_choice(s->args, OPT_CHART);
  bry_text *text = NULL;
  if (status != BRY_OK || chart == BRY_CHART_NONE) return finish_table(s, status, table, err);
  status = (args_has(s->args, OPT_VEGA) ? bry_chart_vega : bry_chart_svg)(table, chart, s->lang, &text, &err);
  bry_table_free(table);
  return finish_text(s, status, text, err);
}

int check_split(const session *s) {
  if (args_has(s->args, OPT_WIDE) && !args_has(s->args, OPT_BY))
    return usage_error(s->args->command, "--wide needs --by SEGMENT, whose values become the columns");
  if (args_has(s->args, OPT_VALUE) && !args_has(s->args, OPT_WIDE))
    return usage_error(s->args->command, "--value is for --wide: the long table has both");
  return EXIT_DONE;
}

int finish_split(const session *s, bry_status status, bry_table *table, const char *rows, bry_error *err) {
  if (status != BRY_OK || !args_has(s->args, OPT_WIDE)) return finish_table(s, status, table, err);
  const char *value = args_value(s->args, OPT_VALUE);
  bry_table *wide = NULL;
  status = bry_table_pivot(table, rows, args_value(s->args, OPT_BY), value != NULL ? value : "share", &wide, &err);
  bry_table_free(table);
  return finish_table(s, status, wide, err);
}

int finish_line(const session *s, bry_status status, bry_error *err, const char *line, ...) {
  if (status != BRY_OK) return fail(s, err);
  va_list list;
  va_start(list, line);
  vprintf(line, list);
  va_end(list);
  putchar('\n');
  return EXIT_DONE;
}

int draft_begin(draft *d) {
  *d = (draft){0};
  d->file = open_memstream(&d->data, &d->size);
  return d->file != NULL ? EXIT_DONE : fail_because("out of memory");
}

int draft_end(draft *d) {
  int bad = ferror(d->file);
  bad |= fclose(d->file) != 0;
  if (!bad) return EXIT_DONE;
  free(d->data);
  d->data = NULL;
  return fail_because("out of memory");
}

int draft_write(const session *s, draft *d) {
  if (draft_end(d) != EXIT_DONE) return EXIT_FAILED;
  int result = write_bytes(args_value(s->args, OPT_OUT), d->data, d->size);
  free(d->data);
  return result;
}

void draft_json_bytes(draft *d, const char *text, size_t size) {
  fputc('"', d->file);
  for (size_t i = 0; i < size; i++) {
    unsigned char c = (unsigned char)text[i];
    if (c == '"' || c == '\\')
      fprintf(d->file, "\\%c", c);
    else if (c < 0x20)
      fprintf(d->file, "\\u%04x", c);
    else
      fputc(c, d->file);
  }
  fputc('"', d->file);
}

void draft_json_string(draft *d, const char *text) {
  draft_json_bytes(d, text, strlen(text));
}

void draft_csv_field(draft *d, const char *text) {
  fputc('"', d->file);
  for (; *text != '\0'; text++) {
    if (*text == '"') fputc('"', d->file);
    fputc(*text, d->file);
  }
  fputc('"', d->file);
}

int draft_table(const session *s, draft *d, bry_table **out) {
  *out = NULL;
  if (draft_end(d) != EXIT_DONE) return EXIT_FAILED;
  bry_error *err = NULL;
  bry_status status = bry_table_from_csv(d->data, d->size, out, &err);
  free(d->data);
  return status == BRY_OK ? EXIT_DONE : fail(s, err);
}
