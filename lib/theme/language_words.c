/* What words and letters say of a text's language: closed-class and other frequent words, and pieces of words, each with
 * points. General knowledge of the three languages, counted in no corpus. */
#include "theme/language.h"

#include "theme/word_list.h"

#include <string.h>

typedef struct word_points {
  bry__language_points points;
  const char *words; /* in the order of their bytes, a space between */
} word_points;

static const word_points words[] = {
    {{8, 0, 0}, "fra hun hva hvor hvordan hvorfor ikke jeg mye noe noen"},
    {{6, 0, 0},
     "alene allerede annen annerledes annet ansatte antall antallet avdelingen bare barnene barnet bedre "
     "befolkning begge begrenset begynnelsen begynner begynte bilde bilder bildet ble blir bodde bor "
     "bruker brukere brukerne brukes brukt byene bygge bygger dagene dager del dere deres derfor disse "
     "drøm drømmedag drømmen drømmer dårlig dårligere egen egentlig eget egne elevene elever ene eneste "
     "enhver enkelt enkelte ferdig fikk finnes flere flest flyr folkene foreldre forskjellig forskjellige "
     "forstå fortalte forteller fortsatt fortsette fram frem fremdeles fremme fremover frihet fylle føles "
     "følge følgende følger gang ganger gi gikk gir gitt gjorde gjør gjøre gjøres gleder gruppen hele "
     "helt henne hennes het hjem holde holder holdt hovedsakelig hvem hver hverandre hverdag hverdagen "
     "hvert hvilke hvilken hvilket hvis hvorav hvorpå hvorvidt hyggelig høre hører hørte høy høyere "
     "høyeste høyt ifølge igjen imellom imidlertid inn innbyggere innbyggerne innen innenfor jobber "
     "jobbet jorden kaldt kalles kalt kirke kirken kjente kjærlighet kjøre kjører kjørte kolleger kommer "
     "krever lager laget lar ledelse ledelsen leder ledere legge legger legges leke leker lenger leve "
     "ligger liten lot lå lærer lærere løse løser løsning løsninger løst mandag melk mening menneskene "
     "mennesker mistet morgenen mulig mulighet muligheter myk måneden måneder møter natten navn nå "
     "nåværende offentlig oppdaget oppgave oppgaver opphold ovenfor overfor pauser penger personer planer "
     "pleier regjeringen ren rene rent roen rolig rundt rutiner samme sammen samtaler samtidig sann "
     "sannsynligvis selv selvom senere sette setter siden sier sitte sitter sjelden skjedde skjer skjønt "
     "skole skolen skolene skoler skrev skrevet skriver slags solen spill spille spiller spillet spise "
     "spiser språket spurte spørre spørsmål stedene steder stedet stillheten største syk syke sykehus "
     "systemer søker tallet tanker tatt tegn tegner tenke tenker tiden tidligere tilfeller tilgjengelig "
     "timer tirsdag tok trenger tro trodde tror tydelig tydeligere uken uker undersøkelse ut uten utenfor "
     "utenom valg valgt vanlig vanligvis vann vannet vanskelig vei veien veier velge vente venter verden "
     "vestlige vet viktigste virkelig virksomhet vises viste våre vær være vært ytterligere årene øker "
     "økning økt økte ønske ønsker øst østlige øya øye øyene øyer øyne"},
    {{5, 0, 0}, "dem mens"},
    {{4, 4, 2}, "mine"},
    {{4, 4, 0},
     "aldri alle alt andre arbeid arbeidet av bak barn barna betyr blant bli blitt bygg både bør dag deg "
     "delar den denne deretter derimot det dette din dine ditt eller ellers ennå er etter ettersom "
     "faktisk fem fire flinke foran fordi fungerer får fått føler før første gamle ganske gjennomføre "
     "gjerne gjort god gode godt gå går gått hadde han har heller hundre imot ingen ingenting jobbe kan "
     "kanskje kjenner kommune kommunen kring kunne lage landet langs lengre lever lite litt lunsjen mange "
     "med meg mellom mest min mindre mitt mot måtte ned nesten ni nok norge norsk norske ny nye nytt "
     "nyttig når nødvendig og om omtrent opp ord oss på ryddig sagt samtale seg sett sidene sin siste "
     "sitt sju skal skulle slik små som språk spør stor store stort stå står større svært sånn tar ti tid "
     "til tilbake ting tre tusen ulike unge ved veldig vi viktig vil ville vinteren vist vite vår vårt å "
     "år året åtte"},
    {{4, 0, 0}, "en et ga kun mer"},
    {{3, 3, 0}, "fleste kvinner lege ofte"},
    {{3, 0, 0}, "da heter se"},
    {{2, 2, 1}, "men"},
    {{2, 2, 0},
     "bane blande bra der dra ende enn februar få ha halvt hos januar klar kvalitet kveld kvinne lande må "
     "olje plass sende sine svar så ta vane var vilje"},
    {{2, 1, 0}, "de si"},
    {{2, 0, 1}, "man"},
    {{2, 0, 0}, "hel sen vegger"},
    {{1, 4, 0}, "ei"},
    {{1, 1, 3}, "all by to"},
    {{1, 1, 2}, "far i like time"},
    {{1, 1, 1}, "at bar best dame data fast fly for her land over side under"},
    {{1, 1, 0}, "hans kar la nord par ro ser sist vel vest"},
    {{0, 8, 0}, "dei eg eit frå ikkje korleis kva kvifor mykje noko nokon sjølv"},
    {{0, 6, 2}, "same"},
    {{0, 6, 0},
     "allereie alltid anna annan annleis attende auge augo auka aukar auke auken aust austleg avdelinga "
     "avgrensa berre betre bileta bilete blei born borna brukarane brukarar brukast budde byane byggje "
     "byggjer byrja byrjar byrjing byrjinga dagane dagar deira dersom desse difor draum draumar draumedag "
     "draumen dykk dykkar dårleg dårlegare eige eigen eigentleg eigne einaste einskild einskilde elevane "
     "elevar elles endå eta ete ettermiddagen fekk finnast finst fleire flyg folk fortalde fortel "
     "framleis framover fridom fyrst fyrste følgjande følgje følgjer gamal gammal gav gje gjekk gjennom "
     "gjer gjera gjerast gjere gjev gjeve gjevne gler gong gongen gonger gruppa halde halden heil heile "
     "heilt heim heime heiter heitte held heldt helst hende hender hennar ho hovudsakleg hyggeleg høg "
     "høgare høgaste høgt høyrde høyre høyrer ikring innan innanfor innbyggjarane innbyggjarar jobba "
     "jobbar jorda kalla kallast kjekt kjem kjend kjende kjensle kjærleik kollegaar kollegaer kvar "
     "kvarandre kvardag kvardagen kvart kven kyrkja kyrkje køyrde køyre køyrer laga lagar laup laupet "
     "leggjast leggje leiar leiarane leiarar leiing leiinga leikar leike likevel liknande lova lukkast "
     "lukke låg lærar lærarane lærarar lèt løyse løyser løysing løysingar løyst medan meine meiner meir "
     "menneska menneske menneskje millionar millom mjuk mjølk mogleg moglegheit moglegheiter morgonen "
     "månaden månadene månader måndag møte namn natta naudsynt nokre noverande nytta nyttar nytte "
     "offentleg også omlag oppdaga oppgåve oppgåver oppheld ordførar pausar pengar personar planar "
     "regjeringa rein reine reint rekke rekkje roa roleg rutinar sakna saknar saman sameleis samstundes "
     "samtalar sannsynlegvis seie seier seinare setje sidan sigra sit sitje sjeldan sjuk sjuke sjukehus "
     "sjå sjølvsagt skilnad skreiv skrive skulane skular skule skulen sola spel spele speler spelet "
     "spørje staden stadene stader stilla syner synte system såg såleis søkjer talet tankar teikn teiknar "
     "tek teke tenkje tenkjer tida tidlegare tilgjengeleg tilhøve tilsette timar trass treng trong trudde "
     "truleg trur tydeleg tydelegare tyder tykkje tykkjer tysdag undersøking utan utanfor utanom utvikle "
     "val valt vanleg vanlegvis vanskar vanskeleg vart vatn vatnet veg vegar vegen veit veka veker veljar "
     "veljarar velje venleg ventar ver verda vere verkeleg verksemd vert verta verte vestleg veta "
     "viktigaste viser viss vore vorte ynskje ynskjer åleine åra òg ønskje ønskjer øyane"},
    {{0, 5, 0}, "brukar då ein"},
    {{0, 4, 0}, "bur kome ligg"},
    {{0, 3, 0}, "kor legg sein"},
    {{0, 2, 3}, "me no so"},
    {{0, 2, 0}, "skriv"},
    {{0, 1, 3}, "an"},
    {{0, 1, 1}, "let set"},
    {{0, 0, 5},
     "able about above after again against along also although always among and another any anything are "
     "around as back be became because become becomes before being below better between both but called "
     "can cannot cant city colleagues could country day days did didnt does doesnt doing don't dont down "
     "during each early either enough even ever every everyone everything feel few find five found four "
     "from get gets give given go goes going gone good got government great had has have having he help "
     "here hers his how however if into isnt it its just keep know known later least less little long "
     "made make makes making many meeting meetings might more most much must my need needs neither never "
     "new none nor not nothing now of often old once only or other our ours out own people said say says "
     "second see seen shall she should since someone something sometimes still such take taken than that "
     "the their them there these they think this those though three through today too took two until up "
     "us use used using very want wants wasnt water way we well went were what when where which while who "
     "whom whose why will with within without work world would year years you your yours"},
    {{0, 0, 4}, "been do first is may off one some then was"},
    {{0, 0, 3}, "a in on"},
    {{0, 0, 2}, "last"},
};

/* Frequent in neighbouring languages, and none of ours. */
static const char foreign[] =
    "aber af ale att au auch auf avec blev bliver ce cette como con czy dans das des die dig dla dom du "
    "durch där efter eine einem einen el est ett että från för für gennem haben hat hon honom hur hvad "
    "hvornår hän ich ihr inte ist iyo ja jag jak jest jsem kein keine las le les los meget mehr mellem "
    "mig mit mutta mycket más na nicht nie noch noget nogle nu nur när och också oder oli olla oma ona "
    "ovat para pas per pero por pour que qui sich sie sind się sont sur tak ty uden una und une vad vara "
    "varför varit waa waxaa wenn werden wir wird wurde zu än är über że";

/* "^" is the beginning of a word, "$" its end. */
static const struct {
  const char *text;
  bry__language_points points;
} pieces[] = {
    {"a$", {0, 1, 0}},       {"ande$", {0, 2, 0}},   {"ende$", {2, 0, 0}},   {"lje$", {0, 3, 0}},
    {"spel", {0, 4, 0}},     {"spill", {4, 0, 0}},   {"valg", {4, 0, 0}},    {"velg", {4, 0, 0}},
    {"hald", {0, 4, 0}},     {"hold", {3, 0, 0}},    {"gong", {0, 4, 0}},    {"bild", {3, 0, 0}},
    {"bilet", {0, 5, 0}},    {"verds", {0, 4, 0}},   {"verden", {5, 0, 0}},  {"kjend", {0, 3, 0}},
    {"kjent", {2, 0, 0}},    {"sjølv", {0, 6, 0}},   {"eggj", {0, 3, 0}},    {"en$", {1, 0, 0}},
    {"eleg", {0, 3, 0}},     {"elig", {3, 0, 0}},    {"gje", {0, 2, 0}},     {"menneskj", {0, 4, 0}},
    {"nhet", {3, 0, 0}},     {"ndring", {1, 1, 0}},  {"gheit", {0, 5, 0}},   {"ghet", {4, 0, 0}},
    {"rar$", {0, 1, 0}},     {"vore", {0, 3, 0}},    {"morgon", {0, 5, 0}},  {"morgen", {3, 0, 0}},
    {"avdeling", {1, 1, 0}}, {"utvikl", {1, 1, 0}},  {"^hv", {5, 0, 0}},     {"^kv", {0, 3, 0}},
    {"lig$", {4, 0, 0}},     {"lige$", {4, 0, 0}},   {"ligere$", {4, 0, 0}}, {"ligste$", {4, 0, 0}},
    {"lighet", {4, 0, 0}},   {"leg$", {0, 4, 0}},    {"lege$", {0, 3, 0}},   {"legare$", {0, 5, 0}},
    {"legaste$", {0, 5, 0}}, {"leik", {0, 4, 0}},    {"het$", {3, 0, 0}},    {"heten$", {4, 0, 0}},
    {"heter$", {4, 0, 0}},   {"heit$", {0, 4, 0}},   {"heita$", {0, 5, 0}},  {"heiter$", {0, 5, 0}},
    {"somhet", {5, 0, 0}},   {"semd", {0, 5, 0}},    {"arane$", {0, 6, 0}},  {"arar$", {0, 6, 0}},
    {"ane$", {0, 4, 0}},     {"ar$", {0, 3, 0}},     {"are$", {0, 1, 0}},    {"aste$", {0, 3, 0}},
    {"ast$", {0, 3, 0}},     {"ene$", {2, 1, 0}},    {"erne$", {4, 0, 0}},   {"ere$", {2, 0, 0}},
    {"este$", {2, 0, 0}},    {"else", {2, 0, 0}},    {"er$", {1, 0, 0}},     {"es$", {1, 0, 1}},
    {"ede$", {2, 0, 0}},     {"ert$", {1, 1, 0}},    {"et$", {1, 0, 0}},     {"inga$", {0, 3, 0}},
    {"ingen$", {3, 0, 0}},   {"ingene$", {2, 1, 0}}, {"sjonen", {1, 1, 0}},  {"ggj", {0, 5, 0}},
    {"kkj", {0, 5, 0}},      {"lgj", {0, 5, 0}},     {"ngj", {0, 5, 0}},     {"nkj", {0, 5, 0}},
    {"rkj", {0, 4, 0}},      {"økj", {0, 5, 0}},     {"ykj", {0, 4, 0}},     {"skj", {1, 1, 0}},
    {"kje$", {0, 4, 0}},     {"gje$", {0, 4, 0}},    {"gjar", {0, 5, 0}},    {"kjar", {0, 5, 0}},
    {"løys", {0, 5, 0}},     {"køyr", {0, 5, 0}},    {"høyr", {0, 3, 0}},    {"løs", {2, 0, 0}},
    {"kjør", {5, 0, 0}},     {"hør", {1, 0, 0}},     {"høg", {0, 4, 0}},     {"høy", {2, 0, 0}},
    {"skul", {0, 3, 0}},     {"skole", {5, 0, 0}},   {"veg", {0, 2, 0}},     {"vei", {2, 0, 0}},
    {"veit", {0, 4, 0}},     {"byrj", {0, 6, 0}},    {"begyn", {5, 0, 0}},   {"auk", {0, 4, 0}},
    {"økn", {4, 0, 0}},      {"økt", {3, 0, 0}},     {"draum", {0, 6, 0}},   {"drøm", {6, 0, 0}},
    {"aust", {0, 3, 0}},     {"øst", {2, 0, 0}},     {"raud", {0, 4, 0}},    {"rød", {4, 0, 0}},
    {"brau", {0, 3, 0}},     {"kyrk", {0, 6, 0}},    {"kirk", {5, 0, 0}},    {"teikn", {0, 5, 0}},
    {"tegn", {4, 0, 0}},     {"eig", {0, 3, 0}},     {"heim", {0, 3, 0}},    {"hjem", {4, 0, 0}},
    {"einsk", {0, 5, 0}},    {"heil", {0, 4, 0}},    {"røyn", {0, 4, 0}},    {"erfar", {1, 0, 0}},
    {"sjuk", {0, 2, 0}},     {"syk", {3, 0, 0}},     {"mjøl", {0, 5, 0}},    {"sjø", {1, 1, 0}},
    {"gjev", {0, 5, 0}},     {"^gje", {0, 2, 0}},    {"gjer", {0, 2, 0}},    {"gjør", {5, 0, 0}},
    {"stad", {0, 3, 0}},     {"sted", {4, 0, 0}},    {"samf", {1, 1, 0}},    {"vatn", {0, 5, 0}},
    {"vann", {4, 0, 0}},     {"syn", {0, 1, 0}},     {"utan", {0, 3, 0}},    {"uten", {4, 0, 0}},
    {"innan", {0, 3, 0}},    {"hovud", {0, 6, 0}},   {"hode", {3, 0, 0}},    {"hoved", {6, 0, 0}},
    {"nemn", {0, 3, 0}},     {"nevn", {4, 0, 0}},    {"namn", {0, 5, 0}},    {"navn", {5, 0, 0}},
    {"kven", {0, 4, 0}},     {"folkel", {0, 2, 0}},  {"tyd", {0, 2, 0}},     {"betyd", {2, 0, 0}},
    {"undersøk", {2, 1, 0}}, {"fleir", {0, 6, 0}},   {"meir", {0, 6, 0}},    {"kvinn", {1, 1, 0}},
    {"kvalit", {1, 1, 0}},   {"sjøl", {1, 3, 0}},    {"selv", {4, 0, 0}},    {"følg", {2, 0, 0}},
    {"sakn", {0, 4, 0}},     {"savn", {4, 0, 0}},    {"skriv", {1, 1, 0}},   {"frem", {4, 0, 0}},
    {"fram", {0, 1, 0}},     {"fyr", {0, 1, 0}},     {"mål", {1, 1, 0}},     {"språk", {1, 1, 0}},
    {"tenest", {0, 6, 0}},   {"tjenest", {6, 0, 0}}, {"oppgåv", {0, 6, 0}},  {"oppgav", {5, 0, 0}},
    {"oppg", {1, 1, 0}},     {"bok", {1, 1, 0}},     {"lær", {1, 1, 0}},     {"leiar", {0, 6, 0}},
    {"leder", {5, 0, 0}},    {"brukar", {0, 5, 0}},  {"innbygg", {1, 1, 0}}, {"kvard", {0, 5, 0}},
    {"hverd", {6, 0, 0}},    {"løn", {0, 2, 0}},     {"lønn", {2, 0, 0}},    {"eik", {0, 1, 0}},
    {"ein", {0, 2, 0}},      {"eit", {0, 2, 0}},     {"eim", {0, 2, 0}},     {"øy", {0, 1, 0}},
    {"au", {0, 1, 0}},       {"jøn", {0, 1, 0}},     {"æ", {2, 2, 0}},       {"ø", {3, 3, 0}},
    {"å", {3, 3, 0}},        {"gj", {2, 2, 0}},      {"kj", {2, 2, 0}},      {"sj", {2, 2, 0}},
    {"sk", {1, 1, 0}},       {"th", {0, 0, 3}},      {"wh", {0, 0, 5}},      {"w", {0, 0, 4}},
    {"tion", {0, 0, 5}},     {"ck", {0, 0, 4}},      {"ly$", {0, 0, 4}},     {"ed$", {0, 0, 3}},
    {"ing$", {1, 1, 2}},     {"ings$", {0, 0, 4}},   {"ee", {0, 0, 3}},      {"oo", {0, 0, 3}},
    {"ea", {0, 0, 3}},       {"ou", {0, 0, 3}},      {"ght", {0, 0, 5}},     {"ough", {0, 0, 5}},
    {"sh", {0, 0, 3}},       {"ch", {0, 0, 2}},      {"y$", {0, 0, 2}},      {"qu", {0, 0, 3}},
    {"c", {0, 0, 1}},        {"x", {0, 0, 1}},       {"z", {0, 0, 1}},       {"ness", {0, 0, 4}},
    {"ment$", {0, 0, 3}},    {"ies$", {0, 0, 4}},    {"ous$", {0, 0, 5}},    {"ful", {0, 0, 2}},
    {"ive$", {0, 0, 2}},     {"able$", {0, 0, 4}},   {"al$", {0, 0, 1}},     {"ic$", {0, 0, 3}},
    {"ty$", {0, 0, 4}},      {"tt", {1, 1, 0}},      {"kk", {1, 1, 0}},      {"nn", {1, 1, 0}},
    {"dde", {1, 1, 0}},      {"k", {1, 1, 0}},       {"sjon", {3, 3, 0}},    {"heits", {0, 3, 0}},
    {"hets", {3, 0, 0}},     {"mogl", {0, 6, 0}},    {"mulig", {5, 0, 0}},   {"tidl", {1, 1, 0}},
};

enum { PIECES_MOST = 6, MARKED_MAX = 64 };

static void add(bry__language_points *to, const bry__language_points *from) {
  to->nb += from->nb;
  to->nn += from->nn;
  to->en += from->en;
}

static int32_t at_most(int32_t points) {
  return points < PIECES_MOST ? points : PIECES_MOST;
}

/* The points of an unknown word: no language has more than PIECES_MOST by the pieces of one word. */
static bry__language_points points_of_pieces(const char *word, size_t size) {
  bry__language_points sum = {0};
  char marked[MARKED_MAX + 3];
  if (size > MARKED_MAX) return sum;
  marked[0] = '^';
  memcpy(marked + 1, word, size);
  marked[size + 1] = '$';
  marked[size + 2] = '\0';
  for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++)
    if (strstr(marked, pieces[i].text)) add(&sum, &pieces[i].points);
  return (bry__language_points){at_most(sum.nb), at_most(sum.nn), at_most(sum.en)};
}

int bry__language_word(const char *word, size_t size, int is_name, bry__language_points *points) {
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
    if (!bry__word_list_has(words[i].words, strlen(words[i].words), word, size)) continue;
    *points = words[i].points;
    return 1;
  }
  *points = (bry__language_points){0};
  if (bry__word_list_has(foreign, sizeof foreign - 1, word, size)) return 0;
  if (!is_name) *points = points_of_pieces(word, size);
  return 1;
}
