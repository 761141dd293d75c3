// Where a build of Python goes: a folder, or memory.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "graph/files.h"
#include "graph/web_sink.h"
#include "python/src/module.h"

namespace orbweb::python {

struct OutputOptions {
  std::string path;  ///< empty: in memory
  bool overwrite = false;
  std::string encoding;  ///< of a web on disk; empty for the default
  bool rank_layout = false;
  std::uint64_t memory_limit = 0;  ///< of rank layouts; 0: the machine's
};

class BuildOutput {
 public:
  /// Throws CreateError where the folder may not be made.
  BuildOutput(OutputOptions options, FileSystem& files);

  WebSink& sink() { return *sink_; }
  /// Once, after the build.
  WebHandle take();

 private:
  OutputOptions options_;
  std::unique_ptr<WebSink> sink_;
};

}  // namespace orbweb::python
