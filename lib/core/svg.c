/* Writing SVG.
 *
 * There is no layout engine here: widths are estimated from the characters, generously, since the font is the
 * reader's. What stands where is left to the pictures. */
#include "core/svg.h"

#include "core/utf8.h"

#include <string.h>

#define FONT "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"

/* --- widths and line breaks ------------------------------------------------------------------------------------- */

/* Hundredths of the font's size. */
static int32_t character_width(uint32_t c) {
  if (c < 0x80) {
    if (strchr("il.,:;'|!Ijtfr()[] ", (int)c)) return 40;
    if (strchr("mwMW@%&", (int)c)) return 95;
    return c >= 'A' && c <= 'Z' ? 70 : 62;
  }
  if (c >= 0x300 && c < 0x370) /* combining marks */
    return 0;
  if (c == 0xA0) /* no-break space */
    return 40;
  if (c == 0xC6 || c == 0xE6) /* ae */
    return 98;
  return c >= 0x1100 ? 100 : 68;
}

int32_t bry__text_width(const char *text, size_t size, int32_t font_size) {
  int64_t hundredths = 0;
  for (size_t at = 0; at < size;)
    hundredths += character_width(bry__utf8_next(text, size, &at));
  hundredths = (hundredths * font_size + 99) / 100;
  return hundredths > INT32_MAX ? INT32_MAX : (int32_t)hundredths;
}

int32_t bry__word_width(const char *text, int32_t font_size) {
  int32_t widest = 0;
  while (*text) {
    size_t size = strcspn(text, " ");
    int32_t width = bry__text_width(text, size, font_size);
    widest = width > widest ? width : widest;
    text += size + strspn(text + size, " ");
  }
  return widest;
}

enum { SYLLABLES_MIN = 3 }; /* letters before and after a hyphen of ours */

static int is_one_of(const char *letters, uint32_t c) {
  return c > 0 && c < 0x80 && strchr(letters, (int)c) != NULL;
}

static int is_vowel(uint32_t c) {
  return is_one_of("aeiouyAEIOUY", c) || c == 0xE6 || c == 0xF8 || c == 0xE5 || c == 0xC6 || c == 0xD8 || c == 0xC5;
}

/* Whether a syllable may begin with c: with the one consonant before a vowel, where "sj", "kj" and the like are one.
 * That is how Norwegian divides words, and near enough for English. */
static int begins_syllable(uint32_t before, uint32_t c, uint32_t after, uint32_t after_that) {
  int is_letter = c >= 0x80 || (c >= 'a' && c <= 'z');
  if (!is_letter || is_vowel(c)) return 0;
  if (is_one_of("jh", c) && is_one_of("skgtc", before)) return 0;
  return is_vowel(after) || (after == 'j' && is_one_of("skgt", c) && is_vowel(after_that));
}

/* The letter at text[at], or 0 at the end of the word. */
static uint32_t letter_at(const char *text, size_t size, size_t *at) {
  if (*at >= size || strchr(" -/", text[*at])) return 0;
  return bry__utf8_next(text, size, at);
}

/* The last place, `most` or before, where the word at text[0] may be divided; 0: there is none. */
static size_t divide_word(const char *text, size_t size, size_t most) {
  size_t best = 0;
  uint32_t before = 0;
  for (size_t at = 0, letters = 0; at <= most && at < size; letters++) {
    size_t here = at, next, rest = 0;
    uint32_t c = letter_at(text, size, &at);
    next = at;
    uint32_t after = letter_at(text, size, &next), after_that = letter_at(text, size, &next);
    for (size_t end = here; rest < SYLLABLES_MIN && letter_at(text, size, &end);)
      rest++;
    if (c == 0) break;
    if (letters >= SYLLABLES_MIN && rest >= SYLLABLES_MIN && begins_syllable(before, c, after, after_that))
      best = here;
    before = c;
  }
  return best;
}

enum { PART_MIN = 4 }; /* a part of a word that stands alone on a line has as many bytes, the hyphen counted */

/* The end of the line that begins at text[0], and how it ends. */
static size_t break_line(const char *text, size_t size, int32_t width, int32_t font_size, bry__line_end *end) {
  int64_t room = (int64_t)width * 100 / font_size, used = 0;
  size_t at = 0, last_break = 0, last_hyphen = 0; /* where the line may end, as it is and with a hyphen */
  *end = BRY__LINE_PLAIN;
  while (at < size) {
    size_t before = at;
    uint32_t c = bry__utf8_next(text, size, &at);
    used += character_width(c);
    if (c == ' ') {
      last_break = before;
      continue;
    }
    if (used > room && before > 0) {
      if (last_break > 0) return last_break;
      *end = BRY__LINE_HYPHEN;
      size_t divided = divide_word(text, size, last_hyphen);
      return divided > 0 ? divided : last_hyphen > 0 ? last_hyphen : before;
    }
    if ((c == '-' || c == '/') && at - last_break > PART_MIN) last_break = at; /* "e-post" stays whole */
    if (used + character_width('-') <= room) last_hyphen = at;
  }
  return size;
}

void bry__text_wrap(bry__lines *lines, const char *text, int32_t width, int32_t font_size, int32_t max_lines) {
  lines->count = 0;
  text += strspn(text, " ");
  while (*text && lines->count < max_lines) {
    bry__line *line = &lines->line[lines->count++];
    line->text = text;
    line->size = break_line(text, strlen(text), width, font_size, &line->end);
    text += line->size;
    text += strspn(text, " ");
  }
  if (*text) lines->line[lines->count - 1].end = BRY__LINE_CUT;
}

int32_t bry__line_height(int32_t font_size) {
  return font_size * 5 / 4;
}

/* --- elements --------------------------------------------------------------------------------------------------- */

/* Control characters, which XML can't hold, become blanks. */
void bry__svg_escaped(bry__buffer *b, const char *text, size_t size) {
  for (size_t i = 0; i < size; i++) {
    unsigned char c = (unsigned char)text[i];
    if (c == '<')
      bry__buffer_text(b, "&lt;");
    else if (c == '>')
      bry__buffer_text(b, "&gt;");
    else if (c == '&')
      bry__buffer_text(b, "&amp;");
    else if (c == '"')
      bry__buffer_text(b, "&quot;");
    else
      bry__buffer_char(b, c < 0x20 || c == 0x7F ? ' ' : text[i]);
  }
}

static void line_text(bry__buffer *b, const bry__line *line) {
  bry__svg_escaped(b, line->text, line->size);
  if (line->end == BRY__LINE_HYPHEN)
    bry__buffer_char(b, '-');
  else if (line->end == BRY__LINE_CUT)
    bry__buffer_text(b, "\xE2\x80\xA6");
}

void bry__svg_lines(bry__buffer *b, const bry__lines *lines, int32_t x, int32_t y, const bry__text_style *style) {
  bry__buffer_format(b, "<text font-size=\"%d\"%s text-anchor=\"%s\" fill=\"%s\">", (int)style->size,
                     style->bold ? " font-weight=\"600\"" : "", style->anchor,
                     style->fill ? style->fill : "currentColor");
  for (int32_t i = 0; i < lines->count; i++) {
    bry__buffer_format(b, "<tspan x=\"%d\" y=\"%d\">", (int)x, (int)(y + i * bry__line_height(style->size)));
    line_text(b, &lines->line[i]);
    bry__buffer_text(b, "</tspan>");
  }
  bry__buffer_text(b, "</text>\n");
}

void bry__svg_text(bry__buffer *b, const char *text, int32_t x, int32_t y, const bry__text_style *style) {
  bry__lines one = {.line = {{.text = text, .size = strlen(text)}}, .count = 1};
  bry__svg_lines(b, &one, x, y, style);
}

void bry__svg_open(bry__buffer *b, const char *prefix, const char *attributes, int32_t width, int32_t height,
                   const char *title, const char *description) {
  bry__buffer_format(b, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" %s role=\"img\"", (int)width,
                     (int)height, attributes);
  bry__buffer_format(b, " aria-labelledby=\"%s-title %s-desc\" font-family=\"" FONT "\">\n", prefix, prefix);
  bry__buffer_format(b, "<title id=\"%s-title\">", prefix);
  bry__svg_escaped(b, title, strlen(title));
  bry__buffer_format(b, "</title>\n<desc id=\"%s-desc\">", prefix);
  bry__svg_escaped(b, description, strlen(description));
  bry__buffer_text(b, "</desc>\n");
  bry__buffer_format(b,
                     "<defs><pattern id=\"%s-hatch\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" "
                     "patternTransform=\"rotate(45)\"><rect width=\"6\" height=\"6\" fill=\"currentColor\" "
                     "fill-opacity=\"0.06\"/><rect width=\"2\" height=\"6\" fill=\"currentColor\" "
                     "fill-opacity=\"0.3\"/></pattern></defs>\n",
                     prefix);
}

void bry__svg_rect(bry__buffer *b, int32_t x, int32_t y, int32_t width, int32_t height, int32_t radius,
                   const char *fill) {
  bry__buffer_format(b, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"%d\" fill=\"%s\"/>\n", (int)x,
                     (int)y, (int)width, (int)height, (int)radius, fill);
}

void bry__svg_hatched(bry__buffer *b, const char *prefix, int32_t x, int32_t y, int32_t width, int32_t height,
                      int32_t radius) {
  bry__buffer_format(b, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"%d\" fill=\"url(#%s-hatch)\"/>\n",
                     (int)x, (int)y, (int)width, (int)height, (int)radius, prefix);
}
