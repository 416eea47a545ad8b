/* Codebooks as the other files of the store need them. */
#ifndef BRY_STORE_CODEBOOK_H
#define BRY_STORE_CODEBOOK_H

#include "store/db.h"

#include <bry/codebook.h>

/* The newest version of a codebook; ::BRY_ENOTFOUND. */
bry_status bry__codebook_newest(bry__conn *conn, const uint8_t tenant[16], const char *id, bry_codebook **out,
                                bry_error **err);
/* Stores a version as bry_codebook_put() does, over a connection that is in use. */
bry_status bry__codebook_keep(bry__conn *conn, const uint8_t tenant[16], const bry_codebook *codebook,
                              bry_error **err);
/* Parses a stored document. That it can't be parsed is the library's or the schema's fault, not the caller's. */
bry_status bry__codebook_read(const char *document, size_t size, bry_codebook **out, bry_error **err);
/* Place of a theme by its id, or -1. */
int32_t bry__codebook_theme_find(const bry_codebook *codebook, const char *id);

#endif
