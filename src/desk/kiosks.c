/* Whom to believe. A kiosk's own report is signed by the key that it names, which proves that one key wrote it and not
 * whose that is: a kiosk is trusted when staff have compared its words and enrolled it. The first key that claims an id
 * is remembered, and no later one takes its place. */
#include "collecting.h"

#include <stdlib.h>
#include <string.h>

#include <vertelpunt/sync.h>

static void report_impostor(struct collecting *run, const char *drive, const struct kiosk *known,
                            const uint8_t claimed[32]) {
  char id[VP_ID_TEXT], ours[256], theirs[256], object[PATH_MAX];
  struct vp_fault fault;
  vp_id_format(&known->id, id);
  vp_kiosk_fingerprint(&known->id, known->sign_public, ours, sizeof ours);
  vp_kiosk_fingerprint(&known->id, claimed, theirs, sizeof theirs);
  snprintf(object, sizeof object, "%s: kiosk %s", drive, id);
  vp_fault_set(&fault, VP_E_AUTHENTIC, "WARNING, checking who a kiosk is", object,
               "Its key was refused. Somebody may have tampered with this drive, or the kiosk was set up anew.",
               "it comes with another key (%.100s) than the one that we know (%.100s)", theirs, ours);
  collecting_problem(run, &fault);
}

static int meet(struct collecting *run, const char *drive, const struct vp_kiosk_report *report,
                struct vp_fault *fault) {
  struct kiosk known;
  int code = library_find_kiosk(&run->library, &report->kiosk, &known, fault);
  if (code == VP_E_NOT_FOUND) {
    memset(&known, 0, sizeof known);
    known.id = report->kiosk;
    memcpy(known.sign_public, report->sign_public, sizeof known.sign_public);
  } else if (code) {
    return code;
  } else if (memcmp(known.sign_public, report->sign_public, sizeof known.sign_public) != 0) {
    report_impostor(run, drive, &known, report->sign_public);
    if (known.enrolled || known.disputed)
      return VP_OK;
    known.disputed = true;
    return library_put_kiosk(&run->library, &known, fault);
  } else if (strcmp(known.version, report->version) == 0) {
    return VP_OK;
  }
  snprintf(known.version, sizeof known.version, "%s", report->version);
  return library_put_kiosk(&run->library, &known, fault);
}

static void pass_on(void *context, const struct vp_fault *fault) {
  collecting_problem(context, fault);
}

static int meet_on_drive(struct collecting *run, const char *drive, struct vp_fault *fault) {
  const struct scan scan = {.drive = drive, .problem = pass_on, .context = run};
  struct vp_id *ids;
  size_t count;
  struct vp_fault problem = {0};
  int code = VP_OK;
  if (scan_kiosks(&scan, &ids, &count, &problem)) {
    collecting_problem(run, &problem);
    return VP_OK;
  }
  for (size_t i = 0; code == VP_OK && i < count; i++) {
    struct vp_kiosk_report report;
    int read = vp_kiosk_report_read(drive, &ids[i], &report, &problem);
    if (read == VP_E_NOT_FOUND)
      continue; /* pulled out before the kiosk got that far: its stories count all the same */
    if (read == VP_OK && !vp_id_equal(&report.collection, &run->collection.id))
      read = vp_fault_set(&problem, VP_E_AUTHENTIC, "reading how a kiosk is doing", drive, NULL,
                          "the kiosk belongs to another collection");
    if (read)
      collecting_problem(run, &problem);
    else
      code = meet(run, drive, &report, fault);
  }
  free(ids);
  return code;
}

int kiosks_meet(struct collecting *run, struct vp_fault *fault) {
  int code = VP_OK;
  for (size_t i = 0; code == VP_OK && i < run->drive_count; i++)
    if (run->is_ours[i])
      code = meet_on_drive(run, run->drives[i], fault);
  return code;
}

static void refuse_disputed(struct collecting *run, const struct kiosk *kiosk) {
  char id[VP_ID_TEXT];
  struct vp_fault fault;
  vp_id_format(&kiosk->id, id);
  vp_fault_set(&fault, VP_E_AUTHENTIC, "enrolling a kiosk", id,
               "Compare the words with those on the kiosk's own screen; if they are the same, name it: --enrol ID.",
               "two keys claim to be this kiosk, so it is not enrolled with 'all'");
  collecting_problem(run, &fault);
}

int kiosks_enrol(struct collecting *run, struct vp_fault *fault) {
  struct kiosk *kiosks;
  size_t count, fitting = 0;
  bool all = run->enrol && strcmp(run->enrol, "all") == 0;
  if (!run->enrol)
    return VP_OK;
  int code = library_kiosks(&run->library, &kiosks, &count, fault);
  for (size_t i = 0; code == VP_OK && i < count; i++) {
    char id[VP_ID_TEXT];
    vp_id_format(&kiosks[i].id, id);
    if (!all && strcmp(run->enrol, id) != 0)
      continue;
    fitting++;
    if (kiosks[i].enrolled)
      continue;
    if (all && kiosks[i].disputed) {
      refuse_disputed(run, &kiosks[i]);
      continue;
    }
    kiosks[i].enrolled = true;
    code = library_put_kiosk(&run->library, &kiosks[i], fault);
    run->enrolled += code == VP_OK;
  }
  free(kiosks);
  if (code == VP_OK && fitting == 0 && !all) {
    struct vp_fault problem;
    vp_fault_set(&problem, VP_E_NOT_FOUND, "enrolling a kiosk", run->enrol,
                 "Give the id as it is shown when its stories are collected.", "no such kiosk has introduced itself");
    collecting_problem(run, &problem);
  }
  return code;
}

bool kiosks_key(struct collecting *run, const struct vp_id *id, struct kiosk *kiosk) {
  return library_find_kiosk(&run->library, id, kiosk, NULL) == VP_OK;
}
