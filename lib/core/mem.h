/* The one door to memory. Everything the library allocates itself comes through here, so that a test can make the
 * Nth allocation fail and see that nothing leaks or crashes. */
#ifndef BRY_CORE_MEM_H
#define BRY_CORE_MEM_H

#include <stddef.h>
#include <stdint.h>

void *bry__alloc(size_t size);                    /* NULL when memory runs out; size 0 gives a freeable pointer */
void *bry__alloc_zero(size_t count, size_t size); /* overflow-checked */
void *bry__realloc(void *p, size_t size);
void *bry__realloc_array(void *p, size_t count, size_t size); /* overflow-checked */
char *bry__strdup(const char *s);                             /* NULL gives NULL */
char *bry__strndup(const char *s, size_t size);               /* size bytes and a NUL */
void bry__free(void *p);

/* Grows an array by half as needed: afterwards *items has room for `need` items of `size` bytes. 0 or -1. */
int bry__grow(void **items, size_t *capacity, size_t need, size_t size);

/* Tests only: the nth allocation from now fails (and only that one); 0 = none. Process-wide. */
void bry__mem_fail_at(int64_t n);
/* Allocations since the process began. */
int64_t bry__mem_count(void);

#endif
