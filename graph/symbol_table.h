// Up to 255 frequent substrings, one byte each: what front coding leaves of names repeats itself ("www", ".html",
// "http").
//
// After FSST: P. Boncz, T. Neumann, V. Leis, "FSST: Fast Random Access String Compression", PVLDB 13(11), 2020,
// doi:10.14778/3407790.3407851. Code c stands for symbol c; code 255 says that the next byte stands for itself. Here
// symbols have 1 to 7 bytes, so that a symbol and its length are one word, and texts are cut into symbols so that their
// codes are fewest, where FSST takes the longest match.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace orbweb {

inline constexpr std::uint64_t kLongestSymbol = 7;
inline constexpr std::uint32_t kMostSymbols = 255;
inline constexpr unsigned char kEscapeCode = 255;
inline constexpr std::uint64_t kSymbolPadding = 8;  ///< bytes past a text that training and encoding may touch

/// The length of a symbol: its word's highest byte. The symbol's bytes are the lower ones, the first lowest.
inline std::uint64_t symbol_length(std::uint64_t symbol) { return symbol >> 56; }

/// Made from texts, then used to encode them. kSymbolPadding bytes past every text must be readable. One thread only.
class SymbolTable {
 public:
  SymbolTable() = default;

  /// The same for the same texts. Looks at a sample of them: time does not depend on how many there are.
  static SymbolTable train(std::span<const std::string_view> texts);

  /// By code.
  std::span<const std::uint64_t> symbols() const { return symbols_; }

  /// Appends the fewest codes for `text`. O(length times symbols that begin with one byte).
  void encode(std::string_view text, std::vector<char>& codes);

 private:
  /// What to take at each position of `text`: a code or kEscapeCode.
  std::span<const unsigned char> parse(std::string_view text);
  void set_symbols(std::vector<std::uint64_t> symbols);

  std::vector<std::uint64_t> symbols_;                   // in the order of first bytes
  std::array<std::uint32_t, 257> first_with_byte_ = {};  // symbols that begin with byte b: [b, b + 1)
  std::vector<std::uint32_t> costs_;                     // scratch of parse
  std::vector<unsigned char> choices_;
};

}  // namespace orbweb
