/* Scrubbing: options, the copy with placeholders, and what was found. The finding is scrub_link.c's, scrub_number.c's and
 * scrub_name.c's. */
#include "theme/scrub.h"

#include "core/buffer.h"
#include "core/error.h"
#include "core/mem.h"
#include "core/options.h"
#include "core/utf8.h"

#include <stdlib.h>
#include <string.h>

enum { DEFAULT_CONFIDENCE = 50, MOST_CONFIDENCE = 100 };

struct bry_scrubbed {
  bry__scrub_place *places;
  int64_t count;
  int32_t min_confidence;
  char *text;
  size_t size;
};

static const struct {
  int32_t kind;
  const char *name;
  const char *nb, *nn, *en; /* what stands in the text */
} kinds[] = {
    {BRY_SCRUB_IDENTITY, "identity", "[fødselsnummer]", "[fødselsnummer]", "[national identity number]"},
    {BRY_SCRUB_ACCOUNT, "account", "[kontonummer]", "[kontonummer]", "[account number]"},
    {BRY_SCRUB_PHONE, "phone", "[telefon]", "[telefon]", "[phone]"},
    {BRY_SCRUB_EMAIL, "email", "[e-post]", "[e-post]", "[e-mail]"},
    {BRY_SCRUB_URL, "url", "[nettadresse]", "[nettadresse]", "[web address]"},
    {BRY_SCRUB_IP, "ip", "[IP-adresse]", "[IP-adresse]", "[IP address]"},
    {BRY_SCRUB_POSTCODE, "postcode", "[poststed]", "[poststad]", "[postal town]"},
    {BRY_SCRUB_PLATE, "plate", "[bilnummer]", "[bilnummer]", "[car plate]"},
    {BRY_SCRUB_ADDRESS, "address", "[adresse]", "[adresse]", "[address]"},
    {BRY_SCRUB_NAME, "name", "[navn]", "[namn]", "[name]"},
};

enum { KIND_COUNT = sizeof kinds / sizeof *kinds };

static int kind_place(int32_t kind) {
  int i = 0;
  while (i < KIND_COUNT && kinds[i].kind != kind)
    i++;
  return i;
}

const char *bry_scrub_kind_name(int32_t kind) {
  int i = kind_place(kind);
  return i < KIND_COUNT ? kinds[i].name : NULL;
}

static const char *placeholder(int32_t kind, const char *lang) {
  int i = kind_place(kind);
  if (strcmp(lang, "en") == 0) return kinds[i].en;
  return strcmp(lang, "nn") == 0 ? kinds[i].nn : kinds[i].nb;
}

void bry_scrub_options_init(bry_scrub_options *options) {
  if (!options) return;
  *options = (bry_scrub_options){
      .struct_size = sizeof *options, .kinds = BRY_SCRUB_EVERYTHING, .min_confidence = DEFAULT_CONFIDENCE};
}

static int is_language(const char *lang) {
  return strcmp(lang, "nb") == 0 || strcmp(lang, "nn") == 0 || strcmp(lang, "en") == 0;
}

static bry_status read_options(bry_scrub_options *to, const bry_scrub_options *from, bry_error **err) {
  bry_scrub_options_init(to);
  bry_status status = from ? bry__options_read(to, sizeof *to, from, "bry_scrub_options_init", err) : BRY_OK;
  if (status != BRY_OK) return status;
  if (!to->lang) to->lang = "nb";
  if (to->kinds <= 0 || to->kinds > BRY_SCRUB_EVERYTHING)
    return bry__error(err, BRY_EINVAL, "bry_scrub: kinds is one or several of BRY_SCRUB_..., added up");
  if (to->min_confidence < 1 || to->min_confidence > MOST_CONFIDENCE)
    return bry__error(err, BRY_EINVAL, "bry_scrub: min_confidence is 1 to 100");
  if (!is_language(to->lang)) return bry__error(err, BRY_EINVAL, "bry_scrub: lang is \"nb\", \"nn\" or \"en\"");
  return BRY_OK;
}

/* --- places ----------------------------------------------------------------------------------------------------- */

int bry__scrub_is_free(const bry__scrubber *s, size_t begin, size_t end) {
  return !memchr(s->taken + begin, 1, end - begin);
}

int bry__scrub_take(bry__scrubber *s, size_t begin, size_t end, int32_t kind, int32_t confidence) {
  if ((s->kinds & kind) == 0 || begin >= end || !bry__scrub_is_free(s, begin, end)) return 0;
  if (bry__grow((void **)&s->places, &s->capacity, s->count + 1, sizeof *s->places) != 0) {
    s->failed = 1;
    return 0;
  }
  s->places[s->count++] = (bry__scrub_place){begin, end, kind, confidence};
  memset(s->taken + begin, 1, end - begin);
  return 1;
}

static int by_begin(const void *a, const void *b) {
  size_t left = ((const bry__scrub_place *)a)->begin, right = ((const bry__scrub_place *)b)->begin;
  return (left > right) - (left < right);
}

static void find_places(bry__scrubber *s) {
  bry__scrub_links(s);
  bry__scrub_numbers(s);
  bry__scrub_streets(s);
  bry__scrub_names(s);
  if (s->count > 1) qsort(s->places, s->count, sizeof *s->places, by_begin);
}

/* --- the copy --------------------------------------------------------------------------------------------------- */

static int write_copy(bry_scrubbed *to, const char *text, size_t size, const char *lang) {
  bry__buffer b = {0};
  size_t at = 0;
  for (int64_t i = 0; i < to->count; i++) {
    const bry__scrub_place *place = &to->places[i];
    if (place->confidence < to->min_confidence) continue;
    bry__buffer_add(&b, text + at, place->begin - at);
    bry__buffer_text(&b, placeholder(place->kind, lang));
    at = place->end;
  }
  if (size > at) bry__buffer_add(&b, text + at, size - at);
  bry__buffer_text(&b, "");
  if (b.failed) {
    bry__buffer_free(&b);
    return -1;
  }
  to->text = b.data;
  to->size = b.size;
  return 0;
}

bry_status bry_scrub(const char *text, size_t size, const bry_scrub_options *options, bry_scrubbed **out,
                     bry_error **err) {
  bry__error_reset(err);
  if (out) *out = NULL;
  if (!out || (!text && size > 0)) return bry__error(err, BRY_EINVAL, "bry_scrub: give a text and a place for out");
  bry_scrub_options o;
  bry_status status = read_options(&o, options, err);
  if (status != BRY_OK) return status;
  if (!bry__utf8_valid(text, size, NULL)) return bry__error(err, BRY_EPARSE, "bry_scrub: the text is not UTF-8");
  bry__scrubber s = {.text = text, .size = size, .kinds = o.kinds, .taken = bry__alloc_zero(size + 1, 1)};
  bry_scrubbed *scrubbed = bry__alloc_zero(1, sizeof *scrubbed);
  s.failed = !s.taken || !scrubbed;
  if (!s.failed) find_places(&s);
  if (!s.failed) {
    scrubbed->places = s.places;
    scrubbed->count = (int64_t)s.count;
    scrubbed->min_confidence = o.min_confidence;
    s.places = NULL;
    s.failed = write_copy(scrubbed, text, size, o.lang) != 0;
  }
  bry__free(s.taken);
  bry__free(s.places);
  if (s.failed) {
    bry_scrubbed_free(scrubbed);
    return bry__enomem(err);
  }
  *out = scrubbed;
  return BRY_OK;
}

void bry_scrubbed_free(bry_scrubbed *scrubbed) {
  if (!scrubbed) return;
  bry__free(scrubbed->places);
  bry__free(scrubbed->text);
  bry__free(scrubbed);
}

const char *bry_scrubbed_text(const bry_scrubbed *scrubbed) {
  return scrubbed ? scrubbed->text : "";
}

size_t bry_scrubbed_size(const bry_scrubbed *scrubbed) {
  return scrubbed ? scrubbed->size : 0;
}

int64_t bry_scrubbed_count(const bry_scrubbed *scrubbed) {
  return scrubbed ? scrubbed->count : 0;
}

static const bry__scrub_place *place_at(const bry_scrubbed *scrubbed, int64_t i) {
  return scrubbed && i >= 0 && i < scrubbed->count ? &scrubbed->places[i] : NULL;
}

int32_t bry_scrubbed_kind_at(const bry_scrubbed *scrubbed, int64_t i) {
  const bry__scrub_place *place = place_at(scrubbed, i);
  return place ? place->kind : 0;
}

int64_t bry_scrubbed_begin_at(const bry_scrubbed *scrubbed, int64_t i) {
  const bry__scrub_place *place = place_at(scrubbed, i);
  return place ? (int64_t)place->begin : -1;
}

int64_t bry_scrubbed_end_at(const bry_scrubbed *scrubbed, int64_t i) {
  const bry__scrub_place *place = place_at(scrubbed, i);
  return place ? (int64_t)place->end : -1;
}

int32_t bry_scrubbed_confidence_at(const bry_scrubbed *scrubbed, int64_t i) {
  const bry__scrub_place *place = place_at(scrubbed, i);
  return place ? place->confidence : 0;
}

int32_t bry_scrubbed_replaced_at(const bry_scrubbed *scrubbed, int64_t i) {
  const bry__scrub_place *place = place_at(scrubbed, i);
  return place && place->confidence >= scrubbed->min_confidence;
}
