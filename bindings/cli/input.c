/* Reading files and what stands in them, and values of options. */
#include "session.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static int read_stream(FILE *file, const char *path, char **out, size_t *out_size) {
  char *data = NULL;
  size_t size = 0;
  size_t room = 0;
  do {
    if (size == room) {
      room = room == 0 ? 65536 : room * 2;
      char *more = realloc(data, room);
      if (more == NULL) {
        free(data);
        return fail_because("%s is too large for this machine's memory", path);
      }
      data = more;
    }
    errno = 0;
    size += fread(data + size, 1, room - size, file);
  } while (!feof(file) && !ferror(file));
  if (ferror(file)) {
    free(data);
    return fail_because("can't read %s: %s", path, strerror(errno));
  }
  *out = data;
  *out_size = size;
  return EXIT_DONE;
}

int read_bytes(const char *path, char **out, size_t *out_size) {
  *out = NULL;
  *out_size = 0;
  if (strcmp(path, "-") == 0) return read_stream(stdin, "standard input", out, out_size);
  FILE *file = fopen(path, "rbe");
  if (file == NULL) return fail_because("can't read %s: %s", path, strerror(errno));
  int result = read_stream(file, path, out, out_size);
  fclose(file);
  return result;
}

int read_questionnaire(const session *s, const char *path, bry_questionnaire **out) {
  *out = NULL;
  char *data = NULL;
  size_t size = 0;
  if (read_bytes(path, &data, &size) != EXIT_DONE) return EXIT_FAILED;
  bry_error *err = NULL;
  bry_status status = bry_questionnaire_parse(data, size, out, &err);
  free(data);
  return status == BRY_OK ? EXIT_DONE : fail(s, err);
}

int read_codebook(const session *s, const char *path, const char *id, bry_codebook **out) {
  *out = NULL;
  char *data = NULL;
  size_t size = 0;
  if (read_bytes(path, &data, &size) != EXIT_DONE) return EXIT_FAILED;
  bry_error *err = NULL;
  bry_status status = bry_codebook_parse(data, size, id, out, &err);
  free(data);
  return status == BRY_OK ? EXIT_DONE : fail(s, err);
}

int read_csv(const session *s, const char *path, bry_table **out) {
  *out = NULL;
  char *data = NULL;
  size_t size = 0;
  if (read_bytes(path, &data, &size) != EXIT_DONE) return EXIT_FAILED;
  bry_error *err = NULL;
  bry_status status = bry_table_from_csv(data, size, out, &err);
  free(data);
  return status == BRY_OK ? EXIT_DONE : fail(s, err);
}

static int is_json(const char *data, size_t size) {
  size_t at = size >= 3 && memcmp(data, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
  while (at < size && strchr(" \t\r\n", data[at]) != NULL && data[at] != '\0')
    at++;
  return at < size && data[at] == '{';
}

int read_table(const session *s, const char *path, bry_table **out) {
  *out = NULL;
  char *data = NULL;
  size_t size = 0;
  if (read_bytes(path, &data, &size) != EXIT_DONE) return EXIT_FAILED;
  bry_error *err = NULL;
  bry_table *texts = NULL;
  bry_status status =
      is_json(data, size) ? bry_table_from_json(data, size, out, &err) : bry_table_from_csv(data, size, &texts, &err);
  free(data);
  if (status == BRY_OK && texts != NULL) status = bry_table_typed(texts, out, &err);
  bry_table_free(texts);
  return status == BRY_OK ? EXIT_DONE : fail(s, err);
}

int read_text(const char *path, char **out) {
  char *data = NULL;
  size_t size = 0;
  *out = NULL;
  if (read_bytes(path, &data, &size) != EXIT_DONE) return EXIT_FAILED;
  if (memchr(data, '\0', size) != NULL) {
    free(data);
    return fail_because("%s holds a NUL byte", path);
  }
  *out = realloc(data, size + 1);
  if (*out == NULL) {
    free(data);
    return fail_because("out of memory");
  }
  (*out)[size] = '\0';
  return EXIT_DONE;
}

int read_time(const session *s, option_id option, int64_t *out) {
  const char *given = args_value(s->args, option);
  if (given == NULL) return EXIT_DONE;
  struct tm t = {0};
  const char *rest = strptime(given, "%Y-%m-%dT%H:%M", &t);
  if (rest != NULL && *rest == ':') rest = strptime(rest, ":%S", &t);
  int hours = 0, minutes = 0, size = 0;
  char sign = '+';
  if (rest != NULL && strcmp(rest, "Z") != 0 &&
      (sscanf(rest, "%c%2d:%2d%n", &sign, &hours, &minutes, &size) != 3 || rest[size] != '\0' ||
       strchr("+-", sign) == NULL || hours < 0 || hours > 14 || minutes < 0 || minutes > 59))
    rest = NULL;
  if (rest == NULL)
    return usage_error(s->args->command,
                       "--%s is a time with its zone, such as 2026-11-23T08:00Z or "
                       "2026-11-23T09:00+01:00, not \"%s\"",
                       option_name(option), given);
  int64_t offset = (hours * 60 + minutes) * 60;
  *out = ((int64_t)timegm(&t) - (sign == '-' ? -offset : offset)) * 1000000;
  return EXIT_DONE;
}

int segments_json(const session *s, char **out) {
  *out = NULL;
  draft d;
  if (draft_begin(&d) != EXIT_DONE) return EXIT_FAILED;
  int result = EXIT_DONE;
  int32_t place = 0;
  const char *separator = "{";
  for (const char *given; result == EXIT_DONE && (given = args_next(s->args, OPT_SEGMENT, &place)) != NULL;) {
    size_t size = strcspn(given, "=");
    char *name = strndup(given, size);
    if (given[size] == '\0') result = usage_error(s->args->command, "--segment is NAME=VALUE, not \"%s\"", given);
    if (name == NULL) result = fail_because("out of memory");
    if (result == EXIT_DONE) {
      fputs(separator, d.file);
      draft_json_string(&d, name);
      fputc(':', d.file);
      draft_json_string(&d, given + size + 1);
    }
    free(name);
    separator = ",";
  }
  fputs(*separator == '{' ? "{}" : "}", d.file);
  if (draft_end(&d) != EXIT_DONE) return EXIT_FAILED;
  if (result == EXIT_DONE)
    *out = d.data;
  else
    free(d.data);
  return result;
}

int find_column(const bry_table *table, const char *name, int32_t *out) {
  *out = name != NULL ? bry_table_find_column(table, name) : -1;
  if (name == NULL || *out >= 0) return EXIT_DONE;
  fail_because("the file has no column \"%s\"", name);
  for (int32_t c = 0; c < bry_table_column_count(table); c++)
    fprintf(stderr, "%s%s", c == 0 ? "  there are the columns " : ", ", bry_table_column_name(table, c));
  fputc('\n', stderr);
  return EXIT_FAILED;
}
