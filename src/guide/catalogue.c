/* A catalogue: a GNU .mo file, checked whole when it is opened, so that looking up a word can trust every offset. The
 * format is the GNU gettext manual's, "The Format of GNU MO Files": two tables of lengths and offsets, the first
 * sorted. A translation is used as a format where the English is one, so it must have the same directives in the same
 * order. */
#include <vertelpunt/guide.h>

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <vertelpunt/file.h>
#include <vertelpunt/utf8.h>

enum { CATALOGUE_BYTES_MAX = 1024 * 1024, HEADER = 28, ENTRY = 8 };

static const uint32_t magic = 0x950412DE, magic_turned = 0xDE120495;

struct vp_catalogue {
  char *bytes; /* owned; NULL: an empty catalogue */
  size_t length;
  uint32_t count, originals, translations; /* the tables' offsets */
};

static const char doing[] = "reading a catalogue of texts";
static const char advice[] = "Make it again from its .po file with msgfmt, or install Vertelpunt again.";

static uint32_t number(const struct vp_catalogue *c, size_t at) {
  const unsigned char *b = (const unsigned char *)c->bytes + at;
  return (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
}

static const char *text(const struct vp_catalogue *c, uint32_t table, uint32_t index) {
  return c->bytes + number(c, table + (size_t)index * ENTRY + 4);
}

static bool has_table(const struct vp_catalogue *c, uint32_t table) {
  return table >= HEADER && table <= c->length && c->count <= (c->length - table) / ENTRY;
}

/* Inside the file, ended by a zero and without one inside (plural forms and contexts are not used), UTF-8. */
static bool has_text(const struct vp_catalogue *c, uint32_t table, uint32_t index) {
  size_t length = number(c, table + (size_t)index * ENTRY), at = number(c, table + (size_t)index * ENTRY + 4);
  return at < c->length && length < c->length - at && memchr(c->bytes + at, 0, length + 1) == c->bytes + at + length &&
         vp_utf8_valid(c->bytes + at, length);
}

/* The next directive of a format: from its % to its letter. "%%" is one too. */
static const char *directive(const char *at, size_t *length) {
  const char *start = strchr(at, '%');
  *length = 0;
  if (start) {
    *length = 1 + strspn(start + 1, " #+-.0123456789'*$hlLjzt");
    *length += start[*length] != '\0';
  }
  return start;
}

static bool same_directives(const char *original, const char *translation) {
  size_t length, other_length;
  const char *one = directive(original, &length), *other = directive(translation, &other_length);
  while (one && other) {
    if (length != other_length || memcmp(one, other, length) != 0)
      return false;
    one = directive(one + length, &length);
    other = directive(other + other_length, &other_length);
  }
  return !one && !other;
}

static const char *wrong_with_texts(const struct vp_catalogue *c) {
  for (uint32_t i = 0; i < c->count; i++) {
    if (!has_text(c, c->originals, i) || !has_text(c, c->translations, i))
      return "a text in it lies outside the file, or is not UTF-8";
    const char *original = text(c, c->originals, i), *translation = text(c, c->translations, i);
    if (i > 0 && strcmp(text(c, c->originals, i - 1), original) >= 0)
      return "its texts are not sorted";
    if (original[0] == '\0' && !strstr(translation, "charset=UTF-8"))
      return "its header does not say charset=UTF-8";
    if (original[0] != '\0' && translation[0] != '\0' && !same_directives(original, translation))
      return "a translation has other % directives than the English";
  }
  return NULL;
}

static int wrong(struct vp_fault *fault, int code, const char *name, const char *reason) {
  return vp_fault_set(fault, code, doing, name, advice, "%s", reason);
}

static int check(struct vp_catalogue *c, const char *name, struct vp_fault *fault) {
  if (c->length < HEADER)
    return wrong(fault, VP_E_FORMAT, name, "it is too short to be a .mo file");
  if (number(c, 0) == magic_turned)
    return wrong(fault, VP_E_FORMAT, name,
                 "it was made for the other byte order (msgfmt --endianness=little is needed)");
  if (number(c, 0) != magic)
    return wrong(fault, VP_E_FORMAT, name, "it is not a .mo file");
  if (number(c, 4) != 0)
    return wrong(fault, VP_E_VERSION, name, "it has a revision that this program does not read");
  c->count = number(c, 8);
  c->originals = number(c, 12);
  c->translations = number(c, 16);
  if (!has_table(c, c->originals) || !has_table(c, c->translations))
    return wrong(fault, VP_E_FORMAT, name, "its tables lie outside the file");
  const char *reason = wrong_with_texts(c);
  return reason ? wrong(fault, VP_E_FORMAT, name, reason) : VP_OK;
}

/* Takes over bytes. */
static int adopt(char *bytes, size_t length, const char *name, struct vp_catalogue **catalogue,
                 struct vp_fault *fault) {
  struct vp_catalogue *made = calloc(1, sizeof *made);
  if (!made) {
    free(bytes);
    return wrong(fault, VP_E_NO_MEMORY, name, "out of memory");
  }
  made->bytes = bytes;
  made->length = length;
  int error = bytes ? check(made, name, fault) : VP_OK;
  if (error)
    vp_catalogue_close(made);
  else
    *catalogue = made;
  return error;
}

int vp_catalogue_parse(const void *bytes, size_t length, const char *name, struct vp_catalogue **catalogue,
                       struct vp_fault *fault) {
  *catalogue = NULL;
  if (length > CATALOGUE_BYTES_MAX)
    return wrong(fault, VP_E_TOO_LARGE, name, "it is larger than a catalogue can be");
  char *copy = malloc(length > 0 ? length : 1);
  if (!copy)
    return wrong(fault, VP_E_NO_MEMORY, name, "out of memory");
  if (length > 0)
    memcpy(copy, bytes, length);
  return adopt(copy, length, name, catalogue, fault);
}

/* ".../en.mo", ".../en-GB.mo": the keys are English themselves, so there is nothing to read. */
static bool is_english(const char *path) {
  const char *slash = strrchr(path, '/'), *file = slash ? slash + 1 : path;
  return strncmp(file, "en", 2) == 0 && (file[2] == '.' || file[2] == '-');
}

int vp_catalogue_open(const char *path, struct vp_catalogue **catalogue, struct vp_fault *fault) {
  struct vp_fault unread = {0};
  unsigned char *bytes;
  size_t length;
  *catalogue = NULL;
  if (!path || is_english(path))
    return adopt(NULL, 0, path, catalogue, fault);
  int error = vp_file_read(path, CATALOGUE_BYTES_MAX, &bytes, &length, &unread);
  return error ? wrong(fault, error, path, unread.reason) : adopt((char *)bytes, length, path, catalogue, fault);
}

void vp_catalogue_close(struct vp_catalogue *catalogue) {
  if (!catalogue)
    return;
  free(catalogue->bytes);
  free(catalogue);
}

const char *vp_catalogue_get(const struct vp_catalogue *catalogue, const char *msgid) {
  uint32_t low = 0, high = catalogue && catalogue->bytes ? catalogue->count : 0;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    int order = strcmp(msgid, text(catalogue, catalogue->originals, middle));
    if (order == 0) {
      const char *translation = text(catalogue, catalogue->translations, middle);
      return msgid[0] && translation[0] ? translation : msgid; /* "" is the header */
    }
    if (order < 0)
      high = middle;
    else
      low = middle + 1;
  }
  return msgid;
}
