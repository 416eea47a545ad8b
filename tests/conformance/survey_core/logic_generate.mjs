// Random questionnaires with logic, and answers to them, from a seed.

/** mulberry32: the same numbers everywhere. */
export class Dice {
  constructor(seed) {
    this.state = seed | 0;
  }

  below(n) {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % n;
  }

  one(list) {
    return list[this.below(list.length)];
  }

  in(n) {
    return this.below(n) === 0;
  }
}

const CHOICES = [["a", "b", "c"], [1, 2, 3], ["x", 5, true], ["1", "2", "10"], ["Ja", "nei", "kanskje ikke"]];
const LITERALS = ["1", "2", "3", "'a'", "'b'", "'x'", "true", "false", "'1'", "5", "0", "''", "10", "'Ja'", "-1", "2.5"];
const COMPARISONS = ["=", "!=", ">", "<", ">=", "<=", "contains", "notcontains"];
const TYPES = ["text", "text", "comment", "radiogroup", "radiogroup", "checkbox", "dropdown", "boolean", "boolean", "rating",
  "ranking", "matrix", "multipletext", "html", "expression", "expression"];

/** A name that reads something of the question. */
function path(dice, question) {
  const { name, type } = question;
  if (dice.in(12)) return name.toUpperCase();
  if (type === "matrix") return dice.one([name, name + ".r1", name + ".r2"]);
  if (type === "multipletext") return dice.one([name, name + ".u", name + ".v"]);
  if (type === "checkbox" || type === "ranking") return dice.one([name, name, name + ".length", name + "[0]", name + "[-1]", name + "[7]"]);
  if (question.showOtherItem && dice.in(3)) return name + "-Comment";
  return name;
}

function term(dice, readable, own) {
  if (own && dice.in(2)) return "{item}";
  return readable.length > 0 && !dice.in(6) ? "{" + path(dice, dice.one(readable)) + "}" : dice.one(LITERALS);
}

function condition(dice, readable, own, depth = 2) {
  const next = () => condition(dice, readable, own, depth - 1);
  const value = () => term(dice, readable, own);
  if (depth > 0 && dice.in(3)) return `(${next()}) ${dice.one(["and", "or"])} (${next()})`;
  if (depth > 0 && dice.in(8)) return `!(${next()})`;
  switch (dice.below(8)) {
    case 0: return `${value()} empty`;
    case 1: return `${value()} notempty`;
    case 2: return `${value()} ${dice.one(["anyof", "allof", "noneof"])} [${dice.one(LITERALS)}, ${dice.one(LITERALS)}]`;
    case 3: return `sum(${value()}, ${value()}) ${dice.one(COMPARISONS)} ${dice.one(LITERALS)}`;
    case 4: return dice.in(4) ? value() : `${value()} = ${value()}`;
    default: return `${value()} ${dice.one(COMPARISONS)} ${dice.one(LITERALS)}`;
  }
}

function formula(dice, readable) {
  const value = () => term(dice, readable, false);
  switch (dice.below(6)) {
    case 0: return `iif(${condition(dice, readable, false, 1)}, ${value()}, ${value()})`;
    case 1: return `sum(${value()}, ${value()}, ${value()})`;
    case 2: return `count(${value()}, ${value()})`;
    case 3: return condition(dice, readable, false, 1);
    default: return `${value()} ${dice.one(["+", "-", "*", "/"])} ${value()}`;
  }
}

const withCondition = (dice, make) => (scalar) => (dice.in(4) ? { value: scalar, visibleIf: make() } : scalar);

function question(dice, name, before, all) {
  const q = { type: dice.one(TYPES), name };
  const own = () => condition(dice, all(), true, 1);
  if (q.type === "expression") {
    q.expression = formula(dice, before);
    if (dice.in(5)) q.precision = dice.below(3);
  } else if (q.type !== "html") {
    if (dice.in(3)) q.isRequired = true;
    if (dice.in(4)) q.requiredIf = () => condition(dice, all(), false);
    if (dice.in(8)) q.enableIf = () => condition(dice, all(), false);
    if (dice.in(10)) q.validators = [{ type: "expression", expression: () => condition(dice, all(), false), text: "nei" }];
  }
  if (dice.in(2)) q.visibleIf = condition(dice, before, false);
  if (q.type === "text" && dice.in(2)) q.inputType = dice.one(["number", "date"]);
  if (["radiogroup", "checkbox", "dropdown", "ranking"].includes(q.type)) {
    q.choices = dice.one(CHOICES);
    if (dice.in(4)) q.choices = () => dice.one(CHOICES).map(withCondition(dice, own));
    if (dice.in(4)) q.choicesVisibleIf = own;
    if (q.type !== "ranking" && dice.in(3)) q.showOtherItem = true;
    if (q.type !== "ranking" && dice.in(3)) q.showNoneItem = true;
    if (q.type === "ranking" && dice.in(2)) q.selectToRankEnabled = true;
  }
  if (q.type === "rating" && dice.in(2)) q.rateMax = 10;
  if (q.type === "matrix") {
    q.columns = [1, 2, "c"];
    q.rows = ["r1", "r2", "r3"];
    if (dice.in(3)) q.eachRowRequired = true;
    if (dice.in(4)) q.rowsVisibleIf = own;
    if (dice.in(6)) q.columnsVisibleIf = own;
  }
  if (q.type === "multipletext") q.items = [{ name: "u" }, { name: "v", inputType: "number" }];
  return q;
}

/** Conditions that may read anything are made once all questions are there. */
function settle(value) {
  if (typeof value === "function") return settle(value());
  if (Array.isArray(value)) return value.map(settle);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, settle(member)]));
}

export function questionnaire(dice) {
  const questions = [];
  const calculated = [];
  const readable = [];
  const all = () => questions.filter(({ type }) => type !== "html");
  const names = ["q1", "Svar", "q.3", "q 4", "år", "q6", "q7", "q8", "q9", "q10", "q11", "q12"];
  const add = () => {
    const made = question(dice, names[questions.length], [...readable], all);
    questions.push(made);
    if (made.type !== "html") readable.push(made);
    return made;
  };
  const frame = (made) => {
    const before = [...readable];
    if (dice.in(2)) made.visibleIf = condition(dice, before, false);
    if (dice.in(6)) made.requiredIf = () => condition(dice, all(), false);
    if (dice.in(12)) made.enableIf = () => condition(dice, all(), false);
    return made;
  };
  const fill = (made, depth) => {
    for (let i = 1 + dice.below(4); i > 0 && questions.length < names.length; i--) {
      if (depth > 0 && dice.in(4)) made.elements.push(fill(frame({ type: "panel", name: "p" + dice.below(1e6), elements: [] }), depth - 1));
      else made.elements.push(add());
      if (dice.in(6) && calculated.length < 3) {
        calculated.push({ name: "calc" + calculated.length, expression: formula(dice, readable), includeIntoResult: dice.in(2) });
        readable.push({ name: "calc" + (calculated.length - 1), type: "expression" });
      }
    }
    return made;
  };
  const pages = [];
  for (let i = 1 + dice.below(3); i > 0; i--) pages.push(fill(frame({ name: "page" + i, elements: [] }), 2));
  return settle({ calculatedValues: calculated, pages });
}

const scalar = (choice) => (choice !== null && typeof choice === "object" ? choice.value : choice);

function some(dice, list) {
  const left = list.map(scalar);
  const taken = [];
  for (let i = dice.below(left.length + 1); i > 0; i--) taken.push(left.splice(dice.below(left.length), 1)[0]);
  return taken;
}

function answer(dice, q) {
  switch (q.type) {
    case "text":
      if (q.inputType === "number") return dice.one([0, 1, 2, 3, 5, 10, -1, 2.5]);
      if (q.inputType === "date") return dice.one(["2026-01-31", "1999-12-31"]);
      return dice.one(["a", "b", "1", "2", "Ja", "x y", "true", "å"]);
    case "comment": return dice.one(["a", "to ord", "1"]);
    case "radiogroup":
    case "dropdown": return scalar(dice.one([...q.choices, ...(q.showOtherItem ? ["other"] : []), ...(q.showNoneItem ? ["none"] : [])]));
    case "checkbox": return some(dice, [...q.choices, ...(q.showOtherItem ? ["other"] : [])]);
    case "ranking": return some(dice, q.choices);
    case "boolean": return dice.in(2);
    case "rating": return 1 + dice.below(q.rateMax ?? 5);
    case "matrix": return Object.fromEntries(some(dice, q.rows).map((row) => [row, scalar(dice.one(q.columns))]));
    case "multipletext": return dice.one([{ u: "a" }, { v: 3 }, { u: "1", v: 2 }]);
    default: return undefined;
  }
}

export function allQuestions(container) {
  return (container.pages ?? container.elements ?? []).flatMap((one) => (one.elements ? allQuestions(one) : [one]));
}

export function answers(dice, questionnaire) {
  const data = {};
  for (const q of allQuestions(questionnaire)) {
    const value = dice.in(5) ? undefined : answer(dice, q);
    if (value === undefined || (Array.isArray(value) && value.length === 0) || JSON.stringify(value) === "{}") continue;
    data[q.name] = value;
    if (q.showOtherItem && [value].flat().includes("other")) data[q.name + "-Comment"] = dice.one(["fordi", "a"]);
  }
  return data;
}
