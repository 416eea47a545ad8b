/* The tables of a release, from its plan. */
#ifndef BRY_RESULT_RELEASE_TABLES_H
#define BRY_RESULT_RELEASE_TABLES_H

#include "form/model.h"
#include "result/release_plan.h"

#include <bry/codebook.h>
#include <bry/table.h>

/* What a segment and its values are called; NULL and 0 where nobody says. */
typedef struct bry__release_labels {
  const bry__label *segment;
  char *const *values;
  const bry__label *labels;
  int32_t count;
} bry__release_labels;

/* What stands behind a part of the specification: the first of its populations, and an item or a codebook. */
typedef struct bry__release_source {
  int32_t population;
  const bry__item *item;
  const bry_codebook *codebook;
} bry__release_source;

typedef struct bry__release_tables {
  const bry__release_plan *plan;
  const bry__release_labels *labels; /* of each segment of the data */
  const bry__release_source *items;  /* of each of the specification's, as are the next */
  const bry__release_source *themes;
  bry_table *const *quotes; /* tables of theme and quote: the caller's */
  bry__strings names;       /* of the tables, in their order */
  char **documents;         /* each a table as JSON */
  size_t capacity;
} bry__release_tables; /* begin with {0} and the first five */

/* How many populations an item has: one, or one for each row of a matrix; and what they count. */
int32_t bry__release_item_populations(const bry__item *item);
int32_t bry__release_item_population_add(bry__release_data *data, const bry__item *item);

/* ::BRY_OK, ::BRY_EINVAL (names that mean two things), ::BRY_ENOMEM. Clear it also after a failure. */
bry_status bry__release_tables_make(bry__release_tables *tables, bry_error **err);
void bry__release_tables_clear(bry__release_tables *tables);

/* For the owner: what is withheld, of whom, and why. */
bry_status bry__release_withheld(const bry__release_plan *plan, bry_table **out, bry_error **err);
/* How much that is, as JSON: groups with people in the tables, once for each part; of how many everything is withheld, and of
 * how many only how answers are spread, or a deviation. */
void bry__release_withheld_put(bry__buffer *json, const bry__release_plan *plan);

/* {"format":1,...}: what the release is and its tables with their hashes, in canonical form. `about` is what the caller
 * has to say of questionnaire and codebooks, as members with a comma behind. */
void bry__release_manifest_put(bry__buffer *b, const bry__release_tables *tables, const char *about);

#endif
