/** What the paper's two theorems say of uniform letters, in charts. */
import { gssmByLengthChart, gssmByStateChart, paperChart } from '../charts/paper-chart.js';
import { html } from '../html.js';
import type { PaperCurves } from '../paper-curves.js';
import { chartFigures, chartFiles, runMarkup, type Section } from './section.js';

/** Charts of the construction's error beside those of machines of bounded state. */
export function paperSection(id: string, from: string, { run, curves, gssm }: PaperCurves): Section {
  const alphabets = [
    ...new Set(gssm.filter(({ family }) => family === 'register').map((machine) => machine.alphabetSize)),
  ];
  const charts = [
    ...curves
      .filter(({ points }) => points.length > 0)
      .map((curve, i) => paperChart(`${id}-construction-${i + 1}`, curve)),
    ...alphabets.flatMap((D) => {
      const machines = gssm.filter(({ alphabetSize }) => alphabetSize === D);
      return [
        gssmByLengthChart(`${id}-gssm-length-${D}`, machines),
        gssmByStateChart(`${id}-gssm-state-${D}`, machines),
      ];
    }),
  ];
  return {
    id,
    title: `The paper's curves, from ${from}`,
    body: html`<p>Strings of L letters, each drawn uniformly from D. The transformer has n-grams for keys; it fails on a string exactly when
two equal n-grams are followed by different letters. A machine with |S| states cannot copy more than |S| of the D^L strings.
Probabilities are exact; errors are those of honest runs.</p>
${chartFigures(charts, 3)}${runMarkup(run)}`,
    files: chartFiles(charts),
  };
}
