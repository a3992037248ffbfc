package dev.nextvec.internal.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nextvec.internal.json.JsonValue;
import dev.nextvec.internal.run.RunDirectory;
import dev.nextvec.internal.run.RunLock;
import dev.nextvec.run.RunInfo;
import dev.nextvec.serve.RunFixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a page that watches runs is told. */
class TrainFeedTest {
  @TempDir static Path shared;
  @TempDir Path folder;
  private static Path data = Path.of("");
  private Path runs = Path.of("");

  @BeforeAll
  static void makeData() throws IOException {
    data = RunFixtures.data(shared, 30);
  }

  @BeforeEach
  void nameRuns() throws IOException {
    runs = Files.createDirectories(folder.resolve("runs"));
  }

  private RunBoard board() {
    return new RunBoard(new RunFolder(runs));
  }

  private RunState state(String name) {
    return board().look().stream()
        .filter(run -> run.name().equals(name))
        .findFirst()
        .orElseThrow()
        .state();
  }

  /** A feed that looks at once, and what its next event says. */
  private final class Watching {
    private final String group = board().look().getFirst().group();
    private RunBoard board = board();
    private TrainFeed feed = new TrainFeed(board, query(), false);

    private Query query() {
      return Query.none().with(CompareQuery.GROUP, group);
    }

    Optional<JsonNode> next() throws Exception {
      Thread.sleep(1050); // a board looks once a second
      Optional<String> line = feed.next();
      return line.isEmpty()
          ? Optional.empty()
          : Optional.of(JsonValue.parse(line.get(), "event").node());
    }
  }

  private static List<Integer> epochs(JsonNode points) {
    List<Integer> epochs = new ArrayList<>();
    points.forEach(point -> epochs.add(point.get(0).asInt()));
    return epochs;
  }

  @Test
  void aRunIsWhatItSaysAndWhatItsLockTells() throws Exception {
    RunFixtures.run(runs, "done", data, 5, 5);
    RunFixtures.run(runs, "stopped", data, 3, 5);
    RunDirectory died = RunFixtures.run(runs, "died", data, 3, 5);
    Files.writeString(died.path().resolve(".lock"), "999999 1700000000000\n");
    RunDirectory trained = RunFixtures.run(runs, "trained", data, 3, 5);
    assertThat(state("done")).isEqualTo(RunState.FINISHED);
    assertThat(state("stopped")).isEqualTo(RunState.STOPPED);
    assertThat(state("died")).isEqualTo(RunState.DIED);
    try (RunLock lock = RunLock.take(trained.path())) {
      assertThat(state("trained")).isEqualTo(RunState.TRAINING);
    }
    assertThat(state("trained")).isEqualTo(RunState.STOPPED);
  }

  @Test
  void aGrowingRunIsToldEpochByEpochAndItsEndToo() throws Exception {
    RunDirectory run = RunFixtures.run(runs, "amn", data, 2, 6);
    try (RunLock lock = RunLock.take(run.path())) {
      Watching page = new Watching();
      JsonNode first = page.next().orElseThrow();
      assertThat(epochs(first.at("/runs/0/points"))).containsExactly(0, 1, 2);
      assertThat(first.get("sums").asText()).isEqualTo("1 training");
      assertThat(first.at("/runs/0/row").asText()).contains("2 of 6", "8.0\u00a0s left");
      assertThat(page.next()).isEmpty();
      run.metrics().write(RunFixtures.epochs(4)); // before run.json says so
      JsonNode more = page.next().orElseThrow();
      assertThat(epochs(more.at("/runs/0/more"))).containsExactly(3, 4);
      assertThat(more.at("/runs/0").has("points")).isFalse();
      write(run, 6, RunInfo.Status.FINISHED);
      assertThat(epochs(page.next().orElseThrow().at("/runs/0/more"))).containsExactly(5, 6);
      lock.close();
      JsonNode end = page.next().orElseThrow();
      assertThat(end.at("/runs/0/state").asText()).isEqualTo("done");
      assertThat(end.at("/runs/0/more")).isEmpty();
    }
  }

  @Test
  void linesThatAreNoEpochsAreSaidWhereTheirRunStands() throws Exception {
    RunDirectory run = RunFixtures.run(runs, "amn", data, 2, 6);
    try (RunLock lock = RunLock.take(run.path())) {
      Watching page = new Watching();
      assertThat(page.next().orElseThrow().at("/runs/0/row").asText()).doesNotContain("read");
      Files.writeString(
          run.path().resolve("metrics.jsonl"), "no epoch\n", StandardOpenOption.APPEND);
      assertThat(page.next().orElseThrow().at("/runs/0/row").asText())
          .contains("2 of 6", "1 line of metrics.jsonl cannot be read");
      assertThat(page.next()).isEmpty();
    }
  }

  private static void write(RunDirectory run, int epochs, RunInfo.Status status)
      throws IOException {
    RunInfo before = run.info();
    run.write(
        new RunInfo(
            before.architecture(),
            before.config(),
            before.provenance(),
            before.dataset(),
            status,
            before.untrained(),
            RunFixtures.epochs(epochs),
            before.notes()));
  }

  @Test
  void runsThatComeAndGoAreTold() throws Exception {
    RunFixtures.run(runs, "b", data, 3, 3);
    Watching page = new Watching();
    page.next();
    RunDirectory other = RunFixtures.run(runs, "a", data, 3, 3);
    JsonNode come = page.next().orElseThrow();
    assertThat(come.get("runs").findValuesAsText("name"))
        .as("colours follow the names, so all are told")
        .containsExactly("a", "b");
    try (Stream<Path> files = Files.walk(other.path())) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    }
    JsonNode gone = page.next().orElseThrow();
    assertThat(gone.get("gone")).hasSize(1);
    assertThat(gone.at("/gone/0").asText()).isEqualTo("a");
  }

  @Test
  void aRunThatBeginsAnewIsSentAnew() throws Exception {
    RunDirectory run = RunFixtures.run(runs, "amn", data, 5, 6);
    Watching page = new Watching();
    page.next();
    write(run, 2, RunInfo.Status.RUNNING);
    assertThat(epochs(page.next().orElseThrow().at("/runs/0/points"))).containsExactly(0, 1, 2);
  }

  @Test
  void aDamagedDescriptionHidesTheRunAndNothingElse() throws Exception {
    RunDirectory bad = RunFixtures.run(runs, "bad", data, 2, 2);
    RunFixtures.run(runs, "good", data, 2, 2);
    Path json = bad.path().resolve("run.json");
    Files.writeString(json, Files.readString(json).replace("0.04", "0.05"));
    assertThat(board().look().stream().map(RunNow::name)).containsExactly("good");
    assertThat(new TrainView(Optional.of(board()), false).body(Query.none()))
        .contains("<code>bad</code> is not shown", "good");
  }

  @Test
  void theBestBaselineOnTheSameWindowsIsWhatIsToBeBeaten() throws Exception {
    RunDirectory run = RunFixtures.run(runs, "amn", data, 3, 3);
    assertThat(new TrainView(Optional.of(board()), false).body(Query.none()))
        .contains("The baselines were not tested on these windows yet");
    RunFixtures.tested(run, data);
    RunBoard board = board();
    RunBoard.ToBeat best = board.toBeat(board.look().getFirst()).orElseThrow();
    assertThat(best.name()).isNotIn("random", "mean vector");
    assertThat(new TrainView(Optional.of(board()), false).body(Query.none()))
        .contains("to beat: " + best.name());
  }
}
