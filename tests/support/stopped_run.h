// Work that is told to stop on its way, as by a signal.
#pragma once

#include <memory>
#include <stop_token>
#include <utility>

#include "graph/control.h"
#include "graph/error.h"

namespace orbweb::test {

/// Calls run(control), told to stop once it reports progress that `is_time` takes; whether it stopped.
template <class IsTime, class Run>
bool stopped_when(IsTime&& is_time, Run&& run, std::shared_ptr<Checkpoint> checkpoint) {
  std::stop_source source;
  const Control control{.report =
                            [&](const Progress& progress) {
                              if (is_time(progress)) source.request_stop();
                            },
                        .stop = source.get_token(),
                        .checkpoint = std::move(checkpoint)};
  try {
    run(control);
  } catch (const Cancelled&) {
    return true;
  }
  return false;
}

}  // namespace orbweb::test
