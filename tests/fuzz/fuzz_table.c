/* Tables from JSON: what is read is written as JSON and read again to the same bytes, and can be written in each format. After
 * a first byte "a" the rest is what is said about a bundle. */
#include "fuzz/fuzz.h"

#include <bry/error.h>
#include <bry/export.h>
#include <bry/table.h>
#include <bry/text.h>
#include <string.h>

static void check_json(const bry_table *table) {
  bry_text *first = NULL, *second = NULL;
  bry_table *again = NULL;
  PROMISE(bry_table_render(table, BRY_FORMAT_JSON, "nb", &first, NULL) == BRY_OK);
  PROMISE(bry_table_from_json(bry_text_data(first), bry_text_size(first), &again, NULL) == BRY_OK);
  PROMISE(bry_table_render(again, BRY_FORMAT_JSON, "nb", &second, NULL) == BRY_OK);
  PROMISE(bry_text_size(first) == bry_text_size(second));
  PROMISE(memcmp(bry_text_data(first), bry_text_data(second), bry_text_size(first)) == 0);
  bry_text_free(first);
  bry_text_free(second);
  bry_table_free(again);
}

static void check_formats(const bry_table *table) {
  for (int32_t format = BRY_FORMAT_TEXT; format <= BRY_FORMAT_DTA; format++) {
    bry_text *text = NULL;
    bry_status status = bry_table_render(table, format, "nn", &text, NULL);
    int may_refuse = format == BRY_FORMAT_JSONSTAT ? status == BRY_EINVAL || status == BRY_ELIMIT
                     : format >= BRY_FORMAT_SAV    ? status == BRY_ENOTSUPPORTED || status == BRY_ELIMIT
                                                   : 0;
    PROMISE(status == BRY_OK || may_refuse);
    PROMISE((status == BRY_OK) == (text != NULL));
    bry_text_free(text);
  }
}

static void check_typed(const bry_table *table) {
  bry_table *typed = NULL;
  PROMISE(bry_table_typed(table, &typed, NULL) == BRY_OK);
  PROMISE(bry_table_row_count(typed) == bry_table_row_count(table));
  check_json(typed);
  bry_table_free(typed);
}

static void check_about(const char *about, size_t size) {
  static bry_table *table;
  bry_bundle *bundle = NULL;
  bry_error *err = NULL;
  bry_text *zip = NULL;
  if (!table) PROMISE(bry_table_from_csv("a\n1\n", 4, &table, NULL) == BRY_OK);
  const bry_table *const tables[] = {table};
  bry_status status = bry_bundle_new(about, size, tables, 1, NULL, &bundle, &err);
  PROMISE((status == BRY_OK) == (bundle != NULL) && (status == BRY_OK) == (err == NULL));
  if (bundle) PROMISE(bry_bundle_zip(bundle, &zip, NULL) == BRY_OK);
  bry_text_free(zip);
  bry_bundle_free(bundle);
  bry_error_free(err);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  bry_table *table = NULL;
  bry_error *err = NULL;
  if (size > 0 && data[0] == 'a') {
    check_about((const char *)data + 1, size - 1);
    return 0;
  }
  bry_status status = bry_table_from_json((const char *)data, size, &table, &err);
  PROMISE((status == BRY_OK) == (table != NULL) && (status == BRY_OK) == (err == NULL));
  if (table) {
    check_json(table);
    check_typed(table);
    check_formats(table);
  }
  bry_error_free(err);
  bry_table_free(table);
  return 0;
}
