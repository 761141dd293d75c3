#include "cli/run.h"
#include "cli/signals.h"

int main(int argc, char** argv) {
  const orbweb::StopOnSignal stop;
  return orbweb::run_cli({argv + 1, argv + argc}, orbweb::standard_streams(),
                         {.stop = stop.token(), .signal = [&stop] { return stop.signal(); }});
}
