package dev.nextvec.internal.workflow;

import dev.nextvec.compare.CorpusSearch;
import dev.nextvec.data.Dataset;
import dev.nextvec.data.Split;
import dev.nextvec.eval.Pool;
import dev.nextvec.internal.engine.Engine;
import dev.nextvec.internal.report.RunNames;
import dev.nextvec.internal.retrieval.OpenedIndex;
import dev.nextvec.internal.retrieval.RetrievalResult;
import dev.nextvec.progress.Monitor;
import dev.nextvec.workflow.LeakPolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What is known of an index for a comparison: what was measured of it on the comparison's own test
 * documents, by whatever model, or else what is measured now.
 *
 * @param ground the comparison's data and split
 */
record IndexSearching(Ground ground, LeakPolicy leaks, Supplier<Engine> engine, Monitor monitor) {

  /** Reads or measures it. */
  CorpusSearch of(Path index) throws IOException {
    Optional<RetrievalResult> kept = kept(index);
    RetrievalResult result = kept.isPresent() ? kept.get() : measured(index);
    return result.table(RunNames.ofDataset(index));
  }

  private Optional<RetrievalResult> kept(Path path) throws IOException {
    try (OpenedIndex index = OpenedIndex.open(path);
        Dataset dataset = ground.open()) {
      Retrieving.requireSame(path, index.manifest(), dataset);
      String split = ground.split(dataset).sha256();
      return index.measured().filter(result -> result.basis().split().equals(split));
    }
  }

  private RetrievalResult measured(Path path) throws IOException {
    try (Dataset dataset = ground.open()) {
      return new RetrievalTesting(
              Optional.of(dataset.path()),
              Optional.empty(),
              this::split,
              Pool.CORPUS,
              leaks,
              false,
              engine,
              monitor)
          .test(path);
    }
  }

  private Split split(Dataset dataset, int contextLength) throws IOException {
    if (contextLength != ground.contextLength()) {
      throw new IllegalArgumentException(
          "the index looks at contexts of %d chunks, and `%s` at %d: make the index for that length, or for that model"
              .formatted(contextLength, ground.namedBy(), ground.contextLength()));
    }
    return ground.split(dataset);
  }
}
