/* The command line. Nothing is secret in it, and nothing in it opens a door: --commands needs --headless. */
#include "app.h"

#include <getopt.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char usage[] =
    "usage: vertelpunt [options]\n"
    "\n"
    "Records people's stories, sealed, without a network; staff collect them on a USB drive.\n"
    "\n"
    "  --data DIR          where the sealed stories are kept (default: the XDG data folder)\n"
    "  --drives DIR        a folder in which every folder is an attached drive; may be repeated\n"
    "                      (default: where the desktop mounts drives)\n"
    "  --guide FILE        the guide to use (default: the guide that comes with it)\n"
    "  --lang CODE         the language it begins with (default: the guide's first)\n"
    "  --window WxH        the size of the window in pixels (default: 1280x800)\n"
    "  --fullscreen        the whole screen\n"
    "  --screen-mm WIDTH   the width of the screen, or of the window, in millimetres\n"
    "  --mode kiosk|tablet\n"
    "  --headless          without a display; drawn in memory at the size of --window\n"
    "  --commands FILE     with --headless: read commands from FILE, - for standard input\n"
    "  --help, --version\n"
    "\n"
    "Exit status: 0 ended as asked, 1 failed (standard error says why), 2 wrong usage.\n";

static int wrong(const char *what, const char *value) {
  fprintf(stderr, "vertelpunt: %s%s%s\nTry 'vertelpunt --help'.\n", what, value ? ": " : "", value ? value : "");
  return 2;
}

static int set_defaults(struct options *options) {
  const char *base = getenv("XDG_DATA_HOME"), *home = getenv("HOME"), *user = getenv("USER");
  const struct passwd *entry = getpwuid(getuid());
  if (!home || !*home)
    home = entry ? entry->pw_dir : "/";
  if (!user || !*user)
    user = entry ? entry->pw_name : "root";
  int written = base && base[0] == '/'
                    ? snprintf(options->data, sizeof options->data, "%s/vertelpunt", base)
                    : snprintf(options->data, sizeof options->data, "%s/.local/share/vertelpunt", home);
  snprintf(options->default_drives[0], sizeof options->default_drives[0], "/media/%s", user);
  snprintf(options->default_drives[1], sizeof options->default_drives[1], "/run/media/%s", user);
  options->width_px = 1280;
  options->height_px = 800;
  return written < 0 || written >= (int)sizeof options->data ? wrong("the data folder's path is too long", NULL) : 0;
}

static bool parse_size(const char *text, int *width, int *height) {
  char *end;
  long w = strtol(text, &end, 10);
  if (end == text || (*end != 'x' && *end != 'X'))
    return false;
  const char *second = end + 1;
  long h = strtol(second, &end, 10);
  if (end == second || *end || w < 320 || h < 240 || w > 8192 || h > 8192)
    return false;
  *width = (int)w;
  *height = (int)h;
  return true;
}

static bool parse_mm(const char *text, float *mm) {
  char *end;
  float value = strtof(text, &end);
  if (end == text || *end || !(value >= 50.0F && value <= 3000.0F))
    return false;
  *mm = value;
  return true;
}

static int set_path(char path[PATH_TEXT], const char *value) {
  return snprintf(path, PATH_TEXT, "%s", value) < PATH_TEXT ? 0 : wrong("the path is too long", value);
}

enum {
  OPTION_DATA = 1,
  OPTION_DRIVES,
  OPTION_GUIDE,
  OPTION_LANG,
  OPTION_WINDOW,
  OPTION_FULLSCREEN,
  OPTION_MM,
  OPTION_MODE,
  OPTION_HEADLESS,
  OPTION_COMMANDS,
  OPTION_HELP,
  OPTION_VERSION
};

static int take_option(struct options *options, int option, const char *value) {
  switch (option) {
  case OPTION_DATA:
    return set_path(options->data, value);
  case OPTION_DRIVES:
    if (options->drive_count == DRIVE_FOLDERS_MAX)
      return wrong("too many --drives", value);
    options->drives[options->drive_count++] = value;
    return 0;
  case OPTION_GUIDE:
    return set_path(options->guide, value);
  case OPTION_LANG:
    options->language = value;
    return 0;
  case OPTION_WINDOW:
    return parse_size(value, &options->width_px, &options->height_px)
               ? 0
               : wrong("--window wants WIDTHxHEIGHT, for example 1280x800", value);
  case OPTION_FULLSCREEN:
    options->fullscreen = true;
    return 0;
  case OPTION_MM:
    return parse_mm(value, &options->screen_mm) ? 0 : wrong("--screen-mm wants millimetres, from 50 to 3000", value);
  case OPTION_MODE:
    options->tablet = strcmp(value, "tablet") == 0;
    return options->tablet || strcmp(value, "kiosk") == 0 ? 0 : wrong("--mode wants kiosk or tablet", value);
  case OPTION_HEADLESS:
    options->headless = true;
    return 0;
  case OPTION_COMMANDS:
    options->commands = value;
    return 0;
  case OPTION_HELP:
    fputs(usage, stdout);
    return 1;
  case OPTION_VERSION:
    puts("vertelpunt " VERTELPUNT_VERSION);
    return 1;
  default:
    fputs("Try 'vertelpunt --help'.\n", stderr); /* getopt has said what is wrong */
    return 2;
  }
}

static int check(struct options *options) {
  if (options->commands && !options->headless)
    return wrong("--commands goes with --headless only", NULL);
  if (options->fullscreen && options->headless)
    return wrong("--fullscreen and --headless exclude each other", NULL);
  if (options->drive_count == 0) {
    options->drives[options->drive_count++] = options->default_drives[0];
    options->drives[options->drive_count++] = options->default_drives[1];
  }
  return 0;
}

int options_parse(struct options *options, int argc, char **argv) {
  static const struct option known[] = {
      {"data", required_argument, NULL, OPTION_DATA},
      {"drives", required_argument, NULL, OPTION_DRIVES},
      {"guide", required_argument, NULL, OPTION_GUIDE},
      {"lang", required_argument, NULL, OPTION_LANG},
      {"window", required_argument, NULL, OPTION_WINDOW},
      {"fullscreen", no_argument, NULL, OPTION_FULLSCREEN},
      {"screen-mm", required_argument, NULL, OPTION_MM},
      {"mode", required_argument, NULL, OPTION_MODE},
      {"headless", no_argument, NULL, OPTION_HEADLESS},
      {"commands", required_argument, NULL, OPTION_COMMANDS},
      {"help", no_argument, NULL, OPTION_HELP},
      {"version", no_argument, NULL, OPTION_VERSION},
      {NULL, 0, NULL, 0},
  };
  memset(options, 0, sizeof *options);
  int status = set_defaults(options), option;
  while (status == 0 && (option = getopt_long(argc, argv, "", known, NULL)) != -1)
    status = take_option(options, option, optarg);
  if (status == 0 && optind < argc)
    status = wrong("what is this", argv[optind]);
  return status ? status : check(options);
}
