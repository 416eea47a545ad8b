/* How fast themes are found in many short answers; see theme_speed.sh. Answers are made up: four to nine words, most from
 * one of 32 sets of 400 words, the others from 4,000 that all share, common ones more often. */
#include "core/mem.h"
#include "theme/mixture.h"

#include <bry.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

enum {
  SETS = 32,
  SET_WORDS = 400,
  SHARED_WORDS = 4000,
  ANSWER_MAX = 160,
  NEW_ANSWERS = 100000,
  SWEEPS = 30,
  THREADS = 2
};

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

typedef struct answers {
  char *all;
  const char **texts;
  size_t *sizes;
  int64_t count;
  double bytes;
} answers;

/* Words of all answers, each known by its number: what a reading begins with. */
static int measure_words(const answers *a) {
  bry__wordbook book = {0};
  bry__reading reading = {0};
  int result = bry__wordbook_open(&book, 0);
  began_work = processor();
  for (int64_t i = 0; result == 0 && i < a->count; i++)
    result = bry__wordbook_read(&book, a->texts[i], a->sizes[i], &reading);
  printf("bench theme_speed_words_mb_per_s %.1f MB/s\n", a->bytes / 1e6 / (processor() - began_work));
  bry__free(reading.words);
  bry__wordbook_close(&book);
  return result;
}

/* Sweeps of the mixture over all answers, from themes dealt out in turn. */
static int measure_sweeps(const answers *a) {
  bry__corpus corpus = {0};
  bry__mixture mixture = {0};
  int64_t least[SETS] = {0};
  int32_t *themes = NULL;
  int result = bry__corpus_read(&corpus, a->texts, a->sizes, a->count, NULL, 0, NULL) == BRY_OK ? 0 : -1;
  if (result == 0) result = bry__mixture_open(&mixture, &corpus, SETS);
  if (result == 0) themes = calloc((size_t)corpus.unit_count + 1, sizeof *themes);
  for (int32_t i = 0; themes && i < corpus.unit_count; i++)
    themes[i] = i % SETS;
  if (themes) {
    bry__mixture_set(&mixture, themes, THREADS);
    began = seconds();
    began_work = processor();
    for (int i = 0; i < SWEEPS; i++)
      bry__mixture_sweep(&mixture, NULL, NULL, 0, least, THREADS);
    printf("bench theme_speed_sweeps %.2f s\n", seconds() - began);
    printf("bench theme_speed_sweeps_work %.2f processor_s\n", processor() - began_work);
  }
  result = themes ? result : -1;
  free(themes);
  bry__mixture_close(&mixture);
  bry__corpus_free(&corpus);
  return result;
}

static int measure(answers *a) {
  bry_discovery *found = NULL;
  bry_discover_options options;
  bry_discover_options_init(&options);
  options.themes = SETS;
  options.threads = THREADS;
  began = seconds();
  began_work = processor();
  if (bry_theme_discover(a->texts, a->sizes, a->count, &options, tell, &a->bytes, &found, NULL) != BRY_OK)
    return EXIT_FAILURE;
  printf("bench theme_speed_discover %.2f s\n", seconds() - began);
  began_work = processor();
  for (int64_t i = 0; i < NEW_ANSWERS; i++) {
    int32_t theme = 0;
    if (bry_discovery_assign(found, a->texts[i % a->count], a->sizes[i % a->count], &theme, NULL, NULL, NULL) !=
        BRY_OK)
      return EXIT_FAILURE;
  }
  printf("bench theme_speed_new_answer %.2f us\n", (processor() - began_work) * 1e6 / NEW_ANSWERS);
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  printf("bench theme_speed_peak_memory %ld MiB\n", usage.ru_maxrss / 1024);
  bry_discovery_free(found);
  return EXIT_SUCCESS;
}

static int make_up(answers *a, int64_t count) {
  a->count = count;
  a->all = malloc((size_t)count * ANSWER_MAX + 1);
  a->texts = calloc((size_t)count + 1, sizeof *a->texts);
  a->sizes = calloc((size_t)count + 1, sizeof *a->sizes);
  if (!a->all || !a->texts || !a->sizes || count < 1) return -1;
  size_t used = 0;
  for (int64_t i = 0; i < count; i++) {
    a->texts[i] = a->all + used;
    a->sizes[i] = put_answer(a->all + used);
    used += a->sizes[i] + 1;
  }
  a->bytes = (double)used;
  return 0;
}

int main(int argc, char **argv) {
  answers a = {0};
  int result = EXIT_FAILURE;
  if (make_up(&a, argc > 1 ? strtoll(argv[1], NULL, 10) : 1000000) == 0) {
    const char *what = argc > 2 ? argv[2] : "";
    result = EXIT_SUCCESS;
    if (strcmp(what, "print") == 0) {
      for (int64_t i = 0; i < a.count; i++)
        puts(a.texts[i]);
    } else if (strcmp(what, "words") == 0) {
      result = measure_words(&a) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
    } else if (strcmp(what, "sweeps") == 0) {
      result = measure_sweeps(&a) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
    } else {
      result = measure(&a);
    }
  }
  free(a.all);
  free(a.texts);
  free(a.sizes);
  return result;
}
