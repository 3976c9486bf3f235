import LMDB

func make(_ raw: RawTransaction) -> ReadTransaction {
  ReadTransaction(raw)  // error: 'ReadTransaction' initializer is inaccessible
}
