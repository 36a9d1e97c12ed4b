/* What the kiosk's first frame is compared with: a bare SDL2 and SDL2_ttf window that draws 20 words, without
 * framebuffer acceleration, and waits. */
#include <SDL.h>
#include <SDL_ttf.h>
#include <stdio.h>

int main(int count, char **words) {
  (void)count;
  (void)words;
  SDL_SetHint(SDL_HINT_FRAMEBUFFER_ACCELERATION, "0");
  if (SDL_Init(SDL_INIT_VIDEO) != 0 || TTF_Init() != 0) {
    fprintf(stderr, "bench_bare: %s\n", SDL_GetError());
    return 1;
  }
  SDL_Window *window = SDL_CreateWindow("bare", 0, 0, 1920, 1080, 0);
  SDL_Surface *surface = window ? SDL_GetWindowSurface(window) : NULL;
  TTF_Font *font = TTF_OpenFont("/usr/share/fonts/truetype/andika/Andika-Regular.ttf", 40);
  if (!surface || !font) {
    fprintf(stderr, "bench_bare: %s\n", SDL_GetError());
    return 1;
  }
  SDL_FillRect(surface, NULL, SDL_MapRGB(surface->format, 0xFB, 0xF6, 0xEE));
  for (int i = 0; i < 20; i++) {
    char word[16];
    snprintf(word, sizeof word, "woord %d", i);
    SDL_Surface *text = TTF_RenderUTF8_Blended(font, word, (SDL_Color){0x1D, 0x1A, 0x17, 0xFF});
    SDL_Rect at = {100 + i % 4 * 450, 100 + i / 4 * 180, 0, 0};
    if (!text)
      return 1;
    SDL_BlitSurface(text, NULL, surface, &at);
    SDL_FreeSurface(text);
  }
  SDL_UpdateWindowSurface(window);
  SDL_Event event;
  while (SDL_WaitEvent(&event) == 1 && event.type != SDL_QUIT)
    ;
  TTF_CloseFont(font);
  SDL_DestroyWindow(window);
  TTF_Quit();
  SDL_Quit();
  return 0;
}
