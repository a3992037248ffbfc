package dev.nextvec.internal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.internal.file.Seal;
import dev.nextvec.internal.json.JsonValue;
import dev.nextvec.model.Amn;
import dev.nextvec.model.AmnR;
import dev.nextvec.model.Architecture;
import dev.nextvec.model.Gru;
import dev.nextvec.model.Lstm;
import dev.nextvec.model.Transformer;
import dev.nextvec.provenance.Environment;
import dev.nextvec.provenance.Provenance;
import dev.nextvec.run.EpochRecord;
import dev.nextvec.run.Goal;
import dev.nextvec.run.Loss;
import dev.nextvec.run.RunInfo;
import dev.nextvec.run.Schedule;
import dev.nextvec.run.TrainingConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is missing in {@code run.json}, or of another kind, is an error with its name. */
class RunJsonTest {
  /** What older runs lack, and what is written only where there is something to say. */
  private static final Set<String> MAY_BE_MISSING =
      Set.of(
          "goal",
          "precision",
          "local_steps",
          "untrained",
          "notes",
          "shares",
          "init",
          "validation_mrr",
          "commit",
          "processor",
          "date",
          "encoder");

  /** For people, or for other checks than this reading. */
  private static final Set<String> UNREAD =
      Set.of("name", "parameters", "split_file_sha256", "sha256");

  private static Stream<RunInfo> runs() {
    TrainingConfig config = TrainingConfig.defaults();
    return Stream.of(
        run(Amn.standard(16), config.withGoal(Goal.Retrieval.STANDARD)),
        run(AmnR.standard(16), of(new Loss.InfoNce(0.07), config.schedule())),
        run(Lstm.standard(16), of(config.loss(), new Schedule.WarmupCosine(0.1))),
        run(Gru.standard(16), of(config.loss(), new Schedule.ConstantRate())),
        run(Transformer.standard(16), config),
        run(Transformer.standard(16), config.withPrecision(TrainingConfig.Precision.BFLOAT16)),
        run(Lstm.standard(16), config.withLocalSteps(new TrainingConfig.LocalSteps(4, 3))));
  }

  private static TrainingConfig of(Loss loss, Schedule schedule) {
    TrainingConfig usual = TrainingConfig.defaults();
    return new TrainingConfig(
        usual.epochs(),
        usual.batch(),
        usual.optimiser(),
        usual.clip(),
        loss,
        schedule,
        usual.earlyStop(),
        usual.seed(),
        usual.goal());
  }

  private static RunInfo run(Architecture architecture, TrainingConfig config) {
    Environment environment =
        new Environment("1", "25", "2.10", "MKL", "CPU", 2, "Linux", "abc", "Zen");
    return new RunInfo(
        architecture,
        config,
        new Provenance(
            "a".repeat(64),
            "b".repeat(64),
            1,
            2,
            environment,
            Optional.of(Instant.ofEpochSecond(7)),
            Optional.of("an encoder in bfloat16")),
        "data",
        RunInfo.Status.FINISHED,
        Optional.of(epoch(0)),
        List.of(epoch(1), epoch(2)),
        List.of("a note"));
  }

  private static EpochRecord epoch(int number) {
    double trained = number == 0 ? Double.NaN : 0.5;
    return new EpochRecord(
        number,
        10L * number,
        trained,
        trained,
        0.25,
        0.75,
        trained,
        trained,
        trained,
        1.5,
        new TreeMap<>(number == 0 ? new TreeMap<>() : Map.of("residual", 0.3)),
        OptionalDouble.of(0.4));
  }

  @TempDir Path folder;

  private ObjectNode json(RunInfo run) throws IOException {
    Files.writeString(folder.resolve("split.json"), "a split");
    return RunJson.write("run", run, folder);
  }

  /** As a hand that knows of the seal would leave it. */
  private static ObjectNode sealed(ObjectNode json) {
    json.remove("sha256");
    Seal.put(json, "dataset", "status");
    return json;
  }

  private static RunInfo read(JsonNode json) throws IOException {
    return RunJson.read(new JsonValue(json, "run.json", ""));
  }

  /** Every field that holds no other field: the object it is in, and its name. */
  private record Leaf(ObjectNode in, String name) {}

  private static List<Leaf> leaves(JsonNode json) {
    List<Leaf> leaves = new ArrayList<>();
    if (json instanceof ObjectNode object) {
      object
          .properties()
          .forEach(
              field -> {
                if (field.getValue().isContainerNode()) {
                  leaves.addAll(leaves(field.getValue()));
                }
                leaves.add(new Leaf(object, field.getKey()));
              });
    } else if (json instanceof ArrayNode array) {
      array.forEach(item -> leaves.addAll(leaves(item)));
    }
    return leaves;
  }

  @ParameterizedTest
  @MethodSource("runs")
  void comesBackAsItWas(RunInfo run) throws IOException {
    assertThat(read(json(run))).isEqualTo(run);
    assertThatThrownBy(() -> read(json(run).without("sha256"))).hasMessageContaining("damaged");
    assertThatThrownBy(() -> read(json(run).put("parameters", 7))).hasMessageContaining("damaged");
  }

  /**
   * A version that knows nothing of local steps would take its weights for those of one process.
   */
  @Test
  void earlierVersionsRefuseLocalSteps() throws IOException {
    TrainingConfig config = TrainingConfig.defaults();
    TrainingConfig apart = config.withLocalSteps(new TrainingConfig.LocalSteps(4, 3));
    assertThat(json(run(Lstm.standard(16), config)).path("format").asInt()).isEqualTo(2);
    assertThat(json(run(Lstm.standard(16), apart)).path("format").asInt()).isEqualTo(4);
  }

  @ParameterizedTest
  @MethodSource("runs")
  void nothingMayBeMissingButWhatOlderRunsLack(RunInfo run) throws IOException {
    int count = leaves(json(run)).size();
    assertThat(count).isGreaterThan(50);
    for (int i = 0; i < count; i++) {
      ObjectNode json = json(run);
      Leaf leaf = leaves(json).get(i);
      leaf.in().remove(leaf.name());
      boolean unread = leaf.in() == json && UNREAD.contains(leaf.name());
      if (!unread && !MAY_BE_MISSING.contains(leaf.name()) && !leaf.name().equals("residual")) {
        assertThatThrownBy(() -> read(sealed(json)))
            .as(leaf.name())
            .isInstanceOf(IOException.class)
            .hasMessageContainingAll("run.json", leaf.name());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("runs")
  void nothingMayBeOfAnotherKind(RunInfo run) throws IOException {
    int count = leaves(json(run)).size();
    for (int i = 0; i < count; i++) {
      ObjectNode json = json(run);
      Leaf leaf = leaves(json).get(i);
      boolean shown = leaf.in() == json && UNREAD.contains(leaf.name());
      if (shown) {
        continue; // for people: the directory and the sizes decide
      }
      boolean text = leaf.in().get(leaf.name()).isTextual();
      leaf.in()
          .set(
              leaf.name(),
              text
                  ? JsonNodeFactory.instance.numberNode(7)
                  : JsonNodeFactory.instance.textNode("7"));
      assertThatThrownBy(() -> read(sealed(json)))
          .as(leaf.name())
          .isInstanceOf(IOException.class)
          .hasMessageContainingAll("run.json", leaf.name());
    }
  }
}
