/* The kiosk without a display: the same turn, drawn in memory. It sleeps in poll() for answers of the other threads and
 * for commands. */
#include "app.h"

#include <poll.h>
#include <stdio.h>

#include "commands.h"

static int sooner(int a, int b) {
  return a < 0 ? b : b < 0 ? a : a < b ? a : b;
}

static void loop(struct app *app, struct commands *commands) {
  int wait = commands ? commands_step(commands, false) : -1;
  while (!app->quit) {
    struct pollfd fds[] = {{.fd = vp_queue_fd(&app->inbox), .events = POLLIN},
                           {.fd = commands ? commands_fd(commands) : -1, .events = POLLIN}};
    if (poll(fds, VP_COUNT(fds), sooner(wait, app_wait_ms(app))) < 0)
      continue; /* interrupted: look at all again */
    app_take_inbox(app);
    wait = commands ? commands_step(commands, fds[1].revents != 0) : -1;
  }
}

int headless_run(struct app *app) {
  struct commands *commands = NULL;
  struct vp_fault fault = {0};
  if (app->options.commands && commands_open(app, app->options.commands, &commands, &fault)) {
    char text[1200];
    vp_fault_format(&fault, text, sizeof text);
    fprintf(stderr, "vertelpunt: %s\n", text);
    return 1;
  }
  app_show(app);
  loop(app, commands);
  bool failed = commands && commands_failed(commands);
  commands_close(commands);
  return failed ? 1 : 0;
}
