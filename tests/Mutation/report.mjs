// Prints the score of a report and the mutants that no test kills: node report.mjs <mutation-report.json> <minimum>
import { readFileSync } from 'node:fs';

const [path, minimum] = process.argv.slice(2);
const counts = { Killed: 0, Timeout: 0, Survived: 0, NoCoverage: 0 };
const alive = [];
let inInitializers = 0;
for (const [file, { source, mutants }] of Object.entries(JSON.parse(readFileSync(path, 'utf8')).files)) {
  const lines = source.split('\n');
  for (const { status, static: isStatic, location: { start }, mutatorName, replacement } of mutants) {
    const line = lines[start.line - 1];

    // No thread of the tests can be blocked by a continuation, so true is as good as false.
    if (!(status in counts) || (line.slice(0, start.column - 1).endsWith('ConfigureAwait(') && replacement === 'true')) {
      continue;
    }

    // The process has run its static initializers before, without the mutant.
    if (isStatic) {
      inInitializers++;
      continue;
    }

    counts[status]++;
    if (status === 'Survived' || status === 'NoCoverage') {
      alive.push(`${status} ${file.replace(/^.*Dhafnck\.McpAuth\//, '')}:${start.line} ${mutatorName}\n  - ${line.trim()}\n  + ${replacement.replace(/\s+/g, ' ')}`);
    }
  }
}

const killed = counts.Killed + counts.Timeout;
const score = 100 * killed / Math.max(1, killed + alive.length);
console.log(alive.join('\n'));
console.log(`${inInitializers} mutants of static initializers are not counted.`);
console.log(`${score.toFixed(1)} % of the others die: ${Object.entries(counts).map(([status, count]) => `${count} ${status}`).join(', ')}`);
process.exitCode = score < Number(minimum) ? 1 : 0;
