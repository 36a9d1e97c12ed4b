/* The pointer: a press counts when it is let go inside what it went down on. Sliding off cancels for good, a hand's
 * tremble of a millimetre does not. One finger at a time; none within the dead time after a change of screen. Who
 * wishes has to press for longer, or has time after each press in which another does nothing (T2). */
#include "internal.h"

#include <stdio.h>

static bool inside(const struct vp_node *node, int x, int y, int slack) {
  return x >= node->x - slack && y >= node->y - slack && x < node->x + node->width + slack &&
         y < node->y + node->height + slack;
}

static struct vp_node *target_at(const struct vp_ui *ui, int x, int y) {
  for (struct vp_node *node = focus_next(ui, NULL); node; node = focus_next(ui, node))
    if (inside(node, x, y, 0) && ui_shows(ui, node))
      return node;
  return NULL;
}

static void press(struct vp_ui *ui, const struct vp_node *node) {
  snprintf(ui->pressed, sizeof ui->pressed, "%s", node ? node->id : "");
  (void)ui_refresh(ui); /* no memory: the press counts all the same */
}

static struct vp_node *held(const struct vp_ui *ui, int x, int y) {
  struct vp_node *node = ui->pressed[0] ? ui_by_id(ui, ui->pressed) : NULL;
  return node && vp_node_is_choosable(node) && inside(node, x, y, ui_mm(ui, 1)) ? node : NULL;
}

static void go_down(struct vp_ui *ui, int id, int x, int y, int64_t now_ms) {
  ui->pointer = id;
  scan_stop(ui);
  bool ringed = ui->ring;
  ui->ring = false;
  bool too_soon = now_ms < ui->dead_until_ms || now_ms - ui->counted_ms < ui->view.ignore_ms;
  struct vp_node *node = too_soon ? NULL : target_at(ui, x, y);
  ui->down_ms = now_ms;
  if (node)
    focus_set(ui, node);
  if (node || ringed)
    press(ui, node);
}

bool vp_ui_pointer(struct vp_ui *ui, enum vp_pointer kind, int pointer_id, int x, int y, int64_t now_ms,
                   struct vp_action *action) {
  if (!ui->root)
    return false;
  if (kind == VP_POINTER_DOWN) {
    if (ui->pointer == NO_POINTER)
      go_down(ui, pointer_id, x, y, now_ms);
    return false;
  }
  if (ui->pointer == NO_POINTER || pointer_id != ui->pointer)
    return false;
  struct vp_node *node = held(ui, x, y);
  if (kind == VP_POINTER_MOVE) {
    if (!node && ui->pressed[0])
      press(ui, NULL);
    return false;
  }
  ui->pointer = NO_POINTER;
  if (ui->pressed[0])
    press(ui, NULL);
  if (kind != VP_POINTER_UP || !node || now_ms - ui->down_ms < ui->view.hold_ms)
    return false;
  ui->counted_ms = now_ms;
  return ui_choose(ui, node, action);
}

int64_t vp_ui_dead_until_ms(const struct vp_ui *ui) {
  return ui->dead_until_ms > 0 ? ui->dead_until_ms : -1;
}
