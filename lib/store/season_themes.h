/* What a series' sessions said, counted: for a page that tells no contribution. */
#ifndef BRY_STORE_SEASON_THEMES_H
#define BRY_STORE_SEASON_THEMES_H

#include <bry/session.h>

/* A theme of all groups' sessions of one number. */
typedef struct bry__season_theme {
  int64_t session;
  char *label; /* personal data replaced; NULL: contributions without a theme */
  int64_t contributions, groups, dots;
  int64_t last_group;
  int is_voted; /* the dots of some group that has it are counted */
} bry__season_theme;

typedef struct bry__season_themes {
  bry__season_theme *items;
  size_t count, capacity;
} bry__season_themes;

/* Reads one session of a group by a member's token, and adds up its themes and dots as far as its phase lets them be told.
 * out_is_theirs: 0 when the token is of another group. out_contributions: how many were revealed; -1: not revealed. */
bry_status bry__season_themes_add(bry__season_themes *themes, bry_store *store, const char *session_id,
                                  const char *phase, int64_t session, int64_t group, const char *token,
                                  int *out_is_theirs, int64_t *out_contributions, bry_error **err);
/* By session, the most dots first, then the most contributions. */
void bry__season_themes_sort(bry__season_themes *themes);
void bry__season_themes_clear(bry__season_themes *themes);

/* A copy in which personal data is replaced; NULL stays NULL. The caller frees it. */
bry_status bry__season_scrub(const char *text, char **out, bry_error **err);

#endif
