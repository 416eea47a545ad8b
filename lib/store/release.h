/* Counting for a release, and what its files share. */
#ifndef BRY_STORE_RELEASE_H
#define BRY_STORE_RELEASE_H

#include "result/release_tables.h"
#include "result/tabulate.h"
#include "store/db.h"
#include "store/survey.h"

#include <bry/release.h>

/* All that a release is made of. Its connection holds one snapshot. */
typedef struct bry__release_job {
  bry_store *store;
  bry_survey *survey;
  bry__conn *conn;
  bry__release_spec spec;
  bry__release_data data;
  bry__release_plan plan;
  bry__release_tables tables;
  bry__release_source *items, *themes; /* of each of the specification's */
  bry_codebook **codebooks;            /* of each theme */
  bry_table **quotes;                  /* of each of the specification's */
  const char **segment_names;
  bry__release_labels *labels;
  struct json_object **earlier;
  int32_t earlier_count;
  bry_progress_fn progress;
  void *user;
  int64_t done;
} bry__release_job; /* begin with {0} */

/* From the specification to tables. */
bry_status bry__release_prepare(bry__release_job *job, const char *spec, size_t size, bry_error **err);
void bry__release_job_clear(bry__release_job *job);

/* The populations of the specification's items and themes, and the responses counted in them. */
bry_status bry__release_gather(bry__release_job *job, bry_error **err);

#endif
