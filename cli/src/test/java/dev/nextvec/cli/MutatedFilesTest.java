package dev.nextvec.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Flips a bit in every region of every file of a run, of its baselines and of its dataset: whatever
 * a command prints then is what it printed before, or it refuses in one line. Figures that hang on
 * the clock, and what is chosen by them, are left aside: measured again they differ by themselves.
 */
@Tag("slow")
class MutatedFilesTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int REGIONS = Integer.getInteger("nextvec.mutation.regions", 3);

  /** What is measured again where it was damaged, and where and when that was done. */
  private static final Set<String> OF_THE_MOMENT =
      Set.of(
          "latency_ms",
          "predictions_per_second",
          "speed_conditions",
          "training_seconds",
          "fit_seconds",
          "environment",
          "date");

  private static final Pattern OF_SPEED =
      Pattern.compile("speed|fast|busy|latency|p95", Pattern.CASE_INSENSITIVE);

  /** Uses whose answer does not hang on times. */
  private static final Set<String> TIMELESS = Set.of("maximum-capacity", "research");

  @TempDir Path folder;
  private final String home = System.getProperty("user.home");
  private Path data = Path.of("");
  private Path run = Path.of("");
  private final Map<List<String>, String> before = new LinkedHashMap<>();

  @BeforeEach
  void trainAndAskEverything() throws IOException {
    data = TinyData.encoded(folder.resolve("data"), 60, 16, 1);
    run = folder.resolve("runs/amn");
    Invoked trained = Invoked.nextvec(training().toArray(String[]::new));
    assertThat(trained.exit()).as(trained.err()).isZero();
    System.setProperty("user.home", folder.resolve("home").toString());
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

  private List<String> training() {
    List<String> words = new ArrayList<>(List.of("train", data.toString(), "--out=" + run));
    words.addAll(List.of("--model-type=amn", "--epochs=2", "--hidden=8", "--threads=1"));
    words.addAll(List.of("--speed-seconds=0", "--json"));
    return words;
  }

  private List<List<String>> commands() {
    String it = run.toString();
    return List.of(
        List.of("compare", it, "--speed-seconds=0", "--json"),
        List.of("evaluate", it, "--speed-seconds=0", "--json"),
        List.of("recommend", it, "--speed-seconds=0", "--json"),
        List.of("evaluate", it, "--diagnose", "--speed-seconds=0", "--json"),
        List.of("explain", it, "--json"),
        List.of(
            "export",
            it,
            "--out=" + folder.resolve("model"),
            "--overwrite",
            "--speed-seconds=0",
            "--json"),
        training(),
        List.of("data", "info", data.toString(), "--json"));
  }

  /** All that is said but what hangs on the clock. */
  private static String figures(String out) throws IOException {
    JsonNode json = JSON.readTree(out);
    forgetTimes(json);
    return json.toString();
  }

  private static void forgetTimes(JsonNode node) {
    if (node instanceof ObjectNode object) {
      object.remove(OF_THE_MOMENT);
      if (object.has("use_case") && !TIMELESS.contains(object.path("use_case").asText())) {
        object.removeAll();
      }
    }
    if (node instanceof ArrayNode list) {
      for (int i = list.size() - 1; i >= 0; i--) {
        if (OF_SPEED.matcher(words(list.get(i))).find()) {
          list.remove(i);
        }
      }
    }
    node.forEach(MutatedFilesTest::forgetTimes);
  }

  /** A sentence, alone or as a statement that has it. */
  private static String words(JsonNode item) {
    return item.isTextual() ? item.asText() : item.path("text").asText();
  }

  @Test
  void noCommandPrintsAFigureOfAFileThatWasChanged() throws IOException {
    StoredFiles stored = new StoredFiles(folder.resolve("runs"), data);
    assertThat(stored.files()).hasSizeGreaterThan(20);
    List<String> believed = new ArrayList<>();
    for (Path file : stored.files()) {
      for (int at : places(file, stored.content(file))) {
        byte[] changed = stored.content(file);
        changed[at] ^= 1;
        for (List<String> command : commands()) {
          Files.write(file, changed);
          ask(folder.relativize(file) + " at " + at, command, believed);
          stored.putBack();
        }
      }
    }
    assertThat(believed).isEmpty();
  }

  /** In each region a byte, and in what people read a digit, which stays one when it is flipped. */
  private static List<Integer> places(Path file, byte[] whole) {
    List<Integer> places = new ArrayList<>();
    int regions = Math.min(REGIONS, whole.length);
    for (int region = 0; region < regions; region++) {
      int from = (int) ((long) region * whole.length / regions);
      int to = (int) ((region + 1L) * whole.length / regions);
      int at = from + (31 * region + 7) % (to - from);
      places.add(at);
      if (file.toString().matches(".*[.]jsonl?")) {
        while (at < to && !Character.isDigit(whole[at])) {
          at++;
        }
        if (at < to && !places.contains(at)) {
          places.add(at);
        }
      }
    }
    return places;
  }

  private void ask(String change, List<String> command, List<String> believed) throws IOException {
    String known = Objects.requireNonNull(before.get(command));
    Invoked asked = Invoked.nextvec(command.toArray(String[]::new));
    boolean refused = asked.exit() == 1 && isRefusal(asked);
    if (!refused && !(asked.exit() == 0 && figures(asked.out()).equals(known))) {
      believed.add(
          "%s: %s gives %s"
              .formatted(
                  change,
                  String.join(" ", command),
                  asked.exit() == 0
                      ? different(known, figures(asked.out()))
                      : asked.out() + asked.err()));
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

  /** Nothing, or an object that holds nothing but what went wrong; and one line about it. */
  private static boolean isRefusal(Invoked asked) throws IOException {
    if (asked.err().lines().filter(line -> line.startsWith("nextvec: ")).count() > 1) {
      return false;
    }
    if (asked.out().isEmpty()) {
      return true;
    }
    JsonNode json = JSON.readTree(asked.out());
    return json.has("error") && json.size() == 1;
  }
}
