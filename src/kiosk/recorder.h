/* The recorder: the thread that owns the microphone, the takes, the player and the store's writing connection. It
 * carries out one order after the other, and answers with messages. */
#ifndef VERTELPUNT_KIOSK_RECORDER_H
#define VERTELPUNT_KIOSK_RECORDER_H

#include "app.h"

#include <vertelpunt/seal.h>

/* Starts the thread; it opens kiosk key and store first and posts STORE_OPENED or STORE_BROKEN. */
int recorder_start(struct app *app, struct recorder **recorder, struct vp_fault *fault);
/* Asks the thread to end: what is open becomes interrupted, never lost. NULL is fine. */
void recorder_end(struct recorder *recorder);
/* The same, and waits for the thread. NULL is fine. */
void recorder_stop(struct recorder *recorder);

/* UI thread; copies what it needs of the model. */
void recorder_order(struct recorder *recorder, const struct vp_effect *effect, const struct vp_model *model);
void recorder_enrol(struct recorder *recorder, const struct vp_collection *collection);

/* Any thread, after STORE_OPENED: the kiosk's key, and the collection (false: none yet). */
const struct vp_kiosk_key *recorder_kiosk_key(const struct recorder *recorder);
bool recorder_collection(struct recorder *recorder, struct vp_collection *collection);

#endif
