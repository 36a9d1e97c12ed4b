/* Cards of equal size in a grid. Every number of columns is tried with the picture above the word and beside it; what
 * cuts no word, leaves few cells empty and gives cards of a friendly shape wins. In portrait the cards become rows. All
 * pages of one set of cards have one grid. */
#include "layout.h"

#include <math.h>

enum { LINES_MOST = 4 }; /* a narrow column of more lines than that is hard to read */

struct grid {
  int columns, rows, cell_width, cell_height;
  struct content content;
  bool valid;
};

static int card_gap(const struct room *room) {
  return room->level >= LEVEL_TIGHT ? room->unit : 2 * room->unit;
}

static int icon_size(const struct room *room, const struct part *part, enum arrangement arrangement, int cell_height) {
  bool any = false;
  if (part->lean == LEAN_WORDS)
    return 0;
  for (const struct vp_node *card = part->node->first; card; card = card->next)
    any = any || card->icon;
  if (!any)
    return 0;
  int capital = fonts_capital(room->ui->fonts, STYLE_STRONG), least = ui_mm(room->ui, 10);
  if (arrangement == ARRANGE_BESIDE) {
    int size = capital * 2 > least ? capital * 2 : least;
    int grown = cell_height / 3 > size ? cell_height / 3 : size;
    return grown > ui_mm(room->ui, 18) ? (size > ui_mm(room->ui, 18) ? size : ui_mm(room->ui, 18)) : grown;
  }
  int size = cell_height * 2 / 5, most = ui_mm(room->ui, 40);
  int floor = ui_mm(room->ui, 12);
  return size > most ? most : size < floor ? floor : size;
}

static int highest_card(struct room *room, const struct part *part, int width, const struct content *content,
                        bool *broken) {
  int highest = 0;
  for (struct vp_node *card = part->node->first; card; card = card->next) {
    int height = content_height(room, card, width, content, broken);
    highest = height > highest ? height : highest;
  }
  return highest;
}

static struct grid make_grid(struct room *room, const struct part *part, int count, int width, int height, int columns,
                             enum arrangement arrangement, bool *broken) {
  int gap = card_gap(room);
  struct grid grid = {.columns = columns, .rows = (count + columns - 1) / columns};
  grid.cell_width = (width - (columns - 1) * gap) / columns;
  grid.cell_height = (height - (grid.rows - 1) * gap) / grid.rows;
  grid.content = (struct content){.arrangement = arrangement,
                                  .style = part->lean ? STYLE_SMALL : STYLE_STRONG,
                                  .pad = room->unit * 3 / 2,
                                  .centred = arrangement == ARRANGE_ABOVE || room->invitation};
  if (room->level >= LEVEL_TIGHT)
    grid.content.pad = room->unit;
  grid.content.lines = LINES_MOST;
  grid.content.icon = icon_size(room, part, arrangement, grid.cell_height);
  int needed = highest_card(room, part, grid.cell_width, &grid.content, broken);
  if (needed > grid.cell_height && grid.content.icon > icon_size(room, part, arrangement, 0)) {
    /* The picture gives way to the words, down to the size with which the least height was found. */
    int smaller = grid.content.icon - (needed - grid.cell_height), least = icon_size(room, part, arrangement, 0);
    grid.content.icon = arrangement == ARRANGE_ABOVE && smaller > least ? smaller : least;
    *broken = false;
    needed = highest_card(room, part, grid.cell_width, &grid.content, broken);
  }
  grid.valid = needed <= grid.cell_height && grid.cell_height >= room->target && grid.cell_width >= room->target;
  return grid;
}

/* Smaller is better. */
static float dislike(const struct room *room, const struct grid *grid, int count, bool broken) {
  float shape = (float)grid->cell_width / (float)grid->cell_height;
  bool above = grid->content.arrangement == ARRANGE_ABOVE;
  float wanted = above ? 1.3F : 3.6F, score = 100 * fabsf(logf(shape / wanted));
  score += (float)(grid->rows * grid->columns - count) * 30;
  score += broken ? 1000 : 0;
  if (above == (room->portrait || room->invitation))
    score += room->portrait ? 120 : 60;
  else if (!above)
    score += 25;
  return score;
}

static struct grid choose_grid(struct room *room, const struct part *part, int count, int width, int height) {
  struct grid best = {0};
  float least = 0;
  for (int columns = 1; columns <= count; columns++)
    for (int i = 0; i < 2; i++) {
      bool broken = false;
      struct grid grid =
          make_grid(room, part, count, width, height, columns, i ? ARRANGE_BESIDE : ARRANGE_ABOVE, &broken);
      float score = dislike(room, &grid, count, broken);
      if (grid.valid && (!best.valid || score < least)) {
        best = grid;
        least = score;
      }
    }
  return best;
}

/* The height of the lowest grid that cuts no word, or, if all do, of the lowest. */
int cards_least(struct room *room, const struct part *part, int count, int width) {
  int whole = 0, cut = 0, gap = card_gap(room);
  for (int columns = 1; columns <= count; columns++)
    for (int i = 0; i < 2; i++) {
      bool broken = false;
      int rows = (count + columns - 1) / columns, cell = (width - (columns - 1) * gap) / columns;
      struct content content = {.arrangement = i ? ARRANGE_BESIDE : ARRANGE_ABOVE,
                                .style = part->lean ? STYLE_SMALL : STYLE_STRONG,
                                .pad = room->level >= LEVEL_TIGHT ? room->unit : room->unit * 3 / 2,
                                .centred = !i || room->invitation,
                                .lines = LINES_MOST};
      content.icon = icon_size(room, part, content.arrangement, 0);
      int needed = cell >= room->target ? highest_card(room, part, cell, &content, &broken) : 0;
      if (needed == 0)
        continue;
      needed = needed < room->target ? room->target : needed;
      int height = rows * needed + (rows - 1) * gap;
      int *best = broken ? &cut : &whole;
      *best = *best == 0 || height < *best ? height : *best;
    }
  return whole ? whole : cut;
}

int cards_most(struct room *room, const struct part *part, int count, int width) {
  int least = cards_least(room, part, count, width);
  if (room->invitation) /* the languages stand back behind the one big way in */
    return least > ui_mm(room->ui, 24) ? least : ui_mm(room->ui, 24);
  int rows = room->portrait ? count : count <= 3 ? 1 : 2;
  int cell = room->portrait ? ui_mm(room->ui, 45) : ui_mm(room->ui, 95);
  int most = rows * cell + (rows - 1) * card_gap(room);
  return most > least ? most : least;
}

void cards_place(struct room *room, const struct part *part, struct vp_rect rect) {
  int count = part->per_page < part->total ? part->per_page : part->total;
  int height = part->first_height ? part->first_height : rect.height, gap = card_gap(room), width = rect.width;
  int x = rect.x;
  struct grid grid = {0};
  int narrow = count * ui_mm(room->ui, 80);
  if (room->invitation && width > narrow) {
    grid = choose_grid(room, part, count, narrow, height);
    x += grid.valid ? (rect.width - narrow) / 2 : 0;
  }
  if (!grid.valid)
    grid = choose_grid(room, part, count, width, height);
  if (!grid.valid)
    grid = choose_grid(room, part, count, width, cards_least(room, part, count, width));
  if (!grid.valid)
    return; /* narrower than one card: no screen of ours */
  struct box *box = box_add(room, part->node, rect);
  if (!box)
    return;
  for (int i = part->from; i < part->to; i++) {
    int row = (i - part->from) / grid.columns, column = (i - part->from) % grid.columns;
    struct vp_rect cell = {x + column * (grid.cell_width + gap), rect.y + row * (grid.cell_height + gap),
                           grid.cell_width, grid.cell_height};
    content_place(room, child_at(part->node, i), cell, &grid.content);
  }
}
