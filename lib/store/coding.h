/* Coding an item of a survey: the transaction that all who write codings share, and writing them page by page. */
#ifndef BRY_STORE_CODING_H
#define BRY_STORE_CODING_H

#include "store/columns.h"
#include "store/lookup.h"

#include <bry/theme.h>

/* An item and a codebook in the hands of one writer. */
typedef struct bry__coding {
  bry_store *store;
  const bry_survey *survey;
  const char *item, *codebook_id;
  int32_t slot;
  bry__conn *conn;
  bry_progress_fn progress;
  void *user;
  int64_t done, total;
} bry__coding; /* begin with {0} */

enum { BRY__CODING_PARAMS = 12 };

/* Begins a transaction in which nobody else codes the item by the codebook, and the survey is not sealed. Clear it also
 * after a failure: what is not committed is undone. */
bry_status bry__coding_begin(bry__coding *coding, bry_store *store, const bry_survey *survey, const char *item,
                             const char *codebook, bry_error **err);
bry_status bry__coding_commit(bry__coding *coding, bry_error **err);
void bry__coding_clear(bry__coding *coding);
/* Tenant, survey, item, codebook: $1 to $4 of every statement about codings. */
void bry__coding_params(const bry__coding *coding, bry__param *params);
/* How many texts there are, into total, when somebody wants to know. */
bry_status bry__coding_count(bry__coding *coding, bry_error **err);
/* Tells how far it is; the callback may cancel, and may have forked. */
bry_status bry__coding_tell(bry__coding *coding, bry_error **err);
/* Drops all codings of a coder; makes its tallies when all new ones are in. */
bry_status bry__coding_drop(bry__coding *coding, const char *coder, bry_error **err);
bry_status bry__coding_tally(bry__coding *coding, const char *coder, bry_error **err);
/* The version that a machine's codings are of; NULL in out when it coded nothing. Freed with bry__free(). */
bry_status bry__coding_version(const bry__coding *coding, const char *coder, char **out, bry_error **err);
/* A version of the codebook; NULL: the newest. ::BRY_ENOTFOUND */
bry_status bry__coding_codebook(const bry__coding *coding, const char *version, bry_codebook **out, bry_error **err);

/* A page of codings on its way into the store. */
typedef struct bry__coded_page {
  bry__column coded[2], hits[6];
} bry__coded_page;

void bry__coded_page_init(bry__coded_page *page);
void bry__coded_page_free(bry__coded_page *page);
void bry__coded_page_text(bry__coded_page *page, const char *id, int non_answer);
void bry__coded_page_hit(bry__coded_page *page, const char *id, const char *theme, int32_t begin, int32_t end,
                         const char *term, double confidence);
/* All texts of a page of ids and texts, with their hits. */
void bry__coded_page_take(bry__coded_page *page, const PGresult *texts, const bry_codebook *codebook,
                          const bry_codings *codings);
/* Stores the page and empties it. late: what came after the coding of all; it goes into the tallies at once. */
bry_status bry__coded_page_store(bry__coded_page *page, const bry__coding *coding, const char *coder,
                                 const char *version, int late, bry_error **err);

#endif
