#include "jobs/settings_reader.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

namespace orbweb {

namespace {

[[noreturn]] void refuse_kind(const Setting& setting, std::string_view key, std::string_view expected) {
  refuse(setting, fmt::format("{} for {}", expected, key), std::string(kind_of(setting)));
}

std::string text_of(const Setting& setting, std::string_view key) {
  const auto* text = std::get_if<std::string>(&setting.value);
  if (text == nullptr) refuse_kind(setting, key, "text");
  return *text;
}

}  // namespace

SettingsReader::SettingsReader(const Setting& table, std::string name) : table_(&table), name_(std::move(name)) {
  if (!std::holds_alternative<SettingTable>(table.value)) {
    refuse(table, fmt::format("a table for {}", name_), std::string(kind_of(table)));
  }
}

const Setting* SettingsReader::find(std::string_view key) {
  asked_.emplace_back(key);
  for (const SettingMember& member : std::get<SettingTable>(table_->value)) {
    if (member.key == key) return &member.setting;
  }
  return nullptr;
}

std::optional<std::string> SettingsReader::text(std::string_view key) {
  const Setting* const setting = find(key);
  if (setting == nullptr) return std::nullopt;
  return text_of(*setting, key);
}

std::optional<std::string> SettingsReader::choice(std::string_view key, std::span<const std::string> allowed) {
  const Setting* const setting = find(key);
  if (setting == nullptr) return std::nullopt;
  std::string text = text_of(*setting, key);
  if (std::find(allowed.begin(), allowed.end(), text) == allowed.end()) {
    refuse(*setting, fmt::format("{} to be one of {}", key, fmt::join(allowed, ", ")), orbweb::in_quotes(text));
  }
  return text;
}

std::optional<bool> SettingsReader::flag(std::string_view key) {
  const Setting* const setting = find(key);
  if (setting == nullptr) return std::nullopt;
  const bool* const flag = std::get_if<bool>(&setting->value);
  if (flag == nullptr) refuse_kind(*setting, key, "true or false");
  return *flag;
}

std::optional<std::int64_t> SettingsReader::integer(std::string_view key, std::int64_t least, std::int64_t most) {
  const Setting* const setting = find(key);
  if (setting == nullptr) return std::nullopt;
  const auto* integer = std::get_if<std::int64_t>(&setting->value);
  if (integer == nullptr) refuse_kind(*setting, key, "an integer");
  if (*integer < least || *integer > most) {
    refuse(*setting, fmt::format("{} from {} to {}", key, least, most), std::to_string(*integer));
  }
  return *integer;
}

std::optional<double> SettingsReader::number(std::string_view key, double least, double most) {
  const Setting* const setting = find(key);
  if (setting == nullptr) return std::nullopt;
  const auto* integer = std::get_if<std::int64_t>(&setting->value);
  const auto* exact = std::get_if<double>(&setting->value);
  if (integer == nullptr && exact == nullptr) refuse_kind(*setting, key, "a number");
  const double number = exact != nullptr ? *exact : static_cast<double>(*integer);
  if (!(number >= least && number <= most)) {
    refuse(*setting, fmt::format("{} from {} to {}", key, least, most), fmt::format("{}", number));
  }
  return number;
}

std::optional<std::vector<std::string>> SettingsReader::texts(std::string_view key) {
  const Setting* const setting = find(key);
  if (setting == nullptr) return std::nullopt;
  if (const auto* text = std::get_if<std::string>(&setting->value)) return std::vector{*text};
  const auto* list = std::get_if<SettingList>(&setting->value);
  if (list == nullptr) refuse_kind(*setting, key, "text or a list of texts");
  std::vector<std::string> texts;
  for (const Setting& element : *list) texts.push_back(text_of(element, key));
  return texts;
}

std::optional<SettingsReader> SettingsReader::table(std::string_view key, std::string name) {
  const Setting* const setting = find(key);
  if (setting == nullptr) return std::nullopt;
  return SettingsReader(*setting, std::move(name));
}

void SettingsReader::finish() const {
  for (const SettingMember& member : std::get<SettingTable>(table_->value)) {
    if (std::find(asked_.begin(), asked_.end(), member.key) != asked_.end()) continue;
    refuse(member.setting, fmt::format("a key of {}: {}", name_, fmt::join(asked_, ", ")),
           orbweb::in_quotes(member.key));
  }
}

void SettingsReader::refuse_missing(std::string_view key, std::string_view what) const {
  refuse(*table_, fmt::format("{} in {}: {}", key, name_, what), "none");
}

}  // namespace orbweb
