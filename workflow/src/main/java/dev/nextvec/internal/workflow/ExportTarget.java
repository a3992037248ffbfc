package dev.nextvec.internal.workflow;

import dev.nextvec.internal.export.ModelFacts;
import dev.nextvec.internal.file.Room;
import dev.nextvec.internal.onnx.ModelExport;
import dev.nextvec.internal.onnx.Precision;
import dev.nextvec.internal.onnx.RerankGraph;
import dev.nextvec.internal.wording.Setting;
import dev.nextvec.internal.workflow.Exporting.Exported;
import dev.nextvec.model.Predictor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where an export goes.
 *
 * @param place a directory; for a single file that file, or the directory it is put into
 * @param format what is written
 * @param overwrite whether an export that is there is replaced
 * @param precision how the matrices of the graph are stored
 * @param reranker what orders the hits of a search by the model anew, to go into its package
 */
public record ExportTarget(
    Path place,
    ExportFormat format,
    boolean overwrite,
    Precision precision,
    Optional<RerankGraph> reranker) {

  /** Without a re-ranker. */
  public ExportTarget(Path place, ExportFormat format, boolean overwrite, Precision precision) {
    this(place, format, overwrite, precision, Optional.empty());
  }

  /** What is written. */
  public enum ExportFormat {
    /** A model package. */
    PACKAGE,
    /** The graph alone, without a card. */
    ONNX,
    /** The numbers alone. */
    SAFETENSORS;

    /** The name in commands. */
    public String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Makes sure that there is room, before anything is measured.
   *
   * @throws IOException if something is there that must not be replaced
   */
  public void require() throws IOException {
    switch (format) {
      case PACKAGE -> ModelExport.requirePlace(place, overwrite);
      case ONNX, SAFETENSORS -> {
        if (Files.exists(file()) && !overwrite) {
          throw new IOException(
              file() + " exists: choose another name, or ask for it with " + Setting.OVERWRITE);
        }
        if (Files.isDirectory(file())) {
          throw new IOException(file() + " is a directory: choose another name");
        }
        Room.require(place, file());
      }
    }
  }

  /** The one file of a format that has one. */
  private Path file() {
    String suffix = "." + format.key();
    return place.toString().endsWith(suffix) ? place : place.resolve("model" + suffix);
  }

  Exported write(ModelFacts facts, Predictor original) throws IOException {
    require();
    ModelExport export = facts.export(original);
    return switch (format) {
      case PACKAGE -> {
        export.writePackage(place, overwrite, reranker);
        try (Stream<Path> files = Files.list(place)) {
          yield Exported.of(facts, format, place, files.sorted().toList());
        }
      }
      case ONNX -> Exported.of(facts, format, file(), export.writeOnnx(file()));
      case SAFETENSORS -> {
        export.writeTensors(file());
        yield Exported.of(facts, format, file(), List.of(file()));
      }
    };
  }
}
