/* What every subcommand of vertelpunt-desk shares: its row in the table, its options, and how it speaks to people.
 *
 * A subcommand is a function in a file of its own; main.c has the table. Results go to standard output; what is wrong
 * goes to standard error, through a struct vp_fault, with nothing in it that a terminal would obey. */
#ifndef VERTELPUNT_DESK_H
#define VERTELPUNT_DESK_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include <vertelpunt/error.h>

enum desk_status { DESK_OK = 0, DESK_FAILED = 1, DESK_USAGE = 2, DESK_GO_ON = -1 };

struct desk_command {
  const char *name;      /* "key new" */
  const char *arguments; /* for the first line of its help */
  const char *summary;   /* one line of the program's help */
  const char *help;      /* what it does, and its options */
  /* enum desk_status */
  int (*run)(const struct desk_command *command, int argc, char **argv);
};

int desk_key_new(const struct desk_command *command, int argc, char **argv);
int desk_key_show(const struct desk_command *command, int argc, char **argv);
int desk_key_courier(const struct desk_command *command, int argc, char **argv);
int desk_collect(const struct desk_command *command, int argc, char **argv);
int desk_list(const struct desk_command *command, int argc, char **argv);
int desk_show(const struct desk_command *command, int argc, char **argv);
int desk_export(const struct desk_command *command, int argc, char **argv);
int desk_verify(const struct desk_command *command, int argc, char **argv);
int desk_guide_check(const struct desk_command *command, int argc, char **argv);

/* --- options.c ------------------------------------------------------------------------------------------------------
 */

struct desk_option { /* one of value and flag */
  const char *name;  /* "--into" */
  const char **value;
  bool *flag;
};
/* Fills in the options; the words that are none move to the front of argv, *words of them. Options may stand anywhere,
 * also as --name=value; "--" ends them. DESK_GO_ON, or what to end with (--help: 0, after printing it; a mistake: 2).
 */
int desk_options(const struct desk_command *command, int argc, char **argv, const struct desk_option *options,
                 size_t option_count, size_t *words);

/* --- say.c ----------------------------------------------------------------------------------------------------------
 */

/* Text of others to a terminal: control characters become U+FFFD, but for line ends where those are allowed. */
void desk_print(FILE *to, const char *text, bool line_ends);
/* UTF-8 whatever came in, with U+FFFD for what was none. Cut where it does not fit. */
void desk_utf8(const char *text, char *clean, size_t size);
/* JSON to standard output, for programs; a terminal obeys nothing in it. Takes the reference. 0, or -1. */
int desk_print_json(json_t *json);
void desk_complain(const struct vp_fault *fault);
int desk_usage(const struct desk_command *command, const char *format, ...) VP_FORMAT(2, 3); /* DESK_USAGE */
int desk_end(int status); /* flushes standard output; a failure of that is one of the program */

#endif
