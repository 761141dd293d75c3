// A graph as SciPy keeps sparse matrices: an archive of NumPy arrays.
#include <fmt/format.h>

#include <cstdint>
#include <limits>

#include "exports/graph_writers.h"
#include "exports/zip_writer.h"
#include "graph/transform/row_stream.h"

namespace orbweb {

namespace {

/// The header of a .npy file, version 1.0 (numpy/lib/format.py): padded so that data start at a multiple of 64.
std::string npy_header(std::string_view type, std::string_view shape) {
  constexpr std::size_t kAlignment = 64;
  constexpr std::string_view kMagic("\x93NUMPY\x01\x00", 8);
  std::string text = fmt::format("{{'descr': '{}', 'fortran_order': False, 'shape': {}, }}", type, shape);
  const std::size_t used = kMagic.size() + sizeof(std::uint16_t) + text.size() + 1;
  text.append((kAlignment - used % kAlignment) % kAlignment, ' ').append(1, '\n');
  const auto length = static_cast<std::uint16_t>(text.size());
  return std::string(kMagic).append(reinterpret_cast<const char*>(&length), sizeof length).append(text);
}

std::string vector_shape(std::uint64_t size) { return fmt::format("({},)", size); }

template <class Number>
void append_raw(std::string& bytes, Number number) {
  bytes.append(reinterpret_cast<const char*>(&number), sizeof number);
}

class NpzFile {
 public:
  NpzFile(const GraphExport& graph, WholeFile& file)
      : graph_(graph),
        zip_(file),
        is_wide_(graph.web.num_arcs() > kMostNarrow || graph.web.num_nodes() > kMostNarrow) {}

  void write() {
    const std::uint64_t n = graph_.web.num_nodes();
    write_arcs("indices", index_type(), Labels::leave_out, [&](const LabelledRows& block, std::string& bytes) {
      for (std::uint64_t arc = 0; arc < block.rows.num_arcs(); ++arc) append_index(bytes, block.rows.targets[arc]);
    });
    begin("indptr", index_type(), vector_shape(n + 1));
    write_indptr(n);
    zip_.end_entry();
    write_small("format", "|S3", "()", "csr");
    std::string shape;
    append_raw(shape, n);
    append_raw(shape, n);
    write_small("shape", "<i8", "(2,)", shape);
    write_arcs("data", "<u4", Labels::keep, [](const LabelledRows& block, std::string& bytes) {
      for (const std::uint32_t count : block.link_counts) append_raw(bytes, count);
    });
    write_arcs("followed", "|b1", Labels::keep, [](const LabelledRows& block, std::string& bytes) {
      for (const std::uint8_t flag : block.followed) append_raw(bytes, flag);
    });
    zip_.finish();
  }

 private:
  static constexpr std::uint64_t kMostNarrow = std::numeric_limits<std::int32_t>::max();

  std::string_view index_type() const { return is_wide_ ? "<i8" : "<i4"; }
  void append_index(std::string& bytes, std::uint64_t index) const {
    if (is_wide_) {
      append_raw(bytes, index);
    } else {
      append_raw(bytes, static_cast<std::uint32_t>(index));
    }
  }

  void begin(std::string_view name, std::string_view type, std::string_view shape) {
    zip_.begin_entry(fmt::format("{}.npy", name));
    zip_.write(npy_header(type, shape));
  }

  void write_small(std::string_view name, std::string_view type, std::string_view shape, std::string_view data) {
    begin(name, type, shape);
    zip_.write(data);
    zip_.end_entry();
  }

  void write_indptr(std::uint64_t num_nodes) {
    std::string bytes;
    for (std::uint64_t node = 0; node <= num_nodes; ++node) {
      append_index(bytes, graph_.web.successors().first_arc(node));
      if (bytes.size() < kFlushSize && node < num_nodes) continue;
      zip_.write(bytes);
      bytes.clear();
    }
  }

  template <class Format>
  void write_arcs(std::string_view name, std::string_view type, Labels labels, Format&& format) {
    begin(name, type, vector_shape(graph_.web.num_arcs()));
    std::string bytes;
    stream_rows(RowView::successors(graph_.web, nullptr, {}), labels, graph_.control, [&](const LabelledRows& block) {
      bytes.clear();
      format(block, bytes);
      zip_.write(bytes);
    });
    zip_.end_entry();
  }

  static constexpr std::size_t kFlushSize = std::size_t{1} << 20;

  const GraphExport& graph_;
  ZipWriter zip_;
  bool is_wide_;
};

}  // namespace

void write_npz(const GraphExport& graph) {
  WholeFile file(graph.path, OutputCompression::none, graph.overwrite, graph.files);
  NpzFile(graph, file).write();
  file.publish();
}

}  // namespace orbweb
