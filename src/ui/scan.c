/* Scanning: all that can be chosen on the page is reached with one switch or with two. What a press would choose is
 * called a stop: one node, or, on keyboards and grids of several rows, a row of them at first. The stop has the focus
 * ring. With one switch the ring moves on by itself, a step after the other; with two a press on "next" moves it. After
 * the last of a row the whole row is the stop again, so that nobody is caught in it. Nothing moves before a switch has
 * been used, none while something is being said, and after three rounds without a press it rests. */
#include "internal.h"

#include <string.h>

enum { ROUNDS_MAX = 3, BOUNCE_MS = 60 /* of a switch's contacts */ };

/* The keyboard or the cards that a node stands in; NULL: neither. */
static const struct vp_node *grid_of(const struct vp_node *node) {
  for (const struct vp_node *at = node->parent; at; at = at->parent)
    if (at->role == VP_ROLE_KEYBOARD || at->role == VP_ROLE_CHOICES)
      return at;
  return NULL;
}

static bool beside(const struct vp_node *a, const struct vp_node *b) {
  return a->y < b->y + b->height && b->y < a->y + a->height;
}

static bool same_row(const struct vp_node *a, const struct vp_node *b) {
  return grid_of(a) && grid_of(a) == grid_of(b) && beside(a, b);
}

/* All of a grid stands in one row: its items are the stops. */
static bool is_single(const struct vp_ui *ui, const struct vp_node *grid) {
  const struct vp_node *first = NULL;
  for (const struct vp_node *node = focus_next(ui, NULL); node; node = focus_next(ui, node)) {
    if (grid_of(node) != grid)
      continue;
    if (first && !beside(first, node))
      return false;
    first = first ? first : node;
  }
  return true;
}

/* The nodes that are chosen from together with this one. */
static int row_of(const struct vp_ui *ui, const struct vp_node *of, struct vp_node **first, struct vp_node **last) {
  int count = 0;
  *first = *last = NULL;
  for (struct vp_node *node = focus_next(ui, NULL); node; node = focus_next(ui, node))
    if (node == of || same_row(node, of)) {
      *first = *first ? *first : node;
      *last = node;
      count++;
    }
  return count;
}

static bool is_row(const struct vp_ui *ui, const struct vp_node *of) {
  struct vp_node *first, *last;
  const struct vp_node *grid = grid_of(of);
  return grid && row_of(ui, of, &first, &last) > 1 && !is_single(ui, grid);
}

/* ---- where it stands ---- */

static void stand_on(struct vp_ui *ui, const struct vp_node *node, bool whole_row) {
  ui->ring = node != NULL;
  ui->scan.whole_row = whole_row;
  focus_set(ui, node);
}

static void stand_first(struct vp_ui *ui) {
  const struct vp_node *first = focus_next(ui, NULL);
  stand_on(ui, first, first && is_row(ui, first));
}

static void wait_a_step(struct vp_ui *ui, int64_t now_ms) {
  bool moves = ui->scan.state == SCAN_MOVING && !ui->scan.speaking && focus_node(ui);
  ui->scan.due_ms = moves ? now_ms + ui->scan.step_ms : -1;
}

static void rest(struct vp_ui *ui) {
  ui->scan.state = SCAN_RESTING;
  ui->scan.due_ms = -1;
  ui->scan.whole_row = false;
  ui->ring = false;
}

void scan_stop(struct vp_ui *ui) {
  if (ui->scan.state == SCAN_RESTING)
    return;
  ui->scan.state = SCAN_RESTING;
  ui->scan.due_ms = -1;
  ui->scan.whole_row = false;
}

/* A new tree. Where one stood is kept as long as it is there; otherwise it begins anew. Only a press or another screen
 * gives three rounds again. */
void scan_settle(struct vp_ui *ui, bool new_screen, int64_t now_ms) {
  if (ui->scan.state == SCAN_RESTING)
    return;
  if (new_screen && layout_invites(ui->root)) { /* the visit is over: the next begins with a press */
    rest(ui);
    return;
  }
  const struct vp_node *node = new_screen ? NULL : focus_node(ui);
  if (new_screen)
    ui->scan.rounds = 0;
  if (!node) {
    stand_first(ui);
    wait_a_step(ui, now_ms);
  } else if (ui->scan.whole_row && !is_row(ui, node)) {
    ui->scan.whole_row = false;
  }
}

/* On to the next stop; false: that was the last, and it is at the first again. */
static bool move_on(struct vp_ui *ui) {
  struct vp_node *node = focus_node(ui), *first, *last;
  if (!node) {
    stand_first(ui);
    return true;
  }
  row_of(ui, node, &first, &last);
  bool in_row = is_row(ui, node);
  if (in_row && !ui->scan.whole_row) {
    if (node == last)
      stand_on(ui, first, true);
    else
      stand_on(ui, focus_next(ui, node), false);
    return true;
  }
  const struct vp_node *next = focus_next(ui, in_row ? last : node);
  if (!next) {
    stand_first(ui);
    return false;
  }
  stand_on(ui, next, is_row(ui, next));
  return true;
}

static void show(struct vp_ui *ui) {
  (void)ui_refresh(ui); /* no memory: what is on the screen stays, and the next present says so */
}

static bool choose(struct vp_ui *ui, int64_t now_ms, struct vp_action *action) {
  struct vp_node *node = focus_node(ui);
  bool chosen = false;
  if (node && ui->scan.whole_row) {
    ui->scan.whole_row = false; /* into the row: its first is the stop */
  } else {
    if (node)
      chosen = ui_choose(ui, node, action); /* or a page has been turned */
    stand_first(ui);
  }
  wait_a_step(ui, now_ms);
  if (!chosen) /* else a tree follows */
    show(ui);
  return chosen;
}

/* ---- what is asked of it ---- */

void vp_ui_set_scan(struct vp_ui *ui, int step_ms, int ignore_ms) {
  ui->scan.step_ms = step_ms;
  ui->scan.ignore_ms = ignore_ms > BOUNCE_MS ? ignore_ms : BOUNCE_MS;
}

bool vp_ui_switch(struct vp_ui *ui, enum vp_switch which, int64_t now_ms, struct vp_action *action) {
  struct scan *scan = &ui->scan;
  bool too_soon = scan->pressed && now_ms - scan->pressed_ms < scan->ignore_ms;
  if (!ui->root || too_soon) /* what was too soon does not make the next wait longer */
    return false;
  scan->pressed = true;
  scan->pressed_ms = now_ms;
  bool begins = scan->state == SCAN_RESTING;
  scan->state = which == VP_SWITCH_ONE ? SCAN_MOVING : SCAN_STEPPING;
  scan->rounds = 0;
  if (begins)
    stand_first(ui);
  else if (which == VP_SWITCH_NEXT)
    (void)move_on(ui); /* round and round: who presses is there */
  else if (now_ms < ui->dead_until_ms)
    return false; /* a press that was meant for the screen before */
  else
    return choose(ui, now_ms, action);
  wait_a_step(ui, now_ms);
  show(ui);
  return false;
}

int64_t vp_ui_scan_due_ms(const struct vp_ui *ui) {
  return ui->scan.state == SCAN_MOVING ? ui->scan.due_ms : -1;
}

bool vp_ui_scan_tick(struct vp_ui *ui, int64_t now_ms) {
  int64_t due_ms = vp_ui_scan_due_ms(ui);
  if (due_ms < 0 || now_ms < due_ms)
    return false;
  if (!move_on(ui) && ++ui->scan.rounds >= ROUNDS_MAX)
    rest(ui);
  else
    wait_a_step(ui, now_ms);
  show(ui);
  return true;
}

void vp_ui_scan_speech(struct vp_ui *ui, bool speaking, int64_t now_ms) {
  if (ui->scan.speaking == speaking)
    return;
  ui->scan.speaking = speaking;
  wait_a_step(ui, now_ms); /* when it has been said, a whole step is left for the press */
}

size_t vp_ui_scan_stop(const struct vp_ui *ui, const struct vp_node **nodes, size_t limit) {
  const struct vp_node *focused = ui->scan.state != SCAN_RESTING && ui->ring ? focus_node(ui) : NULL;
  size_t count = 0;
  for (const struct vp_node *node = focused ? focus_next(ui, NULL) : NULL; node && count < limit;
       node = focus_next(ui, node))
    if (node == focused || (ui->scan.whole_row && same_row(node, focused)))
      nodes[count++] = node;
  return count;
}

bool scan_holds(const struct vp_ui *ui, const struct vp_node *node) {
  const struct vp_node *focused = ui->scan.whole_row && ui->ring ? focus_node(ui) : NULL;
  return focused && node->width > 0 && node->id && vp_node_is_choosable(node) && same_row(node, focused);
}

/* The row that is the stop; false: it is an item. */
bool scan_row(const struct vp_ui *ui, struct vp_rect *rect) {
  struct vp_node *node = focus_node(ui), *first, *last;
  if (!ui->scan.whole_row || !node)
    return false;
  row_of(ui, node, &first, &last);
  if (!first) /* what is not on this page has no row */
    return false;
  int left = first->x < last->x ? first->x : last->x, top = first->y, bottom = first->y + first->height;
  int right = first->x + first->width > last->x + last->width ? first->x + first->width : last->x + last->width;
  *rect = (struct vp_rect){left, top, right - left, bottom - top};
  return true;
}
