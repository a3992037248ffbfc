package dev.nextvec.internal.onnx;

import dev.nextvec.model.Cost;
import dev.nextvec.model.Predictor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * A model written in fewer bits, to be tried beside the same graph in float32 before anything is
 * published. Its files are gone when it is closed.
 */
public final class PrecisionTrial implements AutoCloseable {
  private final TemporaryFolder room;
  private final Predictor narrow;
  private final Predictor float32;
  private final PrecisionReport report;

  private PrecisionTrial(
      TemporaryFolder room, Predictor narrow, Predictor float32, PrecisionReport report) {
    this.room = room;
    this.narrow = narrow;
    this.float32 = float32;
    this.report = report;
  }

  /**
   * Writes both graphs and lets them predict the probe.
   *
   * @param original what the model predicts with so far
   * @throws IllegalArgumentException if nothing of it can be stored so, or its predictions become
   *     too different
   */
  public static PrecisionTrial of(
      String name, Exportable model, Predictor original, Precision precision) throws IOException {
    TemporaryFolder room = TemporaryFolder.of("nextvec-precision");
    try {
      Path narrowFile = room.path().resolve(ModelPackage.MODEL);
      Path plainFile = room.path().resolve("float32.onnx");
      Narrowing.Narrowed stored = OnnxFile.STANDARD.write(narrowFile, model, precision, Map.of());
      if (stored.narrowed().isEmpty()) {
        throw new IllegalArgumentException(
            "`%s` has no matrix that could be stored as %s: export it without"
                .formatted(name, precision.key()));
      }
      OnnxFile.STANDARD.write(plainFile, model, Map.of());
      OnnxSession narrow = OnnxSession.open(narrowFile, name);
      try {
        Probe.Differences found = Probe.of(original).differences(narrow);
        PrecisionReport report =
            new PrecisionReport(
                precision,
                stored.narrowed(),
                stored.kept(),
                found.original(),
                found.alone(),
                bytes(narrowFile),
                bytes(plainFile));
        requireNear(name, report);
        return new PrecisionTrial(
            room,
            predictor(name, narrow, original, report.bytes()),
            predictor(name, OnnxSession.open(plainFile, name), original, report.float32Bytes()),
            report);
      } catch (IOException | RuntimeException e) {
        narrow.close();
        throw e;
      }
    } catch (IOException | RuntimeException e) {
      room.close();
      throw e;
    }
  }

  private static Predictor predictor(
      String name, OnnxSession session, Predictor original, long bytes) {
    long activations = (long) Float.BYTES * original.dimension();
    return new OnnxPredictor(
        name,
        session,
        new Cost(original.parameters(), original.flops(), bytes, activations),
        original.candidates());
  }

  private static void requireNear(String name, PrecisionReport report) {
    if (!(report.difference() <= report.precision().most())) {
      throw new IllegalArgumentException(
          "stored as %s, `%s` differs from float32 by up to %.2g of a prediction's length, and at most %s is allowed: export it without"
              .formatted(
                  report.precision().key(), name, report.difference(), report.precision().most()));
    }
  }

  private static long bytes(Path file) throws IOException {
    Path data = file.resolveSibling(file.getFileName() + OnnxFile.DATA);
    return Files.size(file) + (Files.exists(data) ? Files.size(data) : 0);
  }

  /** The graph in fewer bits, on ONNX Runtime. */
  public Predictor narrow() {
    return narrow;
  }

  /** The graph in float32, on ONNX Runtime. */
  public Predictor float32() {
    return float32;
  }

  public PrecisionReport report() {
    return report;
  }

  @Override
  public void close() throws IOException {
    narrow.close();
    float32.close();
    room.close();
  }
}
