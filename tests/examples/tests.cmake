# The examples against the installed package: what they print must be what stands beside them. Not under sanitizers,
# whose runtime an example's own build would have to name.
if(NOT BRY_SANITIZE AND BRY_BUILD_CLI)
  find_package(Python3 COMPONENTS Interpreter REQUIRED)
  set(check ${CMAKE_CURRENT_SOURCE_DIR}/examples/check.sh)
  set(place ${CMAKE_CURRENT_BINARY_DIR}/examples)
  add_test(NAME examples.install COMMAND ${check} install ${place} ${PROJECT_BINARY_DIR})
  set_tests_properties(examples.install PROPERTIES FIXTURES_SETUP bry_installed)
  foreach(what command pkgconfig cmake python readme pip)
    add_test(NAME examples.${what} COMMAND ${check} ${what} ${place} ${CMAKE_C_COMPILER} ${Python3_EXECUTABLE})
    set_tests_properties(examples.${what} PROPERTIES FIXTURES_REQUIRED bry_installed TIMEOUT 300 SKIP_RETURN_CODE 77)
  endforeach()
endif()
