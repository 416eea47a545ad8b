/* Texts with names of answers in them ("Why {q1}?"), filled in over one row of answers. */
#ifndef BRY_FORM_PIPE_H
#define BRY_FORM_PIPE_H

#include "core/buffer.h"
#include "form/logic_run.h"

typedef struct bry__pipe { /* begin with bry__pipe_over() */
  bry__logic_run *run;     /* evaluated; NULL: the questionnaire has no names in texts */
  const char *lang;
  bry__scope scope; /* the row or panel that the text stands in */
  int is_html;      /* the texts go into HTML: escape them */
  size_t room;      /* bytes that values may still take */
  int64_t names;    /* that may still be filled in */
  int depth;        /* of labels within labels */
} bry__pipe;

bry__pipe bry__pipe_over(bry__logic_run *run, const char *lang, int is_html);
/* Fills in and appends a text of the questionnaire. Of markup only the values are escaped, and always. is_raw: values of
 * choices stand for their labels. What runs over the room is cut off; running out of memory is noted in the buffer and
 * the run. */
void bry__pipe_text(bry__pipe *pipe, bry__buffer *out, const char *text, int is_markup, int is_raw);
/* The best text of a label, likewise; nothing when it is empty. */
void bry__pipe_label(bry__pipe *pipe, bry__buffer *out, const bry__label *label, int is_markup, int is_raw);
/* Appends words that are no text of the questionnaire's, such as the name of an item without a title. */
void bry__pipe_plain(const bry__pipe *pipe, bry__buffer *out, const char *text);
/* Whether values stand for their labels in the texts of an item. */
int bry__pipe_is_raw(const bry__item *item);

/* display.c: appends what a name within a text stands for, as plain text. */
void bry__display_name(bry__pipe *pipe, bry__buffer *out, const char *name, size_t size, int is_raw);
/* number_text.c: a number as people of the language write it. */
void bry__display_number(bry__buffer *out, const bry__display *display, double number, const char *lang);

#endif
