/* The ui itself: takes trees, remembers where one was on which screen, and has them laid out and drawn. */
#include "internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linebreak.h>

#include <vertelpunt/attributes.h>

enum { DEAD_MS = 500 };

/* Heights of a capital, accessibility.md S1. */
static const float capitals_mm[] = {
    [VP_TEXT_SMALL] = 3.9F, [VP_TEXT_DEFAULT] = 5.2F, [VP_TEXT_LARGE] = 6.8F, [VP_TEXT_LARGEST] = 8.8F};

static int check_view(const struct vp_view *view, struct vp_fault *fault) {
  if (view->width_px < 320 || view->height_px < 240 || view->width_px > 16384 || view->height_px > 16384)
    return vp_fault_set(fault, VP_E_INVALID, "opening the screen", NULL, "Use a size between 320×240 and 16384×16384.",
                        "%d×%d pixels is no size for it", view->width_px, view->height_px);
  if (!(view->screen_mm >= 50 && view->screen_mm <= 5000))
    return vp_fault_set(fault, VP_E_INVALID, "opening the screen", NULL,
                        "Measure the width of the screen in millimetres.", "%.0f mm is no width for it",
                        (double)view->screen_mm);
  if ((unsigned)view->text_size > VP_TEXT_LARGEST || (unsigned)view->scheme > VP_SCHEME_YELLOW_ON_BLACK)
    return vp_fault_set(fault, VP_E_INVALID, "opening the screen", NULL, NULL, "no such text size or colours");
  if (view->hold_ms < 0 || view->hold_ms > VP_HOLD_MS_MAX || view->ignore_ms < 0 || view->ignore_ms > VP_IGNORE_MS_MAX)
    return vp_fault_set(fault, VP_E_INVALID, "opening the screen", NULL, NULL, "no such time for a press");
  return 0;
}

static bool is_same_view(const struct vp_view *a, const struct vp_view *b) {
  return a->width_px == b->width_px && a->height_px == b->height_px &&
         !(a->screen_mm < b->screen_mm || a->screen_mm > b->screen_mm) && a->text_size == b->text_size &&
         a->scheme == b->scheme && a->reach == b->reach && a->hide_screen == b->hide_screen &&
         a->hold_ms == b->hold_ms && a->ignore_ms == b->ignore_ms;
}

int vp_ui_set_view(struct vp_ui *ui, const struct vp_view *view, struct vp_fault *fault) {
  int code = check_view(view, fault);
  if (code || (ui->list && is_same_view(view, &ui->view)))
    return code;
  float px_per_mm = (float)view->width_px / view->screen_mm;
  if (!ui->list || view->width_px != ui->view.width_px || view->height_px != ui->view.height_px) {
    struct list *list = NULL;
    code = list_open(&list, view->width_px, view->height_px);
    if (code)
      return vp_fault_set(fault, code, "opening the screen", NULL, NULL, "no memory for %d×%d pixels", view->width_px,
                          view->height_px);
    list_close(ui->list);
    ui->list = list;
  }
  code = fonts_set_size(ui->fonts, px_per_mm, capitals_mm[view->text_size], fault);
  if (code)
    return code;
  ui->view = *view;
  ui->px_per_mm = px_per_mm;
  list_forget(ui->list);
  return 0;
}

int vp_ui_open(const struct vp_view *view, struct vp_ui **out, struct vp_fault *fault) {
  struct vp_ui *ui = calloc(1, sizeof *ui);
  if (!ui)
    return vp_fault_set(fault, VP_E_NO_MEMORY, "opening the screen", NULL, NULL, "no memory");
  ui->pointer = NO_POINTER;
  ui->counted_ms = INT64_MIN / 2;
  ui->scan.due_ms = -1;
  vp_ui_set_scan(ui, vp_settings_default().scan_ms, 0);
  vp_arena_init(&ui->layout.arena);
  init_linebreak();
  int code = fonts_open(&ui->fonts, fault);
  if (!code)
    code = vp_ui_set_view(ui, view, fault);
  if (code) {
    vp_ui_close(ui);
    return code;
  }
  *out = ui;
  return 0;
}

void vp_ui_close(struct vp_ui *ui) {
  if (!ui)
    return;
  list_close(ui->list);
  fonts_close(ui->fonts);
  vp_arena_finish(&ui->layout.arena);
  free(ui);
}

int ui_refresh(struct vp_ui *ui) {
  int code = layout_make(ui);
  if (code)
    return code;
  list_begin(ui->list);
  draw_boxes(ui);
  bool complete = list_end(ui->list, ui->fonts);
  fonts_end_frame(ui->fonts);
  return complete ? 0 : VP_E_NO_MEMORY;
}

/* ---- where one was ---- */

static uint64_t screen_hash(const char *label) {
  uint64_t hash = 0xCBF29CE484222325U;
  for (; *label; label++)
    hash = (hash ^ (unsigned char)*label) * 0x100000001B3U;
  return hash | 1; /* 0: an empty place */
}

static struct memory *memory_of(struct vp_ui *ui, const char *screen) {
  uint64_t hash = screen_hash(screen);
  for (size_t i = 0; i < MEMORY_COUNT; i++)
    if (ui->memory[i].screen == hash)
      return &ui->memory[i];
  return NULL;
}

static void remember(struct vp_ui *ui) {
  struct memory *memory = memory_of(ui, ui->screen);
  if (!memory)
    memory = &ui->memory[ui->memory_next++ % MEMORY_COUNT];
  memory->screen = screen_hash(ui->screen);
  memory->page = ui->layout.page;
  memcpy(memory->focus, ui->focus, sizeof memory->focus);
}

static void enter(struct vp_ui *ui, const char *screen, int64_t now_ms) {
  bool invites = layout_invites(ui->root);
  if (ui->screen[0])
    remember(ui);
  snprintf(ui->screen, sizeof ui->screen, "%s", screen);
  const struct memory *memory = memory_of(ui, ui->screen);
  ui->layout.page = 0;
  ui->focus[0] = '\0';
  /* A new visit begins here: nothing of the last visitor's way is kept. */
  if (invites)
    memset(ui->memory, 0, sizeof ui->memory);
  else if (memory)
    memcpy(ui->focus, memory->focus, sizeof ui->focus);
  ui->dead_until_ms = now_ms + DEAD_MS;
  ui->pressed[0] = '\0';
}

int vp_ui_present(struct vp_ui *ui, struct vp_node *root, int64_t now_ms) {
  if (!root)
    return VP_E_INVALID;
  const char *screen = root->label ? root->label : "";
  bool new_screen = strncmp(ui->screen, screen, sizeof ui->screen - 1) != 0 || !ui->root;
  ui->root = root;
  if (new_screen)
    enter(ui, screen, now_ms);
  bool new_visit = new_screen && layout_invites(root);
  if (new_visit)
    vp_arena_wipe(&ui->layout.arena);
  int code = layout_make(ui);
  if (code)
    return code;
  scan_settle(ui, new_screen, now_ms);
  focus_settle(ui, new_screen);
  list_begin(ui->list);
  draw_boxes(ui);
  bool complete = list_end(ui->list, ui->fonts);
  fonts_end_frame(ui->fonts);
  if (new_visit)
    fonts_forget(ui->fonts); /* words of the last visitor's are kept drawn no longer */
  return complete ? 0 : VP_E_NO_MEMORY;
}

/* ---- choosing ---- */

static void turn_page(struct vp_ui *ui, int by) {
  ui->layout.page += by;
  const struct vp_node *focused = focus_node(ui);
  bool on_page_button = focused && focused->action.message < 0;
  (void)ui_refresh(ui); /* no memory: the old page stays; its node's places say so too */
  /* At the last page "More" rests: the other page button takes the focus over. */
  if (on_page_button && !focus_node(ui)) {
    focus_set(ui, ui_by_id(ui, by > 0 ? "page-back" : "page-next"));
    (void)ui_refresh(ui);
  }
}

bool ui_choose(struct vp_ui *ui, struct vp_node *node, struct vp_action *action) {
  if (node->action.message == VP_UI_PAGE_BACK || node->action.message == VP_UI_PAGE_NEXT) {
    turn_page(ui, node->action.message == VP_UI_PAGE_NEXT ? 1 : -1);
    return false;
  }
  *action = node->action;
  return true;
}

bool vp_ui_choose(struct vp_ui *ui, const char *id, struct vp_action *action) {
  struct vp_node *node = ui->root ? ui_by_id(ui, id) : NULL;
  return node && node->width > 0 && vp_node_is_choosable(node) && ui_choose(ui, node, action);
}

/* ---- what others ask ---- */

size_t vp_ui_take_changed(struct vp_ui *ui, struct vp_rect *rects, size_t limit) {
  return list_take(ui->list, rects, limit);
}

const uint32_t *vp_ui_pixels(const struct vp_ui *ui, size_t *pitch_bytes) {
  return list_pixels(ui->list, pitch_bytes);
}

const struct vp_view *vp_ui_view(const struct vp_ui *ui) {
  return &ui->view;
}

void vp_ui_page(const struct vp_ui *ui, int *page, int *pages) {
  *page = ui->layout.page;
  *pages = ui->layout.pages;
}

struct vp_node *vp_ui_root(struct vp_ui *ui) {
  return ui->root;
}

void vp_ui_colours(const struct vp_ui *ui, const struct vp_node *node, uint32_t *ink, uint32_t *ground) {
  enum colour ink_role, ground_role;
  ui_node_colours(ui, node, &ink_role, &ground_role);
  *ink = theme_colour(ui->view.scheme, ink_role);
  *ground = theme_colour(ui->view.scheme, ground_role);
}

float vp_ui_px_per_mm(const struct vp_ui *ui) {
  return ui->px_per_mm;
}

int vp_ui_capital_px(const struct vp_ui *ui) {
  return fonts_capital(ui->fonts, STYLE_BODY);
}
