/* Splits compounds: the cheapest way to read a word as known words, with the letters s and e between. What is known is a
 * short list of simple words (compound_words.c), the words of the corpus, and lists that are installed. */
#include "theme/compound.h"

#include "core/buffer.h"
#include "core/error.h"
#include "core/mem.h"
#include "core/strings.h"
#include "core/utf8.h"

#include <bry/compound.h>
#include <stdio.h>
#include <string.h>
#include <utf8proc.h>

enum {
  WORD_MAX = 96,    /* bytes; longer ones stay whole */
  PART_LETTERS = 3, /* of a simple word */
  LEARNT_LETTERS_IN_KNOWN = 6,
  ROOT_LETTERS = 5,   /* of a root that is learnt */
  LEARNT_LETTERS = 4, /* of any other */
  COST_PART = 10,     /* of each part */
  COST_LINK = 1,      /* of a letter between, or one that two parts share */
  COST_INFLECTED = 1, /* of an ending on the last part */
  COST_LEARNT = 4,    /* of a part that is no simple word */
  COST_LONG = 13,     /* of one that is likely to be a compound itself */
  LONG_LETTERS = 8
};

struct bry_splitter {
  bry__strings corpus; /* words of running text and their roots, in small letters */
  bry__strings lists;  /* words of lists */
};

/* The cheapest way to read a word up to a place. */
typedef struct step {
  int cost; /* 0: there is none */
  int from; /* where the last part begins */
  int end;  /* where it ends: before the linking letter */
} step;

typedef struct reading {
  const bry_splitter *splitter;
  char lower[WORD_MAX];
  int size;
  int is_known; /* as a whole, by a list */
  step steps[WORD_MAX + 1];
} reading;

bry_status bry_splitter_new(bry_splitter **out, bry_error **err) {
  bry__error_reset(err);
  if (out) *out = NULL;
  if (!out) return bry__error(err, BRY_EINVAL, "bry_splitter_new: give a place for out");
  *out = bry__alloc_zero(1, sizeof **out);
  return *out ? BRY_OK : bry__enomem(err);
}

void bry_splitter_free(bry_splitter *splitter) {
  if (!splitter) return;
  bry__strings_clear(&splitter->corpus);
  bry__strings_clear(&splitter->lists);
  bry__free(splitter);
}

/* --- words ------------------------------------------------------------------------------------------------------ */

static int is_letter(const char *text, size_t size, size_t *at) {
  utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)bry__utf8_next(text, size, at));
  return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_ME;
}

static size_t letters_end(const char *text, size_t size, size_t at) {
  for (size_t behind = at; at < size && is_letter(text, size, &behind);)
    at = behind;
  return at;
}

/* In small letters, each as many bytes as before; 0 when that can't be, or the word is too long. */
static int lower_word(const char *word, size_t size, char *out) {
  if (size > WORD_MAX) return 0;
  for (size_t at = 0; at < size;) {
    size_t begin = at;
    uint32_t c = bry__utf8_next(word, size, &at);
    char bytes[4];
    size_t count = bry__utf8_put(bytes, (uint32_t)utf8proc_tolower((utf8proc_int32_t)c));
    if (count != at - begin) return 0;
    memcpy(out + begin, bytes, count);
  }
  return 1;
}

static int add_word(bry__strings *words, const char *word, size_t size, int64_t least) {
  if (bry__utf8_length(word, size) < least) return 0;
  return bry__strings_add(words, word, size) < 0 ? -1 : 0;
}

bry_status bry_splitter_learn(bry_splitter *splitter, const char *text, size_t size, bry_error **err) {
  bry__error_reset(err);
  if (!splitter || (!text && size > 0))
    return bry__error(err, BRY_EINVAL, "bry_splitter_learn: give a splitter and a text");
  if (!bry__utf8_valid(text, size, NULL))
    return bry__error(err, BRY_EPARSE, "bry_splitter_learn: the text is not UTF-8");
  for (size_t at = 0; at < size;) {
    size_t end = letters_end(text, size, at);
    char lower[WORD_MAX];
    if (end == at) {
      bry__utf8_next(text, size, &at);
      continue;
    }
    if (lower_word(text + at, end - at, lower)) {
      size_t root = bry__compound_root(lower, end - at);
      if (add_word(&splitter->corpus, lower, end - at, LEARNT_LETTERS) != 0 ||
          add_word(&splitter->corpus, lower, root, ROOT_LETTERS) != 0)
        return bry__enomem(err);
    }
    at = end;
  }
  return BRY_OK;
}

/* --- lists ------------------------------------------------------------------------------------------------------ */

/* A Latin-1 word as UTF-8; 0 when it is too long. */
static size_t from_latin1(const char *word, size_t size, char *out) {
  size_t used = 0;
  for (size_t i = 0; i < size; i++) {
    if (used + 2 > WORD_MAX) return 0;
    used += bry__utf8_put(out + used, (unsigned char)word[i]);
  }
  return used;
}

static int add_line(bry_splitter *s, const char *line, size_t size) {
  char utf8[WORD_MAX], lower[WORD_MAX];
  size_t end = 0;
  while (end < size && line[end] != '/' && line[end] != '\t' && line[end] != ' ' && line[end] != '\r')
    end++;
  if (end > WORD_MAX) return 0;
  if (!bry__utf8_valid(line, end, NULL)) {
    end = from_latin1(line, end, utf8);
    line = utf8;
  }
  if (end == 0 || letters_end(line, end, 0) != end || !lower_word(line, end, lower)) return 0;
  return add_word(&s->lists, lower, end, LEARNT_LETTERS);
}

bry_status bry_splitter_add_list(bry_splitter *splitter, const char *data, size_t size, bry_error **err) {
  bry__error_reset(err);
  if (!splitter || (!data && size > 0))
    return bry__error(err, BRY_EINVAL, "bry_splitter_add_list: give a splitter and a list of words");
  while (size > 0) {
    const char *end = memchr(data, '\n', size);
    size_t line = end ? (size_t)(end - data) : size;
    if (add_line(splitter, data, line) != 0) return bry__enomem(err);
    data += line + (end != NULL);
    size -= line + (end != NULL);
  }
  return BRY_OK;
}

/* A file that is there, whole; one that can't be read counts as not there. 0, or -1 when memory runs out. */
static int read_file(const char *path, bry__buffer *out) {
  char piece[16384];
  FILE *file = fopen(path, "rbe");
  bry__buffer_clear(out);
  if (!file) return 0;
  for (size_t got; (got = fread(piece, 1, sizeof piece, file)) > 0;)
    bry__buffer_add(out, piece, got);
  fclose(file);
  return out->failed ? -1 : 0;
}

bry_status bry_splitter_add_installed(bry_splitter *splitter, int32_t *out_count, bry_error **err) {
  static const char *const paths[] = {"/usr/share/hunspell/nb_NO.dic", "/usr/share/hunspell/nn_NO.dic",
                                      "/usr/share/dict/bokmaal", "/usr/share/dict/nynorsk", "/usr/share/dict/norsk"};
  bry__error_reset(err);
  if (out_count) *out_count = 0;
  if (!splitter) return bry__error(err, BRY_EINVAL, "bry_splitter_add_installed: give a splitter");
  bry__buffer file = {0};
  bry_status status = BRY_OK;
  int32_t count = 0;
  for (size_t i = 0; i < sizeof paths / sizeof *paths && status == BRY_OK; i++) {
    if (read_file(paths[i], &file) != 0) status = bry__enomem(err);
    if (status != BRY_OK || file.size == 0) continue;
    status = bry_splitter_add_list(splitter, file.data, file.size, err);
    count++;
  }
  bry__buffer_free(&file);
  if (status == BRY_OK && out_count) *out_count = count;
  return status;
}

/* --- splitting -------------------------------------------------------------------------------------------------- */

/* In a word that is known as a whole, learnt parts must be longer: "turister" is no kind of "ister". */
static int is_learnt(const reading *r, const char *word, size_t size) {
  const bry_splitter *s = r->splitter;
  if (bry__utf8_length(word, size) < (r->is_known ? LEARNT_LETTERS_IN_KNOWN : LEARNT_LETTERS)) return 0;
  return bry__strings_find(&s->corpus, word, size) >= 0 || bry__strings_find(&s->lists, word, size) >= 0;
}

/* The forms that a root may have by itself: as it is, with an e ("timar": "time"), with one consonant of two ("rommene":
 * "rom"). Calls `knows` with each. */
static int knows_root(const reading *r, int (*knows)(const reading *, const char *, size_t), const char *word,
                      size_t root) {
  char with_e[WORD_MAX + 1];
  if (knows(r, word, root)) return 1;
  if (root > 1 && word[root - 1] == word[root - 2] && knows(r, word, root - 1)) return 1;
  memcpy(with_e, word, root);
  with_e[root] = 'e';
  return knows(r, with_e, root + 1);
}

static int is_simple(const reading *r, const char *word, size_t size) {
  (void)r;
  return bry__compound_is_simple(word, size);
}

static int is_listed(const reading *r, const char *word, size_t size) {
  return bry__strings_find(&r->splitter->lists, word, size) >= 0;
}

static int is_known_whole(const reading *r) {
  size_t size = (size_t)r->size, root = bry__compound_root(r->lower, size);
  return is_listed(r, r->lower, size) || knows_root(r, is_listed, r->lower, root) ||
         knows_root(r, is_simple, r->lower, root);
}

/* What a part costs; 0 when it is none. Only the last one may be inflected. */
static int cost_of_part(const reading *r, int from, int end, int is_last) {
  const char *word = r->lower + from;
  size_t size = (size_t)(end - from);
  if (bry__utf8_length(word, size) < PART_LETTERS || (is_last && bry__compound_is_barred(word, size))) return 0;
  if (bry__compound_is_simple(word, size)) return COST_PART;
  if (bry__compound_is_barred(word, size)) return 0;
  size_t root = is_last ? bry__compound_root(word, size) : size;
  if (root < size && knows_root(r, is_simple, word, root)) return COST_PART + COST_INFLECTED;
  int cost = COST_PART + COST_LEARNT + (bry__utf8_length(word, size) > LONG_LETTERS ? COST_LONG : 0);
  /* What is known without its s has a linking letter. */
  if (!is_last && word[size - 1] == 's' && cost_of_part(r, from, end - 1, 0) > 0) return 0;
  if (is_learnt(r, word, size)) return cost;
  return root < size && knows_root(r, is_learnt, word, root) ? cost + COST_INFLECTED : 0;
}

static void offer(reading *r, int at, int cost, int from, int end) {
  if (r->steps[at].cost == 0 || cost < r->steps[at].cost) r->steps[at] = (step){cost, from, end};
}

/* An s may stand behind any part, an e behind those that are no root of a corpus word: "barnehage" is no "barnehag(e)". */
static int may_link(const reading *r, int from, int end) {
  char next = r->lower[end];
  if (end + 1 >= r->size || next == r->lower[end - 1]) return 0;
  if (next == 's') return 1;
  const char *word = r->lower + from;
  size_t size = (size_t)(end - from);
  return next == 'e' && (is_simple(r, word, size) || is_listed(r, word, size));
}

/* The parts that begin at `from`, and where the word goes on behind them. A part that ends in two like consonants may
 * share the second with what follows. */
static void read_from(reading *r, int from) {
  int so_far = r->steps[from].cost;
  for (int end = from + PART_LETTERS; end <= r->size; end++) {
    int is_last = end == r->size, cost = from == 0 && is_last ? 0 : cost_of_part(r, from, end, is_last);
    if (cost == 0) continue;
    cost += so_far;
    offer(r, end, cost, from, end);
    if (is_last) continue;
    char last = r->lower[end - 1];
    if (may_link(r, from, end)) offer(r, end + 1, cost + COST_LINK, from, end);
    if (last == r->lower[end - 2] && last > 0) offer(r, end - 1, cost + COST_LINK, from, end);
  }
}

/* A place inside the word may have been given a cheaper way by a part that shares a letter: those come later in the
 * word but lead back one place, so each place is read when all before it are. */
static int read_word(reading *r) {
  r->is_known = is_known_whole(r);
  memset(r->steps, 0, sizeof r->steps);
  r->steps[0].cost = 1;
  for (int at = 0; at < r->size; at++)
    if (r->steps[at].cost > 0) read_from(r, at);
  return r->steps[r->size].cost > 0;
}

static void write_parts(bry__buffer *b, const reading *r, const char *word) {
  int begins[WORD_MAX], ends[WORD_MAX], count = 0, at = r->size;
  while (at > 0 && count < WORD_MAX) {
    begins[count] = r->steps[at].from;
    ends[count++] = r->steps[at].end;
    at = r->steps[at].from;
  }
  for (int i = count - 1; i >= 0; i--) {
    bry__buffer_add(b, word + begins[i], (size_t)(ends[i] - begins[i]));
    if (i == 0) break;
    if (begins[i - 1] > ends[i]) bry__buffer_format(b, "(%c)", word[ends[i]]);
    bry__buffer_char(b, '+');
  }
}

int bry__compound_parts(const bry_splitter *splitter, const char *lower, size_t size, size_t (*parts)[2], int most) {
  reading r = {.splitter = splitter, .size = (int)size};
  if (size > WORD_MAX || bry__compound_is_simple(lower, size)) return 0;
  memcpy(r.lower, lower, size);
  if (!read_word(&r)) return 0;
  int count = 0;
  for (int at = r.size; at > 0; at = r.steps[at].from)
    count++;
  if (count < 2 || count > most) return 0;
  for (int at = r.size, i = count; at > 0; at = r.steps[at].from) {
    parts[--i][0] = (size_t)r.steps[at].from;
    parts[i][1] = (size_t)r.steps[at].end;
  }
  return count;
}

bry_status bry_splitter_split(const bry_splitter *splitter, const char *text, size_t size, bry_text **out,
                              bry_error **err) {
  bry__error_reset(err);
  if (out) *out = NULL;
  if (!splitter || !out || (!text && size > 0))
    return bry__error(err, BRY_EINVAL, "bry_splitter_split: give a splitter, a text and a place for out");
  if (!bry__utf8_valid(text, size, NULL))
    return bry__error(err, BRY_EPARSE, "bry_splitter_split: the text is not UTF-8");
  reading r = {.splitter = splitter};
  bry__buffer b = {0};
  bry__buffer_text(&b, "");
  for (size_t at = 0; at < size;) {
    size_t begin = at, end = letters_end(text, size, at);
    if (end == at) {
      bry__utf8_next(text, size, &end);
      bry__buffer_add(&b, text + begin, end - begin);
    } else if (lower_word(text + begin, end - begin, r.lower)) {
      r.size = (int)(end - begin);
      if (!bry__compound_is_simple(r.lower, end - begin) && read_word(&r))
        write_parts(&b, &r, text + begin);
      else
        bry__buffer_add(&b, text + begin, end - begin);
    } else {
      bry__buffer_add(&b, text + begin, end - begin);
    }
    at = end;
  }
  bry_status status = bry__buffer_finish(&b, out, err);
  bry__buffer_free(&b);
  return status;
}
