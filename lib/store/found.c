/* bry_survey_discover(): themes found in the answers to an item become a version of a codebook, and what each answer was
 * found to be about its coding by "model". */
#include "store/decisions.h"

#include "core/hash.h"
#include "core/json.h"
#include "core/mem.h"
#include "core/options.h"
#include "store/codebook.h"
#include "store/statements.h"
#include "store/texts_page.h"
#include "theme/matching.h"

#include <bry/coding.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What the model said before, for as long as ids shall last. */
static const bry__statement BEFORE = {
    "found_before",
    "SELECT k.response_id, min(k.theme) FROM bry.coding k WHERE k.tenant_id = $1::uuid AND k.survey_id = $2::uuid"
    " AND k.item = $3::text AND k.codebook = $4::text AND k.coder = 'model' GROUP BY k.response_id"
    " ORDER BY k.response_id",
    BRY__ROWS_MANY};

const bry__statement *const bry__found_statements[] = {&BEFORE, NULL};

enum { ID_SIZE = 64, PAGE = 4000 };

typedef struct found {
  bry__units units;
  char **texts;
  size_t *sizes;
  size_t texts_capacity, sizes_capacity;
  char hash[17]; /* of texts and options */
  bry_discovery *discovery;
  bry_codebook *before, *codebook;
  char (*ids)[ID_SIZE]; /* of the themes */
  int32_t *olds;        /* the theme before that each goes on as; -1: none */
  char **renamed;       /* of the themes before: the label as JSON where people gave one, else NULL */
  int32_t last_id;
} found;

/* --- the texts --- */

static bry_status take_page(found *f, const PGresult *page, bry_error **err) {
  for (int i = 0; i < PQntuples(page); i++) {
    size_t at = f->units.count, size = (size_t)PQgetlength(page, i, BRY__PAGE_TEXT);
    if (bry__grow((void **)&f->texts, &f->texts_capacity, at + 1, sizeof *f->texts) != 0 ||
        bry__grow((void **)&f->sizes, &f->sizes_capacity, at + 1, sizeof *f->sizes) != 0)
      return bry__enomem(err);
    f->texts[at] = bry__strndup(PQgetvalue(page, i, BRY__PAGE_TEXT), size);
    f->sizes[at] = size;
    if (!f->texts[at] || bry__units_add(&f->units, PQgetvalue(page, i, BRY__PAGE_ID)) != 0) {
      bry__free(f->texts[at]);
      return bry__enomem(err);
    }
  }
  return BRY_OK;
}

static bry_status read_texts(const bry__coding *c, found *f, bry_error **err) {
  bry__texts_cursor cursor = {0};
  bry_status status = BRY_OK;
  while (status == BRY_OK && !cursor.at_end) {
    PGresult *page = NULL;
    status = bry__texts_page(c->conn, c->survey, c->slot, &cursor, &page, err);
    if (status == BRY_OK) status = take_page(f, page, err);
    PQclear(page);
  }
  return status;
}

/* Of the texts in their order, and of what changes a result. */
static bry_status make_hash(found *f, const bry_discover_options *o, bry_error **err) {
  bry__buffer b = {0};
  uint8_t hash[16];
  for (size_t i = 0; i < f->units.count; i++) {
    bry__blake2b_128(f->texts[i], f->sizes[i], NULL, 0, hash);
    bry__buffer_add(&b, (const char *)hash, sizeof hash);
  }
  bry__buffer_format(&b, "%llu %d %d %s %s", (unsigned long long)o->seed, o->themes, o->pretokenised,
                     o->lang ? o->lang : "auto", bry_version());
  bry_status status = b.failed ? bry__enomem(err) : BRY_OK;
  if (status == BRY_OK) bry__blake2b_128(b.data, b.size, NULL, 0, hash);
  if (status == BRY_OK) bry__hex(hash, 8, f->hash);
  bry__buffer_free(&b);
  return status;
}

/* --- ids that last --- */

static int is_found(const bry_codebook *codebook) {
  return strstr(bry_codebook_json(codebook), "\"x-found\":{") != NULL;
}

/* Place of a unit, or -1. */
static int64_t place_of(const bry__units *units, const char *id) {
  size_t low = 0, high = units->count;
  while (low < high) {
    size_t middle = (low + high) / 2;
    int order = strcmp(units->items[middle], id);
    if (order == 0) return (int64_t)middle;
    if (order < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return -1;
}

/* Jaccard's index of the answers of each theme now and before. */
static int compare(const found *f, const PGresult *rows, double *likeness, size_t size) {
  int32_t now = bry_discovery_theme_count(f->discovery), then = bry_codebook_theme_count(f->before);
  double *sizes = bry__alloc_zero(size + 1, sizeof *sizes);
  if (!sizes) return -1;
  for (int i = 0; i < PQntuples(rows); i++) {
    int32_t old = bry__codebook_theme_find(f->before, PQgetvalue(rows, i, 1));
    int64_t at = place_of(&f->units, PQgetvalue(rows, i, 0));
    int32_t theme = at >= 0 ? bry_discovery_theme_of(f->discovery, at) : -1;
    if (old < 0 || at < 0) continue;
    sizes[old]++;
    if (theme >= 0) likeness[(size_t)theme * size + (size_t)old]++;
  }
  for (int32_t i = 0; i < now; i++) {
    for (int32_t k = 0; k < then; k++) {
      double *both = &likeness[(size_t)i * size + (size_t)k];
      double either = (double)bry_discovery_theme_size_at(f->discovery, i) + sizes[k] - *both;
      *both = either > 0 ? *both / either : 0;
    }
  }
  bry__free(sizes);
  return 0;
}

/* The largest number of an id "t1", "t2" ... that the codebook has, or ever had. */
static int32_t last_number(const bry_codebook *before) {
  const char *note = strstr(bry_codebook_json(before), "\"last_id\":");
  return note ? (int32_t)strtol(note + strlen("\"last_id\":"), NULL, 10) : 0;
}

/* column[i] < 0: theme i is new. */
static void name_themes(found *f, const int32_t *column, const double *likeness, size_t size) {
  static const double likeness_min = 0.1;
  int32_t last = f->before ? last_number(f->before) : 0;
  for (int32_t i = 0; i < bry_discovery_theme_count(f->discovery); i++) {
    int32_t old = column && f->before && column[i] < bry_codebook_theme_count(f->before) ? column[i] : -1;
    if (old >= 0 && likeness[(size_t)i * size + (size_t)old] < likeness_min) old = -1;
    f->olds[i] = old;
    if (old >= 0)
      snprintf(f->ids[i], ID_SIZE, "%s", bry_codebook_theme_id_at(f->before, old));
    else
      snprintf(f->ids[i], ID_SIZE, "t%d", ++last);
  }
  f->last_id = last;
}

static bry_status keep_ids(const bry__coding *c, found *f, bry_error **err) {
  int32_t now = bry_discovery_theme_count(f->discovery);
  int32_t then = f->before ? bry_codebook_theme_count(f->before) : 0;
  int32_t size = now > then ? now : then;
  double *likeness = bry__alloc_zero((size_t)size * (size_t)size + 1, sizeof *likeness);
  int32_t *column = bry__alloc_zero((size_t)size + 1, sizeof *column);
  PGresult *rows = NULL;
  bry__param params[4];
  f->ids = bry__alloc_zero((size_t)now + 1, sizeof *f->ids);
  f->olds = bry__alloc_zero((size_t)now + 1, sizeof *f->olds);
  bry_status status = likeness && column && f->ids && f->olds ? BRY_OK : bry__enomem(err);
  bry__coding_params(c, params);
  if (status == BRY_OK && f->before) status = bry__db_query(c->conn, &BEFORE, params, 4, &rows, err);
  if (status == BRY_OK && f->before &&
      (compare(f, rows, likeness, (size_t)size) != 0 || bry__match(likeness, size, column) != 0))
    status = bry__enomem(err);
  if (status == BRY_OK) name_themes(f, f->before ? column : NULL, likeness, (size_t)size);
  PQclear(rows);
  bry__free(likeness);
  bry__free(column);
  return status;
}

/* --- the codebook --- */

/* What people called a theme stays with its id; words that were found are its indicators. */
static void write_theme(bry__buffer *b, const found *f, struct json_object *found_theme, int32_t i) {
  const char *label = bry__json_text(found_theme, "label");
  struct json_object *words = bry__json_array(found_theme, "words");
  const char *kept = f->olds[i] >= 0 ? f->renamed[f->olds[i]] : NULL;
  bry__buffer_format(b, "%s{\"id\":\"%s\",\"label\":", i > 0 ? "," : "", f->ids[i]);
  if (kept)
    bry__buffer_text(b, kept);
  else
    bry__buffer_json_string(b, label, strlen(label));
  bry__buffer_text(b, ",\"x-words\":");
  bry__json_canonical(b, words);
  bry__buffer_text(b, ",\"x-found-label\":");
  bry__buffer_json_string(b, label, strlen(label));
  bry__buffer_text(b, ",\"indicators\":{}}");
}

/* Labels that are not those that were found. */
static bry_status read_renamed(found *f, bry_error **err) {
  const bry__json_limits limits = {16 << 20, 64};
  const char *json = bry_codebook_json(f->before);
  struct json_object *document = NULL;
  f->renamed = bry__alloc_zero((size_t)bry_codebook_theme_count(f->before) + 1, sizeof *f->renamed);
  if (!f->renamed) return bry__enomem(err);
  bry_status status = bry__json_parse("The codebook", json, strlen(json), &limits, &document, err);
  struct json_object *themes = status == BRY_OK ? bry__json_array(document, "themes") : NULL;
  for (size_t i = 0; status == BRY_OK && themes && i < json_object_array_length(themes); i++) {
    struct json_object *theme = json_object_array_get_idx(themes, i), *label = NULL;
    const char *own = bry__json_text(theme, "x-found-label"), *now = bry__json_text(theme, "label");
    bry__buffer b = {0};
    if (!own || (now && strcmp(own, now) == 0) || !json_object_object_get_ex(theme, "label", &label)) continue;
    bry__json_canonical(&b, label);
    f->renamed[i] = b.failed ? NULL : bry__strndup(b.data, b.size);
    if (!f->renamed[i]) status = bry__enomem(err);
    bry__buffer_free(&b);
  }
  json_object_put(document);
  return status;
}

static void write_document(bry__buffer *b, const bry__coding *c, const found *f, const bry_discover_options *o,
                           struct json_object *list, const char *version) {
  struct json_object *themes = bry__json_array(list, "themes");
  bry__buffer_text(b, "{\"id\":");
  bry__buffer_json_string(b, c->codebook_id, strlen(c->codebook_id));
  bry__buffer_format(b, ",\"version\":\"%s\",\"themes\":[", version);
  for (int32_t i = 0; i < bry_discovery_theme_count(f->discovery); i++)
    write_theme(b, f, json_object_array_get_idx(themes, (size_t)i), i);
  bry__buffer_format(
      b, "],\"x-found\":{\"hash\":\"%s\",\"texts\":%zu,\"seed\":\"%llu\",\"themes\":%d,\"lang\":\"%s\",", f->hash,
      f->units.count, (unsigned long long)o->seed, (int)o->themes, o->lang ? o->lang : "auto");
  bry__buffer_format(b, "\"pretokenised\":%d,\"library\":\"%s\",\"last_id\":%d}}", (int)o->pretokenised,
                     bry_version(), (int)f->last_id);
}

/* The version is the hash of all that it holds. */
static bry_status make_codebook(const bry__coding *c, found *f, const bry_discover_options *o, bry_error **err) {
  const bry__json_limits limits = {64 << 20, 16};
  bry_text *json = NULL;
  struct json_object *list = NULL;
  bry__buffer b = {0};
  uint8_t hash[16];
  char version[17] = "0";
  bry_status status = bry_discovery_json(f->discovery, &json, err);
  if (status == BRY_OK)
    status = bry__json_parse("The themes", bry_text_data(json), bry_text_size(json), &limits, &list, err);
  for (int named = 0; status == BRY_OK && named < 2; named++) {
    bry__buffer_clear(&b);
    write_document(&b, c, f, o, list, version);
    if (b.failed) status = bry__enomem(err);
    if (status == BRY_OK) bry__blake2b_128(b.data, b.size, NULL, 0, hash);
    if (status == BRY_OK && !named) bry__hex(hash, 8, version);
  }
  if (status == BRY_OK) status = bry_codebook_parse(b.data, b.size, NULL, &f->codebook, err);
  json_object_put(list);
  bry_text_free(json);
  bry__buffer_free(&b);
  return status;
}

/* --- codings --- */

static bry_status write_codings(const bry__coding *c, const found *f, bry_error **err) {
  bry__coded_page page;
  bry__coded_page_init(&page);
  bry_status status = BRY_OK;
  for (size_t i = 0; status == BRY_OK && i < f->units.count; i++) {
    int32_t state = bry_discovery_state_of(f->discovery, (int64_t)i);
    int32_t theme = bry_discovery_theme_of(f->discovery, (int64_t)i);
    bry__coded_page_text(&page, f->units.items[i], state == BRY_TEXT_NON_ANSWER || state == BRY_TEXT_EMPTY);
    if (state == BRY_TEXT_THEMED)
      bry__coded_page_hit(&page, f->units.items[i], f->ids[theme], 0, (int32_t)f->sizes[i], "",
                          bry_discovery_confidence_of(f->discovery, (int64_t)i));
    if (i % PAGE == PAGE - 1 || i + 1 == f->units.count)
      status = bry__coded_page_store(&page, c, "model", bry_codebook_version(f->codebook), 0, err);
  }
  bry__coded_page_free(&page);
  return status;
}

static bry_status store_found(bry__coding *c, const found *f, bry_error **err) {
  bry__decisions d = {0};
  bry_status status = bry__codebook_keep(c->conn, c->survey->tenant_id, f->codebook, err);
  if (status == BRY_OK) status = bry__coding_drop(c, "model", err);
  if (status == BRY_OK) status = write_codings(c, f, err);
  if (status == BRY_OK) status = bry__coding_tally(c, "model", err);
  if (status == BRY_OK) status = bry__decisions_load(c, &d, err);
  if (status == BRY_OK && d.epoch > 0) status = bry__decisions_adopt(c, &d, err);
  if (status == BRY_OK) status = bry__final_make(c, d.verdicts, d.epoch > 0 ? d.codebook : f->codebook, NULL, err);
  bry__decisions_clear(&d);
  return status;
}

/* --- all of it --- */

static bry_status read_before(const bry__coding *c, found *f, bry_error **err) {
  bry_error *error = NULL;
  bry_status status = bry__coding_codebook(c, NULL, &f->before, &error);
  if (status == BRY_ENOTFOUND || !err)
    bry_error_free(error);
  else
    *err = error;
  if (status == BRY_ENOTFOUND) return BRY_OK;
  if (status == BRY_OK && !is_found(f->before))
    status = bry__error(err, BRY_ECONFLICT,
                        "The codebook %s was written, not found: give found themes a codebook of their own.",
                        c->codebook_id);
  return status == BRY_OK ? read_renamed(f, err) : status;
}

static bry_status discover(bry__coding *c, found *f, const bry_discover_options *options, bry_error **err) {
  bry_discover_options o = {0};
  bry_discover_options_init(&o);
  bry_status status = options ? bry__options_read(&o, sizeof o, options, "bry_discover_options_init", err) : BRY_OK;
  if (status == BRY_OK) status = read_before(c, f, err);
  if (status == BRY_OK) status = read_texts(c, f, err);
  if (status == BRY_OK)
    status = bry_theme_discover((const char *const *)f->texts, f->sizes, (int64_t)f->units.count, &o, c->progress,
                                c->user, &f->discovery, err);
  if (status == BRY_OK) status = bry__survey_admit(c->store, c->survey, err); /* the callback may have forked */
  if (status == BRY_OK && bry_discovery_theme_count(f->discovery) == 0)
    status = bry__error(err, BRY_ENOTFOUND, "No themes were found: there are too few answers that say something.");
  if (status == BRY_OK) status = make_hash(f, &o, err);
  if (status == BRY_OK) status = keep_ids(c, f, err);
  if (status == BRY_OK) status = make_codebook(c, f, &o, err);
  if (status == BRY_OK) status = store_found(c, f, err);
  return status == BRY_OK ? bry__coding_commit(c, err) : status;
}

static void clear(found *f) {
  for (size_t i = 0; i < f->units.count; i++)
    bry__free(f->texts[i]);
  for (int32_t i = 0; f->renamed && i < bry_codebook_theme_count(f->before); i++)
    bry__free(f->renamed[i]);
  bry__free(f->texts);
  bry__free(f->sizes);
  bry__free(f->ids);
  bry__free(f->olds);
  bry__free(f->renamed);
  bry__units_free(&f->units);
  bry_discovery_free(f->discovery);
  bry_codebook_free(f->before);
  bry_codebook_free(f->codebook);
}

bry_status bry_survey_discover(bry_store *store, const bry_survey *survey, const char *item, const char *codebook,
                               const bry_discover_options *options, bry_progress_fn progress, void *user,
                               bry_codebook **out, bry_error **err) {
  bry__error_reset(err);
  if (out) *out = NULL;
  if (!store || !survey || !item || !codebook)
    return bry__error(err, BRY_EINVAL, "bry_survey_discover() needs a store, a survey, an item and a codebook.");
  bry__coding c = {.progress = progress, .user = user};
  found f = {0};
  bry_status status = bry__coding_begin(&c, store, survey, item, codebook, err);
  if (status == BRY_OK) status = discover(&c, &f, options, err);
  if (status == BRY_OK && out) {
    *out = f.codebook;
    f.codebook = NULL;
  }
  bry__coding_clear(&c);
  clear(&f);
  return status;
}
