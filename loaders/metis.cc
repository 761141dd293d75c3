#include "loaders/metis.h"

#include <algorithm>
#include <optional>
#include <string>

#include "graph/error.h"
#include "loaders/line_blocks.h"
#include "loaders/text_scanner.h"
#include "loaders/value_count.h"

namespace orbweb {

namespace {

constexpr std::uint64_t kMostWeights = 1000;

class MetisLoad {
 public:
  MetisLoad(GraphFile& file, ArcSink& sink) : scanner_(file, file.name()), sink_(sink), arcs_(sink) {}

  std::uint64_t run() {
    read_header();
    sink_.set_num_nodes_at_least(num_nodes_);
    for (std::uint64_t node = 0; node < num_nodes_; ++node) read_node(node);
    expect_end();
    arcs_.flush();
    return arcs_.num_arcs();
  }

 private:
  void read_header();
  void read_format();
  void read_node(std::uint64_t node);
  void read_neighbour(std::uint64_t node);
  void expect_end();

  void skip_comments() {
    while (scanner_.peek() == '%') scanner_.skip_line();
  }
  /// A weight or size, as an integer.
  std::uint32_t read_weight(std::string_view expected) {
    scanner_.skip_spaces();
    const std::string_view word = scanner_.word();
    const std::optional<std::uint32_t> count = count_of_integer(word);
    if (!count) scanner_.fail(expected, word.empty() ? "the end of the line" : orbweb::in_quotes(word));
    return *count;
  }

  TextScanner scanner_;
  ArcSink& sink_;
  ArcBatch arcs_;
  std::uint64_t num_nodes_ = 0;
  std::uint64_t num_edges_ = 0;
  std::uint64_t numbers_before_neighbours_ = 0;  ///< sizes and weights of a node
  bool has_edge_weights_ = false;
  std::uint64_t num_neighbours_ = 0;
  std::string neighbour_expected_;  ///< made once, not for each neighbour
};

void MetisLoad::read_header() {
  skip_comments();
  num_nodes_ = scanner_.number("the number of nodes", kNodeNumberLimit);
  num_edges_ = scanner_.number("the number of edges", UINT64_MAX / 2);
  if (!scanner_.at_line_end()) read_format();
  scanner_.end_line("the end of the line");
  neighbour_expected_ = "a node from 1 to " + std::to_string(num_nodes_);
}

void MetisLoad::read_format() {
  const std::string format(scanner_.word());
  if (format.size() > 3 || format.find_first_not_of("01") != std::string::npos) {
    scanner_.fail("a format of up to three digits 0 and 1", orbweb::in_quotes(format));
  }
  const std::string digits = std::string(3 - format.size(), '0') + format;
  const bool has_node_weights = digits[1] == '1';
  has_edge_weights_ = digits[2] == '1';
  std::uint64_t num_weights = has_node_weights ? 1 : 0;
  if (!scanner_.at_line_end()) {
    const std::uint64_t given = scanner_.number("the number of weights of a node", kMostWeights);
    if (has_node_weights) num_weights = given;
  }
  numbers_before_neighbours_ = (digits[0] == '1' ? 1 : 0) + num_weights;
}

void MetisLoad::read_node(std::uint64_t node) {
  skip_comments();
  if (scanner_.peek() == TextScanner::kEnd) {
    scanner_.fail("a line for each of " + std::to_string(num_nodes_) + " nodes",
                  "the end of the file after " + std::to_string(node));
  }
  for (std::uint64_t i = 0; i < numbers_before_neighbours_; ++i) read_weight("a node's size or weight");
  while (!scanner_.at_line_end()) read_neighbour(node);
  scanner_.end_line("the end of the line");
}

void MetisLoad::read_neighbour(std::uint64_t node) {
  const std::uint64_t neighbour = scanner_.number(neighbour_expected_, num_nodes_);
  if (neighbour == 0) scanner_.fail(neighbour_expected_, "0");
  ++num_neighbours_;
  arcs_.add(node, neighbour - 1, has_edge_weights_ ? read_weight("the weight of an edge") : 1);
}

void MetisLoad::expect_end() {
  for (scanner_.skip_white_space(); scanner_.peek() == '%'; scanner_.skip_white_space()) scanner_.skip_line();
  if (scanner_.peek() != TextScanner::kEnd) {
    scanner_.fail_at_word("the end of the file after " + std::to_string(num_nodes_) + " nodes");
  }
  if (num_neighbours_ == 2 * num_edges_) return;
  scanner_.fail(std::to_string(num_edges_) + " edges, each at both its nodes",
                std::to_string(num_neighbours_) + " neighbours");
}

}  // namespace

bool may_be_metis(std::string_view first_bytes) {
  std::string_view line;
  do {
    line = take_line(first_bytes);
  } while (line.starts_with('%') && !first_bytes.empty());
  if (line.starts_with('%')) return true;
  if (line.find_first_not_of("0123456789 \t") != std::string_view::npos) return false;
  std::uint64_t numbers = 0;
  char before = ' ';
  for (const char c : line) {
    if (c >= '0' && before < '0') ++numbers;
    before = c;
  }
  return numbers >= 2 && numbers <= 4;
}

LoadedGraph load_metis(GraphInputs& inputs, ArcSink& sink) {
  const auto file = inputs.open(inputs.paths().front());
  return {.links = MetisLoad(*file, sink).run()};
}

}  // namespace orbweb
