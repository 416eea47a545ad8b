# The store's tests once more, behind pgbouncer in transaction mode. Not among them: local (the private server itself),
# hosts (servers named one by one), disk and timing (one more run would show nothing new), and three that need no server.
# Single tests that need a session of their own say so and are skipped (needs_direct()).
find_program(BRY_PGBOUNCER pgbouncer PATHS /usr/sbin)
if(BRY_PGBOUNCER)
  foreach(concept IN LISTS BRY_TESTS)
    string(REGEX REPLACE "^store/test_|\\.c$" "" concept ${concept})
    if(NOT TARGET test_store.${concept} OR concept MATCHES "^(local|hosts|disk|timing|quotable|import_lines|join)$")
      continue()
    endif()
    add_test(NAME pooled.${concept} COMMAND ${BRY_TEST_LAUNCHER} $<TARGET_FILE:test_store.${concept}>)
    set_tests_properties(pooled.${concept} PROPERTIES TIMEOUT 300 ENVIRONMENT BRY_TEST_POOLER=1)
  endforeach()
else()
  message(STATUS "pgbouncer is not here: the store's tests behind it are left out (tests/setup.sh test installs it)")
endif()
