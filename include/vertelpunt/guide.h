/* A guide: the content of an appliance, read from guide.json and checked. Immutable once loaded, so every thread may
 * read it; freed as one. Every text is there in every language of the guide, or loading fails and says which is not. */
#ifndef VERTELPUNT_GUIDE_H
#define VERTELPUNT_GUIDE_H

#include <stdbool.h>
#include <stddef.h>

#include <vertelpunt/arena.h>
#include <vertelpunt/error.h>

enum {
  VP_GUIDE_BYTES_MAX = 8 * 1024 * 1024,
  VP_LANGUAGES_MAX = 16,
  VP_THEMES_MAX = 24,
  VP_KINDS_MAX = 6,
  VP_PROMPTS_MAX = 24,
  VP_STARTERS_MAX = 48,
  VP_STEPS_MAX = 24,
  VP_METHODS_MAX = 12,
  VP_GUIDE_TEXT_MAX = 4000, /* bytes of one text */
  VP_GUIDE_ID_MAX = 32,     /* bytes of an id: [a-z0-9-] */
};

struct vp_text {
  const char *in[VP_LANGUAGES_MAX]; /* by index of the language in the guide; UTF-8, never NULL for its languages */
};

struct vp_language {
  const char *code;          /* BCP 47: "nl", "en", "nl-x-simple" */
  const char *name;          /* its own name: "Nederlands" */
  bool right_to_left;
  const char *const *keyboard; /* rows of the on-screen keyboard, lower case, in the usual order, e.g. "qwertyuiop" */
  size_t keyboard_rows;
};

struct vp_choice { /* something to choose: a theme, a kind, a medium */
  const char *id;
  const char *icon;  /* a name from ui/icons: "home", "work" */
  struct vp_text label;
  struct vp_text help; /* one short sentence, may be empty strings */
};

struct vp_prompt { /* a concrete question that helps telling, or a sentence starter that helps writing */
  const char *id;
  struct vp_text text;
  const char *theme; /* only for this theme's id, NULL: for all */
  const char *kind;  /* only for this kind's id, NULL: for all */
};

enum vp_step_kind {
  VP_STEP_MEDIUM,  /* tell or type */
  VP_STEP_THEME,
  VP_STEP_KIND,
  VP_STEP_CONSENT,
  VP_STEP_TELL,    /* record or write, as the medium says */
  VP_STEP_REVIEW,  /* hear or read back; keep, again, throw away */
  VP_STEP_THANKS,
};

struct vp_step {
  enum vp_step_kind kind;
  const char *id;
  struct vp_text title; /* one question or one invitation */
  struct vp_text help;  /* one sentence, may be empty strings */
};

struct vp_method {
  const char *id;
  struct vp_text label;
  struct vp_step steps[VP_STEPS_MAX]; /* ends with review and thanks; consent comes before tell */
  size_t step_count;
};

struct vp_consent {
  const char *version;      /* "2026-11": recorded with every story */
  struct vp_text text;      /* what happens with the story; paragraphs parted by "\n" */
  struct vp_text agree;     /* "Yes, that is fine" */
  struct vp_text decline;   /* "No, I'd rather stop" */
};

struct vp_guide {
  const char *id;
  const char *version;
  struct vp_text name;
  struct vp_text invitation; /* on the welcome screen: "Tell us. We listen." */
  struct vp_text begin;      /* the one big way in */
  struct vp_language languages[VP_LANGUAGES_MAX];
  size_t language_count;     /* the first is the default */
  struct vp_choice media[2]; /* [0] telling ("tell"), [1] writing ("type") */
  struct vp_choice themes[VP_THEMES_MAX];
  size_t theme_count;
  struct vp_choice kinds[VP_KINDS_MAX];
  size_t kind_count;
  struct vp_prompt prompts[VP_PROMPTS_MAX * VP_THEMES_MAX];
  size_t prompt_count;
  struct vp_prompt starters[VP_STARTERS_MAX];
  size_t starter_count;
  struct vp_consent consent;
  struct vp_method methods[VP_METHODS_MAX];
  size_t method_count;       /* the first is what the kiosk's welcome screen begins */
  struct vp_text thanks;     /* what happens next with the story */
  struct vp_arena arena;     /* owns everything above */
};

/* Reads and checks path. On failure *guide is NULL and *fault has "FILE:LINE:COLUMN" (syntax) or
 * "FILE: themes[2].label.en" (content), what is wrong and what to do. Errors: VP_E_NOT_FOUND, VP_E_FORMAT,
 * VP_E_TOO_LARGE, VP_E_VERSION, VP_E_NO_MEMORY, VP_E_IO, VP_E_DENIED. */
int vp_guide_load(const char *path, struct vp_guide **guide, struct vp_fault *fault);
/* The same from memory; name stands for the file in messages. */
int vp_guide_parse(const char *bytes, size_t length, const char *name, struct vp_guide **guide, struct vp_fault *fault);
void vp_guide_free(struct vp_guide *guide);

/* The language's index, or -1. */
int vp_guide_language(const struct vp_guide *guide, const char *code);
/* Prompts that fit theme and kind (ids, may be NULL), the most specific first; up to limit; how many. */
size_t vp_guide_prompts(const struct vp_guide *guide, const char *theme, const char *kind,
                        const struct vp_prompt **prompts, size_t limit);
size_t vp_guide_starters(const struct vp_guide *guide, const char *theme, const char *kind,
                         const struct vp_prompt **starters, size_t limit);

/* A catalogue: the program's own words in one language, a GNU .mo file made from assets/locale/CODE.po. The msgid is
 * the English text. Immutable once open. */
struct vp_catalogue;
/* NULL path, or English: an empty catalogue, which answers with the msgid. Errors as above. */
int vp_catalogue_open(const char *path, struct vp_catalogue **catalogue, struct vp_fault *fault);
/* The same from memory, which is copied; name stands for the file in messages. */
int vp_catalogue_parse(const void *bytes, size_t length, const char *name, struct vp_catalogue **catalogue,
                       struct vp_fault *fault);
void vp_catalogue_close(struct vp_catalogue *catalogue);
/* Never NULL; the msgid where there is no translation, or catalogue is NULL. */
const char *vp_catalogue_get(const struct vp_catalogue *catalogue, const char *msgid);

#endif
