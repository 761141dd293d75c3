#include "loaders/zip_archive.h"

#include <zip.h>

#include <utility>

#include "graph/error.h"
#include "loaders/decompress.h"

namespace orbweb {

namespace {

constexpr std::string_view kExpected = "a zip archive";

class ZipEntry : public InputFile {
 public:
  ZipEntry(zip_file_t* file, std::string name) : file_(file), name_(std::move(name)) {}
  ~ZipEntry() override { zip_fclose(file_); }
  ZipEntry(const ZipEntry&) = delete;
  ZipEntry& operator=(const ZipEntry&) = delete;

  std::size_t read(std::span<char> buffer) override {
    const zip_int64_t count = zip_fread(file_, buffer.data(), buffer.size());
    if (count < 0) throw LoadError(name_, "", "intact data", zip_error_strerror(zip_file_get_error(file_)));
    return static_cast<std::size_t>(count);
  }

 private:
  zip_file_t* file_;
  std::string name_;
};

std::string text_of(zip_error_t& error) {
  std::string text = zip_error_strerror(&error);
  zip_error_fini(&error);
  return text;
}

}  // namespace

struct ZipArchive::State {
  std::shared_ptr<const char> bytes;
  zip_t* archive = nullptr;
  ~State() {
    if (archive != nullptr) zip_discard(archive);
  }
};

ZipArchive::ZipArchive(FileSystem& files, const std::filesystem::path& path)
    : name_(input_name(path)), state_(std::make_unique<State>()) {
  const std::uint64_t size = path == "-" ? 0 : files.file_size(path);
  if (size == 0) throw LoadError(name_, "", std::string(kExpected) + " in a regular file", "a stream or an empty file");
  state_->bytes = files.map(path, size);
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* const source = zip_source_buffer_create(state_->bytes.get(), size, 0, &error);
  if (source == nullptr) throw LoadError(name_, "", std::string(kExpected), text_of(error));
  state_->archive = zip_open_from_source(source, ZIP_RDONLY, &error);
  if (state_->archive == nullptr) {
    zip_source_free(source);
    throw LoadError(name_, "", std::string(kExpected), text_of(error));
  }
  zip_error_fini(&error);
}

ZipArchive::~ZipArchive() = default;

bool ZipArchive::has(const std::string& entry) const { return zip_name_locate(state_->archive, entry.c_str(), 0) >= 0; }

std::unique_ptr<InputFile> ZipArchive::open(const std::string& entry) const {
  zip_file_t* const file = zip_fopen(state_->archive, entry.c_str(), 0);
  if (file == nullptr) {
    throw LoadError(name_, "", "an entry " + entry, zip_error_strerror(zip_get_error(state_->archive)));
  }
  return std::make_unique<ZipEntry>(file, name_ + ":" + entry);
}

}  // namespace orbweb
