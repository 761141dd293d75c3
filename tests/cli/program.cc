#include "cli/program.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>

namespace orbweb::test {
namespace {

constexpr const char* kLinks =
    "# who links to whom\n"
    "https://www.a.com/x\thttps://b.org/\n"
    "https://blog.a.com/\thttp://c.net/page\tnofollow\n"
    "b.org\tc.net\n"
    "b.org\td.io\n"
    "c.net\td.io\n"
    "http://d.io/\thttps://a.com/\n"
    "e.com\td.io\n"
    "e.com\tc.net\n"
    "e.com\te.com\n";

void redirect(const std::filesystem::path& path, int descriptor, int flags) {
  const int opened = open(path.c_str(), flags, 0600);
  if (opened < 0 || dup2(opened, descriptor) < 0) _exit(126);
}

[[noreturn]] void execute(const std::vector<std::string>& command, const std::filesystem::path& folder,
                          const std::filesystem::path& out, const std::filesystem::path& err) {
  redirect("/dev/null", STDIN_FILENO, O_RDONLY);
  redirect(out, STDOUT_FILENO, O_WRONLY | O_CREAT | O_TRUNC);
  redirect(err, STDERR_FILENO, O_WRONLY | O_CREAT | O_TRUNC);
  std::vector<char*> arguments;
  for (const std::string& argument : command) arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  if (chdir(folder.c_str()) == 0) execvp(arguments[0], arguments.data());
  _exit(127);
}

}  // namespace

ProgramTest::ProgramTest() { write("links.tsv", kLinks); }

Outcome ProgramTest::run_command(const std::vector<std::string>& command, const std::filesystem::path& out_path) const {
  const std::filesystem::path out = out_path.empty() ? streams_ / "out" : out_path;
  const std::filesystem::path err = streams_ / "err";
  const pid_t child = fork();
  if (child == 0) execute(command, folder_.path(), out, err);
  int status = 0;
  rusage usage = {};
  wait4(child, &status, 0, &usage);
  return {.status = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status),
          .out = out_path.empty() ? read_file(out) : "",
          .err = read_file(err),
          .peak_memory = std::uint64_t{1024} * static_cast<std::uint64_t>(usage.ru_maxrss)};
}

Outcome ProgramTest::run(const std::vector<std::string>& arguments, const std::filesystem::path& out_path) const {
  std::vector<std::string> command = {ORBWEB_PROGRAM};
  command.insert(command.end(), arguments.begin(), arguments.end());
  return run_command(command, out_path);
}

Outcome ProgramTest::run_bash(const std::string& script) const {
  const std::string folder = std::filesystem::path(ORBWEB_PROGRAM).parent_path().string();
  return run_command({"bash", "--norc", "-c", "PATH='" + folder + "':$PATH\n" + script}, {});
}

nlohmann::json ProgramTest::run_json(const std::vector<std::string>& arguments) const {
  const Outcome outcome = run(arguments);
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  nlohmann::json answer = nlohmann::json::parse(outcome.out, nullptr, false);
  EXPECT_TRUE(answer.is_object()) << outcome.out;
  return answer;
}

void ProgramTest::make_web() const {
  const Outcome built = run({"build", "links.tsv", "-o", "my.web", "--fold", "domain"});
  ASSERT_EQ(built.status, 0) << built.err;
}

void ProgramTest::make_scores() const {
  make_web();
  const Outcome ranked = run({"rank", "my.web", "domain-rating", "-o", "dr.tsv"});
  ASSERT_EQ(ranked.status, 0) << ranked.err;
}

std::vector<std::string> ProgramTest::files() const {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) {
    names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace orbweb::test
