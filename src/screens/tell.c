/* Telling: first a concrete question to choose, for abstract topics give weak stories; then an almost empty screen with
 * the red button. */
#include "frame.h"

#include <stddef.h>

enum { QUESTIONS_MAX = 12 };

void screen_question(struct screen *s) {
  const struct vp_model *model = s->model;
  const struct vp_guide *guide = model->guide;
  const struct vp_prompt *prompts[QUESTIONS_MAX];
  size_t count = vp_guide_prompts(guide, screen_theme_id(s), screen_kind_id(s), prompts, QUESTIONS_MAX);
  screen_title(s, _("Choose a question"), _("It can help you begin. You don't need one."));
  screen_steps(s);
  screen_back(s);
  screen_staff_lines(s);
  struct vp_node *choices = screen_add(s, s->root, VP_ROLE_CHOICES, "questions", NULL);
  for (size_t i = 0; i < count; i++) {
    ptrdiff_t index = prompts[i] - guide->prompts;
    struct vp_node *card = screen_add(s, choices, VP_ROLE_CHOICE, screen_format(s, "question-%s", prompts[i]->id),
                                      screen_text(s, &prompts[i]->text));
    card->icon = "question-answer";
    card->action = (struct vp_action){VP_MESSAGE_PROMPT, (int32_t)index};
    card->state = index == model->prompt ? VP_STATE_CHOSEN : 0;
  }
  if (model->take_state == VP_TAKE_PAUSED || model->previous_take)
    screen_next(s, _("Next"), "arrow-forward", VP_MESSAGE_NEXT, 0, true);
  else
    screen_next(s, _("Without a question"), "arrow-forward", VP_MESSAGE_PROMPT, -1, true);
}

static void add_trouble(struct screen *s) {
  const struct vp_model *model = s->model;
  bool told = model->take_state == VP_TAKE_PAUSED;
  if (model->trouble == VP_TROUBLE_NO_SPACE)
    screen_status(s, "state", "storage",
                  told ? _("There is no more room. What you told is stored. Ask a staff member for help.")
                       : _("There is no more room. Ask a staff member for help."));
  else if (model->trouble == VP_TROUBLE_STORE)
    screen_status(s, "state", "warning",
                  told ? _("Storing has stopped. What you told before that is stored. Ask a staff member for help.")
                       : _("Storing does not work. Ask a staff member for help."));
  else
    screen_status(s, "state", "replay", _("That did not work. Press the red button again."));
}

/* What was told stays where it is; so does the story from before; and where there is neither one can type. */
static void add_no_microphone(struct screen *s) {
  const struct vp_model *model = s->model;
  if (model->take_state == VP_TAKE_PAUSED)
    screen_status(s, "state", "mic-off",
                  _("The microphone has stopped. What you told is stored. Choose “I am done”, or ask a staff member."));
  else if (model->previous_take)
    screen_status(s, "state", "mic-off",
                  _("There is no microphone now. Your story from before is still here. Choose “Back”."));
  else if (vp_session_may_type_instead(model))
    screen_status(s, "state", "mic-off", _("There is no microphone. You can type your story, or ask a staff member."));
  else
    screen_status(s, "state", "mic-off", _("There is no microphone. Ask a staff member for help."));
}

static void add_state(struct screen *s) {
  const struct vp_model *model = s->model;
  bool recording = model->take_state == VP_TAKE_RECORDING, told = model->take_state == VP_TAKE_PAUSED;
  bool deaf = model->microphone == VP_MICROPHONE_NONE || model->microphone == VP_MICROPHONE_LOST;
  if (!recording && (deaf || (told && model->trouble == VP_TROUBLE_MICROPHONE)))
    add_no_microphone(s);
  else if (model->trouble != VP_TROUBLE_NONE)
    add_trouble(s);
  else if (!recording && model->microphone == VP_MICROPHONE_OPENING)
    screen_status(s, "state", "hourglass", _("One moment. The microphone is starting."));
  else if (recording && model->unheard)
    screen_status(s, "state", "hearing", _("We cannot hear you yet. Come a little closer."));
  else if (recording)
    screen_status(s, "state", "mic", _("We are listening."));
  else if (told)
    screen_status(s, "state", "pause", _("Pause. Nothing is recorded now."));
  else if (model->previous_take)
    screen_status(s, "state", "info",
                  _("Press the red button to tell it again. Your old story goes then. With “Back” you keep it."));
  else
    screen_status(s, "state", "info", _("Press the red button. Then tell your story."));
}

static void add_red_button(struct screen *s) {
  const struct vp_model *model = s->model;
  bool recording = model->take_state == VP_TAKE_RECORDING;
  const char *label = recording ? _("Pause") : model->take_state == VP_TAKE_PAUSED ? _("Go on") : _("Start");
  struct vp_node *red = screen_add(s, s->root, VP_ROLE_RECORD, "record", label);
  red->icon = recording ? "pause" : "mic";
  red->look = VP_LOOK_RECORD;
  red->action = (struct vp_action){recording ? VP_MESSAGE_PAUSE : VP_MESSAGE_RECORD, 0};
  bool possible = model->microphone == VP_MICROPHONE_READY && model->trouble != VP_TROUBLE_NO_SPACE;
  red->state = recording || possible ? 0 : VP_STATE_DISABLED;
}

void screen_tell(struct screen *s) {
  const struct vp_model *model = s->model;
  const struct vp_step *step = &model->guide->methods[model->method].steps[model->step];
  const struct vp_text *title = model->prompt >= 0 ? &model->guide->prompts[model->prompt].text : &step->title;
  bool recording = model->take_state == VP_TAKE_RECORDING, told = recording || model->take_state == VP_TAKE_PAUSED;
  screen_title(s, screen_text(s, title), NULL);
  screen_steps(s);
  screen_back(s);
  screen_staff_lines(s);
  add_state(s);
  add_red_button(s);
  bool calm = model->settings.calm;
  struct vp_node *time =
      screen_add(s, s->root, VP_ROLE_TIME, "time", screen_clock(s, screen_calm_ms(s, model->take_ms)));
  time->moves = true;
  struct vp_node *level = screen_add(s, s->root, VP_ROLE_LEVEL, "level", _("How loud your voice is"));
  level->value = !recording ? 0 : calm ? 0.5F : model->level; /* calm: still, and there all the same */
  level->maximum = 1;
  level->moves = !calm;
  if (vp_session_may_type_instead(model))
    screen_next(s, screen_text(s, &model->guide->media[1].label), "keyboard", VP_MESSAGE_MEDIUM, 1, true)->id = "type";
  else
    screen_next(s, _("I am done"), "check", VP_MESSAGE_DONE, 0, told);
}
