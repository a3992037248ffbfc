package dev.nextvec.internal.workflow;

import dev.nextvec.data.Dataset;
import dev.nextvec.internal.retrieval.IndexCheck;
import dev.nextvec.internal.retrieval.IndexManifest;
import dev.nextvec.internal.retrieval.IndexManifest.IndexedModel;
import dev.nextvec.internal.retrieval.IndexSettings;
import dev.nextvec.internal.retrieval.IndexSettings.Quantisation;
import dev.nextvec.internal.retrieval.IndexSettings.SearchType;
import dev.nextvec.internal.retrieval.IndexWriting;
import dev.nextvec.internal.retrieval.IndexWriting.Predicts;
import dev.nextvec.internal.retrieval.IndexWriting.Updated;
import dev.nextvec.internal.wording.Setting;
import dev.nextvec.model.Model;
import dev.nextvec.progress.Monitor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Makes indexes of datasets.
 *
 * @param model what predicts, if the index is made for one
 * @param contextLength chunks of a context, where no model says it
 * @param type the search; empty for the one that suits the size
 */
public record Indexing(
    Optional<Path> model,
    int contextLength,
    Optional<SearchType> type,
    int m,
    int efConstruction,
    Quantisation quantise,
    Monitor monitor) {

  /** Makes an index, and warns of what it measured. */
  public IndexManifest write(Path data, Path out, boolean overwrite) throws IOException {
    IndexWriting.requireFree(out, overwrite);
    try (Dataset dataset = Dataset.open(data, monitor)) {
      IndexSettings settings =
          new IndexSettings(
              type.orElseGet(() -> suitable(dataset.count())), m, efConstruction, quantise);
      if (model.isEmpty()) {
        return write(dataset, settings, Optional.empty(), out, overwrite);
      }
      Path path = model.get();
      try (Model opened = Model.open(path)) {
        Predicts predicts = new Predicts(opened, ModelIdentity.of(opened, path));
        return write(dataset, settings, Optional.of(predicts), out, overwrite);
      }
    }
  }

  /** Whether an index is there that is of this data, and of the model it is to be made for. */
  public boolean isCurrent(Path data, Path out) throws IOException {
    if (!IndexManifest.isIn(out)) {
      return false;
    }
    IndexManifest manifest = IndexManifest.read(out);
    Optional<IndexedModel> wanted = Optional.empty();
    if (model.isPresent()) {
      try (Model opened = Model.open(model.get())) {
        wanted = Optional.of(ModelIdentity.of(opened, model.get()));
      }
    }
    try (Dataset dataset = Dataset.open(data, monitor)) {
      return manifest.source().sha256().equals(dataset.sha256()) && manifest.model().equals(wanted);
    }
  }

  /**
   * Brings an index to what its dataset is now; its settings stay.
   *
   * @param given the model, where it has moved
   */
  public static Updated update(Path data, Path out, Optional<Path> given, Monitor monitor)
      throws IOException {
    Optional<IndexedModel> recorded = IndexManifest.read(out).model();
    Optional<Path> path = given.or(() -> recorded.map(IndexedModel::path).map(Path::of));
    try (Dataset dataset = Dataset.open(data, monitor)) {
      if (path.isEmpty()) {
        return warned(
            IndexWriting.update(dataset, out, Optional.empty(), monitor), dataset, monitor);
      }
      try (Model opened = Retrieving.opened(path.get(), recorded)) {
        Predicts predicts = new Predicts(opened, ModelIdentity.of(opened, path.get()));
        return warned(
            IndexWriting.update(dataset, out, Optional.of(predicts), monitor), dataset, monitor);
      }
    }
  }

  private static Updated warned(Updated updated, Dataset dataset, Monitor monitor) {
    warn(updated.made(), dataset, monitor);
    return updated;
  }

  /** Only a graph is walked by quantised vectors. */
  private SearchType suitable(long chunks) {
    return quantise == Quantisation.NONE ? SearchType.of(chunks) : SearchType.HNSW;
  }

  private IndexManifest write(
      Dataset dataset,
      IndexSettings settings,
      Optional<Predicts> predicts,
      Path out,
      boolean overwrite)
      throws IOException {
    IndexManifest made =
        new IndexWriting(settings, contextLength, predicts, monitor).write(dataset, out, overwrite);
    warn(made, dataset, monitor);
    return made;
  }

  private static void warn(IndexManifest made, Dataset dataset, Monitor monitor) {
    IndexCheck check = made.check();
    if (check.recall().isPresent() && check.recall().getAsDouble() < IndexCheck.LEAST_RECALL) {
      monitor.log(
          "warning: the graph finds only %.1f %% of the ten nearest chunks: index again with a larger %s or %s"
              .formatted(100 * check.recall().getAsDouble(), Setting.M, Setting.EF_CONSTRUCTION));
    }
    if (check.unreachable() > 0) {
      monitor.log(
          "warning: %d chunks can never be found through the graph: index again with a larger %s, or %s"
              .formatted(check.unreachable(), Setting.M, Setting.TYPE.of("exact")));
    }
    if (dataset.texts().isEmpty()) {
      monitor.log(
          "note: %s has no texts, so nothing can be searched by words".formatted(dataset.path()));
    }
  }
}
