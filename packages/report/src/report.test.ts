import type { BenchPoint } from '@verbatim/bench';
import { parseHTML } from 'linkedom';
import { describe, expect, test } from 'vitest';
import { benchResult } from './bench-result.testing.js';
import { committed, inputs } from './inputs.testing.js';
import { measuredCharts } from './measured-charts.js';
import { type ReportResult, readResult } from './read-result.js';
import { makeReport } from './report.js';

interface Node {
  readonly textContent: string;
  readonly innerHTML: string;
  readonly tagName: string;
  getAttribute(name: string): string | null;
  querySelector(selector: string): Node | null;
  querySelectorAll(selector: string): Iterable<Node>;
}

function parsed(page: string): Node {
  return (parseHTML(page) as unknown as { document: Node }).document;
}

const report = makeReport(inputs());
const page = parsed(report.page);
const all = (selector: string, within: Node = page) => [...within.querySelectorAll(selector)];

describe('a report', () => {
  test('is the same bytes again', () => {
    makeReport(inputs().slice(1));
    expect(makeReport(inputs())).toEqual(report);
    expect(report.page).not.toMatch(/\bNaN\b|undefined|\[object/);
  });

  test('does not depend on the order in which points were visited', () => {
    const result = benchResult();
    const turned = { ...result, points: result.points.toReversed() };
    expect(makeReport([{ from: 'x', result: turned }]).files).toEqual(makeReport([{ from: 'x', result }]).files);
  });

  test('has ids once, and links to what is there', () => {
    const twice = parsed(makeReport([...inputs(), ...inputs()]).page);
    const ids = all('[id]', twice).map((element) => element.getAttribute('id')!);
    expect(ids.length).toBeGreaterThan(100);
    expect(new Set(ids).size).toBe(ids.length);
    const targets = all('a[href^="#"]', twice).map((link) => link.getAttribute('href')!.slice(1));
    expect(targets.filter((target) => !ids.includes(target))).toEqual([]);
    expect(
      all('[aria-labelledby]', twice)
        .flatMap((element) => element.getAttribute('aria-labelledby')!.split(' '))
        .filter((id) => !ids.includes(id)),
    ).toEqual([]);
  });

  test('refuses to be made of nothing', () => {
    expect(() => makeReport([])).toThrow(RangeError);
  });
});

describe('its charts', () => {
  const figures = all('figure');
  const bothPrecisions = (name: string) => ['f16', 'f32'].map((precision) => `measured-1-${name}-${precision}`);

  test('are those of the paper, of time, of memory, of bits needed, of crossovers and of the roofline', () => {
    expect(figures.map((figure) => figure.getAttribute('id'))).toEqual([
      ...['construction-1', 'construction-2', 'construction-3', 'gssm-length-2', 'gssm-state-2'].map(
        (x) => `paper-1-${x}`,
      ),
      ...['time', 'carried', 'memory'].flatMap((kind) =>
        ['decode', 'prefill', 'state']
          .filter((suite) => suite !== 'state' || kind !== 'memory')
          .flatMap((suite) => bothPrecisions(`${kind}-${suite}`)),
      ),
      ...bothPrecisions('needed-state'),
      'measured-1-crossover-1',
      'measured-1-crossover-2',
      ...['decode', 'prefill'].flatMap((suite) => bothPrecisions(`roofline-${suite}`)),
    ]);
  });

  test('have axes with units, a title, a description and a table', () => {
    for (const figure of figures) {
      // The rows of a chart of crossovers have names and no axis.
      const rows = figure.getAttribute('id')!.includes('-crossover-');
      for (const axis of rows ? ['x'] : ['x', 'y']) {
        const label = figure.querySelector(`[aria-label="${axis}-axis label"]`)?.textContent;
        expect(label).toMatch(/^↑? ?[a-zA-Z].* \([^)]+\)( →)?$/);
      }
      expect(figure.querySelector('svg > title')?.textContent).toBe(figure.querySelector('figcaption')?.textContent);
      const description = figure.querySelector('.note')!.textContent;
      const seen = figure.querySelector('svg > desc')!.textContent;
      expect(description.length).toBeGreaterThan(60);
      // Who does not see the chart is told its numbers besides.
      expect(seen.startsWith(`${description} `)).toBe(true);
      expect(seen.slice(description.length)).toMatch(/\d/);
      expect(all('tbody tr', figure).length).toBeGreaterThan(1);
      for (const cell of all('th', figure)) expect(cell.getAttribute('scope')).toMatch(/^(row|col)$/);
    }
  });

  test('can be saved from the page as the files that go with it', () => {
    const byName = new Map(report.files.map(({ name, content }) => [name, content]));
    const links = all('a[download]');
    expect(links.map((link) => link.getAttribute('download')).sort()).toEqual([...byName.keys()].sort());
    expect(byName.size).toBe(report.files.length);
    for (const link of links) {
      const [, data] = link.getAttribute('href')!.split(';base64,');
      expect(Buffer.from(data!, 'base64').toString()).toBe(byName.get(link.getAttribute('download')!));
    }
  });

  test('are there by themselves too', () => {
    const charts = measuredCharts('measured-1', benchResult());
    const files = report.files.filter(({ name }) => name.startsWith('measured-1-') && name.endsWith('.svg'));
    expect(new Map(charts.map(({ name, svg }) => [`${name}.svg`, svg]))).toEqual(
      new Map(files.map(({ name, content }) => [name, content])),
    );
    for (const { svg, title, seen } of charts) {
      const [named, told] = ['title', 'desc'].map((part) => parsed(svg).querySelector(`svg > ${part}`)!.textContent);
      expect([named, told!.endsWith(` ${seen}`)]).toEqual([title, true]);
    }
  });

  test('have hundredths for the smallest distances', () => {
    for (const { svg } of measuredCharts('x', benchResult())) {
      const tags = svg.match(/<[a-z][^>]*>/g)!;
      expect(tags.length).toBeGreaterThan(30);
      expect(tags.filter((tag) => /\d\.\d{3,}|\de-\d/.test(tag))).toEqual([]);
    }
  });

  test('have every digit in their CSV', () => {
    const csv = report.files.find(({ name }) => name === 'measured-1-time-prefill-f32.csv')!.content;
    const [head, ...rows] = csv.trimEnd().split('\r\n');
    expect(head).toBe(
      'series,L (tokens),median (ns),low (ns),high (ns),confidence,samples,dropped,cache,clock,stopped by',
    );
    const measured = benchResult().points.filter(
      ({ suite, precision, status }) => suite === 'prefill' && precision === 'f32' && status === 'measured',
    );
    expect(rows).toEqual(
      measured.map(
        ({ suite, kernel, precision, backend, length, cold }) =>
          `${suite}/${kernel}/${precision}/${backend},${length},${cold!.median},${cold!.low},${cold!.high},96.48 %,15,1,cold,device,tight`,
      ),
    );
  });

  test('draw a law of all bytes only where nothing else is live', () => {
    const legend = (id: string) => page.querySelector(`#${id} svg`)!.textContent;
    expect(legend('measured-1-carried-state-f32')).toContain('attention-decode: L^1');
    expect(legend('measured-1-carried-decode-f32')).not.toMatch(/attention-decode: L\^/);
    expect(legend('measured-1-memory-decode-f32')).toContain('attention-decode: L^1');
  });

  test('draw a law over the lengths that it is about, and join other points faintly', () => {
    const run = benchResult();
    const series = 'decode/attention-decode/f32/webgpu';
    const laws = run.laws.map((law) =>
      law.series === series ? { ...law, lengths: law.lengths.filter((length) => length >= 16_384) } : law,
    );
    const linesOf = (result: ReportResult) => {
      const { page: text } = makeReport([{ from: 'x', result }]);
      const lines = all('#measured-1-time-decode-f32 svg > [aria-label="line"]', parsed(text));
      const blue = lines.filter((line) => line.getAttribute('stroke') === 'var(--series-1)');
      const start = (line: Node) => Number(/^M([\d.]+),/.exec(line.querySelector('path')!.getAttribute('d')!)![1]);
      return blue.map((line) => ({ faint: line.getAttribute('stroke-opacity') === '0.35', start: start(line) }));
    };
    const [whole] = linesOf(run);
    expect(linesOf(run)).toHaveLength(1);
    const [faint, law] = linesOf({ ...run, laws });
    expect(faint).toEqual({ faint: true, start: whole!.start });
    expect(law!.faint).toBe(false);
    expect(law!.start).toBeGreaterThan(whole!.start + 100);
  });

  test('have series in the order of the numbers in their names, and those of each backend together', () => {
    const run = benchResult();
    const [point] = run.points;
    const named = (kernel: string, backend: BenchPoint['backend'] = 'webgpu') => ({ ...point!, kernel, backend });
    const kernels = ['window-128', 'window-16', 'window-1024'].map((kernel) => named(kernel));
    const made = (points: readonly BenchPoint[]) =>
      makeReport([{ from: 'x', result: { ...run, points, laws: [], crossovers: [] } }]).files;
    const csv = made(kernels).find(({ name }) => name === 'measured-1-time-decode-f32.csv')!.content;
    const rows = csv.trimEnd().split('\r\n').slice(1);
    expect(rows.map((row) => row.split('/')[1])).toEqual(['window-16', 'window-128', 'window-1024']);
    const mixed = made([...kernels, named('window-16', 'gpujs-cpu')]).map(({ name }) => name);
    expect(mixed.filter((name) => name.includes('-time-'))).toEqual(
      ['gpujs-cpu', 'webgpu'].flatMap((backend) =>
        ['svg', 'csv'].map((end) => `measured-1-time-decode-f32-${backend}.${end}`),
      ),
    );
  });

  test('say of bytes which series lie upon each other', () => {
    const run = benchResult();
    const twin = run.points.filter(({ suite, kernel }) => suite === 'state' && kernel === 'rnn');
    const points = [...run.points, ...twin.map((point) => ({ ...point, kernel: 'twin' }))];
    const { page: text } = makeReport([{ from: 'x', result: { ...run, points } }]);
    const legendOf = (of: Node) => of.querySelector('#measured-1-carried-state-f32 svg > g:last-child')!.textContent;
    expect(legendOf(parsed(text))).toContain('rnn: L^0twin: as rnn');
    expect(legendOf(page)).not.toContain(': as ');
  });

  test('have a label at every tick', () => {
    for (const { name, content } of report.files) expect(/<text[^>]*\/>/.exec(content)?.[0], name).toBeUndefined();
  });

  test('draw no law where the points do not tell one', () => {
    const run = benchResult();
    const laws = run.laws.map((law) => ({ ...law, exponentInterval: null, note: 'they do not tell' }));
    const { files } = makeReport([{ from: 'x', result: { ...run, laws } }]);
    const content = (of: typeof files, end: string) => of.find(({ name }) => name === `measured-1-${end}`)!.content;
    const svg = content(files, 'time-decode-f32.svg');
    // Nor does the table show a number that others fit as well.
    const rows = { time: 'not told,,,,,', bytes: 'not told,,,' };
    for (const [quantity, cells] of Object.entries(rows)) {
      const csv = (of: typeof files) => content(of, `laws-${quantity}.csv`).split('\r\n');
      expect(csv(files)).toContain(`decode/retnet-step/f32/webgpu,${cells},256 … 1M (7),they do not tell`);
      expect(csv(report.files as typeof files).join()).not.toContain('not told');
    }
    expect(svg).not.toContain('L^0');
    // Points joined faintly are no law.
    expect(svg.match(/aria-label="line"/g)!.length).toBeGreaterThan(3);
    expect(svg.match(/stroke-opacity="0.35"/g)).toHaveLength(3);
  });
});

describe('bits stored against bits needed', () => {
  const chart = (id: string) => page.querySelector(`#measured-1-${id}`)!;
  const largest = report.files.find(({ name }) => name === 'measured-1-largest-lengths.csv')!.content;

  test('has the largest length of each series for each alphabet, and of a cache every length', () => {
    expect(largest.trimEnd().split('\r\n')).toEqual([
      'series,kept at any L (bits),and for each letter (bits),"largest L, D = 2 (letters)","largest L, D = 26 (letters)","largest L, D = 256 (letters)"',
      'state/attention-decode/f16/webgpu,0,65536,every L,every L,every L',
      'state/attention-decode/f32/webgpu,0,65536,every L,every L,every L',
      'state/rnn/f16/webgpu,32768,0,32768,6971,4096',
      'state/rnn/f32/webgpu,32768,0,32768,6971,4096',
    ]);
  });

  test('marks where a state is only just enough, and names that length', () => {
    const rings = all('circle[r="6.5"] title', chart('needed-state-f32')).map((title) => title.textContent);
    expect(rings).toEqual([
      'rnn: 32,768 bits are enough up to L = 4,096',
      'rnn: 32,768 bits are enough up to L = 32,768',
    ]);
    const text = chart('needed-state-f32').querySelector('svg')!.textContent;
    expect(text).toContain('rnn: up to L = 4,096');
    expect(text).toContain('attention-decode: every L');
  });

  test('draws a state beyond the lengths measured as far as it is enough, and no ring for a cache', () => {
    const run = benchResult();
    const short = { ...run, points: run.points.filter(({ length }) => length <= 1024) };
    const svg = (result: ReportResult) =>
      makeReport([{ from: 'x', result }]).files.find(({ name }) => name === 'measured-1-needed-state-f32.svg')!.content;
    expect(svg(short)).toContain('stroke-opacity="0.4"');
    expect(svg(run)).not.toContain('stroke-opacity="0.4"');
    const caches = { ...run, points: run.points.filter(({ kernel }) => kernel !== 'rnn') };
    expect(svg(caches)).not.toContain('r="6.5"');
  });

  test('is left out of a run in which nothing keeps bits', () => {
    const run = benchResult();
    const result = { ...run, points: run.points.filter(({ suite }) => suite === 'prefill') };
    expect(makeReport([{ from: 'x', result }]).page).not.toContain('Bits stored');
  });
});

describe('crossover lengths', () => {
  const [bytes, times] = [1, 2].map((number) => page.querySelector(`#measured-1-crossover-${number}`)!) as [Node, Node];
  const dots = (figure: Node) => all('[aria-label="dot"] title', figure).map((title) => title.textContent);

  test('are dots with intervals, a chart for each kind', () => {
    expect(dots(bytes)).toEqual(['attention-decode > selective-step, f32: L = 33 (33 … 33)']);
    expect(dots(times)).toEqual([
      'attention-decode > selective-step, f32: L = 625 (540 … 712)',
      'attention-decode f16 > selective-step f32: L = 262,000 (120,000 … 700,000)',
      'attention-decode > selective-step, f16: L = 1,100 (no interval)',
    ]);
    const bars = all('[stroke-width="5"] line', times).map((bar) =>
      ['x1', 'x2'].map((end) => Number(bar.getAttribute(end))),
    );
    expect(bars).toHaveLength(2);
    for (const [low, high] of bars) expect(low!).toBeLessThan(high!);
    expect(bytes.textContent).toContain('counted exactly');
    expect(times.textContent).toContain('no interval is known');
  });

  test('on another backend than WebGPU say so', () => {
    const run = benchResult();
    const crossovers = run.crossovers.map((pair) => ({
      ...pair,
      first: pair.first.replace('/webgpu', '/cuda'),
      second: pair.second.replace('/webgpu', '/cuda'),
    }));
    const { files } = makeReport([{ from: 'x', result: { ...run, crossovers } }]);
    const svg = files.find(({ name }) => name === 'measured-1-crossover-1.svg')!.content;
    expect(svg).toContain('attention-decode &gt; selective-step, f32, cuda');
  });

  test('that are not in the lengths measured are in the table, with the reason', () => {
    expect(times.querySelector('.note')!.textContent).toContain('One pair has no crossing; the table says why.');
    expect(all('tbody tr', times).at(-1)!.textContent).toContain('not up to L = 1,024');
  });

  test('make no chart where no pair crosses, and several where one cannot hold all', () => {
    const run = benchResult();
    const withPairs = (crossovers: typeof run.crossovers) => {
      const { files, page: text } = makeReport([{ from: 'x', result: { ...run, crossovers } }]);
      const charts = files.map(({ name }) => name).filter((name) => /crossover-\d+\.svg$/.test(name));
      return { charts, rows: all('#measured-1-crossover-lengths ~ .scroll tbody tr', parsed(text)).length };
    };
    const [pair] = run.crossovers;
    expect(withPairs([{ ...pair!, length: null, interval: null }]).charts).toEqual([]);
    expect(withPairs(Array.from({ length: 13 }, () => pair!)).charts).toHaveLength(2);
    expect(withPairs([]).rows).toBe(0);
  });
});

describe('the headings', () => {
  test('go down one level at a time', () => {
    const levels = all('h1, h2, h3, h4, h5, h6').map((heading) => Number(heading.tagName[1]));
    expect(levels[0]).toBe(1);
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    expect(new Set(levels)).toEqual(new Set([1, 2, 3, 4]));
    levels.slice(1).forEach((level, i) => {
      expect(level - levels[i]!).toBeLessThanOrEqual(1);
    });
  });
});

describe('the claims in it', () => {
  const { claims } = committed('verify-standard.json') as Extract<ReportResult, { schema: 'verbatim.verify/1' }>;

  test('are told with statement, methods, counterexamples, controls and replay', () => {
    const stories = all('details.claim');
    expect(stories).toHaveLength(claims.length);
    for (const [i, { statement, source, evidence, controls, replay }] of claims.entries()) {
      const text = stories[i]!.textContent;
      for (const part of [statement, source, replay]) expect(text).toContain(part);
      for (const { name, domain, counterexample } of evidence)
        for (const part of [name, domain, counterexample?.explanation ?? '']) expect(text).toContain(part);
      for (const { name, breaks } of controls) for (const part of [name, breaks]) expect(text).toContain(part);
    }
    expect(all('#claims-1 .bad')).toEqual([]);
  });

  test('stand out when they are not as expected, and without colour', () => {
    const [first, ...rest] = claims;
    const [control, ...controls] = first!.controls;
    const wrong = { ...first!, verdict: 'holds' as const, controls: [{ ...control!, caught: false }, ...controls] };
    const result = { ...committed('verify-standard.json'), claims: [wrong, ...rest] } as ReportResult;
    const text = parsed(makeReport([{ from: 'x', result }]).page).querySelector('#claims-1')!;
    expect(text.textContent).toContain(
      `${rest.length} of ${claims.length} claims came out as expected; one negative control was not caught`,
    );
    expect(all('.bad', text).map((bad) => bad.textContent)).toEqual([
      '✗ holds, not as expected',
      '✗ holds, not as expected',
      '✗ no',
    ]);
  });
});

describe('the claims of a run', () => {
  const run = benchResult();
  const { claims } = committed('verify-standard.json') as Extract<ReportResult, { schema: 'verbatim.verify/1' }>;
  const [first] = claims;
  const evidence = first!.evidence.map((part, i) => ({
    ...part,
    supports: i === 0 ? ('undecided' as const) : part.supports,
    numbers: { explanation: `why ${i} <is so>` },
  }));
  const text = (verdict: 'refuted' | 'undecided') =>
    parsed(makeReport([{ from: 'x', result: { ...run, claims: [{ ...first!, evidence, verdict }] } }]).page);

  test('have what each method says in words', () => {
    expect(all('.said', text('refuted')).map((said) => said.textContent)).toEqual(['why 0 <is so>', 'why 1 <is so>']);
  });

  test('show which method took away the verdict that was expected', () => {
    expect(all('.bad', text('undecided')).map((bad) => bad.textContent)).toEqual([
      '? undecided, not as expected',
      '? undecided, not as expected',
      'undecided',
    ]);
    expect(all('.bad', text('refuted'))).toEqual([]);
  });
});

describe('times of software', () => {
  const run = benchResult();
  const warned = (backend: BenchPoint['backend']) => {
    const devices = { ...run.devices, [backend]: { ...run.devices.webgpu!, kind: 'software' as const } };
    return makeReport([{ from: 'x', result: { ...run, devices } }]).page.includes('emulated in software');
  };

  test('are said to be that of a GPU in software, and not of what runs on the CPU anyway', () => {
    expect((['webgpu', 'gpujs-webgpu', 'gpujs-webasm', 'gpujs-cpu'] as const).map(warned)).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});

describe('claims that a run says nothing of', () => {
  const missing = [{ id: 'scaling/prefill-time', reason: 'not in this run: a <suite>' }];
  const listed = (result: ReportResult) =>
    all('.missing li', parsed(makeReport([{ from: 'x', result, missing }]).page)).map((item) => item.textContent);

  test('are listed with what they lack, with other claims and without', () => {
    expect(listed(benchResult())).toEqual(['scaling/prefill-time: not in this run: a <suite>']);
    const { claims } = committed('verify-standard.json') as Extract<ReportResult, { schema: 'verbatim.verify/1' }>;
    expect(listed({ ...benchResult(), claims: claims.slice(0, 1) })).toHaveLength(1);
    expect(all('.missing')).toEqual([]);
  });
});

describe('what was not measured', () => {
  test('is listed with its reason', () => {
    const rows = all('#measured-1 > details tbody tr').map((row) => row.textContent);
    expect(rows).toHaveLength(2);
    expect(rows[0]).toBe(
      'prefill/attention-prefill/f32/webgpu/1048576failedout of memory: 1099511627776 <bytes> & more',
    );
  });
});

describe('text from outside', () => {
  const HOSTILE = `"'><script>alert(1)</script><img src=x onerror=alert(1)>]]>&amp;\u0000\u001b[31m\ud800`;
  const CHOSEN = new Set(
    'schema verdict expected method supports expect status precision backend clock stopped bound boundKind quantity cases failures family states fraction started kind'.split(
      ' ',
    ),
  );

  /** Every free text of a result made hostile; names of series still fit each other. */
  function hostile(value: unknown, key = ''): unknown {
    if (typeof value === 'string') return CHOSEN.has(key) ? value : `${value}${HOSTILE}`;
    if (Array.isArray(value)) return value.map((item) => hostile(item, key));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, hostile(item, name)]));
  }

  test('is never markup, in the page and in the charts', () => {
    const made = makeReport(
      inputs().map(({ result }) => {
        const read = readResult(hostile(result));
        if ('problem' in read) throw new Error(read.problem);
        return { from: HOSTILE, result: read.result };
      }),
    );
    const document = parsed(made.page);
    expect(all('script, img, iframe, object, embed, link', document)).toEqual([]);
    for (const text of [
      made.page,
      ...made.files.filter(({ name }) => name.endsWith('.svg')).map(({ content }) => content),
    ]) {
      expect(/<script|<img|\p{Cs}|(?!\n)\p{Cc}/u.exec(text)?.[0]).toBeUndefined();
    }
    expect(document.querySelector('#measured-1-heading')!.textContent).toContain('<script>alert(1)</script>');
    expect(made.files.map(({ name }) => name).filter((name) => !/^[a-z0-9-]+\.(svg|csv)$/.test(name))).toEqual([]);
  });
});
