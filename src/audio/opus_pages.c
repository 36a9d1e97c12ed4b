/* An Ogg Opus stream in memory as a row of pages (RFC 3533 §6): what a cut-off recording needs to become a proper one,
 * and what changes its gain. libogg's page functions read and sign in place; finding the pages is done here, because
 * libogg's own search copies the stream. */
#include "internal.h"

#include <string.h>

#include <ogg/ogg.h>

#include <vertelpunt/error.h>

enum {
  PAGE_HEAD = 27, /* and one byte for each segment */
  PAGE_HEAD_MAX = PAGE_HEAD + 255,
  AT_FLAGS = 5,
  AT_SEGMENTS = 26,
  FLAG_END = 4,
  HEAD_MIN = 19, /* "OpusHead" … channel mapping family, RFC 7845 §5.1 */
  AT_GAIN = 16,
};

static bool checksum_is_right(const ogg_page *page) {
  unsigned char head[PAGE_HEAD_MAX];
  ogg_page copy = {head, page->header_len, page->body, page->body_len};
  memcpy(head, page->header, (size_t)page->header_len);
  ogg_page_checksum_set(&copy);
  return memcmp(head, page->header, (size_t)page->header_len) == 0;
}

/* Is there a whole page at these bytes? */
static bool read_page(unsigned char *bytes, size_t length, ogg_page *page) {
  if (length < PAGE_HEAD || memcmp(bytes, "OggS", 5) != 0) /* with the version, 0 */
    return false;
  size_t segments = bytes[AT_SEGMENTS], head = PAGE_HEAD + segments, body = 0;
  if (length < head)
    return false;
  for (size_t i = 0; i < segments; i++)
    body += bytes[PAGE_HEAD + i];
  if (length - head < body)
    return false;
  *page = (ogg_page){bytes, (long)head, bytes + head, (long)body};
  return checksum_is_right(page);
}

static size_t page_length(const ogg_page *page) {
  return (size_t)page->header_len + (size_t)page->body_len;
}

static bool is_opus_head(const ogg_page *page) {
  return ogg_page_bos(page) && page->body_len >= HEAD_MIN && memcmp(page->body, "OpusHead", 8) == 0;
}

struct mending {
  int serial;
  size_t kept;    /* bytes at the front that are whole pages of the stream */
  size_t last;    /* where the last of them begins that ends a packet */
  size_t packets; /* whole ones: the two headers, then sound */
  bool is_ended;
};

static void keep(struct mending *mending, unsigned char *bytes, const ogg_page *page) {
  size_t length = page_length(page), packets = (size_t)ogg_page_packets(page);
  mending->is_ended = ogg_page_eos(page) != 0;
  memmove(bytes + mending->kept, page->header, length); /* from here on the page may be overwritten */
  mending->packets += packets;
  if (packets > 0)
    mending->last = mending->kept;
  mending->kept += length;
}

/* Whole pages of the first stream move together; what is torn, damaged or strange goes. */
static void gather(struct mending *mending, unsigned char *bytes, size_t length) {
  ogg_page page;
  for (size_t at = mending->kept; at < length && !mending->is_ended;) {
    if (!read_page(bytes + at, length - at, &page)) {
      const unsigned char *next = memchr(bytes + at + 1, 'O', length - at - 1);
      at = next ? (size_t)(next - bytes) : length;
      continue;
    }
    at += page_length(&page);
    if (ogg_page_serialno(&page) == mending->serial)
      keep(mending, bytes, &page);
  }
}

int vp_opus_mend(unsigned char *bytes, size_t *length) {
  struct mending mending = {0};
  ogg_page page;
  if (!read_page(bytes, *length, &page) || !is_opus_head(&page))
    return VP_E_FORMAT;
  mending.serial = ogg_page_serialno(&page);
  mending.kept = page_length(&page);
  mending.packets = 1;
  gather(&mending, bytes, *length);
  if (mending.packets < 3 || !read_page(bytes + mending.last, mending.kept - mending.last, &page))
    return VP_E_FORMAT;
  page.header[AT_FLAGS] |= FLAG_END;
  ogg_page_checksum_set(&page);
  *length = mending.last + page_length(&page);
  return VP_OK;
}

int vp_opus_set_gain(unsigned char *bytes, size_t length, int gain_q8) {
  ogg_page page;
  if (gain_q8 < INT16_MIN || gain_q8 > INT16_MAX)
    return VP_E_INVALID;
  if (!read_page(bytes, length, &page) || !is_opus_head(&page))
    return VP_E_FORMAT;
  unsigned int bits = (unsigned int)gain_q8;
  page.body[AT_GAIN] = (unsigned char)(bits & 0xFF);
  page.body[AT_GAIN + 1] = (unsigned char)(bits >> 8 & 0xFF);
  ogg_page_checksum_set(&page);
  return VP_OK;
}
