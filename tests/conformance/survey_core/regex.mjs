// regex.mjs REGEX_LINES [PAIRS [SEED]]   (REGEX_LINES: the program regex_lines)
// Seeded random patterns and texts through JavaScript's RegExp, as survey-core makes it, and through ours. Exit 1 at any
// disagreement: a text, a pattern that ours takes and JavaScript does not, or one that ours refuses for a reason that
// is not in regex_stricter.json.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import vm from "node:vm";
import { Dice, patternAndTexts } from "./regex_generate.mjs";

const SHOWN = Number(process.env.SHOWN ?? 10);
const TEXTS = 6; // to each pattern
const PART = 20000; // patterns at a time
const TIMEOUT_MS = 250; // for JavaScript, which would be busy for years with some of them
const TOLD = 400; // characters of a case that is shown
// Letters whose other case came with Unicode 16 and 17, of which an engine or library may not know yet.
const NEW_LETTERS = /[\u019b\u0264\u1c89\u1c8a\ua7cb-\ua7cf\ua7d2-\ua7d5\ua7da-\ua7dc]/;
const stricter = JSON.parse(readFileSync(new URL("./regex_stricter.json", import.meta.url)));
const [command, pairs = "300000", seed = "1"] = process.argv.slice(2);

const tally = { patterns: 0, pairs: 0, matching: 0, refusedByBoth: 0, tooSlowForJavaScript: 0 };
const kinds = {};
let bad = 0;

function complain(what, one, found) {
  if (bad++ < SHOWN) console.log(`${what}: ${JSON.stringify(one).slice(0, TOLD)} ${found.slice(0, TOLD)}`);
}

const context = vm.createContext({});
const script = new vm.Script('texts.map((text) => (regex.test(text) ? "1" : "0")).join("")');

function theirs({ pattern, ignoreCase, texts }) {
  try {
    Object.assign(context, { texts, regex: new RegExp(pattern, ignoreCase ? "i" : "") });
    return script.runInContext(context, { timeout: TIMEOUT_MS });
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    if (error.code === "ERR_SCRIPT_EXECUTION_TIMEOUT") return "slow";
    throw error;
  }
}

function judge(one, ours) {
  const expected = theirs(one);
  const refused = /[a-z]/.test(ours);
  tally.patterns++;
  if (refused && ours !== "syntax") {
    if (ours in stricter) kinds[ours] = (kinds[ours] ?? 0) + 1;
    else complain("refused, not listed", one, ours);
  } else if (expected === undefined) {
    if (refused) tally.refusedByBoth++;
    else complain("ours takes what JavaScript refuses", one, ours);
  } else if (refused) {
    complain("ours refuses what JavaScript takes", one, ours);
  } else if (expected === "slow") {
    tally.tooSlowForJavaScript++;
  } else {
    tally.pairs += one.texts.length;
    tally.matching += ours.replaceAll("0", "").length;
    if (ours !== expected) complain("they differ", one, `JavaScript ${expected}, ours ${ours}`);
  }
}

function compare(cases) {
  const run = spawnSync(command, { input: cases.map((one) => JSON.stringify(one)).join("\n") + "\n", maxBuffer: 2 ** 31 - 1 });
  const lines = run.stdout.toString().split("\n").slice(0, -1);
  if (run.status !== 0 || lines.length !== cases.length) throw new Error(`${cases.length} patterns gave ${lines.length} results ${run.stderr}`);
  cases.forEach((one, i) => judge(one, lines[i]));
}

/** Every unit against every other form of itself, and against every class. */
function* everyUnit() {
  const classes = ["\\d", "\\D", "\\w", "\\W", "\\s", "\\S", ".", "[^a]", "\\b", "[\\W_]", "[a-zA-ZÀ-ɏ]", "[^\\u0370-\\u1fff]"];
  for (let unit = 1; unit < 0x10000; unit++) {
    if (unit >= 0xd800 && unit < 0xe000) continue;
    const text = String.fromCharCode(unit);
    const source = `\\u${unit.toString(16).padStart(4, "0")}`;
    if (NEW_LETTERS.test(text)) continue;
    const forms = [...new Set([text, text.toUpperCase(), text.toLowerCase(), text.toUpperCase().toLowerCase(), text.toLowerCase().toUpperCase()])];
    if (forms.length > 1) {
      yield { pattern: `^${source}$`, ignoreCase: true, texts: forms };
      yield { pattern: `^[${source}]$`, ignoreCase: true, texts: forms };
      yield { pattern: `^[^${source}]$`, ignoreCase: true, texts: forms };
    }
  }
  for (const pattern of classes) {
    for (const ignoreCase of [false, true]) {
      for (let begin = 1; begin < 0xffff; begin += 1024) {
        const texts = Array.from({ length: 1024 }, (_, i) => begin + i).filter((unit) => unit < 0x10000 && (unit < 0xd800 || unit >= 0xe000));
        yield { pattern, ignoreCase, texts: texts.map((unit) => String.fromCharCode(unit)).filter((text) => !NEW_LETTERS.test(text)) };
      }
    }
  }
}

compare([...everyUnit()]);
const units = tally.pairs;
const dice = new Dice(Number(seed));
while (tally.pairs - units < Number(pairs)) {
  const count = Math.min(PART, Math.ceil((Number(pairs) - tally.pairs + units) / TEXTS) + 10);
  compare(Array.from({ length: count }, () => patternAndTexts(dice, TEXTS)));
}
console.log(`regex, seed ${seed}:`, JSON.stringify({ ...tally, ofSingleUnits: units }), "stricter:", JSON.stringify(kinds));
if (bad > 0) console.log(`${bad} disagreements`);
process.exit(bad > 0 ? 1 : 0);
