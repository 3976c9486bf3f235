#include "CSimdjson.h"

#include <cstring>
#include <memory>
#include <new>
#include <simdjson.h>
#include <string_view>
#include <utility>

using namespace simdjson;

struct csimdjson_parser {
  ondemand::parser parser;
  size_t capacity;
  size_t depth;
  /// One more than the bytes of the longest document: a token takes at least a byte.
  std::unique_ptr<cjson_token[]> tokens;
  /// As many bytes as the longest document: unescaping makes a text shorter.
  std::unique_ptr<uint8_t[]> unescaped;

  // Where the document being read has got to.
  cjson_token *next;
  uint8_t *unescapedEnd;
  const uint8_t *end;

  error_code object(ondemand::object object, size_t level) noexcept;
  error_code list(ondemand::array list, size_t level) noexcept;
  error_code value(ondemand::value value, size_t level) noexcept;
  error_code number(ondemand::value value) noexcept;

  error_code text(ondemand::raw_json_string raw) noexcept;
};

namespace {

/// Whether the text is a number by the grammar of RFC 8259; simdjson checks only those that it converts.
bool isNumber(std::string_view text) noexcept {
  auto at = text.begin();
  auto digits = [&] {
    auto start = at;
    while (at != text.end() && *at >= '0' && *at <= '9') at++;
    return at - start;
  };
  if (at != text.end() && *at == '-') at++;
  bool startsWithZero = at != text.end() && *at == '0';
  auto whole = digits();
  if (whole == 0 || (startsWithZero && whole > 1)) return false;
  if (at != text.end() && *at == '.') {
    at++;
    if (digits() == 0) return false;
  }
  if (at != text.end() && (*at == 'e' || *at == 'E')) {
    at++;
    if (at != text.end() && (*at == '+' || *at == '-')) at++;
    if (digits() == 0) return false;
  }
  return at == text.end();
}

/// Objects of more members are compared where they become values.
constexpr uint32_t maxComparedKeys = 32;

/// A number that differs where the first eight bytes of texts do; mostly also where their lengths do.
uint64_t prefix(const cjson_token &text) noexcept {
  uint64_t bytes;
  // The padding stands behind every text.
  memcpy(&bytes, text.text, sizeof bytes);
  if (text.length < 8) bytes &= (uint64_t(1) << 8 * text.length) - 1;
  return bytes ^ uint64_t(text.length) << 56;
}

const char *problem(error_code error) noexcept {
  switch (error) {
  case EMPTY: return "empty, expected a JSON object";
  case UTF8_ERROR: return "invalid UTF-8";
  case DEPTH_ERROR: return "nested too deeply";
  case UNESCAPED_CHARS: return "a control character inside a text, expected it escaped";
  case UNCLOSED_STRING: return "a text without its closing quote";
  case STRING_ERROR: return "an escape that JSON does not know";
  case NUMBER_ERROR: return "malformed number";
  case SCALAR_DOCUMENT_AS_VALUE: return "a bare value, expected a JSON object";
  case TRAILING_CONTENT: return "more after the JSON value, expected the end of the line";
  case CAPACITY: return "too long";
  case MEMALLOC: return "no memory";
  default: return "malformed JSON";
  }
}

} // namespace

error_code csimdjson_parser::text(ondemand::raw_json_string raw) noexcept {
  // simdjson unescapes byte by byte where it is compiled for any x86; almost no text needs it, and those are handed on where they stand.
  auto start = reinterpret_cast<const uint8_t *>(raw.raw());
  auto quote = static_cast<const uint8_t *>(memchr(start, '"', end - start));
  if (!quote) return STRING_ERROR;
  if (!memchr(start, '\\', quote - start)) {
    *next++ = {CJSON_TEXT, uint32_t(quote - start), 0, start};
    return SUCCESS;
  }
  std::string_view text;
  if (auto error = parser.unescape(raw, unescapedEnd).get(text)) return error;
  bool hasNUL = memchr(text.data(), 0, text.size()) != nullptr;
  *next++ = {hasNUL ? CJSON_TEXT_WITH_NUL : CJSON_TEXT, uint32_t(text.size()), 0, reinterpret_cast<const uint8_t *>(text.data())};
  return SUCCESS;
}

error_code csimdjson_parser::object(ondemand::object object, size_t level) noexcept {
  auto start = next++;
  uint32_t count = 0;
  uint64_t prefixes[maxComparedKeys];
  bool areDistinct = true;
  for (auto member : object) {
    ondemand::field field;
    if (auto error = std::move(member).get(field)) return error;
    auto key = next;
    if (auto error = text(field.key())) return error;
    areDistinct = areDistinct && count < maxComparedKeys;
    if (areDistinct) {
      prefixes[count] = prefix(*key);
      for (uint32_t other = 0; other < count; other++) areDistinct &= prefixes[other] != prefixes[count];
    }
    if (auto error = value(field.value(), level)) return error;
    count++;
  }
  *start = {areDistinct ? CJSON_OBJECT : CJSON_UNCHECKED_OBJECT, count, next - start - 1, nullptr};
  return SUCCESS;
}

error_code csimdjson_parser::list(ondemand::array list, size_t level) noexcept {
  auto start = next++;
  uint32_t count = 0;
  for (auto element : list) {
    ondemand::value one;
    if (auto error = std::move(element).get(one)) return error;
    if (auto error = value(one, level)) return error;
    count++;
  }
  *start = {CJSON_LIST, count, next - start - 1, nullptr};
  return SUCCESS;
}

error_code csimdjson_parser::value(ondemand::value value, size_t level) noexcept {
  ondemand::json_type type;
  if (auto error = value.type().get(type)) return error;
  switch (type) {
  case ondemand::json_type::object: {
    if (level >= depth) return DEPTH_ERROR;
    ondemand::object inner;
    if (auto error = value.get_object().get(inner)) return error;
    return object(inner, level + 1);
  }
  case ondemand::json_type::array: {
    if (level >= depth) return DEPTH_ERROR;
    ondemand::array inner;
    if (auto error = value.get_array().get(inner)) return error;
    return list(inner, level + 1);
  }
  case ondemand::json_type::string: {
    ondemand::raw_json_string raw;
    if (auto error = value.get_raw_json_string().get(raw)) return error;
    return text(raw);
  }
  case ondemand::json_type::number: return number(value);
  case ondemand::json_type::boolean: {
    bool found;
    if (auto error = value.get_bool().get(found)) return error;
    *next++ = {found ? CJSON_TRUE : CJSON_FALSE, 0, 0, nullptr};
    return SUCCESS;
  }
  case ondemand::json_type::null: {
    bool isNull;
    if (auto error = value.is_null().get(isNull)) return error;
    if (!isNull) return N_ATOM_ERROR;
    *next++ = {CJSON_NULL, 0, 0, nullptr};
    return SUCCESS;
  }
  }
  return TAPE_ERROR;
}

error_code csimdjson_parser::number(ondemand::value value) noexcept {
  std::string_view raw = value.raw_json_token();
  int64_t integer;
  if (value.get_int64().get(integer) == SUCCESS) {
    *next++ = {CJSON_INTEGER, 0, integer, nullptr};
    return SUCCESS;
  }
  // Left where it is: the iteration steps over a value that nobody took.
  while (!raw.empty() && strchr(" \t\r\n", raw.back())) raw.remove_suffix(1);
  if (!isNumber(raw)) return NUMBER_ERROR;
  *next++ = {CJSON_NUMBER, uint32_t(raw.size()), 0, reinterpret_cast<const uint8_t *>(raw.data())};
  return SUCCESS;
}

csimdjson_parser *csimdjson_make(size_t capacity, size_t depth) {
  auto parser = std::unique_ptr<csimdjson_parser>(new (std::nothrow) csimdjson_parser());
  if (!parser) return nullptr;
  // Not touched before they are used, so a large capacity takes addresses and no memory.
  parser->tokens.reset(new (std::nothrow) cjson_token[capacity + 1]);
  parser->capacity = capacity;
  parser->depth = depth;
  parser->unescaped.reset(new (std::nothrow) uint8_t[capacity + CSIMDJSON_PADDING]);
  if (!parser->tokens || !parser->unescaped || parser->parser.allocate(capacity, depth + 1)) return nullptr;
  return parser.release();
}

void csimdjson_free(csimdjson_parser *parser) { delete parser; }

csimdjson_result csimdjson_read(csimdjson_parser *parser, const uint8_t *bytes, size_t count) {
  if (count > parser->capacity) return {nullptr, problem(CAPACITY), -1};
  // simdjson takes a NUL behind a number for the end of the document.
  if (auto nul = static_cast<const uint8_t *>(memchr(bytes, 0, count))) return {nullptr, "a NUL, expected text", nul - bytes};
  ondemand::document document;
  error_code error = parser->parser.iterate(padded_string_view(bytes, count, count + CSIMDJSON_PADDING)).get(document);
  if (error) return {nullptr, problem(error), -1};
  parser->next = parser->tokens.get();
  parser->unescapedEnd = parser->unescaped.get();
  parser->end = bytes + count;
  // Only an object or a list: a bare value would need a second way to be read, and nobody asks for one.
  ondemand::value root;
  error = document.get_value().get(root);
  if (!error) error = parser->value(root, 0);
  const char *location;
  bool isInside = document.current_location().get(location) == SUCCESS;
  if (!error && isInside) error = TRAILING_CONTENT;
  if (!error) return {parser->tokens.get(), nullptr, -1};
  int64_t offset = isInside ? location - reinterpret_cast<const char *>(bytes) : -1;
  return {nullptr, problem(error), offset <= int64_t(count) ? offset : -1};
}
