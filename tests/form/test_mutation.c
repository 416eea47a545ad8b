/* Documents with random bytes changed: whatever comes out is a status, never a crash. Deterministic; the sanitizers look
 * on. */
#include "form/testing.h"

#include "core/random.h"
#include "form/answers.h"
#include "form/form_of_all.h"

#include <ctype.h>

enum { ROUNDS = 20000, SEED = 20261123 };

static const char valid_answers[] =
    "{'word': 'hei', 'num': 3.5, 'day': '2026-05-17', 'mail': 'k@b.no', 'phone': '72', 'free': 'Æ e trønder', 'one':"
    "'other', 'one-Comment': 'fordi', 'some': ['a', 'c'], 'two': ['a', 'b'], 'drop': 'y', 'bool': false, 'rate': 7,"
    "'rank': ['z', 'x', 'y'], 'part': ['y'], 'mat': {'r1': 3}, 'multi': {'who': 'Kari', 'age': 44}}";

static uint64_t counter;

static size_t below(size_t bound) {
  return (size_t)bry__random_below(SEED, 0, &counter, bound);
}

static char some_byte(void) {
  static const char likely[] = "{}[]\",:0123456789-.eE \\u\xc3\xa5\xff|;tfn";
  return below(4) ? likely[below(sizeof likely - 1)] : (char)below(256);
}

/* Changes, removes, doubles or moves a few bytes; returns the new size. Every other time only letters and digits
 * change, so that the grammar holds and what lies behind it is reached. */
static size_t mutate(char *text, size_t size) {
  if (below(2)) {
    for (size_t edits = 1 + below(2); edits > 0; edits--) {
      char *c = &text[below(size)];
      if (isalnum((unsigned char)*c)) *c = "aeinorst0123459"[below(15)];
    }
    return size;
  }
  for (size_t edits = 1 + below(4); edits > 0 && size > 2; edits--) {
    size_t at = below(size);
    size_t length = 1 + below(12);
    if (length > size - at) length = size - at;
    switch (below(4)) {
    case 0:
      text[at] = some_byte();
      break;
    case 1:
      memmove(text + at, text + at + length, size - at - length);
      size -= length;
      break;
    case 2:
      memmove(text + at + length, text + at, size - at);
      size += length;
      break;
    default:
      memmove(text + below(size - length + 1), text + at, length);
      break;
    }
  }
  return size;
}

/* A copy that ends where it ends, so that a sanitizer sees a byte read past it. */
static char *exact(const char *text, size_t size) {
  char *copy = malloc(size ? size : 1);
  assert_non_null(copy);
  memcpy(copy, text, size);
  return copy;
}

static void a_changed_questionnaire_does_no_harm(void **state) {
  (void)state;
  static char room[TEST_TEXT_MAX];
  const char *good = doc("%s", form_of_all);
  int64_t taken = 0, refused = 0;
  for (int round = 0; round < ROUNDS; round++) {
    bry_questionnaire *q = NULL;
    bry_error *err = NULL;
    memcpy(room, good, strlen(good));
    size_t size = mutate(room, strlen(good));
    char *json = exact(room, size);
    bry_status status = bry_questionnaire_parse(json, size, &q, &err);
    taken += status == BRY_OK;
    refused += status == BRY_EREFUSED;
    assert_true((status == BRY_OK) == (q != NULL) && (status == BRY_OK) == (err == NULL));
    assert_true((status == BRY_EREFUSED) == (bry_findings_count(bry_error_findings(err)) > 0));
    free(json);
    bry_error_free(err);
    bry_questionnaire_free(q);
  }
  assert_true(taken > ROUNDS / 100 && refused > ROUNDS / 100); /* not only broken JSON */
}

static void changed_answers_do_no_harm(void **state) {
  (void)state;
  static char room[TEST_TEXT_MAX];
  bry_questionnaire *q = parse(doc("%s", form_of_all));
  const char *good = doc("%s", valid_answers);
  int64_t clean = 0, faulty = 0;
  for (int round = 0; round < ROUNDS; round++) {
    bry_findings *findings = NULL;
    memcpy(room, good, strlen(good));
    size_t size = mutate(room, strlen(good));
    char *json = exact(room, size);
    if (bry_answers_check(q, json, size, &findings, NULL) == BRY_OK) {
      clean += bry_findings_count(findings) == 0;
      faulty += bry_findings_count(findings) > 0;
    }
    free(json);
    bry_findings_free(findings);
  }
  assert_true(clean > ROUNDS / 100 && faulty > ROUNDS / 100);
  bry_questionnaire_free(q);
}

static void changed_fields_do_no_harm(void **state) {
  (void)state;
  static const char *const names[] = {"word", "num",  "day",  "mail",   "one",
                                      "some", "bool", "rank", "mat.r1", "multi.age"};
  static const char *const texts[] = {"hei",       "3,5",   "2026-05-17", "k@b.no", "b",
                                      "a;c|other", "usann", "z;x;y",      "3",      "44"};
  enum { COUNT = sizeof names / sizeof names[0] };
  bry__answers answers;
  bry__field fields[COUNT];
  bry_questionnaire *q = parse(doc("%s", form_of_all));
  assert_int_equal(bry__answers_init(&answers, q, NULL), BRY_OK);
  for (int i = 0; i < COUNT; i++) {
    assert_true(bry__field_find(q, names[i], &fields[i]));
  }
  for (int round = 0; round < ROUNDS; round++) {
    char room[256];
    size_t sizes[COUNT];
    char *changed[COUNT];
    bry_findings *findings = bry__findings_new();
    for (int i = 0; i < COUNT; i++) {
      memcpy(room, texts[i], strlen(texts[i]));
      sizes[i] = mutate(room, strlen(texts[i]));
      changed[i] = exact(room, sizes[i]);
    }
    assert_int_equal(
        bry__answers_from_fields(&answers, fields, (const char *const *)changed, sizes, COUNT, findings, NULL),
        BRY_OK);
    for (int i = 0; i < COUNT; i++) {
      free(changed[i]);
    }
    bry_findings_free(findings);
  }
  bry__answers_clear(&answers);
  bry_questionnaire_free(q);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_changed_questionnaire_does_no_harm),
      cmocka_unit_test(changed_answers_do_no_harm),
      cmocka_unit_test(changed_fields_do_no_harm),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
