package dev.nextvec.internal.retrieval;

import dev.nextvec.data.Dataset;
import dev.nextvec.internal.file.StagedDirectory;
import dev.nextvec.internal.retrieval.IndexManifest.IndexedModel;
import dev.nextvec.internal.retrieval.IndexManifest.Size;
import dev.nextvec.internal.retrieval.IndexManifest.Source;
import dev.nextvec.internal.wording.Setting;
import dev.nextvec.model.Model;
import dev.nextvec.progress.Monitor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Makes an index of a dataset, beside its place, and then puts it there: killed at any moment, the
 * old index is there, or none.
 *
 * @param settings how vectors are searched
 * @param contextLength chunks of a context, where no model says it
 * @param predicts the model that the index is made for, with what identifies it
 * @param monitor told how far it is
 */
public record IndexWriting(
    IndexSettings settings, int contextLength, Optional<Predicts> predicts, Monitor monitor) {

  /** A model and where it is from. */
  public record Predicts(Model model, IndexedModel identity) {}

  /**
   * Makes it.
   *
   * @param overwrite whether an index that is there is replaced
   * @throws IOException if something is there that must not be replaced, or nothing can be written
   * @throws IllegalArgumentException if a vector is zero or not finite, or the model takes others
   */
  public IndexManifest write(Dataset dataset, Path out, boolean overwrite) throws IOException {
    requireFit(dataset);
    StagedDirectory.requireFree(out, overwrite, IndexManifest.FILE);
    try (Monitor.Work work = monitor.begin("check", "vectors")) {
      dataset.check(work);
    }
    try (StagedDirectory staged = StagedDirectory.begin(out, overwrite, IndexManifest.FILE)) {
      IndexedDocuments documents = IndexedDocuments.of(dataset);
      documents.write(staged.path());
      try (Monitor.Work work = monitor.begin("index", "chunks")) {
        LuceneFiles.write(dataset, settings, staged.path(), work);
      }
      IndexManifest manifest = manifest(dataset, documents, check(dataset, staged.path()));
      dataset.requireUnchanged();
      manifest.write(staged.path());
      staged.commit();
      return manifest;
    }
  }

  private void requireFit(Dataset dataset) {
    if (dataset.count() > Integer.MAX_VALUE - 1024) {
      throw new IllegalArgumentException(
          "%s has %d chunks, more than one index holds: index it in parts"
              .formatted(dataset.path(), dataset.count()));
    }
    if (predicts.isEmpty()) {
      return;
    }
    Model model = predicts.get().model();
    dataset.encoder().ifPresent(model::requireEncoder);
    if (model.dimension() != dataset.dimension()) {
      throw new IllegalArgumentException(
          "the model `%s` takes vectors of %d numbers but those of %s have %d: name another with %s"
              .formatted(
                  model.name(),
                  model.dimension(),
                  dataset.path(),
                  dataset.dimension(),
                  Setting.MODEL));
    }
  }

  private IndexCheck check(Dataset dataset, Path folder) throws IOException {
    try (ChunkIndex index = ChunkIndex.open(folder);
        Monitor.Work work = monitor.begin("measure", "queries")) {
      SelfCheck check = new SelfCheck(index, dataset.documents(), context());
      check.requireSame(dataset);
      return check.check(settings, predicts.map(Predicts::model), work);
    }
  }

  private int context() {
    return predicts.map(each -> each.model().contextLength()).orElse(contextLength);
  }

  private IndexManifest manifest(Dataset dataset, IndexedDocuments documents, IndexCheck check) {
    return new IndexManifest(
        new Source(
            dataset.path().toAbsolutePath().normalize().toString(),
            dataset.sha256(),
            dataset.vectorsSha256()),
        dataset.encoder(),
        predicts.map(Predicts::identity),
        context(),
        new Size(
            dataset.count(),
            documents.all().size(),
            dataset.dimension(),
            dataset.texts().isPresent()),
        settings,
        check);
  }
}
