// Tells ThreadSanitizer what Swift does where it cannot look. Preloaded; built with clang, which knows Swift's calling convention.
//
// A Mutex that is contended passes from thread to thread in the Synchronization library, which is not instrumented, and in the kernel. And who
// finds itself the only owner of an object writes to it after whoever let go of it: the runtime counts owners by atomics that are not instrumented.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>

void __tsan_acquire(void *address);
void __tsan_release(void *address);

#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context)) void *self
#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

SWIFT void lockSlow(uint32_t thread, SELF) __asm__(LOCK);
SWIFT void unlockSlow(SELF) __asm__(UNLOCK);

SWIFT void lockSlow(uint32_t thread, SELF) {
  SWIFT void (*next)(uint32_t, SELF) = (SWIFT void (*)(uint32_t, SELF))dlsym(RTLD_NEXT, LOCK);
  next(thread, self);
  __tsan_acquire(self);
}

SWIFT void unlockSlow(SELF) {
  SWIFT void (*next)(SELF) = (SWIFT void (*)(SELF))dlsym(RTLD_NEXT, UNLOCK);
  __tsan_release(self);
  next(self);
}

#define RELEASING(name)                                                    \
  void name(void *object) {                                                \
    static void (*next)(void *);                                           \
    if (!next) next = (void (*)(void *))dlsym(RTLD_NEXT, #name);           \
    /* Tagged values are no objects. */                                    \
    if ((uintptr_t)object > 4096 && (uintptr_t)object >> 47 == 0) __tsan_release(object); \
    next(object);                                                          \
  }

RELEASING(swift_release)
RELEASING(swift_bridgeObjectRelease)
RELEASING(swift_unknownObjectRelease)

#define ASKING(name)                                                       \
  _Bool name(const void *object) {                                         \
    static _Bool (*next)(const void *);                                    \
    if (!next) next = (_Bool (*)(const void *))dlsym(RTLD_NEXT, #name);    \
    _Bool isUnique = next(object);                                         \
    if (isUnique) __tsan_acquire((void *)object);                          \
    return isUnique;                                                       \
  }

ASKING(swift_isUniquelyReferenced_native)
ASKING(swift_isUniquelyReferenced_nonNull_native)
