/* vertelpunt-desk: what staff do with collections, drives and libraries, in subcommands. The table is the program. */
#include "desk.h"

#include <string.h>

#include <vertelpunt/seal.h>

static const struct desk_command commands[] = {
    {"key new", "--name NAME --into DRIVE [--passphrase-file FILE]", "make a collection and its key",
     "Makes a new collection and writes its key, with the secret, to DRIVE/VERTELPUNT/collection.vpk.\n"
     "The secret is locked with a passphrase of at least 12 characters, which is asked for twice. This\n"
     "drive opens every story: keep it safe, and make couriers from it with 'key courier' for going\n"
     "round the kiosks.\n\n"
     "  --name NAME             what the collection is called, for example \"Gemeente Voorbeeld\"\n"
     "  --into DRIVE            the folder of the drive; an existing key on it is never overwritten\n"
     "  --passphrase-file FILE  take the passphrase from FILE (its first line) and do not ask",
     desk_key_new},
    {"key show", "DRIVE|FILE [--json]", "say which collection a drive belongs to",
     "Says the collection's name, id and fingerprint words, and whether its secret is on the drive.\n"
     "Compare the words with those that a kiosk shows when it is enrolled.\n\n"
     "  --json  for programs",
     desk_key_show},
    {"key courier", "--key DRIVE|FILE DRIVE...", "make drives that fetch stories",
     "Makes each DRIVE a courier of the collection: its public key is written, the secret is not.\n\n"
     "  --key DRIVE|FILE  whose collection: staff's own drive, another courier, or a collection.vpk",
     desk_key_courier},
    {"collect", "DRIVE... --into LIBRARY [options]", "bring the stories on drives into a library",
     "Opens the stories on each DRIVE and adds those that are new to LIBRARY, a folder that is made when\n"
     "it is not there. Then writes receipts to the drives, so that kiosks know what has arrived.\n"
     "Doing it twice changes nothing; ended halfway, it goes on next time.\n\n"
     "  --into LIBRARY          the folder with library.db, audio and text\n"
     "  --key DRIVE|FILE        the key with the secret; without it, that of the given drive that has it\n"
     "  --passphrase-file FILE  take the passphrase from FILE (its first line) and do not ask\n"
     "  --enrol KIOSK|all       trust this kiosk (an id) or all that are known: from now on its signature\n"
     "                          shows where a story comes from. Compare the words with the kiosk's first\n"
     "  --json                  for programs",
     desk_collect},
    {"list", "[--library LIBRARY] [options]", "list the stories of a library",
     "Lists the stories, oldest first.\n\n"
     "  --library LIBRARY  the library; without it $VERTELPUNT_LIBRARY, or else the present folder\n"
     "  --theme THEME  --kind KIND  --language CODE  --kiosk ID\n"
     "                     only those\n"
     "  --state STATE      only those: kept, interrupted (not confirmed by the teller) or damaged\n"
     "  --json             for programs",
     desk_list},
    {"show", "ID [--library LIBRARY] [--json]", "show one story",
     "Shows what is known of a story, and the text of a written one. The first characters of an id\n"
     "will do when no other begins so.\n\n"
     "  --library LIBRARY  the library; without it $VERTELPUNT_LIBRARY, or else the present folder\n"
     "  --json             for programs",
     desk_show},
    {"export", "csv|json --to DIR [--library LIBRARY] [options]", "copy stories out, with a table of them",
     "Writes DIR/stories.csv (opens in a Dutch or other European spreadsheet: UTF-8, semicolons) or\n"
     "DIR/stories.json, and copies the sound and text files to DIR/audio and DIR/text. Withdrawal codes\n"
     "stay in the library. Without --state only stories that their tellers kept are exported.\n\n"
     "  --to DIR           a folder; made when it is not there\n"
     "  --library LIBRARY  the library; without it $VERTELPUNT_LIBRARY, or else the present folder\n"
     "  --theme THEME  --kind KIND  --language CODE  --kiosk ID\n"
     "                     only those\n"
     "  --state STATE      kept, interrupted, damaged or all",
     desk_export},
    {"verify", "LIBRARY|DRIVE [--key DRIVE|FILE] [--passphrase-file FILE]", "check a library or a drive",
     "Checks every file of a library (its hash, and that sound opens), or every story and receipt of a\n"
     "drive (signature, completeness, names). Lists what is wrong; exit status 1 if anything is.\n\n"
     "  --key DRIVE|FILE        for a drive: the key with the secret, if it is not on that drive\n"
     "  --passphrase-file FILE  take the passphrase from FILE (its first line) and do not ask",
     desk_verify},
    {"guide check", "FILE...", "check guides",
     "Reads each guide.json as a kiosk would, and says where it is wrong and what to do.", desk_guide_check},
};

static void print_help(void) {
  printf("Usage: vertelpunt-desk COMMAND ...\n\n"
         "Keys, drives and libraries of stories that were told at Vertelpunt kiosks.\n\n");
  for (size_t i = 0; i < VP_COUNT(commands); i++)
    printf("  %-12s %s\n", commands[i].name, commands[i].summary);
  printf("\n  --help, also after a command; --version\n\n"
         "Exit status: 0 done, 1 it failed and says why on standard error, 2 wrong usage.\n");
}

/* How many words of argv the command's name takes up; 0: it is another. */
static int matches(const struct desk_command *command, int argc, char **argv) {
  const char *space = strchr(command->name, ' ');
  size_t first = space ? (size_t)(space - command->name) : strlen(command->name);
  if (strlen(argv[0]) != first || memcmp(argv[0], command->name, first) != 0)
    return 0;
  if (!space)
    return 1;
  return argc > 1 && strcmp(argv[1], space + 1) == 0 ? 2 : 0;
}

static int usage_of_group(const char *word, int argc, char **argv) {
  size_t length = strlen(word);
  char known[64] = "";
  bool group = false, asked = argc > 1 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0);
  for (size_t i = 0; i < VP_COUNT(commands); i++)
    if (strncmp(commands[i].name, word, length) == 0 && commands[i].name[length] == ' ') {
      if (asked)
        printf("  vertelpunt-desk %s %s\n", commands[i].name, commands[i].arguments);
      size_t used = strlen(known);
      snprintf(known + used, sizeof known - used, "%s%s", group ? ", " : "", commands[i].name + length + 1);
      group = true;
    }
  if (group && asked)
    return DESK_OK;
  if (group && argc > 1)
    return desk_usage(NULL, "'%s %s' is no command; there is %s.", word, argv[1], known);
  if (group)
    return desk_usage(NULL, "'%s' needs a second word: %s.", word, known);
  return desk_usage(NULL, "'%s' is no command.", word);
}

int main(int argc, char **argv) {
  if (argc < 2)
    return desk_usage(NULL, "Which command?");
  if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "help") == 0) {
    print_help();
    return desk_end(DESK_OK);
  }
  if (strcmp(argv[1], "--version") == 0) {
    printf("vertelpunt-desk " VERTELPUNT_VERSION "\n");
    return desk_end(DESK_OK);
  }
  if (vp_seal_init() != VP_OK) {
    fputs("vertelpunt-desk: starting libsodium: it refused, perhaps for want of randomness.\n", stderr);
    return DESK_FAILED;
  }
  for (size_t i = 0; i < VP_COUNT(commands); i++) {
    int words = matches(&commands[i], argc - 1, argv + 1);
    if (words > 0)
      return desk_end(commands[i].run(&commands[i], argc - 1 - words, argv + 1 + words));
  }
  return desk_end(usage_of_group(argv[1], argc - 1, argv + 1));
}
