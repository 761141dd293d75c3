#include "graph/huge_pages.h"

#include <sys/mman.h>

#include <cstdlib>
#include <new>

#include "graph/environment.h"

namespace orbweb {

bool uses_huge_pages() {
  static const bool uses = is_switched_on("ORBWEB_HUGE_PAGES", true);
  return uses;
}

void ask_for_huge_pages(void* memory, std::size_t bytes) {
  if (uses_huge_pages()) ::madvise(memory, bytes, MADV_HUGEPAGE);
}

void* detail::allocate_huge(std::size_t bytes) {
  const std::size_t alignment = bytes < kHugePage ? kCacheLine : kHugePage;
  const std::size_t size = (bytes + alignment - 1) / alignment * alignment;
  void* const memory = std::aligned_alloc(alignment, size);
  if (memory == nullptr) throw std::bad_alloc();
  if (alignment == kHugePage) ask_for_huge_pages(memory, size);
  return memory;
}

void detail::free_huge(void* memory) { std::free(memory); }

}  // namespace orbweb
