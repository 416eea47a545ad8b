/* The questionnaire that the targets for answers check against: an item of every type. */
#ifndef BRY_TESTS_FUZZ_FORM_H
#define BRY_TESTS_FUZZ_FORM_H

#include "fuzz/fuzz.h"

#include <bry/questionnaire.h>

static const char form_json[] =
    "{\"title\":\"F\",\"pages\":[{\"name\":\"p\",\"elements\":["
    "{\"type\":\"text\",\"name\":\"t\",\"maxLength\":9},"
    "{\"type\":\"text\",\"name\":\"n\",\"inputType\":\"number\",\"min\":-3,\"max\":1000000},"
    "{\"type\":\"text\",\"name\":\"e\",\"inputType\":\"email\"},{\"type\":\"text\",\"name\":\"d\",\"inputType\":"
    "\"date\"},"
    "{\"type\":\"comment\",\"name\":\"c\",\"isRequired\":true},"
    "{\"type\":\"radiogroup\",\"name\":\"r\",\"choices\":[\"a\",\"b\",3],\"showOtherItem\":true},"
    "{\"type\":\"dropdown\",\"name\":\"dd\",\"choices\":[{\"value\":1,\"text\":\"x\"},2]},"
    "{\"type\":\"checkbox\",\"name\":\"k\",\"choices\":[\"a\",\"b\",\"c\"],\"showNoneItem\":true,\"showOtherItem\":"
    "true},"
    "{\"type\":\"boolean\",\"name\":\"b\"},{\"type\":\"rating\",\"name\":\"g\",\"rateMin\":1,\"rateMax\":5},"
    "{\"type\":\"ranking\",\"name\":\"q\",\"choices\":[\"a\",\"b\",\"c\"]},"
    "{\"type\":\"matrix\",\"name\":\"m\",\"columns\":[1,2,\"x\"],\"rows\":[\"r1\",\"r2\"]},"
    "{\"type\":\"multipletext\",\"name\":\"x\",\"items\":[{\"name\":\"u\"},{\"name\":\"v\",\"inputType\":\"number\"}]"
    "},"
    "{\"type\":\"matrixdropdown\",\"name\":\"mm\",\"rows\":[\"r1\",2],\"columns\":[{\"name\":\"a\",\"choices\":[1,2]}"
    ","
    "{\"name\":\"b\",\"cellType\":\"text\",\"visibleIf\":\"{row.a} = 1\"}]},"
    "{\"type\":\"paneldynamic\",\"name\":\"pp\",\"maxPanelCount\":3,\"keyName\":\"a\",\"templateElements\":[{"
    "\"type\":"
    "\"text\",\"name\":\"a\"},{\"type\":\"tagbox\",\"name\":\"b\",\"choices\":[1,2],\"visibleIf\":\"{panel.a} "
    "notempty\"}]}"
    "]}]}";

/* Parsed once and kept. */
static inline const bry_questionnaire *form(void) {
  static bry_questionnaire *q;
  if (!q) PROMISE(bry_questionnaire_parse(form_json, sizeof form_json - 1, &q, NULL) == BRY_OK);
  return q;
}

#endif
