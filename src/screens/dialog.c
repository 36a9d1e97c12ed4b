/* Dialogs: one question over the screen, two answers, the safe one first. Escape and Back choose the safe one. */
#include "frame.h"

const char *vp_dialog_name(enum vp_dialog dialog) {
  static const char *const names[] = {
      [VP_DIALOG_NONE] = "none",
      [VP_DIALOG_THROW_AWAY] = "throw-away",
      [VP_DIALOG_LEAVE] = "leave",
      [VP_DIALOG_CHANGE_MEDIUM] = "change-medium",
      [VP_DIALOG_STILL_THERE] = "still-there",
  };
  return names[dialog];
}

static void ask(struct screen *s, const char *title, const char *text, const char *safe, const char *safe_icon,
                const char *other, const char *other_icon) {
  struct vp_node *dialog = screen_add(s, s->root, VP_ROLE_DIALOG, "dialog", title);
  screen_add(s, dialog, VP_ROLE_TITLE, "dialog-title", title);
  screen_add(s, dialog, VP_ROLE_TEXT, "dialog-text", text);
  struct vp_node *row = screen_add(s, dialog, VP_ROLE_ROW, "dialog-answers", NULL);
  screen_button(s, row, "cancel", safe_icon, safe, VP_MESSAGE_CANCEL, 0)->look = VP_LOOK_PRIMARY;
  if (other)
    screen_button(s, row, "confirm", other_icon, other, VP_MESSAGE_CONFIRM, 0);
}

void screen_dialog(struct screen *s) {
  switch (s->model->dialog) {
  case VP_DIALOG_THROW_AWAY:
    ask(s, _("Throw your story away?"), _("Then nobody can hear or read it any more. You cannot get it back."),
        _("No, go back"), "arrow-back", _("Yes, throw away"), "delete");
    break;
  case VP_DIALOG_LEAVE:
    ask(s, _("Do you want to stop?"), _("Your story is not kept yet. If you stop now, we throw it away."),
        _("No, go on"), "arrow-forward", _("Yes, throw away and stop"), "delete");
    break;
  case VP_DIALOG_CHANGE_MEDIUM:
    ask(s, _("Do you want to start anew?"), _("You have begun already. If you change now, we throw that away."),
        _("No, go back"), "arrow-back", _("Yes, start anew"), "replay");
    break;
  case VP_DIALOG_STILL_THERE:
    ask(s, _("Are you still there?"), _("Press the button. Then you can go on."), _("Yes, I am here"), "check", NULL,
        NULL);
    break;
  case VP_DIALOG_NONE:
    break;
  }
}
