/* The parts of a bundle: tables, what is said about them, and the files that come of both. */
#ifndef BRY_RESULT_BUNDLE_H
#define BRY_RESULT_BUNDLE_H

#include "core/buffer.h"
#include "core/error.h"
#include "core/label.h"

#include <bry/export.h>
#include <bry/table.h>

struct json_object;

/* What the caller says. Texts belong to the document; NULL where nothing was said. */
typedef struct bry__about {
  struct json_object *document;
  bry__label title, description, population, place, protection;
  const char *name, *producer, *contact, *version, *created, *from, *to, *lang, *method;
  const char *licence_name, *licence_title, *licence_path;
  struct json_object *keywords;
  int32_t min_group;
} bry__about;

typedef struct bry__bundle_file {
  char *path;
  bry_text *content;
} bry__bundle_file;

typedef struct bry__bundled_table {
  const bry_table *table;
  char *name; /* of its files, without an ending */
} bry__bundled_table;

struct bry_bundle {
  bry__about about;
  bry__bundled_table *tables;
  int32_t table_count;
  int32_t formats[BRY_FORMAT_DTA + 1]; /* besides CSV, in their order; ends with 0 */
  bry__bundle_file *files;
  int32_t file_count;
  size_t file_capacity;
};

/* bundle_about.c */
bry_status bry__about_read(const char *json, size_t size, bry__about *out, bry_error **err);
void bry__about_clear(bry__about *about);

/* The file of a table in a format, which is to be freed; NULL when memory runs out. */
char *bry__bundle_path(const bry__bundled_table *table, int32_t format);
const bry__bundle_file *bry__bundle_find(const bry_bundle *bundle, const char *path);
/* What a format is called, and its MIME type. */
const char *bry__bundle_format_name(int32_t format);
const char *bry__bundle_media_type(int32_t format);

/* One file each; failure sticks in the buffer. */
void bry__bundle_package(bry__buffer *b, const bry_bundle *bundle); /* datapackage.json */
void bry__bundle_ddi(bry__buffer *b, const bry_bundle *bundle);     /* ddi.xml */
void bry__bundle_readme(bry__buffer *b, const bry_bundle *bundle, const char *lang);

#endif
