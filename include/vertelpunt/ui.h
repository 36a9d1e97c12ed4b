/* The senses that present the tree: layout, draw, keys, pointer. Software-drawn into a surface of ours; SDL2_ttf, FriBidi
 * and libunibreak for text. UI thread only. Never waits. */
#ifndef VERTELPUNT_UI_H
#define VERTELPUNT_UI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <vertelpunt/error.h>
#include <vertelpunt/settings.h>
#include <vertelpunt/tree.h>

struct vp_view {
  int width_px, height_px;
  float screen_mm;           /* width of the screen in millimetres */
  enum vp_text_size text_size;
  enum vp_scheme scheme;
  bool reach;             /* what can be pressed stands in the lower half, where it fits (T4) */
  bool hide_screen;       /* nothing is drawn but the way to the access panel, and the panel */
  int hold_ms, ignore_ms; /* of the pointer, as in struct vp_settings (T2) */
};

struct vp_rect {
  int x, y, width, height;
};

struct vp_ui;

/* Loads the fonts (Andika for Latin and Cyrillic, Noto for the rest, Material Icons). VP_E_NOT_FOUND names the font file
 * and the Debian package that has it. */
int vp_ui_open(const struct vp_view *view, struct vp_ui **ui, struct vp_fault *fault);
void vp_ui_close(struct vp_ui *ui);
/* A window was resized, or a setting changed: the next present lays out and draws everything. The same view again costs
 * nothing. */
int vp_ui_set_view(struct vp_ui *ui, const struct vp_view *view, struct vp_fault *fault);
const struct vp_view *vp_ui_view(const struct vp_ui *ui);

/* Takes a new tree (lives in the caller's arena until the next present), keeps focus by id, lays it out for the page
 * that is shown (first page of a screen whose root label changed), and draws what changed. A change of screen makes the
 * pointer dead for 0.5 s (accessibility.md T2). now_ms: monotonic. */
int vp_ui_present(struct vp_ui *ui, struct vp_node *root, int64_t now_ms);
/* Rectangles that changed since the last call, up to limit (then they are merged); 0: nothing to show. */
size_t vp_ui_take_changed(struct vp_ui *ui, struct vp_rect *rects, size_t limit);
/* XRGB8888, width_px × height_px. */
const uint32_t *vp_ui_pixels(const struct vp_ui *ui, size_t *pitch_bytes);

enum vp_pointer { VP_POINTER_DOWN, VP_POINTER_MOVE, VP_POINTER_UP, VP_POINTER_CANCEL };
enum vp_key { VP_KEY_NEXT, VP_KEY_PREVIOUS, VP_KEY_UP, VP_KEY_DOWN, VP_KEY_LEFT, VP_KEY_RIGHT, VP_KEY_CHOOSE, VP_KEY_BACK };

/* True: *action is what the person chose (acts on release inside the target; sliding off cancels; a press within the dead
 * time is dropped). Paging and focus are the ui's own affair and redraw by themselves. One pointer at a time: a second
 * finger (other pointer id) is ignored. */
bool vp_ui_pointer(struct vp_ui *ui, enum vp_pointer kind, int pointer_id, int x, int y, int64_t now_ms,
                   struct vp_action *action);
/* Escape chooses the node with id "back" (or a dialog's "back"). The first arrow or Tab shows the focus ring. */
bool vp_ui_key(struct vp_ui *ui, enum vp_key key, int64_t now_ms, struct vp_action *action);
/* When something of the ui's own will change without an event (the end of the dead time changes nothing to see);
 * -1: never. */
int64_t vp_ui_dead_until_ms(const struct vp_ui *ui);

/* Scanning, for people who use one switch or two (accessibility.md T6). Until a switch is pressed nothing is scanned and
 * nothing moves; a pointer or a key ends it. Going round, the ring stands on one thing that can be chosen after the other,
 * and on keyboards and grids of several rows on a row first, into which a press goes. */
enum vp_switch {
  VP_SWITCH_ONE, /* the only one: goes round by itself; a press chooses */
  VP_SWITCH_NEXT,
  VP_SWITCH_CHOOSE
};
/* A step's length, and how soon after a press another is none (struct vp_settings). Before: 2 s, and 60 ms for contacts
 * that bounce. */
void vp_ui_set_scan(struct vp_ui *ui, int step_ms, int ignore_ms);
/* The first press only begins. True: *action is what the person chose; a press within the dead time of a change of screen
 * chooses nothing. */
bool vp_ui_switch(struct vp_ui *ui, enum vp_switch which, int64_t now_ms, struct vp_action *action);
/* When the ring moves on; -1: it does not. After three rounds without a press it rests until the next. */
int64_t vp_ui_scan_due_ms(const struct vp_ui *ui);
bool vp_ui_scan_tick(struct vp_ui *ui, int64_t now_ms); /* true: it was due, and there is another stop, or rest */
/* Something begins or ends being said: scanning waits for it, and then for a whole step. */
void vp_ui_scan_speech(struct vp_ui *ui, bool speaking, int64_t now_ms);
/* What a press would choose, or choose from: 1 node, more in a row; 0: nothing is scanned. */
size_t vp_ui_scan_stop(const struct vp_ui *ui, const struct vp_node **nodes, size_t limit);

/* The page that is shown and how many there are (1: all fits). */
void vp_ui_page(const struct vp_ui *ui, int *page, int *pages);
/* Messages below zero are the ui's own: turning a page. vp_ui_pointer, vp_ui_key and vp_ui_choose carry them out and never
 * hand them on. */
enum { VP_UI_PAGE_BACK = -1, VP_UI_PAGE_NEXT = -2 };
/* Chooses the shown node with that id, as a press on it would, without the pointer's dead time (for switches). */
bool vp_ui_choose(struct vp_ui *ui, const char *id, struct vp_action *action);
/* The present tree, what is laid out on this page and what paging adds (buttons "page-back" and "page-next", text
 * "page-count"): for tests. The root's children stand in the order in which they are read. */
struct vp_node *vp_ui_root(struct vp_ui *ui);
const char *vp_ui_focus(const struct vp_ui *ui); /* id, "" if none */
/* One line of JSON: role, id, label, spoken, rect, colours, state, action, children. Owned by the caller (free). */
char *vp_ui_tree_json(const struct vp_ui *ui);
int vp_ui_save_png(const struct vp_ui *ui, const char *path, struct vp_fault *fault);

/* ---- what is said aloud: texts only, from the tree as it is laid out (one that was not shows everything). No ui is
 * needed, and any thread may ask. What is said points into the tree and into the arena. ---- */

enum { VP_SPEECH_MAX = 64 };
struct vp_utterance {
  const char *language; /* of the tree; NULL: the tree has none */
  const char *text;
};
struct vp_speech {
  struct vp_utterance items[VP_SPEECH_MAX];
  size_t count;
};
/* A screen that is new: its title and help, where one is, statuses, texts, and what can be done. */
void vp_speak_screen(const struct vp_node *root, struct vp_arena *arena, struct vp_speech *speech);
/* Another page of it. */
void vp_speak_page(const struct vp_node *root, struct vp_arena *arena, struct vp_speech *speech);
/* What has the focus: label, help, role, state, position. */
void vp_speak_node(const struct vp_node *root, const struct vp_node *node, struct vp_arena *arena,
                   struct vp_speech *speech);
/* The statuses. Returns what changes when there is news among them; numbers that count on are none. */
uint64_t vp_speak_statuses(const struct vp_node *root, struct vp_arena *arena, struct vp_speech *speech);
/* What became of a field in which `before` was written: the letter, or the word that it ends. */
void vp_speak_written(const struct vp_node *root, const struct vp_node *field, const char *before,
                      struct vp_arena *arena, struct vp_speech *speech);

/* Is there a picture of that name? An unknown one is drawn as a calm dot. For guides' checks and tests. */
bool vp_icon_known(const char *name);
const char *vp_icon_name(size_t index); /* NULL behind the last */

/* The ink and ground of a node in the present scheme, 0xRRGGBB, for contrast tests. */
void vp_ui_colours(const struct vp_ui *ui, const struct vp_node *node, uint32_t *ink, uint32_t *ground);
/* Layout figures, for tests. */
float vp_ui_px_per_mm(const struct vp_ui *ui);
int vp_ui_capital_px(const struct vp_ui *ui); /* height of a capital of body text */

#endif
