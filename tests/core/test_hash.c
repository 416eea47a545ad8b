/* Hashes against published values, hexadecimal digits, and the table hash. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/hash.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void sha256_gives_the_published_values(void **state) {
  (void)state;
  uint8_t hash[32];
  char text[65];
  bry__sha256("abc", 3, hash);
  bry__hex(hash, 32, text);
  assert_string_equal(text, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"); /* FIPS 180-4 */
  bry__sha256("", 0, hash);
  bry__hex(hash, 32, text);
  assert_string_equal(text, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

static void blake2b_depends_on_text_and_key(void **state) {
  (void)state;
  uint8_t plain[16], keyed[16], again[16];
  char text[33];
  bry__blake2b_128("", 0, NULL, 0, plain);
  bry__hex(plain, 16, text);
  assert_string_equal(text, "cae66941d9efbd404e4d88758ea67670");
  bry__blake2b_128("", 0, "0123456789abcdef", 16, keyed);
  assert_memory_not_equal(plain, keyed, 16);
  bry__blake2b_128("x", 1, "0123456789abcdef", 16, again);
  assert_memory_not_equal(keyed, again, 16);
  bry__blake2b_128("", 0, "0123456789abcdef", 16, again);
  assert_memory_equal(keyed, again, 16);
}

static void hexadecimal_digits_go_round(void **state) {
  (void)state;
  uint8_t bytes[256], back[256];
  char text[513];
  for (int i = 0; i < 256; i++)
    bytes[i] = (uint8_t)i;
  bry__hex(bytes, 256, text);
  assert_int_equal(strlen(text), 512);
  assert_int_equal(bry__unhex(text, 512, back), 1);
  assert_memory_equal(bytes, back, 256);
  assert_int_equal(bry__unhex("aBcD", 4, back), 1);
  assert_memory_equal(back, "\xAB\xCD", 2);
}

static void other_characters_are_no_digits(void **state) {
  (void)state;
  uint8_t back[4];
  assert_int_equal(bry__unhex("abc", 3, back), 0);
  assert_int_equal(bry__unhex("ag", 2, back), 0);
  assert_int_equal(bry__unhex("/0", 2, back), 0);
  assert_int_equal(bry__unhex("0:", 2, back), 0);
  assert_int_equal(bry__unhex("", 0, back), 1);
}

static void secret_bytes_differ(void **state) {
  (void)state;
  uint8_t a[32] = {0}, b[32] = {0};
  bry__secret_bytes(a, 32);
  bry__secret_bytes(b, 32);
  assert_memory_not_equal(a, b, 32);
}

/* The values are fixed: other machines must give them too. */
static void the_table_hash_is_the_same_anywhere(void **state) {
  (void)state;
  assert_int_equal(bry__hash64("", 0), UINT64_C(0x9D9EC8084F581E51));
  assert_int_equal(bry__hash64("natur", 5), UINT64_C(0xCE97555B038ED93D));
  assert_int_equal(bry__hash64("fellesskap og natur", 19), UINT64_C(0x31805FBDBD64C4EB));
  assert_true(bry__hash64("a\0", 2) != bry__hash64("a", 1));
}

static int compare(const void *a, const void *b) {
  uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
  return (x > y) - (x < y);
}

static void similar_texts_spread_over_a_table(void **state) {
  (void)state;
  enum { COUNT = 1 << 16 };
  uint64_t *hashes = malloc(COUNT * sizeof *hashes);
  uint8_t *taken = calloc(COUNT, 1);
  size_t used = 0;
  char text[32];
  assert_non_null(hashes);
  assert_non_null(taken);
  for (int i = 0; i < COUNT; i++) {
    int size = snprintf(text, sizeof text, "item %d", i);
    hashes[i] = bry__hash64(text, (size_t)size);
    used += !taken[hashes[i] % COUNT];
    taken[hashes[i] % COUNT] = 1;
  }
  assert_in_range(used, COUNT * 62 / 100, COUNT * 65 / 100); /* 1 - 1/e of the places, as by chance */
  qsort(hashes, COUNT, sizeof *hashes, compare);
  for (int i = 1; i < COUNT; i++)
    assert_true(hashes[i] != hashes[i - 1]);
  free(hashes);
  free(taken);
}

/* Each bit of the text changes about half of the bits of the hash. */
static void every_bit_matters(void **state) {
  (void)state;
  for (size_t size = 1; size < 40; size++) {
    char text[40] = "the same text but for one bit, each tim";
    uint64_t before = bry__hash64(text, size);
    for (size_t bit = 0; bit < 8 * size; bit++) {
      text[bit / 8] = (char)(text[bit / 8] ^ 1 << bit % 8);
      assert_in_range(__builtin_popcountll(before ^ bry__hash64(text, size)), 10, 54);
      text[bit / 8] = (char)(text[bit / 8] ^ 1 << bit % 8);
    }
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(sha256_gives_the_published_values),
      cmocka_unit_test(blake2b_depends_on_text_and_key),
      cmocka_unit_test(hexadecimal_digits_go_round),
      cmocka_unit_test(other_characters_are_no_digits),
      cmocka_unit_test(secret_bytes_differ),
      cmocka_unit_test(the_table_hash_is_the_same_anywhere),
      cmocka_unit_test(similar_texts_spread_over_a_table),
      cmocka_unit_test(every_bit_matters),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
