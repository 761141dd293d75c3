#include "graph/web_writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "graph/checksum.h"
#include "graph/error.h"
#include "graph/parallel.h"
#include "graph/web_reader.h"

namespace orbweb {

namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kRowsPerPiece = 1 << 14;  // encoded by one task: references do not leave a piece
constexpr std::uint64_t kMostPendingRows = 1 << 16;
constexpr std::uint64_t kMostPendingArcs = 1 << 22;

/// Rows [first, last) of a block, by their places in it.
RowBlock piece_of(const RowBlock& rows, std::uint64_t first, std::uint64_t last) {
  RowBlock piece;
  piece.first = rows.first + first;
  for (std::uint64_t i = first; i < last; ++i) piece.offsets.push_back(rows.offsets[i + 1] - rows.offsets[first]);
  piece.targets.assign(rows.targets.data() + rows.offsets[first], rows.targets.data() + rows.offsets[last]);
  return piece;
}

std::uint64_t round_up(std::uint64_t value, std::uint64_t step) { return (value + step - 1) / step * step; }

void check_number(const char* what, std::uint64_t found, std::uint64_t expected) {
  if (found != expected) throw ArgumentError(fmt::format("web: expected {} {}, found {}", expected, what, found));
}

}  // namespace

WebWriter::WebWriter(fs::path path, const SaveOptions& options, FileSystem& files)
    : files_(files),
      path_(std::move(path)),
      temporary_(temporary_sibling(path_)),
      overwrite_(options.overwrite),
      derive_(options.derive),
      encoding_(options.encoding.empty() ? encodings().front() : encoding_named(options.encoding)) {
  check_can_save(path_, options, files_);
  remove_abandoned_siblings(files_, path_);
  files_.create_directory(temporary_);
  try {
    lock_ = files_.try_lock(temporary_);
  } catch (...) {
    remove_quietly(files_, temporary_);
    throw;
  }
}

WebWriter::~WebWriter() {
  if (temporary_.empty()) return;
  open_.clear();
  remove_quietly(files_, temporary_);
}

OutputFile& WebWriter::create(const std::string& name) {
  return *(open_[name] = std::make_unique<RecordedFile>(files_, temporary_ / name));
}

/// Chunks of rows being encoded, offsets of their blocks, and the set of followed arcs where it is no run.
std::uint64_t WebWriter::memory_for(const WebSize& size) {
  constexpr std::uint64_t kBuffers = std::uint64_t{48} << 20;
  return kBuffers + size.num_nodes + size.links / 16;
}

void WebWriter::add_names(SortedKeys keys) {
  if (!names_) {
    OutputFile& blocks = create(kNameBlocks);
    names_ = std::make_unique<NamesEncoder>(blocks, create(kNameIndex));
  }
  for (std::uint64_t i = 0; i < keys.size(); ++i) {
    const std::string_view key(keys.keys.data() + keys.offsets[i], keys.offsets[i + 1] - keys.offsets[i]);
    names_->add(key);
    fingerprint_.add_key(key);
  }
  num_names_ += keys.size();
}

void WebWriter::begin_rows(const WebSize& size) {
  num_nodes_ = size.num_nodes;
  const CreateStored creator = [this](const std::string& name) -> OutputFile& { return create(name); };
  successors_.encoder = encoding_.encoder("successors", num_nodes_, creator);
  predecessors_.encoder = encoding_.encoder("predecessors", num_nodes_, creator);
  link_counts_ = std::make_unique<LinkCountsEncoder>(create(kLinkCounts));
}

void WebWriter::add_rows(Rows& direction, const RowBlock& rows) {
  RowBlock& pending = direction.pending;
  const std::uint64_t base = pending.num_arcs();
  for (std::uint64_t i = 1; i < rows.offsets.size(); ++i) pending.offsets.push_back(base + rows.offsets[i]);
  pending.targets.insert(pending.targets.end(), rows.targets.begin(),
                         rows.targets.begin() + static_cast<std::ptrdiff_t>(rows.num_arcs()));
  if (pending.num_rows() >= kMostPendingRows || pending.num_arcs() >= kMostPendingArcs) encode_pending(direction);
}

void WebWriter::encode_pending(Rows& direction) {
  const RowBlock& rows = direction.pending;
  const std::uint64_t rows_per_piece = round_up(kRowsPerPiece, direction.encoder->rows_per_block());
  std::vector<std::unique_ptr<EncodedRows>> pieces((rows.num_rows() + rows_per_piece - 1) / rows_per_piece);
  parallel_for(pieces.size(), 1, [&](std::uint64_t first, std::uint64_t last) {
    for (std::uint64_t i = first; i < last; ++i) {
      const std::uint64_t begin = i * rows_per_piece;
      pieces[i] = direction.encoder->encode(piece_of(rows, begin, std::min(begin + rows_per_piece, rows.num_rows())));
    }
  });
  for (std::unique_ptr<EncodedRows>& piece : pieces) direction.encoder->append(std::move(piece));
  direction.num_rows += rows.num_rows();
  direction.num_arcs += rows.num_arcs();
  direction.pending.clear(direction.num_rows);
}

void WebWriter::add_successors(RowBlock rows, std::vector<std::uint32_t> counts, std::vector<std::uint8_t> followed) {
  add_rows(successors_, rows);
  followed_.append(followed);
  link_counts_->append(counts);
  fingerprint_.add_rows(rows);
  fingerprint_.add_link_counts(counts);
  fingerprint_.add_followed(followed);
}

void WebWriter::add_predecessors(RowBlock rows) { add_rows(predecessors_, rows); }

void WebWriter::close_files() {
  for (auto& [name, file] : open_) {
    file->sync();
    file->close();
    records_[name] = file->record();
  }
  open_.clear();
}

/// Adds to the files what the caller computes from the web so far.
void WebWriter::derive(const Manifest& manifest) {
  const Web web = WebReader(files_, temporary_, ReadMode::mapped, manifest).web();
  derive_(web, [this](const std::string& name) -> OutputFile& { return create(name); });
  close_files();
}

void WebWriter::write_manifest(const Manifest& manifest) {
  const std::string tables = checksum_tables(manifest);
  const std::string text = manifest_to_text(manifest, bytes_of(std::string_view(tables)));
  for (const auto& [name, content] : {std::pair(kChecksumsName, &tables), std::pair(kManifestName, &text)}) {
    const std::unique_ptr<OutputFile> file = files_.create(temporary_ / name);
    file->write(bytes_of(std::string_view(*content)));
    file->sync();
    file->close();
  }
  files_.sync_directory(temporary_);
}

void WebWriter::check_complete() const {
  check_number("rows of successors", successors_.num_rows, num_nodes_);
  check_number("rows of predecessors", predecessors_.num_rows, num_nodes_);
  check_number("arcs of predecessors", predecessors_.num_arcs, successors_.num_arcs);
  check_number("names", num_names_, names_ ? num_nodes_ : 0);
}

void WebWriter::finish(Provenance provenance) {
  for (Rows* direction : {&successors_, &predecessors_}) encode_pending(*direction);
  check_complete();
  successors_.encoder->finish();
  predecessors_.encoder->finish();
  link_counts_->finish();
  if (names_) names_->finish();
  const std::string followed = followed_.build().serialize();
  create(kFollowed).write(bytes_of(std::string_view(followed)));
  close_files();
  Manifest manifest{.num_nodes = num_nodes_,
                    .num_arcs = successors_.num_arcs,
                    .has_names = names_ != nullptr,
                    .encoding = std::string(encoding_.name),
                    .fingerprint = given_fingerprint_,
                    .provenance = std::move(provenance),
                    .files = records_};
  if (manifest.fingerprint.empty()) manifest.fingerprint = fingerprint_.hex(to_string(manifest.provenance.fold));
  if (derive_) derive(manifest);
  manifest.files = std::move(records_);
  write_manifest(manifest);
  publish();
}

void WebWriter::publish() {
  if (files_.exists(path_)) {
    if (!overwrite_) throw CreateError(fmt::format("cannot create {}: it exists", path_.string()));
    files_.exchange(temporary_, path_);
    files_.sync_directory(parent_folder(path_));  // before the old web goes
    remove_quietly(files_, temporary_);
  } else {
    files_.rename_new(temporary_, path_);
  }
  temporary_.clear();
  files_.sync_directory(parent_folder(path_));
}

void check_can_save(const fs::path& path, const SaveOptions& options, FileSystem& files) {
  check_can_create(files, path, options.overwrite);
  if (files.exists(path) && !is_web(files, path)) {
    throw CreateError(fmt::format("cannot replace {}: it is not a web", path.string()));
  }
  const fs::path probe = temporary_sibling(path);
  files.create_directory(probe);
  files.remove_all(probe);
}

}  // namespace orbweb
