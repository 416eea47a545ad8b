/* A bundle: tables in several formats with what documents them, as files in memory, a zip archive or a folder. */
#include "result/bundle.h"

#include "core/hash.h"
#include "core/mem.h"
#include "core/table_render.h"
#include "core/zip.h"

#include <stdlib.h>
#include <string.h>

enum { TABLES_MAX = 1000, HASH_SIZE = 32 };

/* --- formats ------------------------------------------------------------------------------------------------------ */

static const struct {
  const char *name, *ending, *media_type;
} formats[] = {
    [BRY_FORMAT_TEXT] = {"text", ".txt", "text/plain"},
    [BRY_FORMAT_CSV] = {"csv", ".csv", "text/csv"},
    [BRY_FORMAT_JSON] = {"json", ".json", "application/json"},
    [BRY_FORMAT_EXCEL] = {"excel", ".excel.csv", "text/csv"},
    [BRY_FORMAT_JSONSTAT] = {"jsonstat", ".jsonstat.json", "application/json"},
    [BRY_FORMAT_ARROW] = {"arrow", ".arrow", "application/vnd.apache.arrow.file"},
    [BRY_FORMAT_SAV] = {"sav", ".sav", "application/x-spss-sav"},
    [BRY_FORMAT_DTA] = {"dta", ".dta", "application/x-stata-dta"},
};

const char *bry__bundle_format_name(int32_t format) {
  return formats[format].name;
}

const char *bry__bundle_media_type(int32_t format) {
  return formats[format].media_type;
}

static int32_t format_of(const char *name, size_t size) {
  for (int32_t format = BRY_FORMAT_TEXT; format <= BRY_FORMAT_DTA; format++) {
    if (strlen(formats[format].name) == size && memcmp(formats[format].name, name, size) == 0) return format;
  }
  return 0;
}

/* "sav,dta" into numbers, in the order of the constants and each once. */
static bry_status read_formats(const char *list, int32_t *out, bry_error **err) {
  int wanted[BRY_FORMAT_DTA + 1] = {0};
  for (const char *at = list; at && *at;) {
    size_t size = strcspn(at, ",");
    int32_t format = format_of(at, size);
    if (!format) {
      return bry__error(
          err, BRY_EINVAL,
          "formats are names with commas between them, of text, csv, json, excel, jsonstat, arrow, sav and "
          "dta; \"%.*s\" is none",
          (int)(size < 20 ? size : 20), at);
    }
    wanted[format] = 1;
    at += size + (at[size] == ',');
  }
  int count = 0;
  for (int32_t format = BRY_FORMAT_TEXT; format <= BRY_FORMAT_DTA; format++) {
    if (wanted[format] && format != BRY_FORMAT_CSV) out[count++] = format;
  }
  out[count] = 0;
  return BRY_OK;
}

/* --- files -------------------------------------------------------------------------------------------------------- */

char *bry__bundle_path(const bry__bundled_table *table, int32_t format) {
  bry__buffer path = {0};
  bry__buffer_format(&path, "data/%s%s", table->name, formats[format].ending);
  char *copy = path.failed ? NULL : bry__strdup(path.data);
  bry__buffer_free(&path);
  return copy;
}

const bry__bundle_file *bry__bundle_find(const bry_bundle *bundle, const char *path) {
  for (int32_t i = 0; path && i < bundle->file_count; i++) {
    if (strcmp(bundle->files[i].path, path) == 0) return &bundle->files[i];
  }
  return NULL;
}

/* Takes over the path, which may be NULL (no memory), and the content. */
static bry_status add_file(bry_bundle *bundle, char *path, bry_text *content, bry_error **err) {
  size_t need = (size_t)bundle->file_count + 1;
  if (path && bry__grow((void **)&bundle->files, &bundle->file_capacity, need, sizeof *bundle->files) == 0) {
    bundle->files[bundle->file_count++] = (bry__bundle_file){path, content};
    return BRY_OK;
  }
  bry__free(path);
  bry_text_free(content);
  return bry__enomem(err);
}

static bry_status add_buffer(bry_bundle *bundle, const char *path, bry__buffer *b, bry_error **err) {
  bry_text *content = NULL;
  bry_status status = bry__buffer_finish(b, &content, err);
  return status == BRY_OK ? add_file(bundle, bry__strdup(path), content, err) : status;
}

static bry_status add_table(bry_bundle *bundle, const bry__bundled_table *table, bry_error **err) {
  bry__buffer csv = {0};
  bry_text *content = NULL;
  bry__table_reasons_csv_render(&csv, table->table);
  bry_status status = bry__buffer_finish(&csv, &content, err);
  if (status == BRY_OK) status = add_file(bundle, bry__bundle_path(table, BRY_FORMAT_CSV), content, err);
  for (const int32_t *format = bundle->formats; *format && status == BRY_OK; format++) {
    status = bry_table_render(table->table, *format, bundle->about.lang, &content, err);
    if (status == BRY_OK) status = add_file(bundle, bry__bundle_path(table, *format), content, err);
  }
  return status;
}

static int by_path(const void *left, const void *right) {
  const bry__bundle_file *a = left, *b = right;
  return strcmp(a->path, b->path);
}

/* As sha256sum -c reads them. */
static bry_status add_sums(bry_bundle *bundle, bry_error **err) {
  bry__buffer b = {0};
  qsort(bundle->files, (size_t)bundle->file_count, sizeof *bundle->files, by_path);
  for (int32_t i = 0; i < bundle->file_count; i++) {
    uint8_t hash[HASH_SIZE];
    char hex[2 * HASH_SIZE + 1];
    bry__sha256(bry_text_data(bundle->files[i].content), bry_text_size(bundle->files[i].content), hash);
    bry__hex(hash, sizeof hash, hex);
    bry__buffer_format(&b, "%s  %s\n", hex, bundle->files[i].path);
  }
  return add_buffer(bundle, "SHA256SUMS", &b, err);
}

static bry_status add_documents(bry_bundle *bundle, bry_error **err) {
  static const char *const langs[] = {"nb", "nn", "en"};
  bry__buffer package = {0}, ddi = {0};
  bry__bundle_package(&package, bundle);
  bry_status status = add_buffer(bundle, "datapackage.json", &package, err);
  if (status == BRY_OK) bry__bundle_ddi(&ddi, bundle);
  if (status == BRY_OK) status = add_buffer(bundle, "ddi.xml", &ddi, err);
  for (int i = 0; i < 3 && status == BRY_OK; i++) {
    bry__buffer readme = {0};
    char path[] = "README.nb.md";
    memcpy(path + sizeof "README." - 1, langs[i], 2);
    bry__bundle_readme(&readme, bundle, langs[i]);
    status = add_buffer(bundle, path, &readme, err);
  }
  return status;
}

/* --- names -------------------------------------------------------------------------------------------------------- */

static int is_taken(const bry_bundle *bundle, int32_t before, const char *name) {
  for (int32_t i = 0; i < before; i++) {
    if (strcmp(bundle->tables[i].name, name) == 0) return 1;
  }
  return 0;
}

/* A file's name of a table's: small ASCII letters, digits and "_", no two alike. 0 or -1. */
static int make_name(bry_bundle *bundle, int32_t place) {
  bry__buffer name = {0};
  for (const char *at = bry_table_name(bundle->tables[place].table); *at; at++) {
    char c = *at >= 'A' && *at <= 'Z' ? (char)(*at - 'A' + 'a') : *at;
    int is_plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    if (is_plain || !name.size || name.data[name.size - 1] != '_') bry__buffer_char(&name, is_plain ? c : '_');
    if (name.failed) break;
  }
  size_t size = name.size;
  for (int number = 2; !name.failed && (!name.size || is_taken(bundle, place, name.data)); number++) {
    name.size = size;
    bry__buffer_format(&name, "%s%d", size ? "_" : "table", number - (size == 0));
  }
  bundle->tables[place].name = name.failed ? NULL : bry__strdup(name.data);
  bry__buffer_free(&name);
  return bundle->tables[place].name ? 0 : -1;
}

/* --- the bundle --------------------------------------------------------------------------------------------------- */

static bry_status fill(bry_bundle *bundle, const bry_table *const *tables, int32_t count, bry_error **err) {
  bry_status status = BRY_OK;
  bundle->tables = bry__alloc_zero((size_t)count, sizeof *bundle->tables);
  if (!bundle->tables) return bry__enomem(err);
  bundle->table_count = count;
  for (int32_t i = 0; i < count && status == BRY_OK; i++) {
    bundle->tables[i].table = tables[i];
    status = make_name(bundle, i) == 0 ? add_table(bundle, &bundle->tables[i], err) : bry__enomem(err);
  }
  if (status == BRY_OK) status = add_documents(bundle, err);
  return status == BRY_OK ? add_sums(bundle, err) : status;
}

bry_status bry_bundle_new(const char *about, size_t about_size, const bry_table *const *tables, int32_t count,
                          const char *format_names, bry_bundle **out, bry_error **err) {
  bry__error_reset(err);
  if (out) *out = NULL;
  if (!about || !tables || !out || count < 1 || count > TABLES_MAX) {
    return bry__error(err, BRY_EINVAL,
                      "bry_bundle_new: about, tables and out must not be NULL, and 1 to %d tables given", TABLES_MAX);
  }
  for (int32_t i = 0; i < count; i++) {
    if (!tables[i]) return bry__error(err, BRY_EINVAL, "bry_bundle_new: a table is NULL");
  }
  bry_bundle *bundle = bry__alloc_zero(1, sizeof *bundle);
  if (!bundle) return bry__enomem(err);
  bry_status status = read_formats(format_names, bundle->formats, err);
  if (status == BRY_OK) status = bry__about_read(about, about_size, &bundle->about, err);
  if (status == BRY_OK) status = fill(bundle, tables, count, err);
  for (int32_t i = 0; i < bundle->table_count; i++)
    bundle->tables[i].table = NULL; /* the caller may free them now */
  if (status == BRY_OK) {
    *out = bundle;
  } else {
    bry_bundle_free(bundle);
  }
  return status;
}

void bry_bundle_free(bry_bundle *bundle) {
  if (!bundle) return;
  for (int32_t i = 0; i < bundle->table_count; i++)
    bry__free(bundle->tables[i].name);
  for (int32_t i = 0; i < bundle->file_count; i++) {
    bry__free(bundle->files[i].path);
    bry_text_free(bundle->files[i].content);
  }
  bry__free(bundle->tables);
  bry__free(bundle->files);
  bry__about_clear(&bundle->about);
  bry__free(bundle);
}

static const bry__bundle_file *file_at(const bry_bundle *bundle, int32_t place) {
  return bundle && place >= 0 && place < bundle->file_count ? &bundle->files[place] : NULL;
}

int32_t bry_bundle_file_count(const bry_bundle *bundle) {
  return bundle ? bundle->file_count : 0;
}

const char *bry_bundle_file_path_at(const bry_bundle *bundle, int32_t place) {
  const bry__bundle_file *file = file_at(bundle, place);
  return file ? file->path : NULL;
}

const void *bry_bundle_file_data_at(const bry_bundle *bundle, int32_t place) {
  const bry__bundle_file *file = file_at(bundle, place);
  return file ? bry_text_data(file->content) : NULL;
}

size_t bry_bundle_file_size_at(const bry_bundle *bundle, int32_t place) {
  const bry__bundle_file *file = file_at(bundle, place);
  return file ? bry_text_size(file->content) : 0;
}

bry_status bry_bundle_zip(const bry_bundle *bundle, bry_text **out, bry_error **err) {
  bry__error_reset(err);
  if (out) *out = NULL;
  if (!bundle || !out) return bry__error(err, BRY_EINVAL, "bry_bundle_zip: bundle and out must not be NULL");
  bry__zip zip = {0};
  for (int32_t i = 0; i < bundle->file_count; i++) {
    const bry__bundle_file *file = &bundle->files[i];
    bry__zip_add(&zip, file->path, bry_text_data(file->content), bry_text_size(file->content));
  }
  bry__zip_end(&zip);
  bry_status status = zip.too_large
                          ? bry__error(err, BRY_ELIMIT, "the bundle is over 4 GiB; write it into a folder instead")
                          : bry__buffer_finish(&zip.files, out, err);
  bry__zip_clear(&zip);
  return status;
}
