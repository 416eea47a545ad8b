/* The log of decisions about an item's codings: read from the store, gone through, put into force. */
#ifndef BRY_STORE_DECISIONS_H
#define BRY_STORE_DECISIONS_H

#include "store/coding.h"

#include <bry/table.h>

typedef struct bry__entry {
  int32_t line;   /* in the store; 0: new */
  int64_t number; /* what messages call it; below 1: not the caller's */
  char op[8];     /* code, accept, reject, rename, merge, split, undo */
  char unit[40];  /* "" : about a theme */
  char date[16];  /* "": none */
  int32_t undoes; /* place of the entry that an undo takes back; -1: none */
  int32_t undone, carried;
  char *coder, *body; /* body: a JSON object with the rest */
} bry__entry;

typedef struct bry__decisions {
  int32_t epoch; /* 0: nobody decided anything yet */
  char *base, *version;
  bry__entry *entries;
  size_t count, capacity, stored; /* the first ones are in the store */
  bry_codebook *codebook;         /* as the decisions leave it */
  bry_table *verdicts;            /* as bry_review_apply() gives them */
} bry__decisions;                 /* begin with {0} */

/* What the store has of this epoch. */
bry_status bry__decisions_load(const bry__coding *coding, bry__decisions *d, bry_error **err);
void bry__decisions_clear(bry__decisions *d);
/* Room for one more; NULL: no memory. */
bry__entry *bry__decisions_add(bry__decisions *d, const char *op, const char *coder, const char *unit,
                               const char *body, size_t body_size);
/* Takes back the coder's last entry that may be; its place, or -1. */
int32_t bry__decisions_undo(bry__decisions *d, const char *coder);
/* A line as JSON, without a line break. */
void bry__entry_json(bry__buffer *b, const bry__entry *entry);
/* Goes through the log: codebook and verdicts. */
bry_status bry__decisions_apply(const bry__coding *coding, bry__decisions *d, bry_error **err);
/* Writes the new entries, and the epoch with its versions. */
bry_status bry__decisions_store(const bry__coding *coding, bry__decisions *d, int carried, bry_error **err);
/* Takes up the newest version of the codebook when somebody stored one since the epoch began: a new epoch with what was
 * decided. Goes through the log in any case. */
bry_status bry__decisions_adopt(const bry__coding *coding, bry__decisions *d, bry_error **err);

/* Ids of responses, as text in lower case. */
typedef struct bry__units {
  char (*items)[37];
  size_t count, capacity;
} bry__units;                                          /* begin with {0} */
int bry__units_add(bry__units *units, const char *id); /* 0 or -1 */
void bry__units_sort(bry__units *units);               /* each once, so that they can be found */
int bry__units_has(const bry__units *units, const char *id);
void bry__units_free(bry__units *units);

/* What people's verdicts about a unit and a theme come to; theme NULL: somebody read the unit as a whole. Non-zero: no
 * memory. */
typedef int (*bry__ruling_fn)(const char *unit, const char *theme, int given, void *user);
/* Each unit and theme once, by unit; a unit's reading before its themes. */
bry_status bry__rulings(const bry_table *verdicts, bry__ruling_fn fn, void *user, bry_error **err);

/* People's codings and what counts, made anew from verdicts and machines' codings: of some responses (sorted), or of all
 * (NULL). version: of the codebook, with the themes that it merged. */
bry_status bry__final_make(const bry__coding *coding, const bry_table *verdicts, const bry_codebook *codebook,
                           const bry__units *units, bry_error **err);

#endif
