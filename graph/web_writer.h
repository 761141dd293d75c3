// Writes a web into a folder as its parts come, whole or not at all.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "graph/encoding.h"
#include "graph/files.h"
#include "graph/index_set.h"
#include "graph/link_counts.h"
#include "graph/manifest.h"
#include "graph/names_encoder.h"
#include "graph/stored_file.h"
#include "graph/web.h"
#include "graph/web_fingerprint.h"
#include "graph/web_sink.h"

namespace orbweb {

/// Makes files out of a web that is whole but not yet seen by readers, to be kept with it and found by Web::derived().
using DeriveFiles = std::function<void(const Web& web, const CreateStored& create)>;

struct SaveOptions {
  bool overwrite = false;   ///< replace an existing web (never anything that is not a web)
  std::string encoding;     ///< of the rows: a name of encodings(), or empty for the default
  DeriveFiles derive = {};  ///< empty: nothing is kept with the web
};

/// A temporary sibling of `path` is filled, synced and renamed by finish(); destroying the writer before that leaves
/// nothing behind, and what a killed process left is removed by the next writer of `path`. Rows are encoded in
/// parallel. Holds a few blocks of rows and a compressed set of followed arcs.
class WebWriter : public WebSink {
 public:
  /// Throws CreateError where `path` may not be replaced or its folder cannot be written.
  WebWriter(std::filesystem::path path, const SaveOptions& options, FileSystem& files);
  ~WebWriter() override;

  static std::uint64_t memory_for(const WebSize& size);
  std::uint64_t memory(const WebSize& size) const override { return memory_for(size); }
  void add_names(SortedKeys keys) override;
  void begin_rows(const WebSize& size) override;
  void add_successors(RowBlock rows, std::vector<std::uint32_t> counts, std::vector<std::uint8_t> followed) override;
  void add_predecessors(RowBlock rows) override;
  /// Readers see the web from here on.
  void finish(Provenance provenance) override;

  /// Records `fingerprint`, known from elsewhere, in place of the one of what comes. Before finish().
  void set_fingerprint(std::string fingerprint) { given_fingerprint_ = std::move(fingerprint); }
  std::uint64_t num_nodes() const { return num_nodes_; }
  std::uint64_t num_arcs() const { return successors_.num_arcs; }

 private:
  /// One direction on its way to the disk.
  struct Rows {
    std::unique_ptr<AdjacencyEncoder> encoder;
    RowBlock pending;  ///< rows that wait until there are enough for all threads
    std::uint64_t num_rows = 0;
    std::uint64_t num_arcs = 0;
  };

  OutputFile& create(const std::string& name);
  static void add_rows(Rows& direction, const RowBlock& rows);
  static void encode_pending(Rows& direction);
  void close_files();
  void check_complete() const;
  void publish();
  void derive(const Manifest& manifest);
  void write_manifest(const Manifest& manifest);

  FileSystem& files_;
  std::filesystem::path path_;
  std::filesystem::path temporary_;
  std::shared_ptr<void> lock_;  ///< tells others that the temporary folder is in use
  bool overwrite_;
  DeriveFiles derive_;
  const Encoding& encoding_;

  std::map<std::string, std::unique_ptr<RecordedFile>> open_;
  std::map<std::string, FileRecord> records_;
  std::uint64_t num_nodes_ = 0;
  std::uint64_t num_names_ = 0;
  std::unique_ptr<NamesEncoder> names_;
  std::unique_ptr<LinkCountsEncoder> link_counts_;
  Rows successors_, predecessors_;
  IndexSetBuilder followed_;
  WebFingerprint fingerprint_;
  std::string given_fingerprint_;
};

/// Throws CreateError at once if a WebWriter would refuse `path`: asked before long work.
void check_can_save(const std::filesystem::path& path, const SaveOptions& options,
                    FileSystem& files = real_file_system());

}  // namespace orbweb
