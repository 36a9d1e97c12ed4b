# Every other way in than a touch (accessibility.md T5, T6). Included by this folder's CMakeLists.txt.
foreach(part one two pad keypad table held)
  add_test(NAME ways_${part} COMMAND ${CMAKE_CURRENT_LIST_DIR}/ways_test.sh $<TARGET_FILE:vertelpunt>
    $<TARGET_FILE:vertelpunt-desk> ${part})
  set_tests_properties(ways_${part} PROPERTIES SKIP_RETURN_CODE 77 ENVIRONMENT
    "TSAN_OPTIONS=ignore_noninstrumented_modules=1;LSAN_OPTIONS=suppressions=${CMAKE_CURRENT_LIST_DIR}/third_party.lsan:print_suppressions=0")
  vp_timeout(300 ways_${part})
endforeach()
