/* The voice with a real sound server, which sound_test.sh has started: what it says comes out of the loudspeaker soon,
 * is cut off at once, is as fast and as loud as asked, and while somebody tells there is nothing.
 *
 *   sound_voice voice | none */
#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>

#include <vertelpunt/attributes.h>
#include <vertelpunt/clock.h>

#include "sound_signal.h"

enum { HEARD_MAX = 180 * VP_RATE_HZ };

extern char **environ;

static const char long_text[] =
    "Dit is een lange zin. Hij gaat over de buurt, over de straat en over het huis op de hoek. "
    "Wie hem hoort, wil graag weten hoe hij afloopt, maar hij loopt nog lang niet af.";

/* --- what comes out of the loudspeaker
 * -------------------------------------------------------------------------------- */

static float *heard;
static _Atomic size_t heard_count;
static pid_t listener;
static pthread_t reader;
static int listener_fd;

static void *listen_on(void *context) {
  short block[240]; /* 5 ms */
  size_t fill = 0;
  (void)context;
  for (ssize_t got; (got = read(listener_fd, (char *)block + fill, sizeof block - fill)) > 0;) {
    fill += (size_t)got;
    size_t count = fill / sizeof *block, at = atomic_load(&heard_count);
    for (size_t i = 0; i < count && at < HEARD_MAX; i++)
      heard[at++] = (float)block[i] / 32768.0F;
    fill %= sizeof *block;
    atomic_store(&heard_count, at);
  }
  return NULL;
}

static void begin_to_listen(void) {
  static char *const arguments[] = {"parec",
                                    "--device=speaker.monitor",
                                    "--latency-msec=5",
                                    "--rate=48000",
                                    "--channels=1",
                                    "--format=s16le",
                                    "--raw",
                                    NULL};
  int ends[2];
  posix_spawn_file_actions_t actions;
  heard = calloc(HEARD_MAX, sizeof *heard);
  assert_non_null(heard);
  assert_int_equal(pipe(ends), 0);
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  posix_spawn_file_actions_addclose(&actions, ends[0]);
  assert_int_equal(posix_spawnp(&listener, arguments[0], &actions, NULL, arguments, environ), 0);
  posix_spawn_file_actions_destroy(&actions);
  close(ends[1]);
  listener_fd = ends[0];
  assert_int_equal(pthread_create(&reader, NULL, listen_on, NULL), 0);
}

static void end_listening(void) {
  kill(listener, SIGTERM);
  waitpid(listener, NULL, 0);
  pthread_join(reader, NULL);
  close(listener_fd);
  free(heard);
}

static void nap_ms(int ms) {
  nanosleep(&(struct timespec){.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L}, NULL);
}

static bool is_loud(size_t i) {
  return fabsf(heard[i]) > 0.004F;
}

/* Milliseconds until something is heard after `from`; -1: nothing in 5 s. */
static int64_t wait_for_sound(size_t from, int64_t since_ms) {
  while (vp_clock_monotonic_ms() - since_ms < 5000) {
    for (; from < atomic_load(&heard_count); from++)
      if (is_loud(from))
        return vp_clock_monotonic_ms() - since_ms;
    nap_ms(2);
  }
  return -1;
}

static size_t loud_samples(size_t from, size_t to) {
  size_t count = 0;
  for (; from < to; from++)
    count += is_loud(from);
  return count;
}

/* The first and last loud sample between. */
static size_t extent(size_t from, size_t to) {
  while (from < to && !is_loud(from))
    from++;
  while (to > from && !is_loud(to - 1))
    to--;
  return to - from;
}

static double rms(size_t from, size_t to) {
  double sum = 0;
  for (size_t i = from; i < to; i++)
    sum += (double)heard[i] * (double)heard[i];
  return sqrt(sum / (double)(to - from));
}

/* --- the voice
 * ---------------------------------------------------------------------------------------------------------- */

static struct vp_voice *voice;
static _Atomic int endings;
static char prompts[] = "/tmp/vertelpunt-prompts-XXXXXX";

static void on_ended(void *context) {
  (void)context;
  atomic_fetch_add(&endings, 1);
}

static void wait_for_end(void) {
  int before = atomic_load(&endings);
  for (int i = 0; i < 2000 && atomic_load(&endings) == before; i++)
    nap_ms(10);
  assert_int_not_equal(atomic_load(&endings), before);
  assert_false(vp_voice_is_speaking(voice));
}

/* What is heard of a text from beginning to end. */
static size_t say(const char *language, const char *text, size_t *to) {
  size_t from = atomic_load(&heard_count);
  vp_voice_say(voice, language, text);
  wait_for_end();
  nap_ms(500); /* it is still on its way */
  *to = atomic_load(&heard_count);
  return from;
}

static int start(void **state) {
  (void)state; /* cmocka's signature */
  assert_non_null(mkdtemp(prompts));
  assert_int_equal(vp_voice_open(NULL, prompts, on_ended, NULL, &voice), 0);
  begin_to_listen();
  vp_voice_set_mode(voice, VP_VOICE_ON);
  vp_voice_set(voice, 100, 5);
  size_t to;
  (void)say("nl", "Begin.", &to);
  return 0;
}

static int stop(void **state) {
  char command[200];
  (void)state;
  vp_voice_close(voice);
  end_listening();
  snprintf(command, sizeof command, "rm -rf %s", prompts);
  return system(command);
}

static void speech_begins_soon(void **state) {
  int64_t sum = 0, worst = 0;
  (void)state;
  for (int i = 0; i < 8; i++) {
    size_t from = atomic_load(&heard_count);
    int64_t since_ms = vp_clock_monotonic_ms();
    vp_voice_say(voice, i % 2 ? "en" : "nl", i % 2 ? "Talk" : "Wonen");
    int64_t took_ms = wait_for_sound(from, since_ms);
    assert_in_range(took_ms, 0, 1999);
    sum += took_ms;
    worst = took_ms > worst ? took_ms : worst;
    wait_for_end();
    nap_ms(400);
  }
  printf("from the call to the first sample out of speaker.monitor: %d ms on average, %d at worst\n", (int)sum / 8,
         (int)worst);
}

static void what_is_stopped_ends_at_once(void **state) {
  (void)state;
  int before = atomic_load(&endings);
  size_t from = atomic_load(&heard_count);
  int64_t since_ms = vp_clock_monotonic_ms();
  vp_voice_say(voice, "nl", long_text);
  assert_true(wait_for_sound(from, since_ms) >= 0);
  nap_ms(700);
  vp_voice_stop(voice);
  assert_false(vp_voice_is_speaking(voice));
  nap_ms(600);
  from = atomic_load(&heard_count);
  nap_ms(1000);
  assert_int_equal(loud_samples(from, atomic_load(&heard_count)), 0);
  assert_int_equal(atomic_load(&endings), before);
}

static void the_next_cuts_off_what_is_being_said(void **state) {
  (void)state;
  int64_t since_ms = vp_clock_monotonic_ms();
  vp_voice_say(voice, "nl", long_text);
  vp_voice_add(voice, "nl", long_text);
  nap_ms(800);
  vp_voice_say(voice, "nl", "Ja.");
  wait_for_end();
  assert_in_range(vp_clock_monotonic_ms() - since_ms, 800, 4000);
}

static void a_pause_is_silent_and_goes_on(void **state) {
  (void)state;
  vp_voice_say(voice, "nl", long_text);
  nap_ms(800);
  vp_voice_pause(voice, true);
  nap_ms(600);
  size_t from = atomic_load(&heard_count);
  nap_ms(600);
  assert_int_equal(loud_samples(from, atomic_load(&heard_count)), 0);
  int64_t since_ms = vp_clock_monotonic_ms();
  from = atomic_load(&heard_count);
  vp_voice_pause(voice, false);
  assert_true(wait_for_sound(from, since_ms) >= 0);
  vp_voice_stop(voice);
  nap_ms(400);
}

static void while_somebody_tells_nothing_goes_out(void **state) {
  (void)state;
  vp_voice_say(voice, "nl", long_text);
  nap_ms(800);
  vp_voice_set_mode(voice, VP_VOICE_HUSHED);
  nap_ms(600);
  size_t from = atomic_load(&heard_count);
  vp_voice_say(voice, "nl", "Dit hoort niemand.");
  vp_voice_sign(voice, VP_EARCON_ERROR);
  nap_ms(1500);
  size_t to = atomic_load(&heard_count);
  for (size_t i = from; i < to; i++)
    if (heard[i] != 0)
      fail_msg("sample %zu is %g", i - from, (double)heard[i]);
  assert_false(vp_voice_is_speaking(voice));
  vp_voice_set_mode(voice, VP_VOICE_ON);
  int64_t since_ms = vp_clock_monotonic_ms();
  from = atomic_load(&heard_count);
  vp_voice_say(voice, "nl", "Ja.");
  int64_t took_ms = wait_for_sound(from, since_ms);
  printf("and after the silence: %d ms\n", (int)took_ms);
  assert_in_range(took_ms, 0, 1999);
  wait_for_end();
}

static void twice_the_rate_takes_half_the_time(void **state) {
  size_t to;
  (void)state;
  size_t from = say("nl", "Ik woon in een mooie buurt met veel bomen.", &to), usual = extent(from, to);
  vp_voice_set(voice, 200, 5);
  from = say("nl", "Ik woon in een mooie buurt met veel bomen.", &to);
  double ratio = (double)usual / (double)extent(from, to);
  vp_voice_set(voice, 100, 5);
  printf("at 200 %% it takes 1/%.2f of the time\n", ratio);
  assert_true(ratio > 1.5 && ratio < 2.5);
}

static void a_step_of_volume_is_6_db(void **state) {
  double loud[6];
  (void)state;
  for (int volume = 5; volume >= 3; volume--) {
    size_t to, from;
    vp_voice_set(voice, 100, volume);
    nap_ms(100);
    from = say("nl", "Ik woon in een mooie buurt met veel bomen.", &to);
    loud[volume] = rms(from, to) * sqrt((double)(to - from));
  }
  vp_voice_set(voice, 100, 5);
  for (int volume = 5; volume > 3; volume--) {
    double db = 20 * log10(loud[volume] / loud[volume - 1]);
    printf("from %d to %d: %.2f dB\n", volume, volume - 1, db);
    assert_true(db > 5.5 && db < 6.5);
  }
}

static void a_language_without_a_voice_is_silent(void **state) {
  size_t to;
  (void)state;
  size_t from = say("xx", "Niemand spreekt dit.", &to);
  assert_int_equal(loud_samples(from, to), 0);
  from = say("nl-x-simple", "Dit wel.", &to);
  assert_true(loud_samples(from, to) > 1000);
}

static int write_page(void *context, const unsigned char *bytes, size_t length) {
  return fwrite(bytes, 1, length, context) == length ? 0 : VP_E_IO;
}

static void a_recording_comes_before_the_voice(void **state) {
  enum { COUNT = VP_RATE_HZ };
  char path[200];
  struct vp_opus_writer *writer;
  float *known = signal_make(COUNT);
  (void)state;
  snprintf(path, sizeof path, "%s/nl", prompts);
  assert_int_equal(mkdir(path, 0700), 0);
  snprintf(path, sizeof path, "%s/nl/hoe-gaat-het.opus", prompts);
  FILE *file = fopen(path, "wb");
  assert_non_null(file);
  assert_int_equal(vp_opus_writer_open(NULL, write_page, file, &writer), 0);
  assert_int_equal(vp_opus_writer_write(writer, known, COUNT), 0);
  assert_int_equal(vp_opus_writer_close(writer), 0);
  fclose(file);
  size_t to, from = say("nl", "Hoe gaat het?", &to);
  double how_well;
  (void)signal_find(heard, from, to, known + COUNT / 2, &how_well);
  assert_true(how_well > 0.9);
  free(known);
}

/* --- without a sound server
 * ------------------------------------------------------------------------------------------- */

static void without_a_loudspeaker_it_is_silent_and_nobody_waits(void **state) {
  (void)state;
  assert_int_equal(vp_voice_open("no such loudspeaker", NULL, on_ended, NULL, &voice), 0);
  vp_voice_set_mode(voice, VP_VOICE_ON);
  int64_t since_ms = vp_clock_monotonic_ms();
  vp_voice_say(voice, "nl", long_text);
  vp_voice_add(voice, "nl", long_text);
  vp_voice_sign(voice, VP_EARCON_DONE);
  assert_true(vp_clock_monotonic_ms() - since_ms < 500);
  wait_for_end();
  vp_voice_close(voice);
}

int main(int argc, char **argv) {
  const struct CMUnitTest with_server[] = {
      cmocka_unit_test(speech_begins_soon),
      cmocka_unit_test(what_is_stopped_ends_at_once),
      cmocka_unit_test(the_next_cuts_off_what_is_being_said),
      cmocka_unit_test(a_pause_is_silent_and_goes_on),
      cmocka_unit_test(while_somebody_tells_nothing_goes_out),
      cmocka_unit_test(twice_the_rate_takes_half_the_time),
      cmocka_unit_test(a_step_of_volume_is_6_db),
      cmocka_unit_test(a_language_without_a_voice_is_silent),
      cmocka_unit_test(a_recording_comes_before_the_voice),
  };
  const struct CMUnitTest without[] = {cmocka_unit_test(without_a_loudspeaker_it_is_silent_and_nobody_waits)};
  if (argc == 2 && strcmp(argv[1], "voice") == 0)
    return cmocka_run_group_tests_name("sound_voice", with_server, start, stop);
  if (argc == 2 && strcmp(argv[1], "none") == 0)
    return cmocka_run_group_tests_name("sound_voice_none", without, NULL, NULL);
  fputs("usage: sound_voice voice | none\n", stderr);
  return 2;
}
