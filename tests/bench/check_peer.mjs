// The other side of check.sh: survey-core 3.1.1, of the folder SURVEY_CORE_ROOT.
//   check_peer.mjs make QUESTIONNAIRE.json ANSWERS.jsonl          writes the form and SETS (60) sets of answers to it
//   check_peer.mjs run QUESTIONNAIRE.json ANSWERS.jsonl SECONDS   checks a second, fresh and reused model, and what each refused
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";

const SETS = Number(process.env.SETS ?? 60); // few, as survey-core needs tens of milliseconds for one
const ITEMS = 40;
const { Model } = createRequire(process.env.SURVEY_CORE_ROOT + "/")("survey-core");
console.warn = console.error = () => {};
const [mode, form, file, seconds] = process.argv.slice(2);

let state = 2026;
/** From 0 to n - 1, the same on every machine. */
function random(n) {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return (state >>> 16) % n;
}

const TYPES = ["radiogroup", "rating", "checkbox", "text", "boolean", "dropdown"];

/** Names: q0, q6, ... are radiogroups, q1, q7, ... ratings, q2, q8, ... checkboxes, and so on. */
function element(i) {
  const one = { type: TYPES[i % 6], name: `q${i}` };
  if (i === ITEMS - 1) return { type: "expression", name: one.name, expression: "sum({q1},{q7},{q13})" };
  if (["radiogroup", "checkbox", "dropdown"].includes(one.type)) one.choices = ["a", "b", "c", "d"];
  if (i > 2 && i % 2 === 0) one.visibleIf = `{q${i - 3}} notempty and ({q${i - 1}} != 'zz' or {q1} > 3)`;
  if (i > 8 && i % 9 === 0) one.visibleIf = "{mean} >= 2.5";
  if (i === 1 || i % 5 === 0) one.isRequired = true;
  if (i > 5 && i % 7 === 0) one.requiredIf = "{q1} >= 4 and {q2} contains 'b'";
  return one;
}

function questionnaire() {
  const elements = Array.from({ length: ITEMS }, (_, i) => element(i));
  return {
    calculatedValues: [{ name: "mean", expression: "avg({q1},{q7})" }],
    pages: [{ elements: elements.slice(0, 20) }, { visibleIf: "{q1} > 1", elements: elements.slice(20) }],
  };
}

const VALUES = {
  radiogroup: () => "abcd"[random(4)],
  dropdown: () => "abcd"[random(4)],
  rating: () => 1 + random(5),
  checkbox: () => [["a"], ["a", "b"], ["b", "d"], ["c"]][random(4)],
  text: () => `svar ${random(100)}`,
  boolean: () => random(2) === 1,
};

/** Answers to what is hidden are dropped, until nothing changes: what is dropped may hide more. */
function withoutHidden(json, data) {
  const model = new Model(json);
  model.data = structuredClone(data);
  const hidden = model.getAllQuestions().filter(({ name, isVisible, isParentVisible }) => name in data && !(isVisible && isParentVisible));
  for (const { name } of hidden) delete data[name];
  return hidden.length > 0 ? withoutHidden(json, data) : data;
}

/** As a page sends them, without what is hidden: what is required is answered but for one set in twenty, of the rest an eighth is not. */
function answers(json, careless) {
  const data = {};
  for (const { type, name, isRequired, requiredIf } of json.pages.flatMap(({ elements }) => elements)) {
    const skipped = isRequired || requiredIf ? careless && random(4) === 0 : random(8) === 0;
    if (type !== "expression" && !skipped) data[name] = VALUES[type]();
  }
  return withoutHidden(json, data);
}

function check(model, line) {
  model.data = JSON.parse(line);
  return model.validate(false);
}

/** Whole passes over all sets, so that each counts the same. */
function perSecond(one, lines, atLeast) {
  const begin = process.hrtime.bigint();
  let done = 0;
  let took = 0;
  do {
    for (const line of lines) one(line);
    done += lines.length;
    took = Number(process.hrtime.bigint() - begin) / 1e9;
  } while (took < atLeast);
  return done / took;
}

function measure(json, lines, atLeast) {
  const kept = new Model(json);
  const ways = { fresh: (line) => check(new Model(json), line), reused: (line) => check(kept, line) };
  for (const [name, one] of Object.entries(ways)) {
    // this first pass, which isn't timed, warms the compiler up as well
    console.log([`refused_${name}`, ...lines.flatMap((line, i) => (one(line) ? [] : [i]))].join(" "));
    console.log(name, perSecond(one, lines, atLeast).toFixed(1));
  }
}

if (mode === "make") {
  const json = questionnaire();
  const lines = Array.from({ length: SETS }, (_, i) => JSON.stringify(answers(json, i % 20 === 19)));
  writeFileSync(form, JSON.stringify(json) + "\n");
  writeFileSync(file, lines.join("\n") + "\n");
} else {
  measure(JSON.parse(readFileSync(form)), readFileSync(file, "utf8").trim().split("\n"), Number(seconds));
}
