/* Trees of every kind of screen, as the kiosk's screens make them, in Dutch and in Arabic: what the gallery draws and
 * the tests of the layout measure. A header, because both programs are a single file. */
#ifndef VERTELPUNT_TESTS_SAMPLES_H
#define VERTELPUNT_TESTS_SAMPLES_H

#include <stdio.h>
#include <string.h>

#include <vertelpunt/attributes.h>
#include <vertelpunt/ui.h>
#include <vertelpunt/utf8.h>

struct sample {
  struct vp_arena *arena;
  struct vp_node *root;
  bool arabic;
};

static const char *say(const struct sample *s, const char *dutch, const char *arabic) {
  return s->arabic ? arabic : dutch;
}

static struct vp_node *sample_add(struct sample *s, struct vp_node *parent, enum vp_role role, const char *id,
                                  const char *label) {
  return vp_tree_add(s->arena, parent ? parent : s->root, role, id, label);
}

static struct vp_node *sample_button(struct sample *s, struct vp_node *parent, const char *id, const char *icon,
                                     const char *label, enum vp_slot slot, enum vp_look look) {
  struct vp_node *node = sample_add(s, parent, VP_ROLE_BUTTON, id, label);
  node->icon = icon;
  node->slot = slot;
  node->look = look;
  node->action.message = 10;
  return node;
}

static void sample_frame(struct sample *s, const char *title, const char *help, int step) {
  sample_add(s, NULL, VP_ROLE_TITLE, "title", title);
  if (help)
    sample_add(s, NULL, VP_ROLE_HELP, "help", help);
  char words[64];
  snprintf(words, sizeof words, say(s, "Stap %d van 7", "الخطوة %d من 7"), step);
  struct vp_node *steps = sample_add(s, NULL, VP_ROLE_STEPS, "steps", vp_arena_copy(s->arena, words));
  steps->value = (float)step;
  steps->maximum = 7;
  sample_button(s, NULL, "back", "arrow-back", say(s, "Terug", "رجوع"), VP_SLOT_START, VP_LOOK_NORMAL);
}

static struct vp_node *sample_choice(struct sample *s, struct vp_node *choices, const char *id, const char *icon,
                                     const char *label, const char *help) {
  struct vp_node *node = sample_add(s, choices, VP_ROLE_CHOICE, id, label);
  node->icon = icon;
  node->help = help;
  node->action.message = 11;
  return node;
}

static void sample_welcome(struct sample *s) {
  sample_add(s, NULL, VP_ROLE_TITLE, "title", say(s, "Vertel maar. Wij luisteren.", "تفضّل، احكِ. نحن نصغي."));
  sample_add(s, NULL, VP_ROLE_HELP, "help",
             say(s, "Jouw verhaal over meedoen in Wassenaar", "قصتك عن المشاركة في فاسينار"));
  sample_button(s, NULL, "begin", "mic", say(s, "Begin", "ابدأ"), VP_SLOT_MIDDLE, VP_LOOK_PRIMARY);
  struct vp_node *languages = sample_add(s, NULL, VP_ROLE_CHOICES, "languages", "Languages");
  sample_choice(s, languages, "language-nl", "language", "Nederlands", NULL)->language = "nl";
  sample_choice(s, languages, "language-en", "language", "English", NULL)->language = "en";
  if (s->arabic)
    sample_choice(s, languages, "language-ar", "language", "العربية", NULL)->language = "ar";
}

static void sample_medium(struct sample *s) {
  sample_frame(s, say(s, "Hoe wil je vertellen?", "كيف تريد أن تحكي؟"),
               say(s, "Kies wat je fijn vindt.", "اختر ما يناسبك."), 1);
  struct vp_node *choices = sample_add(s, NULL, VP_ROLE_CHOICES, "medium", NULL);
  sample_choice(s, choices, "medium-voice", "mic", say(s, "Praten", "بالكلام"),
                say(s, "Wij nemen je stem op.", "نسجّل صوتك."));
  sample_choice(s, choices, "medium-text", "keyboard", say(s, "Typen", "بالكتابة"),
                say(s, "Met zinnen om mee te beginnen.", "مع جمل تساعدك على البدء."));
}

static void sample_theme(struct sample *s) {
  static const char *const cards[][4] = {{"education", "school", "Onderwijs", "التعليم"},
                                         {"work", "work", "Werk", "العمل"},
                                         {"home", "home", "Wonen", "السكن"},
                                         {"relations", "people", "Vrienden en familie", "الأصدقاء والعائلة"},
                                         {"leisure", "sports-soccer", "Vrije tijd", "وقت الفراغ"},
                                         {"transport", "directions-bus", "Vervoer", "المواصلات"},
                                         {"health", "favorite", "Zorg en gezondheid", "الصحة والرعاية"},
                                         {"outside", "park", "De buurt", "الحي"},
                                         {"town", "account-balance", "De gemeente", "البلدية"}};
  sample_frame(s, say(s, "Waar gaat je verhaal over?", "عن أي شيء تدور قصتك؟"), NULL, 2);
  struct vp_node *choices = sample_add(s, NULL, VP_ROLE_CHOICES, "theme", NULL);
  for (size_t i = 0; i < VP_COUNT(cards); i++)
    sample_choice(s, choices, cards[i][0], cards[i][1], cards[i][s->arabic ? 3 : 2], NULL);
  choices->first->next->state = VP_STATE_CHOSEN;
  sample_button(s, NULL, "next", "arrow-forward", say(s, "Verder", "التالي"), VP_SLOT_END, VP_LOOK_PRIMARY);
}

static void sample_kind(struct sample *s) {
  sample_frame(s, say(s, "Wat wil je vertellen?", "ماذا تريد أن تحكي؟"), NULL, 3);
  struct vp_node *choices = sample_add(s, NULL, VP_ROLE_CHOICES, "kind", NULL);
  sample_choice(s, choices, "kind-good", "thumb-up", say(s, "Iets wat goed gaat", "شيء جيد"),
                say(s, "Een mooi voorbeeld", "مثال جميل"));
  sample_choice(s, choices, "kind-barrier", "report-problem", say(s, "Iets wat niet lukt", "عائق"),
                say(s, "Een hobbel of een drempel", "صعوبة أو حاجز"));
  sample_choice(s, choices, "kind-idea", "lightbulb", say(s, "Een idee", "فكرة"),
                say(s, "Zo kan het beter", "هكذا يصبح أفضل"));
}

static void sample_consent(struct sample *s) {
  sample_frame(s, say(s, "Vind je dit goed?", "هل توافق على هذا؟"), NULL, 4);
  sample_add(
      s, NULL, VP_ROLE_TEXT, "consent",
      say(s,
          "Wij bewaren je verhaal. De gemeente luistert ernaar of leest het. Zo kan zij het beter maken voor "
          "iedereen.\nJe hoeft je naam niet te zeggen. Noem ook geen namen van anderen.\nJe krijgt straks een code. "
          "Met die code kun je je verhaal laten weghalen. Dat kan altijd.",
          "نحفظ قصتك. تستمع إليها البلدية أو تقرأها، لكي يصبح الوضع أفضل للجميع.\nلا حاجة إلى ذكر اسمك. لا تذكر أسماء "
          "آخرين.\nستحصل على رمز. بهذا الرمز يمكنك طلب حذف قصتك في أي وقت."));
  sample_button(s, NULL, "decline", "close", say(s, "Nee, liever niet", "لا، أفضّل ألا"), VP_SLOT_END, VP_LOOK_NORMAL);
  sample_button(s, NULL, "agree", "check", say(s, "Ja, dat is goed", "نعم، أوافق"), VP_SLOT_END, VP_LOOK_PRIMARY);
}

static void sample_question(struct sample *s) {
  static const char *const texts[][2] = {
      {"Wat ging er goed, en wie hielp je daarbij?", "ما الذي سار جيدًا، ومن ساعدك؟"},
      {"Wanneer voelde je dat je erbij hoorde?", "متى شعرت أنك تنتمي؟"},
      {"Wat zou je aan anderen willen laten zien?", "ماذا تود أن تُري الآخرين؟"},
      {"Welke plek in de buurt is fijn voor jou, en waarom?", "أي مكان في الحي مريح لك، ولماذا؟"},
      {"Wat moet zo blijven?", "ما الذي يجب أن يبقى كما هو؟"}};
  static const char *const ids[] = {"q-1", "q-2", "q-3", "q-4", "q-5"};
  sample_frame(s, say(s, "Kies een vraag", "اختر سؤالاً"),
               say(s, "Die helpt je op weg. Het hoeft niet.", "يساعدك على البدء. ليس ضروريًا."), 5);
  struct vp_node *choices = sample_add(s, NULL, VP_ROLE_CHOICES, "questions", NULL);
  for (size_t i = 0; i < VP_COUNT(texts); i++)
    sample_choice(s, choices, ids[i], "question-answer", texts[i][s->arabic], NULL);
  sample_button(s, NULL, "next", "arrow-forward", say(s, "Zonder vraag", "بدون سؤال"), VP_SLOT_END, VP_LOOK_PRIMARY);
}

static void sample_tell(struct sample *s) {
  sample_frame(s, say(s, "Wat ging er goed, en wie hielp je daarbij?", "ما الذي سار جيدًا، ومن ساعدك؟"), NULL, 5);
  sample_add(s, NULL, VP_ROLE_STATUS, "state", say(s, "We luisteren.", "نحن نستمع."))->icon = "hearing";
  struct vp_node *record = sample_add(s, NULL, VP_ROLE_RECORD, "record", say(s, "Pauze", "توقف"));
  record->icon = "pause";
  record->look = VP_LOOK_RECORD;
  record->action.message = 12;
  struct vp_node *time = sample_add(s, NULL, VP_ROLE_TIME, "time", "2:05");
  time->moves = true;
  struct vp_node *level = sample_add(s, NULL, VP_ROLE_LEVEL, "level", say(s, "Je stem", "صوتك"));
  level->value = 0.6F;
  level->maximum = 1;
  level->moves = true;
  sample_button(s, NULL, "next", "check", say(s, "Ik ben klaar", "انتهيت"), VP_SLOT_END, VP_LOOK_PRIMARY);
}

static void sample_starters(struct sample *s) {
  static const char *const texts[][2] = {{"Ik was blij toen …", "كنت سعيدًا عندما …"},
                                         {"Wat goed werkt, is …", "ما ينجح هو …"},
                                         {"Ik kan meedoen, omdat …", "أستطيع المشاركة لأن …"},
                                         {"Mijn buren …", "جيراني …"},
                                         {"Op mijn werk …", "في عملي …"},
                                         {"Het zou fijn zijn als …", "سيكون جميلاً لو …"},
                                         {"Vroeger …", "في الماضي …"}};
  static const char *const ids[] = {"s-1", "s-2", "s-3", "s-4", "s-5", "s-6", "s-7"};
  sample_frame(s, say(s, "Hoe begint je verhaal?", "كيف تبدأ قصتك؟"),
               say(s, "Kies een zin. Daarna schrijf je verder.", "اختر جملة ثم أكمل الكتابة."), 5);
  struct vp_node *choices = sample_add(s, NULL, VP_ROLE_CHOICES, "starters", NULL);
  for (size_t i = 0; i < VP_COUNT(texts); i++)
    sample_choice(s, choices, ids[i], "format-quote", texts[i][s->arabic], NULL);
  sample_button(s, NULL, "next", "arrow-forward", say(s, "Leeg beginnen", "ابدأ فارغًا"), VP_SLOT_END, VP_LOOK_PRIMARY);
}

static struct vp_node *sample_key(struct sample *s, struct vp_node *row, const char *id, const char *icon,
                                  const char *label, float weight) {
  struct vp_node *key = sample_add(s, row, VP_ROLE_KEY, id, label);
  key->icon = icon;
  key->weight = weight;
  key->action.message = 13;
  return key;
}

static void sample_write(struct sample *s) {
  static const char *const dutch[] = {"qwertyuiop", "asdfghjkl", "zxcvbnm"};
  static const char *const arabic[] = {"ضصثقفغعهخح", "شسيبلاتنمك", "ئءؤرىةوزظج"};
  sample_frame(s, say(s, "Schrijf je verhaal", "اكتب قصتك"), NULL, 5);
  sample_add(s, NULL, VP_ROLE_FIELD, "field",
             say(s, "Mijn buren hielpen mij met de fiets, zodat ik weer naar de markt kan. ", "ساعدني جيراني "));
  struct vp_node *keyboard = sample_add(s, NULL, VP_ROLE_KEYBOARD, "keyboard", say(s, "Toetsenbord", "لوحة المفاتيح"));
  for (int i = 0; i < 3; i++) {
    char id[32], letter[5];
    snprintf(id, sizeof id, "row-%d", i);
    struct vp_node *row = sample_add(s, keyboard, VP_ROLE_ROW, vp_arena_copy(s->arena, id), NULL);
    const char *letters = s->arabic ? arabic[i] : dutch[i];
    for (const char *at = letters, *end = letters + strlen(letters); at < end;) {
      uint32_t code_point = vp_utf8_next(&at, end);
      letter[vp_utf8_encode(code_point, letter)] = '\0';
      snprintf(id, sizeof id, "key-%x", (unsigned)code_point);
      sample_key(s, row, vp_arena_copy(s->arena, id), NULL, vp_arena_copy(s->arena, letter), 0);
    }
  }
  struct vp_node *row = sample_add(s, keyboard, VP_ROLE_ROW, "row-last", NULL);
  sample_key(s, row, "key-shift", "keyboard-capslock", say(s, "Hoofdletter", "كبير"), 1.5F)->state = VP_STATE_CHOSEN;
  sample_key(s, row, "key-signs", NULL, "123", 1.5F);
  sample_key(s, row, "key-space", "space-bar", say(s, "Spatie", "مسافة"), 3.5F);
  sample_key(s, row, "key-2e", NULL, ".", 0);
  sample_key(s, row, "key-enter", "keyboard-return", say(s, "Nieuwe regel", "سطر جديد"), 1.5F);
  sample_key(s, row, "key-backspace", "backspace", say(s, "Wissen", "محو"), 1.5F);
  sample_button(s, NULL, "next", "check", say(s, "Ik ben klaar", "انتهيت"), VP_SLOT_END, VP_LOOK_PRIMARY);
}

static void sample_review(struct sample *s) {
  static uint8_t voice[240];
  for (size_t i = 0; i < sizeof voice; i++) {
    unsigned noise = (unsigned)(i * i * 7 + i * 31) % 97, phrase = (unsigned)(i / 24) % 4;
    voice[i] = (uint8_t)(i % 24 > 20 ? 12 : 50 + noise + phrase * 30);
  }
  sample_frame(s, say(s, "Luister je verhaal terug", "استمع إلى قصتك"), NULL, 6);
  struct vp_node *wave = sample_add(s, NULL, VP_ROLE_WAVEFORM, "waveform", say(s, "Je stem", "صوتك"));
  wave->samples = voice;
  wave->sample_count = sizeof voice;
  wave->maximum = 1;
  wave->value = 0.35F;
  wave->moves = true;
  struct vp_node *listen = sample_add(s, NULL, VP_ROLE_ROW, "listen", NULL);
  sample_button(s, listen, "play", "play-arrow", say(s, "Luisteren", "استماع"), VP_SLOT_MIDDLE, VP_LOOK_NORMAL);
  sample_add(s, listen, VP_ROLE_TIME, "time", "0:44 / 2:05")->moves = true;
  struct vp_node *decide = sample_add(s, NULL, VP_ROLE_ROW, "decide", NULL);
  sample_button(s, decide, "keep", "check", say(s, "Bewaren", "احتفاظ"), VP_SLOT_MIDDLE, VP_LOOK_PRIMARY)->weight =
      1.4F;
  sample_button(s, decide, "again", "replay", say(s, "Opnieuw", "من جديد"), VP_SLOT_MIDDLE, VP_LOOK_NORMAL);
  sample_button(s, decide, "throw-away", "delete", say(s, "Weggooien", "حذف"), VP_SLOT_MIDDLE, VP_LOOK_QUIET)->weight =
      0.8F;
}

static void sample_dialog(struct sample *s) {
  sample_review(s);
  s->root->label = "throw-away";
  const char *title = say(s, "Je verhaal weggooien?", "حذف قصتك؟");
  struct vp_node *dialog = sample_add(s, NULL, VP_ROLE_DIALOG, "dialog", title);
  sample_add(s, dialog, VP_ROLE_TITLE, "dialog-title", title);
  sample_add(s, dialog, VP_ROLE_TEXT, "dialog-text",
             say(s, "Dan kan niemand het meer horen of lezen. Je krijgt het niet terug.",
                 "عندئذٍ لن يستطيع أحد سماعها أو قراءتها. لا يمكن استرجاعها."));
  struct vp_node *row = sample_add(s, dialog, VP_ROLE_ROW, "answers", NULL);
  sample_button(s, row, "cancel", "arrow-back", say(s, "Nee, ga terug", "لا، ارجع"), VP_SLOT_MIDDLE, VP_LOOK_PRIMARY);
  sample_button(s, row, "confirm", "delete", say(s, "Ja, gooi weg", "نعم، احذف"), VP_SLOT_MIDDLE, VP_LOOK_NORMAL);
}

static void sample_thanks(struct sample *s) {
  sample_add(s, NULL, VP_ROLE_TITLE, "title", say(s, "Dank je wel!", "شكرًا لك!"));
  sample_add(s, NULL, VP_ROLE_TEXT, "thanks",
             say(s, "Je verhaal is bewaard. Het helpt om de gemeente beter te maken voor iedereen.",
                 "حُفظت قصتك. إنها تساعد على تحسين البلدية للجميع."));
  struct vp_node *code = sample_add(s, NULL, VP_ROLE_CODE, "code", "417 052 986");
  code->spoken = "4, 1, 7. 0, 5, 2. 9, 8, 6.";
  sample_add(s, NULL, VP_ROLE_TEXT, "code-help",
             say(s, "Dit is je code. Schrijf hem op. Met deze code kun je je verhaal laten weghalen.",
                 "هذا رمزك. اكتبه. بهذا الرمز يمكنك طلب حذف قصتك."));
  sample_button(s, NULL, "next", "home", say(s, "Naar het begin", "إلى البداية"), VP_SLOT_END, VP_LOOK_PRIMARY);
}

static void sample_drive(struct sample *s) {
  s->root->staff = true;
  sample_add(s, NULL, VP_ROLE_TITLE, "title", say(s, "Verhalen worden gekopieerd", "يجري نسخ القصص"));
  sample_add(s, NULL, VP_ROLE_HELP, "help", say(s, "Laat de stick zitten.", "اترك الذاكرة في مكانها."));
  struct vp_node *progress = sample_add(s, NULL, VP_ROLE_PROGRESS, "progress", say(s, "37 van 120", "37 من 120"));
  progress->value = 37;
  progress->maximum = 120;
  progress->moves = true;
  sample_add(s, NULL, VP_ROLE_STATUS, "state", say(s, "Nog ongeveer 2 minuten", "دقيقتان تقريبًا"))->icon = "hourglass";
  sample_add(s, NULL, VP_ROLE_TEXT, "collection", say(s, "Collectie: Wassenaar vertelt", "المجموعة: فاسينار تحكي"));
  sample_add(s, NULL, VP_ROLE_TEXT, "waiting",
             say(s, "Verhalen die nog niet bevestigd zijn: 83.", "قصص لم تؤكَّد بعد: 83."));
  struct vp_node *eject =
      sample_button(s, NULL, "eject", "eject", say(s, "Uitwerpen", "إخراج"), VP_SLOT_END, VP_LOOK_NORMAL);
  eject->state = VP_STATE_DISABLED;
  sample_button(s, NULL, "next", "home", say(s, "Naar het begin", "إلى البداية"), VP_SLOT_END, VP_LOOK_PRIMARY);
}

static const struct {
  const char *name;
  void (*make)(struct sample *s);
} samples[] = {{"welcome", sample_welcome}, {"medium", sample_medium},     {"theme", sample_theme},
               {"kind", sample_kind},       {"consent", sample_consent},   {"question", sample_question},
               {"tell", sample_tell},       {"starters", sample_starters}, {"write", sample_write},
               {"review", sample_review},   {"dialog", sample_dialog},     {"thanks", sample_thanks},
               {"drive", sample_drive}};

static struct vp_node *sample_tree(struct vp_arena *arena, size_t index, bool arabic) {
  struct sample s = {.arena = arena, .arabic = arabic};
  s.root = vp_tree_add(arena, NULL, VP_ROLE_SCREEN, samples[index].name, samples[index].name);
  s.root->language = arabic ? "ar" : "nl";
  s.root->right_to_left = arabic;
  s.root->page_back_label = arabic ? "السابق" : "Vorige";
  s.root->page_next_label = arabic ? "المزيد" : "Meer";
  samples[index].make(&s);
  return s.root;
}

#endif
