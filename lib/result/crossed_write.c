/* Tables of counts, response, means and rankings from counted answers. */
#include "core/mem.h"
#include "result/crossed.h"
#include "result/distribution.h"

#include <math.h>

static int32_t add_number(bry_table *t, const char *name, int32_t role, const char *nb, const char *nn,
                          const char *en) {
  int32_t type = role == BRY_ROLE_COUNT ? BRY_TYPE_INT64 : BRY_TYPE_DOUBLE;
  return bry__table_column(t, name, type, role, nb, nn, en);
}

static void add_interval(bry_table *t, const char *low, const char *high, int32_t *out_low, int32_t *out_high) {
  *out_low = add_number(t, low, BRY_ROLE_LOW, "Fra", "Frå", "From");
  *out_high = add_number(t, high, BRY_ROLE_HIGH, "Til", "Til", "To");
}

static int32_t add_respondents(bry_table *t) {
  return add_number(t, "respondents", BRY_ROLE_COUNT, "Svarte", "Svara", "Respondents");
}

static int32_t add_effective(bry_table *t, const bry__crossed *x) {
  return x->weight
             ? add_number(t, "effective", BRY_ROLE_STATISTIC, "Effektivt antall", "Effektivt tal", "Effective number")
             : -1;
}

/* --- counts ------------------------------------------------------------------------------------------------------- */

typedef struct count_columns {
  bry__crossed_columns codes;
  int32_t respondents, effective, count, weighted, share, low, high;
} count_columns;

static void add_count_columns(bry_table *t, const bry__crossed *x, count_columns *c) {
  c->codes = bry__crossed_begin(t, x, BRY__WITH_ALL);
  c->respondents = add_respondents(t);
  c->effective = add_effective(t, x);
  c->count = add_number(t, "count", BRY_ROLE_COUNT, "Valgte dette", "Valde dette", "Chose this");
  c->weighted = x->weight ? add_number(t, "weighted", BRY_ROLE_WEIGHT, "Vektet", "Vekta", "Weighted") : -1;
  c->share = add_number(t, "share", BRY_ROLE_SHARE, "Andel", "Prosentdel", "Share");
  add_interval(t, "low", "high", &c->low, &c->high);
}

static void count_row(bry_table *t, const bry__crossed *x, const count_columns *c, int32_t g, int32_t p, int32_t v,
                      double *score) {
  size_t at = bry__crossed_at(x, g, p), cell = bry__crossed_cell(x, g, p, v);
  int shown = (x->shown[at] & BRY__SHOW_DISTRIBUTION) != 0, counted = (x->shown[at] & BRY__SHOW_COUNT) != 0;
  double low = NAN, high = NAN;
  for (int32_t other = 0; other < x->values; other++)
    score[other] = other == v;
  bry__moments m = bry__crossed_moments(x, g, p, score);
  double people = m.error > 0 ? m.mean * (1 - m.mean) / m.error : m.effective;
  bry__wilson(m.mean, people, bry__normal_quantile(0.5 + x->options.confidence / 2), &low, &high);
  bry__crossed_row(t, x, &c->codes, g, p, v);
  bry__crossed_put_count(t, c->respondents, x->respondents[at], counted);
  if (c->effective >= 0) bry__crossed_put(t, c->effective, m.effective, counted);
  bry__crossed_put_count(t, c->count, x->people[cell], shown);
  if (c->weighted >= 0) bry__crossed_put(t, c->weighted, bry__crossed_weight(x, cell), shown);
  bry__crossed_put(t, c->share, m.mean, shown);
  bry__crossed_put(t, c->low, low, shown);
  bry__crossed_put(t, c->high, high, shown);
}

bry_status bry__write_counts(bry_table *t, const bry__crossed *x, bry_error **err) {
  count_columns c;
  int32_t first = x->answer == BRY_ANSWER_MULTIPLE || x->answer == BRY_ANSWER_RANKING ? 1 : 0;
  double *score = bry__alloc_zero((size_t)x->values, sizeof *score);
  if (!score) return bry__enomem(err);
  add_count_columns(t, x, &c);
  for (int32_t g = 0; g < x->groups; g++)
    for (int32_t p = 0; p < x->parts && x->listed[g]; p++)
      for (int32_t v = first; v < x->values; v++)
        count_row(t, x, &c, g, p, v, score);
  bry__free(score);
  return BRY_OK;
}

/* --- response ----------------------------------------------------------------------------------------------------- */

void bry__write_response(bry_table *t, const bry__crossed *x) {
  static const struct {
    const char *name, *nb, *nn, *en;
    int32_t reason;
  } reasons[] = {{"not_asked", "Ikke spurt", "Ikkje spurde", "Not asked", BRY_MISSING_NOT_ASKED},
                 {"hidden", "Skjult", "Skjult", "Hidden", BRY_MISSING_HIDDEN},
                 {"skipped", "Hoppet over", "Hoppa over", "Skipped", BRY_MISSING_SKIPPED},
                 {"dont_know", "Vet ikke", "Veit ikkje", "Don't know", BRY_MISSING_DONT_KNOW},
                 {"missing", "Mangler", "Manglar", "Missing", BRY_MISSING}};
  enum { COUNT = sizeof reasons / sizeof *reasons };
  int32_t parts = x->item_column ? x->parts : 1; /* choices are answered together */
  bry__crossed_columns c = bry__crossed_begin(t, x, BRY__WITH_GROUPS | (x->item_column ? BRY__WITH_PARTS : 0));
  int32_t people = add_number(t, "people", BRY_ROLE_COUNT, "Personer", "Personar", "People");
  int32_t answered = add_number(t, "answered", BRY_ROLE_COUNT, "Svarte", "Svara", "Answered"), column[COUNT];
  for (int i = 0; i < COUNT; i++)
    column[i] = add_number(t, reasons[i].name, BRY_ROLE_COUNT, reasons[i].nb, reasons[i].nn, reasons[i].en);
  int32_t rate = add_number(t, "rate", BRY_ROLE_SHARE, "Svarprosent", "Svarprosent", "Response rate");
  for (int32_t g = 0; g < x->groups; g++)
    for (int32_t p = 0; p < parts && x->listed[g]; p++) {
      size_t at = bry__crossed_at(x, g, p);
      const int64_t *gone = x->gone + at * BRY__REASONS;
      int shown = (x->shown[at] & BRY__SHOW_PEOPLE) && (x->shown[at] & BRY__SHOW_COUNT);
      int64_t all = x->respondents[at];
      for (int i = 0; i < COUNT; i++)
        all += gone[reasons[i].reason];
      bry__crossed_row(t, x, &c, g, p, -1);
      bry__crossed_put_count(t, people, all, shown);
      bry__crossed_put_count(t, answered, x->respondents[at], shown);
      for (int i = 0; i < COUNT; i++)
        bry__crossed_put_count(t, column[i], gone[reasons[i].reason], shown);
      int64_t asked = all - gone[BRY_MISSING_NOT_ASKED] - gone[BRY_MISSING_HIDDEN];
      bry__crossed_put(t, rate, (double)x->respondents[at] / (double)asked, shown);
    }
}

/* --- means -------------------------------------------------------------------------------------------------------- */

typedef struct summary_columns {
  bry__crossed_columns codes;
  int32_t respondents, effective, mean, low, high, deviation, median, favourable, neutral, unfavourable, top2, nps,
      nps_low, nps_high;
} summary_columns;

static int is_promoter_scale(const bry__crossed *x) {
  return x->values == 11 && x->score[0] == 0;
}

static void add_summary_columns(bry_table *t, const bry__crossed *x, summary_columns *c) {
  c->codes = bry__crossed_begin(t, x, BRY__WITH_GROUPS | BRY__WITH_PARTS);
  c->respondents = add_respondents(t);
  c->effective = add_effective(t, x);
  c->mean = add_number(t, "mean", BRY_ROLE_MEAN, "Gjennomsnitt", "Gjennomsnitt", "Mean");
  add_interval(t, "low", "high", &c->low, &c->high);
  c->deviation = add_number(t, "deviation", BRY_ROLE_STATISTIC, "Standardavvik", "Standardavvik", "Deviation");
  c->median = add_number(t, "median", BRY_ROLE_STATISTIC, "Median", "Median", "Median");
  c->favourable = add_number(t, "favourable", BRY_ROLE_SHARE, "Positive", "Positive", "Favourable");
  c->neutral = add_number(t, "neutral", BRY_ROLE_SHARE, "Nøytrale", "Nøytrale", "Neutral");
  c->unfavourable = add_number(t, "unfavourable", BRY_ROLE_SHARE, "Negative", "Negative", "Unfavourable");
  c->top2 = add_number(t, "top2", BRY_ROLE_SHARE, "De to høyeste", "Dei to høgaste", "Top two");
  c->nps = -1;
  if (!is_promoter_scale(x)) return;
  c->nps = add_number(t, "nps", BRY_ROLE_STATISTIC, "NPS", "NPS", "NPS");
  add_interval(t, "nps_low", "nps_high", &c->nps_low, &c->nps_high);
}

/* Share of those whose score is from `low` to `high`. */
static double share_between(const bry__crossed *x, int32_t g, int32_t p, double low, double high) {
  double within = 0, whole = 0;
  for (int32_t v = 0; v < x->values; v++) {
    double weight = bry__crossed_weight(x, bry__crossed_cell(x, g, p, v));
    whole += weight;
    if (x->score[v] >= low && x->score[v] <= high) within += weight;
  }
  return within / whole;
}

/* Half of Student's interval of a mean; NaN of fewer than two people. */
static double half_width(const bry__moments *m, double t) {
  return m->people > 1 ? t * sqrt(m->error * m->people / (m->people - 1)) : NAN;
}

static double student(const bry__crossed *x, const bry__moments *m) {
  return bry__t_quantile(0.5 + x->options.confidence / 2, m->people - 1);
}

/* Promoters (9, 10) less detractors (0 to 6), in per cent: a mean of three scores. */
static void put_nps(bry_table *t, const bry__crossed *x, const summary_columns *c, int32_t g, int32_t p, int shown) {
  static const double score[] = {-100, -100, -100, -100, -100, -100, -100, 0, 0, 100, 100};
  bry__moments m = bry__crossed_moments(x, g, p, score);
  double half = half_width(&m, student(x, &m));
  bry__crossed_put(t, c->nps, m.mean, shown);
  bry__crossed_put(t, c->nps_low, isnan(half) ? NAN : fmax(-100, m.mean - half), shown);
  bry__crossed_put(t, c->nps_high, isnan(half) ? NAN : fmin(100, m.mean + half), shown);
}

static void summary_row(bry_table *t, const bry__crossed *x, const summary_columns *c, int32_t g, int32_t p) {
  bry__moments m = bry__crossed_moments(x, g, p, x->score);
  uint8_t may = x->shown[bry__crossed_at(x, g, p)];
  int counted = (may & BRY__SHOW_COUNT) != 0, told = (may & BRY__SHOW_DISTRIBUTION) != 0;
  int spread = (may & BRY__SHOW_DEVIATION) != 0 || m.people == 0;
  double low = x->score[0], high = x->score[x->values - 1], middle = (low + high) / 2;
  double half = half_width(&m, student(x, &m));
  bry__crossed_row(t, x, &c->codes, g, p, -1);
  bry__crossed_put_count(t, c->respondents, x->respondents[bry__crossed_at(x, g, p)], counted);
  if (c->effective >= 0) bry__crossed_put(t, c->effective, m.effective, counted);
  bry__crossed_put(t, c->mean, m.mean, counted);
  bry__crossed_put(t, c->low, m.mean - half, spread);
  bry__crossed_put(t, c->high, m.mean + half, spread);
  bry__crossed_put(t, c->deviation, m.people > 1 ? sqrt(m.spread * m.people / (m.people - 1)) : NAN, spread);
  bry__crossed_put(t, c->median, bry__crossed_median(x, g, p), told);
  bry__crossed_put(t, c->favourable, share_between(x, g, p, nextafter(middle, high), high), told);
  bry__crossed_put(t, c->neutral, share_between(x, g, p, middle, middle), told);
  bry__crossed_put(t, c->unfavourable, share_between(x, g, p, low, nextafter(middle, low)), told);
  double second = x->values > 1 ? x->score[x->values - 2] : low;
  bry__crossed_put(t, c->top2, share_between(x, g, p, second, high), told);
  if (c->nps >= 0) put_nps(t, x, c, g, p, told);
}

void bry__write_summary(bry_table *t, const bry__crossed *x) {
  summary_columns c;
  add_summary_columns(t, x, &c);
  for (int32_t g = 0; g < x->groups; g++)
    for (int32_t p = 0; p < x->parts && x->listed[g]; p++)
      summary_row(t, x, &c, g, p);
}

/* --- rankings ----------------------------------------------------------------------------------------------------- */

static void ranking_row(bry_table *t, const bry__crossed *x, const bry__crossed_columns *c, int32_t columns,
                        int32_t g, int32_t p) {
  double ranks = 0, ranked = 0, points = 0, whole = 0, first = 0;
  size_t at = bry__crossed_at(x, g, p);
  int counted = (x->shown[at] & BRY__SHOW_COUNT) != 0, told = (x->shown[at] & BRY__SHOW_DISTRIBUTION) != 0;
  for (int32_t v = 0; v < x->values; v++) {
    double weight = bry__crossed_weight(x, bry__crossed_cell(x, g, p, v));
    whole += weight;
    if (v == 0) continue;
    ranked += weight;
    ranks += weight * v;
    points += weight * (x->values - 1 - v);
    first += v == 1 ? weight : 0;
  }
  bry__crossed_row(t, x, c, g, p, -1);
  bry__crossed_put_count(t, columns, x->respondents[at], counted);
  bry__crossed_put(t, columns + 1, ranks / ranked, told);
  bry__crossed_put(t, columns + 2, points / whole, told);
  bry__crossed_put(t, columns + 3, first / whole, told);
}

void bry__write_ranking(bry_table *t, const bry__crossed *x) {
  bry__crossed_columns c = bry__crossed_begin(t, x, BRY__WITH_GROUPS | BRY__WITH_PARTS);
  int32_t columns = add_respondents(t);
  add_number(t, "mean_rank", BRY_ROLE_MEAN, "Gjennomsnittlig plass", "Gjennomsnittleg plass", "Mean rank");
  add_number(t, "borda", BRY_ROLE_STATISTIC, "Poeng (Borda)", "Poeng (Borda)", "Points (Borda)");
  add_number(t, "first", BRY_ROLE_SHARE, "Satt først", "Sett først", "Ranked first");
  for (int32_t g = 0; g < x->groups; g++)
    for (int32_t p = 0; p < x->parts && x->listed[g]; p++)
      ranking_row(t, x, &c, columns, g, p);
}
