/* Fonts and runs. A font file is mapped once and opened at the few sizes that a screen has, when a letter first asks
 * for it. A run is a stretch of text with one font and direction: shaped, measured and (when first drawn) rendered
 * once, and kept as a mask of coverage without colour. Runs that no frame has used for a while go when there are many.
 */
#include "internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <SDL.h>
#include <SDL_ttf.h>

#include <vertelpunt/attributes.h>

#define FONT_FOLDER "/usr/share/fonts/truetype/"

struct face {
  const char *regular, *bold; /* bold NULL: the regular one */
  const char *package;
};

/* In the order in which they are asked for a letter. The icon font is asked by number only. */
static const struct face faces[] = {
    {"andika/Andika-Regular.ttf", "andika/Andika-Bold.ttf", "fonts-sil-andika"},
    {"noto/NotoSans-Regular.ttf", "noto/NotoSans-Bold.ttf", "fonts-noto-core"},
    {"noto/NotoSansArabicUI-Regular.ttf", "noto/NotoSansArabicUI-Bold.ttf", "fonts-noto-ui-core"},
    {"noto/NotoNaskhArabicUI-Regular.ttf", "noto/NotoNaskhArabicUI-Bold.ttf", "fonts-noto-ui-core"},
    {"noto/NotoSansEthiopic-Regular.ttf", "noto/NotoSansEthiopic-Bold.ttf", "fonts-noto-core"},
    {"noto/NotoSansHebrew-Regular.ttf", "noto/NotoSansHebrew-Bold.ttf", "fonts-noto-core"},
    {"noto/NotoSansDevanagari-Regular.ttf", "noto/NotoSansDevanagari-Bold.ttf", "fonts-noto-core"},
    {"noto/NotoSansArmenian-Regular.ttf", "noto/NotoSansArmenian-Bold.ttf", "fonts-noto-core"},
    {"noto/NotoSansGeorgian-Regular.ttf", "noto/NotoSansGeorgian-Bold.ttf", "fonts-noto-core"},
    {"noto/NotoSansSymbols-Regular.ttf", "noto/NotoSansSymbols-Bold.ttf", "fonts-noto-core"},
    {"noto/NotoSansSymbols2-Regular.ttf", NULL, "fonts-noto-core"},
    {"dejavu/DejaVuSans.ttf", "dejavu/DejaVuSans-Bold.ttf", "fonts-dejavu-core"},
    {"material-design-icons-iconfont/MaterialIcons-Regular.ttf", NULL, "fonts-material-design-icons-iconfont"},
};
enum { FACE_COUNT = VP_COUNT(faces), FACE_ICONS = FACE_COUNT - 1, WEIGHTS = 2 };
enum { BUCKETS = 1024, RUNS_MAX = 3000, MASK_BYTES_MAX = 3 * 1024 * 1024, STYLE_ICON = STYLE_COUNT };
static const float scales[STYLE_COUNT] = {1.0F, 1.0F, 0.8F, 1.5F, 2.5F, 0.5F};
static const float SMALLEST_MM = 3.5F, LINE_HEIGHT = 1.3F;

struct mapping {
  void *bytes; /* NULL: not tried or not there */
  size_t length;
  bool missing;
};

struct fonts {
  struct mapping mappings[FACE_COUNT][WEIGHTS];
  TTF_Font *opened[FACE_COUNT][STYLE_COUNT]; /* at the present sizes */
  TTF_Font *icons;
  int icon_size;
  int em[STYLE_COUNT], capital[STYLE_COUNT], line[STYLE_COUNT];
  float px_per_mm, body_mm;
  struct run *buckets[BUCKETS];
  size_t run_count, mask_bytes;
  unsigned frame;
};

static bool is_bold(int style) {
  return style == STYLE_STRONG || style == STYLE_TITLE || style == STYLE_LARGE;
}

static int map_file(struct mapping *mapping, const char *relative, struct vp_fault *fault, const char *package) {
  char path[512], advice[160];
  const char *folder = getenv("VERTELPUNT_FONTS"); /* a folder laid out like Debian's truetype folder */
  snprintf(path, sizeof path, "%s%s%s", folder ? folder : FONT_FOLDER, folder ? "/" : "", relative);
  snprintf(advice, sizeof advice, "Install the package %s.", package);
  int file = open(path, O_RDONLY | O_CLOEXEC);
  struct stat status;
  if (file < 0 || fstat(file, &status) || status.st_size <= 0) {
    int saved = file < 0 ? errno : EIO;
    if (file >= 0)
      close(file); /* only read: nothing to lose */
    return vp_fault_errno(fault, saved, "opening a font", path, advice);
  }
  mapping->length = (size_t)status.st_size;
  mapping->bytes = mmap(NULL, mapping->length, PROT_READ, MAP_PRIVATE, file, 0);
  int saved = errno;
  close(file); /* the mapping stays */
  if (mapping->bytes == MAP_FAILED) {
    mapping->bytes = NULL;
    return vp_fault_errno(fault, saved, "opening a font", path, advice);
  }
  return 0;
}

static const struct mapping *face_mapping(struct fonts *fonts, int face, bool bold, struct vp_fault *fault) {
  bold = bold && faces[face].bold;
  struct mapping *mapping = &fonts->mappings[face][bold];
  if (!mapping->bytes && !mapping->missing)
    mapping->missing =
        map_file(mapping, bold ? faces[face].bold : faces[face].regular, fault, faces[face].package) != 0;
  return mapping->bytes ? mapping : NULL;
}

static TTF_Font *open_at(const struct mapping *mapping, int size) {
  SDL_RWops *stream = mapping ? SDL_RWFromConstMem(mapping->bytes, (int)mapping->length) : NULL;
  TTF_Font *font = stream ? TTF_OpenFontRW(stream, 1, size) : NULL;
  if (font)
    TTF_SetFontHinting(font, TTF_HINTING_LIGHT_SUBPIXEL);
  return font;
}

static TTF_Font *font_of(struct fonts *fonts, int face, int style) {
  if (face == FACE_ICONS)
    return fonts->icons;
  if (!fonts->opened[face][style])
    fonts->opened[face][style] = open_at(face_mapping(fonts, face, is_bold(style), NULL), fonts->em[style]);
  return fonts->opened[face][style];
}

int fonts_open(struct fonts **out, struct vp_fault *fault) {
  struct fonts *fonts = calloc(1, sizeof *fonts);
  if (!fonts)
    return vp_fault_set(fault, VP_E_NO_MEMORY, "opening the fonts", NULL, NULL, "no memory");
  if (TTF_Init()) {
    int code = vp_fault_set(fault, VP_E_IO, "opening the fonts", NULL, NULL, "%s", TTF_GetError());
    free(fonts);
    return code;
  }
  struct vp_fault andika = {0}, noto = {0};
  const struct mapping *icons = face_mapping(fonts, FACE_ICONS, false, fault);
  if (!icons) {
    fonts_close(fonts);
    return fault ? fault->code : VP_E_NOT_FOUND;
  }
  if (!face_mapping(fonts, 0, false, &andika) && !face_mapping(fonts, 1, false, &noto)) {
    fonts_close(fonts);
    if (fault)
      *fault = andika;
    return andika.code;
  }
  fonts->icon_size = 48;
  fonts->icons = open_at(icons, fonts->icon_size);
  if (!fonts->icons) {
    fonts_close(fonts);
    return vp_fault_set(fault, VP_E_FORMAT, "opening a font", faces[FACE_ICONS].regular, "Install its package again.",
                        "%s", TTF_GetError());
  }
  *out = fonts;
  return 0;
}

/* What a visitor wrote has been in it, perhaps. volatile: or it would be left out, where nobody reads it again. */
static void wipe(void *bytes, size_t length) {
  volatile unsigned char *at = bytes;
  while (length-- > 0)
    *at++ = 0;
}

static void free_run(struct fonts *fonts, struct run *run) {
  fonts->run_count--;
  if (run->mask)
    fonts->mask_bytes -= (size_t)run->mask_width * (size_t)run->mask_height;
  wipe(run->mask, run->mask ? (size_t)run->mask_width * (size_t)run->mask_height : 0);
  wipe(run->text, run->length);
  free(run->mask);
  free(run->text);
  free(run);
}

static void forget_runs(struct fonts *fonts, unsigned keep_frames) {
  for (size_t i = 0; i < BUCKETS; i++)
    for (struct run **at = &fonts->buckets[i]; *at;) {
      struct run *run = *at;
      if (fonts->frame - run->used >= keep_frames) {
        *at = run->chain;
        free_run(fonts, run);
      } else {
        at = &run->chain;
      }
    }
}

static void close_sizes(struct fonts *fonts) {
  for (int face = 0; face < FACE_COUNT; face++)
    for (int style = 0; style < STYLE_COUNT; style++) {
      if (fonts->opened[face][style])
        TTF_CloseFont(fonts->opened[face][style]);
      fonts->opened[face][style] = NULL;
    }
}

void fonts_close(struct fonts *fonts) {
  if (!fonts)
    return;
  forget_runs(fonts, 0);
  close_sizes(fonts);
  if (fonts->icons)
    TTF_CloseFont(fonts->icons);
  for (int face = 0; face < FACE_COUNT; face++)
    for (int weight = 0; weight < WEIGHTS; weight++)
      if (fonts->mappings[face][weight].bytes)
        munmap(fonts->mappings[face][weight].bytes, fonts->mappings[face][weight].length);
  TTF_Quit();
  free(fonts);
}

static int capital_of(TTF_Font *font) {
  int top = 0;
  return font && TTF_GlyphMetrics(font, 'H', NULL, NULL, NULL, &top, NULL) == 0 ? top : 0;
}

/* The size at which a capital is as high as asked: a guess from the font's proportions, then a step up or down. */
static int em_for(const struct mapping *mapping, float capital_px, int *capital) {
  TTF_Font *font = open_at(mapping, 100);
  int at_100 = capital_of(font);
  int size = at_100 > 0 ? (int)(capital_px * 100.0F / (float)at_100 + 0.5F) : (int)(capital_px * 1.4F);
  int wanted = (int)(capital_px + 0.5F);
  for (int tries = 0; font && tries < 3 && TTF_SetFontSize(font, size) == 0; tries++) {
    *capital = capital_of(font);
    if (*capital == wanted || size <= 4)
      break;
    size += *capital < wanted ? 1 : -1;
  }
  if (font)
    TTF_CloseFont(font);
  return size;
}

int fonts_set_size(struct fonts *fonts, float px_per_mm, float body_mm, struct vp_fault *fault) {
  if (fonts->px_per_mm == px_per_mm && fonts->body_mm == body_mm)
    return 0;
  forget_runs(fonts, 0);
  close_sizes(fonts);
  fonts->px_per_mm = px_per_mm;
  fonts->body_mm = body_mm;
  const struct mapping *mapping = face_mapping(fonts, 0, false, NULL);
  if (!mapping)
    mapping = face_mapping(fonts, 1, false, NULL);
  int body = 0, em = em_for(mapping, body_mm * px_per_mm, &body);
  if (body <= 0)
    return vp_fault_set(fault, VP_E_FORMAT, "measuring a font", faces[0].regular, "Install its package again.",
                        "it has no letter H");
  for (int style = 0; style < STYLE_COUNT; style++) {
    float scale = scales[style];
    if ((style == STYLE_SMALL || style == STYLE_KEY) && scale * body_mm < SMALLEST_MM)
      scale = SMALLEST_MM < body_mm ? SMALLEST_MM / body_mm : 1.0F;
    fonts->em[style] = (int)((float)em * scale + 0.5F);
    fonts->capital[style] = (int)((float)body * scale + 0.5F);
    fonts->line[style] = (int)((float)fonts->em[style] * LINE_HEIGHT + 0.999F);
  }
  return 0;
}

int fonts_em(const struct fonts *fonts, enum style style) {
  return fonts->em[style];
}

int fonts_capital(const struct fonts *fonts, enum style style) {
  return fonts->capital[style];
}

int fonts_line(const struct fonts *fonts, enum style style) {
  return fonts->line[style];
}

/* The first face that has the letter; -1: none. *first: the first that is there at all. */
static int find_face(struct fonts *fonts, enum style style, uint32_t code_point, int *first) {
  *first = -1;
  for (int face = 0; face < FACE_ICONS; face++) {
    TTF_Font *font = font_of(fonts, face, (int)style);
    if (!font)
      continue;
    if (*first < 0)
      *first = face;
    if (TTF_GlyphIsProvided32(font, code_point))
      return face;
  }
  return -1;
}

int fonts_face(struct fonts *fonts, enum style style, uint32_t code_point) {
  int first, face = find_face(fonts, style, code_point, &first);
  return face >= 0 ? face : first < 0 ? 0 : first; /* nobody has it: the first font's sign for that */
}

bool fonts_have(struct fonts *fonts, enum style style, uint32_t code_point) {
  int first;
  return find_face(fonts, style, code_point, &first) >= 0;
}

/* ISO 15924 of the run's first letter that has a script of its own, for HarfBuzz. */
static const char *script_of(const struct run *run) {
  static const struct {
    uint32_t from, to;
    const char *script;
  } ranges[] = {{0x41, 0x24F, "Latn"},    {0x370, 0x3FF, "Grek"},   {0x400, 0x52F, "Cyrl"},   {0x530, 0x58F, "Armn"},
                {0x590, 0x5FF, "Hebr"},   {0x600, 0x6FF, "Arab"},   {0x750, 0x77F, "Arab"},   {0x900, 0x97F, "Deva"},
                {0x10A0, 0x10FF, "Geor"}, {0x1200, 0x139F, "Ethi"}, {0x1E00, 0x1EFF, "Latn"}, {0xFB50, 0xFEFF, "Arab"}};
  for (size_t at = 0; at < run->length;) {
    unsigned char byte = (unsigned char)run->text[at];
    size_t size = byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
    uint32_t code_point = size == 1 ? byte : byte & (0xFFU >> (size + 1));
    for (size_t i = 1; i < size && at + i < run->length; i++)
      code_point = (code_point << 6) | ((unsigned char)run->text[at + i] & 0x3FU);
    for (size_t i = 0; i < VP_COUNT(ranges); i++)
      if (code_point >= ranges[i].from && code_point <= ranges[i].to)
        return ranges[i].script;
    at += size;
  }
  return "Zyyy";
}

static TTF_Font *prepared(struct fonts *fonts, const struct run *run) {
  TTF_Font *font = font_of(fonts, run->face, run->style == STYLE_ICON ? STYLE_BODY : run->style);
  if (!font || run->style == STYLE_ICON)
    return font;
  /* Both were checked when SDL_ttf was chosen: it is built with HarfBuzz. Without, text is drawn unshaped. */
  (void)TTF_SetFontDirection(font, run->right_to_left ? TTF_DIRECTION_RTL : TTF_DIRECTION_LTR);
  (void)TTF_SetFontScriptName(font, script_of(run));
  return font;
}

static uint64_t hash_run(int style, int face, bool right_to_left, const char *text, size_t length) {
  uint64_t hash = 0xCBF29CE484222325U ^ (uint64_t)(style * 64 + face * 2 + right_to_left);
  for (size_t i = 0; i < length; i++)
    hash = (hash ^ (unsigned char)text[i]) * 0x100000001B3U;
  return hash ^ (hash >> 29);
}

static struct run *find_or_make(struct fonts *fonts, int style, int face, const char *text, size_t length,
                                bool right_to_left, bool *made) {
  uint64_t hash = hash_run(style, face, right_to_left, text, length);
  struct run **bucket = &fonts->buckets[hash % BUCKETS];
  *made = false;
  for (struct run *run = *bucket; run; run = run->chain)
    if (run->hash == hash && run->style == style && run->face == face && run->right_to_left == right_to_left &&
        run->length == length && memcmp(run->text, text, length) == 0) {
      run->used = fonts->frame;
      return run;
    }
  struct run *run = calloc(1, sizeof *run);
  char *copy = malloc(length + 1);
  if (!run || !copy) {
    free(run);
    free(copy);
    return NULL;
  }
  memcpy(copy, text, length);
  copy[length] = '\0';
  *run = (struct run){.chain = *bucket,
                      .hash = hash,
                      .used = fonts->frame,
                      .text = copy,
                      .length = length,
                      .style = style,
                      .face = face,
                      .right_to_left = right_to_left};
  *bucket = run;
  fonts->run_count++;
  *made = true;
  return run;
}

struct run *fonts_run(struct fonts *fonts, enum style style, int face, const char *text, size_t length,
                      bool right_to_left) {
  bool made;
  struct run *run = find_or_make(fonts, (int)style, face, text, length, right_to_left, &made);
  TTF_Font *font = run && made ? prepared(fonts, run) : NULL;
  if (font && length && TTF_SizeUTF8(font, run->text, &run->width, NULL))
    run->width = 0; /* nothing that can be drawn: malformed text is refused by the guide's check */
  return run;
}

struct run *fonts_icon(struct fonts *fonts, uint32_t code_point, int size_px) {
  char text[16];
  int length = snprintf(text, sizeof text, "%x/%d", (unsigned)code_point, size_px);
  bool made;
  struct run *run = find_or_make(fonts, STYLE_ICON, FACE_ICONS, text, (size_t)length, false, &made);
  if (run)
    run->width = size_px;
  return run;
}

/* Keeps the part of a rendered surface that has ink, as coverage; left and top count from (x, y). */
static void keep_mask(struct fonts *fonts, struct run *run, SDL_Surface *surface, int x, int y) {
  int left = surface->w, right = -1, top = surface->h, bottom = -1;
  for (int row = 0; row < surface->h; row++) {
    const uint32_t *pixels =
        (const uint32_t *)(const void *)((const uint8_t *)surface->pixels + (ptrdiff_t)row * surface->pitch);
    for (int column = 0; column < surface->w; column++)
      if (pixels[column] >> 24) {
        left = column < left ? column : left;
        right = column > right ? column : right;
        top = row < top ? row : top;
        bottom = row;
      }
  }
  if (right < 0)
    return;
  int width = right - left + 1, height = bottom - top + 1;
  uint8_t *mask = malloc((size_t)width * (size_t)height);
  if (!mask)
    return; /* drawn without it; the next frame tries again */
  for (int row = 0; row < height; row++) {
    const uint32_t *pixels =
        (const uint32_t *)(const void *)((const uint8_t *)surface->pixels + (ptrdiff_t)(top + row) * surface->pitch);
    for (int column = 0; column < width; column++)
      mask[row * width + column] = (uint8_t)(pixels[left + column] >> 24);
  }
  run->mask = mask;
  run->mask_width = width;
  run->mask_height = height;
  run->left = left - x;
  run->top = top - y;
  fonts->mask_bytes += (size_t)width * (size_t)height;
}

static void render_icon(struct fonts *fonts, struct run *run) {
  char *behind;
  uint32_t code_point = (uint32_t)strtoul(run->text, &behind, 16);
  int size = *behind == '/' ? (int)strtol(behind + 1, NULL, 10) : 0;
  if (size <= 0)
    return;
  if (size != fonts->icon_size && TTF_SetFontSize(fonts->icons, size))
    return;
  fonts->icon_size = size;
  int bearing = 0, highest = 0;
  SDL_Surface *surface = TTF_RenderGlyph32_Blended(fonts->icons, code_point, (SDL_Color){255, 255, 255, 255});
  if (!surface)
    return;
  TTF_GlyphMetrics32(fonts->icons, code_point, &bearing, NULL, NULL, &highest, NULL);
  keep_mask(fonts, run, surface, 0, 0);
  /* Placed in its square by the font's own figures, whatever margins the surface has. */
  run->left = bearing;
  run->top = size - highest;
  SDL_FreeSurface(surface);
}

void fonts_render(struct fonts *fonts, struct run *run) {
  if (run->rendered)
    return;
  run->rendered = true;
  if (run->style == STYLE_ICON) {
    render_icon(fonts, run);
    return;
  }
  TTF_Font *font = prepared(fonts, run);
  SDL_Surface *surface =
      font && run->length ? TTF_RenderUTF8_Blended(font, run->text, (SDL_Color){255, 255, 255, 255}) : NULL;
  if (!surface)
    return;
  keep_mask(fonts, run, surface, 0, TTF_FontAscent(font));
  SDL_FreeSurface(surface);
}

void fonts_forget(struct fonts *fonts) {
  forget_runs(fonts, 2); /* the frame that has just ended is the one before this */
}

void fonts_end_frame(struct fonts *fonts) {
  fonts->frame++;
  if (fonts->run_count > RUNS_MAX || fonts->mask_bytes > MASK_BYTES_MAX)
    forget_runs(fonts, 3); /* what the last frames show stays, whatever it weighs */
}
