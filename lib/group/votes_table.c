/* Counted votes as tables: consensus, and what sets groups apart. */
#include "group/votes.h"

#include "core/buffer.h"
#include "core/mem.h"
#include "core/table.h"

#include <math.h>

enum { WIDE_MAX = 50 };                   /* groups that get columns of their own beside the statements */
static const double significant = 1.2816; /* one-sided, at 90 % */

static double share(int32_t of, int32_t votes) {
  return (double)(of + 1) / (double)(votes + 2);
}

static const bry__vote_count *cell_at(const bry_votes *v, uint32_t group, uint32_t statement) {
  return &v->cell[(int64_t)group * v->statements.count + statement];
}

static int is_withheld(const bry_votes *v, uint32_t group, uint32_t statement) {
  return v->withheld[(int64_t)group * v->statements.count + statement];
}

typedef struct count_columns {
  int32_t votes, agrees, disagrees, passes;
} count_columns;

static count_columns add_counts(bry_table *t) {
  return (count_columns){
      bry__table_column(t, "votes", BRY_TYPE_INT64, BRY_ROLE_COUNT, "Stemmer", "Røyster", "Votes"),
      bry__table_column(t, "agrees", BRY_TYPE_INT64, BRY_ROLE_COUNT, "Enige", "Samde", "Agree"),
      bry__table_column(t, "disagrees", BRY_TYPE_INT64, BRY_ROLE_COUNT, "Uenige", "Usamde", "Disagree"),
      bry__table_column(t, "passes", BRY_TYPE_INT64, BRY_ROLE_COUNT, "Står over", "Står over", "Pass"),
  };
}

/* Counts of fewer votes than `least` are withheld. */
static void put_counts(bry_table *t, const count_columns *at, const bry__vote_count *c, int32_t least) {
  const int32_t columns[] = {at->votes, at->agrees, at->disagrees, at->passes};
  for (size_t i = 0; bry__votes_in(c) > 0 && bry__votes_in(c) < least && i < 4; i++)
    bry__table_set_missing(t, columns[i], BRY_MISSING_WITHHELD);
  if (bry__votes_in(c) > 0 && bry__votes_in(c) < least) return;
  bry__table_set_int64(t, at->votes, bry__votes_in(c));
  bry__table_set_int64(t, at->agrees, c->agrees);
  bry__table_set_int64(t, at->disagrees, c->disagrees);
  bry__table_set_int64(t, at->passes, c->passes);
}

static void put_text(bry_table *t, int32_t column, const bry__string *text) {
  bry__table_set_text_n(t, column, text->text, text->size);
}

static bry_status begin(const bry_votes *v, bry_table **out, bry_error **err) {
  bry__error_reset(err);
  if (!v || !out) return bry__error(err, BRY_EINVAL, "The votes or out is NULL: pass both.");
  *out = NULL;
  return BRY_OK;
}

/* --- what sets a group apart ------------------------------------------------------------------------------------- */

typedef struct stance {
  int32_t disagrees; /* 1: the group is set apart by disagreeing */
  double probability, representativeness, z, z_others;
} stance;

/* That more than half take it (one proportion; with one more vote, that takes it, so that few votes say little). */
static double more_than_half(int32_t of, int32_t votes) {
  return 2 * sqrt(votes + 1.0) * ((of + 1.0) / (votes + 1.0) - 0.5);
}

/* That a larger share takes it here than there (two proportions, pooled; a vote more on either side, as above). */
static double more_than_there(int32_t of, int32_t votes, int32_t there, int32_t votes_there) {
  double here = (of + 1.0) / (votes + 1.0), other = (there + 1.0) / (votes_there + 1.0);
  double all = (of + there + 2.0) / (votes + votes_there + 2.0);
  double error = sqrt(all * (1 - all) * (1 / (votes + 1.0) + 1 / (votes_there + 1.0)));
  return error > 0 ? (here - other) / error : 0;
}

static stance stance_by(int32_t of, int32_t votes, int32_t there, int32_t votes_there) {
  double probability = share(of, votes);
  return (stance){0, probability, probability / share(there, votes_there), more_than_half(of, votes),
                  more_than_there(of, votes, there, votes_there)};
}

static int is_representative(const stance *s) {
  return s->z > significant && s->z_others > significant;
}

/* Against everyone else, those of no group included. */
static stance stance_of(const bry__vote_count *in, const bry__vote_count *all) {
  int32_t votes = bry__votes_in(in), others = bry__votes_in(all) - votes;
  stance agree = stance_by(in->agrees, votes, all->agrees - in->agrees, others);
  stance disagree = stance_by(in->disagrees, votes, all->disagrees - in->disagrees, others);
  disagree.disagrees = 1;
  return disagree.z_others > agree.z_others ? disagree : agree;
}

/* --- statements ------------------------------------------------------------------------------------------------- */

static void label_stances(bry_table *t, int32_t column) {
  static const bry__label agree = {.text = {"enig", "samd", "agree"}};
  static const bry__label disagree = {.text = {"uenig", "usamd", "disagree"}};
  bry__table_label_value(t, column, "agree", &agree);
  bry__table_label_value(t, column, "disagree", &disagree);
}

typedef struct consensus {
  int32_t known; /* BRY_PRESENT or why not */
  double agree, disagree, spread;
} consensus;

/* All groups, or none: a product without a group would be of something else. */
static consensus consensus_on(const bry_votes *v, uint32_t statement) {
  consensus c = {v->groups.count > 0 ? BRY_PRESENT : BRY_MISSING, 1, 1, 0};
  double highest = 0, lowest = 1;
  for (uint32_t group = 0; group < v->groups.count; group++) {
    const bry__vote_count *in = cell_at(v, group, statement);
    if (bry__votes_in(in) < v->options.min_votes) c.known = c.known == BRY_PRESENT ? BRY_MISSING : c.known;
    if (is_withheld(v, group, statement)) c.known = BRY_MISSING_WITHHELD;
    double agree = share(in->agrees, bry__votes_in(in));
    c.agree *= agree;
    c.disagree *= share(in->disagrees, bry__votes_in(in));
    highest = agree > highest ? agree : highest;
    lowest = agree < lowest ? agree : lowest;
  }
  c.spread = highest - lowest;
  return c;
}

static void put_known(bry_table *t, int32_t column, int32_t known, double value) {
  if (known == BRY_PRESENT)
    bry__table_set_double(t, column, value);
  else
    bry__table_set_missing(t, column, known);
}

/* A column of a statement for each group, named after both. */
static int32_t add_group_column(bry_table *t, const char *name, int32_t type, int32_t role, const bry__string *group,
                                const bry__label *label, bry__buffer *text) {
  bry__label whole = {0};
  for (int lang = 0; lang < BRY__LANG_COUNT; lang++) {
    bry__buffer_clear(text);
    bry__buffer_text(text, label->text[lang]);
    bry__buffer_text(text, ", ");
    bry__buffer_add(text, group->text, group->size);
    whole.text[lang] = text->failed ? NULL : bry__strdup(text->data);
  }
  bry__buffer_clear(text);
  bry__buffer_text(text, name);
  bry__buffer_char(text, '_');
  bry__buffer_add(text, group->text, group->size);
  int32_t column = bry__table_column(t, text->failed ? name : text->data, type, role, NULL, NULL, NULL);
  bry__table_column_set_label(t, column, &whole);
  bry__label_clear(&whole);
  return column;
}

/* Five columns for each of up to WIDE_MAX groups; the place of the first. */
static int32_t add_group_columns(bry_table *t, const bry_votes *v, bry__buffer *text) {
  static const bry__label agrees = {.text = {"Enige", "Samde", "Agree"}};
  static const bry__label disagrees = {.text = {"Uenige", "Usamde", "Disagree"}};
  static const bry__label passes = {.text = {"Står over", "Står over", "Pass"}};
  static const bry__label side = {.text = {"Standpunkt", "Standpunkt", "Stance"}};
  static const bry__label mark = {.text = {"Særpreg", "Særpreg", "Representativeness"}};
  int32_t first = bry_table_column_count(t);
  for (uint32_t g = 0; t && v->groups.count <= WIDE_MAX && g < v->groups.count; g++) {
    const bry__string *group = &v->groups.items[g];
    add_group_column(t, "agrees", BRY_TYPE_INT64, BRY_ROLE_COUNT, group, &agrees, text);
    add_group_column(t, "disagrees", BRY_TYPE_INT64, BRY_ROLE_COUNT, group, &disagrees, text);
    add_group_column(t, "passes", BRY_TYPE_INT64, BRY_ROLE_COUNT, group, &passes, text);
    label_stances(t, add_group_column(t, "stance", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, group, &side, text));
    add_group_column(t, "representativeness", BRY_TYPE_DOUBLE, BRY_ROLE_ATTRIBUTE, group, &mark, text);
  }
  return first;
}

static void put_group_columns(bry_table *t, const bry_votes *v, uint32_t statement, int32_t first) {
  for (uint32_t g = 0; v->groups.count <= WIDE_MAX && g < v->groups.count; g++) {
    const bry__vote_count *in = cell_at(v, g, statement);
    int32_t at = first + (int32_t)g * 5;
    if (is_withheld(v, g, statement)) {
      for (int32_t i = 0; i < 5; i++)
        bry__table_set_missing(t, at + i, BRY_MISSING_WITHHELD);
      continue;
    }
    bry__table_set_int64(t, at, in->agrees);
    bry__table_set_int64(t, at + 1, in->disagrees);
    bry__table_set_int64(t, at + 2, in->passes);
    if (bry__votes_in(in) < v->options.min_votes) continue;
    stance s = stance_of(in, &v->total[statement]);
    if (!is_representative(&s)) continue;
    bry__table_set_text(t, at + 3, s.disagrees ? "disagree" : "agree");
    bry__table_set_double(t, at + 4, s.representativeness);
  }
}

bry_status bry_votes_statements(const bry_votes *v, bry_table **out, bry_error **err) {
  bry__buffer text = {0};
  bry_status status = begin(v, out, err);
  if (status != BRY_OK) return status;
  bry_table *t = bry__table_new("votes", "Stemmer over påstander", "Røyster over påstandar", "Votes on statements");
  int32_t name =
      bry__table_column(t, "statement", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "Påstand", "Påstand", "Statement");
  count_columns counts = add_counts(t);
  int32_t agree = bry__table_column(t, "consensus_agree", BRY_TYPE_DOUBLE, BRY_ROLE_ATTRIBUTE,
                                    "Enighet i alle grupper", "Semje i alle grupper", "Agreement across groups");
  int32_t disagree =
      bry__table_column(t, "consensus_disagree", BRY_TYPE_DOUBLE, BRY_ROLE_ATTRIBUTE, "Uenighet i alle grupper",
                        "Usemje i alle grupper", "Disagreement across groups");
  int32_t spread = bry__table_column(t, "spread", BRY_TYPE_DOUBLE, BRY_ROLE_ATTRIBUTE, "Avstand mellom gruppene",
                                     "Avstand mellom gruppene", "Distance between groups");
  int32_t groups = add_group_columns(t, v, &text);
  for (uint32_t i = 0; t && i < v->statements.count; i++) {
    consensus c = consensus_on(v, i);
    bry__table_row(t);
    put_text(t, name, &v->statements.items[i]);
    put_counts(t, &counts, &v->total[i], v->options.min_group);
    put_known(t, agree, c.known, c.agree);
    put_known(t, disagree, c.known, c.disagree);
    put_known(t, spread, c.known, c.spread);
    put_group_columns(t, v, i, groups);
  }
  if (text.failed) {
    bry_table_free(t);
    t = NULL;
  }
  bry__buffer_free(&text);
  return bry__table_finish(t, out, err);
}

/* --- groups ----------------------------------------------------------------------------------------------------- */

typedef struct stance_columns {
  int32_t stance, probability, representativeness, z, z_others, representative;
} stance_columns;

static stance_columns add_stance(bry_table *t) {
  stance_columns at = {
      bry__table_column(t, "stance", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, "Standpunkt", "Standpunkt", "Stance"),
      bry__table_column(t, "probability", BRY_TYPE_DOUBLE, BRY_ROLE_ATTRIBUTE, "Sannsynlighet", "Sannsyn",
                        "Probability"),
      bry__table_column(t, "representativeness", BRY_TYPE_DOUBLE, BRY_ROLE_ATTRIBUTE, "Særpreg", "Særpreg",
                        "Representativeness"),
      bry__table_column(t, "z", BRY_TYPE_DOUBLE, BRY_ROLE_ATTRIBUTE, "z, over halvparten", "z, over halvparten",
                        "z, more than half"),
      bry__table_column(t, "z_others", BRY_TYPE_DOUBLE, BRY_ROLE_ATTRIBUTE, "z, mot de andre", "z, mot dei andre",
                        "z, against the others"),
      bry__table_column(t, "representative", BRY_TYPE_INT64, BRY_ROLE_ATTRIBUTE, "Kjennetegner gruppen",
                        "Kjenneteiknar gruppa", "Representative"),
  };
  label_stances(t, at.stance);
  return at;
}

static void put_stance(bry_table *t, const stance_columns *at, const stance *s) {
  bry__table_set_text(t, at->stance, s->disagrees ? "disagree" : "agree");
  bry__table_set_double(t, at->probability, s->probability);
  bry__table_set_double(t, at->representativeness, s->representativeness);
  bry__table_set_double(t, at->z, s->z);
  bry__table_set_double(t, at->z_others, s->z_others);
  bry__table_set_int64(t, at->representative, is_representative(s));
}

static void withhold(bry_table *t, int32_t first) {
  for (int32_t column = first; column < bry_table_column_count(t); column++)
    bry__table_set_missing(t, column, BRY_MISSING_WITHHELD);
}

bry_status bry_votes_groups(const bry_votes *v, bry_table **out, bry_error **err) {
  bry_status status = begin(v, out, err);
  if (status != BRY_OK) return status;
  bry_table *t =
      bry__table_new("votes_by_group", "Stemmer i hver gruppe", "Røyster i kvar gruppe", "Votes in each group");
  int32_t group = bry__table_column(t, "group", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "Gruppe", "Gruppe", "Group");
  int32_t name =
      bry__table_column(t, "statement", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "Påstand", "Påstand", "Statement");
  count_columns counts = add_counts(t);
  stance_columns apart = add_stance(t);
  for (uint32_t g = 0; t && g < v->groups.count; g++)
    for (uint32_t i = 0; i < v->statements.count; i++) {
      const bry__vote_count *in = cell_at(v, g, i);
      bry__table_row(t);
      put_text(t, group, &v->groups.items[g]);
      put_text(t, name, &v->statements.items[i]);
      if (is_withheld(v, g, i)) {
        withhold(t, counts.votes);
        continue;
      }
      put_counts(t, &counts, in, 0);
      stance s = stance_of(in, &v->total[i]);
      if (bry__votes_in(in) >= v->options.min_votes) put_stance(t, &apart, &s);
    }
  return bry__table_finish(t, out, err);
}

/* --- people ----------------------------------------------------------------------------------------------------- */

bry_status bry_votes_people(const bry_votes *v, bry_table **out, bry_error **err) {
  bry_status status = begin(v, out, err);
  if (status != BRY_OK) return status;
  bry_table *t = bry__table_new("voters", "De som stemte", "Dei som røysta", "Who voted");
  int32_t name = bry__table_column(t, "person", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, "Person", "Person", "Person");
  count_columns counts = add_counts(t);
  int32_t group = bry__table_column(t, "group", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "Gruppe", "Gruppe", "Group");
  int32_t x = v->x ? bry__table_column(t, "x", BRY_TYPE_DOUBLE, BRY_ROLE_ATTRIBUTE, "x", "x", "x") : -1;
  int32_t y = v->x ? bry__table_column(t, "y", BRY_TYPE_DOUBLE, BRY_ROLE_ATTRIBUTE, "y", "y", "y") : -1;
  for (uint32_t person = 0; person < v->people.count; person++) {
    bry__vote_count count = {0};
    for (int64_t i = v->begin[person]; i < v->begin[person + 1]; i++)
      bry__count_vote(&count, v->votes[i].vote);
    bry__table_row(t);
    put_text(t, name, &v->people.items[person]);
    put_counts(t, &counts, &count, 0);
    if (v->group[person] >= 0) put_text(t, group, &v->groups.items[v->group[person]]);
    if (!v->x) continue;
    bry__table_set_double(t, x, v->x[person]);
    bry__table_set_double(t, y, v->y[person]);
  }
  return bry__table_finish(t, out, err);
}
