#include "loaders/npz.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <utility>

#include "graph/error.h"
#include "loaders/npy_array.h"
#include "loaders/zip_archive.h"

namespace orbweb {

namespace {

constexpr std::uint64_t kArcsPerCheck = std::uint64_t{1} << 16;

class NpzLoad {
 public:
  NpzLoad(GraphInputs& inputs, ArcSink& sink)
      : inputs_(inputs),
        archive_(inputs.files(), inputs.paths().front()),
        sink_(sink),
        arcs_(sink),
        file_size_(inputs.files().file_size(inputs.paths().front())) {}

  std::uint64_t run() {
    const std::string format = read_format();
    read_shape();
    sink_.set_num_nodes_at_least(std::max(rows_, columns_));
    if (format == "coo") {
      load_coordinates();
    } else if (format == "csr" || format == "csc") {
      load_compressed(format == "csr");
    } else {
      throw LoadError(archive_.name(), "", "a sparse matrix of format csr, csc or coo", orbweb::in_quotes(format));
    }
    arcs_.flush();
    return arcs_.num_arcs();
  }

 private:
  NpyArray array(const std::string& name) const {
    const std::string entry = name + ".npy";
    if (!archive_.has(entry)) {
      throw LoadError(archive_.name(), "", "a sparse matrix of scipy.sparse.save_npz",
                      "no " + entry + " in the archive");
    }
    return {archive_.open(entry), archive_.name() + ":" + entry};
  }
  NpyArray integer_array(const std::string& name) const {
    NpyArray values = array(name);
    if (!values.header().is_integer()) throw LoadError(values.name(), "", "integers", "another type");
    return values;
  }

  std::string read_format() const;
  void read_shape();
  void load_coordinates();
  void load_compressed(bool by_row);
  std::optional<NpyArray> followed_array(std::uint64_t length) const;
  void check_length(const NpyArray& values, std::uint64_t length) const;
  void count_arc(std::uint64_t num_arcs);

  GraphInputs& inputs_;
  ZipArchive archive_;
  ArcSink& sink_;
  ArcBatch arcs_;
  std::uint64_t rows_ = 0;
  std::uint64_t columns_ = 0;
  std::uint64_t arcs_seen_ = 0;
  const std::uint64_t file_size_;
  std::uint64_t consumed_ = 0;
};

/// Bytes in recent files, text (four bytes a character) in old ones.
std::string NpzLoad::read_format() const {
  NpyArray format = array("format");
  const NpyHeader& header = format.header();
  if (!header.shape.empty() || (header.kind != 'S' && header.kind != 'U')) {
    throw LoadError(format.name(), "", "a string", "another type");
  }
  const std::string bytes(format.next(), static_cast<std::size_t>(header.element_size));
  format.expect_end();
  std::string text;
  std::copy_if(bytes.begin(), bytes.end(), std::back_inserter(text), [](char c) { return c != '\0'; });
  return text;
}

void NpzLoad::read_shape() {
  NpyArray shape = integer_array("shape");
  check_length(shape, 2);
  rows_ = shape.next_index(kNodeNumberLimit);
  columns_ = shape.next_index(kNodeNumberLimit);
  shape.expect_end();
}

void NpzLoad::check_length(const NpyArray& values, std::uint64_t length) const {
  if (values.length() == length) return;
  throw LoadError(values.name(), "", std::to_string(length) + " elements", std::to_string(values.length()));
}

/// Archives are not read through GraphFile, which would do this. The file counts as used as far as its arcs are.
void NpzLoad::count_arc(std::uint64_t num_arcs) {
  if (++arcs_seen_ % kArcsPerCheck != 0 && arcs_seen_ != num_arcs) return;
  inputs_.control().check();
  const double share = static_cast<double>(arcs_seen_) / static_cast<double>(num_arcs);
  const auto consumed = static_cast<std::uint64_t>(share * static_cast<double>(file_size_));
  inputs_.count(0, consumed - std::exchange(consumed_, consumed));
}

void NpzLoad::load_coordinates() {
  NpyArray row = integer_array("row");
  NpyArray column = integer_array("col");
  NpyArray data = array("data");
  if (!data.header().is_value()) throw LoadError(data.name(), "", "numbers", "another type");
  check_length(column, row.length());
  check_length(data, row.length());
  for (std::uint64_t i = row.length(); i > 0; --i) {
    if (rows_ == 0 || columns_ == 0) row.fail("no elements in an empty matrix", "one");
    const std::uint64_t source = row.next_index(rows_ - 1);
    const std::uint64_t target = column.next_index(columns_ - 1);
    arcs_.add(source, target, data.next_count());
    count_arc(row.length());
  }
  for (NpyArray* const values : {&row, &column, &data}) values->expect_end();
}

/// The flags that orbweb convert adds to a matrix, in the order of its data; absent in others.
std::optional<NpyArray> NpzLoad::followed_array(std::uint64_t length) const {
  if (!archive_.has("followed.npy")) return std::nullopt;
  std::optional<NpyArray> flags(array("followed"));
  if (flags->header().kind != 'b' || flags->header().element_size != 1)
    throw LoadError(flags->name(), "", "booleans", "another type");
  check_length(*flags, length);
  return flags;
}

void NpzLoad::load_compressed(bool by_row) {
  const std::uint64_t lines = by_row ? rows_ : columns_;
  const std::uint64_t across = by_row ? columns_ : rows_;
  NpyArray offsets = integer_array("indptr");
  NpyArray indices = integer_array("indices");
  NpyArray data = array("data");
  if (!data.header().is_value()) throw LoadError(data.name(), "", "numbers", "another type");
  check_length(offsets, lines + 1);
  check_length(data, indices.length());
  std::optional<NpyArray> flags = followed_array(indices.length());
  std::uint64_t begin = offsets.next_index(0);
  for (std::uint64_t line = 0; line < lines; ++line) {
    const std::uint64_t end = offsets.next_index(indices.length());
    if (end < begin) offsets.fail("an offset from " + std::to_string(begin) + " on", std::to_string(end));
    if (end > begin && across == 0) offsets.fail("no elements in an empty matrix", "some");
    for (; begin < end; ++begin) {
      const std::uint64_t other = indices.next_index(across - 1);
      const std::uint32_t count = data.next_count();
      arcs_.add(by_row ? line : other, by_row ? other : line, count, !flags || *flags->next() != 0);
      count_arc(indices.length());
    }
  }
  if (begin != indices.length()) {
    offsets.fail("the number of elements, " + std::to_string(indices.length()) + ", as last offset",
                 std::to_string(begin));
  }
  for (NpyArray* const values : {&offsets, &indices, &data}) values->expect_end();
  if (flags) flags->expect_end();
}

}  // namespace

LoadedGraph load_npz(GraphInputs& inputs, ArcSink& sink) { return {.links = NpzLoad(inputs, sink).run()}; }

}  // namespace orbweb
