#include "cli/verb.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>

#include "algos/rank_layouts.h"
#include "graph/encoding.h"
#include "graph/files.h"
#include "graph/manifest.h"
#include "graph/size_text.h"

namespace orbweb {
namespace {

constexpr int kMostThreads = 256;  // as many as graph/parallel.h lets there be

std::string examples_text(const std::vector<std::string>& examples) {
  return fmt::format("Examples:\n  {}", fmt::join(examples, "\n  "));
}

std::uint64_t parse_count(const char* option, const std::string& text) {
  std::uint64_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error == std::errc() && end == text.data() + text.size()) return count;
  throw ArgumentError(
      fmt::format("{}: expected a whole number from 0 to 2^64 - 1, found {}", option, orbweb::in_quotes(text)));
}

/// What is wrong with a size; empty where nothing is.
std::string size_problem(const std::string& text) {
  try {
    return parse_size(text) > 0 ? "" : "expected a size above 0, found " + text;
  } catch (const ArgumentError& error) {
    return error.what();
  }
}

}  // namespace

CLI::App* Verbs::add(const std::string& name, const std::string& description,
                     const std::vector<std::string>& examples) {
  CLI::App* const verb = app_.add_subcommand(name, description);
  verb->group("Verbs");
  verb->footer(examples_text(examples));
  add_log_format(verb);
  return verb;
}

void Verbs::add_log_format(CLI::App* app) {
  CLI::Option* const option = app->add_option_function<std::string>(
      "--log-format", [](const std::string&) {}, with_default("How errors and summaries are written", "text"));
  option->option_text("text|json")->group("Global options");
  offer_words(option, {"text", "json"});
}

void Verbs::on_chosen(CLI::App* verb, std::function<ExitCode()> work) {
  verb->callback([this, work = std::move(work)] { chosen_ = work; });
}

void Verbs::offer_words(CLI::Option* option, const std::vector<std::string>& words) {
  option->check(
      [words](const std::string& value) {
        if (std::find(words.begin(), words.end(), value) != words.end()) return std::string();
        return fmt::format("expected one of {}, found {}", fmt::join(words, ", "), orbweb::in_quotes(value));
      },
      "");
  suggest_words(option, words);
}

void check_folder_of(const std::filesystem::path& output) {
  const std::filesystem::path name = output.has_filename() ? output : output.parent_path();
  const std::filesystem::path folder = name.has_parent_path() ? name.parent_path() : ".";
  std::error_code ignored;
  if (!std::filesystem::is_directory(folder, ignored)) {
    throw CreateError(fmt::format("cannot create {}: there is no folder {}", output.string(), folder.string()));
  }
  if (is_web(real_file_system(), folder)) {
    throw CreateError(fmt::format("cannot create {}: {} is a web, which holds its own files alone", output.string(),
                                  folder.string()));
  }
}

std::string create_hint(const std::filesystem::path& output) {
  std::error_code ignored;
  if (real_file_system().dangling_link(output)) return "remove the link, or make what it leads to";
  return std::filesystem::exists(output, ignored) ? "choose another -o, or --force to replace what `orbweb` wrote there"
                                                  : "-o needs a folder that exists and may be written to";
}

std::string with_default(const std::string& help, const std::string& value) {
  return fmt::format("{} [default: {}]", help, value);
}

CLI::Option* add_path(Verbs& verbs, CLI::App* verb, const std::string& name, std::filesystem::path& path,
                      const std::string& help) {
  CLI::Option* const option = verb->add_option_function<std::string>(
      name, [&path](const std::string& text) { path = text; }, help);
  option->option_text(name.front() == '-' ? "PATH" : " ");
  option->check([](const std::string& text) { return std::string(text.empty() ? "expected a path, found none" : ""); },
                "");
  verbs.offer_files(option);
  return option;
}

void add_web(Verbs& verbs, CLI::App* verb, std::filesystem::path& path) {
  add_path(verbs, verb, "WEB", path, "Folder that `orbweb build` made")->required();
  verb->add_flag_callback(
          "--no-mmap", [&verbs] { verbs.session().open_options().mode = ReadMode::whole; },
          "Read the web's files whole and check them first, in place of mapping them: for storage that may go away")
      ->group("Global options");
}

void add_json_flag(CLI::App* verb, bool& json) {
  verb->add_flag("--json", json, "Print one JSON object on standard output");
}

void add_force_flag(CLI::App* verb, bool& force) {
  verb->add_flag("--force", force, "Replace the output if it exists, in one step");
}

void add_threads(CLI::App* verb, int& threads) {
  verb->add_option("--threads", threads, with_default("Threads to compute with", "all processors"))
      ->option_text("N")
      ->check(CLI::Range(1, kMostThreads));
}

void add_memory(CLI::App* verb, std::uint64_t& bytes, const std::string& help, const std::string& unless_given) {
  verb->add_option_function<std::string>(
          "--memory", [&bytes](const std::string& text) { bytes = parse_size(text); }, with_default(help, unless_given))
      ->option_text("SIZE")
      ->check(size_problem, "");
}

void add_encoding(Verbs& verbs, CLI::App* verb, std::string& encoding) {
  std::string meanings;
  std::vector<std::string> names;
  for (const Encoding& row : encodings()) {
    meanings += fmt::format("{}{} ({})", meanings.empty() ? "" : ", ", row.name, row.meaning);
    names.emplace_back(row.name);
  }
  CLI::Option* const option =
      verb->add_option("--encoding", encoding, with_default("How rows are stored: " + meanings, names.front()));
  option->option_text("NAME");
  verbs.offer_words(option, names);
}

void add_rank_layout(CLI::App* verb, bool& rank_layout) {
  verb->add_flag("--rank-layout", rank_layout,
                 "Keep with the web what PageRank and the domain rating lay out before they start");
}

DeriveFiles rank_layouts_or_warning(std::uint64_t memory_limit, Session& session) {
  return derive_rank_layouts(memory_limit, [&session](const std::string& why) {
    session.warning(why + ": the web is written without",
                    "`orbweb convert --rank-layout` adds them with more --memory");
  });
}

void add_count(CLI::App* verb, std::uint64_t& count, const std::string& help, const std::string& unless_given) {
  verb->add_option_function<std::string>(
          "-n", [&count](const std::string& text) { count = parse_count("-n", text); },
          with_default(help, unless_given.empty() ? std::to_string(count) : unless_given))
      ->option_text("N");
}

}  // namespace orbweb
