#include "loaders/decoder.h"

#include "graph/error.h"

namespace orbweb {

std::size_t Decoder::read(ByteSource& source, std::span<char> out) {
  if (out.empty()) return 0;
  out = out.first(std::min(out.size(), kMostPerStep));
  while (!between_members_ || next_member(source)) {
    const std::span<const char> in = source.bytes();
    const Step done = step(in, out);
    source.skip(done.used);
    if (!done.problem.empty()) source.fail("intact " + std::string(format_) + " data", done.problem);
    between_members_ = done.member_ended;
    if (done.made > 0) return done.made;
    if (done.member_ended || done.used > 0) continue;
    if (in.empty()) source.fail("more " + std::string(format_) + " data", "the end of the file (it is truncated)");
    source.fail("intact " + std::string(format_) + " data", "bytes that cannot be decoded");
  }
  return 0;
}

bool Decoder::next_member(ByteSource& source) {
  if (allows_zero_padding()) skip_zero_padding(source);
  const std::span<const char> in = source.bytes();
  if (in.empty()) return false;
  if (!start_member(in)) {
    source.fail("the end of the file or more " + std::string(format_) + " data",
                in_quotes({in.data(), in.size()}, 16) + " behind the compressed data");
  }
  between_members_ = false;
  return true;
}

void Decoder::skip_zero_padding(ByteSource& source) {
  bool padded = false;
  for (std::span<const char> in = source.bytes(); !in.empty(); in = source.bytes()) {
    std::size_t zeros = 0;
    while (zeros < in.size() && in[zeros] == '\0') ++zeros;
    source.skip(zeros);
    padded = padded || zeros > 0;
    if (zeros == in.size()) continue;
    if (padded) source.fail("zero bytes up to the end of the file", in_quotes({&in[zeros], in.size() - zeros}, 16));
    return;
  }
}

}  // namespace orbweb
