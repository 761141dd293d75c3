// Sorted names on disk, front-coded, each with its temporary id:
//
//   varint(bytes shared with the name before)  varint(bytes that follow)  those bytes  id (4 bytes)
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "graph/adjacency.h"
#include "graph/build/name_table.h"
#include "graph/build/spill_file.h"

namespace orbweb {

SpilledBytes write_names(SpillFile& file, const std::vector<NameRecord>& sorted);

/// Reads a run name by name.
class NameRunReader {
 public:
  NameRunReader(const SpillFile& file, SpilledBytes run, std::size_t buffer_size)
      : reader_(file, std::move(run), buffer_size) {}

  /// Goes to the next name, from before the first. False at the end. Throws IoError.
  bool next();
  const std::string& key() const { return key_; }
  NodeId id() const { return id_; }

 private:
  std::uint64_t read_varint();

  SpillReader reader_;
  std::string key_;
  NodeId id_ = 0;
};

}  // namespace orbweb
