// What a process may ask of its machine: huge pages for large arrays, and threads that stay on one processor. The
// environment decides: ORBWEB_HUGE_PAGES=0 leaves pages as they are (asked for by default), ORBWEB_PIN_THREADS=1 pins
// threads (not done by default: on a machine that others use too, the scheduler knows better).
#pragma once

#include <cstddef>
#include <new>
#include <vector>

namespace orbweb {

inline constexpr std::size_t kCacheLine = 64;
inline constexpr std::size_t kHugePage = std::size_t{2} << 20;

bool uses_huge_pages();
bool pins_threads();

/// Binds the calling thread to one of the processors that this process may use: the `index`-th, counted round.
void pin_this_thread(int index);
/// Lets it go again.
void unpin_this_thread();

namespace detail {
/// Memory that begins at a cache line or, from one huge page on, at such a page. Throws std::bad_alloc.
void* allocate_huge(std::size_t bytes);
void free_huge(void* memory);
}  // namespace detail

/// For arrays that are read at random: from one huge page on, they lie in huge pages.
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

template <class T>
using HugeVector = std::vector<T, HugePageAllocator<T>>;

}  // namespace orbweb
