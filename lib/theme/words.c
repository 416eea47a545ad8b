/* General knowledge of bokmål, nynorsk and English: closed-class words, forms of one word in both written standards
 * and in common dialect spellings, corresponding roots, and the vocabulary of non-answers. Knows no codebook and no
 * corpus: what belongs to a subject belongs in a codebook. */
#include "theme/words.h"

#include "core/mem.h"

#include <string.h>

typedef struct word_class {
  uint16_t flags;
  const char *words; /* parted by spaces; "a=b" says that a is another form of b, and has b's flags */
} word_class;

enum {
  NORWEGIAN = BRY__WORD_FUNCTION | BRY__WORD_NORWEGIAN,
  ENGLISH = BRY__WORD_FUNCTION | BRY__WORD_ENGLISH,
  REPLY = BRY__WORD_REPLY
};

static const word_class classes[] = {
    /* Closed classes: pronouns, determiners, prepositions, conjunctions, auxiliaries, particles. */
    {NORWEGIAN | REPLY,
     "jeg eg=jeg æ=jeg æg=jeg vi det dette den de dei=de du meg mæ=meg deg dæ=deg oss noe noko=noe "
     "nåkka=noe nokka=noe nåkke=noe noen nokon=noen nokre=noen nån=noen nåen=noen hva kva=hva ka=hva min "
     "mi mitt mine og men nå helt heilt=helt akkurat egentlig eigentleg=egentlig dessverre diverre=dessverre "
     "altså jo også òg=også au=også ennå er var være vere=være vært vore=vært har ha hatt hadde kan "
     "kunne skal ska=skal vil ville"},
    {NORWEGIAN,
     "han hun ho=hun hu=hun dere dykk=dere dåkk=dere dem dom=dem hverandre kvarandre=hverandre din ditt dine "
     "deres deira=deres sin si sitt sine vår vårt våre seg sæ=seg hvem kven=hvem kem=hvem kæm=hvem hver "
     "kvar=hver hvert kvart=hvert hvilken hvilke hvor kor=hvor hvordan korleis=hvordan korsn=hvordan hvorfor "
     "kvifor=hvorfor korfor=hvorfor denne disse desse=disse slik slike sånn sånne en ein=en ei=en et eit=et "
     "selv sjølv=selv sjøl=selv annen annan=annen annet anna=annet andre begge all alle hos ved fra frå=fra "
     "ifra=fra ifrå=fra mellom gjennom før etter inn ned opp ut bort fram frem=fram innen når medan=mens "
     "mens dersom hvis fordi enn der dit hit eller med sammen saman=sammen nok bare berre=bare bære=bare "
     "svært veldig ganske litt mye mykje=mye mer meir=mer mest mange flere fleire=flere flest færre alltid "
     "ofte igjen likevel ellers elles=ellers kanskje gjerne heller dessuten både samt blant rundt bli blir "
     "ble blei=ble vart=ble vert=blir verte=bli blitt blive=blitt vorte=blitt må måtte skulle bør burde "
     "får få fikk fekk=fikk fått gjør gjer=gjør gjøre gjere=gjøre gjort gjorde"},
    {BRY__WORD_FUNCTION | REPLY, "å at som i for til på av om her so=så så da då=da over alt"},
    {BRY__WORD_FUNCTION, "under mot in on"},
    {ENGLISH | REPLY,
     "the a an and or but to of is are was be been it this that there im my me you your really any do does did "
     "have had would could can will just right"},
    {ENGLISH,
     "we us our he she they them their its his who which what when where how why if than then with from by as "
     "into between about out up more most some each every one only too very get gets got being should must may "
     "might"},
    {BRY__WORD_SUBJECT, "jeg vi du dere han hun de man"},
    {BRY__WORD_CONTRAST, "men but however derimot"},
    /* Negations. */
    {BRY__WORD_NEGATION | BRY__WORD_LACK | BRY__WORD_NORWEGIAN,
     "ikke ikkje=ikke ikkj=ikke ikkji=ikke itj=ikke ittj=ikke itte=ikke kje=ikke ingen inga=ingen inkje=ingen"},
    {BRY__WORD_NEGATION | BRY__WORD_NORWEGIAN,
     "null uten utan=uten aldri slippe sleppe=slippe slipp slepp=slipp slipper slapp"},
    {BRY__WORD_NEGATION | BRY__WORD_LACK | BRY__WORD_ENGLISH,
     "not none without never dont cant couldnt doesnt isnt havent wouldnt"},
    {BRY__WORD_NEGATION | BRY__WORD_LACK, "no"},
    /* Words that the writers of definitions use for answers as such, and verbs and adjectives of any subject. */
    {BRY__WORD_GENERAL,
     "svar svaret svarer handle handler gjelde gjelder nevne nevner beskrive beskriver foreslå foreslår "
     "ønske ønsker vektlegge vektlegger løfte løfter peke peker bruke brukt skje skjer ting god godt gode "
     "bedre betre=bedre ny nytt nye stor stort store liten lite små hel hele heile=hele egen eget egne gå "
     "går komme kommer kome=komme kjem=kommer ta tar tek=tar tatt teke=tatt gi gir gje=gi gjev=gir gitt si "
     "seie=si sier seier=sier se ser sjå=se stå står sitte sit=sitter sitter eksempel måte mulig mulighet "
     "ulike særlig spesielt positiv negativ thing things good better new answer mention mentions describe "
     "describes make making go goes"},
    /* Non-answers. */
    {REPLY, "farten øyeblikket augeblinken=øyeblikket hm hmm tja vel nja beklager sorry unnskyld spesielt spesielle "
            "særlig særleg=særlig særskilt moment now anything something else specific konkret konkrete takk tro "
            "trur=tror tror nothing ingenting ting dag mer"},
    {BRY__WORD_LACK, "ingenting nothing"},
    {BRY__WORD_KNOWING,
     "vet veit=vet vett=vet vite aner ane anelse aning=anelse formening mening meining=mening kommentar "
     "kommentarer kommentarar=kommentarer forslag forslaget ide ideer idear=ideer tanker tankar=tanker "
     "innspill innspel=innspill svare svar si seie=si tilføye husker hugsar=husker huske hugse=huske sikker "
     "peiling bestemt synspunkt preferanser oppfatning spesielt spesielle særlig særskilt tenkt tenkje=tenke "
     "tenke ønsker ønskjer=ønsker relevant aktuelt know knows idea ideas comment comments suggestion "
     "suggestions special particular add opinion opinions sure clue remember applicable"},
    {BRY__WORD_RECALL, "kommer kjem=kommer komme kome=komme legge leggje=legge think"},
    {BRY__WORD_PARTICLE, "på til of"},
    {BRY__WORD_SAME, "samme same=samme likt ditto dito se sjå=se viser henviser see"},
    {BRY__WORD_ELSEWHERE | REPLY,
     "over ovenfor ovanfor=ovenfor forrige førre=forrige sist tidligere tidlegare=tidligere fjor skrev "
     "skreiv=skrev skrevet skrive=skrevet svarte svara=svarte above before previous previously earlier last "
     "year wrote said spørsmål spørsmålet question gang gong=gang ditto dito"},
    {REPLY, "as som i det samme"},
    {BRY__WORD_BLANK,
     "pass blank blankt usikker usikkert nei nope n x na idk dunno none nada vetikke veitikkje uaktuelt tja hm "
     "hmm skip hopper asdf asdfgh qwerty"},
};

/* Common forms of single words that no rule of roots gives. */
static const char other_forms[] =
    "ver=vær veke=uke veka=uka veker=uker vekene=ukene løn=lønn løna=lønna ete=spise eter=spiser åt=spiste "
    "ven=venn vener=venner verkar=virker verka=virket verke=virke born=barn bro=bru broen=brua broa=brua eitt=ett "
    "sidan=siden tal=tall val=valg fann=fant døydde=døde døydd=død song=sang verda=verden "
    "stader=steder åtferd=atferd";

/* Roots as nynorsk (or the less common form) and bokmål write them, wherever in a word they stand. Both sides of a
 * comparison are rewritten, so that it only matters that no two meanings fall together. */
static const char *const roots[][2] = {
    {"heime", "hjemme"},       {"heim", "hjem"},          {"skul", "skol"},         {"sjuk", "syk"},
    {"leiar", "leder"},        {"leiinga", "ledelsen"},   {"leiing", "ledelse"},    {"tenest", "tjenest"},
    {"vatn", "vann"},          {"verkty", "verktøy"},     {"køyr", "kjør"},         {"draum", "drøm"},
    {"drøym", "drøm"},         {"gløym", "glem"},         {"høyr", "hør"},          {"løys", "løs"},
    {"meistr", "mestr"},       {"fråv", "frav"},          {"byggj", "bygg"},        {"utdaning", "utdanning"},
    {"einskild", "enkelt"},    {"hald", "hold"},          {"mangfald", "mangfold"}, {"tilsett", "ansatt"},
    {"gjev", "giv"},           {"kollegae", "kollege"},   {"kaffi", "kaffe"},       {"frukost", "frokost"},
    {"flaum", "flom"},         {"haust", "høst"},         {"innkaup", "innkjøp"},   {"byte", "bytte"},
    {"bytar", "bytter"},       {"heil", "hel"},           {"deil", "del"},          {"eigen", "egen"},
    {"eigne", "egne"},         {"rein", "ren"},           {"meining", "mening"},    {"eining", "enhet"},
    {"einig", "enig"},         {"open", "åpen"},          {"opn", "åpn"},           {"mogeleg", "mulig"},
    {"mogleg", "mulig"},       {"avgjerd", "avgjørelse"}, {"handsam", "behandl"},   {"tilbod", "tilbud"},
    {"tidleg", "tidlig"},      {"roleg", "rolig"},        {"dagleg", "daglig"},     {"mjølk", "melk"},
    {"morgon", "morgen"},      {"betr", "bedr"},          {"stad", "sted"},         {"godver", "godvær"},
    {"uver", "uvær"},          {"fyrst", "først"},        {"ungdomm", "ungdom"},    {"spel", "spill"},
    {"frem", "fram"},          {"fylgj", "følg"},         {"følgj", "følg"},        {"søkj", "søk"},
    {"tenkj", "tenk"},         {"merkj", "merk"},         {"veg", "vei"},           {"teikn", "tegn"},
    {"namn", "navn"},          {"nemn", "nevn"},          {"jamn", "jevn"},         {"kyrkj", "kirk"},
    {"kvit", "hvit"},          {"sommar", "sommer"},      {"oppgåv", "oppgav"},     {"sein", "sen"},
    {"eigar", "eier"},         {"røyst", "stemm"},        {"kjensle", "følelse"},   {"byrj", "begynn"},
    {"bilet", "bild"},         {"menneskj", "mennesk"},   {"påverk", "påvirk"},     {"likn", "lign"},
    {"saman", "sammen"},       {"einast", "enest"},       {"månad", "måned"},       {"hovud", "hoved"},
    {"forsking", "forskning"}, {"utanfor", "utenfor"},    {"sjeldan", "sjelden"},   {"framleis", "fortsatt"},
    {"kjend", "kjent"},        {"aust", "øst"},           {"gong", "gang"},         {"innan", "innen"},
};

static int grow_to(bry__lexicon *l, size_t count) {
  if (bry__grow((void **)&l->flags, &l->flags_capacity, count, sizeof *l->flags) != 0) return -1;
  return bry__grow((void **)&l->standard, &l->standard_capacity, count, sizeof *l->standard);
}

/* The number of a word, new ones being standard forms without flags; -1: memory ran out. */
static int32_t place_of(bry__lexicon *l, const char *word, size_t size) {
  uint32_t before = l->words.count;
  int64_t id = bry__strings_add(&l->words, word, size);
  if (id < 0 || l->words.count == before) return (int32_t)id;
  if (grow_to(l, (size_t)l->words.count) != 0) return -1;
  l->flags[id] = 0;
  l->standard[id] = (int32_t)id;
  return (int32_t)id;
}

static int add_words(bry__lexicon *l, uint16_t flags, const char *words) {
  for (const char *at = words; *at != '\0';) {
    size_t size = strcspn(at, " ");
    const char *equals = memchr(at, '=', size);
    size_t form_size = equals != NULL ? (size_t)(equals - at) : size;
    int32_t form = place_of(l, at, form_size);
    int32_t standard = equals != NULL ? place_of(l, equals + 1, size - form_size - 1) : form;
    if (form < 0 || standard < 0) return -1;
    if (equals != NULL) l->standard[form] = standard;
    l->flags[standard] = (uint16_t)(l->flags[standard] | flags);
    at += size;
    at += strspn(at, " ");
  }
  return 0;
}

int bry__lexicon_build(bry__lexicon *lexicon) {
  for (size_t i = 0; i < sizeof classes / sizeof *classes; i++) {
    if (add_words(lexicon, classes[i].flags, classes[i].words) != 0) return -1;
  }
  return add_words(lexicon, 0, other_forms);
}

uint16_t bry__lexicon_find(const bry__lexicon *lexicon, const char **word, size_t *size) {
  int64_t id = bry__strings_find(&lexicon->words, *word, *size);
  if (id < 0) return 0;
  id = lexicon->standard[id];
  *word = lexicon->words.items[id].text;
  *size = lexicon->words.items[id].size;
  return lexicon->flags[id];
}

void bry__lexicon_free(bry__lexicon *lexicon) {
  bry__strings_clear(&lexicon->words);
  bry__free(lexicon->flags);
  bry__free(lexicon->standard);
  *lexicon = (bry__lexicon){0};
}

/* The pair whose nynorsk root stands at the beginning of `word`, or NULL. */
static const char *const *root_at(const char *word, size_t size) {
  for (size_t i = 0; i < sizeof roots / sizeof *roots; i++) {
    if (roots[i][0][0] != word[0]) continue;
    size_t length = strlen(roots[i][0]);
    if (length <= size && memcmp(word, roots[i][0], length) == 0) return roots[i];
  }
  return NULL;
}

size_t bry__words_unite(const char *word, size_t size, char *out, size_t capacity) {
  size_t used = 0;
  for (size_t at = 0; at < size;) {
    const char *const *root = root_at(word + at, size - at);
    const char *from = root != NULL ? root[1] : word + at;
    size_t taken = root != NULL ? strlen(root[1]) : 1;
    if (used + taken > capacity) return 0;
    memcpy(out + used, from, taken);
    used += taken;
    at += root != NULL ? strlen(root[0]) : 1;
  }
  return used;
}
