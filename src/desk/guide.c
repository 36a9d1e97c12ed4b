/* guide check: reads guides as a kiosk would. */
#include "desk.h"

#include <vertelpunt/guide.h>

int desk_guide_check(const struct desk_command *command, int argc, char **argv) {
  size_t files;
  int status = desk_options(command, argc, argv, NULL, 0, &files);
  if (status != DESK_GO_ON)
    return status;
  if (files == 0)
    return desk_usage(command, "Which guide?");
  status = DESK_OK;
  for (size_t i = 0; i < files; i++) {
    struct vp_guide *guide = NULL;
    struct vp_fault fault = {0};
    if (vp_guide_load(argv[i], &guide, &fault) == VP_OK) {
      desk_print(stdout, argv[i], false);
      puts(": ok");
    } else {
      desk_complain(&fault);
      status = DESK_FAILED;
    }
    vp_guide_free(guide);
  }
  return status;
}
