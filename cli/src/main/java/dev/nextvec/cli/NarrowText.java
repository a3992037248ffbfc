package dev.nextvec.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.compare.Figures;
import dev.nextvec.internal.eval.NarrowGain;
import dev.nextvec.internal.eval.NarrowLoss;
import dev.nextvec.internal.workflow.NarrowPredictions.Measured;
import dev.nextvec.stats.Estimate;
import dev.nextvec.stats.Interval;
import java.util.Locale;

/** What predictions in another precision cost and gain, in words and as JSON. */
final class NarrowText {
  private NarrowText() {}

  /** Three lines; cosines have two digits more than elsewhere, for the loss is small. */
  static String lines(Measured measured) {
    String name = measured.precision().label();
    return "%s costs: %s.%n%s gains: %s.%n%s%n"
        .formatted(
            name,
            loss(measured),
            name,
            gain(measured.gain()),
            "Nothing of these two lines is kept, and all other figures are of float32.");
  }

  private static String loss(Measured measured) {
    NarrowLoss loss = measured.loss();
    Estimate difference = loss.difference();
    return "validation cosine %s, %s (%s; %s in %s), R@1 among their chunks %s instead of %s; its predictions have cosines of %s with float32's in the mean, %s at the lowest"
        .formatted(
            six(loss.cosine()),
            apart(difference.value(), loss.float32Cosine()),
            difference.interval().map(NarrowText::interval).orElse("no interval"),
            Figures.counted(measured.windows(), "window"),
            Figures.counted(difference.documents(), "document"),
            Figures.cosine(loss.recall()),
            Figures.cosine(loss.float32Recall()),
            six(loss.between()),
            six(loss.lowest()));
  }

  /** How far a validation cosine is from that of float32, to as many digits as are shown. */
  static String apart(double difference, double float32) {
    if (six(Math.abs(difference)).equals(six(0))) {
      return "which is equal to float32 to six digits (%s)".formatted(six(float32));
    }
    return "which is %s %s float32 (%s)"
        .formatted(six(Math.abs(difference)), difference < 0 ? "below" : "above", six(float32));
  }

  private static String interval(Interval ends) {
    return "%s %% interval of the difference %+.6f to %+.6f"
        .formatted(Figures.level(ends.level()), ends.low(), ends.high());
  }

  private static String gain(NarrowGain gain) {
    return "one prediction takes %s, %d at once take %s (medians%s)"
        .formatted(
            times(gain.one()),
            NarrowGain.BATCH,
            times(gain.many()),
            gain.disturbed() ? ", on a busy machine" : "");
  }

  private static String times(NarrowGain.Times times) {
    return "%s ms instead of %s ms, a ratio of %.2f"
        .formatted(
            Figures.milliseconds(times.narrow()),
            Figures.milliseconds(times.float32()),
            times.ratio());
  }

  private static String six(double value) {
    return String.format(Locale.ROOT, "%.6f", value);
  }

  /** The same for programs. */
  static ObjectNode json(Measured measured) {
    NarrowLoss loss = measured.loss();
    NarrowGain gain = measured.gain();
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("precision", measured.precision().label());
    json.put("validation_windows", measured.windows());
    json.put("validation_documents", loss.difference().documents());
    json.put("validation_cosine", loss.cosine());
    json.put("validation_cosine_float32", loss.float32Cosine());
    ObjectNode difference = json.putObject("validation_cosine_difference");
    difference.put("value", loss.difference().value());
    loss.difference()
        .interval()
        .ifPresent(
            ends ->
                difference
                    .put("low", ends.low())
                    .put("high", ends.high())
                    .put("level", ends.level()));
    json.put("recall_at_1", loss.recall()).put("recall_at_1_float32", loss.float32Recall());
    json.put("cosine_to_float32_mean", loss.between());
    json.put("cosine_to_float32_lowest", loss.lowest());
    times(json.putObject("latency_ms_p50"), gain.one());
    times(json.putObject("batch_%d_ms".formatted(NarrowGain.BATCH)), gain.many());
    return json.put("machine_was_busy", gain.disturbed());
  }

  private static void times(ObjectNode json, NarrowGain.Times times) {
    json.put("narrow", times.narrow()).put("float32", times.float32()).put("ratio", times.ratio());
  }
}
