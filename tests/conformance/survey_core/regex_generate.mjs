// Seeded random patterns, each with a way to make texts that it may match. Most are good JavaScript; some are damaged,
// and some use what ours refuses.

const LETTERS = ["a", "b", "A", "k", "K", "s", "S", "0", "7", "_", "-", " ", "x", "é", "É", "ø", "Å", "ß", "ſ", "K", "ı", "İ",
  "ς", "σ", "Σ", "µ", "ǆ", "ǅ", "ᾀ", "ᾈ", "ẞ", "Ω", "ѐ", "ﬁ", "ა", "Ა", "ꭰ", "\u00a0", "\u2028", "\ufeff", "\n", "\r", "\t", "\v", ",", "]",
  "}", "{", "=", "!", "<", ":", "/", "\"", "😀", "𝒜"];
const PLAIN = ["a", "b", "c", "A", "0", "1", "9", " ", "-", "@", "."];
const ESCAPED = ["^", "$", "\\", ".", "*", "+", "?", "(", ")", "[", "]", "{", "}", "|", "/"];
const ODD = ["\\-", "\\_", "\\a", "\\e", "\\p", "\\P{L}", "\\u", "\\u{2}", "\\u12", "\\x", "\\x4", "\\xg", "\\c", "\\c1", "\\cA", "\\cj", "\\c_",
  "\\0", "\\00", "\\012", "\\08", "\\1", "\\2", "\\7", "\\8", "\\9", "\\18", "\\40", "\\101", "\\377", "\\400", "\\777", "\\k", "\\k<n>", "\\ ",
  "\\😀", "{", "}", "]", "{a", "{,3}", "{1", "{1,", "a{", "\\Z", "\\ud83d", "\\ude00", "\\u00e9", "\\x41", "\\n", "\\t", "\\v", "\\f", "\\r"];
const CLASSES = { "\\d": ["0", "5", "9"], "\\D": ["a", " ", "٣"], "\\s": [" ", "\t", "\u00a0", "\u2029", "\u3000"], "\\S": ["a", "é", "\u200b"],
  "\\w": ["a", "Z", "_", "0"], "\\W": ["-", "é", "ſ", "K"], ".": ["a", "😀", "\u0085", "\n"] };
const REFUSED = ["(?=a)", "(?!b)", "(?<=a)", "(?<!b)", "(a)\\1", "(?<n>a)\\k<n>", "(?=a)*", "a{3000}", "(?:a{50}){50}", "(?<é中>a)", "(?<\\u0061>b)",
  "\\1(a)", "(?:a{0,1500}){2}"];
const WRONG = ["*", "+", "?", "a**", "a{2,1}", "[b-a]", "(", ")", "[", "\\", "(?", "(?a)", "(?<a", "(?<>a)", "(?<1>a)", "(?<n>a)(?<n>b)", "{1}", "^*", "\\b+",
  "$?", "(?i:a)", "(?<n>a)\\k", "(?<n>a)\\k<m>", "(?<n>a)[\\k]", "[\\d-\\c]", "a{1}{2}", "(?<a-b>c)", "[z-\\x41]", "(?P<n>a)", "(?#a)", "(?>a)"];

export class Dice {
  constructor(seed) {
    this.state = (seed * 2654435761) >>> 0;
  }
  next() { // mulberry32
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let t = this.state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  }
  below(n) {
    return this.next() % n;
  }
  one(list) {
    return list[this.below(list.length)];
  }
  chance(percent) {
    return this.below(100) < percent;
  }
}

const quote = (text) => (ESCAPED.includes(text) ? "\\" + text : text);

function literal(dice) {
  const text = dice.chance(60) ? dice.one(PLAIN) : dice.one(dice.chance(70) ? LETTERS : ESCAPED);
  return { source: dice.chance(95) ? quote(text) : text, sample: () => text };
}

function classAtom(dice) {
  if (dice.chance(15)) return dice.one(["\\b", "\\B", "\\-", "\\c_", "\\c5", "\\c", "\\ca", "\\1", "\\08", "\\x41", "\\u00e5", "\\]", "\\^", "^", "-", "[", "\\k", "\\ud83d", "."]);
  if (dice.chance(15)) return dice.one(Object.keys(CLASSES).filter((name) => name !== "."));
  const text = dice.one(dice.chance(60) ? PLAIN : LETTERS);
  return text === "]" ? "\\]" : text;
}

function set(dice) {
  const negated = dice.chance(30);
  let source = "";
  const texts = [];
  const count = dice.chance(4) ? 0 : 1 + dice.below(4);
  for (let i = 0; i < count; i++) {
    const from = classAtom(dice);
    source += from;
    texts.push(from);
    if (!dice.chance(35)) continue;
    const to = dice.chance(60) ? dice.one(["z", "Z", "9", "ø", "ÿ", "\uffff", "~"]) : classAtom(dice);
    source += "-" + to;
    texts.push(to, dice.one(["c", "m", "X", "5", "æ", "À"]));
  }
  return { source: `[${negated ? "^" : ""}${source}]`, sample: () => (negated || texts.length === 0 || dice.chance(20) ? dice.one(LETTERS) : dice.one(texts).slice(-1)) };
}

function group(dice, depth) {
  const inner = choice(dice, depth - 1);
  const open = dice.chance(45) ? "(?:" : dice.chance(12) ? `(?<${dice.one(["n", "navn", "ærlig", "$_1"])}${dice.below(1000)}>` : "(";
  return { source: `${open}${inner.source})`, sample: inner.sample, loops: inner.loops };
}

function atom(dice, depth) {
  const roll = dice.below(100);
  if (depth > 0 && roll < 22) return group(dice, depth);
  if (roll < 38) return set(dice);
  if (roll < 50) {
    const name = dice.one(Object.keys(CLASSES));
    return { source: name, sample: () => dice.one(CLASSES[name]) };
  }
  if (roll < 56) return { source: dice.one(ODD), sample: () => dice.one(LETTERS.concat(["\u0001", "u", "uu", "8", "{", "c", "\\c", "A", "ÿ", " "])) };
  return literal(dice);
}

// How deep repetitions stand within each other is bounded, else JavaScript would never end.
const QUANTIFIERS = { "*": [0, 3], "+": [1, 3], "?": [0, 1], "{2}": [2, 2], "{0}": [0, 0], "{1,}": [1, 3], "{0,2}": [0, 2], "{2,3}": [2, 3], "{1,1}": [1, 1], "{0,}": [0, 2], "{12}": [12, 12] };

function term(dice, depth) {
  if (dice.chance(10)) return { source: dice.one(["^", "$", "\\b", "\\B"]), sample: () => "" };
  const part = atom(dice, depth);
  const loops = part.loops ?? 0;
  if (loops > 1 || !dice.chance(35)) return part;
  const name = dice.one(Object.keys(QUANTIFIERS));
  const [least, most] = QUANTIFIERS[name];
  if (loops > 0 && most > 3) return part;
  return {
    loops: loops + 1,
    source: part.source + name + (dice.chance(25) ? "?" : ""),
    sample: () => Array.from({ length: least + dice.below(most - least + 1) }, () => part.sample()).join(""),
  };
}

const mostLoops = (parts) => Math.max(0, ...parts.map(({ loops }) => loops ?? 0));

function sequence(dice, depth) {
  const parts = Array.from({ length: dice.chance(8) ? 0 : 1 + dice.below(4) }, () => term(dice, depth));
  return { loops: mostLoops(parts), source: parts.map(({ source }) => source).join(""), sample: () => parts.map(({ sample }) => sample()).join("") };
}

function choice(dice, depth) {
  const parts = Array.from({ length: dice.chance(70) ? 1 : 2 + dice.below(2) }, () => sequence(dice, depth));
  return { loops: mostLoops(parts), source: parts.map(({ source }) => source).join("|"), sample: () => dice.one(parts).sample() };
}

function damage(dice, source) {
  const at = dice.below(source.length + 1);
  const roll = dice.below(4);
  if (roll === 0) return source.slice(0, at) + source.slice(at + 1);
  if (roll === 1) return source.slice(0, at) + dice.one("\\()[]{}|*+?^$.-,0:<=!ck".split("")) + source.slice(at);
  return source.slice(0, at) + dice.one(roll === 2 ? WRONG : REFUSED) + source.slice(at);
}

const CASES = (text) => [text, text.toUpperCase(), text.toLowerCase()];

function text(dice, sample) {
  let made = sample().slice(0, 24);
  if (dice.chance(30)) made = dice.one(CASES(made));
  const roll = dice.below(10);
  const at = dice.below(made.length + 1);
  if (roll === 0) made = made.slice(0, at) + made.slice(at + 1);
  else if (roll === 1) made = made.slice(0, at) + dice.one(LETTERS) + made.slice(at);
  else if (roll === 2) made = dice.one(LETTERS) + made + dice.one(LETTERS);
  else if (roll === 3) made = Array.from({ length: dice.below(6) }, () => dice.one(LETTERS)).join("");
  return made.toWellFormed().replaceAll("\0", "0");
}

/** { pattern, ignoreCase, texts } */
export function patternAndTexts(dice, texts) {
  const { source, sample } = choice(dice, 3);
  let pattern = dice.chance(60) ? source : `^${dice.chance(50) ? source : `(?:${source})`}$`;
  for (let i = dice.chance(15) ? 1 + dice.below(2) : 0; i > 0; i--) pattern = damage(dice, pattern);
  if (!pattern.isWellFormed() || pattern.includes("\0")) pattern = source.toWellFormed();
  return { pattern, ignoreCase: dice.chance(40), texts: Array.from({ length: texts }, () => text(dice, sample)) };
}
