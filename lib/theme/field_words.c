/* Fields of meaning: everyday words of bokmål, nynorsk and English that belong to one side of life, whatever the
 * survey. Written from general knowledge, from no corpus and no word list. They stand in for what a language model would
 * know of words that a small set of answers uses once or twice; what the answers themselves say weighs more.
 *
 * A word may belong to several fields; a field belongs to a group. How they are looked up is fields.c's. */
#include "theme/fields.h"

#include <stddef.h>

/* clang-format off */
const bry__field_words bry__field_words_all[] = {
    {"health", "illness",
     "sykdom syk diagnose symptom infeksjon virus bakterie influensa feber smitte smittsom epidemi pandemi "
     "kreft diabetes astma allergi hoste malaria utbrudd lidelse demens kronisk betennelse karantene depresjon "
     "angst skade skadet sår smerte vondt svimmel overdose død dø dødsfall vaksine vaksinere",
     "disease illness sick ill diagnosis diagnose symptom infection infect infected virus bacteria flu fever "
     "contagious epidemic pandemic cancer diabetes asthma allergy cough malaria outbreak disorder dementia "
     "chronic inflammation quarantine depression anxiety injury injured wound pain hurt ache dizzy overdose "
     "vaccine vaccinate vaccination stroke"},
    {"health", "care",
     "lege doktor sykepleier pasient sykehus behandling behandle medisin medisinsk medikament pille resept "
     "apotek kirurg kirurgi operasjon klinikk terapi psykolog tannlege helse helsevesen ambulanse legevakt "
     "omsorg pleie pleier sykehjem hjemmesykepleie helsefagarbeider fysioterapi pårørende beboer",
     "doctor physician nurse patient hospital treatment medicine medical medication drug pill prescription "
     "pharmacy surgeon surgery clinic therapy psychologist dentist health healthcare ambulance caregiver care "
     "cure heal physiotherapy insulin dose vitamin"},
    {"health", "body",
     "kropp hode hjerte hjerne blod lunge mage muskel bein knokkel skjelett hud hånd fot øye øre nese munn "
     "tann hår rygg skulder nakke nerve nyre lever organ puls blodtrykk søvn sove trening kondisjon vekt "
     "slanking kalori røyking",
     "body head heart brain blood lung stomach muscle bone skeleton skin hand foot eye ear nose mouth tooth "
     "teeth hair back shoulder neck nerve kidney liver organ pulse pressure sleep fitness exercise weight diet "
     "calorie smoking pregnant pregnancy"},
    {"sport", "ball",
     "fotball håndball basketball tennis golf rugby cricket baseball ishockey hockey bordtennis volleyball "
     "ball mål målvakt keeper kamp lag spiller trener dommer stadion bane liga serie straffespark landslag "
     "klubb score scoret sesong angriper forsvarer cup finale semifinale",
     "football soccer handball basketball tennis golf rugby cricket baseball hockey volleyball ball goal "
     "goalkeeper match team player coach referee stadium league penalty club score scored season striker "
     "defender cup final finals semifinal playoff nfl nba fifa tournament"},
    {"sport", "athletics",
     "idrett sport utøver atlet olympisk olympiade paralympisk ol vm medalje gullmedalje sølv bronse mester "
     "mesterskap verdensmester konkurranse konkurrere løp løper sprint maraton stafett svømme svømmer svømming "
     "ski langrenn slalåm alpint hopp skøyter fekting bryting boksing judo gymnastikk turn sykkelritt rekord "
     "seier vinne vant vunnet tape taper poeng runde motorsport racing formel nascar sjakk turnering start "
     "målstrek seiling roing ridning",
     "sport sports athlete athletic olympic olympics paralympic medal gold silver bronze champion championship "
     "competition compete competitor race racer runner sprint marathon relay swim swimmer swimming ski skiing "
     "slalom skater skating fencing wrestling boxing boxer judo gymnastics cyclist record victory win won "
     "winner lose loser points lap motorsport racing nascar chess sailing rowing rider"},
    {"arts", "music",
     "musikk musiker sang sanger synge låt album band konsert orkester gitar piano fiolin trommer dirigent kor "
     "opera jazz rock pop hiphop platedebut spilleliste plate komponist symfoni festival melodi rytme dans "
     "danse danser ballett",
     "music musician song singer sing album band concert orchestra guitar piano violin drum drums conductor "
     "choir opera jazz rock pop hiphop playlist composer symphony festival melody rhythm dance dancer ballet "
     "tune"},
    {"arts", "screen",
     "film kino skuespiller regissør skuespill teater scene tv fjernsyn serie episode program kanal sending "
     "programleder manus komedie drama animasjon tegneserie oscar premiere publikum underholdning dokumentar "
     "show stjerne kjendis",
     "film movie cinema actor actress director play theater theatre scene stage tv television series episode "
     "program programme channel broadcast host script comedy drama animation cartoon oscar premiere audience "
     "entertainment documentary show star celebrity hollywood"},
    {"arts", "letters",
     "bok roman forfatter skrive dikt dikter poesi novelle litteratur litterær forlag bibliotek leser lese "
     "bøker eventyr fortelling historie kunst kunstner maleri maler tegning skulptur museum galleri utstilling "
     "foto fotograf arkitekt arkitektur design kultur kulturell mote",
     "book books novel author writer write poem poet poetry literature literary publisher library reader read "
     "reading tale story art artist painting painter drawing sculpture museum gallery exhibition photo "
     "photographer photography architect architecture design culture cultural fashion"},
    {"arts", "game",
     "spill spille dataspill videospill konsoll nintendo playstation leke leketøy kort terning gåte vits humor "
     "morsom moro hobby fest feiring",
     "game gaming videogame console nintendo playstation toy dice puzzle riddle joke humor funny laugh fun "
     "hobby party celebration trivia"},
    {"politics", "state",
     "regjering president statsminister minister parlament storting senat senator kongress valg velger "
     "valgkamp stemme parti politiker politikk politisk demokrati demokrat demokratisk republikaner "
     "republikansk kandidat kampanje opposisjon leder makt statsleder konge dronning keiser monarki prins "
     "kongelig guvernør ordfører kommunestyre statsråd diplomat diplomatisk ambassade ambassadør traktat union "
     "forhandling forhandlinger uavhengighet selvstendighet grunnlov lov lovforslag reform myndighet "
     "myndigheter offisiell kunngjorde uttalelse uttalte talsperson talsmann fn nato eu sanksjon "
     "folkeavstemning stat nasjon nasjonal",
     "government president prime minister parliament senate senator congress election elect voter vote "
     "campaign party politician politics political policy democracy democrat democratic republican candidate "
     "opposition leader power king queen emperor monarchy prince royal governor mayor diplomat diplomatic "
     "embassy ambassador treaty union negotiation negotiations independence constitution law legislation bill "
     "reform authority authorities official announced statement spokesperson spokesman un nato eu sanction "
     "referendum state nation national obama trump bush clinton"},
    {"politics", "war",
     "krig krigføring soldat hær militær militæret forsvar marine flåte våpen bombe bomber missil rakett "
     "angrep angripe kamper fiende invasjon okkupasjon terror terrorist terrorisme general offiser styrker "
     "tropper slag seier nederlag konflikt fred våpenhvile flyktning opprør opprører gissel eksplosjon granat "
     "atombombe kanon ubåt front alliert allierte folkemord",
     "war warfare soldier army military defense defence navy fleet weapon bomb bombing missile attack enemy "
     "invasion occupation terror terrorist terrorism general officer forces troops battle defeat conflict "
     "peace ceasefire refugee rebellion rebel hostage explosion grenade cannon submarine allied allies "
     "genocide gun"},
    {"politics", "law",
     "politi rett domstol dommer dom dømt advokat aktor tiltale siktet mistenkt etterforskning etterforske "
     "fengsel fange straff forbrytelse kriminell kriminalitet drap mord myrdet drept drepe offer ran tyveri "
     "tyv svindel arrestere arrestert pågrepet vitne rettssak anmeldelse rettighet rettigheter "
     "menneskerettigheter diskriminering protest protestere demonstrasjon demonstrant korrupsjon skandale "
     "skutt skyting",
     "police court judge verdict convicted lawyer prosecutor charged suspect investigation investigate prison "
     "prisoner jail punishment crime criminal murder murdered killed kill victim robbery theft thief fraud "
     "fraudulent arrest arrested witness trial lawsuit rights discrimination protest protester demonstration "
     "demonstrator corruption scandal shot shooting stolen steal"},
    {"society", "faith",
     "religion religiøs kirke gud guder kristen kristendom katolsk protestantisk pave prest biskop moské islam "
     "muslim muslimsk jøde jødisk jødedom buddhisme hindu tempel bønn be tro hellig helligdom bibel koran jul "
     "påske tradisjon skikk begravelse bryllup sjel",
     "religion religious church god gods christian christianity catholic protestant pope priest bishop mosque "
     "islam muslim jew jewish judaism buddhism hindu temple prayer pray faith belief holy sacred bible koran "
     "christmas easter tradition custom funeral wedding soul"},
    {"society", "people",
     "befolkning folk innbygger samfunn sosial innvandrer innvandring minoritet etnisk stamme urfolk språk "
     "kvinne kvinner mann menn menneske mennesker ungdom ungdommer eldre likestilling fattig fattigdom rik "
     "klasse slave slaveri generasjon integrering mangfold frivillig frivillighet nabo naboer",
     "population people inhabitant citizen society social immigrant immigration minority ethnic tribe "
     "indigenous language woman women man men human humans youth teenager elderly equality poor poverty rich "
     "class slave slavery generation integration diversity volunteer neighbor neighborhood"},
    {"society", "past",
     "historisk antikken antikk middelalder oldtid romersk romerriket gresk egyptisk keiserrike imperium "
     "århundre sivilisasjon arkeolog arkeologi arkeologisk ruin ruiner pyramide grav monument slott borg "
     "ridder viking koloni kolonisering revolusjon renessanse dynasti farao arv kulturarv verdensarv",
     "history historical ancient medieval antiquity roman greek egyptian empire century civilization "
     "archaeologist archaeology ruins ruin pyramid tomb monument castle fortress knight viking colony colonial "
     "revolution renaissance dynasty pharaoh heritage"},
    {"money", "bank",
     "bank konto saldo kredittkort bankkort debetkort kreditt gjeld lån låne rente innskudd overføring "
     "overføre uttak minibank sjekk faktura regning betale betaling avdrag pinkode kredittverdighet sparekonto "
     "sparing penger kontanter pensjon forsikring avgift gebyr skatt skatter valuta kurs vekslingskurs bot",
     "bank banking account balance card credit debit debt loan lend borrow interest deposit transfer withdraw "
     "withdrawal atm check checks checking routing invoice bill bills pay payment mortgage pin limit savings "
     "save money cash pension retirement insurance fee tax taxes currency exchange dollar dollars euro rate "
     "rates fine visa mastercard income transaction transactions spending spend budget statement"},
    {"money", "market",
     "økonomi økonomisk marked handel pris priser kjøpe kjøp salg selge kunde butikk forretning bedrift "
     "selskap firma industri produksjon produsere produkt vare eksport import aksje børs investering investere "
     "investor profitt overskudd underskudd inflasjon krise finans finanskrise budsjett millioner milliarder "
     "kostnad koste dyr billig rabatt innkjøp reklame merke næringsliv næring sponsor",
     "economy economic market trade price prices buy purchase sale sell customer store shop shopping business "
     "company firm corporation industry production produce product goods export import stock stocks share "
     "investment invest investor profit deficit inflation crisis finance financial cost expensive cheap "
     "discount advertisement brand order orders amazon package delivery"},
    {"work", "job",
     "jobb arbeid arbeide arbeidstaker ansatt ansette stilling lønn lønnsslipp ferie feriedager fridag "
     "permisjon pause vakt vakter turnus arbeidsdag overtid oppsigelse rekruttering vikar vikarer bemanning "
     "grunnbemanning arbeidsgiver arbeidsplass fagforening streik karriere yrke kompetanse kollega kollegaer "
     "sjef leder ledelse avdeling enhet kontor møte møter prosjekt oppgave oppgaver frist rapport arbeidsmiljø "
     "hms saksbehandler saksbehandling rutine rutiner tillit medvirkning anerkjennelse stolt stolthet",
     "job work worker employee employed hire position salary wage vacation leave break shift overtime resign "
     "recruit recruitment staffing employer workplace strike career profession competence colleague coworker "
     "boss manager management department office meeting meetings project task deadline report benefits"},
    {"work", "civic",
     "kommune kommunal kommunalt innbyggere tjeneste tjenester fylke statlig offentlig forvaltning etat nav "
     "barnevern tilbud tiltak plan planlegging samarbeid samarbeide tverrfaglig samhandling felles deling dele "
     "vedtak søknad søke skjema tverrsektoriell byråkrati",
     "municipality municipal resident service services county public administration agency welfare measure "
     "plan planning cooperation cooperate collaborate collaboration joint share application apply form "
     "bureaucracy"},
    {"school", "school",
     "skole elev lærer undervisning undervise klasse klasserom barnehage barnehagelærer universitet høyskole "
     "student studere studie eksamen lekse lekser pensum fag pedagog pedagogikk læring lære kurs opplæring "
     "utdanning grad professor rektor kunnskap oppvekst sfo trinn",
     "school pupil teacher teach teaching classroom kindergarten university college student study studies exam "
     "test homework curriculum subject pedagogy learning learn course training education degree professor "
     "principal knowledge grade scholar"},
    {"science", "research",
     "forskning forsker forske vitenskap vitenskapelig vitenskapsmann teori hypotese eksperiment forsøk "
     "laboratorium oppdagelse oppdage metode analyse data statistikk funn studie bevis nobelpris modell måling "
     "måle observasjon observere matematikk matematisk tall regne ligning",
     "research researcher science scientific scientist theory hypothesis experiment laboratory lab discovery "
     "discover method analysis statistics finding findings evidence nobel model measurement measure "
     "observation observe mathematics math equation formula calculate number"},
    {"science", "matter",
     "fysikk kjemi kjemisk atom molekyl elektron proton nøytron partikkel energi stråling radioaktiv lys bølge "
     "bølger frekvens magnet magnetisk magnetfelt temperatur trykk gass væske metall jern gull hydrogen "
     "oksygen karbon nitrogen syre legering uran masse kraft tyngdekraft fart hastighet akselerasjon reaksjon "
     "kjerne fusjon laser elektrisk elektrisitet strøm optisk",
     "physics chemistry chemical atom molecule electron proton neutron particle energy radiation radioactive "
     "light wave waves frequency magnet magnetic temperature pressure gas liquid metal iron hydrogen oxygen "
     "carbon nitrogen acid ph alloy uranium mass force gravity speed velocity acceleration reaction nucleus "
     "fusion laser electric electricity current optical"},
    {"science", "life",
     "biologi biologisk celle dna gen gener genetisk evolusjon art arter organisme mikroorganisme protein "
     "enzym fossil dinosaur økosystem økologi stamcelle mutasjon fotosyntese",
     "biology biological cell dna gene genes genetic evolution species organism protein enzyme fossil dinosaur "
     "ecosystem ecology mutation photosynthesis"},
    {"science", "space",
     "verdensrommet rom romfart romskip romferge romsonde nasa satellitt bane planet måne månen mars jupiter "
     "saturn jorda sol sola stjerne stjerner galakse univers komet asteroide meteor astronaut astronom "
     "teleskop rakett oppskyting krater",
     "space spacecraft spaceship shuttle probe nasa satellite orbit planet moon mars jupiter saturn earth sun "
     "star stars galaxy universe comet asteroid meteor astronaut astronomer telescope rocket launch crater"},
    {"tech", "computer",
     "datamaskin data pc programvare internett nett nettside nettsted app apper mobil mobiltelefon "
     "smarttelefon digital digitalisere digitalisering system systemer it robot kunstig intelligens algoritme "
     "programmering kode bruker innlogging logge passord server skjerm tastatur virus hacker nettverk trådløs "
     "bluetooth wifi facebook google microsoft apple twitter batteri oppdatering versjon teams innstilling "
     "lagring",
     "computer pc software internet web website online app apps phone smartphone mobile digital system robot "
     "artificial intelligence ai algorithm programming code user login password server screen keyboard hacker "
     "network wireless bluetooth wifi facebook google microsoft apple twitter battery update version settings "
     "sync device"},
    {"tech", "machine",
     "teknologi teknisk ingeniør maskin motor oppfinnelse oppfinner patent verktøy utstyr apparat sensor "
     "kamera film linse kikkert radar transistor radio sender mottaker strømnett turbin generator kraftverk "
     "vindkraft solcelle bro konstruksjon bygge",
     "technology technical engineer engineering machine engine invention inventor invented patent tool "
     "equipment apparatus sensor camera lens radar transistor radio transmitter receiver turbine generator "
     "device mechanism wheel construction build built"},
    {"nature", "land",
     "fjell dal elv innsjø hav havet øy øyer kyst strand ørken skog jungel isbre vulkan hule klippe slette "
     "delta fjord vann bukt kontinent halvøy atlanterhavet stillehavet middelhavet arktis antarktis polar "
     "ekvator region område areal landskap geografi geografisk grense kart kvadratkilometer nord sør øst vest "
     "nordlig sørlig østlig vestlig",
     "mountain mountains valley river lake sea ocean island islands coast beach desert forest jungle glacier "
     "volcano cave cliff plain delta fjord water bay continent peninsula atlantic pacific mediterranean arctic "
     "antarctic polar equator region area landscape geography geographic border map kilometers northern "
     "southern eastern western north south east west"},
    {"nature", "city",
     "by byen hovedstad storby landsby bydel tettsted gate gater sentrum bygning hus tårn land afrika asia "
     "europa amerika australia oseania kina japan india frankrike tyskland england storbritannia london paris "
     "italia spania russland tyrkia egypt norge sverige danmark oslo bergen trondheim brasil argentina mexico "
     "canada california florida texas",
     "city cities capital metropolis village district town street downtown building tower country countries "
     "africa asia europe america australia china japan india france germany england britain london paris italy "
     "spain russia turkey egypt norway sweden brazil argentina mexico canada california florida texas"},
    {"nature", "weather",
     "vær været regn regne snø vind storm orkan tornado syklon tåke lyn torden flom oversvømmelse tørke "
     "jordskjelv tsunami skred ras brann skogbrann katastrofe evakuere klima klimaendring oppvarming "
     "temperatur sol varmt kaldt kulde varme frost grad grader",
     "weather rain rainy snow wind windy storm hurricane tornado cyclone fog lightning thunder flood flooding "
     "drought earthquake tsunami landslide avalanche fire wildfire disaster evacuate climate warming "
     "temperature sunny hot cold heat frost degrees forecast humidity"},
    {"nature", "animals",
     "dyr hund katt fugl fisk hest ku sau gris løve tiger elefant bjørn ulv ape apekatt slange edderkopp "
     "insekt bie maur mygg sommerfugl hval delfin hai krokodille mus rotte kanin rev elg reinsdyr rovdyr bytte "
     "pattedyr reptil amfibie krypdyr fjær vinge hale pels rede unge kattedyr",
     "animal animals dog cat bird birds fish horse cow sheep pig lion tiger elephant bear wolf monkey ape "
     "snake spider insect bee ant mosquito butterfly whale dolphin shark crocodile mouse rat rabbit fox moose "
     "reindeer predator prey mammal reptile amphibian feather wing tail fur nest zoo pet"},
    {"nature", "plants",
     "plante planter tre trær blomst gress frø frukt rot blad busk hage åker jord jordbruk landbruk bonde gård "
     "avling høste korn hvete ris mais gjødsel miljø forurensning utslipp resirkulering avfall søppel natur "
     "bærekraft grønn tur turer friluft frisk luft ute",
     "plant plants tree trees flower grass seed root leaf leaves bush garden field soil agriculture farming "
     "farmer farm crop harvest grain wheat rice corn fertilizer environment pollution emission recycling waste "
     "garbage nature sustainable green outdoors outdoor air"},
    {"travel", "trip",
     "reise reiser reisende tur turist turisme turister ferie hotell hotellrom hostell overnatting reisemål "
     "destinasjon reisebyrå guide omvisning severdighet severdigheter attraksjon strand resort camping telt "
     "safari pass visum bagasje koffert toll ambassade utlandet utenlandsk vandre vandring fottur ryggsekk "
     "cruise bestille bestilling reservere billett reiserute besøk besøke besøkende",
     "travel traveler traveling travelling trip tourist tourism vacation hotel hostel lodging accommodation "
     "destination guide tour sightseeing attraction resort camping tent safari passport visa luggage baggage "
     "suitcase customs abroad foreign hike hiking backpack cruise book booking reserve reservation ticket "
     "tickets itinerary visit visitor"},
    {"travel", "transport",
     "fly flyplass flyselskap flyvning flygning pilot tog togstasjon jernbane buss bussen trikk t-bane taxi "
     "drosje ferge ferje båt skip havn lufthavn avgang ankomst forsinket forsinkelse rute passasjer trafikk "
     "kollektivtransport transport landing terminal",
     "fly flight flights airport airline airplane plane aircraft pilot train station railway rail bus tram "
     "subway metro taxi cab ferry boat ship harbor port departure arrival delayed delay route passenger "
     "traffic transit transport transportation landing terminal commute boarding gate delta"},
    {"travel", "car",
     "bil biler kjøre kjøring sjåfør vei veien motorvei parkering parkere bensin diesel drivstoff dekk "
     "dekktrykk motorolje oljeskift verksted bremse kollisjon ulykke førerkort sykkel motorsykkel lastebil "
     "elbil lading gps kjøretøy asfalt brøyting",
     "car cars drive driving driver road highway freeway parking park gas gasoline diesel fuel tire tires oil "
     "mechanic brake crash accident license bike bicycle motorcycle truck charging gps vehicle directions tank"},
    {"food", "meal",
     "mat matlaging lunsj middag frokost kake kaffe te brød kjøtt kylling fisk ost melk egg smør sukker salt "
     "krydder grønnsak grønnsaker frukt eple potet løk ris pasta pizza suppe saus salat dessert sjokolade vin "
     "øl drikke spise spiser restaurant kokk kjøkken oppskrift ingrediens ingredienser smak servere måltid "
     "bord kantine vaffel vafler bolle",
     "food cook cooking lunch dinner breakfast cake coffee tea bread meat chicken steak cheese milk egg eggs "
     "butter sugar salt spice vegetable fruit apple potato onion rice pasta pizza soup sauce salad dessert "
     "chocolate wine beer drink eat restaurant restaurants chef kitchen recipe ingredient ingredients taste "
     "serve meal table calories nutrition healthy bake mexican thai chinese italian sushi"},
    {"home", "house",
     "hus hjem hjemme leilighet rom kjøkken bad soverom vindu dør tak vegg møbel sofa seng lampe lys stue vask "
     "vaske rengjøring støvsuge rydde klær sko handleliste liste nøkkel oppvaskmaskin vaskemaskin varmeovn "
     "termostat husleie bolig",
     "house home apartment room bathroom bedroom window door roof wall furniture sofa bed lamp lights stue "
     "wash cleaning vacuum clean tidy clothes shoes laundry list grocery groceries key dishwasher washer "
     "heater thermostat rent housing chores"},
    {"home", "family",
     "familie barn barna baby foreldre mor far mamma pappa søster bror datter sønn besteforeldre bestemor "
     "bestefar barnebarn ektefelle kone ektemann gift skilsmisse kjæreste venn venner vennskap barndom fødsel "
     "fødselsdag alder",
     "family child children kids kid baby parents mother father mom dad sister brother daughter son "
     "grandparents grandmother grandfather grandchild spouse wife husband married divorce girlfriend boyfriend "
     "friend friends friendship childhood birth birthday age"},
    {"talk", "message",
     "snakke si samtale fortelle spørre spørsmål svare svar telefon ringe anrop melding tekstmelding epost "
     "e-post post brev chat informere informasjon beskjed kontakt kommunikasjon kommunisere dialog diskutere "
     "diskusjon avis journalist nyhet nyheter media presse artikkel intervju intranett hilse",
     "talk speak conversation tell ask question answer phone call message text email mail letter chat inform "
     "information contact communication communicate dialogue discuss discussion newspaper journalist news "
     "media press article interview greet say"},
    {"talk", "language",
     "språk ord oversette oversettelse grammatikk uttale betyr betydning bokstav alfabet setning dialekt "
     "engelsk spansk fransk tysk kinesisk japansk latin norsk nynorsk bokmål stave staving definisjon synonym",
     "language word words translate translation grammar pronounce mean means meaning letter alphabet sentence "
     "dialect english spanish french german chinese japanese italian portuguese latin norwegian spell spelling "
     "definition define synonym"},
    {"time", "time",
     "klokke klokka tid tidspunkt time minutt sekund alarm vekke kalender dato dag uke måned år avtale timer "
     "påminnelse minne påminn møtetid tidssone mandag tirsdag onsdag torsdag fredag lørdag søndag januar "
     "februar mars april mai juni juli august september oktober november desember morgen kveld natt helg",
     "clock time hour minute second alarm wake calendar date day week month year appointment timer reminder "
     "remind schedule timezone today tomorrow monday tuesday wednesday thursday friday saturday sunday january "
     "february march april may june july august september october november december morning evening night "
     "weekend event"},
    {"mind", "feeling",
     "glad glede lykkelig trist sint redd frykt kjærlighet elske hat følelse følelser stress stressa slitne "
     "sliten rolig ro trygg trygghet trivsel latter le smile humør håp savn takknemlig takk skryt ros respekt "
     "motivasjon mestring mening meningsfull bekymret ensom kjedelig",
     "happy joy glad sad angry afraid fear love hate feeling feelings emotion stress tired calm safe security "
     "laughter smile mood hope grateful thanks thank praise respect motivation mastery meaningful worried "
     "lonely boring"},
    {NULL, NULL, NULL, NULL},
};
/* clang-format on */
