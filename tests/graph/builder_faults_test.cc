// A build on a disk that fails: every call in turn. It ends in an IoError, leaves nothing behind and hangs nowhere.
#include <gtest/gtest.h>

#include <cerrno>
#include <filesystem>
#include <string>

#include "graph/builder.h"
#include "graph/error.h"
#include "graph/parallel.h"
#include "support/data.h"
#include "support/faulty_files.h"
#include "support/random_graph.h"

namespace orbweb {
namespace {

namespace fs = std::filesystem;

class BuilderFaults : public testing::TestWithParam<bool> {
 protected:
  void build(FileSystem& files) {
    const bool with_names = GetParam();
    WebBuilder builder({.with_names = with_names, .memory_limit = 1, .temporary_folder = folder_}, files);
    const std::vector<test::TestArc> arcs = test::random_arcs({.nodes = 20000, .arcs = 120000});
    parallel_for(arcs.size(), 4000, [&](std::uint64_t first, std::uint64_t last) {
      std::vector<BuilderArc> numbered;
      NamedBatch named;
      for (std::uint64_t i = first; i < last; ++i) {
        const test::TestArc& arc = arcs[i];
        if (with_names) {
          named.add_link(named.add_name("n" + std::to_string(arc.source)),
                         named.add_name("n" + std::to_string(arc.target)));
        } else {
          numbered.push_back({arc.source, arc.target, arc.count, arc.followed});
        }
      }
      if (with_names) {
        builder.add_links(named);
      } else {
        builder.add(numbered);
      }
    });
    struct NullSink final : public WebSink {
      std::uint64_t memory(const WebSize&) const override { return 0; }
      void add_names(SortedKeys) override {}
      void begin_rows(const WebSize&) override {}
      void add_successors(RowBlock, std::vector<std::uint32_t>, std::vector<std::uint8_t>) override {}
      void add_predecessors(RowBlock) override {}
      void finish(Provenance) override {}
    } sink;
    builder.build_into(sink, {}, {});
  }

  const test::TemporaryFolder scratch_;
  fs::path folder_ = scratch_.path();
};

TEST_P(BuilderFaults, EveryFailedCallIsAnIoErrorAndLeavesNothing) {
  for (const int threads : {1, 3}) {
    with_threads(threads, [&] {
      test::FaultyFileSystem healthy({});
      build(healthy);
      const std::uint64_t calls = healthy.calls();
      ASSERT_GT(calls, 20U);
      const std::uint64_t step = std::max<std::uint64_t>(1, calls / 40);
      for (std::uint64_t fail_at = 1; fail_at <= calls / 2; fail_at += fail_at < 5 ? 1 : step) {
        for (const bool stay_failed : {false, true}) {
          test::FaultyFileSystem files({fail_at, fail_at % 2 == 0 ? ENOSPC : EIO, stay_failed});
          EXPECT_THROW(build(files), IoError) << fail_at << " of " << calls;
        }
      }
      EXPECT_TRUE(fs::is_empty(folder_));
    });
  }
}

TEST_P(BuilderFaults, NothingHasANameWhileItIsWritten) {
  struct LookingFiles final : public test::FaultyFileSystem {
    explicit LookingFiles(fs::path where) : FaultyFileSystem({}), folder(std::move(where)) {}
    std::unique_ptr<TemporaryFile> create_temporary(const fs::path& where) override {
      auto file = FaultyFileSystem::create_temporary(where);
      EXPECT_EQ(where, folder);
      EXPECT_TRUE(fs::is_empty(folder));
      return file;
    }
    fs::path folder;
  } files(folder_);
  with_threads(1, [&] { build(files); });
  EXPECT_GT(files.calls(), 20U);
}

TEST_P(BuilderFaults, AFolderThatIsNotThereIsACreateError) {
  folder_ /= "missing";
  EXPECT_THROW(build(real_file_system()), CreateError);
}

INSTANTIATE_TEST_SUITE_P(NumberedAndNamed, BuilderFaults, testing::Bool());

TEST(TemporaryFile, KeepsWhatIsWrittenAnywhere) {
  const auto file = real_file_system().create_temporary(testing::TempDir());
  const std::string text = "0123456789";
  file->write_at(5, text);
  file->write_at(1'000'000, text);
  std::string read(4, ' ');
  file->read_at(8, read);
  EXPECT_EQ(read, "3456");
  file->read_at(1'000'006, read);
  EXPECT_EQ(read, "6789");
  EXPECT_THROW(file->read_at(1'000'007, read), IoError);  // past the end
}

}  // namespace
}  // namespace orbweb
