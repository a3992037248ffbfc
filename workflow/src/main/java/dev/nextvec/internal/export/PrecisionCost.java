package dev.nextvec.internal.export;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.compare.Figures;
import dev.nextvec.compare.PairedDifference;
import dev.nextvec.compare.Row;
import dev.nextvec.compare.Wording;
import dev.nextvec.eval.Pool;
import dev.nextvec.eval.RetrievalMetric;
import dev.nextvec.internal.eval.NarrowGain;
import dev.nextvec.internal.onnx.Precision;
import dev.nextvec.internal.onnx.PrecisionReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What storing a model in fewer bits costs and gains, measured on the test windows.
 *
 * @param report on its graph and recorded predictions
 * @param row the model in fewer bits
 * @param float32 the same model as it was
 * @param difference of the test cosine, the first less the second
 * @param gain in time: both graphs on ONNX Runtime, in turns
 */
public record PrecisionCost(
    PrecisionReport report, Row row, Row float32, PairedDifference difference, NarrowGain gain) {

  private static double recall(Row row) {
    return row.group().retrievalMean(Pool.TEST, RetrievalMetric.RECALL_1);
  }

  ObjectNode json() {
    ObjectNode json = report.json();
    ObjectNode cost = json.putObject("measured");
    cost.set("test_cosine_difference", ModelFacts.json(difference.difference()));
    cost.put("verdict", difference.verdict().key());
    cost.put("recall_at_1", recall(row)).put("recall_at_1_float32", recall(float32));
    cost.put("latency_ms_p50", gain.one().narrow());
    cost.put("latency_ms_p50_float32", gain.one().float32());
    cost.put("times_as_fast", gain.one().ratio());
    cost.put("times_as_fast_in_batches_of_" + NarrowGain.BATCH, gain.many().ratio());
    cost.put("machine_was_busy", gain.disturbed());
    return json;
  }

  /** For people: what it costs, what it gains, and what else changes. */
  public List<String> sentences() {
    String name = report.precision().key();
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s costs: test cosine %s against float32 (%s; %s), R@1 %s instead of %s."
            .formatted(
                name,
                Figures.difference(difference.difference().value()),
                Wording.interval(difference),
                difference.verdict().words(),
                Figures.cosine(recall(row)),
                Figures.cosine(recall(float32))));
    lines.add(
        String.format(
            Locale.ROOT,
            "%s gains: the graph takes %s instead of %s, and one prediction on ONNX Runtime %s ms"
                + " instead of %s ms (medians of turns; %.2f times as fast, and %.2f times in"
                + " batches of %d%s).",
            name,
            Figures.bytes(report.bytes()),
            Figures.bytes(report.float32Bytes()),
            Figures.milliseconds(gain.one().narrow()),
            Figures.milliseconds(gain.one().float32()),
            gain.one().ratio(),
            gain.many().ratio(),
            NarrowGain.BATCH,
            gain.disturbed() ? "; on a busy machine" : ""));
    lines.add(stored());
    lines.add(batches());
    return lines;
  }

  private String stored() {
    String left =
        report.kept().isEmpty()
            ? ""
            : " In float32 stay %s%s."
                .formatted(
                    String.join(", ", report.kept()),
                    report.precision() == Precision.INT8
                        ? ": ONNX has no int8 form for what computes with them"
                        : "");
    return "Stored as %s: %s.%s"
        .formatted(
            report.precision().key(),
            report.narrowed().size() == 1 ? "1 matrix" : report.narrowed().size() + " matrices",
            left);
  }

  private String batches() {
    String far =
        String.format(
            Locale.ROOT,
            "Recorded predictions differ from those of float32 by up to %.2g of their length.",
            report.difference());
    return report.isBatchDependent()
        ? far
            + String.format(
                Locale.ROOT,
                " A prediction depends on the others in its batch, by up to %.2g of its length:"
                    + " what is brought to whole numbers is scaled by the largest number in the"
                    + " batch. Its figures are those of batches of 64.",
                report.acrossBatches())
        : far + " A prediction does not depend on the others in its batch.";
  }
}
