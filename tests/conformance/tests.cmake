# The library against other programs: the templates in a real browser (one of them here, all by running the script by
# hand), and the JSON Schema by Python's validator. Each is skipped where what it needs can't be fetched.
if(BRY_BUILD_CLI AND NOT BRY_SANITIZE)
  set(conformance ${CMAKE_CURRENT_SOURCE_DIR}/conformance)
  set(place ${CMAKE_CURRENT_BINARY_DIR}/conformance)
  add_test(NAME conformance.templates
           COMMAND ${conformance}/templates/run.sh $<TARGET_FILE:bry_command> ${place}/templates vi_folelsen)
  find_package(Python3 COMPONENTS Interpreter REQUIRED)
  add_test(NAME conformance.schema
           COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/python/with_package.sh ${Python3_EXECUTABLE}
                   ${CMAKE_CURRENT_BINARY_DIR}/jsonschema jsonschema ${conformance}/schema/schema_test.py)
  # Both tests of the schema put the same package into the same place.
  set_tests_properties(conformance.schema PROPERTIES RESOURCE_LOCK jsonschema ENVIRONMENT
    "BRY_LIBRARY=$<TARGET_FILE:bry>;PYTHONPATH=${PROJECT_SOURCE_DIR}/bindings/python")
  set_tests_properties(conformance.templates conformance.schema PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 300)
endif()

# Sameness with survey-core, in small: conformance/survey_core/run.sh does the whole. Skipped where npm has nothing.
if(BRY_BUILD_CLI AND NOT BRY_SANITIZE AND NOT BRY_TEST_LAUNCHER)
  add_test(NAME conformance.logic
           COMMAND ${CMAKE_COMMAND} -E env BRY=$<TARGET_FILE:bry_command> SETS=2
                   ${CMAKE_CURRENT_SOURCE_DIR}/conformance/survey_core/logic.sh ${PROJECT_BINARY_DIR} 400)
  add_test(NAME conformance.validators
           COMMAND ${CMAKE_COMMAND} -E env BRY=$<TARGET_FILE:bry_command>
                   ${CMAKE_CURRENT_SOURCE_DIR}/conformance/survey_core/validators.sh ${PROJECT_BINARY_DIR})
  add_test(NAME conformance.texts
           COMMAND ${CMAKE_COMMAND} -E env BRY=$<TARGET_FILE:bry_command>
                   ${CMAKE_CURRENT_SOURCE_DIR}/conformance/survey_core/texts.sh ${PROJECT_BINARY_DIR} 100)
  # All install survey-core into the same place.
  set_tests_properties(conformance.logic conformance.validators conformance.texts PROPERTIES TIMEOUT 900 SKIP_RETURN_CODE 77
                       RESOURCE_LOCK survey_core)
endif()

# Regular expressions against JavaScript's, in small. Skipped where there is no Node.
if(NOT BRY_TEST_LAUNCHER)
  add_executable(regex_lines conformance/survey_core/regex_lines.c)
  target_include_directories(regex_lines PRIVATE ${PROJECT_SOURCE_DIR}/include ${PROJECT_SOURCE_DIR}/lib)
  target_link_libraries(regex_lines PRIVATE bry_options bry_inside)
  add_test(NAME conformance.regex COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/conformance/survey_core/regex.sh
                                          $<TARGET_FILE:regex_lines> 60000)
  set_tests_properties(conformance.regex PROPERTIES TIMEOUT 300 SKIP_RETURN_CODE 77)
endif()

# Disclosure control: the cells that Statistics Norway's GaussSuppression withholds.
if(NOT BRY_SANITIZE AND NOT BRY_TEST_LAUNCHER)
  find_package(Python3 COMPONENTS Interpreter REQUIRED)
  add_test(NAME conformance.sdc COMMAND ${Python3_EXECUTABLE} -B ${CMAKE_CURRENT_SOURCE_DIR}/conformance/sdc/sdc_test.py)
  set_tests_properties(conformance.sdc PROPERTIES TIMEOUT 300
    ENVIRONMENT "BRY_LIBRARY=$<TARGET_FILE:bry>;PYTHONPATH=${PROJECT_SOURCE_DIR}/bindings/python")
endif()

# Agreement of coders: worked examples of the literature, and other packages on random codings.
if(NOT BRY_SANITIZE AND NOT BRY_TEST_LAUNCHER)
  find_package(Python3 COMPONENTS Interpreter REQUIRED)
  set(agreement ${CMAKE_CURRENT_SOURCE_DIR}/conformance/agreement)
  add_test(NAME conformance.agreement COMMAND ${Python3_EXECUTABLE} -B ${agreement}/agreement_test.py)
  add_test(NAME conformance.agreement_compare
           COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/python/with_package.sh ${Python3_EXECUTABLE}
                   ${CMAKE_CURRENT_BINARY_DIR}/agreement krippendorff,sklearn=scikit-learn ${agreement}/compare_test.py)
  set_tests_properties(conformance.agreement conformance.agreement_compare PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 600
    ENVIRONMENT "BRY_LIBRARY=$<TARGET_FILE:bry>;PYTHONPATH=${PROJECT_SOURCE_DIR}/bindings/python")
endif()

# Votes: the published figures of a real conversation.
if(NOT BRY_SANITIZE AND NOT BRY_TEST_LAUNCHER)
  find_package(Python3 COMPONENTS Interpreter REQUIRED)
  add_test(NAME conformance.votes
           COMMAND ${Python3_EXECUTABLE} -B ${CMAKE_CURRENT_SOURCE_DIR}/conformance/votes/votes_test.py)
  set_tests_properties(conformance.votes PROPERTIES TIMEOUT 120
    ENVIRONMENT "BRY_LIBRARY=$<TARGET_FILE:bry>;PYTHONPATH=${PROJECT_SOURCE_DIR}/bindings/python")
endif()

# Maps: measures of the classical small graphs, and files read back by networkx and igraph.
if(NOT BRY_SANITIZE AND NOT BRY_TEST_LAUNCHER)
  find_package(Python3 COMPONENTS Interpreter REQUIRED)
  add_test(NAME conformance.map
           COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/python/with_package.sh ${Python3_EXECUTABLE}
                   ${CMAKE_CURRENT_BINARY_DIR}/networkx networkx,igraph ${CMAKE_CURRENT_SOURCE_DIR}/conformance/map/map_test.py)
  set_tests_properties(conformance.map PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 300
    ENVIRONMENT "BRY_LIBRARY=$<TARGET_FILE:bry>;PYTHONPATH=${PROJECT_SOURCE_DIR}/bindings/python")
endif()

# Statistics: R's figures, kept as JSON, and R itself where it is there with the packages survey and psych.
if(NOT BRY_SANITIZE AND NOT BRY_TEST_LAUNCHER)
  find_package(Python3 COMPONENTS Interpreter REQUIRED)
  set(statistics ${CMAKE_CURRENT_SOURCE_DIR}/conformance/statistics/statistics_test.py)
  add_test(NAME conformance.statistics COMMAND ${Python3_EXECUTABLE} -B ${statistics})
  add_test(NAME conformance.statistics_r COMMAND ${Python3_EXECUTABLE} -B ${statistics} run)
  set_tests_properties(conformance.statistics conformance.statistics_r PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 300
    ENVIRONMENT "BRY_LIBRARY=$<TARGET_FILE:bry>;PYTHONPATH=${PROJECT_SOURCE_DIR}/bindings/python")
endif()

# Specifications of pictures, by Vega-Lite itself. Skipped where npm has nothing.
if(BRY_BUILD_CLI AND NOT BRY_SANITIZE AND NOT BRY_TEST_LAUNCHER)
  add_test(NAME conformance.vega COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/conformance/vega/run.sh $<TARGET_FILE:bry_command>
                                         ${CMAKE_CURRENT_BINARY_DIR}/conformance/vega)
  set_tests_properties(conformance.vega PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 300)
endif()

# Tables and bundles, read by others: pandas, pyarrow, pyreadstat and pyjstat from PyPI, by hand also polars, DuckDB and frictionless (tests/README.md); the
# schema of DDI-Codebook; R's haven. Each is skipped where what it needs can't be had.
if(NOT BRY_SANITIZE AND NOT BRY_TEST_LAUNCHER)
  find_package(Python3 COMPONENTS Interpreter REQUIRED)
  set(formats ${CMAKE_CURRENT_SOURCE_DIR}/conformance/formats)
  add_test(NAME conformance.formats
           COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/python/with_package.sh ${Python3_EXECUTABLE}
                   ${CMAKE_CURRENT_BINARY_DIR}/formats pandas,pyarrow,pyreadstat,pyjstat
                   ${formats}/readers_test.py)
  add_test(NAME conformance.formats_ddi COMMAND ${formats}/ddi.sh ${Python3_EXECUTABLE})
  add_test(NAME conformance.formats_r COMMAND ${formats}/r.sh ${Python3_EXECUTABLE})
  set_tests_properties(conformance.formats conformance.formats_ddi conformance.formats_r PROPERTIES SKIP_RETURN_CODE 77
    TIMEOUT 600 ENVIRONMENT "BRY_LIBRARY=$<TARGET_FILE:bry>;PYTHONPATH=${PROJECT_SOURCE_DIR}/bindings/python")
endif()
