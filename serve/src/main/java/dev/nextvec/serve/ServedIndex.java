package dev.nextvec.serve;

import dev.nextvec.internal.file.Sha256;
import dev.nextvec.internal.retrieval.IndexManifest;
import dev.nextvec.retrieval.Retriever;
import dev.nextvec.retrieval.Strategy;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * An index that is open.
 *
 * @param id what clients call it
 * @param sha256 of what it says of itself, which has the hashes of the rest
 * @param plain searches without a model
 * @param model that predicts for it, if one does that is served
 * @param made whether the index was made for that model, so that its measurements are of it
 */
record ServedIndex(
    String id,
    IndexManifest manifest,
    String sha256,
    Retriever plain,
    Optional<ServedModel> model,
    boolean made) {

  /**
   * Opens it, with the model that it was made for; where it was made without, with the only one
   * that fits it.
   *
   * @throws IOException if it is none, or is damaged
   */
  static ServedIndex open(ServeSettings.Source source, List<ServedModel> models)
      throws IOException {
    IndexManifest manifest = IndexManifest.read(source.path());
    Retriever retriever = Retriever.open(source.path());
    try {
      String sha256 = Sha256.ofFile(source.path().resolve(IndexManifest.FILE));
      Optional<String> wanted = manifest.model().map(IndexManifest.IndexedModel::sha256);
      List<ServedModel> fitting =
          models.stream()
              .filter(each -> wanted.isEmpty() || each.hash().is(wanted.get()))
              .filter(each -> fits(retriever, each))
              .toList();
      Optional<ServedModel> model =
          wanted.isPresent() || fitting.size() == 1
              ? fitting.stream().findFirst()
              : Optional.empty();
      return new ServedIndex(source.id(), manifest, sha256, retriever, model, wanted.isPresent());
    } catch (IOException | RuntimeException e) {
      retriever.close();
      throw e;
    }
  }

  private static boolean fits(Retriever retriever, ServedModel model) {
    try {
      retriever.withModel(model.model());
      return true;
    } catch (IllegalArgumentException other) {
      return false;
    }
  }

  /** What a person should know of how it is searched. */
  Optional<String> warning() {
    return manifest
        .model()
        .filter(wanted -> model.isEmpty())
        .map(
            wanted ->
                "warning: the index %s was made for the model `%s` (%.12s), which is not served: it is searched without a model"
                    .formatted(id, wanted.name(), wanted.sha256()));
  }

  /** What answers to a strategy; without one, what was measured to be best. */
  Retriever retriever(Optional<Strategy> wanted) {
    Retriever with = made ? predicting() : plain;
    if (wanted.isEmpty()) {
      return with;
    }
    return (wanted.get().needsModel() ? predicting() : with).withStrategy(wanted.get());
  }

  private Retriever predicting() {
    return model.map(each -> plain.withModel(each.model())).orElse(plain);
  }
}
