// The short way for canonical URLs against parse_url(), which is right by definition.
#include "loaders/url_canonical.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <vector>

#include "loaders/url.h"
#include "support/data.h"

namespace orbweb {
namespace {

/// Whether the short way takes `text`; what it takes must be what the parser says.
bool is_taken(const std::string& text) {
  const CanonicalUrl canonical = read_canonical_url(text);
  if (!canonical) return false;
  const UrlResult result = parse_url(text);
  EXPECT_EQ(result.rejection, Rejection::none) << testing::PrintToString(text);
  EXPECT_EQ(canonical.host, result.url.host) << testing::PrintToString(text);
  EXPECT_EQ(canonical.to_string(), result.url.to_string()) << testing::PrintToString(text);
  EXPECT_FALSE(result.url.port) << testing::PrintToString(text);
  return true;
}

TEST(CanonicalUrl, TakesWhatNeedsNoChange) {
  for (const std::string text :
       {"http://example.com/", "https://www.example.com/a/b.html?id=1&x=y", "https://example.com/.well-known/x",
        "https://example.com/...", "https://example.com/a..b/.c/d.", "https://a_b.example/~u/%E4%B8%AD?%2e%2E/../",
        "https://example.com//a///b", "https://example.com/a?b?c\\d", "https://example.com/a%zz%", "https://127.0.0.x/",
        "https://xn--bcher-kva.example/", "https://xn--a/", "https://1.example/a", "https://example.com/a=1;b=2,3|4"}) {
    EXPECT_TRUE(is_taken(text)) << text;
  }
}

TEST(CanonicalUrl, AddsASchemeAndAPathWhereTheyLack) {
  EXPECT_TRUE(is_taken("https://example.com"));
  EXPECT_TRUE(is_taken("example.com"));
  EXPECT_TRUE(is_taken("example.com/a?b"));
  EXPECT_TRUE(is_taken("localhost"));
  EXPECT_TRUE(is_taken("http"));
  EXPECT_EQ(read_canonical_url("example.com").to_string(), "http://example.com/");
}

TEST(CanonicalUrl, LeavesAllElseToTheParser) {
  for (const std::string text : {"",
                                 "/",
                                 "http://",
                                 "https:///example.com/",
                                 "http:/example.com/",
                                 "HTTP://example.com/",
                                 "http://Example.com/",
                                 "http://example.com:80/",
                                 "http://example.com:8080/",
                                 "http://me@example.com/",
                                 "http://example.com./",
                                 "http://.example.com/",
                                 "http://a..b/",
                                 "http://127.0.0.1/",
                                 "http://a.0x7f/",
                                 "http://a.1/",
                                 "http://[::1]/",
                                 "http://b\xc3\xbc"
                                 "cher.example/",
                                 "http://example.com?a",
                                 "http://example.com#a",
                                 "http://example.com/a#b",
                                 "http://example.com/a?b#c",
                                 "http://example.com/a b",
                                 "http://example.com/a?b c",
                                 "http://example.com/a\\b",
                                 "http://example.com\\a",
                                 "http://example.com/.",
                                 "http://example.com/./a",
                                 "http://example.com/a/..",
                                 "http://example.com/a/../b",
                                 "http://example.com/a/..?b",
                                 "http://example.com/%2e/a",
                                 "http://example.com/a/.%2E",
                                 "http://example.com/a/%2e%2e?b",
                                 "http://example.com/\"",
                                 "http://example.com/a?<",
                                 "http://example.com/a?'",
                                 "http://example.com/\x7f",
                                 "http://example.com/\xc3\xbc",
                                 " http://example.com/",
                                 "http://example.com/ ",
                                 "http://exam\tple.com/",
                                 "http://example.com/a\n",
                                 "tel:911",
                                 "mailto:a@example.com",
                                 "ftp://example.com/",
                                 "example.com:80"}) {
    EXPECT_FALSE(is_taken(text)) << testing::PrintToString(text);
  }
  EXPECT_FALSE(is_taken(std::string("http://example.com/a\0b", 22)));
}

TEST(CanonicalUrl, LongTextIsLeftToTheParser) {
  for (std::size_t length = kMaxUrlBytes - 40; length < kMaxUrlBytes + 40; ++length) {
    is_taken("http://example.com/" + std::string(length, 'a'));
    is_taken("http://example.com/" + std::string(length - 19, 'a'));
    is_taken(std::string(length, 'a'));
    is_taken(std::string(length - 8, 'a'));
  }
  EXPECT_TRUE(is_taken("http://example.com/" + std::string(8000, 'a')));
  EXPECT_FALSE(is_taken("http://example.com/" + std::string(kMaxUrlBytes, 'a')));
}

TEST(CanonicalUrl, EveryByteAtEveryPlaceIsAsTheParserSays) {
  const std::string url = "https://ab.cd-e.example/f/gh.i/?j=k";
  int taken = 0;
  for (std::size_t place = 0; place <= url.size(); ++place) {
    for (int byte = 0; byte < 256; ++byte) {
      std::string put_in = url;
      put_in.insert(place, 1, static_cast<char>(byte));
      taken += is_taken(put_in);
      if (place == url.size()) continue;
      std::string replaced = url;
      replaced[place] = static_cast<char>(byte);
      taken += is_taken(replaced);
    }
  }
  EXPECT_GT(taken, 2000);
}

/// Mostly canonical pieces, so that the short way takes many texts, with hostile ones among them.
std::string random_text(std::mt19937& random) {
  static const std::string kPieces[] = {
      "a",   "b-c", "0",  "x_y", ".", "..",   "/",        "/.",   "/..",     "%2e",     "%2E", "%41",
      "%",   "?",   "=",  "&",   "+", "~",    "|",        "^",    "'",       "\\",      "@",   ":",
      ":80", "#",   " ",  "\t",  "[", "127",  "0x",       "xn--", "A",       "//",      "com", "!",
      "$",   "*",   "\"", "<",   "{", "\x7f", "\xc3\xbc", "\xff", "http://", "https://"};
  std::uniform_int_distribution<int> length(1, 8), share(0, 9);
  std::uniform_int_distribution<std::size_t> any(0, std::size(kPieces) - 1), tame(0, 16);
  const bool hostile = share(random) < 3;
  std::string text = share(random) < 5 ? "https://" : share(random) < 5 ? "http://" : "";
  if (share(random) < 7) text += "www.example.com";
  if (share(random) < 7) text += "/";
  for (int i = length(random); i > 0; --i) text += kPieces[hostile ? any(random) : tame(random)];
  return text;
}

TEST(CanonicalUrl, AgreesWithTheParserOnRandomText) {
  std::mt19937 random(11);
  int taken = 0;
  constexpr int kRounds = 200000;
  for (int i = 0; i < kRounds && !testing::Test::HasFailure(); ++i) taken += is_taken(random_text(random));
  EXPECT_GT(taken, kRounds / 10);
  EXPECT_LT(taken, kRounds * 9 / 10);
}

TEST(CanonicalUrl, TakesEveryCanonicalFormOfRandomTextWithAPlainName) {
  std::mt19937 random(12);
  int plain = 0;
  for (int i = 0; i < 50000; ++i) {
    const UrlResult result = parse_url(random_text(random));
    if (result.rejection != Rejection::none || result.url.port) continue;
    if (result.url.host.find_first_not_of("abcdefghijklmnopqrstuvwxyz-_.") != std::string::npos) continue;
    ++plain;
    ASSERT_TRUE(is_taken(result.url.to_string())) << result.url.to_string();
  }
  EXPECT_GT(plain, 5000);
}

TEST(CanonicalUrl, AgreesWithTheParserOnThePublishedVectors) {
  ORBWEB_DATA_OR_SKIP(urls, "url/urltestdata.json");
  ORBWEB_DATA_OR_SKIP(names, "url/toascii.json");
  int taken = 0;
  for (const auto& item : nlohmann::json::parse(test::read_file(urls))) {
    if (!item.is_object()) continue;
    taken += is_taken(item["input"].get<std::string>());
    if (item.contains("href")) taken += is_taken(item["href"].get<std::string>());
  }
  for (const auto& item : nlohmann::json::parse(test::read_file(names))) {
    if (!item.is_object()) continue;
    taken += is_taken("https://" + item["input"].get<std::string>() + "/x");
    if (item["output"].is_string()) taken += is_taken("https://" + item["output"].get<std::string>() + "/x");
  }
  EXPECT_GT(taken, 100);
}

}  // namespace
}  // namespace orbweb
