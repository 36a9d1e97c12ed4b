/* verify: is everything that should be there there, and as it was? */
#include "verify.h"

#include <limits.h>
#include <stdarg.h>
#include <sys/stat.h>

void verify_wrong(struct verifying *run, const char *what, const char *format, ...) {
  char text[600];
  va_list arguments;
  va_start(arguments, format);
  if (vsnprintf(text, sizeof text, format, arguments) < 0)
    text[0] = '\0';
  va_end(arguments);
  fputs("WRONG ", stdout);
  desk_print(stdout, what, false);
  fputs(": ", stdout);
  desk_print(stdout, text, false);
  putchar('\n');
  run->wrong++;
}

static bool is_library(const char *folder) {
  char path[PATH_MAX];
  struct stat status;
  return snprintf(path, sizeof path, "%s/library.db", folder) < (int)sizeof path && stat(path, &status) == 0;
}

int desk_verify(const struct desk_command *command, int argc, char **argv) {
  const char *key = NULL, *passphrase_file = NULL;
  const struct desk_option options[] = {{"--key", &key, NULL}, {"--passphrase-file", &passphrase_file, NULL}};
  size_t words;
  int status = desk_options(command, argc, argv, options, VP_COUNT(options), &words);
  if (status != DESK_GO_ON)
    return status;
  if (words != 1)
    return desk_usage(command, words == 0 ? "Which library or drive?" : "One at a time.");
  struct verifying run = {0};
  struct vp_fault fault = {0};
  int code = is_library(argv[0]) ? verify_library(argv[0], &run, &fault)
                                 : verify_drive(argv[0], key, passphrase_file, &run, &fault);
  if (code) {
    desk_complain(&fault);
    return DESK_FAILED;
  }
  printf("%zu %s looked at", run.stories, run.stories == 1 ? "story" : "stories");
  if (run.interrupted > 0)
    printf(" (%zu not confirmed by the teller)", run.interrupted);
  if (run.wrong > 0)
    printf(", %zu %s wrong.\n", run.wrong, run.wrong == 1 ? "thing is" : "things are");
  else
    puts(", nothing is wrong.");
  return run.wrong > 0 ? DESK_FAILED : DESK_OK;
}
