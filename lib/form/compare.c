/* Two versions of a questionnaire: may the answers of one wave be set beside those of the next? What is asked in other
 * words may, with care; what is answered on another scale may not. What differs is compare_item.c's to find. */
#include <bry/questionnaire.h>

#include "core/table.h"
#include "form/compare.h"

#include <string.h>

typedef struct verdict {
  const char *value, *nb, *nn, *en;
  int comparable;
} verdict;

static const verdict verdict_same = {"same", "uendret", "uendra", "same", 1};
static const verdict verdict_wording = {"wording changed", "endret ordlyd", "endra ordlyd", "wording changed", 1};
static const verdict verdict_scale = {"scale changed", "endret skala", "endra skala", "scale changed", 0};
static const verdict verdict_new = {"new", "ny", "ny", "new", 0};
static const verdict verdict_gone = {"gone", "fjernet", "fjerna", "gone", 0};

typedef struct report {
  bry_table *table;
  int32_t item, verdict, detail, comparable; /* columns */
  struct json_object *earlier_json, *later_json;
  bry_status status;
} report;

static void label_verdict(report *r, const verdict *v) {
  bry__label label = {{NULL}};
  if (bry__label_set(&label, v->nb, v->nn, v->en) != 0) r->status = BRY_ENOMEM;
  bry__table_label_value(r->table, r->verdict, v->value, &label);
  bry__label_clear(&label);
}

static void add_row(report *r, const bry__item *item, const verdict *v, const char *detail) {
  bry__table_row(r->table);
  bry__table_set_text(r->table, r->item, item->name);
  if (!bry__label_is_empty(&item->title))
    bry__table_label_value(r->table, r->item, item->name, bry__item_listed(item));
  bry__table_set_text(r->table, r->verdict, v->value);
  bry__table_set_text(r->table, r->detail, detail);
  bry__table_set_int64(r->table, r->comparable, v->comparable);
  label_verdict(r, v);
}

/* The weightiest points first. */
static void join_points(bry__buffer *b, const bry__points *p) {
  if (b->size > 0 && p->text.size > 0) bry__buffer_text(b, "; ");
  bry__buffer_add(b, p->text.data, p->text.size);
  b->failed |= p->text.failed;
}

static void add_compared(report *r, const bry__comparison *c) {
  bry__buffer detail = {0};
  join_points(&detail, &c->scale);
  join_points(&detail, &c->wording);
  join_points(&detail, &c->notes);
  if (detail.failed) {
    r->status = BRY_ENOMEM;
  } else {
    const verdict *v = c->wording.count > 0 ? &verdict_wording : &verdict_same;
    add_row(r, c->later, c->scale.count > 0 ? &verdict_scale : v, detail.size > 0 ? detail.data : NULL);
  }
  bry__buffer_free(&detail);
}

static void compare_item(report *r, const bry__item *earlier, const bry__item *later) {
  bry__comparison c = {.earlier = earlier, .later = later};
  if (json_pointer_get(r->earlier_json, earlier->pointer, &c.earlier_json) != 0 ||
      json_pointer_get(r->later_json, later->pointer, &c.later_json) != 0) {
    r->status = BRY_ENOMEM; /* the pointers are the parser's own: nothing else can fail */
    return;
  }
  bry__compare_items(&c);
  add_compared(r, &c);
  bry__buffer_free(&c.scale.text);
  bry__buffer_free(&c.wording.text);
  bry__buffer_free(&c.notes.text);
}

static void compare_questionnaires(report *r, const bry_questionnaire *earlier, const bry_questionnaire *later) {
  for (int32_t i = 0; i < later->item_count && r->status == BRY_OK; i++) {
    const bry__item *item = &later->items[i];
    int32_t place = bry__item_find(earlier, item->name, strlen(item->name));
    if (place == -1) {
      add_row(r, item, &verdict_new, NULL);
    } else {
      compare_item(r, &earlier->items[place], item);
    }
  }
  for (int32_t i = 0; i < earlier->item_count && r->status == BRY_OK; i++) {
    const bry__item *item = &earlier->items[i];
    if (bry__item_find(later, item->name, strlen(item->name)) == -1) add_row(r, item, &verdict_gone, NULL);
  }
}

static int add_columns(report *r) {
  bry_table *t = bry__table_new("comparison", "Sammenlikning av to versjoner", "Samanlikning av to versjonar",
                                "Comparison of two versions");
  r->table = t;
  r->item = bry__table_column(t, "item", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "Spørsmål", "Spørsmål", "Question");
  r->verdict =
      bry__table_column(t, "verdict", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, "Vurdering", "Vurdering", "Verdict");
  r->detail = bry__table_column(t, "detail", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, "Hva er endret", "Kva er endra",
                                "What changed");
  r->comparable = bry__table_column(t, "comparable", BRY_TYPE_INT64, BRY_ROLE_ATTRIBUTE, "Kan sammenliknes",
                                    "Kan samanliknast", "Comparable");
  return t != NULL;
}

static bry_status read_json(const bry_questionnaire *q, struct json_object **out, bry_error **err) {
  static const bry__json_limits limits = {SIZE_MAX, 64};
  return bry__json_parse("the questionnaire", q->json, strlen(q->json), &limits, out, err);
}

bry_status bry_questionnaire_compare(const bry_questionnaire *earlier, const bry_questionnaire *later,
                                     bry_table **out, bry_error **err) {
  report r = {0};
  bry__error_reset(err);
  if (!earlier || !later || !out) {
    return bry__error(err, BRY_EINVAL, "give two questionnaires and a place for the table");
  }
  *out = NULL;
  bry_status status = read_json(earlier, &r.earlier_json, err);
  if (status == BRY_OK) status = read_json(later, &r.later_json, err);
  if (status != BRY_OK) goto out;
  if (add_columns(&r)) compare_questionnaires(&r, earlier, later);
  if (r.status == BRY_OK) {
    status = bry__table_finish(r.table, out, err);
  } else {
    bry_table_free(r.table);
    status = bry__enomem(err);
  }
out:
  json_object_put(r.earlier_json);
  json_object_put(r.later_json);
  return status;
}
