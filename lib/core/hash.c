/* Hashes and secret bytes by libsodium, and a small hash of our own for tables in memory. */
#include "core/hash.h"

#include <pthread.h>
#include <sodium.h>

static int sodium_started;

static void start_sodium(void) {
  sodium_started = sodium_init() >= 0; /* without it libsodium works as well, only slower */
}

/* Before every use: libsodium chooses its code for this CPU, and opens its source of randomness, here. */
static void need_sodium(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  (void)pthread_once(&once, start_sodium);
}

void bry__secret_bytes(void *out, size_t size) {
  need_sodium();
  randombytes_buf(out, size);
}

void bry__sha256(const void *data, size_t size, uint8_t out[32]) {
  need_sodium();
  crypto_hash_sha256(out, data, size);
}

int bry__sha256_source(bry_read_fn read, void *user, uint8_t out[32]) {
  uint8_t chunk[16 * 1024];
  crypto_hash_sha256_state state;
  int64_t got;
  need_sodium();
  crypto_hash_sha256_init(&state);
  while ((got = read(chunk, sizeof chunk, user)) > 0 && got <= (int64_t)sizeof chunk)
    crypto_hash_sha256_update(&state, chunk, (unsigned long long)got);
  crypto_hash_sha256_final(&state, out);
  return got == 0 ? 0 : -1;
}

void bry__blake2b_128(const void *data, size_t size, const void *key, size_t key_size, uint8_t out[16]) {
  need_sodium();
  crypto_generichash(out, 16, data, size, key, key_size);
}

void bry__hex(const uint8_t *data, size_t size, char *out) {
  static const char digits[] = "0123456789abcdef";
  for (size_t i = 0; i < size; i++) {
    out[2 * i] = digits[data[i] >> 4];
    out[2 * i + 1] = digits[data[i] & 15];
  }
  out[2 * size] = '\0';
}

static int digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

int bry__unhex(const char *text, size_t size, uint8_t *out) {
  if (size % 2) return 0;
  for (size_t i = 0; i < size; i += 2) {
    int high = digit(text[i]), low = digit(text[i + 1]);
    if (high < 0 || low < 0) return 0;
    out[i / 2] = (uint8_t)(high << 4 | low);
  }
  return 1;
}

/* Little-endian on any machine; compilers make one load of each. */
static uint64_t load_8(const unsigned char *p) {
  return (uint64_t)p[0] | (uint64_t)p[1] << 8 | (uint64_t)p[2] << 16 | (uint64_t)p[3] << 24 | (uint64_t)p[4] << 32 |
         (uint64_t)p[5] << 40 | (uint64_t)p[6] << 48 | (uint64_t)p[7] << 56;
}

static uint64_t load_4(const unsigned char *p) {
  return (uint64_t)p[0] | (uint64_t)p[1] << 8 | (uint64_t)p[2] << 16 | (uint64_t)p[3] << 24;
}

/* The last `left` bytes (1 to 7) of `size` that end before p + left. */
static uint64_t load_last(const unsigned char *p, size_t left, size_t size) {
  if (size >= 8) return load_8(p + left - 8) >> (64 - 8 * left);
  if (left >= 4) return load_4(p) | load_4(p + left - 4) << (8 * left - 32);
  return (uint64_t)p[0] | (uint64_t)p[left / 2] << (8 * (left / 2)) | (uint64_t)p[left - 1] << (8 * left - 8);
}

/* The two halves of a 128-bit product, folded: every input bit reaches every output bit. */
static uint64_t fold(uint64_t a, uint64_t b) {
  unsigned __int128 product = (unsigned __int128)a * b;
  return (uint64_t)product ^ (uint64_t)(product >> 64);
}

uint64_t bry__hash64(const void *data, size_t size) {
  const uint64_t odd = UINT64_C(0x9E3779B97F4A7C15), mix = UINT64_C(0xD6E8FEB86659FD93);
  const unsigned char *p = data;
  uint64_t hash = odd ^ size;
  size_t left = size;
  for (; left >= 8; left -= 8, p += 8)
    hash = fold(hash ^ load_8(p), mix) + odd;
  if (left) hash = fold(hash ^ load_last(p, left, size), mix) + odd;
  return fold(hash ^ mix, odd);
}
