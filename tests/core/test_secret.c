/* Secrets: their text, their hashes for different purposes, and what is locked with a key. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/hash.h"
#include "core/mem.h"
#include "core/secret.h"

#include <string.h>

static void what_was_written_is_read_again(void **state) {
  (void)state;
  for (int i = 0; i < 100; i++) {
    uint8_t secret[BRY__SECRET_BYTES], again[BRY__SECRET_BYTES];
    char text[BRY__SECRET_TEXT];
    bry__secret_bytes(secret, sizeof secret);
    bry__secret_text(secret, text);
    assert_int_equal(strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"), 43);
    assert_int_equal(strlen(text), 43);
    assert_true(bry__secret_read(text, again));
    assert_memory_equal(secret, again, sizeof secret);
  }
}

static void anything_else_is_not_read(void **state) {
  (void)state;
  static const char *const bad[] = {NULL,
                                    "",
                                    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                                    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                                    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB", /* bits past the last byte */
                                    "AAAAAAAAAAAAAAAAAAAA/AAAAAAAAAAAAAAAAAAAAAA",
                                    "AAAAAAAAAAAAAAAAAAAA AAAAAAAAAAAAAAAAAAAAAA",
                                    "AAAAAAAAAAAAAAAAAAAA\xc3\xa5"
                                    "AAAAAAAAAAAAAAAAAAAAA"};
  uint8_t out[BRY__SECRET_BYTES];
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
    if (bry__secret_read(bad[i], out)) fail_msg("text %zu was read", i);
}

/* Expected by Python: hashlib.blake2b(bytes(32), digest_size=32, person=b"bry invitation"). */
static void hashes_are_personalised_blake2b(void **state) {
  (void)state;
  const uint8_t zeros[32] = {0};
  uint8_t a[32], b[32], c[32];
  char hex[65];
  bry__secret_hash("bry invitation", zeros, NULL, a, sizeof a);
  bry__secret_hash("bry draft place", zeros, NULL, b, sizeof b);
  bry__secret_hash("bry invitation", zeros, zeros, c, sizeof c);
  bry__hex(a, sizeof a, hex);
  assert_string_equal(hex, "2bd00e5e11cb00854220f6eb797d7217ee3c38e48398c816ae4708658038c811");
  assert_memory_not_equal(a, b, sizeof a);
  assert_memory_not_equal(a, c, sizeof a);
}

static void what_is_locked_opens_with_its_key_alone(void **state) {
  (void)state;
  static const size_t sizes[] = {0, 1, 511, 512, 513, 5000};
  static char data[5000];
  uint8_t key[32] = {1}, other[32] = {2};
  for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
    bry__buffer locked = {0}, again = {0}, plain = {0};
    memset(data, 'x', sizeof data);
    bry__lock(&locked, data, sizes[i], key);
    bry__lock(&again, data, sizes[i], key);
    assert_int_equal(locked.size, BRY__LOCK_BYTES + (sizes[i] / 512 + 1) * 512);
    assert_memory_not_equal(locked.data, again.data, locked.size);
    assert_false(bry__unlock(&plain, (uint8_t *)locked.data, locked.size, other));
    assert_false(bry__unlock(&plain, (uint8_t *)locked.data, locked.size - 1, key));
    assert_false(bry__unlock(&plain, (uint8_t *)locked.data, 10, key));
    assert_int_equal(plain.size, 0);
    assert_true(bry__unlock(&plain, (uint8_t *)locked.data, locked.size, key));
    assert_int_equal(plain.size, sizes[i]);
    if (sizes[i]) assert_memory_equal(plain.data, data, sizes[i]);
    locked.data[locked.size / 2] ^= 1;
    assert_false(bry__unlock(&plain, (uint8_t *)locked.data, locked.size, key));
    bry__buffer_free(&locked);
    bry__buffer_free(&again);
    bry__buffer_free(&plain);
  }
}

static void memory_may_run_out(void **state) {
  (void)state;
  uint8_t key[32] = {1};
  bry__buffer locked = {0}, plain = {0};
  bry__mem_fail_at(1);
  bry__lock(&locked, "abc", 3, key);
  assert_true(locked.failed);
  locked = (bry__buffer){0};
  bry__lock(&locked, "abc", 3, key);
  bry__mem_fail_at(1);
  assert_false(bry__unlock(&plain, (uint8_t *)locked.data, locked.size, key));
  assert_true(plain.failed);
  bry__mem_fail_at(0);
  bry__buffer_free(&locked);
  bry__buffer_free(&plain);
}

static void a_new_secret_can_stand_in_a_spreadsheet(void **state) {
  (void)state;
  for (int i = 0; i < 2000; i++) {
    uint8_t secret[BRY__SECRET_BYTES], again[BRY__SECRET_BYTES];
    char text[BRY__SECRET_TEXT];
    bry__secret_new(secret, text);
    assert_int_not_equal(text[0], '-');
    assert_true(bry__secret_read(text, again));
    assert_memory_equal(secret, again, sizeof secret);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_new_secret_can_stand_in_a_spreadsheet),
      cmocka_unit_test(what_was_written_is_read_again),
      cmocka_unit_test(anything_else_is_not_read),
      cmocka_unit_test(hashes_are_personalised_blake2b),
      cmocka_unit_test(what_is_locked_opens_with_its_key_alone),
      cmocka_unit_test(memory_may_run_out),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
