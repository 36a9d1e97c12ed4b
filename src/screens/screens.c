/* From the model to the tree: a table with a function for each screen, and the dialog over it, where there is one; or
 * the access panel instead. */
#include "frame.h"

typedef void (*maker)(struct screen *s);

static const maker makers[VP_SCREEN_COUNT] = {
    [VP_SCREEN_STARTING] = screen_starting, [VP_SCREEN_BROKEN] = screen_broken,
    [VP_SCREEN_ENROL] = screen_enrol,       [VP_SCREEN_WELCOME] = screen_welcome,
    [VP_SCREEN_MEDIUM] = screen_medium,     [VP_SCREEN_THEME] = screen_theme,
    [VP_SCREEN_KIND] = screen_kind,         [VP_SCREEN_CONSENT] = screen_consent,
    [VP_SCREEN_QUESTION] = screen_question, [VP_SCREEN_TELL] = screen_tell,
    [VP_SCREEN_STARTERS] = screen_starters, [VP_SCREEN_WRITE] = screen_write,
    [VP_SCREEN_REVIEW] = screen_review,     [VP_SCREEN_THANKS] = screen_thanks,
    [VP_SCREEN_DRIVE] = screen_drive,
};

/* The words of the buttons that are added where a screen does not fit on one page. */
static void name_pages(struct screen *s) {
  s->root->page_back_label = _("Back a page");
  s->root->page_next_label = _("More");
}

/* What the voice says between the words of the screen. */
static void name_for_voice(struct screen *s) {
  struct vp_words *words = vp_arena_alloc(s->arena, sizeof *words);
  if (!words)
    return; /* the voice has English ones of its own */
  *words = (struct vp_words){.choose = _("Choose from %d:"),
                             .position = _("%d of %d"),
                             .page = _("Page %d of %d"),
                             .button = _("button"),
                             .choice = _("choice"),
                             .chosen = _("chosen"),
                             .written = _("You have written:"),
                             .nothing_written = _("Nothing is written yet."),
                             .erased = _("Erased: %s"),
                             .dot = _("dot")};
  s->root->words = words;
}

struct vp_node *vp_screen_tree(const struct vp_model *model, struct vp_arena *arena) {
  const struct vp_language *language = &model->guide->languages[model->language];
  bool dialog = vp_session_shows_dialog(model), panel = model->panel != VP_PANEL_CLOSED;
  const char *name = dialog  ? vp_dialog_name(model->dialog)
                     : panel ? vp_panel_name(model->panel)
                             : vp_screen_name(model->screen);
  struct screen s = {.model = model, .arena = arena};
  s.root = vp_tree_add(arena, NULL, VP_ROLE_SCREEN, "screen", name);
  if (!s.root)
    return NULL;
  s.root->language = language->code;
  s.root->right_to_left = language->right_to_left;
  name_pages(&s);
  name_for_voice(&s);
  screen_access(&s);
  if (panel)
    screen_panel(&s);
  else
    makers[model->screen](&s);
  if (dialog)
    screen_dialog(&s);
  return s.root;
}
