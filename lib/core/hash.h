/* Hashes and secret random bytes (libsodium). */
#ifndef BRY_CORE_HASH_H
#define BRY_CORE_HASH_H

#include <stddef.h>
#include <stdint.h>

#include <bry/common.h>

void bry__sha256(const void *data, size_t size, uint8_t out[32]);
/* Of all that a source gives. 0, -1: reading failed. */
int bry__sha256_source(bry_read_fn read, void *user, uint8_t out[32]);
/* BLAKE2b, 16 bytes out. key may be NULL (key_size 0), else 16 to 64 bytes. */
void bry__blake2b_128(const void *data, size_t size, const void *key, size_t key_size, uint8_t out[16]);
void bry__hex(const uint8_t *data, size_t size, char *out);  /* 2 * size characters and a NUL */
int bry__unhex(const char *text, size_t size, uint8_t *out); /* size must be even; 1 when all were hex digits */
void bry__secret_bytes(void *out, size_t size);              /* from the system's source: salts, tokens, keys */
/* A fast hash for tables in memory (not for secrets, not stored); the same on any machine. */
uint64_t bry__hash64(const void *data, size_t size);

#endif
