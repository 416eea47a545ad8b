/* The rules that an import itself holds a row to, and what people read when a row breaks one. Rules about answers
 * are the form layer's. */
#include "store/import.h"

#include <string.h>

typedef struct rule {
  const char *name, *nb, *nn, *en;
} rule;

static const rule rules[] = {
    {"columns.count", "Raden har ikke like mange felter som overskriften.",
     "Rada har ikkje like mange felt som overskrifta.", "The row does not have as many fields as the header."},
    {"quote", "Det står tekst etter et avsluttende anførselstegn.",
     "Det står tekst etter eit avsluttande hermeteikn.", "There is text after a closing quotation mark."},
    {"utf8", "Raden er ikke gyldig UTF-8.", "Rada er ikkje gyldig UTF-8.", "The row is not valid UTF-8."},
    {"nul", "Raden inneholder et nulltegn.", "Rada inneheld eit nullteikn.", "The row contains a NUL character."},
    {"too_long", "Raden er større enn 1 MiB.", "Rada er større enn 1 MiB.", "The row is larger than 1 MiB."},
    {"empty", "Raden er tom.", "Rada er tom.", "The row is empty."},
    {"segment.value", "Segmentet har ikke denne verdien.", "Segmentet har ikkje denne verdien.",
     "The segment has no such value."},
    {"segment.unknown", "Undersøkelsen har ikke dette segmentet.", "Undersøkinga har ikkje dette segmentet.",
     "The survey has no such segment."},
    {"json", "Linjen er ikke gyldig JSON.", "Linja er ikkje gyldig JSON.", "The line is not valid JSON."},
    {"json.object", "Linjen må være et JSON-objekt.", "Linja må vere eit JSON-objekt.",
     "The line must be a JSON object."},
    {"key.unknown", "Linjen har et ukjent felt. Kjente felter er id, segments og answers.",
     "Linja har eit ukjent felt. Kjende felt er id, segments og answers.",
     "The line has an unknown key. Known keys are id, segments and answers."},
    {"answers.missing", "Linjen mangler objektet answers.", "Linja manglar objektet answers.",
     "The line lacks the object answers."},
    {"id.type", "Feltet id må være en tekst.", "Feltet id må vere ein tekst.", "The key id must be a string."},
    {"segments.type", "Feltet segments må være et objekt med tekster.",
     "Feltet segments må vere eit objekt med tekstar.", "The key segments must be an object of strings."},
    {"conflict", "Et svar med samme id og annet innhold finnes allerede.",
     "Eit svar med same id og anna innhald finst allereie.",
     "A response with the same id and other content exists already."},
    {"column.unknown", "Kolonnen er verken id, segment eller spørsmål i undersøkelsen.",
     "Kolonnen er verken id, segment eller spørsmål i undersøkinga.",
     "The column is no id, segment or item of the survey."},
    {"column.part", "Spørsmålet har ingen egen kolonne. Skriv delene som spørsmål.del.",
     "Spørsmålet har ingen eigen kolonne. Skriv delane som spørsmål.del.",
     "The item has no column of its own. Name its parts as item.part."},
    {"column.twice", "Kolonnen finnes to ganger.", "Kolonnen finst to gonger.", "The column is there twice."},
};

void bry__import_finding(bry_findings *findings, const char *name, const char *pointer) {
  for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
    if (strcmp(rules[i].name, name) != 0) continue;
    bry__findings_add(findings, NULL, name, pointer, rules[i].nb, rules[i].nn, rules[i].en);
    return;
  }
  bry__findings_add(findings, NULL, name, pointer, "Raden kan ikke brukes.", "Rada kan ikkje brukast.",
                    "The row can't be used.");
}
