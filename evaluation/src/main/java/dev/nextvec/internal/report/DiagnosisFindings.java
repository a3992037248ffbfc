package dev.nextvec.internal.report;

import dev.nextvec.compare.Figures;
import dev.nextvec.internal.baseline.LearnedAverage;
import dev.nextvec.internal.baseline.LinearAverage;
import dev.nextvec.internal.baseline.Persistence;
import dev.nextvec.internal.baseline.Ridge;
import dev.nextvec.internal.diagnose.Attention;
import dev.nextvec.internal.diagnose.Curve;
import dev.nextvec.internal.diagnose.Diagnosis;
import dev.nextvec.internal.diagnose.Direction;
import dev.nextvec.internal.diagnose.Errors.By;
import dev.nextvec.internal.diagnose.Errors.ErrorGroup;
import dev.nextvec.internal.diagnose.Rollout;
import dev.nextvec.stats.Estimate;
import dev.nextvec.stats.Need;
import dev.nextvec.stats.Statement;
import dev.nextvec.stats.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A diagnosis in statements, each with its figures. */
final class DiagnosisFindings {
  private DiagnosisFindings() {}

  static List<Statement> of(Diagnosis diagnosis) {
    List<Statement> findings = new ArrayList<>();
    use(diagnosis).ifPresent(findings::add);
    diagnosis.direction().ifPresent(direction -> findings.add(direction(diagnosis, direction)));
    order(diagnosis).ifPresent(findings::add);
    diagnosis.rollout().ifPresent(rollout -> findings.add(rollout(rollout)));
    shift(diagnosis).ifPresent(findings::add);
    diagnosis.attention().ifPresent(attention -> findings.add(residual(attention)));
    return findings;
  }

  /** What the sentence says where there is an interval; that it cannot be said where none is. */
  private static Statement measured(Estimate evidence, String question, String sentence) {
    return evidence.interval().isPresent()
        ? new Statement.Shown(sentence)
        : unsaid(evidence, question, sentence);
  }

  private static Statement unsaid(Estimate evidence, String question, String measured) {
    return new Statement.CannotSay(
        question,
        "%s. As measured: %s"
            .formatted(
                Statement.noInterval(evidence.documents()), measured.replaceFirst("\\.$", "")),
        List.of(Need.documents("test", evidence.documents())));
  }

  /** The positions whose loss costs most and least. */
  private static Optional<Statement> use(Diagnosis diagnosis) {
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
    int most = order.getLast();
    String figures = figures(losses, most, order.getFirst());
    return Optional.of(
        switch (Verdict.of(losses.get(most))) {
          case BETTER ->
              new Statement.Shown(
                  "%s needs chunk %s most: %s"
                      .formatted(diagnosis.name(), place(most, n), figures));
          case EQUAL ->
              new Statement.Shown(
                  "No one chunk matters to %s by more than ±%s: %s"
                      .formatted(diagnosis.name(), Verdict.MARGIN, figures));
          case WORSE, TIE ->
              new Statement.Open(
                  "It is not shown that %s needs any one chunk: %s"
                      .formatted(diagnosis.name(), figures),
                  List.of());
          case CANNOT_SAY ->
              unsaid(losses.get(most), "which chunk %s needs".formatted(diagnosis.name()), figures);
        });
  }

  private static String figures(List<Estimate> losses, int most, int least) {
    return "without chunk %s its cosine is %s%s, without %s it is %s."
        .formatted(
            place(most, losses.size()),
            lower(losses.get(most).value()),
            DiagnosisTables.bracketed(losses.get(most), Figures::cosine),
            place(least, losses.size()),
            lower(losses.get(least).value()));
  }

  /**
   * What a loss means: {@code 0.0200 lower}; a negative one is a gain; 0 is what float32 cannot
   * tell.
   */
  private static String lower(double loss) {
    return loss == 0
        ? "no different"
        : Figures.cosine(Math.abs(loss)) + (loss < 0 ? " higher" : " lower");
  }

  private static String place(int position, int n) {
    int k = position + 1 - n;
    String part = Places.part(k, n);
    return Places.chunk(k) + (part.isEmpty() ? "" : " (" + part + ")");
  }

  private static Statement direction(Diagnosis diagnosis, Direction direction) {
    String own = nearest(diagnosis, direction, direction.curves().get(0));
    Optional<Curve> optimum =
        Stream.of(Ridge.NAME, LearnedAverage.NAME)
            .flatMap(name -> Curve.find(direction.curves(), name).stream())
            .findFirst();
    String beside =
        optimum
            .map(
                curve ->
                    " The closed-form optimum (%s) has %s. A good prediction is nearer to its inputs than to its target; that is no fault where this curve does the same."
                        .formatted(curve.name(), nearest(diagnosis, direction, curve)))
            .orElse("");
    return measured(
        direction.curves().get(0).points().get(direction.target()),
        "which chunk the prediction is nearest to",
        "Direction: %s has %s.%s".formatted(diagnosis.name(), own, beside));
  }

  private static String nearest(Diagnosis diagnosis, Direction direction, Curve curve) {
    List<Double> values = curve.values();
    int best = 0;
    for (int i = 1; i < values.size(); i++) {
      best = values.get(i) > values.get(best) ? i : best;
    }
    return "cosine %s at the target and its highest cosine, %s, at %s"
        .formatted(
            Figures.cosine(values.get(direction.target())),
            Figures.cosine(values.get(best)),
            Places.named(direction.offsets().get(best), diagnosis.contextLength()));
  }

  private static Optional<Statement> order(Diagnosis diagnosis) {
    if (diagnosis.order().changes().isEmpty()) {
      return Optional.empty();
    }
    String name = diagnosis.name();
    Estimate shuffled = diagnosis.order().losses().get(0).points().get(0);
    Optional<Curve> ridge =
        Curve.find(diagnosis.order().losses().stream().skip(1).toList(), Ridge.NAME);
    String figures =
        "with a shuffled context the cosine of %s is %s%s.%s"
            .formatted(
                name,
                lower(shuffled.value()),
                DiagnosisTables.bracketed(shuffled, Figures::cosine),
                ridge
                    .map(curve -> " That of ridge is %s.".formatted(lower(curve.values().get(0))))
                    .orElse(""));
    return Optional.of(
        switch (Verdict.of(shuffled)) {
          case BETTER ->
              new Statement.Shown(
                  "Order: %s makes use of the order of its context: %s".formatted(name, figures));
          case WORSE ->
              new Statement.Shown(
                  "Order: the order of its context misleads %s: %s".formatted(name, figures));
          case EQUAL ->
              new Statement.Shown(
                  "Order: %s makes no use of the order of its context, to within ±%s: %s"
                      .formatted(name, Verdict.MARGIN, figures));
          case TIE ->
              new Statement.Open(
                  "Order: it is not shown that %s makes use of the order of its context: %s"
                      .formatted(name, figures),
                  List.of());
          case CANNOT_SAY ->
              unsaid(shuffled, "whether %s uses the order of its context".formatted(name), figures);
        });
  }

  private static Statement rollout(Rollout rollout) {
    List<Double> own = rollout.curves().get(0).values();
    StringBuilder text =
        new StringBuilder(
            "Rollout: cosine is %s after one step and %s after %d"
                .formatted(Figures.cosine(own.get(0)), Figures.cosine(own.getLast()), own.size()));
    for (String name : List.of(LinearAverage.NAME, Persistence.NAME)) {
      Curve.find(rollout.leads(), name)
          .map(lead -> lead.points().getLast())
          .ifPresent(
              last ->
                  text.append(
                      "; less that of %s, rolled out too, %s%s"
                          .formatted(
                              name,
                              Figures.difference(last.value()),
                              DiagnosisTables.bracketed(last, Figures::difference))));
    }
    return measured(
        rollout.curves().get(0).points().getLast(),
        "how far ahead its predictions hold",
        text.append('.').toString());
  }

  private static Optional<Statement> shift(Diagnosis diagnosis) {
    return diagnosis.errors().groupings().stream()
        .filter(grouping -> grouping.by() == By.SHIFT && grouping.groups().size() > 1)
        .map(
            grouping -> {
              ErrorGroup least = grouping.groups().getFirst();
              ErrorGroup most = grouping.groups().getLast();
              String figures =
                  "Topic shift: cosine is %s where the topic stays and %s where it changes most. Less that of the linear average it is %s%s and %s%s."
                      .formatted(
                          Figures.cosine(least.cosine().value()),
                          Figures.cosine(most.cosine().value()),
                          Figures.difference(least.lead().value()),
                          DiagnosisTables.bracketed(least.lead(), Figures::difference),
                          Figures.difference(most.lead().value()),
                          DiagnosisTables.bracketed(most.lead(), Figures::difference));
              Estimate weakest = least.lead().interval().isEmpty() ? least.lead() : most.lead();
              return measured(weakest, "what a topic shift costs", figures);
            })
        .findFirst();
  }

  private static Statement residual(Attention attention) {
    return measured(
        attention.residualGain(),
        "what the residual adds",
        "Residual: on average %s as long as what it is added to; it turns the prediction by %s and changes its cosine by %s%s."
            .formatted(
                Figures.share(attention.residualShare().value()),
                Figures.cosine(attention.residualTurn().value()),
                Figures.difference(attention.residualGain().value()),
                DiagnosisTables.bracketed(attention.residualGain(), Figures::difference)));
  }
}
