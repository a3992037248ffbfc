package dev.nextvec.internal.onnx;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Optional;

/** How the weights of a graph are stored. */
public enum Precision {
  /** As they were trained. */
  FLOAT32(Precision.ELSEWHERE),
  /** Half the size; computed with in float32. */
  FLOAT16(0.02),
  /**
   * A quarter of the size: whole numbers with a scale for each column. What they are multiplied
   * with is brought to whole numbers while the model predicts.
   */
  INT8(0.5);

  /** Another machine rounds otherwise, layer by layer. */
  static final double ELSEWHERE = 1e-4;

  private final double most;

  Precision(double most) {
    this.most = most;
  }

  /** The name in commands and files. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The most that a graph of this precision may differ from the model it was made of, relative to
   * the length of a prediction: beyond it a graph is neither written nor opened.
   */
  double most() {
    return most;
  }

  /**
   * The tolerance that a file states for its recorded predictions, which are those of float32.
   *
   * @param stated what {@code precision} of a package or a graph says; missing in one of float32
   * @return never more than {@link #most} of the precision it names
   */
  static double tolerance(JsonNode stated) {
    double asked = stated.path(PrecisionReport.TOLERANCE).asDouble(ELSEWHERE);
    return of(stated.path(PrecisionReport.NAME).asText())
        .map(precision -> Math.clamp(asked, ELSEWHERE, precision.most))
        .orElse(ELSEWHERE);
  }

  private static Optional<Precision> of(String key) {
    for (Precision each : values()) {
      if (each.key().equals(key)) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }
}
