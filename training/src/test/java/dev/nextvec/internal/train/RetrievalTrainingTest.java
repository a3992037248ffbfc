package dev.nextvec.internal.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.Split;
import dev.nextvec.data.Windows;
import dev.nextvec.internal.nn.StoredWeights;
import dev.nextvec.internal.run.RunDirectory;
import dev.nextvec.internal.torch.Libtorch;
import dev.nextvec.model.AmnR;
import dev.nextvec.model.Architecture;
import dev.nextvec.model.CandidateMap;
import dev.nextvec.model.ModelFile;
import dev.nextvec.run.EpochRecord;
import dev.nextvec.run.Goal;
import dev.nextvec.run.TrainingConfig;
import dev.nextvec.vector.Rows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RetrievalTrainingTest {
  private static final Architecture AMN_R = new AmnR(Tiny.DIM, 5, 8, 4, 4, 0.1);
  private static final TrainingConfig CONFIG = config(4, 1);

  @TempDir Path directory;
  private Dataset dataset;

  @BeforeEach
  void open() throws IOException {
    dataset = Tiny.dataset(directory.resolve("data"));
  }

  @AfterEach
  void close() {
    dataset.close();
  }

  private static TrainingConfig mapped(Goal.Mapping mapping) {
    return CONFIG.withGoal(((Goal.Retrieval) CONFIG.goal()).with(mapping));
  }

  private static TrainingConfig config(int epochs, double mseWeight) {
    TrainingConfig plain = Tiny.config(epochs, 5e-3, 1);
    return new TrainingConfig(
        epochs,
        plain.batch(),
        plain.optimiser(),
        plain.clip(),
        plain.loss(),
        plain.schedule(),
        plain.earlyStop(),
        plain.seed(),
        new Goal.Retrieval(4, 5, mseWeight, 0.1));
  }

  private Path run(String name) {
    return directory.resolve(name);
  }

  private byte[] bytes(String run, String file) throws IOException {
    return Files.readAllBytes(run(run).resolve(file));
  }

  @Test
  void stoppedAnywhereItContinuesToTheSameBytes() throws IOException {
    for (Architecture architecture : List.of(AMN_R, Tiny.architecture("gru"))) {
      String whole = architecture.name() + "-whole";
      String parts = architecture.name() + "-parts";
      Tiny.train(dataset, architecture, CONFIG, run(whole), Tiny.NEVER);
      for (int stopAfter : List.of(4, 9, 13, 5)) {
        AtomicInteger steps = new AtomicInteger();
        Tiny.train(
            dataset, architecture, CONFIG, run(parts), () -> steps.incrementAndGet() >= stopAfter);
      }
      Tiny.train(dataset, architecture, CONFIG, run(parts), Tiny.NEVER);
      assertThat(bytes(parts, "model.safetensors")).isEqualTo(bytes(whole, "model.safetensors"));
      assertThat(weights(parts)).isEqualTo(weights(whole));
    }
  }

  @Test
  void withAMapStoppedAnywhereItContinuesToTheSameBytes() throws IOException {
    for (Goal.Mapping mapping : List.of(new Goal.Mapping.Full(), new Goal.Mapping.LowRank(3))) {
      String whole = mapping.name() + "-whole";
      String parts = mapping.name() + "-parts";
      Tiny.train(dataset, AMN_R, mapped(mapping), run(whole), Tiny.NEVER);
      for (int stopAfter : List.of(4, 9, 5)) {
        AtomicInteger steps = new AtomicInteger();
        Tiny.train(
            dataset,
            AMN_R,
            mapped(mapping),
            run(parts),
            () -> steps.incrementAndGet() >= stopAfter);
      }
      Tiny.train(dataset, AMN_R, mapped(mapping), run(parts), Tiny.NEVER);
      assertThat(bytes(parts, "model.safetensors")).isEqualTo(bytes(whole, "model.safetensors"));
      assertThat(weights(parts)).isEqualTo(weights(whole));
    }
  }

  @Test
  void theMapStartsAsTheIdentityAndIsLearned() throws IOException {
    Goal.Mapping full = new Goal.Mapping.Full();
    try (Learner learner = new Learner(Tiny.engine().torch(), AMN_R, mapped(full))) {
      float[] start = learner.map().orElseThrow().toMap(AMN_R).matrix();
      for (int i = 0; i < start.length; i++) {
        assertThat(start[i]).isEqualTo(i % (Tiny.DIM + 1) == 0 ? 1 : 0);
      }
    }
    Tiny.train(dataset, AMN_R, mapped(full), run("a"), Tiny.NEVER);
    ModelFile kept = ModelFile.read(run("a").resolve("model.safetensors"));
    assertThat(kept.candidates().orElseThrow().kind()).isEqualTo("full");
    try (Learner learner = new Learner(Tiny.engine().torch(), AMN_R, mapped(full))) {
      StateFile.read(new RunDirectory(run("a")).state(), learner, Tiny.engine().torch());
      float[] learned = learner.map().orElseThrow().toMap(AMN_R).matrix();
      assertThat(Math.abs(learned[1])).isGreaterThan(1e-3f);
    }
  }

  @Test
  void aRunSaysHowItsCandidatesAreMappedAndIsContinuedOnlySo() throws IOException {
    Goal.Mapping low = new Goal.Mapping.LowRank(3);
    Tiny.train(dataset, AMN_R, mapped(low), run("a"), () -> true);
    assertThat(new RunDirectory(run("a")).info().config()).isEqualTo(mapped(low));
    assertThat(Files.readString(run("a").resolve("run.json")))
        .contains("\"format\" : 3", "\"candidate_map\" : \"low-rank\"", "\"map_rank\" : 3");
    refuses(CONFIG, "candidate-map low-rank, not none");
    refuses(mapped(new Goal.Mapping.Full()), "candidate-map low-rank, not full");
    refuses(mapped(new Goal.Mapping.LowRank(4)), "map-rank 3, not 4");
    Tiny.train(dataset, AMN_R, CONFIG, run("b"), () -> true);
    assertThat(Files.readString(run("b").resolve("run.json")))
        .contains("\"format\" : 2")
        .doesNotContain("candidate_map");
    assertThatThrownBy(() -> Tiny.train(dataset, AMN_R, mapped(low), run("b"), Tiny.NEVER))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("candidate-map none, not low-rank");
  }

  private void refuses(TrainingConfig config, String why) {
    assertThatThrownBy(() -> Tiny.train(dataset, AMN_R, config, run("a"), Tiny.NEVER))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }

  /** The check during training ranks as whoever reads the run's files will. */
  @Test
  void theCheckComparesWithMappedCandidates() throws IOException {
    TrainingConfig config = mapped(new Goal.Mapping.Full());
    Windows windows = dataset.windows(5);
    int[] validation = Split.of(dataset, 5, 1).validation();
    try (Learner learner = new Learner(Tiny.engine().torch(), AMN_R, config);
        Gather gather = new Gather(Tiny.engine().torch(), windows, 512)) {
      float[] change = learner.weights().get("candidate_map.change");
      for (int i = 0; i < change.length; i++) {
        change[i] = (float) Math.sin(i * i);
      }
      learner.weights().set("candidate_map.change", change);
      CandidateMap map = learner.map().orElseThrow().toMap(AMN_R);
      RetrievalCheck check = new RetrievalCheck(windows, validation, GradientExchange.alone());
      float[] raw = new float[512 * Tiny.DIM];
      learner.predict(gather.batch(validation, 0, validation.length), raw);
      int[] expected = new int[validation.length];
      for (int i = 0; i < validation.length; i++) {
        float[] query = Arrays.copyOfRange(raw, i * Tiny.DIM, (i + 1) * Tiny.DIM);
        long first = windows.firstRow(validation[i]);
        double own = cosine(query, map.apply(windows.vectors().read(first + 5)));
        expected[i] = 1;
        for (long row : pool(windows, validation)) {
          boolean ours = row >= first && row <= first + 5;
          double other = cosine(query, map.apply(windows.vectors().read(row)));
          expected[i] += !ours && other > own ? 1 : 0;
        }
      }
      assertThat(check.ranks(learner, gather)).isEqualTo(expected);
    }
  }

  private static long[] pool(Windows windows, int[] validation) {
    return Arrays.stream(validation)
        .mapToObj(windows::document)
        .distinct()
        .map(windows.documents()::get)
        .flatMapToLong(d -> java.util.stream.LongStream.range(d.first(), d.first() + d.count()))
        .toArray();
  }

  /** The state's weights, the temperature among them. */
  private float[] weights(String run) throws IOException {
    return dev.nextvec.internal.safetensors.Safetensors.read(
            run(run).resolve("state/state.safetensors"))
        .tensor("weights")
        .values();
  }

  @Test
  void theTemperatureIsLearnedAndNotExported() throws IOException {
    Tiny.train(dataset, AMN_R, CONFIG, run("a"), Tiny.NEVER);
    assertThat(ModelFile.read(run("a").resolve("model.safetensors")).tensors().keySet())
        .doesNotContain(Contrast.TEMPERATURE);
    try (Learner learner = new Learner(Tiny.engine().torch(), AMN_R, CONFIG)) {
      StateFile.read(new RunDirectory(run("a")).state(), learner, Tiny.engine().torch());
      assertThat(learner.weights().get(Contrast.TEMPERATURE)[0]).isNotZero().isFinite();
    }
  }

  @Test
  void theEpochThatRetrievesBestIsKept() throws IOException {
    List<EpochRecord> history = Tiny.train(dataset, AMN_R, CONFIG, run("a"), Tiny.NEVER).history();
    assertThat(history).hasSize(4).allMatch(epoch -> epoch.validationMrr().isPresent());
    double best =
        history.stream().mapToDouble(e -> e.validationMrr().orElseThrow()).max().orElse(0);
    EpochRecord chosen = history.stream().min(Comparator.comparingDouble(EpochRecord::error)).get();
    assertThat(chosen.validationMrr()).hasValue(best);
    Libtorch engine = Tiny.engine().torch();
    Windows windows = dataset.windows(5);
    try (Learner learner = new Learner(engine, AMN_R, CONFIG);
        Gather gather = new Gather(engine, windows, 512)) {
      StoredWeights.copy(ModelFile.read(run("a").resolve("model.safetensors")), learner.weights());
      int[] validation = Split.of(dataset, 5, 1).validation();
      RetrievalCheck check = new RetrievalCheck(windows, validation, GradientExchange.alone());
      assertThat(check.meanReciprocalRank(learner, gather)).isEqualTo(best);
    }
    assertThat(new RunDirectory(run("a")).info().history()).isEqualTo(history);
    assertThat(Files.readString(run("a").resolve("metrics.jsonl"))).contains("\"validation_mrr\":");
  }

  @Test
  void theGoalIsWrittenWithTheRunAndReadBack() throws IOException {
    Tiny.train(dataset, AMN_R, CONFIG, run("a"), () -> true);
    assertThat(new RunDirectory(run("a")).info().config()).isEqualTo(CONFIG);
    assertThatThrownBy(() -> Tiny.train(dataset, AMN_R, config(4, 2), run("a"), Tiny.NEVER))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("mse-weight 1.0, not 2.0");
    assertThatThrownBy(
            () -> Tiny.train(dataset, AMN_R, Tiny.config(4, 5e-3, 1), run("a"), Tiny.NEVER))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("goal retrieval, not regression");
  }

  @Test
  void trainingForRetrievalImprovesTheRankOnWhatItLearnsFrom() throws IOException {
    List<EpochRecord> history =
        Tiny.train(dataset, Tiny.architecture("gru"), config(15, 0), run("a"), Tiny.NEVER)
            .history();
    assertThat(history.getLast().trainLoss()).isLessThan(0.9 * history.getFirst().trainLoss());
  }

  /** Ranks by hand, of the network that starts at the newest vector. */
  @Test
  void theCheckRanksAmongAllValidationChunksButTheContext() throws IOException {
    Windows windows = dataset.windows(5);
    Split split = Split.of(dataset, 5, 1);
    int[] validation = split.validation();
    long[] pool = pool(windows, validation);
    assertThat(pool).hasSize(15);
    int[] expected = new int[validation.length];
    for (int i = 0; i < validation.length; i++) {
      long first = windows.firstRow(validation[i]);
      float[] newest = windows.vectors().read(first + 4);
      double own = cosine(newest, windows.vectors().read(first + 5));
      int rank = 1;
      for (long row : pool) {
        boolean ours = row >= first && row <= first + 5;
        rank += !ours && cosine(newest, windows.vectors().read(row)) > own ? 1 : 0;
      }
      expected[i] = rank;
    }
    int most = 4; // fewer than the windows asked for
    try (Learner learner = new Learner(Tiny.engine().torch(), AMN_R, CONFIG);
        Gather gather = new Gather(Tiny.engine().torch(), windows, most)) {
      new ClosedFormStart(Tiny.engine(), windows, split.train(), validation)
          .of(AMN_R, CONFIG.goal())
          .forEach(learner.weights()::set);
      RetrievalCheck check = new RetrievalCheck(windows, validation, GradientExchange.alone());
      assertThat(check.ranks(learner, gather)).isEqualTo(expected);
      assertThat(check.meanReciprocalRank(learner, gather))
          .isCloseTo(
              Arrays.stream(expected).mapToDouble(r -> 1.0 / r).average().orElse(0), within(1e-12));
    }
  }

  private static double cosine(float[] a, float[] b) {
    return Rows.cosine(a, b);
  }
}
