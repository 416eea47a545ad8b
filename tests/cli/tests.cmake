# The bry command, run as people run it.
if(BRY_BUILD_CLI)
  find_package(Python3 COMPONENTS Interpreter REQUIRED)
  foreach(concept usage files table tabulate relations ladder store roles pilots injection)
    add_test(NAME cli.${concept} COMMAND ${Python3_EXECUTABLE} -B ${CMAKE_CURRENT_SOURCE_DIR}/cli/${concept}_test.py)
    set_tests_properties(cli.${concept} PROPERTIES TIMEOUT 600 ENVIRONMENT "BRY_COMMAND=$<TARGET_FILE:bry_command>")
  endforeach()
endif()
