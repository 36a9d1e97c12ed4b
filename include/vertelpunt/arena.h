/* Memory that lives and dies together: a screen's tree, a session's texts. Allocations are zeroed, aligned for
 * any type, never freed one by one; reset keeps the blocks for the next round. One thread at a time. */
#ifndef VERTELPUNT_ARENA_H
#define VERTELPUNT_ARENA_H

#include <stddef.h>

#include <vertelpunt/attributes.h>

struct vp_arena_block;
struct vp_arena {
  struct vp_arena_block *first; /* owned */
  struct vp_arena_block *current;
};

/* A zeroed struct vp_arena is ready for use as well. */
void vp_arena_init(struct vp_arena *arena);
/* Returns zeroed memory, or NULL when there is none left. size 0 gives a valid pointer. */
void *vp_arena_alloc(struct vp_arena *arena, size_t size);
void *vp_arena_array(struct vp_arena *arena, size_t count, size_t size); /* NULL on overflow too */
char *vp_arena_copy(struct vp_arena *arena, const char *text);           /* NULL in, NULL out */
char *vp_arena_copy_bytes(struct vp_arena *arena, const char *bytes, size_t length); /* terminated */
char *vp_arena_format(struct vp_arena *arena, const char *format, ...) VP_FORMAT(2, 3);
/* Everything in it is forgotten; memory is kept. */
void vp_arena_reset(struct vp_arena *arena);
/* The same, and not a byte of it is left. */
void vp_arena_wipe(struct vp_arena *arena);
/* Everything in it is freed; the arena can be used again. */
void vp_arena_finish(struct vp_arena *arena);

#endif
