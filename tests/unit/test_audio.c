/* Ogg Opus out and in, levels, and how lost samples are counted: what needs no sound device. With a real sound server:
 * tests/e2e/sound_capture.c. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "../../src/audio/internal.h"

#include <vertelpunt/attributes.h>
#include <vertelpunt/id.h>

/* --- a stream in memory ------------------------------------------------------------------------------------------- */

struct stream {
  unsigned char *bytes; /* owned */
  size_t length;
  size_t ends[4096]; /* where each call of the sink ended */
  size_t calls;
  int refuse_after; /* the sink fails from this call on; 0: never */
};

static int sink(void *context, const unsigned char *bytes, size_t length) {
  struct stream *stream = context;
  if (stream->refuse_after && (int)stream->calls + 1 >= stream->refuse_after)
    return VP_E_NO_SPACE;
  stream->bytes = realloc(stream->bytes, stream->length + length);
  assert_non_null(stream->bytes);
  memcpy(stream->bytes + stream->length, bytes, length);
  stream->length += length;
  assert_true(stream->calls < VP_COUNT(stream->ends));
  stream->ends[stream->calls++] = stream->length;
  return VP_OK;
}

/* Something with the movement of a voice: a gliding tone with its harmonics, swelling four times a second. */
static float voice(size_t i) {
  double t = (double)i / VP_RATE_HZ, phase = 2 * 3.14159265358979 * (180 * t + 20 * sin(3 * t));
  double swell = 0.6 + 0.4 * sin(2 * 3.14159265358979 * 4 * t);
  return (float)(0.3 * swell * (sin(phase) + 0.5 * sin(2 * phase) + 0.25 * sin(3 * phase)));
}

static const struct vp_opus_tags tags = {.title = "Een verhaal",
                                         .theme = "toegankelijkheid",
                                         .language = "nl",
                                         .date = "2026-11-24",
                                         .organization = "Gemeente Voorbeeld"};

static void write_voice(struct vp_opus_writer *writer, size_t from, size_t to) {
  float part[480];
  for (size_t at = from; at < to;) {
    size_t count = to - at < VP_COUNT(part) ? to - at : VP_COUNT(part);
    for (size_t i = 0; i < count; i++)
      part[i] = voice(at + i);
    assert_int_equal(vp_opus_writer_write(writer, part, count), VP_OK);
    at += count;
  }
}

static void make_stream(struct stream *stream, size_t samples) {
  struct vp_opus_writer *writer;
  memset(stream, 0, sizeof *stream);
  assert_int_equal(vp_opus_writer_open(&tags, sink, stream, &writer), VP_OK);
  write_voice(writer, 0, samples);
  assert_int_equal(vp_opus_writer_close(writer), VP_OK);
}

/* --- reading pages, independently of the room --------------------------------------------------------------------- */

struct page {
  size_t at, length;
  int64_t granule;
  unsigned char flags;
};

static size_t pages_of(const unsigned char *bytes, size_t length, struct page *pages, size_t limit) {
  size_t count = 0;
  for (size_t at = 0; at < length; count++) {
    assert_true(count < limit && length - at >= 27 && memcmp(bytes + at, "OggS", 4) == 0);
    struct page *page = &pages[count];
    *page = (struct page){.at = at, .length = 27 + (size_t)bytes[at + 26], .flags = bytes[at + 5]};
    for (size_t i = 0; i < bytes[at + 26]; i++)
      page->length += bytes[at + 27 + i];
    for (int i = 7; i >= 0; i--)
      page->granule = (int64_t)((uint64_t)page->granule << 8 | bytes[at + 6 + (size_t)i]);
    at += page->length;
    assert_true(at <= length);
  }
  return count;
}

/* CRC-32 with polynomial 0x04c11db7, bit by bit (RFC 3533 §6): slow, and not libogg's. */
static uint32_t checksum(const unsigned char *page, size_t length) {
  uint32_t crc = 0;
  for (size_t i = 0; i < length; i++) {
    crc ^= (uint32_t)(i >= 22 && i < 26 ? 0 : page[i]) << 24;
    for (int bit = 0; bit < 8; bit++)
      crc = crc << 1 ^ (crc >> 31 ? 0x04c11db7U : 0);
  }
  return crc;
}

static void assert_is_proper(const unsigned char *bytes, size_t length) {
  struct page pages[512];
  size_t count = pages_of(bytes, length, pages, VP_COUNT(pages));
  assert_true(count >= 2);
  for (size_t i = 0; i < count; i++) {
    const unsigned char *at = bytes + pages[i].at;
    uint32_t said = at[22] | (uint32_t)at[23] << 8 | (uint32_t)at[24] << 16 | (uint32_t)at[25] << 24;
    assert_int_equal(said, checksum(at, pages[i].length));
    assert_int_equal(at[18], i); /* the sequence number */
    assert_int_equal(pages[i].flags, (i == 0 ? 2 : 0) | (i == count - 1 ? 4 : 0));
  }
}

static double correlation(const float *a, const float *b, size_t count) {
  double ab = 0, aa = 0, bb = 0;
  for (size_t i = 0; i < count; i++) {
    ab += (double)a[i] * (double)b[i];
    aa += (double)a[i] * (double)a[i];
    bb += (double)b[i] * (double)b[i];
  }
  return ab / sqrt(aa * bb + 1e-20);
}

/* --- writing ------------------------------------------------------------------------------------------------------ */

static void what_is_written_is_what_is_decoded(void **state) {
  enum { SAMPLES = 5 * VP_RATE_HZ + 777 };
  struct stream stream;
  float *decoded;
  size_t count;
  (void)state;
  make_stream(&stream, SAMPLES);
  assert_is_proper(stream.bytes, stream.length);
  assert_int_equal(vp_opus_decode(stream.bytes, stream.length, &decoded, &count), VP_OK);
  assert_int_equal(count, SAMPLES);
  float *wanted = malloc(count * sizeof *wanted);
  assert_non_null(wanted);
  for (size_t i = 0; i < count; i++)
    wanted[i] = voice(i);
  for (size_t at = 4800; at + 4800 <= count; at += 4800)
    assert_true(correlation(wanted + at, decoded + at, 4800) > 0.97);
  assert_true(stream.length < 5 * 32000 / 8 * 3 / 2); /* 32 kbit/s, variable */
  free(wanted);
  free(decoded);
  free(stream.bytes);
}

static void a_page_holds_at_most_a_second(void **state) {
  struct stream stream;
  struct page pages[512];
  (void)state;
  make_stream(&stream, 20 * VP_RATE_HZ);
  size_t count = pages_of(stream.bytes, stream.length, pages, VP_COUNT(pages));
  assert_true(count > 20);
  for (size_t i = 3; i < count; i++)
    assert_in_range(pages[i].granule - pages[i - 1].granule, 1, VP_RATE_HZ);
  free(stream.bytes);
}

static void the_headers_are_out_before_any_sound(void **state) {
  struct stream stream = {0};
  struct vp_opus_writer *writer;
  (void)state;
  assert_int_equal(vp_opus_writer_open(&tags, sink, &stream, &writer), VP_OK);
  assert_int_equal(stream.calls, 2);
  assert_memory_equal(stream.bytes + 28, "OpusHead", 8);
  assert_int_equal(vp_opus_writer_close(writer), VP_OK);
  assert_is_proper(stream.bytes, stream.length);
  free(stream.bytes);
}

static void every_tag_is_in_the_stream_and_what_is_null_is_not(void **state) {
  static const char *const wanted[] = {"TITLE=Een verhaal", "THEME=toegankelijkheid", "LANGUAGE=nl", "DATE=2026-11-24",
                                       "ORGANIZATION=Gemeente Voorbeeld"};
  struct stream stream = {0};
  struct vp_opus_writer *writer;
  (void)state;
  make_stream(&stream, 960);
  for (size_t tag = 0; tag < VP_COUNT(wanted); tag++) {
    bool found = false;
    for (size_t i = 0; i + strlen(wanted[tag]) <= stream.length; i++)
      found |= memcmp(stream.bytes + i, wanted[tag], strlen(wanted[tag])) == 0;
    assert_true(found);
  }
  free(stream.bytes);
  memset(&stream, 0, sizeof stream);
  assert_int_equal(vp_opus_writer_open(&(struct vp_opus_tags){.language = "nl"}, sink, &stream, &writer), VP_OK);
  for (size_t i = 0; i + 6 <= stream.length; i++)
    assert_memory_not_equal(stream.bytes + i, "TITLE=", 6);
  assert_int_equal(vp_opus_writer_close(writer), VP_OK);
  free(stream.bytes);
}

static void after_a_flush_at_most_one_frame_is_only_in_memory(void **state) {
  (void)state;
  for (size_t samples = 3000; samples < 100000; samples += 7919) {
    struct stream stream = {0};
    struct vp_opus_writer *writer;
    int64_t out;
    assert_int_equal(vp_opus_writer_open(&tags, sink, &stream, &writer), VP_OK);
    write_voice(writer, 0, samples);
    assert_int_equal(vp_opus_writer_flush(writer), VP_OK);
    unsigned char *cut = malloc(stream.length);
    size_t length = stream.length;
    assert_non_null(cut);
    memcpy(cut, stream.bytes, length);
    assert_int_equal(vp_opus_mend(cut, &length), VP_OK);
    assert_int_equal(vp_opus_duration(cut, length, &out), VP_OK);
    assert_in_range(out, samples - 2 * 960,
                    samples); /* a frame of 20 ms that is not full, and the encoder's lookahead */
    free(cut);
    /* and nothing of it disturbs what follows */
    write_voice(writer, samples, samples + 5000);
    assert_int_equal(vp_opus_writer_close(writer), VP_OK);
    assert_is_proper(stream.bytes, stream.length);
    assert_int_equal(vp_opus_duration(stream.bytes, stream.length, &out), VP_OK);
    assert_int_equal(out, samples + 5000);
    free(stream.bytes);
  }
}

static void a_sink_that_refuses_stops_the_writer_with_its_own_error(void **state) {
  static float silence[VP_RATE_HZ];
  struct stream stream = {.refuse_after = 4};
  struct vp_opus_writer *writer;
  (void)state;
  assert_int_equal(vp_opus_writer_open(&tags, sink, &stream, &writer), VP_OK);
  int error = VP_OK;
  for (int i = 0; i < 10 && !error; i++)
    error = vp_opus_writer_write(writer, silence, VP_COUNT(silence));
  assert_int_equal(error, VP_E_NO_SPACE);
  assert_int_equal(stream.calls, 3);
  stream.refuse_after = 0;
  assert_int_equal(vp_opus_writer_write(writer, silence, 1), VP_E_NO_SPACE); /* a stream with a hole is not continued */
  assert_int_equal(vp_opus_writer_flush(writer), VP_E_NO_SPACE);
  assert_int_equal(vp_opus_writer_close(writer), VP_E_NO_SPACE);
  assert_int_equal(stream.calls, 3);
  free(stream.bytes);
  stream = (struct stream){.refuse_after = 1};
  assert_int_equal(vp_opus_writer_open(&tags, sink, &stream, &writer), VP_E_NO_SPACE);
}

static void two_streams_have_different_serial_numbers(void **state) {
  struct stream one, two;
  (void)state;
  make_stream(&one, 960);
  make_stream(&two, 960);
  assert_memory_not_equal(one.bytes + 14, two.bytes + 14, 4);
  free(one.bytes);
  free(two.bytes);
}

/* --- mending ------------------------------------------------------------------------------------------------------ */

/* At every byte: whole pages stay, nothing else does, and it plays for as long as they last. The copy lies at the end
 * of a block of its own, so that a sanitizer sees a read behind it. */
static void a_stream_cut_off_at_any_byte_becomes_a_proper_one(void **state) {
  struct stream stream;
  struct page pages[512];
  (void)state;
  make_stream(&stream, 3 * VP_RATE_HZ + 123);
  size_t count = pages_of(stream.bytes, stream.length, pages, VP_COUNT(pages));
  size_t with_sound = pages[2].at + pages[2].length, whole = 0;
  for (size_t cut = 0; cut <= stream.length; cut++) {
    unsigned char *copy = malloc(cut ? cut : 1);
    size_t length = cut;
    int64_t samples;
    assert_non_null(copy);
    memcpy(copy, stream.bytes, cut);
    while (whole < count && pages[whole].at + pages[whole].length <= cut)
      whole++;
    if (cut < with_sound) {
      assert_int_equal(vp_opus_mend(copy, &length), VP_E_FORMAT);
    } else {
      assert_int_equal(vp_opus_mend(copy, &length), VP_OK);
      assert_int_equal(length, pages[whole - 1].at + pages[whole - 1].length);
      assert_is_proper(copy, length);
      assert_int_equal(vp_opus_duration(copy, length, &samples), VP_OK);
      assert_int_equal(samples, pages[whole - 1].granule - 312); /* the pre-skip */
    }
    free(copy);
  }
  assert_int_equal(whole, count);
  free(stream.bytes);
}

static void what_is_whole_is_not_changed_by_mending(void **state) {
  struct stream stream;
  (void)state;
  make_stream(&stream, 2 * VP_RATE_HZ);
  unsigned char *copy = malloc(stream.length);
  size_t length = stream.length;
  assert_non_null(copy);
  memcpy(copy, stream.bytes, length);
  assert_int_equal(vp_opus_mend(copy, &length), VP_OK);
  assert_int_equal(length, stream.length);
  assert_memory_equal(copy, stream.bytes, length);
  free(copy);
  free(stream.bytes);
}

static void a_page_with_a_flipped_bit_goes_and_the_others_stay(void **state) {
  struct stream stream;
  struct page pages[512];
  int64_t samples;
  (void)state;
  make_stream(&stream, 5 * VP_RATE_HZ);
  size_t count = pages_of(stream.bytes, stream.length, pages, VP_COUNT(pages)), length = stream.length;
  stream.bytes[pages[4].at + 60] ^= 1;
  assert_int_equal(vp_opus_mend(stream.bytes, &length), VP_OK);
  assert_int_equal(length, stream.length - pages[4].length);
  assert_int_equal(pages_of(stream.bytes, length, pages, VP_COUNT(pages)), count - 1);
  assert_int_equal(vp_opus_duration(stream.bytes, length, &samples), VP_OK);
  assert_int_equal(samples, 5 * VP_RATE_HZ);
  free(stream.bytes);
}

static void rubbish_is_refused_by_everything_that_reads(void **state) {
  unsigned char rubbish[4096];
  (void)state;
  for (size_t i = 0; i < sizeof rubbish; i++)
    rubbish[i] = (unsigned char)(i * 2654435761U >> 13);
  for (int kind = 0; kind < 3; kind++) {
    size_t length = kind == 1 ? 0 : sizeof rubbish, count;
    int64_t samples;
    float *decoded;
    if (kind == 2)
      memcpy(rubbish, "OggS", 5);
    assert_int_equal(vp_opus_mend(rubbish, &length), VP_E_FORMAT);
    assert_int_equal(vp_opus_set_gain(rubbish, length, 0), VP_E_FORMAT);
    assert_int_equal(vp_opus_duration(rubbish, length, &samples), VP_E_FORMAT);
    assert_int_equal(vp_opus_decode(rubbish, length, &decoded, &count), VP_E_FORMAT);
  }
}

/* --- gain and duration -------------------------------------------------------------------------------------------- */

static void the_gain_in_the_header_is_what_is_heard(void **state) {
  static const int gains_q8[] = {6 * 256, -6 * 256, 0, -1, 32767, -32768};
  struct stream stream;
  float *plain, *louder;
  size_t count;
  (void)state;
  make_stream(&stream, VP_RATE_HZ);
  assert_int_equal(vp_opus_decode(stream.bytes, stream.length, &plain, &count), VP_OK);
  for (size_t i = 0; i < VP_COUNT(gains_q8); i++) {
    assert_int_equal(vp_opus_set_gain(stream.bytes, stream.length, gains_q8[i]), VP_OK);
    assert_int_equal((int16_t)(stream.bytes[44] | stream.bytes[45] << 8), gains_q8[i]);
    assert_is_proper(stream.bytes, stream.length);
  }
  assert_int_equal(vp_opus_set_gain(stream.bytes, stream.length, 6 * 256), VP_OK);
  assert_int_equal(vp_opus_decode(stream.bytes, stream.length, &louder, &count), VP_OK);
  float ratio = vp_level_measure(louder, count).rms / vp_level_measure(plain, count).rms;
  assert_true(fabsf(ratio - 1.9953F) < 0.01F);
  assert_int_equal(vp_opus_set_gain(stream.bytes, stream.length, 32768), VP_E_INVALID);
  assert_int_equal(vp_opus_set_gain(stream.bytes, stream.length, -32769), VP_E_INVALID);
  free(plain);
  free(louder);
  free(stream.bytes);
}

/* The gain for so many seconds of a sine of 997 Hz, which BS.1770 measures as -3.01 LUFS at full scale. */
static double gain_db_of(float amplitude, int seconds, float click) {
  struct vp_loudness *loudness;
  float samples[VP_RATE_HZ / 10];
  assert_int_equal(vp_loudness_open(&loudness), VP_OK);
  for (int block = 0; block < seconds * 10; block++) {
    for (size_t i = 0; i < VP_COUNT(samples); i++)
      samples[i] = amplitude * sinf(6.2831853F * 997 * (float)((size_t)block * VP_COUNT(samples) + i) / VP_RATE_HZ);
    if (block == 5)
      samples[0] += click;
    assert_int_equal(vp_loudness_add(loudness, samples, VP_COUNT(samples)), VP_OK);
  }
  int gain_q8 = vp_loudness_gain_q8(loudness);
  vp_loudness_close(loudness);
  return gain_q8 / 256.0;
}

static void every_voice_is_brought_to_one_loudness_and_none_is_cut(void **state) {
  (void)state;
  assert_true(fabs(gain_db_of(0.1F, 5, 0)) < 0.2);
  assert_true(fabs(gain_db_of(0.05F, 5, 0) - 6.02) < 0.2);
  assert_true(fabs(gain_db_of(0.5F, 5, 0) + 13.98) < 0.2);
  assert_true(fabs(gain_db_of(0.003F, 5, 0) - 20) < 0.01);              /* no more than that: it would be noise */
  assert_true(fabs(gain_db_of(0.02F, 5, 0.5F) - 6.02) < 0.4);           /* a click at half of what can be */
  assert_true(gain_db_of(0, 5, 0) == 0 && gain_db_of(0.1F, 0, 0) == 0); /* silence, and nothing at all */
}

static void the_duration_is_exact_for_any_length(void **state) {
  (void)state;
  for (size_t samples = 1; samples < 60000; samples = samples * 3 + 1) {
    struct stream stream;
    int64_t out;
    make_stream(&stream, samples);
    assert_int_equal(vp_opus_duration(stream.bytes, stream.length, &out), VP_OK);
    assert_int_equal(out, samples);
    free(stream.bytes);
  }
}

/* opusinfo warns of what it does not like and ends with 0 all the same: what it says is what counts. */
static void opusinfo_has_no_complaints(const unsigned char *bytes, size_t length, bool has_sound) {
  char path[] = "/tmp/vertelpunt-opus-XXXXXX", command[96], line[512];
  int file = mkstemp(path);
  bool played = false;
  assert_true(file >= 0);
  assert_int_equal(write(file, bytes, length), length);
  close(file);
  snprintf(command, sizeof command, "opusinfo %s 2>&1", path);
  FILE *said = popen(command, "r");
  assert_non_null(said);
  while (fgets(line, sizeof line, said)) {
    played |= strstr(line, "Playback length") != NULL;
    if (strstr(line, "WARNING") || strstr(line, "ERROR"))
      fail_msg("opusinfo: %s", line);
  }
  assert_int_equal(pclose(said), 0);
  assert_int_equal(played, has_sound);
  unlink(path);
}

static void opusinfo_likes_what_is_written_and_what_is_mended(void **state) {
  struct stream stream;
  struct page pages[512];
  (void)state;
  make_stream(&stream, 4 * VP_RATE_HZ);
  opusinfo_has_no_complaints(stream.bytes, stream.length, true);
  size_t count = pages_of(stream.bytes, stream.length, pages, VP_COUNT(pages));
  for (size_t i = 2; i < count; i++) {
    unsigned char *copy = malloc(stream.length);
    size_t length = pages[i].at + pages[i].length + 40;
    assert_non_null(copy);
    length = length < stream.length ? length : stream.length;
    memcpy(copy, stream.bytes, length);
    assert_int_equal(vp_opus_mend(copy, &length), VP_OK);
    opusinfo_has_no_complaints(copy, length, true);
    assert_int_equal(vp_opus_set_gain(copy, length, -700), VP_OK);
    opusinfo_has_no_complaints(copy, length, true);
    free(copy);
  }
  free(stream.bytes);
}

/* --- level -------------------------------------------------------------------------------------------------------- */

static void level_is_peak_and_rms_and_never_above_one(void **state) {
  float square[100], loud[2] = {-3, NAN};
  (void)state;
  for (size_t i = 0; i < VP_COUNT(square); i++)
    square[i] = i % 2 ? 0.25F : -0.25F;
  square[7] = -0.5F;
  struct vp_level level = vp_level_measure(square, VP_COUNT(square));
  assert_true(level.peak == 0.5F);
  assert_true(fabsf(level.rms - sqrtf((99 * 0.0625F + 0.25F) / 100)) < 1e-6F);
  level = vp_level_measure(loud, VP_COUNT(loud));
  assert_true(level.peak == 1 && level.rms == 1);
  level = vp_level_measure(NULL, 0);
  assert_true(level.peak == 0 && level.rms == 0);
}

/* --- counting what is lost ---------------------------------------------------------------------------------------- */

enum { PERIOD_US = 10000, PERIOD = 480 };

struct feeder {
  struct drop_meter meter;
  int64_t now_us;
  uint64_t lost;
};

static void feed(struct feeder *feeder, int periods) {
  for (int i = 0; i < periods; i++) {
    feeder->now_us += PERIOD_US;
    feeder->lost += drop_meter_note(&feeder->meter, feeder->now_us, PERIOD, false);
  }
}

static struct feeder new_feeder(void) {
  struct feeder feeder = {.now_us = 1000000};
  drop_meter_init(&feeder.meter, VP_RATE_HZ);
  return feeder;
}

static void a_stream_without_a_loss_counts_none(void **state) {
  struct feeder feeder = new_feeder();
  (void)state;
  feed(&feeder, 60000);
  assert_int_equal(feeder.lost, 0);
}

static void a_stall_that_is_caught_up_counts_none(void **state) {
  (void)state;
  for (int before = 150; before < 650; before += 7) {
    struct feeder feeder = new_feeder();
    feed(&feeder, before);
    feeder.now_us += 3000000; /* nothing for 3 s, then all of it within 30 ms */
    for (int i = 0; i < 300; i++) {
      feeder.now_us += 100;
      feeder.lost += drop_meter_note(&feeder.meter, feeder.now_us, PERIOD, false);
    }
    feed(&feeder, 1000);
    assert_int_equal(feeder.lost, 0);
  }
}

static void a_silent_loss_is_counted_once_within_a_few_seconds(void **state) {
  (void)state;
  for (int before = 450; before < 950; before += 7) {
    struct feeder feeder = new_feeder();
    feed(&feeder, before);
    feeder.now_us += 500000; /* half a second that never comes */
    feed(&feeder, 620);
    assert_in_range(feeder.lost, 24000 - PERIOD, 24000 + PERIOD);
    uint64_t once = feeder.lost;
    feed(&feeder, 3000);
    assert_int_equal(feeder.lost, once);
  }
}

static void an_overflow_that_the_device_reports_counts_at_once(void **state) {
  struct feeder feeder = new_feeder();
  (void)state;
  feed(&feeder, 500);
  feeder.now_us += 300000 + PERIOD_US;
  feeder.lost += drop_meter_note(&feeder.meter, feeder.now_us, PERIOD, true);
  assert_in_range(feeder.lost, 14400 - PERIOD, 14400 + PERIOD);
  uint64_t once = feeder.lost;
  feed(&feeder, 3000);
  assert_int_equal(feeder.lost, once);
  feeder = new_feeder();
  assert_int_equal(drop_meter_note(&feeder.meter, 1000000, PERIOD, true), 1); /* unknown how many, but some */
}

static void a_device_whose_clock_is_off_loses_nothing(void **state) {
  static const int64_t periods_us[] = {9990, 10010}; /* 1000 ppm: ten times what is usual */
  (void)state;
  for (size_t which = 0; which < VP_COUNT(periods_us); which++) {
    struct feeder feeder = new_feeder();
    for (int i = 0; i < 360000; i++) {
      feeder.now_us += periods_us[which];
      feeder.lost += drop_meter_note(&feeder.meter, feeder.now_us, PERIOD, false);
    }
    assert_int_equal(feeder.lost, 0);
  }
}

/* --- formats ------------------------------------------------------------------------------------------------------ */

static void every_sample_format_becomes_the_same_mono(void **state) {
  static const float floats[] = {0.5F, -0.25F, -1, 0};
  static const int16_t shorts[] = {16384, -8192, -32768, 0};
  static const int32_t ints[] = {1 << 30, -(1 << 29), INT32_MIN, 0};
  static const unsigned char packed[] = {0, 0, 0x40, 0, 0, 0xE0, 0, 0, 0x80, 0, 0, 0};
  static const struct {
    const void *samples;
    PaSampleFormat format;
  } cases[] = {{floats, paFloat32}, {shorts, paInt16}, {ints, paInt32}, {packed, paInt24}};
  (void)state;
  for (size_t i = 0; i < VP_COUNT(cases); i++) {
    float mono[4];
    convert_to_mono(cases[i].samples, cases[i].format, 1, 4, mono);
    assert_memory_equal(mono, floats, sizeof floats);
    convert_to_mono(cases[i].samples, cases[i].format, 2, 2, mono);
    assert_true(mono[0] == 0.125F && mono[1] == -0.5F);
  }
}

static void what_is_played_is_clipped_and_goes_to_every_channel(void **state) {
  static const float mono[] = {0.5F, 2, -2};
  int16_t shorts[6];
  float floats[6];
  (void)state;
  convert_from_mono(mono, paInt16, 2, 3, shorts);
  convert_from_mono(mono, paFloat32, 2, 3, floats);
  static const int16_t wanted[] = {16384, 16384, 32767, 32767, -32767, -32767};
  static const float wanted_floats[] = {0.5F, 0.5F, 1, 1, -1, -1};
  assert_memory_equal(shorts, wanted, sizeof wanted);
  assert_memory_equal(floats, wanted_floats, sizeof wanted_floats);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_is_written_is_what_is_decoded),
      cmocka_unit_test(a_page_holds_at_most_a_second),
      cmocka_unit_test(the_headers_are_out_before_any_sound),
      cmocka_unit_test(every_tag_is_in_the_stream_and_what_is_null_is_not),
      cmocka_unit_test(after_a_flush_at_most_one_frame_is_only_in_memory),
      cmocka_unit_test(a_sink_that_refuses_stops_the_writer_with_its_own_error),
      cmocka_unit_test(two_streams_have_different_serial_numbers),
      cmocka_unit_test(a_stream_cut_off_at_any_byte_becomes_a_proper_one),
      cmocka_unit_test(what_is_whole_is_not_changed_by_mending),
      cmocka_unit_test(a_page_with_a_flipped_bit_goes_and_the_others_stay),
      cmocka_unit_test(rubbish_is_refused_by_everything_that_reads),
      cmocka_unit_test(the_gain_in_the_header_is_what_is_heard),
      cmocka_unit_test(the_duration_is_exact_for_any_length),
      cmocka_unit_test(opusinfo_likes_what_is_written_and_what_is_mended),
      cmocka_unit_test(level_is_peak_and_rms_and_never_above_one),
      cmocka_unit_test(a_stream_without_a_loss_counts_none),
      cmocka_unit_test(a_stall_that_is_caught_up_counts_none),
      cmocka_unit_test(a_silent_loss_is_counted_once_within_a_few_seconds),
      cmocka_unit_test(an_overflow_that_the_device_reports_counts_at_once),
      cmocka_unit_test(every_voice_is_brought_to_one_loudness_and_none_is_cut),
      cmocka_unit_test(a_device_whose_clock_is_off_loses_nothing),
      cmocka_unit_test(every_sample_format_becomes_the_same_mono),
      cmocka_unit_test(what_is_played_is_clipped_and_goes_to_every_channel),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
