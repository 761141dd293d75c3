#include "graph/thread_pinning.h"

#include <sched.h>

#include <cstddef>

#include "graph/environment.h"

namespace orbweb {

namespace {

const cpu_set_t& processors() {
  static const cpu_set_t set = [] {
    cpu_set_t all;
    CPU_ZERO(&all);
    if (sched_getaffinity(0, sizeof all, &all) != 0) CPU_ZERO(&all);
    return all;
  }();
  return set;
}

}  // namespace

bool pins_threads() {
  static const bool pins = is_switched_on("ORBWEB_PIN_THREADS", false);
  return pins;
}

void pin_this_thread(int index) {
  const int count = CPU_COUNT(&processors());
  if (count == 0 || index < 0) return;
  int left = index % count;
  for (std::size_t processor = 0; processor < CPU_SETSIZE; ++processor) {
    if (!CPU_ISSET(processor, &processors()) || left-- > 0) continue;
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(processor, &one);
    sched_setaffinity(0, sizeof one, &one);
    return;
  }
}

void unpin_this_thread() {
  if (CPU_COUNT(&processors()) > 0) sched_setaffinity(0, sizeof(cpu_set_t), &processors());
}

}  // namespace orbweb
