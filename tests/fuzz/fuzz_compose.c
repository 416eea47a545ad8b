/* Rules and distances of a composition. The first byte says which the rest is. Rules are of twelve people; elements have
 * at most two digits here, since a matrix of thousands takes more time than it teaches. */
#include "core/error.h"
#include "fuzz/fuzz.h"

#include <bry/group.h>
#include <bry/table.h>
#include <string.h>

static const char csv[] = "id,unit,boss,times\na,u,b,mon;tue\nb,u,,mon\nc,v,b,mon\nd,v,b,tue;wed\ne,w,a,mon;tue\n"
                          "f,w,a,\ng,u,c,wed\nh,u,c,mon;wed\ni,v,d,mon\nj,v,d,tue\nk,w,e,mon\nl,w,e,tue;mon\n";

static bry_compose_options options(void) {
  bry_compose_options o;
  bry_compose_options_init(&o);
  o.iterations = 1;
  o.rounds = 2;
  return o;
}

/* Every round has everybody once, in a group that there is. */
static void check_groups(const bry_table *t, int64_t people, int64_t groups) {
  int32_t group = bry_table_find_column(t, "group");
  PROMISE(bry_table_row_count(t) == 2 * people);
  for (int64_t row = 0; row < bry_table_row_count(t); row++)
    PROMISE(bry_table_int64(t, row, group) >= 1 && bry_table_int64(t, row, group) <= groups);
}

static void check_outcome(bry_status status, bry_table *groups, bry_table *measures, const bry_error *err,
                          int64_t people) {
  PROMISE((status == BRY_OK) == (groups != NULL));
  PROMISE((status == BRY_OK) == (measures != NULL));
  PROMISE(status == BRY_OK || (err && bry_error_message(err)[0] != '\0'));
  if (groups) check_groups(groups, people < 0 ? bry_table_row_count(groups) / 2 : people, 3);
  bry_table_free(groups);
  bry_table_free(measures);
}

static void read_rules(const char *data, size_t size) {
  bry_compose_options o = options();
  bry_table *people = NULL, *groups = NULL, *measures = NULL;
  bry_error *err = NULL;
  o.groups = 3;
  o.rules = data;
  o.rules_size = size;
  PROMISE(bry_table_from_csv(csv, strlen(csv), &people, NULL) == BRY_OK);
  bry_status status = bry_compose(people, "id", &o, NULL, NULL, &groups, &measures, &err);
  check_outcome(status, groups, measures, err, 12);
  bry_error_free(err);
  bry_table_free(people);
}

static int has_long_number(const char *data, size_t size) {
  size_t digits = 0;
  for (size_t i = 0; i < size; i++) {
    digits = data[i] >= '0' && data[i] <= '9' ? digits + 1 : 0;
    if (digits > 2) return 1;
  }
  return 0;
}

static void read_distances(const char *data, size_t size) {
  bry_compose_options o = options();
  bry_table *groups = NULL, *measures = NULL;
  bry_error *err = NULL;
  o.groups = 2;
  if (has_long_number(data, size)) return;
  bry_status status = bry_compose_distances(data, size, &o, NULL, NULL, &groups, &measures, &err);
  check_outcome(status, groups, measures, err, -1);
  bry_error_free(err);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size == 0) return 0;
  char *copy = malloc(size);
  if (!copy) return 0;
  memcpy(copy, data + 1, size - 1);
  data[0] % 2 ? read_rules(copy, size - 1) : read_distances(copy, size - 1);
  free(copy);
  return 0;
}
