/* The parts of a screen's middle: what each must have in height, what it would like, and how it is placed when its
 * height is known. Anything that is wider than the middle becomes higher instead. */
#include "layout.h"

int part_line(const struct room *room, enum style style) {
  return fonts_line(room->ui->fonts, style);
}

int part_field_padding(const struct room *room) {
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

struct content part_status_content(const struct room *room, const struct vp_node *node) {
  int capital = fonts_capital(room->ui->fonts, STYLE_BODY);
  return (struct content){.arrangement = ARRANGE_BESIDE,
                          .style = STYLE_BODY,
                          .icon = node->icon ? capital * 3 / 2 : 0,
                          .pad = room->level >= LEVEL_TIGHT ? room->unit / 2 : room->unit};
}

static void measure_status(struct room *room, struct part *part) {
  struct content content = part_status_content(room, part->node);
  bool broken = false;
  part->least = part->want = part->most = content_height(room, part->node, room->middle.width, &content, &broken);
}

static void measure_cards(struct room *room, struct part *part) {
  int count = part->total = child_count(part->node), pages = (count + CHOICES_MAX - 1) / CHOICES_MAX;
  part->to = count;
  part->per_page = pages > 1 ? (count + pages - 1) / pages : count;
  if (part->per_page == CHOICES_MAX - 1 && pages > 1)
    part->per_page = CHOICES_MAX; /* six stand better in a grid than five */
  while (room->level == LEVEL_FLOWING && part->lean < LEAN_WORDS &&
         cards_least(room, part, 1, room->middle.width) > room->middle.height)
    part->lean++;
  part->least = cards_least(room, part, part->per_page, room->middle.width);
  part->want = part->most = cards_most(room, part, part->per_page, room->middle.width);
}

struct content part_row_content(const struct room *room, const struct vp_node *node, bool above) {
  struct content content = button_content(room, node);
  if (above) {
    content.arrangement = ARRANGE_ABOVE;
    content.pad = room->unit;
  }
  return content;
}

enum style part_row_time(const struct room *room) {
  return room->level >= LEVEL_TIGHT ? STYLE_STRONG : STYLE_TITLE;
}

/* Natural widths of a row's children; the sum with gaps. */
int part_row_widths(struct room *room, const struct vp_node *row, bool above, int *widths, int limit) {
  int total = 0, i = 0;
  for (struct vp_node *child = row->first; child && i < limit; child = child->next, i++) {
    if (child->role == VP_ROLE_BUTTON) {
      struct content content = part_row_content(room, child, above);
      widths[i] = button_width(room, child, &content);
    } else {
      struct text_block *block =
          words_make(room, child, child->label, child->role == VP_ROLE_TIME ? part_row_time(room) : STYLE_BODY,
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
  part->above = part_row_widths(room, part->node, false, widths, 8) > room->middle.width;
  part->stacked = part->above && part_row_widths(room, part->node, true, widths, 8) > room->middle.width;
  part->above = part->above && !part->stacked;
  part->least = room->target;
  for (struct vp_node *child = part->node->first; child; child = child->next) {
    struct content content = part_row_content(room, child, part->above);
    bool broken = false;
    int height = part->stacked || part->above ? content_height(room, child, room->middle.width, &content, &broken) : 0;
    if (child->role != VP_ROLE_BUTTON)
      height = part_line(room, child->role == VP_ROLE_TIME ? part_row_time(room) : STYLE_BODY);
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
struct content part_big_button(struct room *room, const struct vp_node *node) {
  struct content content = button_content(room, node), large = content;
  large.style = STYLE_TITLE;
  large.icon = large.icon * 3 / 2;
  large.pad = room->unit * 2;
  bool primary = node->look == VP_LOOK_PRIMARY && room->invitation && room->level < LEVEL_TIGHT;
  return primary && button_width(room, node, &large) <= room->middle.width ? large : content;
}

static void measure_button(struct room *room, struct part *part) {
  struct content content = part_big_button(room, part->node);
  bool broken = false;
  int height = content_height(room, part->node, room->middle.width, &content, &broken);
  part->least = height > room->target ? height : room->target;
  bool large = part->node->look == VP_LOOK_PRIMARY && room->invitation;
  part->want = part->most = large && ui_mm(room->ui, 34) > part->least ? ui_mm(room->ui, 34) : part->least;
}

int part_level_height(const struct room *room) {
  return ui_mm(room->ui, room->level >= LEVEL_TIGHT ? 8 : 12);
}

static int status_height(struct room *room, const struct vp_node *node, int width) {
  struct content content = part_status_content(room, node);
  bool broken = false;
  return content_height(room, node, width, &content, &broken);
}

enum style part_tell_time(const struct room *room) {
  return room->level >= LEVEL_TIGHT ? STYLE_TITLE : STYLE_LARGE;
}

struct tell_size part_tell_sides(struct room *room, const struct part *part) {
  struct tell_size size = {0};
  if (part->tell[1]) {
    struct text_block *block =
        words_make(room, part->tell[1], part->tell[1]->label, part_tell_time(room), room->middle.width, false);
    size.side_width = block ? block->width + 2 * room->unit : 0;
    size.side_height = part_line(room, part_tell_time(room));
  }
  if (part->tell[2]) {
    size.side_width = size.side_width > ui_mm(room->ui, 50) ? size.side_width : ui_mm(room->ui, 50);
    size.side_height += part_level_height(room) + (part->tell[1] ? room->unit : 0);
  }
  size.disc_least = ui_mm_up(room->ui, room->level >= LEVEL_COMPACT ? 30 : 40);
  if (part->tell[3]) {
    struct content content = part_status_content(room, part->tell[3]);
    int most = room->middle.width - size.disc_least - 4 * room->unit;
    int width = button_width(room, part->tell[3], &content) + room->unit;
    width = width < most ? width : most;
    size.side_width = width > size.side_width ? width : size.side_width;
    size.status_height = status_height(room, part->tell[3], width);
    if (part->tell[1] && part->tell[2]) /* the level then stands beside the time */
      size.side_height -= part_level_height(room) + room->unit;
    size.side_height += size.status_height + room->unit / 2;
  }
  return size;
}

static void measure_tell(struct room *room, struct part *part) {
  struct tell_size size = part_tell_sides(room, part);
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

int part_next_group(const char *text, int at, char *group, int size) {
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
    at = part_next_group(text, at, group, sizeof group);
    if (!group[0])
      break;
    struct text_block *block = words_make(room, part->node, group, style, room->middle.width, false);
    int width = block ? block->width : 0;
    size.cell_width = width > size.cell_width ? width : size.cell_width;
    size.groups++;
  }
  size.cell_width += 4 * room->unit;
  size.cell_height = part_line(room, style) + room->unit;
  size.columns = size.groups;
  while (size.columns > 1 && size.columns * size.cell_width + (size.columns - 1) * room->unit > room->middle.width)
    size.columns--;
  return size;
}

/* All groups beside each other if a smaller type can do it: a code is read as one. */
struct code_size part_code_size(struct room *room, const struct part *part) {
  struct code_size large = measure_code_in(room, part, STYLE_LARGE);
  return large.columns < large.groups ? measure_code_in(room, part, STYLE_TITLE) : large;
}

static void measure_code(struct room *room, struct part *part) {
  struct code_size size = part_code_size(room, part);
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
  case PART_TEXT:
    measure_words(room, part, STYLE_BODY, room->invitation);
    break;
  case PART_STATUS:
    measure_status(room, part);
    if (room->level == LEVEL_FLOWING && part->least > room->middle.height) {
      part->kind = PART_TEXT; /* its words go on over the pages, and do without the picture */
      measure_words(room, part, STYLE_BODY, false);
    }
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
    part->least = part->want = part->most = part_line(room, STYLE_BODY) + ui_mm(room->ui, 8) + room->unit;
    break;
  case PART_FIELD:
    part->least = part_line(room, STYLE_BODY) + 2 * part_field_padding(room);
    part->want = 2 * part_line(room, STYLE_BODY) + 2 * part_field_padding(room);
    part->most = 5 * part_line(room, STYLE_BODY) + 2 * part_field_padding(room);
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
  } kinds[] = {{VP_ROLE_TEXT, PART_TEXT},         {VP_ROLE_STATUS, PART_STATUS},     {VP_ROLE_CHOICES, PART_CHOICES},
               {VP_ROLE_ROW, PART_ROW},           {VP_ROLE_BUTTON, PART_BUTTON},     {VP_ROLE_RECORD, PART_TELL},
               {VP_ROLE_LEVEL, PART_TELL},        {VP_ROLE_TIME, PART_TELL},         {VP_ROLE_WAVEFORM, PART_WAVEFORM},
               {VP_ROLE_CODE, PART_CODE},         {VP_ROLE_PROGRESS, PART_PROGRESS}, {VP_ROLE_FIELD, PART_FIELD},
               {VP_ROLE_KEYBOARD, PART_KEYBOARD}, {VP_ROLE_TITLE, PART_TITLE},       {VP_ROLE_HELP, PART_HELP}};
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

/* Where it is tight, what the telling screen has to say stands beside the disc: the red button is never a page away. */
static void join_status(struct room *room, struct parts *parts) {
  for (int i = 0; i + 1 < parts->count; i++) {
    struct part *status = &parts->list[i], *tell = &parts->list[i + 1];
    if (status->kind != PART_STATUS || tell->kind != PART_TELL || !tell->tell[0])
      continue;
    struct content content = part_status_content(room, status->node);
    int beside = room->middle.width - ui_mm_up(room->ui, 30) - 5 * room->unit;
    bool one_line = button_width(room, status->node, &content) <= beside, broken = false;
    int height = content_height(room, status->node, beside, &content, &broken) + room->unit / 2;
    if (!one_line && (broken || height + part_line(room, part_tell_time(room)) > room->middle.height))
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
