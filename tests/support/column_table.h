// Tables in columns that tests write down.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "columns/column_file.h"
#include "graph/memory_file.h"

namespace orbweb::test {

/// Made column by column, all of the same length.
class ColumnTable {
 public:
  ColumnTable& text(const std::string& name, const std::vector<std::string>& values) {
    columns_.push_back({name, ColumnType::text});
    std::string bytes;
    std::vector<std::int32_t> offsets = {0};
    for (const std::string& value : values) {
      bytes += value;
      offsets.push_back(static_cast<std::int32_t>(bytes.size()));
    }
    texts_.push_back(bytes);
    offsets_.push_back(offsets);
    places_.push_back(texts_.size() - 1);
    return *this;
  }
  ColumnTable& integers(const std::string& name, const std::vector<std::uint64_t>& values) {
    columns_.push_back({name, ColumnType::integer});
    integers_.push_back(values);
    places_.push_back(integers_.size() - 1);
    return *this;
  }
  ColumnTable& numbers(const std::string& name, const std::vector<double>& values) {
    columns_.push_back({name, ColumnType::number});
    numbers_.push_back(values);
    places_.push_back(numbers_.size() - 1);
    return *this;
  }

  ColumnTable& metadata(const std::string& key, const std::string& value) {
    metadata_[key] = value;
    return *this;
  }

  /// The rows `times` over, each time as a part of its own.
  std::string bytes(ColumnFormat format, int times = 1) const {
    MemoryFile file;
    const auto writer = ColumnFileWriter::make(format, columns_, metadata_, file);
    std::vector<ColumnPart> part;
    for (std::size_t i = 0; i < columns_.size(); ++i) part.push_back(part_of(i));
    for (int i = 0; i < times; ++i) writer->write(part);
    writer->finish();
    const std::vector<char> bytes = file.take();
    return {bytes.begin(), bytes.end()};
  }

 private:
  ColumnPart part_of(std::size_t column) const {
    const std::size_t place = places_[column];
    if (columns_[column].type == ColumnType::integer) return std::span(integers_[place]);
    if (columns_[column].type == ColumnType::number) return std::span(numbers_[place]);
    return TextValues{offsets_[place], texts_[place]};
  }

  std::vector<ColumnInfo> columns_;
  std::map<std::string, std::string> metadata_;
  std::vector<std::size_t> places_;
  std::vector<std::string> texts_;
  std::vector<std::vector<std::int32_t>> offsets_;
  std::vector<std::vector<std::uint64_t>> integers_;
  std::vector<std::vector<double>> numbers_;
};

}  // namespace orbweb::test
