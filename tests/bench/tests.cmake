# Benchmarks: one program for each C file of this folder, built only when asked for by name (bench_import); the script
# beside it builds and runs it. They are no tests: a time limit in a test would fail on a busy machine.
file(GLOB BRY_BENCHMARKS CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/*.c)
foreach(source IN LISTS BRY_BENCHMARKS)
  get_filename_component(name ${source} NAME_WE)
  string(REGEX REPLACE "^bench_" "" name ${name})
  add_executable(bench_${name} EXCLUDE_FROM_ALL ${source})
  target_link_libraries(bench_${name} PRIVATE bry_options PkgConfig::PQ)
  if(name STREQUAL theme_speed) # measures steps that no public function does alone
    target_include_directories(bench_${name} PRIVATE ${PROJECT_SOURCE_DIR}/include ${PROJECT_SOURCE_DIR}/lib)
    target_link_libraries(bench_${name} PRIVATE bry_inside)
  else()
    target_link_libraries(bench_${name} PRIVATE bry::bry)
  endif()
endforeach()
