/* An arena is a list of blocks; allocation moves a mark in the current one. Reset goes back to the first block and
 * keeps the rest, so that a screen that is rebuilt sixty times a second costs no malloc. */
#include <vertelpunt/arena.h>

#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_BYTES = 64 * 1024 };

struct vp_arena_block {
  struct vp_arena_block *next;
  size_t capacity;
  size_t used;
  alignas(max_align_t) unsigned char bytes[];
};

void vp_arena_init(struct vp_arena *arena) {
  arena->first = NULL;
  arena->current = NULL;
}

static struct vp_arena_block *add_block(struct vp_arena *arena, size_t size) {
  size_t capacity = size > BLOCK_BYTES ? size : BLOCK_BYTES;
  struct vp_arena_block *block = malloc(sizeof *block + capacity);
  if (!block)
    return NULL;
  block->capacity = capacity;
  block->used = 0;
  block->next = arena->current ? arena->current->next : NULL;
  if (arena->current)
    arena->current->next = block;
  else
    arena->first = block;
  arena->current = block;
  return block;
}

void *vp_arena_alloc(struct vp_arena *arena, size_t size) {
  const size_t align = alignof(max_align_t);
  if (size > SIZE_MAX / 2)
    return NULL;
  size = (size + align - 1) / align * align;
  struct vp_arena_block *block = arena->current;
  while (block && block->capacity - block->used < size && block->next)
    block = arena->current = block->next;
  if (!block || block->capacity - block->used < size)
    block = add_block(arena, size);
  if (!block)
    return NULL;
  void *memory = block->bytes + block->used;
  block->used += size;
  if (size > 0)
    memset(memory, 0, size);
  return memory;
}

void *vp_arena_array(struct vp_arena *arena, size_t count, size_t size) {
  if (size != 0 && count > SIZE_MAX / size)
    return NULL;
  return vp_arena_alloc(arena, count * size);
}

char *vp_arena_copy_bytes(struct vp_arena *arena, const char *bytes, size_t length) {
  if (length == SIZE_MAX)
    return NULL;
  char *copy = vp_arena_alloc(arena, length + 1);
  if (copy && length > 0)
    memcpy(copy, bytes, length);
  return copy;
}

char *vp_arena_copy(struct vp_arena *arena, const char *text) {
  return text ? vp_arena_copy_bytes(arena, text, strlen(text)) : NULL;
}

char *vp_arena_format(struct vp_arena *arena, const char *format, ...) {
  va_list arguments, again;
  va_start(arguments, format);
  va_copy(again, arguments);
  int length = vsnprintf(NULL, 0, format, arguments);
  va_end(arguments);
  char *text = length < 0 ? NULL : vp_arena_alloc(arena, (size_t)length + 1);
  if (text)
    vsnprintf(text, (size_t)length + 1, format, again);
  va_end(again);
  return text;
}

void vp_arena_reset(struct vp_arena *arena) {
  for (struct vp_arena_block *block = arena->first; block; block = block->next)
    block->used = 0;
  arena->current = arena->first;
}

void vp_arena_wipe(struct vp_arena *arena) {
  for (struct vp_arena_block *block = arena->first; block; block = block->next) {
    volatile unsigned char *bytes = block->bytes; /* volatile: or it would go, where nobody reads them again */
    for (size_t i = 0; i < block->capacity; i++)
      bytes[i] = 0;
  }
  vp_arena_reset(arena);
}

void vp_arena_finish(struct vp_arena *arena) {
  for (struct vp_arena_block *block = arena->first, *next; block; block = next) {
    next = block->next;
    free(block);
  }
  vp_arena_init(arena);
}
