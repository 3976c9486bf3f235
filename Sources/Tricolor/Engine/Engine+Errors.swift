// Failures of the disk come as LMDB's error: a program that embeds the engine can name it, and nothing else of that module.
@_exported public import struct LMDB.LMDBError
