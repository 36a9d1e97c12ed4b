/* The recorder's parts, to each other: recorder.c runs the thread, recorder_store.c speaks with the store,
 * recorder_sound.c tends the microphone and records, recorder_take.c carries out what is asked of a take. Recorder
 * thread only, but for what struct recorder marks otherwise. */
#ifndef VERTELPUNT_KIOSK_RECORDER_PARTS_H
#define VERTELPUNT_KIOSK_RECORDER_PARTS_H

#include "recorder.h"

#include <pthread.h>

#include <vertelpunt/audio.h>

#include "take.h"

struct order {
  int kind; /* enum vp_effect_kind */
  uint32_t take, replaces;
  int64_t given_ms; /* monotonic: when the person pressed; a take begins there, however late the order is read */
  struct choices choices;
  struct vp_collection collection; /* VP_EFFECT_ENROL */
};

struct recorder {
  /* immutable after start */
  struct app *app;
  pthread_t thread;
  char folder[PATH_TEXT];
  struct vp_kiosk_key key; /* written before STORE_OPENED is posted */

  /* shared: the UI thread pushes, the recorder pops */
  struct vp_queue orders;
  atomic_bool ending; /* after the orders that are there it ends */

  /* protected by lock */
  pthread_mutex_t lock;
  bool enrolled;
  struct vp_collection collection;

  /* recorder thread only */
  struct vp_store *store;
  struct take_place place;
  struct vp_id session;
  uint32_t session_takes; /* takes of the present visit: its id is new with the first */
  bool audio_ready;
  struct vp_capture *capture;
  bool wants_microphone;
  enum vp_microphone told_microphone;
  int64_t retry_ms, level_ms, draft_ms;
  struct take *take;
  bool recording;
  uint64_t dropped_before; /* the capture's count when this recording began */
  uint64_t stored_samples;
  char *draft;        /* owned: waits for its second */
  bool draft_refused; /* by the store, and the session has been told */
  uint32_t player_take;
  struct vp_player *player;
};

enum { RETRY_MS = 2000 }; /* how often a microphone that is not there is looked for */

/* recorder.c */
void recorder_tell(struct recorder *recorder, struct vp_message message);
void recorder_wake(struct recorder *recorder); /* any thread: it looks at its player */

/* recorder_store.c */
bool recorder_open_store(struct recorder *recorder); /* false: it cannot be used, and the session has been told */
void recorder_join_collection(struct recorder *recorder, const struct vp_collection *collection);
void recorder_tell_status(struct recorder *recorder);
void recorder_journal(struct recorder *recorder, const char *event, const char *detail);
enum vp_trouble recorder_trouble(int error);

/* recorder_sound.c */
void microphone_open(struct recorder *recorder);
void microphone_close(struct recorder *recorder);
void microphone_tend(struct recorder *recorder);                   /* to be called often while it is wanted */
void recording_arm(struct recorder *recorder, int64_t pressed_ms); /* what comes from now on belongs to the take */
void recording_begin(struct recorder *recorder, int64_t pressed_ms);
void recording_drain(struct recorder *recorder);
void recording_stop(struct recorder *recorder, enum vp_trouble trouble);
void recorder_tell_paused(struct recorder *recorder, enum vp_trouble trouble);

/* recorder_take.c: what is asked of takes and of the player */
void take_order_start(struct recorder *recorder, const struct order *order);
void take_order_obey(struct recorder *recorder, struct order *order); /* about the take that is open */
void take_order_abandon(struct recorder *recorder);
void take_let_go(struct recorder *recorder); /* the take is closed, and its key wiped */
void draft_save(struct recorder *recorder);
void draft_forget(struct recorder *recorder);
void player_close(struct recorder *recorder);
void player_tell(struct recorder *recorder);

#endif
