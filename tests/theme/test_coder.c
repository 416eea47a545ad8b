/* Coding by example: what was coded is learned, rules stay where nothing was, and the same examples give the same bits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/nth_allocation.h"
#include "theme/coder.h"
#include "theme/ridge.h"
#include "theme/theme_testing.h"

#include <math.h>
#include <pthread.h>

enum { EXAMPLES = 12 };

static bry_codebook *work;
static const char *const texts[EXAMPLES] = {
    "Fint vêr heile dagen", "været var flott", "uvær og regn",        "godt vær ute",    "mer lønn",  "for lav lønn",
    "lønna er dårlig",      "lønn og pensjon", "flott vær, god lønn", "fri hver fredag", "god lunsj", NULL};
static const char *const labels[EXAMPLES] = {"out", "out", "out",     "out", "pay", "pay",
                                             "pay", "pay", "out;pay", "-",   NULL,  ""};

static int set_up(void **state) {
  (void)state;
  work = codebook_of("out: tur\npay: overtid\nfood: lunsj", "nb");
  return 0;
}

static int tear_down(void **state) {
  (void)state;
  bry_codebook_free(work);
  return 0;
}

static void sizes_of(const char *const *of, int64_t count, size_t *sizes) {
  for (int64_t i = 0; i < count; i++)
    sizes[i] = of[i] ? strlen(of[i]) : 0;
}

static bry_coder *learn(const char *const *of, const char *const *as, int64_t count) {
  bry_coder *coder = NULL;
  bry_error *err = NULL;
  size_t sizes[64] = {0};
  sizes_of(of, count, sizes);
  if (bry_coder_learn(work, of, sizes, as, count, &coder, &err) != BRY_OK) fail_msg("%s", bry_error_message(err));
  return coder;
}

static void coded_as(const bry_coder *coder, const char *text, const char *expected) {
  bry_codings *codings = NULL;
  bry__buffer b = {0};
  size_t size = strlen(text);
  assert_int_equal(bry_coder_code(coder, &text, &size, 1, NULL, NULL, &codings, NULL), BRY_OK);
  describe_hits(&b, work, codings, text);
  if (strcmp(b.data, expected) != 0) fail_msg("\"%s\" is coded as \"%s\", not \"%s\"", text, b.data, expected);
  bry__buffer_free(&b);
  bry_codings_free(codings);
}

static void what_was_coded_is_learned_and_the_word_is_shown(void **state) {
  (void)state;
  bry_coder *coder = learn(texts, labels, EXAMPLES);
  assert_int_equal(bry_coder_text_count(coder), 10);
  assert_int_equal(bry_coder_theme_count_at(coder, 0), 5);
  assert_int_equal(bry_coder_theme_count_at(coder, 2), 0);
  assert_int_equal(bry_coder_theme_count_at(coder, 3), 0);
  coded_as(coder, "Været i går", "out[Været]");
  coded_as(coder, "høyere lønn", "pay[lønn]");
  coded_as(coder, "lønn i fint vær", "out[vær]pay[lønn]");
  coded_as(coder, "ny stol", "");
  coded_as(coder, "vet ikke", "non-answer");
  coded_as(coder, "", "non-answer");
  bry_coder_free(coder);
}

static void rules_stay_where_nothing_speaks_against_them(void **state) {
  (void)state;
  bry_coder *coder = learn(texts, labels, EXAMPLES);
  coded_as(coder, "lunsj", "food[lunsj]"); /* nothing was coded as food */
  coded_as(coder, "en tur", "out[tur]");
  bry_coder_free(coder);
}

static void a_term_that_misled_is_held_back(void **state) {
  (void)state;
  static const char *const turns[8] = {"min tur i køen", "din tur i køen", "køen, min tur", "tur i lang kø",
                                       "tur i skogen",   "gå tur",         "skogen",        "gå i skogen"};
  static const char *const as[8] = {"-", "-", "-", "-", "out", "out", "out", "out"};
  bry_coder *coder = learn(turns, as, 8);
  coded_as(coder, "det var min tur i køen", "");
  coded_as(coder, "tur i skogen", "out[tur]");
  bry_coder_free(coder);
}

static void without_examples_rules_alone_decide(void **state) {
  (void)state;
  static const char *const none[EXAMPLES] = {NULL};
  bry_coder *coder = learn(texts, none, EXAMPLES);
  assert_int_equal(bry_coder_text_count(coder), 0);
  coded_as(coder, "en tur og overtid", "out[tur]pay[overtid]");
  coded_as(coder, "været", "");
  bry_coder_free(coder);
  coder = learn(NULL, NULL, 0);
  coded_as(coder, "overtid", "pay[overtid]");
  bry_coder_free(coder);
}

static void one_example_is_learned_from_without_harm(void **state) {
  (void)state;
  bry_coder *coder = learn(texts, labels, 1);
  coded_as(coder, "overtid", "pay[overtid]");
  bry_coder_free(coder);
}

static void confidence_is_a_share_and_grows_with_the_score(void **state) {
  (void)state;
  bry_coder *coder = learn(texts, labels, EXAMPLES);
  double last = 0;
  for (double score = -3; score < 3; score += 0.01) {
    double confidence = bry__coder_confidence(coder, score);
    assert_true(confidence > 0 && confidence < 1 && confidence >= last);
    last = confidence;
  }
  assert_true(bry__coder_confidence(coder, -3) < 0.5 && last > 0.5);
  bry_coder_free(coder);
}

static void the_threshold_never_gives_more_than_people_did(void **state) {
  (void)state;
  bry__trial trials[] = {{0.1, 1}, {0.2, 0}, {0.4, 0}, {0.3, 1}, {0, 0}};
  bry_coder coder = {.text_count = 100};
  assert_int_equal(bry__coder_calibrate(&coder, trials, 5), 0);
  assert_true(coder.threshold == 0.25); /* F1 would be best with four */
  bry__free(coder.steps);
}

/* Against the normal way: each text left out in turn and the rest solved again. */
static void left_out_is_what_leaving_out_gives(void **state) {
  (void)state;
  enum { N = 4 };
  static const double points[N] = {0.1, 0.4, -0.7, 1.2}, wanted[N] = {1, -1, -1, 1};
  double kernel[N * N], targets[N], left_out[N], scratch[N];
  for (int i = 0; i < N * N; i++)
    kernel[i] = 1 + points[i / N] * points[i % N];
  memcpy(targets, wanted, sizeof targets);
  assert_int_equal(bry__ridge_solve(kernel, N, 0.5, targets, left_out, 1, scratch), 0);
  for (int out = 0; out < N; out++) {
    double small[9], rest[3], ignored[3], told = 0;
    int kept[3], count = 0;
    for (int i = 0; i < N; i++)
      if (i != out) kept[count++] = i;
    for (int i = 0; i < 9; i++)
      small[i] = 1 + points[kept[i / 3]] * points[kept[i % 3]];
    for (int i = 0; i < 3; i++)
      rest[i] = wanted[kept[i]];
    assert_int_equal(bry__ridge_solve(small, 3, 0.5, rest, ignored, 1, scratch), 0);
    for (int i = 0; i < 3; i++)
      told += rest[i] * (1 + points[kept[i]] * points[out]);
    assert_true(fabs(wanted[out] - told - left_out[out]) < 1e-12);
  }
}

static uint64_t bits_of(double value) {
  uint64_t bits;
  memcpy(&bits, &value, sizeof bits);
  return bits;
}

/* A figure that any other order of arithmetic, or a fused product, would change. */
static void the_same_examples_give_the_same_bits_on_any_machine(void **state) {
  (void)state;
  bry_coder *coder = learn(texts, labels, EXAMPLES);
  uint64_t sum = bits_of(coder->threshold);
  for (int64_t i = 0; i < coder->key_count * coder->column_count; i++)
    sum = sum * 31 + bits_of(coder->weights[i]);
  for (int32_t c = 0; c < coder->column_count; c++)
    sum = sum * 31 + bits_of(coder->biases[c]);
  if (sum != UINT64_C(0x95ac63446d9ed4b7)) fail_msg("0x%016llx", (unsigned long long)sum);
  bry_coder_free(coder);
}

/* The words of a label are never told: the column may be the wrong one. */
static void refused(bry_status status, bry_status expected, bry_error **err, const char *saying) {
  assert_int_equal(status, expected);
  assert_non_null(strstr(bry_error_message(*err), saying));
  assert_null(strstr(bry_error_message(*err), "moon"));
  bry_error_free(*err);
}

static void mistakes_of_the_caller_are_told(void **state) {
  (void)state;
  bry_coder *coder = NULL;
  bry_codings *codings = NULL;
  bry_error *err = NULL;
  const char *text = "sol", *unknown = "out;moon", *bad = "\xff", *fine = "out";
  const size_t size = 3, one = 1;
  refused(bry_coder_learn(NULL, &text, &size, &fine, 1, &coder, &err), BRY_EINVAL, &err, "");
  refused(bry_coder_learn(work, &text, &size, NULL, 1, &coder, &err), BRY_EINVAL, &err, "");
  refused(bry_coder_learn(work, &text, &size, &unknown, 1, &coder, &err), BRY_EINVAL, &err, "text number 0");
  refused(bry_coder_learn(work, &bad, &one, &fine, 1, &coder, &err), BRY_EPARSE, &err, "");
  refused(bry_coder_learn(work, &text, &size, &bad, 1, &coder, &err), BRY_EPARSE, &err, "");
  assert_null(coder);
  refused(bry_coder_code(NULL, &text, &size, 1, NULL, NULL, &codings, &err), BRY_EINVAL, &err, "");
  bry_coder_free(NULL);
}

static void *code_corpus(void *user) {
  for (int i = 0; i < 50; i++)
    coded_as(user, "lønn i fint vær", "out[vær]pay[lønn]");
  return NULL;
}

static void threads_share_a_coder(void **state) {
  (void)state;
  bry_coder *coder = learn(texts, labels, EXAMPLES);
  pthread_t threads[4];
  for (int i = 0; i < 4; i++)
    assert_int_equal(pthread_create(&threads[i], NULL, code_corpus, coder), 0);
  for (int i = 0; i < 4; i++)
    pthread_join(threads[i], NULL);
  bry_coder_free(coder);
}

static bry_status learn_and_code(bry_error **err) {
  size_t sizes[EXAMPLES];
  bry_coder *coder = NULL;
  bry_codings *codings = NULL;
  sizes_of(texts, EXAMPLES, sizes);
  bry_status status = bry_coder_learn(work, texts, sizes, labels, EXAMPLES, &coder, err);
  if (status == BRY_OK) status = bry_coder_code(coder, texts, sizes, EXAMPLES, NULL, NULL, &codings, err);
  bry_codings_free(codings);
  bry_coder_free(coder);
  return status;
}

static void each_allocation_may_fail_while_learning(void **state) {
  (void)state;
  assert_true(each_allocation_may_fail(learn_and_code, BRY_OK) > 20);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_was_coded_is_learned_and_the_word_is_shown),
      cmocka_unit_test(rules_stay_where_nothing_speaks_against_them),
      cmocka_unit_test(a_term_that_misled_is_held_back),
      cmocka_unit_test(without_examples_rules_alone_decide),
      cmocka_unit_test(one_example_is_learned_from_without_harm),
      cmocka_unit_test(confidence_is_a_share_and_grows_with_the_score),
      cmocka_unit_test(the_threshold_never_gives_more_than_people_did),
      cmocka_unit_test(left_out_is_what_leaving_out_gives),
      cmocka_unit_test(the_same_examples_give_the_same_bits_on_any_machine),
      cmocka_unit_test(mistakes_of_the_caller_are_told),
      cmocka_unit_test(threads_share_a_coder),
      cmocka_unit_test(each_allocation_may_fail_while_learning),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
