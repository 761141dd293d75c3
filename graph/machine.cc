#include "graph/machine.h"

#include <sched.h>
#include <sys/mman.h>

#include <cstdlib>
#include <string_view>

namespace orbweb {

namespace {

/// What the environment says of a switch.
bool is_on(const char* variable, bool unless_set) {
  const char* const value = std::getenv(variable);
  return value == nullptr || *value == '\0' ? unless_set : std::string_view(value) != "0";
}

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

bool uses_huge_pages() {
  static const bool uses = is_on("ORBWEB_HUGE_PAGES", true);
  return uses;
}

bool pins_threads() {
  static const bool pins = is_on("ORBWEB_PIN_THREADS", false);
  return pins;
}

// Affinity is a wish: where the system refuses it, threads run as they would without.
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

void* detail::allocate_huge(std::size_t bytes) {
  const std::size_t alignment = bytes < kHugePage ? kCacheLine : kHugePage;
  const std::size_t size = (bytes + alignment - 1) / alignment * alignment;
  void* const memory = std::aligned_alloc(alignment, size);
  if (memory == nullptr) throw std::bad_alloc();
  if (alignment == kHugePage && uses_huge_pages()) madvise(memory, size, MADV_HUGEPAGE);
  return memory;
}

void detail::free_huge(void* memory) { std::free(memory); }

}  // namespace orbweb
