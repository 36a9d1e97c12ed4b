/* PortAudio's beginning and end. It is one for the whole process and was not made for several threads, so its state is
 * the one thing of this room that is not in a struct: a lock, and a count of who uses it. ALSA and JACK, which it asks
 * for devices, would write on standard error about each that is not there; they are told to keep quiet. */
#include "internal.h"

#include <alsa/asoundlib.h>
#include <dlfcn.h>
#include <pthread.h>
#include <string.h>

#include <vertelpunt/log.h>

/* all protected by lock */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int users, streams;
static bool runs;

void audio_lock(void) {
  pthread_mutex_lock(&lock);
}

void audio_unlock(void) {
  pthread_mutex_unlock(&lock);
}

bool audio_is_ready(void) {
  return runs;
}

void audio_count_stream(int by) {
  streams += by;
}

void audio_wipe(void *bytes, size_t length) {
  static void *(*const volatile set)(void *, int, size_t) =
      memset; /* volatile: the compiler cannot leave the call out */
  if (bytes)
    set(bytes, 0, length);
}

static void quiet_alsa(const char *file, int line, const char *function, int error, const char *format, ...) {
  (void)file, (void)line, (void)function, (void)error, (void)format; /* what matters comes back as an error code */
}

static void quiet_jack(const char *message) {
  (void)message;
}

/* libjack is there only if PortAudio was built with it: looked up among what is loaded, not linked. */
static void silence(void) {
  static const char *const setters[] = {"jack_set_error_function", "jack_set_info_function"};
  snd_lib_error_set_handler(quiet_alsa);
  void *self = dlopen(NULL, RTLD_NOW);
  for (size_t i = 0; self && i < VP_COUNT(setters); i++) {
    void (*set)(void (*)(const char *)) = NULL;
    void *symbol = dlsym(self, setters[i]);
    memcpy(&set, &symbol, sizeof set); /* POSIX: an object pointer of dlsym holds a function pointer */
    if (set)
      set(quiet_jack);
  }
  if (self)
    dlclose(self);
}

/* PortAudio tries every device of ALSA's configuration. One of them, the encoder for AC-3 receivers, brings libavcodec
 * along each time, and leaves 12 KB behind each time: while a microphone is missing that would be half a gigabyte a
 * day. ALSA keeps its configuration in memory until PortAudio ends, so what is taken out here PortAudio does not see.
 */
static void leave_out_encoder(void) {
  snd_config_t *encoder;
  if (snd_config_update() >= 0 && snd_config_search(snd_config, "pcm.a52", &encoder) >= 0)
    snd_config_delete(encoder);
}

static int start(struct vp_fault *fault) {
  silence();
  leave_out_encoder();
  PaError error = Pa_Initialize();
  if (error != paNoError)
    return vp_fault_set(fault, VP_E_DEVICE, "starting the sound system", NULL, NULL, "%s", Pa_GetErrorText(error));
  runs = true;
  return VP_OK;
}

static void stop(void) {
  if (!runs || streams > 0) /* Pa_Terminate would close by force a stream whose device does not let go yet */
    return;
  PaError error = Pa_Terminate();
  if (error != paNoError)
    vp_log(VP_LOG_WARNING, "audio", "the sound system did not end: %s", Pa_GetErrorText(error));
  runs = false;
}

int audio_look_anew(void) {
  if (streams > 0)
    return VP_E_BUSY;
  stop();
  return start(NULL);
}

int vp_audio_init(struct vp_fault *fault) {
  audio_lock();
  if (users == 0)
    stop(); /* it could not at the last end, and would not see what has been connected since */
  int error = runs ? VP_OK : start(fault);
  if (!error)
    users++;
  audio_unlock();
  return error;
}

void vp_audio_finish(void) {
  audio_lock();
  if (users > 0 && --users == 0)
    stop();
  audio_unlock();
}
