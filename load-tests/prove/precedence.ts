import type { Leg, Step } from './history.ts';

/** A directed graph: edge e leads from `from[e]` to `to[e]`. */
export interface Graph {
  nodes: number;
  from: number[];
  to: number[];
}

/**
 * What must come before what. Nodes are the transactions and, after them, the moments at which one was
 * acknowledged, in the order of time. "Everything acknowledged by then comes before whatever began later"
 * would be an edge for every pair; through the chain of moments it is three for each transaction.
 */
export function precedence(steps: Step[], accounts: Leg[][], numberOf: Map<string, number>): Graph {
  const graph: Graph = { nodes: 2 * steps.length, from: [], to: [] };
  const edge = (from: number, to: number) => {
    graph.from.push(from);
    graph.to.push(to);
  };
  for (const legs of accounts) {
    for (let n = 1; n < legs.length; n++) {
      const [before, after] = [numberOf.get(legs[n - 1]!.id)!, numberOf.get(legs[n]!.id)!];
      if (before !== after) edge(before, after);
    }
  }
  const byEnd = steps.map((_, n) => n).sort((a, b) => compare(steps[a]!.ended, steps[b]!.ended));
  const byBegin = steps.map((_, n) => n).sort((a, b) => compare(steps[a]!.began, steps[b]!.began));
  const moment = (rank: number) => steps.length + rank;
  byEnd.forEach((step, rank) => {
    edge(step, moment(rank));
    if (rank > 0) edge(moment(rank - 1), moment(rank));
  });
  let passed = 0;
  for (const step of byBegin) {
    while (passed < byEnd.length && steps[byEnd[passed]!]!.ended < steps[step]!.began) passed++;
    if (passed > 0) edge(moment(passed - 1), step);
  }
  return graph;
}

/** Not by subtraction: infinity less infinity is no number. */
const compare = (a: number, b: number) => (a < b ? -1 : a > b ? 1 : 0);

/** The nodes of one cycle in their order, or undefined if the graph has none. Linear in its edges. */
export function findCycle(graph: Graph): number[] | undefined {
  const waitingFor = new Int32Array(graph.nodes);
  for (const to of graph.to) waitingFor[to]!++;
  const { first, edges } = edgesByFrom(graph);
  // Whatever waits for nothing is taken away, and then what waited for that alone, until nothing moves.
  const free: number[] = [];
  for (let node = 0; node < graph.nodes; node++) if (waitingFor[node] === 0) free.push(node);
  let taken = 0;
  for (let node = free.pop(); node !== undefined; node = free.pop()) {
    taken++;
    for (let at = first[node]!; at < first[node + 1]!; at++) {
      const to = graph.to[edges[at]!]!;
      if (--waitingFor[to]! === 0) free.push(to);
    }
  }
  return taken === graph.nodes ? undefined : cycleAmong(graph, waitingFor);
}

/** Edges sorted by where they lead from: those of node n are edges[first[n]] up to edges[first[n + 1]]. */
function edgesByFrom({ nodes, from }: Graph) {
  const first = new Int32Array(nodes + 1);
  for (const node of from) first[node + 1]!++;
  for (let node = 0; node < nodes; node++) first[node + 1]! += first[node]!;
  const next = first.slice();
  const edges = new Int32Array(from.length);
  from.forEach((node, edge) => {
    edges[next[node]!++] = edge;
  });
  return { first, edges };
}

/** Each node that still waits has one before it that waits too, so going back from any of them ends in a circle. */
function cycleAmong({ nodes, from, to }: Graph, waitingFor: Int32Array): number[] {
  const before = new Int32Array(nodes).fill(-1);
  from.forEach((node, edge) => {
    if (waitingFor[node]! > 0 && waitingFor[to[edge]!]! > 0) before[to[edge]!] = node;
  });
  const place = new Map<number, number>();
  const path: number[] = [];
  for (let node = waitingFor.findIndex((count) => count > 0); !place.has(node); ) {
    place.set(node, path.length);
    path.push(node);
    node = before[node]!;
    if (place.has(node)) return path.slice(place.get(node)).reverse();
  }
  throw new Error('a node that waits for nobody was not taken away');
}
