/** `node tools/dist/curves/write.js --json FILE`: computes the curves of the paper and writes them. */
import { parseArgs } from 'node:util';
import { VERSION } from '@verbatim/cli';
import { writeJsonAtomically } from '@verbatim/evidence';
import { paperCurvesSchema } from '@verbatim/report';
import { FULL_PLAN, paperCurves, QUICK_PLAN } from './curves.js';

const SEED = 1;

function options(): { readonly json: string; readonly quick: boolean } {
  const accepted = 'accepted are --json FILE and --quick';
  try {
    const { json, quick } = parseArgs({ options: { json: { type: 'string' }, quick: { type: 'boolean' } } }).values;
    if (json === undefined || json === '') throw new RangeError(`--json FILE is missing; ${accepted}`);
    return { json, quick: quick ?? false };
  } catch (error) {
    if (error instanceof RangeError) throw error;
    throw new RangeError(`${(error as Error).message.split('.')[0]}; ${accepted}`);
  }
}

try {
  const { json, quick } = options();
  const command = `node tools/dist/curves/write.js --json ${json}${quick ? ' --quick' : ''}`;
  const curves = paperCurves(
    quick ? QUICK_PLAN : FULL_PLAN,
    { command, seed: SEED, versions: { verbatim: VERSION } },
    (done, of) => console.error(`curve ${done + 1} of ${of}`),
  );
  await writeJsonAtomically(json, paperCurvesSchema.parse(curves));
  console.log(`written: ${json}`);
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 2;
}
