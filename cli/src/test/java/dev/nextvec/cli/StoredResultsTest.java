package dev.nextvec.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.internal.json.JsonValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What is kept of runs and data: never believed when it changed, never lost by a bad disk. */
class StoredResultsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String QUICK = "--speed-seconds=0";

  @TempDir static Path shared;
  @TempDir Path folder;
  private final String home = System.getProperty("user.home");
  private Path data = Path.of("");
  private Path run = Path.of("");

  /** A run whose test, baselines and check for leaks are stored already. */
  @BeforeAll
  static void trainAndCompare() throws IOException {
    Path data = TinyData.dataset(shared.resolve("data"), 60, 16, 1);
    Invoked trained =
        Invoked.nextvec(
            "train",
            data.toString(),
            "--model-type=amn",
            "--out=" + shared.resolve("runs/amn"),
            "--epochs=1",
            "--hidden=8",
            "--threads=1",
            QUICK);
    assertThat(trained.exit()).as(trained.err()).isZero();
    assertThat(Invoked.nextvec("compare", shared.resolve("runs").toString(), QUICK).exit())
        .isZero();
  }

  @BeforeEach
  void copy() throws IOException {
    for (String name : List.of("data", "runs")) {
      copy(shared.resolve(name), folder.resolve(name));
    }
    data = folder.resolve("data");
    run = folder.resolve("runs/amn");
    Path json = run.resolve("run.json");
    String there = shared.resolve("data").toAbsolutePath().normalize().toString();
    Files.writeString(json, Files.readString(json).replace(there, data.toString()));
    System.setProperty("user.home", folder.resolve("home").toString());
  }

  @AfterEach
  void goHome() {
    System.setProperty("user.home", home);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      files.forEach(
          file -> {
            try {
              Files.copy(
                  file,
                  to.resolve(from.relativize(file).toString()),
                  StandardCopyOption.COPY_ATTRIBUTES);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
  }

  private Invoked compare(String... more) {
    List<String> words = new ArrayList<>(List.of("compare", run.toString(), QUICK));
    words.addAll(List.of(more));
    return Invoked.nextvec(words.toArray(String[]::new));
  }

  private void refusesEach(String... said) {
    for (String[] command :
        new String[][] {
          {"data", "info", data.toString()},
          {"data", "doctor", data.toString()},
          {"train", data.toString(), "--model-type=amn", "--out=" + folder.resolve("new")},
          {"evaluate", run.toString()},
          {"compare", run.toString()},
          {"recommend", run.toString()},
          {"explain", run.toString()}
        }) {
      refuses(command, said);
    }
    assertThat(folder.resolve("new")).doesNotExist();
  }

  private static void refuses(String[] command, String... said) {
    Invoked result = Invoked.nextvec(command);
    assertThat(result.exit()).as(Arrays.toString(command)).isEqualTo(1);
    assertThat(result.out()).as(Arrays.toString(command)).isEmpty();
    assertThat(result.err()).as(Arrays.toString(command)).contains(said).hasLineCount(1);
  }

  private void replaceVectors() throws IOException {
    Path vectors = data.resolve("vectors.npy");
    FileTime time = Files.getLastModifiedTime(vectors);
    Path other = TinyData.dataset(folder.resolve("other"), 60, 16, 2);
    Files.copy(other.resolve("vectors.npy"), vectors, StandardCopyOption.REPLACE_EXISTING);
    Files.setLastModifiedTime(vectors, time);
  }

  @Test
  void vectorsThatWereReplacedAreRefusedByEveryCommand() throws IOException {
    replaceVectors();
    refusesEach("vectors.npy was changed or replaced", "dataset.json records", "restore it");
  }

  @Test
  void withoutARecordTheyAreOtherDataThanThatOfTheRun() throws IOException {
    replaceVectors();
    Files.delete(data.resolve("dataset.json"));
    for (String command : List.of("evaluate", "compare", "recommend", "explain")) {
      refuses(
          new String[] {command, run.toString()},
          "data` is not the data that",
          "was trained on",
          "--data");
    }
  }

  @Test
  void aRunIsTakenOnceHoweverManyNamesLeadToIt() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), run);
    Invoked once = compare("--json");
    Invoked often =
        compare(link.toString(), folder.resolve("runs").toString(), run + "/../amn", "--json");
    assertThat(often.exit()).isZero();
    assertThat(JSON.readTree(often.out()).get("rows"))
        .isEqualTo(JSON.readTree(once.out()).get("rows"));
    assertThat(often.err()).contains("link is the same run as " + run + " and is taken once");
    Invoked evaluated =
        Invoked.nextvec("evaluate", run.toString(), link.toString(), QUICK, "--json");
    assertThat(JSON.readTree(evaluated.out()).get("runs")).hasSize(1);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void theTableIsOutBeforeADiskThatIsFullFailsThePage() {
    Path markdown = folder.resolve("report.md");
    Invoked result = compare("--html=/dev/full", "--markdown=" + markdown);
    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.out()).contains("ridge", "amn");
    assertThat(result.err())
        .contains("nextvec: writing /dev/full failed: no space left on the disk /dev")
        .contains("Written: " + markdown);
    Invoked json = compare("--html=/dev/full", "--json");
    assertThat(json.out()).startsWith("{").hasLineCount(1);
    Invoked doctor = Invoked.nextvec("data", "doctor", data.toString(), "--html=/dev/full");
    assertThat(doctor.exit()).isEqualTo(1);
    assertThat(doctor.out()).isNotEmpty();
    assertThat(doctor.err()).contains("writing /dev/full failed");
  }

  @Test
  void aPlaceWhereNoReportCanBeIsRefusedBeforeAnythingIsMeasured() throws IOException {
    Files.delete(run.resolve("evaluation.json"));
    refuses(
        new String[] {"compare", run.toString(), "--html=" + run.resolve("run.json/page.html")},
        "writing",
        "page.html would fail",
        "run.json is no directory");
    refuses(
        new String[] {"recommend", run.toString(), "--markdown=" + folder},
        "is a directory: name a file");
    refuses(new String[] {"data", "doctor", data.toString(), "--html=" + data}, "is a directory");
    assertThat(run.resolve("evaluation.json")).doesNotExist();
  }

  private static void mark(Path place, String permissions) throws IOException {
    try (Stream<Path> files = Files.walk(place)) {
      for (Path file : files.filter(Files::isDirectory).toList()) {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
      }
    }
  }

  @Test
  void runsThatCannotBeWrittenToAreComparedAndTheResultsKeptElsewhere() throws Exception {
    assumeTrue(folder.getFileSystem().supportedFileAttributeViews().contains("posix"));
    assumeTrue(System.getenv("XDG_CACHE_HOME") == null);
    JsonNode before = JSON.readTree(compare("--json").out());
    delete(run.resolveSibling(".baselines"));
    Files.delete(run.resolve("evaluation.json"));
    Files.delete(run.resolve("speed.json"));
    mark(folder.resolve("runs"), "r-xr-xr-x");
    try {
      Invoked first = compare("--json");
      assertThat(first.exit()).as(first.err()).isZero();
      assertThat(withoutSpeed(JSON.readTree(first.out()))).isEqualTo(withoutSpeed(before));
      assertThat(first.err()).containsOnlyOnce("note: results are kept in").hasLineCount(1);
      assertThat(first.err()).contains("home/.cache/nextvec/results", "is read-only");
      Invoked second = compare("--json");
      assertThat(second.err()).isEmpty();
      assertThat(withoutDate(second.out())).isEqualTo(withoutDate(first.out()));
      assertThat(run.resolve("evaluation.json")).doesNotExist();
      assertThat(run.resolveSibling(".baselines")).doesNotExist();
    } finally {
      mark(folder.resolve("runs"), "rwxr-xr-x");
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** All but when the report was made. */
  private static JsonNode withoutDate(String report) throws IOException {
    JsonNode json = JSON.readTree(report);
    ((ObjectNode) json.get("provenance")).remove("date");
    return json;
  }

  /** The scores of every row. */
  private static List<String> withoutSpeed(JsonNode report) {
    List<String> rows = new ArrayList<>();
    for (JsonNode row : report.get("rows")) {
      ObjectNode kept = row.deepCopy();
      rows.add(kept.path("name").asText() + " " + kept.path("test_cosine"));
    }
    return rows;
  }

  private Path baseline(String name) throws IOException {
    try (Stream<Path> folders = Files.list(run.resolveSibling(".baselines"))) {
      return folders.findFirst().orElseThrow().resolve(name);
    }
  }

  @Test
  void whatWasChangedAfterItWasWrittenIsRefusedInsteadOfPrinted() throws IOException {
    List<Path> stored =
        List.of(
            run.resolve("evaluation.json"),
            run.resolve("test-scores.npy"),
            run.resolve("test-ranks.npy"),
            baseline("ridge").resolve("evaluation.json"),
            baseline("ridge").resolve("test-scores.npy"),
            baseline("leaks.json"));
    for (Path file : stored) {
      byte[] whole = Files.readAllBytes(file);
      byte[] changed = whole.clone();
      int digit = whole.length - 1;
      while (file.toString().endsWith("json") && !Character.isDigit(whole[digit])) {
        digit--;
      }
      changed[digit] ^= 1;
      for (byte[] damaged : List.of(changed, Arrays.copyOf(whole, whole.length / 2))) {
        Files.write(file, damaged);
        refuses(
            new String[] {"compare", run.toString(), QUICK},
            file.getFileName().toString(),
            "delete");
      }
      Files.write(file, whole);
    }
    assertThat(compare().exit()).isZero();
  }

  @Test
  void resultsOfSomethingElseUnderTheRightNameAreMeasuredAgain() throws IOException {
    String before = withoutSpeed(JSON.readTree(compare("--json").out())).toString();
    delete(baseline("persistence"));
    copy(baseline("ridge"), baseline("persistence"));
    Invoked again = compare("--json");
    assertThat(again.exit()).as(again.err()).isZero();
    assertThat(withoutSpeed(JSON.readTree(again.out()))).hasToString(before);
  }

  @Test
  void speedIsNoPartOfTheResultAndIsMeasuredWhereItIsMissing() throws IOException {
    Path result = run.resolve("evaluation.json");
    Path speed = run.resolve("speed.json");
    assertThat(Files.readString(result)).doesNotContain("latency");
    assertThat(Files.readString(speed)).contains("machine", "measured", "latency_ms");
    FileTime tested = Files.getLastModifiedTime(result);
    Files.delete(speed);
    Invoked again = compare("--json");
    assertThat(again.err()).contains("measure the speed of amn");
    assertThat(again.out()).contains("\"latency_ms\"");
    assertThat(speed).exists();
    assertThat(Files.getLastModifiedTime(result)).isEqualTo(tested);
  }

  /** As versions before wrote it: speed inside, no hashes, provenance in camel case. */
  private ObjectNode older() throws IOException {
    ObjectNode json = (ObjectNode) JSON.readTree(run.resolve("evaluation.json").toFile());
    json.put("format", 2).remove(List.of("sha256", "files"));
    ObjectNode provenance = (ObjectNode) json.get("provenance");
    for (String name : provenance.properties().stream().map(Map.Entry::getKey).toList()) {
      provenance.set(JsonValue.formerly(name), provenance.remove(name));
    }
    json.putObject("latency_ms").put("p50", 7.5).put("p95", 8).put("p99", 9).put("count", 5);
    json.putObject("predictions_per_second").put("8", 1.5);
    Files.delete(run.resolve("speed.json"));
    return json;
  }

  @Test
  void aResultOfAnOlderVersionIsReadWithItsSpeed() throws IOException {
    Files.writeString(run.resolve("evaluation.json"), older().toString());
    Invoked compared = compare("--json");
    assertThat(compared.exit()).as(compared.err()).isZero();
    assertThat(compared.out()).contains("\"latency_ms\":{\"p50\":7.5");
    assertThat(compared.err()).isEmpty();
    assertThat(run.resolve("speed.json")).doesNotExist();
  }

  @Test
  void aResultThatLacksAFigureIsRefusedInsteadOfReadAsZero() throws IOException {
    ObjectNode json = older();
    json.putObject("cost").put("parameters", "many");
    Files.writeString(run.resolve("evaluation.json"), json.toString());
    refuses(
        new String[] {"compare", run.toString()},
        "evaluation.json: `cost.parameters` must be a whole number",
        "delete it and evaluate again");
  }
}
