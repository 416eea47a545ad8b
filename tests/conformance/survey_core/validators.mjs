// validators.mjs BRY   (BRY: the bry command)
// Written questionnaires with regex validators and answers through survey-core 3.1.1, 2.5.38 and ours: what survey-core
// refuses ours refuses, and ours refuses nothing else but what is said to be stricter. A pattern that survey-core throws
// at is refused when the questionnaire is published.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

const need = createRequire(process.env.SURVEY_CORE_ROOT + "/");
const libraries = { "3.1.1": need("survey-core"), "2.5.38": need("survey-core-2") };
console.warn = console.error = () => {};
const [bry] = process.argv.slice(2);

const regex = (pattern, more = {}) => ({ type: "regex", regex: pattern, ...more });
const text = (validators, more = {}) => ({ type: "text", name: "a", validators, ...more });
const fields = (validators, more = {}) => ({ type: "multipletext", name: "a", items: [{ name: "x", validators, ...more }, { name: "y" }] });
const WORDS = ["7030", "703", "", "  ", " 7030", "7030\n", "æøå", "ÆØÅ", "😀", "ja", "Ja", "a1", null, []];

/** A question, answers to it, and those that only ours refuses. */
const cases = [
  [text([regex("^[0-9]{4}$")]), WORDS],
  [text([regex("^[0-9]{4}$", { type: "regexvalidator" })]), WORDS],
  [text([regex("^[æøå]+$")]), WORDS],
  [text([regex("^[æøå]+$", { caseInsensitive: true })]), WORDS],
  [text([regex("^JA$", { insensitive: true })]), WORDS],
  [text([regex("^.$")]), WORDS],
  [text([regex("^..$")]), WORDS],
  [text([regex("[a-z]"), regex("[0-9]")]), WORDS],
  [text([regex("^5$", { notificationType: "warning" })]), WORDS],
  [text([regex("")]), WORDS],
  [text([{ type: "regex" }]), WORDS],
  [text([regex("^[0-9]{4}$")], { type: "comment" }), WORDS],
  [text([regex("^2026-")], { inputType: "date" }), ["2026-05-17", "2025-05-17", ""]],
  [text([regex("@b\\.no$")], { inputType: "email" }), ["a@b.no", "a@c.no", ""]],
  [text([regex("^\\+47")], { inputType: "tel" }), ["+47 1", "47 1", ""]],
  [text([regex("^5$")], { inputType: "number" }), [5, 5.0, 0, 6, 0.5, "5", "5e0", "5.0", "", null]],
  [text([regex("^0$")], { inputType: "number" }), [0, -0, "0", 1]],
  [text([regex("^-?\\d+\\.\\d$")], { inputType: "number" }), [1.5, -1.5, 1, 1.25, "1.5"]],
  [text([regex("^1e-7$|^123456789012$")], { inputType: "number" }), [1e-7, 0.0000001, 123456789012, 1]],
  [fields([regex("^[0-9]{4}$")]), WORDS.filter((word) => !Array.isArray(word)).map((x) => ({ x }))],
  [fields([regex("^[0-9]{4}$")]), [{ y: "b" }, { x: "7030", y: "b" }, { x: "b", y: "b" }, {}]],
  [fields([regex("^5$")], { inputType: "number" }), [{ x: 5 }, { x: 6 }, { x: "5" }, { x: 0 }]],
  [text([regex("(")]), ["x"]],
  [text([regex("a**")]), ["x"]],
];

const folder = mkdtempSync(join(tmpdir(), "bry-validators-"));
let bad = 0;
let compared = 0;

function complain(what, details) {
  bad++;
  console.log(what, JSON.stringify(details));
}

/** Whether survey-core takes the answers; undefined when it throws. */
function theirs({ Model }, json, answers) {
  try {
    const model = new Model(json);
    model.data = answers;
    return model.validate(false);
  } catch {
    return undefined;
  }
}

function ours(json, answers) {
  const file = join(folder, "questionnaire.json");
  writeFileSync(file, JSON.stringify(json));
  const run = spawnSync(bry, ["check", file, "-"], { input: answers.map((one) => JSON.stringify(one)).join("\n") + "\n" });
  return run.stdout.toString().trim().split("\n").map((line) => JSON.parse(line));
}

for (const [question, values] of cases) {
  const json = { elements: [question] };
  const answers = values.map((a) => ({ a }));
  const found = ours(json, answers);
  answers.forEach((one, i) => {
    const result = found[i] ?? found[0];
    const isPublished = !result.errors.some(({ rule }) => rule.startsWith("pattern."));
    for (const [version, library] of Object.entries(libraries)) {
      compared++;
      const expected = theirs(library, json, one);
      const agrees = expected === undefined ? !isPublished : isPublished && result.ok === expected;
      if (!agrees) complain(`survey-core ${version}: ${expected}`, { question, one, result });
    }
  });
}
rmSync(folder, { recursive: true });
console.log(`regex validators: ${compared} comparisons, ${bad} disagreements`);
process.exit(bad > 0 ? 1 : 0);
