/* Words that tell names from what is none: frequent given names of Norway, words with a capital that name no person, and words
 * that stand before names. General knowledge, kept short; rare names are found by where they stand. */
#include "theme/scrub.h"

#include "theme/word_list.h"

/* Each list is in the order of its words' bytes, a space between. */
static const char given[] = /* given names */
    "abdi adrian ahmed aisha aksel albert aleksander alexander alma amalie amina anders andreas anette anita "
    "anna anne anniken anton arild arne arnhild arthur arvid asbjørn aslaug astrid aud axel benjamin berit bernt "
    "birger birgit bjarne bjørg bodil borghild børge camilla carl cecilie charlotte christian christine dagny "
    "dagrun daniel david edvard egil einar eirik eivind elias elin eline elisabeth ella ellen emil emilie emma "
    "erik erlend erling espen eva fatima filip fredrik frida gaute geir gerd gunn gunnar gunnhild gunvor guri "
    "gustav halvard halvor hanne hans harald hassan hedda hege heidi helene helga henriette henrik herman hilde "
    "hussein håkon håvard ibrahim ine ingeborg inger ingrid ingunn ingvar ingvild irene isak iselin ivar iver "
    "jacob jakob jarle jenny jens joakim joar johan john jonas jorunn jostein julie jørgen jørn kari karianne "
    "karin karl karoline kathrine katrine kenneth ketil kevin khadija kirsten kjartan kjell kjetil knut kolbjørn "
    "kristian kristin kristine kristoffer kurt kåre laila lars lasse layla leif leiv lene linda lise lucas "
    "ludvig lukas magne magnhild magnus maja malin margit maria marianne marie marit marius martin martine "
    "maryam mathias mathilde mette michael mikael mikkel mohamed mohammed mona monica monika morten muhammad "
    "målfrid niklas nikolai nils nina noah nora oddbjørg oddny oddvar ola olaf olav ole olivia omar osman ottar "
    "patrick paul peder pernille peter petter philip ragnar ragnhild randi ranveig reidar reidun rikke roald "
    "robert roger ronny roy ruth sander sebastian selma sigbjørn sigmund sigrid sigurd silje simen sindre sissel "
    "siv skjalg snorre sofia sofie solveig sondre steinar stian stig stine ståle sunniva susanne svein sveinung "
    "sven sverre synnøve tarald tarjei tellef terje thea theodor therese thomas thorbjørn tiril tobias tommy "
    "tonje tora torbjørn torgeir toril torill torleif tormod torstein tove trine trond truls trygve turid tyra "
    "ulf unni vegard veronica vibeke vidar vigdis vilde wenche william ylva yngve yusuf zainab åge åse åshild "
    "åsmund øivind ørjan øystein øyvind";
static const char also[] = /* given names that are common words as well */
    "alf ali august aurora bente bjørn dag eli else endre even finn frank gard grete gro helge ida idun inga "
    "inge jan jo jon kai kaj kim leila line liv live mai mari mats mia oda odd odin oliver oskar ove per pia pål "
    "rita roar robin rolf rune sara signe siri sol stein thor tom tone tor tore tuva unn victoria viggo will";
static const char known[] = /* no names, whatever their capital */
    "a all alle alt altinn an and android any apple april are as at av bare be because berre ble blir bokmål but "
    "by bør chatgpt christmas copilot corona covid da dagsrevyen danish de dear december dei den der dersom "
    "desember desse det dette did din disse do does du då easter eg ei ein eit eller en engelsk england english "
    "er et etter eu europa europe excel facebook februar february fhi fikk fleire flere for fordi fra fredag "
    "friday from frå fylke fylkeskommunen får før germany gjennom google gud had hadde hallo han har has have he "
    "hei hello helse helsenorge her here hi his ho hos how hr hun husbanken hva hvem hvilke hvilken hvis hvor "
    "hvordan hvorfor i if ikke ikkje in ingen instagram internet internett iphone is it its ja januar january "
    "jeg jesus jul juli july june juni kan kanskje kjære kommune kommunen kommunestyret kor korleis korona ks "
    "kunne kva kven kvifor laurdag litt london lørdag mandag mange march mars may med meir mellom men mer mest "
    "microsoft min mine mitt monday more most mot my mye mykje må måndag måtte nav nb nei netflix no noe noen "
    "noko nokon norden nordmenn norsk norske norwegian not november nrk nynorsk nå når october of office og også "
    "ok oktober om on onsdag or our outlook over pinse ps på påske regjeringen rådhuset rådmannen sami samisk "
    "saturday september sfo she sin sine sitt skal skatteetaten skulle slack so som some stat staten stortinget "
    "sundag sunday svært swedish så søndag takk teams thanks that the their there these they this those thursday "
    "til tirsdag to torsdag tuesday tysdag tyskland udir ukraina ukraine under usa utan uten var ved veldig very "
    "vi vil ville vipps visma vår våre vårt was we web wednesday were what when which while who why wifi windows "
    "with word yes you your youtube zoom å òg";
static const char place[] = /* places: no names either */
    "agder akershus alta arendal asker bergen bodø buskerud bærum danmark denmark drammen finland finnmark "
    "fredrikstad gjøvik halden hamar harstad haugesund hedmark hordaland innlandet island kongsberg kristiansand "
    "larvik levanger lillehammer lillestrøm molde moss narvik nordland noreg norge norway oppland oslo rogaland "
    "sandefjord sandnes sarpsborg skien stavanger steinkjer stjørdal sverige sweden telemark troms tromsø "
    "trondheim trøndelag tønsberg vestfold vestland viken ålesund østfold";
static const char before[] = /* they stand before names */
    "avdelingsleder avdelingsleiar boss broren called colleague datteren doktor dottera dr enhetsleder fru "
    "frøken heiter helsing herr heter hilsen hilsning inspektør kollega kollegaen kollegaer kona kontakt leder "
    "lederen lege legen leiar leiaren lærar læraren lærer læreren manager mannen miss mr mrs ms mvh naboen named "
    "ordførar ordfører ordføreren rektor rådgiver rådgjevar saksbehandlar saksbehandler saksbehandleren "
    "samboeren signert sjef sjefen sjukepleiar sykepleier sønnen søsteren teamleder tillitsvalgt vaktmester "
    "verneombud vikaren";

int32_t bry__scrub_word_flags(const char *lower, size_t size) {
  int32_t flags = 0;
  if (size == 0) return 0;
  if (bry__word_list_has(given, sizeof given - 1, lower, size)) flags |= BRY__SCRUB_WORD_GIVEN;
  if (bry__word_list_has(also, sizeof also - 1, lower, size)) flags |= BRY__SCRUB_WORD_GIVEN | BRY__SCRUB_WORD_ALSO;
  if (bry__word_list_has(known, sizeof known - 1, lower, size)) flags |= BRY__SCRUB_WORD_KNOWN;
  if (bry__word_list_has(place, sizeof place - 1, lower, size))
    flags |= BRY__SCRUB_WORD_KNOWN | BRY__SCRUB_WORD_PLACE;
  if (bry__word_list_has(before, sizeof before - 1, lower, size)) flags |= BRY__SCRUB_WORD_BEFORE;
  return flags;
}
