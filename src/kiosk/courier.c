/* Two threads. The watcher sleeps until a drive comes or goes. The courier looks at drives and copies, one at a time,
 * over a connection of its own to the store, so that a take goes on being stored meanwhile. */
#include "courier.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <vertelpunt/clock.h>
#include <vertelpunt/log.h>
#include <vertelpunt/store.h>
#include <vertelpunt/sync.h>

#include "recorder.h"

struct order {
  enum { ORDER_NONE, ORDER_LOOK, ORDER_SYNC } kind;
  int drive;
  char path[VP_DRIVE_PATH];
};

struct courier {
  /* immutable after start */
  struct app *app;
  bool started, watching; /* UI thread only */
  pthread_t thread, watcher;
  struct vp_drive_watch *watch;

  /* shared */
  struct vp_queue orders; /* the UI thread pushes, the courier pops */
  atomic_bool stop;       /* the copy under way is to end */
  atomic_bool quit;

  /* protected by lock */
  pthread_mutex_t lock;
  struct vp_collection offered[VP_DRIVE_SLOTS];

  /* courier thread only */
  struct vp_store *store;
  struct order now;
};

static struct vp_message about(const struct order *order, enum vp_message_kind kind) {
  struct vp_message message = {.kind = kind, .argument = order->drive};
  snprintf(message.drive.path, sizeof message.drive.path, "%s", order->path);
  return message;
}

static void look(struct courier *courier, const struct order *order) {
  static const enum vp_drive_view views[] = {[VP_DRIVE_OURS] = VP_DRIVE_VIEW_COPYING,
                                             [VP_DRIVE_OTHER] = VP_DRIVE_VIEW_OTHER,
                                             [VP_DRIVE_PLAIN] = VP_DRIVE_VIEW_PLAIN,
                                             [VP_DRIVE_DAMAGED] = VP_DRIVE_VIEW_DAMAGED,
                                             [VP_DRIVE_GONE] = VP_DRIVE_VIEW_NONE};
  struct vp_message message = about(order, VP_MESSAGE_DRIVE_LOOKED);
  struct vp_collection ours, found;
  struct vp_fault fault = {0};
  bool enrolled = recorder_collection(courier->app->recorder, &ours);
  enum vp_drive_kind kind = vp_drive_recognise(order->path, enrolled ? &ours : NULL, &found, &fault);
  if (fault.code)
    vp_log_fault("sync", &fault);
  message.drive.view = views[kind];
  if (!enrolled && kind == VP_DRIVE_OTHER) {
    message.drive.view = VP_DRIVE_VIEW_OFFERED;
    snprintf(message.drive.collection.name, sizeof message.drive.collection.name, "%s", found.name);
    vp_collection_fingerprint(&found, message.drive.collection.fingerprint,
                              sizeof message.drive.collection.fingerprint);
    pthread_mutex_lock(&courier->lock);
    courier->offered[order->drive] = found;
    pthread_mutex_unlock(&courier->lock);
  }
  app_post(courier->app, &message);
}

static void progressed(void *context, const struct vp_sync_progress *progress) {
  struct courier *courier = context;
  struct vp_message message = about(&courier->now, VP_MESSAGE_SYNC_PROGRESS);
  message.drive.copy = (struct vp_copy_view){
      .done = progress->stories_done, .total = progress->stories_total, .left_ms = progress->left_ms};
  app_post(courier->app, &message);
}

static enum vp_drive_view view_of(int error) {
  switch (error) {
  case VP_OK:
    return VP_DRIVE_VIEW_DONE;
  case VP_E_NO_SPACE:
    return VP_DRIVE_VIEW_FULL;
  case VP_E_READ_ONLY:
  case VP_E_DENIED:
    return VP_DRIVE_VIEW_READ_ONLY;
  case VP_E_FORMAT:
    return VP_DRIVE_VIEW_DAMAGED;
  case VP_E_GONE:
    return VP_DRIVE_VIEW_YANKED;
  default:
    return VP_DRIVE_VIEW_FAILED;
  }
}

static void sync_drive(struct courier *courier, const struct order *order) {
  struct vp_message message = about(order, VP_MESSAGE_SYNC_ENDED);
  struct vp_collection collection;
  struct vp_sync_result result = {0};
  struct vp_fault fault = {0};
  int error = VP_OK;
  courier->now = *order;
  if (!courier->store)
    error = vp_store_join(courier->app->options.data, NULL, &courier->store, &fault);
  if (!error && !recorder_collection(courier->app->recorder, &collection))
    error = vp_fault_set(&fault, VP_E_INVALID, "copying", order->path, NULL, "this kiosk has no collection");
  if (!error) {
    struct vp_sync sync = {.store = courier->store,
                           .collection = &collection,
                           .kiosk = recorder_kiosk_key(courier->app->recorder),
                           .version = VERTELPUNT_VERSION,
                           .progress = progressed,
                           .context = courier,
                           .stop = &courier->stop};
    error = vp_sync_run(&sync, order->path, &result, &fault);
  }
  if (error)
    vp_log_fault("sync", &fault);
  if (courier->store) {
    char detail[64];
    snprintf(detail, sizeof detail, "copied %u, already %u, confirmed %u", result.copied, result.already,
             result.confirmed);
    vp_store_journal(courier->store, vp_clock_now(), error ? "drive-failed" : "drive-done", detail);
  }
  message.drive.view = view_of(error);
  message.drive.copy = (struct vp_copy_view){.done = result.copied,
                                             .total = result.copied + result.waiting,
                                             .left_ms = -1,
                                             .copied = result.copied,
                                             .already = result.already,
                                             .confirmed = result.confirmed,
                                             .receipt_refused = result.receipt_refused};
  app_post(courier->app, &message);
}

static void *run(void *context) {
  struct courier *courier = context;
  struct order order;
  while (vp_queue_wait(&courier->orders, &order, -1) && !atomic_load(&courier->quit)) {
    if (order.kind == ORDER_LOOK)
      look(courier, &order);
    else if (order.kind == ORDER_SYNC)
      sync_drive(courier, &order);
  }
  vp_store_close(courier->store);
  return NULL;
}

static void *watch(void *context) {
  struct courier *courier = context;
  while (!atomic_load(&courier->quit)) {
    struct vp_drive_event event;
    int got = vp_drive_watch_next(courier->watch, -1, &event);
    if (got < 0) {
      vp_log(VP_LOG_ERROR, "sync", "drives are no longer noticed: %s", vp_error_name(got));
      break;
    }
    if (got == 0)
      continue;
    struct vp_message message = {.kind = event.arrived ? VP_MESSAGE_DRIVE_ARRIVED : VP_MESSAGE_DRIVE_LEFT};
    snprintf(message.drive.path, sizeof message.drive.path, "%s", event.path);
    app_post(courier->app, &message);
  }
  return NULL;
}

int courier_open(struct app *app, struct courier **out, struct vp_fault *fault) {
  struct courier *courier = calloc(1, sizeof *courier);
  if (!courier)
    return vp_fault_set(fault, VP_E_NO_MEMORY, "starting", NULL, NULL, "out of memory");
  courier->app = app;
  int error = vp_queue_init(&courier->orders, sizeof(struct order));
  if (!error) {
    error = vp_drive_watch_open(app->options.drives, app->options.drive_count, &courier->watch, fault);
    if (error)
      vp_queue_finish(&courier->orders);
  } else {
    vp_fault_set(fault, error, "starting", NULL, NULL, "%s", vp_error_name(error));
  }
  if (error) {
    free(courier);
    return error;
  }
  pthread_mutex_init(&courier->lock, NULL);
  *out = courier;
  return VP_OK;
}

void courier_start(struct courier *courier) {
  if (courier->started)
    return;
  courier->started = pthread_create(&courier->thread, NULL, run, courier) == 0;
  if (!courier->started) {
    vp_log(VP_LOG_ERROR, "sync", "drives are not noticed: no thread can be started");
    return;
  }
  courier->watching = pthread_create(&courier->watcher, NULL, watch, courier) == 0;
  if (!courier->watching)
    vp_log(VP_LOG_ERROR, "sync", "drives are not noticed: no thread can be started");
}

void courier_close(struct courier *courier) {
  if (!courier)
    return;
  struct order order = {.kind = ORDER_NONE}; /* wakes it; a queue that is full does so by itself */
  atomic_store(&courier->quit, true);
  atomic_store(&courier->stop, true);
  vp_drive_watch_wake(courier->watch);
  if (courier->watching)
    pthread_join(courier->watcher, NULL);
  (void)vp_queue_push(&courier->orders, &order);
  if (courier->started)
    pthread_join(courier->thread, NULL);
  vp_drive_watch_close(courier->watch);
  vp_queue_finish(&courier->orders);
  pthread_mutex_destroy(&courier->lock);
  free(courier);
}

void courier_order(struct courier *courier, const struct vp_effect *effect, const struct vp_model *model) {
  if (effect->kind == VP_EFFECT_SYNC_STOP) {
    atomic_store(&courier->stop, true);
    return;
  }
  if (effect->drive < 0 || effect->drive >= VP_DRIVE_SLOTS)
    return;
  struct order order = {.kind = effect->kind == VP_EFFECT_SYNC ? ORDER_SYNC : ORDER_LOOK, .drive = effect->drive};
  snprintf(order.path, sizeof order.path, "%s", model->drives[effect->drive].path);
  if (order.kind == ORDER_SYNC)
    atomic_store(&courier->stop, false); /* one copy at a time: the one before has ended */
  if (vp_queue_push(&courier->orders, &order) == VP_OK)
    return;
  vp_log(VP_LOG_ERROR, "kiosk", "out of memory: a drive is not looked at");
  bool copy = order.kind == ORDER_SYNC; /* answered all the same: the next drive waits for it */
  struct vp_message message = about(&order, copy ? VP_MESSAGE_SYNC_ENDED : VP_MESSAGE_DRIVE_LOOKED);
  message.drive.view = copy ? VP_DRIVE_VIEW_FAILED : VP_DRIVE_VIEW_NONE;
  app_try_post(courier->app, &message);
}

struct vp_collection courier_offered(struct courier *courier, int drive) {
  pthread_mutex_lock(&courier->lock);
  struct vp_collection found = courier->offered[drive];
  pthread_mutex_unlock(&courier->lock);
  return found;
}
