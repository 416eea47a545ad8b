/* UUIDs of versions 4, 5 and 7, and the clock behind the last. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/uuid.h"

#include "core/clock.h"

#include <bry/common.h>

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

static int64_t fixed_clock(void *user) {
  return *(const int64_t *)user;
}

static void version_4_is_random_and_marked(void **state) {
  (void)state;
  char a[37], b[37];
  bry_uuid_v4(a);
  bry_uuid_v4(b);
  assert_string_not_equal(a, b);
  assert_int_equal(a[14], '4');
  assert_non_null(strchr("89ab", a[19]));
  assert_int_equal(strlen(a), 36);
}

/* RFC 4122 and 9562: the DNS name space and "www.example.com". */
static void version_5_gives_the_published_value(void **state) {
  (void)state;
  uint8_t dns[16], id[16];
  char text[37];
  assert_true(bry__uuid_parse("6ba7b810-9dad-11d1-80b4-00c04fd430c8", dns));
  bry__uuid_v5(dns, "www.example.com", id);
  bry__uuid_format(id, text);
  assert_string_equal(text, "2ed6657d-e927-568b-95e1-2665a8aea6a2");
}

/* RFC 9562, appendix A.6: 2022-02-22 19:22:22 UTC is 0x017F22E279B0. Version 7 only rises: this test runs before any
 * that makes one of today. */
static void version_7_begins_with_the_moment(void **state) {
  (void)state;
  int64_t now = INT64_C(1645557742000) * 1000 + 500;
  char text[37];
  bry__clock_set(fixed_clock, &now);
  bry_uuid_v7(text);
  assert_memory_equal(text, "017f22e2-79b0-7800-", 19); /* half a millisecond: 0x800 of 0x1000 */
  assert_non_null(strchr("89ab", text[19]));
  bry__clock_set(NULL, NULL);
}

static void version_7_rises_though_the_clock_stands_or_goes_back(void **state) {
  (void)state;
  int64_t now = bry__clock_us();
  char before[37], after[37];
  bry__clock_set(fixed_clock, &now);
  bry_uuid_v7(before);
  for (int i = 0; i < 10000; i++) {
    if (i % 100 == 0) now -= 1000;
    bry_uuid_v7(after);
    assert_true(strcmp(before, after) < 0);
    strcpy(before, after);
  }
  bry__clock_set(NULL, NULL);
}

enum { THREADS = 4, EACH = 2000 };

static void *make_many(void *user) {
  char(*ids)[37] = user;
  for (int i = 0; i < EACH; i++)
    bry_uuid_v7(ids[i]);
  return NULL;
}

static int compare(const void *a, const void *b) {
  return strcmp(a, b);
}

static void version_7_is_unique_and_rises_in_every_thread(void **state) {
  (void)state;
  char(*ids)[37] = calloc(THREADS * EACH, sizeof *ids);
  pthread_t threads[THREADS];
  assert_non_null(ids);
  for (int i = 0; i < THREADS; i++) {
    assert_int_equal(pthread_create(&threads[i], NULL, make_many, ids + i * EACH), 0);
  }
  for (int i = 0; i < THREADS; i++)
    pthread_join(threads[i], NULL);
  for (int i = 1; i < THREADS * EACH; i++) {
    if (i % EACH) assert_true(strcmp(ids[i - 1], ids[i]) < 0);
  }
  qsort(ids, THREADS * EACH, sizeof *ids, compare);
  for (int i = 1; i < THREADS * EACH; i++)
    assert_memory_not_equal(ids[i - 1], ids[i], 18); /* the moments differ */
  free(ids);
}

static void only_36_characters_are_a_uuid(void **state) {
  (void)state;
  uint8_t id[16];
  char text[37];
  assert_true(bry__uuid_parse("00112233-4455-6677-8899-AABBCCDDEEFF", id));
  bry__uuid_format(id, text);
  assert_string_equal(text, "00112233-4455-6677-8899-aabbccddeeff");
  assert_false(bry__uuid_parse(NULL, id));
  assert_false(bry__uuid_parse("", id));
  assert_false(bry__uuid_parse("00112233-4455-6677-8899-aabbccddeef", id));
  assert_false(bry__uuid_parse("00112233-4455-6677-8899-aabbccddeeff0", id));
  assert_false(bry__uuid_parse("{0112233-4455-6677-8899-aabbccddeeff", id));
  assert_false(bry__uuid_parse("0011223304455-6677-8899-aabbccddeeff", id));
  assert_false(bry__uuid_parse("0011223g-4455-6677-8899-aabbccddeeff", id));
  assert_false(bry__uuid_parse("00112233445566778899aabbccddeeff", id));
  assert_false(bry__uuid_parse(" 0112233-4455-6677-8899-aabbccddeeff", id));
}

static void the_clock_goes_and_can_be_replaced(void **state) {
  (void)state;
  int64_t now = 12345;
  int64_t before = bry__clock_monotonic_us();
  assert_true(bry__clock_us() > INT64_C(1577836800) * 1000000); /* 2020 */
  bry__clock_set(fixed_clock, &now);
  assert_int_equal(bry__clock_us(), 12345);
  assert_true(bry__clock_monotonic_us() >= before); /* timeouts must not follow a test's clock */
  assert_true(bry__clock_monotonic_us() != 12345);
  bry__clock_set(NULL, NULL);
  assert_true(bry__clock_us() != 12345);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(version_7_begins_with_the_moment),
      cmocka_unit_test(version_4_is_random_and_marked),
      cmocka_unit_test(version_5_gives_the_published_value),
      cmocka_unit_test(version_7_rises_though_the_clock_stands_or_goes_back),
      cmocka_unit_test(version_7_is_unique_and_rises_in_every_thread),
      cmocka_unit_test(only_36_characters_are_a_uuid),
      cmocka_unit_test(the_clock_goes_and_can_be_replaced),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
