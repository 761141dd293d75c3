// From what a link says to the node it means: page -> host -> domain.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "graph/web.h"
#include "loaders/public_suffix.h"
#include "loaders/rejection.h"

namespace orbweb {

struct FoldOptions {
  FoldLevel level = FoldLevel::page;
  /// Public suffix list; empty means the system's.
  std::filesystem::path psl_path;
  PslSection psl_section = PslSection::with_private;
  /// File of overrides, one a line: "HOST_OR_SUFFIX<whitespace>DOMAIN": every host at or below HOST_OR_SUFFIX folds to
  /// DOMAIN; DOMAIN "*" makes HOST_OR_SUFFIX a public suffix (each name below it is a domain of its own). The longest
  /// match wins, and wins over the list. "#" starts a comment. Only domain level reads it. A DOMAIN that would itself
  /// fold elsewhere is refused.
  std::filesystem::path overrides_path;
  /// At host level, "www.example.com" is "example.com"; "www.co.uk" stays, since "co.uk" is no domain.
  bool strip_www = false;
};

/// Maps URLs and host names to canonical node names (graph/name_key.h). Immutable and thread-safe.
class Fold {
 public:
  /// Reads what the level needs of the list and the overrides. Throws LoadError or IoError, ArgumentError for level
  /// none.
  explicit Fold(const FoldOptions& options);
  ~Fold();

  /// Sets `name` to the node that `text` (a URL or a bare host name) belongs to, or says why there is none.
  /// Page: "https://www.example.com/a?b"; host: "www.example.com", with ":port" only where it is neither 80 nor 443;
  /// domain: "example.com"; IP addresses stay themselves, without a port at domain level.
  Rejection name_of(std::string_view text, std::string& name) const;

  FoldLevel level() const { return options_.level; }
  /// What decided the result, for Provenance::options: psl_version, psl_section, overrides (hash), strip_www.
  std::map<std::string, std::string> description() const;

 private:
  struct Overrides;
  Rejection name_of_host(std::string_view host, std::optional<std::uint16_t> port, std::string& name) const;
  std::string_view domain_of(std::string_view host) const;
  std::string_view without_www(std::string_view host) const;

  FoldOptions options_;
  std::unique_ptr<const PublicSuffixList> psl_;
  std::unique_ptr<const Overrides> overrides_;
};

}  // namespace orbweb
