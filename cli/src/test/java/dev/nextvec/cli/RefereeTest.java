package dev.nextvec.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models that are not here, judged by their predictions beside runs and baselines. */
class RefereeTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int DIM = TinyData.DIM;

  @TempDir static Path common;
  private static Path data = Path.of("");
  private static Path run = Path.of("");
  private static Path windows = Path.of("");
  private static float[] targets = {};

  @TempDir Path folder;

  @BeforeAll
  static void trainAndExport() throws IOException {
    data = TinyData.turning(common.resolve("data"), 80, 12, 1);
    run = common.resolve("run");
    windows = common.resolve("windows");
    String[] small = {"--hidden=8", "--epochs=1", "--threads=1", "--speed-seconds=0"};
    String[] words = {"train", data.toString(), "--model-type=amn", "--out=" + run, "--device=cpu"};
    ok(Stream.of(words, small).flatMap(Arrays::stream).toArray(String[]::new));
    ok("data", "windows", data.toString(), "--out=" + windows, "--contexts");
    targets = floats(windows.resolve("targets.npy"));
  }

  private static Invoked ok(String... words) {
    Invoked done = Invoked.nextvec(words);
    assertThat(done.exit()).as(done.err()).isZero();
    return done;
  }

  private static Invoked compare(String... more) {
    String[] words = {"compare", run.toString(), "--speed-seconds=0", "--threads=1"};
    return Invoked.nextvec(
        Stream.concat(Arrays.stream(words), Arrays.stream(more)).toArray(String[]::new));
  }

  private static JsonNode json(String... more) throws IOException {
    String[] all = Arrays.copyOf(more, more.length + 1);
    all[more.length] = "--json";
    Invoked done = compare(all);
    assertThat(done.exit()).as(done.err()).isZero();
    return JSON.readTree(done.out());
  }

  private static JsonNode row(JsonNode comparison, String name) {
    for (JsonNode row : comparison.get("rows")) {
      if (row.get("name").asText().equals(name)) {
        return row;
      }
    }
    throw new AssertionError("no row `" + name + "`");
  }

  /** What stands after the header of an NPY file. */
  private static ByteBuffer content(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    return bytes.position(10 + bytes.getShort(8)).slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  private static float[] floats(Path file) throws IOException {
    ByteBuffer bytes = content(file);
    float[] values = new float[bytes.remaining() / Float.BYTES];
    bytes.asFloatBuffer().get(values);
    return values;
  }

  private static String header(Path file) throws IOException {
    return new String(Arrays.copyOf(Files.readAllBytes(file), 128), StandardCharsets.ISO_8859_1);
  }

  private Path predictions(float... values) throws IOException {
    return TinyData.npy(folder.resolve("mine.npy"), values.length / DIM + ", " + DIM, values);
  }

  private String proven(float... values) throws IOException {
    return "--predictions=mine=" + predictions(values) + "@" + windows;
  }

  @Test
  void exportsTheTestWindowsAsArraysThatNumpyOpens() throws Exception {
    Path rows = folder.resolve("rows");
    ok("data", "windows", data.toString(), "--out=" + rows);
    JsonNode manifest = JSON.readTree(Files.readString(rows.resolve("windows.json")));
    int n = manifest.get("windows").asInt();
    assertThat(manifest.get("windows_sha256"))
        .isEqualTo(
            JSON.readTree(Files.readString(windows.resolve("windows.json"))).get("windows_sha256"));
    assertThat(header(windows.resolve("contexts.npy"))).contains("'<f4'", "(" + n + ", 5, 8)");
    assertThat(header(rows.resolve("context_rows.npy"))).contains("'<i8'", "(" + n + ", 5)");
    assertThat(header(rows.resolve("target_rows.npy"))).contains("'<i8'", "(" + n + ",)");
    float[] all = floats(data.resolve("vectors.npy"));
    ByteBuffer numbers = content(rows.resolve("target_rows.npy"));
    for (int i = 0; i < n; i++) {
      int row = (int) numbers.getLong(i * Long.BYTES);
      assertThat(Arrays.copyOfRange(targets, i * DIM, (i + 1) * DIM))
          .isEqualTo(Arrays.copyOfRange(all, row * DIM, (row + 1) * DIM));
    }
    ByteBuffer documents = content(rows.resolve("documents.npy"));
    long last = documents.getLong((n - 1) * Long.BYTES);
    assertThat(Files.readAllLines(rows.resolve("documents.jsonl"))).hasSize((int) last + 1);
  }

  @Test
  void anExportIsNotOverwrittenUnlessAskedAndOtherPartsHaveOtherChecksums() throws Exception {
    Path out = folder.resolve("out");
    ok("data", "windows", data.toString(), "--out=" + out, "--part=validation");
    String[] again = {"data", "windows", data.toString(), "--out=" + out, "--part=train"};
    String before = Files.readString(out.resolve("windows.json"));
    assertThat(Invoked.nextvec(again).exit()).isEqualTo(1);
    assertThat(Files.readString(out.resolve("windows.json"))).isEqualTo(before);
    String[] over =
        Stream.concat(Arrays.stream(again), Stream.of("--overwrite")).toArray(String[]::new);
    Path mine = Files.writeString(out.resolve("mine.npy"), "hours of work");
    assertThat(Invoked.nextvec(over).err()).contains("holds mine.npy, which is no part of");
    Files.delete(mine);
    ok(over);
    assertThat(Files.readString(out.resolve("windows.json"))).contains("\"train\"");
  }

  /** Equal but for the last digits, in which a network that runs twice may differ. */
  private static void requireSame(String where, JsonNode copy, JsonNode own) {
    if (own.isContainerNode()) {
      assertThat(copy.size()).as(where).isEqualTo(own.size());
      own.properties()
          .forEach(
              part ->
                  requireSame(
                      where + "/" + part.getKey(), copy.get(part.getKey()), part.getValue()));
      for (int i = 0; own.isArray() && i < own.size(); i++) {
        requireSame(where + "/" + i, copy.get(i), own.get(i));
      }
    } else if (own.isNumber()) {
      assertThat(copy.doubleValue()).as(where).isCloseTo(own.doubleValue(), within(1e-6));
    } else {
      assertThat(copy).as(where).isEqualTo(own);
    }
  }

  @Test
  void predictionsThatARunSavedHaveTheFiguresOfTheRun() throws Exception {
    Path saved = folder.resolve("saved.npy");
    ok("evaluate", run.toString(), "--save-predictions=" + saved, "--threads=1");
    JsonNode found = json("--predictions=copy=" + saved);
    JsonNode own = row(found, "run");
    JsonNode copy = row(found, "copy");
    for (String field :
        List.of(
            "test_cosine",
            "mse",
            "mse_normalised",
            "mean_removed_cosine",
            "skill",
            "skill_normalised",
            "retrieval",
            "top_k",
            "versus_linear_average")) {
      requireSame(field, copy.get(field), own.get(field));
    }
    assertThat(found.get("warnings").toString()).doesNotContain("unproven", "resemble");
  }

  @Test
  void whatIsUnknownOfAForeignModelIsSaidNeverZero() throws Exception {
    JsonNode mine = row(json(proven(targets)), "mine");
    assertThat(mine.get("kind").asText()).isEqualTo("predictions");
    for (String unknown :
        List.of("parameters", "flops", "latency_ms", "training_seconds", "seed", "weight_bytes")) {
      assertThat(mine.has(unknown)).as(unknown).isFalse();
    }
    Invoked text = compare(proven(targets));
    assertThat(text.out())
        .contains("mine: predictions from a file; what its model learned from is unknown")
        .contains("unknown")
        .contains("mine is the best model here");
  }

  @Test
  void theSameNumbersInAnotherTypeAndOrderAreTheSamePredictions() throws Exception {
    float[] values = targets.clone();
    for (int i = 0; i < values.length; i++) {
      values[i] += 0.25f * ((i * 37) % 11 - 5) / 5;
    }
    JsonNode plain = row(json(proven(values)), "mine");
    Path other = folder.resolve("fortran.npy");
    int n = values.length / DIM;
    String head = "{'descr': '>f8', 'fortran_order': True, 'shape': (%d, %d), }".formatted(n, DIM);
    ByteBuffer bytes = ByteBuffer.allocate(128 + 8 * values.length);
    bytes.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII)).put((byte) 1);
    bytes.put((byte) 0).order(ByteOrder.LITTLE_ENDIAN).putShort((short) 118);
    bytes.order(ByteOrder.BIG_ENDIAN);
    bytes.put((head + " ".repeat(117 - head.length()) + "\n").getBytes(StandardCharsets.US_ASCII));
    for (int d = 0; d < DIM; d++) {
      for (int i = 0; i < n; i++) {
        bytes.putDouble(values[i * DIM + d]);
      }
    }
    Files.write(other, bytes.array());
    JsonNode fortran = row(json("--predictions=mine=" + other + "@" + windows), "mine");
    assertThat(fortran.get("test_cosine")).isEqualTo(plain.get("test_cosine"));
    assertThat(fortran.get("retrieval")).isEqualTo(plain.get("retrieval"));
  }

  private void refuses(String reason, String... more) {
    Invoked refused = compare(more);
    assertThat(refused.exit()).as(refused.out()).isEqualTo(1);
    assertThat(refused.err()).contains("mine").contains(reason);
    assertThat(refused.out()).isEmpty();
  }

  @Test
  void refusesWhatIsNotOneVectorForEachWindow() throws Exception {
    refuses("has shape", proven(Arrays.copyOf(targets, targets.length - DIM)));
    float[] bad = targets.clone();
    bad[3 * DIM + 2] = Float.NaN;
    refuses("NaN in row 3, dimension 2", proven(bad));
    bad[3 * DIM + 2] = Float.POSITIVE_INFINITY;
    refuses("Infinity in row 3", proven(bad));
    float[] unfilled = targets.clone();
    Arrays.fill(unfilled, 7 * DIM, 8 * DIM, 0);
    refuses("row 7", proven(unfilled));
    refuses("zero vector", proven(unfilled));
    refuses(
        "two rows would be called".substring(0, 8), "--predictions=ridge=" + predictions(targets));
  }

  @Test
  void refusesPredictionsOfOtherWindows() throws Exception {
    Path other = folder.resolve("other");
    ok("data", "windows", data.toString(), "--out=" + other, "--split-seed=2");
    refuses(
        "for other windows than the runs were tested on",
        "--predictions=mine=" + predictions(targets) + "@" + other);
    Path more = folder.resolve("more");
    ok("data", "windows", data.toString(), "--out=" + more, "--test-share=0.4");
    float[] another = Arrays.copyOf(targets, 2 * targets.length);
    refuses("for other windows", "--predictions=mine=" + predictions(another) + "@" + more);
    refuses("is not there", "--predictions=mine=" + predictions(targets) + "@" + folder);
    Files.copy(other.resolve("windows.json"), folder.resolve("mine.json"));
    refuses("for other windows", "--predictions=mine=" + predictions(targets));
  }

  @Test
  void refusesAFileThatIsNotTheOneItsNoteWasWrittenFor() throws Exception {
    Path mine = folder.resolve("mine.npy");
    ok("evaluate", run.toString(), "--save-predictions=" + mine, "--threads=1");
    refuses("its hash is another", "--predictions=mine=" + predictions(targets));
  }

  @Test
  void saysThatAnOrderIsUnprovenAndTakesACopyOfTheExportsManifestForProof() throws Exception {
    String mine = "--predictions=mine=" + predictions(targets);
    assertThat(json(mine).get("warnings").toString())
        .contains("The order of the rows of `mine` is unproven");
    Files.copy(windows.resolve("windows.json"), folder.resolve("mine.json"));
    assertThat(json(mine).get("warnings").toString()).doesNotContain("unproven");
  }

  @Test
  void doubtsRowsThatFitOtherTargetsBetter() throws Exception {
    int n = targets.length / DIM;
    float[] moved = new float[targets.length];
    float[] reversed = new float[targets.length];
    for (int i = 0; i < n; i++) {
      System.arraycopy(targets, (i + 2) % n * DIM, moved, i * DIM, DIM);
      System.arraycopy(targets, i * DIM, reversed, (n - 1 - i) * DIM, DIM);
    }
    assertThat(json(proven(moved)).get("warnings").toString()).contains("2 rows later");
    assertThat(json(proven(reversed)).get("warnings").toString()).contains("in another order?");
    assertThat(json(proven(targets)).get("warnings").toString()).doesNotContain("resemble");
  }

  @Test
  void aForeignModelMayBeBestButIsNotRecommended() throws Exception {
    Invoked done =
        Invoked.nextvec(
            "recommend",
            run.toString(),
            "--speed-seconds=0",
            "--threads=1",
            proven(targets),
            "--json");
    assertThat(done.exit()).as(done.err()).isZero();
    for (JsonNode use : JSON.readTree(done.out()).get("use_cases")) {
      String reasons = use.get("reasons").toString();
      assertThat(use.get("models").toString()).doesNotContain("mine");
      assertThat(reasons).contains("mine (1.0000)", "cannot be used from here");
    }
  }

  @Test
  void aForeignModelHasAnOffsetCurveOnThePageBesideTheClosedFormOptimum() throws Exception {
    Path page = folder.resolve("page.html");
    assertThat(compare(proven(targets), "--html=" + page).exit()).isZero();
    String html = Files.readString(page);
    String why = html.substring(html.indexOf("Direction: which chunk"));
    String numbers =
        why.substring(why.indexOf("<table>"), why.indexOf("</table>"))
            .replaceAll("<[^>]+>", " ")
            .replaceAll("\\s+", " ");
    assertThat(numbers).contains("Chunk mine interval ridge", "t+1 target 1.0000 1.0000 to 1.0000");
    assertThat(html.substring(html.indexOf(">Why<"), html.indexOf("Direction: which chunk")))
        .contains("may have seen the test documents");
  }

  @Test
  void writesEveryRowAsCommaSeparatedValuesInFullPrecision() throws Exception {
    Path csv = folder.resolve("table.csv");
    JsonNode found =
        json("--predictions=a,\"b\"=" + predictions(targets) + "@" + windows, "--csv=" + csv);
    List<String> lines = Files.readAllLines(csv);
    assertThat(lines).hasSize(1 + found.get("rows").size());
    List<String> names = List.of(lines.getFirst().split(","));
    assertThat(lines.get(1)).startsWith("\"a,\"\"b\"\"\",predictions,in-domain,");
    String ridge =
        lines.stream().filter(line -> line.startsWith("ridge,")).findFirst().orElseThrow();
    String notices = "\"[^\"]*(\"\"[^\"]*)*\"";
    String[] cells = ridge.replaceFirst(notices, "notices").split(",", -1);
    assertThat(cells).hasSameSizeAs(names);
    assertThat(cells[names.indexOf("notices")]).isEmpty();
    assertThat(lines.get(1)).contains("may have seen the test documents");
    assertThat(Double.parseDouble(cells[names.indexOf("test_cosine")]))
        .isEqualTo(row(found, "ridge").at("/test_cosine/mean").asDouble());
    String mine = lines.get(1).replaceFirst(notices, "x").replaceFirst(notices, "x");
    assertThat(mine.split(",", -1)[names.indexOf("parameters")]).isEmpty();
  }

  @Test
  void writesATableThatLatexSets() throws Exception {
    Path latex = folder.resolve("table.tex");
    Path mine = predictions(targets);
    assertThat(
            compare("--predictions=100%_\\mine & é漢=" + mine + "@" + windows, "--latex=" + latex)
                .exit())
        .isZero();
    String text = Files.readString(latex);
    assertThat(text)
        .contains("\\toprule", "\\midrule", "\\bottomrule")
        .contains("100\\%\\_\\textbackslash{}mine \\& é[U+6F22]")
        .contains("\\textbf{1.0000}")
        .contains("may have seen the test documents");
    assertThat(text.chars().filter(c -> c == '{').count())
        .isEqualTo(text.chars().filter(c -> c == '}').count());
  }

  @Test
  void everyComparisonSaysAtItsTopWhatMadeIt() throws Exception {
    JsonNode found = json();
    Iterator<Map.Entry<String, JsonNode>> fields = ((ObjectNode) found).properties().iterator();
    assertThat(fields.next().getKey()).isEqualTo("format");
    Map.Entry<String, JsonNode> second = fields.next();
    assertThat(second.getKey()).isEqualTo("provenance");
    assertThat(second.getValue().get("commit").asText()).matches("unknown|[0-9a-f]{40}(-dirty)?");
    assertThat(second.getValue().get("date").asText()).matches("20..-..-..T..:..:..Z");
    assertThat(second.getValue().get("processor").asText()).isNotBlank();
    assertThat(row(found, "run").at("/environment/processor").asText()).isNotBlank();
    assertThat(row(found, "run").get("measured").asText()).startsWith("20");
  }

  @Test
  void wrongWordsEndBeforeAnythingIsRead() {
    for (String wrong : List.of("mine.npy", "=mine.npy", "mine=")) {
      assertThat(compare("--predictions=" + wrong).exit()).as(wrong).isEqualTo(2);
    }
    assertThat(compare("--predictions=a=x.npy", "--predictions=a=y.npy").exit()).isEqualTo(2);
    assertThat(compare("--predictions=a=x.npy", "--folds=3").exit()).isEqualTo(2);
    Invoked part = Invoked.nextvec("data", "windows", data.toString(), "--out=x", "--part=all");
    assertThat(part.exit()).isEqualTo(2);
    assertThat(part.err()).contains("train, validation, test");
  }
}
