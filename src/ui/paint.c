/* Shapes into pixels: rounded rectangles and rings with smooth edges, soft shadows, masks of text. Discs and circles
 * are rounded rectangles too. Only pixels near an edge ask for a square root; everything between is filled as spans. */
#include "internal.h"

#include <math.h>

struct vp_rect rect_meet(struct vp_rect a, struct vp_rect b) {
  int left = a.x > b.x ? a.x : b.x, top = a.y > b.y ? a.y : b.y;
  int right = a.x + a.width < b.x + b.width ? a.x + a.width : b.x + b.width;
  int bottom = a.y + a.height < b.y + b.height ? a.y + a.height : b.y + b.height;
  if (right <= left || bottom <= top)
    return (struct vp_rect){0};
  return (struct vp_rect){left, top, right - left, bottom - top};
}

/* alpha 0 … 255 of colour over what is there; red and blue together, green by itself. */
static inline uint32_t mix(uint32_t below, uint32_t colour, uint32_t alpha) {
  uint32_t scaled = alpha + (alpha >> 7); /* 0 … 256 */
  uint32_t red_blue = below & 0xFF00FFU, green = below & 0x00FF00U;
  red_blue += (((colour & 0xFF00FFU) - red_blue) * scaled) >> 8;
  green += (((colour & 0x00FF00U) - green) * scaled) >> 8;
  return (red_blue & 0xFF00FFU) | (green & 0x00FF00U);
}

static void span(const struct canvas *canvas, int y, int from, int to, uint32_t colour, int alpha) {
  int left = canvas->clip.x, right = left + canvas->clip.width;
  from = from < left ? left : from;
  to = to > right ? right : to;
  uint32_t *row = canvas->pixels + (size_t)y * (size_t)canvas->width;
  if (alpha >= 255)
    for (int x = from; x < to; x++)
      row[x] = colour;
  else if (alpha > 0)
    for (int x = from; x < to; x++)
      row[x] = mix(row[x], colour, (uint32_t)alpha);
}

static float share(float distance_within) {
  return distance_within <= -0.5F ? 0.0F : distance_within >= 0.5F ? 1.0F : distance_within + 0.5F;
}

/* How much of a pixel lies in the ring, from its distance to the corner's centre; inner below zero: filled. */
static float coverage(float outer, float inner, float distance) {
  return share(outer - distance) - (inner >= 0 ? share(inner - distance) : 0.0F);
}

struct corner_row {
  const struct canvas *canvas;
  int y, centre, side; /* side: -1 left corner, 1 right */
  float outer, inner, down;
  uint32_t colour;
  int alpha;
};

static void corner_pixels(const struct corner_row *row, int from, int to) {
  for (int i = from; i < to; i++) {
    float across = (float)i + 0.5F;
    float covered = coverage(row->outer, row->inner, sqrtf(across * across + row->down * row->down));
    int x = row->side < 0 ? row->centre - 1 - i : row->centre + i;
    if (covered > 0)
      span(row->canvas, row->y, x, x + 1, row->colour, (int)(covered * (float)row->alpha + 0.5F));
  }
}

static int half_chord(float radius, float down) {
  float square = radius * radius - down * down;
  return radius <= 0 || square <= 0 ? 0 : (int)sqrtf(square);
}

/* A row of a corner, counted outward from its centre: between the edges it is one span. */
static void corner_row(const struct corner_row *row) {
  int end = half_chord(row->outer + 1, row->down) + 1, reach = (int)(row->outer + 0.5F);
  end = end > reach ? reach : end;
  int solid_to = half_chord(row->outer - 1, row->down);
  int begin = row->inner >= 0 ? half_chord(row->inner - 1, row->down) : 0;
  int solid_from = row->inner >= 0 ? half_chord(row->inner + 1, row->down) + 1 : 0;
  if (solid_to <= solid_from) {
    corner_pixels(row, begin, end);
    return;
  }
  corner_pixels(row, begin, solid_from);
  if (row->side < 0)
    span(row->canvas, row->y, row->centre - solid_to, row->centre - solid_from, row->colour, row->alpha);
  else
    span(row->canvas, row->y, row->centre + solid_from, row->centre + solid_to, row->colour, row->alpha);
  corner_pixels(row, solid_to, end);
}

void paint_ring(const struct canvas *canvas, struct vp_rect rect, int radius, int thickness, uint32_t colour,
                int alpha) {
  struct vp_rect seen = rect_meet(rect, canvas->clip);
  int half = (rect.width < rect.height ? rect.width : rect.height) / 2;
  radius = radius < thickness ? thickness : radius;
  radius = radius > half ? half : radius;
  int right = rect.x + rect.width, bottom = rect.y + rect.height;
  float inner = thickness > 0 ? (float)(radius > thickness ? radius - thickness : 0) : -1.0F;
  for (int y = seen.y; y < seen.y + seen.height; y++) {
    int above = rect.y + radius - y, below = y + 1 - (bottom - radius);
    bool corner = above > 0 || below > 0;
    if (!corner && thickness <= 0) {
      span(canvas, y, rect.x, right, colour, alpha);
    } else if (!corner) {
      span(canvas, y, rect.x, rect.x + thickness, colour, alpha);
      span(canvas, y, right - thickness, right, colour, alpha);
    } else {
      float down = (float)(above > below ? above : below) - 0.5F;
      struct corner_row row = {canvas, y, rect.x + radius, -1, (float)radius, inner, down, colour, alpha};
      corner_row(&row);
      float middle = coverage((float)radius, inner, down);
      span(canvas, y, rect.x + radius, right - radius, colour, (int)(middle * (float)alpha + 0.5F));
      row.centre = right - radius;
      row.side = 1;
      corner_row(&row);
    }
  }
}

/* How strong a shadow is at a distance from the corner's centre: it fades with the square. */
static int shade(float distance, int radius, int blur, int alpha) {
  float outside = distance - (float)radius;
  if (outside >= (float)blur || outside < (float)-blur)
    return 0;
  float fade = 1 - (outside < 0 ? 0 : outside) / (float)blur;
  return (int)(fade * fade * (float)alpha);
}

static void shade_pixels(const struct canvas *canvas, int y, int from, int to, float centre, float down, int radius,
                         int blur, uint32_t colour, int alpha) {
  int left = canvas->clip.x, right = left + canvas->clip.width;
  uint32_t *row = canvas->pixels + (size_t)y * (size_t)canvas->width;
  from = from < left ? left : from;
  to = to > right ? right : to;
  for (int x = from; x < to; x++) {
    float across = (float)x + 0.5F - centre;
    float away = down <= 0 ? fabsf(across) : sqrtf(across * across + down * down);
    int strength = shade(away, radius, blur, alpha);
    if (strength > 0)
      row[x] = mix(row[x], colour, (uint32_t)strength);
  }
}

/* What lies well beneath the card is not drawn: of rows beside it only the ends, of those above and below it all. */
void paint_shadow(const struct canvas *canvas, struct vp_rect rect, int radius, int blur, uint32_t colour, int alpha) {
  struct vp_rect reach = {rect.x - blur, rect.y - blur, rect.width + 2 * blur, rect.height + 2 * blur};
  struct vp_rect seen = rect_meet(reach, canvas->clip);
  int left = rect.x + radius, right = rect.x + rect.width - radius;
  float top = (float)(rect.y + radius), bottom = (float)(rect.y + rect.height - radius);
  for (int y = seen.y; y < seen.y + seen.height; y++) {
    float at = (float)y + 0.5F, down = at < top ? top - at : at > bottom ? at - bottom : 0;
    int inner = down > 0 ? radius : 2;
    shade_pixels(canvas, y, reach.x, rect.x + inner, (float)left, down, radius, blur, colour, alpha);
    shade_pixels(canvas, y, rect.x + rect.width - inner, reach.x + reach.width, (float)right, down, radius, blur,
                 colour, alpha);
    if (down > 0)
      span(canvas, y, left, right, colour, shade(down, radius, blur, alpha));
  }
}

void paint_mask(const struct canvas *canvas, int x, int y, int width, int height, const uint8_t *mask,
                uint32_t colour) {
  struct vp_rect seen = rect_meet((struct vp_rect){x, y, width, height}, canvas->clip);
  for (int row = seen.y; row < seen.y + seen.height; row++) {
    uint32_t *pixels = canvas->pixels + (size_t)row * (size_t)canvas->width;
    const uint8_t *cover = mask + (size_t)(row - y) * (size_t)width;
    for (int column = seen.x; column < seen.x + seen.width; column++) {
      uint8_t alpha = cover[column - x];
      if (alpha == 255)
        pixels[column] = colour;
      else if (alpha)
        pixels[column] = mix(pixels[column], colour, alpha);
    }
  }
}
