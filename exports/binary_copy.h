// The binary format of PostgreSQL's COPY (its manual, "COPY", section "Binary Format"): a row is a count of fields and,
// for each, its length and bytes in network order.
#pragma once

#include <bit>
#include <cstdint>
#include <string>
#include <string_view>

namespace orbweb {

class BinaryCopy {
 public:
  BinaryCopy() { text_.assign("PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0", 19); }

  void begin_row(std::size_t fields) { append(static_cast<std::uint16_t>(fields)); }
  void add(std::string_view text) {
    append(static_cast<std::uint32_t>(text.size()));
    text_ += text;
  }
  void add(std::uint64_t integer) {
    append(std::uint32_t{8});
    append(integer);
  }
  void add(double number) { add(std::bit_cast<std::uint64_t>(number)); }
  void end() { append(std::uint16_t{0xffff}); }

  std::string_view text() const { return text_; }  ///< what is not cleared yet
  void clear() { text_.clear(); }

 private:
  template <class Integer>
  void append(Integer value) {
    for (std::size_t byte = sizeof(Integer); byte-- > 0;) text_ += static_cast<char>((value >> (8 * byte)) & 0xff);
  }

  std::string text_;
};

}  // namespace orbweb
