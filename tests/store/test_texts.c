/* Streaming the texts of an item. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/nth_allocation.h"
#include "store/workplace.h"

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct seen {
  int64_t count, bytes;
  int64_t stop_after; /* 0: never */
  char last_id[37];
  char last_text[64];
  char last_segments[2][32];
} seen;

static void copy(char *to, size_t room, const char *from) {
  snprintf(to, room, "%s", from ? from : "-");
}

static int32_t see(const char *response_id, const char *text, size_t size, const char *const *segments,
                   int32_t segment_count, void *user) {
  seen *s = user;
  assert_int_equal(segment_count, 2);
  assert_int_equal(strlen(text), size);
  assert_int_equal(strlen(response_id), 36);
  assert_true(strcmp(response_id, s->last_id) > 0); /* each once, in the order of ids */
  copy(s->last_id, sizeof s->last_id, response_id);
  copy(s->last_text, sizeof s->last_text, text);
  for (int i = 0; i < 2; i++)
    copy(s->last_segments[i], sizeof s->last_segments[i], segments[i]);
  s->count++;
  s->bytes += (int64_t)size;
  return s->stop_after && s->count == s->stop_after;
}

static void every_text_comes_once_with_its_segments(void **state) {
  (void)state;
  bry_survey *survey = make_survey("texts");
  bry_import_free(import_csv(survey, "id,sektor,enhet,near,dream\na,helse,A 1,1,En rolig dag\nb,,,2,\n"));
  seen s = {0};
  assert_ok(bry_response_texts(store, survey, "dream", see, &s, ERR));
  assert_int_equal(s.count, 1);
  assert_string_equal(s.last_text, "En rolig dag");
  assert_string_equal(s.last_segments[0], "helse");
  assert_string_equal(s.last_segments[1], "A 1");
  bry_import_free(import_csv(survey, "id,words.second,role,role-Comment\nc,annet,other,vikar\n"));
  s = (seen){0};
  assert_ok(bry_response_texts(store, survey, "words.second", see, &s, ERR));
  assert_string_equal(s.last_text, "annet");
  assert_string_equal(s.last_segments[0], "-");
  s = (seen){0};
  assert_ok(bry_response_texts(store, survey, "role-Comment", see, &s, ERR));
  assert_string_equal(s.last_text, "vikar");
  s = (seen){0};
  assert_ok(bry_response_texts(store, survey, "words.first", see, &s, ERR));
  assert_int_equal(s.count, 0);
  bry_survey_free(survey);
}

/* More than one page by number, and by size. */
static bry_survey *survey_of_many(const char *slug, int rows, size_t text_bytes) {
  bry_survey *survey = make_survey(slug);
  size_t room = (size_t)rows * (text_bytes + 32) + 32;
  char *csv = malloc(room);
  assert_non_null(csv);
  size_t at = (size_t)sprintf(csv, "id,dream\n");
  for (int i = 0; i < rows; i++) {
    at += (size_t)sprintf(csv + at, "r%d,", i);
    memset(csv + at, 'a' + i % 26, text_bytes);
    at += text_bytes;
    csv[at++] = '\n';
  }
  csv[at] = '\0';
  bry_import_free(import_csv(survey, csv));
  free(csv);
  return survey;
}

static void pages_lose_nothing_and_repeat_nothing(void **state) {
  (void)state;
  bry_survey *survey = survey_of_many("pages", 9001, 3);
  seen s = {0};
  assert_ok(bry_response_texts(store, survey, "dream", see, &s, ERR));
  assert_int_equal(s.count, 9001);
  bry_survey_free(survey);
  survey = survey_of_many("long-texts", 120, 90000);
  s = (seen){0};
  assert_ok(bry_response_texts(store, survey, "dream", see, &s, ERR));
  assert_int_equal(s.count, 120);
  assert_int_equal(s.bytes, 120 * 90000);
  bry_survey_free(survey);
}

static void the_first_and_the_last_uuid_are_read_too(void **state) {
  (void)state;
  bry_survey *survey = make_survey("ends");
  bry_import_free(import_csv(survey, "id,dream\n00000000-0000-0000-0000-000000000000,a\n"
                                     "ffffffff-ffff-ffff-ffff-ffffffffffff,b\n"));
  seen s = {0};
  assert_ok(bry_response_texts(store, survey, "dream", see, &s, ERR));
  assert_int_equal(s.count, 2);
  bry_survey_free(survey);
}

static void the_callback_can_stop_it(void **state) {
  (void)state;
  bry_survey *survey = survey_of_many("stop", 50, 3);
  seen s = {.stop_after = 7};
  bry_error *err = NULL;
  assert_int_equal(bry_response_texts(store, survey, "dream", see, &s, &err), BRY_ECANCELLED);
  assert_int_equal(bry_error_status(err), BRY_ECANCELLED);
  assert_int_equal(s.count, 7);
  bry_error_free(err);
  assert_int_equal(count_responses(survey), 50); /* the store is still of use */
  bry_survey_free(survey);
}

static void a_forked_child_is_told_and_does_no_harm(void **state) {
  (void)state;
  bry_survey *survey = survey_of_many("fork", 20, 3);
  pid_t child = fork();
  assert_true(child >= 0);
  if (child == 0) {
    seen s = {0};
    _exit(bry_response_texts(store, survey, "dream", see, &s, NULL) == BRY_EFORKED && s.count == 0 ? 0 : 1);
  }
  int how = -1;
  assert_int_equal(waitpid(child, &how, 0), child);
  assert_int_equal(how, 0);
  seen s = {0};
  assert_ok(bry_response_texts(store, survey, "dream", see, &s, ERR));
  assert_int_equal(s.count, 20);
  bry_survey_free(survey);
}

typedef struct forking {
  seen seen;
  pid_t child; /* -1: not yet; 0: in the child */
} forking;

static int32_t fork_once(const char *response_id, const char *text, size_t size, const char *const *segments,
                         int32_t segment_count, void *user) {
  forking *f = user;
  if (f->child < 0) f->child = fork();
  return see(response_id, text, size, segments, segment_count, &f->seen);
}

static void a_callback_may_fork(void **state) {
  (void)state;
  bry_survey *survey = survey_of_many("fork-within", 9000, 3);
  forking f = {.child = -1};
  bry_status status = bry_response_texts(store, survey, "dream", fork_once, &f, NULL);
  if (f.child == 0) _exit(status == BRY_EFORKED ? 0 : 1);
  assert_int_equal(status, BRY_OK);
  assert_int_equal(f.seen.count, 9000);
  int how = -1;
  assert_int_equal(waitpid(f.child, &how, 0), f.child);
  assert_int_equal(how, 0);
  assert_int_equal(count_responses(survey), 9000);
  bry_survey_free(survey);
}

static void wrong_names_and_tenants_are_told(void **state) {
  (void)state;
  bry_survey *survey = make_survey("names");
  seen s = {0};
  assert_int_equal(bry_response_texts(store, survey, "nothing", see, &s, NULL), BRY_ENOTFOUND);
  assert_int_equal(bry_response_texts(store, survey, "words.third", see, &s, NULL), BRY_ENOTFOUND);
  assert_int_equal(bry_response_texts(store, survey, "near", see, &s, NULL), BRY_EINVAL);
  assert_int_equal(bry_response_texts(store, survey, NULL, see, &s, NULL), BRY_EINVAL);
  assert_int_equal(bry_response_texts(store, survey, "dream", NULL, &s, NULL), BRY_EINVAL);
  assert_int_equal(bry_response_texts(store, NULL, "dream", see, &s, NULL), BRY_EINVAL);
  assert_int_equal(bry_response_texts(NULL, survey, "dream", see, &s, NULL), BRY_EINVAL);
  assert_ok(bry_store_set_tenant(store, "other", ERR));
  assert_int_equal(bry_response_texts(store, survey, "dream", see, &s, NULL), BRY_ENOTFOUND);
  assert_ok(bry_store_set_tenant(store, "test", ERR));
  bry_survey_free(survey);
}

static bry_survey *few;

static bry_status read_few(bry_error **err) {
  seen s = {0};
  return bry_response_texts(store, few, "dream", see, &s, err);
}

static void any_allocation_may_fail(void **state) {
  (void)state;
  few = survey_of_many("few", 3, 3);
  each_allocation_may_fail(read_few, BRY_OK);
  bry_survey_free(few);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_text_comes_once_with_its_segments),
      cmocka_unit_test(pages_lose_nothing_and_repeat_nothing),
      cmocka_unit_test(the_first_and_the_last_uuid_are_read_too),
      cmocka_unit_test(the_callback_can_stop_it),
      cmocka_unit_test(a_forked_child_is_told_and_does_no_harm),
      cmocka_unit_test(a_callback_may_fork),
      cmocka_unit_test(wrong_names_and_tenants_are_told),
      cmocka_unit_test(any_allocation_may_fail),
  };
  return cmocka_run_group_tests(tests, open_workplace, close_workplace);
}
