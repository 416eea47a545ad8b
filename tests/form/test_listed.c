/* Titles with names of answers in them, where lists and tables have no answers to fill in. */
#include "form/testing.h"

#include "core/nth_allocation.h"

#include <bry/table.h>

static void titles_in_lists_name_what_would_be_filled_in(void **state) {
  (void)state;
  static const struct {
    int64_t row;
    const char *nb, *en;
  } cases[] = {{0, "Hva heter du?", "Your name?"},
               {1, "Hvor glad, «Hva heter du?»?", "How glad, “Your name?”?"},
               {2, "«c» og «Hvor glad, …»", "“c” and “How glad, …”"},
               {4, "Nr. 1: «Hva heter du?» (1)", "Nr. 1: «Hva heter du?» (1)"},
               {5, "Nr. 2: «Hva heter du?» (2)", "Nr. 2: «Hva heter du?» (2)"}};
  bry_questionnaire *q = parse(
      doc("{'calculatedValues': [{'name': 'c', 'expression': '1'}], 'elements': ["
          "{'type': 'text', 'name': 'a', 'title': {'default': 'Hva heter du?', 'en': 'Your name?'}},"
          "{'type': 'text', 'name': 'b', 'title': {'default': 'Hvor glad, {a}?', 'en': 'How glad, { A }?'}},"
          "{'type': 'text', 'name': 'd', 'title': {'default': '{c} og {b}', 'en': '{c} and {b}'}},"
          "{'type': 'paneldynamic', 'name': 'p', 'maxPanelCount': 2, 'templateElements': [{'type': 'text', 'name':"
          "'e', 'title': 'Nr. {panelIndex}: {a}'}]}]}"));
  bry_table *t = NULL;
  assert_int_equal(bry_questionnaire_items(q, &t, NULL), BRY_OK);
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    assert_string_equal(bry_table_value_label(t, cases[i].row, 2, "nb"), cases[i].nb);
    assert_string_equal(bry_table_value_label(t, cases[i].row, 2, "en"), cases[i].en);
  }
  bry_table_free(t);
  bry_questionnaire_free(q);
}

/* What is put into a title is cut, on a character's bound, and so is the number of names. */
static void a_title_made_of_titles_stays_short(void **state) {
  (void)state;
  static char title[TEST_TEXT_MAX], names[1024];
  size_t size = (size_t)snprintf(title, sizeof title, "x");
  for (int i = 0; i < 100; i++) {
    size += (size_t)snprintf(title + size, sizeof title - size, "å");
  }
  for (int i = 0; i < 30; i++) {
    memcpy(names + (size_t)i * 3, "{a}", 4);
  }
  bry_questionnaire *q =
      parse(doc("{'elements': [{'type': 'text', 'name': 'a', 'title': '%s'}, {'type': 'text', 'name':"
                "'b', 'title': '%s'}]}",
                title, names));
  bry_table *t = NULL;
  assert_int_equal(bry_questionnaire_items(q, &t, NULL), BRY_OK);
  const char *listed = bry_table_text(t, 1, 2);
  assert_int_equal(strlen(listed), 20 * (119 + 3 + 4) + 10 * 3);
  bry_table_free(t);
  bry_questionnaire_free(q);
}

static bry_status list(bry_error **err) {
  static const char json[] = "{\"elements\": [{\"type\": \"text\", \"name\": \"a\", \"title\": \"A\"}, {\"type\":"
                             "\"text\", \"name\": \"b\", \"title\": {\"default\": \"{a}\", \"en\": \"So {a}\"}}]}";
  bry_questionnaire *q = NULL;
  bry_status status = bry_questionnaire_parse(json, sizeof json - 1, &q, err);
  bry_questionnaire_free(q);
  return status;
}

static void every_allocation_may_fail(void **state) {
  (void)state;
  assert_true(each_allocation_may_fail(list, BRY_OK) > 20);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(titles_in_lists_name_what_would_be_filled_in),
      cmocka_unit_test(a_title_made_of_titles_stays_short),
      cmocka_unit_test(every_allocation_may_fail),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
