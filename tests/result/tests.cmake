# An attacker against protected tables, in small; disclosure/attack.sh does the whole. Skipped where SciPy can't be had.
if(NOT BRY_SANITIZE AND NOT BRY_TEST_LAUNCHER)
  find_package(Python3 COMPONENTS Interpreter REQUIRED)
  foreach(attack attack municipalities releases)
    add_test(NAME result.disclosure.${attack}
             COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/python/with_package.sh ${Python3_EXECUTABLE}
                     ${CMAKE_CURRENT_BINARY_DIR}/scipy numpy,scipy
                     ${CMAKE_CURRENT_SOURCE_DIR}/result/disclosure/${attack}.py
                     $<IF:$<STREQUAL:${attack},attack>,40,$<IF:$<STREQUAL:${attack},releases>,4,1>>)
  endforeach()
  set_tests_properties(result.disclosure.attack result.disclosure.municipalities result.disclosure.releases PROPERTIES
    SKIP_RETURN_CODE 77 TIMEOUT 900 RESOURCE_LOCK scipy
    ENVIRONMENT "BRY_LIBRARY=$<TARGET_FILE:bry>;PYTHONPATH=${PROJECT_SOURCE_DIR}/bindings/python")
endif()
