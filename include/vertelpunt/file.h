/* Files read whole with a bound, and written so that a reader sees the old or the new one and nothing between:
 * temporary name, flush, rename, flush the folder. Any thread. */
#ifndef VERTELPUNT_FILE_H
#define VERTELPUNT_FILE_H

#include <stddef.h>

#include <vertelpunt/error.h>

/* The whole file into *bytes (owned by the caller, free(); one zero byte behind it). Regular files only, links are
 * not followed at the last component. Larger than limit: VP_E_TOO_LARGE. */
int vp_file_read(const char *path, size_t limit, unsigned char **bytes, size_t *length, struct vp_fault *fault);
/* Replaces or makes path durably; mode as for open(2). */
int vp_file_write(const char *path, const void *bytes, size_t length, unsigned mode, struct vp_fault *fault);
/* Makes path and the folders above it, mode 0700 for those that are new. */
int vp_file_make_folders(const char *path, struct vp_fault *fault);
/* Flushes the folder itself, so that a rename in it lasts. */
int vp_file_flush_folder(const char *path, struct vp_fault *fault);
/* Where the assets are: $VERTELPUNT_ASSETS, or ../share/vertelpunt beside the program's folder, or the source tree
 * that it was built from. Writes "<assets>/<relative>" into path (size bytes); VP_E_NOT_FOUND names what it tried. */
int vp_file_asset(const char *relative, char *path, size_t size, struct vp_fault *fault);

#endif
