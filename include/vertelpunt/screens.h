/* Screens: from the model to the tree. Pure: the same model gives the same tree. Any thread; the arena's owner frees. */
#ifndef VERTELPUNT_SCREENS_H
#define VERTELPUNT_SCREENS_H

#include <vertelpunt/arena.h>
#include <vertelpunt/session.h>
#include <vertelpunt/tree.h>

/* The tree of what is to be seen now. The root's label is the screen's name, or the open dialog's ("throw-away"). Texts
 * point into model, guide, catalogue and arena. NULL when there is no memory. */
struct vp_node *vp_screen_tree(const struct vp_model *model, struct vp_arena *arena);

const char *vp_dialog_name(enum vp_dialog dialog);

#endif
