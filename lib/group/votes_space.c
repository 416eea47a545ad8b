/* Groups of people who voted alike: two principal components of the votes, k-means in that plane, the number of groups
 * by the mean silhouette. So does Polis (Small et al. 2021), from which it differs in that k-means begins anew.
 *
 * All sums are taken in a fixed order and no library function but sqrt() is used, so that the same seed gives the same
 * groups on any machine. */
#include "group/votes.h"

#include "core/mem.h"
#include "core/random.h"

#include <math.h>
#include <string.h>

enum { ROUNDS = 300, STARTS = 20, STEPS = 100, GROUPS_MAX = 12, BEST_MAX = 5, EXACT_MAX = 2000 };
static const double unstructured =
    0.25; /* a mean silhouette below it shows no structure (Kaufman & Rousseeuw 1990) */

typedef struct space {
  bry_votes *v;
  int32_t people, statements;
  double *mean;          /* [statement] */
  double *axis[2];       /* [statement] */
  double *next;          /* [statement] */
  int32_t *placed;       /* numbers of the people who take part */
  int32_t count;         /* of them */
  double (*point)[2];    /* [count] */
  int32_t *found, *best; /* [count], the group of each */
} space;

/* --- principal components --------------------------------------------------------------------------------------- */

static void find_means(space *s) {
  for (int32_t i = 0; i < s->statements; i++) {
    const bry__vote_count *c = &s->v->total[i];
    s->mean[i] = (double)(c->agrees - c->disagrees) / (double)bry__votes_in(c);
  }
}

/* How far a person lies along an axis; what was not voted on lies at the mean. */
static double along(const space *s, int32_t person, const double *axis) {
  const bry_votes *v = s->v;
  double sum = 0;
  for (int64_t i = v->begin[person]; i < v->begin[person + 1]; i++)
    sum += (v->votes[i].vote - s->mean[v->votes[i].statement]) * axis[v->votes[i].statement];
  return sum;
}

static double dot(const double *a, const double *b, int32_t count) {
  double sum = 0;
  for (int32_t i = 0; i < count; i++)
    sum += a[i] * b[i];
  return sum;
}

/* Makes a vector orthogonal to another, and of length 1; 0 when nothing is left of it. */
static int straighten(double *a, const double *from, int32_t count) {
  if (from) {
    double share = dot(a, from, count);
    for (int32_t i = 0; i < count; i++)
      a[i] -= share * from[i];
  }
  double length = sqrt(dot(a, a, count));
  for (int32_t i = 0; i < count; i++)
    a[i] = length > 1e-9 ? a[i] / length : 0;
  return length > 1e-9;
}

/* The principal component beside those before it, by power iteration; 0 when the votes have none. */
static int find_axis(space *s, double *axis, const double *before, uint64_t stream) {
  uint64_t counter = 0;
  for (int32_t i = 0; i < s->statements; i++)
    axis[i] = (double)bry__random_below(s->v->options.seed, stream, &counter, 2001) / 1000 - 1;
  if (!straighten(axis, before, s->statements)) return 0;
  for (int round = 0; round < ROUNDS; round++) {
    memset(s->next, 0, (size_t)s->statements * sizeof *s->next);
    for (int32_t person = 0; person < s->people; person++) {
      double by = along(s, person, axis);
      for (int64_t i = s->v->begin[person]; i < s->v->begin[person + 1]; i++) {
        const bry__vote *one = &s->v->votes[i];
        s->next[one->statement] += by * (one->vote - s->mean[one->statement]);
      }
    }
    if (!straighten(s->next, before, s->statements)) return 0;
    double turned = 1 - dot(s->next, axis, s->statements);
    memcpy(axis, s->next, (size_t)s->statements * sizeof *axis);
    if (turned < 1e-14) break;
  }
  int32_t largest = 0; /* which way an axis points is a convention */
  for (int32_t i = 1; i < s->statements; i++)
    if (fabs(axis[i]) > fabs(axis[largest])) largest = i;
  double sign = axis[largest] < 0 ? -1 : 1;
  for (int32_t i = 0; i < s->statements; i++)
    axis[i] *= sign;
  return 1;
}

/* Who left out much lies near the middle for no other reason, and is moved out. */
static void place_people(space *s) {
  for (int32_t person = 0; person < s->people; person++) {
    double voted = (double)(s->v->begin[person + 1] - s->v->begin[person]);
    double out = sqrt((double)s->statements / voted);
    s->v->x[person] = out * along(s, person, s->axis[0]);
    s->v->y[person] = out * along(s, person, s->axis[1]);
    int32_t least = s->v->options.placed < s->statements ? s->v->options.placed : s->statements;
    if (voted < least) continue;
    s->point[s->count][0] = s->v->x[person];
    s->point[s->count][1] = s->v->y[person];
    s->placed[s->count++] = person;
  }
}

/* --- k-means ---------------------------------------------------------------------------------------------------- */

static double apart(const double a[2], const double b[2]) {
  return (a[0] - b[0]) * (a[0] - b[0]) + (a[1] - b[1]) * (a[1] - b[1]);
}

static int32_t nearest(const double point[2], double (*centre)[2], int32_t k, double *distance) {
  int32_t best = 0;
  for (int32_t c = 0; c < k; c++) {
    double d = apart(point, centre[c]);
    if (c > 0 && d >= *distance) continue;
    *distance = d;
    best = c;
  }
  return best;
}

/* k-means++ (Arthur & Vassilvitskii 2007): each centre is a point drawn by its squared distance from those before. */
static void draw_centres(const space *s, double (*centre)[2], int32_t k, uint64_t stream) {
  uint64_t counter = 0, seed = s->v->options.seed;
  for (int32_t c = 0; c < k; c++) {
    int32_t drawn = (int32_t)bry__random_below(seed, stream, &counter, (uint64_t)s->count);
    double sum = 0, distance = 0;
    for (int32_t i = 0; c > 0 && i < s->count; i++) {
      nearest(s->point[i], centre, c, &distance);
      sum += distance;
    }
    double left = sum * ((double)bry__random_below(seed, stream, &counter, 1 << 30) / (double)(1 << 30));
    for (int32_t i = 0; c > 0 && sum > 0 && i < s->count; i++) {
      nearest(s->point[i], centre, c, &distance);
      left -= distance;
      if (distance > 0) drawn = i;
      if (left < 0) break;
    }
    memcpy(centre[c], s->point[drawn], sizeof centre[c]);
  }
}

static void move_centres(const space *s, double (*centre)[2], int32_t k) {
  double sum[GROUPS_MAX][2] = {{0}};
  int32_t size[GROUPS_MAX] = {0};
  for (int32_t i = 0; i < s->count; i++) {
    sum[s->found[i]][0] += s->point[i][0];
    sum[s->found[i]][1] += s->point[i][1];
    size[s->found[i]]++;
  }
  for (int32_t c = 0; c < k; c++)
    if (size[c] > 0) {
      centre[c][0] = sum[c][0] / size[c];
      centre[c][1] = sum[c][1] / size[c];
    }
}

/* One start; the sum of squared distances, which is the less the better. */
static double divide(space *s, double (*centre)[2], int32_t k, uint64_t stream) {
  double sum = 0;
  draw_centres(s, centre, k, stream);
  for (int32_t i = 0; i < s->count; i++)
    s->found[i] = -1;
  for (int step = 0; step < STEPS; step++) {
    int32_t changed = 0;
    sum = 0;
    for (int32_t i = 0; i < s->count; i++) {
      double distance = 0;
      int32_t to = nearest(s->point[i], centre, k, &distance);
      changed += to != s->found[i];
      s->found[i] = to;
      sum += distance;
    }
    if (changed == 0) break;
    move_centres(s, centre, k);
  }
  return sum;
}

/* --- how many groups -------------------------------------------------------------------------------------------- */

static void mean_distances(const space *s, int32_t i, const int32_t *group, int32_t k, double (*centre)[2],
                           double *to) {
  int32_t size[GROUPS_MAX] = {0};
  memset(to, 0, (size_t)k * sizeof *to);
  for (int32_t c = 0; c < k && s->count > EXACT_MAX; c++)
    to[c] = sqrt(apart(s->point[i], centre[c]));
  if (s->count > EXACT_MAX) return;
  for (int32_t j = 0; j < s->count; j++) {
    if (i == j) continue;
    to[group[j]] += sqrt(apart(s->point[i], s->point[j]));
    size[group[j]]++;
  }
  for (int32_t c = 0; c < k; c++)
    to[c] = size[c] > 0 ? to[c] / size[c] : c == group[i] ? 0 : HUGE_VAL;
}

typedef struct fit {
  double mean, error; /* of the silhouettes: their mean, and its standard error */
} fit;

/* The mean silhouette; of many people the simplified one, by distances to the centres (Hruschka et al. 2004). */
static fit silhouette(const space *s, const int32_t *group, int32_t k, double (*centre)[2]) {
  double sum = 0, squares = 0, to[GROUPS_MAX];
  int32_t size[GROUPS_MAX] = {0};
  for (int32_t i = 0; i < s->count; i++)
    size[group[i]]++;
  for (int32_t i = 0; i < s->count; i++) {
    double other = HUGE_VAL;
    mean_distances(s, i, group, k, centre, to);
    for (int32_t c = 0; c < k; c++)
      if (c != group[i] && to[c] < other) other = to[c];
    double own = to[group[i]], larger = own > other ? own : other;
    if (size[group[i]] < 2 || larger <= 0 || other >= HUGE_VAL) continue;
    sum += (other - own) / larger;
    squares += (other - own) * (other - own) / (larger * larger);
  }
  double mean = sum / s->count, variance = squares / s->count - mean * mean;
  return (fit){mean, variance > 0 ? sqrt(variance / s->count) : 0};
}

/* The best of several starts with k groups is left in `kept`. */
static fit divide_best(space *s, int32_t k, int32_t *kept) {
  double centre[GROUPS_MAX][2], kept_centre[GROUPS_MAX][2], least = 0;
  for (int32_t start = 0; start < STARTS; start++) {
    double sum = divide(s, centre, k, (uint64_t)(k * STARTS + start + 2));
    if (start > 0 && sum >= least) continue;
    least = sum;
    memcpy(kept, s->found, (size_t)s->count * sizeof *kept);
    memcpy(kept_centre, centre, sizeof centre);
  }
  return silhouette(s, kept, k, kept_centre);
}

/* Leaves the groups in `best`; how many there are: the fewest whose mean silhouette is within a standard error of the
 * highest (the rule of Breiman et al. 1984, as of trees), or one where none shows structure. */
static int32_t divide_all(space *s) {
  int32_t asked = s->v->options.groups, most = asked > 0 ? asked : BEST_MAX, chosen = 1;
  fit found[GROUPS_MAX + 1] = {{0, 0}}, best = {unstructured, 0};
  most = most < s->count ? most : s->count - 1;
  for (int32_t k = asked > 0 ? most : 2; k > 1 && k <= most; k++) {
    found[k] = divide_best(s, k, s->best);
    if (found[k].mean > best.mean || asked > 0) best = found[chosen = k];
  }
  for (int32_t k = chosen - 1; k > 1 && asked == 0; k--)
    if (found[k].mean >= best.mean - best.error) chosen = k;
  memset(s->best, 0, (size_t)s->count * sizeof *s->best);
  if (chosen > 1) divide_best(s, chosen, s->best);
  return chosen;
}

/* --- names ------------------------------------------------------------------------------------------------------ */

/* From the largest, and those of one size by who came first; empty ones have no name. */
static bry_status name_groups(space *s, int32_t k, bry_error **err) {
  int32_t size[GROUPS_MAX] = {0}, first[GROUPS_MAX] = {0}, name[GROUPS_MAX] = {0}, groups = 0;
  for (int32_t i = s->count - 1; i >= 0; i--) {
    size[s->best[i]]++;
    first[s->best[i]] = i;
  }
  for (int32_t c = 0; c < k; c++) {
    for (int32_t other = 0; other < k; other++)
      name[c] += size[other] > size[c] || (size[other] == size[c] && first[other] < first[c]);
    groups += size[c] > 0;
  }
  s->v->members = bry__alloc_zero((size_t)groups + 1, sizeof *s->v->members);
  if (!s->v->members) return bry__enomem(err);
  for (int32_t c = 0; c < groups; c++)
    if (bry__strings_add(&s->v->groups, &"ABCDEFGHIJKL"[c], 1) < 0) return bry__enomem(err);
  for (int32_t i = 0; i < s->count; i++) {
    s->v->group[s->placed[i]] = name[s->best[i]];
    s->v->members[name[s->best[i]]]++;
  }
  return BRY_OK;
}

/* --- the call --------------------------------------------------------------------------------------------------- */

static int space_make(space *s) {
  size_t people = (size_t)s->people + 1, statements = (size_t)s->statements + 1;
  s->mean = bry__alloc_zero(statements, sizeof *s->mean);
  s->axis[0] = bry__alloc_zero(statements, sizeof *s->axis[0]);
  s->axis[1] = bry__alloc_zero(statements, sizeof *s->axis[1]);
  s->next = bry__alloc_zero(statements, sizeof *s->next);
  s->placed = bry__alloc_zero(people, sizeof *s->placed);
  s->point = bry__alloc_zero(people, sizeof *s->point);
  s->found = bry__alloc_zero(people, sizeof *s->found);
  s->best = bry__alloc_zero(people, sizeof *s->best);
  s->v->x = bry__alloc_zero(people, sizeof *s->v->x);
  s->v->y = bry__alloc_zero(people, sizeof *s->v->y);
  return s->mean && s->axis[0] && s->axis[1] && s->next && s->placed && s->point && s->found && s->best && s->v->x &&
         s->v->y;
}

static void space_clear(space *s) {
  bry__free(s->mean);
  bry__free(s->axis[0]);
  bry__free(s->axis[1]);
  bry__free(s->next);
  bry__free(s->placed);
  bry__free(s->point);
  bry__free(s->found);
  bry__free(s->best);
}

bry_status bry__votes_find_groups(bry_votes *v, bry_error **err) {
  space s = {.v = v, .people = (int32_t)v->people.count, .statements = (int32_t)v->statements.count};
  bry_status status = space_make(&s) ? BRY_OK : bry__enomem(err);
  if (status == BRY_OK) {
    find_means(&s);
    if (find_axis(&s, s.axis[0], NULL, 0)) find_axis(&s, s.axis[1], s.axis[0], 1);
    place_people(&s);
    status = name_groups(&s, divide_all(&s), err);
  }
  space_clear(&s);
  return status;
}
