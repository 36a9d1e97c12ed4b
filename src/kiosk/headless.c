/* The kiosk without a display: the same turn, drawn in memory. It sleeps in poll() for answers of the other threads,
 * for commands and for a signal to end. */
#include "app.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "commands.h"

static int open_signals(void) {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  if (sigprocmask(SIG_BLOCK, &signals, NULL) != 0)
    return -1;
  return signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
}

static int sooner(int a, int b) {
  return a < 0 ? b : b < 0 ? a : a < b ? a : b;
}

static void loop(struct app *app, struct commands *commands, int signals) {
  int wait = commands ? commands_step(commands, false) : -1;
  while (!app->quit) {
    struct pollfd fds[] = {{.fd = vp_queue_fd(&app->inbox), .events = POLLIN},
                           {.fd = signals, .events = POLLIN},
                           {.fd = commands ? commands_fd(commands) : -1, .events = POLLIN}};
    if (poll(fds, VP_COUNT(fds), sooner(wait, app_wait_ms(app))) < 0)
      continue; /* interrupted: look at all again */
    if (fds[1].revents)
      break;
    app_take_inbox(app);
    wait = commands ? commands_step(commands, (fds[2].revents & (POLLIN | POLLHUP)) != 0) : -1;
  }
}

int headless_run(struct app *app) {
  struct commands *commands = NULL;
  struct vp_fault fault = {0};
  int signals = open_signals();
  if (app->options.commands && commands_open(app, app->options.commands, &commands, &fault)) {
    char text[1200];
    vp_fault_format(&fault, text, sizeof text);
    fprintf(stderr, "vertelpunt: %s\n", text);
    return 1;
  }
  app_show(app);
  loop(app, commands, signals);
  bool failed = commands && commands_failed(commands);
  commands_close(commands);
  if (signals >= 0)
    close(signals);
  return failed ? 1 : 0;
}
