/* Submitting many responses in one call: each is checked as if it came alone, and a part of them is stored by the
 * database while the next is checked. */
#include "core/mem.h"
#include "core/uuid.h"
#include "store/batch.h"
#include "store/lookup.h"
#include "store/store.h"
#include "store/submit.h"

#include <bry/response.h>

/* A part is a transaction: long enough to share the cost of its commit, short enough that work overlaps. */
enum { PARTS = 2, PART_ITEMS = 500, PART_BYTES = 1 << 20 };

struct bry_submitted {
  int64_t count;
  int32_t *outcomes;  /* BRY_SUBMIT_..., 0 */
  bry_error **errors; /* NULL: stored */
};

typedef struct job {
  bry__sender sender;
  bry__batch parts[PARTS];
  int filling; /* the one being filled; the other may be on its way */
  bry_submitted *submitted;
  int64_t item; /* being checked */
  uint8_t id[16];
} job;

/* --- outcomes --- */

/* An item's own failure is its outcome; one of the whole is returned. */
static bry_status keep_error(bry_error **kept, bry_status status, bry_error *error, bry_error **err) {
  if (status == BRY_ENOMEM) {
    bry_error_free(error);
    return bry__enomem(err);
  }
  *kept = error;
  return BRY_OK;
}

static bry_status take_fate(job *j, const bry__batch_row *row, char door, bry_error **err) {
  bry_submitted *to = j->submitted;
  bry_error *error = NULL;
  bry_status status = BRY_OK;
  if (row->fate == BRY__FATE_STORED) {
    to->outcomes[row->number] = BRY_SUBMIT_STORED;
  } else if (row->fate == BRY__FATE_NONE && door == BRY__DOOR_OPEN) { /* one of its id was removed at that moment */
    status = bry__error_database(&error, BRY_EDATABASE, NULL, 1,
                                 "A response of this id was removed at this moment: try again.");
  } else {
    const char *word = row->fate == BRY__FATE_REPEATED   ? "same"
                       : row->fate == BRY__FATE_CONFLICT ? "other"
                                                         : bry__door_word(door);
    status = bry__submit_judge(word, j->sender.survey, &to->outcomes[row->number], &error);
  }
  return status == BRY_OK ? BRY_OK : keep_error(&to->errors[row->number], status, error, err);
}

static bry_status take_sent(job *j, bry_error **err) {
  char door = BRY__DOOR_OPEN;
  bry__batch *sent = j->sender.sent;
  if (!sent) return BRY_OK;
  bry_status status = bry__sender_take(&j->sender, &door, err);
  for (size_t i = 0; i < sent->count && status == BRY_OK; i++)
    status = take_fate(j, &sent->rows[i], door, err);
  bry__batch_empty(sent);
  return status;
}

static bry_status send_filled(job *j, bry_error **err) {
  bry_status status = take_sent(j, err);
  if (status != BRY_OK || j->parts[j->filling].count == 0) return status;
  bry__sender_send(&j->sender, &j->parts[j->filling]);
  j->filling = !j->filling;
  return BRY_OK;
}

/* --- items --- */

static bry_status add_checked(const bry__checked *checked, void *user, bry_error **err) {
  job *j = user;
  const bry__batch_item item = {.id = j->id,
                                .hash = checked->hash,
                                .segments = checked->segments,
                                .segment_sizes = checked->segment_sizes,
                                .answers = checked->answers,
                                .number = j->item};
  return bry__batch_add(&j->parts[j->filling], j->sender.survey, &item) == 0 ? BRY_OK : bry__enomem(err);
}

static bry_status check_item(job *j, const bry_submission *item, bry_error **err) {
  if (!bry__uuid_parse(item->response_id, j->id))
    return bry__error(err, BRY_EINVAL, "response_id is not a UUID of 36 characters: bry_uuid_v4() makes one.");
  if (!item->answers) return bry__error(err, BRY_EINVAL, "answers is NULL: give a JSON object.");
  return bry__submit_check(j->sender.survey, item->answers, item->answers_size, item->segments, add_checked, j, err);
}

static bry_status run(job *j, const bry_submission *items, bry_error **err) {
  bry_status status = BRY_OK;
  for (j->item = 0; j->item < j->submitted->count && status == BRY_OK; j->item++) {
    bry_error *error = NULL;
    status = check_item(j, &items[j->item], &error);
    if (status != BRY_OK) status = keep_error(&j->submitted->errors[j->item], status, error, err);
    const bry__batch *part = &j->parts[j->filling];
    int full = part->count >= PART_ITEMS || part->records.size >= PART_BYTES;
    if (status == BRY_OK && full) status = send_filled(j, err);
  }
  if (status == BRY_OK) status = send_filled(j, err);
  return status == BRY_OK ? take_sent(j, err) : status;
}

static bry_submitted *make_submitted(int64_t count) {
  bry_submitted *made = bry__alloc_zero(1, sizeof *made);
  if (!made) return NULL;
  made->outcomes = bry__alloc_zero((size_t)count, sizeof *made->outcomes);
  made->errors = bry__alloc_zero((size_t)count, sizeof(bry_error *));
  if (made->outcomes && made->errors) {
    made->count = count;
    return made;
  }
  bry_submitted_free(made);
  return NULL;
}

bry_status bry_response_submit_many(bry_store *store, const bry_survey *survey, const bry_submission *items,
                                    int64_t count, bry_submitted **out, bry_error **err) {
  bry__error_reset(err);
  if (out) *out = NULL;
  if (!store || !survey || !out || count < 0 || (!items && count > 0))
    return bry__error(err, BRY_EINVAL, "bry_response_submit_many() needs a store, a survey, items and an out.");
  bry_status status = bry__survey_admit(store, survey, err);
  if (status != BRY_OK) return status;
  job j = {.sender = {.store = store, .survey = survey, .tries_again = 1}, .submitted = make_submitted(count)};
  if (!j.submitted) return bry__enomem(err);
  status = run(&j, items, err);
  bry__sender_close(&j.sender, 0);
  for (int i = 0; i < PARTS; i++)
    bry__batch_clear(&j.parts[i]);
  if (status == BRY_OK)
    *out = j.submitted;
  else
    bry_submitted_free(j.submitted);
  return status;
}

int64_t bry_submitted_count(const bry_submitted *submitted) {
  return submitted ? submitted->count : 0;
}

int32_t bry_submitted_outcome_at(const bry_submitted *submitted, int64_t i) {
  return submitted && i >= 0 && i < submitted->count ? submitted->outcomes[i] : 0;
}

const bry_error *bry_submitted_error_at(const bry_submitted *submitted, int64_t i) {
  return submitted && i >= 0 && i < submitted->count ? submitted->errors[i] : NULL;
}

void bry_submitted_free(bry_submitted *submitted) {
  if (!submitted) return;
  for (int64_t i = 0; i < submitted->count; i++)
    bry_error_free(submitted->errors[i]);
  bry__free(submitted->outcomes);
  bry__free(submitted->errors);
  bry__free(submitted);
}
