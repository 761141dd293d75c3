// One function out of several, for std::visit: std::visit(Overloaded{[](double x) {...}, [](bool b) {...}}, value).
#pragma once

namespace orbweb {

template <class... Handlers>
struct Overloaded : Handlers... {
  using Handlers::operator()...;
};
template <class... Handlers>
Overloaded(Handlers...) -> Overloaded<Handlers...>;

}  // namespace orbweb
