// Each specification given is valid against Vega-Lite's own schema, compiles, and is drawn: check.mjs FILE...
import fs from 'node:fs';
import Ajv from 'ajv';
import * as vega from 'vega';
import * as lite from 'vega-lite';

const schema = JSON.parse(fs.readFileSync(new URL('node_modules/vega-lite/build/vega-lite-schema.json', import.meta.url)));
const ajv = new Ajv.default({ strict: false, validateFormats: false });
const validate = ajv.compile(schema);
const warnings = [];
const logger = { level: () => logger, error: (m) => (warnings.push(m), logger), warn: (m) => (warnings.push(m), logger),
                 info: () => logger, debug: () => logger };
let failed = 0;

function fail(file, why) {
  console.log(`${file}: ${why}`);
  failed++;
}

for (const file of process.argv.slice(2)) {
  const spec = JSON.parse(fs.readFileSync(file, 'utf8'));
  if (!validate(spec)) {
    fail(file, `not valid: ${JSON.stringify(validate.errors[0])}`);
    continue;
  }
  warnings.length = 0;
  const { spec: compiled } = lite.compile(spec, { logger });
  const view = new vega.View(vega.parse(compiled), { renderer: 'none', logger });
  const svg = await view.toSVG();
  fs.writeFileSync(file.replace(/\.json$/, '.svg'), svg);
  const shown = spec.data.values.filter((row) => row.value !== undefined).length;
  const marks = (svg.match(/aria-roledescription="(bar|rect mark|line mark|point)"/g) || []).length;
  const withheld = spec.data.values.filter((row) => row.withheld).length;
  const signs = (svg.match(/>:<\/text>/g) || []).length;
  if (warnings.length) fail(file, `warned: ${warnings[0]}`);
  if (marks < shown) fail(file, `${marks} marks for ${shown} values`);
  if (signs !== withheld) fail(file, `${signs} signs for ${withheld} withheld values`);
}
console.log(`${process.argv.length - 2 - failed} of ${process.argv.length - 2} specifications are valid and drawn`);
process.exit(failed ? 1 : 0);
