/* Catalogues: what is believed can be asked for every word that it has, and for others. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <vertelpunt/guide.h>
#include <vertelpunt/utf8.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static void must(int truth) {
  if (!truth)
    abort();
}

static uint32_t number(const uint8_t *at) {
  return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

/* Every %, so that a translation cannot read arguments that nobody gave. */
static size_t percents(const char *text) {
  size_t count = 0;
  for (; *text; text++)
    count += *text == '%';
  return count;
}

static void ask(const struct vp_catalogue *catalogue, const char *word) {
  const char *answer = vp_catalogue_get(catalogue, word);
  must(answer != NULL && vp_utf8_valid(answer, strlen(answer)));
  must(percents(answer) == percents(word));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
  static const char *const words[] = {"", "Back", "%u of %u", "~", "Step %d of %d"};
  struct vp_catalogue *catalogue;
  struct vp_fault fault = {0};
  int code = vp_catalogue_parse(bytes, length, "fuzz", &catalogue, &fault);
  must((code == VP_OK) == (catalogue != NULL));
  must(code == VP_OK || (fault.code == code && fault.reason[0] && fault.advice[0]));
  if (code)
    return 0;
  for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
    ask(catalogue, words[i]);
  uint32_t count = number(bytes + 8), originals = number(bytes + 12);
  for (uint32_t i = 0; i < count; i++)
    ask(catalogue, (const char *)bytes + number(bytes + originals + 8 * i + 4));
  vp_catalogue_close(catalogue);
  return 0;
}
