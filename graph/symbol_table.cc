#include "graph/symbol_table.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "graph/byte_codes.h"

namespace orbweb {

namespace {

constexpr std::uint64_t kSampleBytes = 32 << 10;
constexpr int kRounds = 5;
// A byte without a symbol costs two codes, which a bare count of uses does not show (FSST weighs it so, too).
constexpr std::uint64_t kSingleByteWeight = 8;
// A symbol takes a word of the stored table.
constexpr double kFewestUses = 8;

std::uint64_t mask_of(std::uint64_t length) { return (std::uint64_t{1} << (8 * length)) - 1; }
std::uint64_t text_of(std::uint64_t symbol) { return symbol & mask_of(kLongestSymbol); }
unsigned char first_byte(std::uint64_t symbol) { return static_cast<unsigned char>(symbol & 0xff); }
std::uint64_t make_symbol(std::uint64_t text, std::uint64_t length) { return (text & mask_of(length)) | length << 56; }

/// `a` and then `b`, as much as fits.
std::uint64_t joined(std::uint64_t a, std::uint64_t b) {
  const std::uint64_t length = std::min(symbol_length(a) + symbol_length(b), kLongestSymbol);
  return make_symbol(text_of(a) | text_of(b) << (8 * symbol_length(a)), length);
}

/// Texts spread evenly over all, about kSampleBytes of them.
std::vector<std::string_view> sample_of(std::span<const std::string_view> texts) {
  std::uint64_t total = 0;
  for (const std::string_view text : texts) total += text.size();
  const std::uint64_t stride = total / kSampleBytes + 1;
  std::vector<std::string_view> sample;
  std::uint64_t bytes = 0;
  for (std::uint64_t i = 0; i < texts.size() && bytes < 2 * kSampleBytes; i += stride) {
    sample.push_back(texts[i].substr(0, kSampleBytes));
    bytes += sample.back().size();
  }
  return sample;
}

/// What a symbol would save, summed over where it was seen.
class Gains {
 public:
  void saw(std::uint64_t symbol) {
    gains_[symbol] += symbol_length(symbol) == 1 ? kSingleByteWeight : symbol_length(symbol);
  }

  std::vector<std::uint64_t> best() const {
    std::vector<std::pair<std::uint64_t, std::uint64_t>> ranking;
    for (const auto& [symbol, gain] : gains_) ranking.emplace_back(gain, symbol);
    const std::size_t kept = std::min<std::size_t>(ranking.size(), kMostSymbols);
    std::partial_sort(ranking.begin(), ranking.begin() + static_cast<std::ptrdiff_t>(kept), ranking.end(),
                      [](const auto& a, const auto& b) { return a.first != b.first ? a.first > b.first : a < b; });
    std::vector<std::uint64_t> symbols;
    for (std::size_t i = 0; i < kept; ++i) symbols.push_back(ranking[i].second);
    return symbols;
  }

 private:
  std::unordered_map<std::uint64_t, std::uint64_t> gains_;
};

}  // namespace

void SymbolTable::set_symbols(std::vector<std::uint64_t> symbols) {
  symbols_ = std::move(symbols);
  std::sort(symbols_.begin(), symbols_.end(),
            [](std::uint64_t a, std::uint64_t b) { return std::pair(first_byte(a), a) < std::pair(first_byte(b), b); });
  first_with_byte_.fill(0);
  for (const std::uint64_t symbol : symbols_) ++first_with_byte_[first_byte(symbol) + std::size_t{1}];
  for (std::size_t byte = 0; byte < 256; ++byte) first_with_byte_[byte + 1] += first_with_byte_[byte];
}

std::span<const unsigned char> SymbolTable::parse(std::string_view text) {
  costs_.assign(text.size() + 1, 0);
  choices_.resize(text.size());
  for (std::size_t i = text.size(); i-- > 0;) {
    const auto word = load_word<std::uint64_t>(text.data() + i);
    std::uint32_t least = costs_[i + 1] + 2;
    choices_[i] = kEscapeCode;
    const std::size_t byte = first_byte(word);
    for (std::uint32_t code = first_with_byte_[byte]; code < first_with_byte_[byte + 1]; ++code) {
      const std::uint64_t length = symbol_length(symbols_[code]);
      if (length > text.size() - i || ((word ^ symbols_[code]) & mask_of(length)) != 0) continue;
      if (costs_[i + length] + 1 >= least) continue;
      least = costs_[i + length] + 1;
      choices_[i] = static_cast<unsigned char>(code);
    }
    costs_[i] = least;
  }
  return choices_;
}

void SymbolTable::encode(std::string_view text, std::vector<char>& codes) {
  const auto choices = parse(text);
  for (std::size_t i = 0; i < text.size();) {
    codes.push_back(static_cast<char>(choices[i]));
    if (choices[i] == kEscapeCode) {
      codes.push_back(text[i++]);
    } else {
      i += symbol_length(symbols_[choices[i]]);
    }
  }
}

SymbolTable SymbolTable::train(std::span<const std::string_view> texts) {
  const std::vector<std::string_view> sample = sample_of(texts);
  SymbolTable table;
  for (int round = 0; round < kRounds; ++round) {
    Gains gains;
    for (const std::string_view text : sample) {
      const auto choices = table.parse(text);
      std::uint64_t before = 0;
      for (std::size_t i = 0; i < text.size();) {
        const std::uint64_t byte = make_symbol(static_cast<unsigned char>(text[i]), 1);
        const std::uint64_t symbol = choices[i] == kEscapeCode ? byte : table.symbols_[choices[i]];
        gains.saw(symbol);
        if (symbol != byte) gains.saw(byte);
        if (i > 0) gains.saw(joined(before, symbol));
        if (i > 0 && symbol != byte) gains.saw(joined(before, byte));
        before = symbol;
        i += symbol_length(symbol);
      }
    }
    table.set_symbols(gains.best());
  }
  std::vector<std::uint64_t> uses(table.symbols_.size());
  std::uint64_t sampled = 0;
  for (const std::string_view text : sample) {
    const auto choices = table.parse(text);
    sampled += text.size();
    for (std::size_t i = 0; i < text.size();) {
      if (choices[i] == kEscapeCode) {
        ++i;
      } else {
        ++uses[choices[i]];
        i += symbol_length(table.symbols_[choices[i]]);
      }
    }
  }
  std::uint64_t total = 0;
  for (const std::string_view text : texts) total += text.size();
  std::vector<std::uint64_t> kept;
  for (std::size_t i = 0; i < uses.size(); ++i) {
    const double expected = static_cast<double>(uses[i]) * static_cast<double>(total) / static_cast<double>(sampled);
    if (expected > kFewestUses) kept.push_back(table.symbols_[i]);
  }
  table.set_symbols(std::move(kept));
  return table;
}

}  // namespace orbweb
