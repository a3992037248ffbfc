package dev.nextvec.internal.onnx;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * What storing a model in fewer bits does to its graph and to its recorded predictions.
 *
 * @param precision how its matrices are stored
 * @param narrowed names of the matrices in fewer bits
 * @param kept names of those that stay in float32
 * @param difference largest distance of a prediction from that of float32, relative to its length
 * @param acrossBatches largest distance of a prediction in a batch from that of a call for it alone
 * @param bytes of the graph with its weights
 * @param float32Bytes of the graph in float32
 */
public record PrecisionReport(
    Precision precision,
    List<String> narrowed,
    List<String> kept,
    double difference,
    double acrossBatches,
    long bytes,
    long float32Bytes) {
  static final String NAME = "name";
  static final String TOLERANCE = "tolerance";

  private static final double MARGIN = 1.5; // another machine rounds some numbers to the other side

  public PrecisionReport {
    narrowed = List.copyOf(narrowed);
    kept = List.copyOf(kept);
  }

  /** What recorded predictions may differ by where the graph is opened. */
  double tolerance() {
    return Math.min(
        precision.most(), Precision.ELSEWHERE + MARGIN * Math.max(difference, acrossBatches));
  }

  /** Whether a prediction depends on the others in its batch by more than rounding. */
  public boolean isBatchDependent() {
    return acrossBatches > Probe.SAME;
  }

  /** As {@code config.json} and the properties of the graph have it. */
  public ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put(NAME, precision.key()).put(TOLERANCE, tolerance());
    narrowed.forEach(json.putArray("matrices")::add);
    kept.forEach(json.putArray("matrices_in_float32")::add);
    json.put("largest_difference", difference);
    json.put("largest_difference_across_batches", acrossBatches);
    json.put("batch_dependent", isBatchDependent());
    return json.put("graph_bytes", bytes).put("graph_bytes_float32", float32Bytes);
  }
}
