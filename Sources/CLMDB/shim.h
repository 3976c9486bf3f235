#include <lmdb.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

// Swift has no name for the compiler's own.
static inline void readAhead(const void *address) { __builtin_prefetch(address); }

// How LMDB 0.9's environment begins, from 0.9.24 to 0.9.36. It is a private structure, and no call sets the number of the process, under which
// its readers stand in the lock file: see ReaderNumber.swift.
struct environmentHead {
  int32_t file, lockFile, headerFile;
  uint32_t flags, pageByteCount, systemPageByteCount, readerLimit;
  int32_t closeReaders;
  uint32_t tableCount, tableLimit;
  pid_t process;
};

/// Whether an environment that was created just now, in which nothing has been set, begins as expected.
static inline bool hasKnownHead(const MDB_env *environment, pid_t process) {
  const struct environmentHead *head = (const struct environmentHead *)environment;
  return head->file == -1 && head->lockFile == -1 && head->headerFile == -1 && head->flags == 0 && head->pageByteCount == 0 &&
         head->readerLimit == 126 && head->closeReaders == 0 && head->tableCount == 2 && head->tableLimit == 2 && head->process == process;
}

/// Sets the number under which an environment's readers stand in the lock file. Only where its head is known, and while it has no reader.
static inline void setReaderNumber(MDB_env *environment, pid_t number) {
  ((struct environmentHead *)environment)->process = number;
}
