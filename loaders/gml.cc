#include "loaders/gml.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "graph/error.h"
#include "loaders/named_nodes.h"
#include "loaders/text_scanner.h"
#include "loaders/value_count.h"

namespace orbweb {

namespace {

constexpr std::size_t kMaxStringKept = std::size_t{16} << 10;

struct Character {
  std::string text;        ///< in UTF-8
  std::size_t length = 1;  ///< of what stands for it
};

/// "&#233;" at the start of `text`; empty where none is.
std::optional<Character> numeric_entity(std::string_view text) {
  const std::size_t end = text.substr(0, 12).find(';');
  if (!text.starts_with("&#") || end == std::string_view::npos) return std::nullopt;
  std::uint32_t code = 0;
  const auto [stop, error] = std::from_chars(text.data() + 2, text.data() + end, code);
  constexpr std::uint32_t kMost = 0x10ffff;
  if (error != std::errc() || stop != text.data() + end || code > kMost) return std::nullopt;
  Character character{"", end + 1};
  const auto add = [&](std::uint32_t byte) { character.text += static_cast<char>(byte); };
  if (code < 0x80) {
    add(code);
  } else if (code < 0x800) {
    add(0xc0 | code >> 6);
  } else if (code < 0x10000) {
    add(0xe0 | code >> 12);
    add(0x80 | (code >> 6 & 0x3f));
  } else {
    add(0xf0 | code >> 18);
    add(0x80 | (code >> 12 & 0x3f));
    add(0x80 | (code >> 6 & 0x3f));
  }
  if (code >= 0x80) add(0x80 | (code & 0x3f));
  return character;
}

/// The character that `text` starts with, written as itself, by number or by one of the names that GML writers use.
Character first_character(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, char>, 5> kEntities{
      {{"&quot;", '"'}, {"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&apos;", '\''}}};
  for (const auto& [entity, meaning] : kEntities) {
    if (text.starts_with(entity)) return {std::string(1, meaning), entity.size()};
  }
  return numeric_entity(text).value_or(Character{std::string(1, text.front()), 1});
}

std::string without_entities(std::string_view text) {
  std::string plain;
  while (!text.empty()) {
    const Character character = first_character(text);
    plain += character.text;
    text.remove_prefix(character.length);
  }
  return plain;
}

/// Keys and values, one after the other. Lists are entered and left by the caller; no recursion, so that any depth of
/// lists costs nothing.
class GmlReader {
 public:
  explicit GmlReader(GraphFile& file) : scanner_(file, file.name()) {}

  /// The next key; empty where none stands here.
  std::string key() {
    skip_to_token();
    std::string word;
    while (is_key_byte(scanner_.peek())) {
      if (word.size() == TextScanner::kMaxWordLength) scanner_.fail("a key", "one of over 8 KiB");
      word += static_cast<char>(scanner_.take());
    }
    return word;
  }

  bool at_end() {
    skip_to_token();
    return scanner_.peek() == TextScanner::kEnd;
  }
  bool at_list_end() {
    skip_to_token();
    return scanner_.peek() == ']';
  }

  void enter_list(const std::string& key) {
    skip_to_token();
    if (scanner_.peek() != '[') scanner_.fail_at_word("[ behind " + key);
    scanner_.take();
  }

  /// A number or a string, as text; empty for a list, which is passed over.
  std::string value() {
    skip_to_token();
    const int byte = scanner_.peek();
    if (byte == '"') return string();
    if (byte == '[') {
      skip_list();
      return "";
    }
    std::string word;
    while (is_number_byte(scanner_.peek()) && word.size() < TextScanner::kMaxWordLength) {
      word += static_cast<char>(scanner_.take());
    }
    if (word.empty()) scanner_.fail_at_word("a number, a string or a list");
    return word;
  }

  TextScanner& scanner() { return scanner_; }

 private:
  static bool is_key_byte(int byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') || byte == '_';
  }
  static bool is_number_byte(int byte) { return is_key_byte(byte) || byte == '+' || byte == '-' || byte == '.'; }

  void skip_to_token() {
    scanner_.skip_white_space();
    while (scanner_.peek() == '#') {
      scanner_.skip_line();
      scanner_.skip_white_space();
    }
  }

  /// Only so much of it is kept that a name which is too long shows.
  std::string string() {
    const std::uint64_t first_line = scanner_.line();
    scanner_.take();
    std::string text;
    for (int byte = scanner_.take(); byte != '"'; byte = scanner_.take()) {
      if (byte == TextScanner::kEnd) {
        scanner_.fail("the end of the string that starts on line " + std::to_string(first_line), "the end of the file");
      }
      if (text.size() < kMaxStringKept) text += static_cast<char>(byte);
    }
    return without_entities(text);
  }

  void skip_list() {
    std::uint64_t depth = 0;
    do {
      skip_to_token();
      const int byte = scanner_.peek();
      if (byte == TextScanner::kEnd) scanner_.fail("] at the end of a list", "the end of the file");
      if (byte == '"') {
        string();
        continue;
      }
      if (byte == '[') ++depth;
      if (byte == ']') --depth;
      scanner_.take();
    } while (depth > 0);
  }

  TextScanner scanner_;
};

class GmlLoad {
 public:
  GmlLoad(GraphFile& file, ArcSink& sink) : reader_(file), nodes_(sink), arcs_(sink) {}

  std::uint64_t run() {
    bool has_graph = false;
    while (!reader_.at_end()) {
      if (reader_.at_list_end()) fail("a key", "a ] without its [");
      const std::string key = next_key();
      if (key != "graph") {
        reader_.value();
        continue;
      }
      if (std::exchange(has_graph, true)) fail("one graph", "a second one");
      load_graph();
    }
    if (!has_graph) fail("graph [ ... ]", "the end of the file");
    arcs_.flush();
    return arcs_.num_arcs();
  }

 private:
  [[noreturn]] void fail(std::string_view expected, std::string found) {
    reader_.scanner().fail(expected, std::move(found));
  }

  std::string next_key() {
    std::string key = reader_.key();
    if (key.empty()) reader_.scanner().fail_at_word("a key or ]");
    return key;
  }

  /// Calls take(key) for each key of the list that follows.
  template <class Take>
  void for_each_key(const std::string& list, Take&& take) {
    reader_.enter_list(list);
    while (!reader_.at_list_end()) take(next_key());
    reader_.scanner().take();
  }

  void load_graph() {
    for_each_key("graph", [&](const std::string& key) {
      if (key == "node") {
        load_node();
      } else if (key == "edge") {
        load_edge();
      } else if (key == "directed") {
        set_directed(reader_.value());
      } else if (key == "named") {
        set_named(reader_.value());
      } else {
        reader_.value();
      }
    });
  }

  void set_directed(const std::string& value) {
    if (value != "0" && value != "1") fail("0 or 1 behind directed", orbweb::in_quotes(value));
    if (has_edges_) fail("directed before the edges", "it behind them");
    is_directed_ = value == "1";
  }

  /// 0 is how orbweb convert marks a graph of numbers, which carry labels for the sake of other readers.
  void set_named(const std::string& value) {
    if (value != "0") return;
    if (has_nodes_) fail("named before the nodes", "it behind them");
    nodes_.number_nodes("");
  }

  void load_node() {
    has_nodes_ = true;
    std::optional<std::string> id;
    std::string label;
    for_each_key("node", [&](const std::string& key) {
      const std::string value = reader_.value();
      if (key == "id") id = value;
      if (key == "label") label = value;
    });
    if (!id) fail("a node with an id", "one without");
    const std::string problem = nodes_.add(*id, label);
    if (!problem.empty()) fail("ids and names that tell nodes apart", problem);
  }

  void load_edge() {
    has_edges_ = true;
    std::optional<std::string> source, target;
    std::uint32_t count = 1;
    bool followed = true;
    for_each_key("edge", [&](const std::string& key) {
      const std::string value = reader_.value();
      if (key == "source") source = value;
      if (key == "target") target = value;
      if (key == "weight" || key == "value" || key == "count") count = count_of_integer(value).value_or(1);
      if (key == "followed") followed = value != "0";
    });
    const std::uint64_t from = find(source);
    const std::uint64_t to = find(target);
    if (is_directed_) {
      arcs_.add(from, to, count, followed);
    } else {
      arcs_.add_both_ways(from, to, count, followed);
    }
  }

  std::uint64_t find(const std::optional<std::string>& id) {
    if (!id) fail("an edge with source and target", "one without");
    const std::optional<std::uint64_t> number = nodes_.find(*id);
    if (!number) fail("the id of a node that stands before its edges", orbweb::in_quotes(*id));
    return *number;
  }

  GmlReader reader_;
  NamedNodes nodes_;
  ArcBatch arcs_;
  bool is_directed_ = false;
  bool has_nodes_ = false;
  bool has_edges_ = false;
};

/// The text behind white space and comments.
std::string_view at_token(std::string_view text) {
  while (true) {
    text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
    if (!text.starts_with('#')) return text;
    text.remove_prefix(std::min(text.find('\n'), text.size()));
  }
}

}  // namespace

bool is_gml(std::string_view first_bytes) {
  if (first_bytes.starts_with("\xef\xbb\xbf")) first_bytes.remove_prefix(3);
  std::string_view text = at_token(first_bytes);
  for (const std::string_view key : {"Creator", "Version", "Creator", "Version"}) {
    if (!text.starts_with(key)) continue;
    text = at_token(text.substr(key.size()));
    const std::size_t end = text.starts_with('"') ? text.find('"', 1) : text.find_first_of(" \t\r\n");
    if (end == std::string_view::npos) return false;
    text = at_token(text.substr(end + 1));
  }
  return text.starts_with("graph") && at_token(text.substr(5)).starts_with('[');
}

LoadedGraph load_gml(GraphInputs& inputs, ArcSink& sink) {
  const auto file = inputs.open(inputs.paths().front());
  return {.links = GmlLoad(*file, sink).run()};
}

}  // namespace orbweb
