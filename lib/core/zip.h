/* Writing a zip archive (PKWARE APPNOTE 6.3): files stored as they are, all of the same moment, so that the same files give
 * the same bytes. */
#ifndef BRY_CORE_ZIP_H
#define BRY_CORE_ZIP_H

#include "core/buffer.h"

typedef struct bry__zip {
  bry__buffer files;   /* each with a header of its own */
  bry__buffer entries; /* the directory that goes behind them */
  uint32_t count;
  int too_large; /* past 4 GiB or 65,535 files, which need another form of zip */
} bry__zip;      /* begin with {0} */

void bry__zip_add(bry__zip *z, const char *name, const void *data, size_t size);
/* Ends the archive, which lies in z->files then; failure sticks there. */
void bry__zip_end(bry__zip *z);
void bry__zip_clear(bry__zip *z);

#endif
