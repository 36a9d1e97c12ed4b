/* UUID version 7: 48 bits of milliseconds, 74 random bits (RFC 9562 §5.7). */
#include <vertelpunt/id.h>

#include <string.h>
#include <sys/random.h>

#include <vertelpunt/error.h>

static void fill_random(uint8_t *bytes, size_t count) {
  for (size_t done = 0; done < count;) {
    ssize_t got = getrandom(bytes + done, count - done, 0);
    if (got > 0)
      done += (size_t)got; /* a signal may have come between: EINTR, ask again */
  }
}

struct vp_id vp_id_new(int64_t utc_ms) {
  struct vp_id id;
  fill_random(id.bytes, sizeof id.bytes);
  uint64_t time = utc_ms < 0 ? 0 : (uint64_t)utc_ms;
  for (int i = 0; i < 6; i++)
    id.bytes[i] = (uint8_t)(time >> (40 - 8 * i));
  id.bytes[6] = (uint8_t)(0x70 | (id.bytes[6] & 0x0F));
  id.bytes[8] = (uint8_t)(0x80 | (id.bytes[8] & 0x3F));
  return id;
}

void vp_id_format(const struct vp_id *id, char text[VP_ID_TEXT]) {
  static const char hex[] = "0123456789abcdef";
  char *to = text;
  for (int i = 0; i < 16; i++) {
    if (i == 4 || i == 6 || i == 8 || i == 10)
      *to++ = '-';
    *to++ = hex[id->bytes[i] >> 4];
    *to++ = hex[id->bytes[i] & 15];
  }
  *to = '\0';
}

static int hex_value(char c) {
  return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

int vp_id_parse(const char *text, size_t length, struct vp_id *id) {
  if (length != VP_ID_TEXT - 1)
    return VP_E_FORMAT;
  struct vp_id parsed;
  size_t at = 0;
  for (int i = 0; i < 16; i++) {
    if ((i == 4 || i == 6 || i == 8 || i == 10) && text[at++] != '-')
      return VP_E_FORMAT;
    int high = hex_value(text[at]), low = hex_value(text[at + 1]);
    if (high < 0 || low < 0)
      return VP_E_FORMAT;
    parsed.bytes[i] = (uint8_t)(high << 4 | low);
    at += 2;
  }
  *id = parsed;
  return VP_OK;
}

bool vp_id_equal(const struct vp_id *a, const struct vp_id *b) {
  return memcmp(a->bytes, b->bytes, sizeof a->bytes) == 0;
}

bool vp_id_is_zero(const struct vp_id *id) {
  static const struct vp_id zero;
  return vp_id_equal(id, &zero);
}
