#include "algos/detail/domains.h"

#include <numeric>
#include <string>
#include <string_view>
#include <unordered_map>

#include "graph/name_key.h"
#include "loaders/fold.h"

namespace orbweb::detail {

namespace {

std::string_view host_key_of(std::string_view key) { return key.substr(0, key.find('\0')); }

/// Hosts in the order of names, in which pages of one are neighbours.
class HostCounter {
 public:
  /// Whether `key` is of another host than the key before.
  bool enters(std::string_view key) {
    const std::string_view host_key = host_key_of(key);
    if (host_key == host_key_) return false;
    host_key_ = host_key;
    ++number_;
    return true;
  }

  GroupNumber number() const { return number_; }

 private:
  std::string host_key_ = std::string(1, '\0');  // no host's
  GroupNumber number_ = 0;
};

class DomainCounter {
 public:
  DomainCounter() : fold_({.level = FoldLevel::domain}) {}

  GroupNumber number_of(std::string_view key) {
    if (!hosts_.enters(key)) return number_;
    const std::string host = name_from_key(host_key_of(key));
    std::string domain;
    if (fold_.name_of(host, domain) != Rejection::none) domain = host;
    return number_ = numbers_.try_emplace(domain, static_cast<GroupNumber>(numbers_.size())).first->second;
  }

 private:
  Fold fold_;
  HostCounter hosts_;
  std::unordered_map<std::string, GroupNumber> numbers_;
  GroupNumber number_ = 0;
};

template <class NumberOf>
std::vector<GroupNumber> numbers_of(const Web& web, NumberOf&& number_of) {
  std::vector<GroupNumber> numbers(web.num_nodes());
  std::uint64_t node = 0;
  web.names().for_each_key(0, web.num_nodes(), [&](std::string_view key) { numbers[node++] = number_of(key); });
  return numbers;
}

}  // namespace

std::vector<GroupNumber> domains_of(const Web& web) {
  if (!web.has_names()) {
    std::vector<GroupNumber> numbers(web.num_nodes());
    std::iota(numbers.begin(), numbers.end(), GroupNumber{0});
    return numbers;
  }
  DomainCounter counter;
  return numbers_of(web, [&](std::string_view key) { return counter.number_of(key); });
}

std::vector<GroupNumber> hosts_of(const Web& web) {
  HostCounter counter;
  return numbers_of(web, [&](std::string_view key) {
    counter.enters(key);
    return counter.number();
  });
}

}  // namespace orbweb::detail
