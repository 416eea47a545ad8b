/* Lines of a text file as UTF-8, whatever Windows made of them: the rule is that of the library's reader of CSV. Lines that are not
 * UTF-8 are Windows-1252, and so is all after them, unless a line before them was UTF-8 and not plain ASCII. */
#include "session.h"

#include <stdlib.h>
#include <string.h>

static int is_ascii(const char *text, size_t size) {
  for (size_t i = 0; i < size; i++) {
    if ((unsigned char)text[i] >= 0x80) return 0;
  }
  return 1;
}

/* How many bytes a character of UTF-8 has that begins here, with the smallest value that so many may have; 0: none begins. */
static size_t length_at(unsigned char first, uint32_t *least) {
  if (first < 0x80) return 1;
  *least = first < 0xE0 ? 0x80 : first < 0xF0 ? 0x800 : 0x10000;
  return first >= 0xC2 && first < 0xE0   ? 2
         : first >= 0xE0 && first < 0xF0 ? 3
         : first >= 0xF0 && first < 0xF5 ? 4
                                         : 0;
}

static int is_utf8(const char *text, size_t size) {
  for (size_t at = 0; at < size;) {
    uint32_t least = 0, value = 0;
    size_t length = length_at((unsigned char)text[at], &least);
    if (length == 0 || length > size - at) return 0;
    value = length == 1 ? (unsigned char)text[at] : (unsigned char)text[at] & (0x7Fu >> length);
    for (size_t i = 1; i < length; i++) {
      if (((unsigned char)text[at + i] & 0xC0) != 0x80) return 0;
      value = value << 6 | ((unsigned char)text[at + i] & 0x3F);
    }
    if (value < least || value > 0x10FFFF || (value >= 0xD800 && value < 0xE000)) return 0;
    at += length;
  }
  return 1;
}

/* 0x80 to 0x9F; the five that it leaves empty stay control characters, as browsers have it. */
static uint32_t from_windows(unsigned char c) {
  static const uint16_t windows[32] = {
      0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
      0x2039, 0x0152, 0x008D, 0x017D, 0x008F, 0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
      0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178,
  };
  return c >= 0x80 && c < 0xA0 ? windows[c - 0x80] : c;
}

static int recode(line_reader *reader, const char *line, size_t size) {
  if (reader->room < 3 * size + 1) {
    char *more = realloc(reader->line, 3 * size + 1);
    if (more == NULL) return fail_because("out of memory");
    reader->line = more;
    reader->room = 3 * size + 1;
  }
  reader->size = 0;
  for (size_t i = 0; i < size; i++) {
    uint32_t c = from_windows((unsigned char)line[i]);
    if (c >= 0x800) reader->line[reader->size++] = (char)(0xE0 | c >> 12);
    if (c >= 0x800) reader->line[reader->size++] = (char)(0x80 | (c >> 6 & 0x3F));
    if (c >= 0x80 && c < 0x800) reader->line[reader->size++] = (char)(0xC0 | c >> 6);
    reader->line[reader->size++] = c < 0x80 ? (char)c : (char)(0x80 | (c & 0x3F));
  }
  return EXIT_DONE;
}

int line_as_utf8(line_reader *reader, const char **line, size_t *size) {
  if (is_ascii(*line, *size)) return EXIT_DONE;
  if (!reader->is_windows && is_utf8(*line, *size)) reader->is_utf8 = 1;
  if (reader->is_utf8) return EXIT_DONE; /* what is wrong with it is told by who reads it */
  reader->is_windows = 1;
  if (recode(reader, *line, *size) != EXIT_DONE) return EXIT_FAILED;
  *line = reader->line;
  *size = reader->size;
  return EXIT_DONE;
}
