/**
 * \file bry/compound.h
 * Parts of Norwegian compounds, bokmål and nynorsk alike.
 */
#ifndef BRY_COMPOUND_H
#define BRY_COMPOUND_H

#include <bry/common.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct bry_splitter bry_splitter;

/** A splitter that knows a few hundred common words, and what it is taught. One thread at a time. \since 0.1 */
BRY_API bry_status bry_splitter_new(bry_splitter **out, bry_error **err);
/** Frees a splitter. \since 0.1 */
BRY_API void bry_splitter_free(bry_splitter *splitter);

/**
 * Learns the words of a running text, in the forms in which they stand there and without their endings.
 * \param text,size  `size` bytes; NULL only with 0. Invalid UTF-8 is ::BRY_EPARSE
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOMEM, ::BRY_EPARSE
 * \since 0.1
 */
BRY_API bry_status bry_splitter_learn(bry_splitter *splitter, const char *text, size_t size, bry_error **err);
/**
 * Learns a list of words, one a line: plain, or a hunspell dictionary (what follows "/" or a blank is left out). Lines that
 * are not UTF-8 are read as Latin-1.
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOMEM
 * \since 0.1
 */
BRY_API bry_status bry_splitter_add_list(bry_splitter *splitter, const char *data, size_t size, bry_error **err);
/**
 * Learns the lists of bokmål and nynorsk that are installed on this machine: nb_NO.dic and nn_NO.dic in
 * /usr/share/hunspell, bokmaal, nynorsk and norsk in /usr/share/dict.
 * \param out_count  may be NULL; how many there were
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOMEM
 * \since 0.1
 */
BRY_API bry_status bry_splitter_add_installed(bry_splitter *splitter, int32_t *out_count, bry_error **err);

/**
 * A copy of a text in which each compound stands as its parts, joined by "+", letters that link them in parentheses:
 * "vennskap(s)+avdelinger". A letter that two parts share is written twice ("buss+stasjon"). Parts have three letters or
 * more, and all of them are known; what can't be told stays whole.
 * \param text,size  `size` bytes; NULL only with 0. Invalid UTF-8 is ::BRY_EPARSE
 * \param out        owned by the caller, bry_text_free()
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOMEM, ::BRY_EPARSE
 * \since 0.1
 */
BRY_API bry_status bry_splitter_split(const bry_splitter *splitter, const char *text, size_t size, bry_text **out,
                                      bry_error **err);

#ifdef __cplusplus
}
#endif
#endif
