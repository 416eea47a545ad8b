/* Decisions about themes: rename, merge, split, on the codebook's JSON. What it has become is checked as any codebook is. */
#include "theme/review.h"

#include <string.h>

static struct json_object *get(struct json_object *object, const char *key) {
  struct json_object *value = NULL;
  json_object_object_get_ex(object, key, &value);
  return value;
}

/* Takes over the value. 0 or -1. */
static int put(struct json_object *object, const char *key, struct json_object *value) {
  if (value && json_object_object_add(object, key, value) == 0) return 0;
  json_object_put(value);
  return -1;
}

static int append(struct json_object *list, struct json_object *value) {
  if (value && json_object_array_add(list, value) == 0) return 0;
  json_object_put(value);
  return -1;
}

static struct json_object *themes_of(const bry__review *review) {
  return bry__json_array(review->codebook, "themes");
}

struct json_object *bry__review_theme(const bry__review *review, const char *id, size_t *out_place) {
  struct json_object *themes = themes_of(review);
  for (size_t i = 0; i < json_object_array_length(themes); i++) {
    struct json_object *theme = json_object_array_get_idx(themes, i);
    const char *own = bry__json_text(theme, "id");
    if (!own || !id || strcmp(own, id) != 0) continue;
    if (out_place) *out_place = i;
    return theme;
  }
  return NULL;
}

static bry_status rename_theme(struct json_object *theme, const bry__decision *d, bry_error **err) {
  struct json_object *label = get(d->json, "label");
  if (!label)
    return bry__error(err, BRY_EREFUSED, "Line %lld of the log renames a theme: give its label", (long long)d->line);
  return put(theme, "label", json_object_get(label)) == 0 ? BRY_OK : bry__enomem(err);
}

static int has_text(struct json_object *list, const char *text) {
  for (size_t i = 0; i < json_object_array_length(list); i++) {
    const char *own = json_object_get_string(json_object_array_get_idx(list, i));
    if (own && strcmp(own, text) == 0) return 1;
  }
  return 0;
}

/* The object or list under a key, made when it is not there. */
static struct json_object *ensure(struct json_object *object, const char *key, json_type type) {
  struct json_object *value = get(object, key);
  if (json_object_is_type(value, type)) return value;
  value = type == json_type_array ? json_object_new_array() : json_object_new_object();
  return put(object, key, value) == 0 ? value : NULL;
}

static int move_terms(struct json_object *from, struct json_object *to) {
  static const char *const languages[] = {"nb", "nn", "en"};
  struct json_object *given = bry__json_object(from, "indicators");
  struct json_object *own = given ? ensure(to, "indicators", json_type_object) : NULL;
  if (!given) return 0;
  for (size_t l = 0; own && l < sizeof languages / sizeof *languages; l++) {
    struct json_object *terms = bry__json_array(given, languages[l]);
    struct json_object *list = terms ? ensure(own, languages[l], json_type_array) : NULL;
    if (terms && !list) return -1;
    for (size_t i = 0; terms && i < json_object_array_length(terms); i++) {
      struct json_object *term = json_object_array_get_idx(terms, i);
      if (has_text(list, json_object_get_string(term))) continue;
      if (append(list, json_object_get(term)) != 0) return -1;
    }
  }
  return own ? 0 : -1;
}

/* What was merged into a theme that goes now goes on with it. */
static int move_merged(struct json_object *from, struct json_object *merged) {
  struct json_object *own = bry__json_array(from, "x-merged");
  for (size_t i = 0; own && i < json_object_array_length(own); i++) {
    if (append(merged, json_object_get(json_object_array_get_idx(own, i))) != 0) return -1;
  }
  return 0;
}

/* Themes below the one that goes come under the other, which takes its place when it stood below it. */
static int move_children(const bry__review *review, struct json_object *from, struct json_object *to) {
  struct json_object *themes = themes_of(review), *above = get(from, "parent");
  const char *old = bry__json_text(from, "id");
  for (size_t i = 0; i < json_object_array_length(themes); i++) {
    struct json_object *theme = json_object_array_get_idx(themes, i);
    const char *parent = bry__json_text(theme, "parent");
    if (!parent || strcmp(parent, old) != 0) continue;
    if (theme == to && !above) {
      json_object_object_del(theme, "parent");
    } else if (put(theme, "parent", json_object_get(theme == to ? above : get(to, "id"))) != 0) {
      return -1;
    }
  }
  return 0;
}

/* Whether a theme stands below another, at any depth; the other is then put in the first one's place instead of above it. */
static int is_below(const bry__review *review, struct json_object *theme, const char *id) {
  size_t steps = json_object_array_length(themes_of(review));
  for (const char *at = bry__json_text(theme, "parent"); at && steps > 0; steps--) {
    if (strcmp(at, id) == 0) return 1;
    at = bry__json_text(bry__review_theme(review, at, NULL), "parent");
  }
  return 0;
}

static bry_status merge_themes(bry__review *review, struct json_object *theme, size_t place, const bry__decision *d,
                               bry_error **err) {
  const char *id = bry__json_text(theme, "id"), *parent = NULL;
  struct json_object *into = bry__review_theme(review, bry__json_text(d->json, "into"), NULL);
  if (!into || into == theme)
    return bry__error(err, BRY_EREFUSED, "Line %lld of the log merges a theme into itself, or one that is not there",
                      (long long)d->line);
  parent = bry__json_text(into, "parent");
  if (is_below(review, into, id) && strcmp(parent, id) != 0)
    return bry__error(err, BRY_EREFUSED,
                      "Line %lld of the log merges a theme into one far below it: merge step by step",
                      (long long)d->line);
  struct json_object *merged = ensure(into, "x-merged", json_type_array);
  if (!merged || append(merged, json_object_new_string(id)) != 0 || move_merged(theme, merged) != 0)
    return bry__enomem(err);
  if (move_terms(theme, into) != 0 || move_children(review, theme, into) != 0) return bry__enomem(err);
  json_object_array_del_idx(themes_of(review), place, 1);
  return BRY_OK;
}

static bry_status split_theme(bry__review *review, struct json_object *theme, const bry__decision *d,
                              bry_error **err) {
  struct json_object *parts = bry__json_array(d->json, "into"), *id = get(theme, "id");
  size_t count = parts ? json_object_array_length(parts) : 0;
  if (count == 0)
    return bry__error(err, BRY_EREFUSED,
                      "Line %lld of the log splits a theme: give the new ones as a list under \"into\"",
                      (long long)d->line);
  for (size_t i = 0; i < count; i++) {
    struct json_object *part = json_object_array_get_idx(parts, i);
    if (!bry__json_text(part, "id") || bry__review_theme(review, bry__json_text(part, "id"), NULL))
      return bry__error(err, BRY_EREFUSED,
                        "Line %lld of the log splits a theme into one without an id, or with a used one",
                        (long long)d->line);
    if (append(themes_of(review), json_object_get(part)) != 0) return bry__enomem(err);
    if (put(part, "parent", json_object_get(id)) != 0) return bry__enomem(err);
  }
  return BRY_OK;
}

bry_status bry__review_change(bry__review *review, const bry__decision *decision, bry_error **err) {
  const char *op = bry__json_text(decision->json, "op");
  size_t place = 0;
  struct json_object *theme = bry__review_theme(review, bry__json_text(decision->json, "theme"), &place);
  if (!bry__json_text(decision->json, "theme"))
    return bry__error(err, BRY_EREFUSED, "Line %lld of the log lacks a \"theme\": %s takes theme and %s",
                      (long long)decision->line, op, strcmp(op, "rename") == 0 ? "label" : "into");
  if (!theme)
    return bry__error(err, BRY_EREFUSED, "Line %lld of the log speaks of a theme that is not there",
                      (long long)decision->line);
  review->changes++;
  if (strcmp(op, "rename") == 0) return rename_theme(theme, decision, err);
  if (strcmp(op, "merge") == 0) return merge_themes(review, theme, place, decision, err);
  return split_theme(review, theme, decision, err);
}
