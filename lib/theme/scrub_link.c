/* E-mail and web addresses. */
#include "theme/scrub.h"

#include <string.h>

enum { SURE = 100, LIKELY = 80, DOMAIN_ALONE = 55 };

static int is_local(uint32_t c) {
  return bry__scrub_is_letter(c) || bry__scrub_is_digit(c) ||
         (c > 0 && c < 0x80 && strchr(".!#$%&'*+/=?^_`{|}~-", (int)c));
}

static int is_host(uint32_t c) {
  return bry__scrub_is_letter(c) || bry__scrub_is_digit(c) || c == '-' || c == '.';
}

/* Where a host that begins at `at` ends, full stops behind it not counted; *dots counts those within. */
static size_t host_end(const bry__scrubber *s, size_t at, int *dots) {
  size_t behind, end = at;
  int met = 0;
  *dots = 0;
  for (uint32_t c; is_host(c = bry__scrub_char(s, at, &behind)); at = behind) {
    if (c == '.') met++;
    if (c == '.' || c == '-') continue;
    end = behind;
    *dots = met;
  }
  return end;
}

/* --- e-mail ----------------------------------------------------------------------------------------------------- */

/* Back over UTF-8 byte by byte: nothing before the last blank or "@" is read twice. */
static size_t local_begin(const bry__scrubber *s, size_t at) {
  size_t begin = at;
  while (begin > 0 && is_local(bry__scrub_char_before(s, begin))) {
    do
      begin--;
    while (begin > 0 && ((unsigned char)s->text[begin] & 0xc0) == 0x80);
  }
  while (begin < at && strchr("'*/=?.&{|(", s->text[begin]))
    begin++; /* punctuation around it */
  return begin;
}

static void take_email(bry__scrubber *s, size_t at) {
  int dots;
  size_t begin = local_begin(s, at), end = host_end(s, at + 1, &dots);
  if (begin < at && end > at + 1) bry__scrub_take(s, begin, end, BRY_SCRUB_EMAIL, dots > 0 ? SURE : LIKELY);
}

static void find_emails(bry__scrubber *s) {
  for (size_t at = 0; at < s->size; at++) {
    const char *sign = memchr(s->text + at, '@', s->size - at);
    if (!sign) return;
    at = (size_t)(sign - s->text);
    take_email(s, at);
  }
}

/* --- web addresses ---------------------------------------------------------------------------------------------- */

static int ends_address(uint32_t c) {
  return c <= 0x20 || c == '"' || c == '<' || c == '>' || c == '`' || c == 0xa0 || c == 0xab || c == 0xbb ||
         c == 0x201c || c == 0x201d || c == 0x202f || c == 0x2009;
}

/* The end of an address, without the punctuation of the sentence it stands in; a bracket that it opened is its own. */
static size_t address_end(const bry__scrubber *s, size_t at) {
  size_t behind, begin = at;
  int open = 0;
  for (uint32_t c; !ends_address(c = bry__scrub_char(s, at, &behind)) && !s->taken[at]; at = behind) {
    if (c == '(') open++;
    if (c == ')' && open-- == 0) break;
  }
  while (at > begin && strchr(".,;:!?'*]}", s->text[at - 1]))
    at--;
  return at;
}

/* Where the scheme begins whose "://" is at `at`; `at` itself when there is none. */
static size_t scheme_begin(const bry__scrubber *s, size_t at) {
  size_t begin = at;
  while (begin > 0 && at - begin < 12) {
    unsigned char c = (unsigned char)s->text[begin - 1];
    if (c >= 0x80 || (!bry__scrub_is_letter(c) && !bry__scrub_is_digit(c) && c != '+')) break;
    begin--;
  }
  return begin;
}

static void find_schemes(bry__scrubber *s) {
  for (size_t at = 0; at < s->size;) {
    const char *found = memmem(s->text + at, s->size - at, "://", 3);
    if (!found) return;
    at = (size_t)(found - s->text);
    size_t begin = scheme_begin(s, at), end = address_end(s, at + 3);
    if (begin < at && end > at + 3) bry__scrub_take(s, begin, end, BRY_SCRUB_URL, SURE);
    at = end > at + 3 ? end : at + 3;
  }
}

static int is_top_level(const char *name, size_t size) {
  static const char *const names[] = {"no", "com", "org", "net", "eu", "se", "dk", "io", "info", "uk", "de"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (strlen(names[i]) == size && memcmp(names[i], name, size) == 0) return 1;
  return 0;
}

/* "www.kommune.no", "kommune.no/skole", "trondheim.kommune.no", "kommune.no". */
static void take_host(bry__scrubber *s, size_t begin, size_t end, int dots) {
  const char *text = s->text + begin;
  int has_www = end - begin > 4 && strncmp(text, "www.", 4) == 0;
  const char *last = memrchr(text, '.', end - begin);
  if (!last || (!has_www && !is_top_level(last + 1, end - begin - (size_t)(last + 1 - text)))) return;
  if (last - text < 2) return;
  int goes_on = end < s->size && (s->text[end] == '/' || s->text[end] == '?');
  size_t whole = goes_on ? address_end(s, end) : end;
  bry__scrub_take(s, begin, whole, BRY_SCRUB_URL, has_www ? SURE : goes_on || dots > 1 ? LIKELY : DOMAIN_ALONE);
}

static void find_hosts(bry__scrubber *s) {
  size_t behind;
  for (size_t at = 0; at < s->size;) {
    uint32_t c = bry__scrub_char(s, at, &behind);
    if (s->taken[at] || (!bry__scrub_is_letter(c) && !bry__scrub_is_digit(c))) {
      at = behind;
      continue;
    }
    int dots;
    size_t end = host_end(s, at, &dots);
    if (dots > 0) take_host(s, at, end, dots);
    at = end;
  }
}

void bry__scrub_links(bry__scrubber *s) {
  if (s->kinds & BRY_SCRUB_URL) find_schemes(s);
  if (s->kinds & BRY_SCRUB_EMAIL) find_emails(s);
  if (s->kinds & BRY_SCRUB_URL) find_hosts(s);
}
