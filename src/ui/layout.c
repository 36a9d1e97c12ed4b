/* Nodes to boxes. A screen is a frame (top, middle, bar) that is tried at four levels, from comfortable to tight, until
 * its parts fit on one page or as few as can be. A dialog is a smaller frame over it. What paging adds are nodes like
 * any other. Afterwards the root's children stand in the order of reading, and a right-to-left screen is mirrored. */
#include "layout.h"

#include <stdio.h>
#include <string.h>

#include <vertelpunt/attributes.h>

int ui_mm_up(const struct vp_ui *ui, float mm) {
  float px = mm * ui->px_per_mm;
  int whole = (int)px;
  return (float)whole < px ? whole + 1 : whole;
}

bool ui_same(const char *a, const char *b) {
  return a && b && strcmp(a, b) == 0;
}

bool ui_right_to_left(const struct vp_ui *ui) {
  return ui->root && ui->root->right_to_left;
}

struct vp_node *ui_top(const struct vp_ui *ui) {
  struct vp_node *top = ui->root;
  for (struct vp_node *child = top ? top->first : NULL; child; child = child->next)
    if (child->role == VP_ROLE_DIALOG)
      top = child;
  return top;
}

/* ---- what the tree is made ready with ---- */

static void forget_rects(struct vp_node *root) {
  for (struct vp_node *node = root; node; node = vp_tree_next(root, node))
    node->x = node->y = node->width = node->height = 0;
}

static bool is_page_node(const struct vp_ui *ui, const struct vp_node *node) {
  return node == &ui->layout.page_back || node == &ui->layout.page_next || node == &ui->layout.page_count;
}

static void remove_page_nodes(struct vp_ui *ui, struct vp_node *parent) {
  struct vp_node **at = &parent->first;
  parent->last = NULL;
  while (*at) {
    if (is_page_node(ui, *at)) {
      *at = (*at)->next;
    } else {
      parent->last = *at;
      at = &(*at)->next;
    }
  }
}

static void append(struct vp_node *parent, struct vp_node *node) {
  node->parent = parent;
  node->next = NULL;
  if (parent->last)
    parent->last->next = node;
  else
    parent->first = node;
  parent->last = node;
}

static void make_page_nodes(struct vp_ui *ui) {
  struct layout *layout = &ui->layout;
  const struct vp_node *root = ui->root;
  layout->page_back = (struct vp_node){.role = VP_ROLE_BUTTON,
                                       .id = "page-back",
                                       .icon = "chevron-left",
                                       .action = {PAGE_BACK_MESSAGE, 0},
                                       .label = root->page_back_label ? root->page_back_label : "Back a page"};
  layout->page_next = (struct vp_node){.role = VP_ROLE_BUTTON,
                                       .id = "page-next",
                                       .icon = "chevron-right",
                                       .action = {PAGE_NEXT_MESSAGE, 0},
                                       .label = root->page_next_label ? root->page_next_label : "More"};
  layout->page_count = (struct vp_node){.role = VP_ROLE_TEXT, .id = "page-count", .label = layout->page_words};
}

/* Among keys they are keys, and a count is not needed. */
static void add_page_nodes(struct vp_ui *ui, struct vp_node *parent, bool as_keys) {
  struct layout *layout = &ui->layout;
  append(parent, &layout->page_back);
  if (as_keys)
    layout->page_back.role = layout->page_next.role = VP_ROLE_KEY;
  else
    append(parent, &layout->page_count);
  append(parent, &layout->page_next);
}

static int reading_rank(const struct vp_ui *ui, const struct vp_node *node) {
  if (node->role == VP_ROLE_TITLE)
    return 0;
  if (node->role == VP_ROLE_HELP)
    return 1;
  if (node->role == VP_ROLE_STEPS)
    return 2;
  if (node->role == VP_ROLE_DIALOG)
    return 7;
  if (is_page_node(ui, node))
    return 5;
  return node->slot == VP_SLOT_START ? 4 : node->slot == VP_SLOT_END ? 6 : 3;
}

/* Children in the order in which they are read: top, middle, bar. Stable, so that a screen's own order stays. */
static void sort_children(const struct vp_ui *ui, struct vp_node *parent) {
  struct vp_node *sorted = NULL, *last = NULL;
  for (int rank = 0; rank <= 7; rank++)
    for (struct vp_node **at = &parent->first; *at;) {
      struct vp_node *node = *at;
      if (reading_rank(ui, node) != rank) {
        at = &node->next;
        continue;
      }
      *at = node->next;
      node->next = NULL;
      if (last)
        last->next = node;
      else
        sorted = node;
      last = node;
    }
  parent->first = sorted;
  parent->last = last;
}

/* ---- rooms ---- */

static int edge_of(const struct vp_ui *ui, int width, int height) {
  float shorter = (float)(width < height ? width : height) / ui->px_per_mm;
  float longer = (float)(width > height ? width : height) / ui->px_per_mm;
  float units = shorter < 100 ? 1.2F : longer >= 300 ? 4 : 3;
  if (ui->view.text_size >= VP_TEXT_LARGE && units > 2)
    units = shorter < 150 ? 2 : units - 1;
  return ui_mm_up(ui, units * 2.5F);
}

bool layout_invites(const struct vp_node *root) {
  bool steps = false, primary = false;
  for (const struct vp_node *child = root->first; child; child = child->next) {
    steps = steps || child->role == VP_ROLE_STEPS;
    primary =
        primary || (child->role == VP_ROLE_BUTTON && child->slot == VP_SLOT_MIDDLE && child->look == VP_LOOK_PRIMARY);
  }
  return primary && !steps && !root->staff;
}

static struct room make_room(struct vp_ui *ui, struct vp_node *top, struct vp_rect area) {
  struct room room = {.ui = ui, .top = top, .area = area};
  room.dialog = top->role == VP_ROLE_DIALOG;
  room.invitation = !room.dialog && layout_invites(top);
  room.portrait = area.height > area.width;
  room.edge = edge_of(ui, ui->view.width_px, ui->view.height_px);
  room.unit = ui_mm_up(ui, 2.54F);
  room.target = ui_mm_up(ui, 20);
  room.key = ui_mm_up(ui, 12.7F);
  room.between = ui_mm_up(ui, 2.54F);
  return room;
}

static struct bar collect_bar(const struct room *room) {
  struct bar bar = {0};
  for (struct vp_node *node = room->top->first; node; node = node->next) {
    if (node->role != VP_ROLE_BUTTON || node->action.message < 0)
      continue;
    if (node->slot == VP_SLOT_START && bar.start_count < 4)
      bar.starts[bar.start_count++] = node;
    else if (node->slot == VP_SLOT_END && bar.end_count < 4)
      bar.ends[bar.end_count++] = node;
  }
  return bar;
}

/* ---- one level ---- */

struct trial {
  struct room room;
  struct bar bar;
  struct parts *parts;
};

static void set_middle(struct trial *trial, int top_height) {
  struct room *room = &trial->room;
  bool bar = trial->bar.start_count > 0 || (trial->bar.end_count > 0 && !trial->bar.ends_moved) || trial->bar.paged;
  int gap = room->level >= LEVEL_TIGHT ? room->unit : 2 * room->unit;
  int above = top_height > room->edge ? top_height + gap : room->edge;
  int below = room->edge + (bar ? trial->bar.height + gap : 0);
  room->middle = (struct vp_rect){room->area.x + room->edge, room->area.y + above, room->area.width - 2 * room->edge,
                                  room->area.height - above - below};
  int half = room->area.y + room->area.height / 2 + 1;
  room->low = room->reach && half > room->middle.y ? half - room->middle.y : 0;
}

static void try_pages(struct trial *trial, int top_height, bool paged) {
  struct parts collected;
  bar_measure(&trial->room, &trial->bar, paged);
  set_middle(trial, top_height);
  parts_collect(&trial->room, &trial->bar, &collected, false);
  pages_fill(&trial->room, trial->parts, &collected, trial->room.middle.height);
}

/* The pages of the keyboard are the screen's: the field above it stands on each. */
static void follow_keyboard(struct trial *trial) {
  struct parts *parts = trial->parts;
  for (int i = 0; i < parts->count; i++)
    if (parts->list[i].keyboard)
      parts->pages = parts->list[i].keyboard->pages;
  int page = trial->room.ui->layout.page;
  for (int i = 0; i < parts->count; i++)
    parts->list[i].page = page < 0 ? 0 : page < parts->pages ? page : parts->pages - 1;
}

static bool try_letters(struct trial *trial, bool titled) {
  struct room *room = &trial->room;
  struct parts collected;
  room->untitled = !titled;
  set_middle(trial, titled ? top_make(room, false) : 0);
  parts_collect(room, &trial->bar, &collected, true);
  pages_fill(room, trial->parts, &collected, room->middle.height);
  if (trial->parts->pages > 1 || trial->parts->spills)
    return false;
  follow_keyboard(trial);
  return true;
}

/* On a low screen a keyboard would need pages, and nobody can type so. There the keyboard's last row moves into the
 * bar, between Back and the way on, and the title stays if there is room for it: the field says what is done here.
 * Letters of which there are more than fit even so go on to another page; the space bar stays. */
static bool try_keys_in_bar(struct trial *trial, struct key_row *keys) {
  struct room *room = &trial->room;
  const struct vp_node *last = NULL;
  for (const struct vp_node *node = room->top->first; node; node = node->next) {
    bool frame = node->slot != VP_SLOT_MIDDLE || node->role == VP_ROLE_TITLE || node->role == VP_ROLE_HELP ||
                 node->role == VP_ROLE_STEPS || node->role == VP_ROLE_FIELD || node->action.message < 0;
    if (node->role == VP_ROLE_KEYBOARD)
      last = node->last;
    else if (!frame)
      return false; /* there is something to be said: that goes before */
  }
  if (!last)
    return false;
  *keys = key_row_of(last);
  room->level = LEVEL_TIGHT;
  trial->bar = collect_bar(room);
  bar_measure(room, &trial->bar, false);
  for (trial->bar.variant = 0; trial->bar.variant < BAR_VARIANTS - 1; trial->bar.variant++)
    if (bar_room(room, &trial->bar) >= keys->count * room->key + (keys->count - 1) * room->between)
      break;
  if (bar_room(room, &trial->bar) < keys->count * room->key + (keys->count - 1) * room->between ||
      trial->bar.ends_moved)
    return false;
  trial->bar.height = room->target;
  trial->bar.keys = keys;
  static const int rows[] = {0, 3, 2}; /* all of them, or so many on a page */
  for (size_t i = 0; i < VP_COUNT(rows); i++) {
    room->key_rows = rows[i];
    if (try_letters(trial, true) || try_letters(trial, false))
      return true;
  }
  return false;
}

static void try_level(struct trial *trial, enum level level) {
  trial->room.level = level;
  trial->bar = collect_bar(&trial->room);
  int top_height = top_make(&trial->room, false);
  try_pages(trial, top_height, false);
  if (trial->parts->pages > 1)
    try_pages(trial, top_height, true);
}

/* No level can have fewer pages than cards need. */
static int fewest_pages(const struct vp_node *top) {
  int fewest = 1;
  for (const struct vp_node *node = top->first; node; node = node->next)
    if (node->role == VP_ROLE_CHOICES) {
      int pages = (child_count(node) + CHOICES_MAX - 1) / CHOICES_MAX;
      fewest = pages > fewest ? pages : fewest;
    }
  return fewest;
}

/* Is a, of a tighter level, better than b? Where nothing fits the tightest is; who is invited sees the way in at once.
 */
static bool better(const struct parts *a, const struct parts *b) {
  if (a->spills || b->spills)
    return b->spills;
  return a->late != b->late ? a->late < b->late : a->pages < b->pages;
}

static int choose_level(struct vp_ui *ui, struct trial *best) {
  struct trial trial = *best;
  trial.parts = vp_arena_alloc(&ui->layout.arena, sizeof *trial.parts);
  if (!trial.parts)
    return VP_E_NO_MEMORY;
  int fewest = fewest_pages(best->room.top);
  for (enum level level = LEVEL_COMFORTABLE; level < LEVEL_COUNT; level++) {
    try_level(&trial, level);
    if (level == LEVEL_COMFORTABLE || better(trial.parts, best->parts)) {
      struct parts *kept = best->parts;
      *best = trial;
      trial.parts = kept;
    }
    if (!best->parts->spills && best->parts->pages <= fewest)
      break;
  }
  return 0;
}

static void place_trial(struct vp_ui *ui, struct trial *trial) {
  struct layout *layout = &ui->layout;
  layout->pages = trial->parts->pages;
  layout->page = layout->page < 0 ? 0 : layout->page >= layout->pages ? layout->pages - 1 : layout->page;
  trial->room.page = layout->page;
  snprintf(layout->page_words, sizeof layout->page_words, "%d / %d", layout->page + 1, layout->pages);
  if (layout->pages > 1)
    add_page_nodes(ui, trial->room.top, trial->bar.keys != NULL);
  if (layout->page == 0)
    layout->page_back.state = VP_STATE_DISABLED;
  if (layout->page == layout->pages - 1)
    layout->page_next.state = VP_STATE_DISABLED;
  if (!trial->room.untitled)
    (void)top_make(&trial->room, true); /* its height is known */
  pages_place(&trial->room, trial->parts);
  bar_place(&trial->room, &trial->bar);
}

/* A lower screen than this is within reach as it is. */
enum { REACH_MM_MIN = 120 };

static bool may_be_low(const struct vp_ui *ui, const struct room *room) {
  return ui->view.reach && !room->dialog && room->area.height >= ui_mm(ui, REACH_MM_MIN);
}

/* What is pressed stands low if that cuts nothing off, and no keyboard into pages. */
static int choose_low(struct vp_ui *ui, struct trial *trial) {
  const struct trial before = *trial;
  bool keyboard = false;
  trial->room.reach = true;
  int code = choose_level(ui, trial);
  for (int i = 0; i < trial->parts->count; i++)
    keyboard = keyboard || trial->parts->list[i].kind == PART_KEYBOARD;
  if (code || (!trial->parts->spills && !(keyboard && trial->parts->pages > 1)))
    return code;
  struct parts *parts = trial->parts;
  *trial = before;
  trial->parts = parts;
  return choose_level(ui, trial);
}

static int lay_out(struct vp_ui *ui, struct trial *trial) {
  trial->parts = vp_arena_alloc(&ui->layout.arena, sizeof *trial->parts);
  if (!trial->parts)
    return VP_E_NO_MEMORY;
  struct parts *spare = vp_arena_alloc(&ui->layout.arena, sizeof *spare);
  struct trial keys_below = *trial;
  struct key_row keys;
  int code = !spare ? VP_E_NO_MEMORY : may_be_low(ui, &trial->room) ? choose_low(ui, trial) : choose_level(ui, trial);
  keys_below.parts = spare;
  if (!code && trial->parts->pages > 1 && try_keys_in_bar(&keys_below, &keys))
    place_trial(ui, &keys_below);
  else if (!code)
    place_trial(ui, trial);
  return code;
}

/* ---- dialogs ---- */

/* As high as its words need; the whole screen when these would not fit into less. */
static int lay_out_dialog(struct vp_ui *ui, struct vp_node *dialog) {
  int width = ui->view.width_px, height = ui->view.height_px, edge = edge_of(ui, width, height);
  int wide = ui_mm(ui, 190) < width - 2 * edge ? ui_mm(ui, 190) : width - 2 * edge;
  struct trial trial = {.room =
                            make_room(ui, dialog, (struct vp_rect){(width - wide) / 2, edge, wide, height - 2 * edge})};
  trial.parts = vp_arena_alloc(&ui->layout.arena, sizeof *trial.parts);
  if (!trial.parts)
    return VP_E_NO_MEMORY;
  trial.room.edge = 3 * trial.room.unit;
  try_level(&trial, LEVEL_COMFORTABLE);
  if (trial.parts->pages > 1 || trial.parts->spills) {
    int rim = ui_mm(ui, 2);
    trial = (struct trial){.room = make_room(ui, dialog, inset((struct vp_rect){0, 0, width, height}, rim))};
    trial.room.edge = trial.room.unit;
    ui->layout.dialog = trial.room.area;
    (void)box_add(&trial.room, dialog, trial.room.area); /* no memory: lay_out will say so */
    return lay_out(ui, &trial);
  }
  int used = 0;
  for (int i = 0; i < trial.parts->count; i++)
    used += (i ? part_gap(&trial.room, &trial.parts->list[i]) : 0) + trial.parts->list[i].height;
  used += (trial.parts->count - 1) * trial.room.unit;
  int needed = used + trial.room.area.height - trial.room.middle.height;
  needed = needed > height - 2 * edge ? height - 2 * edge : needed;
  trial.room.middle.y += (height - needed) / 2 - trial.room.area.y;
  trial.room.middle.height -= trial.room.area.height - needed;
  trial.room.area = (struct vp_rect){(width - wide) / 2, (height - needed) / 2, wide, needed};
  ui->layout.dialog = trial.room.area;
  (void)box_add(&trial.room, dialog, trial.room.area); /* no memory: nothing is placed either */
  place_trial(ui, &trial);
  return 0;
}

/* ---- right to left ---- */

static void mirror_rect(struct vp_rect *rect, int width) {
  if (rect->width > 0)
    rect->x = width - rect->x - rect->width;
}

static void mirror(struct vp_ui *ui) {
  int width = ui->view.width_px;
  mirror_rect(&ui->layout.dialog, width);
  int shift = 0;
  for (struct box *box = ui->layout.first; box; box = box->next) {
    /* A row of keys moves as one, its keys keep their order; a code's groups do so too. */
    if (box->node->role == VP_ROLE_KEY) {
      box->rect.x += shift;
      box->icon.x += shift;
      box->label.x += shift;
      box->node->x += shift;
      continue;
    }
    int x = box->rect.x;
    mirror_rect(&box->rect, width);
    shift = box->rect.x - x;
    mirror_rect(&box->icon, width);
    mirror_rect(&box->mark, width);
    box->label.x = width - box->label.x - box->label.width;
    box->help.x = width - box->help.x - box->help.width;
    for (int i = 0; i < box->group_count; i++)
      box->group_rects[i].x += box->rect.x - x;
    if (box->node->width > 0)
      box->node->x = box->rect.x;
  }
}

/* ---- all of it ---- */

int layout_make(struct vp_ui *ui) {
  struct layout *layout = &ui->layout;
  struct vp_node *root = ui->root, *top = ui_top(ui);
  vp_arena_reset(&layout->arena);
  layout->first = layout->last = NULL;
  layout->dialog = (struct vp_rect){0};
  layout->pages = 1;
  remove_page_nodes(ui, root);
  if (top != root)
    remove_page_nodes(ui, top);
  forget_rects(root);
  make_page_nodes(ui);
  struct vp_rect screen = {0, 0, ui->view.width_px, ui->view.height_px};
  struct trial trial = {.room = make_room(ui, root, screen)};
  layout->invitation = trial.room.invitation;
  int page = layout->page;
  if (top != root)
    layout->page = 0;
  int code = lay_out(ui, &trial);
  if (!code && top != root) {
    /* What lies beneath a dialog is seen as it was, and cannot be reached: its nodes have no place. */
    for (struct box *box = layout->first; box; box = box->next)
      box->beneath = true;
    remove_page_nodes(ui, root);
    forget_rects(root);
    make_page_nodes(ui);
    layout->page = page;
    layout->pages = 1;
    code = lay_out_dialog(ui, top);
  }
  if (code)
    return code;
  sort_children(ui, root);
  if (top != root)
    sort_children(ui, top);
  root->width = screen.width;
  root->height = screen.height;
  layout->page_count.value = (float)layout->page + 1;
  layout->page_count.maximum = (float)layout->pages;
  if (ui_right_to_left(ui))
    mirror(ui);
  return 0;
}
