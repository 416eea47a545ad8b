/* Runs a fuzz target over the files of the folders and files named, without a fuzzer: so that what was once found
 * stays found in every ordinary build. */
#include "fuzz/fuzz.h"

#include <dirent.h>
#include <sys/stat.h>

static long replayed;

static int replay_file(const char *path) {
  FILE *file = fopen(path, "rb");
  uint8_t *data = NULL;
  size_t size = 0, got;
  if (!file) return -1;
  do {
    uint8_t *more = realloc(data, size + 65536);
    if (!more) break;
    data = more;
    got = fread(data + size, 1, 65536, file);
    size += got;
  } while (got > 0);
  int failed = ferror(file) || !data;
  fclose(file);
  if (!failed) {
    uint8_t *exact = malloc(size > 0 ? size : 1); /* so that a sanitizer sees a read past the end */
    for (size_t i = 0; exact && i < size; i++)
      exact[i] = data[i];
    if (exact) LLVMFuzzerTestOneInput(exact, size);
    free(exact);
    replayed++;
  }
  free(data);
  return failed ? -1 : 0;
}

static int replay_folder(const char *path) {
  char name[4096];
  int result = 0;
  DIR *folder = opendir(path);
  if (!folder) return -1;
  for (struct dirent *entry = readdir(folder); entry; entry = readdir(folder)) {
    if (entry->d_name[0] == '.') continue;
    snprintf(name, sizeof name, "%s/%s", path, entry->d_name);
    if (replay_file(name) != 0) result = -1;
  }
  closedir(folder);
  return result;
}

int main(int argc, char **argv) {
  for (int i = 1; i < argc; i++) {
    struct stat info;
    int failed = stat(argv[i], &info) != 0;
    if (!failed) failed = S_ISDIR(info.st_mode) ? replay_folder(argv[i]) : replay_file(argv[i]);
    if (failed) {
      fprintf(stderr, "%s can't be read\n", argv[i]);
      return 1;
    }
  }
  printf("%ld inputs replayed\n", replayed);
  return replayed > 0 ? 0 : 1;
}
