/* Reading files and what stands in them. */
#include "session.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

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
