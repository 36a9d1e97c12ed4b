# The kiosk from outside, with a real sound server; and the whole tour. Included by this folder's CMakeLists.txt.
add_executable(sound_compare ${CMAKE_CURRENT_LIST_DIR}/sound_compare.c)
target_link_libraries(sound_compare PRIVATE vp_flags m)
add_executable(memory_find ${CMAKE_CURRENT_LIST_DIR}/memory_find.c)
target_link_libraries(memory_find PRIVATE vp_flags)
foreach(part sound early keys microphone quiet full drives twice guide broken power start commands end wiped access)
  add_test(NAME kiosk_${part} COMMAND ${CMAKE_CURRENT_LIST_DIR}/kiosk_test.sh $<TARGET_FILE:vertelpunt>
    $<TARGET_FILE:vertelpunt-desk> $<TARGET_FILE:sound_compare> ${part} $<TARGET_FILE:memory_find>)
  set_tests_properties(kiosk_${part} PROPERTIES SKIP_RETURN_CODE 77)
  vp_timeout(300 kiosk_${part})
endforeach()

# in a window on a virtual screen, and the job as README's first command plays it
add_test(NAME kiosk_window COMMAND ${CMAKE_CURRENT_LIST_DIR}/window_test.sh $<TARGET_FILE:vertelpunt>
  $<TARGET_FILE:vertelpunt-desk>)
add_test(NAME kiosk_window_16 COMMAND ${CMAKE_CURRENT_LIST_DIR}/window_test.sh $<TARGET_FILE:vertelpunt>
  $<TARGET_FILE:vertelpunt-desk> 16)
vp_timeout(180 kiosk_window kiosk_window_16)
add_test(NAME tour COMMAND ${CMAKE_SOURCE_DIR}/deploy/tour ${CMAKE_BINARY_DIR}/tour ${CMAKE_BINARY_DIR})
vp_timeout(300 tour)

# the sanitizers look at our code: libpulse synchronises with atomics that ThreadSanitizer does not see, and libraries keep
# memory until the process ends
foreach(part sound early keys microphone quiet full drives twice guide broken power start commands end wiped access window window_16)
  list(APPEND kiosk_tests kiosk_${part})
endforeach()
set_tests_properties(${kiosk_tests} tour PROPERTIES ENVIRONMENT
  "TSAN_OPTIONS=ignore_noninstrumented_modules=1;LSAN_OPTIONS=suppressions=${CMAKE_CURRENT_LIST_DIR}/third_party.lsan:print_suppressions=0")

# the kiosk's pure pieces
add_executable(test_metadata ${CMAKE_SOURCE_DIR}/tests/unit/test_metadata.c ${CMAKE_SOURCE_DIR}/src/kiosk/metadata.c)
target_link_libraries(test_metadata PRIVATE vp_flags vp_audio vp_seal vp_store vp_session vp_guide vp_base PkgConfig::cmocka PkgConfig::jansson)
add_test(NAME metadata COMMAND test_metadata)
set_tests_properties(metadata PROPERTIES ENVIRONMENT "LSAN_OPTIONS=suppressions=${CMAKE_CURRENT_LIST_DIR}/metadata.lsan")
