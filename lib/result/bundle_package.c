/* datapackage.json: a Frictionless Data Package (specs.frictionlessdata.io/data-package), with a Table Schema of each
 * table's CSV. What those do not have (roles, labels by language, what a missing value's sign means, the other formats) stands
 * beside it in members of our own, which begin with "bry:". */
#include "core/hash.h"
#include "core/mem.h"
#include "core/table.h"
#include "core/table_codes.h"
#include "core/table_render.h"
#include "result/bundle.h"

#include <json-c/json.h>
#include <string.h>

enum { HASH_SIZE = 32 };

static void put_string(bry__buffer *b, const char *text) {
  bry__buffer_json_string(b, text, strlen(text));
}

/* ,"key":"text" on a line of its own; nothing when there is no text. */
static void put_member(bry__buffer *b, const char *key, const char *text) {
  if (!text) return;
  bry__buffer_format(b, ",\n\"%s\":", key);
  put_string(b, text);
}

static void put_label_member(bry__buffer *b, const char *key, const bry__label *label) {
  if (bry__label_is_empty(label)) return;
  bry__buffer_format(b, ",\n\"%s\":", key);
  bry__table_put_label(b, label);
}

/* --- of the whole ------------------------------------------------------------------------------------------------- */

static void put_licence(bry__buffer *b, const bry__about *a) {
  const char *const members[][2] = {
      {"name", a->licence_name}, {"title", a->licence_title}, {"path", a->licence_path}};
  int any = 0;
  for (int i = 0; i < 3; i++) {
    if (!members[i][1]) continue;
    bry__buffer_text(b, any++ ? "," : ",\n\"licenses\":[{");
    put_string(b, members[i][0]);
    bry__buffer_char(b, ':');
    put_string(b, members[i][1]);
  }
  if (any) bry__buffer_text(b, "}]");
}

static void put_keywords(bry__buffer *b, struct json_object *keywords) {
  size_t count = keywords ? json_object_array_length(keywords) : 0;
  for (size_t i = 0; i < count; i++) {
    bry__buffer_text(b, i ? "," : ",\n\"keywords\":[");
    put_string(b, json_object_get_string(json_object_array_get_idx(keywords, i)));
  }
  if (count) bry__buffer_char(b, ']');
}

static void put_protection(bry__buffer *b, const bry__about *a) {
  if (!a->min_group && !a->method && bry__label_is_empty(&a->protection)) return;
  bry__buffer_text(b, ",\n\"bry:protection\":{\"k\":");
  bry__buffer_int(b, a->min_group);
  if (a->method) {
    bry__buffer_text(b, ",\"method\":");
    put_string(b, a->method);
  }
  if (!bry__label_is_empty(&a->protection)) {
    bry__buffer_text(b, ",\"text\":");
    bry__table_put_label(b, &a->protection);
  }
  bry__buffer_char(b, '}');
}

static void put_about(bry__buffer *b, const bry__about *a) {
  bry__buffer_text(b, "{\"profile\":\"tabular-data-package\",\n\"name\":");
  put_string(b, a->name);
  put_member(b, "title", bry__label_get(&a->title, a->lang));
  put_member(b, "description", bry__label_get(&a->description, a->lang));
  put_member(b, "version", a->version);
  if (a->created) bry__buffer_format(b, ",\n\"created\":\"%sT00:00:00Z\"", a->created);
  put_licence(b, a);
  put_keywords(b, a->keywords);
  if (a->producer) {
    bry__buffer_text(b, ",\n\"contributors\":[{\"title\":");
    put_string(b, a->producer);
    bry__buffer_text(b, ",\"role\":\"publisher\"}]");
  }
  put_label_member(b, "bry:title", &a->title);
  put_label_member(b, "bry:description", &a->description);
  put_label_member(b, "bry:population", &a->population);
  put_label_member(b, "bry:place", &a->place);
  put_member(b, "bry:collected_from", a->from);
  put_member(b, "bry:collected_to", a->to);
  put_member(b, "bry:contact", a->contact);
  put_protection(b, a);
}

/* --- of a table --------------------------------------------------------------------------------------------------- */

static void put_categories(bry__buffer *b, const bry_table *t, int32_t column, const char *lang) {
  bry__codes codes = {0};
  if (bry__codes_build(t, column, &codes) != 0) b->failed = 1;
  bry__buffer_text(b, ",\"categories\":[");
  for (uint32_t i = 0; !b->failed && i < codes.keys.count; i++) {
    const bry__label *label = bry__table_value_label_of(t, column, codes.keys.items[i].text);
    bry__buffer_text(b, i ? ",{\"value\":" : "{\"value\":");
    bry__buffer_json_string(b, codes.keys.items[i].text, codes.keys.items[i].size);
    if (label) {
      bry__buffer_text(b, ",\"label\":");
      put_string(b, bry__label_get(label, lang));
      bry__buffer_text(b, ",\"bry:label\":");
      bry__table_put_label(b, label);
    }
    bry__buffer_char(b, '}');
  }
  bry__buffer_char(b, ']');
  bry__codes_clear(&codes);
}

static void put_field(bry__buffer *b, const bry_table *t, int32_t column, const char *lang) {
  static const char *const types[] = {
      [BRY_TYPE_INT64] = "integer", [BRY_TYPE_DOUBLE] = "number", [BRY_TYPE_TEXT] = "string"};
  bry__buffer_text(b, column ? ",\n{\"name\":" : "\n{\"name\":");
  put_string(b, bry_table_column_name(t, column));
  bry__buffer_format(b, ",\"type\":\"%s\",\"title\":", types[bry_table_column_type(t, column)]);
  put_string(b, bry_table_column_label(t, column, lang));
  bry__buffer_format(b, ",\"bry:role\":\"%s\"", bry__table_role_name(bry_table_column_role(t, column)));
  if (!bry__label_is_empty(bry__table_column_label_of(t, column))) {
    bry__buffer_text(b, ",\"bry:label\":");
    bry__table_put_label(b, bry__table_column_label_of(t, column));
  }
  if (bry__codes_wanted(t, column)) put_categories(b, t, column, lang);
  bry__buffer_char(b, '}');
}

static void put_missing_values(bry__buffer *b, const char *lang) {
  bry__buffer_text(b, "],\n\"missingValues\":[");
  for (int32_t reason = BRY_MISSING; reason <= BRY_MISSING_WITHHELD; reason++) {
    if (reason > BRY_MISSING) bry__buffer_char(b, ',');
    put_string(b, bry__table_missing_sign(reason));
  }
  bry__buffer_text(b, "],\n\"bry:missing\":[");
  for (int32_t reason = BRY_MISSING; reason <= BRY_MISSING_WITHHELD; reason++) {
    bry__buffer_text(b, reason > BRY_MISSING ? ",{\"value\":" : "{\"value\":");
    put_string(b, bry__table_missing_sign(reason));
    bry__buffer_format(b, ",\"reason\":\"%s\",\"label\":", bry__table_reason_name(reason));
    put_string(b, bry__table_missing_label(reason, lang));
    bry__buffer_char(b, '}');
  }
  bry__buffer_char(b, ']');
}

/* Path, size and hash of a file. */
static void put_file(bry__buffer *b, const bry_bundle *bundle, const bry__bundled_table *table, int32_t format) {
  uint8_t hash[HASH_SIZE];
  char hex[2 * HASH_SIZE + 1];
  char *path = bry__bundle_path(table, format);
  const bry__bundle_file *file = bry__bundle_find(bundle, path);
  if (file) {
    bry__sha256(bry_text_data(file->content), bry_text_size(file->content), hash);
    bry__hex(hash, sizeof hash, hex);
    bry__buffer_format(
        b, "\"path\":\"%s\",\"format\":\"%s\",\"mediatype\":\"%s\",\"bytes\":%zu,\"hash\":\"sha256:%s\"", path,
        bry__bundle_format_name(format), bry__bundle_media_type(format), bry_text_size(file->content), hex);
  } else {
    b->failed = 1;
  }
  bry__free(path);
}

static void put_resource(bry__buffer *b, const bry_bundle *bundle, const bry__bundled_table *table) {
  const bry_table *t = table->table;
  const char *lang = bundle->about.lang;
  bry__buffer_text(b, "{\"profile\":\"tabular-data-resource\",\"name\":");
  put_string(b, table->name);
  bry__buffer_text(b, ",\"title\":");
  put_string(b, bry_table_title(t, lang));
  bry__buffer_char(b, ',');
  put_file(b, bundle, table, BRY_FORMAT_CSV);
  bry__buffer_text(b, ",\"encoding\":\"utf-8\",\n\"schema\":{\"fields\":[");
  for (int32_t c = 0; c < bry_table_column_count(t); c++)
    put_field(b, t, c, lang);
  put_missing_values(b, lang);
  bry__buffer_char(b, '}');
  for (const int32_t *format = bundle->formats; *format; format++) {
    bry__buffer_text(b, format == bundle->formats ? ",\n\"bry:formats\":[{" : ",{");
    put_file(b, bundle, table, *format);
    bry__buffer_char(b, '}');
  }
  bry__buffer_text(b, bundle->formats[0] ? "]}" : "}");
}

void bry__bundle_package(bry__buffer *b, const bry_bundle *bundle) {
  put_about(b, &bundle->about);
  bry__buffer_text(b, ",\n\"resources\":[");
  for (int32_t i = 0; i < bundle->table_count; i++) {
    bry__buffer_text(b, i ? ",\n" : "\n");
    put_resource(b, bundle, &bundle->tables[i]);
  }
  bry__buffer_text(b, "]}\n");
}
