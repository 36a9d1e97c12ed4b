/* The bottom bar: the way to the access panel and Back at the start, the turning of pages in the middle, the way on at
 * the end. Its place is the same on every screen of a view, and so is the width of what stands before Back, for Back is
 * to be found without looking (M4). Six ways of fitting it are tried, from all words on one line to
 * pictures only; words that fit nowhere move up into the middle instead of being lost. */
#include "layout.h"

struct way {
  bool start_icons, page_words, wrapped, last;
};

static const struct way ways[BAR_VARIANTS] = {
    {.page_words = true},
    {0},
    {.wrapped = true},
    {.start_icons = true},
    {.start_icons = true, .wrapped = true},
    {.start_icons = true, .last = true},
};
/* Where height is scarce, Back is a picture before anything takes a second line. */
static const struct way low_ways[BAR_VARIANTS] = {
    {.page_words = true},
    {0},
    {.start_icons = true, .page_words = true},
    {.start_icons = true},
    {.start_icons = true, .wrapped = true},
    {.start_icons = true, .last = true},
};

static bool is_low(const struct room *room) {
  return ui_mm(room->ui, 110) > room->area.height;
}

static const struct way *way_of(const struct room *room, const struct bar *bar) {
  return is_low(room) ? &low_ways[bar->variant] : &ways[bar->variant];
}

/* At the start it is the view's, so that Back stays where it is. */
static int start_gap(const struct room *room) {
  return is_low(room) ? room->unit : 2 * room->unit;
}

static int gap_of(const struct room *room, const struct bar *bar) {
  return way_of(room, bar)->last ? room->unit : 2 * room->unit;
}

static enum style count_style(const struct room *room, const struct bar *bar) {
  return way_of(room, bar)->last ? STYLE_SMALL : STYLE_BODY;
}

static struct content content_in(const struct room *room, const struct vp_node *node, bool icon_only) {
  struct content content = button_content(room, node);
  if (icon_only && node->icon) {
    content.arrangement = ARRANGE_ICON;
    content.icon = room->target / 2;
  }
  return content;
}

/* The narrowest width at which the label takes two lines, and their height. */
static int wrapped_width(struct room *room, const struct vp_node *node, int *height) {
  struct content content = button_content(room, node);
  content.lines = 2;
  int high = button_width(room, node, &content), low = high / 2;
  while (high - low > 4) {
    int middle = (low + high) / 2;
    bool broken = false;
    (void)content_height(room, node, middle, &content, &broken); /* only whether it breaks */
    if (broken)
      low = middle;
    else
      high = middle;
  }
  bool broken = false;
  int needed = content_height(room, node, high, &content, &broken);
  *height = needed > *height ? needed : *height;
  return high > room->target ? high : room->target;
}

static int end_width(struct room *room, const struct bar *bar, const struct vp_node *node, int *height) {
  const struct way *way = way_of(room, bar);
  if (way->wrapped)
    return wrapped_width(room, node, height);
  struct content content = content_in(room, node, way->last);
  return button_width(room, node, &content);
}

/* What stands before Back has its word where the view has room for it on any screen, or else on none. */
static bool start_is_picture(struct room *room, const struct bar *bar, int index) {
  const struct vp_node *node = bar->starts[index];
  struct content content = content_in(room, node, false);
  if (index + 1 < bar->start_count)
    return node->icon && button_width(room, node, &content) > room->area.width / 5;
  return way_of(room, bar)->start_icons;
}

static int start_width(struct room *room, const struct bar *bar, int index) {
  struct content content = content_in(room, bar->starts[index], start_is_picture(room, bar, index));
  return button_width(room, bar->starts[index], &content);
}

static int page_width(struct room *room, const struct bar *bar, const struct vp_node *node) {
  struct content content = content_in(room, node, !way_of(room, bar)->page_words);
  return button_width(room, node, &content);
}

static int count_width(struct room *room, const struct bar *bar) {
  struct layout *layout = &room->ui->layout;
  struct text_block *block =
      words_make(room, &layout->page_count, "88 / 88", count_style(room, bar), room->area.width, false);
  return block ? block->width : 0;
}

static int pages_width(struct room *room, const struct bar *bar) {
  struct layout *layout = &room->ui->layout;
  return page_width(room, bar, &layout->page_back) + page_width(room, bar, &layout->page_next) +
         count_width(room, bar) + 2 * room->unit;
}

static bool fits(struct room *room, struct bar *bar) {
  int width = 0, groups = 0;
  bar->height = room->target;
  for (int i = 0; i < bar->start_count; i++)
    width += start_width(room, bar, i) + (i ? start_gap(room) : 0);
  groups += bar->start_count > 0;
  if (bar->paged) {
    width += pages_width(room, bar);
    groups++;
  }
  if (!bar->ends_moved) {
    for (int i = 0; i < bar->end_count; i++)
      width += end_width(room, bar, bar->ends[i], &bar->height) + (i ? gap_of(room, bar) : 0);
    groups += bar->end_count > 0;
  }
  width += groups > 1 ? (groups - 1) * gap_of(room, bar) : 0;
  return width <= room->area.width - 2 * room->edge && bar->height <= room->area.height / 3;
}

/* In the last variant a lone way on may be a picture, for its place says what it is; two must be told apart in words.
 */
static bool ends_may_be_pictures(const struct bar *bar) {
  return bar->end_count == 1 && bar->ends[0]->icon;
}

int bar_room(struct room *room, struct bar *bar) {
  int left = room->area.width - 2 * room->edge, height = 0;
  for (int i = 0; i < bar->start_count; i++)
    left -= start_width(room, bar, i) + (i ? start_gap(room) : room->unit);
  for (int i = 0; i < bar->end_count && !bar->ends_moved; i++)
    left -= end_width(room, bar, bar->ends[i], &height) + (i ? 2 : 1) * room->unit;
  return height > room->target ? 0 : left; /* two lines of words may need more than a bar's height */
}

void bar_measure(struct room *room, struct bar *bar, bool paged) {
  bar->paged = paged;
  for (bar->variant = 0; bar->variant < BAR_VARIANTS - 1; bar->variant++)
    if (fits(room, bar))
      return;
  bar->ends_moved = bar->ends_moved || !ends_may_be_pictures(bar);
  if (fits(room, bar))
    return;
  bar->ends_moved = true;
  (void)fits(room, bar); /* for the height: nothing is left to try */
}

static void place_button(struct room *room, struct vp_node *node, struct vp_rect rect, bool icon_only) {
  struct content content = content_in(room, node, icon_only);
  content_place(room, node, rect, &content);
}

static void place_pages(struct room *room, const struct bar *bar, int left, int right, int y) {
  struct layout *layout = &room->ui->layout;
  int width = pages_width(room, bar), x = room->area.x + (room->area.width - width) / 2;
  x = x + width > right ? right - width : x;
  x = x < left ? left : x;
  bool icons = !way_of(room, bar)->page_words;
  int back = page_width(room, bar, &layout->page_back), next = page_width(room, bar, &layout->page_next);
  place_button(room, &layout->page_back, (struct vp_rect){x, y, back, room->target}, icons);
  x += back + room->unit;
  struct vp_rect count = {x, y, count_width(room, bar), room->target};
  struct box *box = box_add(room, &layout->page_count, count);
  struct text_block *block =
      words_make(room, &layout->page_count, layout->page_words, count_style(room, bar), count.width + 2, false);
  if (box && block)
    words_set(&box->label, block, (struct vp_rect){x, y + (room->target - block->height) / 2, count.width, 0},
              ALIGN_CENTRE);
  x += count.width + room->unit;
  place_button(room, &layout->page_next, (struct vp_rect){x, y, next, room->target}, icons);
}

void bar_place(struct room *room, const struct bar *bar) {
  int bottom = room->area.y + room->area.height - room->edge, left = room->area.x + room->edge;
  int right = room->area.x + room->area.width - room->edge;
  for (int i = 0; i < bar->start_count; i++) {
    int width = start_width(room, bar, i);
    place_button(room, bar->starts[i], (struct vp_rect){left, bottom - room->target, width, room->target},
                 start_is_picture(room, bar, i));
    left += width + (i + 1 < bar->start_count ? start_gap(room) : gap_of(room, bar));
  }
  int widths = 0, height = 0;
  for (int i = 0; i < bar->end_count && !bar->ends_moved; i++)
    widths += end_width(room, bar, bar->ends[i], &height) + (i ? gap_of(room, bar) : 0);
  if (bar->paged)
    place_pages(room, bar, left, right - widths - (widths ? gap_of(room, bar) : 0), bottom - room->target);
  if (bar->keys) {
    int from = left - gap_of(room, bar) + room->unit, room_left = right - widths - (widths ? room->unit : 0) - from;
    key_row_place_even(room, bar->keys, (struct vp_rect){from, bottom - room->target, room_left, room->target});
  }
  if (room->top->read_first && room->page + 1 < room->ui->layout.pages)
    return;
  for (int i = 0, x = right - widths; i < bar->end_count && !bar->ends_moved; i++) {
    int width = end_width(room, bar, bar->ends[i], &height);
    place_button(room, bar->ends[i], (struct vp_rect){x, bottom - bar->height, width, bar->height},
                 way_of(room, bar)->last);
    x += width + gap_of(room, bar);
  }
}
