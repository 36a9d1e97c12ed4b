/* The kiosk in a window, or on the whole screen. The loop sleeps in SDL until there is an event; other threads wake it
 * with one. Pixels are made in a surface of ours and copied to the glass where they changed: on X11 through the
 * window's surface (no OpenGL: 1/20 of the time, 1/6 of the memory), on KMS/DRM and Wayland, where SDL has none,
 * through a texture. */
#include "app.h"

#include <SDL.h>
#include <stdio.h>
#include <string.h>

#include <vertelpunt/clock.h>
#include <vertelpunt/log.h>

#include "pads.h"

enum { RECTS_MAX = 64, WIDTH_MIN = 320, HEIGHT_MIN = 240, FAILED_WAIT_MS = 100 };

struct window {
  struct pads pads;
  SDL_Window *window;
  SDL_Renderer *renderer; /* NULL: the window's surface is used */
  SDL_Texture *texture;
  SDL_TouchID touch; /* of the finger that is down */
  SDL_FingerID finger;
  bool has_finger;
  bool is_exposed; /* what was covered has to be shown anew, though nothing of it has changed */
};

static void wake(void) {
  SDL_Event event = {.type = SDL_USEREVENT};
  SDL_PushEvent(&event);
}

static int fail(const char *doing) {
  fprintf(stderr, "vertelpunt: %s: %s. Is there a display? Without one use --headless.\n", doing, SDL_GetError());
  return 1;
}

/* Millimetres of the window's width, from what the display says of itself; many say nonsense, and then it is taken for
 * a 10" screen of 1280 pixels. A window that is narrower than any screen is drawn as the narrowest. */
static float width_mm(SDL_Window *window, int width_px) {
  float dpi = 0;
  int display = SDL_GetWindowDisplayIndex(window);
  if (display < 0 || SDL_GetDisplayDPI(display, NULL, &dpi, NULL) != 0 || dpi < 60 || dpi > 400)
    dpi = 1280.0F / 217.0F * 25.4F;
  return SDL_max((float)width_px / dpi * 25.4F, 50.0F);
}

static bool has_window_surface(void) {
  const char *driver = SDL_GetCurrentVideoDriver();
  return driver && strcmp(driver, "wayland") != 0 && strcmp(driver, "KMSDRM") != 0;
}

static bool make_texture(struct window *w, int width, int height) {
  int old_width, old_height;
  if (!w->renderer)
    return true;
  if (w->texture && SDL_QueryTexture(w->texture, NULL, NULL, &old_width, &old_height) == 0 && old_width == width &&
      old_height == height)
    return true;
  if (w->texture)
    SDL_DestroyTexture(w->texture);
  w->texture = SDL_CreateTexture(w->renderer, SDL_PIXELFORMAT_XRGB8888, SDL_TEXTUREACCESS_STREAMING, width, height);
  return w->texture != NULL;
}

/* A window manager may make a window smaller than we ask for: of that a corner of the smallest is seen. */
static int set_view(struct app *app, struct window *w) {
  int width, height;
  struct vp_fault fault = {0};
  SDL_GetWindowSize(w->window, &width, &height);
  width = SDL_max(width, WIDTH_MIN);
  height = SDL_max(height, HEIGHT_MIN);
  struct vp_view view = *vp_ui_view(app->ui);
  view.width_px = width;
  view.height_px = height;
  view.screen_mm = app->options.screen_mm > 0 ? app->options.screen_mm : width_mm(w->window, width);
  int error = vp_ui_set_view(app->ui, &view, &fault);
  if (!error && !make_texture(w, width, height))
    error = vp_fault_set(&fault, VP_E_NO_MEMORY, "opening the screen", NULL, NULL, "%s", SDL_GetError());
  if (error) {
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
  SDL_SetHint(SDL_HINT_VIDEO_MINIMIZE_ON_FOCUS_LOSS, "0");
  SDL_SetHint(SDL_HINT_NO_SIGNAL_HANDLERS, "1"); /* signals.c; SDL's could come just before it falls asleep */
  if (SDL_Init(SDL_INIT_VIDEO) != 0)
    return fail("starting the display");
  Uint32 flags = app->options.fullscreen ? SDL_WINDOW_FULLSCREEN_DESKTOP : SDL_WINDOW_RESIZABLE;
  w->window = SDL_CreateWindow("Vertelpunt", SDL_WINDOWPOS_CENTERED, SDL_WINDOWPOS_CENTERED, app->options.width_px,
                               app->options.height_px, flags);
  if (!w->window)
    return fail("opening the window");
  SDL_SetWindowMinimumSize(w->window, WIDTH_MIN, HEIGHT_MIN);
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
  Uint8 *at = (Uint8 *)to->pixels + (size_t)rect->y * (size_t)to->pitch + (size_t)rect->x * to->format->BytesPerPixel;
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
  SDL_Rect whole = {0, 0, 0, 0}; /* pixel by pixel, also where the window is smaller */
  SDL_QueryTexture(w->texture, NULL, NULL, &whole.w, &whole.h);
  SDL_RenderCopy(w->renderer, w->texture, NULL, &whole);
  SDL_RenderPresent(w->renderer);
}

static void present(struct app *app, struct window *w) {
  struct vp_rect changed[RECTS_MAX];
  SDL_Rect rects[RECTS_MAX];
  size_t count = vp_ui_take_changed(app->ui, changed, RECTS_MAX);
  if (w->is_exposed) {
    const struct vp_view *view = vp_ui_view(app->ui);
    changed[0] = (struct vp_rect){0, 0, view->width_px, view->height_px};
    count = 1;
  }
  w->is_exposed = false;
  if (count == 0)
    return;
  for (size_t i = 0; i < count; i++)
    rects[i] = (SDL_Rect){changed[i].x, changed[i].y, changed[i].width, changed[i].height};
  if (w->renderer)
    present_texture(app, w, rects, count);
  else
    present_surface(app, w, rects, count);
}

/* With Ctrl, Alt or the logo key a key is meant for the system, not for us. AltGr makes characters: where it is a key
 * of its own (ISO_Level3_Shift) and where it comes as Ctrl and the right Alt. */
static bool is_chord(int modifiers) {
  if (modifiers & (KMOD_MODE | KMOD_RALT))
    return false;
  return (modifiers & (KMOD_CTRL | KMOD_LALT | KMOD_GUI)) != 0;
}

/* The space that chose a card is no text. */
static void on_text(struct app *app, const char *text) {
  bool chose = !app->typing && text[0] == ' ';
  if (!chose && !is_chord((int)SDL_GetModState()))
    app_type(app, text);
}

/* A pointer of ours that is the finger's: the mouse is 0, and below zero there is none. */
static int finger_pointer(SDL_FingerID finger) {
  return (int)(finger & 0x3FFFFFFF) + 1;
}

static void cancel_pointers(struct app *app, struct window *w) {
  if (w->has_finger)
    app_pointer(app, VP_POINTER_CANCEL, finger_pointer(w->finger), -1, -1);
  w->has_finger = false;
  app_pointer(app, VP_POINTER_CANCEL, 0, -1, -1);
}

static bool is_down(const struct window *w) {
  int count = SDL_GetNumTouchFingers(w->touch); /* 0 of a device that is gone */
  for (int i = 0; i < count; i++) {
    const SDL_Finger *finger = SDL_GetTouchFinger(w->touch, i);
    if (finger && finger->id == w->finger)
      return true;
  }
  return false;
}

/* One finger counts. It is forgotten if its touch screen went away beneath it, or no other would ever count again. */
static void on_finger(struct app *app, struct window *w, const SDL_TouchFingerEvent *event, enum vp_pointer kind) {
  int width, height;
  if (kind == VP_POINTER_DOWN && w->has_finger && !is_down(w))
    cancel_pointers(app, w);
  if (kind == VP_POINTER_DOWN && !w->has_finger) {
    w->has_finger = true;
    w->touch = event->touchId;
    w->finger = event->fingerId;
  }
  if (!w->has_finger || w->touch != event->touchId || w->finger != event->fingerId)
    return;
  w->has_finger = kind != VP_POINTER_UP;
  SDL_GetWindowSize(w->window, &width, &height);
  app_pointer(app, kind, finger_pointer(event->fingerId), (int)(event->x * (float)width),
              (int)(event->y * (float)height));
}

static void on_window(struct app *app, struct window *w, Uint8 event) {
  switch (event) {
  case SDL_WINDOWEVENT_SIZE_CHANGED:
    set_view(app, w);
    break;
  case SDL_WINDOWEVENT_EXPOSED:
    w->is_exposed = true;
    break;
  case SDL_WINDOWEVENT_FOCUS_LOST: /* who lets go now, we may not hear of it */
  case SDL_WINDOWEVENT_MINIMIZED:
  case SDL_WINDOWEVENT_HIDDEN:
    cancel_pointers(app, w);
    input_let_go(app);
    break;
  default:
    break;
  }
}

static void on_pad(struct app *app, struct window *w, const SDL_Event *event) {
  int32_t code;
  bool down;
  if (!pads_event(&w->pads, event, vp_clock_monotonic_ms(), &code, &down))
    return;
  if (down)
    input_down(app, DEVICE_PAD, code, false);
  else
    input_up(app, DEVICE_PAD, code);
}

static void on_event(struct app *app, struct window *w, const SDL_Event *event) {
  switch (event->type) {
  case SDL_QUIT:
    app->quit = true;
    break;
  case SDL_WINDOWEVENT:
    on_window(app, w, event->window.event);
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
    on_finger(app, w, &event->tfinger, VP_POINTER_DOWN);
    break;
  case SDL_FINGERMOTION:
    on_finger(app, w, &event->tfinger, VP_POINTER_MOVE);
    break;
  case SDL_FINGERUP:
    on_finger(app, w, &event->tfinger, VP_POINTER_UP);
    break;
  case SDL_KEYDOWN:
    if (!(event->key.keysym.mod & (KMOD_CTRL | KMOD_ALT | KMOD_GUI)))
      input_key(app, event->key.keysym.sym, (event->key.keysym.mod & KMOD_SHIFT) != 0, event->key.repeat != 0);
    break;
  case SDL_KEYUP:
    input_up(app, DEVICE_KEY, event->key.keysym.sym);
    break;
  case SDL_TEXTINPUT:
    on_text(app, event->text.text);
    break;
  default:
    on_pad(app, w, event);
    break;
  }
}

static int sooner(int a, int b) {
  return a < 0 ? b : b < 0 ? a : a < b ? a : b;
}

static bool wait_event(const struct app *app, const struct window *w, SDL_Event *event) {
  int64_t before_ms = vp_clock_monotonic_ms();
  int wait = sooner(app_wait_ms(app), pads_wait_ms(&w->pads, before_ms));
  if (wait < 0 ? SDL_WaitEvent(event) == 1 : SDL_WaitEventTimeout(event, wait) == 1)
    return true;
  int64_t waited_ms = vp_clock_monotonic_ms() - before_ms;
  if (wait < 0 || waited_ms < wait) /* it could not wait: the loop must not spin */
    SDL_Delay(wait < 0 || wait - waited_ms > FAILED_WAIT_MS ? FAILED_WAIT_MS : (Uint32)(wait - waited_ms));
  return false;
}

int window_run(struct app *app) {
  struct window w = {0};
  int status = open_window(app, &w);
  if (status == 0)
    pads_open(&w.pads);
  app_set_wake(app, wake);
  wake(); /* what was posted before there was anybody to wake */
  while (status == 0 && !app->quit) {
    SDL_Event event;
    present(app, &w);
    bool any = wait_event(app, &w, &event);
    pads_update(&w.pads);
    for (any = any || SDL_PollEvent(&event) == 1; any; any = SDL_PollEvent(&event) == 1)
      on_event(app, &w, &event);
    app_take_inbox(app);
  }
  app_set_wake(app, NULL); /* before SDL goes: other threads still have something to say */
  pads_close(&w.pads);
  if (w.texture)
    SDL_DestroyTexture(w.texture);
  if (w.renderer)
    SDL_DestroyRenderer(w.renderer);
  if (w.window)
    SDL_DestroyWindow(w.window);
  SDL_Quit();
  return status;
}
