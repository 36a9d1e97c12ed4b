# A real drive that is pulled out in the middle of a visit; included by this folder's CMakeLists.txt. Skipped, with the
# reason, where there are no /dev/fuse and loop devices. VERTELPUNT_SEED chooses the moments, VERTELPUNT_YANKS how many.
add_executable(yank_drive ${CMAKE_CURRENT_LIST_DIR}/yank_drive.c)
target_include_directories(yank_drive PRIVATE ${CMAKE_CURRENT_LIST_DIR}/../unit)
target_link_libraries(yank_drive PRIVATE vp_flags vp_sync vp_store vp_seal vp_base Threads::Threads)
add_test(NAME yank_drive COMMAND yank_drive)
set_tests_properties(yank_drive PROPERTIES SKIP_RETURN_CODE 77)
vp_timeout(300 yank_drive)
