/* What the session may ask of the other rooms, seen from what it has asked and been told so far. The ledger knows
 * nothing of how the session is made: it reads messages and effects, and compares the model with what must follow from
 * them. */
#ifndef VERTELPUNT_TESTS_LEDGER_H
#define VERTELPUNT_TESTS_LEDGER_H

#include <vertelpunt/session.h>

enum { LEDGER_TAKES = 4 };

struct ledger_take {
  uint32_t number;   /* 0: free */
  uint32_t replaces; /* while it has not begun: what its beginning will delete */
  bool begun, keeping, sound;
};

struct ledger {
  struct ledger_take takes[LEDGER_TAKES]; /* those that are not over */
  uint32_t last_started;
  uint32_t recording; /* the take that sound goes into; 0: none */
  bool consent, visiting;
  size_t words; /* bytes of what has been written */
  bool microphone_open, microphone_ready;
  bool player_open;
  uint32_t player_take;
  bool enrolling, enrolled;
  int syncing; /* slot; -1: none */
  bool sync_stopped;
  struct vp_collection_view offers[VP_DRIVE_SLOTS]; /* what each drive was last said to carry */
  /* how it went, for the printed summary */
  uint64_t kept, deleted, replaced, abandoned, never_began, keep_pending;
};

void ledger_init(struct ledger *ledger);
/* Before the session is told: before is the model as it still is. */
void ledger_hear(struct ledger *ledger, const struct vp_model *before, const struct vp_message *message);
/* After: NULL, or what the session did that it may not. */
const char *ledger_check(struct ledger *ledger, const struct vp_model *model, const struct vp_message *message,
                         const struct vp_effects *effects);

#endif
