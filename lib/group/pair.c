/* Pairs by mutual wishes: reading the wishes, and writing who goes with whom. */
#include "core/buffer.h"
#include "core/mem.h"
#include "core/number.h"
#include "core/strings.h"
#include "core/table.h"
#include "group/crowd.h"
#include "group/matching.h"

#include <bry/group.h>

#include <string.h>

enum { WEIGHT_MAX = 1000000 };

typedef struct wishing {
  const bry_table *wishes;
  int32_t from, to, weight, forbidden, review; /* columns; -1: none */
  bry__strings names;
  int32_t count;
  int32_t *from_of, *to_of; /* of a row: numbers of names */
  int64_t *wish;            /* [from * count + to]; 0: none */
  uint8_t *never;           /* likewise, both ways */
  int32_t *row;             /* likewise: row + 1 of the wish */
  int64_t *both;            /* weight of a pair; 0: it can't be one */
  int32_t *mate;
} wishing;

static void wishing_clear(wishing *w) {
  bry__strings_clear(&w->names);
  bry__free(w->from_of);
  bry__free(w->to_of);
  bry__free(w->wish);
  bry__free(w->never);
  bry__free(w->row);
  bry__free(w->both);
  bry__free(w->mate);
}

/* --- reading ----------------------------------------------------------------------------------------------------------- */

static bry_status find_columns(wishing *w, bry_error **err) {
  w->from = bry_table_find_column(w->wishes, "from");
  w->to = bry_table_find_column(w->wishes, "to");
  w->weight = bry_table_find_column(w->wishes, "weight");
  w->forbidden = bry_table_find_column(w->wishes, "forbidden");
  w->review = bry_table_find_column(w->wishes, "review");
  if (w->from >= 0 && w->to >= 0) return BRY_OK;
  return bry__error(err, BRY_ENOTFOUND, "There is no column \"%s\": wishes have columns from and to.",
                    w->from < 0 ? "from" : "to");
}

static bry_status refuse(int64_t row, const char *what, bry_error **err) {
  return bry__error(err, BRY_EREFUSED, "Row %lld: %s.", (long long)row + 1, what);
}

static bry_status read_name(wishing *w, int64_t row, int32_t column, int32_t *out, bry_error **err) {
  bry__buffer text = {0};
  bry__put_value(&text, w->wishes, row, column);
  int64_t number = text.size > 0 && !text.failed ? bry__strings_add(&w->names, text.data, text.size) : -1;
  int failed = text.failed, empty = text.size == 0;
  bry__buffer_free(&text);
  if (!failed && empty) return refuse(row, "\"from\" and \"to\" must both be there", err);
  if (number < 0) return bry__enomem(err);
  if (number >= BRY__MATCHING_MAX)
    return bry__error(err, BRY_ELIMIT, "There are too many names: at most %d can be paired.", (int)BRY__MATCHING_MAX);
  *out = (int32_t)number;
  return BRY_OK;
}

static bry_status read_names(wishing *w, bry_error **err) {
  int64_t rows = bry_table_row_count(w->wishes);
  bry_status status = BRY_OK;
  w->from_of = bry__alloc_zero((size_t)rows, sizeof *w->from_of);
  w->to_of = bry__alloc_zero((size_t)rows, sizeof *w->to_of);
  if (!w->from_of || !w->to_of) return bry__enomem(err);
  for (int64_t row = 0; row < rows && status == BRY_OK; row++) {
    status = read_name(w, row, w->from, &w->from_of[row], err);
    if (status == BRY_OK) status = read_name(w, row, w->to, &w->to_of[row], err);
    if (status == BRY_OK && w->from_of[row] == w->to_of[row])
      status = refuse(row, "\"from\" and \"to\" are the same; nobody is paired with themselves", err);
  }
  w->count = (int32_t)w->names.count;
  return status;
}

static bry_status read_weight(const wishing *w, int64_t row, int64_t *out, bry_error **err) {
  bry__buffer text = {0};
  *out = 1;
  if (w->weight < 0 || bry_table_missing(w->wishes, row, w->weight) != BRY_PRESENT) return BRY_OK;
  bry__put_value(&text, w->wishes, row, w->weight);
  int failed = text.failed;
  int good = !failed && bry__int64_parse(text.data, text.size, out) && *out >= 1 && *out <= WEIGHT_MAX;
  bry__buffer_free(&text);
  if (failed) return bry__enomem(err);
  return good ? BRY_OK : refuse(row, "\"weight\" must be a whole number from 1 to 1000000", err);
}

static bry_status is_forbidden(const wishing *w, int64_t row, int *out, bry_error **err) {
  bry__buffer text = {0};
  *out = 0;
  if (w->forbidden < 0) return BRY_OK;
  bry__put_value(&text, w->wishes, row, w->forbidden);
  int failed = text.failed;
  *out = !failed && text.size > 0 && strcmp(text.data, "0") != 0 && strcmp(text.data, "no") != 0;
  bry__buffer_free(&text);
  return failed ? bry__enomem(err) : BRY_OK;
}

static bry_status read_wish(wishing *w, int64_t row, bry_error **err) {
  int64_t there = (int64_t)w->from_of[row] * w->count + w->to_of[row], weight = 0;
  int64_t back = (int64_t)w->to_of[row] * w->count + w->from_of[row];
  int forbidden = 0;
  bry_status status = is_forbidden(w, row, &forbidden, err);
  if (status == BRY_OK && forbidden) {
    w->never[there] = w->never[back] = 1;
    return BRY_OK;
  }
  if (status == BRY_OK) status = read_weight(w, row, &weight, err);
  if (status != BRY_OK) return status;
  if (w->wish[there] > 0) return refuse(row, "this wish stands in an earlier row; write each once", err);
  w->wish[there] = weight;
  w->row[there] = (int32_t)(row + 1);
  return BRY_OK;
}

static bry_status read_wishes(wishing *w, bry_error **err) {
  size_t cells = (size_t)w->count * (size_t)w->count;
  bry_status status = BRY_OK;
  w->wish = bry__alloc_zero(cells, sizeof *w->wish);
  w->both = bry__alloc_zero(cells, sizeof *w->both);
  w->row = bry__alloc_zero(cells, sizeof *w->row);
  w->never = bry__alloc_zero(cells, 1);
  w->mate = bry__alloc_zero((size_t)w->count, sizeof *w->mate);
  if (!w->wish || !w->both || !w->row || !w->never || !w->mate) return bry__enomem(err);
  for (int64_t row = 0; row < bry_table_row_count(w->wishes) && status == BRY_OK; row++)
    status = read_wish(w, row, err);
  return status;
}

static void weigh_pairs(wishing *w, int32_t one_sided) {
  int64_t n = w->count;
  for (int64_t a = 0; a < n; a++)
    for (int64_t b = 0; b < n; b++) {
      int64_t there = w->wish[a * n + b], back = w->wish[b * n + a];
      if (w->never[a * n + b] || (!one_sided && (there == 0 || back == 0))) continue;
      w->both[a * n + b] = there + back;
    }
}

/* --- writing ------------------------------------------------------------------------------------------------------------ */

/* The earlier of the dates of both sides, as text; "": none. */
static void put_review(const wishing *w, int32_t a, int32_t b, bry__buffer *out) {
  bry__buffer other = {0};
  int32_t rows[2] = {w->row[(int64_t)a * w->count + b], w->row[(int64_t)b * w->count + a]};
  bry__buffer_clear(out);
  if (w->review < 0) return;
  if (rows[0] > 0) bry__put_value(out, w->wishes, rows[0] - 1, w->review);
  if (rows[1] > 0) bry__put_value(&other, w->wishes, rows[1] - 1, w->review);
  if (other.size > 0 && (out->size == 0 || strcmp(other.data, out->data) < 0)) {
    bry__buffer_clear(out);
    bry__buffer_text(out, other.data);
  }
  out->failed |= other.failed;
  bry__buffer_free(&other);
}

static void put_pair(const wishing *w, bry_table *t, int32_t a, bry__buffer *text) {
  int32_t b = w->mate[a];
  const bry__string *name = w->names.items;
  bry__table_row(t);
  bry__table_set_text_n(t, 0, name[a].text, name[a].size);
  if (b < 0) return;
  bry__table_set_text_n(t, 1, name[b].text, name[b].size);
  bry__table_set_int64(t, 2, w->both[(int64_t)a * w->count + b]);
  bry__table_set_int64(t, 3, w->wish[(int64_t)a * w->count + b]);
  bry__table_set_int64(t, 4, w->wish[(int64_t)b * w->count + a]);
  put_review(w, a, b, text);
  if (text->size > 0 && !text->failed) bry__table_set_text_n(t, 5, text->data, text->size);
}

static bry_status put_pairs(const wishing *w, bry_table **out, bry_error **err) {
  bry__buffer text = {0};
  bry_table *t = bry__table_new("pairs", "Par", "Par", "Pairs");
  bry__table_column(t, "a", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, NULL, NULL, NULL);
  bry__table_column(t, "b", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, NULL, NULL, NULL);
  bry__table_column(t, "weight", BRY_TYPE_INT64, BRY_ROLE_ATTRIBUTE, "Vekt", "Vekt", "Weight");
  bry__table_column(t, "weight_a", BRY_TYPE_INT64, BRY_ROLE_ATTRIBUTE, "Vekt fra a", "Vekt frå a", "Weight of a");
  bry__table_column(t, "weight_b", BRY_TYPE_INT64, BRY_ROLE_ATTRIBUTE, "Vekt fra b", "Vekt frå b", "Weight of b");
  bry__table_column(t, "review", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, "Vurderes på nytt", "Vurderast på nytt",
                    "Review");
  for (int pass = 0; pass < 2; pass++) /* pairs first, then those left over */
    for (int32_t a = 0; a < w->count; a++)
      if (pass == 0 ? w->mate[a] > a : w->mate[a] < 0) put_pair(w, t, a, &text);
  if (text.failed) {
    bry_table_free(t);
    t = NULL;
  }
  bry__buffer_free(&text);
  return bry__table_finish(t, out, err);
}

bry_status bry_pair(const bry_table *wishes, int32_t one_sided, bry_table **out, bry_error **err) {
  wishing w = {.wishes = wishes};
  bry__error_reset(err);
  if (!out) return bry__error(err, BRY_EINVAL, "out is NULL: pass a place for the pairs.");
  *out = NULL;
  if (!wishes) return bry__error(err, BRY_EINVAL, "wishes is NULL: pass a table with columns from and to.");
  bry_status status = find_columns(&w, err);
  if (status == BRY_OK) status = read_names(&w, err);
  if (status == BRY_OK) status = read_wishes(&w, err);
  if (status == BRY_OK) {
    weigh_pairs(&w, one_sided);
    status = bry__matching(w.both, w.count, w.mate, err);
  }
  if (status == BRY_OK) status = put_pairs(&w, out, err);
  wishing_clear(&w);
  return status;
}
