#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <zlib.h>

// Whole buffers in one call, since a z_stream points into itself and zlib's initializers are macros.

// Inflates a zlib stream (RFC 1950) into at most `room` bytes. Returns zlib's code, Z_STREAM_END for a whole stream; Z_BUF_ERROR where the
// room does not suffice, Z_DATA_ERROR where the stream is cut short.
static inline int tricolor_inflate(
    const uint8_t *source, size_t count, uint8_t *target, size_t room, size_t *consumed, size_t *produced) {
  z_stream stream;
  memset(&stream, 0, sizeof stream);
  stream.next_in = (Bytef *)source;
  stream.avail_in = (uInt)count;
  stream.next_out = target;
  stream.avail_out = (uInt)room;
  int code = inflateInit(&stream);
  if (code != Z_OK) return code;
  code = inflate(&stream, Z_FINISH);
  *consumed = count - stream.avail_in;
  *produced = room - stream.avail_out;
  if (code == Z_OK || code == Z_BUF_ERROR) code = stream.avail_out == 0 ? Z_BUF_ERROR : Z_DATA_ERROR;
  inflateEnd(&stream);
  return code;
}

// Deflates into a zlib stream of at most `room` bytes. Returns Z_STREAM_END when all is there. A short source is given smaller tables: to clear those that
// zlib takes by itself would be a seventh of the work on 12 KB.
static inline int tricolor_deflate(
    const uint8_t *source, size_t count, uint8_t *target, size_t room, int level, size_t *produced) {
  z_stream stream;
  memset(&stream, 0, sizeof stream);
  stream.next_in = (Bytef *)source;
  stream.avail_in = (uInt)count;
  stream.next_out = target;
  stream.avail_out = (uInt)room;
  int code = deflateInit2(&stream, level, Z_DEFLATED, MAX_WBITS, count < 65536 ? 7 : 8, Z_DEFAULT_STRATEGY);
  if (code != Z_OK) return code;
  code = deflate(&stream, Z_FINISH);
  *produced = room - stream.avail_out;
  deflateEnd(&stream);
  return code;
}
