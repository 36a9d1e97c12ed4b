# The kiosk from outside, with a real sound server; and the whole tour. Included by this folder's CMakeLists.txt.
add_executable(sound_compare ${CMAKE_CURRENT_LIST_DIR}/sound_compare.c)
target_link_libraries(sound_compare PRIVATE vp_flags m)
foreach(part sound keys microphone quiet full drives twice guide broken power)
  add_test(NAME kiosk_${part} COMMAND ${CMAKE_CURRENT_LIST_DIR}/kiosk_test.sh $<TARGET_FILE:vertelpunt>
    $<TARGET_FILE:vertelpunt-desk> $<TARGET_FILE:sound_compare> ${part})
  set_tests_properties(kiosk_${part} PROPERTIES TIMEOUT 300)
endforeach()

# in a window on a virtual screen, and the job as README's first command plays it
add_test(NAME kiosk_window COMMAND ${CMAKE_CURRENT_LIST_DIR}/window_test.sh $<TARGET_FILE:vertelpunt>
  $<TARGET_FILE:vertelpunt-desk>)
set_tests_properties(kiosk_window PROPERTIES TIMEOUT 180)
add_test(NAME tour COMMAND ${CMAKE_SOURCE_DIR}/deploy/tour ${CMAKE_BINARY_DIR}/tour ${CMAKE_BINARY_DIR})
set_tests_properties(tour PROPERTIES TIMEOUT 300)
