/* A small guide as a file would have it, and how to spoil it in one place. Written with ' for ", so that it can be
 * read. */
#ifndef VERTELPUNT_TESTS_GUIDE_KIT_H
#define VERTELPUNT_TESTS_GUIDE_KIT_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <setjmp.h>
#include <cmocka.h>

#include <vertelpunt/attributes.h>
#include <vertelpunt/error.h>
#include <vertelpunt/file.h>
#include <vertelpunt/guide.h>

enum { KIT_GUIDE = 64 * 1024 };

static const char kit_small[] =
    "{\n"
    "  'format': 1,\n"
    "  'note': 'For tests.',\n"
    "  'id': 'small',\n"
    "  'version': '1.0',\n"
    "  'languages': [\n"
    "    {'code': 'nl', 'name': 'Nederlands', 'keyboard': ['qwertyuiop', 'asdfghjkl', 'zxcvbnm']},\n"
    "    {'code': 'ar', 'name': 'العربية', 'right_to_left': true, 'keyboard': ['ضصثق']}\n"
    "  ],\n"
    "  'name': {'nl': 'De naam', 'ar': 'name'},\n"
    "  'invitation': {'nl': 'Vertel maar.', 'ar': 'invitation'},\n"
    "  'begin': {'nl': 'Begin', 'ar': 'begin'},\n"
    "  'media': [\n"
    "    {'id': 'tell', 'icon': 'mic', 'label': {'nl': 'Praten', 'ar': 'tell'}},\n"
    "    {'id': 'type', 'icon': 'keyboard', 'label': {'nl': 'Typen', 'ar': 'type'}}\n"
    "  ],\n"
    "  'themes': [\n"
    "    {'id': 'home', 'icon': 'home', 'label': {'nl': 'Wonen', 'ar': 'home'}, 'help': {'nl': 'Je huis.', 'ar': "
    "'house'}},\n"
    "    {'id': 'work', 'icon': 'work', 'label': {'nl': 'Werk', 'ar': 'work'}},\n"
    "    {'id': 'street', 'icon': 'park', 'label': {'nl': 'Straat', 'ar': 'street'}}\n"
    "  ],\n"
    "  'kinds': [\n"
    "    {'id': 'good', 'icon': 'mood', 'label': {'nl': 'Goed', 'ar': 'good'}},\n"
    "    {'id': 'barrier', 'icon': 'block', 'label': {'nl': 'Lastig', 'ar': 'barrier'}}\n"
    "  ],\n"
    "  'prompts': [\n"
    "    {'id': 'any', 'text': {'nl': 'Wat gebeurde er?', 'ar': 'any?'}},\n"
    "    {'id': 'good-any', 'kind': 'good', 'text': {'nl': 'Wat was fijn?', 'ar': 'good?'}},\n"
    "    {'id': 'home-any', 'theme': 'home', 'text': {'nl': 'Hoe is je huis?', 'ar': 'home?'}},\n"
    "    {'id': 'home-good', 'theme': 'home', 'kind': 'good', 'text': {'nl': 'Wat is fijn thuis?', 'ar': 'both?'}},\n"
    "    {'id': 'work-good', 'theme': 'work', 'kind': 'good', 'text': {'nl': 'Wat is fijn op je werk?', 'ar': "
    "'work?'}}\n"
    "  ],\n"
    "  'starters': [{'id': 'like', 'text': {'nl': 'Ik vind het fijn dat…', 'ar': 'like'}}],\n"
    "  'consent': {'version': 'v1', 'text': {'nl': 'Een.\\nTwee.', 'ar': 'one'},\n"
    "    'agree': {'nl': 'Ja', 'ar': 'yes'}, 'decline': {'nl': 'Nee', 'ar': 'no'}},\n"
    "  'methods': [{'id': 'story', 'label': {'nl': 'Verhaal', 'ar': 'story'}, 'steps': [\n"
    "    {'kind': 'medium', 'id': 'medium', 'title': {'nl': 'Hoe?', 'ar': 'how'}, 'help': {'nl': 'Kies.', 'ar': "
    "'choose'}},\n"
    "    {'kind': 'theme', 'id': 'theme', 'title': {'nl': 'Waarover?', 'ar': 'what'}},\n"
    "    {'kind': 'kind', 'id': 'kind', 'title': {'nl': 'Wat voor?', 'ar': 'kind'}},\n"
    "    {'kind': 'consent', 'id': 'consent', 'title': {'nl': 'Goed?', 'ar': 'consent'}},\n"
    "    {'kind': 'tell', 'id': 'tell', 'title': {'nl': 'Vertel', 'ar': 'tell'}},\n"
    "    {'kind': 'review', 'id': 'review', 'title': {'nl': 'Zo goed?', 'ar': 'review'}},\n"
    "    {'kind': 'thanks', 'id': 'thanks', 'title': {'nl': 'Dank je', 'ar': 'thanks'}}\n"
    "  ]}],\n"
    "  'thanks': {'nl': 'Dank je wel.', 'ar': 'thanks'}\n"
    "}\n";

static inline void kit_double_quotes(char *text) {
  for (; *text; text++)
    *text = *text == '\'' ? '"' : *text;
}

/* The small guide with the first `what` replaced by `with`; NULL: as it is. In both ' stands for ". */
static inline void kit_guide(char *text, const char *what, const char *with) {
  const char *at = what ? strstr(kit_small, what) : NULL;
  if (what && !at)
    fail_msg("the small guide has no %s", what);
  size_t before = at ? (size_t)(at - kit_small) : sizeof kit_small - 1;
  int length =
      snprintf(text, KIT_GUIDE, "%.*s%s%s", (int)before, kit_small, at ? with : "", at ? at + strlen(what) : "");
  assert_in_range(length, 1, KIT_GUIDE - 1);
  kit_double_quotes(text);
}

/* A file that the tests can rely on: of the source or of the build tree. */
static inline unsigned char *kit_asset(const char *relative, size_t *length) {
  char path[1024];
  unsigned char *bytes = NULL;
  struct vp_fault fault = {0};
  int error = vp_file_asset(relative, path, sizeof path, &fault);
  if (!error)
    error = vp_file_read(path, VP_GUIDE_BYTES_MAX, &bytes, length, &fault);
  if (error)
    fail_msg("%s: %s", fault.object, fault.reason);
  return bytes;
}

#endif
