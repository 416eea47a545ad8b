/* Rows of a JSONL file as answers: `{"id"?, "segments"?: {...}, "answers": {...}}`, a line each. Blank lines are
 * skipped. Whether an answer is good is the form layer's. */
#include "core/json.h"
#include "core/mem.h"
#include "core/utf8.h"
#include "store/import.h"

#include <string.h>

enum { LINE_DEPTH_MAX = 32 };

typedef struct jsonl_rows {
  const bry_survey *survey;
  bry__lines lines;
  int64_t number;
  struct json_object *line; /* the row's texts live in it */
  bry__buffer answers;
} jsonl_rows;

static void jsonl_free(void *state) {
  jsonl_rows *r = state;
  if (!r) return;
  bry__lines_clear(&r->lines);
  json_object_put(r->line);
  bry__buffer_free(&r->answers);
  bry__free(r);
}

static int64_t jsonl_bytes(const void *state) {
  return ((const jsonl_rows *)state)->lines.bytes;
}

static int is_blank(const char *line, size_t size) {
  for (size_t i = 0; i < size; i++) {
    if (line[i] != ' ' && line[i] != '\t') return 0;
  }
  return 1;
}

/* --- the parts of a line --- */

static void take_id(struct json_object *value, bry__import_row *row, bry_findings *findings) {
  if (json_object_is_type(value, json_type_null)) return;
  if (!json_object_is_type(value, json_type_string)) {
    bry__import_finding(findings, "id.type", "/id");
    return;
  }
  row->id_size = (size_t)json_object_get_string_len(value);
  row->id = row->id_size > 0 ? json_object_get_string(value) : NULL;
}

static void take_segment(const bry_survey *survey, const char *name, struct json_object *value, bry__import_row *row,
                         bry_findings *findings) {
  bry__buffer pointer = {0};
  bry__pointer_key(&pointer, name);
  const char *at = pointer.failed ? "" : pointer.data;
  int32_t place = bry__survey_segment_find(survey, name, strlen(name));
  if (place < 0) {
    bry__import_finding(findings, "segment.unknown", at);
  } else if (json_object_is_type(value, json_type_string)) {
    const char *text = json_object_get_string(value);
    size_t size = (size_t)json_object_get_string_len(value);
    if (size > 0 && !bry__segment_accepts(&survey->segments[place], text, size)) {
      bry__import_finding(findings, "segment.value", at);
    }
    row->segments[place] = size > 0 ? text : NULL;
    row->segment_sizes[place] = size;
  } else if (!json_object_is_type(value, json_type_null)) {
    bry__import_finding(findings, "segments.type", at);
  }
  bry__buffer_free(&pointer);
}

static void take_segments(const bry_survey *survey, struct json_object *value, bry__import_row *row,
                          bry_findings *findings) {
  if (json_object_is_type(value, json_type_null)) return;
  if (!json_object_is_type(value, json_type_object)) {
    bry__import_finding(findings, "segments.type", "/segments");
    return;
  }
  json_object_object_foreach(value, name, segment) {
    take_segment(survey, name, segment, row, findings);
  }
}

/* Everything of a line but its answers, which are given back; NULL when there are none. */
static struct json_object *take_line(jsonl_rows *r, bry__import_row *row, bry_findings *findings) {
  struct json_object *answers = NULL;
  json_object_object_foreach(r->line, key, value) {
    if (strcmp(key, "id") == 0) {
      take_id(value, row, findings);
    } else if (strcmp(key, "segments") == 0) {
      take_segments(r->survey, value, row, findings);
    } else if (strcmp(key, "answers") == 0) {
      answers = value;
    } else {
      bry__import_finding(findings, "key.unknown", "");
    }
  }
  if (json_object_is_type(answers, json_type_object)) return answers;
  bry__import_finding(findings, "answers.missing", "");
  return NULL;
}

/* --- a line --- */

/* The line as an object in r->line; a finding when it is none. */
static bry_status parse_line(jsonl_rows *r, const char *line, size_t size, bry_findings *findings, bry_error **err) {
  static const bry__json_limits limits = {BRY__IMPORT_ROW_BYTES_MAX, LINE_DEPTH_MAX};
  json_object_put(r->line);
  r->line = NULL;
  if (memchr(line, 0, size) || !bry__utf8_valid(line, size, NULL)) {
    bry__import_finding(findings, memchr(line, 0, size) ? "nul" : "utf8", "");
    return BRY_OK;
  }
  bry_status status = bry__json_parse("the line", line, size, &limits, &r->line, NULL);
  if (status == BRY_ENOMEM) return bry__enomem(err);
  if (status != BRY_OK) {
    bry__import_finding(findings, "json", "");
  } else if (!json_object_is_type(r->line, json_type_object)) {
    bry__import_finding(findings, "json.object", "");
  }
  return BRY_OK;
}

static bry_status read_line(jsonl_rows *r, const char *line, size_t size, bry__answers *answers, bry__import_row *row,
                            bry_findings *findings, bry_error **err) {
  bry_status status = parse_line(r, line, size, findings, err);
  if (status != BRY_OK || bry_findings_count(findings) > 0) return status;
  struct json_object *value = take_line(r, row, findings);
  if (!value) return BRY_OK;
  bry__buffer_clear(&r->answers);
  bry__json_canonical(&r->answers, value);
  if (r->answers.failed) return bry__enomem(err);
  status = bry__answers_from_json(answers, r->answers.data, r->answers.size, findings, err);
  return status == BRY_OK && bry__answers_refuse_empty(answers, findings) != 0 ? bry__enomem(err) : status;
}

static bry_status jsonl_next(void *state, bry__answers *answers, bry__import_row *row, bry_findings *findings,
                             int *end, bry_error **err) {
  jsonl_rows *r = state;
  const char *line = NULL;
  size_t size = 0;
  int too_long = 0;
  *row = (bry__import_row){0};
  do {
    bry_status status = bry__lines_next(&r->lines, BRY__IMPORT_ROW_BYTES_MAX, &line, &size, &too_long, err);
    *end = !line;
    if (status != BRY_OK || !line) return status;
  } while (!too_long && is_blank(line, size));
  row->number = ++r->number;
  row->line = r->lines.line;
  if (too_long) {
    bry__import_finding(findings, "too_long", "");
    return BRY_OK;
  }
  return read_line(r, line, size, answers, row, findings, err);
}

bry_status bry__row_reader_open_jsonl(const bry_survey *survey, bry_read_fn read, void *user, bry__row_reader *reader,
                                      bry_error **err) {
  jsonl_rows *r = bry__alloc_zero(1, sizeof *r);
  if (!r) return bry__enomem(err);
  r->survey = survey;
  r->lines.read = read;
  r->lines.user = user;
  *reader = (bry__row_reader){jsonl_next, jsonl_bytes, jsonl_free, r};
  return BRY_OK;
}
