/* Reports, for those who put something into one that is no table. */
#ifndef BRY_RESULT_REPORT_H
#define BRY_RESULT_REPORT_H

#include <bry/result.h>

/* Adds a section of a heading and an SVG picture that this library drew: it is not looked at. */
bry_status bry__report_add_svg(bry_report *report, const char *heading, const char *svg, size_t size,
                               bry_error **err);

#endif
