/* Visits by name, played message by message: what a person does, what the other rooms answer, and what must come of it.
 * After each message the session's own invariants are asked. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <vertelpunt/attributes.h>
#include <vertelpunt/session.h>
#include <vertelpunt/utf8.h>

#include "../model/small_guide.h"

struct visit {
  struct vp_model model;
  struct vp_effects effects; /* of the last message */
  int64_t now_ms;
};

static struct vp_guide guide;

/* ---- how a visit is played ---- */

static void send(struct visit *visit, struct vp_message message) {
  message.now_ms = visit->now_ms;
  vp_session_update(&visit->model, &message, &visit->effects);
  const char *broken = vp_session_broken(&visit->model);
  if (broken)
    fail_msg("after %s: %s", vp_message_name(message.kind), broken);
}

static void choose(struct visit *visit, enum vp_message_kind kind, int argument) {
  visit->now_ms += 700;
  send(visit, (struct vp_message){.kind = kind, .argument = argument});
}

/* An answer about the present take. */
static void answer(struct visit *visit, enum vp_message_kind kind) {
  visit->now_ms += 20;
  send(visit, (struct vp_message){.kind = kind, .take = visit->model.take});
}

static void trouble(struct visit *visit, enum vp_message_kind kind, enum vp_trouble what) {
  struct vp_message message = {.kind = kind, .take = visit->model.take};
  message.take_status.trouble = what;
  message.take_status.duration_ms = visit->model.take_ms;
  send(visit, message);
}

static void microphone(struct visit *visit, enum vp_microphone state) {
  send(visit, (struct vp_message){.kind = VP_MESSAGE_MICROPHONE, .microphone = state});
}

static void speak(struct visit *visit, int64_t duration_ms, bool heard) {
  struct vp_message message = {.kind = VP_MESSAGE_TAKE_LEVEL, .take = visit->model.take};
  message.take_status.duration_ms = duration_ms;
  message.take_status.peak = heard ? 0.4F : 0;
  message.take_status.heard = heard;
  message.take_status.unheard = !heard && duration_ms >= 3000;
  send(visit, message);
}

static void kept(struct visit *visit, const char *code) {
  struct vp_message message = {.kind = VP_MESSAGE_TAKE_KEPT, .take = visit->model.take};
  snprintf(message.code, sizeof message.code, "%s", code);
  send(visit, message);
}

static void type(struct visit *visit, const char *text) {
  for (const char *at = text, *end = text + strlen(text); at < end;)
    choose(visit, VP_MESSAGE_TYPE, (int)vp_utf8_next(&at, end));
}

static struct vp_message of_drive(enum vp_message_kind kind, const char *path, int slot, enum vp_drive_view view) {
  struct vp_message message = {.kind = kind, .argument = slot};
  snprintf(message.drive.path, sizeof message.drive.path, "%s", path);
  message.drive.view = view;
  return message;
}

static void drive(struct visit *visit, enum vp_message_kind kind, const char *path, int slot, enum vp_drive_view view) {
  send(visit, of_drive(kind, path, slot, view));
}

static int times(const struct visit *visit, enum vp_effect_kind kind) {
  int count = 0;
  for (size_t i = 0; i < visit->effects.count; i++)
    count += visit->effects.items[i].kind == kind;
  return count;
}

static struct vp_effect effect(const struct visit *visit, enum vp_effect_kind kind) {
  for (size_t i = 0; i < visit->effects.count; i++)
    if (visit->effects.items[i].kind == kind)
      return visit->effects.items[i];
  fail_msg("no effect %d", (int)kind);
  return (struct vp_effect){0};
}

static void assert_screen(const struct visit *visit, enum vp_screen screen) {
  assert_string_equal(vp_screen_name(visit->model.screen), vp_screen_name(screen));
}

static void open_store(struct visit *visit, bool enrolled) {
  struct vp_message message = {.kind = VP_MESSAGE_STORE_OPENED};
  message.store.enrolled = enrolled;
  strcpy(message.store.collection.name, enrolled ? "Stad" : "");
  send(visit, message);
}

static struct visit at_welcome(void) {
  struct visit visit = {.now_ms = 1000};
  vp_session_init(&visit.model, &guide, NULL, 0);
  open_store(&visit, true);
  assert_screen(&visit, VP_SCREEN_WELCOME);
  return visit;
}

static struct visit at_telling(int medium) {
  struct visit visit = at_welcome();
  choose(&visit, VP_MESSAGE_BEGIN, -1);
  choose(&visit, VP_MESSAGE_MEDIUM, medium);
  choose(&visit, VP_MESSAGE_THEME, 1);
  choose(&visit, VP_MESSAGE_KIND, 0);
  choose(&visit, VP_MESSAGE_AGREE, 0);
  return visit;
}

static struct visit recording(void) {
  struct visit visit = at_telling(0);
  choose(&visit, VP_MESSAGE_PROMPT, 1);
  microphone(&visit, VP_MICROPHONE_READY);
  choose(&visit, VP_MESSAGE_RECORD, 0);
  answer(&visit, VP_MESSAGE_TAKE_STARTED);
  speak(&visit, 4000, true);
  assert_int_equal(visit.model.take_state, VP_TAKE_RECORDING);
  return visit;
}

static struct visit told(void) {
  struct visit visit = recording();
  choose(&visit, VP_MESSAGE_DONE, 0);
  trouble(&visit, VP_MESSAGE_TAKE_PAUSED, VP_TROUBLE_NONE);
  assert_screen(&visit, VP_SCREEN_REVIEW);
  return visit;
}

static struct visit written(const char *text) {
  struct visit visit = at_telling(1);
  choose(&visit, VP_MESSAGE_STARTER, -1);
  type(&visit, text);
  answer(&visit, VP_MESSAGE_TAKE_STARTED);
  choose(&visit, VP_MESSAGE_DONE, 0);
  assert_screen(&visit, VP_SCREEN_REVIEW);
  return visit;
}

static void assert_visit_is_over(const struct visit *visit) {
  assert_screen(visit, VP_SCREEN_WELCOME);
  assert_int_equal(visit->model.step, -1);
  assert_int_equal(visit->model.draft_length, 0);
  assert_int_equal(visit->model.draft[0], 0);
  assert_int_equal(visit->model.code[0], 0);
  assert_false(visit->model.agreed);
  assert_int_equal(visit->model.language, visit->model.first_language);
}

/* ---- telling ---- */

static void a_spoken_story_is_told_heard_and_kept(void **state) {
  (void)state;
  struct visit visit = at_welcome();
  choose(&visit, VP_MESSAGE_BEGIN, 1);
  assert_int_equal(visit.model.language, 1);
  assert_screen(&visit, VP_SCREEN_MEDIUM);
  choose(&visit, VP_MESSAGE_MEDIUM, 0);
  assert_screen(&visit, VP_SCREEN_THEME);
  choose(&visit, VP_MESSAGE_THEME, 2);
  assert_screen(&visit, VP_SCREEN_KIND);
  choose(&visit, VP_MESSAGE_KIND, 1);
  assert_screen(&visit, VP_SCREEN_CONSENT);
  choose(&visit, VP_MESSAGE_AGREE, 0);
  assert_screen(&visit, VP_SCREEN_QUESTION);
  assert_int_equal(times(&visit, VP_EFFECT_MICROPHONE_OPEN), 1); /* before the red button: design.md 5.1 */
  choose(&visit, VP_MESSAGE_PROMPT, 0);
  assert_screen(&visit, VP_SCREEN_TELL);
  microphone(&visit, VP_MICROPHONE_READY);
  choose(&visit, VP_MESSAGE_RECORD, 0);
  assert_int_equal(effect(&visit, VP_EFFECT_TAKE_START).take, visit.model.take);
  answer(&visit, VP_MESSAGE_TAKE_STARTED);
  speak(&visit, 8000, true);
  assert_int_equal(visit.model.take_ms, 8000);
  choose(&visit, VP_MESSAGE_PAUSE, 0);
  assert_int_equal(times(&visit, VP_EFFECT_TAKE_PAUSE), 1);
  choose(&visit, VP_MESSAGE_RECORD, 0);
  assert_int_equal(times(&visit, VP_EFFECT_TAKE_RESUME), 1);
  choose(&visit, VP_MESSAGE_DONE, 0);
  assert_screen(&visit, VP_SCREEN_REVIEW);
  assert_int_equal(times(&visit, VP_EFFECT_TAKE_PAUSE), 1);
  assert_int_equal(times(&visit, VP_EFFECT_MICROPHONE_CLOSE), 1);
  choose(&visit, VP_MESSAGE_PLAY, 0);
  assert_int_equal(times(&visit, VP_EFFECT_PLAYER_OPEN), 1);
  choose(&visit, VP_MESSAGE_KEEP, 0);
  assert_int_equal(visit.effects.items[0].kind, VP_EFFECT_PLAYER_CLOSE);
  assert_int_equal(visit.effects.items[1].kind, VP_EFFECT_TAKE_KEEP);
  kept(&visit, "123456789");
  assert_screen(&visit, VP_SCREEN_THANKS);
  assert_string_equal(visit.model.code, "123456789");
  choose(&visit, VP_MESSAGE_FINISH, 0);
  assert_int_equal(times(&visit, VP_EFFECT_TAKE_DELETE), 0);
  assert_visit_is_over(&visit);
}

static void what_is_heard_back_can_be_paused_resumed_and_heard_again(void **state) {
  (void)state;
  struct visit visit = told();
  struct vp_message message = {.kind = VP_MESSAGE_PLAYER, .take = visit.model.take};
  choose(&visit, VP_MESSAGE_PLAY, 0);
  message.player.view = VP_PLAY_PLAYING;
  message.player.length_ms = 4000;
  send(&visit, message);
  choose(&visit, VP_MESSAGE_PLAY, 0);
  assert_int_equal(times(&visit, VP_EFFECT_PLAYER_PAUSE), 1);
  send(&visit, message); /* was on its way when the pause was pressed: the person's word counts */
  assert_int_equal(visit.model.player, VP_PLAY_PAUSED);
  choose(&visit, VP_MESSAGE_PLAY, 0);
  assert_int_equal(times(&visit, VP_EFFECT_PLAYER_RESUME), 1);
  message.player.view = VP_PLAY_FINISHED;
  send(&visit, message);
  choose(&visit, VP_MESSAGE_PLAY, 0);
  assert_int_equal(times(&visit, VP_EFFECT_PLAYER_CLOSE), 1);
  assert_int_equal(times(&visit, VP_EFFECT_PLAYER_OPEN), 1);
  choose(&visit, VP_MESSAGE_BACK, 0);
  assert_int_equal(times(&visit, VP_EFFECT_PLAYER_CLOSE), 1);
  assert_int_equal(visit.model.player, VP_PLAY_IDLE);
}

static void three_seconds_of_silence_are_told_and_speaking_ends_that(void **state) {
  (void)state;
  struct visit visit = recording();
  speak(&visit, 3000, false);
  assert_true(visit.model.unheard);
  speak(&visit, 3100, true);
  assert_false(visit.model.unheard);
}

static void pause_and_done_at_once_pause_once(void **state) {
  (void)state;
  struct visit visit = recording();
  choose(&visit, VP_MESSAGE_PAUSE, 0);
  assert_int_equal(times(&visit, VP_EFFECT_TAKE_PAUSE), 1);
  choose(&visit, VP_MESSAGE_DONE, 0);
  assert_int_equal(times(&visit, VP_EFFECT_TAKE_PAUSE), 0);
  choose(&visit, VP_MESSAGE_PAUSE, 0);
  assert_int_equal(visit.effects.count, 0);
}

static void again_leaves_the_previous_take_until_the_new_one_has_begun(void **state) {
  (void)state;
  struct visit visit = told();
  uint32_t first = visit.model.take;
  choose(&visit, VP_MESSAGE_AGAIN, 0);
  assert_screen(&visit, VP_SCREEN_TELL);
  assert_int_equal(times(&visit, VP_EFFECT_TAKE_DELETE), 0);
  assert_int_equal(visit.model.previous_take, first);
  microphone(&visit, VP_MICROPHONE_READY);
  choose(&visit, VP_MESSAGE_RECORD, 0);
  assert_int_equal(effect(&visit, VP_EFFECT_TAKE_START).replaces, first); /* deleted in the same transaction */
  assert_int_equal(visit.model.previous_take, first);
  answer(&visit, VP_MESSAGE_TAKE_STARTED);
  assert_int_equal(visit.model.previous_take, 0);
}

static void again_and_back_gives_the_previous_take_back(void **state) {
  (void)state;
  struct visit visit = told();
  uint32_t first = visit.model.take;
  int64_t length_ms = visit.model.take_ms;
  choose(&visit, VP_MESSAGE_AGAIN, 0);
  choose(&visit, VP_MESSAGE_BACK, 0);
  assert_screen(&visit, VP_SCREEN_REVIEW);
  assert_int_equal(visit.model.take, first);
  assert_int_equal(visit.model.take_ms, length_ms);
  choose(&visit, VP_MESSAGE_AGAIN, 0);
  microphone(&visit, VP_MICROPHONE_READY);
  choose(&visit, VP_MESSAGE_RECORD, 0);
  assert_true(visit.model.take > first); /* a number is given once */
  trouble(&visit, VP_MESSAGE_TAKE_FAILED, VP_TROUBLE_NO_SPACE);
  choose(&visit, VP_MESSAGE_BACK, 0);
  assert_int_equal(visit.model.take, first);
  choose(&visit, VP_MESSAGE_KEEP, 0);
  assert_int_equal(effect(&visit, VP_EFFECT_TAKE_KEEP).take, first);
}

static void again_waits_until_the_store_has_the_take(void **state) {
  (void)state;
  struct visit visit = at_telling(0);
  choose(&visit, VP_MESSAGE_NEXT, 0);
  microphone(&visit, VP_MICROPHONE_READY);
  choose(&visit, VP_MESSAGE_RECORD, 0);
  choose(&visit, VP_MESSAGE_DONE, 0);
  choose(&visit, VP_MESSAGE_AGAIN, 0);
  assert_screen(&visit, VP_SCREEN_REVIEW);
  trouble(&visit, VP_MESSAGE_TAKE_FAILED, VP_TROUBLE_STORE);
  assert_screen(&visit, VP_SCREEN_QUESTION); /* there is nothing to review */
  assert_int_equal(visit.model.trouble, VP_TROUBLE_STORE);
}

static void throwing_away_asks_first_and_no_changes_nothing(void **state) {
  (void)state;
  struct visit visit = told();
  choose(&visit, VP_MESSAGE_THROW_AWAY, 0);
  assert_int_equal(visit.model.dialog, VP_DIALOG_THROW_AWAY);
  assert_int_equal(visit.effects.count, 0);
  choose(&visit, VP_MESSAGE_KEEP, 0); /* beneath a dialog nothing can be reached */
  assert_int_equal(visit.effects.count, 0);
  choose(&visit, VP_MESSAGE_CANCEL, 0);
  assert_screen(&visit, VP_SCREEN_REVIEW);
  assert_int_equal(visit.model.take_state, VP_TAKE_PAUSED);
  choose(&visit, VP_MESSAGE_THROW_AWAY, 0);
  choose(&visit, VP_MESSAGE_BACK, 0); /* the safe answer */
  assert_int_equal(visit.model.take_state, VP_TAKE_PAUSED);
  choose(&visit, VP_MESSAGE_THROW_AWAY, 0);
  choose(&visit, VP_MESSAGE_CONFIRM, 0);
  assert_int_equal(times(&visit, VP_EFFECT_TAKE_DELETE), 1);
  assert_screen(&visit, VP_SCREEN_THANKS);
  assert_int_equal(visit.model.code[0], 0);
}

static void a_second_press_on_yes_throws_nothing_else_away(void **state) {
  (void)state;
  struct visit visit = told();
  choose(&visit, VP_MESSAGE_THROW_AWAY, 0);
  choose(&visit, VP_MESSAGE_CONFIRM, 0);
  choose(&visit, VP_MESSAGE_CONFIRM, 0);
  assert_int_equal(visit.effects.count, 0);
  assert_screen(&visit, VP_SCREEN_THANKS);
}

/* ---- what goes wrong ---- */

static void a_microphone_lost_during_a_take_ends_it_where_it_was(void **state) {
  (void)state;
  struct visit visit = recording();
  trouble(&visit, VP_MESSAGE_TAKE_PAUSED, VP_TROUBLE_MICROPHONE);
  microphone(&visit, VP_MICROPHONE_LOST);
  assert_screen(&visit, VP_SCREEN_TELL);
  assert_int_equal(visit.model.take_state, VP_TAKE_PAUSED);
  assert_int_equal(visit.model.trouble, VP_TROUBLE_MICROPHONE);
  choose(&visit, VP_MESSAGE_RECORD, 0); /* not without one */
  assert_int_equal(visit.effects.count, 0);
  microphone(&visit, VP_MICROPHONE_READY);
  choose(&visit, VP_MESSAGE_RECORD, 0);
  assert_int_equal(times(&visit, VP_EFFECT_TAKE_RESUME), 1);
  assert_int_equal(visit.model.trouble, VP_TROUBLE_NONE);
  choose(&visit, VP_MESSAGE_DONE, 0);
  choose(&visit, VP_MESSAGE_KEEP, 0);
  assert_int_equal(times(&visit, VP_EFFECT_TAKE_KEEP), 1);
}

static void without_a_microphone_the_way_to_typing_is_open(void **state) {
  (void)state;
  struct visit visit = at_telling(0);
  choose(&visit, VP_MESSAGE_NEXT, 0);
  choose(&visit, VP_MESSAGE_MEDIUM, 1); /* not while it may still come */
  assert_screen(&visit, VP_SCREEN_TELL);
  microphone(&visit, VP_MICROPHONE_NONE);
  assert_true(vp_session_may_type_instead(&visit.model));
  choose(&visit, VP_MESSAGE_MEDIUM, 1);
  assert_screen(&visit, VP_SCREEN_STARTERS);
  assert_int_equal(times(&visit, VP_EFFECT_MICROPHONE_CLOSE), 1);
  visit = recording();
  trouble(&visit, VP_MESSAGE_TAKE_PAUSED, VP_TROUBLE_MICROPHONE);
  microphone(&visit, VP_MICROPHONE_LOST);
  assert_false(vp_session_may_type_instead(&visit.model)); /* what was told would be lost */
}

static void a_full_disk_stops_the_take_and_keeps_what_there_is(void **state) {
  (void)state;
  struct visit visit = recording();
  trouble(&visit, VP_MESSAGE_TAKE_PAUSED, VP_TROUBLE_NO_SPACE);
  assert_int_equal(visit.model.trouble, VP_TROUBLE_NO_SPACE);
  assert_int_equal(visit.model.take_state, VP_TAKE_PAUSED);
  choose(&visit, VP_MESSAGE_DONE, 0);
  assert_screen(&visit, VP_SCREEN_REVIEW);
}

static void a_full_kiosk_begins_no_visit(void **state) {
  (void)state;
  struct visit visit = at_welcome();
  struct vp_message status = {.kind = VP_MESSAGE_STORE_STATUS};
  status.status.full = true;
  send(&visit, status);
  choose(&visit, VP_MESSAGE_BEGIN, 0);
  assert_screen(&visit, VP_SCREEN_WELCOME);
  status.status.full = false;
  send(&visit, status);
  choose(&visit, VP_MESSAGE_BEGIN, 0);
  assert_screen(&visit, VP_SCREEN_MEDIUM);
}

static void when_keeping_fails_the_take_stays_and_can_be_kept_again(void **state) {
  (void)state;
  struct visit visit = told();
  uint32_t take = visit.model.take;
  choose(&visit, VP_MESSAGE_KEEP, 0);
  choose(&visit, VP_MESSAGE_THROW_AWAY, 0); /* not while it is being kept */
  assert_int_equal(visit.model.dialog, VP_DIALOG_NONE);
  trouble(&visit, VP_MESSAGE_KEEP_FAILED, VP_TROUBLE_NO_SPACE);
  assert_screen(&visit, VP_SCREEN_REVIEW);
  assert_int_equal(visit.model.take_state, VP_TAKE_PAUSED);
  assert_int_equal(visit.model.trouble, VP_TROUBLE_NO_SPACE);
  choose(&visit, VP_MESSAGE_KEEP, 0);
  assert_int_equal(effect(&visit, VP_EFFECT_TAKE_KEEP).take, take);
  kept(&visit, "111222333");
  assert_screen(&visit, VP_SCREEN_THANKS);
}

static void answers_about_another_take_are_dropped(void **state) {
  (void)state;
  struct visit visit = told();
  choose(&visit, VP_MESSAGE_KEEP, 0);
  struct vp_message late = {.kind = VP_MESSAGE_TAKE_KEPT, .take = visit.model.take + 1};
  send(&visit, late);
  assert_screen(&visit, VP_SCREEN_REVIEW);
  late.kind = VP_MESSAGE_KEEP_FAILED;
  send(&visit, late);
  assert_int_equal(visit.model.take_state, VP_TAKE_KEEPING);
}

static void a_broken_store_is_told_and_begins_nothing(void **state) {
  (void)state;
  struct visit visit = {.now_ms = 1};
  vp_session_init(&visit.model, &guide, NULL, 0);
  assert_screen(&visit, VP_SCREEN_STARTING);
  struct vp_message message = {.kind = VP_MESSAGE_STORE_BROKEN};
  vp_fault_set(&message.fault, VP_E_IO, "opening the store", "/data", "Check the disk.", "input/output error");
  send(&visit, message);
  assert_screen(&visit, VP_SCREEN_BROKEN);
  assert_string_equal(visit.model.fault.object, "/data");
  choose(&visit, VP_MESSAGE_BEGIN, 0);
  assert_screen(&visit, VP_SCREEN_BROKEN);
}

/* ---- writing ---- */

static void a_typed_story_is_written_read_and_kept(void **state) {
  (void)state;
  struct visit visit = at_telling(1);
  assert_screen(&visit, VP_SCREEN_STARTERS);
  choose(&visit, VP_MESSAGE_STARTER, 0);
  assert_screen(&visit, VP_SCREEN_WRITE);
  assert_int_equal(times(&visit, VP_EFFECT_TAKE_START), 1);
  assert_int_equal(times(&visit, VP_EFFECT_TAKE_DRAFT), 1);
  assert_string_equal(visit.model.draft, VP_MARKER " ik vind het fijn dat "); /* the dots are where one goes on */
  answer(&visit, VP_MESSAGE_TAKE_STARTED);
  type(&visit, "één\n");
  assert_int_equal(times(&visit, VP_EFFECT_TAKE_DRAFT), 1); /* each key is saved */
  choose(&visit, VP_MESSAGE_BACKSPACE, 0);
  choose(&visit, VP_MESSAGE_BACKSPACE, 0);
  choose(&visit, VP_MESSAGE_BACKSPACE, 0);
  assert_string_equal(visit.model.draft, VP_MARKER " ik vind het fijn dat é"); /* a letter, not a byte */
  choose(&visit, VP_MESSAGE_DONE, 0);
  assert_screen(&visit, VP_SCREEN_REVIEW);
  assert_int_equal(times(&visit, VP_EFFECT_MICROPHONE_OPEN), 0);
  choose(&visit, VP_MESSAGE_KEEP, 0);
  kept(&visit, "123456789");
  assert_int_equal(visit.model.draft[0], 0);
  choose(&visit, VP_MESSAGE_FINISH, 0);
  assert_visit_is_over(&visit);
}

static void capitals_come_by_themselves_after_a_sentence_and_shift_is_for_one_letter(void **state) {
  (void)state;
  struct visit visit = at_telling(1);
  choose(&visit, VP_MESSAGE_STARTER, -1);
  assert_true(vp_session_capital(&visit.model));
  type(&visit, "A");
  assert_false(vp_session_capital(&visit.model));
  choose(&visit, VP_MESSAGE_SHIFT, 0);
  assert_true(vp_session_capital(&visit.model));
  type(&visit, "B");
  assert_false(vp_session_capital(&visit.model));
  type(&visit, ". ");
  assert_true(vp_session_capital(&visit.model));
}

static void spaces_are_no_story(void **state) {
  (void)state;
  struct visit visit = at_telling(1);
  choose(&visit, VP_MESSAGE_STARTER, -1);
  choose(&visit, VP_MESSAGE_DONE, 0);
  assert_screen(&visit, VP_SCREEN_WRITE);
  type(&visit, "  \n");
  answer(&visit, VP_MESSAGE_TAKE_STARTED);
  choose(&visit, VP_MESSAGE_DONE, 0);
  assert_screen(&visit, VP_SCREEN_WRITE);
}

static void a_text_that_is_as_long_as_it_can_be_takes_no_more_and_stays_whole(void **state) {
  (void)state;
  struct visit visit = at_telling(1);
  choose(&visit, VP_MESSAGE_STARTER, -1);
  for (int i = 0; i < VP_DRAFT_MAX; i++)
    send(&visit, (struct vp_message){.kind = VP_MESSAGE_TYPE, .argument = 0xEB});
  assert_true(visit.model.draft_length < VP_DRAFT_MAX && visit.model.draft_length >= VP_DRAFT_MAX - 2);
  assert_true(vp_utf8_valid(visit.model.draft, visit.model.draft_length));
  choose(&visit, VP_MESSAGE_DONE, 0);
  assert_screen(&visit, VP_SCREEN_REVIEW);
}

static void words_that_the_store_refused_stay_and_are_tried_again(void **state) {
  (void)state;
  struct visit visit = at_telling(1);
  choose(&visit, VP_MESSAGE_STARTER, 1);
  trouble(&visit, VP_MESSAGE_TAKE_FAILED, VP_TROUBLE_STORE);
  assert_string_equal(visit.model.draft, "Ik wens. ");
  assert_int_equal(visit.model.trouble, VP_TROUBLE_STORE);
  uint32_t refused = visit.model.take;
  choose(&visit, VP_MESSAGE_DONE, 0);
  assert_true(effect(&visit, VP_EFFECT_TAKE_START).take > refused);
  assert_int_equal(times(&visit, VP_EFFECT_TAKE_DRAFT), 1);
  trouble(&visit, VP_MESSAGE_TAKE_FAILED, VP_TROUBLE_STORE);
  assert_screen(&visit, VP_SCREEN_WRITE);
  assert_int_equal(visit.model.trouble, VP_TROUBLE_STORE);
  assert_string_equal(visit.model.draft, "Ik wens. ");
  choose(&visit, VP_MESSAGE_BACK, 0);
  choose(&visit, VP_MESSAGE_BACK, 0);
  choose(&visit, VP_MESSAGE_DECLINE, 0);
  assert_int_equal(visit.model.dialog, VP_DIALOG_LEAVE); /* not without asking */
}

static void a_text_written_again_and_back_is_the_text_from_before(void **state) {
  (void)state;
  struct visit visit = written("Eerst");
  choose(&visit, VP_MESSAGE_AGAIN, 0);
  assert_screen(&visit, VP_SCREEN_STARTERS);
  assert_int_equal(visit.model.draft_length, 0);
  choose(&visit, VP_MESSAGE_BACK, 0);
  assert_screen(&visit, VP_SCREEN_REVIEW);
  assert_string_equal(visit.model.draft, "Eerst");
  choose(&visit, VP_MESSAGE_AGAIN, 0);
  choose(&visit, VP_MESSAGE_STARTER, -1);
  type(&visit, "T");
  answer(&visit, VP_MESSAGE_TAKE_STARTED);
  assert_int_equal(visit.model.previous_draft[0], 0);
}

/* ---- back, and changing one's mind ---- */

static void back_loses_nothing_from_the_review_to_the_first_step(void **state) {
  (void)state;
  for (int medium = 0; medium < 2; medium++) {
    struct visit visit = medium == 0 ? told() : written("Mijn verhaal");
    uint32_t take = visit.model.take;
    for (int i = 0; i < 20 && visit.model.dialog == VP_DIALOG_NONE; i++) {
      choose(&visit, VP_MESSAGE_BACK, 0);
      assert_int_equal(times(&visit, VP_EFFECT_TAKE_DELETE) + times(&visit, VP_EFFECT_TAKE_ABANDON), 0);
    }
    assert_screen(&visit, VP_SCREEN_MEDIUM);
    assert_int_equal(visit.model.dialog, VP_DIALOG_LEAVE);
    choose(&visit, VP_MESSAGE_BACK, 0);
    for (int i = 0; i < 5; i++)
      choose(&visit, VP_MESSAGE_NEXT, 0);
    choose(&visit, VP_MESSAGE_DONE, 0);
    assert_screen(&visit, VP_SCREEN_REVIEW);
    assert_int_equal(visit.model.take, take);
    assert_int_equal(visit.model.theme, 1);
    if (medium == 1)
      assert_string_equal(visit.model.draft, "Mijn verhaal");
  }
}

static void back_while_telling_pauses_the_take(void **state) {
  (void)state;
  struct visit visit = recording();
  choose(&visit, VP_MESSAGE_BACK, 0);
  assert_screen(&visit, VP_SCREEN_QUESTION);
  assert_int_equal(times(&visit, VP_EFFECT_TAKE_PAUSE), 1);
  choose(&visit, VP_MESSAGE_NEXT, 0);
  choose(&visit, VP_MESSAGE_RECORD, 0);
  assert_int_equal(times(&visit, VP_EFFECT_TAKE_RESUME), 1);
}

static void back_from_the_first_step_ends_a_visit_without_a_story_at_once(void **state) {
  (void)state;
  struct visit visit = at_welcome();
  choose(&visit, VP_MESSAGE_BEGIN, 1);
  choose(&visit, VP_MESSAGE_BACK, 0);
  assert_visit_is_over(&visit);
}

static void typing_instead_of_telling_asks_before_what_was_told_goes(void **state) {
  (void)state;
  struct visit visit = told();
  while (visit.model.screen != VP_SCREEN_MEDIUM)
    choose(&visit, VP_MESSAGE_BACK, 0);
  choose(&visit, VP_MESSAGE_MEDIUM, 1);
  assert_int_equal(visit.model.dialog, VP_DIALOG_CHANGE_MEDIUM);
  choose(&visit, VP_MESSAGE_CANCEL, 0);
  assert_int_equal(visit.model.medium, 0);
  choose(&visit, VP_MESSAGE_MEDIUM, 1);
  choose(&visit, VP_MESSAGE_CONFIRM, 0);
  assert_int_equal(times(&visit, VP_EFFECT_TAKE_DELETE), 1);
  assert_int_equal(visit.model.medium, 1);
  assert_screen(&visit, VP_SCREEN_THEME);
}

static void declining_stops_and_asks_only_if_something_was_told(void **state) {
  (void)state;
  struct visit visit = at_telling(0);
  choose(&visit, VP_MESSAGE_BACK, 0);
  choose(&visit, VP_MESSAGE_DECLINE, 0);
  assert_visit_is_over(&visit);
  visit = recording();
  choose(&visit, VP_MESSAGE_BACK, 0);
  choose(&visit, VP_MESSAGE_BACK, 0);
  choose(&visit, VP_MESSAGE_DECLINE, 0);
  assert_int_equal(visit.model.dialog, VP_DIALOG_LEAVE);
  choose(&visit, VP_MESSAGE_CONFIRM, 0);
  assert_int_equal(times(&visit, VP_EFFECT_TAKE_DELETE), 1);
  assert_visit_is_over(&visit);
}

static void another_theme_forgets_the_question_of_the_first(void **state) {
  (void)state;
  struct visit visit = at_telling(0);
  choose(&visit, VP_MESSAGE_PROMPT, 2);
  for (int i = 0; i < 4; i++)
    choose(&visit, VP_MESSAGE_BACK, 0);
  assert_screen(&visit, VP_SCREEN_THEME);
  choose(&visit, VP_MESSAGE_THEME, 1);
  assert_int_equal(visit.model.prompt, 2); /* the same */
  choose(&visit, VP_MESSAGE_BACK, 0);
  choose(&visit, VP_MESSAGE_THEME, 0);
  assert_int_equal(visit.model.prompt, -1);
}

/* ---- the access panel ---- */

static void set(struct visit *visit, enum vp_setting setting, int value) {
  choose(visit, VP_MESSAGE_SET, vp_setting_pack(setting, value));
}

/* Of each setting a value that is not the usual one. */
static const struct {
  enum vp_setting setting;
  int value;
} other_than_usual[] = {
    {VP_SETTING_LANGUAGE, 1},
    {VP_SETTING_SECOND_LANGUAGE, 0},
    {VP_SETTING_TEXT_SIZE, VP_TEXT_LARGEST},
    {VP_SETTING_SCHEME, VP_SCHEME_YELLOW_ON_BLACK},
    {VP_SETTING_VOICE, 1},
    {VP_SETTING_RATE, 150},
    {VP_SETTING_VOLUME, 5},
    {VP_SETTING_HIDE_SCREEN, 1},
    {VP_SETTING_REACH, 1},
    {VP_SETTING_HOLD, 1000},
    {VP_SETTING_IGNORE, 500},
    {VP_SETTING_SWITCHES, 2},
    {VP_SETTING_SCAN, 10000},
    {VP_SETTING_ALPHABETICAL, 1},
    {VP_SETTING_CALM, 1},
};

static void assert_all_set(const struct visit *visit, bool set) {
  struct visit usual = at_welcome();
  for (size_t i = 0; i < VP_COUNT(other_than_usual); i++) {
    enum vp_setting setting = other_than_usual[i].setting;
    int expected = set ? other_than_usual[i].value : vp_session_setting(&usual.model, setting);
    if (vp_session_setting(&visit->model, setting) != expected)
      fail_msg("%s is %d", vp_setting_name(setting), vp_session_setting(&visit->model, setting));
  }
}

static void set_all(struct visit *visit) {
  assert_int_equal(VP_COUNT(other_than_usual), VP_SETTING_COUNT);
  choose(visit, VP_MESSAGE_PANEL, 1);
  for (size_t i = 0; i < VP_COUNT(other_than_usual); i++)
    set(visit, other_than_usual[i].setting, other_than_usual[i].value);
  choose(visit, VP_MESSAGE_PANEL, 0);
  assert_all_set(visit, true);
}

static void what_is_set_holds_for_the_visit_and_not_for_the_next(void **state) {
  (void)state;
  struct visit visit = at_welcome();
  assert_all_set(&visit, false);
  set_all(&visit);
  choose(&visit, VP_MESSAGE_BEGIN, -1);
  assert_all_set(&visit, true); /* what was set before the visit began holds in it */
  choose(&visit, VP_MESSAGE_BACK, 0);
  assert_visit_is_over(&visit);
  assert_all_set(&visit, false);
}

static void everything_is_as_usual_again_when_asked_but_the_language(void **state) {
  (void)state;
  struct visit visit = recording();
  set_all(&visit);
  choose(&visit, VP_MESSAGE_PANEL, 1);
  choose(&visit, VP_MESSAGE_USUAL, 0);
  assert_int_equal(visit.model.language, 1);
  set(&visit, VP_SETTING_LANGUAGE, 0);
  assert_all_set(&visit, false);
  assert_int_equal(visit.model.panel, VP_PANEL_GROUPS);
}

static void what_was_set_and_left_is_as_usual_for_whoever_comes_next(void **state) {
  (void)state;
  struct visit visit = at_welcome();
  assert_int_equal(vp_session_deadline_ms(&visit.model), -1);
  set_all(&visit);
  assert_int_equal(vp_session_deadline_ms(&visit.model), visit.now_ms + VP_UNATTENDED_MS);
  visit.now_ms += VP_UNATTENDED_MS;
  send(&visit, (struct vp_message){.kind = VP_MESSAGE_TIME});
  assert_all_set(&visit, false);
  assert_int_equal(vp_session_deadline_ms(&visit.model), -1);
  choose(&visit, VP_MESSAGE_PANEL, -1);
  visit.now_ms += VP_UNATTENDED_MS;
  send(&visit, (struct vp_message){.kind = VP_MESSAGE_TIME});
  assert_int_equal(visit.model.panel, VP_PANEL_CLOSED);
}

static void a_setting_out_of_range_is_none(void **state) {
  (void)state;
  static const struct {
    enum vp_setting setting;
    int value;
  } senseless[] = {
      {VP_SETTING_LANGUAGE, -1}, {VP_SETTING_LANGUAGE, 2},     {VP_SETTING_TEXT_SIZE, -1},
      {VP_SETTING_TEXT_SIZE, 4}, {VP_SETTING_SCHEME, 5},       {VP_SETTING_VOICE, 2},
      {VP_SETTING_RATE, 74},     {VP_SETTING_RATE, 201},       {VP_SETTING_VOLUME, -1},
      {VP_SETTING_VOLUME, 6},    {VP_SETTING_HIDE_SCREEN, -1}, {VP_SETTING_HOLD, 2001},
      {VP_SETTING_IGNORE, -500}, {VP_SETTING_SWITCHES, 0},     {VP_SETTING_SWITCHES, 3},
      {VP_SETTING_SCAN, 499},    {VP_SETTING_SCAN, 10001},     {VP_SETTING_SECOND_LANGUAGE, -2},
      {VP_SETTING_COUNT, 0},     {(enum vp_setting)0xFFFF, 1},
  };
  struct visit visit = at_welcome();
  choose(&visit, VP_MESSAGE_PANEL, 1);
  for (size_t i = 0; i < VP_COUNT(senseless); i++)
    set(&visit, senseless[i].setting, senseless[i].value);
  choose(&visit, VP_MESSAGE_SET, INT32_MIN);
  choose(&visit, VP_MESSAGE_SET, INT32_MAX);
  choose(&visit, VP_MESSAGE_PANEL_PAGE, VP_PANEL_COUNT);
  choose(&visit, VP_MESSAGE_PANEL_PAGE, VP_PANEL_CLOSED);
  assert_int_equal(visit.model.panel, VP_PANEL_GROUPS);
  assert_all_set(&visit, false);
}

static void the_panel_opens_over_telling_and_the_take_goes_on(void **state) {
  (void)state;
  struct visit visit = recording();
  choose(&visit, VP_MESSAGE_PANEL, 1);
  assert_int_equal(visit.effects.count, 0);
  assert_int_equal(visit.model.take_state, VP_TAKE_RECORDING);
  choose(&visit, VP_MESSAGE_PANEL_PAGE, VP_PANEL_TEXT_SIZE);
  set(&visit, VP_SETTING_TEXT_SIZE, VP_TEXT_LARGE);
  speak(&visit, 9000, true);
  assert_int_equal(visit.model.take_ms, 9000);
  choose(&visit, VP_MESSAGE_PAUSE, 0); /* beneath the panel nothing can be reached */
  assert_int_equal(visit.model.take_state, VP_TAKE_RECORDING);
  choose(&visit, VP_MESSAGE_BACK, 0);
  assert_int_equal(visit.model.panel, VP_PANEL_GROUPS);
  choose(&visit, VP_MESSAGE_BACK, 0);
  assert_int_equal(visit.model.panel, VP_PANEL_CLOSED);
  assert_screen(&visit, VP_SCREEN_TELL);
  assert_int_equal(visit.model.take_state, VP_TAKE_RECORDING);
  choose(&visit, VP_MESSAGE_PAUSE, 0);
  assert_int_equal(visit.model.take_state, VP_TAKE_PAUSED);
}

static void a_dialog_waits_beneath_the_panel(void **state) {
  (void)state;
  struct visit visit = told();
  choose(&visit, VP_MESSAGE_THROW_AWAY, 0);
  assert_true(vp_session_shows_dialog(&visit.model));
  choose(&visit, VP_MESSAGE_PANEL, -1);
  assert_true(vp_session_shows_panel(&visit.model));
  assert_false(vp_session_shows_dialog(&visit.model));
  choose(&visit, VP_MESSAGE_CONFIRM, 0);
  assert_int_equal(visit.model.take_state, VP_TAKE_PAUSED);
  choose(&visit, VP_MESSAGE_BACK, 0);
  assert_int_equal(visit.model.dialog, VP_DIALOG_THROW_AWAY);
  assert_true(vp_session_shows_dialog(&visit.model));
  choose(&visit, VP_MESSAGE_CANCEL, 0);
  assert_screen(&visit, VP_SCREEN_REVIEW);
}

static void whether_somebody_is_there_is_asked_over_the_panel(void **state) {
  (void)state;
  struct visit visit = at_telling(0);
  choose(&visit, VP_MESSAGE_PANEL, 1);
  visit.now_ms += VP_UNATTENDED_MS;
  send(&visit, (struct vp_message){.kind = VP_MESSAGE_TIME});
  assert_true(vp_session_shows_dialog(&visit.model));
  assert_false(vp_session_shows_panel(&visit.model));
  choose(&visit, VP_MESSAGE_PANEL, 0); /* an answer, and no more */
  assert_int_equal(visit.model.dialog, VP_DIALOG_NONE);
  assert_true(vp_session_shows_panel(&visit.model));
  visit.now_ms += VP_UNATTENDED_MS;
  send(&visit, (struct vp_message){.kind = VP_MESSAGE_TIME});
  visit.now_ms += VP_ANSWER_MS;
  send(&visit, (struct vp_message){.kind = VP_MESSAGE_TIME});
  assert_visit_is_over(&visit);
  assert_int_equal(visit.model.panel, VP_PANEL_CLOSED);
}

static void volume_and_rate_go_in_steps_and_stop_at_their_ends(void **state) {
  (void)state;
  struct visit visit = at_welcome();
  for (int i = 0; i < 9; i++) {
    choose(&visit, VP_MESSAGE_VOLUME, 1);
    choose(&visit, VP_MESSAGE_RATE, -1);
  }
  assert_int_equal(visit.model.settings.volume, VP_VOLUME_MAX);
  assert_int_equal(visit.model.settings.rate_percent, VP_RATE_PERCENT_MIN);
  choose(&visit, VP_MESSAGE_VOLUME, -1);
  choose(&visit, VP_MESSAGE_RATE, 1);
  assert_int_equal(visit.model.settings.volume, VP_VOLUME_MAX - 1);
  assert_int_equal(visit.model.settings.rate_percent, 100);
  uint32_t before = visit.model.repeat;
  choose(&visit, VP_MESSAGE_REPEAT, 0);
  assert_int_equal(visit.model.repeat, before + 1);
}

static void nobody_is_left_with_neither_screen_nor_voice(void **state) {
  (void)state;
  struct visit visit = at_telling(0);
  set(&visit, VP_SETTING_HIDE_SCREEN, 1);
  assert_true(visit.model.settings.voice);
  set(&visit, VP_SETTING_VOICE, 0);
  assert_false(visit.model.settings.hide_screen);
}

static void the_second_language_is_another_than_the_first(void **state) {
  (void)state;
  struct visit visit = at_telling(0);
  set(&visit, VP_SETTING_SECOND_LANGUAGE, 0);
  assert_int_equal(visit.model.settings.second_language, -1);
  set(&visit, VP_SETTING_SECOND_LANGUAGE, 1);
  assert_int_equal(visit.model.settings.second_language, 1);
  set(&visit, VP_SETTING_LANGUAGE, 1);
  assert_int_equal(visit.model.settings.second_language, -1);
}

/* ---- time ---- */

static void wait_until_due(struct visit *visit) {
  visit->now_ms = vp_session_deadline_ms(&visit->model);
  send(visit, (struct vp_message){.kind = VP_MESSAGE_TIME});
}

static void an_unattended_visit_is_asked_and_its_take_is_left_as_interrupted(void **state) {
  (void)state;
  struct visit visit = recording();
  uint32_t take = visit.model.take;
  int64_t spoke_ms = visit.now_ms;
  assert_int_equal(vp_session_deadline_ms(&visit.model), spoke_ms + VP_UNATTENDED_MS);
  visit.now_ms = spoke_ms + VP_UNATTENDED_MS - 1;
  send(&visit, (struct vp_message){.kind = VP_MESSAGE_TIME});
  assert_int_equal(visit.model.dialog, VP_DIALOG_NONE);
  wait_until_due(&visit);
  assert_int_equal(visit.model.dialog, VP_DIALOG_STILL_THERE);
  assert_int_equal(visit.model.take_state, VP_TAKE_RECORDING); /* asking stops no take */
  assert_true(vp_session_deadline_ms(&visit.model) - visit.now_ms >= 60000);
  wait_until_due(&visit);
  assert_int_equal(effect(&visit, VP_EFFECT_TAKE_ABANDON).take, take);
  assert_int_equal(times(&visit, VP_EFFECT_TAKE_DELETE), 0);
  assert_int_equal(times(&visit, VP_EFFECT_MICROPHONE_CLOSE), 1);
  assert_visit_is_over(&visit);
  assert_int_equal(vp_session_deadline_ms(&visit.model), -1); /* a resting screen has nothing to wake for */
}

static void any_sign_of_life_answers_are_you_still_there(void **state) {
  (void)state;
  for (int sign = 0; sign < 5; sign++) {
    struct visit visit = recording();
    wait_until_due(&visit);
    assert_int_equal(visit.model.dialog, VP_DIALOG_STILL_THERE);
    switch (sign) {
    case 0:
      choose(&visit, VP_MESSAGE_CANCEL, 0);
      break;
    case 1:
      choose(&visit, VP_MESSAGE_BACK, 0);
      break;
    case 2:
      send(&visit, (struct vp_message){.kind = VP_MESSAGE_INPUT});
      break;
    case 3:
      speak(&visit, 9000, true);
      break;
    default:
      choose(&visit, VP_MESSAGE_KEEP, 0); /* whatever it is */
      break;
    }
    assert_int_equal(visit.model.dialog, VP_DIALOG_NONE);
    assert_screen(&visit, VP_SCREEN_TELL);
    assert_int_equal(visit.model.take_state, VP_TAKE_RECORDING);
    assert_true(vp_session_deadline_ms(&visit.model) >= visit.now_ms + VP_UNATTENDED_MS - 1000);
  }
}

static void who_speaks_or_listens_is_never_asked(void **state) {
  (void)state;
  struct visit visit = recording();
  for (int minute = 1; minute <= 60; minute++) {
    visit.now_ms += 60000;
    send(&visit, (struct vp_message){.kind = VP_MESSAGE_TIME});
    speak(&visit, minute * 60000, true);
    assert_int_equal(visit.model.dialog, VP_DIALOG_NONE);
  }
  choose(&visit, VP_MESSAGE_DONE, 0);
  choose(&visit, VP_MESSAGE_PLAY, 0);
  struct vp_message playing = {.kind = VP_MESSAGE_PLAYER, .take = visit.model.take};
  playing.player.view = VP_PLAY_PLAYING;
  for (int minute = 1; minute <= 60; minute++) {
    visit.now_ms += 60000;
    send(&visit, (struct vp_message){.kind = VP_MESSAGE_TIME});
    send(&visit, playing);
    assert_int_equal(visit.model.dialog, VP_DIALOG_NONE);
  }
}

static void the_next_visitor_finds_nothing_of_who_walked_away(void **state) {
  (void)state;
  struct visit visit = written("Een geheim");
  choose(&visit, VP_MESSAGE_AGAIN, 0);
  wait_until_due(&visit);
  wait_until_due(&visit);
  assert_int_equal(times(&visit, VP_EFFECT_TAKE_ABANDON), 1);
  assert_visit_is_over(&visit);
  assert_int_equal(visit.model.previous_draft[0], 0);
  choose(&visit, VP_MESSAGE_BEGIN, -1);
  assert_int_equal(visit.model.medium, -1);
  assert_int_equal(visit.model.theme, -1);
  choose(&visit, VP_MESSAGE_NEXT, 0); /* nothing has been chosen to go on with */
  assert_screen(&visit, VP_SCREEN_MEDIUM);
}

static void who_leaves_while_keeping_leaves_a_kept_story_or_an_interrupted_one(void **state) {
  (void)state;
  struct visit visit = told();
  uint32_t take = visit.model.take;
  choose(&visit, VP_MESSAGE_KEEP, 0);
  wait_until_due(&visit);
  wait_until_due(&visit);
  assert_int_equal(effect(&visit, VP_EFFECT_TAKE_ABANDON).take, take); /* after KEEP: counts only if that fails */
  assert_visit_is_over(&visit);
  kept(&visit, "123456789");
  assert_visit_is_over(&visit); /* the code is for nobody else */
}

static void thanks_go_by_themselves_when_nobody_is_there(void **state) {
  (void)state;
  struct visit visit = told();
  choose(&visit, VP_MESSAGE_KEEP, 0);
  kept(&visit, "123456789");
  wait_until_due(&visit);
  wait_until_due(&visit);
  assert_int_equal(times(&visit, VP_EFFECT_TAKE_ABANDON) + times(&visit, VP_EFFECT_TAKE_DELETE), 0);
  assert_visit_is_over(&visit);
}

static void a_clock_that_goes_back_or_far_ahead_is_not_believed(void **state) {
  (void)state;
  struct visit visit = recording();
  int64_t before = visit.model.now_ms;
  visit.now_ms = INT64_MAX;
  send(&visit, (struct vp_message){.kind = VP_MESSAGE_TIME});
  visit.now_ms = -5;
  send(&visit, (struct vp_message){.kind = VP_MESSAGE_TIME});
  assert_int_equal(visit.model.now_ms, before);
  assert_int_equal(visit.model.dialog, VP_DIALOG_NONE);
}

/* ---- drives ---- */

static void a_drive_of_ours_is_copied_to_and_told_to_come_out(void **state) {
  (void)state;
  struct visit visit = at_welcome();
  drive(&visit, VP_MESSAGE_DRIVE_ARRIVED, "/media/a", 0, VP_DRIVE_VIEW_NONE);
  assert_screen(&visit, VP_SCREEN_DRIVE);
  assert_int_equal(effect(&visit, VP_EFFECT_DRIVE_LOOK).drive, 0);
  drive(&visit, VP_MESSAGE_DRIVE_ARRIVED, "/media/a", 0, VP_DRIVE_VIEW_NONE);
  assert_int_equal(visit.effects.count, 0); /* once an insertion */
  drive(&visit, VP_MESSAGE_DRIVE_LOOKED, "/media/a", 0, VP_DRIVE_VIEW_COPYING);
  assert_int_equal(effect(&visit, VP_EFFECT_SYNC).drive, 0);
  struct vp_message progress = of_drive(VP_MESSAGE_SYNC_PROGRESS, "/media/a", 0, VP_DRIVE_VIEW_COPYING);
  progress.drive.copy = (struct vp_copy_view){.done = 3, .total = 9, .left_ms = 6000};
  send(&visit, progress);
  assert_int_equal(visit.model.drives[0].copy.done, 3);
  drive(&visit, VP_MESSAGE_SYNC_ENDED, "/media/a", 0, VP_DRIVE_VIEW_DONE);
  assert_int_equal(visit.model.drives[0].view, VP_DRIVE_VIEW_DONE);
  assert_int_equal(times(&visit, VP_EFFECT_STATUS), 1);
  choose(&visit, VP_MESSAGE_DRIVE_SEEN, 0);
  assert_screen(&visit, VP_SCREEN_WELCOME);
  drive(&visit, VP_MESSAGE_DRIVE_LEFT, "/media/a", 0, VP_DRIVE_VIEW_NONE);
  assert_int_equal(vp_session_drive(&visit.model), -1);
}

static void two_drives_are_copied_to_one_after_the_other(void **state) {
  (void)state;
  struct visit visit = at_welcome();
  drive(&visit, VP_MESSAGE_DRIVE_ARRIVED, "/media/a", 0, VP_DRIVE_VIEW_NONE);
  drive(&visit, VP_MESSAGE_DRIVE_ARRIVED, "/media/b", 0, VP_DRIVE_VIEW_NONE);
  drive(&visit, VP_MESSAGE_DRIVE_LOOKED, "/media/a", 0, VP_DRIVE_VIEW_COPYING);
  drive(&visit, VP_MESSAGE_DRIVE_LOOKED, "/media/b", 1, VP_DRIVE_VIEW_COPYING);
  assert_int_equal(times(&visit, VP_EFFECT_SYNC), 0);
  assert_int_equal(visit.model.drives[1].view, VP_DRIVE_VIEW_WAITING);
  assert_int_equal(vp_session_drive(&visit.model), 0);
  drive(&visit, VP_MESSAGE_SYNC_ENDED, "/media/a", 0, VP_DRIVE_VIEW_DONE);
  assert_int_equal(effect(&visit, VP_EFFECT_SYNC).drive, 1);
}

static void a_drive_taken_out_too_soon_is_told_until_it_is_back(void **state) {
  (void)state;
  struct visit visit = at_welcome();
  drive(&visit, VP_MESSAGE_DRIVE_ARRIVED, "/media/a", 0, VP_DRIVE_VIEW_NONE);
  drive(&visit, VP_MESSAGE_DRIVE_LOOKED, "/media/a", 0, VP_DRIVE_VIEW_COPYING);
  drive(&visit, VP_MESSAGE_DRIVE_LEFT, "/media/a", 0, VP_DRIVE_VIEW_NONE);
  assert_int_equal(visit.model.drives[0].view, VP_DRIVE_VIEW_YANKED);
  assert_int_equal(times(&visit, VP_EFFECT_SYNC_STOP), 1);
  /* back before the copying has noticed */
  drive(&visit, VP_MESSAGE_DRIVE_ARRIVED, "/media/a", 0, VP_DRIVE_VIEW_NONE);
  assert_int_equal(vp_session_drive(&visit.model), 1); /* it is no longer asked for */
  drive(&visit, VP_MESSAGE_DRIVE_LOOKED, "/media/a", 1, VP_DRIVE_VIEW_COPYING);
  assert_int_equal(times(&visit, VP_EFFECT_SYNC), 0);
  assert_int_equal(vp_session_drive(&visit.model), 1);
  drive(&visit, VP_MESSAGE_SYNC_ENDED, "/media/a", 0, VP_DRIVE_VIEW_FAILED);
  assert_int_equal(effect(&visit, VP_EFFECT_SYNC).drive, 1);
  drive(&visit, VP_MESSAGE_SYNC_ENDED, "/media/a", 1, VP_DRIVE_VIEW_DONE);
  assert_int_equal(visit.model.drives[vp_session_drive(&visit.model)].view, VP_DRIVE_VIEW_DONE);
}

static void the_notice_of_a_drive_that_has_gone_goes_after_a_minute(void **state) {
  (void)state;
  struct visit visit = at_welcome();
  drive(&visit, VP_MESSAGE_DRIVE_ARRIVED, "/media/a", 0, VP_DRIVE_VIEW_NONE);
  drive(&visit, VP_MESSAGE_DRIVE_LOOKED, "/media/a", 0, VP_DRIVE_VIEW_COPYING);
  drive(&visit, VP_MESSAGE_DRIVE_LEFT, "/media/a", 0, VP_DRIVE_VIEW_NONE);
  drive(&visit, VP_MESSAGE_SYNC_ENDED, "/media/a", 0, VP_DRIVE_VIEW_YANKED);
  assert_screen(&visit, VP_SCREEN_DRIVE);
  assert_int_equal(vp_session_deadline_ms(&visit.model), visit.now_ms + VP_NOTICE_MS);
  wait_until_due(&visit);
  assert_screen(&visit, VP_SCREEN_WELCOME);
  assert_int_equal(vp_session_deadline_ms(&visit.model), -1);
}

static void every_end_of_copying_is_shown_as_what_it_is(void **state) {
  (void)state;
  static const enum vp_drive_view ends[] = {VP_DRIVE_VIEW_DONE, VP_DRIVE_VIEW_FULL, VP_DRIVE_VIEW_READ_ONLY,
                                            VP_DRIVE_VIEW_FAILED};
  for (size_t i = 0; i < VP_COUNT(ends); i++) {
    struct visit visit = at_welcome();
    drive(&visit, VP_MESSAGE_DRIVE_ARRIVED, "/media/a", 0, VP_DRIVE_VIEW_NONE);
    drive(&visit, VP_MESSAGE_DRIVE_LOOKED, "/media/a", 0, VP_DRIVE_VIEW_COPYING);
    drive(&visit, VP_MESSAGE_SYNC_ENDED, "/media/a", 0, ends[i]);
    assert_int_equal(visit.model.drives[0].view, ends[i]);
    assert_screen(&visit, VP_SCREEN_DRIVE);
  }
}

static void a_drive_that_is_not_ours_is_left_alone(void **state) {
  (void)state;
  static const enum vp_drive_view views[] = {VP_DRIVE_VIEW_PLAIN, VP_DRIVE_VIEW_OTHER, VP_DRIVE_VIEW_DAMAGED};
  for (size_t i = 0; i < VP_COUNT(views); i++) {
    struct visit visit = at_welcome();
    drive(&visit, VP_MESSAGE_DRIVE_ARRIVED, "/media/a", 0, VP_DRIVE_VIEW_NONE);
    drive(&visit, VP_MESSAGE_DRIVE_LOOKED, "/media/a", 0, views[i]);
    assert_int_equal(visit.model.drives[0].view, views[i]);
    assert_int_equal(visit.effects.count, 0);
  }
}

static void a_drive_during_a_visit_never_disturbs_it(void **state) {
  (void)state;
  static const struct {
    enum vp_message_kind kind;
    enum vp_drive_view view;
  } business[] = {{VP_MESSAGE_DRIVE_ARRIVED, VP_DRIVE_VIEW_NONE},    {VP_MESSAGE_DRIVE_LOOKED, VP_DRIVE_VIEW_COPYING},
                  {VP_MESSAGE_SYNC_PROGRESS, VP_DRIVE_VIEW_COPYING}, {VP_MESSAGE_SYNC_ENDED, VP_DRIVE_VIEW_FULL},
                  {VP_MESSAGE_DRIVE_LEFT, VP_DRIVE_VIEW_NONE},       {VP_MESSAGE_DRIVE_ARRIVED, VP_DRIVE_VIEW_NONE},
                  {VP_MESSAGE_DRIVE_LOOKED, VP_DRIVE_VIEW_COPYING},  {VP_MESSAGE_DRIVE_LEFT, VP_DRIVE_VIEW_NONE}};
  struct visit visit = recording();
  struct visit before = visit;
  for (size_t i = 0; i < VP_COUNT(business); i++) {
    drive(&visit, business[i].kind, "/media/a", 0, business[i].view);
    assert_screen(&visit, VP_SCREEN_TELL);
    assert_int_equal(visit.model.take_state, VP_TAKE_RECORDING);
    assert_int_equal(visit.model.dialog, VP_DIALOG_NONE);
    assert_int_equal(visit.model.input_ms, before.model.input_ms); /* a drive is no person */
    for (size_t j = 0; j < visit.effects.count; j++)
      assert_true(visit.effects.items[j].kind >= VP_EFFECT_DRIVE_LOOK &&
                  visit.effects.items[j].kind <= VP_EFFECT_SYNC_STOP);
  }
  choose(&visit, VP_MESSAGE_DONE, 0);
  choose(&visit, VP_MESSAGE_KEEP, 0);
  kept(&visit, "123456789");
  choose(&visit, VP_MESSAGE_FINISH, 0);
  assert_screen(&visit, VP_SCREEN_DRIVE); /* now it is staff's turn */
}

/* ---- enrolling ---- */

static struct visit alone(void) {
  struct visit visit = {.now_ms = 1000};
  vp_session_init(&visit.model, &guide, NULL, 0);
  open_store(&visit, false);
  assert_screen(&visit, VP_SCREEN_ENROL);
  return visit;
}

static void offer(struct visit *visit, const char *path, int slot, const char *name) {
  drive(visit, VP_MESSAGE_DRIVE_ARRIVED, path, slot, VP_DRIVE_VIEW_NONE);
  struct vp_message message = of_drive(VP_MESSAGE_DRIVE_LOOKED, path, slot, VP_DRIVE_VIEW_OFFERED);
  snprintf(message.drive.collection.name, sizeof message.drive.collection.name, "%s", name);
  snprintf(message.drive.collection.fingerprint, sizeof message.drive.collection.fingerprint, "words of %s", name);
  send(visit, message);
}

static void a_kiosk_is_enrolled_by_staff_and_then_copies(void **state) {
  (void)state;
  struct visit visit = alone();
  choose(&visit, VP_MESSAGE_BEGIN, 0);
  assert_screen(&visit, VP_SCREEN_ENROL);
  offer(&visit, "/media/a", 0, "Stad");
  assert_string_equal(visit.model.collection.name, "Stad");
  choose(&visit, VP_MESSAGE_ENROL, 0);
  assert_int_equal(effect(&visit, VP_EFFECT_ENROL).drive, 0);
  choose(&visit, VP_MESSAGE_ENROL, 0);
  assert_int_equal(times(&visit, VP_EFFECT_ENROL), 0); /* once */
  struct vp_message enrolled = {.kind = VP_MESSAGE_ENROLLED};
  enrolled.store.collection = visit.model.collection;
  send(&visit, enrolled);
  assert_int_equal(times(&visit, VP_EFFECT_DRIVE_LOOK), 1); /* it is ours now */
  drive(&visit, VP_MESSAGE_DRIVE_LOOKED, "/media/a", 0, VP_DRIVE_VIEW_COPYING);
  assert_int_equal(times(&visit, VP_EFFECT_SYNC), 1);
}

static void staff_confirm_the_collection_that_they_read(void **state) {
  (void)state;
  struct visit visit = alone();
  offer(&visit, "/media/a", 0, "Stad");
  offer(&visit, "/media/b", 1, "Dorp");
  assert_string_equal(visit.model.collection.name, "Stad");
  assert_int_equal(visit.model.drives[1].view, VP_DRIVE_VIEW_OTHER);
  choose(&visit, VP_MESSAGE_ENROL, 1);
  assert_int_equal(visit.effects.count, 0);
  drive(&visit, VP_MESSAGE_DRIVE_LEFT, "/media/a", 0, VP_DRIVE_VIEW_NONE);
  assert_int_equal(effect(&visit, VP_EFFECT_DRIVE_LOOK).drive, 1); /* its turn */
  assert_int_equal(visit.model.collection.name[0], 0);
}

static void enrolling_that_fails_is_told_and_can_be_tried_again(void **state) {
  (void)state;
  struct visit visit = alone();
  offer(&visit, "/media/a", 0, "Stad");
  choose(&visit, VP_MESSAGE_ENROL, 0);
  struct vp_message failed = {.kind = VP_MESSAGE_ENROL_FAILED};
  vp_fault_set(&failed.fault, VP_E_NO_SPACE, "enrolling", NULL, NULL, "no space");
  send(&visit, failed);
  assert_screen(&visit, VP_SCREEN_ENROL);
  assert_int_equal(visit.model.fault.code, VP_E_NO_SPACE);
  choose(&visit, VP_MESSAGE_ENROL, 0);
  assert_int_equal(times(&visit, VP_EFFECT_ENROL), 1);
  assert_int_equal(visit.model.fault.code, 0);
}

static void a_drive_that_came_before_the_store_was_open_is_looked_at_once_it_is(void **state) {
  (void)state;
  struct visit visit = {.now_ms = 1000};
  vp_session_init(&visit.model, &guide, NULL, 0);
  drive(&visit, VP_MESSAGE_DRIVE_ARRIVED, "/media/a", 0, VP_DRIVE_VIEW_NONE);
  assert_int_equal(visit.effects.count, 0);
  open_store(&visit, true);
  assert_int_equal(times(&visit, VP_EFFECT_DRIVE_LOOK), 1);
}

int main(void) {
  small_guide_make(&guide);
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_spoken_story_is_told_heard_and_kept),
      cmocka_unit_test(what_is_heard_back_can_be_paused_resumed_and_heard_again),
      cmocka_unit_test(three_seconds_of_silence_are_told_and_speaking_ends_that),
      cmocka_unit_test(pause_and_done_at_once_pause_once),
      cmocka_unit_test(again_leaves_the_previous_take_until_the_new_one_has_begun),
      cmocka_unit_test(again_and_back_gives_the_previous_take_back),
      cmocka_unit_test(again_waits_until_the_store_has_the_take),
      cmocka_unit_test(throwing_away_asks_first_and_no_changes_nothing),
      cmocka_unit_test(a_second_press_on_yes_throws_nothing_else_away),
      cmocka_unit_test(a_microphone_lost_during_a_take_ends_it_where_it_was),
      cmocka_unit_test(without_a_microphone_the_way_to_typing_is_open),
      cmocka_unit_test(a_full_disk_stops_the_take_and_keeps_what_there_is),
      cmocka_unit_test(a_full_kiosk_begins_no_visit),
      cmocka_unit_test(when_keeping_fails_the_take_stays_and_can_be_kept_again),
      cmocka_unit_test(answers_about_another_take_are_dropped),
      cmocka_unit_test(a_broken_store_is_told_and_begins_nothing),
      cmocka_unit_test(a_typed_story_is_written_read_and_kept),
      cmocka_unit_test(capitals_come_by_themselves_after_a_sentence_and_shift_is_for_one_letter),
      cmocka_unit_test(spaces_are_no_story),
      cmocka_unit_test(a_text_that_is_as_long_as_it_can_be_takes_no_more_and_stays_whole),
      cmocka_unit_test(words_that_the_store_refused_stay_and_are_tried_again),
      cmocka_unit_test(a_text_written_again_and_back_is_the_text_from_before),
      cmocka_unit_test(back_loses_nothing_from_the_review_to_the_first_step),
      cmocka_unit_test(back_while_telling_pauses_the_take),
      cmocka_unit_test(back_from_the_first_step_ends_a_visit_without_a_story_at_once),
      cmocka_unit_test(typing_instead_of_telling_asks_before_what_was_told_goes),
      cmocka_unit_test(declining_stops_and_asks_only_if_something_was_told),
      cmocka_unit_test(another_theme_forgets_the_question_of_the_first),
      cmocka_unit_test(what_is_set_holds_for_the_visit_and_not_for_the_next),
      cmocka_unit_test(everything_is_as_usual_again_when_asked_but_the_language),
      cmocka_unit_test(what_was_set_and_left_is_as_usual_for_whoever_comes_next),
      cmocka_unit_test(a_setting_out_of_range_is_none),
      cmocka_unit_test(the_panel_opens_over_telling_and_the_take_goes_on),
      cmocka_unit_test(a_dialog_waits_beneath_the_panel),
      cmocka_unit_test(whether_somebody_is_there_is_asked_over_the_panel),
      cmocka_unit_test(volume_and_rate_go_in_steps_and_stop_at_their_ends),
      cmocka_unit_test(nobody_is_left_with_neither_screen_nor_voice),
      cmocka_unit_test(the_second_language_is_another_than_the_first),
      cmocka_unit_test(an_unattended_visit_is_asked_and_its_take_is_left_as_interrupted),
      cmocka_unit_test(any_sign_of_life_answers_are_you_still_there),
      cmocka_unit_test(who_speaks_or_listens_is_never_asked),
      cmocka_unit_test(the_next_visitor_finds_nothing_of_who_walked_away),
      cmocka_unit_test(who_leaves_while_keeping_leaves_a_kept_story_or_an_interrupted_one),
      cmocka_unit_test(thanks_go_by_themselves_when_nobody_is_there),
      cmocka_unit_test(a_clock_that_goes_back_or_far_ahead_is_not_believed),
      cmocka_unit_test(a_drive_of_ours_is_copied_to_and_told_to_come_out),
      cmocka_unit_test(two_drives_are_copied_to_one_after_the_other),
      cmocka_unit_test(a_drive_taken_out_too_soon_is_told_until_it_is_back),
      cmocka_unit_test(the_notice_of_a_drive_that_has_gone_goes_after_a_minute),
      cmocka_unit_test(every_end_of_copying_is_shown_as_what_it_is),
      cmocka_unit_test(a_drive_that_is_not_ours_is_left_alone),
      cmocka_unit_test(a_drive_during_a_visit_never_disturbs_it),
      cmocka_unit_test(a_kiosk_is_enrolled_by_staff_and_then_copies),
      cmocka_unit_test(staff_confirm_the_collection_that_they_read),
      cmocka_unit_test(enrolling_that_fails_is_told_and_can_be_tried_again),
      cmocka_unit_test(a_drive_that_came_before_the_store_was_open_is_looked_at_once_it_is),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
