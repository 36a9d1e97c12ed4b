/* Asking a guide: which language, and which questions fit a theme and a kind. */
#include <vertelpunt/guide.h>

#include <string.h>

int vp_guide_language(const struct vp_guide *guide, const char *code) {
  for (size_t i = 0; code && i < guide->language_count; i++)
    if (strcmp(guide->languages[i].code, code) == 0)
      return (int)i;
  return -1;
}

static bool fits(const char *only, const char *chosen) {
  return !only || (chosen && strcmp(only, chosen) == 0);
}

/* 3: for this theme and this kind; 2: for the theme; 1: for the kind; 0: for all. */
static int specific(const struct vp_prompt *prompt) {
  return (prompt->theme ? 2 : 0) + (prompt->kind ? 1 : 0);
}

static size_t choose(const struct vp_prompt *all, size_t count, const char *theme, const char *kind,
                     const struct vp_prompt **chosen, size_t limit) {
  size_t found = 0;
  for (int level = 3; level >= 0; level--)
    for (size_t i = 0; i < count && found < limit; i++)
      if (specific(&all[i]) == level && fits(all[i].theme, theme) && fits(all[i].kind, kind))
        chosen[found++] = &all[i];
  return found;
}

size_t vp_guide_prompts(const struct vp_guide *guide, const char *theme, const char *kind,
                        const struct vp_prompt **prompts, size_t limit) {
  return choose(guide->prompts, guide->prompt_count, theme, kind, prompts, limit);
}

size_t vp_guide_starters(const struct vp_guide *guide, const char *theme, const char *kind,
                         const struct vp_prompt **starters, size_t limit) {
  return choose(guide->starters, guide->starter_count, theme, kind, starters, limit);
}
