/* Vectors of texts from a model of the caller's, brought down to as many numbers as a corpus's own vectors have. */
#ifndef BRY_THEME_EMBEDDINGS_H
#define BRY_THEME_EMBEDDINGS_H

#include "theme/corpus.h"

#include <bry/discover.h>

enum { BRY__EMBEDDING_MAX = 4096 };

/* Asks options->embed for all texts, in order, and makes of it a row of BRY__DIMENSIONS for each unit, of length 1, or 0 for a
 * unit without a vector: the mean of its texts, less the mean of all, in the space that explains most of some thousand units
 * (Halko, Martinsson & Tropp 2011). The same bits for any number of threads.
 * ::BRY_OK, ::BRY_ENOMEM, ::BRY_ECANCELLED (the callback), ::BRY_EINVAL (a number that is none; names the text) */
bry_status bry__embeddings_read(const bry__corpus *corpus, const char *const *texts, const size_t *sizes,
                                const bry_discover_options *options, float **out, bry_error **err);

#endif
