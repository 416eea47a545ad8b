/* README.nb.md and its sisters: what a person reads first about a bundle, in each language. */
#include "core/mem.h"
#include "core/table.h"
#include "core/table_codes.h"
#include "core/table_render.h"
#include "result/bundle.h"

#include <string.h>

enum { CODES_SHOWN = 30 };

typedef struct words {
  const char *producer, *contact, *created, *collected, *place, *population, *version, *licence, *protection,
      *suppressed, *rounded, *files, *files_text, *tables, *rows, *more, *missing, *missing_text, *cite;
} words;

static const words words_of[BRY__LANG_COUNT] = {
    [BRY__NB] =
        {"Produsent", "Kontakt", "Laget", "Samlet inn", "Sted", "Hvem som ble spurt", "Versjon", "Lisens",
         "Personvern",
         "Grupper på færre enn %d personer er holdt tilbake, og så mange andre som trengs for at ingen av dem kan "
         "regnes ut.\n",
         "Tall er avrundet slik at hvert av dem er 0 eller minst %d.\n", "Filer",
         "`datapackage.json` beskriver tabellene for programmer (Frictionless Data Package), `ddi.xml` for arkiver "
         "(DDI-Codebook 2.6). `sha256sum -c SHA256SUMS` viser om alle filer er hele.\n",
         "Tabeller", "rader", "flere, se `ddi.xml`", "Verdier som mangler",
         "I CSV-filene står disse tegnene i stedet for en verdi:", "Slik kan du vise til dataene"},
    [BRY__NN] =
        {"Produsent", "Kontakt", "Laga", "Samla inn", "Stad", "Kven som vart spurde", "Versjon", "Lisens",
         "Personvern",
         "Grupper på færre enn %d personar er haldne tilbake, og så mange andre som trengst for at ingen av dei kan "
         "reknast ut.\n",
         "Tal er runda av slik at kvart av dei er 0 eller minst %d.\n", "Filer",
         "`datapackage.json` skildrar tabellane for program (Frictionless Data Package), `ddi.xml` for arkiv "
         "(DDI-Codebook 2.6). `sha256sum -c SHA256SUMS` viser om alle filer er heile.\n",
         "Tabellar", "rader", "fleire, sjå `ddi.xml`", "Verdiar som manglar",
         "I CSV-filene står desse teikna i staden for ein verdi:", "Slik kan du vise til dataa"},
    [BRY__EN] =
        {"Producer", "Contact", "Made", "Collected", "Place", "Who was asked", "Version", "Licence", "Privacy",
         "Groups of fewer than %d people are withheld, and as many others as it takes that none of them can be "
         "computed.\n",
         "Counts are rounded so that each is 0 or at least %d.\n", "Files",
         "`datapackage.json` describes the tables for programs (Frictionless Data Package), `ddi.xml` for archives "
         "(DDI-Codebook 2.6). `sha256sum -c SHA256SUMS` shows whether all files are whole.\n",
         "Tables", "rows", "more, see `ddi.xml`", "Missing values",
         "In the CSV files these signs stand in place of a value:", "How to cite"},
};

typedef struct page {
  bry__buffer *b;
  const char *lang;
  const words *words;
} page;

/* On one line, and so that Markdown takes nothing of it for markup. */
static void put_text(const page *p, const char *text) {
  for (; *text; text++) {
    if (strchr("\\`*_[]<>#|", *text)) bry__buffer_char(p->b, '\\');
    bry__buffer_char(p->b, (unsigned char)*text < 0x20 ? ' ' : *text);
  }
}

/* As code: backquotes give way. */
static void put_code(const page *p, const char *text) {
  bry__buffer_char(p->b, '`');
  for (; *text; text++)
    bry__buffer_char(p->b, (unsigned char)*text < 0x20 || *text == '`' ? ' ' : *text);
  bry__buffer_char(p->b, '`');
}

static void put_item(const page *p, const char *word, const char *text) {
  if (!text) return;
  bry__buffer_format(p->b, "- %s: ", word);
  put_text(p, text);
  bry__buffer_char(p->b, '\n');
}

static void put_heading(const page *p, const char *word) {
  bry__buffer_format(p->b, "\n## %s\n", word);
}

static void put_facts(const page *p, const bry__about *a) {
  put_item(p, p->words->producer, a->producer);
  put_item(p, p->words->contact, a->contact);
  put_item(p, p->words->version, a->version);
  put_item(p, p->words->created, a->created);
  if (a->from || a->to) {
    bry__buffer_format(p->b, "- %s: %s – %s\n", p->words->collected, a->from ? a->from : "", a->to ? a->to : "");
  }
  put_item(p, p->words->place, bry__label_get(&a->place, p->lang));
  put_item(p, p->words->population, bry__label_get(&a->population, p->lang));
  put_item(p, p->words->licence, a->licence_title ? a->licence_title : a->licence_name);
  put_item(p, p->words->licence, a->licence_path);
}

static void put_protection(const page *p, const bry__about *a) {
  const char *text = bry__label_get(&a->protection, p->lang);
  if (!text && (!a->min_group || !a->method)) return;
  put_heading(p, p->words->protection);
  if (a->min_group && a->method) {
    const char *sentence = strcmp(a->method, "round") == 0 ? p->words->rounded : p->words->suppressed;
    const char *gap = strstr(sentence, "%d");
    bry__buffer_add(p->b, sentence, (size_t)(gap - sentence));
    bry__buffer_int(p->b, a->min_group);
    bry__buffer_text(p->b, gap + 2);
  }
  if (!text) return;
  put_text(p, text);
  bry__buffer_char(p->b, '\n');
}

static void put_codes(const page *p, const bry_table *t, int32_t column) {
  bry__codes codes = {0};
  if (bry__codes_build(t, column, &codes) != 0) p->b->failed = 1;
  for (uint32_t i = 0; !p->b->failed && i < codes.keys.count; i++) {
    const char *key = codes.keys.items[i].text;
    const char *label = bry__label_get(bry__table_value_label_of(t, column, key), p->lang);
    if (i == CODES_SHOWN) {
      bry__buffer_format(p->b, "  - %u %s\n", codes.keys.count - i, p->words->more);
      break;
    }
    bry__buffer_text(p->b, "  - ");
    put_code(p, key);
    if (label) bry__buffer_char(p->b, ' ');
    if (label) put_text(p, label);
    bry__buffer_char(p->b, '\n');
  }
  bry__codes_clear(&codes);
}

static void put_table(const page *p, const bry_bundle *bundle, const bry__bundled_table *table) {
  const bry_table *t = table->table;
  bry__buffer_text(p->b, "\n### ");
  put_text(p, bry_table_title(t, p->lang));
  bry__buffer_format(p->b, "\n`data/%s.csv`", table->name);
  for (const int32_t *format = bundle->formats; *format; format++) {
    char *path = bry__bundle_path(table, *format);
    if (path) bry__buffer_format(p->b, ", `%s`", path);
    if (!path) p->b->failed = 1;
    bry__free(path);
  }
  bry__buffer_format(p->b, ": %lld %s\n\n", (long long)bry_table_row_count(t), p->words->rows);
  for (int32_t c = 0; c < bry_table_column_count(t); c++) {
    bry__buffer_text(p->b, "- ");
    put_code(p, bry_table_column_name(t, c));
    bry__buffer_char(p->b, ' ');
    put_text(p, bry_table_column_label(t, c, p->lang));
    bry__buffer_char(p->b, '\n');
    if (bry__codes_wanted(t, c)) put_codes(p, t, c);
  }
}

static void put_missing(const page *p) {
  put_heading(p, p->words->missing);
  bry__buffer_format(p->b, "%s\n\n", p->words->missing_text);
  for (int32_t reason = BRY_MISSING_WITHHELD; reason > BRY_MISSING; reason--)
    bry__buffer_format(p->b, "- `%s` %s\n", bry__table_missing_sign(reason),
                       bry__table_missing_label(reason, p->lang));
  bry__buffer_format(p->b, "- (–) %s\n", bry__table_missing_label(BRY_MISSING, p->lang));
}

/* Producer (year). Title. Version. */
static void put_citation(const page *p, const bry__about *a) {
  put_heading(p, p->words->cite);
  if (a->producer) put_text(p, a->producer);
  if (a->created) bry__buffer_format(p->b, "%s(%.4s)", a->producer ? " " : "", a->created);
  if (a->producer || a->created) bry__buffer_text(p->b, ". ");
  put_text(p, bry__label_get(&a->title, p->lang));
  bry__buffer_char(p->b, '.');
  if (a->version) bry__buffer_format(p->b, " %s ", p->words->version);
  if (a->version) put_text(p, a->version);
  bry__buffer_text(p->b, a->version ? ".\n" : "\n");
}

void bry__bundle_readme(bry__buffer *b, const bry_bundle *bundle, const char *lang) {
  const bry__about *a = &bundle->about;
  const page p = {b, lang, &words_of[bry__lang_index(lang)]};
  const char *description = bry__label_get(&a->description, lang);
  bry__buffer_text(b, "# ");
  put_text(&p, bry__label_get(&a->title, lang));
  bry__buffer_text(b, "\n");
  if (description) put_text(&p, description);
  bry__buffer_text(b, description ? "\n\n" : "\n");
  put_facts(&p, a);
  put_protection(&p, a);
  put_heading(&p, p.words->files);
  bry__buffer_text(b, p.words->files_text);
  put_heading(&p, p.words->tables);
  for (int32_t i = 0; i < bundle->table_count; i++)
    put_table(&p, bundle, &bundle->tables[i]);
  put_missing(&p);
  put_citation(&p, a);
}
