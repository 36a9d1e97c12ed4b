/* A walk through the session: random messages, and of the states that they lead to one of each shape. Of the trees of
 * one shape the one with the most words is taken; others too, where they show words that no tree before them has shown.
 */
#ifndef VERTELPUNT_TESTS_WALK_H
#define VERTELPUNT_TESTS_WALK_H

#include <stddef.h>
#include <stdint.h>

#include <vertelpunt/session.h>
#include <vertelpunt/tree.h>

enum { WALK_TEXTS = 1 << 14 };

struct walk_state {
  struct vp_model model;
  uint64_t shape;
  bool first;   /* of its shape, and the wordiest */
  size_t words; /* letters on it */
};

struct walk {
  struct walk_state **states; /* owned */
  size_t count, capacity;
  size_t shapes, trees;       /* how many shapes; how many trees were looked at */
  uint64_t texts[WALK_TEXTS]; /* hashes of the words that have been seen */
  size_t text_count;
};

/* Adds the states of the guide in one language, with the catalogues given. False: no memory. */
bool walk_take(struct walk *walk, const struct vp_guide *guide, const struct vp_catalogue *const *catalogues,
               int language, uint64_t seed, int messages);
void walk_finish(struct walk *walk);

#endif
