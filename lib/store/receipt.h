/* Receipts: how a response is known by a secret that only its respondent has. */
#ifndef BRY_STORE_RECEIPT_H
#define BRY_STORE_RECEIPT_H

#include <stdint.h>

void bry__receipt_id(const uint8_t secret[32], uint8_t out[16]);

#endif
