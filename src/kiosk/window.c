/* The kiosk in a window, or on the whole screen. The loop sleeps in SDL until there is an event; other threads wake it
 * with one. Pixels are made in a surface of ours and copied to the glass where they changed: on X11 through the
 * window's surface (no OpenGL: 1/20 of the time, 1/6 of the memory), on KMS/DRM and Wayland, where SDL has none,
 * through a texture. */
#include "app.h"

#include <SDL.h>
#include <stdio.h>
#include <string.h>

#include <vertelpunt/log.h>

enum { RECTS_MAX = 64 };

struct window {
  SDL_Window *window;
  SDL_Renderer *renderer; /* NULL: the window's surface is used */
  SDL_Texture *texture;
};

static void wake(void) {
  SDL_Event event = {.type = SDL_USEREVENT};
  SDL_PushEvent(&event);
}

static int fail(const char *doing) {
  fprintf(stderr, "vertelpunt: %s: %s. Is there a display? Without one use --headless.\n", doing, SDL_GetError());
  return 1;
}

/* Millimetres of the window's width, from what the display says of itself; many say nonsense, and then it is left. */
static float width_mm(SDL_Window *window, int width_px) {
  float dpi = 0;
  int display = SDL_GetWindowDisplayIndex(window);
  if (display < 0 || SDL_GetDisplayDPI(display, NULL, &dpi, NULL) != 0 || dpi < 60 || dpi > 400)
    return 0;
  return (float)width_px / dpi * 25.4F;
}

static bool has_window_surface(void) {
  const char *driver = SDL_GetCurrentVideoDriver();
  return driver && strcmp(driver, "wayland") != 0 && strcmp(driver, "KMSDRM") != 0;
}

static bool make_texture(struct window *w, int width, int height) {
  if (!w->renderer)
    return true;
  if (w->texture)
    SDL_DestroyTexture(w->texture);
  w->texture = SDL_CreateTexture(w->renderer, SDL_PIXELFORMAT_XRGB8888, SDL_TEXTUREACCESS_STREAMING, width, height);
  return w->texture != NULL;
}

static int set_view(struct app *app, struct window *w) {
  int width, height;
  struct vp_fault fault;
  SDL_GetWindowSize(w->window, &width, &height);
  float mm = app->options.screen_mm > 0 ? app->options.screen_mm : width_mm(w->window, width);
  struct vp_view view = {.width_px = width,
                         .height_px = height,
                         .screen_mm = mm > 0 ? mm : (float)width * 217.0F / 1280.0F,
                         .text_size = VP_TEXT_DEFAULT,
                         .scheme = VP_SCHEME_PAPER};
  if (vp_ui_set_view(app->ui, &view, &fault) || !make_texture(w, width, height)) {
    vp_log_fault("ui", &fault);
    return 1;
  }
  app_show(app);
  return 0;
}

static int open_window(struct app *app, struct window *w) {
  SDL_SetHint(SDL_HINT_FRAMEBUFFER_ACCELERATION, "0");
  SDL_SetHint(SDL_HINT_TOUCH_MOUSE_EVENTS, "0");
  SDL_SetHint(SDL_HINT_MOUSE_TOUCH_EVENTS, "0");
  SDL_SetHint(SDL_HINT_VIDEO_ALLOW_SCREENSAVER, "0");
  if (SDL_Init(SDL_INIT_VIDEO) != 0)
    return fail("starting the display");
  Uint32 flags = app->options.fullscreen ? SDL_WINDOW_FULLSCREEN_DESKTOP : SDL_WINDOW_RESIZABLE;
  w->window = SDL_CreateWindow("Vertelpunt", SDL_WINDOWPOS_CENTERED, SDL_WINDOWPOS_CENTERED, app->options.width_px,
                               app->options.height_px, flags);
  if (!w->window)
    return fail("opening the window");
  SDL_SetWindowMinimumSize(w->window, 320, 240);
  if (!has_window_surface()) {
    w->renderer = SDL_CreateRenderer(w->window, -1, 0);
    if (!w->renderer)
      return fail("opening the window");
  }
  return set_view(app, w);
}

static void copy_rect(const struct app *app, SDL_Surface *to, const SDL_Rect *rect) {
  size_t pitch;
  const uint32_t *pixels = vp_ui_pixels(app->ui, &pitch);
  const Uint8 *from = (const Uint8 *)pixels + (size_t)rect->y * pitch + (size_t)rect->x * 4;
  Uint8 *at = (Uint8 *)to->pixels + rect->y * to->pitch + rect->x * to->format->BytesPerPixel;
  if (SDL_ConvertPixels(rect->w, rect->h, SDL_PIXELFORMAT_XRGB8888, from, (int)pitch, to->format->format, at,
                        to->pitch) != 0)
    vp_log(VP_LOG_ERROR, "ui", "the window's pixels have no known format: %s", SDL_GetError());
}

static void present_surface(struct app *app, struct window *w, const SDL_Rect *rects, size_t count) {
  SDL_Surface *surface = SDL_GetWindowSurface(w->window);
  if (!surface)
    return; /* between two sizes: the size event that follows draws all */
  SDL_Rect clipped[RECTS_MAX];
  const SDL_Rect whole = {0, 0, surface->w, surface->h};
  int used = 0;
  for (size_t i = 0; i < count; i++)
    if (SDL_IntersectRect(&rects[i], &whole, &clipped[used]))
      copy_rect(app, surface, &clipped[used++]);
  SDL_UpdateWindowSurfaceRects(w->window, clipped, used);
}

static void present_texture(struct app *app, struct window *w, const SDL_Rect *rects, size_t count) {
  size_t pitch;
  const uint32_t *pixels = vp_ui_pixels(app->ui, &pitch);
  for (size_t i = 0; i < count; i++)
    SDL_UpdateTexture(w->texture, &rects[i], pixels + (size_t)rects[i].y * (pitch / 4) + rects[i].x, (int)pitch);
  SDL_RenderCopy(w->renderer, w->texture, NULL, NULL);
  SDL_RenderPresent(w->renderer);
}

static void present(struct app *app, struct window *w) {
  struct vp_rect changed[RECTS_MAX];
  SDL_Rect rects[RECTS_MAX];
  size_t count = vp_ui_take_changed(app->ui, changed, RECTS_MAX);
  if (count == 0)
    return;
  for (size_t i = 0; i < count; i++)
    rects[i] = (SDL_Rect){changed[i].x, changed[i].y, changed[i].width, changed[i].height};
  if (w->renderer)
    present_texture(app, w, rects, count);
  else
    present_surface(app, w, rects, count);
}

static void on_key(struct app *app, const SDL_KeyboardEvent *event) {
  bool writing = app_is_writing(app), text = writing && app->typing;
  bool shift = (event->keysym.mod & KMOD_SHIFT) != 0;
  switch (event->keysym.sym) {
  case SDLK_TAB:
    app_key(app, shift ? VP_KEY_PREVIOUS : VP_KEY_NEXT);
    break;
  case SDLK_UP:
    app_key(app, VP_KEY_UP);
    break;
  case SDLK_DOWN:
    app_key(app, VP_KEY_DOWN);
    break;
  case SDLK_LEFT:
    app_key(app, VP_KEY_LEFT);
    break;
  case SDLK_RIGHT:
    app_key(app, VP_KEY_RIGHT);
    break;
  case SDLK_RETURN:
  case SDLK_KP_ENTER:
    if (text)
      app_type(app, "\n");
    else if (event->repeat == 0) /* a finger that rests on a key presses once */
      app_key(app, VP_KEY_CHOOSE);
    break;
  case SDLK_SPACE:
    if (!text && event->repeat == 0)
      app_key(app, VP_KEY_CHOOSE); /* while writing it comes as text */
    break;
  case SDLK_BACKSPACE:
    if (writing)
      app_tell(app, (struct vp_message){.kind = VP_MESSAGE_BACKSPACE});
    break;
  case SDLK_ESCAPE:
  case SDLK_AC_BACK:
    if (event->repeat == 0)
      app_key(app, VP_KEY_BACK);
    break;
  default:
    break;
  }
}

static void on_finger(struct app *app, const SDL_TouchFingerEvent *event, enum vp_pointer kind) {
  size_t pitch;
  (void)vp_ui_pixels(app->ui, &pitch); /* its width is the window's */
  SDL_Window *window = SDL_GetWindowFromID(event->windowID);
  int width = (int)(pitch / 4), height = 0;
  if (window)
    SDL_GetWindowSize(window, &width, &height);
  app_pointer(app, kind, (int)(event->fingerId & 0x7FFFFFFF) + 1, (int)(event->x * (float)width),
              (int)(event->y * (float)height));
}

static void on_event(struct app *app, struct window *w, const SDL_Event *event) {
  switch (event->type) {
  case SDL_QUIT:
    app->quit = true;
    break;
  case SDL_WINDOWEVENT:
    if (event->window.event == SDL_WINDOWEVENT_SIZE_CHANGED)
      set_view(app, w);
    else if (event->window.event == SDL_WINDOWEVENT_EXPOSED)
      set_view(app, w); /* what was covered is drawn anew, all of it: it is rare */
    break;
  case SDL_MOUSEBUTTONDOWN:
  case SDL_MOUSEBUTTONUP:
    if (event->button.button == SDL_BUTTON_LEFT && event->button.which != SDL_TOUCH_MOUSEID)
      app_pointer(app, event->type == SDL_MOUSEBUTTONDOWN ? VP_POINTER_DOWN : VP_POINTER_UP, 0, event->button.x,
                  event->button.y);
    break;
  case SDL_MOUSEMOTION:
    if ((event->motion.state & SDL_BUTTON_LMASK) && event->motion.which != SDL_TOUCH_MOUSEID)
      app_pointer(app, VP_POINTER_MOVE, 0, event->motion.x, event->motion.y);
    break;
  case SDL_FINGERDOWN:
    on_finger(app, &event->tfinger, VP_POINTER_DOWN);
    break;
  case SDL_FINGERMOTION:
    on_finger(app, &event->tfinger, VP_POINTER_MOVE);
    break;
  case SDL_FINGERUP:
    on_finger(app, &event->tfinger, VP_POINTER_UP);
    break;
  case SDL_KEYDOWN:
    on_key(app, &event->key);
    break;
  case SDL_TEXTINPUT:
    /* the space that chose a card is no text */
    if (app_is_writing(app) && (app->typing || event->text.text[0] != ' '))
      app_type(app, event->text.text);
    break;
  default:
    break;
  }
}

int window_run(struct app *app) {
  struct window w = {0};
  int status = open_window(app, &w);
  app->wake = wake;
  wake(); /* what was posted before there was anybody to wake */
  while (status == 0 && !app->quit) {
    SDL_Event event;
    present(app, &w);
    int wait = app_wait_ms(app);
    bool any = wait < 0 ? SDL_WaitEvent(&event) == 1 : SDL_WaitEventTimeout(&event, wait) == 1;
    while (any) {
      on_event(app, &w, &event);
      any = SDL_PollEvent(&event) == 1;
    }
    app_take_inbox(app);
  }
  app->wake = NULL;
  if (w.texture)
    SDL_DestroyTexture(w.texture);
  if (w.renderer)
    SDL_DestroyRenderer(w.renderer);
  if (w.window)
    SDL_DestroyWindow(w.window);
  SDL_Quit();
  return status;
}
