/* What the files of this room share. Nobody outside includes it, but the room's own tests. */
#ifndef VERTELPUNT_AUDIO_INTERNAL_H
#define VERTELPUNT_AUDIO_INTERNAL_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <portaudio.h>

#include <vertelpunt/audio.h>
#include <vertelpunt/ring.h>

enum {
  STALL_US = 1500000, /* a stream that has not called for so long has lost its device */
  BLOCK = 1024,       /* samples that are handled at once */
};

/* --- init.c: PortAudio is one for the whole process and knows no threads: each call into it holds this lock. ------ */

void audio_lock(void);
void audio_unlock(void);
bool audio_is_ready(void);       /* holding the lock */
void audio_count_stream(int by); /* holding the lock: an open stream more, or less */
int audio_look_anew(void);       /* holding the lock: PortAudio sees the devices of now; VP_E_BUSY: a stream is open */

void audio_wipe(void *bytes, size_t length); /* is not optimised away */

/* --- devices.c ---------------------------------------------------------------------------------------------------- */

/* Holding the lock. NULL: the default one. paNoDevice: none. */
PaDeviceIndex audio_find_device(const char *name, bool input);

/* --- convert.c: samples of the device <-> mono floats. In the callback. ------------------------------------------- */

void convert_to_mono(const void *from, PaSampleFormat format, int channels, size_t frames, float *mono);
void convert_from_mono(const float *mono, PaSampleFormat format, int channels, size_t frames, void *to);
size_t convert_frame_bytes(PaSampleFormat format, int channels);
const char *convert_format_name(PaSampleFormat format);

/* --- stream.c: a PortAudio stream in whatever shape the device accepts, and its end, also when the device is dead ----
 */

struct audio_stream {
  /* immutable while it is open */
  PaStream *handle;
  bool input;
  double rate_hz;
  int channels;
  PaSampleFormat format;
  char device[128];

  /* shared */
  _Atomic bool stop;         /* the callback ends the stream at its next call */
  _Atomic bool ended;        /* PortAudio calls no more */
  _Atomic int64_t called_us; /* monotonic time of the last call; 0: none yet */
};

/* The stream must be the first member of what context points to. */
int audio_stream_open(struct audio_stream *stream, bool input, const char *device, PaStreamCallback *callback,
                      void *context, struct vp_fault *fault);
int audio_stream_start(struct audio_stream *stream);
/* Asks the stream to be silent; true once it is, and can be started again. */
bool audio_stream_rests(struct audio_stream *stream);
/* Silent at once. release(stream) frees what the callback uses: now, or in another thread once a device that does not
 * answer lets go. */
void audio_stream_close(struct audio_stream *stream, void (*release)(void *context));

/* --- resample.c: mono floats from any rate to any other. One thread. ---------------------------------------------- */

struct resampler;
int resampler_open(double from_hz, double to_hz, struct resampler **resampler);
void resampler_close(struct resampler *resampler);
void resampler_reset(struct resampler *resampler);
/* How many came out into `out`; *used says how many of `in` went in. in NULL: the end, what is left comes out. */
size_t resampler_run(struct resampler *resampler, const float *in, size_t in_count, size_t *used, float *out,
                     size_t out_limit);

/* --- drops.c: how many samples are missing, by the clock ---------------------------------------------------------- */

struct drop_meter {
  double rate_hz;
  int64_t started_us; /* 0: nothing came yet */
  uint64_t accounted; /* samples that came, and those that are known to be lost */
  int64_t baseline;   /* how far the device is usually behind the clock, in samples */
  bool has_baseline, suspects;
  int64_t suspected; /* a shortage that must last one window more */
  int64_t window_low, window_end_us;
};

void drop_meter_init(struct drop_meter *meter, double rate_hz);
/* `frames` came at now_us; overflow: the device says that some were lost before. How many are newly known to be lost.
 */
uint64_t drop_meter_note(struct drop_meter *meter, int64_t now_us, size_t frames, bool overflow);

/* --- player_feed.c: a story on its way from its bytes to the loudspeaker's callback ------------------------------- */

enum { FEED_PART = 5760 * 2 }; /* 120 ms, the longest packet, in stereo: opusfile wants room for no less */

struct OggOpusFile;

struct feed {
  /* immutable after open */
  double rate_hz;
  int64_t duration; /* samples at 48 kHz */

  /* player's thread only */
  struct OggOpusFile *file;    /* owned; reads the bytes, which are the player's */
  struct resampler *resampler; /* owned; NULL: the device runs at 48 kHz */
  float decoded[FEED_PART];
  size_t decoded_from, decoded_to;
  float resampled[BLOCK];
  size_t resampled_from, resampled_to;
  bool ended, flushed;

  /* shared: the thread writes, the callback reads, both at the device's rate */
  struct vp_ring ring;
  _Atomic uint64_t forget_until; /* the callback passes over what was put in before a seek */
};

int feed_open(struct feed *feed, const unsigned char *bytes, size_t length, double rate_hz);
void feed_finish(struct feed *feed);
/* Decodes until the ring is full or the story ends. VP_E_FORMAT. */
int feed_fill(struct feed *feed);
/* From there on (samples at 48 kHz). Afterwards *from says with which of the ring's samples that begins. */
int feed_seek(struct feed *feed, int64_t sample, uint64_t *from);
bool feed_is_empty(const struct feed *feed);
/* Callback: up to count samples. */
size_t feed_take(struct feed *feed, float *samples, size_t count);

/* --- player_sound.c: what goes to the loudspeaker, and what of it is heard by now ------------------------------------
 */

struct player_output {
  struct audio_stream stream; /* first: see audio_stream_open */
  struct feed feed;

  /* callback only (while the stream rests: the player's thread) */
  float mono[BLOCK];
  size_t silent_frames; /* of the lead-in */

  /* shared: the callback writes */
  _Atomic int64_t heard_offset_us; /* what is heard now is the ring's time (now + offset) … */
  _Atomic int64_t taken_us;        /* … but not later than this */
  /* shared: the callback reads */
  _Atomic bool sounds;
};

/* The callback; its context is the player's output. */
int player_on_sound(const void *input, void *output, unsigned long frames, const PaStreamCallbackTimeInfo *time,
                    PaStreamCallbackFlags flags, void *context);
/* Any thread: the ring's time that is heard now. */
int64_t player_heard_us(const struct player_output *player);

/* --- mixer.c: what sounds at the same time, into one stream. Voice and signs (earcons), mono, at its rate. */

enum mixer_which { MIXER_VOICE, MIXER_SIGN, MIXER_SOURCES };

struct mixer_source {
  /* shared: the voice's thread writes, the callback reads */
  struct vp_ring ring;
  _Atomic uint64_t forget_until; /* what was put in before is faded out, and the rest of it passed over */
  _Atomic bool paused;

  /* callback only */
  float gain;
};

struct mixer {
  struct mixer_source sources[MIXER_SOURCES];
  _Atomic int volume;  /* 0 … 5, 6 dB each; shared: any thread writes, the callback reads */
  _Atomic bool silent; /* shared: nothing at all goes out */
  float step;          /* immutable: of a gain, per sample */
  float gain;          /* callback only */
};

int mixer_init(struct mixer *mixer, double rate_hz, int volume);
void mixer_finish(struct mixer *mixer);
/* Callback: count samples, all of them written. */
void mixer_take(struct mixer *mixer, float *samples, size_t count);
/* Whoever writes into the source, or holds a lock that keeps it from writing: what is in it is not to be heard. */
void mixer_cut(struct mixer *mixer, enum mixer_which which);
bool mixer_is_empty(const struct mixer *mixer, enum mixer_which which);
float mixer_gain(int volume); /* of a volume: 1 at the loudest */

/* --- earcon.c: short signs -------------------------------------------------------------------------------------- */

enum { EARCON_MAX_MS = 400 };
/* Into samples, at most limit; how many. */
size_t earcon_make(enum vp_earcon earcon, double rate_hz, float *samples, size_t limit);

/* --- prompt.c: recorded prompts, which come before the synthetic voice ------------------------------------------ */

/* The name of a recording of that text: "wat-vind-je-fijn.opus" (size >= PROMPT_NAME). False: it has no letters. */
enum { PROMPT_NAME = 112 };
bool prompt_name(const char *text, char *name, size_t size);
/* 48 kHz mono, owned by the caller (free). VP_E_NOT_FOUND: there is none. */
int prompt_load(const char *folder, const char *language, const char *text, float **samples, size_t *count);

/* --- synth.c: espeak-ng, which is one for the process: one thread. ---------------------------------------------- */

/* Called with each piece of speech. False: enough. */
typedef bool (*synth_sink)(void *context, const float *samples, size_t count);

/* VP_E_NOT_FOUND: its data is missing. *rate_hz is that of its samples. */
int synth_open(double *rate_hz, struct vp_fault *fault);
void synth_close(void);
/* VP_E_NOT_FOUND: it has no voice for that language. */
int synth_say(const char *language, const char *text, int rate_percent, synth_sink sink, void *context);

/* --- voice_output.c: the stream that the voice speaks through --------------------------------------------------- */

struct voice_output {
  struct audio_stream stream; /* first: see audio_stream_open */
  struct mixer mixer;
  float mono[BLOCK]; /* callback only */
  bool runs;         /* voice's thread only */
  int64_t started_us;
};

/* Opens and starts it, PortAudio included. */
int voice_output_open(const char *device, int volume, struct voice_output **output, struct vp_fault *fault);
void voice_output_close(struct voice_output *output); /* PortAudio too; NULL is fine */
bool voice_output_start(struct voice_output *output); /* false: the device is dead */
bool voice_output_rests(struct voice_output *output); /* asks it to; true: it does */
bool voice_output_is_dead(const struct voice_output *output);

#endif
