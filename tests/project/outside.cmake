# Configures, builds and runs the project in `source` against the package installed in `prefix`, with nothing of the tree
# in reach, and compares what it prints: a ranking worked out by hand.
#   a.example -> b.example <-> c.example, d.example -> c.example
# x = 0.15/4 + 0.85 (sum of what predecessors pass), so a = d = 0.0375 = 0.15/4 each without predecessors, and
# c = 0.0375 + 0.85 (b + d), b = 0.0375 + 0.85 (a + c): c = b = 0.069375 + 0.85 b = 0.4625.
set(expected "1 b.example 0.4625\n1 c.example 0.4625\n3 a.example 0.0375\n3 d.example 0.0375\n")

file(REMOVE_RECURSE ${build})
execute_process(COMMAND ${CMAKE_COMMAND} -G Ninja -S ${source} -B ${build} -D CMAKE_PREFIX_PATH=${prefix}
    -D CMAKE_CXX_COMPILER=${compiler} -D CMAKE_CXX_FLAGS=${flags} -D CMAKE_BUILD_TYPE=${build_type}
  COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${CMAKE_COMMAND} --build ${build} COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${build}/rank_links OUTPUT_VARIABLE printed COMMAND_ERROR_IS_FATAL ANY)
if(NOT printed STREQUAL expected)
  message(FATAL_ERROR "expected\n${expected}found\n${printed}")
endif()
