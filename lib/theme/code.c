/* Codes texts by the rules of a codebook. How a text is read is reader.c's, what speaks for a theme is matcher.c's, and
 * what was found is kept by codings.c. */
#include "theme/codebook.h"
#include "theme/codings.h"

#include "core/error.h"

static int code_text(void *with, bry_codings *codings, int64_t text, const char *data, size_t size) {
  bry__reader *reader = with;
  if (bry__reader_read(reader, data, size) != 0 || bry__reader_match(reader) != 0) return -1;
  codings->non_answers[text] = (uint8_t)bry__reader_is_non_answer(reader);
  return codings->non_answers[text] ? 0 : bry__codings_add_hits(codings, reader, text);
}

bry_status bry_theme_code(const bry_codebook *codebook, const char *const *texts, const size_t *sizes, int64_t count,
                          bry_progress_fn progress, void *user, bry_codings **out, bry_error **err) {
  bry__error_reset(err);
  if (out) *out = NULL;
  if (!codebook || !out || count < 0 || (count > 0 && (!texts || !sizes))) {
    return bry__error(err, BRY_EINVAL, "bry_theme_code: give a codebook, the texts, their sizes and their number");
  }
  bry__reader reader = {0};
  bry_codings *codings = bry__codings_new(codebook->matcher, count);
  bry_status status = codings ? BRY_OK : bry__enomem(err);
  if (status == BRY_OK && bry__reader_open(&reader, codebook->matcher) != 0) status = bry__enomem(err);
  if (status == BRY_OK) status = bry__codings_fill(codings, texts, sizes, code_text, &reader, progress, user, err);
  bry__reader_close(&reader);
  if (status == BRY_OK) {
    *out = codings;
  } else {
    bry_codings_free(codings);
  }
  return status;
}
