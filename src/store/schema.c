/* The schema, as the list of steps that lead to it. A step is never edited once it has been released: a change is a
 * further step. user_version is how many steps a database has been through.
 *
 * What stands here stands outside the seal, so nothing is here that tells who spoke or what was said. */
#include "internal.h"

#include <stdio.h>

#include <vertelpunt/attributes.h>

static const char *const steps[] = {
    /* 1: the appliance, its stories, their chunks */
    "CREATE TABLE collection ("
    "  one INTEGER PRIMARY KEY CHECK (one = 1),"
    "  id BLOB NOT NULL CHECK (length(id) = 16),"
    "  name TEXT NOT NULL,"
    "  created_utc_ms INTEGER NOT NULL,"
    "  seal_public BLOB NOT NULL CHECK (length(seal_public) = 32),"
    "  sign_public BLOB NOT NULL CHECK (length(sign_public) = 32)"
    ") STRICT;"

    "CREATE TABLE journal ("
    "  number INTEGER PRIMARY KEY,"
    "  utc_ms INTEGER NOT NULL,"
    "  trust INTEGER NOT NULL,"
    "  event TEXT NOT NULL CHECK (length(event) <= 64),"
    "  detail TEXT CHECK (length(detail) <= 256)"
    ") STRICT;"

    "CREATE TABLE story ("
    "  number INTEGER PRIMARY KEY,"
    "  id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),"
    "  session BLOB NOT NULL CHECK (length(session) = 16),"
    "  state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 3),"
    "  started_utc_ms INTEGER NOT NULL,"
    "  started_trust INTEGER NOT NULL,"
    "  medium INTEGER NOT NULL CHECK (medium BETWEEN 0 AND 1),"
    "  method TEXT NOT NULL, theme TEXT NOT NULL, kind TEXT NOT NULL, language TEXT NOT NULL,"
    "  guide_version TEXT NOT NULL, consent_version TEXT NOT NULL,"
    "  head BLOB NOT NULL CHECK (length(head) = 160),"
    "  duration_ms INTEGER NOT NULL DEFAULT 0,"
    "  chunks INTEGER NOT NULL DEFAULT 0,"
    "  chunk_bytes INTEGER NOT NULL DEFAULT 0,"
    "  kept_utc_ms INTEGER, kept_trust INTEGER,"
    "  withdrawal_hash BLOB CHECK (length(withdrawal_hash) = 32),"
    "  file_hash BLOB CHECK (length(file_hash) = 32),"
    "  file_signature BLOB CHECK (length(file_signature) = 64),"
    "  file_bytes INTEGER"
    ") STRICT;"
    /* what a screen or a drive asks for is an index of just those stories: the received ones only grow in number */
    "CREATE INDEX story_open ON story (number) WHERE state = 0;"
    "CREATE INDEX story_waiting ON story (id) WHERE state IN (1, 2);"
    "CREATE INDEX story_oldest ON story (started_utc_ms) WHERE state IN (1, 2);"

    "CREATE TABLE chunk ("
    "  story INTEGER NOT NULL REFERENCES story (number) ON DELETE CASCADE,"
    "  sequence INTEGER NOT NULL CHECK (sequence >= 0),"
    "  frames BLOB NOT NULL,"
    "  PRIMARY KEY (story, sequence)"
    ") STRICT;"

    /* counted in the transaction that changes a story: counting 100,000 rows anew takes longer than a screen may */
    "CREATE TABLE tally ("
    "  state INTEGER PRIMARY KEY CHECK (state BETWEEN 0 AND 3),"
    "  stories INTEGER NOT NULL DEFAULT 0,"
    "  bytes INTEGER NOT NULL DEFAULT 0"
    ") STRICT;"
    "INSERT INTO tally (state) VALUES (0), (1), (2), (3);"
    "CREATE TRIGGER story_counted AFTER INSERT ON story BEGIN"
    "  UPDATE tally SET stories = stories + 1, bytes = bytes + new.chunk_bytes WHERE state = new.state;"
    "END;"
    "CREATE TRIGGER story_uncounted AFTER DELETE ON story BEGIN"
    "  UPDATE tally SET stories = stories - 1, bytes = bytes - old.chunk_bytes WHERE state = old.state;"
    "END;"
    "CREATE TRIGGER story_recounted AFTER UPDATE OF state, chunk_bytes ON story BEGIN"
    "  UPDATE tally SET stories = stories - 1, bytes = bytes - old.chunk_bytes WHERE state = old.state;"
    "  UPDATE tally SET stories = stories + 1, bytes = bytes + new.chunk_bytes WHERE state = new.state;"
    "END;",
};

int store_schema_version(void) {
  return (int)VP_COUNT(steps);
}

static int take_step(sqlite3 *db, int number) {
  char version[96];
  snprintf(version, sizeof version, "PRAGMA user_version = %d; PRAGMA application_id = %d;", number + 1,
           STORE_APPLICATION);
  int result = sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL);
  if (result == SQLITE_OK)
    result = sqlite3_exec(db, steps[number], NULL, NULL, NULL);
  if (result == SQLITE_OK)
    result = sqlite3_exec(db, version, NULL, NULL, NULL);
  if (result == SQLITE_OK)
    result = sqlite3_exec(db, "COMMIT", NULL, NULL, NULL);
  if (result != SQLITE_OK && !sqlite3_get_autocommit(db))
    (void)sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL); /* the first error is the one that counts */
  return result;
}

int store_migrate(sqlite3 *db, int from) {
  int result = SQLITE_OK;
  for (int number = from; number < store_schema_version() && result == SQLITE_OK; number++)
    result = take_step(db, number);
  return result;
}
