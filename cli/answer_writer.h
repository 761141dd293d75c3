// Where the rows of an answer go: to the screen or a file, in one of three forms, as they are found.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/answer_rows.h"
#include "cli/session.h"
#include "exports/whole_file.h"

namespace orbweb {

enum class AnswerForm {
  table,  ///< for people; held until the end, since all rows decide the widths
  tsv,
  json,  ///< one object; its rows stand on a line each
};

struct AnswerPlace {
  AnswerForm form = AnswerForm::table;
  std::filesystem::path file;  ///< empty for standard output; whole or not at all, compressed as its name says
  bool overwrite = false;
};

class AnswerWriter {
 public:
  /// `facts` open the JSON object. Throws CreateError where the file may not be written.
  AnswerWriter(const AnswerPlace& place, const Json& facts, std::vector<std::string> columns, Session& session);

  /// May run on many threads.
  std::string text_of(const AnswerRows& rows) const;

  /// In order. `text` is what text_of made of the rows.
  void add(AnswerRows rows, std::string_view text);

  /// After the last row. `facts` close the JSON object.
  void finish(const Json& facts);

  std::uint64_t num_rows() const { return num_rows_; }

 private:
  void put(std::string_view text);

  AnswerForm form_;
  std::vector<std::string> columns_;
  Session& session_;
  std::optional<WholeFile> file_;
  AnswerRows rows_;  ///< of a table
  std::uint64_t num_rows_ = 0;
  bool is_first_ = true;
};

}  // namespace orbweb
