/* Colours by role in five schemes. The figures beside a colour are WCAG contrast ratios; test_ui.c computes them again.
 * Two-colour schemes say with edges what the others say with fills. */
#include "internal.h"

static const uint32_t schemes[][COLOUR_COUNT] = {
    [VP_SCHEME_PAPER] = {[COLOUR_SURFACE] = 0xFBF6EE,
                         [COLOUR_CARD] = 0xFFFFFF,
                         [COLOUR_INK] = 0x1D1A17,    /* 16.1 on surface */
                         [COLOUR_ACCENT] = 0x0B4340, /* 10.3 on surface, 11.1 on card */
                         [COLOUR_ON_ACCENT] = 0xFFFFFF,
                         [COLOUR_RECORD] = 0x7D0A12, /* 10.1 */
                         [COLOUR_ON_RECORD] = 0xFFFFFF,
                         [COLOUR_GOOD] = 0x0B441E,
                         [COLOUR_CALM] = 0xE9E0D1, /* 13.2 under ink */
                         [COLOUR_EDGE] = 0x6B6258, /* 5.6 */
                         [COLOUR_FOCUS_INNER] = 0xFFB81C,
                         [COLOUR_RIPPLE] = 0xF4ECDF},
    [VP_SCHEME_QUIET] = {[COLOUR_SURFACE] = 0x26292B,
                         [COLOUR_CARD] = 0x2E3235,
                         [COLOUR_INK] = 0x9FA6A8,
                         [COLOUR_ACCENT] = 0x8FB8B2,
                         [COLOUR_ON_ACCENT] = 0x26292B,
                         [COLOUR_RECORD] = 0xE38A86,
                         [COLOUR_ON_RECORD] = 0x26292B,
                         [COLOUR_GOOD] = 0x8FB8B2,
                         [COLOUR_CALM] = 0x2E3235,
                         [COLOUR_EDGE] = 0x7D8587,
                         [COLOUR_FOCUS_INNER] = 0x26292B,
                         [COLOUR_RIPPLE] = 0x2A2D30},
};

/* The two-colour schemes: ink and surface. */
static uint32_t plain(enum vp_scheme scheme, bool ink) {
  if (scheme == VP_SCHEME_BLACK_ON_WHITE)
    return ink ? 0x000000 : 0xFFFFFF;
  if (scheme == VP_SCHEME_WHITE_ON_BLACK)
    return ink ? 0xFFFFFF : 0x000000;
  return ink ? 0xFFE600 : 0x000000;
}

bool theme_is_plain(enum vp_scheme scheme) {
  return scheme != VP_SCHEME_PAPER && scheme != VP_SCHEME_QUIET;
}

uint32_t theme_colour(enum vp_scheme scheme, enum colour colour) {
  if (!theme_is_plain(scheme))
    return schemes[scheme][colour];
  switch (colour) {
  case COLOUR_INK:
  case COLOUR_ACCENT:
  case COLOUR_RECORD:
  case COLOUR_GOOD:
  case COLOUR_EDGE:
    return plain(scheme, true);
  default:
    return plain(scheme, false);
  }
}

float theme_edge_mm(enum vp_scheme scheme) {
  return theme_is_plain(scheme) ? 0.8F : 0.4F;
}
