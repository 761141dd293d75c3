#include "loaders/fold.h"

#include <fmt/format.h>

#include "graph/error.h"
#include "loaders/fold_overrides.h"
#include "loaders/url.h"
#include "loaders/url_canonical.h"
#include "loaders/url_host.h"

namespace orbweb {
namespace {

/// A name at host level has no scheme to tell which port is the default, so neither default is kept.
bool is_default_port(std::uint16_t port) { return port == 80 || port == 443; }

bool needs_list(const FoldOptions& options) {
  return options.level == FoldLevel::domain || (options.level == FoldLevel::host && options.strip_www);
}

}  // namespace

struct Fold::Overrides : FoldOverrides {
  using FoldOverrides::FoldOverrides;
};

Fold::Fold(const FoldOptions& options) : options_(options) {
  if (options.level == FoldLevel::none) throw ArgumentError("a fold goes to page, host or domain, not to none");
  if (needs_list(options)) psl_ = std::make_unique<const PublicSuffixList>(options.psl_path, options.psl_section);
  if (options.level != FoldLevel::domain || options.overrides_path.empty()) return;
  overrides_ = std::make_unique<const Overrides>(options.overrides_path);
  // An override's domain must be where links to that domain itself go, or one site would become two nodes.
  for (const auto& [domain, line] : overrides_->domains()) {
    const std::string_view own = domain_of(domain);
    if (own == domain) continue;
    throw LoadError(options.overrides_path.string(), fmt::format("line {}", line), "a domain that folds to itself",
                    in_quotes(domain) + (own.empty() ? ", a public suffix" : ", which folds to " + in_quotes(own)));
  }
}

Fold::~Fold() = default;

std::string_view Fold::domain_of(std::string_view host) const {
  if (overrides_ != nullptr) {
    if (const auto domain = overrides_->domain_of(host)) return domain->empty() ? host : *domain;
  }
  if (is_ip_address(host)) return host;
  const std::string_view domain = psl_->registrable_domain(host);
  // A platform whose customers are domains of their own (github.io, freedesktop.org) is a site too.
  return domain.empty() && psl_->is_private_suffix(host) ? host : domain;
}

std::string_view Fold::without_www(std::string_view host) const {
  constexpr std::string_view kWww = "www.";
  while (host.substr(0, kWww.size()) == kWww && !psl_->registrable_domain(host.substr(kWww.size())).empty()) {
    host.remove_prefix(kWww.size());
  }
  return host;
}

Rejection Fold::name_of(std::string_view text, std::string& name) const {
  const bool to_page = options_.level == FoldLevel::page;
  if (const CanonicalUrl url = read_canonical_url(text)) {
    if (!to_page) return name_of_host(url.host, std::nullopt, name);
    if (url.prefix.empty() && url.suffix.empty()) {
      name = text;
    } else {
      name = url.to_string();
    }
    return Rejection::none;
  }
  const auto [rejection, url] = parse_url(text);
  if (rejection != Rejection::none) return rejection;
  if (!to_page) return name_of_host(url.host, url.port, name);
  name = url.to_string();
  return Rejection::none;
}

Rejection Fold::name_of_host(std::string_view host, std::optional<std::uint16_t> port, std::string& name) const {
  if (options_.level == FoldLevel::domain) {
    name = domain_of(host);
    return name.empty() ? Rejection::public_suffix : Rejection::none;
  }
  name = options_.strip_www ? without_www(host) : host;
  if (port && !is_default_port(*port)) name.append(1, ':').append(std::to_string(*port));
  return Rejection::none;
}

std::map<std::string, std::string> Fold::description() const {
  std::map<std::string, std::string> facts;
  if (options_.level == FoldLevel::host) facts["strip_www"] = options_.strip_www ? "true" : "false";
  if (psl_ != nullptr) {
    facts["psl_version"] = psl_->version();
    facts["psl_section"] = options_.psl_section == PslSection::with_private ? "private" : "icann";
  }
  if (overrides_ != nullptr) facts["overrides"] = overrides_->hash();
  return facts;
}

}  // namespace orbweb
