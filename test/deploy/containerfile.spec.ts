import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import net, { type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { describe, expect, it } from '@jest/globals';
import { readConfig } from '../../src/platform/config/config.js';
import { SETTINGS_SCHEMA } from '../../src/platform/config/settings-schema.js';
import { giveKeyTo, TEST_SECRET } from '../support/operators-key.js';
import { environmentOf, readContainerFile, wholeStage, type Instruction, type Stage } from './container-file.js';

const ROOT = path.resolve(import.meta.dirname, '../..');
const LONG = 300_000;

const stages = readContainerFile(path.join(ROOT, 'deploy/Containerfile'));
const last = stages.at(-1) as Stage;
const service = wholeStage(stages, last);
const environment = environmentOf(service);

const named = (instructions: readonly Instruction[], name: string): readonly Instruction[] =>
  instructions.filter((instruction) => instruction.name === name);

/** Sources and target of a COPY. */
function copied({ text }: Instruction): { sources: readonly string[]; target: string } {
  const words = text.split(' ');
  return { sources: words.slice(0, -1), target: words.at(-1) ?? '' };
}

/** The list form, which runs without a shell: signals reach the program itself. */
const commandOf = (text: string): string[] => JSON.parse(text) as string[];

describe('the container file', () => {
  it('should name every stage once and begin each with an earlier stage or an image with its version', () => {
    const names = stages.map(({ name }) => name);
    expect(new Set(names).size).toBe(stages.length);
    expect(names).not.toContain('');
    stages.forEach(({ from }, index) => {
      if (!names.slice(0, index).includes(from)) expect(from).toMatch(/^node:(?:20|22)[\w.-]*-slim$/);
    });
  });

  it('should copy only what is there, is sent to the builder, and comes from an earlier stage', () => {
    const sent = fs
      .readFileSync(path.join(ROOT, '.dockerignore'), 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('!'))
      .map((line) => line.slice(1));
    expect(fs.readFileSync(path.join(ROOT, '.dockerignore'), 'utf8')).toMatch(/^\*$/m);
    const used = new Set<string>();
    stages.forEach(({ instructions }, index) => {
      const earlier = stages.slice(0, index).map(({ name }) => name);
      for (const copy of named(instructions, 'COPY')) {
        if (copy.flags.from !== undefined) expect(earlier).toContain(copy.flags.from);
        else copied(copy).sources.forEach((source) => used.add(source));
      }
    });
    expect([...used].sort()).toEqual([...sent].sort());
    for (const source of used)
      expect({ source, there: fs.existsSync(path.join(ROOT, source)) }).toEqual({ source, there: true });
    expect(stages.flatMap(({ instructions }) => named(instructions, 'ADD'))).toEqual([]);
  });

  it('should install what the lock says, and leave development out of the image', () => {
    const installs = stages.flatMap(({ name, instructions }) =>
      named(instructions, 'RUN')
        .filter(({ text }) => text.startsWith('npm '))
        .map(({ text }) => `${name}: ${text}`),
    );
    expect(installs).toEqual(['build: npm ci', 'dependencies: npm ci --omit=dev']);
    const { files } = JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as { files: string[] };
    const targets = named(service, 'COPY').map((copy) => copied(copy).target.replace('./', ''));
    expect(targets.filter((target) => target !== '').sort()).toEqual([...files, 'node_modules'].sort());
  });

  it('should set only settings that there are, to values that they take, and end as somebody who is not root', () => {
    const { NODE_ENV, SCARF_ANALYTICS, ...settings } = environment;
    expect([NODE_ENV, SCARF_ANALYTICS]).toEqual(['production', 'false']);
    expect(Object.keys(SETTINGS_SCHEMA.properties)).toEqual(expect.arrayContaining(Object.keys(settings)));
    const config = readConfig(settings);
    expect(config).toMatchObject({ host: '0.0.0.0', databasePath: '/data/site-readiness.sqlite' });
    expect(named(service, 'EXPOSE').map(({ text }) => text)).toEqual([String(config.port)]);
    const kept = [path.dirname(config.databasePath), path.dirname(config.sealsPath), config.backupFolder ?? ''];
    expect(named(service, 'VOLUME').map(({ text }) => text)).toEqual([kept.join(' ')]);
    const after = service.slice(service.findIndex(({ name }) => name === 'USER'));
    expect(after[0]?.text).toBe('node');
    // what comes later makes no files that belong to somebody else
    expect(after.map(({ name }) => name)).toEqual(['USER', 'VOLUME', 'EXPOSE', 'HEALTHCHECK', 'CMD']);
  });

  it(
    'should hold everything that the service needs to start, and know whether it is well',
    async () => {
      const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'site-readiness-image-'));
      const app = path.join(folder, 'app');
      fs.mkdirSync(app);
      for (const copy of named(service, 'COPY')) {
        for (const source of copied(copy).sources) {
          const relative = source.replace(/^\/app\//, '');
          const target = path.join(app, path.basename(relative));
          if (relative === 'node_modules') fs.symlinkSync(path.join(ROOT, relative), target);
          else fs.cpSync(path.join(ROOT, relative), target, { recursive: true });
        }
      }
      const env = {
        PATH: process.env.PATH ?? '',
        ...environment,
        PORT: String(await freePort()),
        DATABASE_PATH: path.join(folder, 'data/site-readiness.sqlite'),
        AUDIT_SEALS_PATH: path.join(folder, 'seals/audit-seals.jsonl'),
        BACKUP_DIR: path.join(folder, 'backups'),
        LOG_LEVEL: 'silent',
        SECRET_KEY: TEST_SECRET,
      };
      const check = async (): Promise<unknown> => {
        const [program, ...args] = commandOf((named(service, 'HEALTHCHECK')[0]?.text ?? '').replace(/^CMD /, ''));
        return (await once(spawn(program as string, args, { cwd: app, env, stdio: 'ignore' }), 'exit'))[0];
      };
      expect(await check()).toBe(1);
      const [program, ...args] = commandOf(named(service, 'CMD')[0]?.text ?? '');
      const running = spawn(program as string, args, { cwd: app, env, stdio: ['ignore', 'ignore', 'pipe'] });
      const ended = once(running, 'exit');
      try {
        let said = '';
        await Promise.race([
          ended,
          new Promise<void>((resolve) => {
            running.stderr.setEncoding('utf8').on('data', (text: string) => {
              said += text;
              if (said.includes('Press Ctrl+C')) resolve();
            });
          }),
        ]);
        expect(said).toContain('Press Ctrl+C');
        expect(await check()).toBe(0);
        await giveKeyTo(env);
        const plan = await fetch(`http://127.0.0.1:${env.PORT}/api/v1/plan`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', accept: 'application/pdf' },
          body: JSON.stringify({ tool: 'echogo-pro' }),
        });
        expect([plan.status, plan.headers.get('content-type')]).toEqual([200, 'application/pdf']);
        expect((await fetch(`http://127.0.0.1:${env.PORT}/`)).status).toBe(200);
        running.kill('SIGTERM');
        expect(await ended).toEqual([0, null]);
      } finally {
        running.kill('SIGKILL');
        fs.rmSync(folder, { recursive: true, force: true });
      }
    },
    LONG,
  );
});

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
