/* The tree of plain JSON text, without json-c's own reader, which costs several times as much. */
#ifndef BRY_CORE_JSON_BUILD_H
#define BRY_CORE_JSON_BUILD_H

#include <json-c/json.h>

#include <stddef.h>

/* Builds the tree of text that bry__json_scan_run() found well-formed: the same that json-c's reader would. 1, or 0 when it
 * holds what is left to that reader (escapes, fractions, long numbers), or when memory ran out. */
int bry__json_build(const char *data, size_t size, struct json_object **out);

#endif
