/* Philox 4x32-10: ten rounds over a counter of 128 bits (ours: 64 of counter, 64 of stream) under a key of 64 bits.
 * J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw: Parallel random numbers: as easy as 1, 2, 3. SC 2011.
 * Secrets come from uuid.c and libsodium, never from here. */
#include "core/random.h"

enum { ROUNDS = 10 };

uint64_t bry__random_at(uint64_t seed, uint64_t stream, uint64_t counter) {
  uint32_t x[4] = {(uint32_t)counter, (uint32_t)(counter >> 32), (uint32_t)stream, (uint32_t)(stream >> 32)};
  uint32_t key[2] = {(uint32_t)seed, (uint32_t)(seed >> 32)};
  for (int round = 0; round < ROUNDS; round++) {
    uint64_t a = (uint64_t)0xD2511F53u * x[0];
    uint64_t b = (uint64_t)0xCD9E8D57u * x[2];
    uint32_t y0 = (uint32_t)(b >> 32) ^ x[1] ^ key[0];
    uint32_t y2 = (uint32_t)(a >> 32) ^ x[3] ^ key[1];
    x[0] = y0;
    x[1] = (uint32_t)b;
    x[2] = y2;
    x[3] = (uint32_t)a;
    key[0] += 0x9E3779B9u;
    key[1] += 0xBB67AE85u;
  }
  return x[0] | (uint64_t)x[1] << 32;
}

/* D. Lemire: Fast random integer generation in an interval. ACM TOMACS 29(1), 2019. */
uint64_t bry__random_below(uint64_t seed, uint64_t stream, uint64_t *counter, uint64_t bound) {
  unsigned __int128 product = (unsigned __int128)bry__random_at(seed, stream, (*counter)++) * bound;
  if ((uint64_t)product < bound) {
    uint64_t threshold = (0 - bound) % bound; /* 2^64 mod bound */
    while ((uint64_t)product < threshold) {
      product = (unsigned __int128)bry__random_at(seed, stream, (*counter)++) * bound;
    }
  }
  return (uint64_t)(product >> 64);
}
