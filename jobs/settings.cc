#include "jobs/settings.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <utility>

namespace orbweb {

namespace {

Setting from_toml(const toml::node& node, const std::string& path);

SettingTable from_table(const toml::table& table, const std::string& path) {
  SettingTable members;
  for (const auto& [key, node] : table) members.push_back({std::string(key.str()), from_toml(node, path)});
  return members;
}

Setting from_toml(const toml::node& node, const std::string& path) {
  Setting setting{{}, path, fmt::format("line {}", node.source().begin.line)};
  if (const auto* table = node.as_table()) {
    setting.value = from_table(*table, path);
  } else if (const auto* array = node.as_array()) {
    SettingList list;
    for (const toml::node& element : *array) list.push_back(from_toml(element, path));
    setting.value = std::move(list);
  } else if (const auto* text = node.as_string()) {
    setting.value = text->get();
  } else if (const auto* integer = node.as_integer()) {
    setting.value = std::int64_t{integer->get()};
  } else if (const auto* number = node.as_floating_point()) {
    setting.value = number->get();
  } else if (const auto* flag = node.as_boolean()) {
    setting.value = flag->get();
  } else {
    refuse(setting, "text, a number, a flag, a list or a table", "a date or a time");
  }
  return setting;
}

Setting* find_member(SettingTable& table, std::string_view key) {
  const auto member =
      std::find_if(table.begin(), table.end(), [&](const SettingMember& candidate) { return candidate.key == key; });
  return member == table.end() ? nullptr : &member->setting;
}

/// The element or member `key` of `setting`; a member that is missing is made.
Setting& step(Setting& setting, const std::string& key, const std::string& assignment) {
  if (auto* table = std::get_if<SettingTable>(&setting.value)) {
    if (Setting* const member = find_member(*table, key)) return *member;
    table->push_back({key, Setting{SettingTable{}, assignment, ""}});
    return table->back().setting;
  }
  if (auto* list = std::get_if<SettingList>(&setting.value)) {
    std::size_t index = 0;
    const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), index);
    if (error == std::errc() && end == key.data() + key.size() && index < list->size()) return (*list)[index];
    throw ArgumentError(fmt::format("--set {}: expected a number below {} for {}, which is a list", assignment,
                                    list->size(), orbweb::in_quotes(key)));
  }
  throw ArgumentError(
      fmt::format("--set {}: {} would be within {}", assignment, orbweb::in_quotes(key), kind_of(setting)));
}

/// What stands right of "=": TOML, or text as it is.
Setting parse_value(const std::string& text, const std::string& source) {
  try {
    const toml::table table = toml::parse("value = " + text + "\n");
    if (table.size() == 1) {
      Setting setting = from_toml(*table.get("value"), source);
      setting.place.clear();
      return setting;
    }
  } catch (const toml::parse_error&) {
    // Text needs no quotation marks on a command line.
  }
  return {text, source, ""};
}

nlohmann::ordered_json json_of(const Setting& setting) {
  return std::visit(
      []<class T>(const T& value) -> nlohmann::ordered_json {
        if constexpr (std::is_same_v<T, SettingTable>) {
          auto object = nlohmann::ordered_json::object();
          for (const SettingMember& member : value) object[member.key] = json_of(member.setting);
          return object;
        } else if constexpr (std::is_same_v<T, SettingList>) {
          auto array = nlohmann::ordered_json::array();
          for (const Setting& element : value) array.push_back(json_of(element));
          return array;
        } else {
          return value;
        }
      },
      setting.value);
}

}  // namespace

std::string_view kind_of(const Setting& setting) {
  constexpr std::string_view kNames[] = {"a flag", "an integer", "a number", "text", "a list", "a table"};
  return kNames[setting.value.index()];
}

void refuse(const Setting& setting, std::string expected, std::string found) {
  throw LoadError(setting.source, setting.place, std::move(expected), std::move(found));
}

Setting parse_settings(std::string_view text, const std::string& path) {
  try {
    Setting root{from_table(toml::parse(text), path), path, "line 1"};
    return root;
  } catch (const toml::parse_error& error) {
    throw LoadError(path, fmt::format("line {}", error.source().begin.line), "TOML", std::string(error.description()));
  }
}

void override_setting(Setting& root, const std::string& assignment) {
  const std::size_t equals = assignment.find('=');
  if (equals == std::string::npos || equals == 0) {
    throw ArgumentError(fmt::format("--set: expected KEY.PATH=VALUE, found {}", orbweb::in_quotes(assignment)));
  }
  Setting* at = &root;
  for (std::size_t begin = 0; begin <= equals;) {
    const std::size_t end = std::min(assignment.find('.', begin), equals);
    if (end == begin) throw ArgumentError(fmt::format("--set: an empty key in {}", orbweb::in_quotes(assignment)));
    at = &step(*at, assignment.substr(begin, end - begin), assignment);
    begin = end + 1;
  }
  *at = parse_value(assignment.substr(equals + 1), "--set " + assignment);
}

std::string settings_json(const Setting& root) {
  return json_of(root).dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace orbweb
