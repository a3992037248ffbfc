package dev.nextvec.internal.retrieval;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.EncoderFingerprint;
import dev.nextvec.internal.file.FileErrors;
import dev.nextvec.internal.file.Sha256;
import dev.nextvec.internal.file.StagedDirectory;
import dev.nextvec.internal.retrieval.IndexManifest.IndexedModel;
import dev.nextvec.internal.retrieval.IndexManifest.Size;
import dev.nextvec.internal.retrieval.IndexManifest.Source;
import dev.nextvec.internal.wording.Setting;
import dev.nextvec.model.CandidateMap;
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
   * Makes sure, before anything is opened, that an index could be put here.
   *
   * @throws IOException if something is there that must not be replaced, or nothing can be written
   */
  public static void requireFree(Path out, boolean overwrite) throws IOException {
    StagedDirectory.requireFree(out, overwrite, IndexManifest.DIRECTORY);
  }

  /**
   * Makes it.
   *
   * @param overwrite whether an index that is there is replaced
   * @throws IOException if something is there that must not be replaced, or nothing can be written
   * @throws IllegalArgumentException if a vector is zero or not finite, or the model takes others
   */
  public IndexManifest write(Dataset dataset, Path out, boolean overwrite) throws IOException {
    requireFit(dataset);
    requireFree(out, overwrite);
    try (Monitor.Work work = monitor.begin("check", "vectors")) {
      dataset.check(work);
    }
    try (StagedDirectory staged = StagedDirectory.begin(out, overwrite, IndexManifest.DIRECTORY)) {
      IndexedDocuments documents = IndexedDocuments.of(dataset);
      documents.write(staged.path());
      try (Monitor.Work work = monitor.begin("index", "chunks")) {
        LuceneFiles.write(dataset, map(), settings, staged.path(), work);
      }
      return finish(dataset, documents, staged);
    } catch (IOException e) {
      throw explained(out, e);
    }
  }

  /** Lucene's own words for a full disk name none. */
  private static IOException explained(Path out, IOException failure) {
    return FileErrors.isDiskFull(failure)
        ? FileErrors.explainWriting("writing index " + out, out, failure)
        : failure;
  }

  /**
   * What an update did to documents.
   *
   * @param made the index as it is now
   */
  public record Updated(IndexManifest made, int kept, int added, int changed, int removed) {}

  /**
   * Brings an index to what its dataset is now: documents that are as they were stay, others are
   * added, made anew or removed. Settings are those of the index.
   *
   * @throws IllegalArgumentException if the dataset is of another kind than that of the index
   */
  public static Updated update(
      Dataset dataset, Path out, Optional<Predicts> predicts, Monitor monitor) throws IOException {
    IndexManifest old = IndexManifest.read(out);
    IndexWriting writing = new IndexWriting(old.settings(), old.contextLength(), predicts, monitor);
    writing.requireFit(dataset);
    requireLike(old, dataset);
    writing.requireMap(old, out);
    IndexedDocuments before = IndexedDocuments.read(out);
    try (Monitor.Work work = monitor.begin("check", "vectors")) {
      dataset.check(work);
    }
    IndexedDocuments now = IndexedDocuments.of(dataset);
    if (now.rows() != dataset.count() || before.rows() != old.size().chunks()) {
      throw new IllegalArgumentException(
          "%s has rows of no document, and an index of such is not updated: make it anew"
              .formatted(dataset.path()));
    }
    try (StagedDirectory staged = StagedDirectory.begin(out, true, IndexManifest.DIRECTORY);
        Monitor.Work work = monitor.begin("index", "chunks")) {
      UpdatePlan plan = UpdatePlan.of(before, now);
      UpdatePlan.link(out, staged.path());
      IndexedRows rows = new IndexedRows(dataset, writing.map(), work);
      LuceneFiles.change(old.settings(), staged.path(), writer -> plan.run(writer, rows, now));
      IndexedDocuments joined = before.joined(plan.kept(), now, plan.added());
      joined.write(staged.path());
      return plan.done(writing.finish(dataset, joined, staged));
    } catch (IOException e) {
      throw explained(out, e);
    }
  }

  /** What chunks are measured with, where the model has two sides. */
  private Optional<CandidateMap> map() {
    return predicts.flatMap(each -> each.model().candidates());
  }

  /** Chunks that stay were measured with the map of the index; others must be, too. */
  private void requireMap(IndexManifest old, Path out) {
    if (map().isPresent()) {
      old.requireMap(predicts.orElseThrow().model().name(), map().get(), out);
    } else if (old.mapSha256().isPresent()) {
      throw new IllegalArgumentException(
          "%s has the lengths of mapped chunks, and what is new in %s cannot be mapped without the model: name it with %s"
              .formatted(out, old.source().path(), Setting.MODEL));
    }
  }

  private static void requireLike(IndexManifest old, Dataset dataset) {
    if (old.encoder().isPresent() && dataset.encoder().isPresent()) {
      EncoderFingerprint.requireCompatible(dataset.encoder().get(), old.encoder().get());
    }
    boolean like =
        old.size().dimension() == dataset.dimension()
            && old.size().texts() == dataset.texts().isPresent();
    if (!like) {
      throw new IllegalArgumentException(
          "%s has vectors of %d numbers %s texts, the index of %d %s texts: make the index anew"
              .formatted(
                  dataset.path(),
                  dataset.dimension(),
                  dataset.texts().isPresent() ? "with" : "without",
                  old.size().dimension(),
                  old.size().texts() ? "with" : "without"));
    }
  }

  private IndexManifest finish(Dataset dataset, IndexedDocuments documents, StagedDirectory staged)
      throws IOException {
    IndexManifest manifest =
        manifest(
            dataset,
            documents,
            Sha256.ofFile(staged.path().resolve(IndexedDocuments.FILE)),
            check(dataset, documents, staged.path()));
    dataset.requireUnchanged();
    manifest.write(staged.path());
    staged.commit();
    return manifest;
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

  private IndexCheck check(Dataset dataset, IndexedDocuments documents, Path folder)
      throws IOException {
    try (ChunkIndex index = ChunkIndex.open(folder);
        Monitor.Work work = monitor.begin("measure", "queries")) {
      SelfCheck check = new SelfCheck(index, documents.all(), context());
      check.requireSame(dataset, RowMap.of(documents, dataset));
      return check.check(settings, predicts.map(Predicts::model), work);
    }
  }

  private int context() {
    return predicts.map(each -> each.model().contextLength()).orElse(contextLength);
  }

  private IndexManifest manifest(
      Dataset dataset, IndexedDocuments documents, String documentsSha256, IndexCheck check) {
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
            dataset.texts().isPresent(),
            documentsSha256),
        settings,
        check);
  }
}
