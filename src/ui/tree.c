/* The tree's own helpers, without SDL: screens make trees with them, every sense walks and asks them. A tree is plain
 * data in an arena, so nothing here owns anything. When memory is out the node that could not be made is NULL, and
 * adding to NULL makes a root that nobody reaches: a screen need not check each line, only its root. */
#include <vertelpunt/tree.h>

#include <string.h>

struct vp_node *vp_tree_add(struct vp_arena *arena, struct vp_node *parent, enum vp_role role, const char *id,
                            const char *label) {
  struct vp_node *node = vp_arena_alloc(arena, sizeof *node);
  if (!node)
    return NULL;
  node->role = role;
  node->id = id;
  node->label = label;
  node->parent = parent;
  if (parent) {
    if (parent->last)
      parent->last->next = node;
    else
      parent->first = node;
    parent->last = node;
  }
  return node;
}

struct vp_node *vp_tree_next(const struct vp_node *root, const struct vp_node *node) {
  if (!node)
    return NULL;
  if (node->first)
    return node->first;
  while (node && node != root) {
    if (node->next)
      return node->next;
    node = node->parent;
  }
  return NULL;
}

static bool role_is_pressed(enum vp_role role) {
  return role == VP_ROLE_CHOICE || role == VP_ROLE_BUTTON || role == VP_ROLE_RECORD || role == VP_ROLE_KEY;
}

bool vp_node_is_choosable(const struct vp_node *node) {
  return node && role_is_pressed(node->role) && node->action.message != 0 && !(node->state & VP_STATE_DISABLED);
}

const char *vp_role_name(enum vp_role role) {
  switch (role) {
  case VP_ROLE_SCREEN:
    return "screen";
  case VP_ROLE_TITLE:
    return "title";
  case VP_ROLE_HELP:
    return "help";
  case VP_ROLE_STEPS:
    return "steps";
  case VP_ROLE_TEXT:
    return "text";
  case VP_ROLE_STATUS:
    return "status";
  case VP_ROLE_CHOICES:
    return "choices";
  case VP_ROLE_CHOICE:
    return "choice";
  case VP_ROLE_ROW:
    return "row";
  case VP_ROLE_BUTTON:
    return "button";
  case VP_ROLE_RECORD:
    return "record";
  case VP_ROLE_LEVEL:
    return "level";
  case VP_ROLE_TIME:
    return "time";
  case VP_ROLE_WAVEFORM:
    return "waveform";
  case VP_ROLE_CODE:
    return "code";
  case VP_ROLE_PROGRESS:
    return "progress";
  case VP_ROLE_FIELD:
    return "field";
  case VP_ROLE_KEYBOARD:
    return "keyboard";
  case VP_ROLE_KEY:
    return "key";
  case VP_ROLE_DIALOG:
    return "dialog";
  }
  return "unknown";
}

static bool same(const char *a, const char *b) {
  return a && b && strcmp(a, b) == 0;
}

/* The uppermost dialog, beneath which nothing can be reached; the root when there is none. */
static struct vp_node *reachable_root(struct vp_node *root) {
  struct vp_node *top = root;
  for (struct vp_node *child = root->first; child; child = child->next)
    if (child->role == VP_ROLE_DIALOG)
      top = child;
  return top;
}

struct vp_node *vp_tree_find(struct vp_node *root, const char *label) {
  if (!root || !label)
    return NULL;
  /* A tree that no layout has seen (a screen's unit test) shows everything. */
  bool laid_out = root->width > 0;
  struct vp_node *top = reachable_root(root), *by_id = NULL, *by_spoken = NULL, *inert = NULL;
  for (struct vp_node *node = top; node; node = vp_tree_next(top, node)) {
    if (laid_out && node->width == 0)
      continue;
    if (same(node->label, label)) {
      /* "Stop" may be a title and a button: who looks for a label wants what can be pressed. */
      if (vp_node_is_choosable(node))
        return node;
      if (!inert)
        inert = node;
    }
    if (same(node->id, label) && (!by_id || (vp_node_is_choosable(node) && !vp_node_is_choosable(by_id))))
      by_id = node; /* a screen and its button may share a name ("enrol") */
    if (!by_spoken && same(node->spoken, label))
      by_spoken = node;
  }
  if (by_id && (!inert || vp_node_is_choosable(by_id)))
    return by_id;
  if (by_spoken && !inert)
    return by_spoken;
  return inert;
}
