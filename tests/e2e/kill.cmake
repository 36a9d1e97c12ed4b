# Programs that are killed at random moments, a hundred times and more; included by this folder's CMakeLists.txt.
# VERTELPUNT_SEED chooses the moments (printed by each run), VERTELPUNT_KILLS how many.
foreach(kind take sync)
  add_executable(kill_${kind} ${CMAKE_CURRENT_LIST_DIR}/kill_${kind}.c)
  target_include_directories(kill_${kind} PRIVATE ${CMAKE_CURRENT_LIST_DIR}/../unit)
  target_link_libraries(kill_${kind} PRIVATE vp_flags vp_sync vp_store vp_seal vp_base)
  add_test(NAME kill_${kind} COMMAND kill_${kind})
  vp_timeout(300 kill_${kind})
endforeach()
