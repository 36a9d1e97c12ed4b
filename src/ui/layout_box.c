/* Boxes, and the one way in which a picture and words stand in a card or a button: beside or above each other.
 * Measuring and placing use the same figures, so that what was found to fit does fit. */
#include "layout.h"

#include <string.h>

struct box *box_add(struct room *room, struct vp_node *node, struct vp_rect rect) {
  struct layout *layout = &room->ui->layout;
  struct box *box = vp_arena_alloc(&layout->arena, sizeof *box);
  if (!box)
    return NULL;
  box->node = node;
  box->rect = rect;
  node->x = rect.x;
  node->y = rect.y;
  node->width = rect.width;
  node->height = rect.height;
  if (layout->last)
    layout->last->next = box;
  else
    layout->first = box;
  layout->last = box;
  return box;
}

const char *node_language(const struct vp_node *node) {
  for (; node; node = node->parent)
    if (node->language)
      return node->language;
  return NULL;
}

bool node_right_to_left(const struct vp_ui *ui, const struct vp_node *node) {
  static const char *const languages[] = {"ar", "ckb", "dv", "fa", "he", "ps", "ur", "yi"};
  if (!node->language || node == ui->root)
    return ui_right_to_left(ui);
  size_t length = strcspn(node->language, "-_");
  for (size_t i = 0; i < sizeof languages / sizeof languages[0]; i++)
    if (strlen(languages[i]) == length && strncmp(node->language, languages[i], length) == 0)
      return true;
  return false;
}

struct text_block *words_make(struct room *room, const struct vp_node *node, const char *text, enum style style,
                              int width, bool balanced) {
  /* Numbers are read from left to right everywhere: the time, the code, the page. */
  bool number = node->role == VP_ROLE_TIME || node->role == VP_ROLE_CODE || node == &room->ui->layout.page_count;
  struct text_request request = {
      .text = text,
      .language = node_language(node),
      .style = style,
      .width = width > 1 ? width : 1,
      .direction = !number && node_right_to_left(room->ui, node) ? TEXT_RIGHT_TO_LEFT : TEXT_LEFT_TO_RIGHT,
      .paragraphs = node->role == VP_ROLE_TEXT,
      .balanced = balanced,
  };
  return text_make(room->ui->fonts, &room->ui->layout.arena, &request);
}

void words_set(struct words *words, struct text_block *block, struct vp_rect rect, enum align align) {
  *words = (struct words){.block = block,
                          .x = rect.x,
                          .y = rect.y,
                          .width = rect.width,
                          .from = 0,
                          .to = block ? block->count : 0,
                          .align = align};
}

int child_count(const struct vp_node *node) {
  int count = 0;
  for (const struct vp_node *child = node->first; child; child = child->next)
    count++;
  return count;
}

struct vp_node *child_at(const struct vp_node *node, int index) {
  struct vp_node *child = node->first;
  while (child && index-- > 0)
    child = child->next;
  return child;
}

struct vp_rect inset(struct vp_rect rect, int by) {
  return (struct vp_rect){rect.x + by, rect.y + by, rect.width - 2 * by, rect.height - 2 * by};
}

static bool shows_words(const struct vp_node *node, const struct content *content) {
  return node->label && *node->label && content->arrangement != ARRANGE_ICON;
}

static int icon_space(const struct room *room, const struct content *content) {
  return content->icon ? content->icon + room->unit : 0;
}

struct measured {
  struct text_block *label, *help;
  int width, height; /* of the words */
};

static struct measured measure(struct room *room, const struct vp_node *node, int width,
                               const struct content *content) {
  struct measured m = {0};
  if (!shows_words(node, content))
    return m;
  int words = width - 2 * content->pad - (content->arrangement == ARRANGE_BESIDE ? icon_space(room, content) : 0);
  m.label = words_make(room, node, node->label, content->style, words, content->centred);
  if (node->help && *node->help)
    m.help = words_make(room, node, node->help, STYLE_SMALL, words, content->centred);
  m.width = m.label ? m.label->width : 0;
  m.height = m.label ? m.label->height : 0;
  if (m.help) {
    m.width = m.help->width > m.width ? m.help->width : m.width;
    m.height += m.help->height;
  }
  return m;
}

int content_height(struct room *room, const struct vp_node *node, int width, const struct content *content,
                   bool *broken) {
  struct measured m = measure(room, node, width, content);
  int words = width - 2 * content->pad - (content->arrangement == ARRANGE_BESIDE ? icon_space(room, content) : 0);
  if ((m.label && (m.label->broken || (content->lines && m.label->count > content->lines))) ||
      (m.help && m.help->broken) || m.width > words)
    *broken = true;
  int inner = content->arrangement == ARRANGE_BESIDE ? (m.height > content->icon ? m.height : content->icon)
              : content->arrangement == ARRANGE_ICON ? content->icon
                                                     : content->icon + (content->icon ? room->unit / 2 : 0) + m.height;
  return inner + 2 * (content->pad < room->unit ? content->pad : room->unit);
}

static void place_words(struct box *box, const struct measured *m, struct vp_rect rect, enum align align) {
  int y = rect.y + (rect.height - m->height) / 2;
  words_set(&box->label, m->label, (struct vp_rect){rect.x, y, rect.width, 0}, align);
  y += m->label ? m->label->height : 0;
  words_set(&box->help, m->help, (struct vp_rect){rect.x, y, rect.width, 0}, align);
}

static void place_beside(const struct room *room, struct box *box, const struct measured *m,
                         const struct content *content) {
  struct vp_rect rect = box->rect;
  int space = icon_space(room, content), x = rect.x + content->pad;
  if (content->centred)
    x = rect.x + (rect.width - space - m->width) / 2;
  if (content->icon)
    box->icon = (struct vp_rect){x, rect.y + (rect.height - content->icon) / 2, content->icon, content->icon};
  int width = content->centred ? m->width : rect.x + rect.width - content->pad - x - space;
  if (content->trailing && content->centred) {
    box->icon.x = x + m->width + space - content->icon;
    space = 0;
  }
  place_words(box, m, (struct vp_rect){x + space, rect.y, width, rect.height}, ALIGN_START);
}

static void place_above(const struct room *room, struct box *box, const struct measured *m,
                        const struct content *content) {
  struct vp_rect rect = box->rect;
  int gap = content->icon && m->height ? room->unit / 2 : 0;
  int y = rect.y + (rect.height - content->icon - gap - m->height) / 2;
  if (content->icon)
    box->icon = (struct vp_rect){rect.x + (rect.width - content->icon) / 2, y, content->icon, content->icon};
  y += content->icon + gap;
  place_words(box, m, (struct vp_rect){rect.x + content->pad, y, rect.width - 2 * content->pad, m->height},
              ALIGN_CENTRE);
}

void content_place(struct room *room, struct vp_node *node, struct vp_rect rect, const struct content *content) {
  struct box *box = box_add(room, node, rect);
  if (!box)
    return;
  struct measured m = measure(room, node, rect.width, content);
  if (content->arrangement == ARRANGE_BESIDE)
    place_beside(room, box, &m, content);
  else
    place_above(room, box, &m, content);
}

int button_width(struct room *room, const struct vp_node *node, const struct content *content) {
  if (content->arrangement == ARRANGE_ICON)
    return room->target;
  struct measured m = measure(room, node, room->area.width * 4, content);
  int icon = content->arrangement == ARRANGE_BESIDE ? icon_space(room, content) : 0;
  int width = (m.width + icon > content->icon ? m.width + icon : content->icon) + 2 * content->pad + 2;
  return width > room->target ? width : room->target;
}

struct content button_content(const struct room *room, const struct vp_node *node) {
  int capital = fonts_capital(room->ui->fonts, STYLE_STRONG);
  bool trailing = ui_same(node->icon, "arrow-forward") || ui_same(node->icon, "chevron-right");
  return (struct content){.arrangement = ARRANGE_BESIDE,
                          .style = STYLE_STRONG,
                          .icon = node->icon ? capital * 5 / 3 : 0,
                          .pad = room->unit * 3 / 2,
                          .trailing = trailing,
                          .centred = true};
}
