#ifndef CSIMDJSON_H
#define CSIMDJSON_H

#include <stddef.h>
#include <stdint.h>

#include "../../CJSONToken/CJSONToken.h"

#ifdef __cplusplus
extern "C" {
#endif

/// How many readable bytes must follow a document; their content does not matter.
enum { CSIMDJSON_PADDING = 64 };

/// What came of a document. The tokens and their texts last until the parser reads another one.
typedef struct {
  const cjson_token *tokens;
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
