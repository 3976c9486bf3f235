#include <lmdb.h>

// Swift has no name for the compiler's own.
static inline void readAhead(const void *address) { __builtin_prefetch(address); }
