/* Runs a piece of work again and again, each time with another of its allocations failing. */
#ifndef BRY_TESTS_NTH_ALLOCATION_H
#define BRY_TESTS_NTH_ALLOCATION_H

#include "core/mem.h"

#include <bry/error.h>

/* The work frees what it makes, also when it fails; it returns its status. */
typedef bry_status (*nth_allocation_work)(bry_error **err);

/* Without a failing allocation the work must return `expected`; with one, ::BRY_ENOMEM, or `expected` where it could
 * do without that memory. Returns how many allocations there were; a leak is for the sanitizer to find. */
static inline int64_t each_allocation_may_fail(nth_allocation_work work, bry_status expected) {
  for (int64_t n = 1;; n++) {
    bry_error *err = NULL;
    int64_t before = bry__mem_count();
    bry__mem_fail_at(n);
    bry_status status = work(&err);
    bry__mem_fail_at(0);
    int64_t used = bry__mem_count() - before;
    if (status != expected) assert_int_equal(status, BRY_ENOMEM);
    if (status != BRY_OK) assert_non_null(err);
    bry_error_free(err);
    if (used < n) {
      assert_int_equal(status, expected);
      return n - 1;
    }
  }
}

#endif
