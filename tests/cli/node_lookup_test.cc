#include "cli/node_lookup.h"

#include <gtest/gtest.h>

#include "cli/exit_code.h"
#include "graph/builder.h"

namespace orbweb {
namespace {

using Strings = std::vector<std::string>;

/// A chain of nodes in which each links to the next.
Web web_of(FoldLevel fold, const Strings& names) {
  WebBuilder builder({.with_names = true});
  NamedBatch links;
  for (std::size_t i = 0; i < names.size(); ++i) {
    links.add_link(links.add_name(names[i]), links.add_name(names[(i + 1) % names.size()]));
  }
  builder.add_links(links);
  Provenance provenance;
  provenance.fold = fold;
  return builder.build(std::move(provenance), {});
}

std::string found(const Web& web, std::string_view text) {
  const auto node = look_up(web, text);
  return node ? web.display_name(*node) : "";
}

TEST(NodeLookup, ADomainIsFoundByAnyUrlOfIt) {
  const Web web = web_of(FoldLevel::domain, {"example.com", "example.org"});
  for (const char* text : {"example.com", "EXAMPLE.com", "https://Example.com/x", "www.example.com",
                           "http://a.b.example.com:8080/?q", "example.com."}) {
    EXPECT_EQ(found(web, text), "example.com") << text;
  }
  EXPECT_EQ(found(web, "example.net"), "");
  EXPECT_EQ(found(web, "com"), "");
}

TEST(NodeLookup, AHostIsNotFoundByItsSubdomain) {
  const Web web = web_of(FoldLevel::host, {"example.com", "example.org:8080"});
  EXPECT_EQ(found(web, "https://example.com/page"), "example.com");
  EXPECT_EQ(found(web, "www.example.com"), "");
  EXPECT_EQ(found(web, "example.org:8080"), "example.org:8080");
}

TEST(NodeLookup, APageIsFoundWithoutItsScheme) {
  const Web web = web_of(FoldLevel::page, {"https://example.com/a", "http://example.org/"});
  EXPECT_EQ(found(web, "example.com/a"), "https://example.com/a");
  EXPECT_EQ(found(web, "HTTP://example.org"), "http://example.org/");
  EXPECT_EQ(found(web, "example.com"), "");
}

TEST(NodeLookup, SuggestsNamesThatDifferByFewLetters) {
  const Web web = web_of(FoldLevel::domain, {"example.com", "exemplar.com", "zebra.com", "unrelated.org"});
  EXPECT_EQ(similar_names(web, "exampel.com", 3), (Strings{"example.com"}));
}

TEST(NodeLookup, SuggestsTheSubtreeFirst) {
  const Web web = web_of(FoldLevel::host, {"www.example.com", "blog.example.com", "b.org"});
  EXPECT_EQ(similar_names(web, "example.com", 5), (Strings{"blog.example.com", "www.example.com"}));
}

TEST(NodeLookup, AnUnknownNameSaysWhatNodesAre) {
  const Web web = web_of(FoldLevel::domain, {"example.com", "b.org"});
  try {
    require_node(web, "exmple.com");
    FAIL() << "found a node that is not there";
  } catch (const HintedError& error) {
    EXPECT_STREQ(error.what(), "no node \"exmple.com\" in this web");
    EXPECT_EQ(error.hint(), "this web's nodes are domains; near: example.com");
  }
}

TEST(NodeLookup, HostileTextIsRefusedQuietly) {
  const Web web = web_of(FoldLevel::domain, {"example.com", "b.org"});
  const Strings hostile = {
      "", ".", "...", "\x01", std::string(1, '\0'), "http://", std::string(100'000, 'a'), std::string(5000, '.')};
  for (const std::string& text : hostile) EXPECT_THROW(require_node(web, text), HintedError);
}

TEST(NodeLookup, NumberedNodesAreFoundByNumber) {
  WebBuilder builder({.with_names = false});
  builder.add({{0, 1, 1, true}});
  const Web web = builder.build({}, {});
  EXPECT_EQ(look_up(web, "1"), NodeId{1});
  EXPECT_THROW(require_node(web, "2"), HintedError);
  EXPECT_THROW(require_node(web, "example.com"), HintedError);
}

}  // namespace
}  // namespace orbweb
