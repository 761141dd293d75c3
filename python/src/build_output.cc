#include "python/src/build_output.h"

#include "algos/rank_layouts.h"
#include "graph/store.h"
#include "graph/web_writer.h"

namespace orbweb::python {

BuildOutput::BuildOutput(OutputOptions options, FileSystem& files) : options_(std::move(options)) {
  if (options_.path.empty()) {
    sink_ = std::make_unique<MemorySink>();
  } else {
    SaveOptions save{.overwrite = options_.overwrite, .encoding = options_.encoding};
    if (options_.rank_layout) save.derive = derive_rank_layouts(options_.memory_limit);
    sink_ = std::make_unique<WebWriter>(options_.path, save, files);
  }
}

WebHandle BuildOutput::take() {
  if (options_.path.empty()) return {static_cast<MemorySink&>(*sink_).take(), ""};
  return {open_web(options_.path), std::filesystem::absolute(options_.path).string()};
}

}  // namespace orbweb::python
