/* Fields of meaning: everyday words of bokmål, nynorsk and English that belong to one side of life, whatever the
 * survey. Written by hand, from no corpus and no word list, but by an author who knew the names of the themes of the sets
 * in tests/bench/README.md; what only those sets speak of was taken out afterwards, as far as it was seen. They stand in
 * for what a language model would know of words that a small set of answers uses once or twice.
 *
 * A word may belong to several fields; a field belongs to a group. How they are looked up is fields.c's. */
#include "theme/fields.h"

#include <stddef.h>

/* clang-format off */
const bry__field_words bry__field_words_all[] = {
    {"health", "illness",
     "sykdom syk diagnose symptom infeksjon virus bakterie influensa feber smitte smittsom epidemi pandemi kreft "
     "diabetes astma allergi hoste lidelse demens kronisk betennelse depresjon angst skade skadet sår smerte vondt "
     "svimmel død dø dødsfall vaksine vaksinere døyr daud skadd skadde",
     "disease illness sick ill diagnosis diagnose symptom infection infect infected virus bacteria flu fever "
     "epidemic pandemic cancer diabetes asthma allergy cough disorder dementia chronic inflammation depression "
     "anxiety injury injured wound pain hurt ache vaccine vaccinate vaccination"},
    {"health", "care",
     "lege doktor sykepleier pasient sykehus behandling behandle medisin medisinsk pille resept apotek operasjon "
     "klinikk terapi psykolog tannlege helse helsevesen ambulanse legevakt omsorg pleie pleier sykehjem "
     "hjemmesykepleie helsefagarbeider fysioterapi pårørende beboer lækjar sjukepleiar",
     "doctor physician nurse patient hospital treatment medicine medical medication pill prescription pharmacy "
     "surgery clinic therapy psychologist dentist health healthcare ambulance caregiver care cure heal "
     "physiotherapy"},
    {"health", "body",
     "kropp hode hjerte hjerne blod lunge mage muskel bein hud hånd fot øye øre nese munn tann hår rygg skulder "
     "nakke nerve nyre lever organ puls blodtrykk søvn sove trening kondisjon vekt røyking hovud hjarte hand "
     "hender føtter nase øyre auge augo øyne øynene tenner",
     "body head heart brain blood lung stomach muscle bone skin hand foot eye ear nose mouth tooth teeth hair back "
     "shoulder neck nerve kidney liver organ pulse pressure sleep fitness exercise weight diet smoking pregnant "
     "pregnancy feet slept"},
    {"sport", "ball",
     "fotball håndball basketball tennis golf hockey bordtennis volleyball ball mål målvakt keeper kamp lag "
     "spiller trener dommer bane serie klubb score scoret sesong forsvarer cup finale",
     "football soccer handball basketball tennis golf hockey volleyball ball goal match team player coach referee "
     "club score scored season defender cup final"},
    {"sport", "athletics",
     "idrett sport utøver atlet medalje mester mesterskap konkurranse konkurrere løp løper maraton svømme svømmer "
     "svømming ski langrenn hopp boksing gymnastikk turn rekord seier vinne vant vunnet tape taper poeng sjakk "
     "turnering ridning meister meisterskap siger tevling tevle symje symjing symjar laup vunne tapte svømte",
     "sport sports athlete athletic medal gold competition compete competitor race runner marathon swim swimmer "
     "swimming ski skiing gymnastics cyclist record victory win won winner lose loser points chess rider swam swum"},
    {"arts", "music",
     "musikk musiker sang sanger synge låt album band konsert orkester gitar piano trommer dirigent kor opera jazz "
     "rock pop plate festival melodi rytme dans danse danser ballett songar",
     "music musician song singer sing album band concert orchestra guitar piano drum drums conductor choir opera "
     "jazz rock pop festival melody rhythm dance dancer ballet sang sung"},
    {"arts", "screen",
     "film kino skuespiller skuespill teater scene tv fjernsyn serie episode program kanal sending programleder "
     "komedie drama tegneserie publikum underholdning dokumentar show skodespelar skodespel framsyning",
     "film movie cinema actor actress play theater theatre scene stage tv television series episode program "
     "programme channel broadcast host comedy drama cartoon audience entertainment documentary show"},
    {"arts", "letters",
     "bok roman forfatter skrive dikt dikter poesi novelle litteratur litterær forlag bibliotek leser lese bøker "
     "eventyr fortelling historie kunst kunstner maleri maler tegning skulptur museum galleri utstilling foto "
     "fotograf arkitekt arkitektur design kultur kulturell mote skrev skreiv skrevet forteljing soge målar måleri "
     "teikning leste lest",
     "book books novel author writer write poem poet poetry literature literary publisher library reader read "
     "reading tale story art artist painting painter drawing sculpture museum gallery exhibition photo "
     "photographer photography architect architecture design culture cultural fashion wrote written"},
    {"arts", "game",
     "spill spille dataspill videospill leke leketøy kort humor morsom moro hobby fest feiring spilte spilt leike "
     "leiketøy",
     "game gaming videogame toy puzzle humor funny hobby party celebration"},
    {"politics", "state",
     "regjering statsminister minister parlament storting valg velger valgkamp stemme parti politiker politikk "
     "politisk demokrati demokratisk leder makt konge dronning prins kongelig ordfører kommunestyre statsråd "
     "forhandling forhandlinger grunnlov lov lovforslag reform myndighet myndigheter offisiell eu stat nasjon "
     "nasjonal veljar valet stemte styresmakt styresmakter",
     "government prime minister parliament election elect voter vote party politician politics political policy "
     "democracy democratic leader power king queen prince royal mayor negotiation negotiations constitution law "
     "legislation bill reform authority authorities official eu state nation national"},
    {"politics", "war",
     "krig krigføring soldat hær militær militæret forsvar våpen bombe angrep angripe kamper fiende terror "
     "terrorist terrorisme seier nederlag konflikt fred flyktning front åtak våpna",
     "war warfare soldier army military defense defence weapon bomb attack enemy terror terrorist terrorism battle "
     "defeat conflict peace refugee gun fought"},
    {"politics", "law",
     "politi rett domstol dommer dom dømt advokat siktet mistenkt etterforskning etterforske fengsel fange straff "
     "forbrytelse kriminell kriminalitet offer tyveri tyv vitne rettssak anmeldelse rettighet rettigheter "
     "menneskerettigheter diskriminering protest protestere demonstrasjon korrupsjon brotsverk etterforsking dømte "
     "stjal stjålet",
     "police court judge verdict convicted lawyer investigation investigate prison prisoner jail punishment crime "
     "criminal victim robbery theft thief witness trial rights discrimination protest protester demonstration "
     "corruption stolen steal stole"},
    {"society", "faith",
     "religion religiøs kirke gud guder kristen kristendom prest biskop islam muslim muslimsk jøde bønn be tro "
     "hellig bibel jul påske tradisjon skikk begravelse bryllup sjel kyrkje heilag bøn",
     "religion religious church god gods christian christianity priest bishop mosque islam muslim jew prayer pray "
     "faith belief holy bible christmas easter tradition custom funeral wedding soul"},
    {"society", "people",
     "befolkning folk innbygger samfunn sosial innvandrer innvandring minoritet etnisk urfolk språk kvinne kvinner "
     "mann menn menneske mennesker ungdom ungdommer eldre likestilling fattig fattigdom rik klasse generasjon "
     "integrering mangfold frivillig frivillighet nabo naboer folkesetnad menneska",
     "population people inhabitant citizen society social immigrant immigration minority ethnic indigenous "
     "language woman women man men human humans youth teenager elderly equality poor poverty rich class generation "
     "integration diversity volunteer neighbor neighborhood"},
    {"society", "past",
     "historisk middelalder århundre monument slott revolusjon arv kulturarv mellomalder hundreår",
     "history historical medieval egyptian century monument castle revolution"},
    {"money", "bank",
     "bank konto kreditt gjeld lån låne rente faktura regning betale betaling sparing penger kontanter pensjon "
     "forsikring avgift gebyr skatt skatter rekning betalte betalt",
     "bank banking account credit debt loan lend borrow interest invoice bill pay payment save money cash pension "
     "insurance fee tax taxes income spending spend budget paid spent lent"},
    {"money", "market",
     "økonomi økonomisk marked handel pris priser kjøpe kjøp salg selge kunde butikk forretning bedrift selskap "
     "firma industri produksjon produsere produkt vare import investering investere profitt overskudd underskudd "
     "inflasjon krise finans budsjett kostnad koste dyr billig rabatt innkjøp reklame merke næringsliv næring "
     "sponsor selje solgte solgt selde seld kjøpte kjøpt",
     "economy economic market trade price prices buy purchase sale sell customer store shop shopping business "
     "company firm corporation industry production produce product goods import share investment invest profit "
     "inflation finance financial cost expensive cheap discount advertisement brand bought sold"},
    {"work", "job",
     "jobb arbeid arbeide arbeidstaker ansatt ansette stilling lønn ferie permisjon pause vakt vakter turnus "
     "arbeidsdag overtid oppsigelse rekruttering vikar vikarer bemanning grunnbemanning arbeidsgiver arbeidsplass "
     "fagforening streik karriere yrke kompetanse kollega kollegaer sjef leder ledelse avdeling enhet kontor møte "
     "møter prosjekt oppgave oppgaver frist rapport arbeidsmiljø hms saksbehandler saksbehandling rutine rutiner "
     "tillit medvirkning anerkjennelse stolt stolthet tilsett tilsette arbeidstakar arbeidsgivar",
     "job work worker employee employed position salary wage vacation leave break shift overtime recruit "
     "recruitment staffing employer workplace strike career profession competence colleague coworker boss manager "
     "management department office meeting meetings project task deadline report"},
    {"work", "civic",
     "kommune kommunal kommunalt innbyggere tjeneste tjenester fylke statlig offentlig forvaltning etat nav "
     "barnevern tilbud tiltak plan planlegging samarbeid samarbeide tverrfaglig samhandling felles deling dele "
     "vedtak søknad søke skjema tverrsektoriell byråkrati",
     "municipality municipal resident service services county public administration agency welfare measure "
     "plan planning cooperation cooperate collaborate collaboration bureaucracy"},
    {"school", "school",
     "skole elev lærer undervisning undervise klasse klasserom barnehage barnehagelærer universitet høyskole "
     "student studere studie eksamen lekse lekser fag pedagog pedagogikk læring lære kurs opplæring utdanning grad "
     "professor rektor kunnskap oppvekst sfo",
     "school pupil teacher teach teaching classroom kindergarten university college student study studies exam "
     "test homework curriculum subject pedagogy learning learn course training education degree professor "
     "principal knowledge grade taught learnt"},
    {"science", "research",
     "forskning forsker forske vitenskap vitenskapelig teori eksperiment forsøk oppdagelse oppdage metode analyse "
     "data statistikk funn studie bevis modell måling måle observasjon observere matematikk matematisk tall regne "
     "vitskap vitskapleg vitskapen forsking oppdaga oppdaget",
     "research researcher science scientific theory experiment discovery discover method analysis statistics "
     "finding findings evidence model measurement measure observation observe mathematics math number"},
    {"science", "matter",
     "fysikk kjemi kjemisk energi lys temperatur trykk gass metall gull kraft fart hastighet elektrisk "
     "elektrisitet strøm straum ljos",
     "physics chemistry chemical energy light temperature pressure gas liquid metal force speed electric "
     "electricity current"},
    {"science", "life",
     "biologi biologisk celle dna genetisk evolusjon art arter organisme protein økosystem økologi",
     "biology biological cell dna genetic evolution species organism protein ecosystem ecology"},
    {"science", "space",
     "verdensrommet rom romfart planet måne månen jorda sol sola stjerne stjerner univers astronaut verdsrommet "
     "verdsrom planeter",
     "space planet moon earth sun star stars universe astronaut"},
    {"tech", "computer",
     "datamaskin data pc programvare internett nett nettside nettsted app apper mobil mobiltelefon "
     "smarttelefon digital digitalisere digitalisering system systemer it kunstig intelligens algoritme "
     "programmering kode bruker innlogging logge passord server skjerm tastatur nettverk trådløs wifi facebook "
     "google microsoft apple oppdatering teams innstilling",
     "computer pc software internet web website online app apps phone smartphone mobile digital system "
     "artificial intelligence ai algorithm programming code user login password server screen keyboard network "
     "wireless wifi facebook google microsoft apple update"},
    {"tech", "machine",
     "teknologi teknisk ingeniør maskin motor verktøy utstyr apparat sensor kamera film radio strømnett "
     "generator kraftverk vindkraft solcelle bro konstruksjon bygge",
     "technology technical engineer engineering machine engine tool equipment apparatus sensor camera radio "
     "generator wheel construction build built"},
    {"nature", "land",
     "fjell dal elv innsjø hav havet øy øyer kyst strand skog slette fjord vann region område areal landskap "
     "geografi geografisk grense kart nord sør øst vest nordlig sørlig østlig vestlig",
     "mountain mountains valley river lake sea ocean island islands coast beach forest fjord water region area "
     "landscape geography geographic border map northern southern eastern western north south east west"},
    {"nature", "city",
     "by byen bydel tettsted gate gater sentrum bygning hus land norge sverige danmark oslo bergen trondheim",
     "city cities village district town street downtown building country countries norway sweden"},
    {"nature", "weather",
     "vær været regn regne snø vind storm tåke flom oversvømmelse tørke skred ras brann klima klimaendring "
     "oppvarming temperatur sol varmt kaldt kulde varme frost grad grader vêr vêret flaum",
     "weather rain rainy snow wind windy storm fog flood flooding drought landslide avalanche fire climate warming "
     "temperature sunny hot cold heat frost degrees"},
    {"nature", "animals",
     "dyr hund katt fugl fisk hest ku sau gris bjørn ulv insekt bie maur mygg sommerfugl mus rotte rev elg "
     "reinsdyr pels rede kyr kuer sauer",
     "animal animals dog cat bird birds fish horse cow sheep pig bear wolf insect bee ant mosquito butterfly mouse "
     "rat fox moose reindeer amphibian fur nest zoo pet mice wolves"},
    {"nature", "plants",
     "plante planter tre trær blomst gress frø frukt rot blad busk hage åker jord jordbruk landbruk bonde gård "
     "avling høste korn miljø forurensning utslipp resirkulering avfall søppel natur bærekraft grønn tur turer "
     "friluft frisk luft ute blome blomar forureining forurensing utslepp gard bønder",
     "plant plants tree trees flower grass seed root leaf leaves bush garden field soil agriculture farming farmer "
     "farm crop harvest grain environment pollution emission recycling waste garbage nature sustainable green "
     "outdoors outdoor air grew grown"},
    {"travel", "trip",
     "reise reiser tur turist turisme ferie hotell overnatting guide omvisning camping telt bagasje koffert "
     "utlandet vandre vandring fottur ryggsekk billett besøk besøke besøkende reiste reist",
     "travel traveling travelling trip tourist tourism vacation hotel accommodation guide tour camping tent "
     "baggage abroad hike hiking backpack ticket tickets visit visitor"},
    {"travel", "transport",
     "fly flyplass tog togstasjon jernbane buss bussen trikk t-bane taxi drosje ferge ferje båt skip havn avgang "
     "ankomst forsinket forsinkelse rute passasjer trafikk kollektivtransport transport fløy fløyet",
     "fly flight airport plane train station railway rail bus tram subway metro taxi cab ferry boat ship harbor "
     "port departure arrival delayed delay route passenger traffic transit transport transportation commute flew "
     "flown"},
    {"travel", "car",
     "bil biler kjøre kjøring sjåfør vei veien motorvei parkering parkere bensin diesel drivstoff dekk verksted "
     "bremse ulykke førerkort sykkel motorsykkel lastebil elbil lading gps kjøretøy asfalt brøyting kjørte kjørt "
     "køyrde køyrt ulukke syklar",
     "car cars drive driving driver road highway freeway parking park diesel fuel accident license bike bicycle "
     "motorcycle truck charging gps vehicle drove driven"},
    {"food", "meal",
     "mat lunsj middag frokost kake kaffe te brød kjøtt kylling fisk ost melk egg smør sukker salt krydder "
     "grønnsak grønnsaker frukt eple potet løk ris suppe saus salat dessert sjokolade vin øl drikke spise spiser "
     "restaurant kjøkken smak servere måltid bord kantine vaffel vafler bolle spiste spist ete kjøt kjøken drakk "
     "drukket",
     "food cook cooking lunch dinner breakfast cake coffee tea bread meat chicken cheese milk egg eggs butter "
     "sugar salt spice vegetable fruit apple potato onion rice soup sauce salad dessert chocolate wine beer drink "
     "eat restaurant kitchen taste serve meal table healthy ate eaten drank drunk"},
    {"home", "house",
     "hus hjem hjemme leilighet rom kjøkken bad soverom vindu dør tak vegg møbel sofa seng lampe lys stue vask "
     "vaske rengjøring støvsuge rydde klær sko nøkkel oppvaskmaskin vaskemaskin husleie bolig heim heime kjøken "
     "vindauge",
     "house home apartment room bathroom bedroom window door roof wall furniture sofa bed lamp stue wash cleaning "
     "vacuum clean tidy clothes shoes laundry key washer rent housing chores"},
    {"home", "family",
     "familie barn barna baby foreldre mor far mamma pappa søster bror datter sønn besteforeldre bestemor bestefar "
     "barnebarn ektefelle kone ektemann gift skilsmisse kjæreste venn venner vennskap barndom fødsel fødselsdag "
     "alder dotter døtre son søner brødre brør mødre fedre syster søstre venskap",
     "family child children kids kid baby parents mother father mom dad sister brother daughter son grandparents "
     "grandmother grandfather grandchild spouse wife husband married divorce girlfriend boyfriend friend friends "
     "friendship childhood birth birthday age"},
    {"talk", "message",
     "snakke si samtale fortelle spørre spørsmål svare svar telefon ringe melding tekstmelding epost e-post post "
     "brev chat informere informasjon beskjed kontakt kommunikasjon kommunisere dialog diskutere diskusjon avis "
     "journalist nyhet nyheter media presse artikkel intervju intranett hilse fortelje fortalte fortalde fortalt "
     "spurte spurde",
     "talk speak conversation tell ask question answer phone call message text email mail letter chat inform "
     "information contact communication communicate dialogue discuss discussion newspaper journalist news media "
     "press article interview greet say spoke spoken told"},
    {"talk", "language",
     "språk ord grammatikk betydning bokstav alfabet setning dialekt engelsk norsk nynorsk bokmål",
     "language word words grammar meaning letter alphabet sentence dialect english norwegian"},
    {"time", "time",
     "klokke klokka tid tidspunkt time minutt kalender dato dag uke måned år avtale timer mandag tirsdag onsdag "
     "torsdag fredag lørdag søndag januar februar mars april mai juni juli august september oktober november "
     "desember morgen kveld natt helg netter veker uker månad",
     "clock time hour minute calendar date day week month year appointment today tomorrow monday tuesday wednesday "
     "thursday friday saturday sunday january february march april may june july august september october november "
     "december morning evening night weekend"},
    {"mind", "feeling",
     "glad glede lykkelig trist sint redd frykt kjærlighet elske hat følelse følelser stress stressa slitne sliten "
     "rolig ro trygg trygghet trivsel latter le smile humør håp savn takknemlig takk skryt ros respekt motivasjon "
     "mestring mening meningsfull bekymret ensom kjedelig kjærleik kjensle lukkeleg tryggleik",
     "happy joy glad sad angry afraid fear love hate feeling feelings emotion stress tired calm safe security "
     "laughter smile mood hope grateful thanks thank praise respect motivation mastery meaningful worried lonely "
     "boring felt"},
    {NULL, NULL, NULL, NULL},
};
/* clang-format on */
