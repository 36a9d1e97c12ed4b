/* vertelpunt: the kiosk. Reads the guide, takes the data folder for itself, starts the threads, and runs the loop. */
#include "app.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

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

/* A dump of our memory would hold what people told: there are none. */
static void forbid_core_dumps(void) {
  struct rlimit none = {0, 0};
  if (setrlimit(RLIMIT_CORE, &none) != 0)
    vp_log(VP_LOG_WARNING, "kiosk", "core dumps cannot be switched off");
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
  int error = vp_guide_load(app->options.guide, &app->guide, fault);
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
  error = courier_open(app, &app->courier, fault);
  if (!error)
    error = recorder_start(app, &app->recorder, fault);
  return error;
}

static void stop(struct app *app) {
  courier_close(app->courier);
  recorder_stop(app->recorder);
  vp_queue_finish(&app->inbox);
  vp_ui_close(app->ui);
  for (size_t i = 0; i < VP_LANGUAGES_MAX; i++)
    vp_catalogue_close(app->catalogues[i]);
  vp_guide_free(app->guide);
  vp_arena_finish(&app->trees[0]);
  vp_arena_finish(&app->trees[1]);
}

int main(int argc, char **argv) {
  static struct app app; /* the model is large; and static memory is zero, so that stop() may come at any point */
  struct vp_fault fault = {0};
  int lock_fd = -1, status = options_parse(&app.options, argc, argv);
  if (status)
    return status == 1 ? 0 : 2;
  forbid_core_dumps();
  signal(SIGPIPE, SIG_IGN);
  if (vp_seal_init()) {
    fputs("vertelpunt: the cryptographic library does not start. Install libsodium again.\n", stderr);
    return 1;
  }
  if (vp_store_lock(app.options.data, &lock_fd, &fault))
    return fail(&fault);
  status = start(&app, &fault) ? fail(&fault) : app.options.headless ? headless_run(&app) : window_run(&app);
  stop(&app);
  close(lock_fd);
  return status;
}
