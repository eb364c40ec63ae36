// Who may import whom. Every rule has a planted violation in test/architecture/import-rules.spec.ts.

const PACKAGES = ['npm', 'npm-bundled', 'npm-dev', 'npm-no-pkg', 'npm-optional', 'npm-peer', 'npm-unknown'];

/** The core's steps in the order in which they run: a step may import the ones before it, never the ones after. */
const CORE_STEPS = ['contracts', 'instrument', 'scoring', 'planning', 'portfolio'];

/** Each feature with the features whose services it may use. */
const FEATURES = {
  organisations: [],
  accounts: ['organisations'],
  deployments: ['organisations'],
  files: [],
  assessments: ['organisations', 'deployments', 'files'],
  statements: ['organisations', 'deployments', 'assessments'],
  handovers: ['organisations', 'accounts', 'deployments', 'assessments'],
  plans: ['organisations', 'deployments', 'assessments'],
  actions: ['organisations', 'deployments', 'assessments', 'plans'],
  concerns: ['organisations', 'accounts', 'deployments', 'assessments', 'plans'],
  support: ['organisations', 'accounts', 'deployments', 'concerns'],
  portfolio: ['organisations', 'accounts', 'deployments', 'assessments', 'plans', 'concerns', 'support'],
};

/**
 * The rooms that each room may enter, besides itself, core and platform; what is more closely ruled below is so in
 * addition. A room that is not here may enter all that nothing else forbids: start-up does.
 */
const ROOMS = {
  answers: ['instruments'],
  instruments: ['tools'],
  tools: ['instruments'],
  commands: ['answers', 'instruments', 'integrations', 'organisations', 'rendering', 'tools', 'wording'],
  wording: ['instruments'],
  demo: ['answers', 'instruments', 'accounts', 'organisations', 'deployments', 'assessments', 'concerns', 'support'],
  record: ['accounts', 'organisations', 'deployments'],
  web: ['instruments', 'tools', 'record', ...Object.keys(FEATURES)],
  ...Object.fromEntries(
    Object.entries(FEATURES).map(([feature, earlier]) => [feature, ['answers', 'tools', ...earlier]]),
  ),
};
// Plans are laid out in threads of their own.
ROOMS.plans.push('rendering', 'wording');

const anyOf = (names) => `(?:${names.join('|')})`;

/** The steps that `step` may import besides itself. */
const earlierSteps = (step) => (step === 'reporting' ? ['contracts'] : CORE_STEPS.slice(0, CORE_STEPS.indexOf(step)));

const coreSteps = [...CORE_STEPS, 'reporting'].map((step) => {
  const allowed = [...earlierSteps(step), step];
  return {
    name: `core-${step}-in-order`,
    comment:
      `src/core/${step} may import only ${allowed.join(', ')} of the core. The steps run ${CORE_STEPS.join(' → ')}, ` +
      'and reporting sees contracts only: pass the value in from src/core/assess.ts, or move the type to contracts.',
    severity: 'error',
    from: { path: `^src/core/${step}/` },
    to: { path: '^src/core/', pathNot: `^src/core/${anyOf(allowed)}/` },
  };
});

const featureOrder = Object.entries(FEATURES).map(([feature, earlier]) => ({
  name: `feature-${feature}-in-order`,
  comment:
    `src/${feature} may use the services of ${earlier.join(', ') || 'no other feature'}. The features stand in the order ` +
    'organisations ← deployments ← assessments ← plans ← actions, concerns, concerns ← support ← portfolio, files ← assessments, assessments ← statements, accounts, assessments ← handovers, and organisations ← accounts ← concerns: let the later one call the earlier one.',
  severity: 'error',
  from: { path: `^src/${feature}/` },
  to: {
    path: `^src/${anyOf(Object.keys(FEATURES).filter((other) => other !== feature && !earlier.includes(other)))}/`,
  },
}));

const roomRules = Object.entries(ROOMS).map(([room, others]) => ({
  name: `${room}-enters-its-own-rooms`,
  comment:
    `src/${room} may import core, platform and ${others.join(', ')}. Let the room that knows both pass the value in, or ` +
    'move what both need to a room that both may enter.',
  severity: 'error',
  from: { path: `^src/${room}/` },
  to: { path: '^src/[^/]+/', pathNot: `^src/${anyOf([room, 'core', 'platform', ...others])}/` },
}));

module.exports = {
  forbidden: [
    {
      name: 'core-imports-no-package',
      comment: 'src/core is pure: no npm package and no Node built-in. Do it outside and pass the result in.',
      severity: 'error',
      from: { path: '^src/core/' },
      to: { dependencyTypes: ['core', ...PACKAGES] },
    },
    {
      name: 'core-stays-inside-core',
      comment: 'src/core knows nothing of the application around it. Pass the value in, or move the type to contracts.',
      severity: 'error',
      from: { path: '^src/core/' },
      to: { pathNot: '^src/core/', dependencyTypesNot: ['core', ...PACKAGES] },
    },
    ...coreSteps,
    {
      name: 'core-has-one-composition',
      comment:
        'src/core/assess.ts is the one place that puts the steps together. Other core files belong to a step: ' +
        `${[...CORE_STEPS, 'reporting'].join(', ')}.`,
      severity: 'error',
      from: { path: '^src/core/', pathNot: `^src/core/(?:assess\\.ts$|${anyOf([...CORE_STEPS, 'reporting'])}/)` },
      to: { path: '^src/core/' },
    },
    {
      name: 'rendering-sees-contracts-only',
      comment:
        'src/rendering lays out a finished report model and decides nothing: of src it imports core/contracts only. ' +
        'A missing sentence or number belongs in core/reporting.',
      severity: 'error',
      from: { path: '^src/rendering/' },
      to: { path: '^src/', pathNot: '^src/(?:rendering|core/contracts)/' },
    },
    {
      name: 'integrations-at-the-edge',
      comment:
        'src/integrations holds adapters to other systems: only src/commands and app.module plug them in, ' +
        'so that every one of them can be left out.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(?:(?:integrations|commands)/|app\\.module\\.ts$)' },
      to: { path: '^src/integrations/' },
    },
    {
      name: 'commands-belong-to-the-cli',
      comment: 'src/commands is the command line: only src/cli.ts imports it. Move what others need out of it.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(?:commands/|cli\\.ts$)' },
      to: { path: '^src/commands/' },
    },
    {
      name: 'start-up-is-not-imported',
      comment: 'cli.ts and main.ts start a process when they are loaded: nobody imports them.',
      severity: 'error',
      from: {},
      to: { path: '^src/(?:cli|main)\\.ts$' },
    },
    {
      name: 'platform-imports-nothing-above-it',
      comment:
        'src/platform carries every other room, so it imports none of them (core/contracts excepted). ' +
        'Let the room above pass in what the platform needs.',
      severity: 'error',
      from: { path: '^src/platform/' },
      to: { path: '^src/', pathNot: '^src/(?:platform|core/contracts)/' },
    },
    ...roomRules,
    ...featureOrder,
    {
      name: 'demo-belongs-to-start-up',
      comment: 'src/demo fills a database that is thrown away: only src/main.ts imports it.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(?:demo/|main\\.ts$)' },
      to: { path: '^src/demo/' },
    },
    {
      name: 'entities-stay-in-their-feature',
      comment:
        'An entity belongs to its own feature: web and other features get plain values from its service. ' +
        'Only src/platform/database also lists entities.',
      severity: 'error',
      from: { path: '^src/([^/]+)/', pathNot: '^src/platform/database/' },
      to: { path: '\\.entity\\.ts$', pathNot: '^src/$1/' },
    },
    {
      name: 'web-holds-no-business-rule',
      comment: 'src/web shows what the services say: of the core it imports contracts only.',
      severity: 'error',
      from: { path: '^src/web/' },
      to: { path: '^src/core/', pathNot: '^src/core/contracts/' },
    },
    {
      name: 'no-dev-dependencies-in-src',
      comment:
        'This package is installed for development only and is missing in production: move it to "dependencies", ' +
        'or do without it.',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: 'node_modules/@types/' },
    },
    {
      name: 'no-circular',
      comment: 'These files import each other in a circle: move what they share to a file that imports neither.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-orphans',
      comment: 'Nobody imports this file and it imports nothing: use it or delete it.',
      severity: 'error',
      from: { orphan: true, pathNot: '^src/(?:cli|main)\\.ts$|\\.d\\.ts$' },
      to: {},
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // Imports of types count too: who knows whose types is what the rules are about.
    tsPreCompilationDeps: true,
  },
};
