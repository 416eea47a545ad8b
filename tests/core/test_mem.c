/* Memory: counting, failing on purpose, growing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/mem.h"

#include <pthread.h>
#include <string.h>

static void only_the_nth_allocation_fails(void **state) {
  (void)state;
  bry__mem_fail_at(2);
  void *first = bry__alloc(1), *second = bry__alloc(1), *third = bry__alloc(1);
  assert_non_null(first);
  assert_null(second);
  assert_non_null(third);
  bry__free(first);
  bry__free(third);
}

static void zero_stops_the_failing(void **state) {
  (void)state;
  bry__mem_fail_at(1);
  bry__mem_fail_at(0);
  void *p = bry__alloc(1);
  assert_non_null(p);
  bry__free(p);
}

static void every_way_to_allocate_can_fail(void **state) {
  (void)state;
  void *p = bry__alloc(1);
  bry__mem_fail_at(1);
  assert_null(bry__alloc_zero(1, 1));
  bry__mem_fail_at(1);
  assert_null(bry__realloc(p, 2));
  bry__mem_fail_at(1);
  assert_null(bry__realloc_array(p, 2, 2));
  bry__mem_fail_at(1);
  assert_null(bry__strdup("a"));
  bry__free(p);
}

static void size_zero_gives_a_pointer(void **state) {
  (void)state;
  void *a = bry__alloc(0), *b = bry__alloc_zero(0, 8), *c = bry__realloc(NULL, 0);
  assert_non_null(a);
  assert_non_null(b);
  assert_non_null(c);
  bry__free(a);
  bry__free(b);
  bry__free(c);
  bry__free(NULL);
}

static void a_product_that_overflows_is_refused(void **state) {
  (void)state;
  assert_null(bry__alloc_zero(SIZE_MAX / 2, 3));
  assert_null(bry__realloc_array(NULL, SIZE_MAX / 2, 3));
  assert_null(bry__strndup("", SIZE_MAX));
}

static void zeroed_memory_is_zero(void **state) {
  (void)state;
  unsigned char *p = bry__alloc_zero(16, 4);
  for (int i = 0; i < 64; i++)
    assert_int_equal(p[i], 0);
  bry__free(p);
}

static void strings_are_copied_with_their_size(void **state) {
  (void)state;
  char *whole = bry__strdup("blåbær"), *part = bry__strndup("ab\0cd", 4);
  assert_string_equal(whole, "blåbær");
  assert_memory_equal(part, "ab\0c", 5);
  assert_null(bry__strdup(NULL));
  bry__free(whole);
  bry__free(part);
}

static void growing_keeps_what_was_there(void **state) {
  (void)state;
  int *items = NULL;
  size_t capacity = 0;
  for (int i = 0; i < 1000; i++) {
    assert_int_equal(bry__grow((void **)&items, &capacity, (size_t)i + 1, sizeof *items), 0);
    items[i] = i;
  }
  for (int i = 0; i < 1000; i++)
    assert_int_equal(items[i], i);
  assert_true(capacity < 2000);
  size_t before = capacity;
  assert_int_equal(bry__grow((void **)&items, &capacity, SIZE_MAX / 2, sizeof *items), -1);
  assert_int_equal(capacity, before);
  assert_int_equal(items[999], 999);
  bry__free(items);
}

static void *allocate_a_lot(void *user) {
  (void)user;
  for (int i = 0; i < 10000; i++)
    bry__free(bry__alloc(8));
  return NULL;
}

static void the_count_is_right_with_threads(void **state) {
  (void)state;
  pthread_t threads[4];
  int64_t before = bry__mem_count();
  for (int i = 0; i < 4; i++)
    assert_int_equal(pthread_create(&threads[i], NULL, allocate_a_lot, NULL), 0);
  for (int i = 0; i < 4; i++)
    pthread_join(threads[i], NULL);
  assert_int_equal(bry__mem_count() - before, 40000);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(only_the_nth_allocation_fails),       cmocka_unit_test(zero_stops_the_failing),
      cmocka_unit_test(every_way_to_allocate_can_fail),      cmocka_unit_test(size_zero_gives_a_pointer),
      cmocka_unit_test(a_product_that_overflows_is_refused), cmocka_unit_test(zeroed_memory_is_zero),
      cmocka_unit_test(strings_are_copied_with_their_size),  cmocka_unit_test(growing_keeps_what_was_there),
      cmocka_unit_test(the_count_is_right_with_threads),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
