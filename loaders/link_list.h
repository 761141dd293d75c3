// Text, one link per line:
//
//   source SEP target [SEP rel] [SEP count]
//
// SEP is a tab, "|", a comma or spaces, told per file by its first 100 lines of data: the one under which most of them
// have two to four fields of which the first two look like nodes (of equals the first in this order; with commas,
// fields may be quoted as in CSV). So a URL may hold a comma, "|" or "%20" where something else separates. A third
// field of digits is a count; between spaces, the last field is one if it is of digits. A first line whose fields are
// words for source and target (source, from, src, start, url ... / target, to, dst, end ...) is a header, tells the
// separator, and may name rel and count columns in any order; other columns are left out. "#" starts a comment line;
// line ends are LF or CRLF. rel is any mix of words in any case and order; nofollow, ugc or sponsored among them makes
// the link not followed, and all other words are ignored: a link with none of the three is followed. Nodes are URLs or
// host names (folded by a Fold), or non-negative integers: a graph without names.
#pragma once

#include <cstdint>
#include <deque>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "graph/builder.h"
#include "graph/control.h"
#include "graph/files.h"
#include "loaders/decompress.h"
#include "loaders/fold.h"
#include "loaders/line_blocks.h"
#include "loaders/link_list_format.h"
#include "loaders/load_report.h"

namespace orbweb {

struct LinkListOptions {
  bool strict = false;  ///< the first line that is not a link is a LoadError
};

/// One link list, open, and read as far as its first line of data.
class LinkListFile {
 public:
  /// Throws LoadError where the file is empty, binary or damaged, IoError where it cannot be read.
  LinkListFile(FileSystem& files, const std::filesystem::path& path);

  const std::string& name() const { return name_; }  ///< for messages
  const LinkListFormat& format() const { return detector_.format(); }
  /// See DecompressedFile::resembled().
  Compression resembled() const { return file_.resembled(); }

  /// Blocks of lines from the first line of data on; null after the last.
  std::unique_ptr<LineBlock> next();

  std::uint64_t bytes_read() const { return blocks_.bytes_read(); }        ///< after decompression
  std::uint64_t bytes_consumed() const { return file_.bytes_consumed(); }  ///< of the file itself

 private:
  void read_preamble();

  std::string name_;
  DecompressedFile file_;
  LineBlocks blocks_;
  FormatDetector detector_;
  std::deque<std::unique_ptr<LineBlock>> leading_;  ///< read already
};

/// The inputs of one job. The first is opened at once, since it tells what the nodes are, and stays open until it is
/// loaded: standard input can be read only once.
class LinkListInputs {
 public:
  /// Throws ArgumentError where there are none or "-" is named twice, and as LinkListFile.
  LinkListInputs(std::vector<std::filesystem::path> paths, FileSystem& files);

  /// Whether the first line of data that is a link links two integers: then all nodes of all inputs are numbers.
  bool has_numbers() const { return first_->format().numbered; }

  std::size_t size() const { return paths_.size(); }
  const std::vector<std::filesystem::path>& paths() const { return paths_; }
  /// Sizes of the files added up; 0 where one is a stream, whose size is not known.
  std::uint64_t total_bytes() const;
  /// Each once.
  std::unique_ptr<LinkListFile> take(std::size_t index);

 private:
  std::vector<std::filesystem::path> paths_;
  FileSystem& files_;
  std::unique_ptr<LinkListFile> first_;
};

/// Reads all inputs into `builder`: files in parallel, each cut into blocks of whole lines that are parsed in parallel.
/// `fold` is null for numbered nodes. Once for the same `inputs`. Throws LoadError for damaged or binary input, for an
/// input without a single link and, when strict, for any refused line; of several such inputs, for the first one.
LoadReport load_link_list(LinkListInputs& inputs, const Fold* fold, WebBuilder& builder, const LinkListOptions& options,
                          const Control& control);

}  // namespace orbweb
