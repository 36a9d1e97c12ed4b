/* From the tree to what is said aloud. Pure text: who has a voice says it, in the order in which it stands here, and
 * who has none can still read it (tests). Everything comes from the tree as it is laid out: what is on another page or
 * beneath a dialog is not said, for it cannot be reached. */
#include <vertelpunt/ui.h>

#include <string.h>

#include <vertelpunt/utf8.h>

struct say {
  const struct vp_node *root, *top; /* top: the dialog, or the root */
  struct vp_words words;
  struct vp_arena *arena;
  struct vp_speech *speech;
};

/* ---- the tree, as far as it can be reached ---- */

static const struct vp_node *top_of(const struct vp_node *root) {
  const struct vp_node *top = root;
  for (const struct vp_node *child = root->first; child; child = child->next)
    if (child->role == VP_ROLE_DIALOG)
      top = child;
  return top;
}

/* A tree that no layout has seen shows everything. */
static bool is_shown(const struct say *s, const struct vp_node *node) {
  return s->root->width == 0 || node->width > 0;
}

static const char *language_of(const struct vp_node *node) {
  while (node && !node->language)
    node = node->parent;
  return node ? node->language : NULL;
}

/* Keys are not counted with what can be done: there are thirty of them, and nobody counts letters. */
static bool counts(const struct say *s, const struct vp_node *node) {
  return is_shown(s, node) && vp_node_is_choosable(node) && node->role != VP_ROLE_KEY;
}

/* ---- pieces ---- */

static void say(struct say *s, const char *language, const char *text) {
  struct vp_speech *speech = s->speech;
  if (text && *text && speech->count < VP_SPEECH_MAX)
    speech->items[speech->count++] = (struct vp_utterance){language, text};
}

static void say_words(struct say *s, const char *text) {
  say(s, s->root->language, text);
}

static const char *label_of(const struct vp_node *node) {
  return node->spoken ? node->spoken : node->label;
}

static void say_label(struct say *s, const struct vp_node *node) {
  say(s, language_of(node), label_of(node));
}

static void say_role(struct say *s, enum vp_role role) {
  for (const struct vp_node *node = s->top; node; node = vp_tree_next(s->top, node))
    if (node->role == role && is_shown(s, node))
      say_label(s, node);
}

static bool is_page_count(const struct vp_node *node) {
  return node->id && strcmp(node->id, "page-count") == 0;
}

static void say_page(struct say *s) {
  for (const struct vp_node *node = s->top; node; node = vp_tree_next(s->top, node))
    if (is_page_count(node) && is_shown(s, node))
      say_words(s, vp_arena_format(s->arena, s->words.page, (int)node->value, (int)node->maximum));
}

/* How many letters are in a text; of what is secret nothing else is said. */
static const char *dots(struct say *s, const char *text) {
  char *said = vp_arena_alloc(s->arena, 1);
  for (size_t left = vp_utf8_count(text, strlen(text)); said && left > 0; left--)
    said = vp_arena_format(s->arena, "%s%s%s", said, *said ? " " : "", s->words.dot);
  return said;
}

static void say_field(struct say *s, const struct vp_node *node) {
  bool empty = !node->label || !*node->label;
  say_words(s, empty ? s->words.nothing_written : s->words.written);
  if (!empty)
    say(s, language_of(node), node->secret ? dots(s, node->label) : label_of(node));
}

/* What there is to read, in reading order. The voice as a picture, and time that runs, are for the eyes. */
static void say_texts(struct say *s) {
  for (const struct vp_node *node = s->top; node; node = vp_tree_next(s->top, node)) {
    if (!is_shown(s, node) || node->continued)
      continue; /* it was said whole on the page where it begins */
    if (node->role == VP_ROLE_FIELD)
      say_field(s, node);
    else if ((node->role == VP_ROLE_TEXT && !is_page_count(node)) || node->role == VP_ROLE_CODE ||
             node->role == VP_ROLE_PROGRESS || (node->role == VP_ROLE_TIME && !node->moves))
      say_label(s, node);
  }
}

static void say_choices(struct say *s) {
  int count = 0;
  for (const struct vp_node *node = s->top; node; node = vp_tree_next(s->top, node))
    count += counts(s, node);
  if (count > 1)
    say_words(s, vp_arena_format(s->arena, s->words.choose, count));
  for (const struct vp_node *node = s->top; node; node = vp_tree_next(s->top, node))
    if (counts(s, node))
      say_label(s, node);
  say_role(s, VP_ROLE_KEYBOARD);
}

/* ---- what is wanted of it ---- */

static const char * or (const char *words, const char *otherwise) {
  return words ? words : otherwise;
}

static struct say begin(const struct vp_node *root, struct vp_arena *arena, struct vp_speech *speech) {
  static const struct vp_words none = {0};
  const struct vp_words *words = root->words ? root->words : &none;
  speech->count = 0;
  return (struct say){.root = root,
                      .top = top_of(root),
                      .arena = arena,
                      .speech = speech,
                      .words = {.choose = or (words->choose, "Choose from %d:"),
                                .position = or (words->position, "%d of %d"),
                                .page = or (words->page, "Page %d of %d"),
                                .button = or (words->button, "button"),
                                .choice = or (words->choice, "choice"),
                                .chosen = or (words->chosen, "chosen"),
                                .written = or (words->written, "You have written:"),
                                .nothing_written = or (words->nothing_written, "Nothing is written yet."),
                                .erased = or (words->erased, "Erased: %s"),
                                .dot = or (words->dot, "dot")}};
}

void vp_speak_screen(const struct vp_node *root, struct vp_arena *arena, struct vp_speech *speech) {
  struct say s = begin(root, arena, speech);
  say_role(&s, VP_ROLE_TITLE);
  say_role(&s, VP_ROLE_HELP);
  say_role(&s, VP_ROLE_STEPS);
  say_page(&s);
  say_role(&s, VP_ROLE_STATUS);
  say_texts(&s);
  say_choices(&s);
}

void vp_speak_page(const struct vp_node *root, struct vp_arena *arena, struct vp_speech *speech) {
  struct say s = begin(root, arena, speech);
  say_page(&s);
  say_texts(&s);
  say_choices(&s);
}

static const char *role_words(const struct say *s, enum vp_role role) {
  switch (role) {
  case VP_ROLE_BUTTON:
  case VP_ROLE_RECORD:
    return s->words.button;
  case VP_ROLE_CHOICE:
    return s->words.choice;
  default: /* a key is what stands on it */
    return NULL;
  }
}

static const char *place_of(const struct say *s, const struct vp_node *of) {
  int count = 0, at = 0;
  for (const struct vp_node *node = s->top; node; node = vp_tree_next(s->top, node)) {
    count += counts(s, node);
    if (node == of)
      at = count;
  }
  return at > 0 && counts(s, of) ? vp_arena_format(s->arena, s->words.position, at, count) : NULL;
}

void vp_speak_node(const struct vp_node *root, const struct vp_node *node, struct vp_arena *arena,
                   struct vp_speech *speech) {
  struct say s = begin(root, arena, speech);
  const char *parts[] = {role_words(&s, node->role), node->state & VP_STATE_CHOSEN ? s.words.chosen : NULL,
                         place_of(&s, node)};
  const char *text = "";
  say_label(&s, node);
  say(&s, language_of(node), node->help);
  for (size_t i = 0; i < VP_COUNT(parts); i++)
    if (parts[i] && text)
      text = vp_arena_format(arena, "%s%s%s", text, *text ? ", " : "", parts[i]);
  say_words(&s, text);
}

/* FNV-1a, over everything but digits: a count that grows is no news. */
static uint64_t add_words(uint64_t hash, const char *text) {
  for (; text && *text; text++)
    if (*text < '0' || *text > '9')
      hash = (hash ^ (unsigned char)*text) * 0x100000001B3U;
  return hash;
}

uint64_t vp_speak_statuses(const struct vp_node *root, struct vp_arena *arena, struct vp_speech *speech) {
  struct say s = begin(root, arena, speech);
  uint64_t hash = 0xCBF29CE484222325U;
  say_role(&s, VP_ROLE_STATUS);
  for (size_t i = 0; i < speech->count; i++)
    hash = add_words(hash, speech->items[i].text);
  return hash;
}

static bool ends_a_word(uint32_t code_point) {
  return code_point == ' ' || code_point == '\n' || code_point == '.' || code_point == ',' || code_point == '?' ||
         code_point == '!';
}

/* The word that ends at `length`, what parts words not counted. */
static const char *last_word(struct vp_arena *arena, const char *text, size_t length) {
  size_t end = length, from;
  while (end > 0 && ends_a_word((unsigned char)text[end - 1]))
    end--;
  for (from = end; from > 0 && !ends_a_word((unsigned char)text[from - 1]); from--)
    continue;
  return vp_arena_copy_bytes(arena, text + from, end - from);
}

void vp_speak_written(const struct vp_node *root, const struct vp_node *field, const char *before,
                      struct vp_arena *arena, struct vp_speech *speech) {
  struct say s = begin(root, arena, speech);
  const char *after = field->label ? field->label : "", *language = language_of(field);
  size_t same = 0, old = strlen(before), new = strlen(after);
  while (before[same] && before[same] == after[same])
    same++;
  same = vp_utf8_cut(before, old, same);
  if (new > old && same == old && field->secret)
    say_words(&s, dots(&s, after + same));
  else if (new > old && same == old &&vp_utf8_count(after + same, new - same) == 1 &&
           ends_a_word((unsigned char)after[same]))
    say(&s, language, last_word(arena, after, new)); /* a word is done: now it can be heard whether it is right */
  else if (new > old && same == old)
    say(&s, language, vp_arena_copy(arena, after + same));
  else if (new < old && same == new)
    say_words(&s, vp_arena_format(arena, s.words.erased, field->secret ? dots(&s, before + same) : before + same));
  else
    say_field(&s, field);
}
