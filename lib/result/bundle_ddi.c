/* ddi.xml: DDI-Codebook 2.6 (ddialliance.org), as archives of research data read it: the study, each table's CSV as a file,
 * and its columns as variables with their categories. */
#include "core/table.h"
#include "core/table_codes.h"
#include "core/table_render.h"
#include "result/bundle.h"

#include <json-c/json.h>
#include <string.h>

/* Text of an element or attribute; what XML 1.0 has no place for becomes U+FFFD. */
static void put_xml(bry__buffer *b, const char *text) {
  for (; *text; text++) {
    const char one[2] = {*text, '\0'};
    unsigned char c = (unsigned char)*text;
    int is_bad = (c < 0x20 && c != '\t' && c != '\n' && c != '\r') ||
                 (c == 0xEF && (memcmp(text, "\xEF\xBF\xBE", 3) == 0 || memcmp(text, "\xEF\xBF\xBF", 3) == 0));
    if (is_bad && c == 0xEF) text += 2;
    if (is_bad) {
      bry__buffer_text(b, "\xEF\xBF\xBD");
    } else if (c < 0x80) {
      bry__buffer_html(b, one);
    } else {
      bry__buffer_char(b, *text);
    }
  }
}

/* <name>text</name>; nothing when there is no text. */
static void put_element(bry__buffer *b, const char *name, const char *text) {
  if (!text) return;
  bry__buffer_format(b, "<%s>", name);
  put_xml(b, text);
  bry__buffer_format(b, "</%s>\n", name);
}

/* An element for each language that the label has. */
static void put_label(bry__buffer *b, const char *name, const bry__label *label) {
  static const char *const langs[4] = {[BRY__NB] = " xml:lang=\"nb\"",
                                       [BRY__NN] = " xml:lang=\"nn\"",
                                       [BRY__EN] = " xml:lang=\"en\"",
                                       [BRY__DEFAULT] = ""};
  for (int i = 0; label && i < 4; i++) {
    if (!label->text[i]) continue;
    bry__buffer_format(b, "<%s%s>", name, langs[i]);
    put_xml(b, label->text[i]);
    bry__buffer_format(b, "</%s>\n", name);
  }
}

/* --- study -------------------------------------------------------------------------------------------------------- */

static void put_title(bry__buffer *b, const bry__about *a) {
  const char *title = bry__label_get(&a->title, a->lang);
  bry__label others = a->title;
  bry__buffer_text(b, "<titlStmt>\n");
  put_element(b, "titl", title);
  for (int i = 0; i < 4; i++) {
    if (others.text[i] == title) others.text[i] = NULL; /* the others are parallel titles */
  }
  put_label(b, "parTitl", &others);
  put_element(b, "IDNo", a->name);
  bry__buffer_text(b, "</titlStmt>\n");
}

static void put_citation(bry__buffer *b, const bry__about *a) {
  bry__buffer_text(b, "<citation>\n");
  put_title(b, a);
  if (a->producer) {
    bry__buffer_text(b, "<rspStmt>\n");
    put_element(b, "AuthEnty", a->producer);
    bry__buffer_text(b, "</rspStmt>\n");
  }
  bry__buffer_text(b, "<prodStmt>\n");
  put_element(b, "producer", a->producer);
  if (a->created) bry__buffer_format(b, "<prodDate date=\"%s\">%s</prodDate>\n", a->created, a->created);
  bry__buffer_text(b, "<software>bry</software>\n</prodStmt>\n");
  if (a->contact) {
    bry__buffer_text(b, "<distStmt>\n");
    put_element(b, "contact", a->contact);
    bry__buffer_text(b, "</distStmt>\n");
  }
  if (a->version) {
    bry__buffer_text(b, "<verStmt>\n");
    put_element(b, "version", a->version);
    bry__buffer_text(b, "</verStmt>\n");
  }
  bry__buffer_text(b, "</citation>\n");
}

static void put_date(bry__buffer *b, const char *event, const char *date) {
  if (date) bry__buffer_format(b, "<collDate date=\"%s\" event=\"%s\">%s</collDate>\n", date, event, date);
}

static void put_study_info(bry__buffer *b, const bry__about *a) {
  size_t keywords = a->keywords ? json_object_array_length(a->keywords) : 0;
  bry__buffer_text(b, "<stdyInfo>\n");
  if (keywords) bry__buffer_text(b, "<subject>\n");
  for (size_t i = 0; i < keywords; i++)
    put_element(b, "keyword", json_object_get_string(json_object_array_get_idx(a->keywords, i)));
  if (keywords) bry__buffer_text(b, "</subject>\n");
  put_label(b, "abstract", &a->description);
  bry__buffer_text(b, "<sumDscr>\n");
  put_date(b, "start", a->from);
  put_date(b, "end", a->to);
  put_label(b, "geogCover", &a->place);
  put_label(b, "universe", &a->population);
  bry__buffer_text(b, "<dataKind>aggregate data</dataKind>\n</sumDscr>\n</stdyInfo>\n");
}

/* Who may see what, and what was done that nobody is found. */
static void put_access(bry__buffer *b, const bry__about *a) {
  bry__buffer_text(b, "<dataAccs>\n<useStmt>\n");
  put_label(b, "confDec", &a->protection);
  if (a->method || a->min_group) {
    bry__buffer_text(b, "<confDec xml:lang=\"en\">Disclosure control");
    if (a->method) bry__buffer_format(b, ", method %s", a->method);
    if (a->min_group) bry__buffer_format(b, ": no group of fewer than %d people is shown", a->min_group);
    bry__buffer_text(b, ".</confDec>\n");
  }
  put_element(b, "conditions", a->licence_title ? a->licence_title : a->licence_name);
  put_element(b, "conditions", a->licence_path);
  bry__buffer_text(b, "</useStmt>\n</dataAccs>\n");
}

/* --- files and variables ------------------------------------------------------------------------------------------ */

static void put_file(bry__buffer *b, const bry__bundled_table *table, int32_t number) {
  const bry_table *t = table->table;
  bry__buffer_format(b, "<fileDscr ID=\"F%d\" URI=\"data/%s.csv\">\n<fileTxt mimeType=\"text/csv\">\n", number,
                     table->name);
  bry__buffer_format(b, "<fileName>%s.csv</fileName>\n", table->name);
  const bry__label *title = bry__table_title_of(t);
  put_label(b, "fileCont", title);
  if (bry__label_is_empty(title)) put_element(b, "fileCont", bry_table_name(t));
  bry__buffer_format(b, "<dimensns>\n<caseQnty>%lld</caseQnty>\n<varQnty>%d</varQnty>\n</dimensns>\n",
                     (long long)bry_table_row_count(t), bry_table_column_count(t));
  bry__buffer_text(b, "<fileType>text/csv; charset=utf-8</fileType>\n</fileTxt>\n</fileDscr>\n");
}

static void put_category(bry__buffer *b, const char *value, const bry__label *label) {
  bry__buffer_text(b, "<catgry>\n");
  put_element(b, "catValu", value);
  put_label(b, "labl", label);
  bry__buffer_text(b, "</catgry>\n");
}

static void put_categories(bry__buffer *b, const bry_table *t, int32_t column) {
  bry__codes codes = {0};
  if (bry__codes_build(t, column, &codes) != 0) b->failed = 1;
  for (uint32_t i = 0; !b->failed && i < codes.keys.count; i++) {
    const char *key = codes.keys.items[i].text;
    put_category(b, key, bry__table_value_label_of(t, column, key));
  }
  bry__codes_clear(&codes);
}

/* The signs of the reasons for which this column lacks values. */
static void put_missing(bry__buffer *b, const bry_table *t, int32_t column) {
  int seen[BRY_MISSING_WITHHELD + 1] = {0};
  const uint8_t *missing = bry_table_missing_data(t, column);
  for (int64_t row = 0; row < bry_table_row_count(t); row++)
    seen[missing[row]] = 1;
  for (int32_t reason = BRY_MISSING; reason <= BRY_MISSING_WITHHELD; reason++) {
    if (!seen[reason]) continue;
    bry__buffer_format(b, "<catgry missing=\"Y\" missType=\"%s\">\n", bry__table_reason_name(reason));
    put_element(b, "catValu", bry__table_missing_sign(reason));
    bry__buffer_format(b, "<labl xml:lang=\"nb\">%s</labl>\n", bry__table_missing_label(reason, "nb"));
    bry__buffer_format(b, "<labl xml:lang=\"nn\">%s</labl>\n", bry__table_missing_label(reason, "nn"));
    bry__buffer_format(b, "<labl xml:lang=\"en\">%s</labl>\n", bry__table_missing_label(reason, "en"));
    bry__buffer_text(b, "</catgry>\n");
  }
}

static void put_variable(bry__buffer *b, const bry_table *t, int32_t column, int32_t file) {
  int is_text = bry_table_column_type(t, column) == BRY_TYPE_TEXT;
  bry__buffer_format(b, "<var ID=\"F%d_V%d\" files=\"F%d\" intrvl=\"%s\" name=\"", file, column + 1, file,
                     is_text ? "discrete" : "contin");
  put_xml(b, bry_table_column_name(t, column));
  bry__buffer_text(b, "\">\n");
  put_label(b, "labl", bry__table_column_label_of(t, column));
  if (bry__codes_wanted(t, column)) put_categories(b, t, column);
  put_missing(b, t, column);
  bry__buffer_format(b, "<varFormat type=\"%s\"/>\n</var>\n", is_text ? "character" : "numeric");
}

void bry__bundle_ddi(bry__buffer *b, const bry_bundle *bundle) {
  const bry__about *a = &bundle->about;
  bry__buffer_text(
      b, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<codeBook xmlns=\"ddi:codebook:2_6\" version=\"2.6\">\n");
  bry__buffer_text(b, "<stdyDscr>\n");
  put_citation(b, a);
  put_study_info(b, a);
  put_access(b, a);
  bry__buffer_text(b, "</stdyDscr>\n");
  for (int32_t i = 0; i < bundle->table_count; i++)
    put_file(b, &bundle->tables[i], i + 1);
  bry__buffer_text(b, "<dataDscr>\n");
  for (int32_t i = 0; i < bundle->table_count; i++) {
    for (int32_t c = 0; c < bry_table_column_count(bundle->tables[i].table); c++)
      put_variable(b, bundle->tables[i].table, c, i + 1);
  }
  bry__buffer_text(b, "</dataDscr>\n</codeBook>\n");
}
