/* Staff's drives. What is shown is derived from what is there: every view may be followed by "left". A drive is acted on
 * once per insertion; one drive is copied to at a time, the others wait. */
#include "turn.h"

#include <string.h>

static void set_view(struct turn *turn, int drive, enum vp_drive_view view) {
  struct vp_drive_slot *slot = &turn->model->drives[drive];
  slot->view = view;
  slot->since_ms = turn->model->now_ms;
  slot->seen = false;
}

static void clear(struct turn *turn, int drive) {
  memset(&turn->model->drives[drive], 0, sizeof turn->model->drives[drive]);
}

static int find(const struct vp_model *model, const char *path) {
  for (int i = 0; i < VP_DRIVE_SLOTS; i++)
    if (model->drives[i].view != VP_DRIVE_VIEW_NONE && model->drives[i].view != VP_DRIVE_VIEW_YANKED &&
        strcmp(model->drives[i].path, path) == 0)
      return i;
  return -1;
}

static void sync_next(struct turn *turn) {
  struct vp_model *model = turn->model;
  for (int i = 0; i < VP_DRIVE_SLOTS && model->syncing < 0; i++)
    if (model->drives[i].view == VP_DRIVE_VIEW_WAITING) {
      set_view(turn, i, VP_DRIVE_VIEW_COPYING);
      model->drives[i].copy = (struct vp_copy_view){.left_ms = -1};
      model->syncing = i;
      turn_effect_drive(turn, VP_EFFECT_SYNC, i);
    }
}

void drive_forget_old(struct turn *turn) {
  for (int i = 0; i < VP_DRIVE_SLOTS; i++)
    if (turn->model->drives[i].view == VP_DRIVE_VIEW_YANKED && turn->model->syncing != i)
      clear(turn, i);
}

void drive_on_arrived(struct turn *turn) {
  struct vp_model *model = turn->model;
  const char *path = turn->message->drive.path;
  if (!memchr(path, '\0', sizeof turn->message->drive.path) || find(model, path) >= 0)
    return;
  drive_forget_old(turn); /* a drive that has come makes the notice of one that had gone old */
  for (int i = 0; i < VP_DRIVE_SLOTS; i++)
    if (model->drives[i].view == VP_DRIVE_VIEW_NONE) {
      strcpy(model->drives[i].path, path);
      set_view(turn, i, VP_DRIVE_VIEW_LOOKING);
      turn_effect_drive(turn, VP_EFFECT_DRIVE_LOOK, i);
      break;
    }
  visit_rest(turn);
}

void drive_on_left(struct turn *turn) {
  struct vp_model *model = turn->model;
  if (!memchr(turn->message->drive.path, '\0', sizeof turn->message->drive.path))
    return;
  int drive = find(model, turn->message->drive.path);
  if (drive < 0)
    return;
  if (model->drives[drive].view == VP_DRIVE_VIEW_OFFERED) {
    memset(&model->collection, 0, sizeof model->collection);
    model->fault = (struct vp_fault){0};
  }
  if (model->drives[drive].view == VP_DRIVE_VIEW_COPYING) {
    set_view(turn, drive, VP_DRIVE_VIEW_YANKED);
    turn_effect_drive(turn, VP_EFFECT_SYNC_STOP, drive);
  } else {
    clear(turn, drive);
  }
  visit_rest(turn);
}

/* The slot that an answer is about, or -1: the drive has gone meanwhile. */
static int answered(const struct turn *turn, enum vp_drive_view expected) {
  int drive = turn->message->argument;
  if (drive < 0 || drive >= VP_DRIVE_SLOTS || turn->model->drives[drive].view != expected)
    return -1;
  if (strncmp(turn->model->drives[drive].path, turn->message->drive.path, sizeof turn->message->drive.path) != 0)
    return -1;
  return drive;
}

void drive_on_looked(struct turn *turn) {
  struct vp_model *model = turn->model;
  int drive = answered(turn, VP_DRIVE_VIEW_LOOKING);
  if (drive < 0)
    return;
  enum vp_drive_view view = turn->message->drive.view;
  bool ours = view == VP_DRIVE_VIEW_COPYING && model->appliance == VP_APPLIANCE_ENROLLED;
  bool offered = view == VP_DRIVE_VIEW_OFFERED && model->appliance == VP_APPLIANCE_ALONE;
  if (ours) {
    set_view(turn, drive, VP_DRIVE_VIEW_WAITING);
    sync_next(turn);
  } else if (offered) {
    set_view(turn, drive, VP_DRIVE_VIEW_OFFERED);
    model->collection = turn->message->drive.collection;
  } else if (view == VP_DRIVE_VIEW_NONE) { /* gone before it could be looked at; "left" follows or has come */
    clear(turn, drive);
  } else {
    bool plain = view == VP_DRIVE_VIEW_PLAIN || view == VP_DRIVE_VIEW_DAMAGED;
    set_view(turn, drive, plain ? view : VP_DRIVE_VIEW_OTHER);
  }
  visit_rest(turn);
}

void drive_on_progress(struct turn *turn) {
  int drive = answered(turn, VP_DRIVE_VIEW_COPYING);
  if (drive >= 0)
    turn->model->drives[drive].copy = turn->message->drive.copy;
}

void drive_on_ended(struct turn *turn) {
  struct vp_model *model = turn->model;
  if (turn->message->argument < 0 || turn->message->argument != model->syncing)
    return;
  int drive = model->syncing;
  model->syncing = -1;
  model->drives[drive].copy = turn->message->drive.copy;
  if (model->drives[drive].view == VP_DRIVE_VIEW_COPYING) {
    enum vp_drive_view view = turn->message->drive.view;
    bool known = view >= VP_DRIVE_VIEW_DONE && view <= VP_DRIVE_VIEW_FAILED;
    set_view(turn, drive, known ? view : VP_DRIVE_VIEW_FAILED);
  }
  sync_next(turn);
  turn_effect(turn, VP_EFFECT_STATUS);
  visit_rest(turn);
}

void drive_on_seen(struct turn *turn) {
  struct vp_model *model = turn->model;
  drive_forget_old(turn);
  for (int i = 0; i < VP_DRIVE_SLOTS; i++)
    model->drives[i].seen = model->drives[i].view != VP_DRIVE_VIEW_NONE;
  visit_rest(turn);
}

void drive_on_enrol(struct turn *turn) {
  struct vp_model *model = turn->model;
  if (model->appliance != VP_APPLIANCE_ALONE || model->enrolling)
    return;
  for (int i = 0; i < VP_DRIVE_SLOTS; i++)
    if (model->drives[i].view == VP_DRIVE_VIEW_OFFERED && i == turn->message->argument) {
      model->enrolling = true;
      model->fault = (struct vp_fault){0};
      turn_effect_drive(turn, VP_EFFECT_ENROL, i);
    }
}

void drive_on_enrolled(struct turn *turn) {
  struct vp_model *model = turn->model;
  if (!model->enrolling)
    return;
  model->enrolling = false;
  model->appliance = VP_APPLIANCE_ENROLLED;
  model->collection = turn->message->store.collection;
  for (int i = 0; i < VP_DRIVE_SLOTS; i++)
    if (model->drives[i].view == VP_DRIVE_VIEW_OFFERED || model->drives[i].view == VP_DRIVE_VIEW_OTHER) {
      set_view(turn, i, VP_DRIVE_VIEW_LOOKING);
      turn_effect_drive(turn, VP_EFFECT_DRIVE_LOOK, i);
    }
  visit_rest(turn);
}

void drive_on_enrol_failed(struct turn *turn) {
  if (!turn->model->enrolling)
    return;
  turn->model->enrolling = false;
  turn->model->fault = turn->message->fault;
}

/* A more pressing view wins: work, then trouble, then what is done. */
int vp_session_drive(const struct vp_model *model) {
  static const int rank[] = {
      [VP_DRIVE_VIEW_NONE] = 0,      [VP_DRIVE_VIEW_PLAIN] = 1,     [VP_DRIVE_VIEW_OTHER] = 2,
      [VP_DRIVE_VIEW_DONE] = 3,      [VP_DRIVE_VIEW_DAMAGED] = 4,   [VP_DRIVE_VIEW_FULL] = 5,
      [VP_DRIVE_VIEW_READ_ONLY] = 5, [VP_DRIVE_VIEW_FAILED] = 5,    [VP_DRIVE_VIEW_LOOKING] = 6,
      [VP_DRIVE_VIEW_WAITING] = 7,   [VP_DRIVE_VIEW_YANKED] = 8,    [VP_DRIVE_VIEW_OFFERED] = 9,
      [VP_DRIVE_VIEW_COPYING] = 10,
  };
  int best = -1, best_rank = 0;
  for (int i = 0; i < VP_DRIVE_SLOTS; i++)
    if (rank[model->drives[i].view] > best_rank)
      best_rank = rank[model->drives[best = i].view];
  return best;
}

bool drive_wants_screen(const struct vp_model *model) {
  for (int i = 0; i < VP_DRIVE_SLOTS; i++)
    if (model->drives[i].view != VP_DRIVE_VIEW_NONE && !model->drives[i].seen)
      return true;
  return false;
}

int64_t drive_deadline_ms(const struct vp_model *model) {
  int64_t earliest = -1;
  for (int i = 0; i < VP_DRIVE_SLOTS; i++)
    if (model->drives[i].view == VP_DRIVE_VIEW_YANKED && model->syncing != i &&
        (earliest < 0 || model->drives[i].since_ms + VP_NOTICE_MS < earliest))
      earliest = model->drives[i].since_ms + VP_NOTICE_MS;
  return earliest;
}
