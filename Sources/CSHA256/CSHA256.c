#include "CSHA256.h"

#if defined(__x86_64__)

#include <cpuid.h>
#include <immintrin.h>
#include <string.h>

#define WITH_SHA __attribute__((target("sha,sse4.1")))

enum { blockBytes = 64, maximumMessages = 2 };

// FIPS 180-4, section 4.2.2: the first 32 bits of the fractional parts of the cube roots of the first 64 primes.
static const uint32_t constants[64] __attribute__((aligned(16))) = {
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be,
  0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa,
  0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85,
  0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3,
  0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f,
  0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

// The eight words a to h, as the instructions want them: f, e, b, a and h, g, d, c, each from the least significant lane.
typedef struct {
  __m128i abef, cdgh;
} State;

// FIPS 180-4, section 5.3.3: the first 32 bits of the fractional parts of the square roots of the first eight primes.
WITH_SHA static inline State initial(void) {
  return (State){
    _mm_set_epi32(0x6a09e667, (int)0xbb67ae85, 0x510e527f, (int)0x9b05688c), _mm_set_epi32(0x3c6ef372, (int)0xa54ff53a, 0x1f83d9ab, 0x5be0cd19)};
}

WITH_SHA static inline CSHA256Digest digest(State state) {
  return (CSHA256Digest){
    (uint64_t)_mm_extract_epi64(state.abef, 1), (uint64_t)_mm_extract_epi64(state.cdgh, 1), (uint64_t)_mm_extract_epi64(state.abef, 0),
    (uint64_t)_mm_extract_epi64(state.cdgh, 0)};
}

// Absorbs a block of each of so many messages. Each instruction waits for the one before it of the same message: a second message's fill the gaps.
WITH_SHA static inline __attribute__((always_inline)) void absorb(State *states, const uint8_t *const *blocks, const int messageCount) {
  const __m128i bigEndian = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
  State now[maximumMessages];
  // The last 16 words of each message schedule, in turn.
  __m128i words[maximumMessages][4];
#pragma clang loop unroll(full)
  for (int message = 0; message < messageCount; message++) now[message] = states[message];
#pragma clang loop unroll(full)
  for (int step = 0; step < 16; step++) {
    const __m128i key = _mm_load_si128((const __m128i *)(constants + 4 * step));
#pragma clang loop unroll(full)
    for (int message = 0; message < messageCount; message++) {
      __m128i *const last16 = words[message];
      __m128i next;
      if (step < 4) {
        next = _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)(blocks[message] + 16 * step)), bigEndian);
      } else {
        const __m128i last = last16[(step + 3) & 3];
        const __m128i earlier = _mm_sha256msg1_epu32(last16[step & 3], last16[(step + 1) & 3]);
        next = _mm_sha256msg2_epu32(_mm_add_epi32(earlier, _mm_alignr_epi8(last, last16[(step + 2) & 3], 4)), last);
      }
      last16[step & 3] = next;
      const __m128i keyed = _mm_add_epi32(next, key);
      now[message].cdgh = _mm_sha256rnds2_epu32(now[message].cdgh, now[message].abef, keyed);
      now[message].abef = _mm_sha256rnds2_epu32(now[message].abef, now[message].cdgh, _mm_shuffle_epi32(keyed, 0x0E));
    }
  }
#pragma clang loop unroll(full)
  for (int message = 0; message < messageCount; message++) {
    states[message].abef = _mm_add_epi32(states[message].abef, now[message].abef);
    states[message].cdgh = _mm_add_epi32(states[message].cdgh, now[message].cdgh);
  }
}

// A message block by block, the last ones with their padding in `rest`.
typedef struct {
  const uint8_t *bytes;
  size_t wholeBlocks, blocks, next;
  uint8_t rest[2 * blockBytes];
} Message;

// FIPS 180-4, section 5.1.1: after the message come a one bit, zeros, and the length in bits.
static inline void begin(Message *message, const uint8_t *bytes, size_t count) {
  const size_t left = count % blockBytes, restBytes = left + 9 <= blockBytes ? blockBytes : 2 * blockBytes;
  const uint64_t bits = __builtin_bswap64((uint64_t)count * 8);
  message->bytes = bytes;
  message->wholeBlocks = count / blockBytes;
  message->blocks = message->wholeBlocks + restBytes / blockBytes;
  message->next = 0;
  memset(message->rest, 0, sizeof message->rest);
  if (left > 0) memcpy(message->rest, bytes + count - left, left);
  message->rest[left] = 0x80;
  memcpy(message->rest + restBytes - 8, &bits, 8);
}

static inline const uint8_t *nextBlock(Message *message) {
  const size_t block = message->next++;
  return block < message->wholeBlocks ? message->bytes + block * blockBytes : message->rest + (block - message->wholeBlocks) * blockBytes;
}

static inline bool isDone(const Message *message) { return message->next == message->blocks; }

WITH_SHA static inline CSHA256Digest finish(Message *message, State state) {
  while (!isDone(message)) {
    const uint8_t *const block = nextBlock(message);
    absorb(&state, &block, 1);
  }
  return digest(state);
}

WITH_SHA CSHA256Digest CSHA256Hash(const void *bytes, size_t count) {
  Message message;
  begin(&message, bytes, count);
  return finish(&message, initial());
}

WITH_SHA void CSHA256HashAll(const void *bytes, const uint32_t *ends, size_t count, CSHA256Digest *digests) {
  Message messages[maximumMessages];
  State states[maximumMessages];
  size_t numbers[maximumMessages];
  size_t next = 0;
  // Both at once, as long as there are two; each makes room for the next one when it is done.
  int under = 0;
  while (true) {
    for (; under < maximumMessages && next < count; under++, next++) {
      const uint32_t start = next == 0 ? 0 : ends[next - 1];
      begin(&messages[under], (const uint8_t *)bytes + start, ends[next] - start);
      states[under] = initial();
      numbers[under] = next;
    }
    if (under < maximumMessages) break;
    do {
      const uint8_t *const blocks[maximumMessages] = {nextBlock(&messages[0]), nextBlock(&messages[1])};
      absorb(states, blocks, maximumMessages);
    } while (!isDone(&messages[0]) && !isDone(&messages[1]));
    if (isDone(&messages[1])) digests[numbers[--under]] = digest(states[1]);
    if (isDone(&messages[0])) {
      digests[numbers[0]] = digest(states[0]);
      if (--under == 1) {
        messages[0] = messages[1];
        states[0] = states[1];
        numbers[0] = numbers[1];
      }
    }
  }
  if (under == 1) digests[numbers[0]] = finish(&messages[0], states[0]);
}

bool CSHA256IsSupported(void) {
  unsigned a, b, c, d;
  if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & bit_SSE4_1) || !(c & bit_SSSE3)) return false;
  return __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b & bit_SHA);
}

#else

bool CSHA256IsSupported(void) { return false; }

CSHA256Digest CSHA256Hash(const void *bytes, size_t count) {
  (void)bytes;
  (void)count;
  __builtin_trap();
}

void CSHA256HashAll(const void *bytes, const uint32_t *ends, size_t count, CSHA256Digest *digests) {
  (void)bytes;
  (void)ends;
  (void)count;
  (void)digests;
  __builtin_trap();
}

#endif
