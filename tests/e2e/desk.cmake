# vertelpunt-desk from outside; included by this folder's CMakeLists.txt. VERTELPUNT_SEED chooses the moments of the
# kills (printed by each run), VERTELPUNT_KILLS how many.
add_executable(desk_fixture ${CMAKE_CURRENT_LIST_DIR}/desk_fixture.c)
target_link_libraries(desk_fixture PRIVATE vp_flags vp_sync vp_store vp_seal vp_audio vp_base m)
foreach(part keys collect trust damage out kill)
  add_test(NAME desk_${part} COMMAND ${CMAKE_CURRENT_LIST_DIR}/desk_test.sh $<TARGET_FILE:vertelpunt-desk>
    $<TARGET_FILE:desk_fixture> ${part})
  vp_timeout(300 desk_${part})
endforeach()
