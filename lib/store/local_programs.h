/* Finding PostgreSQL's programs, and others. */
#ifndef BRY_STORE_LOCAL_PROGRAMS_H
#define BRY_STORE_LOCAL_PROGRAMS_H

#include "store/local_folder.h"

/* The folder that has initdb and postgres: $BRY_PG_BINDIR; or Debian's newest, or the one a cluster was made with; or
 * the one on PATH. The caller's. */
bry_status bry__programs_find(const bry__folder *folder, char **out_bindir, bry_error **err);
/* A program's full name by PATH and the usual places, the caller's. ::BRY_EIO when it is not there: install `package`. */
bry_status bry__program_path(const char *name, const char *package, char **out, bry_error **err);

#endif
