# A small run of tests/chaos.sh: a few kills and cuts, one promotion.
add_executable(chaos ${CMAKE_CURRENT_SOURCE_DIR}/chaos/chaos.c ${CMAKE_CURRENT_SOURCE_DIR}/chaos/proxy.c
                     ${CMAKE_CURRENT_SOURCE_DIR}/chaos/server.c ${CMAKE_CURRENT_SOURCE_DIR}/chaos/writer.c)
target_include_directories(chaos PRIVATE ${PROJECT_SOURCE_DIR}/include ${PROJECT_SOURCE_DIR}/lib
                                         ${CMAKE_CURRENT_SOURCE_DIR} ${PQ_INCLUDE_DIRS})
target_link_libraries(chaos PRIVATE bry_options bry_inside)
add_test(NAME chaos.small COMMAND chaos 3 20)
set_tests_properties(chaos.small PROPERTIES TIMEOUT 240)
