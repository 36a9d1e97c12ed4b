/* The tree: the only description of what is on screen. Screens make it from the model, in an arena, whenever the model
 * changes; every sense (layout, draw, speak, scan, keys, pointer, tests) presents the same tree. Plain data. */
#ifndef VERTELPUNT_TREE_H
#define VERTELPUNT_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <vertelpunt/arena.h>

enum vp_role {
  VP_ROLE_SCREEN,   /* the root; label: the screen's name for tests ("theme") */
  VP_ROLE_TITLE,    /* one a screen: a question or an invitation */
  VP_ROLE_HELP,     /* one sentence under the title */
  VP_ROLE_STEPS,    /* where one is: value of maximum, drawn as words and dots */
  VP_ROLE_TEXT,     /* a paragraph to read; "\n" parts paragraphs; may be broken over pages */
  VP_ROLE_STATUS,   /* icon and sentence: something to know (a drive, a lost microphone) */
  VP_ROLE_CHOICES,  /* a grid of equal cards; children are CHOICEs */
  VP_ROLE_CHOICE,   /* picture above, word below; state CHOSEN */
  VP_ROLE_ROW,      /* children side by side */
  VP_ROLE_BUTTON,
  VP_ROLE_RECORD,   /* the red disc, 40 mm or more, with its word */
  VP_ROLE_LEVEL,    /* value: the voice, 0 … 1, as a calm line or ring */
  VP_ROLE_TIME,     /* label: "2:05", in the large type */
  VP_ROLE_WAVEFORM, /* samples: the voice as a picture; value: position 0 … 1 */
  VP_ROLE_CODE,     /* label in the largest type, in groups; spoken digit by digit */
  VP_ROLE_PROGRESS, /* value of maximum, with words beside it */
  VP_ROLE_FIELD,    /* what has been written so far, with a caret at the end; multi-line, shows its end */
  VP_ROLE_KEYBOARD, /* children: ROWs of KEYs */
  VP_ROLE_KEY,      /* a key of the on-screen keyboard; weight: its width in keys */
  VP_ROLE_DIALOG,   /* over the screen: only what is in it can be reached; children as of a screen's middle */
};

enum vp_slot { VP_SLOT_MIDDLE, VP_SLOT_START, VP_SLOT_END }; /* middle, or the bottom bar: reading start (left), end (right) */

enum vp_look { VP_LOOK_NORMAL, VP_LOOK_PRIMARY, VP_LOOK_RECORD, VP_LOOK_QUIET };

enum vp_node_state { VP_STATE_CHOSEN = 1, VP_STATE_DISABLED = 2 };

/* What choosing a node sends: a message of session's (0: nothing) and its argument. */
struct vp_action {
  int message;
  int32_t argument;
};

/* What the voice adds to the nodes' own words, in the language of the screen. NULL: in English. */
struct vp_words {
  const char *choose;          /* "Choose from %d:" */
  const char *position;        /* "%d of %d" */
  const char *page;            /* "Page %d of %d" */
  const char *button, *choice; /* roles */
  const char *chosen;          /* a state */
  const char *written;         /* "You have written:" */
  const char *nothing_written; /* "Nothing is written yet." */
  const char *erased;          /* "Erased: %s" */
  const char *dot;             /* for each letter of what is secret */
};

struct vp_node {
  enum vp_role role;
  enum vp_slot slot;       /* of children of the screen; TITLE, HELP and STEPS have places of their own */
  enum vp_look look;
  const char *id;          /* stable from one tree to the next: focus and tests know it ("theme-home") */
  const char *label;       /* shown; UTF-8 */
  const char *help;        /* second, smaller line; NULL: none */
  const char *spoken;      /* NULL: the label is what is spoken */
  const char *icon;        /* a name (ui/icons); NULL: none */
  const char *language;    /* of label, help and spoken; NULL: the parent's */
  unsigned state;          /* of vp_node_state */
  struct vp_action action;
  float value, maximum;
  float weight;            /* share of the width in a ROW; 0: 1 */
  const uint8_t *samples;  /* WAVEFORM: peaks 0 … 255 */
  size_t sample_count;
  bool right_to_left;      /* root only */
  const struct vp_words *words; /* root only */
  const char *page_back_label; /* root only: words of the buttons that paging adds; NULL: "Back a page", */
  const char *page_next_label; /* "More" */
  bool read_first;         /* root only: what stands at the bar's end comes on the last page, when all has been seen */
  bool staff;              /* root only: the staff's part (denser, on the calm fill) */
  bool secret;             /* FIELD: what is in it is not said aloud, only how much it is (H5) */
  bool seen_always;        /* root: a screen that is drawn also when the screen is hidden; nothing on it is personal */
  bool moves;              /* repaints by itself (level, time): listed for accessibility.md S6 */
  struct vp_node *parent, *first, *last, *next;
  /* filled by layout, in pixels; width 0: not on the page that is shown */
  int x, y, width, height;
  bool continued; /* a text that began on an earlier page */
};

/* Makes a node as parent's last child (NULL: a root). NULL only when there is no memory: safe to pass on as parent. */
struct vp_node *vp_tree_add(struct vp_arena *arena, struct vp_node *parent, enum vp_role role, const char *id,
                            const char *label);
/* The next node in reading order within root, or NULL. */
struct vp_node *vp_tree_next(const struct vp_node *root, const struct vp_node *node);
/* Can it be chosen: a role that is pressed, an action, not disabled. */
bool vp_node_is_choosable(const struct vp_node *node);
const char *vp_role_name(enum vp_role role); /* "choice" */
/* The node with that label (or id, or spoken text), shown and not beneath a dialog; NULL. */
struct vp_node *vp_tree_find(struct vp_node *root, const char *label);

#endif
