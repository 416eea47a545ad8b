/* Codebooks from and for other programs: picks the format. The formats are sheet_csv.c's and sheet_qdc.c's. */
#include "theme/sheet.h"

#include "core/utf8.h"

#include <string.h>

enum { BYTES_MAX = 8 << 20 };

bry_status bry_codebook_import(const char *data, size_t size, int32_t format, const char *id, const char *version,
                               bry_codebook **out, bry_error **err) {
  bry__error_reset(err);
  if (out) *out = NULL;
  if (!out || (!data && size > 0) || format < BRY_CODEBOOK_JSON || format > BRY_CODEBOOK_QDC)
    return bry__error(err, BRY_EINVAL,
                      "bry_codebook_import: give the file, its format (BRY_CODEBOOK_...) and a place");
  if (format == BRY_CODEBOOK_JSON) return bry_codebook_parse(data, size, id, out, err);
  if (!id || !*id || (version && !bry__utf8_valid(version, strlen(version), NULL)) ||
      !bry__utf8_valid(id, strlen(id), NULL))
    return bry__error(err, BRY_EINVAL, "The file has no id for the codebook: give one");
  if (size > BYTES_MAX)
    return bry__error(err, BRY_ELIMIT, "The codebook has %zu bytes; at most %d are taken", size, BYTES_MAX);
  bry__sheet sheet = {0};
  bry_status status = format == BRY_CODEBOOK_CSV ? bry__sheet_read_csv(data, size, &sheet, err)
                                                 : bry__sheet_read_qdc(data, size, &sheet, err);
  if (status == BRY_OK) status = bry__sheet_to_codebook(&sheet, id, version ? version : "1", out, err);
  bry__sheet_clear(&sheet);
  return status;
}

bry_status bry_codebook_export(const bry_codebook *codebook, int32_t format, bry_text **out, bry_error **err) {
  bry__error_reset(err);
  if (out) *out = NULL;
  if (!codebook || !out || format < BRY_CODEBOOK_JSON || format > BRY_CODEBOOK_QDC)
    return bry__error(err, BRY_EINVAL,
                      "bry_codebook_export: give a codebook, a format (BRY_CODEBOOK_...) and a place");
  bry__sheet sheet = {0};
  bry__buffer b = {0};
  bry_status status = BRY_OK;
  if (format == BRY_CODEBOOK_JSON) {
    bry__buffer_text(&b, codebook->json);
    bry__buffer_char(&b, '\n');
  } else {
    status = bry__sheet_from_codebook(codebook, &sheet, err);
    if (status == BRY_OK && format == BRY_CODEBOOK_CSV) bry__sheet_write_csv(&sheet, &b);
    if (status == BRY_OK && format == BRY_CODEBOOK_QDC) status = bry__sheet_write_qdc(&sheet, codebook->id, &b, err);
  }
  if (status == BRY_OK) status = bry__buffer_finish(&b, out, err);
  bry__buffer_free(&b);
  bry__sheet_clear(&sheet);
  return status;
}
