/**
 * \file bry/text.h
 * Text that the library made and the caller owns: JSON, CSV, HTML.
 */
#ifndef BRY_TEXT_H
#define BRY_TEXT_H

#include <bry/common.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The bytes, UTF-8, with a NUL behind the last one. Borrowed. \since 0.1 */
BRY_API const char *bry_text_data(const bry_text *text);
/** The number of bytes, the NUL not counted. \since 0.1 */
BRY_API size_t bry_text_size(const bry_text *text);
/** Frees a text. \since 0.1 */
BRY_API void bry_text_free(bry_text *text);

#ifdef __cplusplus
}
#endif
#endif
