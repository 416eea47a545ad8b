/* A survey as the store's files share it. Immutable. */
#ifndef BRY_STORE_SURVEY_H
#define BRY_STORE_SURVEY_H

#include "core/label.h"
#include "core/strings.h"
#include "store/db.h"

#include <bry/survey.h>

typedef struct bry__segment {
  char *name;
  bry__label label;
  char **values;      /* NULL: any text */
  bry__label *labels; /* of the values */
  int32_t value_count;
  bry__strings index; /* of the values */
} bry__segment;

struct bry_survey {
  uint8_t tenant_id[16];
  uint8_t survey_id[16];
  uint8_t salt[32];
  char privacy[16]; /* anonymous, pseudonymous, identified */
  char *slug;
  char *title;
  bry_questionnaire *questionnaire;
  bry__segment *segments;
  int32_t segment_count;
  struct bry__submit_cache *cache; /* memory that submits use again; the one thing that changes */
};

/* Memory for checking answers, kept from one submit to the next; any thread may take some. */
struct bry__submit_cache *bry__submit_cache_new(void); /* NULL: no memory */
void bry__submit_cache_free(struct bry__submit_cache *cache);

enum { BRY__SEGMENTS_MAX = 16, BRY__SEGMENT_BYTES_MAX = 200 };

typedef struct bry__survey_key {
  uint8_t tenant_id[16];
  uint8_t survey_id[16];
} bry__survey_key;

/* From the slug and the tenant chosen on the store. ::BRY_EINVAL */
bry_status bry__survey_key_make(bry_store *store, const char *slug, bry__survey_key *key, bry_error **err);
bry_status bry__survey_not_found(const char *slug, bry_error **err); /* ::BRY_ENOTFOUND */
/* Runs a statement of the parameters tenant and survey in a transaction of its own. ::BRY_ENOTFOUND for no row. */
bry_status bry__survey_ask(bry_store *store, const char *slug, const bry__statement *statement, PGresult **out,
                           bry_error **err);

/* Place of a segment, or -1. */
int32_t bry__survey_segment_find(const bry_survey *survey, const char *name, size_t size);
/* 1 when the survey is of the tenant chosen on the store, else ::BRY_ENOTFOUND in err and 0. */
int bry__survey_is_ours(bry_store *store, const bry_survey *survey, bry_error **err);
/* Checks one segment value (UTF-8, listed, not too long); 1 or 0. */
int bry__segment_accepts(const bry__segment *segment, const char *value, size_t size);

/* Builds a PostgreSQL array in binary form into b (cleared first): the header and elements of `text[]` or
 * `smallint[]`; NULL elements for NULL texts. Used by all who submit. */
struct bry__buffer;
void bry__array_of_texts(struct bry__buffer *b, const char *const *texts, const size_t *sizes, int32_t count);
void bry__array_of_int16(struct bry__buffer *b, const int16_t *values, int32_t count);
/* Hash of everything in a response that must be the same for it to be the same response; 16 bytes. */
struct bry__answers;
void bry__response_hash(const struct bry__answers *answers, const char *const *segments, const size_t *segment_sizes,
                        int32_t segment_count, uint8_t out[16]);

#endif
