/* Recorded prompts. A recording is found by the words that are said in it: a guide's maker who reads a sentence aloud
 * saves it under its own words, and when the sentence changes the old recording is not played with the new one. */
#include "internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_BYTES = 100, FILE_MAX = 8 << 20 };

static bool is_letter(unsigned char byte) { /* of other scripts: all of it */
  return byte >= 0x80 || (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9');
}

bool prompt_name(const char *text, char *name, size_t size) {
  size_t length = 0;
  bool gap = false;
  for (const char *at = text; *at; at++) {
    unsigned char byte = (unsigned char)(*at >= 'A' && *at <= 'Z' ? *at + 'a' - 'A' : *at);
    if (!is_letter(byte)) {
      gap = length > 0;
      continue;
    }
    bool begins = (byte & 0xC0) != 0x80; /* the name is cut between letters only */
    if (begins && length + gap + 4 > NAME_BYTES)
      break;
    if (gap)
      name[length++] = '-';
    gap = false;
    name[length++] = (char)byte;
  }
  snprintf(name + length, size - length, ".opus");
  return length > 0;
}

static int load(const char *path, float **samples, size_t *count) {
  FILE *file = fopen(path, "rbe");
  if (!file)
    return VP_E_NOT_FOUND;
  unsigned char *bytes = malloc(FILE_MAX);
  size_t length = bytes ? fread(bytes, 1, FILE_MAX, file) : 0;
  fclose(file);
  int error = !bytes ? VP_E_NO_MEMORY : vp_opus_decode(bytes, length, samples, count);
  free(bytes);
  return error;
}

int prompt_load(const char *folder, const char *language, const char *text, float **samples, size_t *count) {
  char name[PROMPT_NAME], path[1400];
  if (!folder || !language || strchr(language, '/') || !prompt_name(text, name, sizeof name))
    return VP_E_NOT_FOUND;
  int length = snprintf(path, sizeof path, "%s/%s/%s", folder, language, name);
  return length < 0 || (size_t)length >= sizeof path ? VP_E_NOT_FOUND : load(path, samples, count);
}
