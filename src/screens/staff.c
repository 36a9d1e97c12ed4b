/* What staff see: the start, enrolment, a drive's business, and single lines about these on the residents' screens. */
#include "frame.h"

const char *screen_drive_line(const struct screen *s, const char **icon) {
  int drive = vp_session_drive(s->model);
  if (drive < 0)
    return NULL;
  const struct vp_drive_slot *slot = &s->model->drives[drive];
  *icon = "usb";
  switch (slot->view) {
  case VP_DRIVE_VIEW_LOOKING:
  case VP_DRIVE_VIEW_WAITING:
    return _("A drive has been plugged in. Leave it in for a moment.");
  case VP_DRIVE_VIEW_COPYING:
    return screen_format(s, _("Leave the drive in. Stories copied: %u of %u."), slot->copy.done, slot->copy.total);
  case VP_DRIVE_VIEW_DONE:
    *icon = "check";
    return _("You can take the drive out.");
  case VP_DRIVE_VIEW_OFFERED:
    return _("This drive belongs to a collection.");
  case VP_DRIVE_VIEW_OTHER:
    *icon = "warning";
    return _("This drive belongs to another collection. Nothing was copied. Take it out.");
  case VP_DRIVE_VIEW_PLAIN:
    *icon = "warning";
    return _("This is not a drive of the collection. Nothing was copied. Take it out.");
  case VP_DRIVE_VIEW_DAMAGED:
    *icon = "warning";
    return _("This drive is damaged. Nothing was copied. Use another drive.");
  case VP_DRIVE_VIEW_FULL:
    *icon = "warning";
    return _("The drive is full. Make room on it, or use another drive.");
  case VP_DRIVE_VIEW_READ_ONLY:
    *icon = "lock";
    return _("The drive is locked against writing. Slide its lock, or use another drive.");
  case VP_DRIVE_VIEW_YANKED:
    *icon = "warning";
    return _("The drive was taken out too soon. Nothing is lost. Plug it in again.");
  case VP_DRIVE_VIEW_FAILED:
    *icon = "warning";
    return _("Writing to the drive failed. Nothing is lost. Use another drive.");
  case VP_DRIVE_VIEW_NONE:
    break;
  }
  return NULL;
}

void screen_staff_lines(struct screen *s) {
  const char *icon = NULL, *line = screen_drive_line(s, &icon);
  if (line)
    screen_status(s, "drive-line", icon, line);
  if (s->model->screen == VP_SCREEN_WELCOME)
    screen_space_lines(s);
}

void screen_space_lines(struct screen *s) {
  if (s->model->status.full)
    screen_status(s, "full", "storage",
                  _("There is no room for new stories. Staff: plug in a drive of the collection."));
  else if (s->model->status.low)
    screen_status(s, "low", "storage", _("Staff: there is little room left. Plug in a drive of the collection."));
  if (s->model->status.moved_aside)
    screen_status(s, "moved-aside", "warning", _("Staff: the story file was damaged. It was set aside, not deleted."));
}

void screen_starting(struct screen *s) {
  s->root->staff = true;
  screen_title(s, _("One moment"), _("Vertelpunt is starting."));
}

void screen_broken(struct screen *s) {
  char text[1200];
  s->root->staff = true;
  vp_fault_format(&s->model->fault, text, sizeof text);
  screen_title(s, _("This Vertelpunt does not work now"), _("Ask a staff member for help."));
  screen_status(s, "state", "warning", _("The stories cannot be stored. What was told before is still there."));
  screen_add(s, s->root, VP_ROLE_TEXT, "fault", vp_arena_copy(s->arena, text));
}

static int offered(const struct vp_model *model) {
  for (int i = 0; i < VP_DRIVE_SLOTS; i++)
    if (model->drives[i].view == VP_DRIVE_VIEW_OFFERED)
      return i;
  return -1;
}

void screen_enrol(struct screen *s) {
  const struct vp_model *model = s->model;
  int drive = offered(model);
  s->root->staff = true;
  if (drive < 0) {
    const char *icon = NULL, *line = screen_drive_line(s, &icon);
    screen_title(s, _("Plug in the collection's drive"),
                 _("For staff: this Vertelpunt does not belong to a collection yet."));
    if (line)
      screen_status(s, "drive-line", icon, line);
    screen_add(
        s, s->root, VP_ROLE_TEXT, "how",
        _("The drive says for whom the stories are. Nothing can be told before that. Without a drive yet? Make one "
          "at a computer: vertelpunt-desk key new."));
    return;
  }
  s->root->read_first = true; /* all the words are compared, or none */
  screen_title(s, _("Is this your collection?"), _("Compare the words with those on your own sheet."));
  struct vp_node *name = screen_add(s, s->root, VP_ROLE_STATUS, "collection", model->collection.name);
  name->icon = "verified";
  screen_add(s, s->root, VP_ROLE_TEXT, "fingerprint", model->collection.fingerprint);
  if (model->enrolling) {
    screen_status(s, "state", "hourglass", _("One moment"));
  } else if (model->fault.code) {
    char text[1200];
    vp_fault_format(&model->fault, text, sizeof text);
    screen_status(s, "state", "warning", vp_arena_copy(s->arena, text));
  }
  screen_add(s, s->root, VP_ROLE_TEXT, "not-ours", _("If it is not, take the drive out."));
  struct vp_node *confirm =
      screen_button(s, s->root, "enrol", "check", _("Yes, this is our collection"), VP_MESSAGE_ENROL, drive);
  confirm->slot = VP_SLOT_END;
  confirm->look = VP_LOOK_PRIMARY;
  confirm->state = model->enrolling ? VP_STATE_DISABLED : 0;
}

static const char *time_left(const struct screen *s, int64_t left_ms) {
  if (left_ms < 0)
    return _("We are working out how long it takes.");
  if (left_ms < 60000)
    return screen_format(s, _("Time left: %d seconds."), (int)(left_ms / 1000) + 1);
  return screen_format(s, _("Time left: %d minutes."), (int)(left_ms / 60000) + 1);
}

static void add_copying(struct screen *s, const struct vp_copy_view *copy) {
  screen_title(s, _("Stories are being copied"), _("Leave the drive in."));
  struct vp_node *progress =
      screen_add(s, s->root, VP_ROLE_PROGRESS, "progress", screen_format(s, _("%u of %u"), copy->done, copy->total));
  progress->value = (float)copy->done;
  progress->maximum = copy->total ? (float)copy->total : 1;
  progress->moves = true;
  screen_add(s, s->root, VP_ROLE_TEXT, "left", time_left(s, copy->left_ms));
}

static void add_done(struct screen *s, const struct vp_copy_view *copy) {
  screen_title(s, _("You can take the drive out"), NULL);
  screen_status(s, "result", "check",
                screen_format(s, _("Copied now: %u. On it already: %u."), copy->copied, copy->already));
  if (copy->confirmed)
    screen_add(s, s->root, VP_ROLE_TEXT, "confirmed",
               screen_format(s, _("Arrived at the desk, as the drive says: %u."), copy->confirmed));
  if (copy->receipt_refused)
    screen_status(s, "refused", "warning", _("A receipt on the drive is not genuine. It was left alone."));
}

void screen_drive(struct screen *s) {
  const struct vp_model *model = s->model;
  int drive = vp_session_drive(model);
  const char *icon = NULL, *line = screen_drive_line(s, &icon);
  s->root->staff = true;
  if (drive >= 0 && model->drives[drive].view == VP_DRIVE_VIEW_COPYING)
    add_copying(s, &model->drives[drive].copy);
  else if (drive >= 0 && model->drives[drive].view == VP_DRIVE_VIEW_DONE)
    add_done(s, &model->drives[drive].copy);
  else
    screen_title(s, line ? line : _("One moment"), NULL);
  screen_add(s, s->root, VP_ROLE_TEXT, "collection", screen_format(s, _("Collection: %s"), model->collection.name));
  if (model->status.kiosk_words[0])
    screen_add(s, s->root, VP_ROLE_TEXT, "kiosk-words",
               screen_format(s, _("Words of this Vertelpunt: %s."), model->status.kiosk_words));
  screen_add(s, s->root, VP_ROLE_TEXT, "waiting",
             screen_format(s, _("Stories that the desk has not confirmed: %u."), model->status.waiting));
  screen_space_lines(s);
  screen_next(s, _("To the start"), "home", VP_MESSAGE_DRIVE_SEEN, 0, true);
}
