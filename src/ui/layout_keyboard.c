/* The on-screen keyboard. Rows stay as the language has them while their keys are at least 12.7 mm wide; on a screen
 * that is too narrow the keys flow on into rows of as many as fit; on one that is low as well the ends of rows that are
 * too long move to where there is place, or to a page of their own, which a key turns. Keys are not mirrored: a
 * keyboard looks the same in every language's direction. */
#include "layout.h"

static float key_weight(const struct vp_node *key) {
  return key->weight > 0 ? key->weight : 1.0F;
}

/* The width of a key of weight 1 when the row fills the width; a wide key holds the gaps that it covers. */
float key_row_unit(const struct room *room, const struct key_row *row, int width) {
  if (row->count == 0)
    return 0;
  return ((float)width - (float)(row->count - 1) * (float)room->between) / row->weight;
}

static void add_key(struct key_row *row, struct vp_node *key) {
  if (row->count < (int)(sizeof row->keys / sizeof row->keys[0])) {
    row->keys[row->count++] = key;
    row->weight += key_weight(key);
  }
}

struct key_row key_row_of(const struct vp_node *node) {
  struct key_row row = {.whole = true};
  for (struct vp_node *key = node->first; key; key = key->next)
    add_key(&row, key);
  return row;
}

static void flow(const struct room *room, struct keyboard *keyboard, const struct vp_node *node, int width) {
  keyboard->count = 1;
  keyboard->rows[0] = (struct key_row){0};
  for (const struct vp_node *row = node->first; row; row = row->next)
    for (struct vp_node *key = row->first; key; key = key->next) {
      struct key_row *last = &keyboard->rows[keyboard->count - 1];
      struct key_row longer = *last;
      add_key(&longer, key);
      if (last->count > 0 && key_row_unit(room, &longer, width) < (float)room->key && keyboard->count < KEY_ROWS_MAX) {
        last = &keyboard->rows[keyboard->count++];
        *last = (struct key_row){0};
      }
      add_key(last, key);
    }
}

/* All rows as the tree has them; false when a key would be too narrow. */
static bool take_rows(const struct room *room, struct keyboard *keyboard, const struct vp_node *node,
                      bool without_last) {
  bool fits = true;
  keyboard->count = 0;
  keyboard->unit = (float)ui_mm(room->ui, 20);
  for (const struct vp_node *row = node->first; row && keyboard->count < KEY_ROWS_MAX; row = row->next) {
    if (without_last && !row->next)
      break;
    struct key_row *made = &keyboard->rows[keyboard->count++];
    *made = key_row_of(row);
    float unit = key_row_unit(room, made, keyboard->width);
    fits = fits && unit >= (float)room->key;
    keyboard->unit = unit < keyboard->unit ? unit : keyboard->unit;
  }
  return fits;
}

/* ---- a low screen ---- */

enum { KEYS_MAX = 160 };

/* Keys that have no place in their row. */
struct surplus {
  struct vp_node *keys[KEYS_MAX];
  int count, next;
};

static bool has_place(const struct room *room, const struct key_row *row, struct vp_node *key, int width) {
  struct key_row longer = *row;
  add_key(&longer, key);
  return key_row_unit(room, &longer, width) >= (float)room->key;
}

static void put_off(struct surplus *surplus, struct vp_node *key) {
  if (surplus->count < KEYS_MAX)
    surplus->keys[surplus->count++] = key;
}

/* The rows of letters from their beginnings; with key_rows only so many of them. */
static void take_beginnings(const struct room *room, struct keyboard *keyboard, const struct vp_node *node,
                            struct surplus *surplus) {
  for (const struct vp_node *row = node->first; row && row->next && keyboard->count < KEY_ROWS_MAX; row = row->next) {
    bool full = room->key_rows > 0 && keyboard->count == room->key_rows;
    struct key_row *made = full ? NULL : &keyboard->rows[keyboard->count++];
    if (made)
      *made = (struct key_row){0};
    for (struct vp_node *key = row->first; key; key = key->next) {
      full = full || !has_place(room, made, key, keyboard->width);
      if (full)
        put_off(surplus, key);
      else
        add_key(made, key);
    }
  }
}

/* Into the places that are left in its rows, and then into further rows, up to that many. */
static void take_surplus(const struct room *room, struct keyboard *keyboard, struct surplus *surplus, int rows) {
  for (int i = 0; i < rows && i < KEY_ROWS_MAX && surplus->next < surplus->count; i++) {
    if (i == keyboard->count)
      keyboard->rows[keyboard->count++] = (struct key_row){0};
    while (surplus->next < surplus->count &&
           has_place(room, &keyboard->rows[i], surplus->keys[surplus->next], keyboard->width))
      add_key(&keyboard->rows[i], surplus->keys[surplus->next++]);
  }
}

/* The key that turns the page ends the last row; what stands there goes on over. */
static void end_with(const struct room *room, struct keyboard *keyboard, struct vp_node *key, struct surplus *surplus) {
  struct key_row *last = &keyboard->rows[keyboard->count - 1];
  while (last->count > 0 && !has_place(room, last, key, keyboard->width)) {
    struct vp_node *moved = last->keys[--last->count];
    last->weight -= key_weight(moved);
    if (surplus->next > 0)
      surplus->keys[--surplus->next] = moved;
    else
      put_off(surplus, moved);
  }
  add_key(last, key);
}

/* What is on the page that is shown; counts the pages. */
static void take_page(const struct room *room, struct keyboard *keyboard, const struct vp_node *node) {
  struct layout *layout = &room->ui->layout;
  struct surplus surplus = {.next = 0};
  struct keyboard page = *keyboard;
  page.count = 0;
  take_beginnings(room, &page, node, &surplus);
  if (surplus.count > 0 && page.count > 0)
    end_with(room, &page, &layout->page_next, &surplus);
  *keyboard = page;
  keyboard->pages = 1;
  while (surplus.next < surplus.count && keyboard->pages < KEYS_MAX) {
    page.count = 0;
    take_surplus(room, &page, &surplus, room->key_rows);
    end_with(room, &page, &layout->page_back, &surplus);
    if (surplus.next < surplus.count)
      end_with(room, &page, &layout->page_next, &surplus);
    int pages = keyboard->pages + 1;
    if (layout->page >= keyboard->pages)
      *keyboard = page;
    keyboard->pages = pages;
  }
}

static void measure_unit(const struct room *room, struct keyboard *keyboard) {
  keyboard->unit = (float)ui_mm(room->ui, 20);
  for (int i = 0; i < keyboard->count; i++) {
    float unit = key_row_unit(room, &keyboard->rows[i], keyboard->width);
    keyboard->unit = unit < keyboard->unit ? unit : keyboard->unit;
  }
}

/* All of it in rows that fit; or, with key_rows, a page of it. */
static void take_letters(const struct room *room, struct keyboard *keyboard, const struct vp_node *node) {
  struct surplus surplus = {.next = 0};
  keyboard->count = 0;
  if (room->key_rows > 0) {
    take_page(room, keyboard, node);
  } else {
    take_beginnings(room, keyboard, node, &surplus);
    take_surplus(room, keyboard, &surplus, KEY_ROWS_MAX);
  }
  measure_unit(room, keyboard);
}

struct keyboard *keyboard_make(struct room *room, struct vp_node *node, bool without_last) {
  struct keyboard *keyboard = vp_arena_alloc(&room->ui->layout.arena, sizeof *keyboard);
  if (!keyboard)
    return NULL;
  keyboard->pages = 1;
  keyboard->width = room->middle.width;
  if (room->key_rows == 0 && take_rows(room, keyboard, node, without_last))
    return keyboard;
  /* A row of ten on a small screen: up to a rim in which the focus ring still has its millimetre. */
  keyboard->width = room->area.width - 2 * ui_mm_up(room->ui, 1.3F);
  if (room->key_rows == 0 && keyboard->width > room->middle.width && take_rows(room, keyboard, node, without_last))
    return keyboard;
  if (without_last) {
    take_letters(room, keyboard, node);
    return keyboard;
  }
  keyboard->width = room->middle.width;
  flow(room, keyboard, node, keyboard->width);
  measure_unit(room, keyboard);
  return keyboard;
}

static struct content key_content(struct room *room, const struct vp_node *key, int width) {
  int capital = fonts_capital(room->ui->fonts, STYLE_BODY);
  struct content content = {.style = STYLE_BODY, .centred = true};
  if (key->icon) {
    content.arrangement = ARRANGE_ICON;
    content.icon = capital * 7 / 4 < width - 4 ? capital * 7 / 4 : width - 4;
    return content;
  }
  content.arrangement = ARRANGE_ABOVE;
  bool broken = false;
  content.lines = 1;
  (void)content_height(room, key, width - 2, &content, &broken); /* only whether the word fits */
  content.style = broken ? STYLE_KEY : STYLE_BODY;
  return content;
}

void key_row_place(struct room *room, const struct key_row *row, float unit, struct vp_rect rect) {
  /* Rows that flowed into others have no place of their own. */
  if (row->whole && row->count > 0 && row->keys[0]->parent)
    (void)box_add(room, row->keys[0]->parent, rect); /* no memory: the keys below tell */
  int total = (int)(row->weight * unit) + (row->count - 1) * room->between;
  float x = (float)rect.x + (float)(rect.width - total) / 2.0F;
  for (int i = 0; i < row->count; i++) {
    float width = key_weight(row->keys[i]) * unit;
    struct vp_rect key = {(int)x, rect.y, (int)width, rect.height};
    struct content content = key_content(room, row->keys[i], key.width);
    content_place(room, row->keys[i], key, &content);
    x += width + (float)room->between;
  }
}

/* Every key as narrow as may be, and the widest (the space bar) takes what is left. */
void key_row_place_even(struct room *room, const struct key_row *row, struct vp_rect rect) {
  int widest = 0, used = row->count * room->key + (row->count - 1) * room->between, x = rect.x;
  for (int i = 1; i < row->count; i++)
    if (key_weight(row->keys[i]) > key_weight(row->keys[widest]))
      widest = i;
  if (row->count > 0 && row->keys[0]->parent)
    (void)box_add(room, row->keys[0]->parent, rect); /* no memory: the keys below tell */
  for (int i = 0; i < row->count; i++) {
    int width = room->key + (i == widest && rect.width > used ? rect.width - used : 0);
    struct vp_rect key = {x, rect.y, width, rect.height};
    struct content content = key_content(room, row->keys[i], width);
    content_place(room, row->keys[i], key, &content);
    x += width + room->between;
  }
}

void keyboard_place(struct room *room, const struct part *part, struct vp_rect rect) {
  if (!part->keyboard)
    return;
  rect.x = room->area.x + (room->area.width - part->keyboard->width) / 2;
  rect.width = part->keyboard->width;
  struct box *box = box_add(room, part->node, rect);
  int rows = part->to - part->from;
  if (!box || rows <= 0)
    return;
  int height = (rect.height - (rows - 1) * room->between) / rows;
  for (int i = part->from; i < part->to; i++) {
    int y = rect.y + (i - part->from) * (height + room->between);
    key_row_place(room, &part->keyboard->rows[i], part->keyboard->unit,
                  (struct vp_rect){rect.x, y, rect.width, height});
  }
}
