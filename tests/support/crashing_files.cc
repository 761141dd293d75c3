#include "support/crashing_files.h"

#include <utility>

#include "support/data.h"

namespace orbweb::test {

namespace fs = std::filesystem;

class CrashingFileSystem::Output : public OutputFile {
 public:
  Output(CrashingFileSystem& files, std::unique_ptr<OutputFile> file, Content content)
      : files_(files), file_(std::move(file)), content_(std::move(content)) {}

  void write(std::span<const char> bytes) override {
    file_->write(bytes);
    written_.append(bytes.data(), bytes.size());
  }
  void sync() override {
    file_->sync();
    *content_ = written_;
    files_.collect();
  }
  void close() override { file_->close(); }

 private:
  CrashingFileSystem& files_;
  std::unique_ptr<OutputFile> file_;
  std::string written_;
  Content content_;
};

CrashingFileSystem::CrashingFileSystem(const fs::path& folder, Fault fault) : FaultyFileSystem(fault) {
  for (const auto& entry : fs::directory_iterator(folder)) {
    synced_[entry.path().filename().string()] = std::make_shared<std::string>(read_file(entry.path()));
  }
  now_ = synced_;
  collect();
}

std::unique_ptr<OutputFile> CrashingFileSystem::create(const fs::path& path) {
  auto file = FaultyFileSystem::create(path);
  const auto content = std::make_shared<std::string>();
  change({{path.filename().string(), content}});
  return std::make_unique<Output>(*this, std::move(file), content);
}

void CrashingFileSystem::rename(const fs::path& from, const fs::path& to) {
  FaultyFileSystem::rename(from, to);
  change({{from.filename().string(), nullptr}, {to.filename().string(), now_[from.filename().string()]}});
}

void CrashingFileSystem::rename_new(const fs::path& from, const fs::path& to) {
  FaultyFileSystem::rename_new(from, to);
  change({{from.filename().string(), nullptr}, {to.filename().string(), now_[from.filename().string()]}});
}

void CrashingFileSystem::exchange(const fs::path& a, const fs::path& b) {
  FaultyFileSystem::exchange(a, b);
  change({{a.filename().string(), now_[b.filename().string()]}, {b.filename().string(), now_[a.filename().string()]}});
}

void CrashingFileSystem::sync_directory(const fs::path& path) {
  FaultyFileSystem::sync_directory(path);
  synced_ = now_;
  pending_.clear();
  collect();
}

void CrashingFileSystem::remove_all(const fs::path& path) {
  FaultyFileSystem::remove_all(path);
  if (now_.contains(path.filename().string())) change({{path.filename().string(), nullptr}});
}

void CrashingFileSystem::change(const Names& changes) {
  for (const auto& [name, content] : changes) now_[name] = content;
  pending_.push_back(changes);
  collect();
}

void CrashingFileSystem::collect() {
  for (std::uint64_t happened = 0; happened < std::uint64_t{1} << pending_.size(); ++happened) {
    Names names = synced_;
    for (std::size_t i = 0; i < pending_.size(); ++i) {
      if ((happened >> i & 1) == 0) continue;
      for (const auto& [name, content] : pending_[i]) names[name] = content;
    }
    State state;
    for (const auto& [name, content] : names) {
      if (content != nullptr) state[name] = *content;
    }
    states_.insert(std::move(state));
  }
}

}  // namespace orbweb::test
