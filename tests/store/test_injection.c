/* Texts that would be code somewhere: in every place that takes a text they are stored, come back byte for byte, and
 * change nothing else in the database. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/buffer.h"
#include "store/logins.h"

static const char *const hostile[] = {
    "O'Brien \"sier\" \\ og \\' '' \"\"",
    "'; DROP TABLE bry.response; --",
    "\"; DROP TABLE bry.response; --",
    "$1 $$ $x$ %s %n :name ?",
    "NULL",
    "{NULL,\"a\",b}",
    "\\N \\. \\000 \\x41 E'\\'",
    "\xE2\x80\xAE\xD7\xA8\xD7\xA9\xD7\xA2\xE2\x80\xAC \xE2\x80\x8F!",
    "\xF0\x9F\x98\x80 \xF0\x9D\x94\x98\xF0\xA0\x9C\x8E \xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x91\xA7",
    "a,b;c",
    "=cmd|' /C calc'!A0",
    "<script>alert('x')</script> &amp;",
    "../../etc/passwd",
    "a\xCC\x8A e\xCC\x81",
};
enum { HOSTILE = sizeof hostile / sizeof hostile[0], ROWS = 12 };

/* Everything there is but the rows of tenants made here: relations, functions, policies, rights, and all rows of "test". */
static char *fingerprint(void) {
  return ask_text(
      "SELECT md5(concat((SELECT string_agg(concat(oid, relname, relacl, relrowsecurity), ',' ORDER BY oid)"
      " FROM pg_class WHERE relnamespace = 'bry'::regnamespace),"
      " (SELECT string_agg(concat(oid, proname, prosrc, proacl), ',' ORDER BY oid) FROM pg_proc WHERE"
      " pronamespace = 'bry'::regnamespace), (SELECT string_agg(p::text, ',' ORDER BY p::text) FROM pg_policies p),"
      " (SELECT string_agg(concat(rolname, rolsuper, rolcanlogin), ',' ORDER BY oid) FROM pg_roles),"
      " (SELECT string_agg(r::text, ',' ORDER BY r::text) FROM bry.response r JOIN bry.tenant t USING (tenant_id)"
      " WHERE t.slug = 'test'), (SELECT string_agg(s::text, ',' ORDER BY s::text) FROM bry.survey s JOIN"
      " bry.tenant t USING (tenant_id) WHERE t.slug = 'test')))");
}

/* What of a text may be part of a name: an item's and a title's hold no braces, which name other items there; a choice's
 * no bar; a theme's no spaces and semicolons. */
static void without(char *out, const char *prefix, const char *text, const char *signs) {
  strcpy(out, prefix);
  size_t size = strlen(out);
  for (; *text; text++)
    if (!strchr(signs, *text)) out[size++] = *text;
  out[size] = 0;
}

typedef struct names {
  const char *text;
  char choice[80], item[80], comment[80], theme[80];
  char *long_text; /* the text again and again, with lines and tabs between */
} names;

static names make_names(const char *text) {
  names n = {.text = text};
  bry__buffer b = {0};
  without(n.choice, "", text, "|");
  without(n.item, "q", text, "{}");
  without(n.comment, "c", text, "{}");
  without(n.theme, "t", text, " ;");
  bry__buffer_text(&b, "Det var en rolig dag. It was calm.");
  while (b.size < 9000)
    bry__buffer_format(&b, "\n\t%s", text);
  n.long_text = strdup(b.data);
  bry__buffer_free(&b);
  return n;
}

/* Appends format, in which each %s is put in as a JSON string. */
static void put(bry__buffer *b, const char *format, const char *const *texts) {
  for (; *format; format++) {
    if (format[0] == '%' && format[1] == 's') {
      bry__buffer_json_string(b, *texts, strlen(*texts));
      texts++;
      format++;
    } else {
      bry__buffer_char(b, *format);
    }
  }
}
#define PUT(b, format, ...) put(b, format, (const char *const[]){__VA_ARGS__})

static void put_csv(bry__buffer *b, const char *text, char end) {
  bry__buffer_char(b, '"');
  for (; *text; text++) {
    if (*text == '"') bry__buffer_char(b, '"');
    bry__buffer_char(b, *text);
  }
  bry__buffer_char(b, '"');
  bry__buffer_char(b, end);
}

static bry_survey *make_hostile_survey(const names *n) {
  bry__buffer form = {0}, segments = {0};
  bry_questionnaire *q = NULL;
  bry_survey *survey = NULL;
  bry_survey_options options;
  PUT(&form,
      "{\"title\": %s, \"elements\": [{\"type\": \"radiogroup\", \"name\": %s, \"title\": %s, \"choices\": "
      "[{\"value\":"
      " %s, \"text\": %s}, \"x\"]}, {\"type\": \"comment\", \"name\": %s, \"maxLength\": 20000}]}",
      n->item, n->item, n->item, n->choice, n->item, n->comment);
  PUT(&segments, "[{\"name\": %s, \"label\": %s, \"values\": [%s]}, {\"name\": \"fri\"}]", n->text, n->text, n->text);
  bry_survey_options_init(&options);
  options.title = n->text;
  options.segments = segments.data;
  assert_ok(bry_questionnaire_parse(form.data, form.size, &q, ERR));
  assert_ok(bry_survey_create(store, "s", q, &options, NULL, ERR));
  assert_ok(bry_survey_open(store, "s", ERR));
  assert_ok(bry_survey_get(store, "s", &survey, ERR));
  assert_string_equal(bry_survey_title(survey), n->text);
  assert_string_equal(bry_questionnaire_json(bry_survey_questionnaire(survey)), bry_questionnaire_json(q));
  bry_questionnaire_free(q);
  bry__buffer_free(&form);
  bry__buffer_free(&segments);
  return survey;
}

static void submit_one(const bry_survey *survey, const names *n) {
  bry__buffer answers = {0}, segments = {0};
  int32_t outcome = 0;
  PUT(&answers, "{%s: %s, %s: %s}", n->item, n->choice, n->comment, n->long_text);
  PUT(&segments, "{%s: %s, \"fri\": %s}", n->text, n->text, n->text);
  for (int32_t again = 0; again < 2; again++) {
    assert_ok(bry_response_submit(store, survey, "6c84fb90-12c4-41e1-840d-20d7d6e4a5b6", answers.data, answers.size,
                                  segments.data, &outcome, ERR));
    assert_int_equal(outcome, again ? BRY_SUBMIT_REPEATED : BRY_SUBMIT_STORED);
  }
  bry__buffer_free(&answers);
  bry__buffer_free(&segments);
}

/* A header of hostile names, rows of hostile ids and answers. */
static void import_some(const bry_survey *survey, const names *n) {
  bry__buffer csv = {0};
  put_csv(&csv, "id", ',');
  put_csv(&csv, n->item, ',');
  put_csv(&csv, n->comment, ',');
  put_csv(&csv, n->text, ',');
  put_csv(&csv, "fri", '\n');
  for (int row = 1; row < ROWS; row++) {
    bry__buffer id = {0};
    bry__buffer_format(&id, "%s%d", n->text, row);
    put_csv(&csv, id.data, ',');
    put_csv(&csv, n->choice, ',');
    put_csv(&csv, n->long_text, ',');
    put_csv(&csv, n->text, ',');
    put_csv(&csv, n->text, '\n');
    bry__buffer_free(&id);
  }
  for (int again = 0; again < 2; again++) {
    bry_import *import = NULL;
    assert_ok(import_bytes(survey, BRY_IMPORT_CSV, csv.data, csv.size, &import, ERR));
    expect(import, ROWS - 1, again ? 0 : ROWS - 1, again ? ROWS - 1 : 0, 0);
    bry_import_free(import);
  }
  bry__buffer_free(&csv);
}

static int same_as_sent(const names *n, const char *text, size_t size, const char *const *segments) {
  return size == strlen(n->long_text) && memcmp(text, n->long_text, size) == 0 && segments[0] && segments[1] &&
         strcmp(segments[0], n->text) == 0 && strcmp(segments[1], n->text) == 0;
}

typedef struct reading {
  const names *n;
  int same, other;
} reading;

static int32_t compare_text(const char *id, const char *text, size_t size, const char *const *segments, int32_t count,
                            void *user) {
  reading *r = user;
  (void)id;
  if (count == 2 && same_as_sent(r->n, text, size, segments))
    r->same++;
  else
    r->other++;
  return 0;
}

static void read_back(const bry_survey *survey, const names *n) {
  reading r = {.n = n};
  bry_table *table = NULL;
  assert_ok(bry_response_texts(store, survey, n->comment, compare_text, &r, ERR));
  assert_int_equal(r.same, ROWS);
  assert_int_equal(r.other, 0);
  assert_ok(bry_survey_counts(store, survey, n->item, n->text, 0, &table, ERR));
  int64_t row = find_row(table, n->text, n->choice, NULL);
  assert_true(row >= 0);
  assert_int_equal(number_in(table, row, "count"), ROWS);
  bry_table_free(table);
  assert_ok(bry_survey_counts(store, survey, n->item, "fri", 0, &table, ERR));
  assert_true(find_row(table, n->text, n->choice, NULL) >= 0);
  bry_table_free(table);
  assert_ok(bry_survey_list(store, &table, ERR));
  assert_true(find_row(table, "s", n->text, NULL) >= 0);
  bry_table_free(table);
}

static void code_it(const bry_survey *survey, const names *n) {
  bry__buffer json = {0};
  bry_table *table = NULL;
  bry_codebook *book = NULL;
  PUT(&json,
      "{\"id\": %s, \"version\": %s, \"themes\": [{\"id\": %s, \"label\": {\"nb\": %s, \"nn\": %s, \"en\": %s},"
      " \"definition\": %s, \"indicators\": {\"nb\": [\"rolig\"], \"nn\": [\"roleg\"], \"en\": [\"calm\"]}}]}",
      n->text, n->text, n->theme, n->text, n->text, n->text, n->text);
  put_codebook(json.data);
  bry__buffer_free(&json);
  assert_ok(bry_codebook_get(store, n->text, &book, ERR));
  bry_codebook_free(book);
  assert_ok(bry_codebook_list(store, &table, ERR));
  assert_true(find_row(table, n->text, n->text, NULL) >= 0);
  bry_table_free(table);
  assert_ok(bry_survey_code(store, survey, n->comment, n->text, NULL, NULL, NULL, ERR));
  assert_ok(bry_survey_themes(store, survey, n->comment, n->text, n->text, 0, &table, ERR));
  int64_t row = find_row(table, n->text, n->theme, NULL);
  assert_true(row >= 0);
  if (number_in(table, row, "count") != ROWS) fail_msg("not coded: %s", n->text);
  assert_string_equal(bry_table_value_label(table, row, 1, "nn"), n->text);
  bry_table_free(table);
}

static void what_is_code_elsewhere_is_text_here(void **state) {
  (void)state;
  bry_survey_free(make_survey("urort"));
  char *before = fingerprint();
  for (int i = 0; i < HOSTILE; i++) {
    names n = make_names(hostile[i]);
    char slug[16];
    bry_table *table = NULL;
    snprintf(slug, sizeof slug, "t%d", i);
    assert_ok(bry_tenant_add(store, slug, n.text, ERR));
    assert_ok(bry_store_set_tenant(store, slug, ERR));
    assert_ok(bry_tenant_list(store, &table, ERR));
    assert_true(find_row(table, slug, n.text, NULL) >= 0);
    bry_table_free(table);
    bry_survey *survey = make_hostile_survey(&n);
    submit_one(survey, &n);
    import_some(survey, &n);
    read_back(survey, &n);
    code_it(survey, &n);
    bry_survey_free(survey);
    free(n.long_text);
  }
  char *after = fingerprint();
  assert_string_equal(before, after);
  free(before);
  free(after);
  assert_ok(bry_store_set_tenant(store, "test", ERR));
}

/* What names a thing that is not there is not found, or no slug; never an error of the database. */
static void what_is_asked_for_is_not_run_either(void **state) {
  (void)state;
  bry_survey *survey = make_survey("spurt"), *none = NULL;
  bry_table *table = NULL;
  bry_codebook *book = NULL;
  char *before = fingerprint();
  for (int i = 0; i < HOSTILE; i++) {
    const char *text = hostile[i];
    reading r = {0};
    assert_int_equal(bry_store_set_tenant(store, text, NULL), BRY_EINVAL);
    assert_int_equal(bry_tenant_add(store, text, "Navn", NULL), BRY_EINVAL);
    assert_int_equal(bry_survey_get(store, text, &none, NULL), BRY_EINVAL);
    assert_int_equal(bry_survey_open(store, text, NULL), BRY_EINVAL);
    assert_int_equal(bry_survey_counts(store, survey, text, NULL, 0, &table, NULL), BRY_ENOTFOUND);
    assert_int_equal(bry_survey_counts(store, survey, "near", text, 0, &table, NULL), BRY_ENOTFOUND);
    assert_int_equal(bry_survey_themes(store, survey, "dream", text, NULL, 0, &table, NULL), BRY_ENOTFOUND);
    assert_int_equal(bry_survey_code(store, survey, "dream", text, NULL, NULL, NULL, NULL), BRY_ENOTFOUND);
    assert_int_equal(bry_codebook_get(store, text, &book, NULL), BRY_ENOTFOUND);
    assert_int_equal(bry_response_texts(store, survey, text, compare_text, &r, NULL), BRY_ENOTFOUND);
    assert_int_equal(bry_response_submit(store, survey, text, "{\"near\": 1}", 11, NULL, NULL, NULL), BRY_EINVAL);
    assert_int_equal(bry_role_grant(store, text, "portal", "test", NULL), BRY_ENOTFOUND);
    assert_int_equal(bry_role_grant(store, "t_none", text, "test", NULL), BRY_EINVAL);
    assert_int_equal(bry_role_revoke(store, text, "portal", "test", NULL), BRY_ENOTFOUND);
  }
  char *after = fingerprint();
  assert_string_equal(before, after);
  free(before);
  free(after);
  bry_survey_free(survey);
}

/* PostgreSQL can't hold a NUL: it is refused before, and the database is not asked. */
static void a_nul_and_what_is_too_long_are_refused_clearly(void **state) {
  (void)state;
  static const char nul_answer[] = "{\"dream\": \"a\0b\"}", nul_escape[] = "{\"dream\": \"a\\u0000b\"}",
                    id[] = "6c84fb90-12c4-41e1-840d-20d7d6e4a5b6", nul_csv[] = "id,dream\na,x\0y\nb,fine\n";
  bry_survey *survey = make_survey("nul");
  assert_true(bry_response_submit(store, survey, id, nul_answer, sizeof nul_answer - 1, NULL, NULL, NULL) ==
              BRY_EPARSE);
  bry_error *err = NULL;
  bry_status status = bry_response_submit(store, survey, id, nul_escape, sizeof nul_escape - 1, NULL, NULL, &err);
  assert_true(status == BRY_EPARSE || status == BRY_EREFUSED);
  assert_true(strlen(bry_error_message(err)) > 10);
  bry_error_free(err);
  bry_import *import = NULL;
  assert_ok(import_bytes(survey, BRY_IMPORT_CSV, nul_csv, sizeof nul_csv - 1, &import, ERR));
  assert_int_equal(bry_import_stored_count(import), 1);
  assert_int_equal(bry_import_refused_count(import), 1);
  bry_import_free(import);
  size_t size = 1 << 20;
  char *huge = malloc(size + 20);
  int head = sprintf(huge, "{\"dream\": \"");
  memset(huge + head, '\'', size);
  strcpy(huge + (size_t)head + size, "\"}");
  status = bry_response_submit(store, survey, id, huge, strlen(huge), NULL, NULL, &err);
  assert_true(status == BRY_EREFUSED || status == BRY_ELIMIT);
  assert_null(strstr(bry_error_message(err), "''''"));
  bry_error_free(err);
  free(huge);
  assert_int_equal(count_responses(survey), 1);
  bry_survey_free(survey);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_is_code_elsewhere_is_text_here),
      cmocka_unit_test(what_is_asked_for_is_not_run_either),
      cmocka_unit_test(a_nul_and_what_is_too_long_are_refused_clearly),
  };
  return cmocka_run_group_tests(tests, open_workplace_with_logins, close_workplace);
}
