package dev.nextvec.internal.retrieval;

import java.io.IOException;
import org.apache.lucene.util.hnsw.HnswGraph;

/** A graph in which no edge leads to one node. */
final class CutOff extends HnswGraph {
  private final HnswGraph graph;
  private final int node;

  CutOff(HnswGraph graph, int node) {
    this.graph = graph;
    this.node = node;
  }

  @Override
  public void seek(int level, int target) throws IOException {
    graph.seek(level, target);
  }

  @Override
  public int size() {
    return graph.size();
  }

  @Override
  public int nextNeighbor() throws IOException {
    int next = graph.nextNeighbor();
    return next == node ? graph.nextNeighbor() : next;
  }

  @Override
  public int numLevels() throws IOException {
    return graph.numLevels();
  }

  @Override
  public int maxConn() {
    return graph.maxConn();
  }

  @Override
  public int entryNode() throws IOException {
    return graph.entryNode();
  }

  @Override
  public int neighborCount() {
    return graph.neighborCount();
  }

  @Override
  public NodesIterator getNodesOnLevel(int level) throws IOException {
    return graph.getNodesOnLevel(level);
  }
}
