package dev.nextvec.report;

import dev.nextvec.baseline.LearnedAverage;
import dev.nextvec.baseline.LinearAverage;
import dev.nextvec.baseline.Persistence;
import dev.nextvec.baseline.Ridge;
import dev.nextvec.compare.Figures;
import dev.nextvec.diagnose.Attention;
import dev.nextvec.diagnose.Curve;
import dev.nextvec.diagnose.Diagnosis;
import dev.nextvec.diagnose.Direction;
import dev.nextvec.diagnose.Errors.By;
import dev.nextvec.diagnose.Errors.Group;
import dev.nextvec.diagnose.Rollout;
import dev.nextvec.stats.Estimate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A diagnosis in sentences, each with its figures. */
final class DiagnosisFindings {
  private DiagnosisFindings() {}

  static List<String> of(Diagnosis diagnosis) {
    List<String> findings = new ArrayList<>();
    use(diagnosis).ifPresent(findings::add);
    diagnosis.direction().ifPresent(direction -> findings.add(direction(diagnosis, direction)));
    order(diagnosis).ifPresent(findings::add);
    diagnosis.rollout().ifPresent(rollout -> findings.add(rollout(rollout)));
    shift(diagnosis).ifPresent(findings::add);
    diagnosis.attention().ifPresent(attention -> findings.add(residual(attention)));
    return findings;
  }

  /** The positions whose loss costs most and least. */
  private static Optional<String> use(Diagnosis diagnosis) {
    int n = diagnosis.contextLength();
    if (diagnosis.order().changes().isEmpty()) {
      return Optional.empty();
    }
    int from = diagnosis.order().firstDrop();
    List<Estimate> losses = diagnosis.order().losses().get(0).points().subList(from, from + n);
    List<Integer> order =
        IntStream.range(0, n)
            .boxed()
            .sorted(Comparator.comparingDouble(k -> losses.get(k).value()))
            .toList();
    int least = order.getFirst();
    int most = order.getLast();
    return Optional.of(
        "%s needs chunk %s most: without it cosine falls by %s%s, without %s by %s."
            .formatted(
                diagnosis.name(),
                place(most, n),
                Figures.cosine(losses.get(most).value()),
                DiagnosisTables.bracketed(losses.get(most), Figures::cosine),
                place(least, n),
                Figures.cosine(losses.get(least).value())));
  }

  private static String place(int position, int n) {
    int k = position + 1 - n;
    String part = Places.part(k, n);
    return Places.chunk(k) + (part.isEmpty() ? "" : " (" + part + ")");
  }

  private static String direction(Diagnosis diagnosis, Direction direction) {
    String own = nearest(diagnosis, direction, direction.curves().get(0));
    Optional<Curve> optimum =
        Stream.of(Ridge.NAME, LearnedAverage.NAME)
            .flatMap(name -> Curve.find(direction.curves(), name).stream())
            .findFirst();
    String beside =
        optimum
            .map(
                curve ->
                    " The closed-form optimum (%s) has %s; a prediction is expected to lie nearer its inputs than its target, and that is no fault where this curve does the same."
                        .formatted(curve.name(), nearest(diagnosis, direction, curve)))
            .orElse("");
    return "Direction: %s has %s.%s".formatted(diagnosis.name(), own, beside);
  }

  private static String nearest(Diagnosis diagnosis, Direction direction, Curve curve) {
    List<Double> values = curve.values();
    int best = 0;
    for (int i = 1; i < values.size(); i++) {
      best = values.get(i) > values.get(best) ? i : best;
    }
    return "%s at the target and its highest cosine, %s, at %s"
        .formatted(
            Figures.cosine(values.get(direction.target())),
            Figures.cosine(values.get(best)),
            Places.named(direction.offsets().get(best), diagnosis.contextLength()));
  }

  private static Optional<String> order(Diagnosis diagnosis) {
    if (diagnosis.order().changes().isEmpty()) {
      return Optional.empty();
    }
    Estimate shuffled = diagnosis.order().losses().get(0).points().get(0);
    String verdict =
        shuffled.interval().filter(ends -> !ends.holds(0)).isEmpty()
            ? "no loss is shown: it makes no use of the order of its context"
            : shuffled.value() > 0
                ? "it makes use of the order of its context"
                : "the order of its context misleads it";
    Optional<Curve> ridge =
        Curve.find(diagnosis.order().losses().stream().skip(1).toList(), Ridge.NAME);
    return Optional.of(
        "Order: shuffling the context costs %s%s: %s.%s"
            .formatted(
                Figures.cosine(shuffled.value()),
                DiagnosisTables.bracketed(shuffled, Figures::cosine),
                verdict,
                ridge
                    .map(
                        curve ->
                            " Ridge loses %s.".formatted(Figures.cosine(curve.values().get(0))))
                    .orElse("")));
  }

  private static String rollout(Rollout rollout) {
    List<Double> own = rollout.curves().get(0).values();
    StringBuilder text =
        new StringBuilder(
            "Rollout: cosine falls from %s after one step to %s after %d"
                .formatted(Figures.cosine(own.get(0)), Figures.cosine(own.getLast()), own.size()));
    for (String name : List.of(LinearAverage.NAME, Persistence.NAME)) {
      Curve.find(rollout.leads(), name)
          .map(lead -> lead.points().getLast())
          .ifPresent(
              last ->
                  text.append(
                      "; against %s, rolled out too, that is %s%s"
                          .formatted(
                              name,
                              Figures.difference(last.value()),
                              DiagnosisTables.bracketed(last, Figures::difference))));
    }
    return text.append('.').toString();
  }

  private static Optional<String> shift(Diagnosis diagnosis) {
    return diagnosis.errors().groupings().stream()
        .filter(grouping -> grouping.by() == By.SHIFT && grouping.groups().size() > 1)
        .map(
            grouping -> {
              Group least = grouping.groups().getFirst();
              Group most = grouping.groups().getLast();
              return "Topic shift: cosine is %s where the topic stays and %s where it changes most; the lead over the linear average is %s and %s."
                  .formatted(
                      Figures.cosine(least.cosine().value()),
                      Figures.cosine(most.cosine().value()),
                      Figures.difference(least.lead().value()),
                      Figures.difference(most.lead().value()));
            })
        .findFirst();
  }

  private static String residual(Attention attention) {
    return "Residual: on average %s as long as what it is added to; it turns the prediction by %s and changes its cosine by %s%s."
        .formatted(
            Figures.share(attention.residualShare().value()),
            Figures.cosine(attention.residualTurn().value()),
            Figures.difference(attention.residualGain().value()),
            DiagnosisTables.bracketed(attention.residualGain(), Figures::difference));
  }
}
