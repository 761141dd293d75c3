#include "cli/answer_writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace orbweb {
namespace {

/// The members of an object, without its braces.
std::string members_text(const Json& facts) {
  const std::string object = facts.dump(-1, ' ', false, Json::error_handler_t::replace);
  return object.substr(1, object.size() - 2);
}

}  // namespace

AnswerWriter::AnswerWriter(const AnswerPlace& place, const Json& facts, std::vector<std::string> columns,
                           Session& session)
    : form_(place.form), columns_(std::move(columns)), session_(session) {
  if (!place.file.empty()) {
    file_.emplace(place.file, output_compression_of(place.file), place.overwrite, real_file_system());
  }
  if (form_ == AnswerForm::json) put(fmt::format("{{{},\"rows\":[\n", members_text(facts)));
  if (form_ == AnswerForm::tsv) put(tsv_heading(columns_));
}

std::string AnswerWriter::text_of(const AnswerRows& rows) const {
  switch (form_) {
    case AnswerForm::table:
      return "";
    case AnswerForm::tsv:
      return tsv_text(rows);
    case AnswerForm::json:
      return json_text(columns_, rows);
  }
  return "";
}

void AnswerWriter::add(AnswerRows rows, std::string_view text) {
  num_rows_ += rows.size();
  if (form_ == AnswerForm::table) {
    std::move(rows.begin(), rows.end(), std::back_inserter(rows_));
  } else if (!rows.empty()) {
    if (form_ == AnswerForm::json && !is_first_) put(",\n");
    is_first_ = false;
    put(text);
  }
}

void AnswerWriter::finish(const Json& facts) {
  if (form_ == AnswerForm::table) put(table_text(columns_, rows_, session_.out_width()));
  if (form_ == AnswerForm::json) put(fmt::format("\n],{}}}\n", members_text(facts)));
  if (file_) file_->publish();
}

void AnswerWriter::put(std::string_view text) {
  if (file_) {
    file_->write(text);
  } else {
    session_.print(text);
  }
}

}  // namespace orbweb
