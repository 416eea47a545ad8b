/* Answers as a row of a file: the first line names the fields, the second answers them; both are split at tabs. */
#include "core/error.h"
#include "core/utf8.h"
#include "form/answers.h"
#include "fuzz/form.h"

#include <string.h>

enum { FIELDS_MAX = 64 };

typedef struct row {
  bry__field fields[FIELDS_MAX];
  const char *texts[FIELDS_MAX];
  size_t sizes[FIELDS_MAX];
  int32_t count;
} row;

/* The next of `delimiter` or the end. */
static char *cut(char *text, char delimiter) {
  char *end = strchr(text, delimiter);
  if (!end) return text + strlen(text);
  *end = '\0';
  return end + 1;
}

static void read_row(row *r, char *names, char *texts) {
  while (*names && r->count < FIELDS_MAX) {
    char *next_name = cut(names, '\t'), *next_text = cut(texts, '\t');
    if (bry__field_find(form(), names, &r->fields[r->count])) {
      r->texts[r->count] = *texts ? texts : NULL;
      r->sizes[r->count++] = strlen(texts);
    }
    names = next_name;
    texts = next_text;
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  char *line = malloc(size + 1);
  row r = {.count = 0};
  bry__answers answers;
  bry_findings *findings = bry__findings_new();
  if (!line || !findings || !bry__utf8_valid((const char *)data, size, NULL)) goto out;
  memcpy(line, data, size);
  line[size] = '\0';
  char *texts = cut(line, '\n');
  read_row(&r, line, texts);
  PROMISE(bry__answers_init(&answers, form(), NULL) == BRY_OK);
  PROMISE(bry__answers_from_fields(&answers, r.fields, r.texts, r.sizes, r.count, findings, NULL) == BRY_OK);
  for (int32_t s = 0; s < form()->closed_slot_count; s++)
    PROMISE(answers.closed[s] >= BRY__CODE_NOT_ASKED);
  for (int64_t i = 0; i < bry_findings_count(findings); i++)
    PROMISE(bry_findings_pointer_at(findings, i) != NULL);
  bry__answers_clear(&answers);
out:
  bry_findings_free(findings);
  free(line);
  return 0;
}
