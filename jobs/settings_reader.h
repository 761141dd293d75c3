// Takes what a table of settings has, key by key. The keys that are asked for are the ones that are allowed: a table
// that has others is refused with a list of them.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "jobs/settings.h"

namespace orbweb {

class SettingsReader {
 public:
  /// `name` is what messages call the table: "[limits]", or "a job" for the root. Throws LoadError where `table` is
  /// none.
  SettingsReader(const Setting& table, std::string name);

  /// Null where the table does not have the key. Every key is asked for once.
  const Setting* find(std::string_view key);

  // The value, or nothing where there is none. Throw LoadError naming line, key, what is allowed and what was found.
  std::optional<std::string> text(std::string_view key);
  std::optional<std::string> choice(std::string_view key, std::span<const std::string> allowed);
  std::optional<bool> flag(std::string_view key);
  std::optional<std::int64_t> integer(std::string_view key, std::int64_t least, std::int64_t most);
  std::optional<double> number(std::string_view key, double least, double most);
  std::optional<std::vector<std::string>> texts(std::string_view key);  ///< one text counts as a list of one
  /// The table of that key; nothing where there is none.
  std::optional<SettingsReader> table(std::string_view key, std::string name);

  /// Throws LoadError where something is left that nobody asked for.
  void finish() const;

  const Setting& setting() const { return *table_; }
  [[noreturn]] void refuse_missing(std::string_view key, std::string_view what) const;

 private:
  const Setting* table_;
  std::string name_;
  std::vector<std::string> asked_;
};

}  // namespace orbweb
