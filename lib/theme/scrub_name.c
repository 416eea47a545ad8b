/* Where people live and what they are called: streets with numbers, postcodes with places, names. All of it is told by
 * capitals and the words around: suggestions, some of them strong. */
#include "theme/scrub.h"

#include <string.h>

enum { NAME_WORDS_MAX = 6, STREET_WORDS_MAX = 4, PLACE_WORDS_MAX = 4, HOUSE_DIGITS_MAX = 4, ABBREVIATION_MAX = 3 };

/* --- streets ---------------------------------------------------------------------------------------------------- */

/* The end of a house number ("12", "12 B", "12b") behind `at`; 0 when there is none. */
static size_t house_end(const bry__scrubber *s, size_t at) {
  size_t begin = bry__scrub_skip_blanks(s, at), end = begin, behind;
  if (begin == at) return 0;
  while (end < s->size && bry__scrub_is_digit((unsigned char)s->text[end]))
    end++;
  if (end == begin || end - begin > HOUSE_DIGITS_MAX) return 0;
  size_t letter = end < s->size && s->text[end] == ' ' ? end + 1 : end;
  uint32_t c = bry__scrub_char(s, letter, &behind);
  int glued = letter == end;
  size_t after;
  if ((c >= 'A' && c <= 'H') || (glued && c >= 'a' && c <= 'h')) {
    if (!bry__scrub_is_letter(bry__scrub_char(s, behind, &after))) return behind;
  }
  return glued && bry__scrub_is_letter(c) ? 0 : end;
}

static int is_street_word(const bry__scrub_word *word) {
  return bry__scrub_is_one_of(word, "gate gata gaten vei veien veg vegen plass allé alle torg torget terrasse gt vn");
}

/* A word that ends as streets do: 2 as only they do, 1 as other words do too. */
static int is_street_name(const bry__scrub_word *word) {
  static const char *const sure[] = {"gata", "gate", "gaten", "veien", "vegen", "gt"};
  static const char *const perhaps[] = {"vei",    "veg",   "svingen", "stien",    "kroken", "bakken", "bakke",
                                        "haugen", "tunet", "ringen",  "faret",    "løkka",  "grenda", "kaia",
                                        "brygge", "torg",  "torget",  "terrasse", "alléen", "jordet", "lia"};
  for (size_t i = 0; i < sizeof sure / sizeof *sure; i++)
    if (bry__scrub_ends_in(word, sure[i])) return 2;
  for (size_t i = 0; i < sizeof perhaps / sizeof *perhaps; i++)
    if (bry__scrub_ends_in(word, perhaps[i])) return 1;
  return 0;
}

/* "Kongens gate 5": the place where the capitals before `word` begin is `begin`. */
static void take_street(bry__scrubber *s, const bry__scrub_word *word, size_t begin, int capitals) {
  size_t behind, end = word->end;
  if (bry__scrub_is_one_of(word, "gt vn") && bry__scrub_char(s, end, &behind) == '.') end = behind;
  size_t house = house_end(s, end);
  if (house == 0) return;
  int as_name = is_street_name(word);
  if (is_street_word(word) && capitals > 0)
    bry__scrub_take(s, begin, house, BRY_SCRUB_ADDRESS, 75);
  else if (as_name > 0 && word->capital)
    bry__scrub_take(s, word->begin, house, BRY_SCRUB_ADDRESS, as_name > 1 ? 75 : 60);
  else if (as_name > 1 && !is_street_word(word))
    bry__scrub_take(s, word->begin, house, BRY_SCRUB_ADDRESS, 55);
}

static void find_streets(bry__scrubber *s) {
  size_t behind, begin = 0, last = 0;
  int capitals = 0;
  for (size_t at = 0; at < s->size;) {
    bry__scrub_word word;
    if (!bry__scrub_word_at(s, at, &word)) {
      bry__scrub_char(s, at, &behind);
      at = behind;
      continue;
    }
    if (capitals == 0 || word.begin != last + 1 || s->text[last] != ' ') {
      capitals = 0;
      begin = word.begin;
    }
    take_street(s, &word, begin, capitals);
    capitals =
        word.capital && capitals < STREET_WORDS_MAX && !(word.flags & BRY__SCRUB_WORD_KNOWN) ? capitals + 1 : 0;
    at = last = word.end;
  }
}

/* --- postcodes -------------------------------------------------------------------------------------------------- */

static int begins_place(const bry__scrub_word *word) {
  int other = (word->flags & BRY__SCRUB_WORD_KNOWN) && !(word->flags & BRY__SCRUB_WORD_PLACE);
  return word->capital && word->end - word->begin > 1 && !other;
}

/* The end of a place such as "Trondheim" or "Mo i Rana" at `at`; 0 when there is none. */
static size_t place_end(const bry__scrubber *s, size_t at) {
  bry__scrub_word word;
  if (!bry__scrub_word_at(s, at, &word) || word.begin != at || !begins_place(&word)) return 0;
  size_t end = word.end;
  for (int i = 0; i < PLACE_WORDS_MAX && end < s->size && s->text[end] == ' '; i++) {
    if (!bry__scrub_word_at(s, end + 1, &word)) break;
    if (bry__scrub_is_one_of(&word, "i på") && word.end < s->size && s->text[word.end] == ' ')
      if (!bry__scrub_word_at(s, word.end + 1, &word)) break;
    if (!begins_place(&word) || (word.flags & BRY__SCRUB_WORD_GIVEN)) break;
    end = word.end;
  }
  return end;
}

/* A year is a postcode only behind a comma or a dash: "Storgata 1, 2010 Strømmen". */
static int postcode_confidence(const bry__scrubber *s, size_t begin) {
  int number = 0;
  for (size_t i = 0; i < 4; i++)
    number = number * 10 + (s->text[begin + i] - '0');
  if (number < 1900 || number > 2099) return number > 0 && number < 9992 ? 85 : 0;
  size_t at = begin;
  while (at > 0 && s->text[at - 1] == ' ')
    at--;
  return at > 0 && (s->text[at - 1] == ',' || s->text[at - 1] == '-' || s->taken[at - 1]) ? 80 : 40;
}

static void find_postcodes(bry__scrubber *s) {
  for (size_t at = 0; at < s->size;) {
    size_t begin = at;
    while (at < s->size && bry__scrub_is_digit((unsigned char)s->text[at]))
      at++;
    if (at == begin) {
      at++;
      continue;
    }
    size_t place = bry__scrub_skip_blanks(s, at);
    if (at - begin != 4 || place == at || bry__scrub_is_letter(bry__scrub_char_before(s, begin))) continue;
    size_t end = place_end(s, place);
    int confidence = postcode_confidence(s, begin);
    if (end > 0 && confidence > 0) bry__scrub_take(s, begin, end, BRY_SCRUB_POSTCODE, confidence);
  }
}

void bry__scrub_streets(bry__scrubber *s) {
  if (s->kinds & BRY_SCRUB_ADDRESS) find_streets(s);
  if (s->kinds & BRY_SCRUB_POSTCODE) find_postcodes(s);
}

/* --- names ------------------------------------------------------------------------------------------------------ */

/* Words that may be one name, a blank between. */
typedef struct name {
  bry__scrub_word words[NAME_WORDS_MAX];
  int count;
  int begins_sentence;
  int introduced; /* "heter", "hilsen" and their like stand before */
} name;

static int is_given(const bry__scrub_word *word) {
  return (word->flags & BRY__SCRUB_WORD_GIVEN) != 0;
}

static int is_surname(const bry__scrub_word *word) {
  return word->size > 5 && (bry__scrub_ends_in(word, "sen") || bry__scrub_ends_in(word, "dottir"));
}

/* A capital that could be of a name: shouted words are abbreviations, unless they are given names. */
static int may_be_name(const bry__scrub_word *word) {
  if (!word->capital || (word->flags & BRY__SCRUB_WORD_KNOWN)) return 0;
  return !word->shouted || is_given(word);
}

static int confidence_of_one(const name *n) {
  const bry__scrub_word *word = &n->words[0];
  if (n->introduced && word->end - word->begin > 1) return 75;
  if (is_given(word)) {
    if (word->flags & BRY__SCRUB_WORD_ALSO) return n->begins_sentence ? 35 : 60;
    return n->begins_sentence ? 65 : 75;
  }
  if (n->begins_sentence || word->end - word->begin < 2) return 0;
  return is_surname(word) ? 65 : 30;
}

static int confidence_of(const name *n) {
  if (n->count == 1) return confidence_of_one(n);
  int sure = 0;
  for (int i = 0; i < n->count; i++)
    sure |= is_given(&n->words[i]) || (i > 0 && is_surname(&n->words[i]));
  if (sure) return 90;
  return n->introduced ? 80 : n->begins_sentence ? 45 : 55;
}

/* "Ring Kari Hansen": the capital of a sentence's first word says nothing where a given name follows. */
static void drop_first_words(name *n) {
  int given = 0;
  while (given < n->count && !is_given(&n->words[given]))
    given++;
  if (!n->begins_sentence || given == 0 || given == n->count) return;
  memmove(n->words, n->words + given, (size_t)(n->count - given) * sizeof *n->words);
  n->count -= given;
  n->begins_sentence = 0;
}

static void take_name(bry__scrubber *s, name *n) {
  if (n->count == 0) return;
  drop_first_words(n);
  int confidence = confidence_of(n);
  if (confidence > 0) bry__scrub_take(s, n->words[0].begin, n->words[n->count - 1].end, BRY_SCRUB_NAME, confidence);
}

/* "kari hansen": without capitals only what is a given name before a surname. */
static int take_small_name(bry__scrubber *s, const bry__scrub_word *word, bry__scrub_word *next) {
  if (word->capital || !is_given(word) || (word->flags & BRY__SCRUB_WORD_ALSO)) return 0;
  if (word->end >= s->size || s->text[word->end] != ' ' || !bry__scrub_word_at(s, word->end + 1, next)) return 0;
  return is_surname(next) && bry__scrub_take(s, word->begin, next->end, BRY_SCRUB_NAME, 60);
}

/* What stands between the last word and `at`: a full stop behind a single letter ends no sentence ("K. Hansen"). */
typedef struct between {
  int blank_only; /* exactly a blank, or ". " behind an initial */
  int ends_sentence;
  int stopped; /* by a full stop or the like; a line break and a colon don't */
} between;

static between look_between(const bry__scrubber *s, size_t from, size_t to, int initial) {
  between b = {.blank_only = to > from};
  for (size_t at = from; at < to;) {
    size_t behind;
    uint32_t c = bry__scrub_char(s, at, &behind);
    if (!bry__scrub_is_blank(c) && !(c == '.' && initial)) b.blank_only = 0;
    if ((c == '.' && !initial) || c == '!' || c == '?' || c == '\n' || c == ':' || c == 0x2022) b.ends_sentence = 1;
    if (c == '.' || c == '!' || c == '?') b.stopped = 1;
    if (s->taken[at]) b.ends_sentence = 0;
    at = behind;
  }
  if (to - from > 3) b.blank_only = 0;
  return b;
}

/* Adds a word to the name that is being read, or begins another with it. */
static void read_word(bry__scrubber *s, name *n, const bry__scrub_word *word, const bry__scrub_word *last,
                      int is_first) {
  int initial = last->end - last->begin == 1 && last->capital;
  between b = look_between(s, last->end, word->begin, initial);
  int begins = is_first || b.ends_sentence;
  int joined = n->count > 0 && b.blank_only && n->count < NAME_WORDS_MAX;
  if (!joined) {
    take_name(s, n);
    n->count = 0;
  }
  if (!may_be_name(word)) {
    take_name(s, n);
    n->count = 0;
    return;
  }
  if (n->count == 0) {
    n->begins_sentence = begins;
    int abbreviated = last->size <= ABBREVIATION_MAX;
    n->introduced = (last->flags & BRY__SCRUB_WORD_BEFORE) != 0 && (!b.stopped || abbreviated) && !is_first;
  }
  n->words[n->count++] = *word;
}

void bry__scrub_names(bry__scrubber *s) {
  if ((s->kinds & BRY_SCRUB_NAME) == 0) return;
  name n = {0};
  bry__scrub_word last = {0}, word;
  int is_first = 1;
  for (size_t at = 0; at < s->size;) {
    if (s->taken[at] || !bry__scrub_word_at(s, at, &word)) {
      size_t behind;
      bry__scrub_char(s, at, &behind);
      at = behind;
      continue;
    }
    bry__scrub_word next;
    read_word(s, &n, &word, &last, is_first);
    is_first = 0;
    last = n.count == 0 && take_small_name(s, &word, &next) ? next : word;
    at = last.end;
  }
  take_name(s, &n);
}
