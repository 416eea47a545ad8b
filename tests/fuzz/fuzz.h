/* What a fuzz target is: libFuzzer's entry, called with bytes of any kind. It aborts when a promise is broken; what
 * is merely refused is no failure. */
#ifndef BRY_TESTS_FUZZ_H
#define BRY_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A promise of the code under test. */
#define PROMISE(condition)                                                                                           \
  do {                                                                                                               \
    if (!(condition)) {                                                                                              \
      fprintf(stderr, "%s:%d: broken promise: %s\n", __FILE__, __LINE__, #condition);                                \
      abort();                                                                                                       \
    }                                                                                                                \
  } while (0)

#endif
