import { describe, expect, it } from '@jest/globals';
import { WaitingLine } from '../../src/plans/waiting-line.js';

/** A task that ends when it is told to. */
function heldTask(): { begun: boolean; end: (error?: Error) => void; run: () => Promise<string> } {
  let settle: (error?: Error) => void = () => undefined;
  const held = new Promise<string>((resolve, reject) => {
    settle = (error) => (error === undefined ? resolve('done') : reject(error));
  });
  const task = {
    begun: false,
    end: (error?: Error) => settle(error),
    run: () => {
      task.begun = true;
      return held;
    },
  };
  return task;
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('the waiting line', () => {
  it('should let so many run at a time, and the others in the order in which they came', async () => {
    const line = new WaitingLine(2);
    const tasks = Array.from({ length: 4 }, heldTask);
    const results = tasks.map((task) => line.run(task.run));
    await turn();
    expect(tasks.map(({ begun }) => begun)).toEqual([true, true, false, false]);
    expect(line.length).toBe(2);
    tasks[1]?.end();
    await turn();
    expect(tasks.map(({ begun }) => begun)).toEqual([true, true, true, false]);
    for (const task of tasks) task.end();
    expect(await Promise.all(results)).toEqual(['done', 'done', 'done', 'done']);
    expect(line.length).toBe(0);
  });

  it('should give the place of a task that fails to the next', async () => {
    const line = new WaitingLine(1);
    const [first, second] = [heldTask(), heldTask()];
    const failing = line.run(first.run);
    const next = line.run(second.run);
    first.end(new Error('no'));
    await expect(failing).rejects.toThrow('no');
    second.end();
    expect(await next).toBe('done');
  });

  it('should let a task out of the line, and keep the order of the others', async () => {
    const line = new WaitingLine(1);
    const [running, leaving, staying] = [heldTask(), heldTask(), heldTask()];
    const results = [line.run(running.run)];
    const gone = new AbortController();
    const left = line.run(leaving.run, gone.signal);
    results.push(line.run(staying.run));
    gone.abort(new Error('gone'));
    await expect(left).rejects.toThrow('gone');
    expect(line.length).toBe(1);
    running.end();
    staying.end();
    expect(await Promise.all(results)).toEqual(['done', 'done']);
    expect(leaving.begun).toBe(false);
  });

  it('should run a task to its end that has begun, and not begin one whose caller has gone', async () => {
    const line = new WaitingLine(1);
    const [task, late] = [heldTask(), heldTask()];
    const gone = new AbortController();
    const result = line.run(task.run, gone.signal);
    gone.abort(new Error('gone'));
    task.end();
    expect(await result).toBe('done');
    await expect(line.run(late.run, gone.signal)).rejects.toThrow('gone');
    expect(late.begun).toBe(false);
    expect(await line.run(() => Promise.resolve('free'))).toBe('free');
  });

  it('should not take a place away when a caller goes whose turn has just come', async () => {
    const line = new WaitingLine(1);
    const [first, second, third] = [heldTask(), heldTask(), heldTask()];
    const gone = new AbortController();
    const results = [line.run(first.run), line.run(second.run, gone.signal), line.run(third.run)];
    first.end();
    await turn();
    gone.abort(new Error('gone'));
    second.end();
    third.end();
    expect(await Promise.all(results)).toEqual(['done', 'done', 'done']);
    expect(line.length).toBe(0);
  });
});
