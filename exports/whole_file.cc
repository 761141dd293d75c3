#include "exports/whole_file.h"

#include <utility>
#include <vector>

namespace orbweb {

WholeFile::WholeFile(std::filesystem::path path, OutputCompression compression, bool overwrite, FileSystem& files)
    : files_(files), path_(std::move(path)), temporary_(temporary_sibling(path_)), overwrite_(overwrite) {
  check_can_create(files_, path_, overwrite_);
  remove_abandoned_siblings(files_, path_);
  file_ = files_.create(temporary_);
  writer_ = CompressedWriter::make(compression, *file_);
}

WholeFile::~WholeFile() {
  if (temporary_.empty()) return;
  writer_.reset();
  file_.reset();
  remove_quietly(files_, temporary_);
}

void WholeFile::finish() {
  writer_->finish();
  file_->sync();
  file_->close();
}

void WholeFile::move_into_place() {
  if (overwrite_) {
    files_.rename(temporary_, path_);
  } else {
    files_.rename_new(temporary_, path_);
  }
  temporary_.clear();
}

void WholeFile::publish() {
  finish();
  move_into_place();
  files_.sync_directory(parent_folder(path_));
}

void publish_together(std::initializer_list<WholeFile*> parts) {
  for (WholeFile* const part : parts) part->finish();
  const WholeFile& last = **(parts.end() - 1);
  if (last.overwrite_ && last.files_.exists(last.path_)) last.files_.remove_all(last.path_);
  std::vector<WholeFile*> placed;
  try {
    for (WholeFile* const part : parts) {
      part->move_into_place();
      placed.push_back(part);
    }
    last.files_.sync_directory(parent_folder(last.path_));
  } catch (...) {
    for (auto part = placed.rbegin(); part != placed.rend(); ++part) remove_quietly(last.files_, (*part)->path_);
    throw;
  }
}

}  // namespace orbweb
