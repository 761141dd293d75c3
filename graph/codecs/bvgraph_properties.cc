#include "graph/codecs/bvgraph_properties.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <map>
#include <optional>
#include <vector>

#include "graph/error.h"

namespace orbweb {

namespace {

constexpr std::uint64_t kMostNodes = std::uint64_t{1} << 32;
constexpr std::uint64_t kMostZetaK = 7;

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\f";
  const std::size_t first = text.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

/// Keys and values with the lines they stand in; as in Java, the last one of a name counts.
class PropertyTable {
 public:
  PropertyTable(std::string_view text, const std::string& path) : path_(path) {
    std::uint64_t number = 0;
    for (std::string_view line : split(text, '\n')) {
      ++number;
      line = trimmed(line);
      if (line.empty() || line.front() == '#' || line.front() == '!') continue;
      const std::size_t end = line.find_first_of("=:");
      if (end == std::string_view::npos) {
        throw LoadError(path_, fmt::format("line {}", number), "NAME=VALUE", in_quotes(line));
      }
      entries_[std::string(trimmed(line.substr(0, end)))] = {std::string(trimmed(line.substr(end + 1))), number};
    }
  }

  bool has(const std::string& name) const { return entries_.count(name) != 0; }

  const std::string& text(const std::string& name) const {
    const auto found = entries_.find(name);
    if (found == entries_.end()) throw LoadError(path_, "", fmt::format("the property {}", name), "none");
    return found->second.value;
  }

  std::uint64_t number(const std::string& name) const {
    const std::string& value = text(name);
    std::uint64_t result = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), result);
    if (error != std::errc() || end != value.data() + value.size() || value.empty()) {
      refuse(name, fmt::format("a natural number for {}", name), in_quotes(value));
    }
    return result;
  }
  std::uint64_t number_or(const std::string& name, std::uint64_t fallback) const {
    return has(name) ? number(name) : fallback;
  }

  [[noreturn]] void refuse(const std::string& name, const std::string& expected, const std::string& found) const {
    const auto entry = entries_.find(name);
    const std::string place = entry == entries_.end() ? "" : fmt::format("line {}", entry->second.line);
    throw LoadError(path_, place, expected, found);
  }

 private:
  struct Entry {
    std::string value;
    std::uint64_t line = 0;
  };
  const std::string& path_;
  std::map<std::string, Entry> entries_;
};

struct NamedCode {
  std::string_view name;
  Code code;
};

/// Names with their parameter: what webgraph-rs writes beside the plain ones.
constexpr std::array<NamedCode, 15> kNamedCodes{{{"UNARY", {CodeKind::unary}},
                                                 {"GAMMA", {CodeKind::gamma}},
                                                 {"DELTA", {CodeKind::delta}},
                                                 {"ZETA1", {CodeKind::zeta, 1}},
                                                 {"ZETA2", {CodeKind::zeta, 2}},
                                                 {"ZETA3", {CodeKind::zeta, 3}},
                                                 {"ZETA4", {CodeKind::zeta, 4}},
                                                 {"ZETA5", {CodeKind::zeta, 5}},
                                                 {"ZETA6", {CodeKind::zeta, 6}},
                                                 {"ZETA7", {CodeKind::zeta, 7}},
                                                 {"OMEGA", {CodeKind::omega}},
                                                 {"PI1", {CodeKind::pi, 1}},
                                                 {"PI2", {CodeKind::pi, 2}},
                                                 {"PI3", {CodeKind::pi, 3}},
                                                 {"PI4", {CodeKind::pi, 4}}}};

std::optional<Code> code_named(std::string_view name, std::uint32_t zeta_k) {
  if (name == "ZETA") return Code{CodeKind::zeta, zeta_k};
  if (name == "GOLOMB") return Code{CodeKind::golomb, zeta_k};
  if (name == "NIBBLE") return Code{CodeKind::nibble};
  for (const NamedCode& known : kNamedCodes) {
    if (known.name == name) return known.code;
  }
  return std::nullopt;
}

struct Component {
  std::string_view name;
  Code BvGraphCodes::*code;
};
constexpr std::array<Component, 7> kComponents{{{"OUTDEGREES", &BvGraphCodes::outdegrees},
                                                {"REFERENCES", &BvGraphCodes::references},
                                                {"BLOCK_COUNT", &BvGraphCodes::block_counts},
                                                {"BLOCKS", &BvGraphCodes::blocks},
                                                {"INTERVALS", &BvGraphCodes::intervals},
                                                {"RESIDUALS", &BvGraphCodes::residuals},
                                                {"OFFSETS", &BvGraphCodes::offsets}}};

Code BvGraphCodes::*component_named(std::string_view name) {
  for (const Component& known : kComponents) {
    if (known.name == name) return known.code;
  }
  return nullptr;
}

bool only_in_java(Code code) { return code.kind == CodeKind::golomb || code.kind == CodeKind::nibble; }
bool only_in_rust(Code code) { return code.kind == CodeKind::pi || code.kind == CodeKind::omega; }

void read_flag(std::string_view flag, const PropertyTable& table, std::uint32_t zeta_k, bool blocks_mean_counts,
               BvGraphProperties& properties) {
  const std::size_t end = flag.rfind('_');
  const std::string_view name = flag.substr(0, end);
  const auto member = component_named(name);
  const auto code = end == std::string_view::npos ? std::nullopt : code_named(flag.substr(end + 1), zeta_k);
  if (member == nullptr || !code) table.refuse("compressionflags", "a compression flag", in_quotes(flag));
  const bool offsets = member == &BvGraphCodes::offsets;
  if (offsets && code->kind != CodeKind::gamma && code->kind != CodeKind::delta) {
    table.refuse("compressionflags", "OFFSETS_GAMMA or OFFSETS_DELTA", in_quotes(flag));
  }
  if (properties.order == BitOrder::little && only_in_java(*code)) {
    table.refuse("compressionflags", "a code that is defined in little-endian order", in_quotes(flag));
  }
  properties.codes.*member = *code;
  if (blocks_mean_counts && member == &BvGraphCodes::blocks) properties.codes.block_counts = *code;
}

void read_codes(const PropertyTable& table, BvGraphProperties& properties) {
  const std::uint64_t zeta_k = table.number_or("zetak", 3);
  if (zeta_k == 0 || zeta_k > std::numeric_limits<std::int32_t>::max()) {
    table.refuse("zetak", "a zetak from 1 on", fmt::format("{}", zeta_k));
  }
  const std::uint32_t parameter = static_cast<std::uint32_t>(zeta_k);
  properties.codes.residuals.parameter = parameter;
  if (table.has("compressionflags")) {
    for (std::string_view flag : split(table.text("compressionflags"), '|')) {
      flag = trimmed(flag);
      if (!flag.empty()) read_flag(flag, table, parameter, table.has("endianness"), properties);
    }
  }
  for (const Component& component : kComponents) {
    const Code code = properties.codes.*component.code;
    if (code.kind == CodeKind::zeta && code.parameter > kMostZetaK) {
      table.refuse("zetak", fmt::format("a zetak of at most {}", kMostZetaK), fmt::format("{}", code.parameter));
    }
  }
}

void check_identity(const PropertyTable& table) {
  const std::string& graph_class = table.text("graphclass");
  if (!graph_class.ends_with(".BVGraph") && graph_class != "BVGraph") {
    table.refuse("graphclass", "the class it.unimi.dsi.webgraph.BVGraph", in_quotes(graph_class));
  }
  if (table.number("version") > 1) {
    table.refuse("version", "version 0 or 1", fmt::format("{}", table.number("version")));
  }
}

BitOrder read_order(const PropertyTable& table) {
  if (!table.has("endianness") || table.text("endianness") == "big") return BitOrder::big;
  if (table.text("endianness") == "little") return BitOrder::little;
  table.refuse("endianness", "big or little", in_quotes(table.text("endianness")));
}

/// The name of a code in flags; a plain ZETA in version 0, where zetak says which.
std::string name_of(Code code, int version) {
  if (code.kind == CodeKind::golomb) return "GOLOMB";
  if (code.kind == CodeKind::nibble) return "NIBBLE";
  if (code.kind == CodeKind::zeta && version == 0) return "ZETA";
  for (const NamedCode& known : kNamedCodes) {
    if (known.code == code) return std::string(known.name);
  }
  throw ArgumentError("this code has no name in BVGraph's properties");
}

}  // namespace

BvGraphProperties parse_bvgraph_properties(std::string_view text, const std::string& path) {
  const PropertyTable table(text, path);
  check_identity(table);
  BvGraphProperties properties;
  properties.path = path;
  properties.num_nodes = table.number("nodes");
  properties.num_arcs = table.number("arcs");
  if (properties.num_nodes > kMostNodes) {
    throw LimitError(fmt::format("{}: {} nodes, but node ids have 32 bits", path, properties.num_nodes));
  }
  if (properties.num_nodes == 0 ? properties.num_arcs > 0
                                : properties.num_arcs / properties.num_nodes > properties.num_nodes) {
    table.refuse("arcs", fmt::format("at most {0} * {0} arcs", properties.num_nodes),
                 fmt::format("{}", properties.num_arcs));
  }
  properties.window = table.number_or("windowsize", properties.window);
  properties.max_reference_chain = table.number_or("maxrefcount", properties.max_reference_chain);
  properties.min_interval = table.number_or("minintervallength", properties.min_interval);
  properties.order = read_order(table);
  read_codes(table, properties);
  return properties;
}

BvGraphFlags bvgraph_flags(const BvGraphCodes& codes, BitOrder order) {
  BvGraphFlags result;
  result.version = order == BitOrder::little ? 1 : 0;
  std::optional<std::uint32_t> parameter;
  for (const Component& component : kComponents) {
    const Code code = codes.*component.code;
    if (only_in_rust(code)) result.version = 1;
    if (code.kind != CodeKind::zeta && code.kind != CodeKind::golomb) continue;
    if (parameter && *parameter != code.parameter) result.version = 1;
    parameter = code.parameter;
  }
  result.zeta_k = parameter.value_or(3);
  for (const Component& component : kComponents) {
    const Code code = codes.*component.code;
    if (result.version == 1 && only_in_java(code)) {
      throw ArgumentError("Golomb and nibble codes do not go with what only webgraph-rs defines");
    }
    const bool plain_zeta = component.code == &BvGraphCodes::residuals && code.kind == CodeKind::zeta;
    const bool implied = code == BvGraphCodes().*component.code || (plain_zeta && result.version == 0);
    const bool said_by_blocks = result.version == 1 && component.code == &BvGraphCodes::block_counts;
    if (said_by_blocks && codes.block_counts != codes.blocks) {
      throw ArgumentError("webgraph-rs has one code for block counts and blocks");
    }
    if (implied || said_by_blocks) continue;
    if (!result.flags.empty()) result.flags += '|';
    result.flags += fmt::format("{}_{}", component.name, name_of(code, result.version));
  }
  return result;
}

}  // namespace orbweb
