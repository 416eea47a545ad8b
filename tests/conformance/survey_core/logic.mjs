// logic.mjs BRY COUNT [SEED]   (BRY: the bry command)
// Random questionnaires with logic: what shows, what is required and which values count, as survey-core 3.1.1 and 2.5.38
// have it and as ours does. And a set of answers that survey-core refuses, ours must refuse too. Exit 1 at any
// disagreement that is not of a kind in logic_stricter.json.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { allQuestions, answers, Dice, questionnaire } from "./logic_generate.mjs";

const SHOWN = Number(process.env.SHOWN ?? 10);
const SETS = Number(process.env.SETS ?? 4); // of answers to each questionnaire
const need = createRequire(process.env.SURVEY_CORE_ROOT + "/");
const libraries = { "3.1.1": need("survey-core"), "2.5.38": need("survey-core-2") };
console.warn = console.error = () => {};
const stricter = JSON.parse(readFileSync(new URL("./logic_stricter.json", import.meta.url)));
const [bry, count, seed = "1"] = process.argv.slice(2);

const shows = (question) => question.isVisible && question.isParentVisible;

/** Hidden counts as empty, until nothing changes: from what was sent, only what shows is kept, again and again. */
function normalForm(create, sent) {
  let kept = sent;
  for (let round = 0; round < 60; round++) {
    const model = create();
    model.data = structuredClone(kept);
    model.runExpressions(); // once more: setting the data leaves some behind that were computed from half of it
    const next = {};
    for (const question of model.getAllQuestions()) {
      if (!shows(question)) continue;
      for (const key of [question.name, question.name + "-Comment"]) if (key in sent) next[key] = sent[key];
    }
    if (JSON.stringify(next) === JSON.stringify(kept)) return { model, kept };
    kept = next;
  }
  return undefined; // a circle
}

/** survey-core drops, moves or fills in answers on its own account when choices come and go while it evaluates. */
function touches(question, json, kept, data) {
  const { choices = [], choicesVisibleIf, type } = allQuestions(json).find(({ name }) => name === question.name);
  if (type !== "ranking" && !choicesVisibleIf && !choices.some((choice) => choice.visibleIf)) return false;
  return [question.name, question.name + "-Comment"].some((key) => JSON.stringify(kept[key]) !== JSON.stringify(data[key]));
}

function theirs(create, json, sent) {
  const ordered = {}; // so that what is kept can be compared as text
  for (const { name } of allQuestions(json)) for (const key of [name, name + "-Comment"]) if (key in sent) ordered[key] = sent[key];
  const form = normalForm(create, ordered);
  if (!form) return undefined;
  const { model, kept } = form;
  const questions = model.getAllQuestions();
  const values = JSON.parse(JSON.stringify(model.data));
  for (const question of questions) if (!shows(question)) delete values[question.name];
  for (const key of Object.keys(values)) if (values[key] === null) delete values[key]; // not a number
  for (const { name } of json.calculatedValues) if (values[name] === "") delete values[name]; // left over from a value before
  const visible = questions.filter(shows);
  return {
    visible: visible.map(({ name }) => name),
    required: visible.filter(({ isRequired }) => isRequired).map(({ name }) => name),
    values,
    ok: model.validate(false),
    touched: questions.filter((question) => touches(question, json, kept, model.data)).map((question) => question.getType()),
  };
}

const sorted = (value) =>
  Array.isArray(value) ? value.map(sorted)
    : value !== null && typeof value === "object" ? Object.fromEntries(Object.keys(value).sort().map((key) => [key, sorted(value[key])]))
      : value;
const same = (a, b) => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));

const differences = (a, b) => ["visible", "required", "values"].filter((key) => !same(a[key], b[key]));

/** The kind of a disagreement that logic_stricter.json lists, or undefined. */
function kindOf(model, ours) {
  const rules = new Set(ours.errors.map(({ rule }) => rule));
  if (!model) return "throws";
  if (rules.has("ranking.incomplete") || model.touched.includes("ranking")) return "ranking";
  if (rules.has("choice.hidden") || rules.has("row.hidden") || model.touched.length > 0) return "choice";
  return undefined;
}

const folder = mkdtempSync(join(tmpdir(), "bry-logic-"));
const dice = new Dice(Number(seed));
const tally = { questionnaires: 0, refused: 0, sets: 0, compared: 0, refusedByBoth: 0, refusedByUsOnly: 0, accepted: 0 };
const kinds = {};
let bad = 0;

function complain(what, details) {
  if (bad++ < SHOWN) console.log(what, JSON.stringify(details, null, 1));
}

function run(json, sets) {
  const file = join(folder, "questionnaire.json");
  writeFileSync(file, JSON.stringify(json));
  const done = spawnSync(bry, ["check", file, "-"], { input: sets.map((one) => JSON.stringify(one)).join("\n") + "\n" });
  return done.stdout.toString().trim().split("\n").map((line) => JSON.parse(line));
}

function attempt(work) {
  try {
    return work();
  } catch {
    return undefined; // survey-core throws on some values: then the page fails
  }
}

/** A model that was used before is much faster than a fresh one, but may have something left of before. */
function compare(library, reused, json, sent, ours) {
  const first = () => reused;
  for (const create of [first, () => new library.Model(json)]) {
    const found = attempt(() => theirs(create, json, sent));
    const different = found ? differences(found, ours) : ["throws"];
    const missed = Boolean(found && !found.ok && ours.ok);
    if ((different.length === 0 && !missed) || create !== first) return { found, different, missed };
  }
  return undefined;
}

function judge(json, models, sent, ours) {
  tally.sets++;
  for (const [version, library] of Object.entries(libraries)) {
    const { found, different, missed } = compare(library, models[version], json, sent, ours);
    const kind = different.length > 0 || missed ? kindOf(found, ours) : undefined;
    if (kind && kind in stricter) {
      kinds[kind] = (kinds[kind] ?? 0) + 1;
      continue;
    }
    tally.compared++;
    if (different.length > 0 || missed) complain(`survey-core ${version} differs in ${missed ? "acceptance" : different}`, { json, sent, theirs: found, ours });
    if (version !== "3.1.1") continue;
    if (!ours.ok) tally[found?.ok ? "refusedByUsOnly" : "refusedByBoth"]++;
    else tally.accepted++;
  }
}

for (let i = 0; i < Number(count); i++) {
  const json = questionnaire(dice);
  const sets = Array.from({ length: SETS }, () => answers(dice, json));
  const results = run(json, sets);
  tally.questionnaires++;
  if (results[0].visible === undefined) {
    tally.refused++;
    const rules = results[0].errors.map(({ rule }) => rule);
    for (const rule of rules) {
      const kind = { "expression.cycle": "circle", "expression.name.ambiguous": "ambiguous", "property.misplaced": "locked" }[rule];
      if (kind in stricter) kinds[kind] = (kinds[kind] ?? 0) + 1;
      else complain(`refused: ${rule}`, { json, errors: results[0].errors });
    }
    continue;
  }
  const models = Object.fromEntries(Object.entries(libraries).map(([version, { Model }]) => [version, attempt(() => new Model(json))]));
  sets.forEach((sent, at) => judge(json, models, sent, results[at]));
}
rmSync(folder, { recursive: true });
console.log(`logic, seed ${seed}:`, JSON.stringify(tally), "stricter:", JSON.stringify(kinds));
if (bad > 0) console.log(`${bad} disagreements`);
process.exit(bad > 0 ? 1 : 0);
