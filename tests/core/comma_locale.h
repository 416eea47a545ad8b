/* A locale whose decimal sign is a comma: one that is installed, or one made in a folder for this run. */
#ifndef BRY_TESTS_COMMA_LOCALE_H
#define BRY_TESTS_COMMA_LOCALE_H

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static inline int try_comma_locale(const char *name) {
  return setlocale(LC_ALL, name) && strcmp(localeconv()->decimal_point, ",") == 0;
}

static inline int make_comma_locale(void) {
  char folder[] = "/tmp/bry-locale-XXXXXX", command[200];
  if (!mkdtemp(folder)) return 0;
  snprintf(command, sizeof command, "localedef -i nb_NO -f UTF-8 %s/nb_NO.UTF-8 >/dev/null 2>&1", folder);
  int made = system(command) != -1 && setenv("LOCPATH", folder, 1) == 0 && try_comma_locale("nb_NO.UTF-8");
  unsetenv("LOCPATH");
  snprintf(command, sizeof command, "rm -rf %s", folder);
  if (system(command) == -1) perror(command); /* the locale stays loaded */
  return made;
}

/* 1 when the process has one now, 0 when this machine can't have one. */
static inline int use_comma_locale(void) {
  static const char *const names[] = {"nb_NO.UTF-8", "nb_NO.utf8",  "nn_NO.UTF-8", "de_DE.UTF-8", "de_DE.utf8",
                                      "fr_FR.UTF-8", "sv_SE.UTF-8", "da_DK.UTF-8", "nl_NL.UTF-8"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    if (try_comma_locale(names[i])) return 1;
  }
  if (make_comma_locale()) return 1;
  setlocale(LC_ALL, "C");
  return 0;
}

#endif
