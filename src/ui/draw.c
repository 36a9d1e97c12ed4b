/* Boxes to commands: what each role looks like in the present scheme. Shape, edge and sign say what a thing is and how
 * it stands; colour says it once more. */
#include "internal.h"

#include <math.h>
#include <string.h>

struct pen {
  struct vp_ui *ui;
  struct list *list;
  enum vp_scheme scheme;
};

static uint32_t colour_of(const struct pen *pen, enum colour colour) {
  return theme_colour(pen->scheme, colour);
}

static void fill(const struct pen *pen, struct vp_rect rect, int radius, enum colour colour) {
  list_add(pen->list,
           &(struct command){
               .shape = SHAPE_RING, .rect = rect, .radius = radius, .alpha = 255, .colour = colour_of(pen, colour)});
}

static void ring(const struct pen *pen, struct vp_rect rect, int radius, int thickness, enum colour colour) {
  list_add(pen->list, &(struct command){.shape = SHAPE_RING,
                                        .rect = rect,
                                        .radius = radius,
                                        .thickness = thickness,
                                        .alpha = 255,
                                        .colour = colour_of(pen, colour)});
}

static struct vp_rect grown(struct vp_rect rect, int by) {
  return (struct vp_rect){rect.x - by, rect.y - by, rect.width + 2 * by, rect.height + 2 * by};
}

static int mm(const struct pen *pen, float size) {
  int px = ui_mm(pen->ui, size);
  return px > 0 ? px : 1;
}

static int corner(const struct pen *pen, const struct vp_node *node) {
  return mm(pen, node->role == VP_ROLE_KEY ? 2 : 3);
}

static void mask(const struct pen *pen, struct run *run, int x, int baseline, uint32_t colour) {
  int slack = run->style < STYLE_COUNT ? fonts_em(pen->ui->fonts, (enum style)run->style) : run->width;
  list_add(pen->list,
           &(struct command){.shape = SHAPE_MASK,
                             .run = run,
                             .pen_x = x,
                             .pen_y = baseline,
                             .colour = colour,
                             .rect = {x - slack / 3, baseline - slack * 5 / 4, run->width + slack * 2 / 3, slack * 2}});
}

static void icon(const struct pen *pen, const char *name, struct vp_rect rect, uint32_t colour) {
  uint32_t code_point = icon_code_point(name, ui_right_to_left(pen->ui));
  if (rect.width <= 0)
    return;
  if (!code_point) { /* a calm dot where a picture is not known */
    struct vp_rect dot = grown(rect, -rect.width * 3 / 8);
    list_add(pen->list, &(struct command){
                            .shape = SHAPE_RING, .rect = dot, .radius = dot.width / 2, .alpha = 255, .colour = colour});
    return;
  }
  struct run *run = fonts_icon(pen->ui->fonts, code_point, rect.width);
  if (run)
    list_add(pen->list, &(struct command){.shape = SHAPE_MASK,
                                          .run = run,
                                          .pen_x = rect.x,
                                          .pen_y = rect.y,
                                          .colour = colour,
                                          .rect = grown(rect, 2)});
}

static int line_x(const struct pen *pen, const struct words *words, const struct text_line *line) {
  bool mirrored = ui_right_to_left(pen->ui);
  if (words->align == ALIGN_CENTRE)
    return words->x + (words->width - line->width) / 2;
  if ((words->align == ALIGN_END) != mirrored)
    return words->x + words->width - line->width;
  return words->x;
}

static void words(const struct pen *pen, const struct words *words, uint32_t colour) {
  const struct text_block *block = words->block;
  if (!block)
    return;
  int capital = fonts_capital(pen->ui->fonts, block->style);
  for (int i = words->from; i < words->to && i < block->count; i++) {
    const struct text_line *line = &block->lines[i];
    int x = line_x(pen, words, line);
    int top = words->y + text_height(block, words->from, i + 1) - block->line_height;
    int baseline = top + (block->line_height + capital) / 2;
    for (size_t j = 0; j < line->count; j++) {
      mask(pen, line->runs[j], x, baseline, colour);
      x += line->runs[j]->width;
    }
  }
}

/* ---- states ---- */

static bool is_pressed(const struct vp_ui *ui, const struct vp_node *node) {
  return ui->pressed[0] && ui_same(ui->pressed, node->id);
}

static bool is_plain_control(const struct vp_node *node) {
  return node->role == VP_ROLE_CHOICE || node->role == VP_ROLE_BUTTON || node->role == VP_ROLE_KEY;
}

void ui_node_colours(const struct vp_ui *ui, const struct vp_node *node, enum colour *ink, enum colour *ground) {
  bool staff = ui->root && ui->root->staff, pressed = is_pressed(ui, node), disabled = node->state & VP_STATE_DISABLED;
  *ink = COLOUR_INK;
  *ground = staff ? COLOUR_CALM : COLOUR_SURFACE;
  for (const struct vp_node *parent = node; parent; parent = parent->parent)
    if (parent->role == VP_ROLE_DIALOG)
      *ground = COLOUR_CARD;
  if (node->role == VP_ROLE_FIELD || node->role == VP_ROLE_CODE || node->role == VP_ROLE_WAVEFORM)
    *ground = COLOUR_CARD;
  else if (node->role == VP_ROLE_STATUS)
    *ground = staff ? COLOUR_CARD : COLOUR_CALM;
  if (!is_plain_control(node) && node->role != VP_ROLE_RECORD)
    return;
  bool filled = node->look == VP_LOOK_PRIMARY || node->look == VP_LOOK_RECORD || node->role == VP_ROLE_RECORD;
  bool turned = pressed && (filled || ui->view.scheme != VP_SCHEME_PAPER); /* where a calmer fill would not be seen */
  if (disabled || (pressed && !turned)) {
    *ground = COLOUR_CALM;
  } else if (turned) {
    *ground = COLOUR_INK;
    *ink = COLOUR_SURFACE;
    if (filled && theme_is_plain(ui->view.scheme)) {
      *ground = COLOUR_SURFACE;
      *ink = COLOUR_INK;
    }
  } else if (node->role == VP_ROLE_RECORD || node->look == VP_LOOK_RECORD) {
    *ground = COLOUR_RECORD;
    *ink = COLOUR_ON_RECORD;
  } else if (filled) {
    *ground = COLOUR_ACCENT;
    *ink = COLOUR_ON_ACCENT;
  } else if (node->look != VP_LOOK_QUIET || node->role == VP_ROLE_CHOICE) {
    *ground = COLOUR_CARD;
  }
}

/* ---- controls ---- */

static void soft_shadow(const struct pen *pen, struct vp_rect rect, int radius) {
  if (pen->scheme != VP_SCHEME_PAPER)
    return;
  rect.y += mm(pen, 0.5F);
  list_add(pen->list, &(struct command){.shape = SHAPE_SHADOW,
                                        .rect = rect,
                                        .radius = radius,
                                        .thickness = mm(pen, 1.8F),
                                        .alpha = 34,
                                        .colour = colour_of(pen, COLOUR_INK)});
}

/* A broken edge: there, but not to be pressed now. */
static void broken_edge(const struct pen *pen, struct vp_rect rect, int radius, int edge, enum colour ground) {
  ring(pen, rect, radius, edge, COLOUR_EDGE);
  int step = mm(pen, 3), gap = mm(pen, 1.5F);
  for (int x = rect.x + radius; x + gap <= rect.x + rect.width - radius; x += step) {
    fill(pen, (struct vp_rect){x, rect.y, gap, edge}, 0, ground);
    fill(pen, (struct vp_rect){x, rect.y + rect.height - edge, gap, edge}, 0, ground);
  }
  for (int y = rect.y + radius; y + gap <= rect.y + rect.height - radius; y += step) {
    fill(pen, (struct vp_rect){rect.x, y, edge, gap}, 0, ground);
    fill(pen, (struct vp_rect){rect.x + rect.width - edge, y, edge, gap}, 0, ground);
  }
}

static void panel(const struct pen *pen, const struct box *box, int radius, enum colour ground) {
  const struct vp_node *node = box->node;
  int edge = mm(pen, theme_edge_mm(pen->scheme));
  bool chosen = node->state & VP_STATE_CHOSEN, pressed = is_pressed(pen->ui, node);
  if (node->state & VP_STATE_DISABLED) {
    fill(pen, box->rect, radius, ground);
    broken_edge(pen, box->rect, radius, edge, ground);
    return;
  }
  if (!pressed && node->look != VP_LOOK_QUIET)
    soft_shadow(pen, box->rect, radius);
  fill(pen, box->rect, radius, ground);
  if (chosen)
    ring(pen, box->rect, radius, mm(pen, 1.2F) > 2 * edge ? mm(pen, 1.2F) : 2 * edge, COLOUR_ACCENT);
  else if (pressed)
    ring(pen, box->rect, radius, 3 * edge, COLOUR_INK);
  else if (ground != COLOUR_ACCENT && ground != COLOUR_RECORD)
    ring(pen, box->rect, radius, edge, COLOUR_EDGE);
}

/* A filled disc with a check in the corner at the end: chosen, in every scheme. */
static void check_mark(const struct pen *pen, const struct box *box) {
  int size = mm(pen, 8), margin = mm(pen, 2.2F);
  if (box->rect.height < 2 * size)
    size = box->rect.height * 2 / 5;
  struct vp_rect disc = {box->rect.x + box->rect.width - size - margin, box->rect.y + margin, size, size};
  if (ui_right_to_left(pen->ui))
    disc.x = box->rect.x + margin;
  fill(pen, disc, size / 2, COLOUR_ACCENT);
  icon(pen, "check", grown(disc, -size / 8), colour_of(pen, COLOUR_ON_ACCENT));
}

static void draw_control(const struct pen *pen, const struct box *box) {
  enum colour ink, ground;
  const struct vp_node *node = box->node;
  ui_node_colours(pen->ui, node, &ink, &ground);
  panel(pen, box, corner(pen, node), ground);
  bool coloured = ink == COLOUR_INK && ground == COLOUR_CARD; /* pictures on cards wear the accent */
  bool chosen = (node->state & VP_STATE_CHOSEN) && node->role == VP_ROLE_CHOICE && !(node->state & VP_STATE_DISABLED);
  if (chosen && box->icon.width && coloured) {
    fill(pen, box->icon, box->icon.width / 2, COLOUR_ACCENT);
    icon(pen, node->icon, grown(box->icon, -box->icon.width / 5), colour_of(pen, COLOUR_ON_ACCENT));
  } else {
    icon(pen, node->icon, box->icon, colour_of(pen, coloured ? COLOUR_ACCENT : ink));
  }
  words(pen, &box->label, colour_of(pen, ink));
  words(pen, &box->help, colour_of(pen, ink));
  if (node->state & VP_STATE_CHOSEN && node->role != VP_ROLE_KEY)
    check_mark(pen, box);
}

static void draw_record(const struct pen *pen, const struct box *box) {
  enum colour ink, ground;
  ui_node_colours(pen->ui, box->node, &ink, &ground);
  struct vp_rect disc = box->rect;
  int radius = disc.width / 2;
  if (box->node->state & VP_STATE_DISABLED) {
    fill(pen, disc, radius, ground);
    ring(pen, disc, radius, mm(pen, 0.4F), COLOUR_EDGE);
    ring(pen, grown(disc, -mm(pen, 1.5F)), radius, mm(pen, 0.4F), COLOUR_EDGE);
  } else {
    soft_shadow(pen, disc, radius);
    fill(pen, disc, radius, ground);
    if (ground != COLOUR_RECORD)
      ring(pen, disc, radius, mm(pen, 1), COLOUR_RECORD);
    ring(pen, grown(disc, -mm(pen, 1.6F)), radius, mm(pen, 0.5F), ink);
  }
  icon(pen, box->node->icon, box->icon, colour_of(pen, ink));
  words(pen, &box->label, colour_of(pen, ink));
}

/* ---- things to look at ---- */

static float part_of(const struct vp_node *node) {
  float maximum = node->maximum > 0 ? node->maximum : 1, share = node->value / maximum;
  return share < 0 || share != share ? 0 : share > 1 ? 1 : share;
}

/* The voice as a calm line of reeds about a middle: tall where it is loud, highest in the middle of the line. */
static void draw_level(const struct pen *pen, const struct box *box) {
  int width = mm(pen, 1.6F), gap = mm(pen, 1.4F), count = (box->rect.width + gap) / (width + gap);
  float level = part_of(box->node);
  int x = box->rect.x + (box->rect.width - count * (width + gap) + gap) / 2;
  for (int i = 0; i < count; i++, x += width + gap) {
    float across = ((float)i + 0.5F) / (float)count * 2 - 1, hill = 1 - across * across;
    float wave = 0.72F + 0.28F * cosf((float)i * 1.9F);
    int least = width, height = least + (int)(level * hill * wave * (float)(box->rect.height - least));
    struct vp_rect reed = {x, box->rect.y + (box->rect.height - height) / 2, width, height};
    fill(pen, reed, width / 2, level > 0 ? COLOUR_ACCENT : COLOUR_EDGE);
  }
}

static float peak_between(const struct vp_node *node, float from, float to) {
  if (!node->samples || node->sample_count == 0)
    return 0;
  size_t begin = (size_t)(from * (float)node->sample_count), end = (size_t)(to * (float)node->sample_count);
  end = end > begin ? end : begin + 1;
  uint8_t peak = 0;
  for (size_t i = begin; i < end && i < node->sample_count; i++)
    peak = node->samples[i] > peak ? node->samples[i] : peak;
  return (float)peak / 255.0F;
}

/* From left to right in every language, as players are. What was heard wears the accent and is thicker. */
static void draw_waveform(const struct pen *pen, const struct box *box) {
  int radius = mm(pen, 3), pad = mm(pen, 3);
  soft_shadow(pen, box->rect, radius);
  fill(pen, box->rect, radius, COLOUR_CARD);
  ring(pen, box->rect, radius, mm(pen, theme_edge_mm(pen->scheme)), COLOUR_EDGE);
  struct vp_rect in = grown(box->rect, -pad);
  int bar = mm(pen, 1.3F), gap = mm(pen, 0.9F), count = (in.width + gap) / (bar + gap);
  float at = part_of(box->node);
  for (int i = 0; i < count; i++) {
    float from = (float)i / (float)count, to = (float)(i + 1) / (float)count;
    int height = bar + (int)(peak_between(box->node, from, to) * (float)(in.height - bar));
    bool heard = to <= at;
    int width = heard ? bar : bar * 2 / 3 > 0 ? bar * 2 / 3 : 1;
    struct vp_rect reed = {in.x + i * (bar + gap), in.y + (in.height - height) / 2, width, height};
    fill(pen, reed, width / 2, heard ? COLOUR_ACCENT : COLOUR_EDGE);
  }
  if (at > 0) {
    struct vp_rect needle = {in.x + (int)(at * (float)in.width) - bar / 2, box->rect.y + mm(pen, 1), bar,
                             box->rect.height - 2 * mm(pen, 1)};
    fill(pen, needle, bar / 2, COLOUR_INK);
  }
}

static void draw_steps(const struct pen *pen, const struct box *box) {
  words(pen, &box->label, colour_of(pen, COLOUR_INK));
  int dot = box->mark.height, step = dot + dot * 2 / 3, count = (int)box->node->maximum, now = (int)box->node->value;
  bool mirrored = ui_right_to_left(pen->ui);
  for (int i = 0; i < count; i++) {
    int place = mirrored ? count - 1 - i : i;
    struct vp_rect disc = {box->mark.x + place * step, box->mark.y, dot, dot};
    if (i + 1 == now) {
      fill(pen, disc, dot / 2, COLOUR_ACCENT);
    } else if (i + 1 < now) {
      fill(pen, grown(disc, -dot / 5), dot / 2, COLOUR_ACCENT);
    } else {
      ring(pen, grown(disc, -dot / 6), dot / 2, dot / 8 > 0 ? dot / 8 : 1, COLOUR_EDGE);
    }
  }
}

static void draw_status(const struct pen *pen, const struct box *box) {
  enum colour ink, ground;
  ui_node_colours(pen->ui, box->node, &ink, &ground);
  fill(pen, box->rect, mm(pen, 3), ground);
  if (theme_is_plain(pen->scheme))
    ring(pen, box->rect, mm(pen, 3), mm(pen, 0.4F), COLOUR_EDGE);
  icon(pen, box->node->icon, box->icon, colour_of(pen, ink));
  words(pen, &box->label, colour_of(pen, ink));
}

static void draw_progress(const struct pen *pen, const struct box *box) {
  words(pen, &box->label, colour_of(pen, COLOUR_INK));
  int radius = box->mark.height / 2, edge = mm(pen, theme_edge_mm(pen->scheme));
  fill(pen, box->mark, radius, COLOUR_CARD);
  struct vp_rect done = grown(box->mark, -2 * edge);
  int width = (int)((float)done.width * part_of(box->node));
  if (width > 0) {
    width = width < done.height ? done.height : width;
    done.x += ui_right_to_left(pen->ui) ? done.width - width : 0;
    done.width = width;
    fill(pen, done, radius, COLOUR_ACCENT);
  }
  ring(pen, box->mark, radius, edge, COLOUR_EDGE);
}

static void draw_code(const struct pen *pen, const struct box *box) {
  int edge = mm(pen, theme_edge_mm(pen->scheme));
  for (int i = 0; i < box->group_count; i++) {
    struct vp_rect rect = box->group_rects[i];
    soft_shadow(pen, rect, mm(pen, 3));
    fill(pen, rect, mm(pen, 3), COLOUR_CARD);
    ring(pen, rect, mm(pen, 3), edge, COLOUR_EDGE);
    struct words group = {.block = box->groups[i], .x = rect.x, .width = rect.width, .to = 1, .align = ALIGN_CENTRE};
    if (group.block)
      group.y = rect.y + (rect.height - group.block->height) / 2;
    words(pen, &group, colour_of(pen, COLOUR_INK));
  }
}

static void draw_field(const struct pen *pen, const struct box *box) {
  fill(pen, box->rect, mm(pen, 3), COLOUR_CARD);
  ring(pen, box->rect, mm(pen, 3), mm(pen, theme_edge_mm(pen->scheme)), COLOUR_EDGE);
  words(pen, &box->label, colour_of(pen, COLOUR_INK));
  const struct text_block *block = box->label.block;
  if (!block)
    return;
  const struct text_line *last = &block->lines[block->count - 1];
  int width = mm(pen, 0.8F), height = block->line_height * 4 / 5, x = line_x(pen, &box->label, last);
  int y = box->label.y + (block->count - 1 - box->label.from) * block->line_height + (block->line_height - height) / 2;
  x = block->right_to_left ? x - 2 * width : x + last->width + width;
  fill(pen, (struct vp_rect){x, y, width, height}, 0, COLOUR_ACCENT);
}

/* Circles about the big button, as of a voice: the only ornament, on screens that invite. */
static void draw_ripples(const struct pen *pen, const struct box *box) {
  if (theme_is_plain(pen->scheme))
    return;
  struct vp_rect at = box->rect;
  int thickness = mm(pen, 5);
  for (int i = 0; i < 4; i++) {
    int radius = at.width / 2 + mm(pen, 12) + i * mm(pen, 26);
    struct vp_rect circle = {at.x + at.width / 2 - radius, at.y + at.height / 2 - radius, 2 * radius, 2 * radius};
    ring(pen, circle, radius, thickness, COLOUR_RIPPLE);
  }
}

/* ---- focus ---- */

/* The least there is between it and the rim of the screen, to the left and right. */
static int room_beside(const struct vp_ui *ui, const struct vp_rect *rect) {
  int right = ui->view.width_px - rect->x - rect->width;
  return rect->x < right ? rect->x : right;
}

static void draw_focus(const struct pen *pen, const struct box *box) {
  enum colour ink, ground;
  ui_node_colours(pen->ui, box->node, &ink, &ground);
  struct vp_rect rect = box->rect;
  bool row = scan_row(pen->ui, &rect), disc = box->node->role == VP_ROLE_RECORD && !row;
  int inner = mm(pen, 0.6F), outer = ui_mm_up(pen->ui, theme_is_plain(pen->scheme) ? 1.6F : 1.0F);
  int radius = disc ? rect.width / 2 : corner(pen, box->node), beside = room_beside(pen->ui, &rect);
  if (inner + outer > beside) /* at the rim of the screen the ring goes before its distance */
    inner = beside > outer ? beside - outer : 0;
  ring(pen, grown(rect, inner), radius + inner, inner, pen->ui->root->staff ? COLOUR_CALM : COLOUR_SURFACE);
  ring(pen, grown(rect, inner + outer), radius + inner + outer, outer, COLOUR_INK);
  if (!row && (ground == COLOUR_ACCENT || ground == COLOUR_RECORD))
    ring(pen, grown(rect, -inner), radius > inner ? radius - inner : 0, inner, COLOUR_FOCUS_INNER);
}

static void draw_box(const struct pen *pen, const struct box *box) {
  switch (box->node->role) {
  case VP_ROLE_BUTTON:
  case VP_ROLE_CHOICE:
  case VP_ROLE_KEY:
    draw_control(pen, box);
    break;
  case VP_ROLE_RECORD:
    draw_record(pen, box);
    break;
  case VP_ROLE_LEVEL:
    draw_level(pen, box);
    break;
  case VP_ROLE_WAVEFORM:
    draw_waveform(pen, box);
    break;
  case VP_ROLE_STEPS:
    draw_steps(pen, box);
    break;
  case VP_ROLE_STATUS:
    draw_status(pen, box);
    break;
  case VP_ROLE_PROGRESS:
    draw_progress(pen, box);
    break;
  case VP_ROLE_CODE:
    draw_code(pen, box);
    break;
  case VP_ROLE_FIELD:
    draw_field(pen, box);
    break;
  case VP_ROLE_SCREEN:
  case VP_ROLE_DIALOG:
  case VP_ROLE_CHOICES:
  case VP_ROLE_ROW:
  case VP_ROLE_KEYBOARD:
    break; /* places for others */
  case VP_ROLE_TITLE:
  case VP_ROLE_HELP:
  case VP_ROLE_TEXT:
  case VP_ROLE_TIME:
    words(pen, &box->label, colour_of(pen, COLOUR_INK));
    break;
  }
}

static void draw_dialog(const struct pen *pen) {
  struct vp_rect screen = {0, 0, pen->ui->view.width_px, pen->ui->view.height_px}, rect = pen->ui->layout.dialog;
  /* What lies beneath steps back; in two colours it goes, for there is nothing between them. */
  list_add(pen->list,
           &(struct command){.shape = SHAPE_RING,
                             .rect = screen,
                             .alpha = theme_is_plain(pen->scheme) ? 255 : 150,
                             .colour = colour_of(pen, pen->scheme == VP_SCHEME_PAPER ? COLOUR_EDGE : COLOUR_SURFACE)});
  soft_shadow(pen, rect, mm(pen, 4));
  fill(pen, rect, mm(pen, 4), COLOUR_CARD);
  ring(pen, rect, mm(pen, 4), mm(pen, theme_edge_mm(pen->scheme)), COLOUR_EDGE);
}

/* ---- a hidden screen: the voice says what is on it, and nobody looks along ---- */

static bool is_hidden(const struct vp_ui *ui) {
  return ui->view.hide_screen && !ui->root->seen_always;
}

/* The way to the panel stays, for whoever finds the screen empty. */
bool ui_shows(const struct vp_ui *ui, const struct vp_node *node) {
  return !is_hidden(ui) || ui_same(node->id, "access");
}

static void draw_hidden(const struct pen *pen) {
  const struct vp_node *focused = pen->ui->ring ? focus_node(pen->ui) : NULL;
  for (const struct box *box = pen->ui->layout.first; box; box = box->next)
    if (!box->beneath && ui_shows(pen->ui, box->node)) {
      draw_box(pen, box);
      if (box->node == focused)
        draw_focus(pen, box);
    }
}

void draw_boxes(struct vp_ui *ui) {
  struct pen pen = {ui, ui->list, ui->view.scheme};
  struct vp_rect screen = {0, 0, ui->view.width_px, ui->view.height_px};
  fill(&pen, screen, 0, ui->root->staff ? COLOUR_CALM : COLOUR_SURFACE);
  if (is_hidden(ui)) {
    draw_hidden(&pen);
    return;
  }
  if (ui->layout.invitation)
    for (const struct box *box = ui->layout.first; box; box = box->next)
      if (box->node->role == VP_ROLE_BUTTON && box->node->slot == VP_SLOT_MIDDLE && box->node->look == VP_LOOK_PRIMARY)
        draw_ripples(&pen, box);
  bool over = ui->layout.dialog.width == 0;
  for (const struct box *box = ui->layout.first; box; box = box->next) {
    if (!over && !box->beneath) {
      draw_dialog(&pen);
      over = true;
    }
    draw_box(&pen, box);
  }
  const struct vp_node *focused = ui->ring ? focus_node(ui) : NULL;
  for (const struct box *box = ui->layout.first; box && focused; box = box->next)
    if (box->node == focused && !box->beneath)
      draw_focus(&pen, box);
}
