/* The sentences. They say what to do, never repeat what was answered, and stand in bokmål, nynorsk and English; where
 * they are shown is the caller's. */
#include "form/messages.h"

#include "core/buffer.h"
#include "core/number.h"

#include <string.h>

typedef struct sentence {
  const char *rule;
  const char *text[BRY__LANG_COUNT];
} sentence;

static const sentence author_sentences[] = {
    [BRY__FAULT_TYPE] = {"type",
                         {"Her skal det stå en JSON-verdi av typen {1}.",
                          "Her skal det stå ein JSON-verdi av typen {1}.", "A JSON value of type {1} belongs here."}},
    [BRY__FAULT_ELEMENTS_MISSING] = {"elements.missing",
                                     {"Skjemaet har ingen spørsmål. Legg dem i «pages» eller «elements».",
                                      "Skjemaet har ingen spørsmål. Legg dei i «pages» eller «elements».",
                                      "The questionnaire has no questions. Put them in \"pages\" or \"elements\"."}},
    [BRY__FAULT_ELEMENTS_TWICE] = {"elements.repeated",
                                   {"Bruk enten «pages» eller «elements», ikke begge.",
                                    "Bruk anten «pages» eller «elements», ikkje begge.",
                                    "Use either \"pages\" or \"elements\", not both."}},
    [BRY__FAULT_PROPERTY_UNKNOWN] = {"property.unknown",
                                     {"Egenskapen «{1}» er ukjent her. Rett skrivemåten, eller ta den bort.",
                                      "Eigenskapen «{1}» er ukjend her. Rett skrivemåten, eller ta han bort.",
                                      "The property \"{1}\" is unknown here. Correct its spelling, or remove it."}},
    [BRY__FAULT_PROPERTY_UNSUPPORTED] =
        {"property.unsupported",
         {"Denne versjonen støtter ikke «{1}» med denne verdien. Ta egenskapen bort.",
          "Denne versjonen støttar ikkje «{1}» med denne verdien. Ta eigenskapen bort.",
          "This version does not support \"{1}\" with this value. Remove the property."}},
    [BRY__FAULT_PROPERTY_MISPLACED] = {"property.misplaced",
                                       {"Egenskapen «{1}» har ingen virkning på et slikt felt. Ta den bort.",
                                        "Eigenskapen «{1}» har ingen verknad på eit slikt felt. Ta han bort.",
                                        "The property \"{1}\" has no effect on such a field. Remove it."}},
    [BRY__FAULT_PROPERTY_REPEATED] =
        {"property.repeated",
         {"«{1}» er et eldre navn på en egenskap som også står her. Behold bare én.",
          "«{1}» er eit eldre namn på ein eigenskap som òg står her. Behald berre éin.",
          "\"{1}\" is an older name of a property that is here as well. Keep only one."}},
    [BRY__FAULT_EXPRESSION] = {"expression.unsupported",
                               {"«{1}» er et uttrykk som denne versjonen ikke regner ut. Ta det bort.",
                                "«{1}» er eit uttrykk som denne versjonen ikkje reknar ut. Ta det bort.",
                                "\"{1}\" is an expression that this version does not evaluate. Remove it."}},
    [BRY__FAULT_EXPRESSION_PARSE] = {"expression.syntax",
                                     {"Uttrykket kan ikke leses: {1}", "Uttrykket kan ikkje lesast: {1}",
                                      "The expression can't be read: {1}"}},
    [BRY__FAULT_EXPRESSION_FUNCTION] = {"expression.function",
                                        {"Uttrykket bruker en funksjon som ikke støttes: {1}",
                                         "Uttrykket bruker ein funksjon som ikkje er støtta: {1}",
                                         "The expression uses a function that is not supported: {1}"}},
    [BRY__FAULT_EXPRESSION_REFUSED] = {"expression.refused",
                                       {"Uttrykket kan ikke brukes: {1}", "Uttrykket kan ikkje brukast: {1}",
                                        "The expression can't be used: {1}"}},
    [BRY__FAULT_EXPRESSION_NAME] =
        {"expression.name.unknown",
         {"Uttrykket bruker «{1}», men ingen spørsmål eller beregnede verdier heter det. Rett navnet.",
          "Uttrykket bruker «{1}», men ingen spørsmål eller utrekna verdiar heiter det. Rett namnet.",
          "The expression uses \"{1}\", which names no question or calculated value. Correct the name."}},
    [BRY__FAULT_EXPRESSION_AMBIGUOUS] =
        {"expression.name.ambiguous",
         {"«{1}» kan bety flere ting i dette uttrykket. Gi spørsmålet eller raden et annet navn.",
          "«{1}» kan bety fleire ting i dette uttrykket. Gi spørsmålet eller rada eit anna namn.",
          "\"{1}\" can mean several things in this expression. Give the question or row another name."}},
    [BRY__FAULT_EXPRESSION_CYCLE] = {"expression.cycle",
                                     {"Uttrykkene går i ring: {1}. Bryt ringen.",
                                      "Uttrykka går i ring: {1}. Bryt ringen.",
                                      "The expressions go in a circle: {1}. Break the circle."}},
    [BRY__FAULT_ZONE] = {"zone",
                         {"Uttrykkene regner med datoer, men maskinen mangler tidssonen Europe/Oslo (tzdata).",
                          "Uttrykka reknar med datoar, men maskina manglar tidssona Europe/Oslo (tzdata).",
                          "The expressions compute with dates, but this machine lacks the time zone Europe/Oslo "
                          "(tzdata)."}},
    [BRY__FAULT_VALIDATOR_UNKNOWN] =
        {"validator.unknown",
         {"«{1}» er en ukjent type kontroll. Bruk numeric, text, email, answercount, expression eller regex.",
          "«{1}» er ein ukjend type kontroll. Bruk numeric, text, email, answercount, expression eller regex.",
          "\"{1}\" is an unknown validator. Use numeric, text, email, answercount, expression or regex."}},
    [BRY__FAULT_VALIDATOR_MISPLACED] = {"validator.misplaced",
                                        {"En kontroll av typen «{1}» passer ikke til dette spørsmålet.",
                                         "Ein kontroll av typen «{1}» passar ikkje til dette spørsmålet.",
                                         "A validator of type \"{1}\" does not suit this question."}},
    [BRY__FAULT_PATTERN_SYNTAX] = {"pattern.syntax",
                                   {"Mønsteret kan ikke leses ved tegn {1}. Se over parenteser, klammer og "
                                    "gjentakelser, slik JavaScript vil ha dem.",
                                    "Mønsteret kan ikkje lesast ved teikn {1}. Sjå over parentesar, klammer og "
                                    "gjentakingar, slik JavaScript vil ha dei.",
                                    "The pattern can't be read at character {1}. Look over its brackets and "
                                    "repetitions, as JavaScript wants them."}},
    [BRY__FAULT_PATTERN_BACKREFERENCE] =
        {"pattern.backreference",
         {"Mønsteret viser tilbake til en gruppe ved tegn {1}, og det kan bli langsomt. Skriv ut det som skal stå "
          "der.",
          "Mønsteret viser tilbake til ei gruppe ved teikn {1}, og det kan bli langsamt. Skriv ut det som skal stå "
          "der.",
          "The pattern refers back to a group at character {1}, which can be slow. Write out what may stand there."}},
    [BRY__FAULT_PATTERN_LOOKAROUND] = {"pattern.lookaround",
                                       {"Mønsteret ser framover eller bakover ved tegn {1}. Bruk flere kontroller, "
                                        "én for hvert krav: alle må være oppfylt.",
                                        "Mønsteret ser framover eller bakover ved teikn {1}. Bruk fleire kontrollar, "
                                        "éin for kvart krav: alle må vere oppfylte.",
                                        "The pattern looks ahead or behind at character {1}. Use several validators, "
                                        "one for each demand: all must hold."}},
    [BRY__FAULT_PATTERN_NAME] =
        {"pattern.name",
         {"Gruppen ved tegn {1} har et navn som ikke støttes. Bruk bare bokstavene a til z, eller (?: uten navn.",
          "Gruppa ved teikn {1} har eit namn som ikkje er støtta. Bruk berre bokstavane a til z, eller (?: utan "
          "namn.",
          "The group at character {1} has a name that is not supported. Use the letters a to z, or (?: without a "
          "name."}},
    [BRY__FAULT_PATTERN_LONG] =
        {"pattern.long",
         {"Mønsteret er lengre enn 2000 tegn. Del det på flere kontroller: alle må være oppfylt.",
          "Mønsteret er lengre enn 2000 teikn. Del det på fleire kontrollar: alle må vere oppfylte.",
          "The pattern is longer than 2000 characters. Divide it among several validators: all must hold."}},
    [BRY__FAULT_PATTERN_LARGE] = {"pattern.large",
                                  {"Mønstrene er for store for så lange svar. Bruk mindre tall i {krøllparentes}, "
                                   "eller gi spørsmålet en «maxLength».",
                                   "Mønstera er for store for så lange svar. Bruk mindre tal i {krøllparentes}, "
                                   "eller gi spørsmålet ein «maxLength».",
                                   "The patterns are too large for answers that long. Use smaller counts in "
                                   "{braces}, or give the question a \"maxLength\"."}},
    [BRY__FAULT_PATTERN_DEEP] =
        {"pattern.deep",
         {"Mønsteret har mer enn 100 grupper inni hverandre. Ta bort noen av parentesene.",
          "Mønsteret har meir enn 100 grupper inni kvarandre. Ta bort nokre av parentesane.",
          "The pattern has more than 100 groups inside each other. Remove some of the parentheses."}},
    [BRY__FAULT_ITEM_TYPE_MISSING] = {"type.missing",
                                      {"Spørsmålet mangler «type».", "Spørsmålet manglar «type».",
                                       "The question lacks its \"type\"."}},
    [BRY__FAULT_ITEM_TYPE_UNKNOWN] = {"type.unknown",
                                      {"Denne versjonen støtter ikke spørsmål av typen «{1}».",
                                       "Denne versjonen støttar ikkje spørsmål av typen «{1}».",
                                       "This version does not support questions of type \"{1}\"."}},
    [BRY__FAULT_INPUT] = {"input.unsupported",
                          {"Denne versjonen støtter ikke «inputType» {1}. Bruk text, number, email, date eller tel.",
                           "Denne versjonen støttar ikkje «inputType» {1}. Bruk text, number, email, date eller tel.",
                           "This version does not support \"inputType\" {1}. Use text, number, email, date or tel."}},
    [BRY__FAULT_NAME_MISSING] = {"name.missing",
                                 {"Gi spørsmålet eller feltet et «name».", "Gi spørsmålet eller feltet eit «name».",
                                  "Give the question or field a \"name\"."}},
    [BRY__FAULT_NAME_INVALID] =
        {"name.invalid",
         {"Et navn har høyst 200 byte, uten krøllparenteser, kontrolltegn og mellomrom i endene.",
          "Eit namn har høgst 200 byte, utan krøllparentesar, kontrollteikn og mellomrom i endane.",
          "A name has at most 200 bytes, without braces, control characters or outer spaces."}},
    [BRY__FAULT_NAME_DUPLICATE] = {"name.duplicate",
                                   {"Et tidligere spørsmål eller felt har samme navn. Gi dette et eget.",
                                    "Eit tidlegare spørsmål eller felt har same namn. Gi dette eit eige.",
                                    "An earlier question or field has the same name. Give this one its own."}},
    [BRY__FAULT_NAME_AMBIGUOUS] =
        {"name.ambiguous",
         {"Navnet kan forveksles med en kommentar, rad eller del av et annet spørsmål.",
          "Namnet kan forvekslast med ein kommentar, ei rad eller ein del av eit anna spørsmål.",
          "The name can be mistaken for a comment, row or part of another question."}},
    [BRY__FAULT_CHOICES_MISSING] = {"choices.missing",
                                    {"Spørsmålet trenger minst ett svar å velge.",
                                     "Spørsmålet treng minst eitt svar å velje.",
                                     "The question needs at least one answer to choose."}},
    [BRY__FAULT_ROWS_MISSING] = {"rows.missing",
                                 {"Matrisen trenger minst én rad.", "Matrisa treng minst éi rad.",
                                  "The matrix needs at least one row."}},
    [BRY__FAULT_PARTS_MISSING] = {"items.missing",
                                  {"Spørsmålet trenger minst ett felt i «items».",
                                   "Spørsmålet treng minst eitt felt i «items».",
                                   "The question needs at least one field in \"items\"."}},
    [BRY__FAULT_VALUE_MISSING] = {"value.missing",
                                  {"Svaret mangler «value».", "Svaret manglar «value».",
                                   "The choice lacks its \"value\"."}},
    [BRY__FAULT_VALUE_INVALID] = {"value.invalid",
                                  {"En verdi har høyst 1000 byte, uten kontrolltegn og uten «|».",
                                   "Ein verdi har høgst 1000 byte, utan kontrollteikn og utan «|».",
                                   "A value has at most 1000 bytes, without control characters and without \"|\"."}},
    [BRY__FAULT_VALUE_DUPLICATE] = {"value.duplicate",
                                    {"En tidligere verdi er den samme (1 og \"1\" er like).",
                                     "Ein tidlegare verdi er den same (1 og \"1\" er like).",
                                     "An earlier value is the same (1 and \"1\" are equal)."}},
    [BRY__FAULT_LABEL_DEFAULT] =
        {"label.default",
         {"En tekst på flere språk må ha «default», ellers vises navnet i stedet.",
          "Ein tekst på fleire språk må ha «default», elles blir namnet vist i staden.",
          "A text in several languages needs \"default\"; without it the name is shown instead."}},
    [BRY__FAULT_PIPING] = {"piping",
                           {"Det som står i {krøllparenteser}, er ikke navnet på et spørsmål. Rett navnet.",
                            "Det som står i {krøllparentesar}, er ikkje namnet på eit spørsmål. Rett namnet.",
                            "What stands in {braces} is not the name of a question. Correct the name."}},
    [BRY__FAULT_PIPING_ROW] =
        {"piping.row",
         {"En kolonnetittel står over alle radene og kan ikke vise noe fra én av dem, og {item} i teksten til et "
          "svarvalg er valget selv. Ta bort krøllparentesen.",
          "Ein kolonnetittel står over alle radene og kan ikkje vise noko frå éi av dei, og {item} i teksten til eit "
          "svarval er valet sjølv. Ta bort krøllparentesen.",
          "A column's title stands above all rows and can't show anything of one of them, and {item} in the text of "
          "a choice is the choice itself. Remove the braces."}},
    [BRY__FAULT_RANGE] = {"range",
                          {"Grensene passer ikke sammen, eller verdien er utenfor det som er mulig.",
                           "Grensene passar ikkje saman, eller verdien er utanfor det som er mogleg.",
                           "The limits do not fit together, or the value is outside of what is possible."}},
    [BRY__FAULT_DATE] = {"date",
                         {"Skriv datoen som ÅÅÅÅ-MM-DD.", "Skriv datoen som ÅÅÅÅ-MM-DD.",
                          "Write the date as YYYY-MM-DD."}},
    [BRY__FAULT_NUMBER] = {"number",
                           {"Her skal det stå et tall.", "Her skal det stå eit tal.", "A number belongs here."}},
    [BRY__FAULT_LIMIT] = {"limit",
                          {"Dette blir for stort: høyst {1}.", "Dette blir for stort: høgst {1}.",
                           "This grows too large: at most {1}."}},
    [BRY__FAULT_DEPTH] = {"depth",
                          {"Paneler kan ligge inni hverandre i høyst {1} nivåer.",
                           "Panel kan liggje inni kvarandre i høgst {1} nivå.",
                           "Panels can be nested {1} levels deep."}},
    [BRY__FAULT_UNROLLED] =
        {"limit",
         {"Alle rader eller paneler til sammen gir for mange spørsmål; skjemaet kan ha høyst {1}. Sett "
          "«maxPanelCount» "
          "lavere, eller ta bort rader eller spørsmål.",
          "Alle rader eller panel til saman gir for mange spørsmål; skjemaet kan ha høgst {1}. Set «maxPanelCount» "
          "lågare, eller ta bort rader eller spørsmål.",
          "All rows or panels together make too many questions; a questionnaire can have at most {1}. Set "
          "\"maxPanelCount\" lower, or remove rows or questions."}},
    [BRY__FAULT_NESTED] = {"nested",
                           {"En «paneldynamic» eller «matrixdropdown» kan ikke stå i en annen. Flytt den ut.",
                            "Ein «paneldynamic» eller «matrixdropdown» kan ikkje stå i ein annan. Flytt han ut.",
                            "A \"paneldynamic\" or \"matrixdropdown\" can't stand within another. Move it out."}},
    [BRY__FAULT_COLUMNS_MISSING] = {"columns.missing",
                                    {"Matrisen har ingen kolonner. Legg dem i «columns».",
                                     "Matrisa har ingen kolonnar. Legg dei i «columns».",
                                     "The matrix has no columns. Put them in \"columns\"."}},
    [BRY__FAULT_TEMPLATE_MISSING] = {"template.missing",
                                     {"Panelet har ingen spørsmål. Legg dem i «templateElements».",
                                      "Panelet har ingen spørsmål. Legg dei i «templateElements».",
                                      "The panel has no questions. Put them in \"templateElements\"."}},
    [BRY__FAULT_KEY_UNKNOWN] = {"key.unknown",
                                {"«{1}» er ikke et spørsmål i panelet. Rett navnet.",
                                 "«{1}» er ikkje eit spørsmål i panelet. Rett namnet.",
                                 "\"{1}\" is not a question of the panel. Correct the name."}},
};

static const sentence answer_sentences[] = {
    [BRY__ANSWER_UNKNOWN] = {"unknown",
                             {"Dette spørsmålet finnes ikke i skjemaet.", "Dette spørsmålet finst ikkje i skjemaet.",
                              "This question is not part of the form."}},
    [BRY__ANSWER_TYPE] = {"type",
                          {"Svaret har en form som ikke passer til spørsmålet.",
                           "Svaret har ei form som ikkje passar til spørsmålet.",
                           "The answer does not have the form that this question asks for."}},
    [BRY__ANSWER_REQUIRED] = {"required",
                              {"Dette spørsmålet trenger et svar.", "Dette spørsmålet treng eit svar.",
                               "This question needs an answer."}},
    [BRY__ANSWER_PART_REQUIRED] = {"required",
                                   {"Fyll ut dette feltet også.", "Fyll ut dette feltet òg.",
                                    "Please fill in this field, too."}},
    [BRY__ANSWER_ROW_REQUIRED] = {"row.required",
                                  {"Svar på denne raden også.", "Svar på denne rada òg.",
                                   "Please answer this row, too."}},
    [BRY__ANSWER_CHOICE_UNKNOWN] = {"choice.unknown",
                                    {"Velg blant svarene som står på listen.", "Vel blant svara som står på lista.",
                                     "Please choose among the answers on the list."}},
    [BRY__ANSWER_CHOICE_REPEATED] = {"choice.repeated",
                                     {"Det samme svaret er valgt to ganger.", "Det same svaret er valt to gonger.",
                                      "The same answer is chosen twice."}},
    [BRY__ANSWER_NUMBER] = {"number",
                            {"Skriv et tall, for eksempel 12 eller 3,5.", "Skriv eit tal, til dømes 12 eller 3,5.",
                             "Please write a number, such as 12 or 3.5."}},
    [BRY__ANSWER_NUMBER_MIN] = {"range",
                                {"Tallet kan ikke være lavere enn {1}.", "Talet kan ikkje vere lågare enn {1}.",
                                 "The number can't be lower than {1}."}},
    [BRY__ANSWER_NUMBER_MAX] = {"range",
                                {"Tallet kan ikke være høyere enn {1}.", "Talet kan ikkje vere høgare enn {1}.",
                                 "The number can't be higher than {1}."}},
    [BRY__ANSWER_STEP] = {"step",
                          {"Tallet må kunne deles på {1}.", "Talet må kunne delast på {1}.",
                           "The number must be a multiple of {1}."}},
    [BRY__ANSWER_DATE] = {"date",
                          {"Skriv datoen som år-måned-dag, for eksempel 2026-05-17.",
                           "Skriv datoen som år-månad-dag, til dømes 2026-05-17.",
                           "Please write the date as year-month-day, such as 2026-05-17."}},
    [BRY__ANSWER_DATE_MIN] = {"range",
                              {"Datoen kan ikke være før {1}.", "Datoen kan ikkje vere før {1}.",
                               "The date can't be before {1}."}},
    [BRY__ANSWER_DATE_MAX] = {"range",
                              {"Datoen kan ikke være etter {1}.", "Datoen kan ikkje vere etter {1}.",
                               "The date can't be after {1}."}},
    [BRY__ANSWER_EMAIL] = {"email",
                           {"Dette ser ikke ut som en e-postadresse. Se over adressen en gang til.",
                            "Dette ser ikkje ut som ei e-postadresse. Sjå over adressa ein gong til.",
                            "This does not look like an e-mail address. Please look it over once more."}},
    [BRY__ANSWER_LENGTH_MIN] = {"length.min",
                                {"Skriv gjerne litt mer, minst {1} tegn.", "Skriv gjerne litt meir, minst {1} teikn.",
                                 "Please write a little more, at least {1} characters."}},
    [BRY__ANSWER_LENGTH_MAX] = {"length.max",
                                {"Teksten er for lang. Det er plass til {1} tegn.",
                                 "Teksten er for lang. Det er plass til {1} teikn.",
                                 "The text is too long. There is room for {1} characters."}},
    [BRY__ANSWER_PATTERN] = {"text.pattern",
                             {"Svaret er ikke skrevet slik det må være her. Se over det en gang til.",
                              "Svaret er ikkje skrive slik det må vere her. Sjå over det ein gong til.",
                              "The answer is not written as it must be here. Please look it over once more."}},
    [BRY__ANSWER_TEXT_LONG] = {"length.max",
                               {"Teksten er lengre enn det er plass til. Gjør den litt kortere.",
                                "Teksten er lengre enn det er plass til. Gjer han litt kortare.",
                                "The text is longer than there is room for. Please make it a little shorter."}},
    [BRY__ANSWER_TEXT_NUL] = {"text.nul",
                              {"Teksten har et usynlig tegn som ikke kan lagres. Skriv den inn på nytt.",
                               "Teksten har eit usynleg teikn som ikkje kan lagrast. Skriv han inn på nytt.",
                               "The text has an invisible character that can't be stored. Please write it again."}},
    [BRY__ANSWER_TEXT_UTF8] = {"text.utf8",
                               {"Teksten ble skadet på veien hit. Skriv den inn på nytt.",
                                "Teksten vart skadd på vegen hit. Skriv han inn på nytt.",
                                "The text was damaged on its way here. Please write it again."}},
    [BRY__ANSWER_COUNT_MIN] = {"count.min",
                               {"Velg minst {1} av svarene.", "Vel minst {1} av svara.",
                                "Please choose at least {1} of the answers."}},
    [BRY__ANSWER_COUNT_MAX] = {"count.max",
                               {"Velg høyst {1} av svarene.", "Vel høgst {1} av svara.",
                                "Please choose at most {1} of the answers."}},
    [BRY__ANSWER_OTHER_COMMENT] = {"other.comment",
                                   {"Fortell med noen ord hva du tenker på.",
                                    "Fortel med nokre ord kva du tenkjer på.",
                                    "Please tell in a few words what you have in mind."}},
    [BRY__ANSWER_OTHER_UNCHOSEN] =
        {"other.unchosen",
         {"Kommentaren hører til et svar som ikke er valgt. Velg det, eller ta bort kommentaren.",
          "Kommentaren høyrer til eit svar som ikkje er valt. Vel det, eller ta bort kommentaren.",
          "The comment belongs to an answer that is not chosen. Choose it, or remove the comment."}},
    [BRY__ANSWER_NONE_COMBINED] = {"none.combined",
                                   {"Dette svaret kan ikke stå sammen med andre svar.",
                                    "Dette svaret kan ikkje stå saman med andre svar.",
                                    "This answer can't stand together with other answers."}},
    [BRY__ANSWER_RANKING_REPEATED] = {"ranking.repeated",
                                      {"Det samme er rangert to ganger.", "Det same er rangert to gonger.",
                                       "The same thing is ranked twice."}},
    [BRY__ANSWER_RANKING_INCOMPLETE] = {"ranking.incomplete",
                                        {"Gi alle på listen en plass.", "Gi alle på lista ein plass.",
                                         "Please give everything on the list a place."}},
    [BRY__ANSWER_ROW_UNKNOWN] = {"row.unknown",
                                 {"Denne raden finnes ikke i spørsmålet.", "Denne rada finst ikkje i spørsmålet.",
                                  "This row is not part of the question."}},
    [BRY__ANSWER_PART_UNKNOWN] = {"part.unknown",
                                  {"Dette feltet finnes ikke i spørsmålet.", "Dette feltet finst ikkje i spørsmålet.",
                                   "This field is not part of the question."}},
    [BRY__ANSWER_EMPTY] = {"empty",
                           {"Ingen spørsmål er besvart. Svar på minst ett.",
                            "Ingen spørsmål er svara på. Svar på minst eitt.",
                            "No question is answered. Please answer at least one."}},
    [BRY__ANSWER_HIDDEN] = {"hidden",
                            {"Dette spørsmålet ble ikke vist, og skal ikke ha noe svar.",
                             "Dette spørsmålet vart ikkje vist, og skal ikkje ha noko svar.",
                             "This question was not shown, and can't have an answer."}},
    [BRY__ANSWER_CHOICE_HIDDEN] = {"choice.hidden",
                                   {"Dette svaret kan ikke velges her. Velg blant svarene som vises.",
                                    "Dette svaret kan ikkje veljast her. Vel blant svara som er viste.",
                                    "This answer can't be chosen here. Please choose among those that are shown."}},
    [BRY__ANSWER_ROW_HIDDEN] = {"row.hidden",
                                {"Denne raden ble ikke vist, og skal ikke ha noe svar.",
                                 "Denne rada vart ikkje vist, og skal ikkje ha noko svar.",
                                 "This row was not shown, and can't have an answer."}},
    [BRY__ANSWER_COMPUTED] = {"computed",
                              {"Denne verdien regnes ut av de andre svarene, og stemmer ikke med dem.",
                               "Denne verdien blir rekna ut av dei andre svara, og stemmer ikkje med dei.",
                               "This value is computed from the other answers, and does not agree with them."}},
    [BRY__ANSWER_DEMAND] = {"expression",
                            {"Svaret passer ikke sammen med det andre du har svart.",
                             "Svaret passar ikkje saman med det andre du har svart.",
                             "The answer does not fit with the other answers."}},
    [BRY__ANSWER_FRAME_REQUIRED] = {"panel.required",
                                    {"Svar på minst ett av spørsmålene i denne delen.",
                                     "Svar på minst eitt av spørsmåla i denne delen.",
                                     "Please answer at least one question in this part."}},
    [BRY__ANSWER_EXPRESSION] = {"expression.failed",
                                {"Skjemaet kan ikke regne med disse svarene. Se over dem en gang til.",
                                 "Skjemaet kan ikkje rekne med desse svara. Sjå over dei ein gong til.",
                                 "The form can't compute with these answers. Please look them over once more."}},
    [BRY__ANSWER_PANELS_MIN] = {"panels.min",
                                {"Det må være minst {1} av disse. Legg til flere.",
                                 "Det må vere minst {1} av desse. Legg til fleire.",
                                 "There must be at least {1} of these. Please add more."}},
    [BRY__ANSWER_PANELS_MAX] = {"panels.max",
                                {"Det kan være høyst {1} av disse. Ta bort noen.",
                                 "Det kan vere høgst {1} av desse. Ta bort nokre.",
                                 "There can be at most {1} of these. Please remove some."}},
    [BRY__ANSWER_KEY_REPEATED] = {"key.repeated",
                                  {"Dette svaret er gitt før. Hvert svar her kan bare gis én gang.",
                                   "Dette svaret er gitt før. Kvart svar her kan berre givast éin gong.",
                                   "This answer was given before. Each answer here can be given only once."}},
};

enum { DETAIL_BYTES_MAX = 200 };

/* How much of a detail is shown: whole characters. */
static size_t detail_bytes(const char *detail, size_t size) {
  if (size <= DETAIL_BYTES_MAX) return size;
  size_t shown = DETAIL_BYTES_MAX;
  while ((detail[shown] & 0xC0) == 0x80) {
    shown--;
  }
  return shown;
}

/* A detail as it stands in a sentence: not too long, and with a decimal comma in Norwegian. */
static void add_detail(bry__buffer *b, int lang, const char *detail) {
  double number = 0;
  size_t size = strlen(detail);
  size_t shown = detail_bytes(detail, size);
  int is_number = bry__double_parse(detail, size, &number);
  for (size_t i = 0; i < shown; i++) {
    bry__buffer_char(b, is_number && lang != BRY__EN && detail[i] == '.' ? ',' : detail[i]);
  }
  if (shown < size) bry__buffer_text(b, "…");
}

static void fill(bry__buffer *b, int lang, const char *text, const char *detail) {
  const char *mark = detail ? strstr(text, "{1}") : NULL;
  bry__buffer_add(b, text, mark ? (size_t)(mark - text) : strlen(text));
  if (mark) {
    add_detail(b, lang, detail);
    bry__buffer_text(b, mark + 3);
  }
}

static int add(bry_findings *findings, const sentence *s, const char *item, const char *pointer, const char *detail) {
  bry__buffer texts[BRY__LANG_COUNT] = {0};
  int failed = 0;
  for (int lang = 0; lang < BRY__LANG_COUNT; lang++) {
    fill(&texts[lang], lang, s->text[lang], detail);
    failed |= texts[lang].failed;
  }
  if (!failed) {
    bry__findings_add(findings, item, s->rule, pointer, texts[BRY__NB].data, texts[BRY__NN].data,
                      texts[BRY__EN].data);
    failed = bry__findings_failed(findings);
  }
  for (int lang = 0; lang < BRY__LANG_COUNT; lang++) {
    bry__buffer_free(&texts[lang]);
  }
  return failed ? -1 : 0;
}

int bry__author_finding(bry_findings *findings, bry__author_fault fault, const char *item, const char *pointer,
                        const char *detail) {
  if (bry_findings_count(findings) >= BRY__FINDINGS_MAX) return 0;
  return add(findings, &author_sentences[fault], item, pointer, detail);
}

/* Words of the questionnaire's own. */
static int add_own(bry_findings *findings, const char *rule, const char *item, const char *pointer,
                   const bry__label *own, const char *filled) {
  static const char *const langs[BRY__LANG_COUNT] = {[BRY__NB] = "nb", [BRY__NN] = "nn", [BRY__EN] = "en"};
  bry__buffer texts[BRY__LANG_COUNT] = {0};
  int failed = 0;
  for (int lang = 0; lang < BRY__LANG_COUNT; lang++) {
    const char *text = bry__label_get(own, langs[lang]), *mark = filled ? strstr(text, "{0}") : NULL;
    bry__buffer_add(&texts[lang], text, mark ? (size_t)(mark - text) : strlen(text));
    if (mark) {
      bry__buffer_text(&texts[lang], filled);
      bry__buffer_text(&texts[lang], mark + 3);
    }
    failed |= texts[lang].failed;
  }
  if (!failed) {
    bry__findings_add(findings, item, rule, pointer, texts[BRY__NB].data, texts[BRY__NN].data, texts[BRY__EN].data);
    failed = bry__findings_failed(findings);
  }
  for (int lang = 0; lang < BRY__LANG_COUNT; lang++) {
    bry__buffer_free(&texts[lang]);
  }
  return failed ? -1 : 0;
}

int bry__answer_finding(bry_findings *findings, bry__answer_fault fault, const char *item, const char *pointer,
                        const char *detail, const bry__label *own, const char *filled) {
  if (bry_findings_count(findings) >= BRY__FINDINGS_MAX) return 0;
  const sentence *s = &answer_sentences[fault];
  if (!own || bry__label_is_empty(own)) return add(findings, s, item, pointer, detail);
  return add_own(findings, s->rule, item, pointer, own, filled);
}
