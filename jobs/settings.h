// A job file as a tree of values that know where they stand: the one door to toml++.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "graph/error.h"

namespace orbweb {

struct Setting;
struct SettingMember;
using SettingList = std::vector<Setting>;
using SettingTable = std::vector<SettingMember>;  ///< in the order of keys

struct Setting {
  std::variant<bool, std::int64_t, double, std::string, SettingList, SettingTable> value;
  std::string source;  ///< the file, or the override as it was given
  std::string place;   ///< "line 12"; empty for an override
};

struct SettingMember {
  std::string key;
  Setting setting;
};

/// "a flag", "text" ...: what a value is, for messages.
std::string_view kind_of(const Setting& setting);

/// Throws LoadError at `setting`.
[[noreturn]] void refuse(const Setting& setting, std::string expected, std::string found);

/// TOML 1.0 (toml.io). Throws LoadError with the line for what is no TOML, and for dates and times, which no job has.
Setting parse_settings(std::string_view text, const std::string& path);

/// `assignment` is "key.path=value" as on the command line: keys joined by dots, members of a list by their number from
/// 0 ("scores.0.options.alpha=0.9"); tables on the way are made where they are missing. The value is TOML, or text
/// where it is none. Throws ArgumentError for what is no assignment, and where the path leads through a value that is
/// no table.
void override_setting(Setting& root, const std::string& assignment);

/// The tree as JSON, keys in their order: what a job came to, overrides included.
std::string settings_json(const Setting& root);

}  // namespace orbweb
