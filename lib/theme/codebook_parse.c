/* Reads a codebook from JSON, of either shape, and refuses what would make codings ambiguous: every fault is found and
 * reported at once. Which keys an object may have is codebook_keys.c's. */
#include "theme/codebook.h"

#include "core/json.h"
#include "core/mem.h"
#include "core/strings.h"
#include "theme/codebook_keys.h"
#include "theme/matcher.h"
#include "theme/tokens.h"

#include <string.h>

enum { BYTES_MAX = 4 << 20, DEPTH_MAX = 32, ID_BYTES_MAX = 200 };

typedef enum fault {
  FAULT_ID,
  FAULT_VERSION,
  FAULT_THEMES,
  FAULT_THEME,
  FAULT_THEME_ID,
  FAULT_DUPLICATE,
  FAULT_LABEL,
  FAULT_DEFINITION,
  FAULT_PARENT,
  FAULT_CYCLE,
  FAULT_INDICATORS,
  FAULT_TERM,
  FAULT_SYNTAX,
  FAULT_TERMS
} fault;

static const struct {
  const char *rule, *nb, *nn, *en;
} faults[] = {
    [FAULT_ID] = {"codebook.id", "Kodeboka må ha en «id»: tekst på høyst 200 byte.",
                  "Kodeboka må ha ein «id»: tekst på høgst 200 byte.",
                  "The codebook needs an \"id\": text of at most 200 bytes."},
    [FAULT_VERSION] = {"codebook.version", "Kodeboka må ha en «version»: tekst på høyst 200 byte.",
                       "Kodeboka må ha ein «version»: tekst på høgst 200 byte.",
                       "The codebook needs a \"version\": text of at most 200 bytes."},
    [FAULT_THEMES] = {"codebook.themes", "Kodeboka må ha minst ett tema i lista «themes».",
                      "Kodeboka må ha minst eitt tema i lista «themes».",
                      "The codebook needs at least one theme in the list \"themes\"."},
    [FAULT_THEME] = {"theme.type", "Et tema må være et objekt.", "Eit tema må vere eit objekt.",
                     "A theme must be an object."},
    [FAULT_THEME_ID] = {"theme.id", "Temaet må ha en «id» uten mellomrom og semikolon, på høyst 200 byte.",
                        "Temaet må ha ein «id» utan mellomrom og semikolon, på høgst 200 byte.",
                        "The theme needs an \"id\" without spaces and semicolons, of at most 200 bytes."},
    [FAULT_DUPLICATE] = {"theme.duplicate", "Et annet tema har samme «id».", "Eit anna tema har same «id».",
                         "Another theme has the same \"id\"."},
    [FAULT_LABEL] = {"theme.label", "Temaet må ha en «label» på minst ett språk.",
                     "Temaet må ha ein «label» på minst eitt språk.",
                     "The theme needs a \"label\" in at least one language."},
    [FAULT_DEFINITION] = {"theme.definition", "«definition» må være tekst, eller tekst per språk.",
                          "«definition» må vere tekst, eller tekst per språk.",
                          "\"definition\" must be text, or text by language."},
    [FAULT_PARENT] = {"theme.parent", "«parent» må være «id» til et tema i kodeboka.",
                      "«parent» må vere «id» til eit tema i kodeboka.",
                      "\"parent\" must be the \"id\" of a theme of the codebook."},
    [FAULT_CYCLE] = {"theme.cycle", "Temaet er sin egen forelder, direkte eller gjennom andre.",
                     "Temaet er sin eigen forelder, direkte eller gjennom andre.",
                     "The theme is its own parent, directly or through others."},
    [FAULT_INDICATORS] = {"theme.indicators", "«indicators» må være lister av tekst under «nb», «nn» og «en».",
                          "«indicators» må vere lister av tekst under «nb», «nn» og «en».",
                          "\"indicators\" must be lists of text under \"nb\", \"nn\" and \"en\"."},
    [FAULT_TERM] = {"theme.term", "Uttrykket har ingen ord som kan finnes igjen.",
                    "Uttrykket har ingen ord som kan finnast att.", "The term has no word that could be found."},
    [FAULT_SYNTAX] =
        {"theme.syntax",
         "Uttrykket kan ikke leses. Store AND, OR, NOT, NEAR og NEAR/7 binder ord og fraser, parenteser samler dem, "
         "\"anførselstegn\" står om ord som de er skrevet, og * bak begynnelsen av et ord.",
         "Uttrykket kan ikkje lesast. Store AND, OR, NOT, NEAR og NEAR/7 bind ord og frasar, parentesar samlar dei, "
         "\"hermeteikn\" står om ord som dei er skrivne, og * bak byrjinga av eit ord.",
         "The term can't be read. AND, OR, NOT, NEAR and NEAR/7 in capitals join words and phrases, parentheses "
         "group "
         "them, \"quotes\" hold words as they are written, and * stands behind the beginning of a word."},
    [FAULT_TERMS] = {"theme.terms", "Temaet har ingen ord som kan finnes i svar. Gi det «indicators».",
                     "Temaet har ingen ord som kan finnast i svar. Gi det «indicators».",
                     "The theme has no word that could be found in answers. Give it \"indicators\"."},
};

typedef struct parser {
  bry_codebook *codebook;
  struct json_object *document; /* the codebook's own object */
  bry_findings *findings;
  bry__buffer pointer;
  bry__strings ids;  /* of themes */
  int32_t *theme_of; /* by id */
  int failed;        /* memory ran out */
} parser;

static size_t into_key(parser *p, const char *key) {
  size_t mark = p->pointer.size;
  bry__pointer_key(&p->pointer, key);
  return mark;
}

static size_t into_index(parser *p, size_t index) {
  size_t mark = p->pointer.size;
  bry__pointer_index(&p->pointer, (int64_t)index);
  return mark;
}

static void back_to(parser *p, size_t mark) {
  p->pointer.size = mark;
  if (p->pointer.data) p->pointer.data[mark] = '\0';
}

static void report(parser *p, fault f) {
  const char *pointer = p->pointer.data ? p->pointer.data : "";
  bry__findings_add(p->findings, NULL, faults[f].rule, pointer, faults[f].nb, faults[f].nn, faults[f].en);
}

static void report_key(parser *p, const char *key, fault f) {
  size_t mark = into_key(p, key);
  report(p, f);
  back_to(p, mark);
}

static struct json_object *get(struct json_object *object, const char *key) {
  struct json_object *value = NULL;
  json_object_object_get_ex(object, key, &value);
  return value;
}

static void *checked(parser *p, void *memory) {
  if (!memory) p->failed = 1;
  return memory;
}

static char *read_name(parser *p, const char *key, fault f) {
  const char *text = bry__json_text(p->document, key);
  if (!text || !*text || strlen(text) > ID_BYTES_MAX) {
    report_key(p, key, f);
    return NULL;
  }
  return checked(p, bry__strdup(text));
}

static int is_theme_id(const char *id) {
  if (!id || !*id || strlen(id) > ID_BYTES_MAX) return 0;
  for (; *id; id++) {
    if ((unsigned char)*id <= ' ' || *id == ';' || *id == 0x7f) return 0;
  }
  return 1;
}

static void read_id(parser *p, struct json_object *value, int32_t place, bry__theme *theme) {
  const char *id = bry__json_text(value, "id");
  if (!is_theme_id(id)) {
    report_key(p, "id", FAULT_THEME_ID);
    return;
  }
  theme->id = checked(p, bry__strdup(id));
  uint32_t before = p->ids.count;
  int64_t number = bry__strings_add(&p->ids, id, strlen(id));
  if (number < 0) {
    p->failed = 1;
  } else if (p->ids.count == before) {
    report_key(p, "id", FAULT_DUPLICATE);
  } else {
    p->theme_of[number] = place;
  }
}

static int has_words(const char *text) {
  bry__tokens tokens;
  bry__tokens_begin(&tokens, text, strlen(text));
  tokens.pictures = 1;
  while (bry__tokens_next(&tokens)) {
    if (tokens.fused_size > 0) return 1;
  }
  return 0;
}

static int is_term(const char *text) {
  bry__term parsed;
  size_t size = strlen(text);
  return bry__term_is_plain(text, size) || bry__term_parse(text, size, &parsed) == 0;
}

static int label_has_words(const bry__label *label) {
  for (int lang = 0; lang <= BRY__DEFAULT; lang++) {
    if (label->text[lang] && has_words(label->text[lang])) return 1;
  }
  return 0;
}

static void read_label(parser *p, struct json_object *value, bry__theme *theme) {
  struct json_object *label = get(value, "label");
  int outcome = label ? bry__label_from_json(&theme->label, label) : -2;
  if (outcome == -1) p->failed = 1;
  if (outcome == -2 || (outcome == 0 && !label_has_words(&theme->label))) report_key(p, "label", FAULT_LABEL);
  struct json_object *definition = get(value, "definition");
  if (!definition) return;
  outcome = bry__label_from_json(&theme->definition, definition);
  if (outcome == -1) p->failed = 1;
  if (outcome == -2) report_key(p, "definition", FAULT_DEFINITION);
}

static void read_terms(parser *p, struct json_object *list, bry__theme_terms *out) {
  size_t count = json_object_array_length(list);
  out->terms = checked(p, bry__alloc_zero(count + 1, sizeof *out->terms));
  for (size_t i = 0; i < count && !p->failed; i++) {
    struct json_object *term = json_object_array_get_idx(list, i);
    const char *text = json_object_is_type(term, json_type_string) ? json_object_get_string(term) : NULL;
    size_t mark = into_index(p, i);
    if (!text) {
      report(p, FAULT_INDICATORS);
    } else if (!has_words(text)) {
      report(p, FAULT_TERM);
    } else if (!is_term(text)) {
      report(p, FAULT_SYNTAX);
    } else if ((out->terms[out->count] = checked(p, bry__strdup(text)))) {
      out->count++;
    }
    back_to(p, mark);
  }
}

static void read_indicators(parser *p, struct json_object *value, bry__theme *theme) {
  static const char *const languages[BRY__LANG_COUNT] = {[BRY__NB] = "nb", [BRY__NN] = "nn", [BRY__EN] = "en"};
  struct json_object *indicators = get(value, "indicators");
  if (!indicators) return;
  size_t mark = into_key(p, "indicators");
  bry__keys_check(BRY__KEYS_INDICATORS, indicators, &p->pointer, p->findings);
  if (!json_object_is_type(indicators, json_type_object)) report(p, FAULT_INDICATORS);
  theme->by_people = json_object_is_type(indicators, json_type_object) && json_object_object_length(indicators) == 0;
  for (int lang = 0; lang < BRY__LANG_COUNT; lang++) {
    struct json_object *list = get(indicators, languages[lang]);
    if (!list) continue;
    size_t inner = into_key(p, languages[lang]);
    if (json_object_is_type(list, json_type_array)) {
      read_terms(p, list, &theme->indicators[lang]);
    } else {
      report(p, FAULT_INDICATORS);
    }
    back_to(p, inner);
  }
  back_to(p, mark);
}

static void read_theme(parser *p, struct json_object *value, int32_t place) {
  bry__theme *theme = &p->codebook->themes[place];
  theme->parent = -1;
  if (!json_object_is_type(value, json_type_object)) {
    report(p, FAULT_THEME);
    return;
  }
  bry__keys_check(BRY__KEYS_THEME, value, &p->pointer, p->findings);
  read_id(p, value, place, theme);
  read_label(p, value, theme);
  read_indicators(p, value, theme);
}

static void read_parent(parser *p, struct json_object *value, bry__theme *theme) {
  struct json_object *parent = get(value, "parent");
  if (!parent) return;
  const char *id = bry__json_text(value, "parent");
  int64_t number = id ? bry__strings_find(&p->ids, id, strlen(id)) : -1;
  if (number < 0) {
    report_key(p, "parent", FAULT_PARENT);
  } else {
    theme->parent = p->theme_of[number];
  }
}

static int is_own_ancestor(const bry_codebook *codebook, int32_t theme) {
  int32_t at = codebook->themes[theme].parent;
  for (int32_t steps = 0; at >= 0 && at != theme && steps < codebook->theme_count; steps++) {
    at = codebook->themes[at].parent;
  }
  return at == theme;
}

/* Once all ids are known. */
static void read_parents(parser *p, struct json_object *themes) {
  for (int32_t i = 0; i < p->codebook->theme_count; i++) {
    size_t mark = into_index(p, (size_t)i);
    struct json_object *value = json_object_array_get_idx(themes, (size_t)i);
    if (json_object_is_type(value, json_type_object)) read_parent(p, value, &p->codebook->themes[i]);
    back_to(p, mark);
  }
  for (int32_t i = 0; i < p->codebook->theme_count; i++) {
    size_t mark = into_index(p, (size_t)i);
    if (is_own_ancestor(p->codebook, i)) report_key(p, "parent", FAULT_CYCLE);
    back_to(p, mark);
  }
}

static bry_status read_themes(parser *p, bry_error **err) {
  struct json_object *themes = bry__json_array(p->document, "themes");
  size_t count = themes ? json_object_array_length(themes) : 0;
  if (count > BRY__THEMES_MAX) {
    return bry__error(err, BRY_ELIMIT, "The codebook has %zu themes; at most %d are taken", count, BRY__THEMES_MAX);
  }
  if (count == 0) report_key(p, "themes", FAULT_THEMES);
  p->codebook->themes = checked(p, bry__alloc_zero(count + 1, sizeof *p->codebook->themes));
  p->theme_of = checked(p, bry__alloc_zero(count + 1, sizeof *p->theme_of));
  if (p->failed || count == 0) return BRY_OK;
  p->codebook->theme_count = (int32_t)count;
  size_t mark = into_key(p, "themes");
  for (size_t i = 0; i < count; i++) {
    size_t inner = into_index(p, i);
    read_theme(p, json_object_array_get_idx(themes, i), (int32_t)i);
    back_to(p, inner);
  }
  read_parents(p, themes);
  back_to(p, mark);
  return BRY_OK;
}

static int keep_canonical(parser *p) {
  bry__buffer b = {0};
  bry__json_canonical(&b, p->document);
  if (!b.failed) p->codebook->json = bry__strndup(b.data, b.size);
  bry__buffer_free(&b);
  return p->codebook->json ? 0 : -1;
}

/* ::BRY_OK when nothing was found so far; else the findings become the error. */
static bry_status judge(parser *p, bry_error **err) {
  if (p->failed || p->pointer.failed || bry__findings_failed(p->findings)) return bry__enomem(err);
  if (bry_findings_count(p->findings) == 0) return BRY_OK;
  bry_findings *findings = p->findings;
  p->findings = NULL;
  return bry__error_findings(err, BRY_EREFUSED, "The codebook", findings);
}

/* 1 when other themes stand under it: it may be a mere heading. */
static int is_heading(const bry_codebook *codebook, int32_t theme) {
  for (int32_t i = 0; i < codebook->theme_count; i++) {
    if (codebook->themes[i].parent == theme) return 1;
  }
  return 0;
}

/* Only compiling shows whether a theme can be found at all. */
static bry_status compile_themes(parser *p, bry_error **err) {
  bry_status status = bry__matcher_new(p->codebook, &p->codebook->matcher, err);
  if (status != BRY_OK) return status;
  size_t mark = into_key(p, "themes");
  for (int32_t i = 0; i < p->codebook->theme_count; i++) {
    size_t inner = into_index(p, (size_t)i);
    int may_lack = p->codebook->themes[i].by_people || is_heading(p->codebook, i);
    if (!p->codebook->matcher->theme_has_words[i] && !may_lack) report(p, FAULT_TERMS);
    back_to(p, inner);
  }
  back_to(p, mark);
  return judge(p, err);
}

/* Fills p->codebook from p->document. */
static bry_status read_codebook(parser *p, bry_error **err) {
  p->codebook = bry__alloc_zero(1, sizeof *p->codebook);
  if (!p->codebook) return bry__enomem(err);
  bry__keys_check(BRY__KEYS_CODEBOOK, p->document, &p->pointer, p->findings);
  p->codebook->id = read_name(p, "id", FAULT_ID);
  p->codebook->version = read_name(p, "version", FAULT_VERSION);
  bry_status status = read_themes(p, err);
  if (status == BRY_OK) status = judge(p, err);
  if (status == BRY_OK && keep_canonical(p) != 0) status = bry__enomem(err);
  return status == BRY_OK ? compile_themes(p, err) : status;
}

/* Names of the codebooks of a file, for messages. */
static void list_ids(bry__buffer *b, struct json_object *codebooks) {
  size_t count = json_object_array_length(codebooks);
  for (size_t i = 0; i < count && b->size < ID_BYTES_MAX; i++) {
    const char *id = bry__json_text(json_object_array_get_idx(codebooks, i), "id");
    if (id) bry__buffer_format(b, "%s%.*s", b->size > 0 ? ", " : "", ID_BYTES_MAX, id);
  }
  bry__buffer_text(b, "");
}

static bry_status refuse_choice(struct json_object *codebooks, const char *id, bry_error **err) {
  bry__buffer ids = {0};
  list_ids(&ids, codebooks);
  const char *known = ids.data ? ids.data : "none";
  bry_status status =
      id ? bry__error(err, BRY_ENOTFOUND, "The file holds no codebook of that id; it holds: %s", known)
         : bry__error(err, BRY_EINVAL, "The file holds several codebooks; choose one by its id: %s", known);
  bry__buffer_free(&ids);
  return status;
}

/* Takes codebook `id` out of a file of several; it inherits the file's version. */
static bry_status choose(parser *p, struct json_object *file, struct json_object *codebooks, const char *id,
                         bry_error **err) {
  size_t count = json_object_array_length(codebooks), found = count;
  for (size_t i = 0; i < count && found == count; i++) {
    const char *own = bry__json_text(json_object_array_get_idx(codebooks, i), "id");
    if (id ? own && strcmp(own, id) == 0 : count == 1) found = i;
  }
  if (found == count) return refuse_choice(codebooks, id, err);
  p->document = json_object_array_get_idx(codebooks, found);
  bry__keys_check(BRY__KEYS_FILE, file, &p->pointer, p->findings);
  into_key(p, "questions");
  into_index(p, found);
  struct json_object *version = get(file, "version");
  if (!json_object_is_type(p->document, json_type_object) || !version || get(p->document, "version")) return BRY_OK;
  if (json_object_object_add(p->document, "version", json_object_get(version)) == 0) return BRY_OK;
  json_object_put(version);
  return bry__enomem(err);
}

static bry_status find_codebook(parser *p, struct json_object *file, const char *id, bry_error **err) {
  p->findings = bry__findings_new();
  if (!p->findings) return bry__enomem(err);
  struct json_object *codebooks = bry__json_array(file, "questions");
  if (codebooks) return choose(p, file, codebooks, id, err);
  const char *own = bry__json_text(file, "id");
  if (id && own && strcmp(own, id) != 0) {
    return bry__error(err, BRY_ENOTFOUND, "The file holds no codebook of that id; it holds: %.*s", ID_BYTES_MAX, own);
  }
  p->document = file;
  return BRY_OK;
}

bry_status bry_codebook_parse(const char *json, size_t size, const char *id, bry_codebook **out, bry_error **err) {
  bry__error_reset(err);
  if (!out || (!json && size > 0)) {
    return bry__error(err, BRY_EINVAL, "bry_codebook_parse: give the document and a place for the codebook");
  }
  *out = NULL;
  const bry__json_limits limits = {BYTES_MAX, DEPTH_MAX};
  struct json_object *file = NULL;
  parser p = {0};
  bry_status status = bry__json_parse("The codebook", json, size, &limits, &file, err);
  if (status == BRY_OK) status = find_codebook(&p, file, id, err);
  if (status == BRY_OK) status = read_codebook(&p, err);
  if (status == BRY_OK) {
    *out = p.codebook;
    p.codebook = NULL;
  }
  bry_codebook_free(p.codebook);
  bry_findings_free(p.findings);
  bry__buffer_free(&p.pointer);
  bry__strings_clear(&p.ids);
  bry__free(p.theme_of);
  json_object_put(file);
  return status;
}
