/* The command line of a subcommand: options from a table, in any order among the words. */
#include "desk.h"

#include <string.h>

static void print_help(const struct desk_command *command) {
  printf("Usage: vertelpunt-desk %s %s\n\n%s\n", command->name, command->arguments, command->help);
}

static const struct desk_option *find(const struct desk_option *options, size_t count, const char *word,
                                      size_t length) {
  for (size_t i = 0; i < count; i++)
    if (strlen(options[i].name) == length && memcmp(options[i].name, word, length) == 0)
      return &options[i];
  return NULL;
}

/* Takes in the option at argv[*at], and its value, which may be the next word. */
static int take(const struct desk_command *command, int argc, char **argv, int *at, const struct desk_option *options,
                size_t option_count) {
  const char *word = argv[*at], *equals = strchr(word, '=');
  size_t length = equals ? (size_t)(equals - word) : strlen(word);
  const struct desk_option *option = find(options, option_count, word, length);
  if (!option)
    return desk_usage(command, "There is no option %.*s.", (int)length, word);
  if (option->flag) {
    if (equals)
      return desk_usage(command, "%s takes no value.", option->name);
    *option->flag = true;
    return DESK_GO_ON;
  }
  if (*option->value)
    return desk_usage(command, "%s is given twice.", option->name);
  if (!equals && (*at + 1 >= argc || strncmp(argv[*at + 1], "--", 2) == 0)) /* --into --key: one was forgotten */
    return desk_usage(command, "%s needs a value.", option->name);
  *option->value = equals ? equals + 1 : argv[++*at];
  if (**option->value == '\0')
    return desk_usage(command, "The value of %s is empty.", option->name);
  return DESK_GO_ON;
}

int desk_options(const struct desk_command *command, int argc, char **argv, const struct desk_option *options,
                 size_t option_count, size_t *words) {
  bool only_words = false;
  *words = 0;
  for (int i = 0; i < argc; i++) {
    if (only_words || argv[i][0] != '-' || argv[i][1] == '\0') {
      argv[(*words)++] = argv[i];
    } else if (strcmp(argv[i], "--") == 0) {
      only_words = true;
    } else if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) {
      print_help(command);
      return DESK_OK;
    } else {
      int status = take(command, argc, argv, &i, options, option_count);
      if (status != DESK_GO_ON)
        return status;
    }
  }
  return DESK_GO_ON;
}
