import { describe, expect, it } from '@jest/globals';
import { SerialQueue } from '../../../../src/platform/database/sqlite/serial-queue.js';

describe('a serial queue', () => {
  it('runs one task at a time, in order, whatever the ones before came to', async () => {
    const queue = new SerialQueue();
    const told: string[] = [];
    const task = (name: string, fails: boolean) => async (): Promise<string> => {
      told.push(`${name} starts`);
      await new Promise((resolve) => setTimeout(resolve, name === 'a' ? 10 : 1));
      told.push(`${name} ends`);
      if (fails) throw new Error(name);
      return name;
    };
    const results = await Promise.allSettled([
      queue.run(task('a', false)),
      queue.run(task('b', true)),
      queue.run(task('c', false)),
    ]);
    expect(told).toEqual(['a starts', 'a ends', 'b starts', 'b ends', 'c starts', 'c ends']);
    expect(results.map((result) => (result.status === 'fulfilled' ? result.value : 'failed'))).toEqual([
      'a',
      'failed',
      'c',
    ]);
  });

  it('goes on after a task that throws before it gives a promise', async () => {
    const queue = new SerialQueue();
    const thrown = queue.run(() => {
      throw new Error('at once');
    });
    await expect(thrown).rejects.toThrow('at once');
    expect(await queue.run(() => Promise.resolve('next'))).toBe('next');
  });
});
