/* Maps on their way out. */
#ifndef BRY_CLI_MAP_H
#define BRY_CLI_MAP_H

#include "session.h"

/* Prints a map: nodes, edges, measures, whole, or a format; NULL: nodes. */
int print_map(const session *s, const bry_map *map, const char *as);

#endif
