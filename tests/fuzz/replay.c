/* Runs a fuzz target over every file of a folder, without libFuzzer: what was found once stays found, on every
 * compiler. An empty folder is a failure, for then nothing was tested. */
#include <dirent.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <vertelpunt/file.h>

enum { FILE_MAX = 1 << 26 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static int replay(const char *path) {
  unsigned char *bytes, *exact;
  size_t length;
  struct vp_fault fault = {0};
  char text[1200];
  if (vp_file_read(path, FILE_MAX, &bytes, &length, &fault)) {
    vp_fault_format(&fault, text, sizeof text);
    fprintf(stderr, "%s\n", text);
    return -1;
  }
  exact = malloc(length > 0 ? length : 1); /* without the zero behind it: a sanitizer is to see reads beyond the end */
  if (exact) {
    for (size_t i = 0; i < length; i++)
      exact[i] = bytes[i];
    (void)LLVMFuzzerTestOneInput(exact, length); /* always 0 */
  }
  free(bytes);
  free(exact);
  return exact ? 0 : -1;
}

int main(int argc, char **argv) {
  if (argc != 2) {
    fprintf(stderr, "usage: %s FOLDER\n", argv[0]);
    return 2;
  }
  DIR *folder = opendir(argv[1]);
  unsigned count = 0, failed = 0;
  for (struct dirent *entry; folder && (entry = readdir(folder));) {
    char path[PATH_MAX];
    struct stat status;
    if (snprintf(path, sizeof path, "%s/%s", argv[1], entry->d_name) >= (int)sizeof path || stat(path, &status) != 0 ||
        !S_ISREG(status.st_mode))
      continue;
    failed += replay(path) != 0;
    count++;
  }
  if (folder)
    closedir(folder);
  printf("%u files of %s\n", count, argv[1]);
  return count == 0 || failed > 0;
}
