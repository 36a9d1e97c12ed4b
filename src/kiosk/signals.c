/* SIGTERM, SIGINT and SIGHUP end the kiosk as the staff menu would, at whatever moment they come. They are blocked
 * before the first thread starts, so that no thread inherits them open (any one of a library's would do, and the
 * process would be gone in the middle of a word), and one thread that does nothing else waits for them. */
#include "app.h"

#include <signal.h>
#include <string.h>

#include <vertelpunt/log.h>

static void ending_signals(sigset_t *set) {
  sigemptyset(set);
  sigaddset(set, SIGTERM);
  sigaddset(set, SIGINT);
  sigaddset(set, SIGHUP);
}

static void *heed(void *context) {
  struct app *app = context;
  sigset_t set;
  int number;
  ending_signals(&set);
  while (sigwait(&set, &number) != 0)
    continue;
  app_end(app);
  return NULL;
}

void signals_block(void) {
  sigset_t set;
  ending_signals(&set);
  pthread_sigmask(SIG_BLOCK, &set, NULL); /* it can't fail with this set */
  signal(SIGPIPE, SIG_IGN);
}

void signals_start(struct app *app) {
  int number = pthread_create(&app->signals, NULL, heed, app);
  app->heeds_signals = number == 0;
  if (number != 0)
    vp_log(VP_LOG_WARNING, "kiosk", "signals are not heeded: %s", strerror(number));
}

void signals_stop(struct app *app) {
  if (!app->heeds_signals)
    return;
  pthread_kill(app->signals, SIGINT); /* if none has come, this one is its last */
  pthread_join(app->signals, NULL);
}
