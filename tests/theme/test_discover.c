/* Discovery: themes that are there are found, the same ones on any machine, and what is no answer is set aside. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/comma_locale.h"
#include "core/hash.h"
#include "core/nth_allocation.h"
#include "theme/logarithm.h"
#include "theme/wordbook.h"

#include <bry.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* Two themes, food and football, in two standards and English; what says nothing; a text of words unlike all others. */
static const char *const answers[] = {
    "Vi spiste lunsj med varm mat og kaffe i kantina",
    "Vi åt lunsj med varm mat og kaffi i kantina",
    "God mat og varm kaffe til lunsj",
    "Lunsj med kake, mat og kaffe",
    "Kantina har varm lunsj, kake og mat",
    "Kaffe, kake og varm lunsj hver dag",
    "Mat og kake i kantina, og kaffe etterpå",
    "We had warm food and coffee at lunch",
    "Laget vant fotballkampen med to mål",
    "Laget vann fotballkampen med to mål",
    "Treneren og laget scoret mål i kampen",
    "Kampen ble vunnet da laget scoret",
    "Fotball og kamp på banen med laget",
    "Mål i kampen, og treneren på banen",
    "Laget og treneren vant kamp etter kamp på banen",
    "The team scored a goal in the football match",
    "vet ikke",
    "-",
    "",
    "Qwxyz zyxwq",
};
enum { COUNT = sizeof answers / sizeof *answers, FOOD = 8, FOOTBALL = 16 };

static bry_discovery *discover_in(const char *const *texts, int64_t count, const bry_discover_options *options) {
  size_t sizes[1000];
  bry_discovery *found = NULL;
  bry_error *err = NULL;
  assert_true(count <= 1000);
  for (int64_t i = 0; i < count; i++)
    sizes[i] = texts[i] ? strlen(texts[i]) : 0;
  if (bry_theme_discover(texts, sizes, count, options, NULL, NULL, &found, &err) != BRY_OK)
    fail_msg("%s", bry_error_message(err));
  return found;
}

static bry_discover_options options_for(int32_t themes, int32_t threads) {
  bry_discover_options o;
  bry_discover_options_init(&o);
  o.themes = themes;
  o.threads = threads;
  return o;
}

static void themes_that_are_there_are_found(void **state) {
  (void)state;
  bry_discover_options o = options_for(2, 1);
  bry_discovery *found = discover_in(answers, COUNT, &o);
  assert_int_equal(bry_discovery_theme_count(found), 2);
  assert_int_equal(bry_discovery_text_count(found), COUNT);
  for (int i = 1; i < FOOTBALL; i++)
    assert_int_equal(bry_discovery_theme_of(found, i) == bry_discovery_theme_of(found, 0), i < FOOD);
  assert_int_equal(bry_discovery_theme_size_at(found, 0) + bry_discovery_theme_size_at(found, 1), FOOTBALL);
  for (int32_t i = 0; i < 2; i++) {
    assert_non_null(bry_discovery_theme_id_at(found, i));
    assert_non_null(bry_discovery_theme_label_at(found, i));
    assert_true(bry_discovery_theme_stability_at(found, i) > 0.5);
    assert_true(fabs(bry_discovery_theme_coherence_at(found, i)) <= 1);
  }
  assert_string_not_equal(bry_discovery_theme_label_at(found, 0), bry_discovery_theme_label_at(found, 1));
  bry_discovery_free(found);
}

static void what_says_nothing_is_set_aside(void **state) {
  (void)state;
  bry_discovery *found = discover_in(answers, COUNT, NULL);
  assert_int_equal(bry_discovery_state_of(found, FOOTBALL), BRY_TEXT_NON_ANSWER);
  assert_int_equal(bry_discovery_state_of(found, FOOTBALL + 1), BRY_TEXT_EMPTY);
  assert_int_equal(bry_discovery_state_of(found, FOOTBALL + 2), BRY_TEXT_EMPTY);
  assert_int_equal(bry_discovery_state_of(found, FOOTBALL + 3), BRY_TEXT_NONE);
  for (int i = FOOTBALL; i < COUNT; i++) {
    assert_int_equal(bry_discovery_theme_of(found, i), -1);
    assert_true(bry_discovery_confidence_of(found, i) == 0);
  }
  bry_discovery_free(found);
}

static void labels_are_words_that_people_wrote(void **state) {
  (void)state;
  bry_discover_options o = options_for(2, 1);
  bry_discovery *found = discover_in(answers, COUNT, &o);
  for (int32_t i = 0; i < 2; i++) {
    char label[200], *rest = NULL;
    snprintf(label, sizeof label, "%s", bry_discovery_theme_label_at(found, i));
    for (char *word = strtok_r(label, ", ", &rest); word; word = strtok_r(NULL, ", ", &rest)) {
      int seen = 0;
      for (int text = 0; text < COUNT; text++)
        seen |= strcasestr(answers[text], word) != NULL;
      if (!seen) fail_msg("nobody wrote \"%s\"", word);
    }
  }
  bry_discovery_free(found);
}

/* "dag", "gang" and "veldig" are in most, "kaffe" and "kaffen" in all of the first. */
static void labels_leave_out_what_any_subject_has(void **state) {
  (void)state;
  static const char *const texts[] = {"kaffe hver dag med boller",         "en gang til kaffe og boller i dag",
                                      "boller og kaffen en gang om dagen", "kaffen og boller to ganger",
                                      "fotball på banen hver dag",         "en gang i uka fotball på banen",
                                      "fotball to ganger om dagen bane",   "banen er for fotball en gang i dag"};
  bry_discover_options o = options_for(2, 1);
  bry_discovery *found = discover_in(texts, 8, &o);
  for (int32_t i = 0; i < 2; i++) {
    const char *label = bry_discovery_theme_label_at(found, i);
    if (strncmp(label, "dag", 3) == 0 || strncmp(label, "gang", 4) == 0) fail_msg("a theme is called \"%s\"", label);
    assert_null(strstr(label, "kaffen")); /* the shorter form is as frequent */
  }
  bry_discovery_free(found);
}

static void equal_texts_count_as_often_as_they_are_given(void **state) {
  (void)state;
  const char *texts[60];
  for (int i = 0; i < 60; i++)
    texts[i] = answers[i < 40 ? 3 : i % FOOTBALL];
  bry_discover_options o = options_for(2, 1);
  bry_discovery *found = discover_in(texts, 60, &o);
  assert_true(bry_discovery_theme_size_at(found, 0) >= 45);
  assert_int_equal(bry_discovery_theme_of(found, 0), 0);
  bry_discovery_free(found);
}

static void few_or_no_texts_give_few_or_no_themes(void **state) {
  (void)state;
  bry_discovery *found = discover_in(answers, 0, NULL);
  assert_int_equal(bry_discovery_theme_count(found), 0);
  bry_discovery_free(found);
  found = discover_in(answers + FOOTBALL, 3, NULL);
  assert_int_equal(bry_discovery_theme_count(found), 0);
  bry_discovery_free(found);
  found = discover_in(answers, 1, NULL);
  assert_true(bry_discovery_theme_count(found) <= 1);
  bry_discovery_free(found);
  bry_discover_options o = options_for(500, 1);
  found = discover_in(answers, COUNT, &o);
  assert_in_range(bry_discovery_theme_count(found), 2, FOOTBALL);
  bry_discovery_free(found);
}

static void words_may_be_parted_beforehand(void **state) {
  (void)state;
  static const char *const texts[] = {"W1 w2 og", "W1 w2 og", "w3 W4", "w3 W4"};
  bry_discover_options o = options_for(2, 1);
  o.pretokenised = 1;
  bry_discovery *found = discover_in(texts, 4, &o);
  bry_text *json = NULL;
  assert_int_equal(bry_discovery_json(found, &json, NULL), BRY_OK);
  assert_non_null(strstr(bry_text_data(json), "\"W1\""));
  assert_non_null(strstr(bry_text_data(json), "\"og\""));
  bry_text_free(json);
  bry_discovery_free(found);
}

/* --- the same bytes --------------------------------------------------------------------------------------------- */

enum { LINES = 200 };
static char lines[LINES][1200];
static const char *corpus[LINES];

/* Every third of the examples' answers, as its line of the file stands. */
static int64_t read_corpus(void) {
  FILE *file = fopen(BRY_SOURCE_DIR "/examples/data/norsk-svar.csv", "r");
  int64_t count = 0;
  assert_non_null(file);
  for (int line = 0; count < LINES && fgets(lines[count], sizeof lines[count], file); line++) {
    corpus[count] = lines[count];
    count += line % 3 == 0;
  }
  fclose(file);
  return count;
}

/* Also where the starts' vote, or the words, would leave some of them empty. */
static void as_many_themes_are_found_as_are_wanted(void **state) {
  (void)state;
  static const int32_t wanted[] = {1, 2, 7, 12, 40, 90};
  int64_t count = read_corpus();
  for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
    bry_discover_options o = options_for(wanted[i], 1);
    bry_discovery *found = discover_in(corpus, count, &o);
    assert_int_equal(bry_discovery_theme_count(found), wanted[i]);
    for (int32_t theme = 0; theme < wanted[i]; theme++)
      assert_true(bry_discovery_theme_size_at(found, theme) > 0);
    bry_discovery_free(found);
  }
}

static uint64_t hash_of(const bry_discovery *found) {
  bry_text *json = NULL;
  assert_int_equal(bry_discovery_json(found, &json, NULL), BRY_OK);
  uint64_t hash = bry__hash64(bry_text_data(json), bry_text_size(json));
  bry_text_free(json);
  for (int64_t i = 0; i < bry_discovery_text_count(found); i++) {
    double confidence = bry_discovery_confidence_of(found, i);
    uint64_t parts[3] = {hash, (uint64_t)bry_discovery_theme_of(found, i), 0};
    memcpy(&parts[2], &confidence, sizeof confidence);
    hash = bry__hash64(parts, sizeof parts);
  }
  return hash;
}

static uint64_t hash_with(int32_t themes, int32_t threads, uint64_t seed) {
  bry_discover_options o = options_for(themes, threads);
  o.seed = seed;
  bry_discovery *found = discover_in(corpus, read_corpus(), &o);
  uint64_t hash = hash_of(found);
  bry_discovery_free(found);
  return hash;
}

/* Written down here, so that each compiler, optimisation and set of vector instructions is held to the same. */
static const struct {
  int32_t themes;
  uint64_t seed, hash;
} written[] = {{0, 1, 0x4679f98351e15de6}, {12, 1, 0x8589832204438fee}, {12, 2, 0xf61a0c2466a3dc8d}};
enum { TWELVE = 1 };

static void a_seed_gives_the_same_bytes_on_any_machine(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof written / sizeof *written; i++) {
    uint64_t found = hash_with(written[i].themes, 1, written[i].seed);
    if (found != written[i].hash) fail_msg("run %zu hashes to 0x%llx", i, (unsigned long long)found);
  }
}

static void threads_change_no_byte(void **state) {
  (void)state;
  assert_true(hash_with(12, 2, 1) == written[TWELVE].hash);
  assert_true(hash_with(12, 8, 1) == written[TWELVE].hash);
}

static void a_decimal_comma_changes_no_byte(void **state) {
  (void)state;
  if (!use_comma_locale()) skip();
  uint64_t comma = hash_with(12, 1, 1);
  setlocale(LC_ALL, "C");
  assert_true(comma == written[TWELVE].hash);
}

/* --- the same themes in any order ------------------------------------------------------------------------------- */

enum { SHUFFLED_MAX = 450, WIDE = 200 };

/* A vector of each text, by its bytes: a model knows no order. */
static int32_t embed_by_bytes(const char *const *texts, const size_t *sizes, int64_t first, int64_t count,
                              int32_t dimensions, float *out, void *user) {
  (void)first;
  (void)user;
  for (int64_t i = 0; i < count; i++) {
    for (size_t k = 0; texts[i] && k < sizes[i]; k++)
      out[i * dimensions + (unsigned char)texts[i][k] % dimensions] += 0.1f * (float)(k % 7 + 1);
  }
  return 0;
}

static bry_text *json_of(const bry_discovery *found) {
  bry_text *json = NULL;
  assert_int_equal(bry_discovery_json(found, &json, NULL), BRY_OK);
  return json;
}

/* Finds the themes of `texts` as they stand and dealt out anew: the list is the same, and what each text is told. */
static void shuffle_and_compare(const char *const *texts, int count, const bry_discover_options *o, uint32_t state) {
  const char *shuffled[SHUFFLED_MAX];
  int from[SHUFFLED_MAX];
  assert_true(count <= SHUFFLED_MAX);
  for (int i = 0; i < count; i++) {
    state = state * 1664525u + 1013904223u;
    int other = (int)((state >> 8) % (uint32_t)(i + 1));
    from[i] = from[other];
    from[other] = i;
  }
  for (int i = 0; i < count; i++)
    shuffled[i] = texts[from[i]];
  bry_discovery *one = discover_in(texts, count, o), *two = discover_in(shuffled, count, o);
  bry_text *left = json_of(one), *right = json_of(two); /* ids, labels, words, sizes and stabilities */
  assert_string_equal(bry_text_data(left), bry_text_data(right));
  for (int i = 0; i < count; i++) {
    assert_int_equal(bry_discovery_theme_of(one, from[i]), bry_discovery_theme_of(two, i));
    assert_int_equal(bry_discovery_state_of(one, from[i]), bry_discovery_state_of(two, i));
    assert_true(bry_discovery_confidence_of(one, from[i]) == bry_discovery_confidence_of(two, i));
  }
  bry_text_free(left);
  bry_text_free(right);
  bry_discovery_free(one);
  bry_discovery_free(two);
}

static void the_order_of_the_texts_changes_nothing(void **state) {
  (void)state;
  int count = (int)read_corpus();
  for (int32_t themes = 0; themes <= 12; themes += 12) {
    bry_discover_options o = options_for(themes, 1);
    shuffle_and_compare(corpus, count, &o, 1);
    shuffle_and_compare(corpus, count, &o, 2);
  }
  bry_discover_options o = options_for(0, 2);
  o.pretokenised = 1;
  shuffle_and_compare(corpus, count, &o, 3);
}

static void the_order_of_texts_with_vectors_changes_nothing(void **state) {
  (void)state;
  int count = (int)read_corpus();
  bry_discover_options o = options_for(7, 1);
  o.embed = embed_by_bytes;
  for (o.dimensions = 50; o.dimensions <= WIDE; o.dimensions += WIDE - 50)
    shuffle_and_compare(corpus, count, &o, (uint32_t)o.dimensions);
}

/* Of few texts each counts: some that are given several times, some that are equal but for case, none at all. */
static void the_order_of_few_texts_given_often_changes_nothing(void **state) {
  (void)state;
  const char *texts[60];
  for (int i = 0; i < 60; i++)
    texts[i] = i % 11 == 10 ? NULL
               : i % 7 == 6 ? "VARM MAT, og kaffe."
               : i % 7 == 5 ? "varm mat og kaffe"
                            : answers[i % COUNT];
  for (uint32_t seed = 1; seed <= 4; seed++) {
    bry_discover_options o = options_for(0, 1);
    shuffle_and_compare(texts, 60, &o, seed);
    o.embed = embed_by_bytes;
    o.dimensions = 50;
    shuffle_and_compare(texts, 60, &o, seed);
  }
}

static void themes_stand_by_size_and_then_by_label(void **state) {
  (void)state;
  bry_discover_options o = options_for(40, 1);
  int64_t count = read_corpus();
  bry_discovery *found = discover_in(corpus, count, &o);
  int equal = 0;
  for (int32_t i = 1; i < bry_discovery_theme_count(found); i++) {
    int64_t before = bry_discovery_theme_size_at(found, i - 1), size = bry_discovery_theme_size_at(found, i);
    const char *left = bry_discovery_theme_label_at(found, i - 1), *right = bry_discovery_theme_label_at(found, i);
    char id[20];
    snprintf(id, sizeof id, "t%d", i + 1);
    assert_string_equal(bry_discovery_theme_id_at(found, i), id);
    if (before < size || (before == size && strcmp(left, right) >= 0)) fail_msg("%s stands before %s", left, right);
    equal += before == size;
  }
  assert_true(equal > 0);
  for (int32_t i = 0; i < bry_discovery_theme_count(found); i++) {
    int64_t texts = 0;
    for (int64_t text = 0; text < count; text++)
      texts += bry_discovery_theme_of(found, text) == i;
    assert_int_equal(texts, bry_discovery_theme_size_at(found, i));
  }
  bry_discovery_free(found);
}

static void equal_texts_come_out_alike(void **state) {
  (void)state;
  const char *texts[60];
  for (int i = 0; i < 60; i++)
    texts[i] = answers[i % COUNT];
  bry_discovery *found = discover_in(texts, 60, NULL);
  for (int i = COUNT; i < 60; i++) {
    assert_int_equal(bry_discovery_theme_of(found, i), bry_discovery_theme_of(found, i % COUNT));
    assert_int_equal(bry_discovery_state_of(found, i), bry_discovery_state_of(found, i % COUNT));
    assert_true(bry_discovery_confidence_of(found, i) == bry_discovery_confidence_of(found, i % COUNT));
  }
  bry_discovery_free(found);
}

static void logarithms_and_exponentials_are_right(void **state) {
  (void)state;
  for (double x = 1e-12; x < 1e12; x *= 1.37) {
    assert_true(fabs(bry__ln(x) - log(x)) < 1e-14 * (1 + fabs(log(x))));
    assert_true(fabs(bry__exp(-x / 1e10) - exp(-x / 1e10)) < 1e-14);
  }
  assert_true(bry__ln(1) == 0 && bry__exp(0) == 1 && bry__exp(-1000) == 0);
}

/* --- afterwards ------------------------------------------------------------------------------------------------- */

static void new_texts_are_put_into_the_themes(void **state) {
  (void)state;
  bry_discover_options o = options_for(2, 1);
  bry_discovery *found = discover_in(answers, COUNT, &o);
  static const struct {
    const char *text;
    int like; /* a text of the same theme; -1: none */
    int32_t state;
  } cases[] = {{"kaffe og kake", 0, BRY_TEXT_THEMED},
               {"kampane til laget", FOOD, BRY_TEXT_THEMED},
               {"vet ikke", -1, BRY_TEXT_NON_ANSWER},
               {"", -1, BRY_TEXT_EMPTY},
               {"qwxyz", -1, BRY_TEXT_NONE}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    int32_t theme = 9, told = 9;
    double confidence = -1;
    size_t size = strlen(cases[i].text);
    assert_int_equal(bry_discovery_assign(found, cases[i].text, size, &theme, &confidence, &told, NULL), BRY_OK);
    assert_int_equal(theme, cases[i].like < 0 ? -1 : bry_discovery_theme_of(found, cases[i].like));
    assert_int_equal(told, cases[i].state);
    assert_int_equal(confidence > 0, theme >= 0);
  }
  bry_discovery_free(found);
}

static void a_text_that_is_sure_of_its_theme_is_given_it_again(void **state) {
  (void)state;
  bry_discover_options o = options_for(12, 1);
  o.pretokenised = 1; /* else a text may share the unit of one in the other standard */
  bry_discovery *found = discover_in(corpus, read_corpus(), &o);
  int sure = 0;
  for (int64_t i = 0; i < bry_discovery_text_count(found); i++) {
    int32_t theme = -1;
    if (bry_discovery_confidence_of(found, i) <= 0.5) continue;
    assert_int_equal(bry_discovery_assign(found, corpus[i], strlen(corpus[i]), &theme, NULL, NULL, NULL), BRY_OK);
    assert_int_equal(theme, bry_discovery_theme_of(found, i));
    sure++;
  }
  assert_true(sure > 0);
  bry_discovery_free(found);
}

/* Words behind the 256th of a text count no more when it is new than they did when it was read: no field either. */
static void of_a_long_new_text_the_end_counts_for_nothing(void **state) {
  (void)state;
  bry_discover_options o = options_for(2, 1);
  bry_discovery *found = discover_in(answers, COUNT, &o);
  char text[4000] = "";
  double without = -1, with = -2;
  int32_t theme = -1, same = -2;
  for (int i = 0; i < 260; i++)
    strcat(text, i % 2 ? "kaffe " : "kampen ");
  assert_int_equal(bry_discovery_assign(found, text, strlen(text), &theme, &without, NULL, NULL), BRY_OK);
  strcat(text, "fotballbane trener idrett spiller lunsj");
  assert_int_equal(bry_discovery_assign(found, text, strlen(text), &same, &with, NULL, NULL), BRY_OK);
  assert_int_equal(theme, same);
  assert_true(with == without);
  bry_discovery_free(found);
}

static uint64_t fields_of(const char *word) {
  bry__wordbook book = {0};
  bry__stems stems;
  assert_int_equal(bry__wordbook_open(&book, 0), 0);
  assert_int_equal(bry__stems_of(&book.stemmer, word, strlen(word), &stems), 0);
  uint64_t fields = bry__fields_of(&book.fields, &stems, 0);
  bry__wordbook_close(&book);
  return fields;
}

static void forms_of_a_word_are_of_the_same_fields(void **state) {
  (void)state;
  static const char *const forms[][2] = {{"lærer", "lærerne"},        {"forfatter", "forfattarane"},
                                         {"politiker", "politikere"}, {"strøm", "strømmen"},
                                         {"sykdom", "sjukdomar"},     {"kjøre", "køyrde"}};
  for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
    uint64_t fields = fields_of(forms[i][0]);
    assert_true(fields != 0);
    if ((fields_of(forms[i][1]) & fields) != fields) fail_msg("%s, %s", forms[i][0], forms[i][1]);
  }
}

/* `count` texts of `themes` themes, each of eleven words of its own, of which a text has four. */
static int32_t number_found(int32_t themes, int count) {
  static char made[1000][100];
  const char *texts[1000];
  for (int i = 0; i < count; i++) {
    size_t used = 0;
    for (int word = 0; word < 4; word++)
      used += (size_t)snprintf(made[i] + used, sizeof made[i] - used, "w%dx%d ", i % themes,
                               (i / themes * (word + 1) + 3 * word) % 11);
    texts[i] = made[i];
  }
  bry_discover_options o = options_for(0, 1);
  o.pretokenised = 1;
  bry_discovery *found = discover_in(texts, count, &o);
  int32_t number = bry_discovery_theme_count(found);
  bry_discovery_free(found);
  return number;
}

static void many_themes_are_estimated_to_be_many(void **state) {
  (void)state;
  int32_t few = number_found(5, 200), many = number_found(20, 1000);
  if (few < 4 || few > 8) fail_msg("%d of 5", few);
  if (many < 12 || many > 25) fail_msg("%d of 20", many);
}

static void drift_is_small_for_the_same_and_large_for_other_texts(void **state) {
  (void)state;
  bry_discover_options o = options_for(2, 1);
  bry_discovery *found = discover_in(answers, COUNT, &o);
  size_t sizes[COUNT];
  double drift = -1;
  for (int i = 0; i < COUNT; i++)
    sizes[i] = strlen(answers[i]);
  assert_int_equal(bry_discovery_drift(found, answers, sizes, FOOTBALL, &drift, NULL), BRY_OK);
  assert_true(drift >= 0 && drift < 0.1);
  assert_int_equal(bry_discovery_drift(found, answers, sizes, FOOD, &drift, NULL), BRY_OK);
  assert_true(drift > 0.4 && drift <= 1);
  assert_int_equal(bry_discovery_drift(found, answers + FOOTBALL, sizes + FOOTBALL, 3, &drift, NULL), BRY_EINVAL);
  bry_discovery_free(found);
}

static void ids_survive_a_new_discovery(void **state) {
  (void)state;
  const char *more[COUNT + 20];
  bry_discover_options o = options_for(2, 1);
  for (int i = 0; i < COUNT + 20; i++)
    more[i] = answers[i < 20 ? FOOD + i % 8 : i - 20]; /* football comes first now, and is larger */
  bry_discovery *before = discover_in(answers, COUNT - 4 - 1, &o), *after = discover_in(more, COUNT + 20, &o);
  assert_int_equal(bry_discovery_keep_ids(after, before, NULL), BRY_OK);
  for (int i = 0; i < FOOTBALL - 1; i += FOOD) {
    const char *old = bry_discovery_theme_id_at(before, bry_discovery_theme_of(before, i));
    assert_string_equal(bry_discovery_theme_id_at(after, bry_discovery_theme_of(after, 20 + i)), old);
  }
  bry_discovery_free(before);
  static const char *const weather[] = {"regn og vind", "vind og regn", "mye regn og vind"};
  o.themes = 1;
  bry_discovery *other = discover_in(weather, 3, &o);
  assert_int_equal(bry_discovery_keep_ids(other, after, NULL), BRY_OK);
  assert_string_equal(bry_discovery_theme_id_at(other, 0), "t3");
  bry_discovery_free(other);
  bry_discovery_free(after);
}

/* --- vectors of the caller's ------------------------------------------------------------------------------------ */

enum { MEETINGS = 60, WIDTH = 100 };

/* What a model is made to say: texts of even and of odd number lie apart, in a hundred dimensions that vary by number. */
typedef struct model {
  int64_t asked;
  int32_t result;  /* of each call */
  int64_t missing; /* this text has no vector */
  float bad;       /* stands in the first text's vector */
  int none;        /* nobody has a vector */
} model;

static int32_t embed(const char *const *texts, const size_t *sizes, int64_t first, int64_t count, int32_t dimensions,
                     float *out, void *user) {
  model *m = user;
  assert_int_equal(first, m->asked);
  assert_true(count >= 1 && count <= 256 && (!texts[0] || strlen(texts[0]) == sizes[0]));
  m->asked += count;
  for (int64_t text = first; text < first + count && !m->none; text++, out += dimensions) {
    for (int32_t d = 0; d < dimensions && text != m->missing; d++)
      out[d] = (d < dimensions / 2) == (text % 2 == 0) ? 1.0f : 0.02f * (float)((text * 7 + d * 3) % 5);
    if (text == 0 && m->bad != 0) out[0] = m->bad;
  }
  return m->result;
}

/* Texts of which words tell nothing. */
static bry_discovery *discover_meetings(model *m, int32_t threads, int32_t dimensions) {
  static char texts[MEETINGS][40];
  const char *pointers[MEETINGS];
  bry_discover_options o = options_for(2, threads);
  for (int i = 0; i < MEETINGS; i++) {
    snprintf(texts[i], sizeof texts[i], "w%d w%d w%d", i % 7, i % 11, i % 13);
    pointers[i] = texts[i];
  }
  o.pretokenised = 1;
  o.embed = embed;
  o.embed_user = m;
  o.dimensions = dimensions;
  return discover_in(pointers, MEETINGS, &o);
}

static void vectors_tell_apart_what_words_do_not(void **state) {
  (void)state;
  const int32_t dimensions[] = {2, 64, WIDTH, 4096};
  for (size_t i = 0; i < sizeof dimensions / sizeof *dimensions; i++) {
    model m = {.missing = -1};
    bry_discovery *found = discover_meetings(&m, 1, dimensions[i]);
    assert_int_equal(m.asked, MEETINGS);
    assert_int_equal(bry_discovery_theme_count(found), 2);
    int right = 0;
    for (int text = 0; text < MEETINGS; text++)
      right += (bry_discovery_theme_of(found, text) == bry_discovery_theme_of(found, 0)) == (text % 2 == 0);
    if (right < MEETINGS - 2)
      fail_msg("%d dimensions: %d of %d", dimensions[i], right, MEETINGS); /* words count too */
    bry_discovery_free(found);
  }
}

static void vectors_give_the_same_with_any_number_of_threads(void **state) {
  (void)state;
  model one = {.missing = 3}, many = {.missing = 3};
  bry_discovery *left = discover_meetings(&one, 1, WIDTH), *right = discover_meetings(&many, 7, WIDTH);
  for (int text = 0; text < MEETINGS; text++) {
    assert_int_equal(bry_discovery_theme_of(left, text), bry_discovery_theme_of(right, text));
    assert_true(bry_discovery_confidence_of(left, text) == bry_discovery_confidence_of(right, text));
  }
  assert_true(bry_discovery_theme_of(left, 3) >= 0); /* its words tell */
  bry_discovery_free(left);
  bry_discovery_free(right);
}

/* Where nobody has a vector the words tell, and a new text is put by its words in any case. */
static void without_a_vector_the_words_tell(void **state) {
  (void)state;
  model m = {.none = 1};
  bry_discover_options o = options_for(2, 1);
  o.embed = embed;
  o.embed_user = &m;
  o.dimensions = WIDTH;
  bry_discovery *found = discover_in(answers, COUNT, &o);
  for (int i = 1; i < FOOTBALL; i++)
    assert_int_equal(bry_discovery_theme_of(found, i) == bry_discovery_theme_of(found, 0), i < FOOD);
  int32_t theme = -1;
  assert_int_equal(bry_discovery_assign(found, "varm mat og kaffe", 17, &theme, NULL, NULL, NULL), BRY_OK);
  assert_int_equal(theme, bry_discovery_theme_of(found, 0));
  bry_discovery_free(found);
}

static void refuse_vectors(model m, int32_t dimensions, bry_status wanted, const char *saying) {
  const char *texts[] = {"varm mat", "laget vant"};
  const size_t sizes[] = {8, 10};
  bry_discovery *found = NULL;
  bry_error *err = NULL;
  bry_discover_options o = options_for(2, 1);
  o.embed = embed;
  o.embed_user = &m;
  o.dimensions = dimensions;
  assert_int_equal(bry_theme_discover(texts, sizes, 2, &o, NULL, NULL, &found, &err), wanted);
  assert_null(found);
  if (!strstr(bry_error_message(err), saying)) fail_msg("%s", bry_error_message(err));
  bry_error_free(err);
}

static void bad_vectors_are_refused(void **state) {
  (void)state;
  refuse_vectors((model){.missing = -1}, 0, BRY_EINVAL, "1 to 4096");
  refuse_vectors((model){.missing = -1}, 4097, BRY_EINVAL, "1 to 4096");
  refuse_vectors((model){.missing = -1, .result = 1}, WIDTH, BRY_ECANCELLED, "vectors");
  refuse_vectors((model){.missing = -1, .bad = NAN}, WIDTH, BRY_EINVAL, "number 0");
  refuse_vectors((model){.missing = -1, .bad = -INFINITY}, WIDTH, BRY_EINVAL, "number 0");
}

static bry_status discover_by_vectors(bry_error **err) {
  const size_t sizes[] = {8, 10, 9};
  const char *texts[] = {"varm mat", "laget vant", "god kaffe"};
  model m = {.missing = -1};
  bry_discovery *found = NULL;
  bry_discover_options o = options_for(2, 1);
  o.embed = embed;
  o.embed_user = &m;
  o.dimensions = WIDTH;
  bry_status status = bry_theme_discover(texts, sizes, 3, &o, NULL, NULL, &found, err);
  bry_discovery_free(found);
  return status;
}

static void any_allocation_may_fail_while_vectors_are_read(void **state) {
  (void)state;
  assert_true(each_allocation_may_fail(discover_by_vectors, BRY_OK) > 50);
}

/* --- bad calls, and memory -------------------------------------------------------------------------------------- */

static void bad_calls_are_refused(void **state) {
  (void)state;
  static const char *const broken[] = {"\xff"};
  size_t size = 1;
  bry_discovery *found = NULL;
  bry_error *err = NULL;
  assert_int_equal(bry_theme_discover(NULL, NULL, 1, NULL, NULL, NULL, &found, NULL), BRY_EINVAL);
  assert_int_equal(bry_theme_discover(broken, &size, 1, NULL, NULL, NULL, NULL, NULL), BRY_EINVAL);
  assert_int_equal(bry_theme_discover(broken, &size, 1, NULL, NULL, NULL, &found, &err), BRY_EPARSE);
  assert_non_null(strstr(bry_error_message(err), "number 0"));
  bry_error_free(err);
  bry_discover_options o = options_for(1001, 1);
  assert_int_equal(bry_theme_discover(broken, &size, 1, &o, NULL, NULL, &found, NULL), BRY_EINVAL);
  o = options_for(1, 65);
  assert_int_equal(bry_theme_discover(broken, &size, 1, &o, NULL, NULL, &found, NULL), BRY_EINVAL);
  o = options_for(1, 1);
  o.lang = "sv";
  assert_int_equal(bry_theme_discover(broken, &size, 1, &o, NULL, NULL, &found, NULL), BRY_EINVAL);
  assert_int_equal(bry_discovery_theme_of(NULL, 0), -1);
  assert_int_equal(bry_discovery_keep_ids(NULL, NULL, NULL), BRY_EINVAL);
}

static int32_t cancel(int64_t done, int64_t total, void *user) {
  (void)user;
  return done == total;
}

static void a_progress_callback_may_cancel(void **state) {
  (void)state;
  size_t size = 1;
  const char *text = "a";
  bry_discovery *found = NULL;
  assert_int_equal(bry_theme_discover(&text, &size, 1, NULL, cancel, NULL, &found, NULL), BRY_ECANCELLED);
  assert_null(found);
}

/* Few texts: with each allocation that fails, all is done anew. */
static bry_status discover_and_use(bry_error **err) {
  enum { FEW = 6 };
  const char *texts[FEW];
  size_t sizes[FEW];
  bry_discovery *found = NULL;
  bry_text *json = NULL;
  double drift = 0;
  for (int i = 0; i < FEW; i++) {
    texts[i] = answers[i % 2 == 0 ? i : FOOD + i];
    sizes[i] = strlen(texts[i]);
  }
  bry_discover_options o = options_for(0, 1);
  bry_status status = bry_theme_discover(texts, sizes, FEW, &o, NULL, NULL, &found, err);
  if (status == BRY_OK) status = bry_discovery_json(found, &json, err);
  if (status == BRY_OK) status = bry_discovery_drift(found, texts, sizes, FEW, &drift, err);
  if (status == BRY_OK) status = bry_discovery_keep_ids(found, found, err);
  bry_text_free(json);
  bry_discovery_free(found);
  return status;
}

static void any_allocation_may_fail(void **state) {
  (void)state;
  assert_true(each_allocation_may_fail(discover_and_use, BRY_OK) > 100);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(themes_that_are_there_are_found),
      cmocka_unit_test(what_says_nothing_is_set_aside),
      cmocka_unit_test(labels_are_words_that_people_wrote),
      cmocka_unit_test(labels_leave_out_what_any_subject_has),
      cmocka_unit_test(equal_texts_count_as_often_as_they_are_given),
      cmocka_unit_test(few_or_no_texts_give_few_or_no_themes),
      cmocka_unit_test(as_many_themes_are_found_as_are_wanted),
      cmocka_unit_test(words_may_be_parted_beforehand),
      cmocka_unit_test(a_seed_gives_the_same_bytes_on_any_machine),
      cmocka_unit_test(threads_change_no_byte),
      cmocka_unit_test(a_decimal_comma_changes_no_byte),
      cmocka_unit_test(the_order_of_the_texts_changes_nothing),
      cmocka_unit_test(the_order_of_texts_with_vectors_changes_nothing),
      cmocka_unit_test(the_order_of_few_texts_given_often_changes_nothing),
      cmocka_unit_test(themes_stand_by_size_and_then_by_label),
      cmocka_unit_test(equal_texts_come_out_alike),
      cmocka_unit_test(logarithms_and_exponentials_are_right),
      cmocka_unit_test(new_texts_are_put_into_the_themes),
      cmocka_unit_test(a_text_that_is_sure_of_its_theme_is_given_it_again),
      cmocka_unit_test(of_a_long_new_text_the_end_counts_for_nothing),
      cmocka_unit_test(forms_of_a_word_are_of_the_same_fields),
      cmocka_unit_test(many_themes_are_estimated_to_be_many),
      cmocka_unit_test(drift_is_small_for_the_same_and_large_for_other_texts),
      cmocka_unit_test(ids_survive_a_new_discovery),
      cmocka_unit_test(vectors_tell_apart_what_words_do_not),
      cmocka_unit_test(vectors_give_the_same_with_any_number_of_threads),
      cmocka_unit_test(without_a_vector_the_words_tell),
      cmocka_unit_test(bad_vectors_are_refused),
      cmocka_unit_test(any_allocation_may_fail_while_vectors_are_read),
      cmocka_unit_test(bad_calls_are_refused),
      cmocka_unit_test(a_progress_callback_may_cancel),
      cmocka_unit_test(any_allocation_may_fail),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
