/* A child tells takes as fast as it can, a sealed chunk each millisecond or so, and announces each chunk once the store
 * has said that it is on the disk. It is killed at a random moment. What was announced must be there at the next start,
 * as an interrupted take (or a kept story), arrive on a drive, and open at the desk: nothing announced is missing, and
 * at most one chunk more is there. In every third round the child is halted first and its folder copied, as a power cut
 * would leave it, and the copy must say the same. */
#define _GNU_SOURCE /* unshare(2), in store_kit.h */
#include "kill_kit.h"

enum { TAKES_MAX = 64, CHUNK_BYTES = 3000, CHUNKS_A_TAKE = 40 };

enum said { SAID_BEGUN, SAID_CHUNK, SAID_KEPT };

struct word { /* what the child announces; one write of fewer bytes than a pipe writes at once */
  enum said said;
  uint32_t seed, chunks;
  struct vp_id story;
};

struct take { /* what the parent has heard */
  struct vp_id story;
  uint32_t seed, chunks;
  bool kept;
};

struct heard {
  struct take takes[TAKES_MAX];
  size_t count;
};

/* --- the child ------------------------------------------------------------------------------------------------------
 */

static void announce(int to, enum said said, uint32_t seed, uint32_t chunks, const struct vp_id *story) {
  struct word word;
  memset(&word, 0, sizeof word);
  word.said = said;
  word.seed = seed;
  word.chunks = chunks;
  word.story = *story;
  if (write(to, &word, sizeof word) != sizeof word)
    _exit(3);
}

static void tell_one(struct sync_kit *kit, uint32_t seed, uint32_t chunks, int to) {
  struct vp_fault fault = {0};
  struct vp_story_facts facts = kit_facts(vp_clock_now().utc_ms);
  struct vp_story_head head;
  struct vp_sealer *sealer;
  uint8_t frame[VP_SEALED_FRAME(CHUNK_BYTES)];
  kit_must(vp_sealer_open(&kit->collection, &facts.id, &kit->kiosk.id, &head, &sealer), NULL, "sealer");
  kit_must(vp_store_take_begin(kit->store, &facts, &head, NULL, &fault), &fault, "begin");
  announce(to, SAID_BEGUN, seed, 0, &facts.id);
  for (uint32_t i = 0; i < chunks; i++) {
    bool last = i + 1 == chunks;
    size_t length = kit_seal(sealer, seed, (size_t)i * CHUNK_BYTES, CHUNK_BYTES, last, frame);
    if (last)
      kit_must(vp_store_keep(kit->store, &facts.id, i, frame, length, i, vp_clock_now(), NULL, &fault), &fault, "keep");
    else
      kit_must(vp_store_chunk(kit->store, &facts.id, i, frame, length, i, &fault), &fault, "chunk");
    announce(to, last ? SAID_KEPT : SAID_CHUNK, seed, i + 1, &facts.id);
  }
  vp_sealer_close(sealer);
}

static void tell(struct sync_kit *kit, uint64_t random, int to) {
  struct vp_fault fault = {0};
  int lock;
  kit_must(vp_store_lock(kit->data, &lock, &fault), &fault, "lock");
  kit_must(vp_store_open(kit->data, NULL, &kit->store, NULL, &fault), &fault, "open");
  for (uint32_t seed = 1; seed < TAKES_MAX; seed++)
    tell_one(kit, seed, 1 + (uint32_t)(kill_random(&random) % CHUNKS_A_TAKE), to);
  for (;;)
    pause(); /* told enough: the kill comes */
}

/* --- the parent -----------------------------------------------------------------------------------------------------
 */

static void listen_to(int from, struct heard *heard) { /* what has been said so far; does not wait */
  struct word word;
  while (read(from, &word, sizeof word) == sizeof word) {
    if (word.said == SAID_BEGUN) {
      KILL_REQUIRE(heard->count < TAKES_MAX, "too many takes");
      heard->takes[heard->count++] = (struct take){.story = word.story, .seed = word.seed};
    }
    struct take *take = &heard->takes[heard->count - 1];
    take->chunks = word.chunks;
    take->kept = word.said == SAID_KEPT;
  }
}

/* A take's bytes on the drive: a prefix of what was told, all that was announced, and at most a chunk more. */
static void check_delivered(struct sync_kit *kit, const char *drive, const struct take *take, bool last) {
  struct vp_story_row row;
  KILL_REQUIRE(vp_store_story(kit->store, &take->story, &row) == VP_OK, "an announced take is not in the store");
  KILL_REQUIRE(row.state == VP_STORY_INTERRUPTED || row.state == VP_STORY_KEPT, "state %d", (int)row.state);
  KILL_REQUIRE(!take->kept || row.state == VP_STORY_KEPT, "a story that was kept is not");
  KILL_REQUIRE(last || take->kept, "only the last take can be unfinished");
  KILL_REQUIRE(row.chunks >= take->chunks, "%u chunks announced, %u there", take->chunks, row.chunks);
  KILL_REQUIRE(row.chunks <= take->chunks + 1, "%u chunks announced, %u there", take->chunks, row.chunks);
  long bytes = kit_check_story(kit, drive, &take->story, take->seed, row.state == VP_STORY_KEPT);
  KILL_REQUIRE(bytes == (long)row.chunks * CHUNK_BYTES, "%ld bytes open at the desk, %u chunks are stored", bytes,
               row.chunks);
}

/* Opens that data folder, delivers to a drive, and compares with what was heard. Returns the takes that were open. */
static uint32_t check(struct sync_kit *kit, const char *data, const struct heard *heard, const char *drive) {
  struct vp_fault fault = {0};
  struct vp_store_opened opened;
  struct vp_sync_result result;
  kit_must(vp_store_open(data, NULL, &kit->store, &opened, &fault), &fault, "opening after the kill");
  KILL_REQUIRE(opened.moved_aside[0] == '\0', "the database was taken for broken");
  KILL_REQUIRE(opened.interrupted <= 1, "%u takes were open at once", opened.interrupted);
  kit->sync.store = kit->store;
  KILL_REQUIRE(mkdir(drive, 0755) == 0, "%s", drive);
  kit_must(vp_sync_run(&kit->sync, drive, &result, &fault), &fault, "delivering");
  KILL_REQUIRE(result.copied >= heard->count && result.copied <= heard->count + 1 && result.waiting == 0,
               "%u delivered of %zu", result.copied, heard->count);
  for (size_t i = 0; i < heard->count; i++)
    check_delivered(kit, drive, &heard->takes[i], i + 1 == heard->count);
  vp_store_close(kit->store);
  kit->store = NULL;
  return opened.interrupted;
}

static uint32_t cut_power(struct sync_kit *kit, pid_t child, int from, struct heard *heard) {
  char copy[KIT_PATH], drive[KIT_PATH];
  kit_path(copy, kit->folder, "copy");
  kit_path(drive, kit->folder, "copy-drive");
  int status;
  KILL_REQUIRE(kill(child, SIGSTOP) == 0 && waitpid(child, &status, WUNTRACED) == child && WIFSTOPPED(status),
               "the child cannot be halted");
  listen_to(from, heard);
  KILL_REQUIRE(mkdir(copy, 0700) == 0, "%s", copy);
  kit_copy(kit->data, copy, "store.db");
  kit_copy(kit->data, copy, "store.db-wal");
  KILL_REQUIRE(kill(child, SIGCONT) == 0, "the child cannot go on");
  uint32_t interrupted = check(kit, copy, heard, drive);
  kit_remove(copy);
  kit_remove(drive);
  return interrupted;
}

struct tally {
  uint32_t kills, cuts, interrupted, takes, chunks;
};

static void round_of(struct sync_kit *kit, uint64_t *random, int number, struct tally *tally) {
  int speech[2];
  struct heard heard = {.count = 0};
  char drive[KIT_PATH];
  uint64_t child_random = kill_random(random);
  KILL_REQUIRE(pipe(speech) == 0 && fcntl(speech[0], F_SETFL, O_NONBLOCK) == 0, "no pipe");
  pid_t parent = getpid(), child = fork();
  KILL_REQUIRE(child >= 0, "no child");
  if (child == 0) {
    kill_die_with_parent(parent);
    close(speech[0]);
    tell(kit, child_random, speech[1]);
  }
  close(speech[1]);
  kill_sleep_us(kill_random(random) % 60000);
  if (number % 3 == 0) {
    tally->interrupted += cut_power(kit, child, speech[0], &heard);
    tally->cuts++;
    kill_sleep_us(kill_random(random) % 20000);
  }
  int status;
  kill(child, SIGKILL);
  KILL_REQUIRE(waitpid(child, &status, 0) == child && WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL,
               "the child ended by itself");
  listen_to(speech[0], &heard);
  close(speech[0]);
  kit_path(drive, kit->folder, "delivered");
  tally->interrupted += check(kit, kit->data, &heard, drive);
  kit_remove(drive);
  kit_remove(kit->data);
  tally->kills++;
  tally->takes += (uint32_t)heard.count;
  for (size_t i = 0; i < heard.count; i++)
    tally->chunks += heard.takes[i].chunks;
}

int main(void) {
  static struct sync_kit kit;
  struct tally tally = {0};
  uint64_t random = kill_seed();
  kit_open_sync(&kit);
  vp_store_close(kit.store); /* the children open it */
  kit.store = NULL;
  kit_remove(kit.data);
  int rounds = kill_rounds();
  for (int i = 0; i < rounds; i++)
    round_of(&kit, &random, i, &tally);
  kit_close_sync(&kit);
  printf("%u kills and %u power cuts, %u takes interrupted, %u takes and %u chunks announced: all of them arrived\n",
         tally.kills, tally.cuts, tally.interrupted, tally.takes, tally.chunks);
  KILL_REQUIRE(tally.interrupted > tally.kills / 4 && tally.chunks > tally.kills,
               "the kills came too soon to prove much");
  return 0;
}
