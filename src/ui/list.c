/* What is to be seen, as a list of commands made anew for every tree. The screen is a grid of cells; each cell's hash
 * is made of the commands that reach into it, in their order. Only cells whose hash is not what it was are painted, by
 * playing the list within their rectangle. The idea is rxi's rencache. */
#include "internal.h"

#include <stdlib.h>
#include <string.h>

enum { CELL = 48, RECTS_MAX = 24, COMMANDS_FIRST = 256 };

struct list {
  struct command *commands;
  size_t count, capacity;
  bool no_memory;
  uint32_t *pixels;
  int width, height, columns, rows;
  uint64_t *cells, *shown; /* hashes: of this list, of what the pixels show */
  bool all;                /* shown is not to be trusted */
  struct vp_rect changed[RECTS_MAX];
  size_t changed_count;
};

int list_open(struct list **out, int width, int height) {
  struct list *list = calloc(1, sizeof *list);
  if (!list)
    return VP_E_NO_MEMORY;
  list->width = width;
  list->height = height;
  list->columns = (width + CELL - 1) / CELL;
  list->rows = (height + CELL - 1) / CELL;
  size_t cells = (size_t)list->columns * (size_t)list->rows;
  list->pixels = calloc((size_t)width * (size_t)height, sizeof *list->pixels);
  list->cells = calloc(cells, sizeof *list->cells);
  list->shown = calloc(cells, sizeof *list->shown);
  list->all = true;
  if (!list->pixels || !list->cells || !list->shown) {
    list_close(list);
    return VP_E_NO_MEMORY;
  }
  *out = list;
  return 0;
}

void list_close(struct list *list) {
  if (!list)
    return;
  free(list->commands);
  free(list->pixels);
  free(list->cells);
  free(list->shown);
  free(list);
}

void list_forget(struct list *list) {
  list->all = true;
}

void list_begin(struct list *list) {
  list->count = 0;
  list->no_memory = false;
}

void list_add(struct list *list, const struct command *command) {
  struct vp_rect screen = {0, 0, list->width, list->height};
  if (rect_meet(command->rect, screen).width == 0)
    return;
  if (list->count == list->capacity) {
    size_t capacity = list->capacity ? list->capacity * 2 : COMMANDS_FIRST;
    struct command *commands = realloc(list->commands, capacity * sizeof *commands);
    if (!commands) {
      list->no_memory = true;
      return;
    }
    list->commands = commands;
    list->capacity = capacity;
  }
  list->commands[list->count++] = *command;
}

static uint64_t stir(uint64_t hash, uint64_t value) {
  hash = (hash ^ value) * 0x9E3779B97F4A7C15U;
  return hash ^ (hash >> 32);
}

static uint64_t command_hash(const struct command *c) {
  uint64_t hash = stir(0x51ED270B, (uint64_t)c->shape << 32 | c->colour);
  hash = stir(hash, (uint64_t)(uint32_t)c->rect.x << 32 | (uint32_t)c->rect.y);
  hash = stir(hash, (uint64_t)(uint32_t)c->rect.width << 32 | (uint32_t)c->rect.height);
  hash = stir(hash, (uint64_t)(uint32_t)c->radius << 32 | (uint32_t)c->thickness);
  hash = stir(hash, (uint64_t)(uint32_t)c->pen_x << 32 | (uint32_t)c->pen_y);
  return stir(hash, c->run ? c->run->hash : (uint64_t)c->alpha);
}

/* The whole reach of a command: a shadow lies outside its rectangle. */
static struct vp_rect reach(const struct command *c) {
  if (c->shape != SHAPE_SHADOW)
    return c->rect;
  int blur = c->thickness;
  return (struct vp_rect){c->rect.x - blur, c->rect.y - blur, c->rect.width + 2 * blur, c->rect.height + 2 * blur};
}

/* A ring leaves no mark on the cells within it; a command that only a few cells see keeps the others clean. */
static bool misses(const struct command *c, struct vp_rect cell) {
  if (c->shape != SHAPE_RING || c->thickness <= 0)
    return false;
  int margin = c->thickness + (c->radius * 3) / 10 + 2;
  struct vp_rect hole = {c->rect.x + margin, c->rect.y + margin, c->rect.width - 2 * margin,
                         c->rect.height - 2 * margin};
  return hole.width > 0 && hole.height > 0 && cell.x >= hole.x && cell.y >= hole.y &&
         cell.x + cell.width <= hole.x + hole.width && cell.y + cell.height <= hole.y + hole.height;
}

static void hash_cells(struct list *list) {
  memset(list->cells, 0, (size_t)list->columns * (size_t)list->rows * sizeof *list->cells);
  struct vp_rect screen = {0, 0, list->width, list->height};
  for (size_t i = 0; i < list->count; i++) {
    const struct command *c = &list->commands[i];
    uint64_t hash = command_hash(c);
    struct vp_rect r = rect_meet(reach(c), screen);
    if (r.width == 0)
      continue;
    for (int row = r.y / CELL; row <= (r.y + r.height - 1) / CELL; row++)
      for (int column = r.x / CELL; column <= (r.x + r.width - 1) / CELL; column++)
        if (!misses(c, (struct vp_rect){column * CELL, row * CELL, CELL, CELL})) {
          uint64_t *cell = &list->cells[row * list->columns + column];
          *cell = stir(*cell, hash);
        }
  }
}

static struct vp_rect join(struct vp_rect a, struct vp_rect b) {
  int right = a.x + a.width > b.x + b.width ? a.x + a.width : b.x + b.width;
  int bottom = a.y + a.height > b.y + b.height ? a.y + a.height : b.y + b.height;
  int left = a.x < b.x ? a.x : b.x, top = a.y < b.y ? a.y : b.y;
  return (struct vp_rect){left, top, right - left, bottom - top};
}

/* A rectangle below one of the same columns lengthens it; when there are too many, the last grows. */
static size_t add_rect(struct vp_rect *rects, size_t count, struct vp_rect rect) {
  for (size_t i = 0; i < count; i++)
    if (rects[i].x == rect.x && rects[i].width == rect.width && rects[i].y + rects[i].height == rect.y) {
      rects[i].height += rect.height;
      return count;
    }
  if (count == RECTS_MAX) {
    rects[count - 1] = join(rects[count - 1], rect);
    return count;
  }
  rects[count] = rect;
  return count + 1;
}

static bool differs(const struct list *list, int row, int column) {
  int cell = row * list->columns + column;
  return list->all || list->cells[cell] != list->shown[cell];
}

static size_t find_changed(const struct list *list, struct vp_rect *rects) {
  size_t count = 0;
  struct vp_rect screen = {0, 0, list->width, list->height};
  for (int row = 0; row < list->rows; row++)
    for (int column = 0; column < list->columns;) {
      int end = column;
      while (end < list->columns && differs(list, row, end))
        end++;
      if (end > column) {
        struct vp_rect stretch = {column * CELL, row * CELL, (end - column) * CELL, CELL};
        count = add_rect(rects, count, rect_meet(stretch, screen));
      }
      column = end + 1;
    }
  return count;
}

static void paint(const struct canvas *canvas, struct fonts *fonts, const struct command *c) {
  switch (c->shape) {
  case SHAPE_RING:
    paint_ring(canvas, c->rect, c->radius, c->thickness, c->colour, c->alpha);
    break;
  case SHAPE_SHADOW:
    paint_shadow(canvas, c->rect, c->radius, c->thickness, c->colour, c->alpha);
    break;
  case SHAPE_MASK:
    fonts_render(fonts, c->run);
    if (c->run->mask)
      paint_mask(canvas, c->pen_x + c->run->left, c->pen_y + c->run->top, c->run->mask_width, c->run->mask_height,
                 c->run->mask, c->colour);
    break;
  }
}

bool list_end(struct list *list, struct fonts *fonts) {
  struct vp_rect rects[RECTS_MAX];
  hash_cells(list);
  size_t count = find_changed(list, rects);
  for (size_t i = 0; i < count; i++) {
    struct canvas canvas = {list->pixels, list->width, list->height, rects[i]};
    for (size_t j = 0; j < list->count; j++)
      if (rect_meet(reach(&list->commands[j]), rects[i]).width > 0)
        paint(&canvas, fonts, &list->commands[j]);
    list->changed_count = add_rect(list->changed, list->changed_count, rects[i]);
  }
  uint64_t *cells = list->shown;
  list->shown = list->cells;
  list->cells = cells;
  list->all = list->no_memory; /* an incomplete picture is drawn anew the next time */
  return !list->no_memory;
}

size_t list_take(struct list *list, struct vp_rect *rects, size_t limit) {
  size_t count = 0;
  for (size_t i = 0; i < list->changed_count && limit > 0; i++) {
    if (count < limit)
      rects[count++] = list->changed[i];
    else
      rects[limit - 1] = join(rects[limit - 1], list->changed[i]);
  }
  if (limit > 0)
    list->changed_count = 0;
  return count;
}

const uint32_t *list_pixels(const struct list *list, size_t *pitch_bytes) {
  *pitch_bytes = (size_t)list->width * sizeof *list->pixels;
  return list->pixels;
}
