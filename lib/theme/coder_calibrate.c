/* From scores of texts that were left out to a threshold and to confidences. The threshold is the one of the best micro-F1,
 * but never so low that more themes are given than people gave: with little to learn from, the best F1 of the texts at
 * hand is that of giving everything. Confidences are shares in steps that fall with the score (isotonic regression by
 * pooling adjacent violators: Ayer et al. 1955). */
#include "theme/coder.h"

#include "core/mem.h"

#include <stdlib.h>

enum { TEXTS_MIN = 8 }; /* with fewer, no threshold but the middle of -1 and 1 could be defended */

static int by_score(const void *a, const void *b) {
  const bry__trial *x = a, *y = b;
  if (x->score != y->score) return x->score > y->score ? -1 : 1;
  return y->has_theme - x->has_theme;
}

/* A score between the last of the first `given` trials and the one behind it. */
static double below(const bry__trial *trials, int64_t count, int64_t given) {
  if (given == 0) return trials[0].score;
  return given < count ? (trials[given - 1].score + trials[given].score) / 2 : trials[count - 1].score - 1;
}

static double threshold_of(const bry__trial *trials, int64_t count) {
  int64_t themes = 0, right = 0, best_given = 0, best_right = 0;
  for (int64_t i = 0; i < count; i++)
    themes += trials[i].has_theme;
  for (int64_t given = 1; given <= count; given++) {
    right += trials[given - 1].has_theme;
    if (given < count && trials[given].score == trials[given - 1].score) continue;
    /* right / (given + themes) is half of F1 */
    if (right * (best_given + themes) > best_right * (given + themes)) {
      best_right = right;
      best_given = given;
    }
  }
  return below(trials, count, best_given < themes ? best_given : themes);
}

typedef struct pool {
  int64_t right, count;
  double greatest, least; /* scores */
} pool;

/* Pools trials until shares fall from pool to pool; returns how many pools are left. */
static int64_t pool_trials(const bry__trial *trials, int64_t count, pool *pools) {
  int64_t used = 0;
  for (int64_t i = 0; i < count; i++) {
    pools[used++] = (pool){trials[i].has_theme, 1, trials[i].score, trials[i].score};
    while (used > 1 &&
           pools[used - 1].right * pools[used - 2].count >= pools[used - 2].right * pools[used - 1].count) {
      pools[used - 2].right += pools[used - 1].right;
      pools[used - 2].count += pools[used - 1].count;
      pools[used - 2].least = pools[used - 1].least;
      used--;
    }
  }
  return used;
}

/* Few trials prove little: a share is drawn to a half by two more (Laplace). A step ends halfway to the next. */
static void set_steps(bry_coder *coder, const pool *pools) {
  double last = 1;
  for (int64_t i = 0; i < coder->step_count; i++) {
    double share = (double)(pools[i].right + 1) / (double)(pools[i].count + 2);
    last = share < last ? share : last;
    double least = i + 1 < coder->step_count ? (pools[i].least + pools[i + 1].greatest) / 2 : pools[i].least;
    coder->steps[i] = (bry__coder_step){least, last};
  }
}

int bry__coder_calibrate(bry_coder *coder, bry__trial *trials, int64_t count) {
  if (count == 0) return 0;
  qsort(trials, (size_t)count, sizeof *trials, by_score);
  coder->threshold = coder->text_count < TEXTS_MIN ? 0 : threshold_of(trials, count);
  pool *pools = bry__alloc_zero((size_t)count, sizeof *pools);
  if (!pools) return -1;
  coder->step_count = pool_trials(trials, count, pools);
  coder->steps = bry__alloc_zero((size_t)coder->step_count, sizeof *coder->steps);
  if (coder->steps) set_steps(coder, pools);
  bry__free(pools);
  return coder->steps ? 0 : -1;
}

double bry__coder_confidence(const bry_coder *coder, double score) {
  int64_t low = 0, high = coder->step_count - 1;
  while (low < high) {
    int64_t middle = low + (high - low) / 2;
    if (coder->steps[middle].least <= score)
      high = middle;
    else
      low = middle + 1;
  }
  return coder->steps[low].confidence;
}
