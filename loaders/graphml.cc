#include "loaders/graphml.h"

#include <expat.h>

#include <algorithm>
#include <exception>
#include <map>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "graph/error.h"
#include "loaders/named_nodes.h"
#include "loaders/value_count.h"

namespace orbweb {

namespace {

constexpr std::size_t kParseBytes = std::size_t{64} << 10;
/// expat holds a token, such as a start tag with its attributes, until it is complete.
constexpr std::uint64_t kMaxTokenLength = std::uint64_t{1} << 20;
constexpr std::size_t kMaxText = std::size_t{16} << 10;  // longer than any name may be
constexpr std::size_t kMaxKeys = 10000;

using Attributes = std::map<std::string_view, std::string_view>;

/// What a <key> says of the data that refer to it.
enum class Meaning { label, name, count, followed, named };

class GraphmlLoad {
 public:
  GraphmlLoad(GraphFile& file, ArcSink& sink)
      : file_(file), parser_(XML_ParserCreate(nullptr), XML_ParserFree), nodes_(sink), arcs_(sink) {
    if (parser_ == nullptr) throw std::bad_alloc();
    XML_SetUserData(parser_.get(), this);
    XML_SetElementHandler(parser_.get(), on_start, on_end);
    XML_SetCharacterDataHandler(parser_.get(), on_text);
    XML_SetEntityDeclHandler(parser_.get(), on_entity);
  }

  std::uint64_t run() {
    std::vector<char> block(kParseBytes);
    bool is_last = false;
    while (!is_last) {
      const std::size_t size = file_.read(block);
      is_last = size == 0;
      const XML_Status status = XML_Parse(parser_.get(), block.data(), static_cast<int>(size), is_last ? 1 : 0);
      if (error_) std::rethrow_exception(error_);
      if (status != XML_STATUS_OK) {
        fail("well-formed XML", XML_ErrorString(XML_GetErrorCode(parser_.get())));
      }
      check_token_length();
    }
    if (!has_graph_) fail("a <graph>", "none");
    arcs_.flush();
    return arcs_.num_arcs();
  }

 private:
  [[noreturn]] void fail(std::string expected, std::string found) const {
    throw LoadError(file_.name(), "line " + std::to_string(XML_GetCurrentLineNumber(parser_.get())),
                    std::move(expected), std::move(found));
  }

  void check_token_length() const {
    const auto parsed = static_cast<std::uint64_t>(XML_GetCurrentByteIndex(parser_.get()));
    if (file_.offset() < parsed + kMaxTokenLength) return;
    fail("tags and comments of up to 1 MiB", "a longer one");
  }

  /// Errors cannot be thrown through expat: they wait until it has returned.
  template <class Work>
  void guarded(Work&& work) {
    if (error_) return;
    try {
      work();
    } catch (...) {
      error_ = std::current_exception();
      XML_StopParser(parser_.get(), XML_FALSE);
    }
  }

  static GraphmlLoad& self(void* data) { return *static_cast<GraphmlLoad*>(data); }
  static std::string_view local_name(const char* name) {
    const std::string_view full(name);
    const std::size_t colon = full.find(':');
    return colon == std::string_view::npos ? full : full.substr(colon + 1);
  }

  static void XMLCALL on_start(void* data, const XML_Char* name, const XML_Char** attributes) {
    self(data).guarded([&] {
      Attributes given;
      for (; *attributes != nullptr; attributes += 2) given.emplace(attributes[0], attributes[1]);
      self(data).start(local_name(name), given);
    });
  }
  static void XMLCALL on_end(void* data, const XML_Char* name) {
    self(data).guarded([&] { self(data).end(local_name(name)); });
  }
  static void XMLCALL on_text(void* data, const XML_Char* text, int length) {
    GraphmlLoad& load = self(data);
    if (!load.meaning_ || load.text_.size() >= kMaxText) return;
    load.guarded([&] { load.text_.append(text, static_cast<std::size_t>(length)); });
  }
  static void XMLCALL on_entity(void* data, const XML_Char* name, int, const XML_Char*, int, const XML_Char*,
                                const XML_Char*, const XML_Char*, const XML_Char*) {
    self(data).guarded([&] { self(data).fail("no entity declarations", "that of " + orbweb::in_quotes(name)); });
  }

  void start(std::string_view element, const Attributes& attributes);
  void end(std::string_view element);
  void start_key(const Attributes& attributes);
  void start_graph(const Attributes& attributes);
  void start_node(const Attributes& attributes);
  void start_edge(const Attributes& attributes);
  void start_data(const Attributes& attributes);
  void end_data();
  void take_data(Meaning meaning, const std::string& value);
  void end_node();
  void end_edge();

  static std::string attribute(const Attributes& attributes, std::string_view name, std::string_view otherwise = {}) {
    const auto found = attributes.find(name);
    return std::string(found == attributes.end() ? otherwise : found->second);
  }
  std::uint64_t find(const std::string& id) const {
    const std::optional<std::uint64_t> number = nodes_.find(id);
    if (!number) fail("the id of a node that stands before its edges", orbweb::in_quotes(id));
    return *number;
  }

  GraphFile& file_;
  const std::unique_ptr<XML_ParserStruct, decltype(&XML_ParserFree)> parser_;
  std::exception_ptr error_;
  NamedNodes nodes_;
  ArcBatch arcs_;

  std::map<std::string, Meaning> node_keys_;  ///< by the key's id
  std::map<std::string, Meaning> edge_keys_;
  std::map<std::string, Meaning> graph_keys_;
  bool has_graph_ = false;
  bool has_nodes_ = false;
  bool is_directed_ = true;

  enum class Inside { nothing, node, edge };
  Inside inside_ = Inside::nothing;
  std::optional<Meaning> meaning_;  ///< of the <data> that is open
  bool keeps_spaces_ = false;       ///< whether it says so of its content
  std::string text_;                ///< its content
  std::string id_, label_, name_;   ///< of the <node> that is open
  std::string source_, target_;     ///< of the <edge> that is open
  bool edge_is_directed_ = true;
  std::uint32_t count_ = 1;
  bool followed_ = true;
};

void GraphmlLoad::start(std::string_view element, const Attributes& attributes) {
  if (element == "key") {
    start_key(attributes);
  } else if (element == "graph") {
    start_graph(attributes);
  } else if (element == "node") {
    start_node(attributes);
  } else if (element == "edge") {
    start_edge(attributes);
  } else if (element == "hyperedge") {
    fail("edges between two nodes", "a hyperedge");
  } else if (element == "data" && has_graph_) {
    start_data(attributes);
  }
}

void GraphmlLoad::end(std::string_view element) {
  if (element == "data") end_data();
  if (element == "node") end_node();
  if (element == "edge") end_edge();
}

void GraphmlLoad::start_key(const Attributes& attributes) {
  const std::string id = attribute(attributes, "id");
  const std::string name = attribute(attributes, "attr.name");
  const std::string type = attribute(attributes, "attr.type", "string");
  const std::string target = attribute(attributes, "for", "all");
  if (node_keys_.size() + edge_keys_.size() + graph_keys_.size() >= kMaxKeys) fail("up to 10,000 keys", "more");
  if (target != "edge" && name == "label") node_keys_.emplace(id, Meaning::label);
  if (target != "edge" && name == "name") node_keys_.emplace(id, Meaning::name);
  const bool is_flag = type == "boolean";
  if (target != "node" && is_flag && name == "followed") edge_keys_.emplace(id, Meaning::followed);
  if (target == "graph" && is_flag && name == "named") graph_keys_.emplace(id, Meaning::named);
  const bool is_whole = type == "int" || type == "long";
  if (target != "node" && is_whole && (name == "weight" || name == "count")) edge_keys_.emplace(id, Meaning::count);
}

void GraphmlLoad::start_graph(const Attributes& attributes) {
  if (std::exchange(has_graph_, true)) fail("one graph", "a second or nested one");
  const std::string edge_default = attribute(attributes, "edgedefault", "directed");
  if (edge_default != "directed" && edge_default != "undirected") {
    fail("edgedefault directed or undirected", orbweb::in_quotes(edge_default));
  }
  is_directed_ = edge_default == "directed";
}

void GraphmlLoad::start_node(const Attributes& attributes) {
  if (!has_graph_ || inside_ != Inside::nothing) fail("a node inside a graph", "one elsewhere");
  if (attributes.count("id") == 0) fail("a node with an id", "one without");
  inside_ = Inside::node;
  has_nodes_ = true;
  id_ = attribute(attributes, "id");
  label_.clear();
  name_.clear();
}

void GraphmlLoad::start_edge(const Attributes& attributes) {
  if (!has_graph_ || inside_ != Inside::nothing) fail("an edge inside a graph", "one elsewhere");
  inside_ = Inside::edge;
  source_ = attribute(attributes, "source");
  target_ = attribute(attributes, "target");
  edge_is_directed_ = attribute(attributes, "directed", is_directed_ ? "true" : "false") == "true";
  count_ = 1;
  followed_ = true;
}

void GraphmlLoad::start_data(const Attributes& attributes) {
  const std::map<std::string, Meaning>& keys = inside_ == Inside::node   ? node_keys_
                                               : inside_ == Inside::edge ? edge_keys_
                                                                         : graph_keys_;
  const auto found = keys.find(attribute(attributes, "key"));
  if (found != keys.end()) meaning_ = found->second;
  keeps_spaces_ = attribute(attributes, "xml:space") == "preserve";
  text_.clear();
}

/// Without the white space around it, which is most often the file's layout.
void GraphmlLoad::end_data() {
  if (!meaning_) return;
  const Meaning meaning = *std::exchange(meaning_, std::nullopt);
  if (keeps_spaces_) return take_data(meaning, text_);
  constexpr std::string_view kWhiteSpace = " \t\r\n";
  const std::size_t first = text_.find_first_not_of(kWhiteSpace);
  const std::size_t last = text_.find_last_not_of(kWhiteSpace);
  take_data(meaning, first == std::string::npos ? "" : text_.substr(first, last - first + 1));
}

void GraphmlLoad::take_data(Meaning meaning, const std::string& value) {
  const bool is_true = value == "true" || value == "1";
  const bool is_false = value == "false" || value == "0";
  switch (meaning) {
    case Meaning::label:
      label_ = value;
      break;
    case Meaning::name:
      name_ = value;
      break;
    case Meaning::count: {
      const std::optional<std::uint32_t> count = count_of_integer(value);
      if (!count) fail("an integer as weight of an edge", orbweb::in_quotes(value));
      count_ = *count;
      break;
    }
    case Meaning::followed:
      if (!is_true && !is_false) fail("true or false as whether an edge is followed", orbweb::in_quotes(value));
      followed_ = is_true;
      break;
    case Meaning::named:
      if (!is_false) break;
      if (has_nodes_) fail("named before the nodes", "it behind them");
      nodes_.number_nodes("n");
      break;
  }
}

void GraphmlLoad::end_node() {
  inside_ = Inside::nothing;
  const std::string problem = nodes_.add(id_, label_.empty() ? name_ : label_);
  if (!problem.empty()) fail("ids and names that tell nodes apart", problem);
}

void GraphmlLoad::end_edge() {
  inside_ = Inside::nothing;
  const std::uint64_t from = find(source_);
  const std::uint64_t to = find(target_);
  if (edge_is_directed_) {
    arcs_.add(from, to, count_, followed_);
  } else {
    arcs_.add_both_ways(from, to, count_, followed_);
  }
}

}  // namespace

bool is_graphml(std::string_view first_bytes) {
  if (first_bytes.starts_with("\xef\xbb\xbf")) first_bytes.remove_prefix(3);
  first_bytes.remove_prefix(std::min(first_bytes.find_first_not_of(" \t\r\n"), first_bytes.size()));
  return first_bytes.starts_with('<') &&
         (first_bytes.find("<graphml") != std::string_view::npos ||
          first_bytes.find("http://graphml.graphdrawing.org/") != std::string_view::npos);
}

LoadedGraph load_graphml(GraphInputs& inputs, ArcSink& sink) {
  const auto file = inputs.open(inputs.paths().front());
  return {.links = GraphmlLoad(*file, sink).run()};
}

}  // namespace orbweb
