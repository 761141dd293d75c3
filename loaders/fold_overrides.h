// A user's own rules for folding hosts to domains; the format stands in fold.h.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace orbweb {

class FoldOverrides {
 public:
  /// Throws IoError, or LoadError naming the line.
  explicit FoldOverrides(const std::filesystem::path& path);

  /// The domain of a canonical host by the longest rule at or above it: empty where the rule makes it a public suffix,
  /// nothing where no rule applies. The result lives as long as `host` and this. An IP address has nothing above it.
  std::optional<std::string_view> domain_of(std::string_view host) const;

  /// The domains that rules name, each with its line, in the order of lines.
  std::vector<std::pair<std::string_view, std::uint64_t>> domains() const;

  /// Of the file's bytes, "xxh3:" and 16 hexadecimal digits.
  const std::string& hash() const { return hash_; }

 private:
  struct Rule {
    std::string domain;  ///< empty: the name is a public suffix
    std::uint64_t line;
  };
  struct StringHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };

  void add_line(const std::string& path, std::uint64_t number, std::string_view line);

  std::unordered_map<std::string, Rule, StringHash, std::equal_to<>> rules_;
  std::size_t longest_ = 0;  ///< bytes of the longest name with a rule
  std::string hash_;
};

}  // namespace orbweb
