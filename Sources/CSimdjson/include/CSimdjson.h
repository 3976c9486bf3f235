#ifndef CSIMDJSON_H
#define CSIMDJSON_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// How many readable bytes must follow a document; their content does not matter.
enum { CSIMDJSON_PADDING = 64 };

/// What a token is. A document is a flat list of tokens in the order in which it was written.
enum {
  /// An object of `length` members follows: for each a key, then its value.
  CSIMDJSON_OBJECT,
  /// A list of `length` values follows.
  CSIMDJSON_LIST,
  /// A text or a key: `length` unescaped UTF-8 bytes at `text`.
  CSIMDJSON_TEXT,
  /// A text or a key that holds a NUL.
  CSIMDJSON_TEXT_WITH_NUL,
  /// A whole number of 64 bits, `integer`.
  CSIMDJSON_INTEGER,
  /// Any other number: `length` bytes at `text`, as written.
  CSIMDJSON_NUMBER,
  CSIMDJSON_TRUE,
  CSIMDJSON_FALSE,
  CSIMDJSON_NULL,
};

typedef struct {
  uint32_t kind;
  uint32_t length;
  int64_t integer;
  const uint8_t *text;
} csimdjson_token;

/// What came of a document. The tokens and their texts last until the parser reads another one.
typedef struct {
  const csimdjson_token *tokens;
  /// What is wrong, or null.
  const char *problem;
  /// Where, in bytes from the beginning of the document; -1 where it is not known.
  int64_t offset;
} csimdjson_result;

typedef struct csimdjson_parser csimdjson_parser;

/// A parser of documents of up to `capacity` bytes and `depth` levels of nesting, or null where there is no memory.
csimdjson_parser *csimdjson_make(size_t capacity, size_t depth);

void csimdjson_free(csimdjson_parser *parser);

/// Reads one object or list, with `CSIMDJSON_PADDING` more readable bytes behind it.
csimdjson_result csimdjson_read(csimdjson_parser *parser, const uint8_t *bytes, size_t count);

#ifdef __cplusplus
}
#endif

#endif
