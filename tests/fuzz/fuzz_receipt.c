/* Receipts, as they are and with the collection's signature made good: past it, the count is what could do harm. */
#include <sodium.h>
#include <stdlib.h>

#include "vectors.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static void must(int truth) {
  if (!truth)
    abort();
}

static void check(const uint8_t *bytes, size_t length, const struct vp_collection *collection) {
  struct vp_receipt receipt;
  struct vp_fault fault = {0};
  int code = vp_receipt_parse(bytes, length, "fuzz", collection, &receipt, &fault);
  must(code == VP_OK || (fault.code == code && fault.reason[0] && fault.advice[0]));
  must(code == VP_OK ? length == 116 + receipt.count * 48 : receipt.items == NULL && receipt.count == 0);
  unsigned sum = 0;
  for (size_t i = 0; i < receipt.count; i++)
    sum += receipt.items[i].story.bytes[15] + receipt.items[i].file_hash[31]; /* every item can be touched */
  must(sum <= receipt.count * 510);
  vp_receipt_free(&receipt);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
  static struct vp_collection collection;
  static struct vp_collection_secret secret;
  must(vp_seal_init() == VP_OK);
  if (!secret.seed[31])
    vector_collection(&collection, &secret);
  check(bytes, length, &collection);
  if (length >= 24 + VP_SIGNATURE) {
    uint8_t *copy = malloc(length);
    must(copy != NULL);
    memcpy(copy, bytes, length);
    memcpy(copy, "VPRECPT1", SEAL_MAGIC);
    memcpy(copy + 8, collection.id.bytes, 16);
    crypto_sign_detached(copy + length - VP_SIGNATURE, NULL, copy, length - VP_SIGNATURE, secret.sign_secret);
    check(copy, length, &collection);
    free(copy);
  }
  return 0;
}
