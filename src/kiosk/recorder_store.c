/* The recorder and the store: opening it, enrolling, its figures, its journal. */
#include "recorder_parts.h"

#include <stdio.h>

#include <vertelpunt/clock.h>
#include <vertelpunt/log.h>

void recorder_journal(struct recorder *recorder, const char *event, const char *detail) {
  vp_store_journal(recorder->store, vp_clock_now(), event, detail);
}

enum vp_trouble recorder_trouble(int error) {
  return error == VP_E_NO_SPACE ? VP_TROUBLE_NO_SPACE : VP_TROUBLE_STORE;
}

/* What the desk has confirmed may go where space is short; nothing else ever does. Asked whenever space is looked at,
 * for the disk may fill up long after the receipts came. */
static void make_room(struct recorder *recorder) {
  struct vp_fault fault = {0};
  uint32_t removed;
  char detail[32];
  if (vp_store_make_room(recorder->store, &removed, &fault))
    vp_log_fault("store", &fault);
  snprintf(detail, sizeof detail, "removed %u", removed);
  if (removed > 0)
    recorder_journal(recorder, "room-made", detail);
}

static struct vp_status_view status(struct recorder *recorder) {
  struct vp_store_space space = {0};
  struct vp_store_counts counts = {0};
  make_room(recorder);
  if (vp_store_space(recorder->store, &space) || vp_store_counts(recorder->store, &counts))
    vp_log(VP_LOG_WARNING, "store", "its figures cannot be read now");
  struct vp_status_view view = {.low = space.low,
                                .full = space.full,
                                .waiting = counts.kept + counts.interrupted,
                                .interrupted = counts.interrupted};
  vp_kiosk_fingerprint(&recorder->key.id, recorder->key.sign_public, view.kiosk_words, sizeof view.kiosk_words);
  return view;
}

void recorder_tell_status(struct recorder *recorder) {
  recorder_tell(recorder, (struct vp_message){.kind = VP_MESSAGE_STORE_STATUS, .status = status(recorder)});
}

static void view_collection(const struct vp_collection *collection, struct vp_collection_view *view) {
  snprintf(view->name, sizeof view->name, "%s", collection->name);
  vp_collection_fingerprint(collection, view->fingerprint, sizeof view->fingerprint);
}

static void set_collection(struct recorder *recorder, const struct vp_collection *collection) {
  pthread_mutex_lock(&recorder->lock);
  recorder->collection = *collection;
  recorder->enrolled = true;
  pthread_mutex_unlock(&recorder->lock);
}

static int open_store(struct recorder *recorder, struct vp_store_opened *opened, struct vp_fault *fault) {
  char path[PATH_TEXT + 16];
  snprintf(path, sizeof path, "%s/kiosk.key", recorder->folder);
  int error = vp_kiosk_key_open(path, vp_clock_now().utc_ms, &recorder->key, fault);
  if (!error)
    error = vp_store_open(recorder->folder, NULL, &recorder->store, opened, fault);
  recorder->place = (struct take_place){recorder->store, &recorder->collection, &recorder->key};
  return error;
}

bool recorder_open_store(struct recorder *recorder) {
  struct vp_message message = {.kind = VP_MESSAGE_STORE_OPENED};
  struct vp_store_opened opened = {0};
  struct vp_collection collection;
  struct vp_fault fault = {0};
  if (open_store(recorder, &opened, &fault)) {
    vp_log_fault("store", &fault);
    message.kind = VP_MESSAGE_STORE_BROKEN;
    message.fault = fault;
    recorder_tell(recorder, message);
    return false;
  }
  if (opened.moved_aside[0])
    vp_log(VP_LOG_ERROR, "store", "the database was damaged; it lies now at %s", opened.moved_aside);
  recorder_journal(recorder, "started", VERTELPUNT_VERSION);
  message.store.status = status(recorder);
  message.store.status.moved_aside = opened.moved_aside[0] != '\0';
  if (vp_store_collection(recorder->store, &collection) == VP_OK) {
    set_collection(recorder, &collection);
    message.store.enrolled = true;
    view_collection(&collection, &message.store.collection);
  }
  recorder_tell(recorder, message);
  return true;
}

void recorder_join_collection(struct recorder *recorder, const struct vp_collection *collection) {
  struct vp_message message = {.kind = VP_MESSAGE_ENROLLED};
  struct vp_fault fault = {0};
  if (vp_store_enrol(recorder->store, collection, &fault)) {
    vp_log_fault("store", &fault);
    message.kind = VP_MESSAGE_ENROL_FAILED;
    message.fault = fault;
  } else {
    set_collection(recorder, collection);
    view_collection(collection, &message.store.collection);
    message.store.enrolled = true;
    recorder_journal(recorder, "enrolled", NULL);
  }
  recorder_tell(recorder, message);
}
