/* Staff's drives. What is shown is derived from what is there: every view may be followed by "left". A drive is acted
 * on once per insertion; one drive is copied to at a time, the others wait. */
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
      memset(&model->drives[i].copy, 0, sizeof model->drives[i].copy);
      model->drives[i].copy.left_ms = -1;
      model->syncing = i;
      turn_effect_drive(turn, VP_EFFECT_SYNC, i);
    }
}

void drive_forget_gone(struct turn *turn, int64_t until_ms) {
  for (int i = 0; i < VP_DRIVE_SLOTS; i++)
    if (turn->model->drives[i].view == VP_DRIVE_VIEW_YANKED && turn->model->syncing != i &&
        turn->model->drives[i].since_ms <= until_ms)
      clear(turn, i);
}

static void look(struct turn *turn, int drive) {
  set_view(turn, drive, VP_DRIVE_VIEW_LOOKING);
  /* before the store is open nobody can tell whose it is: drive_look_at_all follows */
  if (turn->model->appliance != VP_APPLIANCE_STARTING)
    turn_effect_drive(turn, VP_EFFECT_DRIVE_LOOK, drive);
}

void drive_look_at_all(struct turn *turn) {
  for (int i = 0; i < VP_DRIVE_SLOTS; i++)
    if (turn->model->drives[i].view != VP_DRIVE_VIEW_NONE)
      look(turn, i);
}

void drive_on_arrived(struct turn *turn) {
  struct vp_model *model = turn->model;
  const char *path = turn->message->drive.path;
  if (!memchr(path, '\0', sizeof turn->message->drive.path) || find(model, path) >= 0)
    return;
  drive_forget_gone(turn, model->now_ms); /* a drive that has come makes the notice of one that had gone old */
  for (int i = 0; i < VP_DRIVE_SLOTS; i++)
    if (model->drives[i].view == VP_DRIVE_VIEW_NONE) {
      memcpy(model->drives[i].path, path, strlen(path) + 1);
      look(turn, i);
      break;
    }
  visit_rest(turn);
}

static bool any_offered(const struct vp_model *model) {
  for (int i = 0; i < VP_DRIVE_SLOTS; i++)
    if (model->drives[i].view == VP_DRIVE_VIEW_OFFERED)
      return true;
  return false;
}

/* The drive whose collection was on the screen has gone: one of another collection may be offered now. */
static void withdraw_offer(struct turn *turn) {
  struct vp_model *model = turn->model;
  memset(&model->collection, 0, sizeof model->collection);
  for (int i = 0; i < VP_DRIVE_SLOTS; i++)
    if (model->drives[i].view == VP_DRIVE_VIEW_OTHER)
      look(turn, i);
}

void drive_on_left(struct turn *turn) {
  struct vp_model *model = turn->model;
  if (!memchr(turn->message->drive.path, '\0', sizeof turn->message->drive.path))
    return;
  int drive = find(model, turn->message->drive.path);
  if (drive < 0)
    return;
  bool offered = model->drives[drive].view == VP_DRIVE_VIEW_OFFERED;
  if (model->drives[drive].view == VP_DRIVE_VIEW_COPYING) {
    set_view(turn, drive, VP_DRIVE_VIEW_YANKED);
    turn_effect_drive(turn, VP_EFFECT_SYNC_STOP, drive);
  } else {
    clear(turn, drive);
  }
  if (offered && !any_offered(model)) {
    memset(&model->fault, 0, sizeof model->fault);
    withdraw_offer(turn);
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

static bool is_same_collection(const struct vp_collection_view *a, const struct vp_collection_view *b) {
  return strcmp(a->fingerprint, b->fingerprint) == 0 && strcmp(a->name, b->name) == 0;
}

void drive_on_looked(struct turn *turn) {
  struct vp_model *model = turn->model;
  int drive = answered(turn, VP_DRIVE_VIEW_LOOKING);
  if (drive < 0)
    return;
  enum vp_drive_view view = turn->message->drive.view;
  struct vp_collection_view collection;
  turn_collection(&collection, &turn->message->drive.collection);
  bool same = is_same_collection(&collection, &model->collection);
  /* looked at before this kiosk was enrolled, answered after: it may have become ours */
  bool ours = model->appliance == VP_APPLIANCE_ENROLLED &&
              (view == VP_DRIVE_VIEW_COPYING || (view == VP_DRIVE_VIEW_OFFERED && same));
  /* one collection at a time: what staff confirm is what they read */
  bool offered = view == VP_DRIVE_VIEW_OFFERED && model->appliance == VP_APPLIANCE_ALONE &&
                 (same || (!any_offered(model) && !model->enrolling));
  if (ours) {
    set_view(turn, drive, VP_DRIVE_VIEW_WAITING);
    sync_next(turn);
  } else if (offered) {
    set_view(turn, drive, VP_DRIVE_VIEW_OFFERED);
    model->collection = collection;
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

/* It was taken out, and one has been put in since: the same one perhaps. The notice of it is old. */
static bool came_since(const struct vp_model *model, int gone) {
  for (int i = 0; i < VP_DRIVE_SLOTS; i++)
    if (model->drives[i].view != VP_DRIVE_VIEW_NONE && model->drives[i].view != VP_DRIVE_VIEW_YANKED &&
        model->drives[i].since_ms >= model->drives[gone].since_ms)
      return true;
  return false;
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
  } else if (came_since(model, drive)) {
    clear(turn, drive);
  }
  sync_next(turn);
  if (!visit_is_on(model)) /* the end of a visit asks for it as well */
    turn_effect(turn, VP_EFFECT_STATUS);
  visit_rest(turn);
}

void drive_on_seen(struct turn *turn) {
  struct vp_model *model = turn->model;
  drive_forget_gone(turn, model->now_ms);
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
      memset(&model->fault, 0, sizeof model->fault);
      turn_effect_drive(turn, VP_EFFECT_ENROL, i);
    }
}

void drive_on_enrolled(struct turn *turn) {
  struct vp_model *model = turn->model;
  if (!model->enrolling)
    return;
  model->enrolling = false;
  model->appliance = VP_APPLIANCE_ENROLLED;
  turn_collection(&model->collection, &turn->message->store.collection);
  for (int i = 0; i < VP_DRIVE_SLOTS; i++)
    if (model->drives[i].view == VP_DRIVE_VIEW_OFFERED || model->drives[i].view == VP_DRIVE_VIEW_OTHER)
      look(turn, i);
  visit_rest(turn);
}

void drive_on_enrol_failed(struct turn *turn) {
  if (!turn->model->enrolling)
    return;
  turn->model->enrolling = false;
  turn_fault(&turn->model->fault, &turn->message->fault);
  if (!any_offered(turn->model)) /* it was pulled out meanwhile: another may be offered now */
    withdraw_offer(turn);
}

/* A more pressing view wins: work, then trouble, then what is done; of equals the latest. */
int vp_session_drive(const struct vp_model *model) {
  static const int rank[] = {
      [VP_DRIVE_VIEW_NONE] = 0,      [VP_DRIVE_VIEW_PLAIN] = 1,   [VP_DRIVE_VIEW_OTHER] = 2,
      [VP_DRIVE_VIEW_DONE] = 3,      [VP_DRIVE_VIEW_DAMAGED] = 4, [VP_DRIVE_VIEW_FULL] = 5,
      [VP_DRIVE_VIEW_READ_ONLY] = 5, [VP_DRIVE_VIEW_FAILED] = 5,  [VP_DRIVE_VIEW_YANKED] = 6, /* until it is back */
      [VP_DRIVE_VIEW_LOOKING] = 7,   [VP_DRIVE_VIEW_WAITING] = 8, [VP_DRIVE_VIEW_OFFERED] = 9,
      [VP_DRIVE_VIEW_COPYING] = 10,
  };
  int best = -1, best_rank = 0;
  for (int i = 0; i < VP_DRIVE_SLOTS; i++) {
    int pressing = rank[model->drives[i].view];
    bool later = best >= 0 && pressing == best_rank && model->drives[i].since_ms > model->drives[best].since_ms;
    if (pressing > best_rank || (pressing > 0 && later)) {
      best = i;
      best_rank = pressing;
    }
  }
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
