/* Tells non-answers: short texts made up of nothing but the vocabulary of not answering, in a combination that does not
 * answer ("vet ikke", "same som i fjor", "n/a"). Says nothing of a text that has any other word. */
#include "theme/matcher.h"

enum { WORDS_MAX = 12 };

static int has(uint16_t flags, uint16_t wanted) {
  return (flags & wanted) == wanted;
}

int bry__words_do_not_answer(uint16_t flags) {
  return has(flags, BRY__WORD_BLANK) || has(flags, BRY__WORD_LACK | BRY__WORD_KNOWING) ||
         has(flags, BRY__WORD_LACK | BRY__WORD_RECALL | BRY__WORD_PARTICLE) ||
         has(flags, BRY__WORD_SAME | BRY__WORD_ELSEWHERE);
}

/* An indicator speaks for its theme, whatever the words: "ingenting" is an answer where the codebook says so. */
static int has_indicator(const bry__reader *r) {
  for (int64_t i = 0; i < r->hit_count; i++) {
    if (r->matcher->patterns[r->hits[i].pattern].weight >= BRY__WEIGHT_INDICATOR) return 1;
  }
  return 0;
}

int bry__reader_is_non_answer(const bry__reader *reader) {
  uint16_t found = 0;
  int64_t words = 0;
  for (int64_t i = 0; i < reader->token_count; i++) {
    const bry__token *token = &reader->tokens[i];
    if (!token->letters) continue;
    uint16_t flags = bry__reader_word(reader, token->word)->flags;
    if ((flags & BRY__WORDS_OF_NON_ANSWERS) == 0 || ++words > WORDS_MAX) return 0;
    found |= flags;
  }
  if (words == 0) return !has_indicator(reader);
  return bry__words_do_not_answer(found) && !has_indicator(reader);
}
