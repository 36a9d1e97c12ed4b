/* Pages: parts are set one below the other until the page is full; what can be split goes on to the next, the rest
 * moves there whole. A field stays above its keyboard on every page. What is left in height is given to the parts that
 * can use it, then to the gaps, and the rest stays empty. */
#include "layout.h"

int part_gap(const struct room *room, const struct part *part) {
  if (part->kind == PART_HELP)
    return 0;
  if (room->level >= LEVEL_TIGHT || part->kind == PART_KEYBOARD)
    return room->unit;
  return 2 * room->unit;
}

/* Does it hold anything that can be pressed. */
static bool is_pressed(const struct part *part) {
  return part->kind == PART_CHOICES || part->kind == PART_ROW || part->kind == PART_BUTTON || part->kind == PART_TELL ||
         part->kind == PART_KEYBOARD;
}

/* Room that stays empty above a part that is to be low: what is read stands above it. */
static int lowered(const struct room *room, const struct part *part, int used) {
  return is_pressed(part) && used < room->low ? room->low - used : 0;
}

static int rows_least(const struct room *room, int rows) {
  return rows * room->key + (rows - 1) * room->between;
}

static void cut_words(struct part *head, struct part *tail, int lines) {
  head->to = head->from + lines;
  tail->from = head->to;
  head->least = head->want = head->most = text_height(head->block, head->from, head->to);
  tail->least = tail->want = tail->most = text_height(tail->block, tail->from, tail->to);
}

static bool split_cards(struct room *room, struct part *head, struct part *tail, int height, bool empty) {
  int left = head->to - head->from, most = left < head->per_page ? left : head->per_page;
  bool first = head->from == 0 && head->first_height == 0;
  if (first)
    for (; most > 0; most--) {
      int least = cards_least(room, head, most, room->middle.width);
      if (least <= height && least > 0)
        break;
    }
  if (!first && !empty)
    return false;
  if (first && most > 0 && most < head->per_page) {
    int pages = (left + most - 1) / most; /* as many on each page, not one left over */
    most = (left + pages - 1) / pages;
  }
  if (most <= 0 || (most < head->per_page && !empty && most < 2))
    return false;
  head->per_page = tail->per_page = most;
  head->to = head->from + most;
  tail->from = head->to;
  head->least = cards_least(room, head, most, room->middle.width);
  head->want = head->most = cards_most(room, head, most, room->middle.width);
  tail->least = head->least;
  return tail->from < tail->to || most < left;
}

/* Splits so that the head fits into height. */
static bool split(struct room *room, struct part *head, struct part *tail, int height, bool empty) {
  *tail = *head;
  int left = head->to - head->from;
  if (head->kind == PART_TEXT || head->kind == PART_TITLE || head->kind == PART_HELP) {
    int lines = 0;
    while (head->block && lines < left && text_height(head->block, head->from, head->from + lines + 1) <= height)
      lines++;
    if (lines < 1 || lines >= left)
      return false;
    cut_words(head, tail, lines);
    return true;
  }
  if (head->kind == PART_CHOICES)
    return split_cards(room, head, tail, height, empty);
  if (head->kind == PART_KEYBOARD) {
    int rows = (height + room->between) / (room->key + room->between);
    if (rows < 1 || rows >= left)
      return false;
    head->to = tail->from = head->from + rows;
    int gaps = (rows - 1) * room->between;
    head->least = rows_least(room, rows);
    head->want = head->most = rows * ui_mm(room->ui, 15) + gaps;
    tail->least = rows_least(room, left - rows);
    tail->want = tail->most = (left - rows) * ui_mm(room->ui, 15) + gaps;
    return true;
  }
  if (head->kind == PART_ROW && head->stacked) {
    int each = (head->least - (left - 1) * room->between) / left;
    int count = (height + room->between) / (each + room->between);
    if (count < 1 || count >= left)
      return false;
    head->to = tail->from = head->from + count;
    head->least = head->want = head->most = count * each + (count - 1) * room->between;
    tail->least = tail->want = tail->most = (left - count) * each + (left - count - 1) * room->between;
    return true;
  }
  return false;
}

/* More cards than stand on a page, however much room there is. */
static bool must_split(const struct part *part) {
  return part->kind == PART_CHOICES && part->to - part->from > part->per_page;
}

static void put(struct parts *parts, const struct part *part, int page) {
  if (parts->count == PARTS_MAX)
    return;
  parts->list[parts->count] = *part;
  parts->list[parts->count++].page = page;
}

struct filling {
  struct room *room;
  struct parts *parts;
  const struct part *sticky; /* a field above its keyboard; NULL: none */
  int height, used, page;
  bool empty;
};

static void turn_page(struct filling *f) {
  f->page++;
  f->used = 0;
  f->empty = true;
  if (f->sticky) {
    put(f->parts, f->sticky, f->page);
    f->used = f->sticky->least;
  }
}

static void fill_part(struct filling *f, struct part part) {
  for (;;) {
    int gap = f->used ? part_gap(f->room, &part) : 0;
    gap += lowered(f->room, &part, f->used + gap);
    int left = f->height - f->used - gap;
    if (part.least <= left && !must_split(&part)) {
      put(f->parts, &part, f->page);
      f->used += gap + part.least;
      f->empty = false;
      return;
    }
    struct part head = part, tail;
    if (split(f->room, &head, &tail, left, f->empty)) {
      put(f->parts, &head, f->page);
      part = tail;
      turn_page(f);
    } else if (f->empty) {
      f->parts->spills = f->parts->spills || part.least > left;
      put(f->parts, &part, f->page);
      f->used += gap + part.least;
      f->empty = false;
      return;
    } else {
      turn_page(f);
    }
  }
}

static int give(struct part *part, int height, int to) {
  int more = to - part->height;
  more = more < 0 ? 0 : more > height ? height : more;
  part->height += more;
  return height - more;
}

/* First what each would like, then up to what each can use. Above what is low nothing grows. */
static void stretch(struct room *room, struct parts *parts, int page, int height) {
  int used = 0, count = 0;
  for (int i = 0; i < parts->count; i++) {
    struct part *part = &parts->list[i];
    if (part->page != page)
      continue;
    used += count++ ? part_gap(room, part) : 0;
    used += lowered(room, part, used) + part->least;
    part->height = part->least;
  }
  int left = height - used;
  for (int round = 0; round < 2; round++)
    for (int i = 0; i < parts->count && left > 0; i++) {
      struct part *part = &parts->list[i];
      if (part->page == page && (!room->low || is_pressed(part)))
        left = give(part, left, round ? part->most : part->want);
    }
}

/* The lowest of its pages says how high the grid is on all of them: the last one may hold something else as well. */
static void keep_one_grid(struct parts *parts) {
  for (int i = 0; i < parts->count; i++) {
    struct part *part = &parts->list[i];
    for (int j = 0; j < parts->count && part->kind == PART_CHOICES; j++) {
      const struct part *other = &parts->list[j];
      if (i != j && other->node == part->node && (part->first_height == 0 || other->height < part->first_height))
        part->first_height = other->height < part->height ? other->height : part->height;
    }
  }
}

void pages_fill(struct room *room, struct parts *parts, const struct parts *from, int height) {
  *parts = (struct parts){0};
  struct filling f = {.room = room, .parts = parts, .height = height, .empty = true};
  const struct part *field = NULL;
  for (int i = 0; i < from->count; i++) {
    if (from->list[i].kind == PART_FIELD)
      field = &from->list[i];
    f.sticky = from->list[i].kind == PART_KEYBOARD ? field : NULL;
    fill_part(&f, from->list[i]);
  }
  parts->pages = f.page + 1;
  for (int i = 0; i < parts->count && room->invitation; i++)
    if (parts->list[i].kind == PART_BUTTON && parts->list[i].node->look == VP_LOOK_PRIMARY)
      parts->late = parts->list[i].page;
  for (int page = 0; page < parts->pages; page++)
    stretch(room, parts, page, height);
  keep_one_grid(parts);
}

/* Where the column begins: what is read begins at the top; what is pressed stands a little above the middle. */
static int empty_above(const struct room *room, const struct part *first, int left) {
  if (room->invitation)
    return left * 2 / 5;
  if (!first || room->dialog || first->kind == PART_TEXT || first->kind == PART_TITLE || first->kind == PART_FIELD)
    return 0;
  return left / 3;
}

void pages_place(struct room *room, const struct parts *parts) {
  const struct part *first = NULL;
  int used = 0, count = 0;
  for (int i = 0; i < parts->count; i++)
    if (parts->list[i].page == room->page) {
      used += count++ ? part_gap(room, &parts->list[i]) : 0;
      used += lowered(room, &parts->list[i], used) + parts->list[i].height;
      first = first ? first : &parts->list[i];
    }
  int left = room->middle.height - used, wider = 0;
  if (count > 1 && left > 0 && room->level < LEVEL_TIGHT && !room->low) {
    int most = room->invitation ? 5 * room->unit : 2 * room->unit;
    wider = left / (2 * (count - 1)) < most ? left / (2 * (count - 1)) : most;
    left -= wider * (count - 1);
  }
  int y = left > 0 && !room->low ? empty_above(room, first, left) : 0;
  count = 0;
  for (int i = 0; i < parts->count; i++) {
    const struct part *part = &parts->list[i];
    if (part->page != room->page)
      continue;
    if (count++)
      y += part_gap(room, part) + (part->kind == PART_HELP ? wider / 3 : wider);
    y += lowered(room, part, y);
    part_place(room, part, (struct vp_rect){room->middle.x, room->middle.y + y, room->middle.width, part->height});
    y += part->height;
  }
}
