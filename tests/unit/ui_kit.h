/* What a laid-out tree is measured by, with the figures of accessibility.md (S1 to S3, T1, M3): the resolutions, the ui
 * for one of them, and the checks of a page and of all pages. Looks into the layout's boxes, for words have no nodes of
 * their own. What is wrong is told and counted, all of it, and not only the first. */
#ifndef VERTELPUNT_TESTS_UI_KIT_H
#define VERTELPUNT_TESTS_UI_KIT_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <vertelpunt/ui.h>

#include "../../src/ui/internal.h"

static const struct {
  int width, height;
  float mm;
} screens[] = {{800, 480, 154},   {1024, 600, 223},  {1280, 800, 217}, {1920, 1080, 344},
               {1920, 1080, 476}, {1080, 1920, 190}, {2160, 1440, 254}};

static inline struct vp_ui *open_ui(int screen, enum vp_text_size size, enum vp_scheme scheme) {
  struct vp_view view = {.width_px = screens[screen].width,
                         .height_px = screens[screen].height,
                         .screen_mm = screens[screen].mm,
                         .text_size = size,
                         .scheme = scheme};
  struct vp_ui *ui = NULL;
  struct vp_fault fault;
  if (vp_ui_open(&view, &ui, &fault))
    fail_msg("%s: %s", fault.object, fault.reason);
  return ui;
}

static inline struct vp_node *top_of(struct vp_ui *ui) {
  struct vp_node *top = vp_ui_root(ui);
  for (struct vp_node *child = top->first; child; child = child->next)
    if (child->role == VP_ROLE_DIALOG)
      top = child;
  return top;
}

static inline struct vp_node *by_id(struct vp_ui *ui, const char *id) {
  for (struct vp_node *node = vp_ui_root(ui); node; node = vp_tree_next(vp_ui_root(ui), node))
    if (node->id && strcmp(node->id, id) == 0)
      return node;
  return NULL;
}

static inline bool holds_others(const struct vp_node *node) {
  return node->role == VP_ROLE_SCREEN || node->role == VP_ROLE_CHOICES || node->role == VP_ROLE_ROW ||
         node->role == VP_ROLE_KEYBOARD || node->role == VP_ROLE_DIALOG;
}

/* ---- what is measured on every page ---- */

enum { COMPLAINTS_TOLD = 40 };

static char place[160]; /* for messages: which of the many */
static int complaints;

/* All that is wrong is told, not only the first of it. */
static inline void complain(const char *format, ...) VP_FORMAT(1, 2);

static inline void complain(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  if (complaints++ < COMPLAINTS_TOLD) {
    fprintf(stderr, "%s: ", place);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
  }
  va_end(arguments);
}

static inline void check_inside(const struct vp_ui *ui, const struct vp_node *node) {
  if (node->x < 0 || node->y < 0 || node->x + node->width > ui->view.width_px ||
      node->y + node->height > ui->view.height_px)
    complain("%s is off the screen (%d %d %d %d)", node->id, node->x, node->y, node->width, node->height);
}

static inline void check_size(const struct vp_ui *ui, const struct vp_node *node) {
  float least = node->role == VP_ROLE_KEY ? 12.7F : node->role == VP_ROLE_RECORD ? 30.0F : 20.0F;
  float shorter = (float)(node->width < node->height ? node->width : node->height) / vp_ui_px_per_mm(ui);
  bool pressed = node->role == VP_ROLE_KEY || node->role == VP_ROLE_BUTTON || node->role == VP_ROLE_CHOICE ||
                 node->role == VP_ROLE_RECORD;
  if (pressed && shorter < least - 0.01F)
    complain("%s is %.1f mm, less than %.1f", node->id, (double)shorter, (double)least);
}

static inline void check_apart(const struct vp_ui *ui, const struct vp_node *a, const struct vp_node *b) {
  int across = a->x < b->x ? b->x - a->x - a->width : a->x - b->x - b->width;
  int down = a->y < b->y ? b->y - a->y - a->height : a->y - b->y - b->height;
  int apart = across > down ? across : down;
  if (apart < 0)
    complain("%s (%d %d %d %d) and %s (%d %d %d %d) overlap", a->id, a->x, a->y, a->width, a->height, b->id, b->x, b->y,
             b->width, b->height);
  if (vp_node_is_choosable(a) && vp_node_is_choosable(b) && (float)apart < 2.54F * vp_ui_px_per_mm(ui) - 0.01F)
    complain("only %d px between %s and %s", apart, a->id, b->id);
}

static inline void check_words(const struct vp_ui *ui, const struct box *box, const struct words *words) {
  const struct text_block *block = words->block;
  if (!block)
    return;
  if (block->longest > TEXT_LETTERS_MAX)
    complain("a line of %zu letters in %s", block->longest, box->node->id);
  if (words->x < box->rect.x - 1 || words->x + words->width > box->rect.x + box->rect.width + 1)
    complain("the words of %s are wider than its place (%d+%d in %d+%d)", box->node->id, words->x, words->width,
             box->rect.x, box->rect.width);
  for (int i = words->from; i < words->to; i++)
    if (block->lines[i].width > words->width + 1)
      complain("line %d of %s is %d px in %d", i, box->node->id, block->lines[i].width, words->width);
  /* The room above the first line and below the last belongs to the line height: the letters themselves must be in. */
  int spare = (block->line_height - fonts_em(ui->fonts, block->style)) / 2 + 1;
  if (words->y < box->rect.y - spare ||
      words->y + text_height(block, words->from, words->to) > box->rect.y + box->rect.height + spare)
    complain("the words of %s are higher than its place (%d+%d in %d+%d)", box->node->id, words->y,
             text_height(block, words->from, words->to), box->rect.y, box->rect.height);
  assert_true(words->to <= block->count && words->from < words->to);
}

static inline void check_page(struct vp_ui *ui) {
  struct vp_node *top = top_of(ui), *leaves[160];
  int count = 0, choices = 0;
  for (struct vp_node *node = top; node; node = vp_tree_next(top, node)) {
    if (node->width == 0)
      continue;
    check_inside(ui, node);
    check_size(ui, node);
    choices += node->role == VP_ROLE_CHOICE;
    if (!holds_others(node)) {
      assert_true(count < 160);
      leaves[count++] = node;
    }
  }
  if (choices > 6)
    complain("%d choices at once", choices);
  for (int i = 0; i < count; i++)
    for (int j = 0; j < i; j++)
      check_apart(ui, leaves[i], leaves[j]);
  for (const struct box *box = ui->layout.first; box; box = box->next)
    if (!box->beneath) {
      check_words(ui, box, &box->label);
      check_words(ui, box, &box->help);
    }
}

/* A screen that is written on may leave its title to be spoken, where the keys need the room. */
static inline bool may_be_left_out(struct vp_ui *ui, const struct vp_node *node) {
  bool top = node->role == VP_ROLE_TITLE || node->role == VP_ROLE_HELP || node->role == VP_ROLE_STEPS;
  return top && by_id(ui, "keyboard");
}

/* What has been seen of a node on the pages so far: itself, and how many of its lines without a gap. */
struct sight {
  const struct vp_node *node;
  int lines, of;
};

enum { SIGHTS_MAX = 200 };

static inline struct sight *sight_of(struct sight *sights, int *count, const struct vp_node *node) {
  for (int i = 0; i < *count; i++)
    if (sights[i].node == node)
      return &sights[i];
  assert_true(*count < SIGHTS_MAX);
  sights[*count] = (struct sight){.node = node};
  return &sights[(*count)++];
}

static inline void see_page(struct vp_ui *ui, struct sight *sights, int *count) {
  struct vp_node *top = top_of(ui);
  for (struct vp_node *node = top; node; node = vp_tree_next(top, node))
    if (node->width > 0)
      sight_of(sights, count, node);
  for (const struct box *box = ui->layout.first; box; box = box->next) {
    if (box->beneath || !box->label.block || box->node->role == VP_ROLE_FIELD) /* a field shows its end */
      continue;
    struct sight *sight = sight_of(sights, count, box->node);
    sight->of = box->label.block->count;
    if (box->label.from <= sight->lines && box->label.to > sight->lines)
      sight->lines = box->label.to;
  }
}

/* On to the next page as its button would, without drawing it. False: there is none. */
static inline bool next_page(struct vp_ui *ui) {
  if (ui->layout.page + 1 >= ui->layout.pages)
    return false;
  const struct vp_node *next = by_id(ui, "page-next");
  if (!next || next->width == 0 || !vp_node_is_choosable(next))
    complain("page %d of %d cannot be turned", ui->layout.page + 1, ui->layout.pages);
  ui->layout.page++;
  assert_int_equal(layout_make(ui), 0);
  return true;
}

static inline void check_all_pages(struct vp_ui *ui) {
  struct sight sights[SIGHTS_MAX];
  int count = 0;
  do {
    check_page(ui);
    see_page(ui, sights, &count);
  } while (next_page(ui));
  struct vp_node *top = top_of(ui);
  for (struct vp_node *node = top; node; node = vp_tree_next(top, node)) {
    bool found = holds_others(node) || may_be_left_out(ui, node);
    for (int i = 0; i < count; i++)
      found = found || sights[i].node == node;
    if (!found)
      complain("%s is on none of %d pages", node->id, ui->layout.pages);
  }
  for (int i = 0; i < count; i++)
    if (sights[i].lines < sights[i].of)
      complain("%s shows %d of %d lines", sights[i].node->id, sights[i].lines, sights[i].of);
}

/* ---- colours ---- */

static inline double channel(uint32_t value) {
  double c = (double)value / 255.0;
  return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

static inline double luminance(uint32_t colour) {
  return 0.2126 * channel(colour >> 16 & 0xFF) + 0.7152 * channel(colour >> 8 & 0xFF) + 0.0722 * channel(colour & 0xFF);
}

static inline double contrast(uint32_t a, uint32_t b) {
  double x = luminance(a), y = luminance(b);
  return x > y ? (x + 0.05) / (y + 0.05) : (y + 0.05) / (x + 0.05);
}

/* Contrast of words and pictures by scheme, accessibility.md S3. */
static const double contrast_ranges[][2] = {{10, 22}, {4.5, 8}, {20, 22}, {20, 22}, {15, 22}};

#endif
