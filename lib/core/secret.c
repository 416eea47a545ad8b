/* Secrets that a person holds, as text, as hashes and as keys, all by libsodium. */
#include "core/secret.h"

#include "core/hash.h"
#include "core/mem.h"

#include <sodium.h>
#include <string.h>

enum { FILL_BYTES = 512, VARIANT = sodium_base64_VARIANT_URLSAFE_NO_PADDING };

void bry__secret_text(const uint8_t secret[BRY__SECRET_BYTES], char out[BRY__SECRET_TEXT]) {
  sodium_bin2base64(out, BRY__SECRET_TEXT, secret, BRY__SECRET_BYTES, VARIANT);
}

void bry__secret_new(uint8_t secret[BRY__SECRET_BYTES], char out[BRY__SECRET_TEXT]) {
  do {
    bry__secret_bytes(secret, BRY__SECRET_BYTES);
    bry__secret_text(secret, out);
  } while (out[0] == '-');
}

int bry__secret_read(const char *text, uint8_t out[BRY__SECRET_BYTES]) {
  size_t size = 0;
  const char *end = NULL;
  unsigned all = 0; /* libsodium 1.0.18 reads some bytes past ASCII as if they were letters */
  if (!text || strnlen(text, BRY__SECRET_TEXT) != BRY__SECRET_TEXT - 1) return 0;
  for (int i = 0; i < BRY__SECRET_TEXT - 1; i++)
    all |= (unsigned char)text[i];
  if (all & 0x80) return 0;
  return sodium_base642bin(out, BRY__SECRET_BYTES, text, BRY__SECRET_TEXT - 1, NULL, &size, &end, VARIANT) == 0 &&
         size == BRY__SECRET_BYTES && *end == '\0';
}

void bry__secret_hash(const char *purpose, const uint8_t secret[BRY__SECRET_BYTES], const uint8_t *within,
                      uint8_t *out, size_t size) {
  uint8_t message[BRY__SECRET_BYTES + 32], person[crypto_generichash_blake2b_PERSONALBYTES] = {0};
  size_t length = BRY__SECRET_BYTES;
  memcpy(person, purpose, strnlen(purpose, sizeof person));
  memcpy(message, secret, BRY__SECRET_BYTES);
  if (within) memcpy(message + length, within, 32);
  if (within) length += 32;
  crypto_generichash_blake2b_salt_personal(out, size, message, length, NULL, 0, NULL, person);
  sodium_memzero(message, sizeof message);
}

void bry__secret_uuid(uint8_t id[16]) {
  id[6] = (uint8_t)((id[6] & 0x0f) | 0x80);
  id[8] = (uint8_t)((id[8] & 0x3f) | 0x80);
}

void bry__lock(bry__buffer *out, const char *data, size_t size, const uint8_t key[32]) {
  uint8_t nonce[crypto_secretbox_NONCEBYTES];
  size_t filled = size + FILL_BYTES - size % FILL_BYTES, begin = sizeof nonce + crypto_secretbox_MACBYTES;
  uint8_t *room = bry__alloc_zero(begin + filled, 1);
  if (!room) {
    out->failed = 1;
    return;
  }
  bry__secret_bytes(nonce, sizeof nonce);
  memcpy(room, nonce, sizeof nonce);
  memcpy(room + begin, data, size);
  sodium_pad(NULL, room + begin, size, FILL_BYTES, filled);
  crypto_secretbox_easy(room + sizeof nonce, room + begin, filled, nonce, key);
  bry__buffer_add(out, (const char *)room, begin + filled);
  bry__free(room);
}

int bry__unlock(bry__buffer *out, const uint8_t *locked, size_t size, const uint8_t key[32]) {
  size_t begin = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES, length = 0;
  if (size < begin + FILL_BYTES) return 0;
  uint8_t *room = bry__alloc(size - begin);
  if (!room) {
    out->failed = 1;
    return 0;
  }
  int good = crypto_secretbox_open_easy(room, locked + crypto_secretbox_NONCEBYTES,
                                        size - crypto_secretbox_NONCEBYTES, locked, key) == 0 &&
             sodium_unpad(&length, room, size - begin, FILL_BYTES) == 0;
  if (good) bry__buffer_add(out, (const char *)room, length);
  sodium_memzero(room, size - begin);
  bry__free(room);
  return good && !out->failed;
}
