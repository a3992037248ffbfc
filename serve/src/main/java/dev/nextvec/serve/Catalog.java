package dev.nextvec.serve;

import dev.nextvec.data.EncoderFingerprint;
import dev.nextvec.internal.retrieval.IndexManifest;
import dev.nextvec.model.PredictionPrecision;
import dev.nextvec.serve.ServeSettings.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All that is served at one time. A request holds it from its beginning to its end; one that was
 * replaced is closed when the last that holds it lets go.
 */
final class Catalog {
  private final List<ServedModel> models;
  private final List<ServedIndex> indexes;
  private final AtomicInteger held = new AtomicInteger(1);

  private Catalog(List<ServedModel> models, List<ServedIndex> indexes) {
    this.models = List.copyOf(models);
    this.indexes = List.copyOf(indexes);
  }

  /**
   * Opens everything, or nothing.
   *
   * @throws IOException if one is missing or damaged
   */
  static Catalog open(List<Source> sources, int batch, Loading loading) throws IOException {
    List<ServedModel> models = new ArrayList<>();
    List<ServedIndex> indexes = new ArrayList<>();
    for (Source each : sources) {
      if (!Files.exists(each.path())) {
        throw new IOException(
            "%s does not exist: name a model package, an ONNX file, a run or an index"
                .formatted(each.path()));
      }
    }
    try {
      for (Source each : sources) {
        if (!IndexManifest.isIn(each.path())) {
          String how =
              each.precision() == PredictionPrecision.FLOAT32 ? "" : " in " + each.precision();
          loading.does("opening the model " + each.id() + how);
          models.add(ServedModel.open(each, batch));
        }
      }
      for (Source each : sources) {
        if (IndexManifest.isIn(each.path())) {
          loading.does("opening the index " + each.id());
          indexes.add(ServedIndex.open(each, models));
        }
      }
    } catch (IOException | RuntimeException | Error e) {
      new Catalog(models, indexes).letGo();
      throw e;
    }
    return new Catalog(models, indexes);
  }

  List<ServedModel> models() {
    return models;
  }

  List<ServedIndex> indexes() {
    return indexes;
  }

  /** What made the vectors of all of it, where that is known. */
  List<EncoderFingerprint> encoders() {
    return Stream.concat(
            models.stream().map(each -> each.model().encoder()),
            indexes.stream().map(each -> each.manifest().encoder()))
        .flatMap(Optional::stream)
        .toList();
  }

  ServedModel model(Optional<String> id) {
    return chosen(models, ServedModel::id, id, "model");
  }

  ServedIndex index(Optional<String> id) {
    return chosen(indexes, ServedIndex::id, id, "index");
  }

  /** The one that is called so; the only one where nothing was said. */
  private static <T> T chosen(
      List<T> all, Function<T, String> name, Optional<String> id, String what) {
    String names = all.stream().map(name).collect(Collectors.joining(", "));
    if (id.isEmpty() && all.size() > 1) {
      throw Problem.unprocessable("say which %s: there are %s".formatted(what, names));
    }
    return all.stream()
        .filter(each -> id.isEmpty() || name.apply(each).equals(id.get()))
        .findFirst()
        .orElseThrow(
            () ->
                Problem.notFound(
                    all.isEmpty()
                        ? "no %s is served".formatted(what)
                        : "no such %s is served: there are %s".formatted(what, names)));
  }

  /** Holds it, unless it was closed already. */
  boolean hold() {
    return held.updateAndGet(count -> count == 0 ? 0 : count + 1) > 0;
  }

  void letGo() {
    if (held.decrementAndGet() == 0) {
      indexes.forEach(each -> each.plain().close());
      models.forEach(each -> each.model().close());
    }
  }
}
