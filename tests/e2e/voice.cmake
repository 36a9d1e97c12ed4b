# The voice with a real sound server; included by this folder's CMakeLists.txt, after sound.cmake.
add_executable(sound_voice ${CMAKE_CURRENT_LIST_DIR}/sound_voice.c)
target_link_libraries(sound_voice PRIVATE vp_flags vp_audio PkgConfig::cmocka m)
vp_sound_test(voice 48000 $<TARGET_FILE:sound_voice> voice)
vp_sound_test(voice_44100 44100 $<TARGET_FILE:sound_voice> voice)
vp_sound_test(voice_none 0 $<TARGET_FILE:sound_voice> none)

# and the kiosk that speaks with it
foreach(part eyes silent without)
  add_test(NAME voice_${part} COMMAND ${CMAKE_CURRENT_LIST_DIR}/voice_test.sh $<TARGET_FILE:vertelpunt>
    $<TARGET_FILE:vertelpunt-desk> ${part})
  set_tests_properties(voice_${part} PROPERTIES ENVIRONMENT
    "TSAN_OPTIONS=ignore_noninstrumented_modules=1;LSAN_OPTIONS=suppressions=${CMAKE_CURRENT_LIST_DIR}/third_party.lsan:print_suppressions=0")
  vp_timeout(180 voice_${part})
endforeach()
