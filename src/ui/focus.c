/* Focus: an id that is kept from tree to tree. Tab walks in reading order and wraps; arrows go to the nearest thing in
 * their direction. A dialog keeps it within. Going back to a screen returns to where one was on it. */
#include "internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct vp_node *ui_by_id(const struct vp_ui *ui, const char *id) {
  struct vp_node *top = ui_top(ui);
  for (struct vp_node *node = top; node; node = vp_tree_next(top, node))
    if (ui_same(node->id, id))
      return node;
  return NULL;
}

static bool can_have(const struct vp_node *node) {
  return node->width > 0 && node->id && vp_node_is_choosable(node);
}

struct vp_node *focus_next(const struct vp_ui *ui, const struct vp_node *from) {
  struct vp_node *top = ui_top(ui);
  struct vp_node *node = from ? vp_tree_next(top, from) : top;
  while (node && !can_have(node))
    node = vp_tree_next(top, node);
  return node;
}

struct vp_node *focus_node(const struct vp_ui *ui) {
  struct vp_node *node = ui->focus[0] && ui->root ? ui_by_id(ui, ui->focus) : NULL;
  return node && can_have(node) ? node : NULL;
}

void focus_set(struct vp_ui *ui, const struct vp_node *node) {
  snprintf(ui->focus, sizeof ui->focus, "%s", node && node->id ? node->id : "");
  ui->focus_order = 0;
  for (const struct vp_node *at = focus_next(ui, NULL); at && at != node; at = focus_next(ui, at))
    ui->focus_order++;
}

/* Where the focus belongs in a new tree: on the same node; or, if that went, where it stood among the others. */
void focus_settle(struct vp_ui *ui, bool new_screen) {
  struct vp_node *node = focus_node(ui);
  if (node) {
    focus_set(ui, node);
    return;
  }
  if (!ui->ring) {
    if (!ui->focus[0] || new_screen)
      ui->focus[0] = '\0';
    return;
  }
  int order = new_screen ? 0 : ui->focus_order;
  node = focus_next(ui, NULL);
  for (struct vp_node *next = node; next && order > 0; order--) {
    next = focus_next(ui, node);
    node = next ? next : node;
  }
  focus_set(ui, node);
}

static struct vp_node *previous(const struct vp_ui *ui, const struct vp_node *of) {
  struct vp_node *before = NULL;
  for (struct vp_node *node = focus_next(ui, NULL); node && node != of; node = focus_next(ui, node))
    before = node;
  if (before || !of)
    return before;
  for (struct vp_node *node = focus_next(ui, NULL); node; node = focus_next(ui, node))
    before = node; /* wraps to the last */
  return before;
}

/* How far from one to the other in a direction; sideways counts double, so that a row or column is kept. -1: not there.
 */
static long distance(const struct vp_node *from, const struct vp_node *to, int across, int down) {
  long dx = (long)(to->x * 2 + to->width) - (from->x * 2 + from->width);
  long dy = (long)(to->y * 2 + to->height) - (from->y * 2 + from->height);
  long ahead = across ? dx * across : dy * down, aside = across ? labs(dy) : labs(dx);
  bool overlaps = across ? to->y < from->y + from->height && from->y < to->y + to->height
                         : to->x < from->x + from->width && from->x < to->x + to->width;
  long reach = across ? from->width / 2 : from->height / 2;
  if (ahead <= reach)
    return -1;
  return ahead + (overlaps ? aside / 4 : aside * 3);
}

static struct vp_node *nearest(const struct vp_ui *ui, const struct vp_node *from, int across, int down) {
  struct vp_node *best = NULL;
  long least = 0;
  for (struct vp_node *node = focus_next(ui, NULL); node; node = focus_next(ui, node)) {
    long away = node == from ? -1 : distance(from, node, across, down);
    if (away >= 0 && (!best || away < least)) {
      best = node;
      least = away;
    }
  }
  return best;
}

static struct vp_node *step(const struct vp_ui *ui, enum vp_key key, const struct vp_node *from) {
  struct vp_node *next = NULL;
  switch (key) {
  case VP_KEY_NEXT:
    next = focus_next(ui, from);
    return next ? next : focus_next(ui, NULL);
  case VP_KEY_PREVIOUS:
    return previous(ui, from);
  case VP_KEY_UP:
    return nearest(ui, from, 0, -1);
  case VP_KEY_DOWN:
    return nearest(ui, from, 0, 1);
  case VP_KEY_LEFT:
    return nearest(ui, from, -1, 0);
  case VP_KEY_RIGHT:
    return nearest(ui, from, 1, 0);
  default:
    return NULL;
  }
}

static bool go_back(struct vp_ui *ui, struct vp_action *action) {
  struct vp_node *back = ui_by_id(ui, "back");
  if (!back && ui_top(ui)->role == VP_ROLE_DIALOG)
    back = ui_by_id(ui, "cancel"); /* a dialog's safe answer */
  return back && vp_node_is_choosable(back) && ui_choose(ui, back, action);
}

bool vp_ui_key(struct vp_ui *ui, enum vp_key key, int64_t now_ms, struct vp_action *action) {
  (void)now_ms; /* keys have no dead time: a person who uses them sees where the focus is */
  if (!ui->root)
    return false;
  scan_stop(ui);
  if (key == VP_KEY_BACK)
    return go_back(ui, action);
  struct vp_node *from = focus_node(ui);
  if (!ui->ring || !from) {
    /* The first key only shows where one is. */
    ui->ring = true;
    focus_set(ui, from ? from : focus_next(ui, NULL));
  } else if (key == VP_KEY_CHOOSE) {
    return ui_choose(ui, from, action);
  } else {
    struct vp_node *to = step(ui, key, from);
    if (!to)
      return false;
    focus_set(ui, to);
  }
  (void)ui_refresh(ui); /* no memory: what is on the screen stays, and the next present says so */
  return false;
}

const char *vp_ui_focus(const struct vp_ui *ui) {
  return ui->ring ? ui->focus : "";
}
