/* The code with which a storyteller can have a story deleted: eight random digits and Verhoeff's check digit, which
 * notices every wrong digit and every pair of neighbours swapped, the slips that people make most. */
#include "internal.h"

#include <sodium.h>

/* The dihedral group D5 and Verhoeff's permutation (J. Verhoeff, Error Detecting Decimal Codes, 1969). The group is
 * computed: 0…4 are turns, 5…9 mirrors. */
static unsigned combine(unsigned a, unsigned b) {
  if (a < 5)
    return b < 5 ? (a + b) % 5 : 5 + (a + b - 5) % 5;
  return b < 5 ? 5 + (a - 5 + 5 - b) % 5 : (a - 5 + 5 - (b - 5)) % 5;
}

static unsigned permute(unsigned digit, unsigned times) {
  static const uint8_t turn[10] = {1, 5, 7, 6, 2, 8, 3, 0, 9, 4};
  for (unsigned i = 0; i < times % 8; i++)
    digit = turn[digit];
  return digit;
}

/* Of the digits from the right, the last of them at `position`; 0 for a whole code that is right. */
static unsigned checksum(const char *digits, unsigned count, unsigned position) {
  unsigned sum = 0;
  for (unsigned i = 0; i < count; i++)
    sum = combine(sum, permute((unsigned)(digits[count - 1 - i] - '0'), position + i));
  return sum;
}

void vp_withdrawal_code_new(char code[VP_WITHDRAWAL_DIGITS + 1]) {
  for (int i = 0; i < VP_WITHDRAWAL_DIGITS - 1; i++)
    code[i] = (char)('0' + randombytes_uniform(10));
  unsigned sum = checksum(code, VP_WITHDRAWAL_DIGITS - 1, 1);
  /* the inverse: turns have another one, mirrors are their own */
  code[VP_WITHDRAWAL_DIGITS - 1] = (char)('0' + (sum < 5 ? (5 - sum) % 5 : sum));
  code[VP_WITHDRAWAL_DIGITS] = '\0';
}

bool vp_withdrawal_code_valid(const char *code) {
  if (!code)
    return false;
  for (int i = 0; i < VP_WITHDRAWAL_DIGITS; i++) /* stops at a terminator that comes too early */
    if (code[i] < '0' || code[i] > '9')
      return false;
  return code[VP_WITHDRAWAL_DIGITS] == '\0' && checksum(code, VP_WITHDRAWAL_DIGITS, 0) == 0;
}

int vp_withdrawal_code_hash(const char *code, const struct vp_id *kiosk, uint8_t hash[32]) {
  _Static_assert(sizeof kiosk->bytes == crypto_pwhash_SALTBYTES, "an id is the salt");
  if (!vp_withdrawal_code_valid(code))
    return VP_E_INVALID;
  return crypto_pwhash(hash, 32, code, VP_WITHDRAWAL_DIGITS, kiosk->bytes, crypto_pwhash_OPSLIMIT_INTERACTIVE,
                       crypto_pwhash_MEMLIMIT_INTERACTIVE, crypto_pwhash_ALG_ARGON2ID13) == 0
             ? VP_OK
             : VP_E_NO_MEMORY;
}
