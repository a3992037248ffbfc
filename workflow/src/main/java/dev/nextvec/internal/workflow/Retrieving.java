package dev.nextvec.internal.workflow;

import dev.nextvec.data.Dataset;
import dev.nextvec.internal.file.Addresses;
import dev.nextvec.internal.onnx.ModelHash;
import dev.nextvec.internal.retrieval.IndexManifest;
import dev.nextvec.internal.retrieval.IndexManifest.IndexedModel;
import dev.nextvec.internal.retrieval.OpenedIndex;
import dev.nextvec.internal.retrieval.RetrievalResult;
import dev.nextvec.internal.wording.Setting;
import dev.nextvec.model.Model;
import dev.nextvec.progress.Monitor;
import dev.nextvec.retrieval.Retriever;
import dev.nextvec.retrieval.Strategy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** An index opened with the strategy and the model that were asked for, or that suit it. */
public final class Retrieving implements AutoCloseable {
  /** The strategy that was measured to be best. */
  public static final String AUTO = "auto";

  private static final String MEASURED = "+bm25";

  private final Retriever retriever;
  private final Optional<Model> model;

  private Retrieving(Retriever retriever, Optional<Model> model) {
    this.retriever = retriever;
    this.model = model;
  }

  /**
   * Opens it.
   *
   * @param given the model; empty for the one that the index was made for
   * @param wanted name of a strategy, {@link #AUTO}, or {@code NAME+bm25} for the weight that was
   *     measured
   * @throws IllegalArgumentException if model and index do not fit, there is no such strategy, or
   *     the dataset is no longer what was indexed
   */
  public static Retrieving open(Path path, Optional<Path> given, String wanted, Monitor monitor)
      throws IOException {
    try (OpenedIndex index = OpenedIndex.open(path)) {
      requireCurrent(path, index.manifest(), monitor);
      Optional<Strategy> strategy = strategy(index, path, wanted);
      boolean asked = strategy.orElseGet(() -> index.best(true)).needsModel();
      Optional<Model> model = model(index.manifest(), given, asked, strategy.isPresent());
      Retrieving opened = open(path, model, strategy);
      if (strategy.isEmpty()) {
        opened.sayWhatAutoIs(index, given, monitor);
      }
      return opened;
    }
  }

  /** Closed where that cannot be found out. */
  private void sayWhatAutoIs(OpenedIndex index, Optional<Path> given, Monitor monitor)
      throws IOException {
    try {
      notBest(index).ifPresent(monitor::log);
      notMeasured(index, given).ifPresent(monitor::log);
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  private static Retrieving open(Path path, Optional<Model> model, Optional<Strategy> strategy)
      throws IOException {
    try {
      Retriever retriever = Retriever.open(path);
      try {
        Retriever with = model.isPresent() ? retriever.withModel(model.get()) : retriever;
        return new Retrieving(
            strategy.isPresent() ? with.withStrategy(strategy.get()) : with, model);
      } catch (RuntimeException e) {
        retriever.close();
        throw e;
      }
    } catch (IOException | RuntimeException e) {
      model.ifPresent(Model::close);
      throw e;
    }
  }

  /** Where the dataset is still where it was, it must still be what it was. */
  static void requireCurrent(Path path, IndexManifest manifest, Monitor monitor)
      throws IOException {
    Optional<Path> data = Addresses.ifKnown(manifest.source().path());
    if (data.isEmpty() || !Files.isDirectory(data.get())) {
      return;
    }
    try (Dataset dataset = Dataset.open(data.get(), monitor)) {
      requireSame(path, manifest, dataset);
    }
  }

  static void requireSame(Path path, IndexManifest manifest, Dataset dataset) {
    if (!dataset.sha256().equals(manifest.source().sha256())) {
      throw new IllegalArgumentException(
          "%s is not the dataset that %s was made of: its hash is %.12s, not %.12s; update the index, or make it again"
              .formatted(dataset.path(), path, dataset.sha256(), manifest.source().sha256()));
    }
  }

  private static Optional<Strategy> strategy(OpenedIndex index, Path path, String wanted) {
    String word = wanted.strip().toLowerCase(Locale.ROOT);
    if (word.equals(AUTO)) {
      return Optional.empty();
    }
    Optional<Strategy.Vector> summed =
        Arrays.stream(Strategy.Vector.values())
            .filter(each -> word.equals(each.label() + MEASURED))
            .findFirst();
    if (summed.isEmpty()) {
      return Optional.of(Strategy.parse(wanted));
    }
    Optional<Strategy> measured = index.measured().flatMap(result -> result.sum(summed.get()));
    return Optional.of(
        measured.orElseThrow(
            () ->
                new IllegalArgumentException(
                    "the weight of bm25 in `%1$s` was not measured for %2$s: run `nextvec evaluate %2$s`, or give it as %3$s+0.5*bm25"
                        .formatted(wanted, path, summed.get().label()))));
  }

  private static Optional<Model> model(
      IndexManifest manifest, Optional<Path> given, boolean asked, boolean required)
      throws IOException {
    Optional<IndexedModel> recorded = manifest.model();
    if (given.isPresent()) {
      Model model = opened(given.get(), recorded);
      if (!asked) {
        model.close(); // it predicts nothing, so its context length must not count
        return Optional.empty();
      }
      return Optional.of(model);
    }
    if (!asked || recorded.isEmpty()) {
      return Optional.empty(); // a strategy that needs one says so
    }
    Path path = Path.of(recorded.get().path());
    if (!Files.exists(path) && !required) {
      return Optional.empty();
    }
    return Optional.of(opened(path, recorded));
  }

  static Model opened(Path path, Optional<IndexedModel> recorded) throws IOException {
    Model model = Model.open(path);
    try {
      if (recorded.isPresent()) {
        ModelIdentity.requireSame(recorded.get(), model, path);
      }
      return model;
    } catch (IOException | RuntimeException e) {
      model.close();
      throw e;
    }
  }

  /** Why {@link #AUTO} is another strategy than was measured to be best; empty where it is not. */
  private Optional<String> notBest(OpenedIndex index) {
    String used = retriever.strategy().label();
    String withModel = index.best(true).label(); // without what cannot be served
    return retriever
        .measuredBest()
        .filter(best -> !best.label().equals(used))
        .map(
            best ->
                "note: `%s` is `%s`, not `%s`, which was measured to be best: %s"
                    .formatted(
                        AUTO,
                        used,
                        best.label(),
                        best.label().equals(withModel)
                            ? noModel(index.manifest())
                            : OpenedIndex.NO_RERANKER));
  }

  private static String noModel(IndexManifest manifest) {
    return manifest
            .model()
            .map(made -> "its model %s is not there".formatted(made.path()))
            .orElse("it needs the model that it was measured with")
        + ", name it with "
        + Setting.MODEL;
  }

  /** That {@link #AUTO} goes by what another model predicted; empty where it does not. */
  private Optional<String> notMeasured(OpenedIndex index, Optional<Path> given) throws IOException {
    if (given.isEmpty() || model.isEmpty() || index.measured().isEmpty()) {
      return Optional.empty();
    }
    RetrievalResult.Basis basis = index.measured().get().basis();
    return ModelHash.of(given.get()).is(basis.modelSha256())
        ? Optional.empty()
        : Optional.of(
            "note: `%s` goes by what was measured with another model (%s) than %s: evaluate the index with this one"
                .formatted(AUTO, basis.modelName(), given.get()));
  }

  /** What answers. */
  public Retriever retriever() {
    return retriever;
  }

  @Override
  public void close() {
    retriever.close();
    model.ifPresent(Model::close);
  }
}
