# `cmake --install` places the program, the library, the public headers and a package config, so that another project can
# say find_package(orbweb) and link orbweb::orbweb. Public headers need nothing but the standard library.
include(CMakePackageConfigHelpers)

install(TARGETS orbweb EXPORT orbweb_targets
  LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}
  INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} ${CMAKE_INSTALL_INCLUDEDIR}/orbweb)
install(TARGETS orbweb_program RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
if(ORBWEB_ARROW_FILES)  # a wheel's libraries are no system's: they go along
  install(FILES ${ORBWEB_ARROW_FILES} DESTINATION ${CMAKE_INSTALL_LIBDIR}/orbweb)
endif()
foreach(folder graph columns database loaders algos query bgl exports jobs)
  install(DIRECTORY ${CMAKE_SOURCE_DIR}/${folder} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/orbweb
    FILES_MATCHING PATTERN "*.h" PATTERN "parallel.h" EXCLUDE PATTERN "row_scan.h" EXCLUDE
    PATTERN "block_stream.h" EXCLUDE PATTERN "arrow_*.h" EXCLUDE)
endforeach()

set(config_dir ${CMAKE_INSTALL_LIBDIR}/cmake/orbweb)
install(EXPORT orbweb_targets NAMESPACE orbweb:: FILE orbwebTargets.cmake DESTINATION ${config_dir})
configure_package_config_file(cmake/orbwebConfig.cmake.in ${CMAKE_BINARY_DIR}/orbwebConfig.cmake
  INSTALL_DESTINATION ${config_dir})
write_basic_package_version_file(${CMAKE_BINARY_DIR}/orbwebConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_BINARY_DIR}/orbwebConfig.cmake ${CMAKE_BINARY_DIR}/orbwebConfigVersion.cmake
  DESTINATION ${config_dir})

# The completion script comes from the program itself, so that it never drifts from the options.
set(completion ${CMAKE_BINARY_DIR}/bash-completion/orbweb)
file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/bash-completion)
add_custom_command(OUTPUT ${completion}
  COMMAND orbweb_program completion bash > ${completion}
  DEPENDS orbweb_program VERBATIM)
add_custom_target(orbweb_completion ALL DEPENDS ${completion})
install(FILES ${completion} DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
