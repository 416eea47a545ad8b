/* Learning from the store, and bry_survey_suggest(): texts that people decided on, or that a found theme holds, with what
 * they are coded as, and others beside them, which tell what words are common. */
#include "store/learn.h"

#include "core/mem.h"
#include "store/codebook.h"
#include "store/statements.h"
#include "store/texts_page.h"

#include <bry/coding.h>
#include <stdlib.h>
#include <string.h>

enum { LEARN_MAX = 10000 };

/* What was found, as labels: of the texts that it was found in. OFFSET 0 as in codings.c. */
static const bry__statement FOUND = {
    "learn_found",
    "SELECT c.response_id, min(k.theme) FROM bry.coded c CROSS JOIN LATERAL (SELECT theme FROM bry.coding"
    " WHERE tenant_id = $1::uuid AND survey_id = $2::uuid AND item = $3::text AND codebook = $4::text"
    " AND coder = 'model' AND response_id = c.response_id OFFSET 0) k WHERE c.tenant_id = $1::uuid"
    " AND c.survey_id = $2::uuid AND c.item = $3::text AND c.codebook = $4::text AND c.coder = 'model' AND NOT c.late"
    " GROUP BY c.response_id ORDER BY c.response_id LIMIT $5::int",
    BRY__ROWS_MANY};

const bry__statement *const bry__learn_statements[] = {&FOUND, NULL};

/* Labels by unit, in the order of units. */
typedef struct labels {
  bry__units units;
  bry__buffer *items;
  size_t capacity;
  const bry_codebook *codebook;
} labels;

typedef struct lesson {
  labels labels;
  char **texts;
  size_t *sizes;
  const char **given;
  size_t count, others, texts_capacity, sizes_capacity, given_capacity;
} lesson;

/* The label of a unit, which comes after all others; NULL: no memory. */
static bry__buffer *label_for(labels *l, const char *unit) {
  if (l->units.count > 0 && strcmp(l->units.items[l->units.count - 1], unit) == 0)
    return &l->items[l->units.count - 1];
  if (bry__grow((void **)&l->items, &l->capacity, l->units.count + 1, sizeof *l->items) != 0) return NULL;
  l->items[l->units.count] = (bry__buffer){0};
  return bry__units_add(&l->units, unit) == 0 ? &l->items[l->units.count - 1] : NULL;
}

/* A unit that was read is "-" until a theme comes. */
static int take_ruling(const char *unit, const char *theme, int given, void *user) {
  labels *l = user;
  if (theme && (!given || bry__codebook_theme_find(l->codebook, theme) < 0)) return 0;
  bry__buffer *label = label_for(l, unit);
  if (!label) return -1;
  if (theme && strcmp(label->size > 0 ? label->data : "", "-") == 0) bry__buffer_clear(label);
  if (theme && label->size > 0) bry__buffer_char(label, ';');
  bry__buffer_text(label, theme ? theme : "-");
  return label->failed ? -1 : 0;
}

static bry_status take_found(const bry__coding *c, labels *l, bry_error **err) {
  bry__int_param most;
  bry__param params[5];
  PGresult *result = NULL;
  bry__coding_params(c, params);
  params[4] = bry__param_int(&most, LEARN_MAX);
  bry_status status = bry__db_query(c->conn, &FOUND, params, 5, &result, err);
  for (int i = 0; status == BRY_OK && i < PQntuples(result); i++) {
    if (take_ruling(PQgetvalue(result, i, 0), PQgetvalue(result, i, 1), 1, l) != 0) status = bry__enomem(err);
  }
  PQclear(result);
  return status;
}

static const char *label_of(const labels *l, const char *unit) {
  if (!bry__units_has(&l->units, unit)) return NULL;
  size_t low = 0, high = l->units.count;
  while (high - low > 1) {
    size_t middle = (low + high) / 2;
    if (strcmp(l->units.items[middle], unit) <= 0)
      low = middle;
    else
      high = middle;
  }
  return l->items[low].data;
}

static int take_text(lesson *s, const char *unit, const char *text, size_t size) {
  const char *label = label_of(&s->labels, unit);
  size_t reserved = s->labels.units.count < LEARN_MAX ? s->labels.units.count : LEARN_MAX;
  if (s->count >= LEARN_MAX || (!label && s->others >= LEARN_MAX - reserved)) return 0;
  if (bry__grow((void **)&s->texts, &s->texts_capacity, s->count + 1, sizeof *s->texts) != 0 ||
      bry__grow((void **)&s->sizes, &s->sizes_capacity, s->count + 1, sizeof *s->sizes) != 0 ||
      bry__grow((void **)&s->given, &s->given_capacity, s->count + 1, sizeof *s->given) != 0)
    return -1;
  s->texts[s->count] = bry__strndup(text, size);
  s->sizes[s->count] = size;
  s->given[s->count] = label;
  s->others += label == NULL;
  return s->texts[s->count++] ? 0 : -1;
}

static bry_status read_texts(const bry__coding *c, lesson *s, bry_error **err) {
  bry__texts_cursor cursor = {0};
  bry_status status = BRY_OK;
  while (status == BRY_OK && !cursor.at_end) {
    PGresult *page = NULL;
    status = bry__texts_page(c->conn, c->survey, c->slot, &cursor, &page, err);
    for (int i = 0; status == BRY_OK && i < PQntuples(page); i++) {
      if (take_text(s, PQgetvalue(page, i, BRY__PAGE_ID), PQgetvalue(page, i, BRY__PAGE_TEXT),
                    (size_t)PQgetlength(page, i, BRY__PAGE_TEXT)) != 0)
        status = bry__enomem(err);
    }
    PQclear(page);
  }
  return status;
}

static void clear(lesson *s) {
  for (size_t i = 0; i < s->count; i++)
    bry__free(s->texts[i]);
  for (size_t i = 0; i < s->labels.units.count; i++)
    bry__buffer_free(&s->labels.items[i]);
  bry__free(s->texts);
  bry__free(s->sizes);
  bry__free(s->given);
  bry__free(s->labels.items);
  bry__units_free(&s->labels.units);
}

bry_status bry__learn(bry__coding *c, const bry__decisions *d, const bry_codebook *codebook, bry_coder **out,
                      bry_error **err) {
  lesson s = {.labels.codebook = codebook};
  bry_status status = bry__rulings(d->verdicts, take_ruling, &s.labels, err);
  if (status == BRY_OK && s.labels.units.count == 0) status = take_found(c, &s.labels, err);
  if (status == BRY_OK && s.labels.units.count == 0)
    status = bry__error(err, BRY_ENOTFOUND,
                        "Nobody has coded an answer to this item yet: begin with bry_survey_decide().");
  if (status == BRY_OK) status = read_texts(c, &s, err);
  if (status == BRY_OK)
    status = bry_coder_learn(codebook, (const char *const *)s.texts, s.sizes, s.given, (int64_t)s.count, out, err);
  clear(&s);
  return status;
}

/* --- bry_survey_suggest() --- */

static bry_status suggest(bry__coding *c, bry_error **err) {
  bry__decisions d = {0};
  bry_coder *learned = NULL;
  bry_status status = bry__decisions_load(c, &d, err);
  if (status == BRY_OK && d.epoch == 0)
    status = bry__error(err, BRY_ENOTFOUND,
                        "Nobody has coded an answer to this item yet: begin with bry_survey_decide().");
  if (status == BRY_OK) status = bry__decisions_apply(c, &d, err);
  if (status == BRY_OK) status = bry__learn(c, &d, d.codebook, &learned, err);
  bry__method model = {"model", d.codebook, learned};
  if (status == BRY_OK) status = bry__coding_all(c, &model, err);
  if (status == BRY_OK) status = bry__final_make(c, d.verdicts, d.codebook, NULL, err);
  if (status == BRY_OK) status = bry__coding_commit(c, err);
  bry_coder_free(learned);
  bry__decisions_clear(&d);
  return status;
}

bry_status bry_survey_suggest(bry_store *store, const bry_survey *survey, const char *item, const char *codebook,
                              bry_progress_fn progress, void *user, int64_t *out_count, bry_error **err) {
  bry__error_reset(err);
  if (out_count) *out_count = 0;
  if (!store || !survey || !item || !codebook)
    return bry__error(err, BRY_EINVAL, "bry_survey_suggest() needs a store, a survey, an item and a codebook.");
  bry__coding c = {.progress = progress, .user = user};
  bry_status status = bry__coding_begin(&c, store, survey, item, codebook, err);
  if (status == BRY_OK) status = suggest(&c, err);
  if (status == BRY_OK && out_count) *out_count = c.done;
  bry__coding_clear(&c);
  return status;
}
