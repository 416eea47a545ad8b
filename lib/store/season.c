/* A season as one page: a series' sessions, their themes and dots, what was promised, what is tried, and a map.
 *
 * What is written here goes round: no contribution, no name, and of small groups no more than where they are. Sums hold
 * the other groups alone, so that nothing is left to subtract. */
#include "core/mem.h"
#include "core/table.h"
#include "result/report.h"
#include "store/moves.h"
#include "store/season_themes.h"

#include <bry/commitment.h>
#include <bry/gigamap.h>
#include <bry/pilot.h>
#include <bry/session.h>

#include <stdio.h>
#include <string.h>

enum { MIN_GROUP = 5, MIN_GROUP_LEAST = 3, MAP_WIDTH = 1000 };

typedef struct season {
  bry_store *store;
  const char *series, *lang;
  int32_t min_group;
  const char *const *tokens;
  int32_t token_count;
  int64_t *token_groups; /* the group that each token is of; 0: not known */
  bry_table *groups, *sessions;
  bry__season_themes themes;
  bry_report *report;
} season;

static const char *said(const season *s, const char *nb, const char *nn, const char *en) {
  const bry__label label = BRY__WORD(nb, nn, en);
  return bry__label_get(&label, s->lang);
}

static const char *text_in(const bry_table *t, int64_t row, const char *column) {
  return bry_table_text(t, row, bry_table_find_column(t, column));
}

static int64_t number_in(const bry_table *t, int64_t row, const char *column) {
  return bry_table_int64(t, row, bry_table_find_column(t, column));
}

static int64_t members_of(const season *s, int64_t group) {
  for (int64_t row = 0; row < bry_table_row_count(s->groups); row++) {
    if (number_in(s->groups, row, "group") == group) return number_in(s->groups, row, "members");
  }
  return 0;
}

static bry_status add_table(season *s, bry_table *building, int32_t chart, bry_error **err) {
  bry_table *t = NULL;
  bry_status status = bry__table_finish(building, &t, err);
  if (status == BRY_OK && bry_table_row_count(t) > 0) status = bry_report_add(s->report, NULL, t, chart, err);
  bry_table_free(t);
  return status;
}

/* --- sessions ---------------------------------------------------------------------------------------------------- */

static const bry__sheet_word phases[] = {
    {"check_in", BRY__WORD("innsjekk", "innsjekk", "check-in")},
    {"write", BRY__WORD("skriver", "skriv", "writing")},
    {"reveal", BRY__WORD("avdekket", "avdekt", "revealed")},
    {"theme", BRY__WORD("temaer", "tema", "themes")},
    {"prioritise", BRY__WORD("prikker", "prikkar", "dots")},
    {"commit", BRY__WORD("forplikter", "forpliktar", "committing")},
    {"learn", BRY__WORD("lærer", "lærer", "learning")},
    {"closed", BRY__WORD("avsluttet", "avslutta", "closed")},
};

static bry_table *begin_overview(void) {
  enum { PHASE = 2 };
  bry_table *t = bry__table_new("sessions", "Møter", "Møte", "Sessions");
  if (!t) return NULL;
  bry__table_column(t, "group", BRY_TYPE_INT64, BRY_ROLE_DIMENSION, "Gruppe", NULL, "Group");
  bry__table_column(t, "session", BRY_TYPE_INT64, BRY_ROLE_DIMENSION, "Møte", NULL, "Session");
  bry__table_column(t, "phase", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, "Fase", NULL, "Phase");
  bry__table_column(t, "contributions", BRY_TYPE_INT64, BRY_ROLE_COUNT, "Bidrag", NULL, "Contributions");
  for (size_t i = 0; i < sizeof phases / sizeof phases[0]; i++)
    bry__table_label_value(t, PHASE, phases[i].value, &phases[i].label);
  return t;
}

/* Of a session that no token opens, nothing. */
static bry_status read_session(season *s, int64_t row, int64_t *out_contributions, bry_error **err) {
  int64_t group = number_in(s->sessions, row, "group"), session = number_in(s->sessions, row, "session");
  *out_contributions = -1;
  for (int32_t i = 0; i < s->token_count; i++) {
    int is_theirs = 0;
    if (s->token_groups[i] != 0 && s->token_groups[i] != group) continue;
    bry_status status = bry__season_themes_add(&s->themes, s->store, text_in(s->sessions, row, "session_id"),
                                               text_in(s->sessions, row, "phase"), session, group, s->tokens[i],
                                               &is_theirs, out_contributions, err);
    if (status == BRY_OK && !is_theirs) continue;
    s->token_groups[i] = group;
    return status;
  }
  return BRY_OK;
}

static bry_status add_overview(season *s, bry_error **err) {
  enum { GROUP, SESSION, PHASE, CONTRIBUTIONS };
  bry_status status = BRY_OK;
  bry_table *t = begin_overview();
  if (!t) return bry__enomem(err);
  for (int64_t row = 0; status == BRY_OK && row < bry_table_row_count(s->sessions); row++) {
    int64_t contributions = -1, group = number_in(s->sessions, row, "group");
    int is_small = members_of(s, group) < s->min_group;
    if (!is_small) status = read_session(s, row, &contributions, err);
    bry__table_row(t);
    bry__table_set_int64(t, GROUP, group);
    bry__table_set_int64(t, SESSION, number_in(s->sessions, row, "session"));
    bry__table_set_text(t, PHASE, text_in(s->sessions, row, "phase"));
    if (contributions >= 0) bry__table_set_int64(t, CONTRIBUTIONS, contributions);
    if (is_small) bry__table_set_missing(t, CONTRIBUTIONS, BRY_MISSING_WITHHELD);
  }
  if (status == BRY_OK) return add_table(s, t, BRY_CHART_NONE, err);
  bry_table_free(t);
  return status;
}

/* --- themes ------------------------------------------------------------------------------------------------------ */

static bry_table *begin_themes(int64_t session) {
  char nb[40], nn[40], en[40];
  snprintf(nb, sizeof nb, "Temaer i møte %d", (int)session);
  snprintf(nn, sizeof nn, "Tema i møte %d", (int)session);
  snprintf(en, sizeof en, "Themes of session %d", (int)session);
  bry_table *t = bry__table_new("session_themes", nb, nn, en);
  if (!t) return NULL;
  bry__table_column(t, "theme", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "Tema", NULL, "Theme");
  bry__table_column(t, "contributions", BRY_TYPE_INT64, BRY_ROLE_COUNT, "Bidrag", NULL, "Contributions");
  bry__table_column(t, "dots", BRY_TYPE_INT64, BRY_ROLE_COUNT, "Prikker", "Prikkar", "Dots");
  bry__table_column(t, "groups", BRY_TYPE_INT64, BRY_ROLE_COUNT, "Grupper", NULL, "Groups");
  return t;
}

static bry_status add_themes_of(season *s, int64_t session, bry_error **err) {
  enum { THEME, CONTRIBUTIONS, DOTS, GROUPS };
  bry_table *t = begin_themes(session);
  if (!t) return bry__enomem(err);
  for (size_t i = 0; i < s->themes.count; i++) {
    const bry__season_theme *theme = &s->themes.items[i];
    if (theme->session != session) continue;
    bry__table_row(t);
    if (theme->label) bry__table_set_text(t, THEME, theme->label);
    bry__table_set_int64(t, CONTRIBUTIONS, theme->contributions);
    if (theme->is_voted) bry__table_set_int64(t, DOTS, theme->dots);
    bry__table_set_int64(t, GROUPS, theme->groups);
  }
  return add_table(s, t, BRY_CHART_BARS, err);
}

static bry_status add_themes(season *s, bry_error **err) {
  bry_status status = BRY_OK;
  bry__season_themes_sort(&s->themes);
  for (size_t i = 0; status == BRY_OK && i < s->themes.count; i++) {
    if (i == 0 || s->themes.items[i].session != s->themes.items[i - 1].session)
      status = add_themes_of(s, s->themes.items[i].session, err);
  }
  return status;
}

/* --- promises and ideas ------------------------------------------------------------------------------------------ */

enum { GROUP, WHAT, STATE, FREE }; /* the columns that both tables begin with */

static bry_table *begin_list(const char *name, const bry__label *title) {
  bry_table *t =
      bry__table_new(name, bry__label_get(title, "nb"), bry__label_get(title, "nn"), bry__label_get(title, "en"));
  if (!t) return NULL;
  bry__table_column(t, "group", BRY_TYPE_INT64, BRY_ROLE_DIMENSION, "Gruppe", NULL, "Group");
  bry__table_column(t, "what", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, "Hva", "Kva", "What");
  bry__table_column(t, "state", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, "Tilstand", "Tilstand", "State");
  return t;
}

static bry_status set_scrubbed(bry_table *t, int32_t column, const char *text, bry_error **err) {
  char *clean = NULL;
  bry_status status = bry__season_scrub(text, &clean, err);
  if (clean) bry__table_set_text(t, column, clean);
  bry__free(clean);
  return status;
}

static bry_status begin_row(bry_table *t, int64_t group, const bry_table *from, int64_t row, const char *what,
                            bry_error **err) {
  const char *state = text_in(from, row, "state");
  const bry__label *label = bry__table_value_label_of(from, bry_table_find_column(from, "state"), state);
  bry__table_row(t);
  bry__table_set_int64(t, GROUP, group);
  bry__table_set_text(t, STATE, state);
  if (label) bry__table_label_value(t, STATE, state, label);
  return set_scrubbed(t, WHAT, text_in(from, row, what), err);
}

static bry_status put_commitments(season *s, bry_table *t, int64_t group, const char *group_id, const char *today,
                                  bry_error **err) {
  enum { REVIEW = FREE, OVERDUE };
  bry_table *list = NULL;
  bry_status status = bry_commitment_list(s->store, group_id, 0, &list, err);
  for (int64_t row = 0; status == BRY_OK && row < bry_table_row_count(list); row++) {
    const char *state = text_in(list, row, "state"), *review = text_in(list, row, "review_on");
    int is_pending = strcmp(state, "open") == 0 || strcmp(state, "changed") == 0;
    status = begin_row(t, group, list, row, "what", err);
    bry__table_set_text(t, REVIEW, review);
    bry__table_set_int64(t, OVERDUE, is_pending && strcmp(review, today) < 0);
  }
  bry_table_free(list);
  return status;
}

static bry_status put_pilots(season *s, bry_table *t, int64_t group, const char *group_id, const char *today,
                             bry_error **err) {
  (void)today;
  bry_table *list = NULL;
  bry_status status = bry_pilot_report(s->store, group_id, &list, err);
  for (int64_t row = 0; status == BRY_OK && row < bry_table_row_count(list); row++) {
    status = begin_row(t, group, list, row, "idea", err);
    if (status == BRY_OK) status = set_scrubbed(t, FREE, text_in(list, row, "note"), err);
  }
  bry_table_free(list);
  return status;
}

typedef bry_status (*put_fn)(season *, bry_table *, int64_t, const char *, const char *, bry_error **);

/* Those of every group that is not small. */
static bry_status add_list(season *s, bry_table *t, put_fn put, bry_error **err) {
  char today[11];
  if (!t) return bry__enomem(err);
  bry_status status = bry__moves_day(NULL, today, err);
  for (int64_t row = 0; status == BRY_OK && row < bry_table_row_count(s->groups); row++) {
    if (number_in(s->groups, row, "members") < s->min_group) continue;
    status = put(s, t, number_in(s->groups, row, "group"), text_in(s->groups, row, "group_id"), today, err);
  }
  if (status == BRY_OK) return add_table(s, t, BRY_CHART_NONE, err);
  bry_table_free(t);
  return status;
}

static bry_status add_commitments(season *s, bry_error **err) {
  static const bry__label title =
      BRY__WORD("Hva gruppene har lovet", "Kva gruppene har lova", "What groups promised");
  bry_table *t = begin_list("commitments", &title);
  if (t) {
    bry__table_column(t, "review_on", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, "Ses på igjen", "Sjåast på att",
                      "Looked at again");
    bry__table_column_set_flag(t, bry__table_column(t, "overdue", BRY_TYPE_INT64, BRY_ROLE_ATTRIBUTE, "Over fristen",
                                                    "Over fristen", "Overdue"));
  }
  return add_list(s, t, put_commitments, err);
}

static bry_status add_pilots(season *s, bry_error **err) {
  static const bry__label title = BRY__WORD("Hva gruppene prøver", "Kva gruppene prøver", "What groups try");
  bry_table *t = begin_list("pilots", &title);
  if (t) bry__table_column(t, "note", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, "Merknad", NULL, "Note");
  return add_list(s, t, put_pilots, err);
}

/* --- the page ---------------------------------------------------------------------------------------------------- */

static bry_status add_map(season *s, const char *name, bry_error **err) {
  bry_map_history *history = NULL;
  bry_map *map = NULL;
  bry_text *svg = NULL;
  bry_status status = bry_gigamap_open(s->store, name, &history, err);
  if (status == BRY_OK) status = bry_map_history_at(history, -1, &map, err);
  if (status == BRY_OK) status = bry_map_svg(map, NULL, s->lang, MAP_WIDTH, 1, &svg, err);
  if (status == BRY_OK)
    status =
        bry__report_add_svg(s->report, said(s, "Kart", "Kart", "Map"), bry_text_data(svg), bry_text_size(svg), err);
  bry_text_free(svg);
  bry_map_free(map);
  bry_map_history_free(history);
  return status;
}

/* The page's title is the series'; beneath it stands how many took part, and what is not told. */
static bry_status begin_page(season *s, bry_error **err) {
  char note[600];
  int64_t members = 0;
  bry_table *all = NULL;
  const char *title = s->series;
  for (int64_t row = 0; row < bry_table_row_count(s->groups); row++)
    members += number_in(s->groups, row, "members");
  bry_status status = bry_series_list(s->store, &all, err);
  for (int64_t row = 0; status == BRY_OK && row < bry_table_row_count(all); row++) {
    if (strcmp(text_in(all, row, "series"), s->series) == 0) title = text_in(all, row, "title");
  }
  if (status == BRY_OK) status = bry_report_new(title, s->lang, &s->report, err);
  bry_table_free(all);
  if (status != BRY_OK) return status;
  snprintf(note, sizeof note,
           said(s, "Grupper: %d. Medlemmer: %d. Møter: %d.", "Grupper: %d. Medlemmer: %d. Møte: %d.",
                "Groups: %d. Members: %d. Sessions: %d."),
           (int)bry_table_row_count(s->groups), (int)members, (int)bry_table_row_count(s->sessions));
  status = bry_report_note(s->report, note, err);
  snprintf(note, sizeof note,
           said(s,
                "Siden gjengir ingen bidrag og nevner ingen. Om grupper med færre enn %d medlemmer står bare "
                "hvor langt de er kommet. Prikker på et bidrag er regnet med til temaet.",
                "Sida gjev ikkje att bidrag og nemner ingen. Om grupper med færre enn %d medlemmer står "
                "berre kor langt dei er komne. Prikkar på eit bidrag er rekna med til temaet.",
                "This page repeats no contribution and names nobody. Of groups of fewer than %d members it "
                "tells only how far they have come. Dots of a contribution are counted for its theme."),
           (int)s->min_group);
  return status == BRY_OK ? bry_report_note(s->report, note, err) : status;
}

static bry_status make_page(season *s, const char *map, bry_text **out, bry_error **err) {
  bry_status status = bry_group_list(s->store, s->series, &s->groups, err);
  if (status == BRY_OK) status = bry_session_list(s->store, s->series, 0, &s->sessions, err);
  if (status == BRY_OK) status = begin_page(s, err);
  if (status == BRY_OK) status = add_overview(s, err);
  if (status == BRY_OK) status = add_themes(s, err);
  if (status == BRY_OK) status = add_commitments(s, err);
  if (status == BRY_OK) status = add_pilots(s, err);
  if (status == BRY_OK && map) status = add_map(s, map, err);
  return status == BRY_OK ? bry_report_html(s->report, out, err) : status;
}

bry_status bry_series_report_html(bry_store *store, const char *series, const char *const *tokens,
                                  int32_t token_count, const char *map, const char *lang, int32_t min_group,
                                  bry_text **out, bry_error **err) {
  bry__error_reset(err);
  if (!out) return bry__error(err, BRY_EINVAL, "out is NULL: give a place for the page.");
  *out = NULL;
  if (token_count < 0 || (token_count > 0 && !tokens))
    return bry__error(err, BRY_EINVAL, "The tokens are NULL or fewer than none: pass token_count of them.");
  if (min_group != 0 && min_group < MIN_GROUP_LEAST)
    return bry__error(err, BRY_EINVAL, "min_group is 0, or %d or more.", MIN_GROUP_LEAST);
  season s = {.store = store,
              .series = series,
              .lang = lang ? lang : "nb",
              .min_group = min_group == 0 ? MIN_GROUP : min_group,
              .tokens = tokens,
              .token_count = token_count};
  s.token_groups = bry__alloc_zero((size_t)token_count + 1, sizeof *s.token_groups);
  bry_status status = s.token_groups ? make_page(&s, map, out, err) : bry__enomem(err);
  bry__free(s.token_groups);
  bry__season_themes_clear(&s.themes);
  bry_report_free(s.report);
  bry_table_free(s.groups);
  bry_table_free(s.sessions);
  return status;
}
