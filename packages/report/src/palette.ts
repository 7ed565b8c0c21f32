/**
 * How series are told apart: by colour, by mark and by dash, each of which suffices. The colours are those of Okabe and Ito
 * ("Color Universal Design", 2008), chosen to differ for every kind of colour vision; on a dark ground the light ones stand in
 * for those that would vanish. A grey, which is not theirs, is the last.
 */

/** The look of one series. */
export interface SeriesStyle {
  /** A property of the page's style sheet; {@link standalone} replaces it in a file of its own. */
  readonly colour: string;
  readonly light: string;
  readonly dark: string;
  readonly symbol: 'circle' | 'square2' | 'triangle2' | 'diamond2' | 'times' | 'star' | 'plus' | 'asterisk';
  /** Lengths of dash and gap; null is a full line. */
  readonly dash: string | null;
}

const LOOKS = [
  ['#0072B2', '#56B4E9', 'circle', null],
  ['#D55E00', '#D55E00', 'square2', '7 3'],
  ['#009E73', '#009E73', 'triangle2', '2 3'],
  ['#CC79A7', '#CC79A7', 'diamond2', '9 3 2 3'],
  ['#000000', '#FFFFFF', 'times', '4 2 1 2 1 2'],
  ['#E69F00', '#E69F00', 'star', '12 4'],
  ['#56B4E9', '#F0E442', 'plus', '1 4'],
  ['#606060', '#B8B8B8', 'asterisk', '9 2 2 2 2 2'],
] as const;

/** In the order in which series take them: as many as one chart can have. */
export const SERIES_STYLES: readonly SeriesStyle[] = LOOKS.map(([light, dark, symbol, dash], i) => ({
  colour: `var(--series-${i + 1})`,
  light,
  dark,
  symbol,
  dash,
}));

/** The properties of all series, for a style sheet. */
export function seriesProperties(theme: 'light' | 'dark'): string {
  return SERIES_STYLES.map((style, i) => `--series-${i + 1}:${style[theme]}`).join(';');
}

/** A chart with the light colours themselves, for programs that know no style sheets. */
export function standalone(svg: string): string {
  return SERIES_STYLES.reduce((text, { colour, light }) => text.replaceAll(`"${colour}"`, `"${light}"`), svg);
}
