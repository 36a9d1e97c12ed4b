/* What a person is doing, and what the appliance is doing beside it: a model, messages that change it, and effects that
 * the kiosk carries out. Pure: no I/O, no clock, no memory from the heap; the same messages give the same model. Times
 * are monotonic milliseconds that the messages bring. One thread. */
#ifndef VERTELPUNT_SESSION_H
#define VERTELPUNT_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <vertelpunt/guide.h>
#include <vertelpunt/settings.h>

enum {
  VP_DRAFT_MAX = 16 * 1024,      /* bytes of a written story, with the terminator */
  VP_WAVEFORM_MAX = 240,         /* peaks of a take as a picture */
  VP_EFFECTS_MAX = 16,           /* of one message */
  VP_UNATTENDED_MS = 180 * 1000, /* accessibility.md M1 */
  VP_ANSWER_MS = 60 * 1000,
  VP_NOTICE_MS = 60 * 1000, /* what a drive that has gone left on the screen */
  VP_DRIVE_SLOTS = 8,
  VP_CODE_DIGITS = 9,
};

enum vp_screen {
  VP_SCREEN_STARTING, /* the store is being opened */
  VP_SCREEN_BROKEN,   /* it cannot be used: staff are told */
  VP_SCREEN_ENROL,    /* no collection yet */
  VP_SCREEN_WELCOME,
  VP_SCREEN_MEDIUM,
  VP_SCREEN_THEME,
  VP_SCREEN_KIND,
  VP_SCREEN_CONSENT,
  VP_SCREEN_QUESTION, /* tell: choose a concrete question */
  VP_SCREEN_TELL,     /* tell: the red button */
  VP_SCREEN_STARTERS, /* type: choose a sentence to begin with */
  VP_SCREEN_WRITE,    /* type: the keyboard */
  VP_SCREEN_REVIEW,
  VP_SCREEN_THANKS, /* kept, with its code; or thrown away */
  VP_SCREEN_DRIVE,  /* nobody is visiting, and a drive is plugged in */
  VP_SCREEN_COUNT
};

enum vp_dialog {
  VP_DIALOG_NONE,
  VP_DIALOG_THROW_AWAY,
  VP_DIALOG_LEAVE,
  VP_DIALOG_CHANGE_MEDIUM,
  VP_DIALOG_STILL_THERE
};

/* The access panel: what a person can set, over everything else. Closed, its list of groups, or one group. */
enum vp_panel {
  VP_PANEL_CLOSED,
  VP_PANEL_GROUPS,
  VP_PANEL_LANGUAGE,
  VP_PANEL_TEXT_SIZE,
  VP_PANEL_COLOURS,
  VP_PANEL_VOICE,
  VP_PANEL_SCREEN, /* and reach */
  VP_PANEL_HOLD,   /* how long a press must be */
  VP_PANEL_IGNORE, /* presses that come too soon */
  VP_PANEL_SWITCHES,
  VP_PANEL_KEYBOARD,
  VP_PANEL_COUNT
};

/* The members of struct vp_settings by name, and the language, which is the model's own. */
enum vp_setting {
  VP_SETTING_LANGUAGE, /* index in the guide */
  VP_SETTING_SECOND_LANGUAGE,
  VP_SETTING_TEXT_SIZE,
  VP_SETTING_SCHEME,
  VP_SETTING_VOICE, /* 0 or 1, as all that is on or off */
  VP_SETTING_RATE,
  VP_SETTING_VOLUME,
  VP_SETTING_HIDE_SCREEN,
  VP_SETTING_REACH,
  VP_SETTING_HOLD,
  VP_SETTING_IGNORE,
  VP_SETTING_SWITCHES,
  VP_SETTING_SCAN,
  VP_SETTING_ALPHABETICAL,
  VP_SETTING_CALM,
  VP_SETTING_COUNT
};

/* The argument of VP_MESSAGE_SET: the setting in the upper 16 bits, its value (−32768 … 32767) in the lower. */
static inline int32_t vp_setting_pack(enum vp_setting setting, int value) {
  return (int32_t)((uint32_t)setting << 16 | ((uint32_t)value & 0xFFFF));
}

enum vp_microphone {
  VP_MICROPHONE_CLOSED,
  VP_MICROPHONE_OPENING,
  VP_MICROPHONE_READY,
  VP_MICROPHONE_NONE, /* there is none, or it refuses */
  VP_MICROPHONE_LOST, /* it was there during this visit and is gone */
};

enum vp_take_state {
  VP_TAKE_NONE,
  VP_TAKE_RECORDING, /* sound only; from the press on: the ring has the sound, whatever the disk does */
  VP_TAKE_PAUSED,    /* sound: can go on until it is kept; text: has been begun */
  VP_TAKE_KEEPING,
  VP_TAKE_KEPT,
};

enum vp_trouble { /* why a take stands still, or could not be kept; shown until the person goes on */
                  VP_TROUBLE_NONE,
                  VP_TROUBLE_MICROPHONE, /* it has gone: the take ends where it was */
                  VP_TROUBLE_NO_SPACE,
                  VP_TROUBLE_STORE, /* the disk refuses: nothing is lost that was there */
};

enum vp_player_view {
  VP_PLAY_IDLE,
  VP_PLAY_OPENING,
  VP_PLAY_PLAYING,
  VP_PLAY_PAUSED,
  VP_PLAY_FINISHED,
  VP_PLAY_FAILED
};

enum vp_drive_view {
  VP_DRIVE_VIEW_NONE,
  VP_DRIVE_VIEW_LOOKING, /* what is it? */
  VP_DRIVE_VIEW_OFFERED, /* a collection's drive at a kiosk without one: staff may enrol */
  VP_DRIVE_VIEW_OTHER,   /* of another collection */
  VP_DRIVE_VIEW_PLAIN,
  VP_DRIVE_VIEW_DAMAGED,
  VP_DRIVE_VIEW_WAITING, /* ours; another is being copied to */
  VP_DRIVE_VIEW_COPYING,
  VP_DRIVE_VIEW_DONE, /* it can come out */
  VP_DRIVE_VIEW_FULL,
  VP_DRIVE_VIEW_READ_ONLY,
  VP_DRIVE_VIEW_YANKED, /* taken out while we were at it; no longer there */
  VP_DRIVE_VIEW_FAILED, /* input/output error, or what was read back differs */
};

struct vp_copy_view {                  /* of one drive's visit */
  uint32_t done, total;                /* stories that were not on the drive yet */
  int64_t left_ms;                     /* -1: not known yet */
  uint32_t copied, already, confirmed; /* at the end */
  bool receipt_refused;
};

struct vp_collection_view {
  char name[96];
  char fingerprint[160]; /* words */
};

struct vp_status_view { /* how the store is doing, for staff */
  char kiosk_words[160]; /* the kiosk's own fingerprint: the desk shows the same when it enrols it */
  bool low, full;       /* disk space */
  uint32_t waiting;     /* stories that no receipt has confirmed */
  uint32_t interrupted; /* of these, not confirmed by who told them */
  bool moved_aside;     /* at start a database could not be read; it was kept under another name */
};

struct vp_drive_slot {
  enum vp_drive_view view;
  char path[1024];
  struct vp_copy_view copy;
  int64_t since_ms; /* in this view since */
  bool seen;        /* somebody has read it: the welcome screen shows a line only */
};

struct vp_model {
  /* immutable after init */
  const struct vp_guide *guide;                 /* borrowed */
  const struct vp_catalogue *const *catalogues; /* borrowed; one a language of the guide */
  int first_language;

  /* the appliance */
  enum { VP_APPLIANCE_STARTING, VP_APPLIANCE_BROKEN, VP_APPLIANCE_ALONE, VP_APPLIANCE_ENROLLED } appliance;
  struct vp_fault fault; /* why it is broken, or why enrolling failed */
  struct vp_status_view status;
  struct vp_collection_view collection; /* ours, or the one on offer */
  bool enrolling;
  struct vp_drive_slot drives[VP_DRIVE_SLOTS];
  int syncing; /* index of the drive that the sync thread is at; -1: none */

  /* the visit */
  enum vp_screen screen;
  enum vp_dialog dialog;
  struct vp_settings settings; /* as usual again when the visit ends (accessibility.md M8) */
  enum vp_panel panel;
  uint32_t repeat; /* counts how often it was asked to say again what was said; goes on from visit to visit */
  int64_t now_ms, input_ms, asked_ms;
  int language;                    /* index in the guide */
  int method, step;                /* of the guide's first method; step -1: not visiting */
  int medium, theme, kind, prompt; /* indexes in the guide, -1: not chosen (prompt: told freely) */
  bool agreed;

  uint32_t take;      /* number of the take, from 1; answers about others are old */
  uint32_t last_take; /* the highest number given: none is given twice, also after going back */
  bool take_begun;    /* the store has it: only then is there something that "again" could replace */
  enum vp_take_state take_state;
  int take_medium;        /* as medium */
  uint32_t previous_take; /* "again": stays until the new one has begun; 0: none */
  int64_t previous_ms;
  char previous_draft[VP_DRAFT_MAX];
  size_t previous_draft_length;
  int pending_medium; /* of VP_DIALOG_CHANGE_MEDIUM */
  enum vp_trouble trouble;
  enum vp_microphone microphone;
  bool unheard; /* nothing has been heard for 3 s */
  int64_t take_ms;
  float level;
  uint8_t waveform[VP_WAVEFORM_MAX];
  size_t waveform_count;

  char draft[VP_DRAFT_MAX];
  size_t draft_length;
  bool shift, signs; /* the on-screen keyboard */

  enum vp_player_view player;
  int64_t player_ms, player_length_ms;

  char code[VP_CODE_DIGITS + 1]; /* of the story that was kept; "": none was */
};

enum vp_message_kind {
  VP_MESSAGE_NONE,
  /* what a person chooses; argument as noted */
  VP_MESSAGE_BEGIN, /* language index; -1: the one that is shown */
  VP_MESSAGE_BACK,
  VP_MESSAGE_NEXT,   /* on with what is chosen already */
  VP_MESSAGE_MEDIUM, /* 0 tell, 1 type; 1 also while telling, if vp_session_may_type_instead */
  VP_MESSAGE_THEME,
  VP_MESSAGE_KIND,
  VP_MESSAGE_AGREE,
  VP_MESSAGE_DECLINE,
  VP_MESSAGE_PROMPT,  /* index in guide->prompts; -1: none */
  VP_MESSAGE_STARTER, /* index in guide->starters; -1: begin empty */
  VP_MESSAGE_RECORD,  /* start, or go on */
  VP_MESSAGE_PAUSE,
  VP_MESSAGE_DONE, /* telling or writing: to the review */
  VP_MESSAGE_TYPE, /* code point */
  VP_MESSAGE_BACKSPACE,
  VP_MESSAGE_SHIFT,
  VP_MESSAGE_SIGNS,     /* letters or signs */
  VP_MESSAGE_SENTENCES, /* from writing to the starters */
  VP_MESSAGE_PLAY,      /* or pause, or again */
  VP_MESSAGE_KEEP,
  VP_MESSAGE_AGAIN,
  VP_MESSAGE_THROW_AWAY, /* asks first */
  VP_MESSAGE_CONFIRM,    /* of a dialog */
  VP_MESSAGE_CANCEL,     /* of a dialog: no; I am still here */
  VP_MESSAGE_FINISH,     /* from thanks */
  VP_MESSAGE_ENROL,
  VP_MESSAGE_DRIVE_SEEN, /* a drive's notice has been read */
  VP_MESSAGE_PANEL,      /* 1: open it; 0: close it, to where one was; -1: the other of the two */
  VP_MESSAGE_PANEL_PAGE, /* enum vp_panel: another page of it; its list has BACK close it */
  VP_MESSAGE_SET,        /* vp_setting_pack; out of range it is dropped */
  VP_MESSAGE_USUAL,      /* every setting as usual again; the language stays */
  VP_MESSAGE_REPEAT,     /* say again what was said */
  VP_MESSAGE_VOLUME,     /* 1 a step louder, -1 softer */
  VP_MESSAGE_RATE,       /* 1 a step faster, -1 slower */
  VP_MESSAGE_LAST_CHOSEN = VP_MESSAGE_RATE,
  /* what the other rooms answer */
  VP_MESSAGE_TIME,  /* only the time has passed; also sent by itself at vp_session_deadline_ms */
  VP_MESSAGE_INPUT, /* somebody touched something, whatever it did */
  VP_MESSAGE_STORE_OPENED,
  VP_MESSAGE_STORE_BROKEN,
  VP_MESSAGE_ENROLLED,
  VP_MESSAGE_ENROL_FAILED,
  VP_MESSAGE_STORE_STATUS, /* space and counts */
  VP_MESSAGE_MICROPHONE,
  VP_MESSAGE_TAKE_STARTED,
  VP_MESSAGE_TAKE_FAILED, /* could not begin */
  VP_MESSAGE_TAKE_LEVEL,  /* time and level, while recording */
  VP_MESSAGE_TAKE_PAUSED, /* with the waveform; trouble says why if nobody asked */
  VP_MESSAGE_TAKE_KEPT,
  VP_MESSAGE_KEEP_FAILED,
  VP_MESSAGE_PLAYER,
  VP_MESSAGE_DRIVE_ARRIVED,
  VP_MESSAGE_DRIVE_LEFT,
  VP_MESSAGE_DRIVE_LOOKED,
  VP_MESSAGE_SYNC_PROGRESS,
  VP_MESSAGE_SYNC_ENDED,
  VP_MESSAGE_COUNT
};

struct vp_message {
  enum vp_message_kind kind;
  int64_t now_ms; /* when it was sent */
  int32_t argument;
  uint32_t take; /* of the TAKE, KEEP and PLAYER messages */
  union {
    struct {
      bool enrolled;
      struct vp_collection_view collection;
      struct vp_status_view status;
    } store;
    struct vp_fault fault;        /* STORE_BROKEN, ENROL_FAILED */
    struct vp_status_view status; /* moved_aside is not looked at */
    enum vp_microphone microphone;
    struct {
      int64_t duration_ms;
      float peak;
      bool heard;   /* somebody speaks (counts as input) */
      bool unheard; /* for 3 s nobody has */
      enum vp_trouble trouble;
      size_t waveform_count;
      uint8_t waveform[VP_WAVEFORM_MAX];
    } take_status;
    char code[VP_CODE_DIGITS + 1];
    struct {
      enum vp_player_view view;
      int64_t position_ms, length_ms;
    } player;
    struct {
      char path[1024];
      enum vp_drive_view view; /* LOOKED: OFFERED, OTHER, PLAIN, DAMAGED or COPYING (it is ours); ENDED: how it ended */
      struct vp_collection_view collection; /* with OFFERED */
      struct vp_copy_view copy;
    } drive;
  };
};

enum vp_effect_kind {
  VP_EFFECT_NONE,
  VP_EFFECT_MICROPHONE_OPEN,
  VP_EFFECT_MICROPHONE_CLOSE,
  VP_EFFECT_TAKE_START, /* take: its number; replaces: another, deleted in the same transaction */
  VP_EFFECT_TAKE_PAUSE,
  VP_EFFECT_TAKE_RESUME,
  VP_EFFECT_TAKE_DRAFT, /* save the model's draft as it is now */
  VP_EFFECT_TAKE_KEEP,  /* with the model's choices */
  VP_EFFECT_TAKE_DELETE,
  VP_EFFECT_TAKE_ABANDON, /* interrupted: the person has gone; after KEEP: only if that fails */
  VP_EFFECT_PLAYER_OPEN,  /* hear back the take */
  VP_EFFECT_PLAYER_PAUSE,
  VP_EFFECT_PLAYER_RESUME,
  VP_EFFECT_PLAYER_CLOSE,
  VP_EFFECT_ENROL,      /* in the model's collection */
  VP_EFFECT_DRIVE_LOOK, /* at path */
  VP_EFFECT_SYNC,       /* with path */
  VP_EFFECT_SYNC_STOP,
  VP_EFFECT_STATUS, /* ask the store for space and counts */
  VP_EFFECT_COUNT
};

struct vp_effect {
  enum vp_effect_kind kind;
  uint32_t take, replaces;
  int drive; /* index in model.drives */
};

struct vp_effects {
  struct vp_effect items[VP_EFFECTS_MAX];
  size_t count;
};

/* guide and catalogues (guide->language_count of them, each may be NULL) must outlive the model. */
void vp_session_init(struct vp_model *model, const struct vp_guide *guide, const struct vp_catalogue *const *catalogues,
                     int first_language);
/* Any message in any state; what does not fit is dropped. effects is filled anew. */
void vp_session_update(struct vp_model *model, const struct vp_message *message, struct vp_effects *effects);
/* When VP_MESSAGE_TIME is due next (monotonic), or -1: nothing is. */
int64_t vp_session_deadline_ms(const struct vp_model *model);
/* What must hold between any two messages; NULL, or what is broken. For tests and for the log. */
const char *vp_session_broken(const struct vp_model *model);

/* The drive that the screen is about: the one being worked on, else the one that most needs somebody, of these the
 * latest; -1: none. */
int vp_session_drive(const struct vp_model *model);
const char *vp_screen_name(enum vp_screen screen);      /* "theme" */
const char *vp_message_name(enum vp_message_kind kind); /* "throw-away" */
const char *vp_panel_name(enum vp_panel panel);         /* "access", "access-text-size" */
const char *vp_setting_name(enum vp_setting setting);   /* "text-size" */
/* What is set now, in the units of VP_MESSAGE_SET. */
int vp_session_setting(const struct vp_model *model, enum vp_setting setting);
/* The question whether somebody is there stands over the panel, every other dialog waits beneath it: which of the two
 * is to be seen. */
bool vp_session_shows_panel(const struct vp_model *model);
bool vp_session_shows_dialog(const struct vp_model *model);
/* Steps of the visit, for "3 of 6": those with a question of their own before thanks. */
void vp_session_progress(const struct vp_model *model, int *step, int *steps);
/* Nothing can be told, for there is no microphone, and nothing has been told yet: a way to typing is offered. */
bool vp_session_may_type_instead(const struct vp_model *model);
/* Whether the on-screen keyboard now writes a capital. */
bool vp_session_capital(const struct vp_model *model);

#endif
