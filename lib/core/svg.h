/* Writing SVG: text that breaks into lines, boxes, the hatching of what is withheld. Lengths are whole units of the
 * view box. Colours are attributes, not style sheets, so that a picture looks the same inline, in a file and where a
 * page forbids inline styles; text takes the page's colour. */
#ifndef BRY_CORE_SVG_H
#define BRY_CORE_SVG_H

#include "core/buffer.h"

enum { BRY__SVG_LINES_MAX = 6 };

typedef enum bry__line_end { BRY__LINE_PLAIN, BRY__LINE_HYPHEN, BRY__LINE_CUT } bry__line_end;

typedef struct bry__line {
  const char *text;
  size_t size;
  bry__line_end end;
} bry__line;

typedef struct bry__lines {
  bry__line line[BRY__SVG_LINES_MAX];
  int32_t count;
} bry__lines;

typedef struct bry__text_style {
  int32_t size;       /* of the font */
  const char *anchor; /* "start", "middle" or "end" */
  const char *fill;   /* a colour; NULL: the page's */
  int32_t bold;
} bry__text_style;

/* How wide a text will be at most, by character; fonts differ, so on the generous side. */
int32_t bry__text_width(const char *text, size_t size, int32_t font_size);
/* The widest word of a text. */
int32_t bry__word_width(const char *text, int32_t font_size);
/* Breaks a text into at most max_lines (<= BRY__SVG_LINES_MAX) lines of `width`; the rest is cut with an ellipsis.
 * The lines point into the text. */
void bry__text_wrap(bry__lines *lines, const char *text, int32_t width, int32_t font_size, int32_t max_lines);
int32_t bry__line_height(int32_t font_size);

/* The first line's base line is at y. */
void bry__svg_lines(bry__buffer *b, const bry__lines *lines, int32_t x, int32_t y, const bry__text_style *style);
void bry__svg_text(bry__buffer *b, const char *text, int32_t x, int32_t y, const bry__text_style *style);
void bry__svg_escaped(bry__buffer *b, const char *text, size_t size);
/* Opens the picture with its name and description for those who don't see it. `attributes` is for the svg element. */
void bry__svg_open(bry__buffer *b, const char *prefix, const char *attributes, int32_t width, int32_t height,
                   const char *title, const char *description);
void bry__svg_rect(bry__buffer *b, int32_t x, int32_t y, int32_t width, int32_t height, int32_t radius,
                   const char *fill);
/* A box that says "withheld". */
void bry__svg_hatched(bry__buffer *b, const char *prefix, int32_t x, int32_t y, int32_t width, int32_t height,
                      int32_t radius);

#endif
