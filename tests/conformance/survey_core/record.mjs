// record.mjs < CASES.jsonl > CASES.jsonl: writes into each case the result that survey-core 3.1.1 gives, for other
// implementers to compare with. A case with a "kind" is one of stricter.json's and keeps none.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { Dates, evaluate } from "./evaluate.mjs";

const library = createRequire(process.env.SURVEY_CORE_ROOT + "/")("survey-core");
console.warn = console.error = () => {};
const dates = new Dates(library);
for (const line of readFileSync(0, "utf8").trim().split("\n")) {
  const { expression, values, now, kind } = JSON.parse(line);
  const one = { expression, values, now };
  if (kind) Object.assign(one, { kind });
  else {
    const { message, ...result } = evaluate(library, dates, one);
    Object.assign(one, result);
  }
  process.stdout.write(JSON.stringify(one) + "\n");
}
