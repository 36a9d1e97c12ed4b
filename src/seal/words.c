/* The words of fingerprints: one for each value of a byte. Common Dutch nouns of things that one can picture, sorted,
 * of three to eight letters a-z, told apart by their first four (a word of three begins no other), no two of them a
 * single letter apart, so that a slip of the eye or the ear does not turn one into another.
 *
 * They are part of the format: a fingerprint written down today must read the same in twenty years. Never change one.
 */
#include "internal.h"

const char *const seal_words[SEAL_WORDS] = {
    "aap",      "aardbei", "abrikoos", "adelaar",  "agenda",  "akker",    "album",    "ananas",  "appel",    "auto",
    "avond",    "azijn",   "baby",     "balkon",   "banaan",  "berg",     "bever",    "bezem",   "biljart",  "bloem",
    "boek",     "boot",    "borstel",  "boter",    "bril",    "brood",    "brug",     "bureau",  "cactus",   "cadeau",
    "camera",   "cavia",   "cello",    "cement",   "cirkel",  "clown",    "dak",      "dame",    "deken",    "deur",
    "diamant",  "dokter",  "dolfijn",  "domino",   "doos",    "draak",    "drempel",  "duim",    "eekhoorn", "egel",
    "eiland",   "ekster",  "emmer",    "erwt",     "etalage", "fabriek",  "fakkel",   "feest",   "fiets",    "film",
    "fles",     "fluit",   "fontein",  "forel",    "fornuis", "framboos", "garage",   "gebak",   "geit",     "gieter",
    "giraffe",  "glas",    "gordijn",  "goud",     "grot",    "hagel",    "hamer",    "hand",    "harp",     "haven",
    "helm",     "hengel",  "herfst",   "heuvel",   "hoed",    "honing",   "hotel",    "iglo",    "ijsbeer",  "inkt",
    "insect",   "jager",   "jas",      "jongen",   "jurk",    "juweel",   "kaars",    "kabel",   "kachel",   "kalender",
    "kameel",   "kano",    "kasteel",  "kelder",   "kers",    "ketel",    "kikker",   "klok",    "knoop",    "koffer",
    "kompas",   "konijn",  "kraan",    "kruik",    "kussen",  "kwast",    "ladder",   "laken",   "lamp",     "leeuw",
    "lente",    "lepel",   "lift",     "limonade", "linde",   "lucifer",  "luik",     "maan",    "magneet",  "mantel",
    "markt",    "masker",  "matras",   "melk",     "merel",   "mes",      "meubel",   "molen",   "mond",     "mosterd",
    "motor",    "mug",     "muis",     "munt",     "muziek",  "naald",    "nacht",    "navel",   "nest",     "neus",
    "oceaan",   "oester",  "olifant",  "oma",      "orgel",   "otter",    "oven",     "paard",   "paleis",   "panda",
    "papegaai", "paraplu", "passer",   "pauw",     "peper",   "perron",   "perzik",   "piano",   "pijl",     "pinguin",
    "piraat",   "planeet", "plein",    "pomp",     "potlood", "prinses",  "puzzel",   "pyjama",  "quiz",     "raam",
    "radio",    "raket",   "regen",    "ridder",   "ring",    "rivier",   "robot",    "rots",    "rozijn",   "rugzak",
    "rups",     "sandaal", "saxofoon", "schaap",   "schroef", "sjaal",    "slak",     "sleutel", "sneeuw",   "soep",
    "spade",    "spiegel", "spons",    "stempel",  "stoel",   "strand",   "suiker",   "tafel",   "tapijt",   "taxi",
    "theater",  "tijger",  "titel",    "tomaat",   "toren",   "tram",     "trechter", "trein",   "trommel",  "trui",
    "tulp",     "tunnel",  "uil",      "uniform",  "vaas",    "vallei",   "varken",   "venster", "vijver",   "viool",
    "vlag",     "vlinder", "vloer",    "voet",     "vogel",   "vork",     "vulkaan",  "wagen",   "walvis",   "water",
    "wekker",   "wesp",    "wiel",     "winkel",   "wolf",    "wortel",   "xylofoon", "yoghurt", "zaag",     "zebra",
    "zee",      "zilver",  "zolder",   "zomer",    "zout",    "zwaan",
};
