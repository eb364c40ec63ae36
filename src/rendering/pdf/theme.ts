/** Lengths in points (72 to the inch), on A4 */
export const PAGE = { width: 595.28, height: 841.89, left: 60, right: 60, top: 60, bottom: 84 } as const;

/** Every text colour has a contrast of at least 4.5:1 on white and on the fill of table headers */
export const COLOURS = {
  ink: '#212b32',
  muted: '#4c6272',
  heading: '#003d78',
  warning: '#8a1c0e',
  /** Lines and fills: decoration only, no meaning rests on them */
  rule: '#c2cad0',
  strongRule: '#4c6272',
  headerFill: '#e8edee',
  /** Charts: dark and light differ in grey as well, and kinds in shape */
  barDark: '#003d78',
  barLight: '#b9cfe4',
} as const;

export type FontWeight = 'regular' | 'semibold';

export interface TextStyle {
  readonly weight: FontWeight;
  /** Size of the letters */
  readonly size: number;
  /** Distance between baselines */
  readonly leading: number;
  readonly colour: string;
}

const style = (weight: FontWeight, size: number, leading: number, colour: string = COLOURS.ink): TextStyle => {
  return { weight, size, leading, colour };
};

export const STYLES = {
  title: style('semibold', 21, 25, COLOURS.heading),
  subtitle: style('regular', 12, 16, COLOURS.muted),
  warningWord: style('semibold', 12, 17, COLOURS.warning),
  headline: style('semibold', 12, 17),
  heading: style('semibold', 15.5, 20, COLOURS.heading),
  subheading: style('semibold', 11.5, 15.5),
  body: style('regular', 10, 14),
  emphasis: style('semibold', 10, 14),
  label: style('semibold', 10, 14, COLOURS.muted),
  caption: style('semibold', 9.5, 13),
  cell: style('regular', 9, 12),
  rowName: style('semibold', 9, 12),
  columnHeading: style('semibold', 9, 12),
  continued: style('regular', 9, 12, COLOURS.muted),
  chart: style('regular', 8.5, 11),
  chartStrong: style('semibold', 8.5, 11),
  notice: style('semibold', 11, 15, COLOURS.warning),
  footer: style('regular', 8, 11, COLOURS.muted),
} as const;
