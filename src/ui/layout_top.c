/* The top of a screen: its one question, a sentence of help, and where one is, in words and dots. Where there is little
 * room the title takes a step down, the steps keep only their dots (their words are spoken), and at last the title and
 * its help go with the pages, so that the thing asked has the screen. */
#include "layout.h"

struct top {
  struct vp_node *title, *help, *steps;
};

static struct top find_top(const struct vp_node *root) {
  struct top top = {0};
  for (struct vp_node *child = root->first; child; child = child->next) {
    if (child->role == VP_ROLE_TITLE)
      top.title = child;
    else if (child->role == VP_ROLE_HELP)
      top.help = child;
    else if (child->role == VP_ROLE_STEPS && child->maximum >= 1)
      top.steps = child;
  }
  return top;
}

static int dots_width(const struct room *room, const struct vp_node *steps) {
  int dot = ui_mm(room->ui, 3), count = (int)steps->maximum;
  return count * dot + (count - 1) * (dot * 2 / 3);
}

struct steps_size {
  int width, height;
  struct text_block *words;
};

static struct steps_size measure_steps(struct room *room, const struct vp_node *steps, bool with_words) {
  int dot = ui_mm(room->ui, 3);
  struct steps_size size = {dots_width(room, steps), dot, NULL};
  if (!with_words || !steps->label)
    return size;
  size.words = words_make(room, steps, steps->label, STYLE_BODY, room->area.width / 2, false);
  if (!size.words)
    return size;
  size.height = size.words->height + dot + room->unit / 3;
  size.width = size.words->width > size.width ? size.words->width : size.width;
  return size;
}

/* Words, and the dots below them; or, on a line of their own, beside them. */
static void place_steps(struct room *room, struct vp_node *steps, const struct steps_size *size, struct vp_rect rect) {
  struct box *box = box_add(room, steps, rect);
  if (!box)
    return;
  int dot = ui_mm(room->ui, 3), dots = dots_width(room, steps);
  words_set(&box->label, size->words, (struct vp_rect){rect.x, rect.y, rect.width, 0}, ALIGN_END);
  box->mark = (struct vp_rect){rect.x + rect.width - dots, rect.y + rect.height - dot, dots, dot};
}

static void place_words(struct room *room, struct vp_node *node, struct text_block *block, int x, int y, int width) {
  struct vp_rect rect = {x, y, width, block->height};
  struct box *box = box_add(room, node, rect);
  if (box)
    words_set(&box->label, block, rect, ALIGN_START);
}

static struct text_block *make_title(struct room *room, const struct vp_node *title, int width) {
  bool small = room->level >= LEVEL_COMPACT;
  struct text_block *block = words_make(room, title, title->label, small ? STYLE_STRONG : STYLE_TITLE, width, false);
  if (!small && block && (block->count > 2 || block->broken)) {
    struct text_block *lower = words_make(room, title, title->label, STYLE_STRONG, width, false);
    block = lower ? lower : block;
  }
  return block;
}

int top_make(struct room *room, bool emit) {
  const struct top top = find_top(room->top);
  int left = room->area.x + room->edge, width = room->area.width - 2 * room->edge;
  int y = room->area.y + room->edge, start = y;
  bool flows = room->level == LEVEL_FLOWING || room->invitation || room->dialog;
  struct steps_size steps = {0};
  if (top.steps)
    steps = measure_steps(room, top.steps, room->level < LEVEL_TIGHT && !room->dialog);
  /* The steps stand beside the title if that leaves it two lines; else above it. */
  int beside = width - (top.steps ? steps.width + 3 * room->unit : 0);
  struct text_block *title = top.title && !flows ? make_title(room, top.title, beside) : NULL;
  bool above = top.steps && (!title || title->count > 2 || title->broken || beside < width / 2);
  if (above && title)
    title = make_title(room, top.title, width);
  if (top.steps && emit) {
    struct vp_rect rect = {left + width - steps.width, y, steps.width, steps.height};
    place_steps(room, top.steps, &steps, rect);
  }
  if (above)
    y += steps.height + room->unit / 2;
  if (title) {
    if (emit)
      place_words(room, top.title, title, left, y, above ? width : beside);
    y += title->height;
  }
  if (top.help && !flows) {
    int help_width = !above && top.steps && y < start + steps.height + room->unit ? beside : width;
    struct text_block *help = words_make(room, top.help, top.help->label, STYLE_BODY, help_width, false);
    if (help) {
      if (emit)
        place_words(room, top.help, help, left, y, help_width);
      y += help->height;
    }
  }
  if (top.steps && !above && y < start + steps.height)
    y = start + steps.height;
  return y - room->area.y;
}
