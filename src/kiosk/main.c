/* vertelpunt: the kiosk. Reads the guide, takes the data folder for itself, starts the threads, and runs the loop. */
#include "app.h"

#include <fcntl.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <jansson.h>

#include <vertelpunt/file.h>
#include <vertelpunt/log.h>
#include <vertelpunt/seal.h>
#include <vertelpunt/store.h>

#include "courier.h"
#include "recorder.h"

static int fail(const struct vp_fault *fault) {
  char text[1200];
  vp_fault_format(fault, text, sizeof text);
  fprintf(stderr, "vertelpunt: %s\n", text);
  return 1;
}

/* Nothing of ours may get the number of a standard stream that whoever started us has closed: a line of the log would
 * be written into the database. */
static bool open_standard_streams(void) {
  for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
    if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", O_RDWR) != fd)
      return false;
  return true;
}

/* A dump of our memory would hold what people told: there are none. A limit of 1 and not of 0, for that alone also
 * keeps the kernel from piping a dump to a program (core(5)); who may not raise it to 1 is made undumpable as a whole.
 */
static void forbid_core_dumps(void) {
  struct rlimit none = {1, 1};
  if (setrlimit(RLIMIT_CORE, &none) != 0 && prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)
    vp_log(VP_LOG_WARNING, "kiosk", "core dumps cannot be switched off");
}

/* The story's metadata passes through jansson, and with it the withdrawal code. */
static void wipe_and_free(void *memory) {
  if (memory)
    vp_seal_wipe(memory, malloc_usable_size(memory));
  free(memory);
}

static int open_catalogues(struct app *app, struct vp_fault *fault) {
  for (size_t i = 0; i < app->guide->language_count; i++) {
    char relative[64], path[PATH_TEXT];
    const char *code = app->guide->languages[i].code;
    if (strncmp(code, "en", 2) == 0 && (code[2] == '\0' || code[2] == '-'))
      continue; /* the catalogue's keys are English */
    snprintf(relative, sizeof relative, "locale/%s.mo", code);
    int error = vp_file_asset(relative, path, sizeof path, fault);
    if (!error)
      error = vp_catalogue_open(path, &app->catalogues[i], fault);
    if (error)
      return error;
  }
  return VP_OK;
}

static int open_content(struct app *app, int *language, struct vp_fault *fault) {
  char *guide = app->options.guide;
  int error = guide[0] ? VP_OK : vp_file_asset("guides/inclusie/guide.json", guide, sizeof app->options.guide, fault);
  if (!error)
    error = vp_guide_load(guide, &app->guide, fault);
  if (error)
    return error;
  const char *code = app->options.language;
  *language = code ? vp_guide_language(app->guide, code) : 0;
  if (*language < 0)
    return vp_fault_set(fault, VP_E_NOT_FOUND, "choosing the language", code,
                        "Use one of the guide's languages with --lang.", "the guide %s does not have it",
                        app->options.guide);
  return open_catalogues(app, fault);
}

static int open_view(struct app *app, struct vp_fault *fault) {
  const struct options *options = &app->options;
  struct vp_view view = {.width_px = options->width_px,
                         .height_px = options->height_px,
                         .screen_mm = options->screen_mm,
                         .text_size = VP_TEXT_DEFAULT,
                         .scheme = VP_SCHEME_PAPER};
  if (view.screen_mm <=
      0) /* a 10" screen of 1280 pixels has 5.9 a millimetre; the window corrects it from the display */
    view.screen_mm = (float)view.width_px * 217.0F / 1280.0F;
  return vp_ui_open(&view, &app->ui, fault);
}

static int start(struct app *app, struct vp_fault *fault) {
  int language, error = open_content(app, &language, fault);
  if (!error)
    error = open_view(app, fault);
  if (error)
    return error;
  vp_session_init(&app->model, app->guide, (const struct vp_catalogue *const *)app->catalogues, language);
  error = vp_queue_init(&app->inbox, sizeof(struct vp_message));
  if (error)
    return vp_fault_set(fault, error, "starting", NULL, NULL, "%s", vp_error_name(error));
  input_start(app);
  signals_start(app);
  error = courier_open(app, &app->courier, fault);
  if (!error)
    error = recorder_start(app, &app->recorder, fault);
  return error;
}

static void stop(struct app *app) {
  atomic_store(&app->quit, true);
  recorder_end(app->recorder); /* first: nobody is recorded while a drive takes its time to end */
  courier_close(app->courier);
  recorder_stop(app->recorder);
  signals_stop(app);
  speech_close(app);
  vp_queue_finish(&app->inbox);
  vp_ui_close(app->ui);
  for (size_t i = 0; i < VP_LANGUAGES_MAX; i++)
    vp_catalogue_close(app->catalogues[i]);
  vp_guide_free(app->guide);
  for (int i = 0; i < 2; i++) {
    vp_arena_wipe(&app->trees[i]);
    vp_arena_finish(&app->trees[i]);
  }
  vp_seal_wipe(&app->model, sizeof app->model);
  munlock(&app->model, sizeof app->model);
}

static int take_folder(struct app *app, int *lock_fd, struct vp_fault *fault) {
  int error = vp_store_lock(app->options.data, lock_fd, fault);
  if (error && !fault->advice[0])
    snprintf(fault->advice, sizeof fault->advice, "Name a folder that can be written to with --data.");
  return error;
}

int main(int argc, char **argv) {
  static struct app app; /* the model is large; and static memory is zero, so that stop() may come at any point */
  struct vp_fault fault = {0};
  if (!open_standard_streams())
    return 1; /* and nobody to tell */
  int lock_fd = -1, status = options_parse(&app.options, argc, argv);
  if (status)
    return status == 1 ? 0 : 2;
  forbid_core_dumps();
  signals_block();
  pthread_mutex_init(&app.wake_lock, NULL);
  mlock(&app.model, sizeof app.model); /* what is being written stays out of the swap, where the limits allow it */
  json_set_alloc_funcs(malloc, wipe_and_free);
  if (vp_seal_init()) {
    fputs("vertelpunt: the cryptographic library does not start. Install libsodium again.\n", stderr);
    return 1;
  }
  if (take_folder(&app, &lock_fd, &fault))
    return fail(&fault);
  status = start(&app, &fault) ? fail(&fault) : app.options.headless ? headless_run(&app) : window_run(&app);
  stop(&app);
  close(lock_fd);
  return status;
}
