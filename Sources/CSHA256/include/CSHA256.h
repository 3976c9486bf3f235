/// SHA-256 (FIPS 180-4) of short messages by the processor's own instructions, without a context to allocate.

#ifndef CSHA256_H
#define CSHA256_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// A digest as four words, the most significant byte first.
typedef struct {
  uint64_t word0, word1, word2, word3;
} CSHA256Digest;

/// Whether this processor has the instructions. Where it has not, neither of the following must be called.
bool CSHA256IsSupported(void);

/// The digest of so many bytes.
CSHA256Digest CSHA256Hash(const void *bytes, size_t count);

/// The digest of each of so many messages that lie one behind the other, by where they end. Two are under way at a time, which takes little longer
/// than one.
void CSHA256HashAll(const void *bytes, const uint32_t *ends, size_t count, CSHA256Digest *digests);

#endif
