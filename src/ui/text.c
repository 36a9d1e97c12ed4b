/* A string becomes lines of runs: FriBidi says which letters run from right to left, libunibreak where a line may end,
 * the fonts which of them has each letter. A line is filled word by word; then its runs are put in the order in which
 * they are seen. What fits no line at all is cut between letters, and says so, so that the layout can look for more
 * room. */
#include "internal.h"

#include <stdlib.h>
#include <string.h>

#include <fribidi.h>
#include <linebreak.h>

#include <vertelpunt/utf8.h>

enum { SOFT_HYPHEN = 0xAD };

struct letter {
  uint32_t code_point;
  size_t at, size; /* bytes */
  FriBidiLevel level;
  int face;
  char may_break; /* behind it: LINEBREAK_… */
};

struct paragraph {
  struct fonts *fonts;
  struct vp_arena *arena;
  const struct text_request *request;
  const char *text;
  struct letter *letters;
  size_t count;
  bool right_to_left;
};

struct range {
  size_t from, to; /* letters */
  bool cut;
};

static bool is_space(uint32_t code_point) {
  return code_point == ' ' || code_point == '\t' || code_point == '\r' || code_point == 0x3000;
}

/* Goes with the letter before it: no cut in front of it, and no font of its own. */
static bool is_mark(uint32_t c) {
  return (c >= 0x300 && c <= 0x36F) || (c >= 0x591 && c <= 0x5C7) || (c >= 0x610 && c <= 0x61A) ||
         (c >= 0x64B && c <= 0x65F) || c == 0x670 || (c >= 0x6D6 && c <= 0x6DC) || (c >= 0x200B && c <= 0x200F) ||
         (c >= 0x2060 && c <= 0x2069) || (c >= 0xFE00 && c <= 0xFE0F) || c == SOFT_HYPHEN;
}

static bool needs_bidi(const struct paragraph *p) {
  if (p->right_to_left)
    return true;
  for (size_t i = 0; i < p->count; i++)
    if (p->letters[i].code_point >= 0x590)
      return true;
  return false;
}

static bool find_levels(struct paragraph *p) {
  if (!needs_bidi(p))
    return true;
  FriBidiChar *text = vp_arena_array(p->arena, p->count, sizeof *text);
  FriBidiCharType *types = vp_arena_array(p->arena, p->count, sizeof *types);
  FriBidiBracketType *brackets = vp_arena_array(p->arena, p->count, sizeof *brackets);
  FriBidiLevel *levels = vp_arena_array(p->arena, p->count, sizeof *levels);
  if (!text || !types || !brackets || !levels)
    return false;
  for (size_t i = 0; i < p->count; i++)
    text[i] = p->letters[i].code_point;
  /* FriBidi takes one paragraph at a time. */
  for (size_t from = 0; from < p->count;) {
    size_t to = from;
    while (to < p->count && text[to++] != '\n') {
    }
    FriBidiStrIndex count = (FriBidiStrIndex)(to - from);
    fribidi_get_bidi_types(text + from, count, types);
    fribidi_get_bracket_types(text + from, count, types, brackets);
    FriBidiParType base = p->right_to_left ? FRIBIDI_PAR_RTL : FRIBIDI_PAR_LTR;
    if (fribidi_get_par_embedding_levels_ex(types, brackets, count, &base, levels + from) == 0)
      return false;
    from = to;
  }
  for (size_t i = 0; i < p->count; i++)
    p->letters[i].level = levels[i];
  return true;
}

static bool find_breaks(struct paragraph *p, size_t length) {
  char *breaks = vp_arena_alloc(p->arena, length + 1);
  if (!breaks)
    return false;
  set_linebreaks_utf8((const utf8_t *)p->text, length, p->request->language, breaks);
  for (size_t i = 0; i < p->count; i++)
    p->letters[i].may_break = breaks[p->letters[i].at + p->letters[i].size - 1];
  return true;
}

/* A word stays in one font if it can; marks, spaces and what no font has go with what stands before them. */
static void find_faces(struct paragraph *p) {
  int before = -1;
  for (size_t i = 0; i < p->count; i++) {
    uint32_t code_point = p->letters[i].code_point;
    if (before >= 0 && (is_mark(code_point) || is_space(code_point)))
      p->letters[i].face = before;
    else
      p->letters[i].face = fonts_face(p->fonts, p->request->style, code_point);
    before = p->letters[i].face;
  }
}

static bool read_letters(struct paragraph *p, size_t length) {
  p->letters = vp_arena_array(p->arena, length + 1, sizeof *p->letters);
  if (!p->letters)
    return false;
  for (const char *at = p->text, *end = p->text + length; at < end;) {
    struct letter *letter = &p->letters[p->count++];
    const char *start = at;
    letter->code_point = vp_utf8_next(&at, end);
    letter->at = (size_t)(start - p->text);
    letter->size = (size_t)(at - start);
  }
  if (p->count == 0)
    return true;
  find_faces(p);
  return find_levels(p) && find_breaks(p, length);
}

/* Where the run that begins at `from` ends. */
static size_t run_end(const struct paragraph *p, size_t from, size_t to) {
  size_t end = from + 1;
  while (end < to && p->letters[end].level == p->letters[from].level && p->letters[end].face == p->letters[from].face)
    end++;
  return end;
}

static struct run *make_run(const struct paragraph *p, size_t from, size_t to, bool hyphen) {
  char *bytes = vp_arena_alloc(p->arena, p->letters[to - 1].at + p->letters[to - 1].size - p->letters[from].at + 2);
  if (!bytes)
    return NULL;
  size_t length = 0;
  for (size_t i = from; i < to; i++)
    if (p->letters[i].code_point != SOFT_HYPHEN) {
      memcpy(bytes + length, p->text + p->letters[i].at, p->letters[i].size);
      length += p->letters[i].size;
    }
  if (hyphen)
    bytes[length++] = '-';
  return fonts_run(p->fonts, p->request->style, p->letters[from].face, bytes, length, p->letters[from].level & 1);
}

static int measure(const struct paragraph *p, size_t from, size_t to) {
  int width = 0;
  while (from < to) {
    size_t end = run_end(p, from, to);
    const struct run *run = make_run(p, from, end, false);
    width += run ? run->width : 0;
    from = end;
  }
  return width;
}

static size_t trimmed(const struct paragraph *p, size_t from, size_t to) {
  while (to > from && (is_space(p->letters[to - 1].code_point) || p->letters[to - 1].code_point == '\n'))
    to--;
  return to;
}

static size_t word_end(const struct paragraph *p, size_t from) {
  size_t to = from;
  while (to < p->count) {
    char may_break = p->letters[to++].may_break;
    if (may_break == LINEBREAK_ALLOWBREAK || may_break == LINEBREAK_MUSTBREAK)
      break;
  }
  return to;
}

/* As many letters as fit, one at least. */
static size_t cut_word(const struct paragraph *p, size_t from, size_t to, int width) {
  size_t end = from + 1;
  while (end < to && (is_mark(p->letters[end].code_point) || measure(p, from, end + 1) <= width))
    end++;
  return end;
}

/* The sum of its words' widths tells how wide a line is but for the rounding of each: near the edge it is measured. */
static bool fits(const struct paragraph *p, size_t from, size_t to, int sum, int width) {
  if (sum <= width - width / 16)
    return true;
  return sum <= width + width / 16 && measure(p, from, to) <= width;
}

static struct range next_line(const struct paragraph *p, size_t from, int width) {
  size_t end = from;
  int used = 0;
  while (end < p->count) {
    size_t to = word_end(p, end), ink = trimmed(p, end, to);
    int word = measure(p, end, ink);
    if (end > from && (ink - from > TEXT_LETTERS_MAX || !fits(p, from, ink, used + word, width)))
      break;
    if (end == from && word > width) {
      size_t cut = cut_word(p, from, ink, width);
      return (struct range){from, cut < ink ? cut : to, cut < ink};
    }
    used += ink == to ? word : measure(p, end, to);
    end = to;
    if (p->letters[to - 1].may_break == LINEBREAK_MUSTBREAK && to < p->count)
      break;
  }
  return (struct range){from, end, false};
}

/* Unicode's rule L2: from the highest level to the lowest odd one, turn round every stretch at that level or above. */
static void reorder(struct run **runs, FriBidiLevel *levels, size_t count) {
  FriBidiLevel highest = 0;
  for (size_t i = 0; i < count; i++)
    highest = levels[i] > highest ? levels[i] : highest;
  for (FriBidiLevel level = highest; level > 0; level--)
    for (size_t i = 0; i < count;) {
      size_t end = i;
      while (end < count && levels[end] >= level)
        end++;
      for (size_t a = i, b = end; b > a + 1; a++, b--) {
        struct run *run = runs[a];
        runs[a] = runs[b - 1];
        runs[b - 1] = run;
        FriBidiLevel swapped = levels[a];
        levels[a] = levels[b - 1];
        levels[b - 1] = swapped;
      }
      i = end > i ? end : i + 1;
    }
}

static bool make_line(const struct paragraph *p, struct range range, struct text_line *line) {
  size_t to = trimmed(p, range.from, range.to);
  bool hyphen = to > range.from && range.to < p->count && p->letters[to - 1].code_point == SOFT_HYPHEN;
  line->runs = vp_arena_array(p->arena, to - range.from + 1, sizeof(void *));
  FriBidiLevel *levels = vp_arena_array(p->arena, to - range.from + 1, sizeof *levels);
  if (!line->runs || !levels)
    return false;
  for (size_t from = range.from; from < to;) {
    size_t end = run_end(p, from, to);
    struct run *run = make_run(p, from, end, hyphen && end == to);
    if (!run)
      return false;
    levels[line->count] = p->letters[from].level;
    line->runs[line->count++] = run;
    line->width += run->width;
    from = end;
  }
  reorder(line->runs, levels, line->count);
  return true;
}

static size_t count_lines(const struct paragraph *p, int width, bool *cut) {
  size_t lines = 0;
  for (size_t from = 0; from < p->count; lines++) {
    struct range range = next_line(p, from, width);
    *cut = *cut || range.cut;
    from = range.to;
  }
  return lines;
}

/* The smallest width that needs no more lines: a heading of two lines then has two of about the same length. */
static int balanced_width(const struct paragraph *p, int width) {
  bool cut = false;
  size_t lines = count_lines(p, width, &cut);
  if (lines < 2 || lines > 4 || cut)
    return width;
  int low = width / (int)lines, high = width;
  while (high - low > 8) {
    int middle = (low + high) / 2;
    cut = false;
    if (count_lines(p, middle, &cut) <= lines && !cut)
      high = middle;
    else
      low = middle + 1;
  }
  return high;
}

static bool add_line(struct text_block *block, size_t *capacity, struct vp_arena *arena, const struct text_line *line) {
  if ((size_t)block->count == *capacity) {
    size_t grown = *capacity ? *capacity * 2 : 4;
    struct text_line *lines = vp_arena_array(arena, grown, sizeof *lines);
    if (!lines)
      return false;
    if (block->count)
      memcpy(lines, block->lines, (size_t)block->count * sizeof *lines);
    block->lines = lines;
    *capacity = grown;
  }
  block->lines[block->count++] = *line;
  block->width = line->width > block->width ? line->width : block->width;
  return true;
}

int text_height(const struct text_block *block, int from, int to) {
  int height = 0;
  for (int i = from; i < to; i++)
    height += block->line_height + (i > from && block->lines[i].paragraph ? block->line_height / 2 : 0);
  return height;
}

struct text_block *text_make(struct fonts *fonts, struct vp_arena *arena, const struct text_request *request) {
  struct text_block *block = vp_arena_alloc(arena, sizeof *block);
  struct paragraph p = {.fonts = fonts,
                        .arena = arena,
                        .request = request,
                        .text = request->text ? request->text : "",
                        .right_to_left = request->direction == TEXT_RIGHT_TO_LEFT};
  size_t length = strlen(p.text), capacity = 0;
  if (!block || !read_letters(&p, length))
    return NULL;
  *block = (struct text_block){
      .style = request->style, .line_height = fonts_line(fonts, request->style), .right_to_left = p.right_to_left};
  int width = request->balanced ? balanced_width(&p, request->width) : request->width;
  for (size_t from = 0; from < p.count;) {
    struct range range = next_line(&p, from, width);
    struct text_line line = {.paragraph = request->paragraphs && from > 0 && p.letters[from - 1].code_point == '\n'};
    if (!make_line(&p, range, &line) || !add_line(block, &capacity, arena, &line))
      return NULL;
    size_t letters = trimmed(&p, range.from, range.to) - range.from;
    block->longest = letters > block->longest ? letters : block->longest;
    block->broken = block->broken || range.cut;
    from = range.to;
  }
  /* What ends in a new line goes on, empty, on the next: a field's caret stands there. */
  struct text_line empty = {0};
  if ((p.count == 0 || p.letters[p.count - 1].code_point == '\n') && !add_line(block, &capacity, arena, &empty))
    return NULL;
  block->height = text_height(block, 0, block->count);
  return block;
}
