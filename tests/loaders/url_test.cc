#include "loaders/url.h"

#include <gtest/gtest.h>

#include <random>
#include <set>
#include <string>

namespace orbweb {
namespace {

/// The canonical URL, or why there is none.
std::string canonical(std::string_view text) {
  const UrlResult result = parse_url(text);
  return result.rejection == Rejection::none ? result.url.to_string() : std::string(to_string(result.rejection));
}

std::string resolved(std::string_view text, std::string_view base_text) {
  const UrlResult base = parse_url(base_text);
  EXPECT_EQ(base.rejection, Rejection::none);
  const UrlResult result = parse_url(text, &base.url);
  return result.rejection == Rejection::none ? result.url.to_string() : std::string(to_string(result.rejection));
}

Rejection rejection_of(std::string_view text) { return parse_url(text).rejection; }

TEST(Rejection, EachHasItsOwnPhrase) {
  std::set<std::string_view> phrases;
  for (int i = 0; i < kNumRejections; ++i) phrases.insert(to_string(static_cast<Rejection>(i)));
  EXPECT_EQ(phrases.size(), static_cast<std::size_t>(kNumRejections));
  EXPECT_EQ(phrases.count("unknown"), 0U);
}

TEST(Url, SchemeAndHostAreLowered) {
  EXPECT_EQ(canonical("HTTP://WWW.Example.COM/Path"), "http://www.example.com/Path");
  EXPECT_EQ(canonical("hTTps://EXAMPLE.com"), "https://example.com/");
}

TEST(Url, UserInfoAndFragmentAreDropped) {
  EXPECT_EQ(canonical("http://user:pass@example.com/a#b"), "http://example.com/a");
  EXPECT_EQ(canonical("http://a@b@example.com/"), "http://example.com/");
  EXPECT_EQ(canonical("http://example.com/@b"), "http://example.com/@b");
  EXPECT_EQ(canonical("http://example.com#a/../b?c"), "http://example.com/");
}

TEST(Url, OnlyTheSchemesOwnPortIsDropped) {
  EXPECT_EQ(canonical("http://example.com:80/"), "http://example.com/");
  EXPECT_EQ(canonical("https://example.com:443/"), "https://example.com/");
  EXPECT_EQ(canonical("https://example.com:80/"), "https://example.com:80/");
  EXPECT_EQ(canonical("http://example.com:00008080/"), "http://example.com:8080/");
  EXPECT_EQ(canonical("http://example.com:/"), "http://example.com/");
  EXPECT_EQ(parse_url("http://example.com:0/").url.port, 0);
}

TEST(Url, PortsThatAreNoneAreRefused) {
  EXPECT_EQ(rejection_of("http://example.com:65536/"), Rejection::invalid_port);
  EXPECT_EQ(rejection_of("http://example.com:99999999999999999999999/"), Rejection::invalid_port);
  EXPECT_EQ(rejection_of("http://example.com:-1/"), Rejection::invalid_port);
  EXPECT_EQ(rejection_of("http://example.com:8a/"), Rejection::invalid_port);
  EXPECT_EQ(rejection_of("http://example.com:80:80/"), Rejection::invalid_port);
  EXPECT_EQ(rejection_of("http://[::1]:x/"), Rejection::invalid_port);
}

TEST(Url, SpaceAroundAndTabsInsideAreRemoved) {
  EXPECT_EQ(canonical(" \x01\thttp://example.com/a b \n"), "http://example.com/a%20b");
  EXPECT_EQ(canonical("ht\ntp://exa\tmple.com/\ra"), "http://example.com/a");
}

TEST(Url, BackslashesAndSpareSlashesAreSlashes) {
  EXPECT_EQ(canonical("http:\\\\example.com\\a\\b?c\\d"), "http://example.com/a/b?c\\d");
  EXPECT_EQ(canonical("http:////example.com//a"), "http://example.com//a");
  EXPECT_EQ(canonical("http:example.com"), "http://example.com/");
  EXPECT_EQ(canonical("https:/example.com"), "https://example.com/");
}

TEST(Url, DotSegmentsAreResolved) {
  EXPECT_EQ(canonical("http://x/a/./b/../c"), "http://x/a/c");
  EXPECT_EQ(canonical("http://x/a/b/.."), "http://x/a/");
  EXPECT_EQ(canonical("http://x/a/%2e%2E/b/%2e"), "http://x/b/");
  EXPECT_EQ(canonical("http://x/../../a"), "http://x/a");
  EXPECT_EQ(canonical("http://x/.../..a/a."), "http://x/.../..a/a.");
  EXPECT_EQ(canonical("http://x/a?b/../c"), "http://x/a?b/../c");
}

TEST(Url, PathAndQueryAreEncodedBySetsOfTheirOwn) {
  EXPECT_EQ(canonical("http://x/ \"<>^`{}'|"), "http://x/%20%22%3C%3E%5E%60%7B%7D'|");
  EXPECT_EQ(canonical("http://x/? \"<>^`{}'|"), "http://x/?%20%22%3C%3E^`{}%27|");
  EXPECT_EQ(canonical("http://x/\xc3\xa9?\xc3\xa9"), "http://x/%C3%A9?%C3%A9");
  EXPECT_EQ(canonical("http://x/%41%zz%"), "http://x/%41%zz%");
  EXPECT_EQ(canonical("http://x/a?"), "http://x/a?");
}

TEST(Url, ControlsAndBrokenUtf8InThePathAreEncodedAsTheyAre) {
  EXPECT_EQ(canonical(std::string_view("http://x/a\0b\x7f", 13)), "http://x/a%00b%7F");
  EXPECT_EQ(canonical("http://x/caf\xe9"), "http://x/caf%E9");
}

TEST(Url, OtherSchemesAreNotHttp) {
  for (const char* text :
       {"javascript:alert(1)", "mailto:a@example.com", "ftp://example.com/", "data:text/plain,a", "tel:911", "TEL:112",
        "javascript:1", "about:blank", "file:///etc/x", "urn:a:b", "a:", "a:/b", "example.com:80@evil.example"}) {
    EXPECT_EQ(rejection_of(text), Rejection::not_http) << text;
  }
}

TEST(Url, HostsWithoutSchemeAreReadAsHttp) {
  EXPECT_EQ(canonical("example.com"), "http://example.com/");
  EXPECT_EQ(canonical("Example.com/a?b#c"), "http://example.com/a?b");
  EXPECT_EQ(canonical("example.com:8080/x"), "http://example.com:8080/x");
  EXPECT_EQ(canonical("localhost:8080"), "http://localhost:8080/");
  EXPECT_EQ(canonical("192.0.2.1:81"), "http://192.0.2.1:81/");
  EXPECT_EQ(canonical("[::1]:81/a"), "http://[::1]:81/a");
  EXPECT_EQ(canonical("//example.com/a"), "http://example.com/a");
  EXPECT_EQ(rejection_of("example.com:65536"), Rejection::invalid_port);
}

TEST(Url, TextThatStartsLikeNoHostIsRefused) {
  for (const char* text : {"", " ", "/", "/a/b", "?a", "#a", "\\a", "//", "///", ":80", "http://", "http:///",
                           "http://:80", "http://user@/a", "http://?a"}) {
    EXPECT_EQ(rejection_of(text), Rejection::no_host) << text;
  }
  EXPECT_EQ(rejection_of("someone@example.com"), Rejection::not_http);
  EXPECT_EQ(rejection_of("../a"), Rejection::invalid_host);
}

TEST(Url, RelativeReferencesResolveAgainstTheBase) {
  constexpr std::string_view kBase = "https://example.com:8443/a/b?q";
  EXPECT_EQ(resolved("c", kBase), "https://example.com:8443/a/c");
  EXPECT_EQ(resolved("../c?d", kBase), "https://example.com:8443/c?d");
  EXPECT_EQ(resolved("/c", kBase), "https://example.com:8443/c");
  EXPECT_EQ(resolved("?r", kBase), "https://example.com:8443/a/b?r");
  EXPECT_EQ(resolved("#f", kBase), "https://example.com:8443/a/b?q");
  EXPECT_EQ(resolved("", kBase), "https://example.com:8443/a/b?q");
  EXPECT_EQ(resolved("//other.example/c", kBase), "https://other.example/c");
  EXPECT_EQ(resolved("https:c", kBase), "https://example.com:8443/a/c");
  EXPECT_EQ(resolved("http:c", kBase), "http://c/");
  EXPECT_EQ(resolved("example.com:80", kBase), "not an http or https URL");
  EXPECT_EQ(resolved("a/b:c", kBase), "https://example.com:8443/a/a/b:c");
}

TEST(Url, MoreThan8KibIsTooLong) {
  const std::string start = "http://example.com/";
  const std::string longest = start + std::string(kMaxUrlBytes - start.size(), 'a');
  EXPECT_EQ(canonical(longest), longest);
  EXPECT_EQ(rejection_of(longest + 'a'), Rejection::url_too_long);
}

TEST(Url, CanonicalFormMustFitToo) {
  // Each space becomes three bytes.
  EXPECT_EQ(rejection_of("http://example.com/" + std::string(2700, ' ') + "a"), Rejection::none);
  EXPECT_EQ(rejection_of("http://example.com/" + std::string(2725, ' ') + "a"), Rejection::url_too_long);
}

TEST(Url, HostAndPortOmitsADefaultPort) {
  EXPECT_EQ(parse_url("http://example.com:80/a").url.host_and_port(), "example.com");
  EXPECT_EQ(parse_url("http://[::1]:81/a").url.host_and_port(), "[::1]:81");
}

/// Text made of pieces that mean something to a URL parser, and of any bytes.
std::string random_text(std::mt19937& random) {
  static const std::string kPieces[] = {
      "http:",        "https://", "//", "/",   "\\",    "..",   ".", "%2e", "%",    "?",        "#", "@",  ":",
      ":80",          "[",        "]",  "::1", "127.1", "0x7f", "a", "B.c", "xn--", "\xc3\x9f", " ", "\t", "com",
      "\xe2\x80\x8d", "'",        "\"", "~"};
  std::uniform_int_distribution<int> length(0, 12), byte(0, 255);
  std::uniform_int_distribution<std::size_t> piece(0, std::size(kPieces));
  std::string text = byte(random) < 128 ? "http://" : "";
  for (int i = length(random); i > 0; --i) {
    const std::size_t index = piece(random);
    text += index < std::size(kPieces) ? kPieces[index] : std::string(1, static_cast<char>(byte(random)));
  }
  return text;
}

TEST(Url, CanonicalFormOfRandomTextIsItsOwnCanonicalForm) {
  std::mt19937 random(1);
  int accepted = 0;
  for (int i = 0; i < 30000; ++i) {
    const std::string text = random_text(random);
    const UrlResult first = parse_url(text);
    if (first.rejection != Rejection::none) continue;
    ++accepted;
    ASSERT_EQ(canonical(first.url.to_string()), first.url.to_string()) << testing::PrintToString(text);
    ASSERT_EQ(first.url.path.front(), '/');
    for (const char c : first.url.to_string()) ASSERT_TRUE(c > ' ' && c < 0x7f) << testing::PrintToString(text);
  }
  EXPECT_GT(accepted, 5000);
}

}  // namespace
}  // namespace orbweb
