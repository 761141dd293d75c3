// Links of a made-up web, to standard output, the same on every machine for the same arguments:
//
//   orbweb_make_links urls|numbers|binary NODES LINKS [SEED [DANGLING_SHARE]]
//
// "urls" and "numbers" are lines source<TAB>target, "binary" pairs of 32-bit little-endian numbers. As in a crawl:
// hosts have power-law sizes; three in four links stay on the host, most of them near; pages copy the link lists of the
// page before; links to other hosts prefer few targets; pages come in no order, each with its links together.
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace {

/// SplitMix64.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {
    std::uint64_t z = state_ += 0x9e3779b97f4a7c15;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return z ^ z >> 31;
  }
  std::uint64_t below(std::uint64_t bound) { return next() % bound; }
  double unit() { return static_cast<double>(next() >> 11) * 0x1p-53; }

 private:
  std::uint64_t state_;
};

struct Options {
  std::string format;
  std::uint64_t nodes;
  std::uint64_t links;
  std::uint64_t seed = 1;
  double dangling_share = 0.2;
};

class MadeUpWeb {
 public:
  explicit MadeUpWeb(const Options& options) : options_(options) {
    Random random(options.seed);
    for (std::uint64_t first = 0; first < options.nodes;) {
      first_pages_.push_back(static_cast<std::uint32_t>(first));
      const double size = std::min(3 * std::pow(1 - random.unit(), -1 / 1.3), static_cast<double>(options.nodes) / 50);
      first += 1 + static_cast<std::uint64_t>(size);
    }
    const double linking = static_cast<double>(options.nodes) * (1 - options.dangling_share);
    mean_degree_ = std::max(1.0, static_cast<double>(options.links) / linking);
  }

  std::size_t host_of(std::uint32_t page) const {
    return static_cast<std::size_t>(std::upper_bound(first_pages_.begin(), first_pages_.end(), page) -
                                    first_pages_.begin()) -
           1;
  }
  std::uint32_t first_page(std::size_t host) const { return first_pages_[host]; }
  std::uint64_t last_page(std::size_t host) const {
    return host + 1 < first_pages_.size() ? first_pages_[host + 1] : options_.nodes;
  }

  /// The targets of a page's links.
  void links_of(std::uint32_t page, std::vector<std::uint32_t>& targets) const {
    targets.clear();
    Random random(options_.seed ^ (std::uint64_t{page} + 1) * 0xd1342543de82ef95);
    if (random.unit() < options_.dangling_share) return;
    const std::size_t host = host_of(page);
    // Geometric, so many pages have few links and some have many.
    const auto degree = static_cast<std::uint64_t>(std::llround(-std::log(1 - random.unit()) * mean_degree_));
    const bool copies = page > first_page(host) && random.below(2) == 0;
    Random copied(options_.seed ^ std::uint64_t{page - (copies ? 1 : 0)} * 0x2545f4914f6cdd1d);
    for (std::uint64_t i = 0; i < degree; ++i) {
      const bool is_copy = copies && random.below(10) < 7;
      const std::uint32_t original = target(page - (copies ? 1 : 0), host, copied);
      targets.push_back(is_copy || !copies ? original : target(page, host, random));
    }
  }

 private:
  std::uint32_t target(std::uint32_t page, std::size_t host, Random& random) const {
    const std::uint64_t first = first_page(host);
    const std::uint64_t size = last_page(host) - first;
    const std::uint64_t draw = random.below(100);
    if (draw < 10) return static_cast<std::uint32_t>(first);
    if (draw < 75) {
      const auto distance = static_cast<std::uint64_t>(-std::log(1 - random.unit()) * 12) + 1;
      return static_cast<std::uint32_t>(first + (page - first + distance) % size);
    }
    const double place = random.unit();
    const std::uint64_t far = static_cast<std::uint64_t>(place * place * place * static_cast<double>(options_.nodes));
    // Popular pages lie anywhere: the cube makes few, the product spreads them.
    return static_cast<std::uint32_t>(far * 0x9e3779b1 % options_.nodes);
  }

  Options options_;
  std::vector<std::uint32_t> first_pages_;  ///< of hosts
  double mean_degree_;
};

class Output {
 public:
  void put(std::string_view text) {
    if (used_ + text.size() > buffer_.size()) flush();
    std::memcpy(buffer_.data() + used_, text.data(), text.size());
    used_ += text.size();
  }
  void flush() {
    if (std::fwrite(buffer_.data(), 1, used_, stdout) != used_) std::exit(1);
    used_ = 0;
  }

 private:
  std::vector<char> buffer_ = std::vector<char>(std::size_t{1} << 20);
  std::size_t used_ = 0;
};

std::string decimal(std::uint64_t number) {
  std::array<char, 20> digits;
  return {digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr};
}

std::string url_of(const MadeUpWeb& web, std::uint32_t page) {
  constexpr std::array<std::string_view, 6> kEndings = {"com", "org", "net", "de", "co.uk", "io"};
  constexpr std::array<std::string_view, 8> kWords = {"news",  "garden", "linux", "river",
                                                      "music", "recipe", "trail", "market"};
  const std::size_t host = web.host_of(page);
  const std::uint64_t local = page - web.first_page(host);
  std::string url = host % 3 == 0 ? "https://" : "https://www.";
  url.append(kWords[host % 8]).append(kWords[host / 8 % 8]).append(decimal(host)).append(".");
  url.append(kEndings[host % 6]).append("/");
  if (local == 0) return url;
  return url.append(kWords[local / 64 % 8])
      .append("/")
      .append(decimal(local))
      .append("-")
      .append(kWords[local % 8])
      .append(".html");
}

void print_links(const Options& options) {
  const MadeUpWeb web(options);
  Output output;
  std::vector<std::uint32_t> targets;
  std::string source;
  std::uint64_t printed = 0;
  // A step without common factors visits every page once, in no order; round after round until there are enough links.
  constexpr std::uint64_t kStep = 2654435761;
  const bool in_binary = options.format == "binary";
  const auto name = [&](std::uint32_t page) { return options.format == "urls" ? url_of(web, page) : decimal(page); };
  for (std::uint64_t i = 0; printed < options.links; ++i) {
    const auto page = static_cast<std::uint32_t>(i * kStep % options.nodes);
    web.links_of(page, targets);
    if (targets.size() > options.links - printed) targets.resize(options.links - printed);
    printed += targets.size();
    if (!in_binary && !targets.empty()) source = name(page) + '\t';
    for (const std::uint32_t target : targets) {
      if (in_binary) {
        const std::array<std::uint32_t, 2> pair = {page, target};
        output.put({reinterpret_cast<const char*>(pair.data()), sizeof pair});
      } else {
        output.put(source);
        output.put(name(target) + '\n');
      }
    }
  }
  output.flush();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) {
    std::fputs("usage: orbweb_make_links urls|numbers|binary NODES LINKS [SEED [DANGLING_SHARE]]\n", stderr);
    return 2;
  }
  Options options{argv[1], std::strtoull(argv[2], nullptr, 10), std::strtoull(argv[3], nullptr, 10)};
  if (argc > 4) options.seed = std::strtoull(argv[4], nullptr, 10);
  if (argc > 5) options.dangling_share = std::strtod(argv[5], nullptr);
  print_links(options);
}
