package dev.nextvec.internal.workflow;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.Split;
import dev.nextvec.data.SplitFractions;
import dev.nextvec.eval.Pool;
import dev.nextvec.internal.engine.Engine;
import dev.nextvec.internal.file.Addresses;
import dev.nextvec.internal.leak.LeakCheck;
import dev.nextvec.internal.leak.Passed;
import dev.nextvec.internal.onnx.ModelHash;
import dev.nextvec.internal.retrieval.IndexManifest.IndexedModel;
import dev.nextvec.internal.retrieval.OpenedIndex;
import dev.nextvec.internal.retrieval.RetrievalEvaluation;
import dev.nextvec.internal.retrieval.RetrievalResult;
import dev.nextvec.model.Model;
import dev.nextvec.progress.Monitor;
import dev.nextvec.workflow.LeakPolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Measures the strategies of an index on the test documents of its dataset.
 *
 * @param data the dataset, where it has moved
 * @param model what predicts; empty for the one that the index was made for
 * @param splitting which documents are tested on
 * @param pool among which chunks the next ones are looked for
 * @param again measure although a result is there
 */
public record RetrievalTesting(
    Optional<Path> data,
    Optional<Path> model,
    Splitting splitting,
    Pool pool,
    LeakPolicy leaks,
    boolean again,
    Supplier<Engine> engine,
    Monitor monitor) {
  private static final String LEAKS = "leaks.json";

  /** Splits a dataset. */
  @FunctionalInterface
  public interface Splitting {
    /** The split whose windows have contexts of that length. */
    Split of(Dataset dataset, int contextLength) throws IOException;

    /** By shares and a seed. */
    static Splitting by(SplitFractions fractions, long seed) {
      return (dataset, contextLength) ->
          Split.of(dataset, contextLength, fractions, seed, OptionalInt.empty());
    }
  }

  /** What predicts, and what it is known by. */
  private record Predicting(Model model, ModelHash hash) {
    String key() {
      return model.name() + " " + hash.sha256();
    }
  }

  /** Measures, or reads what was measured. */
  public RetrievalResult test(Path path) throws IOException {
    try (OpenedIndex index = OpenedIndex.open(path)) {
      Path source =
          data.isPresent() ? data.get() : Addresses.path(index.manifest().source().path());
      try (Dataset dataset = Dataset.open(source, monitor)) {
        Retrieving.requireSame(path, index.manifest(), dataset);
        Optional<Path> predicts =
            model.or(() -> index.manifest().model().map(IndexedModel::path).map(Path::of));
        if (predicts.isEmpty()) {
          Split split = splitting.of(dataset, index.manifest().contextLength());
          return test(path, index, dataset, split, Optional.empty(), CrossFit.NONE, List.of());
        }
        try (Model opened = Retrieving.opened(predicts.get(), index.manifest().model())) {
          index.requireFit(opened);
          Predicting predicting = new Predicting(opened, ModelHash.of(predicts.get()));
          Split split = splitting.of(dataset, opened.contextLength());
          List<String> marks = ModelOrigin.of(predicts.get()).marks(dataset, split, leaks.allow());
          try (CrossFit folds = CrossFit.of(predicts.get(), dataset, split, monitor)) {
            return test(path, index, dataset, split, Optional.of(predicting), folds, marks);
          }
        }
      }
    }
  }

  private RetrievalResult test(
      Path path,
      OpenedIndex index,
      Dataset dataset,
      Split split,
      Optional<Predicting> predicting,
      CrossFit folds,
      List<String> origin)
      throws IOException {
    Passed passed =
        new LeakGate(monitor, leaks)
            .pass(
                path.resolve(LEAKS),
                dataset.sha256(),
                split.sha256(),
                (near, progress) -> LeakCheck.of(dataset, split, near, progress));
    passed.notes().forEach(note -> monitor.log("note: " + note));
    split.warnings().forEach(warning -> monitor.log("warning: " + warning));
    List<String> marks = Stream.concat(origin.stream(), passed.marks().stream()).toList();
    Optional<RetrievalResult> kept =
        index
            .measured(pool)
            .filter(r -> fits(r, split, predicting, marks) && folds.stands(r.basis().folds()));
    if (kept.isPresent() && !again) {
      return kept.get();
    }
    return new RetrievalEvaluation(
            index,
            dataset,
            split,
            pool,
            engine.get(),
            predicting.map(Predicting::model),
            predicting.map(Predicting::key).orElse(""),
            folds.models(),
            marks,
            monitor)
        .measureAndKeep(path);
  }

  private static boolean fits(
      RetrievalResult result, Split split, Optional<Predicting> predicting, List<String> marks) {
    String measured = result.basis().modelSha256();
    return result.basis().split().equals(split.sha256())
        && predicting.map(own -> own.hash.is(measured)).orElse(measured.isEmpty())
        && result.marks().equals(marks);
  }
}
