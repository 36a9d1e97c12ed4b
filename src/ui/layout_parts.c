/* The parts of a screen's middle: what each must have in height, what it would like, and how it is placed when its height
 * is known. Anything that is wider than the middle becomes higher instead. */
#include "layout.h"

static int line_of(const struct room *room, enum style style) {
  return fonts_line(room->ui->fonts, style);
}

static int field_padding(const struct room *room) {
  return room->level >= LEVEL_TIGHT ? room->unit / 4 : room->unit;
}

/* ---- measuring ---- */

static void measure_words(struct room *room, struct part *part, enum style style, bool balanced) {
  part->block = words_make(room, part->node, part->node->label, style, room->middle.width, balanced);
  part->to = part->total = part->block ? part->block->count : 0;
  part->least = part->want = part->most = part->block ? part->block->height : 0;
}

static void measure_title(struct room *room, struct part *part) {
  if (room->invitation && room->level == LEVEL_COMFORTABLE) {
    measure_words(room, part, STYLE_LARGE, true);
    if (part->block && part->block->count <= 2 && !part->block->broken)
      return;
  }
  if (room->level < LEVEL_TIGHT) {
    measure_words(room, part, STYLE_TITLE, room->invitation);
    if (part->block && part->block->count <= 2 && !part->block->broken)
      return;
  }
  measure_words(room, part, STYLE_STRONG, room->invitation);
}

static struct content status_content(const struct room *room, const struct vp_node *node) {
  int capital = fonts_capital(room->ui->fonts, STYLE_BODY);
  return (struct content){.arrangement = ARRANGE_BESIDE, .style = STYLE_BODY, .icon = node->icon ? capital * 3 / 2 : 0,
                          .pad = room->level >= LEVEL_TIGHT ? room->unit / 2 : room->unit};
}

static void measure_status(struct room *room, struct part *part) {
  struct content content = status_content(room, part->node);
  bool broken = false;
  part->least = part->want = part->most = content_height(room, part->node, room->middle.width, &content, &broken);
}

static void measure_cards(struct room *room, struct part *part) {
  int count = part->total = child_count(part->node), pages = (count + CHOICES_MAX - 1) / CHOICES_MAX;
  part->to = count;
  part->per_page = pages > 1 ? (count + pages - 1) / pages : count;
  if (part->per_page == CHOICES_MAX - 1 && pages > 1)
    part->per_page = CHOICES_MAX; /* six stand better in a grid than five */
  part->least = cards_least(room, part, part->per_page, room->middle.width);
  part->want = part->most = cards_most(room, part, part->per_page, room->middle.width);
}

static struct content row_content(const struct room *room, const struct vp_node *node, bool above) {
  struct content content = button_content(room, node);
  if (above) {
    content.arrangement = ARRANGE_ABOVE;
    content.pad = room->unit;
  }
  return content;
}

static enum style row_time(const struct room *room) {
  return room->level >= LEVEL_TIGHT ? STYLE_STRONG : STYLE_TITLE;
}

/* Natural widths of a row's children; the sum with gaps. */
static int row_widths(struct room *room, const struct vp_node *row, bool above, int *widths, int limit) {
  int total = 0, i = 0;
  for (struct vp_node *child = row->first; child && i < limit; child = child->next, i++) {
    if (child->role == VP_ROLE_BUTTON) {
      struct content content = row_content(room, child, above);
      widths[i] = button_width(room, child, &content);
    } else {
      struct text_block *block = words_make(room, child, child->label, child->role == VP_ROLE_TIME ? row_time(room) : STYLE_BODY,
                                            room->middle.width, false);
      widths[i] = block ? block->width + 2 : 0;
    }
    total += widths[i] + (i ? 2 * room->unit : 0);
  }
  return total;
}

static int row_button_height(const struct room *room) {
  int roomy = ui_mm(room->ui, 24);
  return roomy > room->target ? roomy : room->target;
}

static void measure_row(struct room *room, struct part *part) {
  int widths[8] = {0};
  part->total = part->to = child_count(part->node);
  part->above = row_widths(room, part->node, false, widths, 8) > room->middle.width;
  part->stacked = part->above && row_widths(room, part->node, true, widths, 8) > room->middle.width;
  part->above = part->above && !part->stacked;
  part->least = room->target;
  for (struct vp_node *child = part->node->first; child; child = child->next) {
    struct content content = row_content(room, child, part->above);
    bool broken = false;
    int height = part->stacked || part->above ? content_height(room, child, room->middle.width, &content, &broken) : 0;
    if (child->role != VP_ROLE_BUTTON)
      height = line_of(room, child->role == VP_ROLE_TIME ? row_time(room) : STYLE_BODY);
    part->least = height > part->least ? height : part->least;
  }
  part->want = part->most = part->least;
  if (part->stacked) {
    int gap = room->between;
    part->want = part->most = part->total * part->least + (part->total - 1) * gap;
    part->least = part->want;
  } else if (row_button_height(room) > part->least) {
    part->want = part->most = row_button_height(room);
  }
}

/* The one big way in wears the title's type where its word fits so. */
static struct content big_button(struct room *room, const struct vp_node *node) {
  struct content content = button_content(room, node), large = content;
  large.style = STYLE_TITLE;
  large.icon = large.icon * 3 / 2;
  large.pad = room->unit * 2;
  bool primary = node->look == VP_LOOK_PRIMARY && room->invitation && room->level < LEVEL_TIGHT;
  return primary && button_width(room, node, &large) <= room->middle.width ? large : content;
}

static void measure_button(struct room *room, struct part *part) {
  struct content content = big_button(room, part->node);
  bool broken = false;
  int height = content_height(room, part->node, room->middle.width, &content, &broken);
  part->least = height > room->target ? height : room->target;
  bool large = part->node->look == VP_LOOK_PRIMARY && room->invitation;
  part->want = part->most = large && ui_mm(room->ui, 34) > part->least ? ui_mm(room->ui, 34) : part->least;
}

static int level_height(const struct room *room) {
  return ui_mm(room->ui, room->level >= LEVEL_TIGHT ? 8 : 12);
}

static int status_height(struct room *room, const struct vp_node *node, int width) {
  struct content content = status_content(room, node);
  bool broken = false;
  return content_height(room, node, width, &content, &broken);
}

static enum style tell_time(const struct room *room) {
  return room->level >= LEVEL_TIGHT ? STYLE_TITLE : STYLE_LARGE;
}

struct tell_size {
  int side_width, side_height, disc_least, status_height;
};

static struct tell_size measure_tell_sides(struct room *room, const struct part *part) {
  struct tell_size size = {0};
  if (part->tell[1]) {
    struct text_block *block = words_make(room, part->tell[1], part->tell[1]->label, tell_time(room), room->middle.width, false);
    size.side_width = block ? block->width + 2 * room->unit : 0;
    size.side_height = line_of(room, tell_time(room));
  }
  if (part->tell[2]) {
    size.side_width = size.side_width > ui_mm(room->ui, 50) ? size.side_width : ui_mm(room->ui, 50);
    size.side_height += level_height(room) + (part->tell[1] ? room->unit : 0);
  }
  size.disc_least = ui_mm_up(room->ui, room->level >= LEVEL_COMPACT ? 30 : 40);
  if (part->tell[3]) {
    struct content content = status_content(room, part->tell[3]);
    int most = room->middle.width - size.disc_least - 4 * room->unit;
    int width = button_width(room, part->tell[3], &content) + room->unit;
    width = width < most ? width : most;
    size.side_width = width > size.side_width ? width : size.side_width;
    size.status_height = status_height(room, part->tell[3], width);
    size.side_height += size.status_height + room->unit / 2;
  }
  return size;
}

static void measure_tell(struct room *room, struct part *part) {
  struct tell_size size = measure_tell_sides(room, part);
  int disc = part->tell[0] ? size.disc_least : 0;
  part->least = disc > size.side_height ? disc : size.side_height;
  if (part->tell[0] && disc + 4 * room->unit + size.side_width > room->middle.width)
    part->least = disc + room->unit + size.side_height;
  part->want = part->most = part->least;
  if (part->tell[0]) {
    part->want = ui_mm(room->ui, 62) + size.side_height + 2 * room->unit;
    part->most = ui_mm(room->ui, 86) + size.side_height + 2 * room->unit;
    part->want = part->want > part->least ? part->want : part->least;
    part->most = part->most > part->want ? part->most : part->want;
  }
}

struct code_size {
  enum style style;
  int columns, cell_width, cell_height, groups;
};

static int next_group(const char *text, int at, char *group, int size) {
  int length = 0;
  while (text[at] == ' ')
    at++;
  while (text[at] && text[at] != ' ') {
    if (length + 1 < size)
      group[length++] = text[at];
    at++;
  }
  group[length] = '\0';
  return at;
}

static struct code_size measure_code_in(struct room *room, const struct part *part, enum style style) {
  struct code_size size = {.style = style};
  const char *text = part->node->label ? part->node->label : "";
  char group[32];
  for (int at = 0;;) {
    at = next_group(text, at, group, sizeof group);
    if (!group[0])
      break;
    struct text_block *block = words_make(room, part->node, group, style, room->middle.width, false);
    int width = block ? block->width : 0;
    size.cell_width = width > size.cell_width ? width : size.cell_width;
    size.groups++;
  }
  size.cell_width += 4 * room->unit;
  size.cell_height = line_of(room, style) + room->unit;
  size.columns = size.groups;
  while (size.columns > 1 && size.columns * size.cell_width + (size.columns - 1) * room->unit > room->middle.width)
    size.columns--;
  return size;
}

/* All groups beside each other if a smaller type can do it: a code is read as one. */
static struct code_size measure_code_groups(struct room *room, const struct part *part) {
  struct code_size large = measure_code_in(room, part, STYLE_LARGE);
  return large.columns < large.groups ? measure_code_in(room, part, STYLE_TITLE) : large;
}

static void measure_code(struct room *room, struct part *part) {
  struct code_size size = measure_code_groups(room, part);
  int rows = size.columns ? (size.groups + size.columns - 1) / size.columns : 0;
  part->least = part->want = part->most = rows * size.cell_height + (rows > 1 ? (rows - 1) * room->unit : 0);
}

static void measure_keyboard(struct room *room, struct part *part, bool last_in_bar) {
  part->keyboard = keyboard_make(room, part->node, last_in_bar);
  part->to = part->total = part->keyboard ? part->keyboard->count : 0;
  int rows = part->total, gaps = (rows - 1) * room->between;
  part->least = rows * room->key + gaps;
  part->want = rows * ui_mm(room->ui, 15) + gaps;
  part->most = rows * ui_mm(room->ui, 20) + gaps;
}

static void measure(struct room *room, struct part *part, bool keys_in_bar) {
  switch (part->kind) {
  case PART_TITLE:
    measure_title(room, part);
    break;
  case PART_HELP:
    measure_words(room, part, STYLE_BODY, room->invitation);
    break;
  case PART_TEXT:
    measure_words(room, part, STYLE_BODY, room->invitation);
    break;
  case PART_STATUS:
    measure_status(room, part);
    break;
  case PART_CHOICES:
    measure_cards(room, part);
    break;
  case PART_ROW:
    measure_row(room, part);
    break;
  case PART_BUTTON:
    measure_button(room, part);
    break;
  case PART_TELL:
    measure_tell(room, part);
    break;
  case PART_WAVEFORM:
    part->least = ui_mm(room->ui, room->level >= LEVEL_TIGHT ? 10 : 14);
    part->want = ui_mm(room->ui, 36);
    part->most = ui_mm(room->ui, 60);
    break;
  case PART_CODE:
    measure_code(room, part);
    break;
  case PART_PROGRESS:
    part->least = part->want = part->most = line_of(room, STYLE_BODY) + ui_mm(room->ui, 8) + room->unit;
    break;
  case PART_FIELD:
    part->least = line_of(room, STYLE_BODY) + 2 * field_padding(room);
    part->want = 2 * line_of(room, STYLE_BODY) + 2 * field_padding(room);
    part->most = 5 * line_of(room, STYLE_BODY) + 2 * field_padding(room);
    break;
  case PART_KEYBOARD:
    measure_keyboard(room, part, keys_in_bar);
    break;
  }
}

/* ---- collecting ---- */

static bool kind_of(const struct vp_node *node, enum part_kind *kind) {
  static const struct {
    enum vp_role role;
    enum part_kind kind;
  } kinds[] = {{VP_ROLE_TEXT, PART_TEXT},         {VP_ROLE_STATUS, PART_STATUS}, {VP_ROLE_CHOICES, PART_CHOICES},
               {VP_ROLE_ROW, PART_ROW},           {VP_ROLE_BUTTON, PART_BUTTON}, {VP_ROLE_RECORD, PART_TELL},
               {VP_ROLE_LEVEL, PART_TELL},        {VP_ROLE_TIME, PART_TELL},     {VP_ROLE_WAVEFORM, PART_WAVEFORM},
               {VP_ROLE_CODE, PART_CODE},         {VP_ROLE_PROGRESS, PART_PROGRESS}, {VP_ROLE_FIELD, PART_FIELD},
               {VP_ROLE_KEYBOARD, PART_KEYBOARD}, {VP_ROLE_TITLE, PART_TITLE},   {VP_ROLE_HELP, PART_HELP}};
  for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
    if (kinds[i].role == node->role) {
      *kind = kinds[i].kind;
      return true;
    }
  return false;
}

static struct part *find_tell(struct parts *parts) {
  for (int i = 0; i < parts->count; i++)
    if (parts->list[i].kind == PART_TELL)
      return &parts->list[i];
  return NULL;
}

static void collect_node(struct parts *parts, struct vp_node *node, enum part_kind kind) {
  struct part *part = kind == PART_TELL ? find_tell(parts) : NULL;
  if (!part) {
    if (parts->count == PARTS_MAX)
      return;
    part = &parts->list[parts->count++];
    *part = (struct part){.kind = kind, .node = node};
  }
  if (kind == PART_TELL)
    part->tell[node->role == VP_ROLE_RECORD ? 0 : node->role == VP_ROLE_TIME ? 1 : 2] = node;
}

/* Where it is tight, what the telling screen has to say stands beside the disc. */
static void join_status(struct room *room, struct parts *parts) {
  for (int i = 0; i + 1 < parts->count; i++) {
    struct part *status = &parts->list[i], *tell = &parts->list[i + 1];
    if (status->kind != PART_STATUS || tell->kind != PART_TELL || !tell->tell[0])
      continue;
    struct content content = status_content(room, status->node);
    int beside = room->middle.width - ui_mm_up(room->ui, 30) - 5 * room->unit;
    if (button_width(room, status->node, &content) > beside)
      continue;
    tell->tell[3] = status->node;
    for (int j = i; j + 1 < parts->count; j++)
      parts->list[j] = parts->list[j + 1];
    parts->count--;
  }
}

void parts_collect(struct room *room, const struct bar *bar, struct parts *parts, bool keys_in_bar) {
  bool flows = room->level == LEVEL_FLOWING || room->invitation || room->dialog;
  *parts = (struct parts){0};
  for (struct vp_node *node = room->top->first; node; node = node->next) {
    enum part_kind kind;
    bool above = node->role == VP_ROLE_TITLE || node->role == VP_ROLE_HELP;
    if (!kind_of(node, &kind) || (above && !flows) || (above && keys_in_bar) || node == &room->ui->layout.page_count)
      continue;
    if (node->slot == VP_SLOT_MIDDLE && (node->role != VP_ROLE_BUTTON || node->action.message >= 0))
      collect_node(parts, node, kind);
  }
  if (room->level >= LEVEL_TIGHT)
    join_status(room, parts);
  for (int i = 0; bar->ends_moved && i < bar->end_count; i++)
    collect_node(parts, bar->ends[i], PART_BUTTON);
  for (int i = 0; i < parts->count; i++)
    measure(room, &parts->list[i], keys_in_bar);
}

/* ---- placing ---- */

static void place_words(struct room *room, const struct part *part, struct vp_rect rect) {
  struct box *box = box_add(room, part->node, rect);
  if (!box)
    return;
  words_set(&box->label, part->block, rect, room->invitation ? ALIGN_CENTRE : ALIGN_START);
  box->label.from = part->from;
  box->label.to = part->to;
}

/* As wide as its sentence, so that it reads as one thing and not as a bar across the screen. */
static void place_status(struct room *room, const struct part *part, struct vp_rect rect) {
  struct content content = status_content(room, part->node);
  int width = button_width(room, part->node, &content) + room->unit;
  if (width < rect.width) {
    rect.x += room->invitation ? (rect.width - width) / 2 : 0;
    rect.width = width;
  }
  content_place(room, part->node, rect, &content);
}

static void place_child(struct room *room, struct vp_node *child, struct vp_rect rect, bool above) {
  if (child->role == VP_ROLE_BUTTON) {
    struct content content = row_content(room, child, above);
    content_place(room, child, rect, &content);
    return;
  }
  struct text_block *block =
      words_make(room, child, child->label, child->role == VP_ROLE_TIME ? row_time(room) : STYLE_BODY, rect.width, false);
  struct box *box = box_add(room, child, rect);
  if (!box || !block)
    return;
  struct vp_rect at = {rect.x, rect.y + (rect.height - block->height) / 2, rect.width, block->height};
  words_set(&box->label, block, at, ALIGN_CENTRE);
}

static void place_row_beside(struct room *room, const struct part *part, struct vp_rect rect) {
  int widths[8] = {0}, natural = row_widths(room, part->node, part->above, widths, 8), gap = 2 * room->unit;
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
  struct content content = big_button(room, part->node);
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
  struct content content = {.arrangement = ARRANGE_ABOVE, .style = STYLE_STRONG, .icon = size * 2 / 5, .pad = size / 7,
                            .centred = true, .lines = 2};
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
  struct text_block *block = words_make(room, node, node->label, tell_time(room), rect.width, false);
  if (box && block)
    words_set(&box->label, block, rect, ALIGN_CENTRE);
}

static void place_tell(struct room *room, const struct part *part, struct vp_rect rect) {
  struct tell_size size = measure_tell_sides(room, part);
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
    side = (struct vp_rect){x + disc + 2 * gap, rect.y + (rect.height - size.side_height) / 2, size.side_width, size.side_height};
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
    struct content content = status_content(room, part->tell[3]);
    content_place(room, part->tell[3], (struct vp_rect){side.x, side.y, side.width, size.status_height}, &content);
    side.y += size.status_height + room->unit / 2;
    side.height -= size.status_height + room->unit / 2;
  }
  if (part->tell[1])
    place_time(room, part->tell[1], (struct vp_rect){side.x, side.y, side.width, line_of(room, tell_time(room))});
  if (part->tell[2])
    (void)box_add(room, part->tell[2], /* no memory: the level is not drawn, and the present says so */
                  (struct vp_rect){side.x, side.y + side.height - level_height(room), side.width, level_height(room)});
}

static void place_code(struct room *room, const struct part *part, struct vp_rect rect) {
  struct code_size size = measure_code_groups(room, part);
  int columns = size.columns ? size.columns : 1;
  rect.width = columns * size.cell_width + (columns - 1) * room->unit;
  struct box *box = box_add(room, part->node, rect);
  struct vp_arena *arena = &room->ui->layout.arena;
  struct text_block **blocks = vp_arena_array(arena, (size_t)size.groups + 1, sizeof *blocks);
  struct vp_rect *rects = vp_arena_array(arena, (size_t)size.groups + 1, sizeof *rects);
  if (!box || !blocks || !rects)
    return;
  char group[32];
  for (int i = 0, at = 0; i < size.groups; i++) {
    at = next_group(part->node->label, at, group, sizeof group);
    const char *kept = vp_arena_copy(arena, group);
    blocks[i] = kept ? words_make(room, part->node, kept, size.style, rect.width, false) : NULL;
    rects[i] = (struct vp_rect){rect.x + i % columns * (size.cell_width + room->unit),
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
  words_set(&box->label, words_make(room, part->node, part->node->label, STYLE_BODY, rect.width, false), rect, ALIGN_START);
  int height = ui_mm(room->ui, 8);
  box->mark = (struct vp_rect){rect.x, rect.y + rect.height - height, rect.width, height};
}

/* The end of what was written, as many lines as there is room for. */
static void place_field(struct room *room, const struct part *part, struct vp_rect rect) {
  struct box *box = box_add(room, part->node, rect);
  int pad = field_padding(room), caret = ui_mm(room->ui, 1.5F) + 2;
  struct text_block *block = words_make(room, part->node, part->node->label, STYLE_BODY, rect.width - 2 * room->unit - caret, false);
  if (!box || !block)
    return;
  int fit = (rect.height - 2 * pad) / block->line_height;
  words_set(&box->label, block, (struct vp_rect){rect.x + room->unit, rect.y + pad, rect.width - 2 * room->unit, 0}, ALIGN_START);
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
