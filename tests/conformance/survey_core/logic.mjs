// logic.mjs BRY COUNT [SEED]   (BRY: the bry command)
// Random questionnaires with logic: what shows, what is required and which values count, as survey-core 3.1.1 and 2.5.38
// have it and as ours does. And a set of answers that survey-core refuses, ours must refuse too. Exit 1 at any
// disagreement that is not of a kind in logic_stricter.json.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { allQuestions, answers, Dice, elementsOf, questionnaire } from "./logic_generate.mjs";
import { cells, isEmpty, isRepeated, normalForm, pick, pickCells, shows } from "./normal_form.mjs";

const SHOWN = Number(process.env.SHOWN ?? 10);
const SETS = Number(process.env.SETS ?? 4); // of answers to each questionnaire
const need = createRequire(process.env.SURVEY_CORE_ROOT + "/");
const libraries = { "3.1.1": need("survey-core"), "2.5.38": need("survey-core-2") };
console.warn = console.error = () => {};
const stricter = JSON.parse(readFileSync(new URL("./logic_stricter.json", import.meta.url)));
const [bry, count, seed = "1"] = process.argv.slice(2);

/** survey-core drops, moves or fills in answers on its own account when choices come and go while it evaluates. */
const mayTouch = ({ choices = [], choicesVisibleIf, type }) =>
  type === "ranking" || Boolean(choicesVisibleIf) || choices.some((choice) => choice.visibleIf);

function touchesCells(definition, kept = {}, data = {}) {
  const movable = elementsOf(definition).filter(mayTouch);
  const differs = (group) => JSON.stringify(pick(kept?.[group], movable)) !== JSON.stringify(pick(data?.[group], movable));
  return movable.length > 0 && [...Object.keys(kept), ...Object.keys(data)].some(differs);
}

function touches(question, json, kept, data) {
  const definition = allQuestions(json).find(({ name }) => name === question.name);
  if (isRepeated(question)) return touchesCells(definition, kept[question.name], data[question.name]);
  if (!mayTouch(definition)) return false;
  return [question.name, question.name + "-Comment"].some((key) => JSON.stringify(kept[key]) !== JSON.stringify(data[key]));
}

/** What JSON has no number for is no value. */
const clean = (value) =>
  Array.isArray(value) ? value.map(clean)
    : value !== null && typeof value === "object"
      ? Object.fromEntries(Object.entries(value).filter(([, one]) => one !== null).map(([key, one]) => [key, clean(one)])) : value;

function theirs(create, json, sent) {
  const ordered = {}; // so that what is kept can be compared as text
  for (const { name } of allQuestions(json)) for (const key of [name, name + "-Comment"]) if (key in sent) ordered[key] = sent[key];
  const form = normalForm(create, ordered);
  if (!form) return undefined;
  const { model, kept } = form;
  const questions = model.getAllQuestions();
  const values = JSON.parse(JSON.stringify(model.data));
  for (const question of questions) if (!shows(question)) delete values[question.name];
  for (const question of questions.filter(isRepeated)) {
    if (question.name in values) values[question.name] = pickCells(question, clean(values[question.name]));
    if (isEmpty(values[question.name])) delete values[question.name];
  }
  for (const key of Object.keys(values)) if (values[key] === null) delete values[key]; // not a number
  for (const { name } of json.calculatedValues) if (values[name] === "") delete values[name]; // left over from a value before
  const visible = questions.flatMap((question) => [
    { name: question.name, shown: shows(question), question },
    ...(isRepeated(question) ? cells(question) : []),
  ]).filter(({ shown }) => shown);
  const touched = questions.filter((question) => touches(question, json, kept, model.data));
  return {
    visible: visible.map(({ name }) => name),
    required: visible.filter(({ question }) => question.isRequired).map(({ name }) => name),
    values,
    ok: model.validate(false),
    model,
    data: model.data,
    leftover: questions.some((question) => question.getType() === "paneldynamic" && !shows(question) &&
      elementsOf(allQuestions(json).find(({ name }) => name === question.name)).some(({ type }) => type === "expression")),
    emptied: questions.some(({ name }) => Array.isArray(sent[name]) && !isEmpty(sent[name]) && isEmpty(kept[name])),
    touched: touched.map((question) => question.getType()),
    touchedNames: touched.map(({ name }) => name),
  };
}

const sorted = (value) =>
  Array.isArray(value) ? value.map(sorted)
    : value !== null && typeof value === "object" ? Object.fromEntries(Object.keys(value).sort().map((key) => [key, sorted(value[key])]))
      : value;
const same = (a, b) => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));

const differences = (a, b) => ["visible", "required", "values"].filter((key) => !same(a[key], b[key]));

const CHANGED = ["ranking.incomplete", "choice.hidden", "row.hidden"];

/** What is left of an answer when its hidden choices and rows are taken away; undefined for nothing. */
function visiblePart(question, value) {
  const has = (list, one) => list.some((choice) => choice.value === one);
  let left = value;
  if (question.getType() === "matrix") {
    left = Object.fromEntries(Object.entries(value).filter(([row, cell]) => question.visibleRows.some(({ name }) => String(name) === row) && has(question.visibleColumns, cell)));
  } else if (question.visibleChoices) {
    left = Array.isArray(value) ? value.filter((one) => has(question.visibleChoices, one)) : has(question.visibleChoices, value) ? value : undefined;
  }
  return left === undefined || (typeof left === "object" && Object.keys(left).length === 0) ? undefined : left;
}

/** The answers as survey-core has left them, where it changes them on its own account or ours refuses them for it. */
function asLeft(sent, found, ours) {
  const names = new Set([...found.touchedNames, ...ours.errors.filter(({ rule }) => CHANGED.includes(rule)).map(({ item }) => item)]);
  const next = { ...sent };
  for (const name of names) {
    const question = found.model.getQuestionByName(name);
    const value = name in found.data ? visiblePart(question, found.data[name]) : undefined;
    const comment = found.data[name + "-Comment"];
    for (const [key, kept] of [[name, value], [name + "-Comment", value === undefined ? undefined : comment]]) {
      if (kept === undefined) delete next[key];
      else next[key] = kept;
    }
  }
  return next;
}

/** Both agree on the answers that survey-core came to, so that its changing them was the only difference. */
function agreesOnceLeft(library, json, sent, found, ours) {
  for (let round = 0; round < 5; round++) {
    const next = asLeft(sent, found, ours);
    if (JSON.stringify(sorted(next)) === JSON.stringify(sorted(sent))) return false;
    [ours] = run(json, [next]);
    const result = compare(library, undefined, json, next, ours);
    if (!result.found) return false;
    if (result.different.length === 0 && !result.missed) return true;
    [sent, found] = [next, result.found];
  }
  return false;
}

/** Where the dropping of hidden choices never comes to rest: both agree on the other answers. */
function agreesWithout(library, json, sent, ours) {
  const next = { ...sent };
  for (const { item, rule } of ours.errors) {
    if (!CHANGED.includes(rule)) continue;
    delete next[item];
    delete next[item + "-Comment"];
  }
  if (Object.keys(next).length === Object.keys(sent).length) return false;
  const [left] = run(json, [next]);
  const { found, different, missed } = compare(library, undefined, json, next, left);
  if (found && different.length === 0 && !missed) return true;
  return found ? agreesOnceLeft(library, json, next, found, left) : agreesWithout(library, json, next, left);
}

/** The kind of a disagreement that logic_stricter.json lists, or undefined. */
function kindOf(library, json, sent, found, ours) {
  const rules = new Set(ours.errors.map(({ rule }) => rule));
  if (!found) return throwsOn(library, json, sent) ? "throws" : agreesWithout(library, json, sent, ours) ? "choice" : undefined;
  if (rules.has("hidden") && found.emptied) return "panels";
  if (found.leftover) return "leftover";
  const isRanking = rules.has("ranking.incomplete") || found.touched.includes("ranking");
  const isChoice = rules.has("choice.hidden") || rules.has("row.hidden") || found.touched.length > 0;
  if ((!isRanking && !isChoice) || !agreesOnceLeft(library, json, sent, found, ours)) return undefined;
  return isRanking ? "ranking" : "choice";
}

/** Whether a computed question stands there, within a panel or page that has enableIf. */
function isLocked(json, pointer) {
  const path = pointer.slice(1).split("/");
  const within = path.map((_, i) => path.slice(0, i + 1).reduce((at, key) => at?.[key], json));
  return within.at(-1)?.type === "expression" && within.slice(0, -1).some((one) => one?.enableIf);
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

/** survey-core throws the one error that it is known for: a decimal added to a text. A form that goes in a circle, so that
 * it has no normal form, is another matter. */
function throwsOn(library, json, sent) {
  try {
    theirs(() => new library.Model(json), json, sent);
    return false;
  } catch (problem) {
    return /toFixed is not a function|Cannot read properties of null/.test(problem.message);
  }
}

/** A model that was used before is much faster than a fresh one, but may have something left of before. */
function compare(library, reused, json, sent, ours) {
  const first = () => reused;
  for (const create of reused ? [first, () => new library.Model(json)] : [() => new library.Model(json)]) {
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
    const kind = different.length > 0 || missed ? kindOf(library, json, sent, found, ours) : undefined;
    if (kind && kind in stricter) {
      kinds[kind] = (kinds[kind] ?? 0) + 1;
      continue;
    }
    tally.compared++;
    if (different.length > 0 || missed) complain(`survey-core ${version} differs in ${missed ? "acceptance" : different}`, { json, sent, theirs: found && { ...found, model: undefined }, ours });
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
    for (const { rule, pointer } of results[0].errors) {
      const kind = { "expression.cycle": "circle", "expression.name.ambiguous": "ambiguous", "property.misplaced": "locked" }[rule];
      if (kind in stricter && (kind !== "locked" || isLocked(json, pointer))) kinds[kind] = (kinds[kind] ?? 0) + 1;
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
