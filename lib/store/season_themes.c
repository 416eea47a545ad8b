/* Themes and dots of a series' sessions, added up over groups. Dots of a contribution count for its theme, so that no
 * contribution need be told. */
#include "store/season_themes.h"

#include "core/error.h"
#include "core/mem.h"

#include <bry/scrub.h>

#include <stdlib.h>
#include <string.h>

bry_status bry__season_scrub(const char *text, char **out, bry_error **err) {
  bry_scrubbed *scrubbed = NULL;
  *out = NULL;
  if (!text) return BRY_OK;
  bry_status status = bry_scrub(text, strlen(text), NULL, &scrubbed, err);
  if (status == BRY_OK && !(*out = bry__strdup(bry_scrubbed_text(scrubbed)))) status = bry__enomem(err);
  bry_scrubbed_free(scrubbed);
  return status;
}

static int is_label(const char *a, const char *b) {
  return a && b ? strcmp(a, b) == 0 : a == b;
}

/* The theme of that label, new when there is none; takes the label over in any case. NULL: no memory. */
static bry__season_theme *theme_of(bry__season_themes *themes, int64_t session, char *label) {
  for (size_t i = 0; i < themes->count; i++) {
    if (themes->items[i].session == session && is_label(themes->items[i].label, label)) {
      bry__free(label);
      return &themes->items[i];
    }
  }
  if (bry__grow((void **)&themes->items, &themes->capacity, themes->count + 1, sizeof *themes->items) != 0) {
    bry__free(label);
    return NULL;
  }
  themes->items[themes->count] = (bry__season_theme){.session = session, .label = label};
  return &themes->items[themes->count++];
}

/* A contribution of a group whose dots are counted or not, with dots < 0; or dots that were given. */
static bry_status add_to(bry__season_themes *themes, int64_t session, int64_t group, const char *theme, int64_t dots,
                         int is_voted, bry_error **err) {
  char *label = NULL;
  bry_status status = bry__season_scrub(theme, &label, err);
  if (status != BRY_OK) return status;
  bry__season_theme *t = theme_of(themes, session, label);
  if (!t) return bry__enomem(err);
  t->is_voted |= is_voted;
  if (dots >= 0) {
    t->dots += dots;
    return BRY_OK;
  }
  t->contributions++;
  t->groups += t->last_group != group;
  t->last_group = group;
  return BRY_OK;
}

static const char *text_in(const bry_table *t, int64_t row, const char *column) {
  return bry_table_text(t, row, bry_table_find_column(t, column));
}

static const char *theme_given(const bry_table *said, const char *kind, const char *target) {
  if (strcmp(kind, "theme") == 0) return target;
  for (int64_t row = 0; row < bry_table_row_count(said); row++) {
    if (strcmp(text_in(said, row, "contribution"), target) == 0) return text_in(said, row, "theme");
  }
  return NULL;
}

static bry_status add_dots(bry__season_themes *themes, bry_store *store, const char *session_id, const char *token,
                           int64_t session, int64_t group, const bry_table *said, bry_error **err) {
  bry_table *tally = NULL;
  bry_status status = bry_dots_tally(store, session_id, token, &tally, err);
  for (int64_t row = 0; status == BRY_OK && row < bry_table_row_count(tally); row++) {
    const char *theme = theme_given(said, text_in(tally, row, "kind"), text_in(tally, row, "target"));
    status = add_to(themes, session, group, theme, bry_table_int64(tally, row, bry_table_find_column(tally, "dots")),
                    1, err);
  }
  bry_table_free(tally);
  return status;
}

/* A failure that was expected. */
static bry_status forgive(bry_error **err) {
  if (err) bry_error_free(*err);
  bry__error_reset(err);
  return BRY_OK;
}

static int is_one_of(const char *phase, const char *const *phases) {
  for (; *phases; phases++) {
    if (strcmp(phase, *phases) == 0) return 1;
  }
  return 0;
}

bry_status bry__season_themes_add(bry__season_themes *themes, bry_store *store, const char *session_id,
                                  const char *phase, int64_t session, int64_t group, const char *token,
                                  int *out_is_theirs, int64_t *out_contributions, bry_error **err) {
  static const char *const voted[] = {"commit", "learn", "closed", NULL};
  static const char *const themed[] = {"prioritise", "commit", "learn", "closed", NULL};
  bry_table *said = NULL;
  int is_voted = is_one_of(phase, voted);
  *out_is_theirs = 1;
  *out_contributions = -1;
  bry_status status = bry_contribution_list(store, session_id, token, 0, &said, err);
  if (status == BRY_ENOTFOUND) *out_is_theirs = 0;
  if (status == BRY_ENOTFOUND || status == BRY_ESTATE) return forgive(err); /* another group's; not revealed */
  if (status == BRY_OK) *out_contributions = bry_table_row_count(said);
  for (int64_t row = 0; status == BRY_OK && is_one_of(phase, themed) && row < *out_contributions; row++)
    status = add_to(themes, session, group, text_in(said, row, "theme"), -1, is_voted, err);
  if (status == BRY_OK && is_voted) status = add_dots(themes, store, session_id, token, session, group, said, err);
  bry_table_free(said);
  return status;
}

static int compare(const void *a, const void *b) {
  const bry__season_theme *x = a, *y = b;
  if (x->session != y->session) return x->session < y->session ? -1 : 1;
  if (!x->label != !y->label) return x->label ? -1 : 1;
  if (x->dots != y->dots) return x->dots > y->dots ? -1 : 1;
  if (x->contributions != y->contributions) return x->contributions > y->contributions ? -1 : 1;
  return x->label ? strcmp(x->label, y->label) : 0;
}

void bry__season_themes_sort(bry__season_themes *themes) {
  if (themes->count > 1) qsort(themes->items, themes->count, sizeof *themes->items, compare);
}

void bry__season_themes_clear(bry__season_themes *themes) {
  for (size_t i = 0; i < themes->count; i++)
    bry__free(themes->items[i].label);
  bry__free(themes->items);
}
