# The Python package against the built library. Under AddressSanitizer its runtime must be the first thing in the
# process; what the interpreter itself never frees is not ours to find.
find_package(Python3 COMPONENTS Interpreter REQUIRED)
set(environment "BRY_LIBRARY=$<TARGET_FILE:bry>" "PYTHONPATH=${PROJECT_SOURCE_DIR}/bindings/python")
set(runnable ON)
if(BRY_SANITIZE MATCHES "address" AND CMAKE_C_COMPILER_ID STREQUAL "GNU")
  execute_process(COMMAND ${CMAKE_C_COMPILER} -print-file-name=libasan.so OUTPUT_VARIABLE asan
                  OUTPUT_STRIP_TRAILING_WHITESPACE)
  list(APPEND environment "LD_PRELOAD=${asan}" "ASAN_OPTIONS=detect_leaks=0")
elseif(BRY_SANITIZE)
  set(runnable OFF) # no runtime that an interpreter built without it could load
endif()
if(runnable)
  foreach(concept abi builder files hostile statistics tables store session)
    add_test(NAME python.${concept}
             COMMAND ${Python3_EXECUTABLE} -B ${CMAKE_CURRENT_SOURCE_DIR}/python/${concept}_test.py)
    set_tests_properties(python.${concept} PROPERTIES TIMEOUT 600 ENVIRONMENT "${environment}")
  endforeach()
  add_test(NAME python.schema
           COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/python/with_package.sh ${Python3_EXECUTABLE}
                   ${CMAKE_CURRENT_BINARY_DIR}/jsonschema jsonschema ${CMAKE_CURRENT_SOURCE_DIR}/python/schema_test.py)
  set_tests_properties(python.schema PROPERTIES TIMEOUT 600 SKIP_RETURN_CODE 77 RESOURCE_LOCK jsonschema
                                                ENVIRONMENT "${environment}")
  if(NOT BRY_SANITIZE)
    add_test(NAME python.pandas
             COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/python/with_package.sh ${Python3_EXECUTABLE}
                     ${CMAKE_CURRENT_BINARY_DIR}/pandas pandas ${CMAKE_CURRENT_SOURCE_DIR}/python/pandas_test.py)
    set_tests_properties(python.pandas PROPERTIES TIMEOUT 600 ENVIRONMENT "${environment}" SKIP_RETURN_CODE 77)
  endif()
endif()
