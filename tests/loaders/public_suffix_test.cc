#include "loaders/public_suffix.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <sstream>
#include <string>

#include "graph/error.h"
#include "loaders/fold.h"
#include "support/data.h"

namespace orbweb {
namespace {

constexpr std::string_view kList = R"(// VERSION: 2031-02-03_04-05-06_UTC

// ===BEGIN ICANN DOMAINS===
com
uk
co.uk
jp
*.kobe.jp
!city.kobe.jp
*.ck
!www.ck
*.deep.uk
*.a.deep.uk
// zhongguo
中国
公司.cn
cn
// ===END ICANN DOMAINS===
// ===BEGIN PRIVATE DOMAINS===
github.io
blogspot.com
*.cloud.com
*.co.uk
// ===END PRIVATE DOMAINS===
)";

class MadeUpList : public testing::Test {
 protected:
  std::string with_private(std::string_view host) const { return std::string(all_.registrable_domain(host)); }
  std::string icann_only(std::string_view host) const { return std::string(icann_.registrable_domain(host)); }

  test::TemporaryFolder folder_;
  PublicSuffixList all_{folder_.write("list.dat", kList), PslSection::with_private};
  PublicSuffixList icann_{folder_ / "list.dat", PslSection::icann_only};
};
using PublicSuffix = MadeUpList;

TEST_F(PublicSuffix, DomainIsTheSuffixPlusOneLabel) {
  EXPECT_EQ(with_private("example.com"), "example.com");
  EXPECT_EQ(with_private("a.b.example.com"), "example.com");
  EXPECT_EQ(with_private("com"), "");
  EXPECT_EQ(icann_only("a.example.co.uk"), "example.co.uk");
  EXPECT_EQ(icann_only("example.uk"), "example.uk");
  EXPECT_EQ(icann_only("co.uk"), "");
}

TEST_F(PublicSuffix, UnlistedTopLevelDomainsAreSuffixes) {
  EXPECT_EQ(with_private("localhost"), "");
  EXPECT_EQ(with_private("a.b.unlisted"), "b.unlisted");
  EXPECT_EQ(icann_only("a.b.unlisted"), "b.unlisted");
}

TEST_F(PublicSuffix, WildcardsAndExceptionsApply) {
  EXPECT_EQ(with_private("c.kobe.jp"), "");
  EXPECT_EQ(with_private("a.b.c.kobe.jp"), "b.c.kobe.jp");
  EXPECT_EQ(with_private("city.kobe.jp"), "city.kobe.jp");
  EXPECT_EQ(with_private("a.city.kobe.jp"), "city.kobe.jp");
  EXPECT_EQ(with_private("www.www.ck"), "www.ck");
  EXPECT_EQ(with_private("ck"), "");
}

TEST_F(PublicSuffix, TheParentOfAWildcardIsNoSuffixByItself) {
  EXPECT_EQ(with_private("kobe.jp"), "kobe.jp");
  EXPECT_EQ(with_private("cloud.com"), "cloud.com");
  EXPECT_EQ(with_private("x.cloud.com"), "");
  EXPECT_EQ(with_private("a.deep.uk"), "");  // "*.deep.uk" makes it one
  EXPECT_EQ(with_private("y.x.a.deep.uk"), "y.x.a.deep.uk");
}

TEST_F(PublicSuffix, PrivateRulesCountOnlyWhenAsked) {
  EXPECT_EQ(with_private("a.b.github.io"), "b.github.io");
  EXPECT_EQ(icann_only("a.b.github.io"), "github.io");
  EXPECT_EQ(with_private("blogspot.com"), "");
  EXPECT_EQ(icann_only("blogspot.com"), "blogspot.com");
  EXPECT_EQ(icann_only("a.x.cloud.com"), "cloud.com");
}

TEST_F(PublicSuffix, APrivateWildcardDoesNotChangeTheIcannRuleForItsParent) {
  EXPECT_EQ(with_private("b.a.co.uk"), "b.a.co.uk");
  EXPECT_EQ(icann_only("b.a.co.uk"), "a.co.uk");
  EXPECT_EQ(with_private("co.uk"), "");
}

TEST_F(PublicSuffix, RulesInOtherScriptsMatchPunycode) {
  EXPECT_EQ(with_private("www.xn--85x722f.xn--55qx5d.cn"), "xn--85x722f.xn--55qx5d.cn");
  EXPECT_EQ(icann_only("xn--55qx5d.cn"), "");
  EXPECT_EQ(with_private("xn--fiqs8s"), "");
  EXPECT_EQ(with_private("a.b.xn--fiqs8s"), "b.xn--fiqs8s");
}

TEST_F(PublicSuffix, ResultIsAPartOfTheHost) {
  const std::string host = "a.b.example.com";
  const std::string_view domain = all_.registrable_domain(host);
  EXPECT_EQ(domain.data(), host.data() + 4);
}

TEST_F(PublicSuffix, HostsOfThousandsOfLabelsCostLittle) {
  std::string host;
  for (int i = 0; i < 4000; ++i) host += "a.";
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < 100; ++i) ASSERT_EQ(with_private(host + "example.com"), "example.com");
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(2));
  EXPECT_EQ(with_private(host + "c.kobe.jp"), "a.c.kobe.jp");
}

TEST_F(PublicSuffix, VersionIsTheListsOwn) { EXPECT_EQ(all_.version(), "2031-02-03_04-05-06_UTC"); }

TEST_F(PublicSuffix, WithoutVersionLineTheFilesDateCounts) {
  const auto path = folder_.write("undated.dat", kList.substr(kList.find("\n\n")));
  const std::chrono::sys_seconds noon = std::chrono::sys_days(std::chrono::year(2020) / 3 / 4) + std::chrono::hours(12);
  std::filesystem::last_write_time(path, std::chrono::file_clock::from_sys(noon));
  EXPECT_EQ(PublicSuffixList(path, PslSection::with_private).version(), "2020-03-04");
}

TEST_F(PublicSuffix, FilesThatAreNoListAreRefused) {
  for (const std::string_view content :
       {std::string_view(), std::string_view("<html>not found</html>\n"), std::string_view("\0\1\2", 3),
        std::string_view("com\nnet\n"), std::string_view("// ===BEGIN ICANN DOMAINS===\ncom\n"),
        std::string_view("// ===BEGIN ICANN DOMAINS===\n// ===END ICANN DOMAINS===\n")}) {
    const auto path = folder_.write("no-list.dat", content);
    for (const PslSection section : {PslSection::with_private, PslSection::icann_only}) {
      try {
        const PublicSuffixList list(path, section);
        ADD_FAILURE() << "accepted " << content;
      } catch (const LoadError& error) {
        EXPECT_EQ(error.path(), path.string());
      }
    }
  }
  EXPECT_THROW(PublicSuffixList(folder_ / "absent.dat", PslSection::with_private), IoError);
}

TEST_F(PublicSuffix, TruncatedListsAreRefused) {
  const std::size_t needed = kList.find("===END ICANN DOMAINS===") + 23;
  for (std::size_t size = 0; size < needed; ++size) {
    const auto path = folder_.write("cut.dat", kList.substr(0, size));
    EXPECT_THROW(PublicSuffixList(path, PslSection::icann_only), LoadError) << size;
  }
}

TEST(SystemPublicSuffixList, KnowsCommonSuffixesAndItsDate) {
  const PublicSuffixList list({}, PslSection::with_private);
  EXPECT_EQ(list.registrable_domain("www.example.co.uk"), "example.co.uk");
  EXPECT_EQ(list.registrable_domain("a.b.github.io"), "b.github.io");
  EXPECT_EQ(PublicSuffixList({}, PslSection::icann_only).registrable_domain("a.b.github.io"), "github.io");
  int year = 0, month = 0, day = 0;
  ASSERT_EQ(std::sscanf(list.version().c_str(), "%4d-%2d-%2d", &year, &month, &day), 3) << list.version();
  EXPECT_TRUE(std::chrono::year_month_day(std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                          std::chrono::day(static_cast<unsigned>(day)))
                  .ok())
      << list.version();
}

/// Host and expected domain of each line "checkPublicSuffix('HOST', 'DOMAIN');" or "HOST DOMAIN"; null is empty.
std::vector<std::pair<std::string, std::string>> psl_vectors(const std::filesystem::path& path) {
  std::vector<std::pair<std::string, std::string>> vectors;
  std::istringstream lines(test::read_file(path));
  for (std::string line; std::getline(lines, line);) {
    if (line.rfind("//", 0) == 0) continue;
    std::replace_if(
        line.begin(), line.end(), [](char c) { return std::string_view("(),;'").find(c) < 5; }, ' ');
    std::istringstream fields(line);
    std::string host, domain;
    fields >> host;
    if (host == "checkPublicSuffix") fields >> host;
    if (!(fields >> domain)) continue;
    vectors.emplace_back(host == "null" ? "" : host, domain == "null" ? "" : domain);
  }
  return vectors;
}

/// Expected domains are compared as canonical names: both sides through punycode.
void expect_vectors_hold(const std::filesystem::path& vectors_path) {
  FoldOptions options;
  options.level = FoldLevel::host;
  const Fold to_host(options);
  const PublicSuffixList list(vectors_path.parent_path() / "public_suffix_list.dat", PslSection::with_private);
  const auto vectors = psl_vectors(vectors_path);
  EXPECT_GT(vectors.size(), 70U);
  for (const auto& [host, domain] : vectors) {
    std::string expected, canonical;
    if (!domain.empty()) {
      ASSERT_EQ(to_host.name_of(domain, expected), Rejection::none) << domain;
    }
    const bool is_host = to_host.name_of(host, canonical) == Rejection::none;
    EXPECT_EQ(is_host ? list.registrable_domain(canonical) : "", expected) << host;
  }
}

TEST(PublicSuffixVectors, EveryCheckOfTestPslHolds) {
  ORBWEB_DATA_OR_SKIP(path, "psl/test_psl.txt");
  expect_vectors_hold(path);
}

TEST(PublicSuffixVectors, EveryLineOfTestsHolds) {
  ORBWEB_DATA_OR_SKIP(path, "psl/tests.txt");
  expect_vectors_hold(path);
}

TEST(PublicSuffixVectors, TheRealListsWildcardParentsAreDomains) {
  ORBWEB_DATA_OR_SKIP(path, "psl/public_suffix_list.dat");
  const PublicSuffixList list(path, PslSection::with_private);
  EXPECT_EQ(list.registrable_domain("kobe.jp"), "kobe.jp");
  EXPECT_EQ(list.registrable_domain("compute.amazonaws.com"), "amazonaws.com");
  EXPECT_EQ(list.registrable_domain("mm"), "");
}

}  // namespace
}  // namespace orbweb
