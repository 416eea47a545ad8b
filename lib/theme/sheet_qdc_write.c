/* Writes codebooks as QDC 1.0: codes nested as their themes are, guids kept or made from the codebook's and theme's id. */
#include "theme/sheet.h"

#include "core/hash.h"
#include "core/json.h"
#include "core/mem.h"
#include "core/utf8.h"
#include "core/uuid.h"

#include <string.h>

enum { INDENT_MAX = 40 };

typedef struct writing {
  const bry__sheet *sheet;
  const char *codebook_id;
  bry__buffer *out;
  int32_t *first, *next; /* by row: its first child, and the next row under the same parent; -1: none */
} writing;

/* U+FFFE and U+FFFF, that are no characters. */
static int is_no_character(const char *text, size_t size) {
  return size >= 3 && memcmp(text, "\xEF\xBF", 2) == 0 && (text[2] == '\xBE' || text[2] == '\xBF');
}

/* XML 1.0 has no way to write control characters, nor those two: they are left out. */
static void escape(bry__buffer *out, const char *text, size_t size, int is_attribute) {
  for (size_t i = 0; i < size; i++) {
    char c = text[i];
    if (is_no_character(text + i, size - i))
      i += 2;
    else if (c == '&')
      bry__buffer_text(out, "&amp;");
    else if (c == '<')
      bry__buffer_text(out, "&lt;");
    else if (c == '>')
      bry__buffer_text(out, "&gt;");
    else if (c == '"' && is_attribute)
      bry__buffer_text(out, "&quot;");
    else if ((c == '\n' || c == '\t') && is_attribute)
      bry__buffer_char(out, ' ');
    else if (c == '\r')
      bry__buffer_text(out, "&#13;");
    else if ((unsigned char)c >= 0x20 || c == '\n' || c == '\t')
      bry__buffer_char(out, c);
  }
}

static void write_attribute(bry__buffer *out, const char *name, const char *value) {
  bry__buffer_format(out, " %s=\"", name);
  escape(out, value, strlen(value), 1);
  bry__buffer_char(out, '"');
}

static int is_guid(const char *text) {
  uint8_t id[16];
  size_t size = strlen(text);
  int braced = size == 38 && text[0] == '{' && text[37] == '}';
  char bare[37] = "";
  if (size != 36 && !braced) return 0;
  memcpy(bare, text + braced, 36);
  return bry__uuid_parse(bare, id);
}

static int is_color(const char *text) {
  size_t size = strlen(text);
  return text[0] == '#' && (size == 7 || size == 4) && strspn(text + 1, "0123456789abcdefABCDEF") == size - 1;
}

/* Kept, or made (RFC 9562, version 8: of our own, from a hash), so that exports of one codebook agree. */
static void write_guid(const writing *w, const char *kept, const char *id) {
  if (is_guid(kept)) {
    write_attribute(w->out, "guid", kept);
    return;
  }
  bry__buffer name = {0};
  uint8_t bytes[16];
  char text[37];
  bry__buffer_format(&name, "%s\n%s", w->codebook_id, id);
  w->out->failed |= name.failed;
  if (!name.failed) {
    bry__blake2b_128(name.data, name.size, NULL, 0, bytes);
    bytes[6] = (uint8_t)((bytes[6] & 0x0f) | 0x80);
    bytes[8] = (uint8_t)((bytes[8] & 0x3f) | 0x80);
    bry__uuid_format(bytes, text);
    write_attribute(w->out, "guid", text);
  }
  bry__buffer_free(&name);
}

/* What a row is called in other programs: the label of no language, or the first there is. */
static bry__sheet_column shown(const bry__sheet_row *row, bry__sheet_column first) {
  bry__sheet_column field = first;
  while (field < first + 3 && row->fields[field].size == 0)
    field++;
  return field;
}

static void write_line(bry__buffer *out, bry__sheet_column field, const char *text, size_t size) {
  bry__buffer_format(out, "\n%s: ", bry__sheet_field_name(field));
  for (size_t i = 0, end; i < size; i = end + 1) {
    for (end = i; end < size && text[end] != '\n' && text[end] != '\r';)
      end++;
    escape(out, text + i, end - i, 0);
    if (end < size) bry__buffer_char(out, ' ');
  }
}

/* The language of a field that follows the one of none. */
static void write_language(bry__buffer *out, const char *what, bry__sheet_column first, bry__sheet_column field) {
  static const char *const languages[] = {"nb", "nn", "en"};
  if (field > first) bry__buffer_format(out, "\n%s.language: %s", what, languages[field - first - 1]);
}

/* The lines under "bry:". */
static void write_own(bry__buffer *out, const bry__sheet_row *row, bry__sheet_column name,
                      bry__sheet_column definition) {
  write_language(out, "name", BRY__FIELD_LABEL, name);
  if (row->fields[definition].size > 0) write_language(out, "text", BRY__FIELD_DEFINITION, definition);
  for (int f = 0; f < BRY__FIELD_GUID; f++) {
    const bry__buffer *field = &row->fields[f];
    if (field->size == 0 || f == BRY__FIELD_PARENT || f == (int)name || f == (int)definition) continue;
    if (f < BRY__FIELD_INDICATORS_NB) {
      write_line(out, (bry__sheet_column)f, field->data, field->size);
      continue;
    }
    for (const char *at = field->data; *at; at += *at == '\n') {
      size_t size = strcspn(at, "\n");
      write_line(out, (bry__sheet_column)f, at, size);
      at += size;
    }
  }
}

static void write_description(bry__buffer *out, const bry__sheet_row *row) {
  bry__sheet_column definition = shown(row, BRY__FIELD_DEFINITION);
  const bry__buffer *text = &row->fields[definition];
  bry__buffer_text(out, "<Description>");
  escape(out, text->data ? text->data : "", text->size, 0);
  bry__buffer_text(out, text->size > 0 ? "\n\nbry:" : "bry:");
  write_own(out, row, shown(row, BRY__FIELD_LABEL), definition);
  bry__buffer_text(out, "</Description>");
}

static void indent(bry__buffer *out, int depth) {
  bry__buffer_char(out, '\n');
  for (int i = 0; i < depth && i < INDENT_MAX; i++)
    bry__buffer_text(out, "  ");
}

static void write_code(const writing *w, int32_t i, int depth) {
  const bry__sheet_row *row = &w->sheet->rows[i];
  bry__sheet_column name = shown(row, BRY__FIELD_LABEL);
  const char *color = bry__sheet_text(row, BRY__FIELD_COLOR);
  int codable = strcmp(bry__sheet_text(row, BRY__FIELD_CODABLE), "false") != 0;
  indent(w->out, depth);
  bry__buffer_text(w->out, "<Code");
  write_guid(w, bry__sheet_text(row, BRY__FIELD_GUID), bry__sheet_text(row, BRY__FIELD_ID));
  write_attribute(w->out, "name", bry__sheet_text(row, name));
  write_attribute(w->out, "isCodable", codable ? "true" : "false");
  if (is_color(color)) write_attribute(w->out, "color", color);
  bry__buffer_char(w->out, '>');
  indent(w->out, depth + 1);
  write_description(w->out, row);
}

/* Codes within codes, without a stack: down to the first child, along, and up. */
static void write_codes(const writing *w, const int32_t *parents, int32_t root) {
  int32_t at = root;
  for (int depth = 2; at >= 0;) {
    write_code(w, at, depth);
    if (w->first[at] >= 0) {
      at = w->first[at];
      depth++;
      continue;
    }
    for (;;) {
      if (w->first[at] >= 0) indent(w->out, depth);
      bry__buffer_text(w->out, "</Code>");
      if (w->next[at] >= 0 || parents[at] < 0) break;
      at = parents[at];
      depth--;
    }
    at = w->next[at];
  }
}

static bry_status write_sets(const writing *w, bry_error **err) {
  const bry__json_limits limits = {8 << 20, 32};
  struct json_object *sets = NULL;
  if (w->sheet->sets.size == 0) return BRY_OK;
  bry_status status = bry__json_parse("x-sets", w->sheet->sets.data, w->sheet->sets.size, &limits, &sets, err);
  size_t count = status == BRY_OK ? json_object_array_length(sets) : 0;
  for (size_t i = 0; i < count; i++) {
    struct json_object *set = json_object_array_get_idx(sets, i), *members = bry__json_array(set, "members");
    const char *name = bry__json_text(set, "name"), *guid = bry__json_text(set, "guid");
    const char *description = bry__json_text(set, "description");
    bry__buffer_text(w->out, i == 0 ? "\n  <Sets>\n    <Set" : "\n    <Set");
    write_guid(w, guid ? guid : "", name ? name : "");
    write_attribute(w->out, "name", name ? name : "");
    bry__buffer_char(w->out, '>');
    if (description) {
      bry__buffer_text(w->out, "<Description>");
      escape(w->out, description, strlen(description), 0);
      bry__buffer_text(w->out, "</Description>");
    }
    for (size_t m = 0; members && m < json_object_array_length(members); m++) {
      const char *member = json_object_get_string(json_object_array_get_idx(members, m));
      if (!member || !is_guid(member)) continue;
      bry__buffer_text(w->out, "<MemberCode");
      write_attribute(w->out, "guid", member);
      bry__buffer_text(w->out, "/>");
    }
    bry__buffer_text(w->out, "</Set>");
  }
  if (count > 0) bry__buffer_text(w->out, "\n  </Sets>");
  json_object_put(sets);
  return status;
}

/* The row of an id; parents that are not there were refused when the codebook was parsed. */
static int32_t row_of(const bry__sheet *sheet, const char *id) {
  for (int32_t i = 0; i < sheet->count; i++) {
    if (strcmp(bry__sheet_text(&sheet->rows[i], BRY__FIELD_ID), id) == 0) return i;
  }
  return -1;
}

/* Children in the order of the rows: the last is linked first. Returns the first row without a parent. */
static int32_t link_rows(writing *w, int32_t *parents) {
  int32_t root = -1;
  for (int32_t i = 0; i < w->sheet->count; i++)
    w->first[i] = -1;
  for (int32_t i = w->sheet->count - 1; i >= 0; i--) {
    const char *parent = bry__sheet_text(&w->sheet->rows[i], BRY__FIELD_PARENT);
    parents[i] = *parent ? row_of(w->sheet, parent) : -1;
    int32_t *head = parents[i] >= 0 ? &w->first[parents[i]] : &root;
    w->next[i] = *head;
    *head = i;
  }
  return root;
}

bry_status bry__sheet_write_qdc(const bry__sheet *sheet, const char *codebook_id, bry__buffer *out, bry_error **err) {
  bry_status status = BRY_OK;
  size_t count = (size_t)sheet->count;
  writing w = {sheet, codebook_id, out, bry__alloc_zero(count, sizeof(int32_t)),
               bry__alloc_zero(count, sizeof(int32_t))};
  int32_t *parents = bry__alloc_zero(count, sizeof *parents);
  if (!w.first || !w.next || !parents) {
    status = bry__enomem(err);
    goto out;
  }
  int32_t root = link_rows(&w, parents);
  bry__buffer_text(out, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
                        "<CodeBook xmlns=\"urn:QDA-XML:codebook:1.0\" origin=\"bry\">\n  <Codes>");
  write_codes(&w, parents, root);
  bry__buffer_text(out, "\n  </Codes>");
  status = write_sets(&w, err);
  bry__buffer_text(out, "\n</CodeBook>\n");
out:
  bry__free(w.first);
  bry__free(w.next);
  bry__free(parents);
  return status;
}
