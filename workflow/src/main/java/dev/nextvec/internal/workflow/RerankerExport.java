package dev.nextvec.internal.workflow;

import dev.nextvec.internal.onnx.ModelHash;
import dev.nextvec.internal.onnx.RerankGraph;
import dev.nextvec.internal.random.CounterRandom;
import dev.nextvec.internal.rerank.Reranker;
import dev.nextvec.internal.retrieval.OpenedIndex;
import dev.nextvec.internal.retrieval.Rerankers;
import dev.nextvec.model.Model;
import dev.nextvec.retrieval.Strategy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** The re-ranker that an index has for a model, as a graph. */
public final class RerankerExport {
  private static final int PROBED = 100;

  private RerankerExport() {}

  /**
   * Reads it.
   *
   * @param model the run that is exported
   * @throws IllegalArgumentException if the index has none that was fitted for it
   */
  public static RerankGraph of(Path index, Path model) throws IOException {
    try (OpenedIndex opened = OpenedIndex.open(index);
        Model predicts = Model.open(model)) {
      opened.requireFit(predicts);
      Strategy strategy =
          new Strategy.Reranked(Strategy.Vector.MODEL, opened.manifest().size().texts());
      Rerankers.Fitted fitted = opened.reranker(strategy, Optional.of(predicts)).orElseThrow();
      requireSame(opened, index, model);
      return graph(fitted.reranker());
    }
  }

  /** Models that were trained alike predict alike; the hash tells them apart. */
  private static void requireSame(OpenedIndex opened, Path index, Path model) throws IOException {
    ModelHash hash = ModelHash.of(model);
    String fitted = opened.rerankedModel();
    if (!hash.is(fitted.substring(fitted.lastIndexOf(' ') + 1))) {
      throw new IllegalArgumentException(
          "the re-ranker in %s was fitted to the predictions of another model (%.80s) than %s (sha256 %.12s): evaluate the index with this one"
              .formatted(index, fitted, model, hash.sha256()));
    }
  }

  private static RerankGraph graph(Reranker reranker) {
    CounterRandom random = CounterRandom.of(1, "re-ranker's graph");
    float[] rows = new float[PROBED * reranker.features().size()];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = (float) random.gaussian(i);
    }
    return new RerankGraph(
        reranker.features(),
        reranker.hidden(),
        reranker.weights(),
        reranker.json().path("fitted").toString(),
        rows,
        reranker.scores(rows));
  }
}
