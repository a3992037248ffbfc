package dev.nextvec.compare;

import dev.nextvec.eval.WindowScores;
import dev.nextvec.internal.baseline.LinearAverage;
import dev.nextvec.stats.Bootstrap;
import dev.nextvec.stats.Estimate;
import dev.nextvec.stats.Interval;
import dev.nextvec.stats.Need;
import dev.nextvec.stats.Statement;
import dev.nextvec.stats.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * How results on other data stand beside those on the data that was learned from.
 *
 * @param data what a person calls the other data
 * @param sha256 its hash
 * @param trainedOn what a person calls the data that was learned from
 * @param shifts one per result, in the order of the table
 */
public record DomainShift(String data, String sha256, String trainedOn, List<Shift> shifts) {

  /**
   * One result in both domains. Skill is 1 - error / error of the linear average, by the error of
   * predictions scaled to unit length; absent where the linear average makes no error.
   */
  public record Shift(
      String name,
      boolean network,
      Estimate inCosine,
      Estimate outCosine,
      Optional<Estimate> inSkill,
      Optional<Estimate> outSkill) {

    /** The cosine out of domain against that in domain, by more than chance and the margin. */
    public Verdict cosine() {
      return judge(outCosine, inCosine);
    }

    /** The skill likewise; absent where it is not defined. */
    public Optional<Verdict> skill() {
      return outSkill.flatMap(out -> inSkill.map(in -> judge(out, in)));
    }

    private boolean better() {
      return cosine() == Verdict.BETTER || betterSkill();
    }

    private boolean betterSkill() {
      return skill().filter(verdict -> verdict == Verdict.BETTER).isPresent();
    }

    /** The two come from different documents, so intervals that do not meet are beyond chance. */
    private static Verdict judge(Estimate out, Estimate in) {
      if (out.interval().isEmpty() || in.interval().isEmpty()) {
        return Verdict.CANNOT_SAY;
      }
      Interval a = out.interval().get();
      Interval b = in.interval().get();
      if (a.low() > b.high() && out.value() > in.value() + Verdict.MARGIN) {
        return Verdict.BETTER;
      }
      return a.high() < b.low() && out.value() < in.value() - Verdict.MARGIN
          ? Verdict.WORSE
          : Verdict.TIE;
    }
  }

  public DomainShift {
    shifts = List.copyOf(shifts);
  }

  /**
   * Puts two comparisons of the same results side by side.
   *
   * @param sha256 hash of the data of {@code out}
   */
  public static DomainShift between(Comparison in, Comparison out, String sha256) {
    List<Shift> shifts = new ArrayList<>();
    for (Row row : out.rows()) {
      Row own =
          in.rows().stream().filter(r -> r.name().equals(row.name())).findFirst().orElseThrow();
      shifts.add(
          new Shift(
              row.name(),
              row.isNetwork(),
              own.cosine(),
              row.cosine(),
              skill(own, in),
              skill(row, out)));
    }
    return new DomainShift(out.dataset(), sha256, in.dataset(), shifts);
  }

  /**
   * Skill with its interval. It is a ratio of two means, so the interval is that of its linear
   * part, s + ((1 - s) l - e) / mean(l) for errors e and l of a window (delta method).
   */
  private static Optional<Estimate> skill(Row row, Comparison comparison) {
    WindowScores scores = row.run().scores();
    double[] errors = row.group().normalisedSquaredError();
    float[] linear = comparison.linearAverage().run().scores().normalisedSquaredError();
    double scale = mean(linear);
    if (scale == 0) {
      return Optional.empty();
    }
    double skill = 1 - Arrays.stream(errors).average().orElseThrow() / scale;
    double[] parts = new double[errors.length];
    Arrays.setAll(parts, i -> skill + ((1 - skill) * linear[i] - errors[i]) / scale);
    Bootstrap bootstrap = comparison.bootstrap();
    return Optional.of(bootstrap.mean(parts, scores.documents()));
  }

  private static double mean(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  /**
   * A sentence for each network that looks better where it should be worse; one that says so where
   * no network can be judged.
   */
  public List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    shifts.stream()
        .filter(shift -> shift.network() && shift.better())
        .map(this::warning)
        .forEach(warnings::add);
    shifts.stream()
        .filter(shift -> shift.network() && shift.cosine() == Verdict.CANNOT_SAY)
        .findFirst()
        .map(DomainShift::unjudged)
        .ifPresent(warnings::add);
    return warnings;
  }

  private static String unjudged(Shift shift) {
    boolean here = shift.outCosine().interval().isEmpty();
    int documents = (here ? shift.outCosine() : shift.inCosine()).documents();
    return new Statement.CannotSay(
            "whether a network looks better out of domain than in domain",
            "%s %s of domain"
                .formatted(Statement.noInterval(documents), here ? "out" : "in its own part"),
            List.of(Need.documents("test", documents)))
        .text();
  }

  private String warning(Shift shift) {
    List<String> by = new ArrayList<>();
    if (shift.cosine() == Verdict.BETTER) {
      by.add(
          "by cosine (%s against %s)"
              .formatted(
                  Figures.cosine(shift.outCosine().value()),
                  Figures.cosine(shift.inCosine().value())));
    }
    if (shift.betterSkill()) {
      by.add(
          "by skill over the linear average (%s against %s)"
              .formatted(
                  Figures.difference(shift.outSkill().orElseThrow().value()),
                  Figures.difference(shift.inSkill().orElseThrow().value())));
    }
    return "`%s` looks better out of domain than in domain: %s. %s"
        .formatted(shift.name(), String.join(" and ", by), reason());
  }

  private String reason() {
    Verdict average =
        shifts.stream()
            .filter(shift -> shift.name().equals(LinearAverage.NAME))
            .findFirst()
            .map(Shift::cosine)
            .orElse(Verdict.CANNOT_SAY);
    return switch (average) {
      case BETTER ->
          "The linear average, which learns nothing, is higher there too: `%s` is easier to predict."
              .formatted(data);
      case WORSE, EQUAL, TIE ->
          "The linear average, which learns nothing, is not shown to be higher there: check whether text of `%s` was learned from in another form."
              .formatted(data);
      case CANNOT_SAY ->
          "Whether the linear average, which learns nothing, is higher there too cannot be said.";
    };
  }
}
