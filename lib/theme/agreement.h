/* Agreement between coders: what the agreement*.c files share. Reading the codings, resampling them, and the measures
 * are files of their own; agreement.c puts them together into the table. */
#ifndef BRY_THEME_AGREEMENT_H
#define BRY_THEME_AGREEMENT_H

#include "core/error.h"

#include <bry/agreement.h>

/* --- agreement_codings.c ------------------------------------------------------------------------------------------- */

typedef struct bry__coding {
  int32_t unit, coder, value;
} bry__coding;

/* Every coding once, by unit and coder. Coders and themes are numbered in the order of their bytes, values (sets of
 * themes) in the order in which they first occur then: so nothing depends on the order of the rows. */
typedef struct bry__agreement {
  bry__coding *codings;
  int32_t coding_count;
  int32_t unit_count, coder_count, theme_count, value_count;
  int32_t given_count; /* units that there are rows of, those that nobody coded included */
  char **coders;       /* names */
  char **themes;
  int32_t words;   /* of a set */
  uint64_t *sets;  /* [value * words + word]: bit t of a set is theme t */
  int32_t several; /* 1 when some coding is not exactly one theme */
  int32_t distance;
  double *numbers; /* by value; NULL unless the distance is one of numbers */
} bry__agreement;

/* Begin with {0}. The distance is chosen where the options leave it open. */
bry_status bry__agreement_read(bry__agreement *a, const char *const *units, const char *const *coders,
                               const char *const *themes, int64_t count, const bry_agreement_options *options,
                               bry_error **err);
void bry__agreement_clear(bry__agreement *a);
int bry__agreement_has(const bry__agreement *a, int32_t value, int32_t theme);
double bry__agreement_distance(const bry__agreement *a, int32_t left, int32_t right);
/* The place behind the last coding of the unit whose first is at `begin`. */
int32_t bry__agreement_unit_end(const bry__agreement *a, int32_t begin);

/* --- agreement_resample.c ------------------------------------------------------------------------------------------ */

/* Units are dealt into blocks, of one unit each where they are few. A resample is a number of times for each block. */
typedef struct bry__resamples {
  int32_t count, blocks;
  int32_t *block_of; /* by unit */
  int32_t *times;    /* [resample * blocks + block] */
  double *values;    /* room for one value of each resample */
} bry__resamples;

int bry__resamples_init(bry__resamples *r, int32_t units, int32_t count, uint64_t seed); /* 0 or -1 */
void bry__resamples_clear(bry__resamples *r);

/* A figure of the table. */
typedef struct bry__figure {
  int32_t defined, has_interval;
  double value, low, high;
  int32_t units, coders;
  const char *note; /* NULL, or why there is no value */
} bry__figure;

/* The interval from the values of resamples in which the figure was defined: `count` of `of`. Sorts them. */
void bry__figure_interval(bry__figure *figure, double *values, int32_t count, int32_t of);

/* --- agreement_chance.c: measures corrected for chance ------------------------------------------------------------- */

/* Krippendorff's alpha over all themes (theme -1) or of one: has it or has it not. 0 or -1 (memory). */
int bry__agreement_alpha(const bry__agreement *a, const bry__resamples *r, int32_t theme, bry__figure *out);

/* What two coders said of the units that both coded. */
typedef struct bry__pairing {
  int32_t *units;
  int32_t *values[2];
  int32_t count;
} bry__pairing;

int bry__pairing_init(bry__pairing *p, const bry__agreement *a, int32_t coder, int32_t other); /* 0 or -1 */
void bry__pairing_clear(bry__pairing *p);
/* Cohen's kappa, likewise. `pairs` is how many pairs share the work that may be done. */
int bry__agreement_kappa(const bry__agreement *a, const bry__pairing *p, const bry__resamples *r, int32_t theme,
                         int32_t pairs, bry__figure *out);

/* --- agreement_f1.c ------------------------------------------------------------------------------------------------ */

enum { BRY__PRECISION = 0, BRY__RECALL = 1, BRY__F1 = 2, BRY__RATES = 3 };

/* Figures [theme * BRY__RATES + rate], then those of micro and of macro: room for (themes + 2) * BRY__RATES. The first
 * of the pairing is held against the second. 0 or -1 (memory). */
int bry__agreement_f1(const bry__agreement *a, const bry__pairing *p, const bry__resamples *r, bry__figure *out);

#endif
