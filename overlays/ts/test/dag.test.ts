import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DagError, criticalPath, renderDag } from '../src/dag.js';
import type { DagEdge, DagGraph, DagNode } from '../src/dag.js';
import { assertMembers, vectors } from './vectors.js';

interface DagCase {
  name: string;
  nodes: DagNode[];
  edges: DagEdge[];
  weights?: Record<string, number>;
  text?: string;
  critical_path?: string[];
  error?: string;
  ids?: string[];
}

for (const each of vectors<DagCase>('dag.json', [
  'nodes',
  'edges',
  'weights',
  'text',
  'critical_path',
  'error',
  'ids',
])) {
  test(`dag: ${each.name}`, () => {
    each.nodes.forEach((node) => assertMembers(node, ['id', 'label'], each.name));
    const weights = new Map(Object.entries(each.weights ?? {}));
    const longest = (): string[] => criticalPath(each, (id) => weights.get(id) ?? 1);
    if (each.error === undefined) {
      assert.equal(renderDag(each), each.text);
      assert.deepEqual(longest(), each.critical_path);
      return;
    }
    for (const call of [() => renderDag(each), longest]) {
      assert.throws(call, (error) => {
        assert.ok(error instanceof DagError);
        assert.deepEqual([error.kind, error.ids], [each.error, each.ids]);
        return true;
      });
    }
  });
}

test('dag: errors say what and where', () => {
  const nodes = [{ id: 'a' }, { id: 'b' }];
  assert.throws(() => renderDag({ nodes: [...nodes, { id: 'a' }], edges: [] }), {
    message: 'two nodes have the id "a"',
  });
  assert.throws(() => renderDag({ nodes, edges: [['a', 'c']] }), {
    message: 'the edge from "a" to "c" names "c", which is no node',
  });
  assert.throws(
    () =>
      renderDag({
        nodes,
        edges: [
          ['a', 'b'],
          ['b', 'a'],
        ],
      }),
    {
      name: 'DagError',
      message: 'the graph has a cycle: a → b → a',
    },
  );
});

test('dag: without labels and weights', () => {
  const graph: DagGraph = {
    nodes: [{ id: 'a' }, { id: 'b', label: undefined }],
    edges: [['a', 'b']],
  };
  assert.equal(renderDag(graph), 'a ─── b');
  assert.deepEqual(criticalPath(graph), ['a', 'b']);
});

test('dag: half a surrogate pair is replaced', () => {
  assert.equal(renderDag({ nodes: [{ id: 'a', label: 'x\ud800y' }], edges: [] }), 'x\ufffdy');
});

test('dag: a thousand nodes', () => {
  const nodes = Array.from({ length: 1000 }, (_, n) => ({ id: `T${n}` }));
  const chain = nodes.slice(1).map((_, n): DagEdge => [`T${n}`, `T${n + 1}`]);
  const star = nodes.slice(1).map(({ id }): DagEdge => ['T0', id]);
  const toLast = nodes.slice(0, -1).map(({ id }): DagEdge => [id, 'T999']);
  const lines = (edges: DagEdge[]): number => renderDag({ nodes, edges }).split('\n').length;
  assert.equal(lines(chain), 1);
  assert.equal(lines(star), 1997);
  assert.ok(lines([...chain, ...star, ...toLast]) < 10);
  assert.equal(criticalPath({ nodes, edges: [...chain, ...star] }).length, 1000);
});
