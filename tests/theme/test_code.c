/* Coding: hits are where the words stand, forms and languages meet in a theme, and what is no term is no hit. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/nth_allocation.h"
#include "theme/theme_testing.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

static bry_codebook *work;

static int set_up(void **state) {
  (void)state;
  work = codebook_of("staff: bemanning, vikar, sykefravær\n"
                     "calm: ro, nok tid, uten å bli avbrutt, på første forsøk\n"
                     "less: ingen møter, e-post, skjema\n"
                     "users: brukere, pårørende\n"
                     "out: tur, vær, øya\n"
                     "lead: leder, hjem i tide",
                     "nb");
  return 0;
}

static int tear_down(void **state) {
  (void)state;
  bry_codebook_free(work);
  return 0;
}

static void spans_are_the_bytes_of_the_word_composed_or_not(void **state) {
  (void)state;
  codes_as(work, "Ha ro, og p\xC3\xA5r\xC3\xB8rende!", "calm[ro]users[p\xC3\xA5r\xC3\xB8rende]");
  codes_as(work, "Ha ro, og PA\xCC\x8ARØRENDE!", "calm[ro]users[PA\xCC\x8ARØRENDE]");
  codes_as(work, "🙂ro🙂", "calm[ro]");
  bry_codings *codings = code_sized(work, "🙂 Øya\xCC\x80", 11);
  assert_int_equal(bry_codings_begin_at(codings, 0), 5);
  assert_int_equal(bry_codings_end_at(codings, 0), 11);
  bry_codings_free(codings);
}

static void bokmaal_and_nynorsk_reach_the_same_theme(void **state) {
  (void)state;
  codes_as(work, "lite sykefravær blant lederne", "staff[sykefravær]lead[lederne]");
  codes_as(work, "lite sjukefråvær blant leiarane", "staff[sjukefråvær]lead[leiarane]");
  codes_as(work, "brukarane og pårørande", "users[brukarane]users[pårørande]");
  codes_as(work, "fint vêr", "out[vêr]");
  codes_as(work, "Heim i tide", "lead[Heim i tide]");
  codes_as(work, "utan å bli avbroten eller avbrutt", "");
  codes_as(work, "utan å verte avbrutt", "calm[utan å verte avbrutt]");
}

static void a_phrase_needs_its_words_in_order_and_near(void **state) {
  (void)state;
  codes_as(work, "nok tid", "calm[nok tid]");
  codes_as(work, "nok av tid", "calm[nok av tid]");
  codes_as(work, "uten at jeg blir avbrutt", ""); /* three words between */
  codes_as(work, "uten jeg blir avbrutt", "calm[uten jeg blir avbrutt]");
  codes_as(work, "tid nok", "");
  codes_as(work, "nok tull og tid", "");
  codes_as(work, "Det er nok. Tid for kake", "");
  codes_as(work, "nok", "");
  codes_as(work, "første gode forsøk", "");
}

static void a_negated_term_needs_a_negation(void **state) {
  (void)state;
  codes_as(work, "møter hele dagen", "");
  codes_as(work, "Ingen møter i dag", "less[Ingen møter]");
  codes_as(work, "ikkje møte før ti", "less[ikkje møte]");
  codes_as(work, "slippe alle møtene", "less[slippe alle møtene]");
}

static void compounds_have_the_themes_of_their_parts(void **state) {
  (void)state;
  codes_as(work, "vikarpool", "staff[vikarpool]");
  codes_as(work, "bemanningssituasjonen", "staff[bemanningssituasjonen]");
  codes_as(work, "grunnbemanninga", "staff[grunnbemanninga]");
  codes_as(work, "avdelingsleiarar", "lead[avdelingsleiarar]");
  codes_as(work, "e-postvarsler, epost og e-poster", "less[e-postvarsler]less[epost]less[e-poster]");
  codes_as(work, "et vikar-system", "staff[vikar-system]");
}

static void parts_of_other_words_are_no_hits(void **state) {
  (void)state;
  codes_as(work, "problem", "");
  codes_as(work, "kultur, struktur og natur", "");
  codes_as(work, "prosjekt", "");
  codes_as(work, "lederskap", "");
}

static void function_words_are_not_confused_with_terms(void **state) {
  (void)state;
  bry_codebook *c = codebook_of("a: fora, i rute\nb: samme kontor, sitte sammen", "nb");
  codes_as(c, "for oss", "");
  codes_as(c, "bussruta", "");
  codes_as(c, "alt i rute", "a[i rute]");
  codes_as(c, "sitter rundt samme bord", "");
  codes_as(c, "sit saman", "b[sit saman]");
  bry_codebook_free(c);
}

static void a_word_in_er_beside_a_pronoun_is_a_verb(void **state) {
  (void)state;
  codes_as(work, "vi bruker mye tid", "");
  codes_as(work, "nå bruker jeg mer tid", "");
  codes_as(work, "ledelsen bruker ikke tid", "lead[ledelsen]");
  codes_as(work, "hver bruker teller", "users[bruker]");
  codes_as(work, "Det gjelder oss. Bruker først", "users[Bruker]");
}

static void a_name_in_s_is_not_a_plural(void **state) {
  (void)state;
  bry_codebook *names = codebook_of("tools: Teams, kanaler, app", "nb");
  codes_as(names, "teamet og et team", "");
  codes_as(names, "bruk teams, Teams-møte og kanalene", "tools[teams]tools[Teams]tools[kanalene]");
  bry_codebook_free(names);
  names = codebook_of("tools: Teams, Kanaler, App", "nb"); /* here all begin with a capital */
  codes_as(names, "et team", "tools[team]");
  bry_codebook_free(names);
}

static void pictures_are_words(void **state) {
  (void)state;
  bry_codebook *c = codebook_of("sun: ☀️, nok tid", "nb");
  codes_as(c, "☀", "sun[☀]");
  codes_as(c, "fint ☀️!", "sun[☀]");
  codes_as(c, "nok 🙂 tid", "sun[nok 🙂 tid]");
  codes_as(c, "🙂", "non-answer");
  bry_codebook_free(c);
}

static void short_words_are_found_in_compounds_of_known_words(void **state) {
  (void)state;
  bry_codebook *c = codebook_of("food: mat, sol, kjørerute", "nb");
  codes_as(c, "matpakke, solskinn og kjørerutene", "food[matpakke]food[solskinn]food[kjørerutene]");
  codes_as(c, "format, konsoll, matematikk", "");
  bry_codebook_free(c);
}

static void negations_before_a_hit_are_told(void **state) {
  (void)state;
  static const struct {
    const char *text;
    int32_t negated;
  } cases[] = {{"ikke nok tid", 1},    {"vi har aldri hatt nok tid", 1},  {"nok tid", 0},     {"Nei. Nok tid", 0},
               {"ikke mas men ro", 0}, {"ikke bare nå, vi vil ha ro", 0}, {"Ingen møter", 0}, {"ikke\nro", 0}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    bry_codings *codings = code_sized(work, cases[i].text, strlen(cases[i].text));
    assert_int_equal(bry_codings_count(codings), 1);
    if (bry_codings_negated_at(codings, 0) != cases[i].negated) fail_msg("\"%s\"", cases[i].text);
    bry_codings_free(codings);
  }
}

static void a_dash_parts_clauses(void **state) {
  (void)state;
  codes_as(work, "det er nok – tid for kake", "");
}

static void english_terms_are_for_english_texts(void **state) {
  (void)state;
  bry_codebook *c = codebook_of("a: enough time, meetings", "en");
  codes_as(c, "We have enough of the time, and a meeting", "a[enough of the time]a[meeting]");
  codes_as(c, "Vi har meetings", "");
  codes_as(c, "meetings", "a[meetings]");
  bry_codebook_free(c);
  codes_as(work, "She has her own ro", "");
}

static void a_word_of_a_label_speaks_when_no_indicator_does(void **state) {
  (void)state;
  bry_codebook *c = parse_codebook(
      "{\"id\":\"c\",\"version\":\"1\",\"themes\":["
      "{\"id\":\"a\",\"label\":{\"nb\":\"Fellesskap og humor\"},\"indicators\":{\"nb\":[\"kolleger\"]}},"
      "{\"id\":\"b\",\"label\":{\"nb\":\"Fellesskap og mat\"},\"definition\":\"Svaret nevner pause eller måltid.\"},"
      "{\"id\":\"e\",\"label\":\"The weather\"}]}");
  codes_as(c, "humor", "a[humor]");
  codes_as(c, "mat i pausen", "b[mat]b[pausen]");
  codes_as(c, "fellesskap", "");
  codes_as(c, "svar", "");
  codes_as(c, "mat med kolleger", "a[kolleger]");
  codes_as(c, "mat i pausen med kolleger", "a[kolleger]b[mat]b[pausen]");
  codes_as(c, "this is weather", "e[weather]");
  bry_codebook_free(c);
}

static void related_words_speak_for_a_theme_without_indicators(void **state) {
  (void)state;
  bry_codebook *c = parse_codebook(
      "{\"id\":\"c\",\"version\":\"1\",\"themes\":["
      "{\"id\":\"lead\",\"label\":{\"nb\":\"Ledelse\",\"en\":\"Leadership\"}},"
      "{\"id\":\"food\",\"label\":{\"nb\":\"Mat\"},\"indicators\":{\"nb\":[\"kake\"]}},"
      "{\"id\":\"art\",\"label\":{\"nb\":\"Musikk\"}},{\"id\":\"show\",\"label\":{\"nb\":\"Teater\"}}]}");
  codes_as(c, "sjefen min", "lead[sjefen]");
  codes_as(c, "my boss is there", "lead[boss]");
  codes_as(c, "matpakke", "food[matpakke]"); /* by its own word */
  codes_as(c, "frokost", "");                /* it has indicators */
  codes_as(c, "konsert", "");                /* two themes could claim it */
  bry_codebook_free(c);
}

static void hits_are_ordered_and_never_repeated(void **state) {
  (void)state;
  bry_codebook *c = codebook_of("a: vikar, vikarer, vikarpool\nb: ro, vikar", "nb");
  const char *texts[] = {"ro vikarpool", NULL, "vet ikke", "vikar ro ro"};
  const size_t sizes[] = {12, 5, 8, 11};
  static const int64_t expected[][4] = {{0, 0, 3, 12}, {0, 1, 0, 2}, {0, 1, 3, 12}, {3, 0, 0, 5},
                                        {3, 1, 0, 5},  {3, 1, 6, 8}, {3, 1, 9, 11}};
  bry_codings *codings = NULL;
  assert_int_equal(bry_theme_code(c, texts, sizes, 4, NULL, NULL, &codings, NULL), BRY_OK);
  assert_int_equal(bry_codings_text_count(codings), 4);
  assert_int_equal(bry_codings_count(codings), 7);
  for (int64_t i = 0; i < 7; i++) {
    assert_int_equal(bry_codings_text_at(codings, i), expected[i][0]);
    assert_int_equal(bry_codings_theme_at(codings, i), expected[i][1]);
    assert_int_equal(bry_codings_begin_at(codings, i), expected[i][2]);
    assert_int_equal(bry_codings_end_at(codings, i), expected[i][3]);
  }
  assert_int_equal(bry_codings_non_answer(codings, 0), 0);
  assert_int_equal(bry_codings_non_answer(codings, 1), 1);
  assert_int_equal(bry_codings_non_answer(codings, 2), 1);
  assert_int_equal(bry_codings_non_answer(codings, 4), 0);
  bry_codebook_free(c); /* terms live on */
  assert_string_equal(bry_codings_term_at(codings, 1), "ro");
  assert_null(bry_codings_term_at(codings, 7));
  assert_int_equal(bry_codings_text_at(codings, -1), -1);
  bry_codings_free(codings);
}

static void invalid_utf8_is_told_by_number_and_never_quoted(void **state) {
  (void)state;
  const char *texts[] = {"ro", "hemmelig\xC3 ord"};
  const size_t sizes[] = {2, 13};
  bry_codings *codings = (bry_codings *)&codings;
  bry_error *err = NULL;
  assert_int_equal(bry_theme_code(work, texts, sizes, 2, NULL, NULL, &codings, &err), BRY_EPARSE);
  assert_null(codings);
  assert_non_null(strstr(bry_error_message(err), "number 1 "));
  assert_null(strstr(bry_error_message(err), "hemmelig"));
  bry_error_free(err);
}

static void a_nul_byte_is_part_of_a_text(void **state) {
  (void)state;
  bry_codings *codings = code_sized(work, "ro\0vikar", 8);
  assert_int_equal(bry_codings_count(codings), 2);
  bry_codings_free(codings);
}

static void mistakes_of_the_caller_are_told(void **state) {
  (void)state;
  const char *text = "ro";
  size_t size = 2;
  bry_codings *codings = NULL;
  assert_int_equal(bry_theme_code(NULL, &text, &size, 1, NULL, NULL, &codings, NULL), BRY_EINVAL);
  assert_int_equal(bry_theme_code(work, NULL, &size, 1, NULL, NULL, &codings, NULL), BRY_EINVAL);
  assert_int_equal(bry_theme_code(work, &text, NULL, 1, NULL, NULL, &codings, NULL), BRY_EINVAL);
  assert_int_equal(bry_theme_code(work, &text, &size, -1, NULL, NULL, &codings, NULL), BRY_EINVAL);
  assert_int_equal(bry_theme_code(work, &text, &size, 1, NULL, NULL, NULL, NULL), BRY_EINVAL);
  assert_null(codings);
  assert_int_equal(bry_theme_code(work, NULL, NULL, 0, NULL, NULL, &codings, NULL), BRY_OK);
  assert_int_equal(bry_codings_count(codings), 0);
  bry_codings_free(codings);
  bry_codings_free(NULL);
  assert_int_equal(bry_codings_count(NULL), 0);
}

typedef struct watch {
  int64_t calls, last, stop_at;
} watch;

static int32_t look_on(int64_t done, int64_t total, void *user) {
  watch *w = user;
  assert_true(done > w->last && done <= total);
  w->last = done;
  w->calls++;
  return w->stop_at > 0 && done >= w->stop_at;
}

enum { MANY = 10000 };

static bry_status code_many(watch *w, bry_codings **out) {
  static const char *texts[MANY];
  static size_t sizes[MANY];
  for (int i = 0; i < MANY; i++) {
    texts[i] = i % 2 ? "vikar" : "ro";
    sizes[i] = strlen(texts[i]);
  }
  return bry_theme_code(work, texts, sizes, MANY, look_on, w, out, NULL);
}

static void progress_is_told_to_the_end_and_can_cancel(void **state) {
  (void)state;
  watch w = {0, 0, 0};
  bry_codings *codings = NULL;
  assert_int_equal(code_many(&w, &codings), BRY_OK);
  assert_int_equal(w.last, MANY);
  assert_true(w.calls > 1);
  assert_int_equal(bry_codings_count(codings), MANY);
  bry_codings_free(codings);
  w = (watch){0, 0, 1};
  assert_int_equal(code_many(&w, &codings), BRY_ECANCELLED);
  assert_int_equal(w.calls, 1);
  assert_null(codings);
}

static void warm_coding_allocates_nothing_per_text(void **state) {
  (void)state;
  watch w = {0, 0, 0};
  bry_codings *codings = NULL;
  int64_t before = bry__mem_count();
  assert_int_equal(code_many(&w, &codings), BRY_OK);
  assert_true(bry__mem_count() - before < 100); /* the growing list of hits is the rest */
  bry_codings_free(codings);
}

static double seconds_for(const char *piece, size_t bytes) {
  size_t step = strlen(piece), size = 0;
  char *text = malloc(bytes + step);
  assert_non_null(text);
  for (; size < bytes; size += step)
    memcpy(text + size, piece, step);
  clock_t begin = clock();
  bry_codings_free(code_sized(work, text, size));
  double seconds = (double)(clock() - begin) / CLOCKS_PER_SEC;
  free(text);
  return seconds;
}

/* Ten times the bytes would take a hundred times as long if time were quadratic. */
static void time_is_linear_in_the_size_of_one_text(void **state) {
  (void)state;
  static const char *const pieces[] = {"nok vikarer og ro på øya ", "a-", "å",     "nok ",
                                       "a\xCC\x8A\xCC\xA3",         "'",  "ingen "};
  for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
    double small = seconds_for(pieces[i], 500000), large = seconds_for(pieces[i], 5000000);
    if (large > 40 * small + 0.2) fail_msg("\"%s\": %.3f s for 0.5 MB, %.3f s for 5 MB", pieces[i], small, large);
  }
}

static void *code_corpus(void *user) {
  bry__buffer *b = user;
  static const char text[] = "Nok tid, vikarpool og ingen møter; sjukefråværet 🙂 på øya";
  for (int i = 0; i < 200; i++) {
    bry_codings *codings = code_sized(work, text, sizeof text - 1);
    bry__buffer_clear(b);
    describe_hits(b, work, codings, text);
    bry_codings_free(codings);
  }
  return NULL;
}

static void threads_share_a_codebook_and_agree(void **state) {
  (void)state;
  pthread_t threads[4];
  bry__buffer results[4] = {{0}};
  for (int i = 0; i < 4; i++)
    assert_int_equal(pthread_create(&threads[i], NULL, code_corpus, &results[i]), 0);
  for (int i = 0; i < 4; i++)
    pthread_join(threads[i], NULL);
  for (int i = 0; i < 4; i++) {
    assert_string_equal(results[i].data,
                        "staff[vikarpool]staff[sjukefråværet]calm[Nok tid]less[ingen møter]out[øya]");
    bry__buffer_free(&results[i]);
  }
}

static bry_status code_once(bry_error **err) {
  static const char *const texts[] = {"Nok tid, vikarpool og ingen møter", "vet ikke", "e-post på øya"};
  static const size_t sizes[] = {34, 8, 14};
  bry_codings *codings = NULL;
  bry_status status = bry_theme_code(work, texts, sizes, 3, NULL, NULL, &codings, err);
  bry_codings_free(codings);
  return status;
}

static void each_allocation_may_fail_while_coding(void **state) {
  (void)state;
  assert_true(each_allocation_may_fail(code_once, BRY_OK) > 8);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(spans_are_the_bytes_of_the_word_composed_or_not),
      cmocka_unit_test(bokmaal_and_nynorsk_reach_the_same_theme),
      cmocka_unit_test(a_phrase_needs_its_words_in_order_and_near),
      cmocka_unit_test(a_negated_term_needs_a_negation),
      cmocka_unit_test(compounds_have_the_themes_of_their_parts),
      cmocka_unit_test(parts_of_other_words_are_no_hits),
      cmocka_unit_test(function_words_are_not_confused_with_terms),
      cmocka_unit_test(a_word_in_er_beside_a_pronoun_is_a_verb),
      cmocka_unit_test(a_name_in_s_is_not_a_plural),
      cmocka_unit_test(pictures_are_words),
      cmocka_unit_test(short_words_are_found_in_compounds_of_known_words),
      cmocka_unit_test(negations_before_a_hit_are_told),
      cmocka_unit_test(a_dash_parts_clauses),
      cmocka_unit_test(english_terms_are_for_english_texts),
      cmocka_unit_test(a_word_of_a_label_speaks_when_no_indicator_does),
      cmocka_unit_test(related_words_speak_for_a_theme_without_indicators),
      cmocka_unit_test(hits_are_ordered_and_never_repeated),
      cmocka_unit_test(invalid_utf8_is_told_by_number_and_never_quoted),
      cmocka_unit_test(a_nul_byte_is_part_of_a_text),
      cmocka_unit_test(mistakes_of_the_caller_are_told),
      cmocka_unit_test(progress_is_told_to_the_end_and_can_cancel),
      cmocka_unit_test(warm_coding_allocates_nothing_per_text),
      cmocka_unit_test(time_is_linear_in_the_size_of_one_text),
      cmocka_unit_test(threads_share_a_codebook_and_agree),
      cmocka_unit_test(each_allocation_may_fail_while_coding),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
