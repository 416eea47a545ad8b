/* bry_protect(): from rows of people to a table that may be shown, and the audit of it. */
#include "core/buffer.h"
#include "core/mem.h"
#include "core/options.h"
#include "core/table.h"
#include "result/protect.h"
#include "result/round.h"
#include "result/tabulate.h"

#include <bry/protect.h>

#include <string.h>

void bry_protect_options_init(bry_protect_options *o) {
  *o = (bry_protect_options){
      .struct_size = sizeof *o, .min_group = BRY_MIN_GROUP_DEFAULT, .width = 3, .least = 1, .unions = 1, .alone = 1};
}

/* Some tens of seconds. */
static const int64_t STEPS_MAX = INT64_C(4000000000);

typedef struct request {
  const char *const *names;
  const char *const *values;
  const int64_t *counts;
  int64_t rows;
  int32_t dims;
  bry_protect_options options;
} request;

/* --- what was asked for ------------------------------------------------------------------------------------------- */

static const char *const own_columns[] = {"count", "status", "reason"};

static bry_status check_names(const request *q, bry_error **err) {
  for (int32_t d = 0; d < q->dims; d++) {
    const char *name = q->names[d];
    if (!name || *name == '\0')
      return bry__error(err, BRY_EINVAL, "Dimension %d has no name: pass the name its column is to have.",
                        (int)d + 1);
    for (size_t i = 0; i < sizeof own_columns / sizeof *own_columns; i++)
      if (strcmp(name, own_columns[i]) == 0)
        return bry__error(err, BRY_EINVAL, "A dimension can't be called \"%s\", which is a column of the result.",
                          name);
    for (int32_t other = 0; other < d; other++)
      if (strcmp(name, q->names[other]) == 0)
        return bry__error(err, BRY_EINVAL, "Two dimensions are called \"%s\": name each once.", name);
  }
  return BRY_OK;
}

static bry_status check_rows(const request *q, bry_error **err) {
  int64_t people = 0;
  for (int64_t r = 0; r < q->rows && q->counts; r++) {
    if (q->counts[r] < 0 || q->counts[r] > INT32_MAX || (people += q->counts[r]) > INT64_C(1) << 50)
      return bry__error(err, BRY_EINVAL, "The count of row %lld is negative or too large: pass numbers of people.",
                        (long long)r + 1);
  }
  return BRY_OK;
}

static bry_status check_releases(const request *q, bry_error **err) {
  const bry_protect_options *o = &q->options;
  if (o->earlier_count < 0 || o->earlier_count >= BRY__LAYERS_MAX || (o->earlier_count > 0 && !o->earlier))
    return bry__error(err, BRY_EINVAL, "earlier_count is %d: pass at most %d earlier releases, all of them.",
                      (int)o->earlier_count, BRY__LAYERS_MAX - 1);
  for (int32_t i = 0; i < o->earlier_count; i++)
    if (!o->earlier[i])
      return bry__error(err, BRY_EINVAL, "Release %d is NULL: pass the table that was published.", (int)i + 1);
  for (int64_t r = 0; r < q->rows; r++) {
    int32_t since = o->since ? o->since[r] : 1, until = o->until ? o->until[r] : 0;
    if (since < 1 || since > o->earlier_count + 1 || until < 0 || until > o->earlier_count ||
        (until != 0 && until < since))
      return bry__error(
          err, BRY_EINVAL,
          "Row %lld says it was in releases %d to %d, but this is release %d: since is 1 to that, until is "
          "0 or an earlier one.",
          (long long)r + 1, (int)since, (int)until, (int)o->earlier_count + 1);
  }
  return BRY_OK;
}

static bry_status check_options(request *q, bry_error **err) {
  bry_protect_options *o = &q->options;
  if (o->method != BRY_PROTECT_SUPPRESS && o->method != BRY_PROTECT_ROUND)
    return bry__error(err, BRY_EINVAL, "There is no method %d: pass a BRY_PROTECT_... constant.", (int)o->method);
  if (o->width < 0 || o->width > 1000)
    return bry__error(err, BRY_EINVAL, "width is %d: pass 0 to 1000.", (int)o->width);
  if (o->method == BRY_PROTECT_ROUND && o->earlier_count > 0)
    return bry__error(err, BRY_EINVAL, "Rounding does not look at earlier releases: pass none, or withhold instead.");
  if (o->method == BRY_PROTECT_ROUND && o->answers)
    return bry__error(err, BRY_EINVAL, "Rounding does not look at answers: pass none, or withhold instead.");
  if (o->least < 0 || o->least > 1) return bry__error(err, BRY_EINVAL, "least is %d: pass 1 or 0.", (int)o->least);
  if (o->min_group > 50) return bry__error(err, BRY_EINVAL, "min_group is %d: pass at most 50.", (int)o->min_group);
  return bry__min_group(&o->min_group, err);
}

static bry_status check(request *q, const bry_protect_options *options, bry_error **err) {
  bry_status status = BRY_OK;
  bry_protect_options_init(&q->options);
  if (options) status = bry__options_read(&q->options, sizeof q->options, options, "bry_protect_options_init()", err);
  if (status != BRY_OK) return status;
  if (q->dims < 1 || q->dims > BRY__AXES_MAX)
    return bry__error(err, BRY_EINVAL, "There are %d dimensions: pass 1 to %d.", (int)q->dims, BRY__AXES_MAX);
  if (!q->names || (!q->values && q->rows > 0) || q->rows < 0 || q->rows > INT32_MAX / 2)
    return bry__error(err, BRY_EINVAL, "The names or the values are NULL, or there are too many rows: pass both.");
  status = check_names(q, err);
  if (status == BRY_OK) status = check_options(q, err);
  if (status == BRY_OK) status = check_rows(q, err);
  if (status == BRY_OK) status = check_releases(q, err);
  return status;
}

/* --- the tables --------------------------------------------------------------------------------------------------- */

static int32_t find_name(const request *q, const char *name, size_t size) {
  for (int32_t d = 0; d < q->dims; d++)
    if (strlen(q->names[d]) == size && memcmp(q->names[d], name, size) == 0) return d;
  return -1;
}

static bry_status read_tables(const request *q, bry__cube *cube, bry_error **err) {
  const char *at = q->options.tables;
  while (at && *at) {
    uint32_t table = 0;
    if (cube->table_count == BRY__LAYERS_MAX)
      return bry__error(err, BRY_EINVAL, "There are more than %d tables.", BRY__LAYERS_MAX);
    for (size_t size; *at && *at != ';'; at += size + (at[size] == ',')) {
      size = strcspn(at, ",;");
      int32_t d = find_name(q, at, size);
      if (d < 0)
        return bry__error(
            err, BRY_EINVAL,
            "tables names \"%.*s\", which is no dimension: write dimensions with a comma between them and a "
            "semicolon between tables.",
            (int)size, at);
      table |= 1u << d;
    }
    cube->tables[cube->table_count++] = table;
    at += *at == ';';
  }
  return BRY_OK;
}

/* --- rows into the cube ------------------------------------------------------------------------------------------- */

static uint32_t layers_of(const request *q, int64_t row) {
  int32_t since = q->options.since ? q->options.since[row] : 1, until = q->options.until ? q->options.until[row] : 0;
  uint32_t layers = until == 0;
  for (int32_t l = 1; l <= q->options.earlier_count; l++)
    layers |= (since <= l && (until == 0 || until >= l) ? 1u : 0u) << l;
  return layers;
}

static bry_status read_axes(const request *q, bry__cube *cube, int32_t **of_row, const char **column,
                            bry_error **err) {
  bry_status status = BRY_OK;
  for (int32_t d = 0; d < q->dims && status == BRY_OK; d++) {
    const char *const *hierarchies = q->options.hierarchies;
    for (int64_t r = 0; r < q->rows; r++)
      column[r] = q->values[r * q->dims + d];
    status = bry__axis_build(&cube->axis[d], q->names[d], column, q->rows, hierarchies ? hierarchies[d] : NULL,
                             of_row[d], err);
  }
  return status;
}

static bry_status fill_cube(const request *q, bry__cube *cube, bry_error **err) {
  size_t n = (size_t)q->rows;
  int32_t *of_row[BRY__AXES_MAX] = {NULL};
  const char **column = bry__alloc_zero(n, sizeof *column);
  uint32_t *layers = bry__alloc_zero(n, sizeof *layers);
  bry_status status = column && layers ? BRY_OK : bry__enomem(err);
  cube->axes = q->dims;
  cube->layers = q->options.earlier_count + 1;
  cube->zeros_count = q->options.zeros != 0;
  for (int32_t d = 0; d < q->dims && status == BRY_OK; d++) {
    of_row[d] = bry__alloc_zero(n, sizeof **of_row);
    if (!of_row[d]) status = bry__enomem(err);
  }
  for (int64_t r = 0; r < q->rows && status == BRY_OK; r++)
    layers[r] = layers_of(q, r);
  if (status == BRY_OK) status = read_tables(q, cube, err);
  if (status == BRY_OK) status = read_axes(q, cube, of_row, column, err);
  if (status == BRY_OK) status = bry__cube_gather(cube, of_row, q->counts, layers, q->rows, err);
  if (status == BRY_OK) status = bry__cube_build(cube, err);
  for (int32_t d = 0; d < q->dims; d++)
    bry__free(of_row[d]);
  bry__free(column);
  bry__free(layers);
  return status;
}

/* --- earlier releases --------------------------------------------------------------------------------------------- */

typedef struct release {
  const bry_table *table;
  int32_t column[BRY__AXES_MAX], count, status;
} release;

static bry_status open_release(const request *q, int32_t number, release *out, bry_error **err) {
  *out = (release){.table = q->options.earlier[number - 1]};
  out->count = bry_table_find_column(out->table, "count");
  out->status = bry_table_find_column(out->table, "status");
  int whole = out->count >= 0 && out->status >= 0;
  for (int32_t d = 0; d < q->dims; d++) {
    out->column[d] = bry_table_find_column(out->table, q->names[d]);
    whole = whole && out->column[d] >= 0;
  }
  if (whole) return BRY_OK;
  return bry__error(err, BRY_EINVAL,
                    "Release %d lacks a column: pass tables that bry_protect() made of the same dimensions.",
                    (int)number);
}

/* The count in a row of a release; a table that was read from a file has it as text. -1: there is none. */
static int64_t count_in(const release *r, int64_t row) {
  if (bry_table_missing(r->table, row, r->count) != BRY_PRESENT) return -1;
  if (bry_table_column_type(r->table, r->count) == BRY_TYPE_INT64) return bry_table_int64(r->table, row, r->count);
  const char *text = bry_table_text(r->table, row, r->count);
  int64_t count = 0;
  for (; text && *text >= '0' && *text <= '9' && count < INT64_C(1) << 50; text++)
    count = 10 * count + (*text - '0');
  return text && *text == '\0' ? count : -1;
}

/* The code that a release names. In a file the command puts an apostrophe before what a spreadsheet would run as a formula;
 * a name that may then be two codes is none. */
static int64_t find_code(const release *r, const bry__strings *names, const char *name) {
  int64_t exact = bry__strings_find(names, name, strlen(name));
  int is_file = bry_table_column_type(r->table, r->count) != BRY_TYPE_INT64;
  if (!is_file || name[0] != '\'' || name[1] == '\0') return exact;
  int64_t bare = strchr("=+-@\t\r\n", name[1]) ? bry__strings_find(names, name + 1, strlen(name + 1)) : -1;
  return exact >= 0 && bare >= 0 ? -1 : exact >= 0 ? exact : bare;
}

static int32_t cell_of_release(const bry__cube *cube, const release *r, int32_t layer, int64_t row) {
  int32_t nodes[BRY__AXES_MAX];
  for (int32_t d = 0; d < cube->axes; d++) {
    const char *name = bry_table_text(r->table, row, r->column[d]);
    int64_t coming = find_code(r, &cube->axis[d].names, name ? name : "");
    if (coming < 0) return -1;
    nodes[d] = cube->axis[d].number[coming];
  }
  return bry__cube_find(cube, layer, nodes);
}

/* A rounded count tells something about people that withholding now would have to reckon with, and does not. */
static bry_status refuse_status(int64_t row, int32_t number, bry_error **err) {
  return bry__error(err, BRY_EINVAL,
                    "Row %lld of release %d has a status that is neither \"published\" nor \"withheld\": pass tables "
                    "that bry_protect() made by withholding. A rounded release can't be looked at.",
                    (long long)row + 1, (int)number);
}

static bry_status read_release(const request *q, const bry__cube *cube, int32_t number, uint8_t *earlier,
                               bry_error **err) {
  release r;
  bry_status status = open_release(q, number, &r, err);
  for (int64_t row = 0; status == BRY_OK && row < bry_table_row_count(r.table); row++) {
    const char *shown = bry_table_text(r.table, row, r.status);
    if (shown && strcmp(shown, "withheld") == 0) continue;
    if (!shown || strcmp(shown, "published") != 0) return refuse_status(row, number, err);
    int32_t cell = cell_of_release(cube, &r, number, row);
    int64_t count = count_in(&r, row);
    if (count != (cell < 0 ? 0 : cube->people[cell]))
      return bry__error(
          err, BRY_EINVAL,
          "Row %lld of release %d does not hold as many people as the rows, since and until say: pass all "
          "people who ever counted.",
          (long long)row + 1, (int)number);
    if (cell >= 0) earlier[cell] = 1;
  }
  return status;
}

/* --- homogeneity -------------------------------------------------------------------------------------------------- */

/* Groups all but one of whom (who knows himself) answered the same. */
static void find_alike(const bry__cube *c, const bry__answers *answers, uint8_t *sensitive) {
  for (int32_t i = 0; i < c->count; i++)
    sensitive[i] = c->layer[i] == 0 && bry__alike(c, answers, i);
}

/* --- the result --------------------------------------------------------------------------------------------------- */

static void begin_columns(bry_table *t, const request *q) {
  static const struct {
    const char *value;
    char *nb, *nn, *en;
  } words[] = {{"published", "Vist", "Vist", "Published"},
               {"withheld", "Holdt tilbake", "Halde tilbake", "Withheld"},
               {"rounded", "Avrundet", "Avrunda", "Rounded"},
               {"primary", "Liten gruppe", "Lita gruppe", "Small group"},
               {"secondary", "Verner en liten gruppe", "Vernar ei lita gruppe", "Protects a small group"}};
  for (int32_t d = 0; d < q->dims; d++)
    bry__table_column(t, q->names[d], BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, NULL, NULL, NULL);
  bry__table_column(t, "count", BRY_TYPE_INT64, BRY_ROLE_COUNT, "Antall", "Tal", "Count");
  bry__table_column(t, "status", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, "Status", "Status", "Status");
  if (q->options.owner) bry__table_column(t, "reason", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, "Grunn", "Grunn", "Reason");
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
    bry__label label = {.text = {words[i].nb, words[i].nn, words[i].en}};
    if (i < 3 || q->options.owner) bry__table_label_value(t, q->dims + (i < 3 ? 1 : 2), words[i].value, &label);
  }
}

static void set_names(bry_table *t, const bry__cube *c, int32_t cell) {
  bry__table_row(t);
  for (int32_t d = 0; d < c->axes; d++) {
    const char *name = bry__axis_name(&c->axis[d], c->node[cell * c->axes + d]);
    if (*name) bry__table_set_text(t, d, name);
  }
}

static bry_status make_table(const request *q, const bry__cube *c, const uint8_t *status, bry_table **out,
                             bry_error **err) {
  bry_table *t = bry__table_new("protected", "Grupper", "Grupper", "Groups");
  if (!t) return bry__enomem(err);
  begin_columns(t, q);
  for (int32_t i = 0; i < c->count; i++) {
    if (c->layer[i] > 0) continue;
    int shown = status[i] == BRY__PUBLISHED;
    set_names(t, c, i);
    if (shown)
      bry__table_set_int64(t, q->dims, c->people[i]);
    else
      bry__table_set_missing(t, q->dims, BRY_MISSING_WITHHELD);
    bry__table_set_text(t, q->dims + 1, shown ? "published" : "withheld");
    if (q->options.owner && !shown)
      bry__table_set_text(t, q->dims + 2, status[i] == BRY__PRIMARY ? "primary" : "secondary");
  }
  return bry__table_finish(t, out, err);
}

/* Every count says that it may be rounded: which ones are would tell the small ones. */
static bry_status make_rounded_table(const request *q, const bry__cube *c, const int64_t *rounded, bry_table **out,
                                     bry_error **err) {
  bry_table *t = bry__table_new("protected", "Grupper", "Grupper", "Groups");
  if (!t) return bry__enomem(err);
  begin_columns(t, q);
  for (int32_t i = 0; i < c->count; i++) {
    if (c->layer[i] > 0) continue;
    set_names(t, c, i);
    bry__table_set_int64(t, q->dims, rounded[i]);
    bry__table_set_text(t, q->dims + 1, "rounded");
    if (q->options.owner && rounded[i] != c->people[i])
      bry__table_set_text(t, q->dims + 2, c->people[i] < q->options.min_group ? "primary" : "secondary");
  }
  return bry__table_finish(t, out, err);
}

static bry_status write_audit(const request *q, const bry__cube *c, const uint8_t *status, const bry__audit *a,
                              bry_text **out, bry_error **err) {
  bry__buffer b = {0};
  int64_t cells = 0, primary = 0, secondary = 0;
  for (int32_t i = 0; i < c->count; i++) {
    if (c->layer[i] > 0) continue;
    cells++;
    primary += status[i] == BRY__PRIMARY;
    secondary += status[i] == BRY__SECONDARY;
  }
  bry__buffer_format(&b,
                     "{\"method\":\"suppress\",\"min_group\":%d,\"cells\":%lld,\"primary\":%lld,\"secondary\":%lld,",
                     (int)q->options.min_group, (long long)cells, (long long)primary, (long long)secondary);
  bry__buffer_format(&b, "\"span\":{\"checked\":%lld,\"computed\":%lld,\"computed_alone\":%lld},",
                     (long long)a->checked, (long long)a->computed, (long long)a->computed_alone);
  bry__buffer_format(&b, "\"interval\":{\"width\":%d,\"narrowest\":%lld,\"too_narrow\":%lld},", (int)q->options.width,
                     (long long)a->narrowest, (long long)a->too_narrow);
  bry__buffer_format(&b, "\"unions\":{\"found\":%lld},\"rounds\":%lld,\"passed\":%s}", (long long)a->unions,
                     (long long)a->rounds, bry__audit_passed(a) ? "true" : "false");
  return bry__buffer_finish(&b, out, err);
}

static bry_status refuse(const bry__audit *a, bry_error **err) {
  return bry__error(
      err, BRY_EREFUSED,
      "Together with earlier releases this can't be published: %lld withheld groups could be computed, "
      "%lld told closely, and %lld small unions found by subtraction. Leave out a dimension, or wait until "
      "more people have answered.",
      (long long)(a->computed + a->computed_alone), (long long)a->too_narrow, (long long)a->unions);
}

static void drop_audit(bry_text **audit) {
  if (!audit) return;
  bry_text_free(*audit);
  *audit = NULL;
}

static bry_status suppress(const request *q, const bry__cube *cube, bry_table **out, bry_text **out_audit,
                           bry_error **err) {
  size_t n = (size_t)cube->count;
  uint8_t *shown = bry__alloc_zero(n, 1), *sensitive = bry__alloc_zero(n, 1), *earlier = bry__alloc_zero(n, 1);
  bry_protect_options o = q->options;
  bry__protect_rules rules = {
      .min_group = o.min_group, .width = o.width, .least = o.least, .unions = o.unions != 0, .alone = o.alone != 0};
  bry__protect_input input = {.cube = cube, .rules = &rules, .sensitive = sensitive, .earlier = earlier};
  bry__audit audit;
  bry__answers answers;
  int64_t *numbers = NULL;
  bry_table *table = NULL;
  bry_status status = shown && sensitive && earlier ? BRY_OK : bry__enomem(err);
  for (int32_t l = 1; l < cube->layers && status == BRY_OK; l++)
    status = read_release(q, cube, l, earlier, err);
  if (status == BRY_OK && o.answers) {
    status = bry__answers_count(cube, o.answers, q->counts, q->rows, &numbers, &answers, err);
    if (status == BRY_OK) find_alike(cube, &answers, sensitive);
    input.answers = &answers;
  }
  if (status == BRY_OK) status = bry__protect(&input, shown, &audit, err);
  if (status == BRY_OK && out_audit) status = write_audit(q, cube, shown, &audit, out_audit, err);
  if (status == BRY_OK && !bry__audit_passed(&audit)) status = refuse(&audit, err);
  if (status == BRY_OK) status = make_table(q, cube, shown, &table, err);
  if (status != BRY_OK && status != BRY_EREFUSED) drop_audit(out_audit);
  if (status == BRY_OK) {
    *out = table;
    table = NULL;
  }
  bry_table_free(table);
  bry__free(shown);
  bry__free(sensitive);
  bry__free(earlier);
  bry__free(numbers);
  return status;
}

static bry_status write_rounding_audit(const request *q, const bry__cube *c, const int64_t *rounded, bry_text **out,
                                       bry_error **err) {
  bry__buffer b = {0};
  int64_t changed = 0, most = 0, small = 0;
  for (int32_t i = 0; i < c->count; i++) {
    int64_t off = rounded[i] > c->people[i] ? rounded[i] - c->people[i] : c->people[i] - rounded[i];
    changed += off > 0;
    if (off > most) most = off;
    small += rounded[i] > 0 && rounded[i] < q->options.min_group;
  }
  bry__buffer_format(&b, "{\"method\":\"round\",\"min_group\":%d,\"cells\":%d,\"changed\":%lld,",
                     (int)q->options.min_group, (int)c->count, (long long)changed);
  bry__buffer_format(&b, "\"largest_change\":%lld,\"small\":%lld,\"passed\":%s}", (long long)most, (long long)small,
                     small == 0 ? "true" : "false");
  return bry__buffer_finish(&b, out, err);
}

static bry_status round_counts(const request *q, const bry__cube *cube, bry_table **out, bry_text **out_audit,
                               bry_error **err) {
  bry_table *table = NULL;
  int64_t *rounded = bry__alloc_zero((size_t)cube->count, sizeof *rounded);
  bry_status status = rounded ? bry__round(cube, q->options.min_group, rounded, err) : bry__enomem(err);
  if (status == BRY_OK) status = make_rounded_table(q, cube, rounded, &table, err);
  if (status == BRY_OK && out_audit) status = write_rounding_audit(q, cube, rounded, out_audit, err);
  if (status == BRY_OK) {
    *out = table;
    table = NULL;
  }
  bry_table_free(table);
  bry__free(rounded);
  return status;
}

bry_status bry_protect(const char *const *names, const char *const *values, int32_t dims, const int64_t *counts,
                       int64_t rows, const bry_protect_options *options, bry_table **out, bry_text **out_audit,
                       bry_error **err) {
  request q = {.names = names, .values = values, .counts = counts, .rows = rows, .dims = dims};
  bry__work work = {.left = STEPS_MAX};
  bry__cube cube = {.work = &work};
  bry__error_reset(err);
  if (out_audit) *out_audit = NULL;
  if (!out) return bry__error(err, BRY_EINVAL, "out is NULL: pass a place for the table.");
  *out = NULL;
  bry_status status = check(&q, options, err);
  if (status == BRY_OK) status = fill_cube(&q, &cube, err);
  if (status == BRY_OK)
    status = (q.options.method == BRY_PROTECT_ROUND ? round_counts : suppress)(&q, &cube, out, out_audit, err);
  bry__cube_free(&cube);
  return status;
}
