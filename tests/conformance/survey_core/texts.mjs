// texts.mjs BRY COUNT [SEED]   (BRY: the bry command)
// Random questionnaires with names of answers in their texts: every text, and every error in words of the questionnaire's
// own, as survey-core 3.1.1 and 2.5.38 show them and as ours does. Exit 1 at any disagreement that is not of a kind in
// texts_different.json.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { allQuestions, Dice } from "./logic_generate.mjs";
import { cells, isRepeated, normalForm, shows } from "./normal_form.mjs";
import { answers, questionnaire } from "./texts_generate.mjs";

const SHOWN = Number(process.env.SHOWN ?? 10);
const SETS = 3;
const LANGS = ["nb", "nn", "en"];
const need = createRequire(process.env.SURVEY_CORE_ROOT + "/");
const libraries = { "3.1.1": need("survey-core"), "2.5.38": need("survey-core-2") };
console.warn = console.error = () => {};
const different = JSON.parse(readFileSync(new URL("./texts_different.json", import.meta.url)));
const [bry, count, seed = "1"] = process.argv.slice(2);

const dice = new Dice(Number(seed));
const folder = mkdtempSync(join(tmpdir(), "bry-texts-"));
const tally = { questionnaires: 0, refused: 0, sets: 0, skipped: 0, texts: 0, errors: 0, same: 0 };
const kinds = {};
let bad = 0;
let complaints = []; // of the set at hand

const complain = (what, details) => complaints.push({ what, details });

function show({ what, details }) {
  if (!process.env.WHOLE) delete details.json;
  if (bad++ < SHOWN) console.log(what, JSON.stringify(details, null, 1));
}

function attempt(work) {
  try {
    return work();
  } catch {
    return undefined; // survey-core throws on some values: then the page fails
  }
}

function run(json, sets, lang) {
  const file = join(folder, "questionnaire.json");
  writeFileSync(file, JSON.stringify(json));
  const done = spawnSync(bry, ["check", file, "-", "--lang", lang, "--titles", "plain"], { input: sets.map((one) => JSON.stringify(one)).join("\n") + "\n" });
  return done.stdout.toString().trim().split("\n").map((line) => JSON.parse(line));
}

/** The row or panel whose name stands before the pointer. */
function groupOf(model, name) {
  for (const question of model.getAllQuestions().filter((one) => isRepeated(one) && shows(one))) {
    const groups = question.getType() === "paneldynamic" ? question.panels.map((panel, i) => [`[${i}]`, panel])
      : question.visibleRows.map((row) => ["." + row.rowName, row]);
    const found = groups.find(([place]) => question.name + place === name);
    if (found) return found[1];
  }
  return undefined;
}

/** The string of survey-core's that stands at a pointer of the document; undefined for errors, which are compared apart. */
function stringAt(model, json, where) {
  const border = where.search(/\/(pages\/|title$|completedHtml$)/);
  const group = border > 0 ? groupOf(model, where.slice(0, border)) : undefined;
  if (border > 0 && !group) return undefined; // it is hidden
  const pointer = where.slice(border);
  const keys = pointer.slice(1).split("/").map((key) => key.replace(/~1/g, "/").replace(/~0/g, "~"));
  let at = json;
  let element = model;
  let list;
  for (const key of keys.slice(0, -1)) {
    at = at[key];
    if (Array.isArray(at)) list = key;
    else if (list === "pages") element = model.getPageByName(at.name);
    else if (group && ["templateElements", "elements"].includes(list) && element === group) element = at.type === "panel" ? group : group.getQuestionByName(at.name);
    else if (list === "templateElements") element = at.type === "panel" ? group : group.getQuestionByName(at.name);
    else if (group?.cells && list === "columns") element = group.cells[Number(key)].question;
    else if (list === "elements") element = at.type === "panel" ? model.getPanelByName(at.name) : model.getQuestionByName(at.name);
    else element = list === "items" ? element.items[Number(key)] : element[list][Number(key)];
  }
  const last = keys.at(-1);
  if (last === "templateTitle") element = group;
  if (group?.cells && last === "title" && keys.at(-3) === "columns") element = group.cells[Number(keys.at(-2))].column;
  if (last === "templateTitle") return { text: element.locTitle.textOrHtml, source: element.locTitle.pureText };
  if (last === "completedHtml") return { text: model.processedCompletedHtml, source: model.locCompletedHtml.pureText };
  const name = "loc" + last[0].toUpperCase() + last.slice(1);
  return element[name] && { text: element[name].textOrHtml, source: element[name].pureText };
}

/** What "[object Object]" stands for, in the manner of ours. */
function spelledOut(question) {
  const parts = question.getType() === "matrix" ? question.rows.map(({ value, textOrHtml }) => [value, textOrHtml])
    : question.items.map(({ name, locTitle }) => [name, locTitle.textOrHtml || name]);
  const cell = (value) => question.columns?.find((column) => column.value === value)?.textOrHtml ?? value;
  return parts.filter(([key]) => key in (question.value ?? {})).map(([key, label]) => `${label}: ${cell(question.value[key])}`).join(", ");
}

const OBJECT = "[object Object]";
const nameIn = (braces) => braces.slice(1, -1).trim().toLowerCase();

/** survey-core's text with what is different on purpose put right, and the kinds of it that were. */
function corrected(model, json, { text, source }, { fromEnd = false, ownOnly = false } = {}) {
  const found = new Set();
  const names = [...new Set([...(source ?? "").matchAll(/\{[^{}:]+\}/g), ...(ownOnly ? [] : JSON.stringify(json).matchAll(/\{[^{}:"]+\}/g))].map(([braces]) => braces))];
  const by = Object.fromEntries(model.getAllQuestions().map((question) => [question.name.toLowerCase(), question]));
  const inSource = [...(source ?? "").matchAll(/\{[^{}:]+\}/g)].map(([braces]) => braces);
  for (const braces of fromEnd ? inSource.reverse() : inSource) {
    const question = by[nameIn(braces)];
    if (!question || question.isEmpty() || !["matrix", "multipletext"].includes(question.getType()) || !text.includes(OBJECT)) continue;
    const at = fromEnd ? text.lastIndexOf(OBJECT) : text.indexOf(OBJECT); // a calculated value may be one as well
    text = text.slice(0, at) + spelledOut(question) + text.slice(at + OBJECT.length);
    found.add("object");
  }
  for (const [braces] of (source ?? "").matchAll(/\{[^{}:]+\}/g)) {
    const question = by[nameIn(braces)];
    if (question?.getType() !== "boolean" || !question.isEmpty() || !question.defaultDisplayValue) continue;
    text = text.split(question.locLabelFalse.textOrHtml).join(question.defaultDisplayValue);
    found.add("default");
  }
  for (const braces of names) {
    if (braces === "{0}" || !text.includes(braces)) continue;
    const question = by[nameIn(braces)];
    text = text.split(braces).join(question?.defaultDisplayValue ?? "");
    found.add("braces");
  }
  return { text, found };
}

const UNESCAPED = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'" };
const unescaped = (text) => text.replace(/&(amp|lt|gt|quot|#39);/g, (entity) => UNESCAPED[entity]);

const literally = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** Ours spells out what survey-core leaves as an object: one of a panel or row, which has no name to look it up by. */
function isSpelledOut(theirs, ours) {
  const pattern = theirs.split(OBJECT).map(literally).join("[^:]+: [^]+?");
  return theirs.includes(OBJECT) && new RegExp(`^${pattern}$`).test(ours);
}

/** Whether it names a question of panels that nobody answered. */
function namesUnanswered(json, source, sent) {
  const unanswered = allQuestions(json).filter(({ type, name }) => type === "paneldynamic" && !(name in sent)).map(({ name }) => name.toLowerCase());
  return [...(source ?? "").matchAll(/\{\s*([^{}[\]]+)\[/g)].some(([, name]) => unanswered.includes(name.toLowerCase()));
}

function kindOf(model, json, theirs, ours, sent, isMarkup = false) {
  if (isMarkup && ours !== unescaped(ours)) {
    const kind = kindOf(model, json, theirs, unescaped(ours), sent);
    return kind === "same" ? "markup" : kind && kind + " markup";
  }
  if (theirs.text === ours) return "same";
  // braces that are left over are the text's own, those of a label in it, or written by somebody as an answer
  for (const right of [{}, { fromEnd: true }, { ownOnly: true }, { fromEnd: true, ownOnly: true }].map((how) => corrected(model, json, theirs, how))) {
    if (right.text === ours) return [...right.found].join(" ");
  }
  const once = model.processText(theirs.source, true);
  if ([once, corrected(model, json, { text: once, source: theirs.source }).text].includes(ours) && /\{/.test(JSON.stringify(sent))) return "again";
  if (isSpelledOut(theirs.text ?? "", ours)) return "object";
  if (isSpelledOut(corrected(model, json, theirs).text ?? "", ours)) return "object braces";
  if (namesUnanswered(json, theirs.source, sent)) return "unanswered";
  return undefined;
}

function judgeText(version, model, json, pointer, theirs, ours, sent) {
  if (!theirs || theirs.source?.includes("{0}")) return; // with a limit in it: compared where it is said
  tally.texts++;
  const kind = kindOf(model, json, theirs, ours, sent, /\/(html|completedHtml)$/.test(pointer));
  if (kind === "same") tally.same++;
  else if (kind && kind.split(" ").every((one) => one in different)) kinds[kind] = (kinds[kind] ?? 0) + 1;
  else complain(`survey-core ${version} differs at ${pointer}`, { theirs, ours, sent, json });
}

/** Errors in words of the questionnaire's own, which begin so. */
const ownErrors = (errors) => errors.map((error) => error.locText).filter((one) => one.pureText.startsWith("«"));

function judgeErrors(version, model, json, ours, sent) {
  model.validate(true);
  const ofPanels = [...model.getAllPanels(), ...model.pages].flatMap(({ errors }) => ownErrors(errors));
  const all = model.getAllQuestions().flatMap((question) => [{ name: question.name, question, shown: shows(question) }, ...(isRepeated(question) ? cells(question) : [])]);
  for (const { name, question } of all.filter((one) => one.shown && !one.question.isReadOnly)) {
    const mine = ours.errors.filter(({ item }) => item === name);
    const own = ownErrors(question.errors);
    const wanted = [...own, ...ofPanels];
    for (const { message, rule } of mine.filter(({ message }) => message.startsWith("«"))) {
      tally.errors++;
      const found = wanted.map((one) => kindOf(model, json, { text: one.textOrHtml, source: one.pureText }, message, sent)).filter(Boolean);
      if (found.length === 0) complain(`survey-core ${version} has no such error`, { rule, message, theirs: wanted.map((one) => one.textOrHtml), question: name, sent, json });
    }
    if (own.length > 0 && mine.length === 0) complain(`survey-core ${version} has an error that ours lacks`, { question: question.name, theirs: own.map((one) => one.textOrHtml), sent, json });
    const first = question.errors[0]?.locText;
    if (first?.pureText.startsWith("«") && !mine.some(({ message }) => message.startsWith("«")) && mine.length === 1) {
      complain(`survey-core ${version} has words of the questionnaire where ours has not`, { question: question.name, theirs: first.textOrHtml, mine, sent, json });
    }
  }
}

const UNLIKE = ["choice.hidden", "row.hidden", "ranking.incomplete", "expression.failed"];

/** Whether a choice is answered that does not show: another one's to judge, too. */
function hasHidden(model) {
  return model.getAllQuestions().some(({ visibleChoices, value }) =>
    visibleChoices && value !== undefined && [value].flat().some((one) => !visibleChoices.some((choice) => choice.value === one)));
}

const isNothing = (value) => [undefined, null, ""].includes(value) || Number.isNaN(value) || (Array.isArray(value) && value.length === 0);

/** What is calculated may depend on the order of events: another one's to judge, too. */
const hasSameCalculated = (model, json, ours) => json.calculatedValues.every(({ name }) => {
  const value = model.getValue(name);
  return isNothing(value) ? !(name in ours.values) : JSON.stringify(value) === JSON.stringify(ours.values[name]);
});

/** The form with these answers; undefined where it is not the same as ours, which is logic.mjs's to judge. */
function filledIn(create, json, sent, ours) {
  const form = ours.errors.some(({ rule }) => UNLIKE.includes(rule)) ? undefined : attempt(() => normalForm(create, sent));
  const visible = form?.model.getAllQuestions().filter(shows).map(({ name }) => name);
  return JSON.stringify(visible?.sort()) === JSON.stringify(ours.visible.filter((name) => form?.model.getQuestionByName(name)).sort()) && !hasHidden(form.model) && hasSameCalculated(form.model, json, ours) ? form.model : undefined;
}

function judgeWith(version, model, json, sent, ours) {
  const before = [structuredClone(tally), structuredClone(kinds)];
  complaints = [];
  for (const [pointer, text] of Object.entries(ours.texts)) judgeText(version, model, json, pointer, attempt(() => stringAt(model, json, pointer)), text, sent);
  for (const [name, text] of Object.entries(ours.titles)) {
    const locTitle = model.getQuestionByName(name)?.locTitle;
    if (!locTitle) continue; // a cell's: the texts of its row or panel are compared by themselves
    judgeText(version, model, json, name, { text: locTitle.textOrHtml, source: locTitle.pureText }, text, sent);
  }
  attempt(() => judgeErrors(version, model, json, ours, sent));
  if (complaints.length === 0) return true;
  Object.assign(tally, before[0]);
  for (const kind of Object.keys(kinds)) delete kinds[kind];
  Object.assign(kinds, before[1]);
  return false;
}

/** A model that was used before is much faster than a fresh one, but may have something left of before. */
function judge(json, models, lang, sent, ours) {
  tally.sets++;
  for (const [version, reused] of Object.entries(models)) {
    const fresh = () => Object.assign(new libraries[version].Model(json), { locale: lang });
    const isSame = [() => reused, fresh].some((create) => {
      const model = filledIn(create, json, sent, ours);
      if (!model) tally.skipped++;
      return !model || judgeWith(version, model, json, sent, ours);
    });
    if (!isSame) complaints.forEach(show);
  }
}

for (let i = 0; i < Number(count); i++) {
  const json = questionnaire(dice);
  const sets = Array.from({ length: SETS }, () => answers(dice, json));
  const lang = dice.one(LANGS);
  const results = run(json, sets, lang);
  tally.questionnaires++;
  if (results[0].visible === undefined) {
    tally.refused++;
    for (const { rule, pointer } of results[0].errors) {
      if (!["expression.cycle", "expression.name.ambiguous", "property.misplaced"].includes(rule)) show({ what: `refused: ${rule} ${pointer}`, details: { json } });
    }
    continue;
  }
  const models = {};
  for (const [version, { Model }] of Object.entries(libraries)) {
    const model = attempt(() => Object.assign(new Model(json), { locale: lang }));
    if (model) models[version] = model;
  }
  sets.forEach((sent, at) => judge(json, models, lang, sent, results[at]));
}
rmSync(folder, { recursive: true });
console.log(`texts, seed ${seed}:`, JSON.stringify(tally), "different:", JSON.stringify(kinds));
if (bad > 0) console.log(`${bad} disagreements`);
process.exit(bad > 0 ? 1 : 0);
