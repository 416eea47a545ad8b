/* Words that compounds are made of, and what only looks like one. General knowledge, kept short: it is there so that plain
 * compounds are told on a machine without word lists. */
#include "theme/compound.h"

#include "core/utf8.h"
#include "theme/word_list.h"

#include <string.h>

/* Each list is in the order of its words' bytes, a space between. */
static const char simple[] =
    "aksje alder ansvar appelsin arbeid ark arkiv auge auke avdeling avis avtale bad baker bakke ball banan bane "
    "bank barn behandling behov bekk bemanning benk beredskap besøk bibliotek bil bilde bilete billett bok boks "
    "bolig bomull bonde bord brann bremse brev bro bror bru bruk brukar bruker brygge brød budsjett buss butikk "
    "bygd bygg bygning byrå bås båt bølge dag dal dame dans data datter deig del direktør dokument draum drift "
    "dronning drøm duk dukke dusj dyr dør egg eining eksamen eksempel eldre elev elv energi eng enhet eple epost "
    "fag fagforening familie far fare fat felle felles fellesskap felt ferie fest film finger fisk fisker fjell "
    "fjord fjær flagg flaske flate fly flytur folk foreldre forening forfatter form forretning forskning "
    "forskrift forslag forsyning fot fotball foto frakt fred fredag fritid frokost frukost frukt fugl funksjon "
    "fylke gang garasje gard garderobe garn gass gate gave gebyr geit gips gjest glass gnist golv gras grav "
    "grense gress gris grunn gruppe grøt gulrot gulv gutt gård hage hall hand handel handling hane hatt haust "
    "hav heim helg helse hest hjelp hjem hjerne hjerte hjul hode hotell hovud humor hund hus hushold hverdag "
    "hygiene hylle hytte hånd håndkle høne høst idrett innbyggar innbygger innkjøp institusjon interesse "
    "internett jakke jakt jente jern jobb jord journal jul kaffe kake kamera kamp kanal kaptein kart kasse kaste "
    "katt kino kiosk kirke kjede kjole kjøkken kjøp kjøtt klasse klima kloakk klokke klubb klær kne kniv kollega "
    "kommune konge kontor kontrakt kopi kopp korps kort kost kraft kran kreft krets krig krise kro kropp kultur "
    "kunde kunnskap kunst kurs kutt kvalitet kvardag kveld kvinne kyrkje kyst kåpe køye lag lam lampe land "
    "landbruk last ledelse leder lege leiar leie leiing leik leilighet leir lek lekse lenke lese lim liste "
    "lokale lov lue luft lunsj lyd lys lærar lærer læring løft løk løn lønn løype maler maling mangel mann "
    "marked marknad maskin mat matte medarbeidar medarbeider medisin medvirkning mel melding melk menneske "
    "mestring middag middel miljø minne minutt mjølk mobil mor morgen morgon mos motor mur museum musikk mål "
    "måling måltid månad måne måned møbel møbler mønster møte nabo namn nasjon natt natur navn nett nummer nål "
    "nød nøkkel offer olje område omsorg onsdag opning oppgave oppgjør oppgåve opplevelse opplæring oppvekst ord "
    "orden organisasjon ost ovn pakke papir park parkering parti pasient pause pengar penge pensjon periode "
    "person pilot pipe plan plante plass plast pleie pleier politi politikk port pose post potet prat prest "
    "prins pris program prosess prosjekt prøve pumpe pute påske radio rapport regel regjering regn regning "
    "regnskap reir reise rekke rekneskap rekning rektor rengjøring renhold ressurs rett rettighet rom ros rus "
    "rute rutine rydding rygg råd rådgiver rør saft sag sak saks sal salat salg salt samarbeid samfunn samling "
    "samtale sand sang sau seddel sekk seng senter side sikkerhet sikring sjampo sjef sjokolade sjukdom "
    "sjukeheim sjø skatt ski skilt skinn skip skje skjegg skjema skjerm skjorte sko skog skole skrift skritt "
    "skuespiller skuff skule sky skyld skål sluttid sløyfe smør snekker snø sol soldat sommar sommer song sosial "
    "spann speil spel spiker spill spise spor sport språk stab stad stall stasjon stat statistikk sted stein sti "
    "stige stillhet stjerne stoff stol stopp storm stove strand strategi straum strøm student studie stue styre "
    "støtte støvsuger støy sukker suppe svar sykdom sykehjem sykehus sykepleier sykkel system søknad søndag "
    "søppel søster tak takk tal tale tall tann tavle teater tegning teikning teknologi tekst telefon telt tema "
    "teneste teppe tid tilbod tilbud tillit tilskot tilskudd tiltak time ting tjeneste toalett tog tomat torg "
    "trafikk trapp tre trening trygd trygghet trykk tråd trøbbel trøye tur turisme turlag turnus tyv tårn tønne "
    "tøy uke ull undervisning ungdom universitet utdanning utstyr utval utvalg utvikling vaffel vaksen vakt "
    "vaktmester val valg vann vare vask vaske vatn vedlikehald vedlikehold vedtak veg vegg vegleiing vei "
    "veileder veiledning veke vekst velferd ven venn vennskap vente ver verd verden verdi verksemd verksted "
    "verktøy vikar vin vind vindauge vindu vinter virksomhet vogn voksen vott våpen vær værelse væske åpning åre "
    "årsak økonomi ønske øvelse øving øye";
static const char barred[] =
    "alen all alle alt ande andre ane anna annen ans anse ant are ast at av bar bare bart bing ble blei bli blir "
    "blitt da de deg dei dem den denne der desse det dette din disse ditt dom dommen du då eg ei ein eit elig "
    "ell eller els else elsen elser en ende ene enn ens ent enter ere erne ers ert est et ete ets ette etter for "
    "fort fra frå får fått gav gen ger gir gjere gjort gjøre gått hadde ham han har heit her het heten hos hun "
    "hva hver hvor ial ikke ikkje ing inga ingane ingar ingen ingene inger inn isk iske ism ist ister iv jeg kan "
    "kler kom komme kor kunne kva kvar lan leg lege leik len ler let lett lig lige lings man med meg meir men "
    "mene mer mest met min mitt mot mye må måtte ned nen ner net no noe noko nå når og om opp oss over ran rer "
    "ret ring sagt sam san seg selv sen sende ser set sett sette sin sitt sjon sjoner sjølv skal skap skapet "
    "skulle slik som somme spør ste stort så tan tar tatt ten ter ters tett til tinga toler ton under utan uten "
    "var vart ved vere vert vi vil ville vore vår vårt være vært";

enum { ROOT_LETTERS_MIN = 3 };

int bry__compound_is_simple(const char *word, size_t size) {
  return bry__word_list_has(simple, sizeof simple - 1, word, size);
}

int bry__compound_is_barred(const char *word, size_t size) {
  return bry__word_list_has(barred, sizeof barred - 1, word, size);
}

size_t bry__compound_root(const char *word, size_t size) {
  static const char *const endings[] = {"enes", "anes", "ene", "ane", "ens", "ets", "ers", "en", "et",
                                        "er",   "ar",   "ne",  "a",   "e",   "n",   "r",   "t",  "s"};
  for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
    size_t ending = strlen(endings[i]);
    if (size <= ending || memcmp(word + size - ending, endings[i], ending) != 0) continue;
    if (bry__utf8_length(word, size - ending) >= ROOT_LETTERS_MIN) return size - ending;
  }
  return size;
}
