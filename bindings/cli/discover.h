/* bry themes without a codebook. */
#ifndef BRY_CLI_DISCOVER_H
#define BRY_CLI_DISCOVER_H

#include "session.h"

int discover_themes(session *s); /* an exit status */

#endif
