/* What the files of the layout share. Everything is laid out from left to right and mirrored at the end. A screen's
 * middle is a column of parts; parts know how high they must and would like to be; pages are filled with parts, which
 * may be split between lines, cards, buttons or rows of keys. Four levels, from comfortable to tight, are tried in
 * turn. */
#ifndef VERTELPUNT_UI_LAYOUT_H
#define VERTELPUNT_UI_LAYOUT_H

#include "internal.h"

enum level { LEVEL_COMFORTABLE, LEVEL_COMPACT, LEVEL_TIGHT, LEVEL_FLOWING, LEVEL_COUNT };

struct room {
  struct vp_ui *ui;
  struct vp_node *top; /* the screen, or the dialog over it */
  struct vp_rect area; /* what is to be filled, edges included */
  struct vp_rect middle;
  enum level level;
  bool invitation, dialog, portrait, untitled;
  int low; /* how far down the middle what can be pressed may begin (T4); 0: anywhere */
  bool reach;
  int edge, unit;           /* unit: 2.5 mm */
  int target, key, between; /* the smallest sizes that accessibility.md allows */
  int key_rows;             /* rows of letters on a page of the keyboard; 0: all of them */
  int page;
};

enum part_kind {
  PART_TITLE,
  PART_HELP,
  PART_TEXT,
  PART_STATUS,
  PART_CHOICES,
  PART_ROW,
  PART_BUTTON,
  PART_TELL,
  PART_WAVEFORM,
  PART_CODE,
  PART_PROGRESS,
  PART_FIELD,
  PART_KEYBOARD,
};

enum { PARTS_MAX = 48, CHOICES_MAX = 6, TELL_MAX = 4, KEY_ROWS_MAX = 16 };

/* Cards of which even one is too high for a page: smaller words, and at last words only. */
enum { LEAN_NOT, LEAN_SMALL, LEAN_WORDS };

/* A row of the on-screen keyboard as it is laid out, which need not be the tree's. */
struct key_row {
  struct vp_node *keys[40];
  int count;
  float weight;
  bool whole; /* a row of the tree */
};

struct keyboard {
  struct key_row rows[KEY_ROWS_MAX];
  int count;
  float unit; /* a key of weight 1, in pixels */
  int width;  /* that the rows may have, up to the rim of the screen */
  int pages;
};

struct part {
  enum part_kind kind;
  struct vp_node *node;
  struct vp_node *tell[TELL_MAX]; /* RECORD, TIME, LEVEL, and STATUS where it is tight; NULL: not there */
  struct text_block *block;
  struct keyboard *keyboard;
  int from, to;     /* lines, children or rows */
  int total;        /* of them in all */
  int per_page;     /* CHOICES: cards on a full page */
  int lean;         /* CHOICES */
  int first_height; /* CHOICES on several pages: of the grid that all of them have; 0: on one only */
  int least, want, most, height, page;
  bool stacked; /* ROW: one below the other */
  bool above;   /* ROW: pictures above the words, where that makes it fit */
  bool in_grid; /* TEXT: aligned in the middle (invitation) */
};

struct parts {
  struct part list[PARTS_MAX];
  int count, pages;
  int late;    /* an invitation: the page on which the way in stands */
  bool spills; /* something is higher than a page: not this level, if there is another */
};

/* layout_box.c: boxes and what stands in them */
struct box *box_add(struct room *room, struct vp_node *node, struct vp_rect rect); /* NULL: no memory, or measuring */
struct text_block *words_make(struct room *room, const struct vp_node *node, const char *text, enum style style,
                              int width, bool balanced);
void words_set(struct words *words, struct text_block *block, struct vp_rect rect, enum align align);
bool node_right_to_left(const struct vp_ui *ui, const struct vp_node *node);
const char *node_language(const struct vp_node *node);
int child_count(const struct vp_node *node);
struct vp_node *child_at(const struct vp_node *node, int index);
struct vp_rect inset(struct vp_rect rect, int by);

enum arrangement { ARRANGE_BESIDE, ARRANGE_ABOVE, ARRANGE_ICON };
struct content {
  enum arrangement arrangement;
  enum style style;
  int icon, pad; /* icon 0: none is drawn */
  bool trailing; /* the icon stands behind the words: what leads on points on */
  bool centred;  /* the pair of icon and words stands in the middle; else at the start */
  int lines;     /* at most so many lines of label are wanted; 0: any */
};
/* How high the node's icon and words are within that width; *broken: a word had to be cut, or too many lines. */
int content_height(struct room *room, const struct vp_node *node, int width, const struct content *content,
                   bool *broken);
void content_place(struct room *room, struct vp_node *node, struct vp_rect rect, const struct content *content);
int button_width(struct room *room, const struct vp_node *node, const struct content *content); /* on one line */
struct content button_content(const struct room *room, const struct vp_node *node);

/* layout_bar.c */
enum { BAR_VARIANTS = 6 };
struct bar {
  struct vp_node *starts[4], *ends[4];
  int start_count, end_count;
  int variant, height;
  bool paged, ends_moved; /* the ends stand in the middle, for the bar has no room for their words */
  struct key_row *keys;   /* a row of the keyboard that stands between them; NULL: none */
};
void bar_measure(struct room *room, struct bar *bar, bool paged);
int bar_room(struct room *room, struct bar *bar); /* the width that is left between start and end */
void bar_place(struct room *room, const struct bar *bar);

/* layout_top.c */
int top_make(struct room *room, bool emit); /* title, help and steps; the height */

/* layout_cards.c */
int cards_least(struct room *room, const struct part *part, int count, int width);
int cards_most(struct room *room, const struct part *part, int count, int width);
void cards_place(struct room *room, const struct part *part, struct vp_rect rect);

/* layout_keyboard.c */
struct keyboard *keyboard_make(struct room *room, struct vp_node *node, bool without_last); /* NULL: no memory */
void keyboard_place(struct room *room, const struct part *part, struct vp_rect rect);
void key_row_place(struct room *room, const struct key_row *row, float unit, struct vp_rect rect);
void key_row_place_even(struct room *room, const struct key_row *row, struct vp_rect rect); /* in the bar */
struct key_row key_row_of(const struct vp_node *node);
float key_row_unit(const struct room *room, const struct key_row *row, int width);

/* layout_parts.c: what measuring and placing share */
struct tell_size {
  int side_width, side_height, disc_least, status_height;
};

struct code_size {
  enum style style;
  int columns, cell_width, cell_height, groups;
};

int part_line(const struct room *room, enum style style);
int part_field_padding(const struct room *room);
int part_level_height(const struct room *room);
struct content part_status_content(const struct room *room, const struct vp_node *node);
struct content part_row_content(const struct room *room, const struct vp_node *node, bool above);
enum style part_row_time(const struct room *room);
int part_row_widths(struct room *room, const struct vp_node *row, bool above, int *widths, int limit);
struct content part_big_button(struct room *room, const struct vp_node *node);
enum style part_tell_time(const struct room *room);
struct tell_size part_tell_sides(struct room *room, const struct part *part);
struct code_size part_code_size(struct room *room, const struct part *part);
int part_next_group(const char *text, int at, char *group, int size); /* where the next one begins */

void parts_collect(struct room *room, const struct bar *bar, struct parts *parts, bool keys_in_bar);

/* layout_place.c */
void part_place(struct room *room, const struct part *part, struct vp_rect rect);

/* layout_pages.c */
void pages_fill(struct room *room, struct parts *parts, const struct parts *from, int height);
void pages_place(struct room *room, const struct parts *parts);
int part_gap(const struct room *room, const struct part *part);

#endif
