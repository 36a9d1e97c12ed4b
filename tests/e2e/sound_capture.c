/* The microphone and the loudspeaker with a real sound server, which sound_test.sh has started: what is played is what
 * is recorded, what is lost is said, and what dies is noticed.
 *
 *   sound_capture capture | awkward | unplugged | killed | none | player | player_killed */
#include <errno.h>
#include <malloc.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>

#include <portaudio.h>

#include <vertelpunt/attributes.h>
#include <vertelpunt/clock.h>

#include "sound_signal.h"

enum { PLAYED_S = 4, PLAYED = PLAYED_S * VP_RATE_HZ, HEARD_MAX = 30 * VP_RATE_HZ };

extern char **environ;

/* --- a device that is hard to please: the linker brings PortAudio's door here ------------------------------------- */

static double only_rate_hz; /* 0: any */
static PaSampleFormat only_format;
static int only_channels;

PaError __real_Pa_OpenStream(PaStream **stream, const PaStreamParameters *input, const PaStreamParameters *output,
                             double rate_hz, unsigned long frames, PaStreamFlags flags, PaStreamCallback *callback,
                             void *context);
PaError __wrap_Pa_OpenStream(PaStream **stream, const PaStreamParameters *input, const PaStreamParameters *output,
                             double rate_hz, unsigned long frames, PaStreamFlags flags, PaStreamCallback *callback,
                             void *context);

PaError __wrap_Pa_OpenStream(PaStream **stream, const PaStreamParameters *input, const PaStreamParameters *output,
                             double rate_hz, unsigned long frames, PaStreamFlags flags, PaStreamCallback *callback,
                             void *context) {
  const PaStreamParameters *wanted = input ? input : output;
  if (only_rate_hz > 0 && (int)rate_hz != (int)only_rate_hz)
    return paInvalidSampleRate;
  if (only_format && wanted->sampleFormat != only_format)
    return paSampleFormatNotSupported;
  if (only_channels && wanted->channelCount != only_channels)
    return paInvalidChannelCount;
  return __real_Pa_OpenStream(stream, input, output, rate_hz, frames, flags, callback, context);
}

/* --- other programs ----------------------------------------------------------------------------------------------- */

static pid_t run(char *const arguments[]) {
  pid_t child;
  assert_int_equal(posix_spawnp(&child, arguments[0], NULL, NULL, arguments, environ), 0);
  return child;
}

static int end_of(pid_t child) {
  int status = -1;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR)
    continue;
  return status;
}

static bool has_ended(pid_t child, int *status) {
  return waitpid(child, status, WNOHANG) == child;
}

static void nap_ms(int ms) {
  nanosleep(&(struct timespec){.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L}, NULL);
}

static char folder[] = "/tmp/vertelpunt-sound-XXXXXX";

static const char *path_of(const char *name) {
  static char path[2][96];
  static int turn;
  turn = !turn;
  snprintf(path[turn], sizeof path[turn], "%s/%s", folder, name);
  return path[turn];
}

static void save(const char *path, const float *samples, size_t count) {
  FILE *file = fopen(path, "wb");
  assert_non_null(file);
  assert_int_equal(fwrite(samples, sizeof *samples, count, file), count);
  assert_int_equal(fclose(file), 0);
}

static float *load(const char *path, size_t *count) {
  FILE *file = fopen(path, "rb");
  float *samples = calloc(HEARD_MAX, sizeof *samples);
  assert_true(file && samples);
  *count = fread(samples, sizeof *samples, HEARD_MAX, file);
  fclose(file);
  return samples;
}

/* A fifth of a second of silence first: what a waking sound server swallows is not what this is about. */
static pid_t play_into_microphone(const float *samples, size_t count) {
  const char *path = path_of("played");
  float *with_silence = calloc(count + VP_RATE_HZ / 5, sizeof *with_silence);
  assert_non_null(with_silence);
  memcpy(with_silence + VP_RATE_HZ / 5, samples, count * sizeof *samples);
  save(path, with_silence, count + VP_RATE_HZ / 5);
  free(with_silence);
  return run((char *[]){"paplay", "-d", "speech", "--raw", "--format=float32le", "--rate=48000", "--channels=1",
                        (char *)path, NULL});
}

/* --- capture ------------------------------------------------------------------------------------------------------ */

struct hearing {
  struct vp_capture *capture;
  float *samples; /* owned */
  size_t count;
};

static void wait_until_it_runs(struct vp_capture *capture) {
  int64_t deadline_ms = vp_clock_monotonic_ms() + 9000;
  while (vp_capture_state(capture) == VP_CAPTURE_OPENING && vp_clock_monotonic_ms() < deadline_ms)
    nap_ms(10);
  assert_int_equal(vp_capture_state(capture), VP_CAPTURE_RUNNING);
}

static void open_ears(struct hearing *hearing) {
  struct vp_fault fault = {0};
  memset(hearing, 0, sizeof *hearing);
  assert_int_equal(vp_audio_init(&fault), VP_OK);
  int error = vp_capture_open(NULL, &hearing->capture, &fault);
  if (error)
    fail_msg("%s: %s: %s", fault.doing, fault.object, fault.reason);
  hearing->samples = malloc(HEARD_MAX * sizeof *hearing->samples);
  assert_non_null(hearing->samples);
  wait_until_it_runs(hearing->capture);
}

static void close_ears(struct hearing *hearing) {
  vp_capture_close(hearing->capture);
  vp_audio_finish();
  free(hearing->samples);
}

static void hear(struct hearing *hearing, int ms) {
  int64_t until_ms = vp_clock_monotonic_ms() + ms;
  while (vp_clock_monotonic_ms() < until_ms) {
    vp_capture_wait(hearing->capture, VP_RATE_HZ / 20, 100);
    hearing->count += vp_capture_read(hearing->capture, hearing->samples + hearing->count, HEARD_MAX - hearing->count);
  }
}

static void hear_until_it_ends(struct hearing *hearing, pid_t player) {
  int status;
  do
    hear(hearing, 50);
  while (!has_ended(player, &status));
  assert_int_equal(status, 0);
  hear(hearing, 700); /* what is still under way */
}

/* After alignment every block is what was played; the worst one is told. */
static void assert_same_sound(const float *heard, size_t count, const float *played, size_t played_count) {
  size_t from, to;
  double how_well, worst = 1;
  signal_extent(heard, count, &from, &to);
  int off_ms = abs((int)(to - from) - (int)played_count) * 1000 / VP_RATE_HZ;
  if (off_ms > 20)
    fail_msg("%zu samples of sound were heard of %zu: off by %d ms", to - from, played_count, off_ms);
  size_t search_from = from + 2400 > 2000 ? from + 2400 - 2000 : 0;
  size_t at = signal_find(heard, search_from, search_from + 4000 + BLOCK_SAMPLES, played + 2400, &how_well);
  for (size_t done = 2400; done + BLOCK_SAMPLES <= played_count - 480; done += BLOCK_SAMPLES) {
    assert_true(at + done - 2400 + BLOCK_SAMPLES <= count);
    double here = signal_correlation(heard + at + done - 2400, played + done, BLOCK_SAMPLES);
    if (here < 0.99)
      fail_msg("%.1f s: correlation %.3f", (double)done / VP_RATE_HZ, here);
    worst = here < worst ? here : worst;
  }
  print_message("length off by %d ms, worst correlation %.5f\n", off_ms, worst);
}

static void what_is_played_is_captured_without_a_gap(void **state) {
  struct hearing hearing;
  float *played = signal_make(PLAYED);
  char words[160];
  (void)state;
  assert_non_null(played);
  open_ears(&hearing);
  vp_capture_describe(hearing.capture, words, sizeof words);
  print_message("%s\n", words);
  hear_until_it_ends(&hearing, play_into_microphone(played, PLAYED));
  assert_same_sound(hearing.samples, hearing.count, played, PLAYED);
  assert_int_equal(vp_capture_dropped(hearing.capture), 0);
  close_ears(&hearing);
  free(played);
}

static void what_a_slow_reader_leaves_waits_for_it(void **state) {
  struct hearing hearing;
  float *played = signal_make(PLAYED);
  (void)state;
  assert_non_null(played);
  open_ears(&hearing);
  pid_t player = play_into_microphone(played, PLAYED);
  hear(&hearing, 500);
  nap_ms(2500); /* a disk that stalls */
  hear_until_it_ends(&hearing, player);
  assert_same_sound(hearing.samples, hearing.count, played, PLAYED);
  assert_int_equal(vp_capture_dropped(hearing.capture), 0);
  close_ears(&hearing);
  free(played);
}

/* A take that begins in the middle of speaking: a third of a second from before, and on from there. */
static void a_take_begins_before_the_press_and_goes_on_without_a_gap(void **state) {
  struct hearing hearing;
  float *played = signal_make(PLAYED);
  double how_well;
  (void)state;
  assert_non_null(played);
  open_ears(&hearing);
  pid_t player = play_into_microphone(played, PLAYED);
  hear(&hearing, 500);
  nap_ms(2000);
  vp_capture_begin(hearing.capture, 0);
  hearing.count = vp_capture_read(hearing.capture, hearing.samples, HEARD_MAX);
  assert_in_range(hearing.count, VP_RATE_HZ / 5, VP_PRE_ROLL_MS * (VP_RATE_HZ / 1000) + VP_RATE_HZ / 10);
  hear(&hearing, 2000);
  end_of(player);
  size_t at = signal_find(played, 0, PLAYED, hearing.samples + 480, &how_well);
  assert_true(how_well > 0.99);
  assert_true(at > VP_RATE_HZ);
  for (size_t done = 480; done + BLOCK_SAMPLES <= hearing.count && at + done + BLOCK_SAMPLES <= PLAYED;
       done += BLOCK_SAMPLES)
    assert_true(signal_correlation(hearing.samples + done, played + at + done - 480, BLOCK_SAMPLES) >= 0.99);
  close_ears(&hearing);
  free(played);
}

static void the_level_is_that_of_what_is_heard_now(void **state) {
  struct hearing hearing;
  float *played = signal_make(3 * VP_RATE_HZ);
  float highest = 0;
  int status;
  (void)state;
  assert_non_null(played);
  open_ears(&hearing);
  hear(&hearing, 300);
  assert_true(vp_capture_level(hearing.capture).peak < 0.001F);
  pid_t player = play_into_microphone(played, 3 * VP_RATE_HZ);
  struct vp_level wanted = vp_level_measure(played, 3 * VP_RATE_HZ);
  do {
    hear(&hearing, 40);
    struct vp_level level = vp_capture_level(hearing.capture);
    highest = level.rms > highest ? level.rms : highest;
    assert_true(level.peak >= level.rms && level.peak <= wanted.peak * 1.1F);
  } while (!has_ended(player, &status));
  assert_true(highest > wanted.rms * 0.8F && highest < wanted.rms * 1.6F);
  hear(&hearing, 800);
  assert_true(vp_capture_level(hearing.capture).peak < 0.001F);
  close_ears(&hearing);
  free(played);
}

static void waiting_returns_when_there_is_enough_or_time_is_over(void **state) {
  struct hearing hearing;
  static float rest[VP_RATE_HZ * 2];
  (void)state;
  open_ears(&hearing);
  for (int i = 0; i < 5; i++) {
    vp_capture_wait(hearing.capture, VP_RATE_HZ / 10, 2000);
    assert_int_equal(vp_capture_read(hearing.capture, rest, VP_RATE_HZ / 10), VP_RATE_HZ / 10);
  }
  while (vp_capture_read(hearing.capture, rest, VP_COUNT(rest)) > 0)
    continue;
  struct timespec before, after;
  int64_t from_ms = vp_clock_monotonic_ms();
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &before);
  vp_capture_wait(hearing.capture, 10 * VP_RATE_HZ, 700);
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &after);
  assert_in_range(vp_clock_monotonic_ms() - from_ms, 690, 900);
  assert_true((after.tv_sec - before.tv_sec) * 1000000000L + after.tv_nsec - before.tv_nsec < 20000000L);
  close_ears(&hearing);
}

/* --- devices that are hard to please ------------------------------------------------------------------------------ */

static void capture_with(double rate_hz, PaSampleFormat format, int channels, const char *words) {
  struct hearing hearing;
  float *played = signal_make(PLAYED);
  char said[160];
  assert_non_null(played);
  only_rate_hz = rate_hz;
  only_format = format;
  only_channels = channels;
  open_ears(&hearing);
  vp_capture_describe(hearing.capture, said, sizeof said);
  assert_non_null(strstr(said, words));
  hear_until_it_ends(&hearing, play_into_microphone(played, PLAYED));
  assert_same_sound(hearing.samples, hearing.count, played, PLAYED);
  assert_int_equal(vp_capture_dropped(hearing.capture), 0);
  close_ears(&hearing);
  free(played);
  only_rate_hz = 0;
  only_format = 0;
  only_channels = 0;
}

static void a_device_with_44100_Hz_only_is_resampled(void **state) {
  (void)state;
  capture_with(44100, 0, 0, "44100 Hz, 1 channel, float32");
}

static void a_device_with_16000_Hz_stereo_int16_only_is_taken(void **state) {
  (void)state;
  capture_with(16000, paInt16, 2, "16000 Hz, 2 channels, int16");
}

static void a_device_with_96000_Hz_int32_only_is_taken(void **state) {
  (void)state;
  capture_with(96000, paInt32, 0, "96000 Hz, 1 channel, int32");
}

static void a_device_that_refuses_everything_is_told_with_what_was_tried(void **state) {
  struct vp_capture *capture = NULL;
  struct vp_fault fault = {0};
  (void)state;
  only_rate_hz = 12345;
  assert_int_equal(vp_audio_init(&fault), VP_OK);
  assert_int_equal(vp_capture_open(NULL, &capture, &fault), VP_E_DEVICE);
  assert_int_equal(fault.code, VP_E_DEVICE);
  assert_non_null(strstr(fault.reason, "44100"));
  assert_non_null(strstr(fault.reason, "int16"));
  assert_non_null(strstr(fault.object, "default"));
  vp_audio_finish();
  only_rate_hz = 0;
}

static void the_devices_are_listed_and_can_be_named(void **state) {
  struct vp_audio_device devices[64];
  struct vp_capture *capture = NULL;
  struct vp_fault fault = {0};
  bool found = false;
  (void)state;
  size_t count = vp_audio_devices(devices, VP_COUNT(devices));
  for (size_t i = 0; i < count && i < VP_COUNT(devices); i++)
    found |= strcmp(devices[i].name, "default") == 0 && devices[i].input && devices[i].output && devices[i].is_default;
  assert_true(found);
  assert_int_equal(vp_audio_init(NULL), VP_OK);
  assert_int_equal(vp_capture_open("default", &capture, &fault), VP_OK);
  assert_int_equal(vp_audio_devices(devices, 0), count); /* while a stream is open, too */
  vp_capture_close(capture);
  assert_int_equal(vp_capture_open("no such microphone", &capture, &fault), VP_E_DEVICE);
  assert_string_equal(fault.object, "no such microphone");
  vp_audio_finish();
}

/* --- devices that go away ----------------------------------------------------------------------------------------- */

static void pull_plug(bool kill_server) {
  const char *server = getenv("SOUND_PID"), *module = getenv("SOUND_SPEECH");
  assert_true(server && module);
  if (kill_server)
    assert_int_equal(kill((pid_t)atoi(server), SIGKILL), 0);
  else
    assert_int_equal(end_of(run((char *[]){"pactl", "unload-module", (char *)module, NULL})), 0);
}

static void lose_microphone(bool kill_server) {
  struct hearing hearing;
  struct vp_fault fault = {0};
  open_ears(&hearing);
  hear(&hearing, 300);
  pull_plug(kill_server);
  int64_t from_ms = vp_clock_monotonic_ms();
  while (vp_capture_state(hearing.capture) == VP_CAPTURE_RUNNING && vp_clock_monotonic_ms() - from_ms < 3000)
    nap_ms(20);
  print_message("lost after %lld ms\n", (long long)(vp_clock_monotonic_ms() - from_ms));
  assert_int_equal(vp_capture_state(hearing.capture), VP_CAPTURE_LOST);
  from_ms = vp_clock_monotonic_ms();
  vp_capture_wait(hearing.capture, HEARD_MAX, 5000);
  assert_true(vp_clock_monotonic_ms() - from_ms < 100);
  vp_capture_read(hearing.capture, hearing.samples, HEARD_MAX);
  from_ms = vp_clock_monotonic_ms();
  close_ears(&hearing);
  print_message("closed after %lld ms\n", (long long)(vp_clock_monotonic_ms() - from_ms));
  assert_true(vp_clock_monotonic_ms() - from_ms < 2500);
  if (kill_server) { /* and looking for it again says that there is none */
    struct vp_capture *capture = NULL;
    int error = vp_audio_init(&fault);
    if (!error)
      assert_int_equal(vp_capture_open(NULL, &capture, &fault), VP_E_DEVICE);
    vp_audio_finish();
  }
}

static void a_microphone_that_is_unplugged_is_lost_within_3_s(void **state) {
  (void)state;
  lose_microphone(false);
}

static void a_sound_server_that_dies_is_lost_within_3_s(void **state) {
  (void)state;
  lose_microphone(true);
}

static void without_a_device_the_fault_says_so(void **state) {
  struct vp_capture *capture = NULL;
  struct vp_player *player = NULL;
  struct vp_fault fault = {0};
  unsigned char *bytes = malloc(4);
  (void)state;
  assert_int_equal(vp_audio_init(&fault), VP_OK);
  assert_int_equal(vp_capture_open(NULL, &capture, &fault), VP_E_DEVICE);
  assert_int_equal(fault.code, VP_E_DEVICE);
  assert_string_equal(fault.reason, "there is no such microphone");
  assert_string_not_equal(fault.advice, "");
  assert_int_equal(vp_player_open(NULL, bytes, 4, NULL, NULL, &player, &fault), VP_E_DEVICE);
  assert_string_equal(fault.reason, "there is no such loudspeaker");
  vp_audio_finish();
}

/* --- the player --------------------------------------------------------------------------------------------------- */

struct listening {
  struct vp_player *player;
  pid_t recorder; /* of what comes out of the loudspeaker */
  _Atomic int changes;
  float *decoded; /* owned: what the story sounds like */
  size_t decoded_count;
};

static int append(void *context, const unsigned char *bytes, size_t length) {
  FILE *file = context;
  return fwrite(bytes, 1, length, file) == length ? VP_OK : VP_E_IO;
}

/* Bytes of a story of so many samples, and what it sounds like once decoded. */
static unsigned char *make_story(size_t samples, size_t *length, float **decoded, size_t *count) {
  struct vp_opus_writer *writer;
  float *sound = signal_make(samples);
  char *bytes = NULL;
  FILE *file = open_memstream(&bytes, length);
  assert_true(sound && file);
  assert_int_equal(vp_opus_writer_open(NULL, append, file, &writer), VP_OK);
  assert_int_equal(vp_opus_writer_write(writer, sound, samples), VP_OK);
  assert_int_equal(vp_opus_writer_close(writer), VP_OK);
  assert_int_equal(fclose(file), 0);
  free(sound);
  assert_int_equal(vp_opus_decode((unsigned char *)bytes, *length, decoded, count), VP_OK);
  return (unsigned char *)bytes;
}

static void count_change(void *context) {
  struct listening *listening = context;
  atomic_fetch_add(&listening->changes, 1);
}

static pid_t record_loudspeaker(void) {
  pid_t recorder = run((char *[]){"parec", "-d", "speaker.monitor", "--raw", "--format=float32le", "--rate=48000",
                                  "--channels=1", "--latency-msec=20", (char *)path_of("heard"), NULL});
  for (int tries = 0; tries < 500; tries++) { /* until it really writes */
    FILE *file = fopen(path_of("heard"), "rb");
    bool writes = file && fgetc(file) != EOF;
    if (file)
      fclose(file);
    if (writes)
      break;
    nap_ms(10);
  }
  return recorder;
}

static float *stop_recording(struct listening *listening, size_t *count) {
  nap_ms(300); /* what is still under way */
  kill(listening->recorder, SIGINT);
  end_of(listening->recorder);
  float *heard = load(path_of("heard"), count);
  unlink(path_of("heard"));
  return heard;
}

static void play_story(struct listening *listening, size_t samples) {
  struct vp_fault fault = {0};
  size_t length;
  memset(listening, 0, sizeof *listening);
  unsigned char *bytes = make_story(samples, &length, &listening->decoded, &listening->decoded_count);
  assert_int_equal(vp_audio_init(&fault), VP_OK);
  listening->recorder = record_loudspeaker();
  int error = vp_player_open(NULL, bytes, length, count_change, listening, &listening->player, &fault);
  if (error)
    fail_msg("%s: %s: %s", fault.doing, fault.object, fault.reason);
}

static void stop_story(struct listening *listening) {
  vp_player_close(listening->player);
  vp_audio_finish();
  free(listening->decoded);
}

static bool reaches(struct vp_player *player, enum vp_player_state state, int within_ms) {
  int64_t deadline_ms = vp_clock_monotonic_ms() + within_ms;
  while (vp_player_state(player) != state && vp_clock_monotonic_ms() < deadline_ms)
    nap_ms(5);
  return vp_player_state(player) == state;
}

static void wait_for_position(struct vp_player *player, int64_t at_ms) {
  int64_t deadline_ms = vp_clock_monotonic_ms() + 15000;
  while (vp_player_position_ms(player) < at_ms && vp_clock_monotonic_ms() < deadline_ms)
    nap_ms(5);
  assert_true(vp_player_position_ms(player) >= at_ms);
}

static void what_is_played_to_the_end_is_what_the_story_sounds_like(void **state) {
  struct listening listening;
  size_t count;
  (void)state;
  play_story(&listening, PLAYED);
  assert_int_equal(vp_player_duration_ms(listening.player), PLAYED_S * 1000);
  wait_for_position(listening.player, 1);
  int64_t from_ms = vp_clock_monotonic_ms(), last_ms = 0, off_ms = 0;
  while (vp_player_state(listening.player) == VP_PLAYER_PLAYING) {
    int64_t at_ms = vp_player_position_ms(listening.player);
    int64_t here_ms = llabs(at_ms - (vp_clock_monotonic_ms() - from_ms));
    assert_true(at_ms >= last_ms - 60); /* an estimate of the device's delay may be put right by a little */
    off_ms = here_ms > off_ms ? here_ms : off_ms;
    last_ms = at_ms;
    nap_ms(20);
  }
  print_message("position off by %lld ms at most\n", (long long)off_ms);
  assert_true(off_ms < 150);
  assert_int_equal(vp_player_state(listening.player), VP_PLAYER_FINISHED);
  assert_in_range(vp_clock_monotonic_ms() - from_ms, PLAYED_S * 1000 - 200, PLAYED_S * 1000 + 500);
  assert_int_equal(vp_player_position_ms(listening.player), PLAYED_S * 1000);
  assert_in_range(atomic_load(&listening.changes), PLAYED_S, PLAYED_S + 2); /* each second, and the end */
  float *heard = stop_recording(&listening, &count);
  assert_same_sound(heard, count, listening.decoded, listening.decoded_count);
  free(heard);
  stop_story(&listening);
}

/* Heard: the story up to the pause, silence, and on from there: the pieces fit. */
static void a_pause_is_silent_at_once_and_goes_on_where_it_was(void **state) {
  struct listening listening;
  size_t count, from, to, silent = 0, longest = 0, silence_at = 0;
  double how_well;
  (void)state;
  play_story(&listening, PLAYED);
  wait_for_position(listening.player, 1500);
  vp_player_pause(listening.player, true);
  assert_int_equal(vp_player_state(listening.player), VP_PLAYER_PAUSED);
  nap_ms(500);
  int64_t rests_at_ms = vp_player_position_ms(listening.player);
  assert_in_range(rests_at_ms, 1500, 1800);
  nap_ms(1500); /* long enough for the stream to rest */
  assert_int_equal(vp_player_position_ms(listening.player), rests_at_ms);
  int changes = atomic_load(&listening.changes);
  nap_ms(500);
  assert_int_equal(atomic_load(&listening.changes), changes);
  vp_player_pause(listening.player, false);
  assert_true(reaches(listening.player, VP_PLAYER_FINISHED, 9000));
  float *heard = stop_recording(&listening, &count);
  signal_extent(heard, count, &from, &to);
  for (size_t i = from; i < to; i++) {
    silent = fabsf(heard[i]) < 0.0005F ? silent + 1 : 0;
    if (silent > longest) {
      longest = silent;
      silence_at = i + 1 - silent;
    }
  }
  assert_in_range(longest, 2 * VP_RATE_HZ, 3 * VP_RATE_HZ + VP_RATE_HZ / 2);
  assert_in_range((silence_at - from) * 1000 / VP_RATE_HZ, rests_at_ms - 150, rests_at_ms + 150);
  /* a second after it is exactly where a second before it would have led to: nothing is lost, nothing twice */
  size_t before = silence_at - 2 * BLOCK_SAMPLES, after = silence_at + longest + BLOCK_SAMPLES;
  size_t one = signal_find(listening.decoded, 0, 3 * VP_RATE_HZ, heard + before, &how_well);
  assert_true(how_well > 0.99);
  size_t two = signal_find(listening.decoded, 0, 3 * VP_RATE_HZ, heard + after, &how_well);
  assert_true(how_well > 0.99);
  int off_ms = abs((int)(two - one) - 3 * BLOCK_SAMPLES) * 1000 / VP_RATE_HZ;
  print_message("the pieces fit within %d ms\n", off_ms);
  assert_true(off_ms <= 10);
  free(heard);
  stop_story(&listening);
}

static void a_seek_is_heard_from_there(void **state) {
  struct listening listening;
  size_t count, from, to;
  double how_well;
  (void)state;
  play_story(&listening, 20 * VP_RATE_HZ);
  wait_for_position(listening.player, 1000);
  vp_player_seek(listening.player, 18000);
  assert_in_range(vp_player_position_ms(listening.player), 18000, 18050);
  nap_ms(400);
  assert_in_range(vp_player_position_ms(listening.player), 18150, 18450);
  assert_true(reaches(listening.player, VP_PLAYER_FINISHED, 4000));
  float *heard = stop_recording(&listening, &count);
  signal_extent(heard, count, &from, &to);
  assert_in_range((to - from) * 1000 / VP_RATE_HZ, 2900, 3400);
  signal_find(heard, from + VP_RATE_HZ, to, listening.decoded + 18 * VP_RATE_HZ + 2400, &how_well);
  assert_true(how_well > 0.99);
  free(heard);
  stop_story(&listening);
}

static void a_seek_while_paused_waits_and_one_after_the_end_plays_again(void **state) {
  struct listening listening;
  size_t count;
  (void)state;
  play_story(&listening, PLAYED);
  wait_for_position(listening.player, 200);
  vp_player_pause(listening.player, true);
  nap_ms(1000);
  vp_player_seek(listening.player, 3000);
  nap_ms(200);
  assert_int_equal(vp_player_state(listening.player), VP_PLAYER_PAUSED);
  assert_int_equal(vp_player_position_ms(listening.player), 3000);
  vp_player_pause(listening.player, false);
  assert_true(reaches(listening.player, VP_PLAYER_FINISHED, 3500));
  vp_player_seek(listening.player, 3500);
  assert_int_equal(vp_player_state(listening.player), VP_PLAYER_PLAYING);
  assert_true(reaches(listening.player, VP_PLAYER_FINISHED, 2500));
  vp_player_pause(listening.player, false);
  assert_int_equal(vp_player_state(listening.player), VP_PLAYER_PLAYING);
  wait_for_position(listening.player, 300);
  assert_true(vp_player_position_ms(listening.player) < 1000);
  vp_player_seek(listening.player, -5);
  vp_player_seek(listening.player, 1 << 30);
  assert_true(reaches(listening.player, VP_PLAYER_FINISHED, 2500));
  free(stop_recording(&listening, &count));
  stop_story(&listening);
}

static void closing_is_prompt_and_silent(void **state) {
  struct listening listening;
  size_t count, from, to;
  (void)state;
  play_story(&listening, PLAYED);
  wait_for_position(listening.player, 1000);
  int64_t from_ms = vp_clock_monotonic_ms();
  vp_player_close(listening.player);
  int64_t took_ms = vp_clock_monotonic_ms() - from_ms;
  listening.player = NULL;
  print_message("closed in %lld ms\n", (long long)took_ms);
  assert_true(took_ms < 400);
  float *heard = stop_recording(&listening, &count);
  signal_extent(heard, count, &from, &to);
  assert_in_range((to - from) * 1000 / VP_RATE_HZ, 900, 1400);
  free(heard);
  stop_story(&listening);
}

static void a_loudspeaker_with_44100_Hz_int16_only_is_resampled_to(void **state) {
  struct listening listening;
  size_t count;
  (void)state;
  only_rate_hz = 44100;
  only_format = paInt16;
  play_story(&listening, PLAYED);
  assert_true(reaches(listening.player, VP_PLAYER_FINISHED, 12000));
  float *heard = stop_recording(&listening, &count);
  assert_same_sound(heard, count, listening.decoded, listening.decoded_count);
  free(heard);
  stop_story(&listening);
  only_rate_hz = 0;
  only_format = 0;
}

static void what_is_no_story_fails_to_open_with_a_fault(void **state) {
  struct vp_player *player = NULL;
  struct vp_fault fault = {0};
  unsigned char *bytes = calloc(1, 500); /* taken over: a leak or a double free is seen by a sanitizer */
  (void)state;
  assert_int_equal(vp_audio_init(&fault), VP_OK);
  assert_int_equal(vp_player_open(NULL, bytes, 500, NULL, NULL, &player, &fault), VP_E_FORMAT);
  assert_string_equal(fault.reason, "it is no Ogg Opus sound");
  vp_audio_finish();
}

static void a_player_whose_device_dies_fails_and_can_be_closed(void **state) {
  struct listening listening;
  (void)state;
  play_story(&listening, PLAYED);
  wait_for_position(listening.player, 500);
  pull_plug(true);
  int64_t from_ms = vp_clock_monotonic_ms();
  assert_true(reaches(listening.player, VP_PLAYER_FAILED, 3000));
  print_message("failed after %lld ms\n", (long long)(vp_clock_monotonic_ms() - from_ms));
  nap_ms(700);
  from_ms = vp_clock_monotonic_ms();
  stop_story(&listening);
  print_message("closed after %lld ms\n", (long long)(vp_clock_monotonic_ms() - from_ms));
  assert_true(vp_clock_monotonic_ms() - from_ms < 2500);
  end_of(listening.recorder); /* it has lost its server as well */
  unlink(path_of("heard"));
}

/* A kiosk whose microphone is missing looks for it every two seconds, for a weekend. */
static void looking_again_and_again_for_a_device_costs_no_memory(void **state) {
  (void)state;
  for (int i = 0; i < 10; i++)
    assert_int_equal(vp_audio_devices(NULL, 0), 0);
  size_t before = mallinfo2().uordblks;
  for (int i = 0; i < 50; i++)
    assert_int_equal(vp_audio_devices(NULL, 0), 0);
  size_t after = mallinfo2().uordblks;
  print_message("%ld bytes a look\n", ((long)after - (long)before) / 50);
  assert_true((long)after - (long)before < 50 * 1024);
}

int main(int count, char **arguments) {
  const struct CMUnitTest capture[] = {
      cmocka_unit_test(what_is_played_is_captured_without_a_gap),
      cmocka_unit_test(what_a_slow_reader_leaves_waits_for_it),
      cmocka_unit_test(a_take_begins_before_the_press_and_goes_on_without_a_gap),
      cmocka_unit_test(the_level_is_that_of_what_is_heard_now),
      cmocka_unit_test(waiting_returns_when_there_is_enough_or_time_is_over),
  };
  const struct CMUnitTest awkward[] = {
      cmocka_unit_test(a_device_with_44100_Hz_only_is_resampled),
      cmocka_unit_test(a_device_with_16000_Hz_stereo_int16_only_is_taken),
      cmocka_unit_test(a_device_with_96000_Hz_int32_only_is_taken),
      cmocka_unit_test(a_device_that_refuses_everything_is_told_with_what_was_tried),
      cmocka_unit_test(the_devices_are_listed_and_can_be_named),
  };
  const struct CMUnitTest unplugged[] = {cmocka_unit_test(a_microphone_that_is_unplugged_is_lost_within_3_s)};
  const struct CMUnitTest killed[] = {cmocka_unit_test(a_sound_server_that_dies_is_lost_within_3_s)};
  const struct CMUnitTest none[] = {cmocka_unit_test(without_a_device_the_fault_says_so),
                                    cmocka_unit_test(looking_again_and_again_for_a_device_costs_no_memory)};
  const struct CMUnitTest player[] = {
      cmocka_unit_test(what_is_played_to_the_end_is_what_the_story_sounds_like),
      cmocka_unit_test(a_pause_is_silent_at_once_and_goes_on_where_it_was),
      cmocka_unit_test(a_seek_is_heard_from_there),
      cmocka_unit_test(a_seek_while_paused_waits_and_one_after_the_end_plays_again),
      cmocka_unit_test(closing_is_prompt_and_silent),
      cmocka_unit_test(a_loudspeaker_with_44100_Hz_int16_only_is_resampled_to),
      cmocka_unit_test(what_is_no_story_fails_to_open_with_a_fault),
  };
  const struct CMUnitTest player_killed[] = {cmocka_unit_test(a_player_whose_device_dies_fails_and_can_be_closed)};
  const char *part = count == 2 ? arguments[1] : "";
  if (!mkdtemp(folder))
    return 1;
  int failed = 2; /* no such part */
#define RUN(name)                                                                                                      \
  if (strcmp(part, #name) == 0)                                                                                        \
  failed = cmocka_run_group_tests(name, NULL, NULL)
  RUN(capture);
  RUN(awkward);
  RUN(unplugged);
  RUN(killed);
  RUN(none);
  RUN(player);
  RUN(player_killed);
  unlink(path_of("played"));
  rmdir(folder);
  return failed;
}
