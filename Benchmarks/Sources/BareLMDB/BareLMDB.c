#include "BareLMDB.h"

#include <errno.h>
#include <lmdb.h>
#include <stdlib.h>

struct BareStore {
  MDB_env *env;
  MDB_dbi table;
};

int bare_open(const char *directory, size_t map_bytes, BareStore **store) {
  BareStore *opened = calloc(1, sizeof *opened);
  if (!opened) return ENOMEM;
  MDB_txn *txn = NULL;
  int code = mdb_env_create(&opened->env);
  if (!code) code = mdb_env_set_mapsize(opened->env, map_bytes);
  if (!code) code = mdb_env_set_maxdbs(opened->env, 1);
  if (!code) code = mdb_env_open(opened->env, directory, 0, 0600);
  if (!code) code = mdb_txn_begin(opened->env, NULL, 0, &txn);
  if (!code) code = mdb_dbi_open(txn, "log", MDB_CREATE, &opened->table);
  if (!code) code = mdb_txn_commit(txn);
  if (code) {
    bare_close(opened);
    return code;
  }
  *store = opened;
  return 0;
}

int bare_append(BareStore *store, uint64_t key, const void *bytes, size_t count) {
  uint64_t big_endian = __builtin_bswap64(key);
  MDB_val name = {sizeof big_endian, &big_endian};
  MDB_val value = {count, (void *)bytes};
  MDB_txn *txn = NULL;
  int code = mdb_txn_begin(store->env, NULL, 0, &txn);
  if (code) return code;
  code = mdb_put(txn, store->table, &name, &value, MDB_APPEND);
  if (code) {
    mdb_txn_abort(txn);
    return code;
  }
  return mdb_txn_commit(txn);
}

void bare_close(BareStore *store) {
  if (store->env) mdb_env_close(store->env);
  free(store);
}
