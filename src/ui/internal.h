/* What the ui's files share. From a tree to pixels in four steps, each a file or two: text (strings to lines of runs),
 * layout (nodes to boxes), draw (boxes to commands), list (commands to the pixels of the cells that changed). All of it
 * belongs to the UI thread; boxes and lines live in an arena that each layout resets. */
#ifndef VERTELPUNT_UI_INTERNAL_H
#define VERTELPUNT_UI_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <vertelpunt/arena.h>
#include <vertelpunt/ui.h>

/* ---- theme.c: colours by role, never by place ---- */
enum colour {
  COLOUR_SURFACE,
  COLOUR_CARD,
  COLOUR_INK,
  COLOUR_ACCENT,
  COLOUR_ON_ACCENT,
  COLOUR_RECORD,
  COLOUR_ON_RECORD,
  COLOUR_GOOD,
  COLOUR_CALM,
  COLOUR_EDGE,
  COLOUR_FOCUS_INNER, /* the third ring, on accent and record fills */
  COLOUR_RIPPLE,      /* the voice's circles behind an invitation: carries no meaning */
  COLOUR_COUNT
};

uint32_t theme_colour(enum vp_scheme scheme, enum colour colour); /* 0xRRGGBB */
bool theme_is_plain(enum vp_scheme scheme);                       /* two colours only: black, white, yellow */
float theme_edge_mm(enum vp_scheme scheme);                       /* how thick the edge of a card is */

/* ---- icons.c ---- */
uint32_t icon_code_point(const char *name, bool right_to_left); /* 0: not known */

/* ---- font.c: fonts, and runs of text with one font and direction, measured and rendered once ---- */
enum style {
  STYLE_BODY,
  STYLE_STRONG, /* body size, bold: labels, and a title that has little room */
  STYLE_SMALL,  /* the second line of a card, 0.8 of the body but never below 3.5 mm */
  STYLE_TITLE,  /* 1.5 */
  STYLE_LARGE,  /* 2.5: the time, the code, an invitation */
  STYLE_KEY,    /* a key's word that is too wide for its key */
  STYLE_COUNT
};

struct run {
  struct run *chain;
  uint64_t hash;
  unsigned used; /* the frame that used it last */
  char *text;    /* owned */
  size_t length;
  int style, face;
  bool right_to_left;
  int width; /* how far the pen moves */
  bool rendered;
  int left, top; /* of the mask, from the pen on the baseline */
  int mask_width, mask_height;
  uint8_t *mask; /* owned; coverage */
};

struct fonts;
int fonts_open(struct fonts **fonts, struct vp_fault *fault);
void fonts_close(struct fonts *fonts);
/* Sizes for a view: px_per_mm and the height of a capital of body text in mm. Forgets all runs if they changed. */
int fonts_set_size(struct fonts *fonts, float px_per_mm, float body_mm, struct vp_fault *fault);
int fonts_em(const struct fonts *fonts, enum style style);
int fonts_capital(const struct fonts *fonts, enum style style);
int fonts_line(const struct fonts *fonts, enum style style);                 /* from baseline to baseline */
int fonts_face(struct fonts *fonts, enum style style, uint32_t code_point);  /* the first that has the letter */
bool fonts_have(struct fonts *fonts, enum style style, uint32_t code_point); /* whether any has it */
/* NULL when there is no memory. Valid until two frames later (fonts_end_frame). */
struct run *fonts_run(struct fonts *fonts, enum style style, int face, const char *text, size_t length,
                      bool right_to_left);
struct run *fonts_icon(struct fonts *fonts, uint32_t code_point, int size_px);
void fonts_render(struct fonts *fonts, struct run *run);
void fonts_end_frame(struct fonts *fonts);
void fonts_forget(struct fonts *fonts); /* after a frame: all runs that are not in it, wiped */

/* ---- text.c: paragraphs ---- */
struct text_line {
  struct run **runs; /* from left to right */
  size_t count;
  int width;
  bool paragraph; /* the first of a paragraph that is not the first: half a line of room goes before it */
};
struct text_block {
  struct text_line *lines;
  int count, height, width, line_height;
  enum style style;
  bool right_to_left; /* the paragraph begins at the right */
  bool broken;        /* a word had to be cut: to be avoided by another layout */
  size_t longest;     /* letters in the longest line */
};
enum text_direction { TEXT_LEFT_TO_RIGHT, TEXT_RIGHT_TO_LEFT };
struct text_request {
  const char *text, *language;
  enum style style;
  int width;
  enum text_direction direction;
  bool paragraphs; /* a new line is a new paragraph, with room before it */
  bool balanced;   /* lines of about the same length, for titles and labels */
};
/* The height of lines from … to, the room between paragraphs included. */
int text_height(const struct text_block *block, int from, int to);
enum { TEXT_LETTERS_MAX = 70 };
/* NULL when there is no memory. */
struct text_block *text_make(struct fonts *fonts, struct vp_arena *arena, const struct text_request *request);

/* ---- layout ---- */
enum align { ALIGN_START, ALIGN_CENTRE, ALIGN_END };
struct words {              /* a block of lines in a place */
  struct text_block *block; /* NULL: none */
  int x, y, width;
  int from, to; /* lines shown */
  enum align align;
};
struct box {
  struct box *next;
  struct vp_node *node;
  struct vp_rect rect;
  struct words label, help;
  struct vp_rect icon;        /* width 0: none */
  struct vp_rect mark;        /* the disc, the bar, the dots: by role */
  struct text_block **groups; /* CODE: a block for each group of digits */
  struct vp_rect *group_rects;
  int group_count;
  bool beneath; /* under a dialog: seen, not reached */
};

enum { PAGE_BACK_MESSAGE = VP_UI_PAGE_BACK, PAGE_NEXT_MESSAGE = VP_UI_PAGE_NEXT, MEMORY_COUNT = 48 };

struct layout {
  struct vp_arena arena;
  struct box *first, *last;
  int page, pages;
  struct vp_rect dialog;                           /* width 0: none */
  bool invitation;                                 /* a screen that invites: circles behind its big button */
  struct vp_node page_back, page_next, page_count; /* what paging adds to the tree */
  char page_words[24];
};

/* ---- list.c: commands, cells, changed rectangles ---- */
enum shape { SHAPE_RING, SHAPE_SHADOW, SHAPE_MASK };
struct command {
  enum shape shape;
  struct vp_rect rect;
  uint32_t colour;
  int radius, thickness; /* ring: thickness 0 is filled; shadow: how far it reaches */
  int alpha;             /* 0 … 255 */
  struct run *run;       /* mask: rendered when its cell is drawn; rect is where it may leave ink */
  int pen_x, pen_y;      /* on the baseline */
};
struct list;
int list_open(struct list **list, int width, int height);
void list_close(struct list *list);
void list_begin(struct list *list);
void list_add(struct list *list, const struct command *command);
/* Draws the cells that changed; false when there was no memory for the commands. */
bool list_end(struct list *list, struct fonts *fonts);
void list_forget(struct list *list); /* everything is drawn the next time */
size_t list_take(struct list *list, struct vp_rect *rects, size_t limit);
const uint32_t *list_pixels(const struct list *list, size_t *pitch_bytes);

/* ---- paint.c: shapes into pixels, within a clip ---- */
struct canvas {
  uint32_t *pixels;
  int width, height; /* pitch is width */
  struct vp_rect clip;
};
/* thickness 0: filled */
void paint_ring(const struct canvas *canvas, struct vp_rect rect, int radius, int thickness, uint32_t colour,
                int alpha);
void paint_shadow(const struct canvas *canvas, struct vp_rect rect, int radius, int blur, uint32_t colour, int alpha);
void paint_mask(const struct canvas *canvas, int x, int y, int width, int height, const uint8_t *mask, uint32_t colour);
struct vp_rect rect_meet(struct vp_rect a, struct vp_rect b); /* width 0: they don't */

/* ---- the ui itself ---- */
struct memory { /* where one was on a screen, for going back to it */
  uint64_t screen;
  char focus[64];
  int page;
};

struct scan {
  enum { SCAN_RESTING, SCAN_MOVING, SCAN_STEPPING } state; /* one switch; two */
  bool whole_row;                                          /* the stop is the row of what has the focus */
  bool speaking, pressed;
  int rounds;
  int step_ms, ignore_ms;
  int64_t due_ms; /* -1: it does not move */
  int64_t pressed_ms;
};

struct vp_ui {
  struct vp_view view;
  float px_per_mm;
  struct fonts *fonts;
  struct list *list;
  struct layout layout;
  struct vp_node *root; /* the caller's; between two presents */
  char screen[64];      /* label of the root that is shown */
  int64_t dead_until_ms;
  char focus[64];     /* id; "" none */
  int focus_order;    /* where it stood, for when it goes away */
  bool ring;          /* keys are being used: the focus is shown */
  int pointer;        /* id of the finger that is down; NO_POINTER */
  int64_t down_ms;    /* since when */
  int64_t counted_ms; /* when a press last counted */
  char pressed[64];   /* id of what it is on; "": nothing, or it slid off */
  struct memory memory[MEMORY_COUNT];
  size_t memory_next;
  struct scan scan;
};
enum { NO_POINTER = -1 };

static inline int ui_mm(const struct vp_ui *ui, float mm) {
  return (int)(mm * ui->px_per_mm + 0.5F);
}
/* At least so many mm, for sizes below which a finger misses. */
int ui_mm_up(const struct vp_ui *ui, float mm);
bool ui_same(const char *a, const char *b); /* both there and equal */
bool ui_right_to_left(const struct vp_ui *ui);

int layout_make(struct vp_ui *ui);
bool layout_invites(const struct vp_node *root); /* a screen on which a visit begins */
void draw_boxes(struct vp_ui *ui);
int ui_refresh(struct vp_ui *ui); /* layout and draw again */
bool ui_choose(struct vp_ui *ui, struct vp_node *node, struct vp_action *action);
void ui_node_colours(const struct vp_ui *ui, const struct vp_node *node, enum colour *ink, enum colour *ground);

void scan_settle(struct vp_ui *ui, bool new_screen, int64_t now_ms);
void scan_stop(struct vp_ui *ui);                                    /* somebody uses something else */
bool scan_holds(const struct vp_ui *ui, const struct vp_node *node); /* in the row that is the stop */
bool scan_row(const struct vp_ui *ui, struct vp_rect *rect);         /* a row is the stop: where it is */

void focus_settle(struct vp_ui *ui, bool new_screen);
void focus_set(struct vp_ui *ui, const struct vp_node *node);
struct vp_node *focus_node(const struct vp_ui *ui);
/* Shown, choosable and not beneath a dialog. */
struct vp_node *focus_next(const struct vp_ui *ui, const struct vp_node *from);
struct vp_node *ui_by_id(const struct vp_ui *ui, const char *id);
struct vp_node *ui_top(const struct vp_ui *ui);                    /* the dialog, or the root */
bool ui_shows(const struct vp_ui *ui, const struct vp_node *node); /* false: the screen is hidden, and this with it */

#endif
