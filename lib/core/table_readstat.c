/* Tables for SPSS (.sav) and Stata (.dta), through ReadStat (Evan Miller). Coded texts become numbers with value labels;
 * missing reasons become SPSS's user-missing values and Stata's .a to .e. The same table gives the same bytes: the moment
 * that a file says it was made is always the same. */
#include "core/mem.h"
#include "core/table_codes.h"
#include "core/table_model.h"
#include "core/table_render.h"
#include "core/utf8.h"

#ifndef BRY_READSTAT

bry_status bry__table_readstat_render(bry__buffer *b, const bry_table *t, int32_t format, const char *lang,
                                      bry_error **err) {
  (void)b, (void)t, (void)format, (void)lang;
  return bry__error(err, BRY_ENOTSUPPORTED,
                    "this library was built without ReadStat, which writes files for SPSS and Stata: install "
                    "libreadstat-dev and build it again");
}

#else

#include <ctype.h>
#include <math.h>
#include <readstat.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* Limits of the formats, in bytes; Stata counts characters, of which a label's 80 may take four bytes each. */
enum {
  NAME_MAX_SIZE = 32,
  SAV_LABEL_MAX = 120,
  SAV_VARIABLE_LABEL_MAX = 255,
  SAV_TITLE_MAX = 64,
  SAV_TEXT_MAX = 32767,
  DTA_LABEL_MAX = 80,
  DTA_TEXT_MAX = 2045,
  DTA_VERSION = 118,
  DTA_MISSING_A = 0x7fffffe6, /* what a label of .a is for */
  LABEL_ROOM = 512
};

static const double dta_number_max = 8.9e307;    /* what is larger means "missing" to Stata */
static const double missing_base_lowest = -1e12; /* further down the numbers of reasons could not be told apart */

/* A column; or, behind one of texts, why some of them are missing, which a text has no room to say. */
typedef struct variable {
  int32_t column;
  int is_reason;
  char name[NAME_MAX_SIZE + 1];
  int is_coded, is_text, is_long; /* texts as numbers; as texts; as Stata's strL */
  bry__codes codes;
  double missing_base;                /* a reason's number is less than this by the reason */
  int seen[BRY_MISSING_WITHHELD + 1]; /* reasons that have a number or a letter */
  int has_reasons;                    /* any of them */
  readstat_variable_t *written;
  readstat_string_ref_t **refs; /* of a strL: by number of a text, and one for none; NULL when no row has it */
} variable;

typedef struct writing {
  const bry_table *table;
  const char *lang;
  int is_sav;
  int32_t count;
  variable *variables;
  readstat_writer_t *writer;
  bry__buffer *out;
} writing;

static ssize_t take_bytes(const void *data, size_t size, void *buffer) {
  bry__buffer *b = buffer;
  bry__buffer_add(b, data, size);
  return b->failed ? -1 : (ssize_t)size;
}

/* --- names and labels --------------------------------------------------------------------------------------------- */

/* Words that one of the programs keeps for itself. */
static int is_reserved(const char *name) {
  static const char *const words[] = {"all", "and", "by",  "eq",   "ge",   "gt",   "le",     "lt",
                                      "ne",  "not", "or",  "to",   "with", "byte", "double", "float",
                                      "if",  "in",  "int", "long", "strl", "using"};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
    if (strcasecmp(words[i], name) == 0) return 1;
  }
  return strncasecmp(name, "str", 3) == 0 && name[3] && strspn(name + 3, "0123456789") == strlen(name + 3);
}

/* The letters that stand for one in a name. */
static const char *letters_for(uint32_t c, char plain[2]) {
  switch (c) {
  case 0xE6:
    return "ae";
  case 0xC6:
    return "AE";
  case 0xF8:
    return "o";
  case 0xD8:
    return "O";
  case 0xE5:
    return "a";
  case 0xC5:
    return "A";
  default:
    plain[0] = c < 0x80 && isalnum((int)c) ? (char)c : '_';
    return plain;
  }
}

static int is_taken(const writing *w, int32_t before, const char *name) {
  for (int32_t i = 0; i < before; i++) {
    if (strcasecmp(w->variables[i].name, name) == 0) return 1;
  }
  return 0;
}

/* A name that both programs take: ASCII letters, digits and underscores, a letter first, no two alike. */
static void make_name(writing *w, int32_t place) {
  const char *from = w->table->columns[w->variables[place].column].name;
  char base[NAME_MAX_SIZE + 1] = "", plain[2] = "";
  size_t size = strlen(from), used = 0;
  for (size_t at = 0; at < size;) {
    const char *letters = letters_for(bry__utf8_next(from, size, &at), plain);
    if (used == 0 && !isalpha((unsigned char)*letters)) used += (size_t)snprintf(base, sizeof base, "v_");
    if (used + strlen(letters) > NAME_MAX_SIZE - 5) break;
    used += (size_t)snprintf(base + used, sizeof base - used, "%s", letters);
  }
  char *name = w->variables[place].name;
  if (w->variables[place].is_reason) {
    snprintf(name, NAME_MAX_SIZE + 1, "%.24s_missing", base);
  } else {
    snprintf(name, NAME_MAX_SIZE + 1, "%s%.27s", is_reserved(base) || !used ? "v_" : "", base);
  }
  for (int number = 2; is_taken(w, place, name); number++)
    snprintf(name, NAME_MAX_SIZE + 1, "%.20s_%d", base, number);
}

/* A text cut to so many bytes (SPSS) or characters (Stata), between characters. */
static const char *fit(const writing *w, const char *text, size_t sav_bytes, size_t dta_characters, char *room) {
  size_t size = strlen(text), at = 0, end = 0;
  for (size_t characters = 0; at < size; characters++) {
    end = at;
    bry__utf8_next(text, size, &at);
    if (w->is_sav ? at > sav_bytes : characters == dta_characters) break;
    end = at;
  }
  memcpy(room, text, end);
  room[end] = '\0';
  return room;
}

/* --- describing --------------------------------------------------------------------------------------------------- */

/* Below all values of the column: -90, -990, -9990 ... */
static double missing_base_of(const variable *v, const bry_table *t, int32_t column) {
  double lowest = 0;
  if (v->is_coded) {
    for (uint32_t i = 0; i < v->codes.keys.count; i++)
      lowest = fmin(lowest, v->codes.values[i]);
  } else {
    for (int64_t row = 0; row < t->row_count; row++)
      lowest = fmin(lowest, bry_table_double(t, row, column));
  }
  double base = -90;
  while (lowest < base)
    base = base * 10 - 90;
  return base;
}

static size_t longest_text(const bry_table *t, int32_t column) {
  size_t longest = 1;
  const bry__strings *strings = &t->columns[column].strings;
  for (uint32_t i = 0; i < strings->count; i++)
    longest = strings->items[i].size > longest ? strings->items[i].size : longest;
  return longest;
}

static void find_reasons(const writing *w, variable *v) {
  const bry_table *t = w->table;
  v->missing_base = missing_base_of(v, t, v->column);
  for (int64_t row = 0; row < t->row_count; row++)
    v->seen[t->columns[v->column].missing[row]] = 1;
  for (int32_t reason = BRY_MISSING_NOT_ASKED; reason <= BRY_MISSING_WITHHELD; reason++) {
    if (w->is_sav && v->missing_base < missing_base_lowest) v->seen[reason] = 0;
    v->has_reasons |= v->seen[reason];
  }
}

static int describe(writing *w, int32_t column) {
  const bry_table *t = w->table;
  variable *v = &w->variables[w->count];
  *v = (variable){.column = column, .is_coded = bry__codes_wanted(t, column)};
  make_name(w, w->count++);
  v->is_text = t->columns[column].type == BRY_TYPE_TEXT && !v->is_coded;
  v->is_long = !w->is_sav && v->is_text && longest_text(t, column) > DTA_TEXT_MAX;
  if (v->is_coded && bry__codes_build(t, column, &v->codes) != 0) return -1;
  if (v->is_long) v->refs = bry__alloc_zero((size_t)t->columns[column].strings.count + 1, sizeof(void *));
  if (v->is_long && !v->refs) return -1;
  find_reasons(w, v);
  if (!v->is_text || !v->has_reasons) return 0;
  variable *reason = &w->variables[w->count];
  *reason = (variable){.column = column, .is_reason = 1};
  memcpy(reason->seen, v->seen, sizeof v->seen);
  make_name(w, w->count++);
  return 0;
}

static bry_status describe_all(writing *w, bry_error **err) {
  const bry_table *t = w->table;
  w->variables = bry__alloc_zero(2 * (size_t)t->column_count + 1, sizeof *w->variables);
  if (!w->variables) return bry__enomem(err);
  for (int32_t c = 0; c < t->column_count; c++) {
    if (describe(w, c) != 0) return bry__enomem(err);
    if (w->is_sav && !bry__codes_wanted(t, c) && longest_text(t, c) > SAV_TEXT_MAX) {
      return bry__error(err, BRY_ELIMIT, "column \"%s\" holds a text of over %d bytes, more than SPSS takes",
                        t->columns[c].name, SAV_TEXT_MAX);
    }
  }
  return BRY_OK;
}

/* Stata's letter for a reason: .a to .e. */
static char tag_of(int32_t reason) {
  return (char)('a' + (reason - BRY_MISSING_NOT_ASKED));
}

static void add_label(const writing *w, readstat_label_set_t *set, double value, const char *text) {
  char room[LABEL_ROOM];
  text = fit(w, text, SAV_LABEL_MAX, SAV_LABEL_MAX, room);
  if (w->is_sav) readstat_label_double_value(set, value, text);
  if (!w->is_sav) readstat_label_int32_value(set, (int32_t)value, text);
}

/* The number that a reason has as a value. */
static double number_of(const writing *w, const variable *v, int32_t reason) {
  if (v->is_reason) return reason;
  return w->is_sav ? v->missing_base - reason : DTA_MISSING_A + reason - BRY_MISSING_NOT_ASKED;
}

static readstat_label_set_t *add_labels(const writing *w, const variable *v) {
  if (v->is_text || (!v->is_coded && !v->is_reason && !v->has_reasons)) return NULL;
  readstat_type_t type = w->is_sav ? READSTAT_TYPE_DOUBLE : READSTAT_TYPE_INT32;
  readstat_label_set_t *set = readstat_add_label_set(w->writer, type, v->name);
  for (uint32_t i = 0; v->is_coded && i < v->codes.keys.count; i++) {
    const char *key = v->codes.keys.items[i].text;
    const bry__label *label = bry__table_value_label_of(w->table, v->column, key);
    add_label(w, set, v->codes.values[i], label ? bry__label_get(label, w->lang) : key);
  }
  int32_t first = v->is_reason ? BRY_MISSING : BRY_MISSING_NOT_ASKED;
  for (int32_t reason = first; reason <= BRY_MISSING_WITHHELD; reason++) {
    if (v->seen[reason]) add_label(w, set, number_of(w, v, reason), bry__table_missing_label(reason, w->lang));
  }
  return set;
}

static void set_looks(const writing *w, const variable *v) {
  int is_nominal = v->is_coded || v->is_text || v->is_reason;
  int is_whole = is_nominal || w->table->columns[v->column].type == BRY_TYPE_INT64;
  if (w->is_sav && !v->is_text) readstat_variable_set_format(v->written, is_whole ? "F10.0" : "F12.4");
  readstat_variable_set_measure(v->written, is_nominal ? READSTAT_MEASURE_NOMINAL : READSTAT_MEASURE_SCALE);
}

static readstat_error_t add_variable(const writing *w, variable *v) {
  readstat_type_t type = v->is_long   ? READSTAT_TYPE_STRING_REF
                         : v->is_text ? READSTAT_TYPE_STRING
                                      : READSTAT_TYPE_DOUBLE;
  size_t width = type == READSTAT_TYPE_STRING ? longest_text(w->table, v->column) : 0;
  char room[LABEL_ROOM];
  v->written = readstat_add_variable(w->writer, v->name, type, width);
  const char *label = bry_table_column_label(w->table, v->column, w->lang);
  readstat_variable_set_label(v->written, fit(w, label, SAV_VARIABLE_LABEL_MAX, DTA_LABEL_MAX, room));
  readstat_label_set_t *set = add_labels(w, v);
  if (set) readstat_variable_set_label_set(v->written, set);
  set_looks(w, v);
  if (v->is_text || v->is_reason || !w->is_sav || !v->has_reasons) return READSTAT_OK;
  return readstat_variable_add_missing_double_range(v->written, number_of(w, v, BRY_MISSING_WITHHELD),
                                                    number_of(w, v, BRY_MISSING_NOT_ASKED));
}

/* --- rows --------------------------------------------------------------------------------------------------------- */

/* A text of Stata's strL; every row has one. */
static uint32_t long_text(const bry__column *c, int64_t row) {
  return c->missing[row] == BRY_PRESENT ? c->values.texts[row] : c->strings.count;
}

static readstat_error_t put_long(const writing *w, const variable *v, const bry__column *c, int64_t row) {
  return readstat_insert_string_ref(w->writer, v->written, v->refs[long_text(c, row)]);
}

static readstat_error_t put_missing(const writing *w, const variable *v, int32_t reason) {
  if (v->is_reason) return readstat_insert_double_value(w->writer, v->written, number_of(w, v, reason));
  if (v->is_text || reason == BRY_MISSING || !v->seen[reason])
    return readstat_insert_missing_value(w->writer, v->written);
  if (!w->is_sav) return readstat_insert_tagged_missing_value(w->writer, v->written, tag_of(reason));
  return readstat_insert_double_value(w->writer, v->written, number_of(w, v, reason));
}

static readstat_error_t put_number(const writing *w, const variable *v, double value) {
  if (!w->is_sav && fabs(value) > dta_number_max) return readstat_insert_missing_value(w->writer, v->written);
  return readstat_insert_double_value(w->writer, v->written, value);
}

static readstat_error_t put_cell(const writing *w, const variable *v, int64_t row) {
  const bry__column *c = &w->table->columns[v->column];
  if (v->is_long) return put_long(w, v, c, row);
  if (c->missing[row] != BRY_PRESENT) return put_missing(w, v, c->missing[row]);
  if (v->is_reason) return readstat_insert_missing_value(w->writer, v->written);
  if (v->is_coded) return put_number(w, v, v->codes.values[v->codes.of_row[row]]);
  if (v->is_text) {
    return readstat_insert_string_value(w->writer, v->written, bry_table_text(w->table, row, v->column));
  }
  return put_number(w, v, bry_table_double(w->table, row, v->column));
}

static readstat_error_t put_rows(const writing *w) {
  readstat_error_t error = READSTAT_OK;
  for (int64_t row = 0; row < w->table->row_count && error == READSTAT_OK; row++) {
    error = readstat_begin_row(w->writer);
    for (int32_t i = 0; i < w->count && error == READSTAT_OK; i++)
      error = put_cell(w, &w->variables[i], row);
    if (error == READSTAT_OK) error = readstat_end_row(w->writer);
  }
  return error == READSTAT_OK ? readstat_end_writing(w->writer) : error;
}

/* --- the file ----------------------------------------------------------------------------------------------------- */

/* ReadStat writes the moment in the local time of this process: the same one takes its place, whatever the zone. */
static void fix_moment(const writing *w) {
  static const char sav_moment[] = "01 Jan 8000:00:00", dta_moment[] = "01 Jan 1980 00:00", before[] = "</N><label>";
  enum { SAV_MOMENT = 92, SIZE = sizeof sav_moment - 1, TAG = sizeof "</label><timestamp>" };
  bry__buffer *b = w->out;
  if (b->failed || !b->data) return;
  if (w->is_sav && b->size >= SAV_MOMENT + SIZE) memcpy(b->data + SAV_MOMENT, sav_moment, SIZE);
  char *label = w->is_sav ? NULL : memmem(b->data, b->size, before, sizeof before - 1);
  if (!label) return;
  uint16_t size;
  label += sizeof before - 1;
  memcpy(&size, label, sizeof size);
  char *moment = label + sizeof size + size + TAG;
  if (moment + sizeof dta_moment - 1 <= b->data + b->size) memcpy(moment, dta_moment, sizeof dta_moment - 1);
}

/* The texts that the rows refer to: ReadStat measures them before the first row. */
static void add_long_texts(const writing *w, const variable *v) {
  const bry__column *c = &w->table->columns[v->column];
  for (int64_t row = 0; v->is_long && row < w->table->row_count; row++) {
    uint32_t number = long_text(c, row);
    const char *text = number < c->strings.count ? c->strings.items[number].text : "";
    if (!v->refs[number]) v->refs[number] = readstat_add_string_ref(w->writer, text);
  }
}

static readstat_error_t write_file(writing *w) {
  char room[LABEL_ROOM];
  readstat_error_t error = readstat_set_data_writer(w->writer, take_bytes);
  if (error == READSTAT_OK) {
    error = readstat_writer_set_file_label(
        w->writer, fit(w, bry_table_title(w->table, w->lang), SAV_TITLE_MAX, DTA_LABEL_MAX, room));
  }
  if (error == READSTAT_OK) error = readstat_writer_set_file_timestamp(w->writer, 0);
  if (error == READSTAT_OK && !w->is_sav) error = readstat_writer_set_file_format_version(w->writer, DTA_VERSION);
  for (int32_t i = 0; i < w->count && error == READSTAT_OK; i++)
    error = add_variable(w, &w->variables[i]);
  if (error != READSTAT_OK) return error;
  for (int32_t i = 0; i < w->count; i++)
    add_long_texts(w, &w->variables[i]);
  long rows = (long)w->table->row_count;
  error = w->is_sav ? readstat_begin_writing_sav(w->writer, w->out, rows)
                    : readstat_begin_writing_dta(w->writer, w->out, rows);
  if (error == READSTAT_OK) error = put_rows(w);
  if (error == READSTAT_OK) fix_moment(w);
  return error;
}

static bry_status explain(const writing *w, readstat_error_t error, bry_error **err) {
  if (error == READSTAT_OK && !w->out->failed) return BRY_OK;
  if (w->out->failed || error == READSTAT_ERROR_MALLOC) return bry__enomem(err);
  return bry__error(err, BRY_EINTERNAL, "ReadStat could not write the table: %s", readstat_error_message(error));
}

bry_status bry__table_readstat_render(bry__buffer *b, const bry_table *t, int32_t format, const char *lang,
                                      bry_error **err) {
  writing w = {.table = t, .lang = lang, .is_sav = format == BRY_FORMAT_SAV, .out = b};
  bry_status status = describe_all(&w, err);
  if (status == BRY_OK) w.writer = readstat_writer_init();
  if (status == BRY_OK && !w.writer) status = bry__enomem(err);
  if (status == BRY_OK) status = explain(&w, write_file(&w), err);
  if (w.writer) readstat_writer_free(w.writer);
  for (int32_t i = 0; i < w.count; i++) {
    bry__codes_clear(&w.variables[i].codes);
    bry__free(w.variables[i].refs);
  }
  bry__free(w.variables);
  return status;
}

#endif
