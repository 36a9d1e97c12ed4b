/* One run of collect, as its parts see it. The order is what makes it safe to end anywhere: kiosks are met, stories
 * come in (files first, then their rows), files that tell of an origin are renewed, and receipts go out last. */
#ifndef VERTELPUNT_DESK_COLLECTING_H
#define VERTELPUNT_DESK_COLLECTING_H

#include "library.h"
#include "scan.h"

struct collecting {
  struct library library;
  struct vp_collection collection;
  struct vp_collection_secret secret;
  char *const *drives;
  size_t drive_count;
  bool *is_ours; /* per drive: a courier of this collection, and readable */
  size_t ours_count;
  const char *enrol; /* a kiosk's id, "all" or NULL */
  /* what came of it */
  size_t added, interrupted, damaged, already, replaced, enrolled, receipts, problem_count;
  json_t *problems; /* array of texts */
};

/* Tells people, and remembers for the end. */
void collecting_problem(struct collecting *run, const struct vp_fault *fault);

/* kiosks.c: what each kiosk on the drives says of itself; enrolling. An error is the library's. */
int kiosks_meet(struct collecting *run, struct vp_fault *fault);
int kiosks_enrol(struct collecting *run, struct vp_fault *fault);
/* The key by which to check that kiosk's signatures; false: none is known. */
bool kiosks_key(struct collecting *run, const struct vp_id *id, struct kiosk *kiosk);

/* take_in.c. An error of the first has been told already, with the story's name. */
int stories_take_in(struct collecting *run);
int stories_refresh(struct collecting *run, struct vp_fault *fault); /* the .json whose origin has changed */

/* receipts.c */
int receipts_write(struct collecting *run, struct vp_fault *fault);

#endif
