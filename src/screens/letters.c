/* What the on-screen keyboard knows of scripts: capitals, and the signs that stand behind "123" in each language. */
#include "frame.h"

#include <string.h>

#include <vertelpunt/utf8.h>

struct pairs {
  uint32_t from, to; /* small letters, */
  int step;          /* each of them or every second one, */
  int32_t capital;   /* and how far away their capitals are */
};

/* Latin, Greek, Cyrillic and Armenian as Unicode pairs them. ß and what has no capital stays. */
static const struct pairs pairs[] = {
    {'a', 'z', 1, -0x20},     {0xE0, 0xF6, 1, -0x20},   {0xF8, 0xFE, 1, -0x20},   {0xFF, 0xFF, 1, 0x79},
    {0x101, 0x12F, 2, -1},    {0x131, 0x131, 1, -0xE8}, {0x133, 0x137, 2, -1},    {0x13A, 0x148, 2, -1},
    {0x14B, 0x177, 2, -1},    {0x17A, 0x17E, 2, -1},    {0x219, 0x21B, 2, -1},    {0x3AC, 0x3AC, 1, -0x26},
    {0x3AD, 0x3AF, 1, -0x25}, {0x3B1, 0x3C1, 1, -0x20}, {0x3C2, 0x3C2, 1, -0x1F}, {0x3C3, 0x3CB, 1, -0x20},
    {0x3CC, 0x3CC, 1, -0x40}, {0x3CD, 0x3CE, 1, -0x3F}, {0x430, 0x44F, 1, -0x20}, {0x450, 0x45F, 1, -0x50},
    {0x461, 0x481, 2, -1},    {0x48B, 0x4BF, 2, -1},    {0x4C2, 0x4CE, 2, -1},    {0x4D1, 0x52F, 2, -1},
    {0x561, 0x586, 1, -0x30},
};

static bool is_written_in(const char *language, const char *code) {
  size_t length = strlen(code);
  return strncmp(language, code, length) == 0 && (language[length] == '\0' || language[length] == '-');
}

uint32_t screen_capital(const char *language, uint32_t letter) {
  if (letter == 'i' && (is_written_in(language, "tr") || is_written_in(language, "az")))
    return 0x130; /* İ: there I is the capital of ı */
  for (size_t i = 0; i < VP_COUNT(pairs); i++)
    if (letter >= pairs[i].from && letter <= pairs[i].to && (letter - pairs[i].from) % (uint32_t)pairs[i].step == 0)
      return (uint32_t)((int32_t)letter + pairs[i].capital);
  return letter;
}

bool screen_has_capitals(const struct vp_language *language) {
  for (size_t i = 0; i < language->keyboard_rows; i++)
    for (const char *at = language->keyboard[i], *end = at + strlen(at); at < end;) {
      uint32_t letter = vp_utf8_next(&at, end);
      if (screen_capital(language->code, letter) != letter)
        return true;
    }
  return false;
}

/* The last row has letters of neighbours that the language's own rows lack. */
static const struct {
  const char *language;
  struct screen_signs signs;
} own[] = {
    {"de", {"abc", {"1234567890", ",?!'\"-()/:", "éèêëïçàáñ€"}}},
    {"fr", {"abc", {"1234567890", ",?!'\"-()/:", "çùêëâîïôûœ"}}},
    {"tr", {"abc", {"1234567890", ",?!'\"-()/:", "âîûéèëäàá€"}}},
    {"pl", {"abc", {"1234567890", ",?!'\"-()/:", "éèëïöüäçá€"}}},
    {"uk", {"абв", {"1234567890", ",?!'\"-()/:", "ыэъё«»№€&+"}}},
    {"ar", {"أبت", {"1234567890", "،؟!؛\"-()/:", "پچڤگژ«»€&+"}}},
};
static const struct screen_signs usual = {"abc", {"1234567890", ",?!'\"-()/:", "éëèêïöüçàá"}};

const struct screen_signs *screen_signs(const char *language) {
  for (size_t i = 0; i < VP_COUNT(own); i++)
    if (is_written_in(language, own[i].language))
      return &own[i].signs;
  return &usual;
}
