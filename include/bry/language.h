/**
 * \file bry/language.h
 * The language of a short text: bokmål, nynorsk, English, or not to be told.
 */
#ifndef BRY_LANGUAGE_H
#define BRY_LANGUAGE_H

#include <bry/common.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Tells the language of a text by its function words and pieces of its other words, in whole numbers: the same on any
 * machine. Meant for four words and more; fewer are told when they are plain ("eg veit ikkje"). Texts that could be bokmål
 * and nynorsk alike, mixed texts and other languages are "unsure". Knows few words of other languages: a Danish text
 * may pass for bokmål. Thread-safe.
 * \param text,size       `size` bytes; NULL only with 0. Invalid UTF-8 is ::BRY_EPARSE
 * \param out_lang        "nb", "nn", "en" or "unsure". Static
 * \param out_confidence  may be NULL; 0 for "unsure", else 1 to 99: an order by the weight of what was found
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_EPARSE
 * \since 0.1
 */
BRY_API bry_status bry_language(const char *text, size_t size, const char **out_lang, int32_t *out_confidence,
                                bry_error **err);

#ifdef __cplusplus
}
#endif
#endif
