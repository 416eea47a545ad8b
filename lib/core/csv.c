/* CSV: a state machine over chunks of the source. A row is gathered in one buffer, its fields behind each other with a
 * NUL between them; what the fields mean, and whether there are enough of them, is left to the caller. */
#include "core/csv.h"

#include "core/mem.h"
#include "core/utf8.h"

#include <string.h>

enum { CHUNK_BYTES = 1 << 16 };

typedef enum encoding { ENCODING_OPEN, ENCODING_UTF8, ENCODING_LATIN1 } encoding;

struct bry__csv {
  bry_read_fn read;
  void *user;
  size_t max_row_bytes;
  char delimiter; /* 0 until the header */
  encoding encoding;
  int at_end;       /* the source gave its last byte */
  bry_status fault; /* of the source, or of memory; sticky */
  int64_t bytes;
  int64_t line;
  int64_t row_number;

  char *chunk; /* what was read and not yet looked at: chunk[at ... end) */
  size_t at, end;

  char *text; /* the row's fields */
  size_t size, capacity;
  size_t *ends; /* where each field's NUL is */
  size_t count, ends_capacity;
  int too_long, bad_quote, has_nul;

  char *recoded; /* the same from Latin-1 */
  size_t recoded_capacity;
  const char **fields;
  size_t *sizes;
  size_t fields_capacity, sizes_capacity;
  bry__csv_row row;
};

int64_t bry__memory_read(void *buffer, size_t capacity, void *memory_source) {
  bry__memory_source *source = memory_source;
  size_t size = source->size - source->at;
  if (size > capacity) size = capacity;
  if (size) memcpy(buffer, source->data + source->at, size);
  source->at += size;
  return (int64_t)size;
}

bry_status bry__csv_new(bry_read_fn read, void *user, size_t max_row_bytes, bry__csv **out, bry_error **err) {
  *out = NULL;
  bry__csv *csv = bry__alloc_zero(1, sizeof *csv);
  char *chunk = csv ? bry__alloc(CHUNK_BYTES) : NULL;
  if (!chunk) {
    bry__free(csv);
    return bry__enomem(err);
  }
  csv->read = read;
  csv->user = user;
  csv->max_row_bytes = max_row_bytes;
  csv->chunk = chunk;
  csv->line = 1;
  *out = csv;
  return BRY_OK;
}

void bry__csv_free(bry__csv *csv) {
  if (!csv) return;
  bry__free(csv->chunk);
  bry__free(csv->text);
  bry__free(csv->ends);
  bry__free(csv->recoded);
  bry__free(csv->fields);
  bry__free(csv->sizes);
  bry__free(csv);
}

int64_t bry__csv_bytes(const bry__csv *csv) {
  return csv->bytes;
}

char bry__csv_delimiter(const bry__csv *csv) {
  return csv->delimiter;
}

/* Reads behind what is there; 1 when there are more bytes now. */
static int read_more(bry__csv *csv) {
  if (csv->at_end || csv->fault || csv->end == CHUNK_BYTES) return 0;
  size_t room = CHUNK_BYTES - csv->end;
  int64_t given = csv->read(csv->chunk + csv->end, room, csv->user);
  if (given < 0 || (uint64_t)given > room) {
    csv->fault = BRY_EIO;
    return 0;
  }
  csv->at_end = given == 0;
  csv->end += (size_t)given;
  csv->bytes += given;
  return given > 0;
}

/* 1 when there is a byte at csv->at. */
static int have_byte(bry__csv *csv) {
  if (csv->at < csv->end) return 1;
  csv->at = csv->end = 0;
  return read_more(csv);
}

/* --- the header's first bytes: byte order mark, delimiter --- */

static void skip_byte_order_mark(bry__csv *csv) {
  static const char mark[3] = {'\xEF', '\xBB', '\xBF'};
  while (csv->end < sizeof mark && read_more(csv))
    continue;
  if (csv->end < sizeof mark || memcmp(csv->chunk, mark, sizeof mark) != 0) return;
  csv->at = sizeof mark;
  csv->encoding = ENCODING_UTF8;
}

/* The sign that stands most often outside quotes in the first line that isn't blank; comma when none does. */
static void find_delimiter(bry__csv *csv) {
  static const char signs[3] = {',', ';', '\t'};
  int64_t found[3] = {0};
  int quoted = 0, begun = 0;
  for (size_t i = csv->at; i < csv->end || read_more(csv); i++) {
    char c = csv->chunk[i];
    if (c == '"') quoted = !quoted;
    if (!quoted && (c == '\n' || c == '\r')) {
      if (begun) break;
      continue;
    }
    begun = 1;
    for (int s = 0; s < 3 && !quoted; s++)
      found[s] += c == signs[s];
  }
  int best = 0;
  for (int s = 1; s < 3; s++) {
    if (found[s] > found[best]) best = s;
  }
  csv->delimiter = signs[best];
}

/* --- gathering a row --- */

/* Adds bytes to the row; when it grows too long, only its end is looked for from then on. */
static void append(bry__csv *csv, const char *data, size_t size) {
  if (csv->too_long || csv->fault || size == 0) return;
  if (size > csv->max_row_bytes - csv->size) {
    csv->too_long = 1;
    return;
  }
  if (bry__grow((void **)&csv->text, &csv->capacity, csv->size + size, 1) != 0) {
    csv->fault = BRY_ENOMEM;
    return;
  }
  memcpy(csv->text + csv->size, data, size);
  csv->size += size;
}

static void end_field(bry__csv *csv) {
  size_t end = csv->size;
  append(csv, "", 1);
  if (csv->too_long || csv->fault) return;
  if (bry__grow((void **)&csv->ends, &csv->ends_capacity, csv->count + 1, sizeof *csv->ends) != 0) {
    csv->fault = BRY_ENOMEM;
    return;
  }
  csv->ends[csv->count++] = end;
}

/* Non-zero when one of the eight bytes is c (and perhaps for a byte next to such a one). */
static uint64_t has(uint64_t eight, char c) {
  const uint64_t ones = UINT64_C(0x0101010101010101);
  uint64_t zero_where_equal = eight ^ (ones * (unsigned char)c);
  return (zero_where_equal - ones) & ~zero_where_equal & (ones << 7);
}

/* First of the bytes [at, end) that is a, b, c or d; end when none is. */
static size_t find(const char *data, size_t at, size_t end, const char stops[4]) {
  while (end - at >= 8) {
    uint64_t eight;
    memcpy(&eight, data + at, 8);
    if (has(eight, stops[0]) | has(eight, stops[1]) | has(eight, stops[2]) | has(eight, stops[3])) break;
    at += 8;
  }
  while (at < end && data[at] != stops[0] && data[at] != stops[1] && data[at] != stops[2] && data[at] != stops[3]) {
    at++;
  }
  return at;
}

/* Moves over a line break that stands at csv->at. */
static void skip_line_break(bry__csv *csv) {
  if (csv->chunk[csv->at++] == '\r' && have_byte(csv) && csv->chunk[csv->at] == '\n') csv->at++;
  csv->line++;
}

/* Up to the delimiter, the line's end or the end of all. */
static void read_plain(bry__csv *csv) {
  const char stops[4] = {csv->delimiter, '\n', '\r', '\0'};
  while (have_byte(csv)) {
    size_t stop = find(csv->chunk, csv->at, csv->end, stops);
    append(csv, csv->chunk + csv->at, stop - csv->at);
    csv->at = stop;
    if (stop == csv->end) continue;
    if (csv->chunk[stop] != '\0') return;
    csv->has_nul = 1;
    append(csv, csv->chunk + csv->at++, 1);
  }
}

/* One character inside quotes that isn't plain. 0 when it was the closing quote. */
static int read_quoted_stop(bry__csv *csv) {
  char c = csv->chunk[csv->at];
  if (c == '\r' || c == '\n') {
    size_t begin = csv->at++;
    append(csv, csv->chunk + begin, 1);
    if (c == '\r' && have_byte(csv) && csv->chunk[csv->at] == '\n') append(csv, csv->chunk + csv->at++, 1);
    csv->line++;
    return 1;
  }
  csv->at++;
  if (c == '\0') {
    csv->has_nul = 1;
    append(csv, "", 1);
    return 1;
  }
  if (!have_byte(csv) || csv->chunk[csv->at] != '"') return 0;
  csv->at++;
  append(csv, "\"", 1);
  return 1;
}

/* From behind the opening quote to behind the closing one; 0 when there is none. */
static int read_quoted(bry__csv *csv) {
  static const char stops[4] = {'"', '\n', '\r', '\0'};
  while (have_byte(csv)) {
    size_t stop = find(csv->chunk, csv->at, csv->end, stops);
    append(csv, csv->chunk + csv->at, stop - csv->at);
    csv->at = stop;
    if (stop < csv->end && !read_quoted_stop(csv)) return 1;
  }
  return 0;
}

/* A field and what ends it. 1 when the row goes on; *unclosed is the line of a quote that is never closed. */
static int read_field(bry__csv *csv, int64_t *unclosed) {
  if (have_byte(csv) && csv->chunk[csv->at] == '"') {
    int64_t opened = csv->line;
    csv->at++;
    if (!read_quoted(csv)) {
      *unclosed = opened;
      return 0;
    }
    if (have_byte(csv) && csv->chunk[csv->at] != csv->delimiter && csv->chunk[csv->at] != '\n' &&
        csv->chunk[csv->at] != '\r') {
      csv->bad_quote = 1;
    }
  }
  read_plain(csv);
  end_field(csv);
  if (!have_byte(csv)) return 0;
  if (csv->chunk[csv->at] == csv->delimiter) {
    csv->at++;
    return 1;
  }
  skip_line_break(csv);
  return 0;
}

/* --- handing a row over --- */

/* Windows-1252 for 0x80-0x9F; the five places it leaves empty stay control characters, as browsers have it. */
static uint32_t from_latin1(unsigned char c) {
  static const uint16_t windows[32] = {
      0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
      0x2039, 0x0152, 0x008D, 0x017D, 0x008F, 0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
      0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178,
  };
  return c >= 0x80 && c < 0xA0 ? windows[c - 0x80] : c;
}

/* The row's text and ends as UTF-8 in csv->recoded; 0 when memory runs out. */
static int recode(bry__csv *csv) {
  if (bry__grow((void **)&csv->recoded, &csv->recoded_capacity, 3 * csv->size, 1) != 0) return 0;
  size_t to = 0, field = 0;
  for (size_t from = 0; from < csv->size; from++) {
    if (field < csv->count && from == csv->ends[field]) csv->ends[field++] = to;
    to += bry__utf8_put(csv->recoded + to, from_latin1((unsigned char)csv->text[from]));
  }
  return 1;
}

static int is_ascii(const char *data, size_t size) {
  const uint64_t high = UINT64_C(0x8080808080808080);
  size_t at = 0;
  uint64_t seen = 0, eight;
  for (; size - at >= 8; at += 8) {
    memcpy(&eight, data + at, 8);
    seen |= eight & high;
  }
  for (; at < size; at++)
    seen |= (unsigned char)data[at] & 0x80;
  return !seen;
}

/* Settles the encoding by this row; 0 when the row isn't in it. */
static int settle_encoding(bry__csv *csv) {
  if (is_ascii(csv->text, csv->size)) return 1;
  if (csv->encoding == ENCODING_LATIN1) return 1;
  if (bry__utf8_valid(csv->text, csv->size, NULL)) {
    csv->encoding = ENCODING_UTF8;
    return 1;
  }
  if (csv->encoding == ENCODING_UTF8) return 0;
  csv->encoding = ENCODING_LATIN1;
  return 1;
}

static const char *problem_of(const bry__csv *csv, int encoded) {
  if (csv->too_long) return "too_long";
  if (!encoded) return "utf8";
  if (csv->has_nul) return "nul";
  if (csv->bad_quote) return "quote";
  return NULL;
}

/* Makes csv->row of what was gathered; 0 when memory runs out. */
static int present(bry__csv *csv, int64_t line) {
  int encoded = csv->too_long || settle_encoding(csv);
  const char *text = csv->text;
  if (csv->encoding == ENCODING_LATIN1 && !is_ascii(csv->text, csv->size)) {
    if (!recode(csv)) return 0;
    text = csv->recoded;
  }
  if (bry__grow((void **)&csv->fields, &csv->fields_capacity, csv->count, sizeof *csv->fields) != 0 ||
      bry__grow((void **)&csv->sizes, &csv->sizes_capacity, csv->count, sizeof *csv->sizes) != 0) {
    return 0;
  }
  size_t begin = 0;
  for (size_t i = 0; i < csv->count; i++) {
    csv->fields[i] = text + begin;
    csv->sizes[i] = csv->ends[i] - begin;
    begin = csv->ends[i] + 1;
  }
  csv->row = (bry__csv_row){
      .number = csv->row_number++,
      .line = line,
      .count = (int32_t)csv->count,
      .fields = csv->fields,
      .sizes = csv->sizes,
      .problem = problem_of(csv, encoded),
  };
  return 1;
}

static bry_status fail(bry__csv *csv, bry_error **err) {
  if (csv->fault == BRY_ENOMEM) return bry__enomem(err);
  return bry__error(err, csv->fault, "reading the CSV failed after %lld bytes", (long long)csv->bytes);
}

bry_status bry__csv_next(bry__csv *csv, const bry__csv_row **out, bry_error **err) {
  *out = NULL;
  if (!csv->delimiter) {
    skip_byte_order_mark(csv);
    find_delimiter(csv);
  }
  while (have_byte(csv) && (csv->chunk[csv->at] == '\n' || csv->chunk[csv->at] == '\r'))
    skip_line_break(csv);
  if (!csv->fault && !have_byte(csv)) return csv->fault ? fail(csv, err) : BRY_OK;
  csv->size = csv->count = 0;
  csv->too_long = csv->bad_quote = csv->has_nul = 0;
  int64_t line = csv->line, unclosed = 0;
  while (!csv->fault && read_field(csv, &unclosed))
    continue;
  if (!csv->fault && unclosed) {
    return bry__error(err, BRY_EPARSE,
                      "the quote opened on line %lld is never closed; close it, or double a quote "
                      "that belongs to the text",
                      (long long)unclosed);
  }
  if (!csv->fault && !present(csv, line)) csv->fault = BRY_ENOMEM;
  if (csv->fault) return fail(csv, err);
  *out = &csv->row;
  return BRY_OK;
}

/* --- writing --- */

static int is_digit(char c) {
  return c >= '0' && c <= '9';
}

/* A number as people write it, with a decimal point or comma. */
static int is_number(const char *text, size_t size) {
  size_t at = size > 0 && (text[0] == '-' || text[0] == '+');
  size_t digits = 0, signs = 0;
  for (; at < size; at++) {
    if (is_digit(text[at])) {
      digits++;
    } else if ((text[at] == '.' || text[at] == ',') && digits && !signs) {
      signs++;
    } else if ((text[at] == 'e' || text[at] == 'E') && digits) {
      at += at + 1 < size && (text[at + 1] == '-' || text[at + 1] == '+') ? 2 : 1;
      size_t exponent = at;
      while (at < size && is_digit(text[at]))
        at++;
      return at == size && at > exponent;
    } else {
      return 0;
    }
  }
  return digits > 0;
}

static int is_formula(const char *text, size_t size) {
  return size > 0 && memchr("=+-@\t\r", text[0], 6) && !is_number(text, size);
}

static void put_quoted(bry__buffer *b, const char *text, size_t size, int guarded) {
  bry__buffer_text(b, guarded ? "\"'" : "\"");
  for (size_t begin = 0; begin < size;) {
    const char *quote = memchr(text + begin, '"', size - begin);
    size_t end = quote ? (size_t)(quote - text) + 1 : size;
    bry__buffer_add(b, text + begin, end - begin);
    if (quote) bry__buffer_char(b, '"');
    begin = end;
  }
  bry__buffer_char(b, '"');
}

/* Quoted for the delimiter, quotes, line ends, and any sign of `also`. */
static void put_field(bry__buffer *b, const char *text, size_t size, char delimiter, const char *also, int exact) {
  const char stops[4] = {delimiter, '"', '\n', '\r'};
  size_t mark = size >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0; /* a file's first must not lose it */
  int guarded = !exact && is_formula(text + mark, size - mark);
  int quoted = mark > 0 || find(text, 0, size, stops) < size;
  for (; !quoted && size && *also; also++)
    quoted = memchr(text, *also, size) != NULL;
  if (quoted) {
    put_quoted(b, text, size, guarded);
    return;
  }
  if (guarded) bry__buffer_char(b, '\'');
  bry__buffer_add(b, text, size);
}

void bry__csv_field(bry__buffer *b, const char *text, size_t size, char delimiter) {
  put_field(b, text, size, delimiter, "", 0);
}

void bry__csv_exact(bry__buffer *b, const char *text, size_t size, char delimiter) {
  put_field(b, text, size, delimiter, "", 1);
}

void bry__csv_name(bry__buffer *b, const char *text, size_t size, char delimiter) {
  put_field(b, text, size, delimiter, ",;\t", 0);
}
