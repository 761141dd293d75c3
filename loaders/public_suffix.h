// Registrable domains by the Public Suffix List: the one door to libpsl.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace orbweb {

/// Whether rules of the list's PRIVATE section (github.io, blogspot.com ...) count as suffixes.
enum class PslSection { with_private, icann_only };

class PublicSuffixList {
 public:
  /// `path` in the list's text form (public_suffix_list.dat); empty: the system's, or libpsl's own where there is none.
  /// Throws LoadError or IoError.
  PublicSuffixList(const std::filesystem::path& path, PslSection section);

  /// The public suffix plus one label: a suffix of `host`, which must be canonical (lower case, punycode). Empty where
  /// `host` is itself a public suffix. Unknown top-level domains count as suffixes (the list's rule "*"). Thread-safe.
  std::string_view registrable_domain(std::string_view host) const;

  /// Whether `host` is a suffix by the list's PRIVATE section alone (github.io, freedesktop.org): it is then a site of
  /// its own too. Never with PslSection::icann_only. Thread-safe.
  bool is_private_suffix(std::string_view host) const;

  /// The list's own VERSION line, or the date of the file or of the list that libpsl was built with.
  const std::string& version() const { return version_; }

 private:
  struct Rules;
  std::shared_ptr<const Rules> rules_;
  PslSection section_;
  std::string version_;
};

}  // namespace orbweb
