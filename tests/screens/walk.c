/* A tree's shape is what of it a layout could tell apart without reading: roles, pictures, states, how many choices,
 * and whether something written is short or long. */
#include "walk.h"

#include <stdlib.h>
#include <string.h>

#include <vertelpunt/screens.h>

#include "../model/chance.h"
#include "../model/messages.h"

enum { LIFE = 2000, LONG_TEXT = 300 };

static uint64_t mix(uint64_t hash, uint64_t value) {
  hash = (hash ^ value) * 0x9E3779B97F4A7C15u;
  return hash ^ hash >> 29;
}

/* Numbers are all the same words. */
static uint64_t mix_text(uint64_t hash, const char *text) {
  bool digits = false;
  for (; text && *text; text++) {
    bool digit = *text >= '0' && *text <= '9';
    if (!digit || !digits)
      hash = mix(hash, digit ? '0' : (unsigned char)*text);
    digits = digit;
  }
  return hash;
}

static bool is_written(const struct vp_node *node) {
  return node->role == VP_ROLE_FIELD || (node->id && strcmp(node->id, "story") == 0);
}

static uint64_t length_class(const char *text) {
  size_t length = text ? strlen(text) : 0;
  return length == 0 ? 0 : length < LONG_TEXT ? 1 : 2;
}

static uint64_t shape_of(const struct vp_node *root) {
  uint64_t hash = mix_text(1, root->label);
  for (const struct vp_node *node = root; node; node = vp_tree_next(root, node)) {
    bool choice = node->role == VP_ROLE_CHOICE, key = node->role == VP_ROLE_KEY;
    hash = mix(hash, (uint64_t)node->role);
    if (!choice && !key)
      hash = mix_text(mix(mix(mix(hash, node->state), node->icon != NULL), (uint64_t)node->look), node->id);
    if (is_written(node))
      hash = mix(hash, length_class(node->label));
  }
  return hash;
}

/* A place for each by its hash, and the next ones after it. */
static bool know_text(struct walk *walk, uint64_t text) {
  size_t at = text % WALK_TEXTS;
  text |= 1; /* 0: an empty place */
  while (walk->texts[at] != 0 && walk->texts[at] != text)
    at = (at + 1) % WALK_TEXTS;
  bool known = walk->texts[at] == text || walk->text_count + 1 == WALK_TEXTS;
  if (!known) {
    walk->texts[at] = text;
    walk->text_count++;
  }
  return known;
}

/* Whether it shows words in a role in which they have not been shown yet; and how many letters. */
static bool has_news(struct walk *walk, const struct vp_node *root, size_t *letters) {
  bool news = false;
  *letters = 0;
  for (const struct vp_node *node = root; node; node = vp_tree_next(root, node)) {
    *letters += (node->label ? strlen(node->label) : 0) + (node->help ? strlen(node->help) : 0);
    if (node->role == VP_ROLE_SCREEN || is_written(node))
      continue;
    uint64_t words = mix_text(mix_text(mix(7, (uint64_t)node->role), node->label), node->help);
    news |= !know_text(walk, words);
  }
  return news;
}

static bool add(struct walk *walk, const struct vp_model *model, uint64_t shape, size_t words, bool first) {
  if (walk->count == walk->capacity) {
    size_t capacity = walk->capacity ? walk->capacity * 2 : 64;
    struct walk_state **moved = realloc(walk->states, capacity * sizeof(struct walk_state *));
    if (!moved)
      return false;
    walk->states = moved;
    walk->capacity = capacity;
  }
  struct walk_state *state = malloc(sizeof *state);
  if (!state)
    return false;
  memcpy(&state->model, model, sizeof *model);
  state->shape = shape;
  state->words = words;
  state->first = first;
  walk->states[walk->count++] = state;
  return true;
}

/* from: the first state of this language; another language's words make another tree of the same shape. */
static bool look_at(struct walk *walk, struct vp_arena *arena, const struct vp_model *model, size_t from) {
  vp_arena_reset(arena);
  const struct vp_node *root = vp_screen_tree(model, arena);
  if (!root)
    return false;
  size_t words;
  bool news = has_news(walk, root, &words);
  uint64_t shape = shape_of(root);
  walk->trees++;
  for (size_t i = from; i < walk->count; i++)
    if (walk->states[i]->shape == shape) {
      if (news)
        return add(walk, model, shape, words, false);
      if (words > walk->states[i]->words) { /* the first of its shape is the wordiest */
        memcpy(&walk->states[i]->model, model, sizeof *model);
        walk->states[i]->words = words;
      }
      return true;
    }
  walk->shapes++;
  return add(walk, model, shape, words, true);
}

/* As much as anybody has patience for, so that fields and reviews have more than fits. */
static void write_much(struct vp_model *model, struct vp_message *message) {
  static const char words[] = "Ik ging naar het buurthuis, en daar was de deur te zwaar voor mij. ";
  struct vp_effects effects;
  message->kind = VP_MESSAGE_TYPE;
  for (int i = 0; i < 6; i++)
    for (const char *at = words; *at; at++) {
      message->argument = *at;
      vp_session_update(model, message, &effects);
    }
}

bool walk_take(struct walk *walk, const struct vp_guide *guide, const struct vp_catalogue *const *catalogues,
               int language, uint64_t seed, int messages) {
  static struct vp_model model;
  struct chance chance = {seed};
  struct vp_arena arena = {0};
  struct vp_message message;
  struct vp_effects effects;
  int64_t clock_ms = 0;
  size_t from = walk->count;
  bool works = true;
  for (int i = 0; i < messages && works; i++) {
    if (i % LIFE == 0 || model.screen == VP_SCREEN_BROKEN)
      vp_session_init(&model, guide, catalogues, language);
    messages_next(&chance, &model, 0, &clock_ms, &message);
    if (message.kind == VP_MESSAGE_BEGIN)
      message.argument = language; /* one language at a time: else half of its states would be the other's */
    vp_session_update(&model, &message, &effects);
    if (model.screen == VP_SCREEN_WRITE && chance_percent(&chance, 1))
      write_much(&model, &message);
    works = look_at(walk, &arena, &model, from);
  }
  vp_arena_finish(&arena);
  return works;
}

void walk_finish(struct walk *walk) {
  for (size_t i = 0; i < walk->count; i++)
    free(walk->states[i]);
  free(walk->states);
}
