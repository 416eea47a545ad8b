/* Numbers that tell who: national identity numbers, bank accounts, phones, IPv4 addresses, car plates. A number is read as
 * the groups of digits that it is written in.
 *
 * Identity numbers: weights and remainders by Skatteetaten (forskrift til folkeregisterloven § 2-2-1, and "Nytt
 * fødselsnummer 2032" for the remainders 0 to 3 of the first check digit). Accounts: modulus 11, weights 5 4 3 2 7 6 5 4
 * 3 2. IBAN: ISO 13616, modulus 97. */
#include "theme/scrub.h"

#include <string.h>

enum { GROUPS_MAX = 9, DIGITS_MAX = 16, IDENTITY_DIGITS = 11, PHONE_DIGITS = 8, NORWEGIAN_PHONE_DIGITS = 10 };

typedef enum gap { GAP_NONE, GAP_BLANK, GAP_DOT, GAP_DASH } gap;

/* Groups of digits that follow each other, a single sign between. */
typedef struct run {
  size_t begin[GROUPS_MAX], end[GROUPS_MAX];
  gap before[GROUPS_MAX]; /* what stands before a group; GAP_NONE before the first */
  int count;
  int international; /* a plus stands before the first */
} run;

/* --- reading ---------------------------------------------------------------------------------------------------- */

static size_t digits_end(const bry__scrubber *s, size_t at) {
  while (at < s->size && bry__scrub_is_digit((unsigned char)s->text[at]))
    at++;
  return at;
}

static gap gap_at(const bry__scrubber *s, size_t at, size_t *behind) {
  uint32_t c = bry__scrub_char(s, at, behind);
  if (bry__scrub_is_blank(c)) return GAP_BLANK;
  if (c == '.') return GAP_DOT;
  return c == '-' || c == 0x2010 || c == 0x2011 || c == 0x2013 ? GAP_DASH : GAP_NONE;
}

static int digit_at(const bry__scrubber *s, size_t at) {
  return at < s->size && bry__scrub_is_digit((unsigned char)s->text[at]);
}

/* The gap of "(+47) 912 34 567". */
static gap bracket_gap(const bry__scrubber *s, size_t at, size_t *behind) {
  if (at >= s->size || s->text[at] != ')') return GAP_NONE;
  *behind = bry__scrub_skip_blanks(s, at + 1);
  return GAP_BLANK;
}

static run read_run(const bry__scrubber *s, size_t begin) {
  run r = {.international = begin > 0 && s->text[begin - 1] == '+'};
  gap g = GAP_NONE;
  while (r.count < GROUPS_MAX) {
    r.begin[r.count] = begin;
    r.end[r.count] = digits_end(s, begin);
    r.before[r.count] = g;
    size_t end = r.end[r.count++], behind = end;
    g = gap_at(s, end, &behind);
    if (g == GAP_NONE && r.international && r.count == 1) g = bracket_gap(s, end, &behind);
    if (g == GAP_NONE || !digit_at(s, behind)) break;
    begin = behind;
  }
  return r;
}

static size_t group_size(const run *r, int i) {
  return r->end[i] - r->begin[i];
}

/* Whether the run begins with groups of these sizes ("323"), alike in what stands between; 0, or how many groups. */
static int is_grouped(const run *r, int from, const char *sizes) {
  int count = (int)strlen(sizes);
  if (from + count > r->count) return 0;
  for (int i = 0; i < count; i++) {
    if (group_size(r, from + i) != (size_t)(sizes[i] - '0')) return 0;
    if (i > 1 && r->before[from + i] != r->before[from + i - 1]) return 0;
  }
  return count;
}

/* How many groups hold exactly `wanted` digits; 0 when none do. */
static int groups_of(const run *r, size_t wanted) {
  size_t total = 0;
  for (int i = 0; i < r->count && total < wanted; i++) {
    total += group_size(r, i);
    if (total == wanted) return i + 1;
  }
  return 0;
}

/* The digits of the first groups, as numbers. They must be no more than DIGITS_MAX. */
static size_t take_digits(const bry__scrubber *s, const run *r, int from, int count, int *digits) {
  size_t size = 0;
  for (int i = from; i < from + count; i++)
    for (size_t at = r->begin[i]; at < r->end[i] && size < DIGITS_MAX; at++)
      digits[size++] = s->text[at] - '0';
  return size;
}

/* --- check digits ----------------------------------------------------------------------------------------------- */

static int remainder_11(const int *digits, const int *weights, int count) {
  int sum = 0;
  for (int i = 0; i < count; i++)
    sum += digits[i] * weights[i];
  return sum % 11;
}

static const int first_weights[] = {3, 7, 6, 1, 8, 9, 4, 5, 2, 1};
static const int second_weights[] = {5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1};

static int is_date(int day, int month) {
  static const int days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month >= 1 && month <= 12 && day >= 1 && day <= days[month - 1];
}

/* A date of birth, with what D-numbers (day + 40), H-numbers (month + 40) and synthetic numbers (month + 80, also + 65)
 * add to it. */
static int begins_with_birth(const int *d) {
  int day = d[0] * 10 + d[1], month = d[2] * 10 + d[3];
  if (day > 40) day -= 40;
  month -= month > 80 ? 80 : month > 65 ? 65 : month > 40 ? 40 : 0;
  return is_date(day, month);
}

static int is_account(const int *d) {
  return remainder_11(d, second_weights, IDENTITY_DIGITS) == 0;
}

enum { NOT_IDENTITY, IDENTITY_OF_2032, IDENTITY_OF_TODAY };

static int identity_checks(const int *d) {
  int first = remainder_11(d, first_weights, IDENTITY_DIGITS - 1);
  if (remainder_11(d, second_weights, IDENTITY_DIGITS) != 0 || first > 3) return NOT_IDENTITY;
  return first == 0 ? IDENTITY_OF_TODAY : IDENTITY_OF_2032;
}

/* --- eleven digits ---------------------------------------------------------------------------------------------- */

static int identity_confidence(const run *r, const int *d) {
  int alone = is_grouped(r, 0, "65") || group_size(r, 0) == IDENTITY_DIGITS;
  int born = begins_with_birth(d), checks = identity_checks(d);
  if (born && checks == IDENTITY_OF_TODAY) return alone ? 99 : 90;
  if (born && checks == IDENTITY_OF_2032) return alone ? 95 : 85;
  if (!born && checks == IDENTITY_OF_TODAY && d[0] >= 8 && alone) return 85; /* help numbers of hospitals */
  return born && alone ? 70 : 0;
}

static int take_eleven(bry__scrubber *s, const run *r) {
  int count = groups_of(r, IDENTITY_DIGITS), digits[DIGITS_MAX];
  if (count == 0 || r->international) return 0;
  take_digits(s, r, 0, count, digits);
  int as_account = is_grouped(r, 0, "425") == count, whole = count == 1;
  int born = identity_confidence(r, digits), kind = BRY_SCRUB_IDENTITY, confidence = born;
  if (as_account) {
    kind = BRY_SCRUB_ACCOUNT;
    confidence = is_account(digits) ? 95 : 70;
  } else if (whole && born < 85) { /* a run of 11 digits is never left alone */
    if (is_account(digits)) kind = BRY_SCRUB_ACCOUNT;
    confidence = is_account(digits) ? 85 : born > 0 ? born : 60;
  }
  if (confidence == 0) return 0;
  if ((s->kinds & kind) == 0 && (whole || as_account)) {
    kind = kind == BRY_SCRUB_ACCOUNT ? BRY_SCRUB_IDENTITY : BRY_SCRUB_ACCOUNT;
    if (!whole || (kind == BRY_SCRUB_ACCOUNT && !is_account(digits))) return 0;
  }
  return bry__scrub_take(s, r->begin[0], r->end[count - 1], kind, confidence) ? count : 0;
}

/* "NO93 8601 1117 947": the digits behind the country. */
static int take_iban(bry__scrubber *s, const run *r) {
  size_t begin = r->begin[0];
  int count = groups_of(r, 13), digits[DIGITS_MAX];
  if (count == 0 || group_size(r, 0) < 2 || begin < 2) return 0;
  if ((s->text[begin - 2] | 0x20) != 'n' || (s->text[begin - 1] | 0x20) != 'o') return 0;
  if (bry__scrub_is_letter(bry__scrub_char_before(s, begin - 2))) return 0;
  take_digits(s, r, 0, count, digits);
  int rest = 0;
  for (int i = 2; i < 13; i++)
    rest = (rest * 10 + digits[i]) % 97;
  rest = (rest * 10000 + 2324) % 97; /* N and O as numbers */
  rest = (rest * 100 + digits[0] * 10 + digits[1]) % 97;
  return bry__scrub_take(s, begin - 2, r->end[count - 1], BRY_SCRUB_ACCOUNT, rest == 1 ? 99 : 70) ? count : 0;
}

/* --- phones ----------------------------------------------------------------------------------------------------- */

static int number_of(const int *digits, int count) {
  int number = 0;
  for (int i = 0; i < count; i++)
    number = number * 10 + digits[i];
  return number;
}

static int is_year(int number) {
  return number >= 1900 && number <= 2099;
}

/* 20230512, 24122023, or two years. */
static int looks_like_date(const int *d) {
  int first = number_of(d, 4), last = number_of(d + 4, 4);
  if (is_year(first) && (is_year(last) || is_date(last % 100, last / 100))) return 1;
  return is_year(last) && is_date(first / 100, first % 100);
}

static int word_follows(const bry__scrubber *s, size_t at, const char *words) {
  bry__scrub_word word;
  return bry__scrub_word_at(s, bry__scrub_skip_blanks(s, at), &word) && bry__scrub_is_one_of(&word, words);
}

/* An amount of something: money, percent, a number with decimals. */
static int is_amount(const bry__scrubber *s, size_t begin, size_t end) {
  bry__scrub_word word;
  if (bry__scrub_word_before(s, begin, &word) && bry__scrub_is_one_of(&word, "kr nok kroner eur usd sum beløp"))
    return 1;
  if (end < s->size && (s->text[end] == '%' || s->text[end] == ',')) {
    if (s->text[end] == '%' || digit_at(s, end + 1) || (end + 1 < s->size && s->text[end + 1] == '-')) return 1;
  }
  return word_follows(s, end, "kr nok kroner millioner million mill mrd prosent euro dollar");
}

static int phone_is_named(const bry__scrubber *s, size_t begin) {
  bry__scrub_word word;
  return bry__scrub_word_before(s, begin, &word) &&
         bry__scrub_is_one_of(&word, "tlf tlfnr telefon telefonnummer telefonnr mob mobil mobilnummer mobilnr ring "
                                     "ringe sms vipps phone tel call mobile telefonen nummeret nummer");
}

/* How many groups of two digits follow each other. */
static int pairs(const run *r, int from) {
  int count = 0;
  while (from + count < r->count && group_size(r, from + count) == 2 &&
         (count < 2 || r->before[from + count] == r->before[from + count - 1]))
    count++;
  return count;
}

/* A group that no number took stands right before. */
static int goes_on_before(const bry__scrubber *s, size_t begin) {
  return begin > 1 && bry__scrub_is_digit((unsigned char)s->text[begin - 2]) && !s->taken[begin - 2];
}

/* The eight digits of a Norwegian phone from a group on: how many groups, and how sure. */
static int eight_digits(const bry__scrubber *s, const run *r, int from, int *confidence) {
  static const struct {
    const char *sizes;
    int confidence;
  } shapes[] = {{"8", 75}, {"323", 90}, {"2222", 85}, {"44", 65}, {"35", 60}, {"53", 60}, {"233", 30}, {"332", 60}};
  int digits[DIGITS_MAX] = {0};
  for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
    int count = is_grouped(r, from, shapes[i].sizes);
    if (count == 0) continue;
    *confidence = shapes[i].confidence;
    take_digits(s, r, from, count, digits);
    if (digits[0] < 2) return 0;
    if ((count == 1 || count == 2) && looks_like_date(digits)) *confidence = 30;
    if (count == 1 && (digits[0] == 4 || digits[0] == 9) && *confidence > 30) *confidence = 85;
    int alone = pairs(r, from) % 4 == 0 && (from > 0 || !goes_on_before(s, r->begin[0]));
    if (count == 4 && !alone) *confidence = 30; /* a list of numbers */
    return count;
  }
  return 0;
}

static int take_norwegian_phone(bry__scrubber *s, const run *r) {
  int confidence = 0, skipped = 0, digits[DIGITS_MAX];
  if (group_size(r, 0) == 2 && r->count > 1) {
    take_digits(s, r, 0, 1, digits);
    skipped = number_of(digits, 2) == 47;
  }
  int count = skipped ? eight_digits(s, r, 1, &confidence) : 0;
  if (count == 0) {
    skipped = 0;
    count = eight_digits(s, r, 0, &confidence);
  }
  if (count == 0) return 0;
  size_t end = r->end[skipped + count - 1];
  if (is_amount(s, r->begin[0], end)) return 0;
  if (phone_is_named(s, r->begin[0])) confidence = 95;
  if (confidence < 50) return 0;
  return bry__scrub_take(s, r->begin[0], end, BRY_SCRUB_PHONE, confidence) ? skipped + count : 0;
}

/* "4791234567", written without a plus. */
static int take_bare_country(bry__scrubber *s, const run *r) {
  int digits[DIGITS_MAX];
  if (group_size(r, 0) != NORWEGIAN_PHONE_DIGITS) return 0;
  take_digits(s, r, 0, 1, digits);
  if (number_of(digits, 2) != 47 || (digits[2] != 4 && digits[2] != 9)) return 0;
  return bry__scrub_take(s, r->begin[0], r->end[0], BRY_SCRUB_PHONE, 80);
}

/* Where an international number ends, in groups: all groups that hold at least `least` and at most `most` digits. */
static int widest(const run *r, size_t least, size_t most) {
  size_t total = 0;
  int best = 0;
  for (int i = 0; i < r->count; i++) {
    total += group_size(r, i);
    if (total > most) break;
    if (total >= least) best = i + 1;
  }
  return best;
}

static int take_international(bry__scrubber *s, const run *r) {
  size_t begin = r->begin[0];
  int zeros = !r->international && group_size(r, 0) > 2 && strncmp(s->text + begin, "00", 2) == 0;
  if (!zeros && !r->international) return 0;
  size_t code = begin + (zeros ? 2 : 0), prefix = zeros ? 2 : 0;
  if (s->text[code] == '0') return 0;
  int norwegian = r->end[0] - code >= 2 && strncmp(s->text + code, "47", 2) == 0;
  int count = norwegian ? groups_of(r, NORWEGIAN_PHONE_DIGITS + prefix) : widest(r, 8 + prefix, 15);
  if (count == 0 && norwegian) count = widest(r, 7 + prefix, 15);
  if (count == 0) return 0;
  size_t from = zeros ? begin : begin - 1;
  if (!zeros && from > 0 && s->text[from - 1] == '(' && memchr(s->text + begin, ')', r->end[count - 1] - begin))
    from--;
  return bry__scrub_take(s, from, r->end[count - 1], BRY_SCRUB_PHONE, norwegian ? 98 : zeros ? 75 : 85) ? count : 0;
}

/* --- the rest --------------------------------------------------------------------------------------------------- */

static int take_ip(bry__scrubber *s, const run *r) {
  if (r->count < 4 || (r->count > 4 && r->before[4] == GAP_DOT)) return 0;
  int pairs_only = 1, long_ones = 0;
  for (int i = 0; i < 4; i++) {
    size_t size = group_size(r, i);
    int digits[DIGITS_MAX];
    if (size > 3 || (i > 0 && r->before[i] != GAP_DOT)) return 0;
    take_digits(s, r, i, 1, digits);
    if (number_of(digits, (int)size) > 255) return 0;
    pairs_only &= size == 2;
    long_ones += size > 1;
  }
  if (pairs_only && s->text[r->begin[0]] >= '2' && (s->kinds & BRY_SCRUB_PHONE)) return 0;
  return bry__scrub_take(s, r->begin[0], r->end[3], BRY_SCRUB_IP, long_ones > 0 ? 85 : 50) ? 4 : 0;
}

static int take_plate(bry__scrubber *s, const run *r) {
  size_t at = r->begin[0];
  if (group_size(r, 0) != 5 || at < 2) return 0;
  size_t behind;
  if (bry__scrub_is_letter(bry__scrub_char(s, r->end[0], &behind))) return 0;
  int apart = s->text[at - 1] == ' ';
  if (apart) at--;
  if (at < 2) return 0;
  unsigned char a = (unsigned char)s->text[at - 2], b = (unsigned char)s->text[at - 1];
  if (a >= 0x80 || b >= 0x80 || !bry__scrub_is_letter(a) || !bry__scrub_is_letter(b)) return 0;
  uint32_t before = bry__scrub_char_before(s, at - 2);
  int small = !bry__scrub_is_capital(a) || !bry__scrub_is_capital(b);
  if (bry__scrub_is_letter(before) || bry__scrub_is_digit(before) || (small && apart)) return 0;
  char letters[3] = {(char)(a | 0x20), (char)(b | 0x20), '\0'};
  if (strstr("kr nr id pb no tv", letters)) return 0;
  return bry__scrub_take(s, at - 2, r->end[0], BRY_SCRUB_PLATE, small ? 60 : apart ? 80 : 85);
}

/* How many groups were taken. */
static int take_run(bry__scrubber *s, const run *r) {
  static int (*const takers[])(bry__scrubber *, const run *) = {
      take_iban, take_eleven, take_international, take_ip, take_norwegian_phone, take_bare_country, take_plate,
  };
  for (size_t i = 0; i < sizeof takers / sizeof *takers; i++) {
    int count = takers[i](s, r);
    if (count > 0) return count;
  }
  return 0;
}

void bry__scrub_numbers(bry__scrubber *s) {
  for (size_t at = 0; at < s->size;) {
    if (!digit_at(s, at) || s->taken[at]) {
      at++;
      continue;
    }
    run r = read_run(s, at);
    int count = take_run(s, &r);
    at = r.end[count > 0 ? count - 1 : 0];
  }
}
