/* Themes of a session's contributions: by hand, found by discovery, or by the rules of a codebook. */
#include "core/mem.h"
#include "core/uuid.h"
#include "store/columns.h"
#include "store/session.h"
#include "store/statements.h"
#include "store/store.h"

#include <bry/theme.h>

#include <string.h>

enum { THEME_BYTES_MAX = 200 };
enum { ID = 0, TEXT = 3, THEME = 4 }; /* columns of bry__contributions() */

static const bry__statement CONTRIBUTION_THEMES = {
    "contribution_themes", "SELECT bry.contribution_themes($1::uuid, $2::uuid, $3::bytea, $4::uuid[], $5::text[])",
    BRY__ROWS_ONE};

const bry__statement *const bry__session_themes_statements[] = {&CONTRIBUTION_THEMES, NULL};

/* Ids and themes, '' for none. */
typedef struct labels {
  bry__column columns[2];
} labels;

static labels no_labels(void) {
  return (labels){{{.type = BRY__OID_UUID}, {.type = BRY__OID_TEXT}}};
}

static bry_status store_labels(labels *l, bry_store *store, const bry__seat *seat, bry_error **err) {
  bry__param params[5] = {BRY__SEAT_PARAMS(*seat)};
  PGresult *result = NULL;
  bry_status status = bry__arrays_bind(l->columns, 2, params, 3, err);
  if (status == BRY_OK) status = bry__session_ask(store, &CONTRIBUTION_THEMES, params, 5, &result, err);
  const char *word = status == BRY_OK ? PQgetvalue(result, 0, 0) : "";
  if (strcmp(word, "phase") == 0) status = bry__session_out_of_phase("theme", err);
  if (strcmp(word, "unknown") == 0)
    status = bry__error(err, BRY_ENOTFOUND, "The session has no such contribution: bry_contribution_list().");
  PQclear(result);
  return status;
}

bry_status bry_contribution_theme(bry_store *store, const char *session_id, const char *token,
                                  const char *contribution, const char *theme, bry_error **err) {
  bry__error_reset(err);
  bry__seat seat;
  uint8_t id[16];
  bry_status status = bry__seat_read(store, session_id, token, &seat, err);
  if (status != BRY_OK) return status;
  if (!bry__uuid_parse(contribution, id))
    return bry__error(err, BRY_EINVAL, "A contribution's id is a UUID of 36 characters: bry_contribution_list().");
  if (theme && !bry__name_valid(theme, THEME_BYTES_MAX))
    return bry__error(err, BRY_EINVAL, "A theme is 1 to %d bytes of UTF-8 on one line.", THEME_BYTES_MAX);
  labels l = no_labels();
  bry__column_uuid(&l.columns[0], id);
  bry__column_text(&l.columns[1], theme ? theme : "");
  status = store_labels(&l, store, &seat, err);
  bry__arrays_free(l.columns, 2);
  return status;
}

/* --- by machine -------------------------------------------------------------------------------------------------- */

/* The contributions that have no theme yet. */
typedef struct unthemed {
  bry__seat seat;
  PGresult *result;
  const char **texts;
  size_t *sizes;
  int *rows;
  int64_t count;
} unthemed;

static void unthemed_clear(unthemed *u) {
  PQclear(u->result);
  bry__free(u->texts);
  bry__free(u->sizes);
  bry__free(u->rows);
}

static bry_status unthemed_read(unthemed *u, bry_store *store, const char *session_id, const char *token,
                                bry_error **err) {
  bry_status status = bry__seat_read(store, session_id, token, &u->seat, err);
  if (status == BRY_OK) status = bry__contributions(store, &u->seat, &u->result, err);
  if (status != BRY_OK) return status;
  size_t rows = (size_t)PQntuples(u->result);
  u->texts = bry__alloc_zero(rows + 1, sizeof *u->texts);
  u->sizes = bry__alloc_zero(rows + 1, sizeof *u->sizes);
  u->rows = bry__alloc_zero(rows + 1, sizeof *u->rows);
  if (!u->texts || !u->sizes || !u->rows) return bry__enomem(err);
  for (int row = 0; row < PQntuples(u->result); row++) {
    if (!PQgetisnull(u->result, row, THEME)) continue;
    u->texts[u->count] = PQgetvalue(u->result, row, TEXT);
    u->sizes[u->count] = (size_t)PQgetlength(u->result, row, TEXT);
    u->rows[u->count++] = row;
  }
  return BRY_OK;
}

/* A label that is longer than a theme may be is cut at a character. */
static void add_label(labels *l, const unthemed *u, int64_t i, const char *label) {
  char cut[THEME_BYTES_MAX + 1];
  size_t size = strlen(label) < THEME_BYTES_MAX ? strlen(label) : THEME_BYTES_MAX;
  while (size > 0 && ((unsigned char)label[size] & 0xC0) == 0x80)
    size--;
  memcpy(cut, label, size);
  cut[size] = '\0';
  bry__column_id(&l->columns[0], PQgetvalue(u->result, u->rows[i], ID));
  bry__column_text(&l->columns[1], cut);
}

/* Also without labels, so that the phase is looked at. */
static bry_status keep_labels(labels *l, const unthemed *u, bry_store *store, int64_t *out_count, bry_error **err) {
  bry_status status = store_labels(l, store, &u->seat, err);
  if (status == BRY_OK && out_count) *out_count = l->columns[0].count;
  return status;
}

bry_status bry_session_discover(bry_store *store, const char *session_id, const char *token,
                                const bry_discover_options *options, int64_t *out_count, bry_error **err) {
  bry__error_reset(err);
  if (out_count) *out_count = 0;
  unthemed u = {.count = 0};
  labels l = no_labels();
  bry_discovery *found = NULL;
  bry_status status = unthemed_read(&u, store, session_id, token, err);
  if (status == BRY_OK) status = bry_theme_discover(u.texts, u.sizes, u.count, options, NULL, NULL, &found, err);
  for (int64_t i = 0; status == BRY_OK && i < u.count; i++) {
    int32_t theme = bry_discovery_theme_of(found, i);
    if (theme >= 0) add_label(&l, &u, i, bry_discovery_theme_label_at(found, theme));
  }
  if (status == BRY_OK) status = keep_labels(&l, &u, store, out_count, err);
  bry_discovery_free(found);
  bry__arrays_free(l.columns, 2);
  unthemed_clear(&u);
  return status;
}

/* Hits come ordered by text: of each the theme of the most confidence, the first of equal ones. */
static void add_clearest(labels *l, const unthemed *u, const bry_codings *codings, const bry_codebook *codebook,
                         const char *lang) {
  int64_t best = -1;
  for (int64_t i = 0; i < bry_codings_count(codings); i++) {
    if (best < 0 || bry_codings_confidence_at(codings, i) > bry_codings_confidence_at(codings, best)) best = i;
    int64_t text = bry_codings_text_at(codings, i);
    if (i + 1 < bry_codings_count(codings) && bry_codings_text_at(codings, i + 1) == text) continue;
    add_label(l, u, text, bry_codebook_theme_label_at(codebook, bry_codings_theme_at(codings, best), lang));
    best = -1;
  }
}

bry_status bry_session_code(bry_store *store, const char *session_id, const char *token, const bry_codebook *codebook,
                            const char *lang, int64_t *out_count, bry_error **err) {
  bry__error_reset(err);
  if (out_count) *out_count = 0;
  if (!codebook) return bry__error(err, BRY_EINVAL, "The codebook is NULL: make one with bry_codebook_parse().");
  unthemed u = {.count = 0};
  labels l = no_labels();
  bry_codings *codings = NULL;
  bry_status status = unthemed_read(&u, store, session_id, token, err);
  if (status == BRY_OK) status = bry_theme_code(codebook, u.texts, u.sizes, u.count, NULL, NULL, &codings, err);
  if (status == BRY_OK) {
    add_clearest(&l, &u, codings, codebook, lang);
    status = keep_labels(&l, &u, store, out_count, err);
  }
  bry_codings_free(codings);
  bry__arrays_free(l.columns, 2);
  unthemed_clear(&u);
  return status;
}
