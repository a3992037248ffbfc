package dev.nextvec.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A dataset and a run of the first formats, whose names were in camel case: made with {@code data
 * import v.npy --documents docs.jsonl}, {@code train data --model-type amn --hidden 8 --epochs 2
 * --threads 1 --batch-size 8 --out run} and {@code evaluate run}.
 */
class OldFormatsTest {
  @TempDir Path folder;

  @BeforeEach
  void copy() throws IOException, URISyntaxException {
    Path kept = Path.of(OldFormatsTest.class.getResource("/formats/1").toURI());
    try (Stream<Path> all = Files.walk(kept)) {
      for (Path each : all.toList()) {
        Path to = folder.resolve(kept.relativize(each).toString());
        if (Files.isDirectory(each)) {
          Files.createDirectories(to);
        } else {
          Files.copy(each, to);
        }
      }
    }
  }

  private Invoked nextvec(String... arguments) {
    Invoked done = Invoked.nextvec(arguments);
    assertThat(done.exit()).as("%s: %s", List.of(arguments), done.err()).isZero();
    return done;
  }

  private String at(String name) {
    return folder.resolve(name).toString();
  }

  @Test
  void areReadWithWhatWasMeasuredThen() {
    assertThat(nextvec("data", "info", at("data")).out())
        .contains("120 of dimension 8", "6f1bccdcf58c");
    assertThat(nextvec("evaluate", at("run"), "--data", at("data"), "--speed-seconds=0").out())
        .contains("0.8982");
  }

  @Test
  void areContinuedAndThenWrittenInTheNewFormat() throws IOException {
    nextvec(
        "train",
        at("data"),
        "--model-type=amn",
        "--hidden=8",
        "--epochs=3",
        "--threads=1",
        "--batch-size=8",
        "--speed-seconds=0",
        "--out=" + at("run"));
    assertThat(Files.readString(folder.resolve("run/run.json")))
        .contains("\"format\" : 2", "\"batch_size\" : 8", "\"epochs\" : 3")
        .doesNotContainPattern("\"[a-z]+[A-Z]\\w*\" :");
    assertThat(nextvec("evaluate", at("run"), "--speed-seconds=0").out()).contains("test windows");
  }
}
