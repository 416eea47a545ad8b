// logic.mjs BRY COUNT [SEED]   (BRY: the bry command)
// Random questionnaires with logic: what shows, what is required and which values count, as survey-core 3.1.1 and 2.5.38
// have it and as ours does. And a set of answers that survey-core refuses, ours must refuse too. First the written ones of
// logic_cases.jsonl, each of which must be of its kind. Exit 1 at any disagreement that is not of a kind in
// logic_stricter.json.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { allQuestions, answers, Dice, elementsOf, isRepeated, questionnaire } from "./logic_generate.mjs";
import { cells, isEmpty, isRepeated as repeats, normalForm, ORDERS, pickCells, shows } from "./normal_form.mjs";

const SHOWN = Number(process.env.SHOWN ?? 10);
const SETS = Number(process.env.SETS ?? 4); // of answers to each questionnaire
const need = createRequire(process.env.SURVEY_CORE_ROOT + "/");
const libraries = { "3.1.1": need("survey-core"), "2.5.38": need("survey-core-2") };
console.warn = console.error = () => {};
const stricter = JSON.parse(readFileSync(new URL("./logic_stricter.json", import.meta.url)));
const [bry, many, seed = "1"] = process.argv.slice(2);

/** survey-core drops, moves or fills in answers on its own account when choices come and go while it evaluates. */
const mayTouch = ({ choices = [], choicesVisibleIf, type }) =>
  type === "ranking" || Boolean(choicesVisibleIf) || choices.some((choice) => choice.visibleIf);

const sameKeys = (name, kept = {}, data = {}) =>
  [name, name + "-Comment"].every((key) => JSON.stringify(kept?.[key]) === JSON.stringify(data?.[key]));

/** The cells of a container by their names, as ours names them: where each stands in its answer, and what it is. */
function placesIn(container) {
  const groups = container.type === "paneldynamic" ? [0, 1, 2].map((i) => [i, `[${i}]`])
    : container.rows.map((row) => String(row?.value ?? row)).map((row) => [row, "." + row]);
  return groups.flatMap(([group, place]) => elementsOf(container).map((definition) =>
    ({ name: `${container.name}${place}.${definition.name}`, container: container.name, group, key: definition.name, definition })));
}

/** Every question and cell, by its name. */
const placesOf = (json) => new Map(allQuestions(json).flatMap((definition) =>
  [{ name: definition.name, key: definition.name, definition }, ...(isRepeated(definition) ? placesIn(definition) : [])]).map((place) => [place.name, place]));

/** The object in which a question or cell is answered. */
const holder = (data, { container, group }) => (container === undefined ? data : data?.[container]?.[group]);

/** Questions and cells whose answers survey-core changed on its own account. */
const touchedBy = (json, kept, data) =>
  [...placesOf(json).values()].filter((place) => mayTouch(place.definition) && !sameKeys(place.key, holder(kept, place), holder(data, place)));

/** What JSON has no number for is no value. */
const clean = (value) =>
  Array.isArray(value) ? value.map(clean)
    : value !== null && typeof value === "object"
      ? Object.fromEntries(Object.entries(value).filter(([, one]) => one !== null).map(([key, one]) => [key, clean(one)])) : value;

function theirs(create, json, sent, start, fill) {
  const ordered = {}; // so that what is kept can be compared as text
  for (const { name } of allQuestions(json)) for (const key of [name, name + "-Comment"]) if (key in sent) ordered[key] = sent[key];
  const form = normalForm(create, ordered, start, fill);
  if (!form) return undefined;
  const { model, kept } = form;
  const questions = model.getAllQuestions();
  const values = JSON.parse(JSON.stringify(model.data));
  for (const question of questions) if (!shows(question)) delete values[question.name];
  for (const question of questions.filter(repeats)) {
    if (question.name in values) values[question.name] = pickCells(question, clean(values[question.name]));
    if (isEmpty(values[question.name])) delete values[question.name];
  }
  for (const key of Object.keys(values)) if (values[key] === null) delete values[key]; // not a number
  for (const { name } of json.calculatedValues) if (values[name] === "") delete values[name]; // left over from a value before
  const visible = questions.flatMap((question) => [
    { name: question.name, shown: shows(question), question },
    ...(repeats(question) ? cells(question) : []),
  ]).filter(({ shown }) => shown);
  const touched = touchedBy(json, kept, model.data);
  return {
    visible: visible.map(({ name }) => name),
    required: visible.filter(({ question }) => question.isRequired).map(({ name }) => name),
    values,
    ok: model.validate(false),
    model,
    kept,
    data: model.data,
    emptied: questions.some(({ name }) => Array.isArray(sent[name]) && !isEmpty(sent[name]) && isEmpty(kept[name])),
    touched: touched.map(({ definition }) => definition.type),
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

const isChanged = ({ rule }) => CHANGED.includes(rule);

/** survey-core's question of that name, which may be a cell. */
function questionAt(model, { name, container }) {
  const within = model.getQuestionByName(container ?? name);
  return container === undefined ? within : cells(within).find((cell) => cell.name === name)?.question;
}

function put(data, place, key, value) {
  const within = holder(data, place);
  if (within && value === undefined) delete within[key];
  else if (within) within[key] = value;
}

/** The answers as survey-core has left them, where it changes them on its own account or ours refuses them for it. */
function asLeft(json, sent, found, ours) {
  const places = placesOf(json);
  const next = structuredClone(sent);
  for (const name of new Set([...found.touchedNames, ...ours.errors.filter(isChanged).map(({ item }) => item)])) {
    const place = places.get(name);
    const question = questionAt(found.model, place);
    const left = holder(found.data, place);
    const value = question && left?.[place.key] !== undefined ? visiblePart(question, left[place.key]) : undefined;
    put(next, place, place.key, value);
    put(next, place, place.key + "-Comment", value === undefined ? undefined : left[place.key + "-Comment"]);
  }
  return next;
}

/** Both agree on the answers that survey-core came to, so that its changing them was the only difference; but for what is
 * equal for survey-core. */
function agreesOnceLeft(library, json, sent, found, ours, how) {
  for (let round = 0; round < 5; round++) {
    const next = asLeft(json, sent, found, ours);
    if (same(next, sent)) return false;
    [ours] = run(json, [next]);
    const result = compare(library, json, next, ours, how);
    if (!result.found) return false;
    if (agree(result) || isEqualOnly(json, result, ours)) return true;
    [sent, found] = [next, result.found];
  }
  return false;
}

/** Questions and cells whose answer survey-core keeps while it hides the choice: those that show only while they are chosen,
 * which nobody can choose. Ours takes them for chosen. */
const keptHidden = (json, { model, data }) => [...placesOf(json).values()].filter((place) => {
  const value = mayTouch(place.definition) ? holder(data, place)?.[place.key] : undefined;
  const question = value === undefined ? undefined : questionAt(model, place);
  return question !== undefined && !same(visiblePart(question, value) ?? null, value);
}).map(({ name }) => name);

/** Where the dropping of hidden choices never comes to rest, or what it leaves is not what ours makes of it (a hidden choice
 * that survey-core takes for somebody's own words, and so for a comment): both agree on the other answers. */
function agreesWithout(library, json, sent, found, ours, how) {
  const places = placesOf(json);
  const next = structuredClone(sent);
  for (const item of new Set([...(found ? keptHidden(json, found) : []), ...ours.errors.filter(isChanged).map(({ item }) => item)])) {
    const place = places.get(item);
    put(next, place, place.key, undefined);
    put(next, place, place.key + "-Comment", undefined);
  }
  if (same(next, sent)) return false;
  const [left] = run(json, [next]);
  const result = compare(library, json, next, left, how);
  if (agree(result)) return true;
  return result.found ? agreesOnceLeft(library, json, next, result.found, left, how) : agreesWithout(library, json, next, undefined, left, how);
}

/** Both agree on the answers without those that survey-core forgot together with the panels around them. */
function agreesOnceForgotten(library, json, found, how) {
  const next = Object.fromEntries(Object.entries(found.kept).filter(([, value]) => !isEmpty(value)));
  const [left] = run(json, [next]);
  const result = compare(library, json, next, left, how);
  return agree(result) || Boolean(result.found && agreesOnceLeft(library, json, next, result.found, left, how));
}

/** The kind of a disagreement that logic_stricter.json lists, or undefined. */
function kindOf(library, json, sent, found, ours, fill) {
  const rules = new Set(ours.errors.map(({ rule }) => rule));
  if (!found) return throwsOn(library, json, sent) ? "throws" : agreesWithout(library, json, sent, undefined, ours, { fill }) ? "choice" : undefined;
  const how = { forgets: idle(json, ours).length > 0, fill };
  if (how.forgets) {
    const forgotten = compare(library, json, sent, ours, how);
    if (agree(forgotten)) return "leftover";
    if (!forgotten.found) return undefined;
    found = forgotten.found;
  }
  if (rules.has("hidden") && found.emptied && agreesOnceForgotten(library, json, found, how)) return "panels";
  const isRanking = rules.has("ranking.incomplete") || found.touched.includes("ranking");
  const isChoice = rules.has("choice.hidden") || rules.has("row.hidden") || found.touched.length > 0 || keptHidden(json, found).length > 0;
  if (!isRanking && !isChoice) return undefined;
  if (!agreesOnceLeft(library, json, sent, found, ours, how) && !agreesWithout(library, json, sent, found, ours, how)) return undefined;
  return isRanking ? "ranking" : "choice";
}

/** As kindOf(), of the same answers given in another order, at which survey-core comes to something else: ours, or what
 * differs from ours by a kind. */
function kindInOrder(library, json, sent, ours) {
  for (const fill of Object.values(ORDERS)) {
    const result = compare(library, json, sent, ours, { fill });
    if (agree(result)) return "order";
    const kind = isEqualOnly(json, result, ours) ? "equal" : kindOf(library, json, sent, result.found, ours, fill);
    if (kind) return kind;
  }
  return undefined;
}

/** What is computed differs only by values that are equal for survey-core, which then keeps the one it had before. */
function isEqualOnly(json, { found, different, missed }, ours) {
  if (missed || !found || !same(different, ["values"])) return false;
  const calculated = json.calculatedValues.map(({ name }) => name);
  const places = placesOf(json);
  const isComputed = (name) => calculated.includes(name) || places.get(name)?.definition.type === "expression";
  const names = [...new Set([...Object.keys(found.values), ...Object.keys(ours.values)])].filter((name) => !same(found.values[name], ours.values[name]));
  return names.every((name) => isComputed(name) && name in found.values && name in ours.values && found.values[name] == ours.values[name]);
}

/** Whether a computed question or column stands there that has enableIf, or whose panel, page, matrix or panels do. */
function isLocked(json, pointer) {
  const path = pointer.slice(1).split("/");
  const within = path.map((_, i) => path.slice(0, i + 1).reduce((at, key) => at?.[key], json));
  const at = within.at(-1);
  return (at?.cellType ?? at?.type) === "expression" && within.some((one) => one?.enableIf);
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

const agree = ({ found, different, missed }) => Boolean(found) && different.length === 0 && !missed;

const computesIn = ({ templateElements }) => templateElements && elementsOf({ templateElements }).some(({ type }) => type === "expression");

/** Repeated panels that have something to compute and are hidden in ours, so that it was computed before they were hidden, or
 * not; or have come to nothing. */
const idle = (json, ours) => allQuestions(json).filter((one) => computesIn(one) && (!ours.visible.includes(one.name) || !(one.name in ours.values))).map(({ name }) => name);

/** The questionnaire in which these panels have nothing to compute. */
function withoutComputing(json, names) {
  const within = (one) => (Array.isArray(one) ? one.map(within) : one.elements ? { ...one, elements: within(one.elements) } : { ...one, expression: undefined });
  const strip = (one) => (one.elements ? { ...one, elements: one.elements.map(strip) } : !names.includes(one.name) ? one
    : { ...one, templateElements: within(one.templateElements) });
  return JSON.parse(JSON.stringify({ ...json, pages: json.pages.map(strip) }));
}

/** A model that was used before is much faster than a fresh one, but may have something left of before. */
function compare(library, json, sent, ours, { reused, start, forgets, fill } = {}) {
  const fresh = () => new library.Model(forgets ? withoutComputing(json, idle(json, ours)) : json);
  for (const [create, begun] of [...(reused ? [[() => reused, start]] : []), [fresh, undefined]]) {
    const found = attempt(() => theirs(create, json, sent, begun, fill));
    const different = found ? differences(found, ours) : ["throws"];
    const missed = Boolean(found && !found.ok && ours.ok);
    if ((different.length === 0 && !missed) || create === fresh) return { found, different, missed };
  }
  return undefined;
}

/** The second version begins with the normal form that the first one came to; where that is not right, with what was sent. */
function judge(json, models, sent, ours) {
  let start;
  const seen = [];
  for (const [version, library] of Object.entries(libraries)) {
    const { found, different, missed } = compare(library, json, sent, ours, { reused: models[version], start });
    start = found?.kept;
    const kind = different.length === 0 && !missed ? undefined
      : isEqualOnly(json, { found, different, missed }, ours) ? "equal"
        : kindOf(library, json, sent, found, ours) ?? kindInOrder(library, json, sent, ours);
    if (kind in stricter) seen.push(kind);
    else if (different.length > 0 || missed) complain(`survey-core ${version} differs in ${missed ? "acceptance" : different}`, { json, sent, theirs: found && { ...found, model: undefined }, ours });
    count(version, kind in stricter ? kind : undefined, found, ours);
  }
  return seen;
}

function count(version, kind, found, ours) {
  if (kind) kinds[kind] = (kinds[kind] ?? 0) + 1;
  else tally.compared++;
  if (kind || version !== "3.1.1") return;
  if (!ours.ok) tally[found?.ok ? "refusedByUsOnly" : "refusedByBoth"]++;
  else tally.accepted++;
}

/** The kinds of what was refused at publish. */
function judgeRefusal(json, errors) {
  const seen = [];
  for (const { rule, pointer } of errors) {
    const kind = { "expression.cycle": "circle", "expression.name.ambiguous": "ambiguous", "property.misplaced": "locked" }[rule];
    if (kind in stricter && (kind !== "locked" || isLocked(json, pointer))) seen.push(kind);
    else complain(`refused: ${rule}`, { json, errors });
  }
  for (const kind of seen) kinds[kind] = (kinds[kind] ?? 0) + 1;
  return seen;
}

/** All kinds of disagreement over a questionnaire and sets of answers. */
function judgeAll(json, sets) {
  const results = run(json, sets);
  tally.questionnaires++;
  if (results[0].visible === undefined) {
    tally.refused++;
    return judgeRefusal(json, results[0].errors);
  }
  const models = Object.fromEntries(Object.entries(libraries).map(([version, { Model }]) => [version, attempt(() => new Model(json))]));
  tally.sets += sets.length;
  return sets.flatMap((sent, at) => judge(json, models, sent, results[at]));
}

function judgeWritten() {
  for (const line of readFileSync(new URL("./logic_cases.jsonl", import.meta.url), "utf8").trim().split("\n")) {
    const { kind, questionnaire: json, answers: sent } = JSON.parse(line);
    const seen = judgeAll(json, [sent]);
    if (kind ? !seen.includes(kind) : seen.length > 0) complain(`written case: ${seen} instead of ${kind ?? "none"}`, { json, sent });
  }
}

judgeWritten();
for (let i = 0; i < Number(many); i++) {
  const json = questionnaire(dice);
  judgeAll(json, Array.from({ length: SETS }, () => answers(dice, json)));
}
rmSync(folder, { recursive: true });
console.log(`logic, seed ${seed}:`, JSON.stringify(tally), "stricter:", JSON.stringify(kinds));
if (bad > 0) console.log(`${bad} disagreements`);
process.exit(bad > 0 ? 1 : 0);
