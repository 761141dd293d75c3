#include "loaders/url_host.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "loaders/url_address.h"

namespace orbweb {
namespace {

/// The canonical host, or "refused".
std::string host(std::string_view text) {
  std::string result;
  return parse_host(text, result) ? result : "refused";
}

TEST(UrlHost, AsciiNamesAreOnlyLowered) {
  EXPECT_EQ(host("WWW.Example.Com"), "www.example.com");
  EXPECT_EQ(host("a_b.-c-.d--e.example"), "a_b.-c-.d--e.example");
  EXPECT_EQ(host("XN--A.example"), "xn--a.example");
}

TEST(UrlHost, NamesInOtherScriptsBecomePunycode) {
  EXPECT_EQ(host("B\xc3\xbc"
                 "cher.example"),
            "xn--bcher-kva.example");
  EXPECT_EQ(host("fa\xc3\x9f.de"), "xn--fa-hia.de");  // non-transitional: sharp s is not "ss"
  EXPECT_EQ(host("b%C3%BCcher.example"), "xn--bcher-kva.example");
  EXPECT_EQ(host("\xef\xbc\xa7\xef\xbd\x8f.com"), "go.com");  // full-width "Go"
  EXPECT_EQ(host("a\xe3\x80\x82"
                 "b.com"),
            "a.b.com");  // ideographic full stop
  EXPECT_EQ(host("a\xc2\xad"
                 "b.com"),
            "ab.com");  // soft hyphen
}

TEST(UrlHost, WhatIdnaForbidsIsRefused) {
  EXPECT_EQ(host("\xd9\x8a"
                 "a"),
            "refused");                                // right-to-left, then left-to-right: CheckBidi
  EXPECT_EQ(host("\xe2\x80\x8d.example"), "refused");  // a joiner that joins nothing: CheckJoiners
  EXPECT_EQ(host("xn--a.\xc3\x9f"), "refused");        // invalid punycode beside a name that needs IDNA
  EXPECT_EQ(host("\xef\xbf\xbd.com"), "refused");      // U+FFFD
  EXPECT_EQ(host("\xc2\xad"), "refused");              // nothing left
}

TEST(UrlHost, BytesThatAreNoUtf8AreRefused) {
  EXPECT_EQ(host("caf\xe9.example"), "refused");
  EXPECT_EQ(host("example.com%80"), "refused");
  EXPECT_EQ(host("\xf0\x9f\x92"), "refused");
}

TEST(UrlHost, ForbiddenBytesAreRefusedRawAndEncoded) {
  for (const char c : std::string_view("\0\x01 #/<>?@[\\]^|%\x7f", 16)) {
    EXPECT_EQ(host(std::string("a") + c + "b.com"), "refused") << static_cast<int>(c);
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    const auto byte = static_cast<unsigned char>(c);
    EXPECT_EQ(host(std::string("a%") + kDigits[byte >> 4U] + kDigits[byte & 15U] + "b.com"), "refused")
        << static_cast<int>(c);
  }
  EXPECT_EQ(host("a!$&'()*+,;=~.com"), "a!$&'()*+,;=~.com");
}

TEST(UrlHost, OnlyATrailingDotMayBeEmpty) {
  EXPECT_EQ(host("example.com."), "example.com");
  for (const char* text : {"", ".", "..", ".com", "a..b", "example.com.."}) EXPECT_EQ(host(text), "refused") << text;
}

TEST(UrlHost, LongNamesCostBoundedTime) {
  std::string ascii(8000, 'a');
  EXPECT_EQ(host(ascii), ascii);
  std::string letters;
  for (int i = 0; i < 4000; ++i) letters += {static_cast<char>(0xc4 + i % 8), static_cast<char>(0x80 + i % 61)};
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(host(letters), "refused");
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(1));
}

TEST(UrlHost, EveryFormOfIpv4IsTheSameAddress) {
  for (const char* text : {"192.168.1.1", "192.168.257", "192.11010305", "3232235777", "0xc0.0250.0x101", "0XC0A80101",
                           "192.168.1.1.", "%31%39%32.168.1.1",
                           "\xef\xbc\x91"
                           "92.168.257"}) {
    EXPECT_EQ(host(text), "192.168.1.1") << text;
  }
  EXPECT_EQ(host("0x.0x.0"), "0.0.0.0");
  EXPECT_EQ(host("4294967295"), "255.255.255.255");
}

TEST(UrlHost, NamesThatEndInANumberMustBeAddresses) {
  for (const char* text : {"256.0.0.1", "1.2.3.256", "1.2.3.4.5", "4294967296", "99999999999999999999999", "1.2.65536",
                           "1.2.3.08", "example.1", "example.0x1f", "0x100000000", "a.0x"}) {
    EXPECT_EQ(host(text), "refused") << text;
  }
  EXPECT_EQ(host("1.2.3.4a"), "1.2.3.4a");
  EXPECT_EQ(host("256.com"), "256.com");
  EXPECT_EQ(host("1.2.3.0x7g"), "1.2.3.0x7g");
}

TEST(UrlHost, Ipv6IsWrittenInItsShortestForm) {
  EXPECT_EQ(host("[0:0:0:0:0:0:0:1]"), "[::1]");
  EXPECT_EQ(host("[2001:DB8:0000::0001]"), "[2001:db8::1]");
  EXPECT_EQ(host("[1:0:0:2:0:0:0:3]"), "[1:0:0:2::3]");
  EXPECT_EQ(host("[1:0:0:2:3:0:0:4]"), "[1::2:3:0:0:4]");
  EXPECT_EQ(host("[1:0:2:3:4:5:6:0]"), "[1:0:2:3:4:5:6:0]");
  EXPECT_EQ(host("[::]"), "[::]");
  EXPECT_EQ(host("[1::]"), "[1::]");
  EXPECT_EQ(host("[::ffff:192.0.2.1]"), "[::ffff:c000:201]");
}

TEST(UrlHost, BrokenIpv6IsRefused) {
  for (const char* text :
       {"[", "[]", "[:]", "[::1", "::1]", "[1:2:3:4:5:6:7]", "[1:2:3:4:5:6:7:8:9]", "[1::2::3]", "[12345::]",
        "[::1.2.3]", "[::1.2.3.256]", "[::01.2.3.4]", "[fe80::1%eth0]", "[::%31]", "[a.example]", "[::1] "}) {
    EXPECT_EQ(host(text), "refused") << text;
  }
  EXPECT_EQ(host(std::string_view("[::1\0]", 6)), "refused");
}

TEST(UrlHost, AddressesAreToldFromNames) {
  EXPECT_TRUE(is_ip_address("192.0.2.1"));
  EXPECT_TRUE(is_ip_address("[::1]"));
  EXPECT_FALSE(is_ip_address("example.com"));
  EXPECT_FALSE(is_ip_address("1.example"));
}

TEST(UrlAddress, EveryIpv4AddressReadsBack) {
  for (std::uint64_t address = 0; address < (std::uint64_t{1} << 32); address += 16777259) {
    const auto value = static_cast<std::uint32_t>(address);
    EXPECT_EQ(parse_ipv4(ipv4_to_string(value)), value);
    EXPECT_TRUE(ends_in_number(ipv4_to_string(value)));
  }
}

}  // namespace
}  // namespace orbweb
