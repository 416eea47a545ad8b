// Seeded questionnaires with names of answers in their texts, words of their own for what is wrong, and answers that break
// their rules: those of logic_generate.mjs, dressed.
import { allQuestions, answers as plainAnswers, elementsOf, isRepeated, questionnaire as plainQuestionnaire } from "./logic_generate.mjs";

const STYLES = ["decimal", "percent", "currency"];

/** A name that a text may have in braces. */
function name(dice, questions, calculated) {
  if (calculated.length > 0 && dice.in(6)) return dice.one(calculated).name;
  const question = dice.one(questions);
  const written = dice.in(8) ? question.name.toUpperCase() : question.name;
  switch (question.type) {
    case "words": return question.name;
    case "paneldynamic": return `${written}[${dice.below(3)}].${name(dice, elementsOf(question), [])}`;
    case "matrixdropdown": return `${written}.${dice.one(["r1", "r2", "5"])}.${name(dice, elementsOf(question), [])}`;
    case "matrix": return dice.one([written, written + ".r1", written + ".R2", written + ".r3"]);
    case "multipletext": return dice.one([written, written + ".u", written + ".v"]);
    case "checkbox":
    case "ranking": return dice.one([written, written, written + ".length", written + "[0]", written + "[1]", written + "[-1]", written + "[9]"]);
    default: return question.showOtherItem && dice.in(4) ? question.name + "-Comment" : written;
  }
}

function makeText(dice, questions, calculated) {
  let marks = 0;
  const phrase = (word, least) => {
    let text = word;
    for (let i = least + dice.below(2); i > 0; i--) {
      const spaces = dice.in(6) ? " " : "";
      text += ` ${dice.one(["om", "<b>", "&", "{a:b}", "}", "«æ»"])} {${spaces}${name(dice, questions, calculated)}${spaces}}`;
    }
    return dice.in(6) ? text + " {" : text + "?";
  };
  return (word, least = 1) => {
    const marked = word.replace("#", () => String(marks++));
    if (dice.in(2)) return phrase(marked, least);
    const en = phrase(marked + " en", least); // survey-core takes the default for its own default language
    return { default: en, nb: phrase(marked + " nb", least), nn: phrase(marked + " nn", least), en };
  };
}

/** Labels name no question with labels: survey-core does not end where they go in a circle. */
function dressChoices(dice, q, text) {
  const label = (one, i) => (typeof one === "object" ? { ...one, text: text("Valg " + i, dice.below(2)) } : { value: one, text: text("Valg " + i, 0) });
  for (const key of isRepeated(q) ? [] : ["choices", "columns", "rows"]) if (q[key] && dice.in(2)) q[key] = q[key].map(label);
  if (q.showOtherItem) q.otherText = text("Annet", dice.below(2));
  if (q.showNoneItem) q.noneText = text("Ingen", 0);
  if (q.items) for (const item of q.items) if (dice.in(2)) item.title = text("Felt " + item.name, dice.below(2));
}

/** Words of the question's own, and limits to break. Each begins with a number of its own. */
function dressErrors(dice, q, text) {
  const own = () => text("«#»");
  const filled = () => {
    const words = text("«#» {0}");
    return words;
  };
  const validators = [];
  const maybe = (make) => dice.in(2) && validators.push(make());
  if (dice.in(2) && q.type !== "html" && q.type !== "expression") q.requiredErrorText = own();
  if (q.type === "text" && q.inputType === "number") {
    if (dice.in(2)) Object.assign(q, { min: dice.one([1, 2.5]), ...(dice.in(3) ? {} : { minErrorText: filled() }) });
    if (dice.in(2)) Object.assign(q, { max: dice.one([4, 7.25]), ...(dice.in(3) ? {} : { maxErrorText: filled() }) });
    if (dice.in(4)) Object.assign(q, { step: 0.5, ...(dice.in(3) ? {} : { stepErrorText: filled() }) });
    maybe(() => ({ type: "numeric", minValue: dice.one([0, 2, 3]), ...(dice.in(3) ? {} : { text: own() }) }));
    maybe(() => ({ type: "numeric", maxValue: dice.one([5, 9]), text: own() }));
  } else if (q.type === "comment" || (q.type === "text" && !q.inputType)) {
    maybe(() => ({ type: "text", minLength: dice.one([2, 3]), ...(dice.in(3) ? {} : { text: own() }) }));
    maybe(() => ({ type: "text", minLength: 1, maxLength: 4, text: own() }));
    if (q.type === "text" && dice.in(6)) validators.push({ type: "email", text: own() });
  } else if (q.type === "checkbox" || (q.type === "ranking" && q.selectToRankEnabled)) {
    if (dice.in(4)) q.minSelectedChoices = 2;
    maybe(() => ({ type: "answercount", minCount: 2, ...(dice.in(3) ? {} : { text: own() }) }));
    maybe(() => ({ type: "answercount", maxCount: 2, text: own() }));
  }
  if (q.showOtherItem && dice.in(2)) q.otherErrorText = own();
  for (const one of q.validators ?? []) one.text = own();
  if (validators.length > 0) q.validators = [...(q.validators ?? []), ...validators];
}

function dressQuestion(dice, q, text, label) {
  q.title = text("Tittel");
  if (dice.in(3)) q.description = text("Mer");
  if (q.type === "html") q.html = text("<p>Html</p>");
  if (q.type === "boolean") Object.assign(q, { labelTrue: label("Sant", 0), labelFalse: label("Usant", 0) });
  if (q.type === "rating" && dice.in(2)) q.rateValues = [1, { value: 2, text: label("To", 0) }, { value: 3, text: label("Tre", 0) }, 4, 5];
  if (q.type === "rating" && q.rateValues) delete q.rateMax;
  if (q.type === "expression") {
    if (dice.in(2)) q.format = dice.one(["{0} kr", "fra {0} til {0}", { default: "d {0}", nn: "n {0}" }]);
    if (dice.in(2)) Object.assign(q, { displayStyle: dice.one(STYLES), currency: "NOK" });
    if (dice.in(3)) q.maximumFractionDigits = dice.below(4);
    if (dice.in(3)) q.minimumFractionDigits = dice.below((q.maximumFractionDigits ?? 5) + 1);
    if (dice.in(4)) q.useGrouping = false;
  }
  if (dice.in(8) && q.type !== "html") q.defaultDisplayValue = "Tomt";
  if (dice.in(10) && q.type !== "ranking") q.useDisplayValuesInDynamicTexts = false;
}

const WORDS = { row: ["rowIndex", "visibleRowIndex", "rowTitle", "rowValue", "rowName", "item"], panel: ["panelIndex", "visiblePanelIndex"] };

/** What stands in the rows or panels names what is in its own one, too. Titles of columns do not: survey-core draws one for
 * all rows. */
function dressRepeated(dice, q, readable, calculated, text, label) {
  const word = q.type === "paneldynamic" ? "panel" : "row";
  const near = elementsOf(q).filter(({ type }) => type !== "html").map((one) => ({ ...one, name: `${word}.${one.name}` }));
  const words = WORDS[word].map((one) => ({ type: "words", name: one }));
  const ownText = makeText(dice, [...readable, ...near, ...near, ...words], calculated);
  const plain = near.filter(({ type, inputType }) => type === "comment" || (type === "text" && !inputType));
  const ownLabel = makeText(dice, [...plain, ...words.filter((one) => one.name !== "item")], []); // {item} there is the label itself
  const walk = (list) => list.flatMap((one) => (one.elements ? walk(one.elements) : [one]));
  for (const one of walk(q.templateElements ?? q.columns)) {
    one.title = q.columns ? text("Kolonne") : ownText("Inne");
    if (!q.columns && dice.in(3)) one.description = ownText("Mer inne");
    if (dice.in(2) && !["html", "expression"].includes(one.type ?? one.cellType)) one.requiredErrorText = ownText("«inne»");
    if ((one.type ?? one.cellType) === "boolean") Object.assign(one, { labelTrue: ownLabel("Sant", 0), labelFalse: ownLabel("Usant", 0) });
    if (one.showOtherItem) one.otherText = ownLabel("Annet", 0);
    if (one.showNoneItem) one.noneText = ownLabel("Ingen", 0);
    if (one.choices && dice.in(2)) one.choices = one.choices.map((choice, i) => (typeof choice === "object" ? { ...choice, text: ownLabel("Valg " + i) } : { value: choice, text: ownLabel("Valg " + i) }));
  }
  if (q.columns) q.rows = q.rows.map((row) => (dice.in(2) ? row : { ...(typeof row === "object" ? row : { value: row }), text: label("Rad", 0) }));
  else q.templateTitle = ownText("Panel");
}

function dressFrames(dice, container, text) {
  for (const one of container.pages ?? container.elements ?? []) {
    if (!one.elements) continue;
    one.title = text("Del");
    if (dice.in(3)) one.description = text("Mer om delen");
    if (dice.in(4)) Object.assign(one, { isRequired: true, requiredErrorText: text("«#»") });
    dressFrames(dice, one, text);
  }
}

export function questionnaire(dice) {
  const json = plainQuestionnaire(dice);
  for (const calculated of json.calculatedValues) calculated.includeIntoResult = true; // so that both can be compared
  const questions = allQuestions(json);
  const readable = questions.filter(({ type }) => type !== "html");
  const text = makeText(dice, readable.length > 0 ? readable : [{ name: "none", type: "text" }], json.calculatedValues);
  if (readable.length === 0) return json;
  const plain = readable.filter(({ type }) => type === "text" || type === "comment");
  const label = plain.length > 0 ? makeText(dice, plain, json.calculatedValues) : (word) => word;
  json.title = text("Skjema");
  json.completedHtml = text("<h3>Takk</h3>");
  for (const q of questions) {
    dressQuestion(dice, q, text, label);
    dressChoices(dice, q, label);
    dressErrors(dice, q, text);
    if (isRepeated(q)) dressRepeated(dice, q, readable, json.calculatedValues, text, label);
  }
  dressFrames(dice, json, text);
  return json;
}

/** Some answers are wrong, have markup in them, or braces. */
export function answers(dice, json) {
  const data = plainAnswers(dice, json);
  for (const q of allQuestions(json)) {
    if (!(q.name in data)) continue;
    if (q.rateValues) data[q.name] = 1 + dice.below(5);
    if (dice.in(6) && (q.type === "comment" || (q.type === "text" && !q.inputType))) {
      data[q.name] = dice.one(["<i>x</i>", "{Svar}", "a & b", "{q1} {", "$&$1", "  x ", "æøå 😀"]);
    }
    if (dice.in(8) && q.name + "-Comment" in data) delete data[q.name + "-Comment"];
  }
  return data;
}
