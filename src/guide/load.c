/* A guide from a file or from memory: first its syntax, which jansson reads, then its version, then its parts. What is
 * not known is an error, for a key with a typing mistake would otherwise be a text that nobody ever sees. */
#include "read.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <vertelpunt/file.h>

enum { GUIDE_FORMAT = 1 };

static const char doing[] = "reading the guide";

static void drop_json(json_t **json) {
  json_decref(*json);
}

/* What jansson says, with the place as editors know it. Its words may quote the file, which may be anything. */
static int wrong_syntax(const struct reader *r, const json_error_t *error) {
  char object[512], words[200];
  enum json_error_code code = json_error_code(error);
  if (code == json_error_out_of_memory)
    return guide_no_memory(r);
  size_t name = strlen(r->name), room = sizeof object - 32, skip = name > room ? name - room : 0;
  snprintf(object, sizeof object, "%s:%d:%d", r->name + skip, error->line, error->column);
  guide_clean(words, sizeof words, error->text);
  return vp_fault_set(r->fault, code == json_error_stack_overflow ? VP_E_TOO_LARGE : VP_E_FORMAT, doing, object,
                      "Mend the file at that place; a comma, a bracket or a quote is often missing just before it.",
                      "%s", words);
}

static int check_format(const struct reader *r, const struct object *root) {
  struct place place = {NULL, "format", 0};
  json_t *format = json_object_get(root->json, "format");
  if (!json_is_object(root->json))
    return guide_wrong(r, NULL, "Write it as { … }.", "a guide is an object");
  if (!json_is_integer(format))
    return guide_wrong(r, &place, "Write \"format\": 1.", format ? "it is not a whole number" : "it is missing");
  if (json_integer_value(format) > GUIDE_FORMAT)
    return guide_wrong_code(r, VP_E_VERSION, &place, "Use a newer Vertelpunt, or a guide made for this one.",
                            "this guide has format %lld; this Vertelpunt reads format %d",
                            (long long)json_integer_value(format), GUIDE_FORMAT);
  if (json_integer_value(format) < GUIDE_FORMAT)
    return guide_wrong(r, &place, "Write \"format\": 1.", "there is no such format");
  return VP_OK;
}

static int read_root(const struct reader *r, json_t *json) {
  static const char *const known[] = {"format",     "note",    "id",      "version", "languages", "name",
                                      "invitation", "begin",   "media",   "themes",  "kinds",     "prompts",
                                      "starters",   "consent", "methods", "thanks",  NULL};
  struct object root = {json, NULL};
  struct vp_guide *guide = r->guide;
  const char *note; /* for whoever edits the guide; nobody else sees it */
  int error = check_format(r, &root);
  if (!error)
    error = guide_object(r, json, NULL, known);
  if (!error && json_object_get(json, "note"))
    error = guide_string(r, &root, "note", TEXT_PARAGRAPHS, &note);
  if (!error)
    error = guide_id(r, &root, "id", &guide->id);
  if (!error)
    error = guide_version(r, &root, "version", &guide->version);
  if (!error)
    error = guide_languages(r, &root);
  if (!error)
    error = guide_content(r, &root);
  if (!error)
    error = guide_words(r, &root);
  return error ? error : guide_methods(r, &root);
}

int vp_guide_parse(const char *bytes, size_t length, const char *name, struct vp_guide **guide,
                   struct vp_fault *fault) {
  struct reader reader = {.name = name ? name : "the guide", .fault = fault};
  *guide = NULL;
  if (length > VP_GUIDE_BYTES_MAX)
    return guide_wrong_code(&reader, VP_E_TOO_LARGE, NULL, "Make it smaller.", "it is larger than %d bytes",
                            VP_GUIDE_BYTES_MAX);
  json_error_t syntax;
  VP_CLEANUP(drop_json) json_t *json = json_loadb(bytes, length, JSON_REJECT_DUPLICATES, &syntax);
  if (!json)
    return wrong_syntax(&reader, &syntax);
  reader.guide = calloc(1, sizeof *reader.guide);
  if (!reader.guide)
    return guide_no_memory(&reader);
  int error = read_root(&reader, json);
  if (error)
    vp_guide_free(reader.guide);
  else
    *guide = reader.guide;
  return error;
}

int vp_guide_load(const char *path, struct vp_guide **guide, struct vp_fault *fault) {
  struct vp_fault unread = {0};
  unsigned char *bytes;
  size_t length;
  *guide = NULL;
  int error = vp_file_read(path, VP_GUIDE_BYTES_MAX, &bytes, &length, &unread);
  if (error)
    return vp_fault_set(fault, error, doing, path, "Check its path, and that this program may read it.", "%s",
                        unread.reason);
  error = vp_guide_parse((const char *)bytes, length, path, guide, fault);
  free(bytes);
  return error;
}

void vp_guide_free(struct vp_guide *guide) {
  if (!guide)
    return;
  vp_arena_finish(&guide->arena);
  free(guide);
}
