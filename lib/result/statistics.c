/* Statistics of answers: what is asked for, and the table it becomes. */
#include "result/crossed.h"

#include "core/options.h"
#include "result/perspective.h"
#include "result/tabulate.h"

#include <string.h>

void bry_tabulate_options_init(bry_tabulate_options *o) {
  *o = (bry_tabulate_options){.struct_size = sizeof *o, .statistic = BRY_STATISTIC_COUNTS, .confidence = 0.95};
}

/* --- what was asked for ------------------------------------------------------------------------------------------- */

static const char *const own_columns[] = {
    "part",    "value",     "respondents",  "effective", "count",     "weighted", "share",
    "low",     "high",      "people",       "answered",  "not_asked", "hidden",   "rate",
    "skipped", "dont_know", "missing",      "mean",      "deviation", "median",   "favourable",
    "neutral", "top2",      "unfavourable", "nps",       "nps_low",   "nps_high", "mean_rank",
    "borda",   "first",     "expected",     "residual",  "p_holm",    "differs"};

static bry_status check_by(const bry_tabulate_options *o, bry_error **err) {
  if (o->by_count < 0 || o->by_count > BRY__BY_MAX || (o->by_count > 0 && !o->by))
    return bry__error(err, BRY_EINVAL, "by_count is %d: people are split by 0 to %d columns, named in `by`.",
                      (int)o->by_count, BRY__BY_MAX);
  for (int32_t d = 0; d < o->by_count; d++) {
    if (!o->by[d]) return bry__error(err, BRY_EINVAL, "Name %d of `by` is NULL: name a column.", (int)d + 1);
    for (size_t i = 0; i < sizeof own_columns / sizeof *own_columns; i++)
      if (strcmp(o->by[d], own_columns[i]) == 0)
        return bry__error(err, BRY_EINVAL,
                          "People can't be split by \"%s\", which is a column of results: rename it.", o->by[d]);
    for (int32_t other = 0; other < d; other++)
      if (strcmp(o->by[d], o->by[other]) == 0)
        return bry__error(err, BRY_EINVAL, "`by` names \"%s\" twice.", o->by[d]);
  }
  return BRY_OK;
}

static bry_status check_scale(const bry_tabulate_options *o, bry_error **err) {
  int64_t length = (int64_t)o->scale_high - o->scale_low;
  if (length < 0 || length > 100)
    return bry__error(err, BRY_EINVAL, "The scale goes from %d to %d: the second end is 1 to 100 above the first.",
                      (int)o->scale_low, (int)o->scale_high);
  return BRY_OK;
}

static bry_status check_options(bry_tabulate_options *o, const bry_tabulate_options *given, bry_error **err) {
  bry_tabulate_options_init(o);
  bry_status status = given ? bry__options_read(o, sizeof *o, given, "bry_tabulate_options_init()", err) : BRY_OK;
  if (status != BRY_OK) return status;
  if (o->statistic < BRY_STATISTIC_COUNTS || o->statistic > BRY_STATISTIC_RANKING)
    return bry__error(err, BRY_EINVAL, "There is no statistic %d: pass a BRY_STATISTIC_... constant.",
                      (int)o->statistic);
  if (o->answer < BRY_ANSWER_AUTO || o->answer > BRY_ANSWER_RANKING)
    return bry__error(err, BRY_EINVAL, "There is no kind of answer %d: pass a BRY_ANSWER_... constant.",
                      (int)o->answer);
  if (!(o->confidence >= 0.5 && o->confidence <= 0.999))
    return bry__error(err, BRY_EINVAL, "The confidence is 0.5 to 0.999, such as 0.95.");
  if (o->separator && strlen(o->separator) != 1)
    return bry__error(err, BRY_EINVAL, "The separator is one character, such as \";\".");
  if (o->min_group > 50) return bry__error(err, BRY_EINVAL, "min_group is %d: pass at most 50.", (int)o->min_group);
  status = bry__min_group(&o->min_group, err);
  if (status == BRY_OK) status = check_scale(o, err);
  return status == BRY_OK ? check_by(o, err) : status;
}

/* Whether what is asked for can be told of such answers. */
static bry_status check_suits(const bry__crossed *x, bry_error **err) {
  int32_t statistic = x->options.statistic;
  if (statistic == BRY_STATISTIC_SUMMARY && x->answer != BRY_ANSWER_SCALE)
    return bry__error(err, BRY_EINVAL, "A summary needs a scale: give its ends, such as 1 and 5.");
  if (statistic == BRY_STATISTIC_RANKING && x->answer != BRY_ANSWER_RANKING)
    return bry__error(err, BRY_EINVAL, "These answers are no rankings: pass BRY_ANSWER_RANKING if they are.");
  if ((statistic == BRY_STATISTIC_TEST || statistic == BRY_STATISTIC_RESIDUALS) && x->options.by_count == 0)
    return bry__error(err, BRY_EINVAL, "A test compares groups: name a column to split by.");
  return BRY_OK;
}

/* --- tables ------------------------------------------------------------------------------------------------------- */

static bry_status make_table(const bry__crossed *x, bry_table **out, bry_error **err) {
  static const struct {
    const char *name, *nb, *nn, *en;
  } titles[] = {[BRY_STATISTIC_COUNTS] = {"counts", "Svar", "Svar", "Answers"},
                [BRY_STATISTIC_SUMMARY] = {"summary", "Sammendrag", "Samandrag", "Summary"},
                [BRY_STATISTIC_TEST] = {"test", "Svarer gruppene ulikt?", "Svarar gruppene ulikt?",
                                        "Do groups answer differently?"},
                [BRY_STATISTIC_RESIDUALS] = {"residuals", "Avvik fra det ventede", "Avvik frå det venta",
                                             "Differences from what is expected"},
                [BRY_STATISTIC_RESPONSE] = {"response", "Svarprosent", "Svarprosent", "Response"},
                [BRY_STATISTIC_RANKING] = {"ranking", "Rangering", "Rangering", "Ranking"}};
  int32_t statistic = x->options.statistic;
  bry_status status = BRY_OK;
  bry_table *t =
      bry__table_new(titles[statistic].name, titles[statistic].nb, titles[statistic].nn, titles[statistic].en);
  if (!t) return bry__enomem(err);
  if (statistic == BRY_STATISTIC_COUNTS) status = bry__write_counts(t, x, err);
  if (statistic == BRY_STATISTIC_SUMMARY) bry__write_summary(t, x);
  if (statistic == BRY_STATISTIC_TEST) status = bry__write_test(t, x, err);
  if (statistic == BRY_STATISTIC_RESIDUALS) status = bry__write_residuals(t, x, err);
  if (statistic == BRY_STATISTIC_RESPONSE) bry__write_response(t, x);
  if (statistic == BRY_STATISTIC_RANKING) bry__write_ranking(t, x);
  if (status == BRY_OK) return bry__table_finish(t, out, err);
  bry_table_free(t);
  return status;
}

static bry_status find_column(const bry_table *t, const char *name, int32_t *out, bry_error **err) {
  *out = bry_table_find_column(t, name);
  return *out >= 0 ? BRY_OK : bry__error(err, BRY_ENOTFOUND, "There is no column \"%s\": look at the header.", name);
}

static bry_status find_items(const bry_table *people, const char *const *items, int32_t count, int32_t *out,
                             bry_error **err) {
  bry_status status = BRY_OK;
  if (!items || count < 1 || count > BRY__ITEMS_MAX)
    return bry__error(err, BRY_EINVAL, "There are %d items: name 1 to %d columns.", (int)count, BRY__ITEMS_MAX);
  for (int32_t i = 0; i < count && status == BRY_OK; i++)
    status = items[i] ? find_column(people, items[i], &out[i], err)
                      : bry__error(err, BRY_EINVAL, "Item %d is NULL: name a column.", (int)i + 1);
  return status;
}

static bry_status answers_are(bry__crossed *x, int32_t item_count, bry_error **err) {
  const bry_tabulate_options *o = &x->options;
  x->answer = o->answer;
  if (x->answer == BRY_ANSWER_AUTO)
    x->answer = o->statistic == BRY_STATISTIC_RANKING ? BRY_ANSWER_RANKING
                : o->scale_high > o->scale_low        ? BRY_ANSWER_SCALE
                                                      : BRY_ANSWER_SINGLE;
  if (x->answer == BRY_ANSWER_SCALE && o->scale_high <= o->scale_low)
    return bry__error(err, BRY_EINVAL, "The answers are on a scale: give its ends, such as 1 and 5.");
  if (item_count > 1 && (x->answer == BRY_ANSWER_MULTIPLE || x->answer == BRY_ANSWER_RANKING))
    return bry__error(err, BRY_EINVAL, "Items of several values are tabulated one by one: name one.");
  return check_suits(x, err);
}

bry_status bry_tabulate(const bry_table *people, const char *const *items, int32_t item_count,
                        const bry_tabulate_options *options, bry_table **out, bry_error **err) {
  bry__crossed x = {.source = people, .part_column = -1, .value_column = -1};
  int32_t columns[BRY__ITEMS_MAX];

  bry__error_reset(err);
  if (!out) return bry__error(err, BRY_EINVAL, "out is NULL: pass a place for the table.");
  *out = NULL;
  if (!people) return bry__error(err, BRY_EINVAL, "The table is NULL: pass one with a row for each person.");
  bry_status status = check_options(&x.options, options, err);
  if (status == BRY_OK) status = find_items(people, items, item_count, columns, err);
  for (int32_t d = 0; d < x.options.by_count && status == BRY_OK; d++) {
    x.by_name[d] = x.options.by[d];
    status = find_column(people, x.by_name[d], &x.by_column[d], err);
  }
  if (status == BRY_OK) status = bry__perspective_check(people, &x.options, err);
  if (status == BRY_OK) status = answers_are(&x, item_count, err);
  if (status == BRY_OK) status = bry__crossed_from_people(&x, people, columns, item_count, err);
  if (status == BRY_OK) status = make_table(&x, out, err);
  bry__crossed_free(&x);
  return status;
}

bry_status bry_tabulate_counts(const bry_table *counts, const bry_tabulate_options *options, bry_table **out,
                               bry_error **err) {
  bry__crossed x = {.source = counts, .part_column = -1, .value_column = -1};

  bry__error_reset(err);
  if (!out) return bry__error(err, BRY_EINVAL, "out is NULL: pass a place for the table.");
  *out = NULL;
  if (!counts) return bry__error(err, BRY_EINVAL, "The table is NULL: pass a table of counts.");
  bry_status status = check_options(&x.options, options, err);
  const bry_tabulate_options *o = &x.options;
  if (status == BRY_OK && (o->by_count > 0 || o->weights || o->hierarchies || o->missing || o->margins))
    status = bry__error(err, BRY_EINVAL,
                        "Counts are split already, and have no people to weigh: leave out by, margins, "
                        "hierarchies, weights and missing.");
  if (status == BRY_OK && o->statistic == BRY_STATISTIC_RESPONSE)
    status = bry__error(err, BRY_ENOTSUPPORTED, "Counts don't tell who did not answer: use bry_tabulate().");
  if (status == BRY_OK) status = bry__crossed_from_counts(&x, counts, err);
  if (status == BRY_OK) status = check_suits(&x, err);
  if (status == BRY_OK) status = make_table(&x, out, err);
  bry__crossed_free(&x);
  return status;
}
