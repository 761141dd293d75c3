#include "python/src/build_output.h"

#include "graph/store.h"
#include "graph/web_writer.h"

namespace orbweb::python {

BuildOutput::BuildOutput(OutputOptions options, FileSystem& files) : options_(std::move(options)) {
  if (options_.path.empty()) {
    sink_ = std::make_unique<MemorySink>();
  } else {
    sink_ = std::make_unique<WebWriter>(
        options_.path, SaveOptions{.overwrite = options_.overwrite, .encoding = options_.encoding}, files);
  }
}

WebHandle BuildOutput::take() {
  if (options_.path.empty()) return {static_cast<MemorySink&>(*sink_).take(), ""};
  return {open_web(options_.path), std::filesystem::absolute(options_.path).string()};
}

}  // namespace orbweb::python
