package dev.nextvec.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What shows that a stored file was changed cannot be taken off it. */
class SealsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String QUICK = "--speed-seconds=0";

  @TempDir static Path folder;
  private static Path data = Path.of("");
  private static Path run = Path.of("");
  private static StoredFiles stored;

  @BeforeAll
  static void trainAndAskEverything() throws IOException {
    data = TinyData.dataset(folder.resolve("data"), 60, 16, 1);
    run = folder.resolve("runs/amn");
    List<String> training = new ArrayList<>(List.of("train", data.toString(), "--out=" + run));
    training.addAll(List.of("--model-type=amn", "--epochs=1", "--hidden=8", "--threads=1", QUICK));
    for (List<String> words : List.of(training, ask("compare"), ask("evaluate", "--diagnose"))) {
      Invoked done = Invoked.nextvec(words.toArray(String[]::new));
      assertThat(done.exit()).as(done.err()).isZero();
    }
    stored = new StoredFiles(folder.resolve("runs"), data);
  }

  @AfterEach
  void putBack() throws IOException {
    stored.putBack();
  }

  private static List<String> ask(String command, String... more) {
    List<String> words = new ArrayList<>(List.of(command, run.toString(), QUICK));
    words.addAll(List.of(more));
    return words;
  }

  private static void refuses(Path changed, List<String> command, String... said) {
    Invoked result = Invoked.nextvec(command.toArray(String[]::new));
    assertThat(result.exit()).as("%s after a change of %s", command, changed).isEqualTo(1);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).contains(changed.getFileName().toString()).hasLineCount(1);
    assertThat(result.err()).contains(said);
  }

  private static Path kept(String name) throws IOException {
    try (Stream<Path> folders = Files.list(run.resolveSibling(".baselines"))) {
      return folders.findFirst().orElseThrow().resolve(name);
    }
  }

  private static ObjectNode withoutHashes(Path file) throws IOException {
    ObjectNode json = (ObjectNode) JSON.readTree(file.toFile());
    boolean isManifest = json.remove("record_sha256") != null; // whose sha256 is of the vectors
    json.remove(isManifest ? List.of() : List.of("sha256", "files", "split_file_sha256"));
    return json;
  }

  @Test
  void aSealThatWasTakenOffIsMissed() throws IOException {
    for (Path file :
        List.of(
            run.resolve("evaluation.json"),
            run.resolve("speed.json"),
            kept("ridge/evaluation.json"),
            kept("ridge/speed.json"),
            kept("leaks.json"))) {
      Files.writeString(file, withoutHashes(file).toString());
      refuses(file, ask("compare"), "was changed or damaged after it was written", "delete it");
      stored.putBack();
    }
    Path diagnosis = run.resolve("diagnosis.json");
    Files.writeString(diagnosis, withoutHashes(diagnosis).toString());
    refuses(diagnosis, ask("evaluate", "--diagnose"), "was changed or damaged", "delete it");
  }

  @Test
  void aFormatNumberCannotBeLoweredToATimeWithoutSeals() throws IOException {
    for (Path file : List.of(run.resolve("evaluation.json"), kept("ridge/evaluation.json"))) {
      Files.writeString(file, withoutHashes(file).put("format", 2).toString());
      refuses(file, ask("compare"), "`provenance.dataset_sha256` was spelled", "delete it and");
      stored.putBack();
    }
    Path description = run.resolve("run.json");
    for (int format : List.of(1, 2)) {
      Files.writeString(description, withoutHashes(description).put("format", format).toString());
      refuses(description, ask("compare"), "changed after it was written", "restore it, or train");
      stored.putBack();
    }
    Path manifest = data.resolve("dataset.json");
    for (int version : List.of(1, 2)) {
      ObjectNode json = withoutHashes(manifest).put("version", version);
      Files.writeString(manifest, json.put("document_boundaries_known", false).toString());
      refuses(manifest, ask("compare"), version == 1 ? "was spelled" : "`record_sha256` must be");
      stored.putBack();
    }
    assertThat(Invoked.nextvec(ask("compare").toArray(String[]::new)).exit()).isZero();
  }
}
