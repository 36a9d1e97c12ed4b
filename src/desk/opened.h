/* A sealed story from a drive, opened, checked, and made ready for the library. */
#ifndef VERTELPUNT_DESK_OPENED_H
#define VERTELPUNT_DESK_OPENED_H

#include "library.h"
#include "scan.h"

struct opened {
  struct story story;
  unsigned char *content; /* of its .opus or .txt; owned */
  size_t content_length;
  bool complete; /* sealed to its end */
};
/* kiosk_public NULL: nobody's signature is looked for. VP_E_AUTHENTIC: another collection's; VP_E_FORMAT: no story, or
 * not the one that the file's name tells. A story that opens in part is no error: it is marked so. */
int opened_make(const struct scan_file *file, const unsigned char *bytes, size_t length,
                const struct vp_collection *collection, const struct vp_collection_secret *secret,
                const uint8_t *kiosk_public, struct opened *opened, struct vp_fault *fault);
void opened_finish(struct opened *opened); /* wipes */
void hash_bytes(const void *bytes, size_t length, uint8_t hash[32]);

#endif
