/* Sound (PortAudio, libopusenc, opusfile, soxr). Every call here may wait for a device: never on the UI thread. */
#ifndef VERTELPUNT_AUDIO_H
#define VERTELPUNT_AUDIO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <vertelpunt/error.h>

enum {
  VP_RATE_HZ = 48000,
  VP_PRE_ROLL_MS = 300, /* kept from before the press */
  VP_RING_S = 40,       /* what a stalled disk may take without a loss; >= 30 s */
};

/* Starts and ends PortAudio; reference counted. Initialising probes every device and may take a second. ALSA's chatter
 * on standard error is silenced. */
int vp_audio_init(struct vp_fault *fault);
void vp_audio_finish(void);

struct vp_audio_device {
  char name[128];
  bool input, output, is_default;
};
/* How many there are; the first `limit` of them. A fresh look each time, unless a stream is open: then those that there
 * were when PortAudio started. */
size_t vp_audio_devices(struct vp_audio_device *devices, size_t limit);

/* --- capture: microphone -> ring of 48 kHz mono floats ------------------------------------------------------------ */

struct vp_capture;

enum vp_capture_state {
  VP_CAPTURE_OPENING, /* the stream is not delivering samples yet */
  VP_CAPTURE_RUNNING,
  VP_CAPTURE_LOST,    /* it is gone: the stream ended, nothing came for 1.5 s, or never anything within 10 s */
};

struct vp_level {
  float peak; /* 0 … 1 (clipping at 1), of the last ~50 ms */
  float rms;
};

/* Opens the device (NULL: the default one) at any rate, channel count and sample format that it accepts, and begins to
 * fill the ring; what it delivers is mixed down to mono and resampled to 48 kHz. VP_E_DEVICE: none, or it refuses
 * everything (the fault says which formats were tried). */
int vp_capture_open(const char *device, struct vp_capture **capture, struct vp_fault *fault);
void vp_capture_close(struct vp_capture *capture); /* NULL is fine */
enum vp_capture_state vp_capture_state(const struct vp_capture *capture); /* any thread */
struct vp_level vp_capture_level(const struct vp_capture *capture);      /* any thread */
/* Reader thread: forget all but the newest VP_PRE_ROLL_MS, counted from ago_ms ago (0: from now): the take begins there,
 * however late the reader hears of the press. Samples that the device delivers from now on follow without a gap. */
void vp_capture_begin(struct vp_capture *capture, int ago_ms);
/* Reader thread: up to count samples of 48 kHz mono; 0 when there are none yet. */
size_t vp_capture_read(struct vp_capture *capture, float *samples, size_t count);
/* Reader thread: waits until at least count samples are readable, the state is LOST or timeout_ms passed. */
void vp_capture_wait(struct vp_capture *capture, size_t count, int timeout_ms);
/* Samples lost so far: those that did not fit into the ring, and those that the clock says are missing (at once when the
 * device reports an overflow, within about 5 s when it does not). Any thread. */
uint64_t vp_capture_dropped(const struct vp_capture *capture);
/* What was negotiated, for staff: "USB Audio, 44100 Hz, 2 channels, int16". */
void vp_capture_describe(const struct vp_capture *capture, char *text, size_t size);

/* --- Ogg Opus out --------------------------------------------------------------------------------------------------- */

struct vp_opus_tags { /* UTF-8; NULL: left out */
  const char *title, *theme, *language, *date /* YYYY-MM-DD */, *organization;
};

/* Called with whole Ogg pages, in order, in the thread that writes. Non-zero: stop; the writer then fails with it. */
typedef int (*vp_opus_sink)(void *context, const unsigned char *bytes, size_t length);

struct vp_opus_writer;
/* 48 kHz mono, 32 kbit/s VBR, voice; a page holds at most 1 s. */
int vp_opus_writer_open(const struct vp_opus_tags *tags, vp_opus_sink sink, void *context, struct vp_opus_writer **writer);
int vp_opus_writer_write(struct vp_opus_writer *writer, const float *samples, size_t count);
/* Pages out what is pending now, so that at most a frame or so is only in memory. */
int vp_opus_writer_flush(struct vp_opus_writer *writer);
/* Ends the stream properly (end-of-stream page, final granule position) and frees the writer, in any case. */
int vp_opus_writer_close(struct vp_opus_writer *writer);

/* Rewrites a stream that was cut off (no end-of-stream page, maybe a torn last page) into a proper one: torn bytes off,
 * last page marked, checksums right. In place; *length may shrink. VP_E_FORMAT: it is no Ogg Opus, or was cut off before
 * its first page of sound. */
int vp_opus_mend(unsigned char *bytes, size_t *length);
/* Sets the output gain (Q7.8 dB, RFC 7845 §5.1) in the header, checksum and all. */
int vp_opus_set_gain(unsigned char *bytes, size_t length, int gain_q8);
/* Playing time in samples at 48 kHz, pre-skip taken off; VP_E_FORMAT. */
int vp_opus_duration(const unsigned char *bytes, size_t length, int64_t *samples);
/* Everything decoded to 48 kHz mono; *samples owned by the caller (free). */
int vp_opus_decode(const unsigned char *bytes, size_t length, float **samples, size_t *count);

/* --- playback --------------------------------------------------------------------------------------------------- */

struct vp_player; /* a thread of its own feeds the output stream */

enum vp_player_state { VP_PLAYER_PLAYING, VP_PLAYER_PAUSED, VP_PLAYER_FINISHED, VP_PLAYER_FAILED };

/* Plays Ogg Opus from memory; takes over bytes (malloc) and wipes and frees them at close, and also when it fails.
 * device NULL: the default output. changed is called from the player's thread on every change of state, and each second
 * while playing. */
int vp_player_open(const char *device, unsigned char *bytes, size_t length, void (*changed)(void *context),
                   void *context, struct vp_player **player, struct vp_fault *fault);
/* Going on after the end begins again. */
void vp_player_pause(struct vp_player *player, bool paused);
void vp_player_seek(struct vp_player *player, int64_t position_ms);
enum vp_player_state vp_player_state(const struct vp_player *player);
int64_t vp_player_position_ms(const struct vp_player *player); /* what is heard now */
int64_t vp_player_duration_ms(const struct vp_player *player);
void vp_player_close(struct vp_player *player); /* stops at once; NULL is fine */

/* --- the voice: texts become speech ---------------------------------------------------------------------------------
 * A thread of its own has the loudspeaker, the recorded prompts and espeak-ng, and opens them when they are wanted. What is
 * missing (a device, a language) makes it silent, which is logged once, and stops nothing. Only vp_voice_close waits; the
 * other calls may be made on the UI thread. One voice at a time: espeak-ng is one for the process. */

struct vp_voice;

enum vp_voice_mode {
  VP_VOICE_OFF,     /* no stream, no device, no CPU; what is said is dropped */
  VP_VOICE_ON,      /* the stream runs, so that speech begins at once */
  VP_VOICE_SHARING, /* the same, but between utterances PortAudio is let go of: somebody looks for new devices */
  VP_VOICE_HUSHED,  /* silent at once: somebody tells, or listens. The stream rests; what is said is dropped */
};

enum vp_earcon { VP_EARCON_STOPPED, VP_EARCON_DONE, VP_EARCON_ERROR };

/* Begins OFF. device NULL: the default output. prompts: the folder with recorded prompts, NULL: there are none. A recording of
 * a text is prompts/<language>/<name>.opus; its name is the text with A–Z made small and whatever is neither letter nor
 * digit made one "-", none at the ends, cut after at most 100 bytes: "Hoe gaat het?" is nl/hoe-gaat-het.opus. ended is
 * called from the voice's thread when all has been said to its end (not when it was stopped or replaced); NULL is fine.
 * VP_E_NO_MEMORY. */
int vp_voice_open(const char *device, const char *prompts, void (*ended)(void *context), void *context,
                  struct vp_voice **voice);
void vp_voice_close(struct vp_voice *voice); /* NULL is fine */
void vp_voice_set_mode(struct vp_voice *voice, enum vp_voice_mode mode);
/* rate: 75 … 200 % of 150 words a minute, from the next utterance on; volume: 0 … 5, 6 dB each, at once. */
void vp_voice_set(struct vp_voice *voice, int rate_percent, int volume);
/* Says it instead of what is being said. language: as in guides ("nl-x-simple"); what follows "-" is not looked at by the
 * synthetic voice. */
void vp_voice_say(struct vp_voice *voice, const char *language, const char *text);
void vp_voice_add(struct vp_voice *voice, const char *language, const char *text); /* when that has been said */
void vp_voice_stop(struct vp_voice *voice);                                         /* at once */
void vp_voice_pause(struct vp_voice *voice, bool paused); /* saying something new ends a pause */
bool vp_voice_is_speaking(const struct vp_voice *voice);
void vp_voice_sign(struct vp_voice *voice, enum vp_earcon earcon); /* over what is being said, which gets softer */

/* --- measuring ----------------------------------------------------------------------------------------------------- */

struct vp_level vp_level_measure(const float *samples, size_t count);

/* Loudness after EBU R 128 of a whole take, 48 kHz mono. One thread. */
struct vp_loudness;
int vp_loudness_open(struct vp_loudness **loudness);
int vp_loudness_add(struct vp_loudness *loudness, const float *samples, size_t count);
/* What brings it to -23 LUFS, for vp_opus_set_gain (Q7.8 dB): within ±20 dB, and never so much that its peak would be cut.
 * 0 for silence and for what is too short to tell (under 0.4 s). */
int vp_loudness_gain_q8(const struct vp_loudness *loudness);
void vp_loudness_close(struct vp_loudness *loudness); /* NULL is fine */

#endif
