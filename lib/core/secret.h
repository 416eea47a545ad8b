/* Secrets that a person holds: 32 random bytes, written url-safe, of which the database keeps hashes only (libsodium).
 * One secret has a hash for each purpose, and no two of them can be told to belong together. */
#ifndef BRY_CORE_SECRET_H
#define BRY_CORE_SECRET_H

#include "core/buffer.h"

enum { BRY__SECRET_BYTES = 32, BRY__SECRET_TEXT = 44 /* 43 characters and a NUL */, BRY__LOCK_BYTES = 24 + 16 };

/* A new one and its text, which never begins with a hyphen: a spreadsheet would take that for a formula, and a CSV made for
 * one would mark it. */
void bry__secret_new(uint8_t secret[BRY__SECRET_BYTES], char out[BRY__SECRET_TEXT]);
void bry__secret_text(const uint8_t secret[BRY__SECRET_BYTES], char out[BRY__SECRET_TEXT]);
/* In time that does not depend on what the text holds. 1, or 0 when it is no such text (or NULL). */
int bry__secret_read(const char *text, uint8_t out[BRY__SECRET_BYTES]);
/* BLAKE2b of 16 to 64 bytes, personalised by a purpose of at most 16 characters; `within` (NULL: none) are 32 bytes
 * that bind the hash to a place. */
void bry__secret_hash(const char *purpose, const uint8_t secret[BRY__SECRET_BYTES], const uint8_t *within,
                      uint8_t *out, size_t size);
/* The first 16 bytes of a hash as a UUID of version 8 (RFC 9562). */
void bry__secret_uuid(uint8_t id[16]);

/* Appends data, filled up so that its length tells little, locked by a key (XSalsa20-Poly1305). Failure is sticky. */
void bry__lock(bry__buffer *out, const char *data, size_t size, const uint8_t key[32]);
/* The reverse; 1, or 0 when it is not what was locked by this key. *out stays empty then, or when memory runs out
 * (out->failed). */
int bry__unlock(bry__buffer *out, const uint8_t *locked, size_t size, const uint8_t key[32]);

#endif
