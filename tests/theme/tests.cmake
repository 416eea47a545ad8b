# The theme engine, built a few times more: the same bytes whatever the compiler, its flags, the threads and the locale.
if(NOT BRY_SANITIZE AND NOT BRY_TEST_LAUNCHER)
  foreach(library stemmer json-c uuid sodium utf8proc expat)
    list(APPEND same_bytes_libraries -l${library})
  endforeach()
  add_test(NAME theme.same_bytes
           COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/theme/same_bytes.sh ${PROJECT_SOURCE_DIR}
                   ${CMAKE_CURRENT_BINARY_DIR}/same_bytes ${same_bytes_libraries})
  set_tests_properties(theme.same_bytes PROPERTIES TIMEOUT 900 COST 100)
endif()
