/* An order of texts that rests on what they say alone. */
#ifndef BRY_THEME_TEXT_ORDER_H
#define BRY_THEME_TEXT_ORDER_H

#include "core/error.h"

/* Puts in `out` the numbers of `count` texts (fewer than INT32_MAX; NULL is empty), by a hash of their bytes and by their
 * bytes where hashes are equal: an order that does not hang on how the texts are given, and in which the first ones are no
 * other kind of text than the last, as they would be by the alphabet. Equal texts stand side by side.
 * ::BRY_OK, ::BRY_ENOMEM, ::BRY_EPARSE (names the first text as given that is not UTF-8) */
bry_status bry__text_order(const char *const *texts, const size_t *sizes, int64_t count, int32_t *out,
                           bry_error **err);

#endif
