/* The present tree as one line of JSON, for tests and for whoever drives the kiosk from outside. Written by hand: it is
 * output only, of a shape that is known, and the ui needs no JSON otherwise. */
#include "internal.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <vertelpunt/attributes.h>
#include <vertelpunt/utf8.h>

struct text {
  char *bytes;
  size_t length, capacity;
  bool failed;
};

static void put(struct text *text, const char *bytes, size_t length) {
  if (text->failed)
    return;
  if (text->length + length + 1 > text->capacity) {
    size_t capacity = (text->capacity + length + 1) * 2;
    char *grown = realloc(text->bytes, capacity);
    if (!grown) {
      text->failed = true;
      return;
    }
    text->bytes = grown;
    text->capacity = capacity;
  }
  memcpy(text->bytes + text->length, bytes, length);
  text->length += length;
  text->bytes[text->length] = '\0';
}

static void put_format(struct text *text, const char *format, ...) VP_FORMAT(2, 3);

static void put_format(struct text *text, const char *format, ...) {
  char line[256];
  va_list arguments;
  va_start(arguments, format);
  int length = vsnprintf(line, sizeof line, format, arguments);
  va_end(arguments);
  if (length > 0)
    put(text, line, (size_t)length < sizeof line ? (size_t)length : sizeof line - 1);
}

static void put_string(struct text *text, const char *string) {
  put(text, "\"", 1);
  for (const char *at = string, *end = string + strlen(string); at < end;) {
    char bytes[4];
    uint32_t code_point = vp_utf8_next(&at, end); /* what is malformed comes out as U+FFFD */
    if (code_point == '"' || code_point == '\\')
      put_format(text, "\\%c", (int)code_point);
    else if (code_point < 0x20 || code_point == 0x7F)
      put_format(text, "\\u%04x", (unsigned)code_point);
    else
      put(text, bytes, vp_utf8_encode(code_point, bytes));
  }
  put(text, "\"", 1);
}

static void put_member(struct text *text, const char *name, const char *value) {
  if (!value)
    return;
  put_format(text, ",\"%s\":", name);
  put_string(text, value);
}

static void put_states(const struct vp_ui *ui, struct text *text, const struct vp_node *node) {
  const char *names[4];
  size_t count = 0;
  if (node->state & VP_STATE_CHOSEN)
    names[count++] = "chosen";
  if (node->state & VP_STATE_DISABLED)
    names[count++] = "disabled";
  if ((ui->ring && ui_same(ui->focus, node->id)) || scan_holds(ui, node))
    names[count++] = "focused";
  if (ui->pressed[0] && ui_same(ui->pressed, node->id))
    names[count++] = "pressed";
  put(text, ",\"state\":[", 10);
  for (size_t i = 0; i < count; i++)
    put_format(text, "%s\"%s\"", i ? "," : "", names[i]);
  put(text, "]", 1);
}

/* JSON has no sign for what is not a number. */
static double plain_number(float value) {
  return value == value && value < 1e9F && value > -1e9F ? (double)value : 0.0;
}

static void put_node(const struct vp_ui *ui, struct text *text, const struct vp_node *node) {
  uint32_t ink, ground;
  vp_ui_colours(ui, node, &ink, &ground);
  put_format(text, "{\"role\":\"%s\"", vp_role_name(node->role));
  put_member(text, "id", node->id);
  put_member(text, "label", node->label);
  put_member(text, "help", node->help);
  put_member(text, "spoken", node->spoken ? node->spoken : node->label);
  put_member(text, "icon", node->icon);
  put_member(text, "language", node->language);
  put_format(text, ",\"rect\":[%d,%d,%d,%d]", node->x, node->y, node->width, node->height);
  put_format(text, ",\"ink\":\"#%06X\",\"ground\":\"#%06X\"", (unsigned)ink, (unsigned)ground);
  put_states(ui, text, node);
  if (node->maximum > 0)
    put_format(text, ",\"value\":%g,\"maximum\":%g", plain_number(node->value), plain_number(node->maximum));
  if (node->action.message)
    put_format(text, ",\"action\":{\"message\":%d,\"argument\":%d}", node->action.message, (int)node->action.argument);
  if (node->moves)
    put_format(text, ",\"moves\":true");
  if (!node->parent)
    put_format(text, ",\"page\":%d,\"pages\":%d,\"rightToLeft\":%s,\"staff\":%s", ui->layout.page + 1, ui->layout.pages,
               node->right_to_left ? "true" : "false", node->staff ? "true" : "false");
  if (node->first) {
    put(text, ",\"children\":[", 13);
    for (const struct vp_node *child = node->first; child; child = child->next) {
      put_node(ui, text, child);
      if (child->next)
        put(text, ",", 1);
    }
    put(text, "]", 1);
  }
  put(text, "}", 1);
}

char *vp_ui_tree_json(const struct vp_ui *ui) {
  struct text text = {0};
  if (ui->root)
    put_node(ui, &text, ui->root);
  else
    put(&text, "null", 4);
  if (text.failed) {
    free(text.bytes);
    return NULL;
  }
  return text.bytes;
}
