// Seeded random expressions with values, a JSON line each: generate.mjs COUNT SEED
// The grammar is walked at random; values lean to what JavaScript treats oddly. A tenth of the expressions is damaged
// afterwards, so that what does not parse is compared too.
import { realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";

export function randomFrom(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const r = {
    next,
    below: (n) => Math.floor(next() * n),
    chance: (p) => next() < p,
    pick: (list) => list[Math.floor(next() * list.length)],
    /** Of [weight, maker] pairs. */
    weighted(pairs) {
      let at = next() * pairs.reduce((sum, [weight]) => sum + weight, 0);
      for (const [weight, make] of pairs) if ((at -= weight) < 0) return make();
      return pairs[0][1]();
    },
  };
  return r;
}

const NUMBERS = [0, 1, 2, 3, 5, 7, 10, 12, 18, 42, 99, 100, 365, 1000, -1, -2, -5, 0.1, 0.2, 0.3, 0.5, 1.1, 1.25, 1.5,
  1.005, 2.675, 3.14159, 10.01, -0.1, -2.5, 1e-7, 1.5e-7, 1e21, 1.5e21, 123456789, 4294967296, 9007199254740991,
  0.000001, 1e300, 1e-300, 33.333333333333336];
const NUMERIC_TEXTS = ["5", "10", " 5 ", "5.0", "05", "007", "0", "0.5", "0,5", "1,5", "1,5,2", ",5", ".5", "5.", "1e3",
  "1e-7", "1E5", "0x1F", "0X1F", "0b11", "0o17", "+5", "-5", "-0", "--5", "5-3", "5+3", "5*3", "1/2", "10%", "2^3",
  "Infinity", "-Infinity", "NaN", "12345678901234567", "123456789012345", "1 000", "1\u00a0000", "12abc", "0x", "1_0",
  "1.2.3", "9".repeat(30) + ".5", "-1,5", "0.1", "2.50", "00", "0x00000000000000000000000000000000001", "e5", "."];
const TEXTS = ["", " ", "a", "A", "b", "abc", "ABC", " abc ", "Abc def", "yes", "no", "true", "TRUE", " true", "false",
  "False", "undefined", "null", "[object Object]", "æøå", "ÆØÅ", "Ærlig talt", "straße", "STRASSE", "ﬁ", "İstanbul",
  "i̇stanbul", "ΟΔΟΣ", "οδος", "ΑΣ.", "e\u0301", "\u00e9", "😀", "a😀b", "𐐀", "𐐨", "\ufffd", "\uffff", "日本",
  "'abc'", "\"abc\"", "'a\"", "''", "'", "it's", "a,b", "1,2", "a, b", "item1", "Item1", "item10", "item2", "\tx\n",
  "\ufeffx", "\u00a0x\u2003", "x=>y", "equals", "{q1}", "length", "constructor", "K", "\u212a", "ſ", "s"];
const DATES = ["2020-01-01", "2020-02-29", "2021-02-30", "2021-12-31", "2026-03-15", "2026-03-29", "2026-10-25",
  "2000-01-01", "1999-12-31", "1970-01-01", "1944-05-17", "1814-05-17", "1900-02-28", "2100-06-15", "2026-03-29T02:30",
  "2026-10-25T02:30:00", "2026-03-15T10:20:30", "2026-03-15T10:20:30.5", "2026-03-15T00:00:00Z", "2026-03-15T23:30:00Z",
  "2026-03-15T12:00:00+02:00", "2026-03-15T12:00:00-0530", "2026-03-15T24:00", "2026-03-15T25:00", "2026-13-01",
  "2026-03", "2026", "20260315", "+002026-03-15", "-000001-01-01", "+275760-09-13T00:00:00Z", "+275760-09-14",
  "2026-03-15T10:20", "2026-03-15T10", "0099-03-04", "0000-01-01", "1895-01-01", "1850-07-01T12:00"];
const LOOSE_DATES = ["15.03.2026", "3/15/2026", "2026-3-15", "March 15, 2026", "2026-03-15 10:20", "2026/03/15", "x 1",
  "not a date", "2026-03-15 ", "x2026-03-15"];
const KEYS = ["q1", "Q1", "q2", "age", "Name", "name", "panel", "row", "x", "y", "X", "a.b", "a", "b", "a.b.c", "æøå",
  "ÆØÅ", "with space", "q-1", "q_2", "1", "10", "2", "arr", "obj", "items", "total", "length", "q[0]", "a[b]", "$x",
  "İ", "ß", "ẞ", "constructor2", "list", "rows", "#q", "K"];

/** A value of any kind. */
export function makeValue(r, depth = 0) {
  return r.weighted([
    [6, () => r.pick(NUMBERS)],
    [2, () => r.below(20)],
    [2, () => Math.round((r.next() * 400 - 200) * 100) / 100],
    [1, () => (r.next() - 0.5) * 10 ** r.below(15)],
    [5, () => r.pick(NUMERIC_TEXTS)],
    [7, () => r.pick(TEXTS)],
    [4, () => r.pick(DATES)],
    [0.4, () => r.pick(LOOSE_DATES)],
    [3, () => r.chance(0.5)],
    [2, () => null],
    [1, () => []],
    [0.5, () => ({})],
    [depth < 3 ? 4 : 0, () => makeArray(r, depth + 1)],
    [depth < 3 ? 2 : 0, () => makeObject(r, depth + 1)],
    [depth < 2 ? 2 : 0, () => makeRows(r)],
  ]);
}

function makeArray(r, depth) {
  const array = Array.from({ length: r.below(4) + (r.chance(0.1) ? 8 : 0) }, () => makeValue(r, depth));
  if (r.chance(0.3)) return array.map(() => r.pick(["a", "b", "c", "item1", 1, 2, 3, "A", " b"]));
  return array;
}

function makeObject(r, depth) {
  const object = {};
  for (let i = r.below(4); i > 0; i--) object[r.pick(KEYS)] = makeValue(r, depth);
  return object;
}

function makeRows(r) {
  return Array.from({ length: r.below(5) }, () => {
    if (r.chance(0.07)) return makeValue(r, 3);
    const row = {};
    for (const key of ["x", "y", "name", "a.b"]) {
      if (r.chance(0.8)) row[key] = r.chance(0.75) ? r.pick([1, 2, 3, 5, 0.1, 0.2, "4", "1,5", 10, -2]) : makeValue(r, 3);
    }
    return row;
  });
}

const BINARY = ["or", "||", "and", "&&", "=", "==", "equal", "equals", "!=", "<>", "notequal", "notequals", "<", "less",
  ">", "greater", "<=", "=<", "lessorequal", ">=", "=>", "greaterorequal", "+", "-", "*", "/", "%", "^", "power", "*=",
  "contains", "contain", "notcontains", "notcontain", "anyof", "allof", "noneof"];
const COMPARING = ["=", "!=", "<", ">", "<=", ">=", "contains", "notcontains", "anyof", "allof", "noneof"];
const OTHERS = ["isContainerReady", "displayValue", "propertyValue", "isDisplayMode", "getComment", "foo", "IIF", "Sum"];
const UNITS = ["'days'", "'months'", "'years'", "'hours'", "'minutes'", "'seconds'", "'weeks'", "''", "days", "{x}"];

class Writer {
  constructor(r) {
    this.r = r;
    this.values = {};
    const { r: random } = this;
    for (let i = 1 + random.below(5); i > 0; i--) this.values[random.pick(KEYS)] = makeValue(random);
    if (random.chance(0.5)) this.values[random.pick(["rows", "items", "list"])] = makeRows(random);
  }
  space() {
    return this.r.weighted([[20, () => " "], [2, () => ""], [1, () => "  "], [0.5, () => "\t"], [0.3, () => "\n"]]);
  }
  spell(word) {
    return this.r.chance(0.1) ? [...word].map((c) => (this.r.chance(0.5) ? c.toUpperCase() : c)).join("") : word;
  }
  quote(text) {
    const quote = this.r.chance(0.8) ? "'" : '"';
    return quote + (this.r.chance(0.9) ? text.replace(/['"]/g, "\\$&") : text) + quote;
  }
  name() {
    const { r } = this;
    let name = r.chance(0.85) ? r.pick(Object.keys(this.values)) : r.pick(KEYS);
    const value = this.values[name];
    if (Array.isArray(value)) {
      if (r.chance(0.3)) name += `[${r.pick(["0", "1", "-1", "2", "99", "0.5", "-0.5", "x", " 1 ", "0x1", ""])}]`;
      const item = value[0];
      if (r.chance(0.3)) name += "." + r.pick(item && typeof item === "object" ? [...Object.keys(item), "x"] : ["x", "length"]);
    } else if (value && typeof value === "object") {
      if (r.chance(0.7)) name += "." + r.pick([...Object.keys(value), "x"]);
    } else if (r.chance(0.04)) name += ".length";
    if (r.chance(0.1)) name = r.chance(0.5) ? name.toUpperCase() : name.toLowerCase();
    if (r.chance(0.05)) name = "#" + name;
    if (r.chance(0.02)) name = "$" + name;
    if (r.chance(0.02)) name = r.pick(['"a":1', '"a":[1,2],"b":"x"', ":", "a:b", '"a.b":{', '"x":1,"y":null', '"a":"b.length']);
    return `{${name}}`;
  }
  literal(value = makeValue(this.r, 2), inList = this.inList) {
    if (value === null) return inList ? "''" : this.r.pick(["null", "undefined"]);
    if (Array.isArray(value)) return `[${value.map((v) => this.literal(v, true)).join("," + this.space())}]`;
    if (typeof value === "object") return this.name();
    if (typeof value === "string") return this.quote(value);
    if (typeof value === "number" && this.r.chance(0.05)) return this.r.pick(["0x10", "0x99", "00.5", "1.50", "10", "0"]);
    return String(value);
  }
  atom() {
    const { r } = this;
    return r.weighted([
      [10, () => this.name()],
      [7, () => this.literal()],
      [1, () => r.pick(["abc", "item1", "Yes", "a1b2", "x_y", "Infinity", "NaN", "e5"])],
      [0.5, () => r.pick(["true", "false", "TRUE", "False"])],
    ]);
  }
  /** A literal like the value under a name, and that name. */
  pair(depth) {
    const { r } = this;
    const key = r.pick(Object.keys(this.values));
    const name = `{${key}}`;
    let value = this.values[key];
    if (Array.isArray(value) && value.length && r.chance(0.5)) value = r.pick(value);
    const other = r.chance(0.6) ? this.literal(value) : this.expression(depth - 1);
    const sides = r.chance(0.7) ? [name, other] : [other, name];
    return sides[0] + " " + r.pick(COMPARING) + " " + sides[1];
  }
  args(depth, least, most) {
    const count = least + this.r.below(most - least + 1);
    const before = this.inList;
    this.inList = !this.r.chance(0.02); // null in a list makes survey-core throw
    const list = Array.from({ length: count }, () => this.expression(depth - 1));
    this.inList = before;
    return list;
  }
  dateArg(depth) {
    const { r } = this;
    return r.weighted([
      [5, () => this.quote(r.pick(DATES))],
      [0.4, () => this.quote(r.pick(LOOSE_DATES))],
      [2, () => "today()"],
      [1, () => `today(${r.below(400) - 200})`],
      [1, () => "currentDate()"],
      [2, () => this.name()],
      [1, () => this.expression(depth - 1)],
    ]);
  }
  dateCall(depth) {
    const { r } = this;
    const call = (name, ...list) => `${name}(${list.join(", ")})`;
    const maybe = (text) => (r.chance(0.6) ? [text()] : []);
    const unit = () => r.pick(UNITS);
    return r.weighted([
      [2, () => call("getDate", this.dateArg(depth))],
      [2, () => call("age", this.dateArg(depth), ...maybe(unit))],
      [1, () => call(r.pick(["year", "month", "day", "weekday"]), ...maybe(() => this.dateArg(depth)))],
      [1, () => call(r.pick(["currentYear", "currentDate", "today"]))],
      [0.5, () => call("today", this.expression(depth - 1))],
      [1, () => call("getYear", this.dateArg(depth))],
      [2, () => call("dateDiff", this.dateArg(depth), this.dateArg(depth), ...maybe(unit))],
      [2, () => call("dateAdd", this.dateArg(depth), r.chance(0.7) ? r.below(100) - 50 : this.expression(depth - 1), ...maybe(unit))],
      [1, () => call("diffDays", this.dateArg(depth), this.dateArg(depth))],
      [0.3, () => call(r.pick(["getDate", "age", "dateDiff", "dateAdd", "diffDays", "getYear"]), ...this.args(depth, 0, 4))],
    ]);
  }
  arrayCall(depth) {
    const { r } = this;
    const name = r.pick(["sumInArray", "avgInArray", "minInArray", "maxInArray", "countInArray"]);
    const arrays = Object.keys(this.values).filter((key) => this.values[key] && typeof this.values[key] === "object");
    const array = arrays.length && r.chance(0.9) ? `{${r.pick(arrays)}}` : this.expression(depth - 1);
    const list = [array, r.pick(["'x'", "'y'", "'name'", "x", "'a.b'", "'X'", "'length'", "{name}"])];
    if (r.chance(0.25)) list.push(r.pick(["'y'", "name", "'zzz'"]));
    if (r.chance(0.6)) {
      const inside = new Writer(r);
      inside.values = { x: 1, y: 2, name: "a", "a.b": 1 };
      const condition = r.chance(0.6) ? inside.pair(1) : inside.expression(depth - 1);
      list.push(r.chance(0.4) ? `'${condition.replace(/['"]/g, "\\$&")}'` : condition);
    }
    return `${name}(${list.join(", ")})`;
  }
  call(depth) {
    const { r } = this;
    const call = (name, least, most) => `${name}(${this.args(depth, least, most).join(r.pick([", ", ",", " ,"]))})`;
    return r.weighted([
      [3, () => call("iif", 2, 3)],
      [0.3, () => call("iif", 0, 4)],
      [4, () => call(r.pick(["sum", "avg", "min", "max", "count"]), 0, 4)],
      [2, () => call(r.pick(["round", "trunc"]), 1, 2)],
      [1, () => `${r.pick(["round", "trunc"])}(${this.literal(r.pick(NUMBERS))}, ${r.pick([0, 1, 2, 3, -1, -2, 1.5, "'2'"])})`],
      [1.5, () => `substring(${this.expression(depth - 1)}, ${r.below(5) - 1}${r.chance(0.6) ? ", " + (r.below(6) - 1) : ""})`],
      [0.5, () => call("substring", 0, 4)],
      [6, () => this.dateCall(depth)],
      [4, () => this.arrayCall(depth)],
      [0.15, () => call(r.pick(OTHERS), 0, 2)],
    ]);
  }
  expression(depth) {
    const { r } = this;
    if (depth <= 0) return this.atom();
    return r.weighted([
      [3, () => this.atom()],
      [6, () => this.expression(depth - 1) + this.space() + this.spell(r.pick(BINARY)) + this.space() + this.expression(depth - 1)],
      [3, () => this.pair(depth)],
      [1, () => this.dateArg(depth) + " " + r.pick(COMPARING) + " " + this.dateArg(depth)],
      [2, () => "(" + this.space() + this.expression(depth - 1) + this.space() + ")"],
      [1, () => r.pick(["!", "! ", "negate "]) + this.expression(depth - 1)],
      [1, () => this.atom() + this.space() + this.spell(r.pick(["empty", "notempty"]))],
      [4, () => this.call(depth)],
      [1, () => `[${this.args(depth, 0, 4).join(", ")}]`],
    ]);
  }
}

const DAMAGE = [..."(){}[]'\",.!=<>+-*/^%&| \t\n0129ax_:#$\\é😀", " and ", " or ", " empty", "null", "undefined", "0x", "true"];

function damage(r, text) {
  const units = [...text];
  for (let i = 1 + r.below(2); i > 0; i--) {
    const at = r.below(units.length + 1);
    const kind = r.below(4);
    if (kind === 0) units.splice(at, 1);
    else if (kind === 1) units.splice(at, 0, r.pick(DAMAGE));
    else if (kind === 2) units.splice(at, 1, r.pick(DAMAGE));
    else units.length = at;
  }
  return units.join("");
}

const NOWS = ["2026-03-15T12:34:56", "2026-03-29T02:59:59", "2026-10-25T02:30:00", "2024-02-29T00:00:00",
  "2026-12-31T23:59:59.999", "2025-07-01T00:30:00", "2030-01-01T00:00:00"];

export function makeCase(r) {
  const writer = new Writer(r);
  let expression = writer.expression(1 + r.below(4));
  if (r.chance(0.1)) expression = damage(r, expression);
  const made = { expression, values: writer.values };
  if (/date|today|age|year|month|day/i.test(expression)) made.now = r.pick(NOWS);
  return made;
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const [count, seed] = process.argv.slice(2).map(Number);
  const r = randomFrom(seed);
  for (let i = 0; i < count; i++) process.stdout.write(JSON.stringify(makeCase(r)) + "\n");
}
