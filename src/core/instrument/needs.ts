import type { CompiledInstrument } from './compile.js';

/** Action id → ids of the questions that have to be satisfied first. */
export type NeedsGraph = ReadonlyMap<string, readonly string[]>;

/**
 * The needs under one profile and use: a switched-off question or one that the use rules out needs nothing and is
 * needed by nothing; an action on patient data needs every data gate as well.
 */
export function needsGraph(compiled: CompiledInstrument): NeedsGraph {
  const applies = compiled.questions.filter(({ ruledOut }) => !ruledOut);
  const applicable = new Set(applies.map(({ id }) => id));
  const dataGates = applies.filter(({ gate }) => gate === 'data').map(({ id }) => id);
  const graph = new Map<string, readonly string[]>();
  for (const { id } of applies) {
    const action = compiled.actions.get(id);
    const stated = (action?.needs ?? []).filter((need) => applicable.has(need));
    const implied = action?.patientData === true ? dataGates.filter((gate) => gate !== id) : [];
    graph.set(id, [...new Set([...stated, ...implied])]);
  }
  return graph;
}

/** One cycle of the graph as a list of ids that starts and ends with the same one, or undefined when there is none. */
export function findCycle(graph: NeedsGraph): readonly string[] | undefined {
  const state = new Map<string, 'open' | 'done'>();
  const path: string[] = [];
  const visit = (id: string): readonly string[] | undefined => {
    if (state.get(id) === 'done') return undefined;
    if (state.get(id) === 'open') return [...path.slice(path.indexOf(id)), id];
    state.set(id, 'open');
    path.push(id);
    for (const need of graph.get(id) ?? []) {
      const cycle = visit(need);
      if (cycle !== undefined) return cycle;
    }
    path.pop();
    state.set(id, 'done');
    return undefined;
  };
  for (const id of graph.keys()) {
    const cycle = visit(id);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}
