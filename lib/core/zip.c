/* A zip archive without compression: tables are small, and what packs them better can do it outside. */
#include "core/zip.h"

#include "core/flatbuffer.h"

#include <string.h>

enum {
  VERSION = 20,
  NAMES_ARE_UTF8 = 1 << 11,
  MADE_ON_UNIX = 3 << 8,
  PLAIN_FILE = 0100644,
  DATE_1980_01_01 = 1 << 5 | 1,
  ENTRY_COUNT_MAX = 65535
};

/* CRC-32 of ISO 3309, bit by bit. */
static uint32_t checksum(const unsigned char *data, size_t size) {
  uint32_t crc = UINT32_MAX;
  for (size_t i = 0; i < size; i++) {
    crc ^= data[i];
    for (int bit = 0; bit < 8; bit++)
      crc = crc >> 1 ^ (UINT32_C(0xEDB88320) & (0 - (crc & 1)));
  }
  return ~crc;
}

/* What a file's own header and its entry in the directory share. */
static void put_common(bry__buffer *b, uint32_t crc, size_t size, size_t name_size) {
  bry__flat_put(b, VERSION, 2);
  bry__flat_put(b, NAMES_ARE_UTF8, 2);
  bry__flat_put(b, 0, 2); /* stored */
  bry__flat_put(b, 0, 2); /* midnight */
  bry__flat_put(b, DATE_1980_01_01, 2);
  bry__flat_put(b, crc, 4);
  bry__flat_put(b, (int64_t)size, 4);
  bry__flat_put(b, (int64_t)size, 4);
  bry__flat_put(b, (int64_t)name_size, 2);
  bry__flat_put(b, 0, 2);
}

void bry__zip_add(bry__zip *z, const char *name, const void *data, size_t size) {
  size_t at = z->files.size, name_size = strlen(name);
  z->too_large |= size > UINT32_MAX - at || name_size > UINT16_MAX || z->count >= ENTRY_COUNT_MAX;
  if (z->too_large) return;
  uint32_t crc = checksum(data, size);
  bry__buffer_text(&z->files, "PK\3\4");
  put_common(&z->files, crc, size, name_size);
  bry__buffer_add(&z->files, name, name_size);
  bry__buffer_add(&z->files, data, size);
  bry__buffer_text(&z->entries, "PK\1\2");
  bry__flat_put(&z->entries, MADE_ON_UNIX | VERSION, 2);
  put_common(&z->entries, crc, size, name_size);
  bry__flat_put(&z->entries, 0, 6); /* comment, disk, inner attributes */
  bry__flat_put(&z->entries, (int64_t)PLAIN_FILE << 16, 4);
  bry__flat_put(&z->entries, (int64_t)at, 4);
  bry__buffer_add(&z->entries, name, name_size);
  z->count++;
}

void bry__zip_end(bry__zip *z) {
  size_t at = z->files.size, size = z->entries.size;
  z->too_large |= size > UINT32_MAX - at;
  if (z->entries.failed) z->files.failed = 1;
  if (size && !z->files.failed) bry__buffer_add(&z->files, z->entries.data, size);
  bry__buffer_text(&z->files, "PK\5\6");
  bry__flat_put(&z->files, 0, 4);
  bry__flat_put(&z->files, z->count, 2);
  bry__flat_put(&z->files, z->count, 2);
  bry__flat_put(&z->files, (int64_t)size, 4);
  bry__flat_put(&z->files, (int64_t)at, 4);
  bry__flat_put(&z->files, 0, 2);
}

void bry__zip_clear(bry__zip *z) {
  bry__buffer_free(&z->files);
  bry__buffer_free(&z->entries);
}
