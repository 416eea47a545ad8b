/* Compounds: their parts, what links them, and words that stay whole. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/nth_allocation.h"

#include <bry.h>
#include <stdio.h>
#include <string.h>

static bry_splitter *new_splitter(void) {
  bry_splitter *splitter = NULL;
  assert_int_equal(bry_splitter_new(&splitter, NULL), BRY_OK);
  return splitter;
}

static void splits_as(const bry_splitter *splitter, const char *text, const char *expected) {
  bry_text *parts = NULL;
  assert_int_equal(bry_splitter_split(splitter, text, strlen(text), &parts, NULL), BRY_OK);
  if (strcmp(bry_text_data(parts), expected) != 0)
    fail_msg("\"%s\" is split as \"%s\", not \"%s\"", text, bry_text_data(parts), expected);
  bry_text_free(parts);
}

static void learn(bry_splitter *splitter, const char *text) {
  assert_int_equal(bry_splitter_learn(splitter, text, strlen(text), NULL), BRY_OK);
}

static void parts_are_joined_and_linking_letters_bracketed(void **state) {
  (void)state;
  bry_splitter *s = new_splitter();
  splits_as(s, "vennskapsavdelinger", "vennskap(s)+avdelinger");
  splits_as(s, "Barnehagen og SKOLEDAGEN.", "Barn(e)+hagen og SKOLE+DAGEN.");
  splits_as(s, "busstasjon", "buss+stasjon");
  splits_as(s, "klasserommene, samarbeidstimar", "klasse+rommene, samarbeid(s)+timar");
  splits_as(s, "", "");
  splits_as(s, "bilene er her, 24 å", "bilene er her, 24 å");
  bry_splitter_free(s);
}

static void what_is_learnt_makes_parts(void **state) {
  (void)state;
  bry_splitter *s = new_splitter();
  splits_as(s, "fjøsnissen", "fjøsnissen");
  learn(s, "Fjøs og nisser");
  splits_as(s, "fjøsnisser", "fjøs+nisser");
  splits_as(s, "tyttebærbåt", "tyttebærbåt");
  const char latin1[] = "2\ntytteb\xe6r/AB\nx-y\n";
  assert_int_equal(bry_splitter_add_list(s, latin1, sizeof latin1 - 1, NULL), BRY_OK);
  splits_as(s, "tyttebærbåt", "tyttebær+båt");
  bry_splitter_free(s);
}

/* A list knows many short words that "turister" and "samtaler" could be read as. */
static void words_that_a_list_knows_are_not_read_as_short_others(void **state) {
  (void)state;
  bry_splitter *s = new_splitter();
  const char list[] = "samt\naler\nsamtale\nturist\nister\n";
  assert_int_equal(bry_splitter_add_list(s, list, sizeof list - 1, NULL), BRY_OK);
  splits_as(s, "samtaler turister", "samtaler turister");
  splits_as(s, "samtaletur", "samtale+tur");
  bry_splitter_free(s);
}

static void lists_that_are_not_installed_are_no_mistake(void **state) {
  (void)state;
  int32_t count = -1;
  bry_splitter *s = new_splitter();
  assert_int_equal(bry_splitter_add_installed(s, &count, NULL), BRY_OK);
  assert_in_range(count, 0, 5);
  splits_as(s, "skoledag", "skole+dag");
  bry_splitter_free(s);
}

static void long_and_odd_words_stay_whole(void **state) {
  (void)state;
  char word[400];
  for (size_t i = 0; i < sizeof word; i += 4)
    memcpy(word + i, "dags", 4);
  word[sizeof word - 1] = '\0';
  bry_splitter *s = new_splitter();
  splits_as(s, word, word);
  splits_as(s,
            "\xE2\x84\xAA"
            "atte\xC4\xB0",
            "\xE2\x84\xAA"
            "atte\xC4\xB0"); /* shorter in small letters */
  bry_splitter_free(s);
}

static void bad_calls_are_refused(void **state) {
  (void)state;
  bry_splitter *s = new_splitter();
  bry_text *out = NULL;
  assert_int_equal(bry_splitter_new(NULL, NULL), BRY_EINVAL);
  assert_int_equal(bry_splitter_learn(s, "\xff", 1, NULL), BRY_EPARSE);
  assert_int_equal(bry_splitter_learn(NULL, "a", 1, NULL), BRY_EINVAL);
  assert_int_equal(bry_splitter_add_list(s, NULL, 1, NULL), BRY_EINVAL);
  assert_int_equal(bry_splitter_add_installed(NULL, NULL, NULL), BRY_EINVAL);
  assert_int_equal(bry_splitter_split(s, "\xff", 1, &out, NULL), BRY_EPARSE);
  assert_int_equal(bry_splitter_split(s, "a", 1, NULL, NULL), BRY_EINVAL);
  assert_null(out);
  bry_splitter_free(s);
}

/* "buss+stasjon" as it is written: without brackets and joins, two like letters where three would meet. */
static void join(const char *parts, char *out) {
  size_t size = 0;
  for (const char *at = parts; *at; at++) {
    if (*at == '(' || *at == ')') continue;
    int shared =
        at > parts + 1 && at[-1] == '+' && size > 1 && out[size - 1] == out[size - 2] && *at == out[size - 1];
    if (*at != '+' && !shared) out[size++] = *at;
  }
  out[size] = '\0';
}

/* The list beside this file: compounds as their parts, an empty line, words that are none. Each by itself, by the words
 * that the library knows: written by the same hand, so it shows what is meant to work, not how often it does. */
static void the_list_is_split_as_it_says(void **state) {
  (void)state;
  FILE *file = fopen(BRY_SOURCE_DIR "/tests/theme/compounds.txt", "rb");
  assert_non_null(file);
  bry_splitter *s = new_splitter();
  char line[128], word[128];
  int compounds = 0, split = 0, whole = 0, past = 0;
  while (fgets(line, sizeof line, file)) {
    line[strcspn(line, "\n")] = '\0';
    past |= *line == '\0';
    join(line, word);
    bry_text *parts = NULL;
    assert_int_equal(bry_splitter_split(s, word, strlen(word), &parts, NULL), BRY_OK);
    int right = strcmp(bry_text_data(parts), line) == 0;
    if (past && !right) fail_msg("\"%s\" is no compound", line);
    if (!past && !right && strcmp(bry_text_data(parts), word) != 0)
      fail_msg("\"%s\": %s", line, bry_text_data(parts));
    compounds += !past;
    split += !past && right;
    whole += past;
    bry_text_free(parts);
  }
  fclose(file);
  bry_splitter_free(s);
  assert_true(compounds >= 150 && whole >= 150);
  if (split * 100 < compounds * 97) fail_msg("%d of %d are split", split, compounds);
}

static bry_status learn_and_split(bry_error **err) {
  bry_splitter *s = NULL;
  bry_text *out = NULL;
  bry_status status = bry_splitter_new(&s, err);
  if (status == BRY_OK) status = bry_splitter_learn(s, "fjøs nisser", strlen("fjøs nisser"), err);
  if (status == BRY_OK) status = bry_splitter_add_list(s, "tyttebær\n", strlen("tyttebær\n"), err);
  if (status == BRY_OK) status = bry_splitter_split(s, "skoledag", 8, &out, err);
  bry_text_free(out);
  bry_splitter_free(s);
  return status;
}

static void any_allocation_may_fail(void **state) {
  (void)state;
  assert_true(each_allocation_may_fail(learn_and_split, BRY_OK) > 3);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(parts_are_joined_and_linking_letters_bracketed),
      cmocka_unit_test(what_is_learnt_makes_parts),
      cmocka_unit_test(words_that_a_list_knows_are_not_read_as_short_others),
      cmocka_unit_test(lists_that_are_not_installed_are_no_mistake),
      cmocka_unit_test(long_and_odd_words_stay_whole),
      cmocka_unit_test(bad_calls_are_refused),
      cmocka_unit_test(the_list_is_split_as_it_says),
      cmocka_unit_test(any_allocation_may_fail),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
