package dev.nextvec.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Flips a bit in every region of every file of a run, of its baselines and of its dataset: whatever
 * is printed then is what was printed before, or the command refuses.
 */
@Tag("slow")
class MutatedFilesTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int REGIONS = Integer.getInteger("nextvec.mutation.regions", 6);

  @TempDir Path folder;
  private final String home = System.getProperty("user.home");
  private Path data = Path.of("");
  private Path run = Path.of("");
  private final Map<List<String>, String> before = new LinkedHashMap<>();

  @BeforeEach
  void trainAndAskEverything() throws IOException {
    System.setProperty("user.home", folder.resolve("home").toString());
    data = TinyData.dataset(folder.resolve("data"), 60, 16, 1);
    run = folder.resolve("runs/amn");
    Invoked trained =
        Invoked.nextvec(
            "train",
            data.toString(),
            "--model-type=amn",
            "--out=" + run,
            "--epochs=2",
            "--hidden=8",
            "--threads=1",
            "--speed-seconds=0");
    assertThat(trained.exit()).as(trained.err()).isZero();
    for (int i = 0; i < 2; i++) { // the second time from what the first has stored
      for (List<String> command : commands()) {
        Invoked asked = Invoked.nextvec(command.toArray(String[]::new));
        assertThat(asked.exit()).as("%s: %s", command, asked.err()).isZero();
        before.put(command, figures(asked.out()));
      }
    }
  }

  @AfterEach
  void goHome() {
    System.setProperty("user.home", home);
  }

  private List<List<String>> commands() {
    return List.of(
        List.of("compare", run.toString(), "--speed-seconds=0", "--json"),
        List.of("evaluate", run.toString(), "--speed-seconds=0", "--json"),
        List.of("recommend", run.toString(), "--speed-seconds=0", "--json"),
        List.of("evaluate", run.toString(), "--diagnose", "--speed-seconds=0", "--json"),
        List.of("explain", run.toString(), "--json"),
        List.of("data", "info", data.toString(), "--json"));
  }

  /** What is measured again where it was damaged, and may differ. */
  private static final List<String> TIMES =
      List.of(
          "latency_ms",
          "predictions_per_second",
          "speed",
          "training_seconds",
          "fit_seconds",
          "threads");

  /** All that is said but times, and what is recommended by them. */
  private static String figures(String out) throws IOException {
    JsonNode json = JSON.readTree(out);
    withoutTimes(json);
    return json.toString();
  }

  private static void withoutTimes(JsonNode node) {
    if (node instanceof ObjectNode object) {
      object.remove(TIMES);
      if (object.has("use_case")) {
        object.removeAll();
      }
    }
    node.forEach(MutatedFilesTest::withoutTimes);
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> found = Files.walk(directory)) {
      return found.filter(Files::isRegularFile).sorted().toList();
    }
  }

  @Test
  void noCommandPrintsAFigureOfAFileThatWasChanged() throws IOException {
    List<Path> stored = new ArrayList<>(files(folder.resolve("runs")));
    stored.addAll(files(data));
    assertThat(stored).hasSizeGreaterThan(20);
    List<String> believed = new ArrayList<>();
    for (Path file : stored) {
      byte[] whole = Files.readAllBytes(file);
      int regions = Math.min(REGIONS, whole.length);
      for (int region = 0; region < regions; region++) {
        int at = (int) ((long) region * whole.length / regions);
        at += (int) (Math.floorMod(31L * region + 7, Math.max(1, whole.length / regions)));
        byte[] changed = whole.clone();
        changed[at] ^= 1;
        Files.write(file, changed);
        ask(folder.relativize(file) + " at " + at, believed);
        Files.write(file, whole);
      }
    }
    assertThat(believed).isEmpty();
  }

  private void ask(String change, List<String> believed) throws IOException {
    for (List<String> command : commands()) {
      Invoked asked = Invoked.nextvec(command.toArray(String[]::new));
      boolean refused = asked.exit() == 1 && isRefusal(asked.out());
      if (!refused && !(asked.exit() == 0 && figures(asked.out()).equals(before.get(command)))) {
        believed.add(
            "%s: %s gives %s"
                .formatted(
                    change,
                    String.join(" ", command),
                    asked.exit() == 0
                        ? different(before.get(command), figures(asked.out()))
                        : asked.out()));
      }
    }
  }

  /** Where two texts first differ. */
  private static String different(String a, String b) {
    int at = Arrays.mismatch(a.toCharArray(), b.toCharArray());
    int from = Math.max(0, at - 60);
    return "%s instead of %s"
        .formatted(
            b.substring(from, Math.min(b.length(), at + 30)),
            a.substring(from, Math.min(a.length(), at + 30)));
  }

  /** Nothing, or an object that holds nothing but what went wrong. */
  private static boolean isRefusal(String out) throws IOException {
    if (out.isEmpty()) {
      return true;
    }
    JsonNode json = JSON.readTree(out);
    return json.has("error") && json.size() == 1;
  }
}
