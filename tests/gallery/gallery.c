/* Pictures of every kind of screen, for eyes: gallery OUT WIDTHxHEIGHT SCREEN_MM [SIZE [SCHEME [ar [SCREEN [TABS]]]]].
 * TABS: how often Tab is pressed first, to see the focus. SIZE 0 to 3 (small to largest), SCHEME 0 to 4 (paper, quiet,
 * black on white, white on black, yellow on black). */
#include "samples.h"

#include <stdlib.h>

static int show(struct vp_ui *ui, size_t index, bool arabic, int tabs, const char *folder) {
  struct vp_arena arena;
  vp_arena_init(&arena);
  struct vp_fault fault = {0};
  struct vp_action action;
  char path[512];
  int code = vp_ui_present(ui, sample_tree(&arena, index, arabic), 0), page = 0, pages = 1;
  for (int i = 0; i < tabs && !code; i++)
    (void)vp_ui_key(ui, VP_KEY_NEXT, 0, &action); /* Tab never is an action */
  for (int i = 0; !code && i < pages; i++) {
    vp_ui_page(ui, &page, &pages);
    snprintf(path, sizeof path, pages > 1 ? "%s/%s-%d.png" : "%s/%s.png", folder, samples[index].name, i + 1);
    code = vp_ui_save_png(ui, path, &fault);
    if (i + 1 < pages)
      (void)vp_ui_choose(ui, "page-next", &action); /* a page's button never is an action */
  }
  if (code)
    fprintf(stderr, "gallery: %s: %s\n", samples[index].name, fault.reason[0] ? fault.reason : vp_error_name(code));
  vp_arena_finish(&arena);
  return code;
}

int main(int count, char **words) {
  struct vp_view view = {.text_size = VP_TEXT_DEFAULT};
  if (count < 4 || sscanf(words[2], "%dx%d", &view.width_px, &view.height_px) != 2) {
    fprintf(stderr, "usage: gallery OUT WIDTHxHEIGHT SCREEN_MM [SIZE [SCHEME [ar|nl [SCREEN [TABS]]]]]\n");
    return 2;
  }
  view.screen_mm = strtof(words[3], NULL);
  if (count > 4)
    view.text_size = (enum vp_text_size)strtol(words[4], NULL, 10);
  if (count > 5)
    view.scheme = (enum vp_scheme)strtol(words[5], NULL, 10);
  int tabs = count > 8 ? (int)strtol(words[8], NULL, 10) : 0;
  bool arabic = count > 6 && strcmp(words[6], "ar") == 0;
  struct vp_ui *ui = NULL;
  struct vp_fault fault;
  int code = vp_ui_open(&view, &ui, &fault);
  if (code) {
    char text[1024];
    vp_fault_format(&fault, text, sizeof text);
    fprintf(stderr, "gallery: %s\n", text);
    return 1;
  }
  for (size_t i = 0; i < VP_COUNT(samples) && !code; i++)
    if (count <= 7 || strcmp(words[7], samples[i].name) == 0)
      code = show(ui, i, arabic, tabs, words[1]);
  vp_ui_close(ui);
  return code ? 1 : 0;
}
