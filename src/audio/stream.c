/* A PortAudio stream, for capture and playback alike: opened in the first shape that the device accepts, and ended from
 * within. Pa_AbortStream cancels PortAudio's thread wherever it is, which leaves the sound server's client locked for
 * ever if it was in there; so the callback is asked to end the stream, and PortAudio is called only once its thread has
 * gone. A device that is silent calls late, or never: then a thread of its own waits for that and tidies up, and nobody
 * else is held up. */
#include "internal.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <vertelpunt/clock.h>
#include <vertelpunt/log.h>

enum { END_WAIT_MS = 300, TRY_US = 8000000 };

static const PaSampleFormat formats[] = {paFloat32, paInt16, paInt32, paInt24};
enum { OUTPUT_FORMATS = 2 /* float32 and int16 */ };

struct attempt {
  PaDeviceIndex index;
  const PaDeviceInfo *info;
  PaStreamCallback *callback;
  void *context;
  int64_t deadline_us;
  PaError error; /* the last one */
};

static void on_finished(void *context) { /* in PortAudio's thread, at its very end */
  struct audio_stream *stream = context;
  atomic_store(&stream->ended, true);
}

static bool try_shape(struct audio_stream *stream, struct attempt *attempt) {
  PaStreamParameters parameters = {
      .device = attempt->index, .channelCount = stream->channels, .sampleFormat = stream->format};
  /* recording: rather late than with a gap; playing: what is pressed is heard soon */
  parameters.suggestedLatency =
      stream->input ? attempt->info->defaultHighInputLatency : attempt->info->defaultHighOutputLatency;
  if (parameters.suggestedLatency < 0.1)
    parameters.suggestedLatency = 0.1;
  attempt->error = Pa_OpenStream(&stream->handle, stream->input ? &parameters : NULL,
                                 stream->input ? NULL : &parameters, stream->rate_hz, paFramesPerBufferUnspecified,
                                 paClipOff | paDitherOff, attempt->callback, attempt->context);
  return attempt->error == paNoError;
}

static bool is_hopeless(const struct attempt *attempt) {
  return attempt->error == paInsufficientMemory || attempt->error == paDeviceUnavailable ||
         vp_clock_monotonic_us() > attempt->deadline_us;
}

/* Rates outermost: none of the others costs quality. */
static bool negotiate(struct audio_stream *stream, struct attempt *attempt) {
  const double rates[] = {VP_RATE_HZ, attempt->info->defaultSampleRate, 44100, 32000, 16000, 96000, 8000};
  int most = stream->input ? attempt->info->maxInputChannels : attempt->info->maxOutputChannels;
  const int channels[] = {1, 2, most};
  size_t format_count = stream->input ? VP_COUNT(formats) : OUTPUT_FORMATS;
  for (size_t r = 0; r < VP_COUNT(rates); r++)
    for (size_t c = 0; c < VP_COUNT(channels) && (c < 2 || most > 2); c++)
      for (size_t f = 0; channels[c] <= most && f < format_count; f++) {
        stream->rate_hz = rates[r];
        stream->channels = channels[c];
        stream->format = formats[f];
        if (try_shape(stream, attempt))
          return true;
        if (is_hopeless(attempt))
          return false;
      }
  return false;
}

static int refuse(const struct audio_stream *stream, const struct attempt *attempt, struct vp_fault *fault) {
  const PaHostErrorInfo *host = Pa_GetLastHostErrorInfo();
  bool has_words = attempt->error == paUnanticipatedHostError && host && host->errorText;
  return vp_fault_set(
      fault, VP_E_DEVICE, stream->input ? "opening the microphone" : "opening the loudspeaker", attempt->info->name,
      "See whether another program uses it, or choose another device.",
      "it refuses 48000, %.0f, 44100, 32000, 16000, 96000 and 8000 Hz with 1, 2 or all channels in %s: %s",
      attempt->info->defaultSampleRate, stream->input ? "float32, int16, int32 and int24" : "float32 and int16",
      has_words ? host->errorText : Pa_GetErrorText(attempt->error));
}

static int open_locked(struct audio_stream *stream, const char *device, struct attempt *attempt,
                       struct vp_fault *fault) {
  const char *doing = stream->input ? "opening the microphone" : "opening the loudspeaker";
  attempt->index = audio_is_ready() ? audio_find_device(device, stream->input) : paNoDevice;
  attempt->info = attempt->index >= 0 ? Pa_GetDeviceInfo(attempt->index) : NULL;
  if (!attempt->info)
    return vp_fault_set(fault, VP_E_DEVICE, doing, device ? device : "the default device", "Connect it and try again.",
                        stream->input ? "there is no such microphone" : "there is no such loudspeaker");
  snprintf(stream->device, sizeof stream->device, "%s", attempt->info->name);
  if (!negotiate(stream, attempt))
    return refuse(stream, attempt, fault);
  audio_count_stream(1);
  (void)Pa_SetStreamFinishedCallback(stream->handle, on_finished); /* fails only for a stream that runs */
  return VP_OK;
}

int audio_stream_open(struct audio_stream *stream, bool input, const char *device, PaStreamCallback *callback,
                      void *context, struct vp_fault *fault) {
  struct attempt attempt = {.callback = callback, .context = context, .deadline_us = vp_clock_monotonic_us() + TRY_US};
  memset(stream, 0, sizeof *stream);
  stream->input = input;
  atomic_store(&stream->ended, true); /* until it starts */
  audio_lock();
  int error = open_locked(stream, device, &attempt, fault);
  audio_unlock();
  return error;
}

int audio_stream_start(struct audio_stream *stream) {
  atomic_store(&stream->stop, false);
  atomic_store(&stream->ended, false);
  atomic_store(&stream->called_us, 0);
  audio_lock();
  PaError error = Pa_StartStream(stream->handle);
  audio_unlock();
  return error == paNoError ? VP_OK : VP_E_DEVICE;
}

bool audio_stream_rests(struct audio_stream *stream) {
  atomic_store(&stream->stop, true);
  if (!atomic_load(&stream->ended))
    return false;
  audio_lock();
  (void)Pa_StopStream(stream->handle); /* its thread has ended: this only tidies up */
  audio_unlock();
  return true;
}

static void dispose(struct audio_stream *stream, void (*release)(void *)) {
  audio_lock();
  (void)Pa_StopStream(stream->handle);  /* waits for the thread's last steps; closing alone would cancel them */
  (void)Pa_CloseStream(stream->handle); /* nothing can be done about an error here */
  audio_count_stream(-1);
  audio_unlock();
  release(stream);
}

struct straggler {
  struct audio_stream *stream;
  void (*release)(void *);
};

static void *wait_for_straggler(void *context) {
  struct straggler straggler = *(struct straggler *)context;
  free(context);
  while (!atomic_load(&straggler.stream->ended))
    nanosleep(&(struct timespec){.tv_nsec = 100000000}, NULL);
  dispose(straggler.stream, straggler.release);
  return NULL;
}

/* False: it cannot be waited for. */
static bool leave_behind(struct audio_stream *stream, void (*release)(void *)) {
  struct straggler *straggler = malloc(sizeof *straggler);
  pthread_t thread;
  if (!straggler)
    return false;
  *straggler = (struct straggler){stream, release};
  if (pthread_create(&thread, NULL, wait_for_straggler, straggler)) {
    free(straggler);
    return false;
  }
  pthread_detach(thread);
  return true;
}

void audio_stream_close(struct audio_stream *stream, void (*release)(void *context)) {
  atomic_store(&stream->stop, true);
  for (int waited = 0; waited < END_WAIT_MS && !atomic_load(&stream->ended); waited += 5)
    nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
  if (atomic_load(&stream->ended))
    dispose(stream, release);
  else if (!leave_behind(stream, release))
    vp_log(VP_LOG_ERROR, "audio", "out of memory: %s stays open", stream->device);
}
