package dev.nextvec.serve;

import dev.nextvec.data.EncoderFingerprint;
import dev.nextvec.internal.file.Sha256;
import dev.nextvec.internal.retrieval.ChunkLengths;
import dev.nextvec.internal.retrieval.IndexManifest;
import dev.nextvec.internal.retrieval.OpenedIndex;
import dev.nextvec.internal.wording.Setting;
import dev.nextvec.retrieval.Retriever;
import dev.nextvec.retrieval.Strategy;
import dev.nextvec.text.Chunker;
import dev.nextvec.text.SourceDocument;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * An index that is open.
 *
 * @param id what clients call it
 * @param sha256 of what it says of itself, which has the hashes of the rest
 * @param plain searches without a model
 * @param model that predicts for it, if one does that is served
 * @param made whether the index was made for that model, so that its measurements are of it
 * @param chunkChars about how long its chunks are, where anything tells that
 */
record ServedIndex(
    String id,
    IndexManifest manifest,
    String sha256,
    Retriever plain,
    Optional<ServedModel> model,
    boolean made,
    OptionalInt chunkChars) {

  /**
   * Opens it, with the model that it was made for; where it was made without, with the only one
   * that fits it. Of one run in two precisions that is the one in float32.
   *
   * @throws IOException if it is none, or is damaged
   * @throws IllegalArgumentException if its strategy is re-ranked by predictions of the model in
   *     another precision
   */
  static ServedIndex open(ServeSettings.Source source, List<ServedModel> models)
      throws IOException {
    IndexManifest manifest = IndexManifest.read(source.path());
    Retriever retriever = Retriever.open(source.path());
    try {
      String sha256 = Sha256.ofFile(source.path().resolve(IndexManifest.FILE));
      Optional<String> wanted = manifest.model().map(IndexManifest.IndexedModel::sha256);
      List<ServedModel> fitting =
          withoutTwins(
              models.stream()
                  .filter(each -> wanted.isEmpty() || each.hash().is(wanted.get()))
                  .filter(each -> fits(retriever, each))
                  .toList());
      Optional<ServedModel> model =
          wanted.isPresent() || fitting.size() == 1
              ? fitting.stream().findFirst()
              : Optional.empty();
      ServedIndex opened =
          new ServedIndex(
              source.id(),
              manifest,
              sha256,
              retriever,
              model,
              wanted.isPresent(),
              ChunkLengths.target(retriever, Chunker.DEFAULT_CHARS));
      opened.requirePrecision();
      return opened;
    } catch (IOException | RuntimeException e) {
      retriever.close();
      throw e;
    }
  }

  /** Without those in another precision of which the same in float32 is there, too. */
  private static List<ServedModel> withoutTwins(List<ServedModel> fitting) {
    return fitting.stream()
        .filter(
            each ->
                !each.isNarrow()
                    || fitting.stream()
                        .noneMatch(other -> !other.isNarrow() && other.hash().is(each.sha256())))
        .toList();
  }

  /** Refuses at once what each request would be refused for. */
  private void requirePrecision() throws IOException {
    if (model.isEmpty() || !model.get().isNarrow()) {
      return;
    }
    Retriever asked = retriever(Optional.empty());
    try {
      asked.requireReranker();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "the index `%s` is searched by `%s`, fitted to what `%s` predicts in float32, and what it predicts in %s is too far from that: serve it in float32 (%s)"
              .formatted(
                  id,
                  asked.strategy().label(),
                  model.get().id(),
                  model.get().precision().label(),
                  Setting.PRECISION.of("float32")),
          e);
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
    Strategy used = retriever(Optional.empty()).strategy();
    Optional<String> withoutModel =
        manifest
            .model()
            .filter(wanted -> model.isEmpty())
            .map(
                wanted ->
                    "warning: the index %s was made for the model `%s` (%.12s), which is not served: it is searched without a model"
                        .formatted(id, wanted.name(), wanted.sha256()));
    return withoutModel.or(
        () ->
            plain
                .measuredBest()
                .filter(best -> !best.equals(used))
                .map(
                    best ->
                        "warning: the index %s is searched by `%s`, not by `%s`, which was measured to be best: %s"
                            .formatted(id, used.label(), best.label(), why(best))));
  }

  private String why(Strategy best) {
    return best.needsModel() && !made
        ? "it was made for no model; make it with %s and evaluate it".formatted(Setting.MODEL)
        : OpenedIndex.NO_RERANKER;
  }

  /** What answers to a strategy; without one, what was measured to be best. */
  Retriever retriever(Optional<Strategy> wanted) {
    Retriever with = made ? predicting() : plain;
    if (wanted.isEmpty()) {
      return with;
    }
    return (wanted.get().needsModel() ? predicting() : with).withStrategy(wanted.get());
  }

  /**
   * A text in chunks as its own were cut.
   *
   * @throws Problem if it is blank
   */
  List<String> cut(String text) {
    if (text.isBlank()) {
      throw Problem.unprocessable("the text is blank");
    }
    Locale language =
        plain
            .encoder()
            .flatMap(EncoderFingerprint::language)
            .map(Locale::forLanguageTag) // as it was cut, whatever Chunker knows
            .orElse(Locale.ENGLISH);
    int chars = Math.max(Chunker.MIN_CHARS, chunkChars.orElse(Chunker.DEFAULT_CHARS));
    return new Chunker(chars, language).chunks(new SourceDocument("text", "", List.of(text)));
  }

  /** What whoever sent a text should know of how it was cut. */
  Optional<String> cutNote() {
    return chunkChars.isPresent()
        ? plain.encoder().flatMap(made -> Chunker.otherRules(made, "the index `" + id + "`"))
        : Optional.of(
            "nothing tells how long the chunks of the index `%s` are: a text is cut to about %d characters; send chunks of their length otherwise"
                .formatted(id, Chunker.DEFAULT_CHARS));
  }

  private Retriever predicting() {
    return model.map(each -> plain.withModel(each.model())).orElse(plain);
  }
}
