/* What stands in place of a value that is missing. */
#include "core/label.h"
#include "core/table_render.h"

#include <bry/table.h>

const char *bry__table_missing_label(int32_t reason, const char *lang) {
  static const char *const labels[][BRY__LANG_COUNT] = {
      [BRY_PRESENT] = {"", "", ""},
      [BRY_MISSING] = {"Mangler", "Manglar", "Missing"},
      [BRY_MISSING_NOT_ASKED] = {"Ikke spurt", "Ikkje spurd", "Not asked"},
      [BRY_MISSING_HIDDEN] = {"Ikke vist", "Ikkje vist", "Not shown"},
      [BRY_MISSING_SKIPPED] = {"Ikke besvart", "Ikkje svara på", "Not answered"},
      [BRY_MISSING_DONT_KNOW] = {"Vet ikke", "Veit ikkje", "Don't know"},
      [BRY_MISSING_WITHHELD] = {"Holdt tilbake", "Halde tilbake", "Withheld"}};
  return labels[reason][bry__lang_index(lang)];
}

const char *bry__table_missing_sign(int32_t reason) {
  static const char *const signs[] = {[BRY_PRESENT] = "",
                                      [BRY_MISSING] = "",
                                      [BRY_MISSING_NOT_ASKED] = ".not_asked",
                                      [BRY_MISSING_HIDDEN] = ".hidden",
                                      [BRY_MISSING_SKIPPED] = ".skipped",
                                      [BRY_MISSING_DONT_KNOW] = ".dont_know",
                                      [BRY_MISSING_WITHHELD] = ":"};
  return signs[reason];
}
