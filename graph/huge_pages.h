// Huge pages for large arrays that are read at random: fewer misses of the address translation. Asked for by default;
// the environment variable ORBWEB_HUGE_PAGES=0 leaves pages as they are.
#pragma once

#include <cstddef>
#include <vector>

namespace orbweb {

inline constexpr std::size_t kCacheLine = 64;
inline constexpr std::size_t kHugePage = std::size_t{2} << 20;

/// Whether ORBWEB_HUGE_PAGES lets them be asked for.
bool uses_huge_pages();

/// Asks for huge pages under mapped memory, of which the system may have none. `memory` begins at a page.
void ask_for_huge_pages(void* memory, std::size_t bytes);

namespace detail {
/// Memory that begins at a cache line or, from one huge page on, at such a page. Throws std::bad_alloc.
void* allocate_huge(std::size_t bytes);
void free_huge(void* memory);
}  // namespace detail

template <class T>
struct HugePageAllocator {
  using value_type = T;
  HugePageAllocator() = default;
  template <class Other>
  HugePageAllocator(const HugePageAllocator<Other>&) {}
  T* allocate(std::size_t count) { return static_cast<T*>(detail::allocate_huge(count * sizeof(T))); }
  void deallocate(T* memory, std::size_t) { detail::free_huge(memory); }
  bool operator==(const HugePageAllocator&) const = default;
};

/// Huge pages from the first whole one on.
template <class T>
using HugeVector = std::vector<T, HugePageAllocator<T>>;

}  // namespace orbweb
