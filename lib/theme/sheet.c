/* A codebook as rows of fields: filled from a codebook, and made into one. Files of the formats are sheet_csv.c's and
 * sheet_qdc.c's. */
#include "theme/sheet.h"

#include "core/json.h"
#include "core/mem.h"
#include "core/strings.h"
#include "core/utf8.h"

#include <string.h>
#include <utf8proc.h>

enum { SLUG_BYTES_MAX = 100, BYTES_MAX = 8 << 20 };

static const char *const names[BRY__FIELD_COUNT] = {"id",
                                                    "parent",
                                                    "label",
                                                    "label.nb",
                                                    "label.nn",
                                                    "label.en",
                                                    "definition",
                                                    "definition.nb",
                                                    "definition.nn",
                                                    "definition.en",
                                                    "indicators.nb",
                                                    "indicators.nn",
                                                    "indicators.en",
                                                    "overlaps_with",
                                                    "guid",
                                                    "color",
                                                    "codable"};

const char *bry__sheet_field_name(bry__sheet_column field) {
  return names[field];
}

int32_t bry__sheet_field(const char *name, size_t size) {
  for (int32_t i = 0; i < BRY__FIELD_COUNT; i++) {
    if (strlen(names[i]) == size && memcmp(names[i], name, size) == 0) return i;
  }
  return -1;
}

int bry__sheet_is_list(int32_t field) {
  return field >= BRY__FIELD_INDICATORS_NB && field <= BRY__FIELD_OVERLAPS;
}

const char *bry__sheet_text(const bry__sheet_row *row, bry__sheet_column field) {
  return row->fields[field].data ? row->fields[field].data : "";
}

bry__sheet_row *bry__sheet_add(bry__sheet *sheet) {
  size_t need = (size_t)sheet->count + 1;
  if (bry__grow((void **)&sheet->rows, &sheet->capacity, need, sizeof *sheet->rows) != 0) {
    sheet->failed = 1;
    return NULL;
  }
  sheet->rows[sheet->count] = (bry__sheet_row){0};
  return &sheet->rows[sheet->count++];
}

void bry__sheet_clear(bry__sheet *sheet) {
  for (int32_t i = 0; i < sheet->count; i++) {
    for (int f = 0; f < BRY__FIELD_COUNT; f++)
      bry__buffer_free(&sheet->rows[i].fields[f]);
  }
  bry__free(sheet->rows);
  bry__buffer_free(&sheet->sets);
  *sheet = (bry__sheet){0};
}

void bry__sheet_set(bry__sheet_row *row, bry__sheet_column field, const char *text, size_t size) {
  bry__buffer_clear(&row->fields[field]);
  bry__buffer_add(&row->fields[field], text, size);
}

void bry__sheet_add_term(bry__sheet_row *row, bry__sheet_column field, const char *text, size_t size) {
  bry__buffer *b = &row->fields[field];
  while (size > 0 && strchr(" \t\r\n", *text)) {
    text++;
    size--;
  }
  while (size > 0 && strchr(" \t\r\n", text[size - 1]))
    size--;
  if (size == 0) return;
  if (b->size > 0) bry__buffer_char(b, '\n');
  for (size_t i = 0; i < size; i++)
    bry__buffer_char(b, text[i] == '\n' || text[i] == '\r' ? ' ' : text[i]);
}

/* --- from a codebook -------------------------------------------------------------------------------------------- */

static void set_text(bry__sheet_row *row, bry__sheet_column field, const char *text) {
  if (text) bry__sheet_set(row, field, text, strlen(text));
}

static void set_label(bry__sheet_row *row, bry__sheet_column first, const bry__label *label) {
  set_text(row, first, label->text[BRY__DEFAULT]);
  for (int lang = 0; lang < BRY__LANG_COUNT; lang++)
    set_text(row, first + 1 + (bry__sheet_column)lang, label->text[lang]);
}

static void set_overlaps(bry__sheet_row *row, struct json_object *json) {
  struct json_object *ids = bry__json_array(json, "overlaps_with");
  for (size_t i = 0; ids && i < json_object_array_length(ids); i++) {
    struct json_object *id = json_object_array_get_idx(ids, i);
    if (!json_object_is_type(id, json_type_string)) continue;
    bry__sheet_add_term(row, BRY__FIELD_OVERLAPS, json_object_get_string(id), (size_t)json_object_get_string_len(id));
  }
}

static void set_theme(bry__sheet_row *row, const bry_codebook *codebook, const bry__theme *theme,
                      struct json_object *json) {
  set_text(row, BRY__FIELD_ID, theme->id);
  set_text(row, BRY__FIELD_PARENT, theme->parent >= 0 ? codebook->themes[theme->parent].id : NULL);
  set_label(row, BRY__FIELD_LABEL, &theme->label);
  set_label(row, BRY__FIELD_DEFINITION, &theme->definition);
  for (int lang = 0; lang < BRY__LANG_COUNT; lang++) {
    const bry__theme_terms *terms = &theme->indicators[lang];
    for (int32_t i = 0; i < terms->count; i++)
      bry__sheet_add_term(row, BRY__FIELD_INDICATORS_NB + (bry__sheet_column)lang, terms->terms[i],
                          strlen(terms->terms[i]));
  }
  set_overlaps(row, json);
  set_text(row, BRY__FIELD_GUID, bry__json_text(json, "x-guid"));
  set_text(row, BRY__FIELD_COLOR, bry__json_text(json, "x-color"));
  set_text(row, BRY__FIELD_CODABLE, bry__json_text(json, "x-codable"));
}

static bry_status check_sheet(const bry__sheet *sheet, bry_error **err) {
  int failed = sheet->failed || sheet->sets.failed;
  for (int32_t i = 0; i < sheet->count; i++) {
    for (int f = 0; f < BRY__FIELD_COUNT; f++)
      failed |= sheet->rows[i].fields[f].failed;
  }
  return failed ? bry__enomem(err) : BRY_OK;
}

bry_status bry__sheet_from_codebook(const bry_codebook *codebook, bry__sheet *out, bry_error **err) {
  const bry__json_limits limits = {BYTES_MAX, 64};
  struct json_object *json = NULL;
  bry_status status = bry__json_parse("The codebook", codebook->json, strlen(codebook->json), &limits, &json, err);
  if (status != BRY_OK) return status;
  struct json_object *themes = bry__json_array(json, "themes"), *sets = bry__json_array(json, "x-sets");
  for (int32_t i = 0; i < codebook->theme_count; i++) {
    bry__sheet_row *row = bry__sheet_add(out);
    if (row) set_theme(row, codebook, &codebook->themes[i], json_object_array_get_idx(themes, (size_t)i));
  }
  if (sets) bry__json_canonical(&out->sets, sets);
  json_object_put(json);
  return check_sheet(out, err);
}

/* --- to a codebook ---------------------------------------------------------------------------------------------- */

static int is_id_letter(uint32_t c) {
  utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)c);
  return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_NO;
}

/* "Nok tid, og ro" as "nok_tid_og_ro". */
static void make_slug(bry__buffer *b, const char *label) {
  size_t size = strlen(label);
  for (size_t at = 0; at < size && b->size < SLUG_BYTES_MAX;) {
    uint32_t c = bry__utf8_next(label, size, &at);
    char bytes[4];
    if (is_id_letter(c)) {
      bry__buffer_add(b, bytes, bry__utf8_put(bytes, (uint32_t)utf8proc_tolower((utf8proc_int32_t)c)));
    } else if (b->size > 0 && b->data[b->size - 1] != '_') {
      bry__buffer_char(b, '_');
    }
  }
  while (b->size > 0 && b->data[b->size - 1] == '_')
    b->data[--b->size] = '\0';
  if (b->size == 0) bry__buffer_text(b, "theme");
}

/* Those that were given come first, so that none of them changes. */
int bry__sheet_name_rows(bry__sheet *sheet) {
  bry__strings ids = {0};
  int failed = 0;
  for (int32_t i = 0; i < sheet->count && !failed; i++) {
    const bry__buffer *id = &sheet->rows[i].fields[BRY__FIELD_ID];
    if (id->size > 0) failed = bry__strings_add(&ids, id->data, id->size) < 0;
  }
  for (int32_t i = 0; i < sheet->count && !failed; i++) {
    bry__buffer *id = &sheet->rows[i].fields[BRY__FIELD_ID];
    if (id->size > 0) continue;
    bry__sheet_column label = BRY__FIELD_LABEL;
    while (label < BRY__FIELD_LABEL_EN && sheet->rows[i].fields[label].size == 0)
      label++;
    make_slug(id, bry__sheet_text(&sheet->rows[i], label));
    size_t stem = id->size;
    for (int32_t n = 2; !id->failed && bry__strings_find(&ids, id->data, id->size) >= 0; n++) {
      id->size = stem;
      bry__buffer_format(id, "_%d", (int)n);
    }
    failed = id->failed || bry__strings_add(&ids, id->data, id->size) < 0;
  }
  bry__strings_clear(&ids);
  return failed ? -1 : 0;
}

static void write_string(bry__buffer *b, const char *key, const char *text) {
  if (*text == '\0') return;
  bry__buffer_format(b, ",\"%s\":", key);
  bry__buffer_json_string(b, text, strlen(text));
}

/* A text in several languages, when there is one. */
static void write_label(bry__buffer *b, const char *key, const bry__sheet_row *row, bry__sheet_column first) {
  static const char *const languages[] = {"default", "nb", "nn", "en"};
  int written = 0;
  for (int i = 0; i < 4; i++) {
    const bry__buffer *text = &row->fields[first + (bry__sheet_column)i];
    if (text->size == 0) continue;
    bry__buffer_format(b, written ? ",\"%s\":" : ",\"%s\":{\"%s\":", written ? languages[i] : key, languages[i]);
    bry__buffer_json_string(b, text->data, text->size);
    written = 1;
  }
  if (written) bry__buffer_char(b, '}');
}

/* A field's lines as a list. */
static void write_lines(bry__buffer *b, const char *at) {
  bry__buffer_char(b, '[');
  for (const char *begin = at; *at; at += *at == '\n') {
    if (at > begin) bry__buffer_char(b, ',');
    bry__buffer_json_string(b, at, strcspn(at, "\n"));
    at += strcspn(at, "\n");
  }
  bry__buffer_char(b, ']');
}

static void write_terms(bry__buffer *b, const bry__sheet_row *row) {
  static const char *const languages[] = {"nb", "nn", "en"};
  int written = 0;
  bry__buffer_text(b, ",\"indicators\":{");
  for (int lang = 0; lang < BRY__LANG_COUNT; lang++) {
    const char *at = bry__sheet_text(row, BRY__FIELD_INDICATORS_NB + (bry__sheet_column)lang);
    if (*at == '\0') continue;
    bry__buffer_format(b, "%s\"%s\":", written++ ? "," : "", languages[lang]);
    write_lines(b, at);
  }
  bry__buffer_char(b, '}');
}

static void write_row(bry__buffer *b, const bry__sheet_row *row) {
  const char *id = bry__sheet_text(row, BRY__FIELD_ID);
  bry__buffer_text(b, "{\"id\":");
  bry__buffer_json_string(b, id, strlen(id));
  write_string(b, "parent", bry__sheet_text(row, BRY__FIELD_PARENT));
  int has_label = 0;
  for (int i = 0; i < 4; i++)
    has_label |= row->fields[BRY__FIELD_LABEL + (bry__sheet_column)i].size > 0;
  if (has_label)
    write_label(b, "label", row, BRY__FIELD_LABEL);
  else
    write_string(b, "label", id);
  write_label(b, "definition", row, BRY__FIELD_DEFINITION);
  write_terms(b, row);
  if (row->fields[BRY__FIELD_OVERLAPS].size > 0) {
    bry__buffer_text(b, ",\"overlaps_with\":");
    write_lines(b, bry__sheet_text(row, BRY__FIELD_OVERLAPS));
  }
  write_string(b, "x-guid", bry__sheet_text(row, BRY__FIELD_GUID));
  write_string(b, "x-color", bry__sheet_text(row, BRY__FIELD_COLOR));
  write_string(b, "x-codable", bry__sheet_text(row, BRY__FIELD_CODABLE));
  bry__buffer_char(b, '}');
}

bry_status bry__sheet_to_codebook(bry__sheet *sheet, const char *id, const char *version, bry_codebook **out,
                                  bry_error **err) {
  bry__buffer b = {0};
  bry_status status = check_sheet(sheet, err);
  if (status != BRY_OK) return status;
  if (bry__sheet_name_rows(sheet) != 0) return bry__enomem(err);
  bry__buffer_text(&b, "{\"id\":");
  bry__buffer_json_string(&b, id, strlen(id));
  write_string(&b, "version", version);
  bry__buffer_text(&b, ",\"themes\":[");
  for (int32_t i = 0; i < sheet->count; i++) {
    if (i > 0) bry__buffer_char(&b, ',');
    write_row(&b, &sheet->rows[i]);
  }
  bry__buffer_char(&b, ']');
  if (sheet->sets.size > 0) {
    bry__buffer_text(&b, ",\"x-sets\":");
    bry__buffer_add(&b, sheet->sets.data, sheet->sets.size);
  }
  bry__buffer_char(&b, '}');
  status = b.failed ? bry__enomem(err) : bry_codebook_parse(b.data, b.size, NULL, out, err);
  bry__buffer_free(&b);
  return status;
}
