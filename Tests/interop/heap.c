// Preloaded: counts the bytes of the heap that are in use at one time, and says at exit, in the file named by HEAP_PEAK, by how many the most since the
// last wait for input was more than what was in use then.
#define _GNU_SOURCE
#include <malloc.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

extern void *__libc_malloc(size_t), *__libc_calloc(size_t, size_t), *__libc_realloc(void *, size_t), *__libc_memalign(size_t, size_t);
extern void __libc_free(void *);

static atomic_long live, peak, before;

static void *count(void *block) {
  if (!block) return block;
  long now = atomic_fetch_add(&live, (long)malloc_usable_size(block)) + (long)malloc_usable_size(block);
  long most = atomic_load(&peak);
  while (now > most && !atomic_compare_exchange_weak(&peak, &most, now)) {}
  return block;
}

static void uncount(void *block) { if (block) atomic_fetch_sub(&live, (long)malloc_usable_size(block)); }

void *malloc(size_t size) { return count(__libc_malloc(size)); }
void *calloc(size_t number, size_t size) { return count(__libc_calloc(number, size)); }
void *memalign(size_t alignment, size_t size) { return count(__libc_memalign(alignment, size)); }
void *aligned_alloc(size_t alignment, size_t size) { return memalign(alignment, size); }
int posix_memalign(void **block, size_t alignment, size_t size) { return (*block = memalign(alignment, size)) ? 0 : 12; }
void free(void *block) { uncount(block); __libc_free(block); }

void *realloc(void *block, size_t size) {
  uncount(block);
  return count(__libc_realloc(block, size));
}

int poll(struct pollfd *files, nfds_t number, int milliseconds) {
  before = peak = atomic_load(&live);
  return (int)syscall(SYS_poll, files, number, milliseconds);
}

__attribute__((destructor)) static void say(void) {
  const char *path = getenv("HEAP_PEAK");
  FILE *file = path ? fopen(path, "w") : NULL;
  if (file) fprintf(file, "%ld\n", atomic_load(&peak) - atomic_load(&before)), fclose(file);
}
