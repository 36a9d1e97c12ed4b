/* A child visits a drive and is killed at a random moment, again and again. After each kill every file with a final
 * name on the drive must open and verify, and what the store knows must let the next visit go on; in the end everything
 * is there, and no temporary name. */
#define _GNU_SOURCE /* unshare(2), in store_kit.h */
#include "kill_kit.h"

enum { STORIES = 120, STORY_BYTES = 12000 };

static void visit(struct sync_kit *kit) {
  struct vp_fault fault = {0};
  struct vp_sync_result result;
  kit_must(vp_store_open(kit->data, NULL, &kit->store, NULL, &fault), &fault, "open");
  kit->sync.store = kit->store;
  kit_must(vp_sync_run(&kit->sync, kit->drive, &result, &fault), &fault, "visit");
  vp_store_close(kit->store);
  _exit(0);
}

static uint64_t time_of_a_visit(struct sync_kit *kit) {
  struct vp_fault fault = {0};
  struct vp_sync_result result;
  int64_t began = vp_clock_monotonic_us();
  kit_must(vp_sync_run(&kit->sync, kit->drive, &result, &fault), &fault, "the first visit");
  KILL_REQUIRE(result.copied == STORIES, "%u copied", result.copied);
  return (uint64_t)(vp_clock_monotonic_us() - began);
}

static void fresh_drive(struct sync_kit *kit) {
  kit_remove(kit->drive);
  KILL_REQUIRE(mkdir(kit->drive, 0755) == 0, "%s", kit->drive);
}

struct tally {
  uint32_t killed, ended, with_parts, drives;
};

static void round_of(struct sync_kit *kit, uint64_t *random, uint64_t visit_us, struct tally *tally) {
  pid_t parent = getpid(), child = fork();
  KILL_REQUIRE(child >= 0, "no child");
  if (child == 0) {
    kill_die_with_parent(parent);
    visit(kit);
  }
  kill_sleep_us(kill_random(random) % (visit_us + visit_us / 5));
  kill(child, SIGKILL);
  int status;
  KILL_REQUIRE(waitpid(child, &status, 0) == child, "lost the child");
  KILL_REQUIRE(WIFSIGNALED(status) ? WTERMSIG(status) == SIGKILL : WEXITSTATUS(status) == 0, "a visit failed");
  struct kit_seen seen = {0};
  kit_check_below(kit, kit->drive, &seen);
  KILL_REQUIRE(seen.halves == 0, "%u files with a final name are not whole", seen.halves);
  KILL_REQUIRE(seen.stories <= STORIES, "%u stories", seen.stories);
  tally->killed += WIFSIGNALED(status);
  tally->ended += WIFEXITED(status);
  tally->with_parts += seen.parts > 0;
  if (seen.stories == STORIES || kill_random(random) % 6 == 0) { /* there must be something left to copy */
    tally->drives++;
    fresh_drive(kit);
  }
}

int main(void) {
  static struct sync_kit kit;
  struct tally tally = {0};
  struct vp_fault fault = {0};
  struct vp_sync_result result;
  struct vp_store_opened opened;
  uint64_t random = kill_seed();
  kit_open_sync(&kit);
  struct vp_id stories[STORIES];
  for (uint32_t i = 0; i < STORIES; i++)
    stories[i] = kit_story(&kit, i, 1, STORY_BYTES, VP_STORY_KEPT);
  uint64_t visit_us = time_of_a_visit(&kit);
  fresh_drive(&kit);
  vp_store_close(kit.store); /* the children open it */
  kit.store = NULL;
  for (uint32_t wanted = (uint32_t)kill_rounds(), tries = 0; tally.killed < wanted && tries < 3 * wanted; tries++)
    round_of(&kit, &random, visit_us, &tally);
  kit_must(vp_store_open(kit.data, NULL, &kit.store, &opened, &fault), &fault, "open");
  KILL_REQUIRE(opened.moved_aside[0] == '\0', "the database was taken for broken");
  kit.sync.store = kit.store;
  kit_must(vp_sync_run(&kit.sync, kit.drive, &result, &fault), &fault, "the last visit");
  KILL_REQUIRE(result.copied + result.already == STORIES && result.waiting == 0, "%u copied, %u there before",
               result.copied, result.already);
  for (uint32_t i = 0; i < STORIES; i++)
    KILL_REQUIRE(kit_check_story(&kit, kit.drive, &stories[i], i, true) == STORY_BYTES, "story %u is not whole", i);
  struct kit_seen seen = {0};
  kit_check_below(&kit, kit.drive, &seen);
  KILL_REQUIRE(seen.parts == 0, "%u temporary names are left", seen.parts);
  kit_close_sync(&kit);
  printf("%u visits killed, %u ended before, %u kills left temporary names, %u fresh drives: nothing was half\n",
         tally.killed, tally.ended, tally.with_parts, tally.drives);
  KILL_REQUIRE(tally.with_parts > 5, "the kills came at the wrong moments to prove much");
  return 0;
}
