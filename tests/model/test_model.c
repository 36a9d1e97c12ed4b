/* A million messages and more, in any order, from any room, early, late or senseless: after each of them the session's
 * own invariants and the ledger are asked. What fails is replayed with fewer and fewer messages until none can be
 * spared, and these are printed by name. test_model [SEED [MESSAGES]] */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "ledger.h"
#include "messages.h"
#include "small_guide.h"

enum { MESSAGES = 3000000, LIFE = 4000, TOLD_MAX = 60 };

static uint64_t seed = 20261124;
static uint64_t message_count = MESSAGES;
static struct vp_guide guide;

static struct {
  uint64_t screens[VP_SCREEN_COUNT], dialogs[VP_DIALOG_STILL_THERE + 1], effects[VP_EFFECT_COUNT];
  uint64_t panels[VP_PANEL_COUNT], over_dialogs, over_recording;
  uint64_t handled[VP_MESSAGE_COUNT], views[VP_DRIVE_VIEW_FAILED + 1], troubles[VP_TROUBLE_STORE + 1];
  size_t most_effects;
} reached;

struct life {
  struct vp_model model;
  struct ledger ledger;
};

static void begin(struct life *life) {
  vp_session_init(&life->model, &guide, NULL, 0);
  ledger_init(&life->ledger);
}

static void note(const struct vp_model *model, const struct vp_message *message, const struct vp_effects *effects) {
  reached.screens[model->screen]++;
  reached.dialogs[model->dialog]++;
  reached.troubles[model->trouble]++;
  reached.panels[model->panel]++;
  reached.over_dialogs += model->panel != VP_PANEL_CLOSED && model->dialog != VP_DIALOG_NONE;
  reached.over_recording += model->panel != VP_PANEL_CLOSED && model->take_state == VP_TAKE_RECORDING;
  for (int i = 0; i < VP_DRIVE_SLOTS; i++)
    reached.views[model->drives[i].view]++;
  for (size_t i = 0; i < effects->count; i++)
    reached.effects[effects->items[i].kind]++;
  if (effects->count > reached.most_effects)
    reached.most_effects = effects->count;
  if (message->kind < VP_MESSAGE_COUNT)
    reached.handled[message->kind]++;
}

/* NULL, or what broke. */
static const char *step(struct life *life, const struct vp_message *message) {
  struct vp_effects effects;
  ledger_hear(&life->ledger, &life->model, message);
  vp_session_update(&life->model, message, &effects);
  const char *broken = vp_session_broken(&life->model);
  if (!broken)
    broken = ledger_check(&life->ledger, &life->model, message, &effects);
  if (!broken && message->kind == VP_MESSAGE_TIME) {
    int64_t deadline = vp_session_deadline_ms(&life->model);
    if (deadline >= 0 && deadline <= life->model.now_ms)
      broken = "a deadline that has been told is due again at once";
  }
  if (!broken)
    note(&life->model, message, &effects);
  return broken;
}

/* ---- what broke, in as few messages as will do ---- */

static bool is_about_take(const struct vp_message *message) {
  return message->kind >= VP_MESSAGE_TAKE_STARTED && message->kind <= VP_MESSAGE_PLAYER;
}

/* Those that are left out are of kind NONE. The numbers of takes are as far from the model's as they were the first
 * time: with fewer messages there are fewer takes. */
static const char *replay(struct life *life, const struct vp_message *messages, size_t count) {
  begin(life);
  for (size_t i = 0; i < count; i++) {
    if (messages[i].kind == VP_MESSAGE_NONE)
      continue;
    struct vp_message message = messages[i];
    if (is_about_take(&message))
      message.take += life->model.take;
    const char *broken = step(life, &message);
    if (broken)
      return i + 1 == count ? broken : NULL;
  }
  return NULL;
}

static bool breaks_alike(struct life *life, const struct vp_message *messages, size_t count, const char *broken) {
  const char *now = replay(life, messages, count);
  return now && strcmp(now, broken) == 0;
}

static void shrink(struct life *life, struct vp_message *messages, size_t count, const char *broken) {
  enum vp_message_kind *kinds = malloc(count * sizeof *kinds);
  if (!kinds || !breaks_alike(life, messages, count, broken)) {
    free(kinds);
    return;
  }
  for (size_t part = count / 2; part > 0; part /= 2)
    for (size_t from = 0; from + 1 < count; from += part) {
      size_t to = from + part < count - 1 ? from + part : count - 1;
      for (size_t i = from; i < to; i++) {
        kinds[i] = messages[i].kind;
        messages[i].kind = VP_MESSAGE_NONE;
      }
      if (!breaks_alike(life, messages, count, broken))
        for (size_t i = from; i < to; i++)
          messages[i].kind = kinds[i];
    }
  free(kinds);
}

static void tell(struct life *life, const struct vp_message *messages, size_t count, const char *broken) {
  size_t left = 0, told = 0;
  for (size_t i = 0; i < count; i++)
    left += messages[i].kind != VP_MESSAGE_NONE;
  fprintf(stderr, "\nseed %llu: %s\nafter these %zu messages%s:\n", (unsigned long long)seed, broken, left,
          left > TOLD_MAX ? " (the last of them)" : "");
  begin(life);
  for (size_t i = 0; i < count; i++) {
    if (messages[i].kind == VP_MESSAGE_NONE)
      continue;
    struct vp_message message = messages[i];
    if (is_about_take(&message))
      message.take += life->model.take;
    (void)step(life, &message); /* it is known to break at the last */
    if (++told + TOLD_MAX > left)
      fprintf(
          stderr,
          "  %10lld ms  %-14s argument %-6d take %-3u -> %s, panel %d, dialog %d, take %u in state %d, previous %u\n",
          (long long)messages[i].now_ms, vp_message_name(messages[i].kind), messages[i].argument, message.take,
          vp_screen_name(life->model.screen), (int)life->model.panel, (int)life->model.dialog, life->model.take,
          (int)life->model.take_state, life->model.previous_take);
  }
}

/* ---- the tests ---- */

static void any_messages_in_any_order_break_nothing(void **state) {
  (void)state;
  static struct life life;
  struct chance chance = {seed};
  struct vp_message *messages = calloc(LIFE, sizeof *messages);
  assert_non_null(messages);
  uint64_t done = 0;
  while (done < message_count) {
    int64_t clock_ms = chance_below(&chance, 1000000);
    int senseless = chance_percent(&chance, 50) ? 0 : 15;
    begin(&life);
    bool works = true;
    for (size_t i = 0; i < LIFE && works; i++, done++) {
      works = life.model.screen != VP_SCREEN_BROKEN || chance_percent(&chance, 90); /* else it is switched off and on */
      messages_next(&chance, &life.model, senseless, &clock_ms, &messages[i]);
      uint32_t number = life.model.take;
      const char *broken = step(&life, &messages[i]);
      if (is_about_take(&messages[i]))
        messages[i].take -= number;
      if (!broken)
        continue;
      shrink(&life, messages, i + 1, broken);
      tell(&life, messages, i + 1, broken);
      fail_msg("%s", broken);
    }
  }
  free(messages);
  const struct ledger *ledger = &life.ledger;
  printf("seed %llu, %llu messages: %llu stories kept, %llu takes deleted, %llu replaced, %llu abandoned, %llu never "
         "begun, "
         "%llu visits ended while keeping; at most %zu effects of one message\n",
         (unsigned long long)seed, (unsigned long long)done, (unsigned long long)ledger->kept,
         (unsigned long long)ledger->deleted, (unsigned long long)ledger->replaced,
         (unsigned long long)ledger->abandoned, (unsigned long long)ledger->never_began,
         (unsigned long long)ledger->keep_pending, reached.most_effects);
}

#define ASSERT_ALL_REACHED(counts, from, name)                                                                         \
  for (size_t i = (from); i < sizeof(counts) / sizeof(counts)[0]; i++)                                                 \
    if ((counts)[i] == 0)                                                                                              \
  fail_msg("%s %zu was never reached", name, i)

/* Else the test above would say little. */
static void every_screen_dialog_view_trouble_and_effect_is_reached(void **state) {
  (void)state;
  if (message_count < 100000)
    skip();
  ASSERT_ALL_REACHED(reached.screens, 0, "screen");
  ASSERT_ALL_REACHED(reached.dialogs, 0, "dialog");
  ASSERT_ALL_REACHED(reached.views, 0, "drive view");
  ASSERT_ALL_REACHED(reached.troubles, 0, "trouble");
  ASSERT_ALL_REACHED(reached.effects, 1, "effect");
  ASSERT_ALL_REACHED(reached.panels, 0, "page of the panel");
  assert_true(reached.over_dialogs > 0);
  assert_true(reached.over_recording > 0);
  ASSERT_ALL_REACHED(reached.handled, 1, "message");
}

static void the_same_seed_gives_the_same_messages(void **state) {
  (void)state;
  static struct life first, second;
  struct chance one = {seed}, other = {seed};
  int64_t clock_one = 0, clock_other = 0;
  begin(&first);
  begin(&second);
  for (int i = 0; i < 3000; i++) {
    struct vp_message a, b;
    messages_next(&one, &first.model, 10, &clock_one, &a);
    messages_next(&other, &second.model, 10, &clock_other, &b);
    assert_memory_equal(&a, &b, sizeof a);
    assert_null(step(&first, &a));
    assert_null(step(&second, &b));
  }
  assert_memory_equal(&first.model, &second.model, sizeof first.model);
}

/* ---- the ledger's own: each thing that it forbids is done to it once ---- */

static struct life a_take_is_recorded(void) {
  struct life life;
  begin(&life);
  static const struct {
    enum vp_message_kind kind;
    int argument;
  } way[] = {{VP_MESSAGE_STORE_OPENED, 0}, {VP_MESSAGE_BEGIN, 0},      {VP_MESSAGE_MEDIUM, 0},
             {VP_MESSAGE_THEME, 0},        {VP_MESSAGE_KIND, 0},       {VP_MESSAGE_AGREE, 0},
             {VP_MESSAGE_PROMPT, 0},       {VP_MESSAGE_MICROPHONE, 0}, {VP_MESSAGE_RECORD, 0},
             {VP_MESSAGE_TAKE_STARTED, 0}};
  for (size_t i = 0; i < sizeof way / sizeof way[0]; i++) {
    struct vp_message message = {.kind = way[i].kind, .argument = way[i].argument, .take = 1};
    if (message.kind == VP_MESSAGE_STORE_OPENED)
      message.store.enrolled = true;
    if (message.kind == VP_MESSAGE_MICROPHONE)
      message.microphone = VP_MICROPHONE_READY;
    assert_null(step(&life, &message));
  }
  assert_int_equal(life.model.take_state, VP_TAKE_RECORDING);
  return life;
}

static const char *complaint(struct life *life, enum vp_message_kind kind, enum vp_effect_kind effect, uint32_t take) {
  struct vp_message message = {.kind = kind};
  struct vp_effects effects = {.items = {{.kind = effect, .take = take, .drive = 0}}, .count = 1};
  return ledger_check(&life->ledger, &life->model, &message, &effects);
}

static void the_ledger_complains_of_each_thing_that_it_forbids(void **state) {
  (void)state;
  static const struct {
    enum vp_message_kind kind;
    enum vp_effect_kind effect;
    uint32_t take;
    const char *complaint;
  } forbidden[] = {
      {VP_MESSAGE_RECORD, VP_EFFECT_TAKE_START, 1, "a take's number is used again"},
      {VP_MESSAGE_RECORD, VP_EFFECT_TAKE_START, 2,
       "a take begins beside another that is not over, or instead of one that is"},
      {VP_MESSAGE_BACK, VP_EFFECT_TAKE_DELETE, 1, "a take is deleted though nobody said so"},
      {VP_MESSAGE_BACK, VP_EFFECT_TAKE_ABANDON, 1, "a take is abandoned though the person is there"},
      {VP_MESSAGE_CONFIRM, VP_EFFECT_TAKE_DELETE, 7, "a take that never began or is over is deleted or abandoned"},
      {VP_MESSAGE_RECORD, VP_EFFECT_TAKE_RESUME, 1, "a take goes on while one is recorded"},
      {VP_MESSAGE_KEEP, VP_EFFECT_TAKE_KEEP, 1, "a story is kept while it is recorded"},
      {VP_MESSAGE_KEEP, VP_EFFECT_TAKE_KEEP, 3,
       "something is asked of a take that never began, is over or is being kept"},
      {VP_MESSAGE_TYPE, VP_EFFECT_TAKE_DRAFT, 1, "a draft for a take of sound"},
      {VP_MESSAGE_PLAY, VP_EFFECT_PLAYER_OPEN, 1, "something is played that is no finished take of sound"},
      {VP_MESSAGE_PLAY, VP_EFFECT_PLAYER_CLOSE, 1, "a player is paused, resumed or closed that is not open"},
      {VP_MESSAGE_BACK, VP_EFFECT_MICROPHONE_OPEN, 0, "the microphone is opened twice"},
      {VP_MESSAGE_BACK, VP_EFFECT_MICROPHONE_CLOSE, 0, "the microphone is closed while a take is recorded"},
      {VP_MESSAGE_ENROL, VP_EFFECT_ENROL, 0, "enrolled twice"},
      {VP_MESSAGE_DRIVE_ARRIVED, VP_EFFECT_DRIVE_LOOK, 0, "a look at a drive that nobody waits for"},
      {VP_MESSAGE_DRIVE_LOOKED, VP_EFFECT_SYNC, 0, "copying without a collection, or shown otherwise"},
      {VP_MESSAGE_DRIVE_LEFT, VP_EFFECT_SYNC_STOP, 0, "copying is stopped that does not run, or twice"},
      {VP_MESSAGE_PAUSE, VP_EFFECT_TAKE_PAUSE, 1, "a take is recorded and shown as paused, or the reverse"},
      {VP_MESSAGE_PAUSE, VP_EFFECT_COUNT, 0, "an effect that there isn't"},
  };
  for (size_t i = 0; i < sizeof forbidden / sizeof forbidden[0]; i++) {
    struct life life = a_take_is_recorded();
    const char *told = complaint(&life, forbidden[i].kind, forbidden[i].effect, forbidden[i].take);
    assert_non_null(told);
    assert_string_equal(told, forbidden[i].complaint);
  }
}

static void the_ledger_sees_what_is_left_of_a_visit(void **state) {
  (void)state;
  struct life life = a_take_is_recorded();
  struct vp_message leave[] = {{.kind = VP_MESSAGE_TIME, .now_ms = VP_UNATTENDED_MS},
                               {.kind = VP_MESSAGE_TIME, .now_ms = VP_UNATTENDED_MS + VP_ANSWER_MS}};
  assert_null(step(&life, &leave[0]));
  struct life before = life;
  assert_null(step(&life, &leave[1]));
  struct vp_effects effects;
  vp_session_update(&before.model, &leave[1], &effects);
  before.model.player_length_ms = 1;
  assert_string_equal(ledger_check(&before.ledger, &before.model, &leave[1], &effects),
                      "something of a visit is left in the model for the next visitor");
}

int main(int argc, char **argv) {
  if (argc > 1)
    seed = strtoull(argv[1], NULL, 0);
  if (argc > 2)
    message_count = strtoull(argv[2], NULL, 0);
  small_guide_make(&guide);
  printf("seed %llu\n", (unsigned long long)seed);
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(any_messages_in_any_order_break_nothing),
      cmocka_unit_test(every_screen_dialog_view_trouble_and_effect_is_reached),
      cmocka_unit_test(the_same_seed_gives_the_same_messages),
      cmocka_unit_test(the_ledger_complains_of_each_thing_that_it_forbids),
      cmocka_unit_test(the_ledger_sees_what_is_left_of_a_visit),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
