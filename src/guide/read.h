/* How a guide is read: a value stands at a place, a place knows the one around it, and whoever finds something wrong
 * says so with the place. The room's own. */
#ifndef VERTELPUNT_GUIDE_READ_H
#define VERTELPUNT_GUIDE_READ_H

#include <jansson.h>

#include <vertelpunt/guide.h>

enum {
  GUIDE_LABEL_MAX = 60,     /* code points of what stands on a card or a button */
  GUIDE_SENTENCE_MAX = 240, /* code points of a question, a sentence to begin with, a line of help */
  GUIDE_VERSION_MAX = 32,   /* bytes of a version, and */
  GUIDE_CODE_MAX = 32,      /* of a language's code, as the store keeps them */
};

/* "themes[2].label.en" as a chain on the stack, innermost first. */
struct place {
  const struct place *around; /* NULL: the file itself */
  const char *key;            /* NULL: the item with that index */
  size_t index;
};

struct reader {
  const char *name; /* stands for the file in messages */
  struct vp_guide *guide;
  struct vp_fault *fault; /* may be NULL */
};

/* An object with its place, so that one argument is enough to read a member. */
struct object {
  json_t *json;
  const struct place *place;
};

enum text_kind { TEXT_LABEL, TEXT_SENTENCE, TEXT_PARAGRAPHS };

/* Copies text from the file into a message: bounded, without control characters. */
void guide_clean(char *to, size_t size, const char *from);

/* Every check fills the fault and returns its code, so that `return guide_wrong(...)` reads well. advice may be NULL.
 */
int guide_wrong(const struct reader *r, const struct place *place, const char *advice, const char *format, ...)
    VP_FORMAT(4, 5);
int guide_wrong_code(const struct reader *r, int code, const struct place *place, const char *advice,
                     const char *format, ...) VP_FORMAT(5, 6);
int guide_no_memory(const struct reader *r);

/* An object that has no keys but those of known (closed with NULL). */
int guide_object(const struct reader *r, json_t *json, const struct place *place, const char *const *known);
/* The array key of object with least … most items. A missing one is an empty one if least is 0. */
int guide_array(const struct reader *r, const struct object *object, const char *key, size_t least, size_t most,
                json_t **array);
/* Copies of the guide's own. */
int guide_string(const struct reader *r, const struct object *object, const char *key, enum text_kind kind,
                 const char **string);
int guide_id(const struct reader *r, const struct object *object, const char *key, const char **id);
int guide_version(const struct reader *r, const struct object *object, const char *key, const char **version);
int guide_flag(const struct reader *r, const struct object *object, const char *key, bool *flag); /* missing: false */
/* In every language of the guide. A missing one that may_miss becomes empty strings. */
int guide_text(const struct reader *r, const struct object *object, const char *key, enum text_kind kind, bool may_miss,
               struct vp_text *text);
/* A string of the file as it may stand on a screen. */
int guide_check_string(const struct reader *r, const struct place *place, json_t *json, enum text_kind kind);

/* The parts of a guide, in the order in which they need each other. */
int guide_languages(const struct reader *r, const struct object *root);
int guide_keyboard(const struct reader *r, const struct object *language, struct vp_language *made);
int guide_content(const struct reader *r, const struct object *root);
int guide_words(const struct reader *r, const struct object *root); /* prompts and starters */
int guide_methods(const struct reader *r, const struct object *root);

#endif
