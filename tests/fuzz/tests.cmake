# Fuzz targets. With BRY_FUZZ they are libFuzzer programs fuzz_<target>; else the same code replays its corpus. Either
# way the corpus is a test, fuzz.replay.<target>.
option(BRY_FUZZ "Build the fuzz targets with libFuzzer (clang)" OFF)
if(BRY_FUZZ)
  target_compile_options(bry_options INTERFACE -fsanitize=fuzzer-no-link)
  target_link_options(bry_options INTERFACE -fsanitize=fuzzer-no-link)
endif()

foreach(target json csv table questionnaire answers fields codebook exchange theme scrub expression regex logic
        statistics compose map)
  add_executable(fuzz_${target} fuzz/fuzz_${target}.c $<$<NOT:$<BOOL:${BRY_FUZZ}>>:fuzz/replay.c>)
  target_include_directories(fuzz_${target} PRIVATE ${PROJECT_SOURCE_DIR}/include ${PROJECT_SOURCE_DIR}/lib
                                                    ${CMAKE_CURRENT_SOURCE_DIR})
  target_link_libraries(fuzz_${target} PRIVATE bry_options bry_inside)
  target_link_options(fuzz_${target} PRIVATE $<$<BOOL:${BRY_FUZZ}>:-fsanitize=fuzzer>)
  add_test(NAME fuzz.replay.${target}
           COMMAND ${BRY_TEST_LAUNCHER} $<TARGET_FILE:fuzz_${target}> $<$<BOOL:${BRY_FUZZ}>:-runs=0>
                   ${CMAKE_CURRENT_SOURCE_DIR}/fuzz/corpus/${target}
           COMMAND_EXPAND_LISTS)
  set_tests_properties(fuzz.replay.${target} PROPERTIES TIMEOUT 300)
endforeach()
