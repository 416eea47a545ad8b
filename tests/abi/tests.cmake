# The contract itself: headers that compile alone, and the list of exported symbols.
set(ABI_COMPILERS ${CMAKE_C_COMPILER})
find_program(ABI_CLANG clang)
if(ABI_CLANG)
  list(APPEND ABI_COMPILERS ${ABI_CLANG})
endif()
find_program(ABI_CXX NAMES c++ g++ clang++)
find_program(ABI_CLANGXX clang++)
foreach(standard c11 c17)
  add_test(NAME abi.headers_${standard} COMMAND sh ${CMAKE_CURRENT_SOURCE_DIR}/abi/headers.sh
                                                ${PROJECT_SOURCE_DIR}/include c ${standard} ${ABI_COMPILERS})
endforeach()
if(ABI_CXX)
  set(ABI_CXX_COMPILERS ${ABI_CXX})
  if(ABI_CLANGXX)
    list(APPEND ABI_CXX_COMPILERS ${ABI_CLANGXX})
  endif()
  add_test(NAME abi.headers_c++17 COMMAND sh ${CMAKE_CURRENT_SOURCE_DIR}/abi/headers.sh ${PROJECT_SOURCE_DIR}/include
                                          c++ c++17 ${ABI_CXX_COMPILERS})
else()
  message(STATUS "No C++ compiler: whether the headers compile as C++17 is not tested")
endif()
add_test(NAME abi.symbols COMMAND sh ${CMAKE_CURRENT_SOURCE_DIR}/abi/symbols.sh ${CMAKE_NM} $<TARGET_FILE:bry>
                                  ${PROJECT_SOURCE_DIR}/include)
