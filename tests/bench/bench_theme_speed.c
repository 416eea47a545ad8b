/* How fast themes are found in many short answers; see theme_speed.sh. Answers are made up: four to nine words, most from
 * one of 32 sets of 400 words, the others from 4,000 that all share, common ones more often. */
#include <bry.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

enum { SETS = 32, SET_WORDS = 400, SHARED_WORDS = 4000, ANSWER_MAX = 160, NEW_ANSWERS = 100000 };

static uint64_t state = 1;

static uint32_t below(uint32_t bound) { /* Knuth's linear congruential generator */
  state = state * 6364136223846793005u + 1442695040888963407u;
  return (uint32_t)(((state >> 32) * bound) >> 32);
}

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* The same word for the same number, of three or four syllables. */
static size_t put_word(char *out, uint32_t number) {
  static const char *const syllables[] = {"ba", "le", "mi", "so", "ku", "ra", "ve", "ti", "no", "du",
                                          "ga", "pe", "si", "to", "lu", "ka", "re", "di", "mo", "fu"};
  size_t size = 0;
  for (uint32_t left = number + 8000; left > 0; left /= 20, size += 2)
    memcpy(out + size, syllables[left % 20], 2);
  return size;
}

static size_t put_answer(char *out) {
  uint32_t set = below(SETS), words = 4 + below(6);
  size_t size = 0;
  for (uint32_t i = 0; i < words; i++) {
    uint32_t own = set * SET_WORDS + below(below(SET_WORDS) + 1),
             shared = SETS * SET_WORDS + below(below(SHARED_WORDS) + 1);
    if (i > 0) out[size++] = ' ';
    size += put_word(out + size, below(3) > 0 ? own : shared);
  }
  out[size] = '\0';
  return size;
}

/* What this process has used of all processors: other work on the machine does not count. */
static double processor(void) {
  struct timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static double began, began_work;

static int32_t tell(int64_t done, int64_t total, void *user) {
  static const char *const steps[] = {"read", "find", "name"};
  (void)total;
  if (done == 1)
    printf("bench theme_speed_read_mb_per_s %.1f MB/s\n", *(double *)user / 1e6 / (processor() - began_work));
  printf("bench theme_speed_until_%s %.2f processor_s\n", steps[done - 1], processor() - began_work);
  return 0;
}

static int measure(const char *const *texts, const size_t *sizes, int64_t count, double bytes) {
  bry_discovery *found = NULL;
  bry_discover_options options;
  bry_discover_options_init(&options);
  options.themes = SETS;
  options.threads = 2;
  began = seconds();
  began_work = processor();
  if (bry_theme_discover(texts, sizes, count, &options, tell, &bytes, &found, NULL) != BRY_OK) return EXIT_FAILURE;
  printf("bench theme_speed_discover %.2f s\n", seconds() - began);
  began_work = processor();
  for (int64_t i = 0; i < NEW_ANSWERS; i++) {
    int32_t theme = 0;
    if (bry_discovery_assign(found, texts[i % count], sizes[i % count], &theme, NULL, NULL, NULL) != BRY_OK)
      return EXIT_FAILURE;
  }
  printf("bench theme_speed_new_answer %.2f us\n", (processor() - began_work) * 1e6 / NEW_ANSWERS);
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  printf("bench theme_speed_peak_memory %ld MiB\n", usage.ru_maxrss / 1024);
  bry_discovery_free(found);
  return EXIT_SUCCESS;
}

int main(int argc, char **argv) {
  int64_t count = argc > 1 ? strtoll(argv[1], NULL, 10) : 1000000;
  char *all = malloc((size_t)count * ANSWER_MAX + 1);
  const char **texts = calloc((size_t)count + 1, sizeof *texts);
  size_t *sizes = calloc((size_t)count + 1, sizeof *sizes), used = 0;
  if (!all || !texts || !sizes || count < 1) return EXIT_FAILURE;
  for (int64_t i = 0; i < count; i++) {
    texts[i] = all + used;
    sizes[i] = put_answer(all + used);
    used += sizes[i] + 1;
  }
  int result = EXIT_SUCCESS;
  if (argc > 2) {
    for (int64_t i = 0; i < count; i++)
      puts(texts[i]);
  } else {
    result = measure(texts, sizes, count, (double)used);
  }
  free(all);
  free(texts);
  free(sizes);
  return result;
}
