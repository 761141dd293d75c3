#include "loaders/fold.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <string>

#include "graph/error.h"
#include "support/data.h"

namespace orbweb {
namespace {

constexpr std::string_view kList =
    "// VERSION: 2031-02-03\n// ===BEGIN ICANN DOMAINS===\ncom\nnet\nuk\nco.uk\n*.ck\n!www.ck\n"
    "// ===END ICANN DOMAINS===\n// ===BEGIN PRIVATE DOMAINS===\ngithub.io\n// ===END PRIVATE DOMAINS===\n";

class FoldTest : public testing::Test {
 protected:
  FoldOptions options(FoldLevel level) const {
    FoldOptions result;
    result.level = level;
    result.psl_path = list_;
    return result;
  }
  Fold with_overrides(std::string_view rules) const {
    FoldOptions result = options(FoldLevel::domain);
    result.overrides_path = folder_.write("overrides.txt", rules);
    return Fold(result);
  }
  Fold strip_www() const {
    FoldOptions result = options(FoldLevel::host);
    result.strip_www = true;
    return Fold(result);
  }

  test::TemporaryFolder folder_;
  std::filesystem::path list_ = folder_.write("list.dat", kList);
};

/// The name, or why there is none.
std::string name(const Fold& fold, std::string_view text) {
  std::string result;
  const Rejection rejection = fold.name_of(text, result);
  return rejection == Rejection::none ? result : std::string(to_string(rejection));
}
const std::string kSuffix{to_string(Rejection::public_suffix)};

TEST_F(FoldTest, APrivateSuffixIsASiteOfItsOwnAndAPublicOneIsNot) {
  const Fold fold(options(FoldLevel::domain));
  EXPECT_EQ(name(fold, "http://github.io/about"), "github.io");
  EXPECT_EQ(name(fold, "a.github.io"), "a.github.io");
  EXPECT_EQ(name(fold, "x.a.github.io"), "a.github.io");
  EXPECT_EQ(name(fold, "co.uk"), kSuffix);
  FoldOptions icann = options(FoldLevel::domain);
  icann.psl_section = PslSection::icann_only;
  EXPECT_EQ(name(Fold(icann), "a.github.io"), "github.io");
}

TEST_F(FoldTest, PagesKeepSchemePortPathAndQuery) {
  const Fold fold(options(FoldLevel::page));
  EXPECT_EQ(name(fold, "HTTPS://User@WWW.Example.com.:8443/a/../b?c#d"), "https://www.example.com:8443/b?c");
  EXPECT_EQ(name(fold, "example.com"), "http://example.com/");
  EXPECT_EQ(name(fold, "http://com/"), "http://com/");
}

TEST_F(FoldTest, HostsKeepNeitherSchemeNorPath) {
  const Fold fold(options(FoldLevel::host));
  EXPECT_EQ(name(fold, "https://www.Example.com/a?b"), "www.example.com");
  EXPECT_EQ(name(fold, "http://[::1]:8080/a"), "[::1]:8080");
  EXPECT_EQ(name(fold, "localhost"), "localhost");
}

TEST_F(FoldTest, HostsDropBothDefaultPorts) {
  const Fold fold(options(FoldLevel::host));
  EXPECT_EQ(name(fold, "http://example.com:80/"), "example.com");
  EXPECT_EQ(name(fold, "https://example.com:80/"), "example.com");
  EXPECT_EQ(name(fold, "example.com:443"), "example.com");
  EXPECT_EQ(name(fold, "example.com:444"), "example.com:444");
}

TEST_F(FoldTest, StrippingWwwLeavesADomain) {
  const Fold fold = strip_www();
  EXPECT_EQ(name(fold, "http://www.example.com/"), "example.com");
  EXPECT_EQ(name(fold, "www.www.example.com:81"), "example.com:81");
  EXPECT_EQ(name(fold, "www.a.example.com"), "a.example.com");
  EXPECT_EQ(name(fold, "www.com"), "www.com");
  EXPECT_EQ(name(fold, "www.co.uk"), "www.co.uk");
  EXPECT_EQ(name(fold, "www.www.ck"), "www.ck");
  EXPECT_EQ(name(fold, "www"), "www");
  EXPECT_EQ(name(fold, "wwww.example.com"), "wwww.example.com");
}

TEST_F(FoldTest, DomainsAreRegistrable) {
  const Fold fold(options(FoldLevel::domain));
  EXPECT_EQ(name(fold, "https://a.b.example.co.uk:8080/c"), "example.co.uk");
  EXPECT_EQ(name(fold, "x.a.github.io"), "a.github.io");
  EXPECT_EQ(name(fold,
                 "http://B\xc3\xbc"
                 "cher.com/"),
            "xn--bcher-kva.com");
}

TEST_F(FoldTest, PublicSuffixesAreNoDomains) {
  const Fold fold(options(FoldLevel::domain));
  for (const char* text : {"com", "http://co.uk/", "a.ck", "localhost", "intranet:8080"}) {
    EXPECT_EQ(name(fold, text), kSuffix) << text;
  }
}

TEST_F(FoldTest, IcannRulesAloneOnRequest) {
  FoldOptions icann = options(FoldLevel::domain);
  icann.psl_section = PslSection::icann_only;
  EXPECT_EQ(name(Fold(icann), "x.a.github.io"), "github.io");
}

TEST_F(FoldTest, AddressesStayThemselvesWithoutPort) {
  const Fold fold(options(FoldLevel::domain));
  EXPECT_EQ(name(fold, "http://192.0.2.1:8080/a"), "192.0.2.1");
  EXPECT_EQ(name(fold, "http://[2001:DB8::1]:81/"), "[2001:db8::1]");
}

TEST_F(FoldTest, RefusedTextKeepsItsReason) {
  const Fold fold(options(FoldLevel::domain));
  EXPECT_EQ(name(fold, "mailto:a@example.com"), to_string(Rejection::not_http));
  EXPECT_EQ(name(fold, "/a"), to_string(Rejection::no_host));
  EXPECT_EQ(name(fold, "http://a b/"), to_string(Rejection::invalid_host));
}

TEST_F(FoldTest, NoFoldToLevelNone) { EXPECT_THROW(Fold(options(FoldLevel::none)), ArgumentError); }

TEST_F(FoldTest, OnlyLevelsThatUseTheListReadIt) {
  FoldOptions broken = options(FoldLevel::page);
  broken.psl_path = folder_ / "absent.dat";
  EXPECT_EQ(name(Fold(broken), "example.com"), "http://example.com/");
  broken.level = FoldLevel::domain;
  EXPECT_THROW(Fold{broken}, IoError);
}

TEST_F(FoldTest, DescriptionNamesWhatDecided) {
  using Facts = std::map<std::string, std::string>;
  EXPECT_EQ(Fold(options(FoldLevel::page)).description(), Facts());
  EXPECT_EQ(Fold(options(FoldLevel::host)).description(), (Facts{{"strip_www", "false"}}));
  EXPECT_EQ(strip_www().description(),
            (Facts{{"strip_www", "true"}, {"psl_version", "2031-02-03"}, {"psl_section", "private"}}));
  EXPECT_EQ(Fold(options(FoldLevel::domain)).description(),
            (Facts{{"psl_version", "2031-02-03"}, {"psl_section", "private"}}));
  const std::string one = with_overrides("a.com b.com\n").description().at("overrides");
  EXPECT_EQ(one, with_overrides("a.com b.com\n").description().at("overrides"));
  EXPECT_NE(one, with_overrides("a.com c.com\n").description().at("overrides"));
}

TEST_F(FoldTest, OverridesSendHostsToADomain) {
  const Fold fold = with_overrides(
      "# ours\nblogs.example.com  other.net # moved\r\n\nB\xc3\xbc"
      "cher.com\tother.net\n");
  EXPECT_EQ(name(fold, "http://a.blogs.example.com/"), "other.net");
  EXPECT_EQ(name(fold, "blogs.example.com"), "other.net");
  EXPECT_EQ(name(fold, "xblogs.example.com"), "example.com");
  EXPECT_EQ(name(fold, "example.com"), "example.com");
  EXPECT_EQ(name(fold, "www.xn--bcher-kva.com"), "other.net");
}

TEST_F(FoldTest, OverridesMakeSuffixes) {
  const Fold fold = with_overrides("\xef\xbb\xbf# with a byte order mark\nhosting.net *\n");
  EXPECT_EQ(name(fold, "a.b.hosting.net"), "b.hosting.net");
  EXPECT_EQ(name(fold, "b.hosting.net"), "b.hosting.net");
  EXPECT_EQ(name(fold, "hosting.net"), "hosting.net");  // the platform itself
}

TEST_F(FoldTest, TheLongestOverrideWinsAndWinsOverTheList) {
  const Fold fold = with_overrides("github.io github.io\npages.github.io *\nx.pages.github.io com.net\ncom com\n");
  EXPECT_EQ(name(fold, "a.b.github.io"), "github.io");
  EXPECT_EQ(name(fold, "github.io"), "github.io");
  EXPECT_EQ(name(fold, "a.b.pages.github.io"), "b.pages.github.io");
  EXPECT_EQ(name(fold, "a.x.pages.github.io"), "com.net");
  EXPECT_EQ(name(fold, "a.example.com"), "com");
}

TEST_F(FoldTest, OverridesTakeAddressesAsAWhole) {
  const Fold fold = with_overrides("192.0.2.1 example.com\n0.2.1 *\n");
  EXPECT_EQ(name(fold, "http://192.0.2.1/"), "example.com");
  EXPECT_EQ(name(fold, "http://9.0.2.1/"), "9.0.2.1");
}

struct BadLine {
  std::string rules;
  std::string place;
};

TEST_F(FoldTest, BadOverridesNameTheirLine) {
  const BadLine kBad[] = {{"a.com", "line 1"},
                          {"a.com b.com\na.com b.com c.com\n", "line 2"},
                          {"# x\n\na..com b.com\n", "line 3"},
                          {"a.com http://b.com/\n", "line 1"},
                          {"*.a.com b.com\n", "line 1"},
                          {"a.com b.*\n", "line 1"},
                          {"a.com b.com\nA.com c.com\n", "line 2"},
                          {std::string("a\0.com b.com\n", 13), "line 1"}};
  for (const BadLine& bad : kBad) {
    try {
      with_overrides(bad.rules);
      ADD_FAILURE() << "accepted " << bad.rules;
    } catch (const LoadError& error) {
      EXPECT_EQ(error.place(), bad.place) << error.what();
      EXPECT_EQ(error.path(), (folder_ / "overrides.txt").string());
    }
  }
}

TEST_F(FoldTest, OverridesToWhatFoldsElsewhereAreRefused) {
  const BadLine kBad[] = {
      {"x.com a.com\na.com b.com\n", "line 1"}, {"# x\na.com sub.b.com\n", "line 2"}, {"a.com co.uk\n", "line 1"}};
  for (const BadLine& bad : kBad) {
    try {
      with_overrides(bad.rules);
      ADD_FAILURE() << "accepted " << bad.rules;
    } catch (const LoadError& error) {
      EXPECT_EQ(error.place(), bad.place) << error.what();
      EXPECT_EQ(error.expected(), "a domain that folds to itself");
    }
  }
}

TEST_F(FoldTest, OverridesMayLeadToAPlatformsOwnSite) {
  EXPECT_EQ(name(with_overrides("a.com github.io\n"), "www.a.com"), "github.io");
  EXPECT_EQ(name(with_overrides("a.com b.com\nb.com *\n"), "a.com"), "b.com");
}

TEST_F(FoldTest, TheSameOverrideTwiceIsNoContradiction) {
  EXPECT_EQ(name(with_overrides("a.com b.com\nA.com. b.com\n"), "a.com"), "b.com");
}

/// URLs over a few labels, so that rules of the list and overrides meet often.
std::string random_url(std::mt19937& random) {
  static const std::string kLabels[] = {"com", "co",  "uk", "ck",       "www", "github",   "io",
                                        "a",   "B-1", "_x", "\xc3\xbc", "net", "xn--p1ai", "7"};
  std::uniform_int_distribution<std::size_t> label(0, std::size(kLabels) - 1), length(1, 5);
  std::uniform_int_distribution<int> choice(0, 7);
  std::string url = choice(random) < 4 ? "https://" : "";
  url += kLabels[label(random)];
  for (std::size_t i = length(random); i > 0; --i) url += '.' + kLabels[label(random)];
  if (choice(random) == 0) url += '.';
  const char* const kEnds[] = {"", ":80", ":443", ":8080", "/", "/a?b", ":81/\xc3\xbc", "?"};
  return url + kEnds[choice(random)];
}

void expect_idempotent(const Fold& fold) {
  std::mt19937 random(2);
  int accepted = 0;
  for (int i = 0; i < 5000; ++i) {
    const std::string url = random_url(random);
    std::string once;
    if (fold.name_of(url, once) != Rejection::none) continue;
    ++accepted;
    ASSERT_EQ(name(fold, once), once) << url;
  }
  EXPECT_GT(accepted, 1500);
}

TEST_F(FoldTest, FoldingANameGivesTheSameName) {
  expect_idempotent(Fold(options(FoldLevel::page)));
  expect_idempotent(Fold(options(FoldLevel::host)));
  expect_idempotent(Fold(options(FoldLevel::domain)));
  expect_idempotent(strip_www());
  expect_idempotent(with_overrides("github.io github.io\na.com *\ncom com\nco.uk x.net\n"));
}

TEST_F(FoldTest, TheDomainIsTheEndOfTheHost) {
  const Fold to_host(options(FoldLevel::host));
  const Fold to_domain(options(FoldLevel::domain));
  std::mt19937 random(3);
  for (int i = 0; i < 5000; ++i) {
    const std::string url = random_url(random);
    std::string host, domain;
    if (to_domain.name_of(url, domain) != Rejection::none) continue;
    ASSERT_EQ(to_host.name_of(url, host), Rejection::none);
    host.resize(std::min(host.find(':'), host.size()));
    ASSERT_GE(host.size(), domain.size());
    ASSERT_EQ(host.substr(host.size() - domain.size()), domain);
    ASSERT_TRUE(host.size() == domain.size() || host[host.size() - domain.size() - 1] == '.') << url;
  }
}

TEST_F(FoldTest, EveryLevelAcceptsWhatTheDomainLevelAccepts) {
  const Fold to_page(options(FoldLevel::page));
  const Fold to_domain(options(FoldLevel::domain));
  std::mt19937 random(4);
  for (int i = 0; i < 2000; ++i) {
    const std::string url = random_url(random);
    std::string page, domain, domain_of_page;
    if (to_domain.name_of(url, domain) != Rejection::none) continue;
    ASSERT_EQ(to_page.name_of(url, page), Rejection::none) << url;
    ASSERT_EQ(to_domain.name_of(page, domain_of_page), Rejection::none) << url;
    ASSERT_EQ(domain_of_page, domain) << url;
  }
}

}  // namespace
}  // namespace orbweb
