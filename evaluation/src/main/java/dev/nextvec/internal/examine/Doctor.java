package dev.nextvec.internal.examine;

import dev.nextvec.compare.Figures;
import dev.nextvec.data.EncoderCheck;
import dev.nextvec.data.Split;
import dev.nextvec.data.SplitFractions;
import dev.nextvec.data.Windows;
import dev.nextvec.internal.engine.Engine;
import dev.nextvec.internal.leak.LeakCheck;
import dev.nextvec.internal.leak.LeakReport;
import dev.nextvec.internal.leak.RowTexts;
import dev.nextvec.internal.wording.Setting;
import dev.nextvec.progress.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Examines a dataset before any training: what is wrong with it, whether its split can be trusted,
 * and what can be learned from it. Reads everything, changes nothing.
 */
public final class Doctor {
  private final DatasetView patient;
  private final Options options;
  private final Supplier<Engine> engine;
  private final ExaminationWatcher watcher;
  private final List<Finding> findings = new ArrayList<>();
  private final Symptoms symptoms;

  private Optional<Twins> twins = Optional.empty();
  private Optional<Sequence> sequence = Optional.empty();
  private Optional<Parity> parity = Optional.empty();
  private Optional<Spectrum> spectrum = Optional.empty();
  private Optional<Ceiling> ceiling = Optional.empty();
  private Optional<LearningCurve> curve = Optional.empty();

  /**
   * How to examine.
   *
   * @param contextLength vectors in a context
   * @param splitSeed seed of the split
   * @param fractions shares of its parts
   * @param near lowest cosine of two nearly equal vectors; empty for 0.999 within a part of the
   *     split, and what the data itself says across
   * @param threads threads of the search for these
   */
  public record Options(
      int contextLength,
      long splitSeed,
      SplitFractions fractions,
      OptionalDouble near,
      int threads) {
    /** Context of five, seed 1. */
    public static final Options DEFAULT =
        new Options(5, 1, SplitFractions.STANDARD, OptionalDouble.empty(), 1);

    public Options {
      if (contextLength < 1 || threads < 1) {
        throw new IllegalArgumentException(
            "`context` and `threads` must be positive but were %d and %d"
                .formatted(contextLength, threads));
      }
      if (near.isPresent() && !(near.getAsDouble() > 0 && near.getAsDouble() <= 1)) {
        throw new IllegalArgumentException(
            "`near` must be above 0 and at most 1 but was " + near.getAsDouble());
      }
    }
  }

  /** Told which examination is under way; gives what to tell how far it has come. */
  @FunctionalInterface
  public interface ExaminationWatcher {
    Progress begin(String name);
  }

  private Doctor(
      DatasetView patient, Options options, Supplier<Engine> engine, ExaminationWatcher watcher) {
    this.patient = patient;
    this.options = options;
    this.engine = engine;
    this.watcher = watcher;
    this.symptoms = new Symptoms(new Locations(patient.documents()), findings);
  }

  /**
   * Examines.
   *
   * @param engine started only if there is something to compute
   * @param check encodes the probe texts again
   */
  public static Examination examine(
      DatasetView patient,
      Options options,
      Supplier<Engine> engine,
      EncoderCheck check,
      ExaminationWatcher watcher) {
    return new Doctor(patient, options, engine, watcher).diagnosis(check);
  }

  private Examination diagnosis(EncoderCheck check) {
    long began = System.nanoTime();
    VectorHealth health = VectorHealth.measure(patient.vectors(), watcher.begin("vectors"));
    symptoms.vectors(health);
    symptoms.documents(
        patient.documents(),
        patient.boundariesKnown(),
        patient.vectors().rows(),
        options.contextLength());
    symptoms.account(patient.account(), patient.documents());
    encoder(check);
    Windows windows = new Windows(patient.vectors(), patient.documents(), options.contextLength());
    Optional<Split> split = split(windows);
    Optional<HeldOutParts> heldOut = split.map(s -> HeldOutParts.of(windows, s));
    split.ifPresent(s -> examine(windows, s, health));
    if (health.sound() && patient.vectors().dimension() <= Spectrum.LARGEST) {
      spectrum =
          Optional.of(Spectrum.measure(engine.get(), patient.vectors(), watcher.begin("spectrum")));
    }
    findings.sort(Comparator.comparing(Finding::level));
    return new Examination(
        patient.name(),
        patient.sha256(),
        facts(split),
        health,
        twins,
        sequence,
        parity,
        spectrum,
        ceiling,
        curve,
        findings,
        heldOut,
        new Verdicts(findings, sequence, parity, ceiling, curve, heldOut).statements(),
        (System.nanoTime() - began) / 1e9);
  }

  private void encoder(EncoderCheck check) {
    patient
        .encoder()
        .ifPresentOrElse(
            recorded -> symptoms.encoder(recorded.shown(), check.check(recorded)),
            () ->
                symptoms.add(
                    Level.INFO,
                    Symptom.ENCODER_UNKNOWN,
                    "No encoder is recorded: whether new text is encoded as this was cannot be"
                        + " checked."));
  }

  private Optional<Split> split(Windows windows) {
    try {
      return Optional.of(
          patient.boundariesKnown()
              ? Split.byDocument(windows, options.fractions(), options.splitSeed())
              : Split.blocks(windows, options.fractions(), options.splitSeed()));
    } catch (IllegalArgumentException tooSmall) {
      symptoms.add(
          Level.ERROR,
          Symptom.NO_SPLIT,
          "No split is possible: " + String.valueOf(tooSmall.getMessage()) + ".");
      return Optional.empty();
    }
  }

  private void examine(Windows windows, Split split, VectorHealth health) {
    byte[] partOfRows = DocumentStretch.partOfRows(windows, split);
    Set<Long> unusable = new HashSet<>(health.notFinite());
    unusable.addAll(health.zero());
    Twins found =
        Twins.find(
            patient.vectors(),
            partOfRows,
            unusable,
            options.near().orElse(LeakReport.NEAR),
            options.threads(),
            watcher.begin("copies"));
    twins = Optional.of(found);
    symptoms.twins(found, KnownAnswers.of(found, windows, split));
    leaks(windows, split);
    SmallParts.of(windows, split)
        .forEach(small -> symptoms.add(Level.WARNING, Symptom.SMALL_PART, small));
    boolean overlap =
        findings.stream().anyMatch(finding -> finding.symptom() == Symptom.OVERLAPPING_DOCUMENTS);
    if (health.sound() && !overlap) {
      List<DocumentStretch> stretches = DocumentStretch.of(windows, partOfRows);
      joins(stretches);
      sequence(stretches);
      prospects(windows, split, stretches);
    }
  }

  /** The same check as before every comparison. */
  private void leaks(Windows windows, Split split) {
    LeakCheck.Found found = leaks(windows, split, readableTexts());
    new CopySymptoms(new Locations(patient.documents()))
        .of(found).stream()
            .filter(finding -> finding.symptom() != Symptom.COPIED_CHUNKS || isNew(finding))
            .forEach(findings::add);
  }

  private LeakCheck.Found leaks(Windows windows, Split split, RowTexts texts) {
    try {
      return LeakCheck.find(
          windows,
          split,
          patient.documents(),
          patient.boundariesKnown(),
          options.near(),
          texts,
          watcher.begin("leaks"));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** The texts; none, and a finding, where they are damaged. */
  private RowTexts readableTexts() {
    try {
      return patient.texts().text(0).isPresent() ? patient.texts() : RowTexts.NONE;
    } catch (IOException damaged) {
      symptoms.add(
          Level.ERROR,
          Symptom.TEXTS_UNREADABLE,
          "The texts cannot be read, so copies were looked for among vectors alone: "
              + String.valueOf(damaged.getMessage())
              + ".");
      return RowTexts.NONE;
    }
  }

  /** Whether the search among all rows has not said as much of these chunks already. */
  private boolean isNew(Finding chunks) {
    return findings.stream()
        .filter(other -> Symptom.ACROSS.contains(other.symptom()))
        .noneMatch(other -> other.level().compareTo(chunks.level()) <= 0);
  }

  private void joins(List<DocumentStretch> stretches) {
    if (!patient.boundariesKnown()) {
      return;
    }
    JoinSymptoms found = new JoinSymptoms(new Locations(patient.documents()));
    findings.addAll(
        found.of(
            Joins.measure(
                patient.vectors(),
                stretches,
                options.contextLength(),
                options.splitSeed(),
                watcher.begin("joins"))));
    MixedSpaces.of(patient.vectors(), stretches, options.splitSeed())
        .ifPresent(spaces -> findings.addAll(found.of(spaces)));
  }

  private void sequence(List<DocumentStretch> stretches) {
    Sequence.SequenceResult result =
        Sequence.measure(
            engine.get(),
            patient.vectors(),
            stretches,
            options.splitSeed(),
            watcher.begin("order"));
    sequence = Optional.of(result.sequence());
    boolean judged = result.sequence().neighboursAreAlike().isPresent();
    if (judged && !result.sequence().orderMatters()) {
      symptoms.add(
          Level.WARNING,
          Symptom.NO_ORDER,
          "Chunks that follow each other are not shown to be more alike than chunks of the same"
              + " document in random order: check whether the rows of the documents are in order.");
    }
    if (result.summaries().size() >= Parity.FEWEST && patient.boundariesKnown()) {
      Parity tested = Parity.test(result.summaries(), options.splitSeed());
      parity = Optional.of(tested);
      if (!tested.alike()) {
        differ(tested);
      }
    }
  }

  private void differ(Parity tested) {
    symptoms.add(
        Level.WARNING,
        Symptom.PARTS_DIFFER,
        "Training, validation and test documents are not alike (p = %s for the cosine of neighbours, %s for topics; one split in twenty looks so by chance): another %s, or more documents, would show which."
            .formatted(
                Verdicts.p(tested.coherence()), Verdicts.p(tested.topics()), Setting.SPLIT_SEED));
  }

  private void prospects(Windows windows, Split split, List<DocumentStretch> stretches) {
    Prospects.ProspectsResult result =
        new Prospects(
                engine.get(),
                windows,
                split,
                stretches,
                options.splitSeed(),
                watcher.begin("ceiling"))
            .measure();
    ceiling = Optional.of(result.ceiling());
    curve = Optional.of(result.curve());
    if (result.ceiling().trainWindows() < split.train().length) {
      symptoms.add(
          Level.INFO,
          Symptom.SAMPLED,
          "Closed forms were fitted on %s of %s training windows, to save time."
              .formatted(
                  Figures.count(result.ceiling().trainWindows()),
                  Figures.count(split.train().length)));
    }
  }

  private Examination.Facts facts(Optional<Split> split) {
    int[] sizes =
        split
            .map(s -> new int[] {s.train().length, s.validation().length, s.test().length})
            .orElse(new int[3]);
    return new Examination.Facts(
        patient.vectors().rows(),
        patient.vectors().dimension(),
        patient.documents().size(),
        options.contextLength(),
        options.splitSeed(),
        options.fractions(),
        sizes[0],
        sizes[1],
        sizes[2]);
  }
}
