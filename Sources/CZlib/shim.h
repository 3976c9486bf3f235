#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
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

// What makes one stream after another, with tables that are set up once: for 12 KB that is a fourth of the work. NULL without memory.
// Short sources are given smaller tables, since those that zlib takes by itself are cleared for each stream.
static inline z_stream *tricolor_deflater(int level, int isShort) {
  z_stream *stream = calloc(1, sizeof *stream);
  if (stream == NULL) return NULL;
  if (deflateInit2(stream, level, Z_DEFLATED, MAX_WBITS, isShort ? 7 : 8, Z_DEFAULT_STRATEGY) == Z_OK) return stream;
  free(stream);
  return NULL;
}

// Deflates into a zlib stream of at most `room` bytes. Returns Z_STREAM_END when all is there.
static inline int tricolor_deflate(
    z_stream *stream, const uint8_t *source, size_t count, uint8_t *target, size_t room, size_t *produced) {
  int code = deflateReset(stream);
  if (code != Z_OK) return code;
  stream->next_in = (Bytef *)source;
  stream->avail_in = (uInt)count;
  stream->next_out = target;
  stream->avail_out = (uInt)room;
  code = deflate(stream, Z_FINISH);
  *produced = room - stream->avail_out;
  return code;
}

static inline void tricolor_deflater_free(z_stream *stream) {
  deflateEnd(stream);
  free(stream);
}
