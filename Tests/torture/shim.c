// Records what a process writes to files and flushes, for the enumeration of what a power cut could leave of it.
//
//   LD_PRELOAD=shim.so TORTURE_ROOT=/dir TORTURE_TRACE=/trace [TORTURE_MARKS=/marks] program
//
// Records are appended to the trace in the order in which the calls returned: `type` (4 bytes), `file` (4), `offset` (8), `length` (8), then
// `length` bytes: what was written, or paths (two of them with a zero byte between). Files are numbered as they are opened. Only what is below TORTURE_ROOT is
// recorded; what is written to TORTURE_MARKS is recorded as a mark: that is how a program says what it has promised to whom.
//
// TORTURE_LMDB_FLAGS (a number) is added to the flags of mdb_env_open: MDB_NOSYNC is 65536. TORTURE_SHORT=n cuts the n-th write short.
// TORTURE_EINTR=1 lets every third write be interrupted before it begins.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum { OPENED = 1, WRITTEN, WRITTEN_THROUGH, FLUSHED, RESIZED, RENAMED, UNLINKED, MADE_DIRECTORY, REMOVED_DIRECTORY, MARKED, LINKED };
enum { MAXIMUM_DESCRIPTOR = 4096, CREATES = 1, DIRECTORY = 2 };

typedef struct {
  uint32_t file;  // 0: not below the root
  int synchronous;
  int marks;
} Open;

static Open opened[MAXIMUM_DESCRIPTOR];
static uint32_t files;
static int trace = -1;
static const char *root, *marks;
static long writes, cut;
static pthread_mutex_t lock = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;

#define REAL(name) ((__typeof__(&name))real(#name))
static void *real(const char *name) { return dlsym(RTLD_NEXT, name); }

static void fail(const char *what) {
  perror(what);
  abort();  // A trace with a hole would prove nothing.
}

__attribute__((constructor)) static void start(void) {
  const char *path = getenv("TORTURE_TRACE");
  root = getenv("TORTURE_ROOT");
  marks = getenv("TORTURE_MARKS");
  cut = getenv("TORTURE_SHORT") ? atol(getenv("TORTURE_SHORT")) : 0;
  if (!path || !root) return;
  int descriptor = REAL(open)(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  // Far from the numbers that the program sees, which would otherwise differ from those without the shim.
  trace = fcntl(descriptor, F_DUPFD_CLOEXEC, 900);
  if (trace < 0) fail("TORTURE_TRACE");
  REAL(close)(descriptor);
}

static void put(const void *bytes, size_t length) {
  for (size_t done = 0; done < length;) {
    ssize_t result = REAL(write)(trace, (const char *)bytes + done, length - done);
    if (result < 0 && errno != EINTR) fail("TORTURE_TRACE");
    if (result > 0) done += (size_t)result;
  }
}

static void record(uint32_t type, uint32_t file, uint64_t offset, const void *bytes, uint64_t length) {
  if (trace < 0) return;
  struct { uint32_t type, file; uint64_t offset, length; } header = {type, file, offset, length};
  put(&header, sizeof header);
  if (bytes && length) put(bytes, length);
}

// An absolute path without links in its directory, so that one directory has one name. False for what is not below the root.
static int absolute(int directory, const char *path, char *result) {
  if (!root || trace < 0) return 0;
  char joined[8192], parent[PATH_MAX];
  if (path[0] == '/') {
    snprintf(joined, sizeof joined, "%s", path);
  } else if (directory == AT_FDCWD) {
    if (!getcwd(parent, sizeof parent)) return 0;
    snprintf(joined, sizeof joined, "%s/%s", parent, path);
  } else {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", directory);
    ssize_t length = readlink(link, parent, sizeof parent - 1);
    if (length < 0) return 0;
    parent[length] = 0;
    snprintf(joined, sizeof joined, "%s/%s", parent, path);
  }
  size_t end = strlen(joined);
  while (end > 1 && joined[end - 1] == '/') joined[--end] = 0;
  size_t length = strlen(root);
  if (strncmp(joined, root, length) != 0 || (joined[length] != '/' && joined[length] != 0)) return 0;
  snprintf(result, PATH_MAX, "%s", joined);
  return 1;
}

static void remember(int descriptor, int directory, const char *path, int flags, int existed) {
  char name[PATH_MAX];
  if (descriptor < 0 || descriptor >= MAXIMUM_DESCRIPTOR) return;
  Open *open = &opened[descriptor];
  memset(open, 0, sizeof *open);
  if (marks && strcmp(path, marks) == 0) open->marks = 1;
  if (!absolute(directory, path, name)) return;
  struct stat status;
  int isDirectory = fstat(descriptor, &status) == 0 && S_ISDIR(status.st_mode);
  open->file = ++files;
  open->synchronous = (flags & O_DSYNC) != 0;
  record(OPENED, open->file, (existed ? 0 : CREATES) | (isDirectory ? DIRECTORY : 0), name, strlen(name));
  if (flags & O_TRUNC && existed) record(RESIZED, open->file, 0, NULL, 0);
}

static int doOpen(int directory, const char *path, int flags, mode_t mode) {
  pthread_mutex_lock(&lock);
  struct stat status;
  int existed = fstatat(directory, path, &status, 0) == 0;
  int descriptor = REAL(openat)(directory, path, flags, mode);
  int error = errno;
  remember(descriptor, directory, path, flags, existed);
  pthread_mutex_unlock(&lock);
  errno = error;
  return descriptor;
}

#define MODE(flags)                                                        \
  mode_t mode = 0;                                                         \
  if ((flags) & (O_CREAT | O_TMPFILE)) {                                   \
    va_list list;                                                          \
    va_start(list, flags);                                                 \
    mode = va_arg(list, mode_t);                                           \
    va_end(list);                                                          \
  }

int open(const char *path, int flags, ...) { MODE(flags) return doOpen(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE(flags) return doOpen(AT_FDCWD, path, flags, mode); }
int openat(int directory, const char *path, int flags, ...) { MODE(flags) return doOpen(directory, path, flags, mode); }
int openat64(int directory, const char *path, int flags, ...) { MODE(flags) return doOpen(directory, path, flags, mode); }
int creat(const char *path, mode_t mode) { return doOpen(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode); }

static Open *known(int descriptor) {
  return descriptor >= 0 && descriptor < MAXIMUM_DESCRIPTOR && (opened[descriptor].file || opened[descriptor].marks) ? &opened[descriptor] : NULL;
}

int close(int descriptor) {
  pthread_mutex_lock(&lock);
  if (descriptor >= 0 && descriptor < MAXIMUM_DESCRIPTOR) memset(&opened[descriptor], 0, sizeof(Open));
  int result = REAL(close)(descriptor);
  pthread_mutex_unlock(&lock);
  return result;
}

static int copied(int from, int to) {
  if (to >= 0 && to < MAXIMUM_DESCRIPTOR && from >= 0 && from < MAXIMUM_DESCRIPTOR) opened[to] = opened[from];
  return to;
}
int dup(int from) { return copied(from, REAL(dup)(from)); }
int dup2(int from, int to) { return copied(from, REAL(dup2)(from, to)); }

// One write of whatever kind. An offset of -1 is the descriptor's own.
static ssize_t doWrite(int descriptor, const struct iovec *parts, int count, off_t offset) {
  pthread_mutex_lock(&lock);
  Open *file = known(descriptor);
  struct iovec part = count > 0 ? parts[0] : (struct iovec){0};
  ssize_t result;
  if (file && file->file && ++writes == cut) {
    // A short write: half of the first part, as a disk that fills up does it.
    part.iov_len = part.iov_len > 1 ? part.iov_len / 2 : part.iov_len;
    parts = &part;
    count = 1;
  }
  if (offset < 0) {
    result = REAL(writev)(descriptor, parts, count);
    if (file && file->file && result > 0) offset = lseek(descriptor, 0, SEEK_CUR) - result;
  } else {
    result = REAL(pwritev)(descriptor, parts, count, offset);
  }
  int error = errno;
  if (file && result > 0) {
    uint64_t rest = (uint64_t)result, at = (uint64_t)offset;
    for (int index = 0; index < count && rest > 0; index++) {
      uint64_t length = parts[index].iov_len < rest ? parts[index].iov_len : rest;
      record(file->marks ? MARKED : file->synchronous ? WRITTEN_THROUGH : WRITTEN, file->file, at, parts[index].iov_base, length);
      at += length;
      rest -= length;
    }
  }
  pthread_mutex_unlock(&lock);
  errno = error;
  return result;
}

static ssize_t writeOne(int descriptor, const void *bytes, size_t length, off_t offset) {
  struct iovec part = {(void *)bytes, length};
  return doWrite(descriptor, &part, 1, offset);
}

ssize_t write(int descriptor, const void *bytes, size_t length) { return writeOne(descriptor, bytes, length, -1); }
ssize_t pwrite(int descriptor, const void *bytes, size_t length, off_t offset) { return writeOne(descriptor, bytes, length, offset); }
ssize_t pwrite64(int descriptor, const void *bytes, size_t length, off64_t offset) { return writeOne(descriptor, bytes, length, offset); }
ssize_t writev(int descriptor, const struct iovec *parts, int count) { return doWrite(descriptor, parts, count, -1); }
ssize_t pwritev(int descriptor, const struct iovec *parts, int count, off_t offset) { return doWrite(descriptor, parts, count, offset); }
ssize_t pwritev64(int descriptor, const struct iovec *parts, int count, off64_t offset) { return doWrite(descriptor, parts, count, offset); }

#define RECORDED(call, type, at)                                           \
  pthread_mutex_lock(&lock);                                               \
  int result = call;                                                       \
  int error = errno;                                                       \
  Open *file = known(descriptor);                                          \
  if (result == 0 && file && file->file) record(type, file->file, at, NULL, 0); \
  pthread_mutex_unlock(&lock);                                             \
  errno = error;                                                           \
  return result;

int fsync(int descriptor) { RECORDED(REAL(fsync)(descriptor), FLUSHED, 0) }
int fdatasync(int descriptor) { RECORDED(REAL(fdatasync)(descriptor), FLUSHED, 0) }
int ftruncate(int descriptor, off_t length) { RECORDED(REAL(ftruncate)(descriptor, length), RESIZED, (uint64_t)length) }
int ftruncate64(int descriptor, off64_t length) { RECORDED(REAL(ftruncate64)(descriptor, length), RESIZED, (uint64_t)length) }

// The store is never written through a map (LMDB would need MDB_WRITEMAP for that); the table of readers is, and is made anew after a crash.
int msync(void *address, size_t length, int flags) { return REAL(msync)(address, length, flags); }

static void recordPaths(uint32_t type, int directory, const char *path, int otherDirectory, const char *other) {
  char names[2 * PATH_MAX], name[PATH_MAX];
  if (!absolute(directory, path, name)) return;
  size_t length = strlen(name);
  memcpy(names, name, length + 1);
  if (other) {
    // A name that moves out of the root would be lost to the trace.
    if (!absolute(otherDirectory, other, name)) fail(other);
    memcpy(names + length + 1, name, strlen(name));
    length += 1 + strlen(name);
  }
  record(type, 0, 0, names, length);
}

#define NAMED(call, type, directory, path, otherDirectory, other)          \
  pthread_mutex_lock(&lock);                                               \
  int result = call;                                                       \
  int error = errno;                                                       \
  if (result == 0) recordPaths(type, directory, path, otherDirectory, other); \
  pthread_mutex_unlock(&lock);                                             \
  errno = error;                                                           \
  return result;

int rename(const char *from, const char *to) { NAMED(REAL(rename)(from, to), RENAMED, AT_FDCWD, from, AT_FDCWD, to) }
int renameat(int a, const char *from, int b, const char *to) { NAMED(REAL(renameat)(a, from, b, to), RENAMED, a, from, b, to) }
int renameat2(int a, const char *from, int b, const char *to, unsigned flags) {
  NAMED(REAL(renameat2)(a, from, b, to, flags), RENAMED, a, from, b, to)
}
int unlink(const char *path) { NAMED(REAL(unlink)(path), UNLINKED, AT_FDCWD, path, 0, NULL) }
int unlinkat(int directory, const char *path, int flags) {
  NAMED(REAL(unlinkat)(directory, path, flags), flags & AT_REMOVEDIR ? REMOVED_DIRECTORY : UNLINKED, directory, path, 0, NULL)
}
int rmdir(const char *path) { NAMED(REAL(rmdir)(path), REMOVED_DIRECTORY, AT_FDCWD, path, 0, NULL) }
int mkdir(const char *path, mode_t mode) { NAMED(REAL(mkdir)(path, mode), MADE_DIRECTORY, AT_FDCWD, path, 0, NULL) }
int mkdirat(int directory, const char *path, mode_t mode) {
  NAMED(REAL(mkdirat)(directory, path, mode), MADE_DIRECTORY, directory, path, 0, NULL)
}
int link(const char *from, const char *to) { NAMED(REAL(link)(from, to), LINKED, AT_FDCWD, from, AT_FDCWD, to) }
int linkat(int a, const char *from, int b, const char *to, int flags) { NAMED(REAL(linkat)(a, from, b, to, flags), LINKED, a, from, b, to) }

// glibc's own of the following call open and mkdir inside themselves, where nobody can look on.

static int remembered(int descriptor, const char *path, int flags) {
  int error = errno;
  remember(descriptor, AT_FDCWD, path, flags, 0);
  errno = error;
  return descriptor;
}

#define MADE(call, template, flags)                                        \
  pthread_mutex_lock(&lock);                                               \
  int result = remembered(call, template, flags);                          \
  pthread_mutex_unlock(&lock);                                             \
  return result;

int mkstemp(char *template) { MADE(REAL(mkstemp)(template), template, 0) }
int mkstemp64(char *template) { MADE(REAL(mkstemp64)(template), template, 0) }
int mkostemp(char *template, int flags) { MADE(REAL(mkostemp)(template, flags), template, flags) }
int mkostemp64(char *template, int flags) { MADE(REAL(mkostemp64)(template, flags), template, flags) }

char *mkdtemp(char *template) {
  pthread_mutex_lock(&lock);
  char *result = REAL(mkdtemp)(template);
  int error = errno;
  if (result) recordPaths(MADE_DIRECTORY, AT_FDCWD, result, 0, NULL);
  pthread_mutex_unlock(&lock);
  errno = error;
  return result;
}

// Controls: LMDB without its flushes, as the engine can never be made to open it.
int mdb_env_open(void *environment, const char *path, unsigned flags, mode_t mode) {
  const char *more = getenv("TORTURE_LMDB_FLAGS");
  int (*next)(void *, const char *, unsigned, mode_t) = real("mdb_env_open");
  return next(environment, path, flags | (more ? (unsigned)strtoul(more, NULL, 0) : 0), mode);
}
