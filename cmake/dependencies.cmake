# Every dependency, found on the system: Debian packages are listed in ./setup.
find_package(TBB REQUIRED)
find_package(roaring REQUIRED)
find_package(ICU REQUIRED COMPONENTS uc)
find_package(ZLIB REQUIRED)
find_package(BZip2 REQUIRED)
find_package(LibLZMA REQUIRED)
find_package(EXPAT REQUIRED)
find_package(OpenSSL REQUIRED COMPONENTS Crypto)
find_package(nlohmann_json REQUIRED)
find_package(fmt REQUIRED)
find_package(CLI11 REQUIRED)
find_package(tomlplusplus REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(HWY REQUIRED IMPORTED_TARGET libhwy)
pkg_check_modules(PSL REQUIRED IMPORTED_TARGET libpsl)
pkg_check_modules(ZSTD REQUIRED IMPORTED_TARGET libzstd)
pkg_check_modules(XXHASH REQUIRED IMPORTED_TARGET libxxhash)
pkg_check_modules(ZIP REQUIRED IMPORTED_TARGET libzip)

set(ORBWEB_DEPENDENCIES
  TBB::tbb roaring::roaring ICU::uc ZLIB::ZLIB BZip2::BZip2 LibLZMA::LibLZMA OpenSSL::Crypto nlohmann_json::nlohmann_json fmt::fmt
  PkgConfig::HWY PkgConfig::PSL PkgConfig::ZSTD PkgConfig::XXHASH EXPAT::EXPAT PkgConfig::ZIP tomlplusplus::tomlplusplus)
set(ORBWEB_CLI_DEPENDENCIES CLI11::CLI11 fmt::fmt nlohmann_json::nlohmann_json TBB::tbb)
