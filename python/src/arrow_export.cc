// Columns of Python as a stream of one Arrow record batch: NumPy arrays without a copy, names written out once.
#include <pybind11/numpy.h>
#include <pybind11/stl.h>

#include <cerrno>
#include <memory>
#include <string>
#include <vector>

#include "python/src/arrow_abi.h"
#include "python/src/long_call.h"
#include "python/src/module.h"

namespace orbweb::python {

namespace py = pybind11;

namespace {

/// Text as Arrow's large strings.
struct TextColumn {
  std::vector<std::int64_t> offsets{0};
  std::vector<char> bytes;

  void append(std::string_view text) {
    bytes.insert(bytes.end(), text.begin(), text.end());
    offsets.push_back(static_cast<std::int64_t>(bytes.size()));
  }
};

struct ExportColumn {
  std::string name;
  std::string format;
  std::vector<const void*> buffers;
  std::shared_ptr<const void> owner;
  std::int64_t length = 0;
  std::vector<ExportColumn> children = {};  ///< of lists: their items, one list after another
};

struct ExportTable {
  std::vector<ExportColumn> columns;
  std::int64_t length = 0;
};

/// A reference that is dropped with the GIL, wherever the last user of the array is.
std::shared_ptr<const void> python_owner(py::object object) {
  return {object.release().ptr(), [](const void* pointer) {
            if (Py_IsInitialized() == 0) return;
            const py::gil_scoped_acquire gil;
            Py_DECREF(static_cast<PyObject*>(const_cast<void*>(pointer)));
          }};
}

ExportColumn text_column(std::string name, TextColumn text) {
  const auto owner = std::make_shared<const TextColumn>(std::move(text));
  return {std::move(name), "U", {nullptr, owner->offsets.data(), owner->bytes.data()}, owner};
}

ExportColumn names_column(std::string name, const WebHandle& handle) {
  return text_column(std::move(name), run_long_for<TextColumn>({py::none(), 0}, [&](const Control& control) {
                       constexpr std::uint64_t kNamesAtOnce = 1 << 16;
                       TextColumn text;
                       for (std::uint64_t node = 0; node < handle.web.num_nodes(); ++node) {
                         if (node % kNamesAtOnce == 0) control.check();
                         text.append(handle.web.display_name(static_cast<NodeId>(node)));
                       }
                       return text;
                     }));
}

ExportColumn list_column(std::string name, const py::list& names) {
  TextColumn text;
  for (const auto& item : names) text.append(item.cast<std::string>());
  return text_column(std::move(name), std::move(text));
}

std::string format_of(const py::array& array) {
  const char kind = array.dtype().kind();
  switch (array.itemsize()) {
    case 8:
      return kind == 'f' ? "g" : kind == 'u' ? "L" : "l";
    case 4:
      return kind == 'f' ? "f" : kind == 'u' ? "I" : "i";
    case 1:
      return kind == 'u' ? "C" : "c";
    default:
      throw py::type_error("cannot give an array of this type to Arrow");
  }
}

/// Eight flags to a byte, lowest first.
ExportColumn flag_column(std::string name, const py::array& array) {
  const py::array bits = py::module_::import("numpy").attr("packbits")(array, py::arg("bitorder") = "little");
  return {std::move(name), "b", {nullptr, bits.data()}, python_owner(bits)};
}

ExportColumn array_column(std::string name, const py::array& array) {
  if (array.dtype().kind() == 'b') return flag_column(std::move(name), array);
  return {std::move(name), format_of(array), {nullptr, array.data()}, python_owner(array)};
}

ExportColumn column_of(std::string name, const py::handle& values);

/// `lists`: where each list begins and the last one ends, as an array of 64-bit numbers; and all their items.
ExportColumn nested_column(std::string name, const py::tuple& lists) {
  const py::array bounds = lists[0].cast<py::array_t<std::int64_t, py::array::c_style>>();
  ExportColumn items = column_of("item", lists[1]);
  items.length = static_cast<std::int64_t>(py::len(lists[1]));
  return {std::move(name), "+L", {nullptr, bounds.data()}, python_owner(bounds), 0, {std::move(items)}};
}

ExportColumn column_of(std::string name, const py::handle& values) {
  if (py::isinstance<py::tuple>(values)) return nested_column(std::move(name), values.cast<py::tuple>());
  if (py::isinstance<WebHandle>(values)) return names_column(std::move(name), values.cast<const WebHandle&>());
  if (py::isinstance<py::list>(values)) return list_column(std::move(name), values.cast<py::list>());
  return array_column(std::move(name), values.cast<py::array>());
}

/// What one ArrowSchema or ArrowArray points to. A consumer may move a child out of its parent and keep it longer: so
/// each has a memory of its own, and the parent's holds no more than the place where the child was put.
template <class Struct>
struct NodeMemory {
  std::string format, name;
  std::vector<const void*> buffers;
  std::shared_ptr<const void> owner;
  std::vector<std::unique_ptr<Struct>> children;
  std::vector<Struct*> pointers;
};

template <class Struct>
void release_node(Struct* node) {
  auto* const memory = static_cast<NodeMemory<Struct>*>(node->private_data);
  for (const auto& child : memory->children) {
    if (child->release != nullptr) child->release(child.get());
  }
  delete memory;
  node->release = nullptr;
}

template <class Struct>
void adopt(Struct& node, std::unique_ptr<NodeMemory<Struct>> memory) {
  for (const auto& child : memory->children) memory->pointers.push_back(child.get());
  node.n_children = static_cast<std::int64_t>(memory->pointers.size());
  node.children = memory->pointers.data();
  node.release = release_node<Struct>;
  node.private_data = memory.release();
}

ArrowSchema schema_of(std::string format, std::string name, std::vector<std::unique_ptr<ArrowSchema>> children) {
  auto memory = std::make_unique<NodeMemory<ArrowSchema>>();
  memory->format = std::move(format);
  memory->name = std::move(name);
  memory->children = std::move(children);
  ArrowSchema schema{};
  schema.format = memory->format.c_str();
  schema.name = memory->name.c_str();
  adopt(schema, std::move(memory));
  return schema;
}

ArrowArray array_of(std::int64_t length, std::vector<const void*> buffers, std::shared_ptr<const void> owner,
                    std::vector<std::unique_ptr<ArrowArray>> children) {
  auto memory = std::make_unique<NodeMemory<ArrowArray>>();
  memory->buffers = std::move(buffers);
  memory->owner = std::move(owner);
  memory->children = std::move(children);
  ArrowArray array{};
  array.length = length;
  array.n_buffers = static_cast<std::int64_t>(memory->buffers.size());
  array.buffers = memory->buffers.data();
  adopt(array, std::move(memory));
  return array;
}

std::unique_ptr<ArrowSchema> schema_of_column(const ExportColumn& column) {
  std::vector<std::unique_ptr<ArrowSchema>> children;
  for (const ExportColumn& child : column.children) children.push_back(schema_of_column(child));
  return std::make_unique<ArrowSchema>(schema_of(column.format, column.name, std::move(children)));
}

std::unique_ptr<ArrowArray> array_of_column(const ExportColumn& column) {
  std::vector<std::unique_ptr<ArrowArray>> children;
  for (const ExportColumn& child : column.children) children.push_back(array_of_column(child));
  return std::make_unique<ArrowArray>(array_of(column.length, column.buffers, column.owner, std::move(children)));
}

struct StreamMemory {
  ExportTable table;
  bool is_sent = false;
};

int get_schema(ArrowArrayStream* stream, ArrowSchema* out) {
  const ExportTable& table = static_cast<StreamMemory*>(stream->private_data)->table;
  std::vector<std::unique_ptr<ArrowSchema>> children;
  for (const ExportColumn& column : table.columns) children.push_back(schema_of_column(column));
  *out = schema_of("+s", "", std::move(children));
  return 0;
}

int get_next(ArrowArrayStream* stream, ArrowArray* out) {
  auto& memory = *static_cast<StreamMemory*>(stream->private_data);
  out->release = nullptr;
  if (std::exchange(memory.is_sent, true)) return 0;
  std::vector<std::unique_ptr<ArrowArray>> children;
  for (const ExportColumn& column : memory.table.columns) children.push_back(array_of_column(column));
  *out = array_of(memory.table.length, {nullptr}, nullptr, std::move(children));
  return 0;
}

/// C callers take no exceptions: what can fail here is memory.
template <auto function, class Out>
int guarded(ArrowArrayStream* stream, Out* out) {
  try {
    return function(stream, out);
  } catch (const std::bad_alloc&) {
    return ENOMEM;
  }
}

void release_stream(ArrowArrayStream* stream) {
  delete static_cast<StreamMemory*>(stream->private_data);
  stream->release = nullptr;
}

void free_stream(PyObject* capsule) {
  auto* const stream = static_cast<ArrowArrayStream*>(PyCapsule_GetPointer(capsule, "arrow_array_stream"));
  if (stream->release != nullptr) stream->release(stream);
  delete stream;
}

py::object stream_of(const std::vector<std::pair<std::string, py::object>>& columns, std::int64_t length) {
  auto memory = std::make_unique<StreamMemory>();
  memory->table.length = length;
  for (const auto& [name, values] : columns) {
    memory->table.columns.push_back(column_of(name, values));
    memory->table.columns.back().length = length;
  }
  auto stream = std::make_unique<ArrowArrayStream>(
      ArrowArrayStream{guarded<get_schema, ArrowSchema>, guarded<get_next, ArrowArray>,
                       [](ArrowArrayStream*) -> const char* { return nullptr; }, release_stream, memory.get()});
  memory.release();  // NOLINT(bugprone-unused-return-value): the stream has it
  auto capsule = py::reinterpret_steal<py::object>(PyCapsule_New(stream.get(), "arrow_array_stream", free_stream));
  if (!capsule) {
    release_stream(stream.get());
    throw py::error_already_set();
  }
  stream.release();  // NOLINT(bugprone-unused-return-value): the capsule has it
  return capsule;
}

}  // namespace

void define_arrow(py::module_& module) {
  module.def("arrow_stream", &stream_of, py::arg("columns"), py::arg("length"));
}

}  // namespace orbweb::python
