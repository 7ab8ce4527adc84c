import { SingleBar } from 'cli-progress';

/** PhaseProgress is told how much of a phase is done, and where it stands. */
export type PhaseProgress = (done: number, total: number, place?: string) => void;

/** Phases shows what the demo is doing, one phase after another. */
export interface Phases {
  /** Runs a phase with a progress bar; without a terminal it prints one line when the phase is done. */
  run<T>(title: string, work: (progress: PhaseProgress) => Promise<T> | T): Promise<T>;
  /** A line of its own that does not disturb a running bar. */
  note(line: string): void;
}

const TITLE_WIDTH = 34;

/** createPhases draws on the given terminal; `ascii` for terminals without block characters. */
export function createPhases(out: NodeJS.WriteStream, ascii: boolean): Phases {
  let bar: SingleBar | null = null;
  const notes: string[] = [];
  const printNotes = (): void => {
    for (const line of notes.splice(0)) out.write(`${line}\n`);
  };
  return {
    async run(title, work) {
      const started = performance.now();
      const padded = title.padEnd(TITLE_WIDTH);
      if (out.isTTY) bar = startBar(out, padded, ascii);
      try {
        const result = await work((done, total, place = '') => {
          bar?.setTotal(total);
          bar?.update(done, { place });
        });
        if (bar) bar.update(bar.getTotal(), { place: '' });
        return result;
      } finally {
        bar?.stop();
        bar = null;
        if (!out.isTTY) out.write(`${padded} ${((performance.now() - started) / 1000).toFixed(1)} s\n`);
        printNotes();
      }
    },
    note(line) {
      notes.push(`  ${line}`);
      if (!bar) printNotes();
    },
  };
}

function startBar(out: NodeJS.WriteStream, title: string, ascii: boolean): SingleBar {
  const bar = new SingleBar({
    stream: out,
    format: `${title} {bar} {percentage} % {duration_formatted} {place}`,
    barCompleteChar: ascii ? '#' : '█',
    barIncompleteChar: ascii ? '.' : '░',
    barsize: 28,
    hideCursor: true,
    fps: 10,
  });
  bar.start(1, 0, { place: '' });
  return bar;
}
