package dev.nextvec.internal.retrieval;

import static org.apache.lucene.search.DocIdSetIterator.NO_MORE_DOCS;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.BitSet;
import org.apache.lucene.util.hnsw.HnswGraph;

/**
 * Which nodes of a graph a search can come to: from the entry along all edges of the highest level,
 * from what was reached there along those of the next, and so on. Copies of one vector can cut
 * others off.
 */
final class Reach {
  private Reach() {}

  /** How many nodes no walk reaches. */
  static long unreachable(HnswGraph graph) throws IOException {
    if (graph.size() == 0) {
      return 0;
    }
    BitSet reached = new BitSet();
    reached.set(graph.entryNode());
    for (int level = graph.numLevels() - 1; level >= 0; level--) {
      walk(graph, level, reached);
    }
    return graph.size() - (long) reached.cardinality();
  }

  private static void walk(HnswGraph graph, int level, BitSet reached) throws IOException {
    ArrayDeque<Integer> open = new ArrayDeque<>();
    reached.stream().forEach(open::add);
    while (!open.isEmpty()) {
      graph.seek(level, open.remove());
      for (int next = graph.nextNeighbor(); next != NO_MORE_DOCS; next = graph.nextNeighbor()) {
        if (!reached.get(next)) {
          reached.set(next);
          open.add(next);
        }
      }
    }
  }
}
