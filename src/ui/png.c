/* What is on the screen, as a PNG: written beside its place and renamed, so that a picture is there whole or not at
 * all. */
#include "internal.h"

#include <errno.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#include <png.h>

static int write_rows(const struct vp_ui *ui, FILE *file) {
  size_t pitch;
  const uint32_t *pixels = vp_ui_pixels(ui, &pitch);
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
  png_infop info = png ? png_create_info_struct(png) : NULL;
  png_bytep row = malloc((size_t)ui->view.width_px * 3);
  if (!png || !info || !row || setjmp(png_jmpbuf(png))) {
    int code = png && info && row ? VP_E_IO : VP_E_NO_MEMORY;
    if (png)
      png_destroy_write_struct(&png, &info);
    free(row);
    return code;
  }
  png_init_io(png, file);
  png_set_IHDR(png, info, (png_uint_32)ui->view.width_px, (png_uint_32)ui->view.height_px, 8, PNG_COLOR_TYPE_RGB,
               PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  png_set_compression_level(png, 3);
  png_write_info(png, info);
  for (int y = 0; y < ui->view.height_px; y++) {
    const uint32_t *from = pixels + (size_t)y * (pitch / sizeof *pixels);
    for (int x = 0; x < ui->view.width_px; x++) {
      png_bytep to = row + (size_t)x * 3;
      to[0] = (png_byte)(from[x] >> 16 & 0xFF);
      to[1] = (png_byte)(from[x] >> 8 & 0xFF);
      to[2] = (png_byte)(from[x] & 0xFF);
    }
    png_write_row(png, row);
  }
  png_write_end(png, info);
  png_destroy_write_struct(&png, &info);
  free(row);
  return 0;
}

int vp_ui_save_png(const struct vp_ui *ui, const char *path, struct vp_fault *fault) {
  char temporary[4096];
  int length = snprintf(temporary, sizeof temporary, "%s.part", path);
  if (length < 0 || (size_t)length >= sizeof temporary)
    return vp_fault_set(fault, VP_E_INVALID, "saving a picture of the screen", path, NULL, "the name is too long");
  FILE *file = fopen(temporary, "wb");
  if (!file)
    return vp_fault_errno(fault, errno, "saving a picture of the screen", path, NULL);
  errno = 0;
  int code = write_rows(ui, file), saved = errno;
  if (fclose(file) && !code) {
    code = VP_E_IO;
    saved = errno;
  }
  if (!code && rename(temporary, path)) {
    code = VP_E_IO;
    saved = errno;
  }
  if (!code)
    return 0;
  (void)remove(temporary); /* the fault below is what counts */
  if (code == VP_E_NO_MEMORY)
    return vp_fault_set(fault, code, "saving a picture of the screen", path, NULL, "no memory");
  return vp_fault_errno(fault, saved ? saved : EIO, "saving a picture of the screen", path, NULL);
}
