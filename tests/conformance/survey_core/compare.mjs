// compare.mjs BRY_EXPR CASES.jsonl...   (BRY_EXPR: a command that reads cases and writes results)
// Runs each case through survey-core 3.1.1, survey-core 2.5.38 and ours. Exit 1 at any disagreement that is not of a kind
// in stricter.json. A case that carries its result ("value", "is" or "error") must give it in all three.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { calls, Columns, Dates, evaluate, isForeign, same } from "./evaluate.mjs";

const SHOWN = Number(process.env.SHOWN ?? 10);
const need = createRequire(process.env.SURVEY_CORE_ROOT + "/");
const newer = need("survey-core");
const older = need("survey-core-2");
console.warn = console.error = () => {};
if (new Date(2026, 0, 1).getTimezoneOffset() !== -60) throw new Error("run this with TZ=Europe/Oslo");

const newerDates = new Dates(newer);
const olderDates = new Dates(older);
const columns = [new Columns(newer), new Columns(older)];
const stricter = JSON.parse(readFileSync(new URL("./stricter.json", import.meta.url)));
const [command, ...files] = process.argv.slice(2);

function close(a, b) {
  if (typeof a === "number" && typeof b === "number") return Math.abs(a - b) <= 1e-13 * Math.max(Math.abs(a), Math.abs(b));
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, i) => close(item, b[i]));
  return same(a, b);
}

const MEMBERS = /"(length|constructor|equals|toString|valueOf|toJSON|hasOwnProperty|__proto__)":/;

const agrees = (theirs, ours) =>
  theirs.error === "parse" ? ours.status === "BRY_EPARSE" : !theirs.error && !ours.error && same(theirs, ours);

/** Without "Summer" or "Standard" in the texts of days before 1980: V8 takes them from a later year. */
function withoutSeason(result) {
  if (typeof result.value !== "string" && !Array.isArray(result.value)) return result;
  const written = JSON.stringify(result.value).replace(/(19[0-7]\d|\b(0\d|1[0-8])\d\d) (\S+ GMT\S+ \(Central European) \w+/g, "$1 $3");
  return { ...result, value: JSON.parse(written) };
}

/** The kind of a disagreement that stricter.json lists, or undefined. */
function kindOf(one, theirs, ours) {
  if (theirs.error === "throws" && ours.status === "BRY_EREFUSED") return "throws";
  if (ours.status === "BRY_ENOTSUPPORTED") {
    const [, name] = /^the function (.+)\(\) is not supported$/.exec(ours.error) ?? [];
    return isForeign(name) && calls(newer, one.expression)?.names.has(name) ? "function" : undefined;
  }
  if (ours.status === "BRY_ELIMIT") return "limit";
  const [, unread] = /^the condition of (\w+InArray)\(\) can't be read by survey-core/.exec(ours.error) ?? [];
  if (unread) return calls(newer, one.expression)?.unreadable.has(unread) ? "condition" : undefined;
  if (/a condition over an array that comes from an answer$/.test(ours.error) && columns.some(({ answered }) => answered)) return "condition";
  if (columns.some(({ odd }) => odd)) return "column";
  if (MEMBERS.test(JSON.stringify(one.values))) return "member";
  if (!ours.error && !theirs.error && /\^|power|round/i.test(one.expression) && close(theirs.value, ours.value)) return "power";
  return undefined;
}

function judge(one, library, dates, ours, inBerlin) {
  for (const watcher of columns) watcher.odd = watcher.answered = 0;
  const theirs = evaluate(library, dates, one);
  if (agrees(theirs, ours)) return { theirs };
  if (agrees(withoutSeason(theirs), withoutSeason(inBerlin))) return { theirs, kind: "zone" };
  if (dates.loose) {
    const strict = evaluate(library, dates, one, true);
    if (agrees(strict, ours) || kindOf(one, strict, ours)) return { theirs, kind: "date" };
  }
  return { theirs, kind: kindOf(one, theirs, ours) ?? "unlisted" };
}

const counts = { cases: 0, agree: 0, parse: 0, throws: 0 };
const kinds = {};
const results = {};
let shown = 0;

function show(what, one, found) {
  if (shown++ < SHOWN) console.log(`${what}: ${JSON.stringify(one)}\n${found.map((f) => "    " + f).join("\n")}`);
}

function count(one, ours, inBerlin) {
  const a = judge(one, newer, newerDates, ours, inBerlin);
  let b = judge(one, older, olderDates, ours, inBerlin);
  if (b.kind && !a.kind && b.theirs.error === "throws") b = { theirs: b.theirs, kind: "older" };
  counts.cases++;
  const kind = a.kind ?? b.kind;
  if (kind) kinds[kind] = (kinds[kind] ?? 0) + 1;
  else counts.agree++;
  if (a.theirs.error) counts[a.theirs.error]++;
  const type = a.theirs.error ?? a.theirs.is ?? (Array.isArray(a.theirs.value) ? "array" : a.theirs.value === null ? "null" : typeof a.theirs.value);
  results[type] = (results[type] ?? 0) + 1;
  const lines = [`3.1.1:  ${JSON.stringify(a.theirs)}`, `2.5.38: ${JSON.stringify(b.theirs)}`, `ours:   ${JSON.stringify(ours)}`];
  if (kind && (process.env.SHOW_KIND ? kind === process.env.SHOW_KIND : !(kind in stricter))) show(kind, one, lines);
  return { kind, theirs: a.theirs };
}

function runOurs(input, zone, expected) {
  const run = spawnSync("/bin/sh", ["-c", `${command} --zone ${zone}`], { input, maxBuffer: 2 ** 31 - 1 });
  const lines = run.stdout.toString().trim().split("\n");
  if (lines.length !== expected) throw new Error(`${expected} cases gave ${lines.length} results`);
  return lines;
}

let wrong = 0;
function check(one, found, ours) {
  const expected = {};
  for (const key of ["value", "is", "error"]) if (key in one) expected[key] = one[key];
  if (one.kind ? found.kind === one.kind : !Object.keys(expected).length || same(expected, found.theirs)) return;
  wrong++;
  show("not as written in the case", one, [`3.1.1: ${JSON.stringify(found.theirs)}`, `ours:  ${JSON.stringify(ours)}`, `kind:  ${found.kind}`]);
}

for (const file of files) {
  const cases = readFileSync(file, "utf8").trim().split("\n").map((line) => JSON.parse(line));
  const input = cases.map(({ expression, values, now }) => JSON.stringify({ expression, values, now })).join("\n") + "\n";
  const answers = runOurs(input, "Europe/Oslo", cases.length);
  const berlin = runOurs(input, "Europe/Berlin", cases.length);
  for (let i = 0; i < cases.length; i++) {
    const one = cases[i];
    const ours = JSON.parse(answers[i]);
    check(one, count(one, ours, JSON.parse(berlin[i])), ours);
  }
}

const unlisted = Object.keys(kinds).filter((kind) => !(kind in stricter));
console.log(`${counts.cases} cases: ${counts.agree} agree with both versions, ${counts.parse} of all do not parse`);
console.log("results: " + JSON.stringify(results));
for (const [kind, number] of Object.entries(kinds)) console.log(`  ${kind in stricter ? "listed" : "NOT LISTED"} ${kind}: ${number}`);
if (wrong) console.log(`${wrong} cases did not give the result written in them`);
process.exit(unlisted.length || wrong ? 1 : 0);
