#ifndef CJSONTOKEN_H
#define CJSONTOKEN_H

#include <stdint.h>

/// What a token is. A document is a flat list of tokens in the order in which it was written.
enum {
  /// An object of `length` members follows: for each a key, then its value. No key stands twice.
  CJSON_OBJECT,
  /// An object of which it was not found out whether a key stands twice.
  CJSON_UNCHECKED_OBJECT,
  /// A list of `length` values follows.
  CJSON_LIST,
  /// A text or a key: `length` unescaped UTF-8 bytes at `text`.
  CJSON_TEXT,
  /// A text or a key that holds a NUL.
  CJSON_TEXT_WITH_NUL,
  /// A whole number of 64 bits, `integer`.
  CJSON_INTEGER,
  /// Any other number: `length` bytes at `text`, as written.
  CJSON_NUMBER,
  CJSON_TRUE,
  CJSON_FALSE,
  CJSON_NULL,
};

/// What the parser writes and values are made of.
typedef struct {
  uint32_t kind;
  uint32_t length;
  /// The number of an integer; of an object or a list, how many tokens follow that are its own.
  int64_t integer;
  const uint8_t *text;
} cjson_token;

#endif
