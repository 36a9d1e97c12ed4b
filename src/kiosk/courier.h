/* The courier: the thread that tells what a drive is and copies to it, and the watcher that notices drives. */
#ifndef VERTELPUNT_KIOSK_COURIER_H
#define VERTELPUNT_KIOSK_COURIER_H

#include "app.h"

#include <vertelpunt/seal.h>

int courier_open(struct app *app, struct courier **courier, struct vp_fault *fault);
/* After STORE_OPENED: from now on drives are noticed. */
void courier_start(struct courier *courier);
/* Stops a copy under way (nothing half-written under a final name) and waits for the threads. NULL is fine. */
void courier_close(struct courier *courier);
/* UI thread. */
void courier_order(struct courier *courier, const struct vp_effect *effect, const struct vp_model *model);
/* UI thread: the collection of the drive in that slot, as it was found. */
struct vp_collection courier_offered(struct courier *courier, int drive);

#endif
