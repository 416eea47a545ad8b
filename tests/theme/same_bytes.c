/* One hash of all that the theme engine makes of a fixed set of answers: found themes, codings by rules and by example,
 * agreement, scrubbing, languages. same_bytes.sh builds it in several ways; all must print the same. The first argument is a
 * number of threads, the second a locale. */
#include "core/hash.h"

#include <bry.h>
#include <inttypes.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEXTS = 600, TEXT_BYTES = 200 };

static const char *const subjects[] = {"brukerne",   "brukarane", "kollegene", "leiinga",
                                       "pasientene", "kommunen",  "my team",   "barnehagen",
                                       "møtene",     "turnusen",  "lønna",     "the patients"};
static const char *const wishes[] = {"trenger mer tid",   "treng betre utstyr",     "må planlegges bedre",
                                     "gir god energi",    "tek for mykje tid",      "is too late",
                                     "skal ha arbeidsro", "lytter til oss",         "have good equipment",
                                     "er for få på vakt", "gjør meg glad hver dag", "bør møtast oftare"};
static const char *const ends[] = {"",   ", ikke sant",   " og ring 912 34 567",
                                   " 😀", " – helt ærlig", " kvar einaste dag"};

static const char codebook_json[] =
    "{\"id\":\"b\",\"version\":\"1\",\"themes\":[{\"id\":\"time\",\"label\":\"Tid\",\"indicators\":{\"nb\":[\"tid\","
    "\"arbeidsro\"],\"nn\":[],\"en\":[\"late\"]}},{\"id\":\"gear\",\"label\":\"Utstyr\",\"indicators\":{\"nb\":["
    "\"utstyr\"],"
    "\"nn\":[],\"en\":[\"equipment\"]}},{\"id\":\"plan\",\"label\":\"Planer\",\"indicators\":{\"nb\":[\"turnus OR "
    "plan*\"],"
    "\"nn\":[],\"en\":[]}}]}";

static char texts[TEXTS][TEXT_BYTES];
static const char *pointers[TEXTS], *labels[TEXTS];
static size_t sizes[TEXTS];
static uint64_t sum;

static void take(const void *data, size_t size) {
  uint64_t both[2] = {sum, bry__hash64(data, size)};
  sum = bry__hash64(both, sizeof both);
}

static void need(bry_status status, const char *what) {
  if (status == BRY_OK) return;
  fprintf(stderr, "%s: %s\n", what, bry_status_name(status));
  exit(1);
}

static void make_texts(void) {
  uint32_t state = 12345;
  for (int i = 0; i < TEXTS; i++) {
    uint32_t pick[3];
    for (int k = 0; k < 3; k++) {
      state = state * 1664525u + 1013904223u;
      pick[k] = state >> 16;
    }
    snprintf(texts[i], sizeof texts[i], "%s %s%s", subjects[pick[0] % 12], wishes[pick[1] % 12], ends[pick[2] % 6]);
    pointers[i] = texts[i];
    sizes[i] = strlen(texts[i]);
    labels[i] = i % 10 ? NULL : strstr(texts[i], "tid") ? "time" : strstr(texts[i], "utstyr") ? "gear" : "-";
  }
}

static void find(int32_t threads) {
  bry_discover_options o;
  bry_discovery *found = NULL;
  bry_text *json = NULL;
  bry_discover_options_init(&o);
  o.threads = threads;
  o.seed = 42;
  need(bry_theme_discover(pointers, sizes, TEXTS, &o, NULL, NULL, &found, NULL), "discover");
  need(bry_discovery_json(found, &json, NULL), "json");
  take(bry_text_data(json), bry_text_size(json));
  for (int i = 0; i < TEXTS; i++) {
    int32_t theme = bry_discovery_theme_of(found, i);
    double confidence = bry_discovery_confidence_of(found, i);
    take(&theme, sizeof theme);
    take(&confidence, sizeof confidence);
  }
  if (bry_discovery_theme_count(found) < 2) exit(1); /* nothing would be compared */
  bry_text_free(json);
  bry_discovery_free(found);
}

static void take_codings(const bry_codings *codings) {
  if (bry_codings_count(codings) < TEXTS / 10) exit(1);
  for (int64_t i = 0; i < bry_codings_count(codings); i++) {
    int64_t places[] = {bry_codings_text_at(codings, i), bry_codings_theme_at(codings, i),
                        bry_codings_begin_at(codings, i), bry_codings_end_at(codings, i)};
    double confidence = bry_codings_confidence_at(codings, i);
    take(places, sizeof places);
    take(&confidence, sizeof confidence);
  }
}

static void code(void) {
  bry_codebook *codebook = NULL;
  bry_coder *coder = NULL;
  bry_codings *rules = NULL, *learned = NULL;
  need(bry_codebook_parse(codebook_json, strlen(codebook_json), NULL, &codebook, NULL), "codebook");
  need(bry_theme_code(codebook, pointers, sizes, TEXTS, NULL, NULL, &rules, NULL), "code");
  take_codings(rules);
  need(bry_coder_learn(codebook, pointers, sizes, labels, TEXTS, &coder, NULL), "learn");
  need(bry_coder_code(coder, pointers, sizes, TEXTS, NULL, NULL, &learned, NULL), "code by example");
  take_codings(learned);
  bry_codings_free(rules);
  bry_codings_free(learned);
  bry_coder_free(coder);
  bry_codebook_free(codebook);
}

static void read_each(void) {
  bry_scrub_options o;
  bry_scrub_options_init(&o);
  for (int i = 0; i < TEXTS; i++) {
    bry_scrubbed *scrubbed = NULL;
    need(bry_scrub(texts[i], sizes[i], &o, &scrubbed, NULL), "scrub");
    take(bry_scrubbed_text(scrubbed), bry_scrubbed_size(scrubbed));
    bry_scrubbed_free(scrubbed);
  }
}

int main(int argc, char **argv) {
  if (argc > 2 && !setlocale(LC_ALL, argv[2])) return 77;
  make_texts();
  find(argc > 1 ? (int32_t)strtol(argv[1], NULL, 10) : 1);
  code();
  read_each();
  printf("%016" PRIx64 "\n", sum);
  return 0;
}
