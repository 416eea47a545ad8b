# Writes files into one C file, as bytes: a string literal would have a length limit. A row of the table EMBEDDED is the
# file's name without its endings, the bytes and their number; where the name begins with a number, as that of
# 0001_main.sql, the number comes first as a field of its own.
# cmake -DFILES=glob -DTYPE="the C type of a row" -DOUT=... -P embed.cmake
file(GLOB files "${FILES}")
if(NOT files)
  message(FATAL_ERROR "there are no files ${FILES}")
endif()
list(SORT files)
set(arrays "")
set(table "")
foreach(file IN LISTS files)
  get_filename_component(name "${file}" NAME_WE)
  set(fields "\"${name}\"")
  if(name MATCHES "^0*([0-9]+)_(.*)$")
    set(fields "${CMAKE_MATCH_1}, \"${CMAKE_MATCH_2}\"")
  endif()
  file(READ "${file}" bytes HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
  string(APPEND arrays "static const unsigned char file_${name}[] = {${bytes}0};\n")
  string(APPEND table "    {${fields}, (const char *)file_${name}, sizeof file_${name} - 1},\n")
endforeach()
file(WRITE "${OUT}" "${arrays}\nstatic const ${TYPE} EMBEDDED[] = {\n${table}};\n")
