/* A log of decisions under way; what the review*.c files share. */
#ifndef BRY_THEME_REVIEW_H
#define BRY_THEME_REVIEW_H

#include "core/error.h"
#include "core/json.h"

#include <bry/review.h>

typedef struct bry__decision {
  struct json_object *json;
  int64_t line;
  int32_t undone;
} bry__decision;

typedef struct bry__review {
  bry__decision *decisions;
  int64_t count;
  size_t capacity;
  struct json_object *codebook; /* as far as the log was applied */
  int64_t changes;              /* decisions that changed it */
} bry__review;

/* The theme of an id in the codebook, and its place; NULL when it is not there. */
struct json_object *bry__review_theme(const bry__review *review, const char *id, size_t *out_place);
/* Applies rename, merge or split. ::BRY_OK, ::BRY_ENOMEM, ::BRY_EREFUSED */
bry_status bry__review_change(bry__review *review, const bry__decision *decision, bry_error **err);

/* bry_review_apply() without its checks; line i, blank ones not counted, is called numbers[i] in messages (NULL: as they
 * are counted). */
bry_status bry__review_run(const bry_codebook *codebook, const char *log, size_t size, const int64_t *numbers,
                           bry_codebook **out_codebook, bry_table **out_codings, bry_error **err);

#endif
