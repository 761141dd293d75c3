#include <fcntl.h>
#include <unistd.h>

#include "cli/mapping_failure.h"
#include "cli/run.h"
#include "cli/signals.h"
#include "graph/parallel.h"

namespace {

/// A closed standard stream must stay unusable: the next file opened would take its number, and with it what is read or
/// printed. It gets a descriptor whose every use fails instead.
void hold_closed_streams() {
  for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(descriptor, F_GETFD) >= 0) continue;
    if (::open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY) < 0) return;
  }
}

}  // namespace

int main(int argc, char** argv) {
  hold_closed_streams();
  orbweb::report_mapping_failures();
  const orbweb::WorkerThreads workers;
  const orbweb::StopOnSignal stop;
  return orbweb::run_cli({argv + 1, argv + argc}, orbweb::standard_streams(),
                         {.stop = stop.token(), .signal = [&stop] { return stop.signal(); }});
}
