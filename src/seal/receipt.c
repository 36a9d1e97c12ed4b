/* Receipts: the desk's signed word about the files that arrived at it. A kiosk deletes on the strength of them, so they
 * are verified before a single field is believed. */
#include "internal.h"

#include <sodium.h>
#include <stdlib.h>

enum {
  RECEIPT_COLLECTION = 8,
  RECEIPT_KIOSK = 24,
  RECEIPT_MADE = 40,
  RECEIPT_COUNT = 48,
  RECEIPT_ITEMS = 52,
  ITEM = 48,
  ITEMS_MAX = (VP_RECEIPT_FILE_MAX - RECEIPT_ITEMS - VP_SIGNATURE) / ITEM,
};

static const struct seal_speech reading = {
    .doing = "reading the desk's receipts",
    .what = "a file of receipts",
    .missing = "Collect the drive at the desk; it writes them.",
    .damaged = "Collect the drive at the desk once more; nothing has been deleted.",
    .foreign = "Collect the drive at the desk of this collection; nothing has been deleted.",
};

int vp_receipt_write(const char *path, const struct vp_receipt *receipt, const struct vp_collection_secret *secret,
                     struct vp_fault *fault) {
  static const char doing[] = "writing receipts";
  if (receipt->count > ITEMS_MAX)
    return vp_fault_set(fault, VP_E_TOO_LARGE, doing, path, NULL, "more than %d stories", ITEMS_MAX);
  size_t signed_length = RECEIPT_ITEMS + receipt->count * ITEM;
  uint8_t *bytes = malloc(signed_length + VP_SIGNATURE);
  if (!bytes)
    return seal_fault(fault, VP_E_NO_MEMORY, &(struct seal_speech){.doing = doing}, path, NULL);
  memcpy(bytes, "VPRECPT1", SEAL_MAGIC);
  memcpy(bytes + RECEIPT_COLLECTION, receipt->collection.bytes, 16);
  memcpy(bytes + RECEIPT_KIOSK, receipt->kiosk.bytes, 16);
  seal_put_i64(bytes + RECEIPT_MADE, receipt->made_utc_ms);
  seal_put_u32(bytes + RECEIPT_COUNT, (uint32_t)receipt->count);
  for (size_t i = 0; i < receipt->count; i++) {
    memcpy(bytes + RECEIPT_ITEMS + i * ITEM, receipt->items[i].story.bytes, 16);
    memcpy(bytes + RECEIPT_ITEMS + i * ITEM + 16, receipt->items[i].file_hash, 32);
  }
  (void)crypto_sign_detached(bytes + signed_length, NULL, bytes, signed_length, secret->sign_secret); /* cannot fail */
  int code = seal_write_file(path, bytes, signed_length + VP_SIGNATURE, 0644, doing, fault);
  free(bytes);
  return code;
}

/* Authentic already. */
static int take_items(const uint8_t *bytes, size_t length, struct vp_receipt *receipt) {
  size_t count = seal_get_u32(bytes + RECEIPT_COUNT);
  if (count > ITEMS_MAX || length != RECEIPT_ITEMS + count * ITEM + VP_SIGNATURE)
    return VP_E_FORMAT;
  receipt->items = malloc(count > 0 ? count * sizeof *receipt->items : 1);
  if (!receipt->items)
    return VP_E_NO_MEMORY;
  for (size_t i = 0; i < count; i++) {
    memcpy(receipt->items[i].story.bytes, bytes + RECEIPT_ITEMS + i * ITEM, 16);
    memcpy(receipt->items[i].file_hash, bytes + RECEIPT_ITEMS + i * ITEM + 16, 32);
  }
  receipt->count = count;
  return VP_OK;
}

static int parse(const uint8_t *bytes, size_t length, const struct vp_collection *collection,
                 struct vp_receipt *receipt) {
  if (length > VP_RECEIPT_FILE_MAX)
    return VP_E_TOO_LARGE;
  int code = seal_check_magic(bytes, length, "VPRECPT1", 1);
  if (code)
    return code;
  if (length < RECEIPT_ITEMS + VP_SIGNATURE)
    return VP_E_FORMAT;
  if (crypto_sign_verify_detached(bytes + length - VP_SIGNATURE, bytes, length - VP_SIGNATURE,
                                  collection->sign_public) != 0)
    return VP_E_AUTHENTIC;
  memcpy(receipt->collection.bytes, bytes + RECEIPT_COLLECTION, 16);
  memcpy(receipt->kiosk.bytes, bytes + RECEIPT_KIOSK, 16);
  if (!vp_id_equal(&receipt->collection, &collection->id))
    return VP_E_AUTHENTIC;
  receipt->made_utc_ms = seal_get_i64(bytes + RECEIPT_MADE);
  return take_items(bytes, length, receipt);
}

int vp_receipt_parse(const uint8_t *bytes, size_t length, const char *name, const struct vp_collection *collection,
                     struct vp_receipt *receipt, struct vp_fault *fault) {
  memset(receipt, 0, sizeof *receipt);
  int code = parse(bytes, length, collection, receipt);
  if (code == VP_OK)
    return VP_OK;
  memset(receipt, 0, sizeof *receipt); /* no items are owned yet when it fails */
  return seal_fault(fault, code, &reading, name,
                    code == VP_E_AUTHENTIC ? "it is not signed by this collection's desk, or is damaged" : NULL);
}

int vp_receipt_read(const char *path, const struct vp_collection *collection, struct vp_receipt *receipt,
                    struct vp_fault *fault) {
  uint8_t *bytes;
  size_t length;
  memset(receipt, 0, sizeof *receipt);
  int code = seal_read_file(path, VP_RECEIPT_FILE_MAX, &reading, &bytes, &length, fault);
  if (code)
    return code;
  code = vp_receipt_parse(bytes, length, path, collection, receipt, fault);
  free(bytes);
  return code;
}

void vp_receipt_free(struct vp_receipt *receipt) {
  if (!receipt)
    return;
  free(receipt->items);
  receipt->items = NULL;
  receipt->count = 0;
}
