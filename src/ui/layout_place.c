/* Parts whose height is known are placed: their boxes, and the words and pictures in them. Measuring is
 * layout_parts.c's; what both must agree on, they ask the same functions. */
#include "layout.h"

static void place_words(struct room *room, const struct part *part, struct vp_rect rect) {
  struct box *box = box_add(room, part->node, rect);
  if (!box)
    return;
  words_set(&box->label, part->block, rect, room->invitation ? ALIGN_CENTRE : ALIGN_START);
  box->label.from = part->from;
  part->node->continued = part->from > 0;
  box->label.to = part->to;
}

/* As wide as its sentence, so that it reads as one thing and not as a bar across the screen. */
static void place_status(struct room *room, const struct part *part, struct vp_rect rect) {
  struct content content = part_status_content(room, part->node);
  int width = button_width(room, part->node, &content) + room->unit;
  if (width < rect.width) {
    rect.x += room->invitation ? (rect.width - width) / 2 : 0;
    rect.width = width;
  }
  content_place(room, part->node, rect, &content);
}

static void place_child(struct room *room, struct vp_node *child, struct vp_rect rect, bool above) {
  if (child->role == VP_ROLE_BUTTON) {
    struct content content = part_row_content(room, child, above);
    content_place(room, child, rect, &content);
    return;
  }
  struct text_block *block = words_make(
      room, child, child->label, child->role == VP_ROLE_TIME ? part_row_time(room) : STYLE_BODY, rect.width, false);
  struct box *box = box_add(room, child, rect);
  if (!box || !block)
    return;
  struct vp_rect at = {rect.x, rect.y + (rect.height - block->height) / 2, rect.width, block->height};
  words_set(&box->label, block, at, ALIGN_CENTRE);
}

static void place_row_beside(struct room *room, const struct part *part, struct vp_rect rect) {
  int widths[8] = {0}, natural = part_row_widths(room, part->node, part->above, widths, 8), gap = 2 * room->unit;
  float weights = 0;
  for (struct vp_node *child = part->node->first; child; child = child->next)
    weights += child->role == VP_ROLE_BUTTON ? (child->weight > 0 ? child->weight : 1) : 0;
  /* Buttons share what is left by their weights, up to a width at which they still are buttons. */
  int left = rect.width - natural, most = ui_mm(room->ui, 34) * part->total;
  left = left > most && rect.width > ui_mm(room->ui, 260) ? most : left;
  int x = rect.x + (room->dialog ? 0 : (rect.width - natural - left) / 2), i = 0;
  for (struct vp_node *child = part->node->first; child && i < 8; child = child->next, i++) {
    float weight = child->weight > 0 ? child->weight : 1;
    int extra = child->role == VP_ROLE_BUTTON && weights > 0 ? (int)((float)left * weight / weights) : 0;
    place_child(room, child, (struct vp_rect){x, rect.y, widths[i] + extra, rect.height}, part->above);
    x += widths[i] + extra + gap;
  }
}

static void place_row(struct room *room, const struct part *part, struct vp_rect rect) {
  if (!box_add(room, part->node, rect))
    return;
  if (!part->stacked) {
    place_row_beside(room, part, rect);
    return;
  }
  int count = part->to - part->from, gap = room->between, height = (rect.height - (count - 1) * gap) / count;
  for (int i = 0; i < count; i++)
    place_child(room, child_at(part->node, part->from + i),
                (struct vp_rect){rect.x, rect.y + i * (height + gap), rect.width, height}, false);
}

static void place_button(struct room *room, const struct part *part, struct vp_rect rect) {
  struct content content = part_big_button(room, part->node);
  int width = button_width(room, part->node, &content) + (room->invitation ? ui_mm(room->ui, 24) : 4 * room->unit);
  width = width < rect.width ? width : rect.width;
  if (room->invitation)
    rect.x += (rect.width - width) / 2;
  rect.width = width;
  content_place(room, part->node, rect, &content);
}

static void place_disc(struct room *room, struct vp_node *node, struct vp_rect rect) {
  int size = rect.width < rect.height ? rect.width : rect.height;
  struct vp_rect square = {rect.x + (rect.width - size) / 2, rect.y, size, size};
  struct content content = {.arrangement = ARRANGE_ABOVE,
                            .style = STYLE_STRONG,
                            .icon = size * 2 / 5,
                            .pad = size / 7,
                            .centred = true,
                            .lines = 2};
  bool broken = false;
  int height = content_height(room, node, size, &content, &broken);
  if (broken || height > size * 4 / 5) {
    content.icon = size * 3 / 10;
    broken = false;
    height = content_height(room, node, size, &content, &broken);
  }
  /* A word that does not fit into the disc stands in its spoken label and in the sentence above. */
  if (broken || height > size * 9 / 10) {
    content.arrangement = ARRANGE_ICON;
    content.icon = size / 2;
  }
  content_place(room, node, square, &content);
}

static void place_time(struct room *room, struct vp_node *node, struct vp_rect rect) {
  struct box *box = box_add(room, node, rect);
  struct text_block *block = words_make(room, node, node->label, part_tell_time(room), rect.width, false);
  if (box && block)
    words_set(&box->label, block, rect, ALIGN_CENTRE);
}

static void place_tell(struct room *room, const struct part *part, struct vp_rect rect) {
  struct tell_size size = part_tell_sides(room, part);
  int gap = 2 * room->unit, below = rect.height - size.side_height - gap;
  bool column = part->tell[0] && below >= ui_mm(room->ui, 40);
  int disc = part->tell[0] ? (column ? below : rect.height) : 0;
  disc = disc > ui_mm(room->ui, 86) ? ui_mm(room->ui, 86) : disc;
  if (!column && part->tell[0] && disc > rect.width - 2 * gap - size.side_width) {
    disc = rect.width - 2 * gap - size.side_width;
    column = disc < size.disc_least;
    disc = column ? below + gap - room->unit : disc;
  }
  struct vp_rect side = {rect.x, rect.y + disc + gap, rect.width, size.side_height};
  if (!column && part->tell[0]) {
    int width = disc + 2 * gap + size.side_width, x = rect.x + (rect.width - width) / 2;
    x = x < rect.x ? rect.x : x;
    place_disc(room, part->tell[0], (struct vp_rect){x, rect.y + (rect.height - disc) / 2, disc, disc});
    side = (struct vp_rect){x + disc + 2 * gap, rect.y + (rect.height - size.side_height) / 2, size.side_width,
                            size.side_height};
    if (side.x + side.width > rect.x + rect.width)
      side.x = rect.x + rect.width - side.width;
  } else if (part->tell[0]) {
    place_disc(room, part->tell[0], (struct vp_rect){rect.x, rect.y, rect.width, disc});
  } else {
    side.y = rect.y;
  }
  int widest = ui_mm(room->ui, 90) > size.side_width ? ui_mm(room->ui, 90) : size.side_width;
  if (side.width > widest) {
    side.x += (side.width - widest) / 2;
    side.width = widest;
  }
  if (part->tell[3]) {
    struct content content = part_status_content(room, part->tell[3]);
    content_place(room, part->tell[3], (struct vp_rect){side.x, side.y, side.width, size.status_height}, &content);
    side.y += size.status_height + room->unit / 2;
    side.height -= size.status_height + room->unit / 2;
  }
  struct vp_rect level = {side.x, side.y + side.height - part_level_height(room), side.width, part_level_height(room)};
  if (part->tell[3] && part->tell[1] && part->tell[2]) {
    side.width /= 2;
    level = (struct vp_rect){side.x + side.width, side.y + (side.height - part_level_height(room)) / 2, side.width,
                             part_level_height(room)};
  }
  if (part->tell[1])
    place_time(room, part->tell[1],
               (struct vp_rect){side.x, side.y, side.width, part_line(room, part_tell_time(room))});
  if (part->tell[2])
    (void)box_add(room, part->tell[2], level); /* no memory: the level is not drawn, and the present says so */
}

static void place_code(struct room *room, const struct part *part, struct vp_rect rect) {
  struct code_size size = part_code_size(room, part);
  int columns = size.columns ? size.columns : 1;
  rect.width = columns * size.cell_width + (columns - 1) * room->unit;
  struct box *box = box_add(room, part->node, rect);
  struct vp_arena *arena = &room->ui->layout.arena;
  struct text_block **blocks = vp_arena_array(arena, (size_t)size.groups + 1, sizeof(void *));
  struct vp_rect *rects = vp_arena_array(arena, (size_t)size.groups + 1, sizeof *rects);
  if (!box || !blocks || !rects)
    return;
  char group[32];
  for (int i = 0, at = 0; i < size.groups; i++) {
    at = part_next_group(part->node->label, at, group, sizeof group);
    const char *kept = vp_arena_copy(arena, group);
    blocks[i] = kept ? words_make(room, part->node, kept, size.style, rect.width, false) : NULL;
    rects[i] =
        (struct vp_rect){rect.x + i % columns * (size.cell_width + room->unit),
                         rect.y + i / columns * (size.cell_height + room->unit), size.cell_width, size.cell_height};
  }
  box->groups = blocks;
  box->group_rects = rects;
  box->group_count = size.groups;
}

static void place_progress(struct room *room, const struct part *part, struct vp_rect rect) {
  int most = ui_mm(room->ui, 220);
  rect.width = rect.width > most ? most : rect.width;
  struct box *box = box_add(room, part->node, rect);
  if (!box)
    return;
  words_set(&box->label, words_make(room, part->node, part->node->label, STYLE_BODY, rect.width, false), rect,
            ALIGN_START);
  int height = ui_mm(room->ui, 8);
  box->mark = (struct vp_rect){rect.x, rect.y + rect.height - height, rect.width, height};
}

/* The end of what was written, as many lines as there is room for. */
static void place_field(struct room *room, const struct part *part, struct vp_rect rect) {
  struct box *box = box_add(room, part->node, rect);
  int pad = part_field_padding(room), caret = ui_mm(room->ui, 1.5F) + 2;
  struct text_block *block =
      words_make(room, part->node, part->node->label, STYLE_BODY, rect.width - 2 * room->unit - caret, false);
  if (!box || !block)
    return;
  int fit = (rect.height - 2 * pad) / block->line_height;
  words_set(&box->label, block, (struct vp_rect){rect.x + room->unit, rect.y + pad, rect.width - 2 * room->unit, 0},
            ALIGN_START);
  box->label.from = block->count > fit ? block->count - fit : 0;
}

void part_place(struct room *room, const struct part *part, struct vp_rect rect) {
  switch (part->kind) {
  case PART_TITLE:
  case PART_HELP:
  case PART_TEXT:
    place_words(room, part, rect);
    break;
  case PART_STATUS:
    place_status(room, part, rect);
    break;
  case PART_CHOICES:
    cards_place(room, part, rect);
    break;
  case PART_ROW:
    place_row(room, part, rect);
    break;
  case PART_BUTTON:
    place_button(room, part, rect);
    break;
  case PART_TELL:
    place_tell(room, part, rect);
    break;
  case PART_WAVEFORM:
    (void)box_add(room, part->node, rect); /* no memory: the present says so */
    break;
  case PART_CODE:
    place_code(room, part, rect);
    break;
  case PART_PROGRESS:
    place_progress(room, part, rect);
    break;
  case PART_FIELD:
    place_field(room, part, rect);
    break;
  case PART_KEYBOARD:
    keyboard_place(room, part, rect);
    break;
  }
}
