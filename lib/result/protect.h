/* Which cells of a table are withheld, so that no small group can be found, closely told or put together. */
#ifndef BRY_RESULT_PROTECT_H
#define BRY_RESULT_PROTECT_H

#include "result/alike.h"
#include "result/interval.h"

enum { BRY__PUBLISHED = 0, BRY__PRIMARY = 1, BRY__SECONDARY = 2 };

/* What an audit found, number by number: 0 everywhere but in `checked` and `narrowest` is passing. */
typedef struct bry__audit {
  int64_t checked;        /* withheld cells */
  int64_t computed;       /* of them, that follow from what is published */
  int64_t computed_alone; /* small ones that follow for somebody who is alone in a group */
  int64_t too_narrow;     /* small ones whose interval is narrower than it must be */
  int64_t narrowest;      /* the narrowest interval of a small one, as far as it was looked for */
  int64_t unions;         /* unions that come out by subtraction, of few people or of people who answered alike */
  int64_t rounds;         /* of choosing what is published */
} bry__audit;

typedef struct bry__protect_input {
  const bry__cube *cube;
  const bry__protect_rules *rules;
  const uint8_t *sensitive; /* cells to withhold whatever their size; NULL: none */
  const uint8_t *always;    /* cells that are shown in any case unless they are primary; NULL: none */
  const bry__answers
      *answers; /* which the published cells of layer 0 are shown with: no union of people who answered alike
                                  comes out by subtraction; NULL: not looked at */
  const uint8_t *earlier; /* cells of earlier layers that were published then; NULL: there are no such layers */
} bry__protect_input;

/* status[cell]: BRY__PUBLISHED ... ::BRY_OK, also when the audit fails, which only earlier releases can make it do.
 * ::BRY_ENOMEM, ::BRY_ELIMIT (the cube's work). */
bry_status bry__protect(const bry__protect_input *input, uint8_t *status, bry__audit *audit, bry_error **err);

/* Whether an audit passed. */
int bry__audit_passed(const bry__audit *audit);

#endif
