# What the tests hold the tree's own shape to.
foreach(check format includes map words)
  add_test(NAME style.${check} COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/style/check.sh ${check})
endforeach()
