import cliProgress from 'cli-progress';

/** Where a command writes: results to standard output, everything else to standard error. */
export interface Console {
  readonly out: (text: string) => void;
  readonly note: (text: string) => void;
  /** Columns of the terminal, or a plain width when there is none */
  readonly width: number;
  readonly progress: (total: number, what: string) => Progress;
}

export interface Progress {
  readonly done: (count: number) => void;
  readonly stop: () => void;
}

const PLAIN_WIDTH = 100;
const WIDEST = 120;

/** The process's own console. The progress bar goes to standard error and shows only on a terminal. */
export function processConsole(): Console {
  return {
    out: (text) => {
      process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
    },
    note: (text) => {
      process.stderr.write(`${text}\n`);
    },
    width: Math.min(WIDEST, process.stdout.columns || PLAIN_WIDTH),
    progress: showProgress,
  };
}

function showProgress(total: number, what: string): Progress {
  const bar = new cliProgress.SingleBar(
    {
      format: `${what} [{bar}] {value} of {total}, {eta_formatted} left`,
      stream: process.stderr,
      clearOnComplete: true,
    },
    cliProgress.Presets.shades_classic,
  );
  if (!process.stderr.isTTY) return { done: () => undefined, stop: () => undefined };
  bar.start(total, 0);
  return {
    done: (count) => {
      bar.update(count);
    },
    stop: () => {
      bar.stop();
    },
  };
}
