#include "graph/codecs/csr_codec.h"

#include <fmt/format.h>

#include <cstring>
#include <utility>

#include "graph/checksum.h"
#include "graph/error.h"

namespace orbweb {

namespace {

struct PlainRows : EncodedRows {
  std::vector<std::uint64_t> ends;
  std::vector<NodeId> targets;
};

void check_bytes(const StoredBytes& file, std::uint64_t expected) {
  if (file.size() != expected) {
    throw LoadError(file.path(), "", fmt::format("{} bytes", expected), fmt::format("{} bytes", file.size()));
  }
}

}  // namespace

CsrEncoder::CsrEncoder(OutputFile& offsets, OutputFile& targets) : offsets_(offsets), targets_(targets) {
  offsets_.write(bytes_of(std::span<const ArcIndex>(&num_arcs_, 1)));
}

std::unique_ptr<EncodedRows> CsrEncoder::encode(const RowBlock& rows) const {
  auto encoded = std::make_unique<PlainRows>();
  encoded->ends.assign(rows.offsets.begin() + 1, rows.offsets.end());
  encoded->targets.assign(rows.targets.begin(), rows.targets.begin() + static_cast<std::ptrdiff_t>(rows.num_arcs()));
  return encoded;
}

void CsrEncoder::append(std::unique_ptr<EncodedRows> rows) {
  auto& plain = static_cast<PlainRows&>(*rows);
  for (std::uint64_t& end : plain.ends) end += num_arcs_;
  num_arcs_ += plain.targets.size();
  offsets_.write(bytes_of(std::span<const std::uint64_t>(plain.ends)));
  targets_.write(bytes_of(std::span<const NodeId>(plain.targets)));
}

CsrAdjacency::CsrAdjacency(StoredBytes offsets, StoredBytes targets, std::uint64_t num_nodes, std::uint64_t num_arcs)
    : offsets_(std::move(offsets)), targets_(std::move(targets)), num_nodes_(num_nodes), num_arcs_(num_arcs) {
  check_bytes(offsets_, (num_nodes_ + 1) * sizeof(ArcIndex));
  check_bytes(targets_, num_arcs_ * sizeof(NodeId));
}

ArcIndex CsrAdjacency::first_arc(std::uint64_t node) const {
  ArcIndex arc = 0;
  std::memcpy(&arc, offsets_.at(node * sizeof arc, sizeof arc).data(), sizeof arc);
  return arc;
}

void CsrAdjacency::check_row(std::uint64_t node, std::span<const NodeId> row) const {
  for (std::size_t i = 0; i < row.size(); ++i) {
    if (row[i] < num_nodes_ && (i == 0 || row[i] > row[i - 1])) continue;
    throw LoadError(targets_.path(), fmt::format("row {}", node), fmt::format("rising nodes below {}", num_nodes_),
                    std::to_string(row[i]));
  }
}

void CsrAdjacency::read_row(NodeId node, std::vector<NodeId>& row) const {
  RowBlock rows;
  read_rows(node, std::uint64_t{node} + 1, rows);
  row = std::move(rows.targets);
}

void CsrAdjacency::read_rows(std::uint64_t first, std::uint64_t last, RowBlock& rows) const {
  rows.clear(first);
  const ArcIndex begin = first_arc(first);
  ArcIndex end = begin;
  for (std::uint64_t node = first; node < last; ++node) {
    const ArcIndex next = first_arc(node + 1);
    if (next < end || next > num_arcs_) {
      throw LoadError(offsets_.path(), fmt::format("row {}", node), "rising offsets", std::to_string(next));
    }
    end = next;
    rows.offsets.push_back(end - begin);
  }
  const std::span<const char> bytes = targets_.at(begin * sizeof(NodeId), (end - begin) * sizeof(NodeId));
  rows.targets.resize(end - begin);
  if (!bytes.empty()) std::memcpy(rows.targets.data(), bytes.data(), bytes.size());
  for (std::uint64_t i = 0; i < rows.num_rows(); ++i) check_row(first + i, rows[i]);
}

}  // namespace orbweb
