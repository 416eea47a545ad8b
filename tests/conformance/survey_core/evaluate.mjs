// What survey-core makes of a case, in the form in which `bry expr` writes it.
const PROFILE = new Set(("iif sum avg min max count round trunc substring getDate today currentDate age year month day " +
  "weekday dateDiff dateAdd diffDays currentYear getYear sumInArray minInArray maxInArray countInArray avgInArray").split(" "));

// ECMAScript's own date format; the rest is up to the browser.
const STANDARD_DATE = /^([+-]\d{6}|\d{4})(-\d\d(-\d\d)?)?(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/;

/** Counts the calls of sumInArray() and its kin over something that is no array or object, or for a column that every
 * JavaScript object inherits. */
export class Columns {
  constructor(library) {
    this.odd = 0;
    this.answered = 0; // conditions that are the text of an answer
    for (const name of ["sum", "avg", "min", "max", "count"].map((word) => word + "InArray")) {
      const info = library.FunctionFactory.Instance.functionHash[name];
      const watcher = this;
      const func = function (params, originals) {
        if ([2, 3].some((i) => typeof params[i] === "string" && originals?.[i]?.getType() !== "const")) watcher.answered++;
        if (typeof params[0] !== "object" || params[1] in {} || params[2] in {}) watcher.odd++;
        return info.func.call(this, params, originals);
      };
      library.FunctionFactory.Instance.register({ name, func, originalValueParams: [0] });
    }
  }
}

/** Counts the texts that only the browser takes for a date; with `strict`, survey-core's hook makes them invalid. */
export class Dates {
  constructor(library) {
    this.loose = 0;
    this.strict = false;
    this.now = 0;
    library.settings.onDateCreated = (date, reason, value) => {
      if (!value) return new Date(this.now);
      if (value instanceof Date || typeof value === "number" || typeof value === "boolean") return date;
      if (isNaN(date) || STANDARD_DATE.test(String(value))) return date;
      this.loose++;
      return this.strict ? new Date(NaN) : date;
    };
  }
}

export function describe(value) {
  if (value === undefined) return { value: null, is: "undefined" };
  if (value instanceof Date) {
    return isNaN(value) ? { value: null, is: "Invalid Date" } : { value: value.toISOString(), is: "Date" };
  }
  if (typeof value === "number" && !Number.isFinite(value)) return { value: null, is: String(value) };
  return { value: JSON.parse(JSON.stringify(value)) };
}

const isOperand = (value) => typeof value?.getType === "function";

/** The condition of a call of sumInArray() and its kin; undefined when it has none. As survey-core's getInArrayParams(). */
function conditionOf({ parameters: { values } }) {
  const third = values[2];
  const isColumn = third?.getType() === "const" && typeof third.correctValue === "string" && !/[{}><=!]/.test(third.correctValue);
  return values.length > 4 ? undefined : values[isColumn ? 3 : 2];
}

/** What survey-core's own parser finds in an expression: the functions that are called, conditions over arrays included,
 * and which of them have a condition that it can't read back. */
export function calls(library, text, found = { names: new Set(), unreadable: new Set() }) {
  const walk = (operand) => {
    if (operand.getType() === "function") {
      found.names.add(operand.originalValue);
      const condition = /InArray$/.test(operand.originalValue) && PROFILE.has(operand.originalValue) ? conditionOf(operand) : undefined;
      const written = condition?.getType() === "const" ? condition.correctValue : condition?.toString();
      if (typeof written === "string" && written !== "" && !calls(library, written, found)) found.unreadable.add(operand.originalValue);
    }
    for (const child of Object.values(operand).flat()) if (isOperand(child)) walk(child);
  };
  const tree = new library.ConditionsParser().parseExpression(text);
  if (!tree) return undefined;
  walk(tree);
  return found;
}

export const isForeign = (name) => !PROFILE.has(name);

export function evaluate(library, dates, one, strict = false) {
  dates.now = one.now ? new Date(one.now).getTime() : 0;
  dates.strict = strict;
  dates.loose = 0;
  try {
    const runner = new library.ExpressionRunner(one.expression);
    if (!runner.canRun()) return { error: "parse" };
    return describe(runner.runValues(structuredClone(one.values ?? {}), {}));
  } catch (problem) {
    return { error: "throws", message: String(problem.message) };
  }
}

export function same(a, b) {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || !a || !b || Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && same(a[key], b[key]));
}
