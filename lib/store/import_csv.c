/* Rows of a CSV file as answers: what each column is for, from the header; then one row at a time. Quoting,
 * delimiters and encodings are core/csv.h's; whether an answer is good is the form layer's. */
#include "core/csv.h"
#include "core/json.h"
#include "core/mem.h"
#include "store/import.h"

#include <string.h>

enum { HEADER_FINDINGS_MAX = 100, NAME_SHOWN_MAX = 40 };

typedef enum column_kind { COLUMN_ID, COLUMN_SEGMENT, COLUMN_FIELD } column_kind;

typedef struct column {
  column_kind kind;
  int32_t place; /* of the segment, or in `fields` */
} column;

typedef struct csv_rows {
  const bry_survey *survey;
  bry__csv *csv;
  column *columns;
  int32_t column_count;
  bry__field *fields; /* the columns that are answers */
  const char **texts; /* of the row, by field */
  size_t *sizes;
  int32_t field_count;
} csv_rows;

static void csv_free(void *state) {
  csv_rows *r = state;
  if (!r) return;
  bry__csv_free(r->csv);
  bry__free(r->columns);
  bry__free(r->fields);
  bry__free(r->texts);
  bry__free(r->sizes);
  bry__free(r);
}

static int64_t csv_bytes(const void *state) {
  return bry__csv_bytes(((const csv_rows *)state)->csv);
}

/* --- the header --- */

static int same_field(const bry__field *a, const bry__field *b) {
  return a->item == b->item && a->part == b->part && a->comment == b->comment;
}

/* Which of the columns before `end` is for the same thing; only columns of the survey are ever looked through. */
static int is_taken(const csv_rows *r, const column *c, const bry__field *field) {
  for (int32_t i = 0; i < r->column_count; i++) {
    const column *other = &r->columns[i];
    if (other->kind != c->kind) continue;
    if (c->kind == COLUMN_FIELD ? same_field(&r->fields[other->place], field) : other->place == c->place) return 1;
  }
  return 0;
}

/* An item whose answers stand in columns of their parts, or that has none, has no column of its own. */
static int has_no_column(const bry_questionnaire *q, const bry__field *field) {
  bry__item_type type = q->items[field->item].type;
  return type == BRY__ITEM_HTML || q->items[field->item].container ||
         (field->part < 0 && (type == BRY__ITEM_MATRIX || type == BRY__ITEM_MULTIPLETEXT));
}

/* What a column of that name is for; NULL when it is added, else the rule that it breaks. An item goes before a
 * segment of the same name. */
static const char *add_column(csv_rows *r, const char *name, size_t size) {
  column c = {COLUMN_ID, 0};
  bry__field field = {-1, -1, 0};
  if (strlen(name) != size) return "column.unknown";
  if (strcmp(name, "id") != 0) {
    if (bry__field_find(r->survey->questionnaire, name, &field)) {
      if (has_no_column(r->survey->questionnaire, &field)) return "column.part";
      c.kind = COLUMN_FIELD;
      c.place = r->field_count;
    } else {
      c.kind = COLUMN_SEGMENT;
      c.place = bry__survey_segment_find(r->survey, name, size);
      if (c.place < 0) return "column.unknown";
    }
  }
  if (is_taken(r, &c, &field)) return "column.twice";
  r->columns[r->column_count++] = c;
  if (c.kind == COLUMN_FIELD) r->fields[r->field_count++] = field;
  return NULL;
}

/* A file without a header has answers in its first line: only what looks like a name is repeated. */
static int looks_like_a_name(const char *name, size_t size) {
  return size > 0 && size <= NAME_SHOWN_MAX && strlen(name) == size && !strpbrk(name, " \t\r\n,;@\"'");
}

static void add_header_finding(bry_findings *findings, const char *rule, const char *name, size_t size, int32_t at) {
  bry__buffer pointer = {0};
  if (looks_like_a_name(name, size)) {
    bry__pointer_key(&pointer, name);
  } else {
    bry__pointer_index(&pointer, at + 1);
  }
  if (pointer.failed) {
    bry__import_finding(findings, rule, "");
  } else {
    bry__import_finding(findings, rule, pointer.data);
  }
  bry__buffer_free(&pointer);
}

static bry_status make_room(csv_rows *r, int32_t count, bry_error **err) {
  size_t n = (size_t)count;
  r->columns = bry__alloc_zero(n, sizeof *r->columns);
  r->fields = bry__alloc_zero(n, sizeof *r->fields);
  r->texts = bry__alloc_zero(n, sizeof *r->texts);
  r->sizes = bry__alloc_zero(n, sizeof *r->sizes);
  return r->columns && r->fields && r->texts && r->sizes ? BRY_OK : bry__enomem(err);
}

static bry_status check_header_row(const bry__csv_row *header, bry_error **err) {
  if (!header) {
    return bry__error(err, BRY_EPARSE, "The file is empty: its first line must name the columns.");
  }
  if (!header->problem) return BRY_OK;
  if (strcmp(header->problem, "too_long") == 0) {
    return bry__error(err, BRY_ELIMIT, "The file's first line is over 1 MiB: it must name the columns.");
  }
  return bry__error(err, BRY_EPARSE, "The file's first line can't be read (%s): it must name the columns.",
                    header->problem);
}

static bry_status read_header(csv_rows *r, bry_error **err) {
  const bry__csv_row *header = NULL;
  bry_status status = bry__csv_next(r->csv, &header, err);
  if (status == BRY_OK) status = check_header_row(header, err);
  if (status == BRY_OK) status = make_room(r, header->count, err);
  if (status != BRY_OK) return status;
  bry_findings *findings = bry__findings_new();
  if (!findings) return bry__enomem(err);
  for (int32_t i = 0; i < header->count && bry_findings_count(findings) < HEADER_FINDINGS_MAX; i++) {
    const char *rule = add_column(r, header->fields[i], header->sizes[i]);
    if (rule) add_header_finding(findings, rule, header->fields[i], header->sizes[i], i);
  }
  if (bry__findings_failed(findings)) {
    status = bry__enomem(err);
  } else if (bry_findings_count(findings) > 0) {
    return bry__error_findings(err, BRY_EREFUSED, "the file's header", findings);
  }
  bry_findings_free(findings);
  return status;
}

/* --- a row --- */

static void take_segment(const csv_rows *r, int32_t place, const char *text, size_t size, bry__import_row *row,
                         bry_findings *findings) {
  const bry__segment *segment = &r->survey->segments[place];
  row->segments[place] = text;
  row->segment_sizes[place] = size;
  if (bry__segment_accepts(segment, text, size)) return;
  bry__buffer pointer = {0};
  bry__pointer_key(&pointer, segment->name);
  bry__import_finding(findings, "segment.value", pointer.failed ? "" : pointer.data);
  bry__buffer_free(&pointer);
}

/* Puts each field where it belongs; returns how many were not empty. */
static int32_t spread_fields(csv_rows *r, const bry__csv_row *in, bry__import_row *row, bry_findings *findings) {
  int32_t filled = 0;
  for (int32_t i = 0; i < r->column_count; i++) {
    const column *c = &r->columns[i];
    const char *text = in->sizes[i] > 0 ? in->fields[i] : NULL;
    filled += text != NULL;
    if (c->kind == COLUMN_FIELD) {
      r->texts[c->place] = text;
      r->sizes[c->place] = in->sizes[i];
    } else if (text && c->kind == COLUMN_SEGMENT) {
      take_segment(r, c->place, text, in->sizes[i], row, findings);
    } else if (text) {
      row->id = text;
      row->id_size = in->sizes[i];
    }
  }
  return filled;
}

static bry_status csv_next(void *state, bry__answers *answers, bry__import_row *row, bry_findings *findings, int *end,
                           bry_error **err) {
  csv_rows *r = state;
  const bry__csv_row *in = NULL;
  *row = (bry__import_row){0};
  bry_status status = bry__csv_next(r->csv, &in, err);
  *end = !in;
  if (status != BRY_OK || !in) return status;
  row->number = in->number;
  row->line = in->line;
  if (in->problem || in->count != r->column_count) {
    bry__import_finding(findings, in->problem ? in->problem : "columns.count", "");
    return BRY_OK;
  }
  if (spread_fields(r, in, row, findings) == 0) {
    bry__import_finding(findings, "empty", "");
    return BRY_OK;
  }
  status = bry__answers_from_fields(answers, r->fields, r->texts, r->sizes, r->field_count, findings, err);
  return status == BRY_OK && bry__answers_refuse_empty(answers, findings) != 0 ? bry__enomem(err) : status;
}

bry_status bry__row_reader_open_csv(const bry_survey *survey, bry_read_fn read, void *user, bry__row_reader *reader,
                                    bry_error **err) {
  csv_rows *r = bry__alloc_zero(1, sizeof *r);
  if (!r) return bry__enomem(err);
  r->survey = survey;
  bry_status status = bry__csv_new(read, user, BRY__IMPORT_ROW_BYTES_MAX, &r->csv, err);
  if (status == BRY_OK) status = read_header(r, err);
  if (status != BRY_OK) {
    csv_free(r);
    return status;
  }
  *reader = (bry__row_reader){csv_next, csv_bytes, csv_free, r};
  return BRY_OK;
}
