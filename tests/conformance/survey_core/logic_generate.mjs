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
  "ranking", "matrix", "multipletext", "html", "expression", "expression", "tagbox", "matrixdropdown", "matrixdropdown",
  "paneldynamic", "paneldynamic"];
const CELLS = ["text", "comment", "radiogroup", "checkbox", "dropdown", "boolean", "rating", "tagbox", "expression"];
const REPEATED = [...CELLS, "ranking", "matrix", "multipletext", "html"];

/** A name that reads something of the question. */
function path(dice, question) {
  const { name, type } = question;
  if (name === "self") return name;
  if (dice.in(12)) return name.toUpperCase();
  if (type === "matrix") return dice.one([name, name + ".r1", name + ".r2"]);
  if (type === "multipletext") return dice.one([name, name + ".u", name + ".v"]);
  if (type === "checkbox" || type === "ranking") return dice.one([name, name, name + ".length", name + "[0]", name + "[-1]", name + "[7]"]);
  if (type === "tagbox") return dice.one([name, name + ".length", name + "[0]"]);
  if (type === "paneldynamic") {
    const inner = dice.one(elementsOf(question));
    return dice.one([name, name + ".length", name + `[${dice.below(3)}].` + inner.name, name + `[${dice.below(2)}].` + path(dice, inner)]);
  }
  if (type === "matrixdropdown") {
    const inner = dice.one(elementsOf(question));
    return dice.one([name, name + ".r1", name + ".r2." + inner.name, name + ".5." + path(dice, inner)]);
  }
  if (question.showOtherItem && dice.in(3)) return name + "-Comment";
  return name;
}

/** The questions of a template or the columns of a matrix, panels within opened. */
export function elementsOf({ templateElements, elements, columns }) {
  const list = templateElements ?? elements ?? columns ?? [];
  return list.flatMap((one) => (one.type === "panel" ? elementsOf(one) : [{ type: one.cellType ?? "dropdown", ...one }]));
}

export const isRepeated = ({ type }) => type === "matrixdropdown" || type === "paneldynamic";

/** Something about all rows or panels. */
function aggregate(dice, question) {
  const { name } = dice.one(elementsOf(question));
  const call = dice.one(["sumInArray", "avgInArray", "minInArray", "maxInArray", "countInArray"]);
  return `${call}({${question.name}}, '${name}'${dice.in(4) ? `, {${name}} > ${dice.one(["0", "1", "'a'"])}` : ""})`;
}

function term(dice, readable, own) {
  if (own && dice.in(2)) return "{item}";
  return readable.length > 0 && !dice.in(6) ? "{" + path(dice, dice.one(readable)) + "}" : dice.one(LITERALS);
}

function condition(dice, readable, own, depth = 2) {
  const next = () => condition(dice, readable, own, depth - 1);
  const value = () => term(dice, readable, own);
  const repeated = readable.filter(isRepeated);
  if (repeated.length > 0 && dice.in(6)) return `${aggregate(dice, dice.one(repeated))} ${dice.one(COMPARISONS)} ${dice.one(LITERALS)}`;
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
  const repeated = readable.filter(isRepeated);
  if (repeated.length > 0 && dice.in(2)) return aggregate(dice, dice.one(repeated));
  switch (dice.below(6)) {
    case 0: return `iif(${condition(dice, readable, false, 1)}, ${value()}, ${value()})`;
    case 1: return `sum(${value()}, ${value()}, ${value()})`;
    case 2: return `count(${value()}, ${value()})`;
    case 3: return condition(dice, readable, false, 1);
    default: return `${value()} ${dice.one(["+", "-", "*", "/"])} ${value()}`;
  }
}

const withCondition = (dice, make) => (scalar) => (dice.in(4) ? { value: scalar, visibleIf: make() } : scalar);

/** What the questions of a row or panel may read: what is outside, and one another. */
function scope(word, before, inner) {
  const near = elementsOf({ elements: inner }).map((one) => ({ ...one, name: word + "." + one.name }));
  return [...before, ...near, ...near];
}

function words(dice, readable, word) {
  const extra = word === "row" ? ["rowIndex", "rowValue", "item"] : ["panelIndex"];
  return [...readable, { name: dice.one(extra), type: "expression" }];
}

/** The questions of a template, or columns; one reads only what stands before it, conditions that nothing hangs on, all. */
function inner(dice, word, before, all) {
  const made = [];
  const near = () => words(dice, scope(word, all().filter((one) => !isRepeated(one)), made), word);
  for (let i = 1 + dice.below(4); i > 0; i--) {
    const readable = words(dice, scope(word, before, made), word);
    const type = dice.one(word === "row" ? CELLS : REPEATED);
    const q = question(dice, dice.one(["a", "b.c", "Navn", "x y"]) + made.length, readable, near, type);
    if (q.type !== "html") made.push(q);
    else if (made.length === 0) made.push({ type: "text", name: "t0" });
    if (dice.in(8) && q.type !== "expression") q.requiredIf = () => condition(dice, [...near(), { name: "self", type: "text" }], false);
  }
  return made;
}

const column = ({ type, ...rest }) => ({ cellType: type, ...rest });

function repeat(dice, q, before, all) {
  if (q.type === "matrixdropdown") {
    q.columns = inner(dice, "row", before, all).map(column);
    q.rows = ["r1", "r2", 5];
    if (dice.in(4)) q.rowsVisibleIf = condition(dice, before, true, 1);
    if (dice.in(4)) q.rows = ["r1", { value: "r2", visibleIf: condition(dice, before, true, 1) }, 5];
    if (dice.in(8)) q.columns[0].isUnique = true;
    return;
  }
  q.templateElements = inner(dice, "panel", before, all);
  if (dice.in(4)) q.templateElements.push({ type: "panel", name: "in" + dice.below(1e6), elements: q.templateElements.splice(-1) });
  const last = q.templateElements.at(-1);
  if (last.type === "panel" && dice.in(2)) last.visibleIf = condition(dice, scope("panel", before, q.templateElements.slice(0, -1)), false);
  if (dice.in(3)) q.minPanelCount = dice.below(3);
  if (dice.in(3)) q.panelCount = dice.below(3);
  q.maxPanelCount = 3;
  if (dice.in(4)) q.templateVisibleIf = condition(dice, words(dice, before, "panel"), false);
  if (dice.in(8)) q.keyName = elementsOf(q)[0].name;
}

function question(dice, name, before, all, type = dice.one(TYPES)) {
  const q = { type, name };
  const own = () => condition(dice, all(), true, 1);
  if (isRepeated(q)) repeat(dice, q, before, all);
  if (q.type === "expression") {
    q.expression = formula(dice, before);
    if (dice.in(5)) q.precision = dice.below(3);
  } else if (q.type !== "html") {
    if (dice.in(3)) q.isRequired = true;
    if (dice.in(4)) q.requiredIf = () => condition(dice, all(), false);
    const computes = elementsOf(q).some(({ type: inside }) => inside === "expression");
    if (!computes && dice.in(8)) q.enableIf = () => condition(dice, all(), false);
    if (dice.in(10)) q.validators = [{ type: "expression", expression: () => condition(dice, all(), false), text: "nei" }];
  }
  if (dice.in(2)) q.visibleIf = condition(dice, before, false);
  if (q.type === "text" && dice.in(2)) q.inputType = dice.one(["number", "date"]);
  if (["radiogroup", "checkbox", "dropdown", "tagbox", "ranking"].includes(q.type)) {
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
    case "checkbox":
    case "tagbox": return some(dice, [...q.choices, ...(q.showOtherItem ? ["other"] : [])]);
    case "ranking": return some(dice, q.choices);
    case "boolean": return dice.in(2);
    case "rating": return 1 + dice.below(q.rateMax ?? 5);
    case "matrix": return Object.fromEntries(some(dice, q.rows).map((row) => [row, scalar(dice.one(q.columns))]));
    case "multipletext": return dice.one([{ u: "a" }, { v: 3 }, { u: "1", v: 2 }]);
    case "paneldynamic": {
      const panels = Array.from({ length: dice.below(4) }, () => fillIn(dice, elementsOf(q)));
      return panels.some((panel) => Object.keys(panel).length > 0) ? panels : undefined;
    }
    case "matrixdropdown": {
      const filled = q.rows.map((row) => [scalar(row), fillIn(dice, elementsOf(q))]);
      return Object.fromEntries(filled.filter(([, row]) => Object.keys(row).length > 0));
    }
    default: return undefined;
  }
}

export function allQuestions(container) {
  return (container.pages ?? container.elements ?? []).flatMap((one) => (one.elements ? allQuestions(one) : [one]));
}

export function answers(dice, questionnaire) {
  return fillIn(dice, allQuestions(questionnaire));
}

function fillIn(dice, questions) {
  const data = {};
  for (const q of questions) {
    const value = dice.in(5) ? undefined : answer(dice, q);
    if (value === undefined || (Array.isArray(value) && value.length === 0) || JSON.stringify(value) === "{}") continue;
    data[q.name] = value;
    if (q.showOtherItem && [value].flat().includes("other")) data[q.name + "-Comment"] = dice.one(["fordi", "a"]);
  }
  return data;
}
