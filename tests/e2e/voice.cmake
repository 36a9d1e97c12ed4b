# The voice with a real sound server; included by this folder's CMakeLists.txt, after sound.cmake.
add_executable(sound_voice ${CMAKE_CURRENT_LIST_DIR}/sound_voice.c)
target_link_libraries(sound_voice PRIVATE vp_flags vp_audio PkgConfig::cmocka m)
vp_sound_test(voice 48000 $<TARGET_FILE:sound_voice> voice)
vp_sound_test(voice_44100 44100 $<TARGET_FILE:sound_voice> voice)
vp_sound_test(voice_none 0 $<TARGET_FILE:sound_voice> none)
