/* What the voice's sound is made of: the mixer's gains, the short signs, and how a recording is found. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <vertelpunt/utf8.h>

#include "../../src/audio/internal.h"

enum { COUNT = 4800, SETTLED = 960 /* 20 ms: every ramp is over */ };

static struct mixer mixer;
static float out[COUNT];

static int start(void **state) {
  (void)state; /* cmocka's signature */
  return mixer_init(&mixer, VP_RATE_HZ, 5);
}

static int stop(void **state) {
  (void)state;
  mixer_finish(&mixer);
  return 0;
}

static void put(enum mixer_which which, float level, size_t count) {
  for (size_t i = 0; i < count; i++) {
    float sample = i % 2 ? level : -level;
    assert_int_equal(vp_ring_write(&mixer.sources[which].ring, &sample, 1), 1);
  }
}

static float peak(size_t from, size_t to) {
  float most = 0;
  for (size_t i = from; i < to; i++)
    most = fabsf(out[i]) > most ? fabsf(out[i]) : most;
  return most;
}

static void each_step_of_volume_is_6_db(void **state) {
  (void)state;
  for (int volume = 5; volume > 0; volume--) {
    double db = 20 * log10((double)mixer_gain(volume) / (double)mixer_gain(volume - 1));
    assert_true(db > 6.0 && db < 6.1);
  }
  assert_true(mixer_gain(5) == 1 && mixer_gain(9) == 1 && mixer_gain(-1) == mixer_gain(0));
}

static void the_volume_changes_while_it_sounds_and_without_a_jump(void **state) {
  (void)state;
  for (size_t i = 0; i < 2 * COUNT; i++) {
    float level = 0.5F;
    vp_ring_write(&mixer.sources[MIXER_VOICE].ring, &level, 1);
  }
  mixer_take(&mixer, out, COUNT);
  assert_true(fabsf(out[COUNT - 1] - 0.5F) < 1e-6F);
  atomic_store(&mixer.volume, 3);
  mixer_take(&mixer, out, COUNT);
  assert_true(fabsf(out[COUNT - 1] - 0.125F) < 1e-6F);
  for (size_t i = 1; i < COUNT; i++)
    assert_true(fabsf(out[i] - out[i - 1]) < 0.01F);
}

static void while_a_sign_sounds_the_voice_is_softer(void **state) {
  float alone, beneath;
  (void)state;
  put(MIXER_VOICE, 0.4F, 3 * COUNT);
  mixer_take(&mixer, out, COUNT);
  alone = peak(SETTLED, COUNT);
  put(MIXER_SIGN, 0, COUNT); /* a silent sign: what is left is the voice */
  mixer_take(&mixer, out, COUNT);
  beneath = peak(SETTLED, COUNT);
  assert_true(fabsf(beneath - alone / 4) < 1e-4F);
  mixer_take(&mixer, out, COUNT);
  assert_true(fabsf(peak(SETTLED, COUNT) - alone) < 1e-4F);
}

static void what_adds_up_to_too_much_does_not_clip(void **state) {
  (void)state;
  put(MIXER_SIGN, 1, COUNT);
  for (size_t i = 0; i < COUNT; i++) {
    float sample = i % 2 ? 1.0F : -1.0F;
    vp_ring_write(&mixer.sources[MIXER_VOICE].ring, &sample, 1);
  }
  mixer_take(&mixer, out, COUNT);
  assert_true(peak(0, COUNT) <= 1);
  assert_true(peak(SETTLED, COUNT) > 0.9F);
}

static void without_anything_to_play_there_is_silence(void **state) {
  (void)state;
  mixer_take(&mixer, out, COUNT);
  assert_true(peak(0, COUNT) == 0);
  put(MIXER_VOICE, 0.5F, COUNT / 2);
  mixer_take(&mixer, out, COUNT);
  assert_true(peak(0, COUNT / 2) > 0.4F);
  assert_true(peak(COUNT / 2, COUNT) == 0);
}

static void what_is_cut_is_over_in_20_ms_and_what_follows_is_whole(void **state) {
  (void)state;
  put(MIXER_VOICE, 0.5F, 3 * COUNT);
  mixer_take(&mixer, out, COUNT);
  mixer_cut(&mixer, MIXER_VOICE);
  assert_true(mixer_is_empty(&mixer, MIXER_VOICE));
  mixer_take(&mixer, out, COUNT);
  assert_true(peak(SETTLED, COUNT) == 0);
  put(MIXER_VOICE, 0.3F, 10);
  mixer_take(&mixer, out, COUNT);
  assert_true(fabsf(peak(0, 10) - 0.3F) < 1e-6F);
  assert_true(peak(10, COUNT) == 0);
}

static void a_pause_keeps_what_is_to_come(void **state) {
  (void)state;
  put(MIXER_VOICE, 0.5F, 3 * COUNT);
  atomic_store(&mixer.sources[MIXER_VOICE].paused, true);
  mixer_take(&mixer, out, COUNT);
  assert_true(peak(SETTLED, COUNT) == 0);
  size_t left = vp_ring_readable(&mixer.sources[MIXER_VOICE].ring);
  mixer_take(&mixer, out, COUNT);
  assert_true(peak(0, COUNT) == 0);
  assert_int_equal(vp_ring_readable(&mixer.sources[MIXER_VOICE].ring), left);
  atomic_store(&mixer.sources[MIXER_VOICE].paused, false);
  mixer_take(&mixer, out, COUNT);
  assert_true(peak(SETTLED, COUNT) > 0.49F);
}

static void hushed_means_nothing_at_all(void **state) {
  (void)state;
  put(MIXER_VOICE, 0.5F, 3 * COUNT);
  put(MIXER_SIGN, 0.5F, 3 * COUNT);
  atomic_store(&mixer.silent, true);
  mixer_take(&mixer, out, COUNT);
  assert_true(peak(SETTLED, COUNT) == 0);
  mixer_take(&mixer, out, COUNT);
  assert_true(peak(0, COUNT) == 0);
}

static void signs_are_short_soft_and_unlike_each_other(void **state) {
  static float samples[3][VP_RATE_HZ];
  (void)state;
  for (int i = 0; i < 3; i++) {
    size_t count = earcon_make((enum vp_earcon)i, VP_RATE_HZ, samples[i], VP_RATE_HZ);
    assert_in_range(count, 1, VP_RATE_HZ * EARCON_MAX_MS / 1000);
    struct vp_level level = vp_level_measure(samples[i], count);
    assert_true(level.peak > 0.1F && level.peak < 0.3F);
    assert_true(samples[i][0] == 0 && fabsf(samples[i][count - 1]) < 0.02F);
    for (int j = 0; j < i; j++)
      assert_int_not_equal(memcmp(samples[i], samples[j], count * sizeof(float)), 0);
  }
}

static void a_recording_has_the_name_of_its_words(void **state) {
  char name[PROMPT_NAME];
  (void)state;
  assert_true(prompt_name("Hoe gaat het?", name, sizeof name));
  assert_string_equal(name, "hoe-gaat-het.opus");
  assert_true(prompt_name("“Eén” – 2e, / ../.. ", name, sizeof name));
  assert_string_equal(name, "“eén”-–-2e.opus");
  assert_false(prompt_name(" ?! ../ ", name, sizeof name));
  char text[600] = "";
  for (int i = 0; i < 100; i++)
    strcat(text, "één");
  assert_true(prompt_name(text, name, sizeof name));
  assert_in_range(strlen(name), 95, 105);
  assert_true(vp_utf8_valid(name, strlen(name)));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_step_of_volume_is_6_db),
      cmocka_unit_test_setup_teardown(the_volume_changes_while_it_sounds_and_without_a_jump, start, stop),
      cmocka_unit_test_setup_teardown(while_a_sign_sounds_the_voice_is_softer, start, stop),
      cmocka_unit_test_setup_teardown(what_adds_up_to_too_much_does_not_clip, start, stop),
      cmocka_unit_test_setup_teardown(without_anything_to_play_there_is_silence, start, stop),
      cmocka_unit_test_setup_teardown(what_is_cut_is_over_in_20_ms_and_what_follows_is_whole, start, stop),
      cmocka_unit_test_setup_teardown(a_pause_keeps_what_is_to_come, start, stop),
      cmocka_unit_test_setup_teardown(hushed_means_nothing_at_all, start, stop),
      cmocka_unit_test(signs_are_short_soft_and_unlike_each_other),
      cmocka_unit_test(a_recording_has_the_name_of_its_words),
  };
  return cmocka_run_group_tests_name("mixer", tests, NULL, NULL);
}
