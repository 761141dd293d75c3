# Installs `build` into an empty `prefix`: cmake -D build=DIR -D prefix=DIR -P install.cmake
file(REMOVE_RECURSE ${prefix})
execute_process(COMMAND ${CMAKE_COMMAND} --install ${build} --prefix ${prefix} COMMAND_ERROR_IS_FATAL ANY)
file(GLOB_RECURSE headers ${prefix}/include/orbweb/*.h)
if(NOT headers)
  message(FATAL_ERROR "no headers under ${prefix}/include/orbweb")
endif()
