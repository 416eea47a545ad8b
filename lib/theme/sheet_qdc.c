/* Codebooks in REFI-QDA's exchange format (QDC 1.0, namespace urn:QDA-XML:codebook:1.0), read by expat. The standard has a
 * name and a description for a code; what else a codebook of ours says stands at the end of the description, under a line
 * "bry:", as "label.nn: ..." or "indicators.nb: ...", a line each, which people may read and edit in other programs. */
#include "theme/sheet.h"

#include "core/mem.h"
#include "core/utf8.h"

#include <expat.h>
#include <string.h>

#define NAMESPACE "urn:QDA-XML:codebook:"
enum { DEPTH_MAX = 64, CODES_MAX = 5000, SEPARATOR = '|' };
static const char marker[] = "bry:";

typedef struct reading {
  XML_Parser parser;
  bry__sheet *sheet;
  int32_t open[DEPTH_MAX]; /* rows of the codes around this place */
  int32_t depth;           /* of codes */
  int32_t unknown;         /* elements of other kinds around this place */
  int in_description, in_set, has_root, has_member;
  bry__buffer text; /* of the description */
  const char *fault;
} reading;

static void stop(reading *r, const char *fault) {
  if (!r->fault) r->fault = fault;
  XML_StopParser(r->parser, XML_FALSE);
}

static const char *attribute(const XML_Char **attributes, const char *name) {
  for (; *attributes; attributes += 2) {
    if (strcmp(attributes[0], name) == 0) return attributes[1];
  }
  return "";
}

/* The local name within the standard's namespace, or NULL. */
static const char *local_name(const XML_Char *name) {
  const char *bar = strchr(name, SEPARATOR);
  return bar && strncmp(name, NAMESPACE, sizeof NAMESPACE - 1) == 0 ? bar + 1 : NULL;
}

static void begin_code(reading *r, const XML_Char **attributes) {
  if (r->depth == DEPTH_MAX || r->sheet->count == CODES_MAX) {
    stop(r, "it has more than 5000 codes, or they stand more than 64 deep");
    return;
  }
  bry__sheet_row *row = bry__sheet_add(r->sheet);
  if (!row) {
    stop(r, "");
    return;
  }
  const char *name = attribute(attributes, "name"), *guid = attribute(attributes, "guid");
  const char *color = attribute(attributes, "color"), *codable = attribute(attributes, "isCodable");
  bry__sheet_set(row, BRY__FIELD_LABEL, name, strlen(name));
  bry__sheet_set(row, BRY__FIELD_GUID, guid, strlen(guid));
  bry__sheet_set(row, BRY__FIELD_COLOR, color, strlen(color));
  if (strcmp(codable, "false") == 0 || strcmp(codable, "0") == 0) bry__sheet_set(row, BRY__FIELD_CODABLE, "false", 5);
  /* The parent's row for now; ids are known when all is read. */
  if (r->depth > 0) bry__buffer_int(&row->fields[BRY__FIELD_PARENT], r->open[r->depth - 1]);
  r->open[r->depth++] = r->sheet->count - 1;
}

static void json_pair(bry__buffer *b, const char *before, const char *key, const char *text) {
  bry__buffer_format(b, "%s\"%s\":", before, key);
  bry__buffer_json_string(b, text, strlen(text));
}

static void begin_set(reading *r, const XML_Char **attributes) {
  bry__buffer *b = &r->sheet->sets;
  json_pair(b, b->size > 0 ? ",{" : "[{", "name", attribute(attributes, "name"));
  json_pair(b, ",", "guid", attribute(attributes, "guid"));
  r->in_set = 1;
  r->has_member = 0;
}

static void add_member(reading *r, const char *guid) {
  bry__buffer *b = &r->sheet->sets;
  bry__buffer_text(b, r->has_member++ ? "," : ",\"members\":[");
  bry__buffer_json_string(b, guid, strlen(guid));
}

static void end_set(reading *r) {
  bry__buffer_text(&r->sheet->sets, r->has_member ? "]}" : "}");
  r->in_set = 0;
}

static void on_begin(void *user, const XML_Char *name, const XML_Char **attributes) {
  reading *r = user;
  const char *local = local_name(name);
  if (!r->has_root) {
    r->has_root = 1;
    if (!local || strcmp(local, "CodeBook") != 0)
      stop(r, "its outermost element is no CodeBook of the namespace urn:QDA-XML:codebook:1.0");
    return;
  }
  int is_ours = local && r->unknown == 0 && !r->in_description;
  if (is_ours && strcmp(local, "Code") == 0 && !r->in_set)
    begin_code(r, attributes);
  else if (is_ours && strcmp(local, "Set") == 0 && r->depth == 0 && !r->in_set)
    begin_set(r, attributes);
  else if (is_ours && strcmp(local, "MemberCode") == 0 && r->in_set)
    add_member(r, attribute(attributes, "guid"));
  else if (is_ours && strcmp(local, "Description") == 0)
    r->in_description = 1;
  else if (!is_ours || (strcmp(local, "Codes") != 0 && strcmp(local, "Sets") != 0))
    r->unknown++;
}

static int is_named(const char *name, const char *line, const char *colon) {
  return strlen(name) == (size_t)(colon - line) && memcmp(name, line, (size_t)(colon - line)) == 0;
}

/* Moves a text to the field of its language, which follow the field of none. */
static void set_language(bry__sheet_row *row, bry__sheet_column first, const char *lang, size_t size) {
  static const char *const languages[] = {"nb", "nn", "en"};
  for (int i = 0; i < 3; i++) {
    if (size != 2 || memcmp(lang, languages[i], 2) != 0) continue;
    const bry__buffer *text = &row->fields[first];
    if (text->size > 0) bry__sheet_set(row, first + 1 + (bry__sheet_column)i, text->data, text->size);
    bry__buffer_clear(&row->fields[first]);
  }
}

/* "label.nn: Nok tid"; "name.language: nb" says what language the code's name is. */
static void read_line(bry__sheet_row *row, const char *line, size_t size) {
  const char *colon = memchr(line, ':', size);
  int32_t field = colon ? bry__sheet_field(line, (size_t)(colon - line)) : -1;
  if (!colon || field == BRY__FIELD_PARENT) return;
  const char *value = colon + 1 + (colon + 1 < line + size && colon[1] == ' ');
  size_t length = (size_t)(line + size - value);
  if (is_named("name.language", line, colon)) set_language(row, BRY__FIELD_LABEL, value, length);
  if (is_named("text.language", line, colon)) set_language(row, BRY__FIELD_DEFINITION, value, length);
  if (field < 0 || length == 0) return;
  if (bry__sheet_is_list(field))
    bry__sheet_add_term(row, (bry__sheet_column)field, value, length);
  else
    bry__sheet_set(row, (bry__sheet_column)field, value, length);
}

/* Where the lines of our own begin in a description, or its end. The last such line counts: a definition may hold others,
 * and what is written always ends in one. */
static size_t marker_in(const char *text, size_t size) {
  for (size_t at = size; at-- > 0;) {
    int begins = at == 0 || text[at - 1] == '\n';
    size_t end = at + sizeof marker - 1;
    if (begins && end <= size && memcmp(text + at, marker, sizeof marker - 1) == 0 &&
        (end == size || text[end] == '\n'))
      return at;
  }
  return size;
}

static void end_description(reading *r) {
  r->in_description = 0;
  const char *text = r->text.data ? r->text.data : "";
  size_t size = r->text.size, own = marker_in(text, size), end = own;
  if (r->in_set) json_pair(&r->sheet->sets, ",", "description", text);
  if (!r->in_set && r->depth > 0) {
    bry__sheet_row *row = &r->sheet->rows[r->open[r->depth - 1]];
    while (end > 0 && strchr(" \t\r\n", text[end - 1]))
      end--;
    if (end > 0) bry__sheet_set(row, BRY__FIELD_DEFINITION, text, end);
    for (size_t at = own + sizeof marker; at < size;) {
      size_t length = strcspn(text + at, "\n");
      read_line(row, text + at, length);
      at += length + 1;
    }
  }
  r->sheet->failed |= r->text.failed;
  bry__buffer_clear(&r->text);
}

static void on_end(void *user, const XML_Char *name) {
  reading *r = user;
  const char *local = local_name(name);
  if (r->unknown > 0) {
    r->unknown--;
  } else if (r->in_description) {
    end_description(r);
  } else if (local && strcmp(local, "Code") == 0 && r->depth > 0) {
    r->depth--;
  } else if (local && strcmp(local, "Set") == 0 && r->in_set) {
    end_set(r);
  }
}

static void on_text(void *user, const XML_Char *text, int size) {
  reading *r = user;
  if (r->in_description && r->unknown == 0) bry__buffer_add(&r->text, text, (size_t)size);
}

/* Entities of a document's own could make a small file large; no program writes them. */
static void on_doctype(void *user, const XML_Char *name, const XML_Char *system, const XML_Char *public,
                       int internal) {
  (void)name, (void)system, (void)public, (void)internal;
  stop(user, "it has a document type declaration: take it out");
}

/* Numbers of rows become ids, which each parent gets now when it has none. */
static bry_status name_parents(bry__sheet *sheet, bry_error **err) {
  if (bry__sheet_name_rows(sheet) != 0) return bry__enomem(err);
  for (int32_t i = 0; i < sheet->count; i++) {
    bry__buffer *parent = &sheet->rows[i].fields[BRY__FIELD_PARENT];
    if (parent->size == 0) continue;
    int32_t row = 0;
    for (const char *at = parent->data; *at; at++)
      row = row * 10 + (*at - '0');
    const bry__buffer *id = &sheet->rows[row].fields[BRY__FIELD_ID];
    bry__sheet_set(&sheet->rows[i], BRY__FIELD_PARENT, id->data, id->size);
  }
  return BRY_OK;
}

static bry_status finish(reading *r, enum XML_Status outcome, bry_error **err) {
  if (r->sheet->failed || r->text.failed || r->sheet->sets.failed) return bry__enomem(err);
  enum XML_Error error = XML_GetErrorCode(r->parser);
  if (outcome != XML_STATUS_OK && !r->fault && error == XML_ERROR_NO_MEMORY) return bry__enomem(err);
  if (outcome != XML_STATUS_OK)
    return bry__error(err, BRY_EPARSE, "The QDC file can't be read, line %llu, column %llu: %s",
                      (unsigned long long)XML_GetCurrentLineNumber(r->parser),
                      (unsigned long long)XML_GetCurrentColumnNumber(r->parser) + 1,
                      r->fault ? r->fault : XML_ErrorString(error));
  if (r->sheet->sets.size > 0) bry__buffer_char(&r->sheet->sets, ']');
  return name_parents(r->sheet, err);
}

bry_status bry__sheet_read_qdc(const char *data, size_t size, bry__sheet *out, bry_error **err) {
  const XML_Memory_Handling_Suite memory = {bry__alloc, bry__realloc, bry__free};
  const XML_Char separator[] = {SEPARATOR, '\0'};
  reading r = {.sheet = out};
  r.parser = XML_ParserCreate_MM(NULL, &memory, separator);
  if (!r.parser) return bry__enomem(err);
  XML_SetUserData(r.parser, &r);
  XML_SetElementHandler(r.parser, on_begin, on_end);
  XML_SetCharacterDataHandler(r.parser, on_text);
  XML_SetStartDoctypeDeclHandler(r.parser, on_doctype);
  bry_status status = finish(&r, XML_Parse(r.parser, data, (int)size, 1), err);
  XML_ParserFree(r.parser);
  bry__buffer_free(&r.text);
  return status;
}
