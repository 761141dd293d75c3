// Values of Python as options of the table of algorithms, and back.
#pragma once

#include <pybind11/pybind11.h>

#include "algos/table.h"

namespace orbweb::python {

/// A dict of option names, dashes as in the table, and bool, int, float, str or a list of floats. The library checks
/// names and kinds; throws TypeError for a value that is none of these.
OptionValues option_values(const pybind11::dict& values);

pybind11::object to_python(const OptionValue& value);

}  // namespace orbweb::python
