/* Answers as a row of a file: the same rules, read from texts, and without any allocation once warm. */
#include "form/testing.h"

#include "core/error.h"
#include "core/nth_allocation.h"
#include "form/answers.h"
#include "form/form_of_all.h"

static bry_questionnaire *form;

static int set_up(void **state) {
  (void)state;
  form = parse(doc("%s", form_of_all));
  return 0;
}

static int tear_down(void **state) {
  (void)state;
  bry_questionnaire_free(form);
  return 0;
}

enum { FIELDS_MAX = 24 };

typedef struct row {
  bry__field fields[FIELDS_MAX];
  const char *texts[FIELDS_MAX];
  size_t sizes[FIELDS_MAX];
  int32_t count;
} row;

static void add(row *r, const char *name, const char *text, size_t size) {
  assert_true(bry__field_find(form, name, &r->fields[r->count]));
  r->texts[r->count] = text;
  r->sizes[r->count++] = size;
}

static bry_findings *read_row(bry__answers *answers, const row *r) {
  bry_findings *findings = bry__findings_new();
  assert_int_equal(bry__answers_from_fields(answers, r->fields, r->texts, r->sizes, r->count, findings, NULL),
                   BRY_OK);
  return findings;
}

static void assert_field(const char *name, const char *text, size_t size, const char *expected) {
  row r = {0};
  bry__answers answers;
  add(&r, name, text, size);
  assert_int_equal(bry__answers_init(&answers, form, NULL), BRY_OK);
  bry_findings *findings = read_row(&answers, &r);
  if (strcmp(summary(findings), expected) != 0) print_error("%s = %s\n", name, text);
  assert_string_equal(summary(findings), expected);
  bry_findings_free(findings);
  bry__answers_clear(&answers);
}

static void each_rule_holds_for_fields_too(void **state) {
  (void)state;
  static const struct {
    const char *name, *text, *findings;
  } cases[] = {
      {"word", "hallo", ""},
      {"word", "hallo der", "length.max /word"},
      {"num", "2,5", ""},
      {"num", " 2.5 ", ""},
      {"num", "to", "number /num"},
      {"num", "11", "range /num"},
      {"day", "2026-05-17", ""},
      {"day", "17.05.2026", "date /day"},
      {"mail", "kari", "email /mail"},
      {"one", "1", ""},
      {"one", " b ", ""},
      {"one", "zz", "choice.unknown /one"},
      {"one", "other", "other.comment /one-Comment"},
      {"one-Comment", "fordi", "other.unchosen /one-Comment"},
      {"some", "a; c", ""},
      {"some", "a|d;e", ""},
      {"some", "d;e", ""},
      {"some", "a;;c;", ""},
      {"some", "a;zz", "choice.unknown /some"},
      {"some", "a;a", "choice.repeated /some"},
      {"some", "none;a", "none.combined /some"},
      {"some", "  ", ""},
      {"two", "a", "count.min /two"},
      {"bool", "true", ""},
      {"bool", "USANN", ""},
      {"bool", "Ja", ""},
      {"bool", "0", ""},
      {"bool", "kanskje", "type /bool"},
      {"rate", "10", ""},
      {"rate", "11", "choice.unknown /rate"},
      {"rank", "z;x;y", ""},
      {"rank", "z;x", "ranking.incomplete /rank"},
      {"mat.r1", "3", ""},
      {"mat.r1", "4", "choice.unknown /mat/r1"},
      {"mat", "3", "type /mat"},
      {"multi.age", "44", ""},
      {"multi.who", "Karin", "length.max /multi/who"},
      {"multi", "x", "type /multi"},
      {"intro", "x", "unknown /intro"},
      {"intro", "", ""},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    assert_field(cases[i].name, cases[i].text, strlen(cases[i].text), cases[i].findings);
  }
}

static void bytes_that_are_no_text_are_refused(void **state) {
  (void)state;
  assert_field("free", "a\0b", 3, "text.nul /free");
  assert_field("free", "a\xff", 2, "text.utf8 /free");
  assert_field("free", "\xe2\x82", 2, "text.utf8 /free");
  assert_field("one", "\xc3", 1, "text.utf8 /one");
  assert_field("one-Comment", "\xc3", 1, "text.utf8 /one-Comment");
  assert_field("multi.who", "\xc3", 1, "text.utf8 /multi/who");
}

static void full_row(row *r) {
  static const char *const pairs[][2] = {{"word", "hei"},
                                         {"num", "3,5"},
                                         {"day", "2026-05-17"},
                                         {"mail", "k@b.no"},
                                         {"phone", "72 54 00 00"},
                                         {"free", "Æ e trønder"},
                                         {"one", "other"},
                                         {"one-Comment", "fordi"},
                                         {"some", "a;c"},
                                         {"two", "a|b"},
                                         {"drop", "y"},
                                         {"bool", "nei"},
                                         {"rate", "7"},
                                         {"rank", "z;x;y"},
                                         {"part", "y"},
                                         {"mat.r1", "3"},
                                         {"multi.who", "Kari"},
                                         {"multi.age", "44"}};
  *r = (row){0};
  for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
    add(r, pairs[i][0], pairs[i][1], strlen(pairs[i][1]));
  }
}

static void a_row_gives_the_same_slots_as_json(void **state) {
  (void)state;
  row r;
  bry__answers a, b;
  full_row(&r);
  assert_int_equal(bry__answers_init(&a, form, NULL), BRY_OK);
  assert_int_equal(bry__answers_init(&b, form, NULL), BRY_OK);
  const char *json = doc(
      "{'word': 'hei', 'num': 3.5, 'day': '2026-05-17', 'mail': 'k@b.no', 'phone': '72 54 00 00', 'free':"
      "'Æ e trønder', 'one': 'other', 'one-Comment': 'fordi', 'some': ['a', 'c'], 'two': ['a', 'b'], 'drop': 'y',"
      "'bool': false, 'rate': 7, 'rank': ['z', 'x', 'y'], 'part': ['y'], 'mat': {'r1': 3}, 'multi': {'who': 'Kari',"
      "'age': 44}}");
  bry_findings *findings = bry__findings_new();
  assert_int_equal(bry__answers_from_json(&b, json, strlen(json), findings, NULL), BRY_OK);
  bry_findings *of_row = read_row(&a, &r);
  assert_string_equal(summary(findings), "");
  assert_string_equal(summary(of_row), "");
  assert_int_equal(a.answered, 16);
  assert_int_equal(b.answered, 16);
  assert_memory_equal(a.closed, b.closed, (size_t)form->closed_slot_count * sizeof *a.closed);
  for (int32_t i = 0; i < form->text_slot_count; i++) {
    assert_true((a.texts[i] == NULL) == (b.texts[i] == NULL));
    if (a.texts[i]) assert_string_equal(a.texts[i], b.texts[i]);
    assert_int_equal(a.sizes[i], b.sizes[i]);
  }
  bry_findings_free(findings);
  bry_findings_free(of_row);
  bry__answers_clear(&a);
  bry__answers_clear(&b);
}

static void a_warm_row_allocates_nothing(void **state) {
  (void)state;
  row r;
  bry__answers answers;
  full_row(&r);
  assert_int_equal(bry__answers_init(&answers, form, NULL), BRY_OK);
  bry_findings *findings = bry__findings_new();
  for (int round = 0; round < 3; round++) {
    int64_t before = bry__mem_count();
    assert_int_equal(bry__answers_from_fields(&answers, r.fields, r.texts, r.sizes, r.count, findings, NULL), BRY_OK);
    if (round > 0) assert_int_equal(bry__mem_count(), before);
  }
  assert_int_equal(bry_findings_count(findings), 0);
  bry_findings_free(findings);
  bry__answers_clear(&answers);
}

static void texts_have_room_at_any_size(void **state) {
  (void)state;
  row r = {0};
  bry__answers answers;
  static char text[99999];
  memset(text, 'x', sizeof text);
  add(&r, "free", text, sizeof text);
  add(&r, "num", "1e0", 3);
  add(&r, "phone", text, sizeof text);
  add(&r, "free", text, sizeof text);
  r.texts[1] = "2e0";
  assert_int_equal(bry__answers_init(&answers, form, NULL), BRY_OK);
  bry_findings_free(read_row(&answers, &r));
  assert_int_equal(answers.answered, 3);
  r.texts[0] = NULL;
  r.count = 1;
  bry_findings_free(read_row(&answers, &r));
  assert_int_equal(answers.answered, 0);
  bry__answers_clear(&answers);
}

static bry_status try_row(bry_error **err) {
  row r;
  bry__answers answers;
  full_row(&r);
  r.texts[0] = "altfor langt";
  r.sizes[0] = strlen(r.texts[0]);
  bry_status status = bry__answers_init(&answers, form, err);
  if (status != BRY_OK) return status;
  bry_findings *findings = bry__findings_new();
  status = findings ? bry__answers_from_fields(&answers, r.fields, r.texts, r.sizes, r.count, findings, err)
                    : bry__enomem(err);
  bry_findings_free(findings);
  bry__answers_clear(&answers);
  return status;
}

static void every_allocation_may_fail(void **state) {
  (void)state;
  assert_true(each_allocation_may_fail(try_row, BRY_OK) > 5);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_rule_holds_for_fields_too),     cmocka_unit_test(bytes_that_are_no_text_are_refused),
      cmocka_unit_test(a_row_gives_the_same_slots_as_json), cmocka_unit_test(a_warm_row_allocates_nothing),
      cmocka_unit_test(texts_have_room_at_any_size),        cmocka_unit_test(every_allocation_may_fail),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
