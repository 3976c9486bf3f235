#pragma once
#include <stddef.h>
#include <stdint.h>

/// The floor of one durable append: LMDB's own put and commit, with nothing around them. Each function answers LMDB's code, 0 for success.

typedef struct BareStore BareStore;

/// Opens an environment in an existing directory, with LMDB's default durability.
int bare_open(const char *directory, size_t map_bytes, BareStore **store);
/// Appends one value under a key greater than all before, and commits.
int bare_append(BareStore *store, uint64_t key, const void *bytes, size_t count);
void bare_close(BareStore *store);
