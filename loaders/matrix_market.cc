#include "loaders/matrix_market.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "graph/error.h"
#include "loaders/text_scanner.h"
#include "loaders/value_count.h"

namespace orbweb {

namespace {

constexpr std::string_view kBanner = "%%MatrixMarket";

enum class Field { pattern, integer, real, complex };
enum class Symmetry { general, symmetric, skew };

std::string lower_case(std::string_view word) {
  std::string lower(word);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

template <class Value, std::size_t N>
using Words = std::array<std::pair<std::string_view, Value>, N>;

constexpr Words<Field, 6> kFields{{{"pattern", Field::pattern},
                                   {"integer", Field::integer},
                                   {"unsigned-integer", Field::integer},
                                   {"real", Field::real},
                                   {"double", Field::real},
                                   {"complex", Field::complex}}};
constexpr Words<Symmetry, 4> kSymmetries{{{"general", Symmetry::general},
                                          {"symmetric", Symmetry::symmetric},
                                          {"hermitian", Symmetry::symmetric},
                                          {"skew-symmetric", Symmetry::skew}}};

class MatrixMarketLoad {
 public:
  MatrixMarketLoad(GraphFile& file, ArcSink& sink) : scanner_(file, file.name()), sink_(sink), arcs_(sink) {}

  std::uint64_t run() {
    read_banner();
    read_sizes();
    sink_.set_num_nodes_at_least(std::max(rows_, columns_));
    for (std::uint64_t i = 0; i < entries_; ++i) read_entry(i);
    scanner_.skip_white_space();
    if (scanner_.peek() != TextScanner::kEnd) {
      scanner_.fail_at_word("the end of the file after " + std::to_string(entries_) + " entries");
    }
    arcs_.flush();
    return arcs_.num_arcs();
  }

 private:
  void read_banner();
  void read_sizes();
  void read_entry(std::uint64_t number_before);
  std::uint32_t read_count();
  std::uint32_t read_integer();
  std::uint32_t read_real();

  /// The next word of the banner in lower case, which must be one of `words`.
  template <class Value, std::size_t N>
  Value banner_word(const Words<Value, N>& words, std::string_view expected) {
    scanner_.skip_spaces();
    const std::string word = lower_case(scanner_.word());
    for (const auto& [known, value] : words) {
      if (word == known) return value;
    }
    scanner_.fail(expected, word.empty() ? "the end of the line" : orbweb::in_quotes(word));
  }

  TextScanner scanner_;
  ArcSink& sink_;
  ArcBatch arcs_;
  Field field_ = Field::pattern;
  Symmetry symmetry_ = Symmetry::general;
  std::uint64_t rows_ = 0;
  std::uint64_t columns_ = 0;
  std::uint64_t entries_ = 0;
  std::string row_expected_;  ///< made once, not for each entry
  std::string column_expected_;
};

void MatrixMarketLoad::read_banner() {
  const std::string banner(scanner_.word());
  if (!is_matrix_market(banner)) scanner_.fail("%%MatrixMarket", banner.empty() ? "none" : orbweb::in_quotes(banner));
  banner_word(Words<int, 1>{{{"matrix", 0}}}, "\"matrix\": only matrices are graphs");
  banner_word(Words<int, 1>{{{"coordinate", 0}}}, "\"coordinate\": dense arrays are not read");
  field_ = banner_word(kFields, "pattern, integer, real or complex");
  symmetry_ = banner_word(kSymmetries, "general, symmetric, skew-symmetric or hermitian");
  scanner_.end_line("the end of the line");
  for (scanner_.skip_white_space(); scanner_.peek() == '%'; scanner_.skip_white_space()) scanner_.skip_line();
}

void MatrixMarketLoad::read_sizes() {
  rows_ = scanner_.number("the number of rows", kNodeNumberLimit);
  columns_ = scanner_.number("the number of columns", kNodeNumberLimit);
  if (symmetry_ != Symmetry::general && rows_ != columns_) {
    scanner_.fail("as many rows as columns in a symmetric matrix",
                  std::to_string(rows_) + " rows and " + std::to_string(columns_) + " columns");
  }
  entries_ = scanner_.number("the number of entries", UINT64_MAX);
  row_expected_ = "a row from 1 to " + std::to_string(rows_);
  column_expected_ = "a column from 1 to " + std::to_string(columns_);
  scanner_.end_line("the end of the line");
}

void MatrixMarketLoad::read_entry(std::uint64_t number_before) {
  scanner_.skip_white_space();
  if (scanner_.peek() == TextScanner::kEnd) {
    scanner_.fail(std::to_string(entries_) + " entries", "the end of the file after " + std::to_string(number_before));
  }
  const std::uint64_t row = scanner_.number(row_expected_, rows_);
  if (row == 0) scanner_.fail(row_expected_, "0");
  const std::uint64_t column = scanner_.number(column_expected_, columns_);
  if (column == 0) scanner_.fail(column_expected_, "0");
  const std::uint32_t count = read_count();
  if (symmetry_ == Symmetry::skew && row == column) {
    scanner_.fail("no entry on the diagonal of a skew-symmetric matrix", "row and column " + std::to_string(row));
  }
  scanner_.end_line("the end of the line");
  if (symmetry_ == Symmetry::general) {
    arcs_.add(row - 1, column - 1, count);
  } else {
    arcs_.add_both_ways(row - 1, column - 1, count);
  }
}

std::uint32_t MatrixMarketLoad::read_count() {
  switch (field_) {
    case Field::pattern:
      return 1;
    case Field::integer:
      return read_integer();
    case Field::real:
      return read_real();
    case Field::complex:
      break;
  }
  const std::uint32_t real = read_real();
  const std::uint32_t imaginary = read_real();
  return std::max(real, imaginary);
}

std::uint32_t MatrixMarketLoad::read_integer() {
  scanner_.skip_spaces();
  const std::string_view word = scanner_.word();
  const std::optional<std::uint32_t> count = count_of_integer(word);
  if (!count) scanner_.fail("an integer", word.empty() ? "the end of the line" : orbweb::in_quotes(word));
  return *count;
}

std::uint32_t MatrixMarketLoad::read_real() {
  scanner_.skip_spaces();
  const std::string_view word = scanner_.word();
  const std::optional<std::uint32_t> count = count_of_real(word);
  if (!count) scanner_.fail("a finite number", word.empty() ? "the end of the line" : orbweb::in_quotes(word));
  return *count;
}

}  // namespace

bool is_matrix_market(std::string_view first_bytes) {
  constexpr std::string_view kWhiteSpace = " \t\r\n";
  const std::string_view word = first_bytes.substr(0, first_bytes.find_first_of(kWhiteSpace));
  const std::string banner = lower_case(word);
  return banner == lower_case(kBanner) || banner == lower_case(kBanner.substr(1));
}

LoadedGraph load_matrix_market(GraphInputs& inputs, ArcSink& sink) {
  const auto file = inputs.open(inputs.paths().front());
  return {.links = MatrixMarketLoad(*file, sink).run()};
}

}  // namespace orbweb
