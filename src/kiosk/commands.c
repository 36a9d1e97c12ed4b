/* A command that has to wait (for a screen, for a card that can be touched, for time to pass) stays under way while the
 * loop goes on; the next line is read when it has been answered. A touch is that of a patient person: it waits, up to
 * ten seconds, until what is to be touched is there, can be chosen, and the half second after a change of screen has
 * passed. */
#include "commands.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <vertelpunt/clock.h>
#include <vertelpunt/utf8.h>

enum { LINE_MAX_BYTES = 8192, PATIENCE_MS = 10000, AGAIN_MS = 20 };

struct commands {
  struct app *app;
  int fd;
  bool owns_fd, ended, failed;
  bool skipping;              /* the rest of a line that was too long */
  char input[LINE_MAX_BYTES]; /* read and not yet taken */
  size_t input_length;
  char line[LINE_MAX_BYTES]; /* under way */
  char *argument;
  bool under_way;
  int64_t deadline_ms;
  const char *typing; /* what of `type` is left */
};

/* Whoever gave the commands has gone: nothing is done that nobody asks for any more. */
static void flush(struct commands *commands) {
  commands->under_way = false;
  if (fflush(stdout) == 0 && !ferror(stdout))
    return;
  fprintf(stderr, "vertelpunt: answering commands: standard output: %s. Keep it open until the kiosk has ended.\n",
          strerror(errno));
  commands->failed = true;
  commands->app->quit = true;
}

static void answer(struct commands *commands, const char *text) {
  printf("ok%s%s\n", text && *text ? " " : "", text ? text : "");
  flush(commands);
}

static void refuse(struct commands *commands, const char *text, const char *object) {
  printf("error: %s%s%s\n", text, object ? ": " : "", object ? object : "");
  commands->failed = true;
  flush(commands);
}

static bool patience_is_over(const struct commands *commands) {
  return vp_clock_monotonic_ms() >= commands->deadline_ms;
}

static void touch(struct app *app, int x, int y) {
  app_pointer(app, VP_POINTER_DOWN, 0, x, y);
  app_pointer(app, VP_POINTER_UP, 0, x, y);
}

static bool parse_point(const char *text, long *x, long *y) {
  char *end;
  *x = strtol(text, &end, 10);
  if (end == text || *end != ',')
    return false;
  const char *from = end + 1;
  *y = strtol(from, &end, 10);
  return end != from && !*end;
}

static bool can_be_touched(const struct app *app, const struct vp_node *node) {
  return node && node->width > 0 && vp_node_is_choosable(node) &&
         vp_clock_monotonic_ms() >= vp_ui_dead_until_ms(app->ui);
}

static void tap(struct commands *commands) {
  struct app *app = commands->app;
  long x, y;
  if (parse_point(commands->argument, &x, &y)) {
    if (x < 0 || y < 0 || x >= app->options.width_px || y >= app->options.height_px) {
      refuse(commands, "the point is outside the screen", commands->argument);
      return;
    }
    touch(app, (int)x, (int)y);
    answer(commands, NULL);
    return;
  }
  struct vp_node *node = vp_tree_find(vp_ui_root(app->ui), commands->argument);
  if (can_be_touched(app, node)) {
    touch(app, node->x + node->width / 2, node->y + node->height / 2);
    answer(commands, NULL);
  } else if (patience_is_over(commands)) {
    refuse(commands,
           node ? node->width > 0 ? "it cannot be chosen" : "it is not on this page" : "it is not on this screen",
           commands->argument);
  }
}

static const struct vp_node *find_key(struct app *app, uint32_t code_point) {
  struct vp_node *root = vp_ui_root(app->ui);
  for (struct vp_node *node = root; node; node = vp_tree_next(root, node))
    if (node->role == VP_ROLE_KEY && node->action.message == VP_MESSAGE_TYPE &&
        node->action.argument == (int32_t)code_point)
      return node;
  return NULL;
}

static struct vp_node *find_id(struct app *app, const char *id) {
  struct vp_node *root = vp_ui_root(app->ui);
  for (struct vp_node *node = root; node; node = vp_tree_next(root, node))
    if (node->id && strcmp(node->id, id) == 0)
      return node;
  return NULL;
}

/* The key that brings the wanted one nearer: a page of the keyboard, signs, or the other case. */
static const struct vp_node *way_to(struct app *app, uint32_t code_point) {
  const struct vp_node *key = find_key(app, code_point);
  if (key && key->width > 0)
    return key;
  if (key) {
    const struct vp_node *page = find_id(app, "page-next");
    return page && can_be_touched(app, page) ? page : find_id(app, "page-back");
  }
  bool letter = code_point > 0x40 && !app->model.signs;
  uint32_t other = code_point ^ 0x20;
  if (letter && find_key(app, other))
    return find_id(app, "key-shift");
  return find_id(app, "key-signs");
}

static void type(struct commands *commands) {
  struct app *app = commands->app;
  const char *end = commands->typing + strlen(commands->typing), *next = commands->typing;
  if (next == end) {
    answer(commands, NULL);
    return;
  }
  uint32_t code_point = vp_utf8_next(&next, end);
  const struct vp_node *key = way_to(app, code_point);
  if (can_be_touched(app, key)) {
    bool typed = key->role == VP_ROLE_KEY && key->action.message == VP_MESSAGE_TYPE;
    touch(app, key->x + key->width / 2, key->y + key->height / 2);
    if (typed) {
      commands->typing = next;
      commands->deadline_ms = vp_clock_monotonic_ms() + PATIENCE_MS;
    }
  } else if (patience_is_over(commands)) {
    refuse(commands, "the keyboard has no key for", commands->typing);
  }
}

static void wait_screen(struct commands *commands) {
  const struct vp_node *root = vp_ui_root(commands->app->ui);
  char name[64] = "";
  sscanf(commands->argument, "%63s", name);
  if (root && strcmp(root->label, name) == 0)
    answer(commands, NULL);
  else if (patience_is_over(commands))
    refuse(commands, "another screen is shown", root ? root->label : "none");
}

/* By the table that a keyboard in the window goes by. */
static void press_on(struct commands *commands, enum device device) {
  int32_t code;
  bool shift;
  if (!keys_code(device, commands->argument, &code, &shift)) {
    refuse(commands, "there is no such key", commands->argument);
    return;
  }
  input_down(commands->app, device, code, shift);
  input_up(commands->app, device, code);
  answer(commands, vp_ui_focus(commands->app->ui));
}

static void press_key(struct commands *commands) {
  press_on(commands, DEVICE_KEY);
}

static void press_pad(struct commands *commands) {
  press_on(commands, DEVICE_PAD);
}

/* As patient as a touch: after a press and after a change of screen a switch is dead for a moment. */
static void press_switch(struct commands *commands) {
  if (input_switch_is_ready(commands->app))
    press_on(commands, DEVICE_SWITCH);
}

static void tree(struct commands *commands) {
  char *json = vp_ui_tree_json(commands->app->ui);
  if (json)
    answer(commands, json);
  else
    refuse(commands, "out of memory", NULL);
  free(json);
}

static void shot(struct commands *commands) {
  struct vp_fault fault;
  char text[1200];
  if (vp_ui_save_png(commands->app->ui, commands->argument, &fault) == VP_OK) {
    answer(commands, NULL);
    return;
  }
  vp_fault_format(&fault, text, sizeof text);
  refuse(commands, text, NULL);
}

static void spoken(struct commands *commands) {
  answer(commands, speech_take_log(commands->app));
}

/* As plugging in headphones would. */
static void voice(struct commands *commands) {
  commands->app->speech.wanted = strcmp(commands->argument, "on") == 0;
  answer(commands, NULL);
}

static void quit(struct commands *commands) {
  answer(commands, NULL);
  commands->app->quit = true;
}

static void pass_time(struct commands *commands) {
  if (patience_is_over(commands))
    answer(commands, NULL);
}

static const struct {
  const char *name;
  void (*step)(struct commands *commands);
  bool wants_argument;
} known[] = {
    {"tap", tap, true},     {"key", press_key, true},    {"switch", press_switch, true}, {"pad", press_pad, true},
    {"type", type, true},   {"wait", wait_screen, true}, {"sleep", pass_time, true},     {"tree", tree, false},
    {"voice", voice, true}, {"spoken", spoken, false},   {"shot", shot, true},           {"quit", quit, false},
};

/* -1: that is no time. */
static int64_t seconds_ms(const char *text) {
  char *end;
  double seconds = strtod(text, &end);
  return end == text || end[strspn(end, " ")] || !(seconds >= 0 && seconds <= 86400) ? -1 : (int64_t)(seconds * 1000);
}

static void begin(struct commands *commands) {
  char *space = strchr(commands->line, ' ');
  commands->argument = space ? space + 1 : commands->line + strlen(commands->line);
  if (space)
    *space = '\0';
  int64_t patience = PATIENCE_MS;
  if (strcmp(commands->line, "sleep") == 0)
    patience = seconds_ms(commands->argument);
  if (strcmp(commands->line, "wait") == 0 && strchr(commands->argument, ' '))
    patience = seconds_ms(strchr(commands->argument, ' '));
  if (patience < 0) {
    refuse(commands, "seconds are from 0 to 86400", commands->argument);
    return;
  }
  commands->deadline_ms = vp_clock_monotonic_ms() + patience;
  commands->typing = commands->argument;
  commands->under_way = true;
}

static void go_on(struct commands *commands) {
  for (size_t i = 0; i < VP_COUNT(known); i++)
    if (strcmp(known[i].name, commands->line) == 0) {
      if (known[i].wants_argument && !*commands->argument)
        refuse(commands, "this command wants an argument", known[i].name);
      else
        known[i].step(commands);
      speech_look(commands->app);
      return;
    }
  refuse(commands, "there is no such command", commands->line);
}

/* Takes the next whole line out of the input; false: there is none. Empty lines and "#" are passed over. */
static bool take_line(struct commands *commands) {
  for (;;) {
    char *end = memchr(commands->input, '\n', commands->input_length);
    if (!end && !(commands->ended && commands->input_length > 0))
      return false;
    size_t length = end ? (size_t)(end - commands->input) : commands->input_length;
    memcpy(commands->line, commands->input, length);
    commands->line[length] = '\0';
    if (length > 0 && commands->line[length - 1] == '\r')
      commands->line[length - 1] = '\0';
    size_t used = end ? length + 1 : length;
    memmove(commands->input, commands->input + used, commands->input_length - used);
    commands->input_length -= used;
    bool skipped = commands->skipping;
    commands->skipping = false;
    if (!skipped && commands->line[0] && commands->line[0] != '#')
      return true;
  }
}

static void fill(struct commands *commands) {
  size_t room = sizeof commands->input - commands->input_length - 1;
  if (room == 0) { /* a line that long is none of ours: it has one answer, and its rest is passed over */
    commands->input_length = 0;
    if (!commands->skipping)
      refuse(commands, "the line is too long", NULL);
    commands->skipping = true;
    return;
  }
  ssize_t got = read(commands->fd, commands->input + commands->input_length, room);
  if (got > 0) {
    commands->input_length += (size_t)got;
    return;
  }
  if (got < 0 && errno == EINTR)
    return;
  commands->ended = true;
  if (got < 0) {
    fprintf(stderr, "vertelpunt: reading commands: %s: %s. Name a file that can be read, or - for standard input.\n",
            commands->app->options.commands, strerror(errno));
    commands->failed = true;
  }
}

int commands_step(struct commands *commands, bool readable) {
  if (readable && !commands->under_way)
    fill(commands);
  for (;;) {
    if (!commands->under_way) {
      if (commands->app->quit || !take_line(commands))
        break;
      begin(commands);
      if (!commands->under_way)
        continue; /* refused */
    }
    go_on(commands);
    if (commands->under_way)
      return strcmp(commands->line, "sleep") == 0 ? (int)(commands->deadline_ms - vp_clock_monotonic_ms()) + 1
                                                  : AGAIN_MS;
  }
  if (commands->ended)
    commands->app->quit = true;
  return -1;
}

int commands_fd(const struct commands *commands) {
  return commands->under_way || commands->ended ? -1 : commands->fd;
}

bool commands_failed(const struct commands *commands) {
  return commands->failed;
}

int commands_open(struct app *app, const char *file, struct commands **out, struct vp_fault *fault) {
  struct commands *commands = calloc(1, sizeof *commands);
  if (!commands)
    return vp_fault_set(fault, VP_E_NO_MEMORY, "reading commands", file, NULL, "out of memory");
  commands->app = app;
  commands->owns_fd = strcmp(file, "-") != 0;
  commands->fd = commands->owns_fd ? open(file, O_RDONLY | O_CLOEXEC) : STDIN_FILENO;
  if (commands->fd < 0) {
    int saved = errno;
    free(commands);
    return vp_fault_errno(fault, saved, "reading commands", file,
                          "Name a file that can be read, or - for standard input.");
  }
  *out = commands;
  return VP_OK;
}

void commands_close(struct commands *commands) {
  if (!commands)
    return;
  if (commands->owns_fd)
    close(commands->fd);
  free(commands);
}
