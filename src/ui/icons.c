/* Names of pictures, as guides and screens use them, and their places in the icon font (the names are Google's Material
 * Icons with hyphens; a few words of ours beside them). Sorted, searched by halves. Pictures that point along the line
 * of reading are turned round in a language that is read from right to left. */
#include "internal.h"

#include <string.h>

struct icon {
  const char *name;
  uint32_t code_point;
};

static const struct icon icons[] = {
    {"accessibility-new", 0xE92C},
    {"accessible", 0xE914},
    {"accessible-forward", 0xE934},
    {"account-balance", 0xE84F},
    {"add", 0xE145},
    {"apartment", 0xEA40},
    {"arrow-back", 0xE5C4},
    {"arrow-downward", 0xE5DB},
    {"arrow-forward", 0xE5C8},
    {"arrow-upward", 0xE5D8},
    {"backspace", 0xE14A},
    {"block", 0xE14B},
    {"book", 0xE865},
    {"bus", 0xE530},
    {"business", 0xE0AF},
    {"campaign", 0xEF49},
    {"cancel", 0xE5C9},
    {"chat", 0xE0B7},
    {"check", 0xE5CA},
    {"check-circle", 0xE86C},
    {"chevron-left", 0xE5CB},
    {"chevron-right", 0xE5CC},
    {"child-care", 0xEB41},
    {"circle", 0xEF4A},
    {"close", 0xE5CD},
    {"computer", 0xE30A},
    {"construction", 0xEA3C},
    {"contrast", 0xEB37},
    {"cottage", 0xE587},
    {"dark-mode", 0xE51C},
    {"delete", 0xE872},
    {"directions-bike", 0xE52F},
    {"directions-bus", 0xE530},
    {"directions-walk", 0xE536},
    {"done", 0xE5CA},
    {"door", 0xEFFD},
    {"door-front", 0xEFFD},
    {"download", 0xF090},
    {"edit", 0xE3C9},
    {"edit-note", 0xE745},
    {"eject", 0xE8FB},
    {"elderly", 0xF21A},
    {"emoji-events", 0xEA23},
    {"emoji-people", 0xEA1D},
    {"error", 0xE000},
    {"euro", 0xEA15},
    {"event", 0xE878},
    {"exit", 0xE879},
    {"exit-to-app", 0xE879},
    {"expand-less", 0xE5CE},
    {"expand-more", 0xE5CF},
    {"exposure-plus-1", 0xE800},
    {"fast-forward", 0xE01F},
    {"fast-rewind", 0xE020},
    {"favorite", 0xE87D},
    {"fingerprint", 0xE90D},
    {"fitness-center", 0xEB43},
    {"flag", 0xE153},
    {"folder", 0xE2C7},
    {"format-quote", 0xE244},
    {"format-size", 0xE245},
    {"forum", 0xE0BF},
    {"gavel", 0xE90E},
    {"group", 0xE7EF},
    {"groups", 0xF233},
    {"handshake", 0xEBCB},
    {"headphones", 0xF01F},
    {"health", 0xF109},
    {"hearing", 0xE023},
    {"help", 0xE887},
    {"home", 0xE88A},
    {"hospital", 0xE548},
    {"hourglass", 0xE88B},
    {"hourglass-empty", 0xE88B},
    {"house", 0xEA44},
    {"how-to-reg", 0xE174},
    {"info", 0xE88E},
    {"keyboard", 0xE312},
    {"keyboard-capslock", 0xE318},
    {"keyboard-hide", 0xE31A},
    {"keyboard-return", 0xE31B},
    {"language", 0xE894},
    {"light-mode", 0xE518},
    {"lightbulb", 0xE0F0},
    {"local-hospital", 0xE548},
    {"local-library", 0xE54B},
    {"location-city", 0xE7F1},
    {"lock", 0xE897},
    {"login", 0xEA77},
    {"logout", 0xE9BA},
    {"looks-one", 0xE400},
    {"looks-two", 0xE401},
    {"map", 0xE55B},
    {"medical-services", 0xF109},
    {"meeting-room", 0xEB4F},
    {"menu-book", 0xEA19},
    {"mic", 0xE029},
    {"mic-off", 0xE02B},
    {"mood", 0xE7F2},
    {"music-note", 0xE405},
    {"nature-people", 0xE407},
    {"palette", 0xE40A},
    {"pan-tool", 0xE925},
    {"park", 0xEA63},
    {"pause", 0xE034},
    {"people", 0xE7FB},
    {"person", 0xE7FD},
    {"pets", 0xE91D},
    {"phone", 0xE0CD},
    {"place", 0xE55F},
    {"play-arrow", 0xE037},
    {"power-settings-new", 0xE8AC},
    {"print", 0xE8AD},
    {"psychology", 0xEA4A},
    {"question-answer", 0xE8AF},
    {"record-voice-over", 0xE91F},
    {"refresh", 0xE5D5},
    {"remove", 0xE15B},
    {"replay", 0xE042},
    {"report-problem", 0xE8B2},
    {"restaurant", 0xE56C},
    {"save", 0xE161},
    {"schedule", 0xE8B5},
    {"school", 0xE80C},
    {"security", 0xE32A},
    {"send", 0xE163},
    {"sentiment-dissatisfied", 0xE811},
    {"sentiment-neutral", 0xE812},
    {"sentiment-satisfied", 0xE813},
    {"sentiment-very-satisfied", 0xE815},
    {"settings", 0xE8B8},
    {"shift", 0xE318},
    {"shopping", 0xE8CC},
    {"shopping-cart", 0xE8CC},
    {"smile", 0xE813},
    {"sort-by-alpha", 0xE053},
    {"spa", 0xEB4C},
    {"space-bar", 0xE256},
    {"sport", 0xEA2F},
    {"sports-soccer", 0xEA2F},
    {"stairs", 0xF1A9},
    {"star", 0xE838},
    {"stop", 0xE047},
    {"storage", 0xE1DB},
    {"sync", 0xE627},
    {"text-fields", 0xE262},
    {"theater-comedy", 0xEA66},
    {"thumb-up", 0xE8DC},
    {"timer", 0xE425},
    {"tips-and-updates", 0xE79A},
    {"toggle-on", 0xE9F6},
    {"touch-app", 0xE913},
    {"train", 0xE570},
    {"translate", 0xE8E2},
    {"tune", 0xE429},
    {"undo", 0xE166},
    {"upload", 0xF09B},
    {"usb", 0xE1E0},
    {"verified", 0xEF76},
    {"vertical-align-bottom", 0xE258},
    {"visibility", 0xE8F4},
    {"visibility-off", 0xE8F5},
    {"volume-down", 0xE04D},
    {"volume-off", 0xE04F},
    {"volume-up", 0xE050},
    {"volunteer-activism", 0xEA70},
    {"vpn-key", 0xE0DA},
    {"warning", 0xE002},
    {"wc", 0xE63D},
    {"work", 0xE8F9},
    {"zoom-in", 0xE8FF},
};

static const struct icon *find(const char *name) {
  size_t low = 0, high = sizeof icons / sizeof icons[0];
  while (name && low < high) {
    size_t middle = (low + high) / 2;
    int order = strcmp(name, icons[middle].name);
    if (order == 0)
      return &icons[middle];
    if (order < 0)
      high = middle;
    else
      low = middle + 1;
  }
  return NULL;
}

bool vp_icon_known(const char *name) {
  return find(name) != NULL;
}

const char *vp_icon_name(size_t index) {
  return index < sizeof icons / sizeof icons[0] ? icons[index].name : NULL;
}

/* Back and forth follow the reading; the player's signs (play, replay) do not. */
static const char *turned(const char *name) {
  static const char *const pairs[][2] = {
      {"arrow-back", "arrow-forward"}, {"chevron-left", "chevron-right"}, {"login", "logout"}};
  for (size_t i = 0; name && i < sizeof pairs / sizeof pairs[0]; i++) {
    if (strcmp(name, pairs[i][0]) == 0)
      return pairs[i][1];
    if (strcmp(name, pairs[i][1]) == 0)
      return pairs[i][0];
  }
  return name;
}

uint32_t icon_code_point(const char *name, bool right_to_left) {
  const struct icon *icon = find(right_to_left ? turned(name) : name);
  return icon ? icon->code_point : 0;
}
