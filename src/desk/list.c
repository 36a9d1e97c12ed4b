/* list and show: what is in a library, for people and for programs. */
#include "choose.h"
#include "desk.h"
#include "library.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <vertelpunt/clock.h>
#include <vertelpunt/file.h>
#include <vertelpunt/utf8.h>

enum { TEXT_SHOWN_MAX = 16 * 1024 * 1024 };

static const char *or_dash(const char *text) {
  return text && *text ? text : "-";
}

static const char *origin_of(const struct story *story) {
  return story->verified ? "verified" : "unknown";
}

static void format_length(const struct story *story, char *text, size_t size) {
  int64_t seconds = (story->duration_ms + 500) / 1000;
  if (story->is_text)
    snprintf(text, size, "text");
  else
    snprintf(text, size, "%" PRId64 ":%02" PRId64, seconds / 60, seconds % 60);
}

static int fail(struct library *library, const struct vp_fault *fault) {
  desk_complain(fault);
  library_close(library);
  return DESK_FAILED;
}

static int print_json(json_t *json, struct vp_fault *fault) {
  return desk_print_json(json) == 0
             ? VP_OK
             : vp_fault_set(fault, VP_E_IO, "writing the result", "standard output", NULL, "it could not be written");
}

/* --- list -----------------------------------------------------------------------------------------------------------
 */

/* Characters, not cells of the terminal: names of themes are short words of ours. */
static void print_padded(const char *text, size_t width) {
  desk_print(stdout, text, false);
  for (size_t count = vp_utf8_count(text, strlen(text)); count < width; count++)
    putchar(' ');
  fputs("  ", stdout);
}

static int print_line(void *context, const struct story *story) {
  char id[VP_ID_TEXT], started[24], length[32];
  size_t *count = context;
  vp_id_format(&story->id, id);
  vp_clock_format(story->started_utc_ms, started, sizeof started);
  format_length(story, length, sizeof length);
  printf("%s  %s  %7s  %-11s  %-8s  ", id, started, length, story_state_name(story->state), origin_of(story));
  print_padded(or_dash(story_text(story, "language")), 8);
  print_padded(or_dash(story_text(story, "theme")), 14);
  desk_print(stdout, or_dash(story_text(story, "kind")), false);
  putchar('\n');
  ++*count;
  return VP_OK;
}

static int add_json(void *context, const struct story *story) {
  json_t *json = story_json(story);
  return json && json_array_append_new(context, json) == 0 ? VP_OK : VP_E_NO_MEMORY;
}

struct themes {
  bool asked_for; /* there is a story of the theme that was named */
  const char *named;
  json_t *names; /* an object, as a set that keeps its order */
};

static int note_theme(void *context, const struct story *story) {
  struct themes *themes = context;
  const char *theme = story_text(story, "theme");
  if (!theme || !*theme)
    return VP_OK;
  themes->asked_for |= strcmp(theme, themes->named) == 0;
  return json_object_set_new(themes->names, theme, json_true()) == 0 ? VP_OK : VP_E_NO_MEMORY;
}

/* A theme that no story has is most often one that was misspelt: which there are is told beside the empty list. */
static void tell_themes(struct library *library, const char *named) {
  static const struct story_filter all;
  struct themes themes = {.named = named, .names = json_object()};
  const char *theme, *between = " ";
  json_t *unused;
  if (themes.names && library_each(library, &all, note_theme, &themes, NULL) == VP_OK && !themes.asked_for) {
    fputs("vertelpunt-desk: no story here has the theme '", stderr);
    desk_print(stderr, named, false);
    fputs(json_object_size(themes.names) > 0 ? "'. There are:" : "', or any theme.", stderr);
    json_object_foreach(themes.names, theme, unused) {
      fputs(between, stderr);
      desk_print(stderr, theme, false);
      between = ", ";
    }
    fputc('\n', stderr);
  }
  json_decref(themes.names);
}

static int list(struct library *library, const struct story_filter *filter, bool as_json, struct vp_fault *fault) {
  size_t count = 0;
  if (as_json) {
    json_t *all = json_array();
    int code = library_each(library, filter, add_json, all, fault);
    if (code == VP_OK)
      return print_json(all, fault);
    json_decref(all);
    return code == VP_E_NO_MEMORY ? vp_fault_set(fault, code, "listing", library->folder, NULL, "out of memory") : code;
  }
  printf("%-36s  %-20s  %7s  %-11s  %-8s  language  theme           kind\n", "id", "started (UTC)", "length", "state",
         "origin");
  int code = library_each(library, filter, print_line, &count, fault);
  if (code == VP_OK)
    printf("%zu %s\n", count, count == 1 ? "story" : "stories");
  return code;
}

int desk_list(const struct desk_command *command, int argc, char **argv) {
  const char *folder = NULL;
  bool as_json = false;
  struct choice choice = {0};
  struct chosen chosen;
  struct desk_option options[CHOICE_OPTIONS + 2] = {[CHOICE_OPTIONS] = {"--library", &folder, NULL},
                                                    [CHOICE_OPTIONS + 1] = {"--json", NULL, &as_json}};
  size_t words;
  choice_options(&choice, options);
  int status = desk_options(command, argc, argv, options, VP_COUNT(options), &words);
  if (status == DESK_GO_ON)
    status = choice_read(command, &choice, false, &chosen);
  if (status != DESK_GO_ON)
    return status;
  if (words > 0)
    return desk_usage(command, "'%s' is one word too many. A library is named with --library.", argv[0]);
  struct library library;
  struct vp_fault fault = {0};
  if (library_open(library_folder(folder), false, &library, &fault) || list(&library, &chosen.filter, as_json, &fault))
    return fail(&library, &fault);
  if (chosen.filter.theme)
    tell_themes(&library, chosen.filter.theme);
  library_close(&library);
  return DESK_OK;
}

/* --- show -----------------------------------------------------------------------------------------------------------
 */

static void print_field(const char *name, const char *value) {
  if (!value || !*value)
    return;
  printf("%-12s ", name);
  desk_print(stdout, value, false);
  putchar('\n');
}

static int print_text(const struct library *library, const struct story *story, struct vp_fault *fault) {
  char path[PATH_MAX];
  unsigned char *text;
  size_t length;
  int code = library_path(library, story->content, path, fault);
  if (code == VP_OK)
    code = vp_file_read(path, TEXT_SHOWN_MAX, &text, &length, fault);
  if (code)
    return code;
  putchar('\n');
  desk_print(stdout, (const char *)text, true);
  putchar('\n');
  vp_seal_wipe(text, length);
  free(text);
  return VP_OK;
}

static int print_story(const struct library *library, const struct story *story, struct vp_fault *fault) {
  static const char *const keys[] = {"title", "theme", "kind", "language", "method", "guide", "prompt"};
  char id[VP_ID_TEXT], kiosk[VP_ID_TEXT], started[24], length[32], path[PATH_MAX];
  vp_id_format(&story->id, id);
  vp_id_format(&story->kiosk, kiosk);
  vp_clock_format(story->started_utc_ms, started, sizeof started);
  format_length(story, length, sizeof length);
  print_field("story", id);
  for (size_t i = 0; i < VP_COUNT(keys); i++)
    print_field(keys[i], story_text(story, keys[i]));
  print_field("started", started);
  print_field("kept", story_text(story, "kept"));
  print_field("length", length);
  print_field("state", story->state == STORY_INTERRUPTED ? "interrupted (not confirmed by the teller)"
                                                         : story_state_name(story->state));
  print_field("kiosk", kiosk);
  print_field("origin", story->verified ? "verified: signed by this kiosk, which is enrolled"
                                        : "unknown: no enrolled kiosk has signed it");
  print_field("consent", json_string_value(json_object_get(json_object_get(story->metadata, "consent"), "version")));
  if (story->content[0] && library_path(library, story->content, path, NULL) == VP_OK)
    print_field("file", path);
  size_t name_length = strlen(story->content);
  return name_length > 4 && strcmp(story->content + name_length - 4, ".txt") == 0 ? print_text(library, story, fault)
                                                                                  : VP_OK;
}

struct found {
  struct vp_id id;
  size_t count;
};

static int note(void *context, const struct story *story) {
  struct found *found = context;
  found->id = story->id;
  found->count++;
  return VP_OK;
}

static int show(struct library *library, const char *prefix, bool as_json, struct vp_fault *fault) {
  const struct story_filter filter = {.prefix = prefix};
  struct found found = {.count = 0};
  struct story story;
  int code = library_each(library, &filter, note, &found, fault);
  if (code == VP_OK && found.count != 1)
    code = found.count == 0 ? vp_fault_set(fault, VP_E_NOT_FOUND, "looking for the story", prefix,
                                           "'vertelpunt-desk list' has the ids.", "the library has no such story")
                            : vp_fault_set(fault, VP_E_INVALID, "looking for the story", prefix, "Give more of the id.",
                                           "%zu stories begin so", found.count);
  if (code == VP_OK)
    code = library_find(library, &found.id, &story, fault);
  if (code)
    return code;
  code = as_json ? print_json(story_json(&story), fault) : print_story(library, &story, fault);
  story_finish(&story);
  return code;
}

int desk_show(const struct desk_command *command, int argc, char **argv) {
  const char *folder = NULL;
  bool as_json = false;
  const struct desk_option options[] = {{"--library", &folder, NULL}, {"--json", NULL, &as_json}};
  size_t words;
  int status = desk_options(command, argc, argv, options, VP_COUNT(options), &words);
  if (status != DESK_GO_ON)
    return status;
  if (words != 1)
    return desk_usage(command, words == 0 ? "Which story?" : "One story at a time.");
  struct library library;
  struct vp_fault fault = {0};
  if (library_open(library_folder(folder), false, &library, &fault) || show(&library, argv[0], as_json, &fault))
    return fail(&library, &fault);
  library_close(&library);
  return DESK_OK;
}
