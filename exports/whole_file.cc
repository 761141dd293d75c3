#include "exports/whole_file.h"

#include <utility>

namespace orbweb {

WholeFile::WholeFile(std::filesystem::path path, OutputCompression compression, bool overwrite, FileSystem& files)
    : files_(files), path_(std::move(path)), temporary_(temporary_sibling(path_)), overwrite_(overwrite) {
  check_can_write_file(files_, path_, overwrite_);
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
  if (!file_) return;
  writer_->finish();
  file_->sync();
  file_->close();
  writer_.reset();
  file_.reset();
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

/// An old file moves away, so that what replaces it can be taken back.
void WholeFile::set_old_aside() {
  if (!overwrite_ || !files_.exists(path_)) return;
  const std::filesystem::path aside = temporary_sibling(path_);
  files_.rename(path_, aside);
  aside_ = aside;
}

void WholeFile::take_back() noexcept {
  if (temporary_.empty()) remove_quietly(files_, path_);
}

void WholeFile::bring_old_back() noexcept {
  if (aside_.empty()) return;
  try {
    files_.rename(aside_, path_);
    aside_.clear();
  } catch (...) {
    // It stays under its temporary name; the error that brought us here is the one to report.
    return;
  }
}

void publish_together(std::initializer_list<WholeFile*> parts) {
  for (WholeFile* const part : parts) part->finish();
  const WholeFile& last = **(parts.end() - 1);
  try {
    for (auto part = parts.end(); part != parts.begin();) (*--part)->set_old_aside();
    for (WholeFile* const part : parts) part->move_into_place();
    last.files_.sync_directory(parent_folder(last.path_));
  } catch (...) {
    for (auto part = parts.end(); part != parts.begin();) (*--part)->take_back();
    for (WholeFile* const part : parts) part->bring_old_back();
    throw;
  }
  for (WholeFile* const part : parts) {
    if (!part->aside_.empty()) remove_quietly(last.files_, part->aside_);
  }
}

}  // namespace orbweb
