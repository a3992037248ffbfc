package dev.nextvec.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nextvec.data.Dataset;
import dev.nextvec.model.Prediction;
import dev.nextvec.workflow.Run;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs of this module do what they say. */
@Tag("slow")
class ExamplesTest {
  private static final Path SOURCES = Path.of("src/main/java/dev/nextvec/examples");

  @TempDir Path directory;

  private static String printed(String... arguments) throws Exception {
    PrintStream before = System.out;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    try {
      TrainAndCompare.main(arguments);
    } finally {
      System.setOut(before);
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void aTrainedModelIsComparedAndPredicts() throws Exception {
    Path data = Walk.dataset(directory.resolve("data"), 20, 15);
    Path runs = directory.resolve("runs");
    assertThat(printed(data.toString(), runs.toString()))
        .contains("test cosine of the amn: 0.", "linear average", "ridge", "amn-r");
    try (Dataset dataset = Dataset.open(data)) {
      float[][] lastFive = new float[5][];
      for (int i = 0; i < 5; i++) {
        lastFive[i] = dataset.vectors().read(i);
      }
      Prediction next = PredictNext.after(runs.resolve("amn"), lastFive);
      double squares = 0;
      for (float number : next.vector()) {
        squares += (double) number * number;
      }
      assertThat(next.vector()).hasSize(Walk.DIM);
      assertThat(squares).isCloseTo(1, within(1e-5));
      assertThat(next.attention().orElseThrow()).hasSize(5);
      Path handbook = directory.resolve("handbook.model");
      try (Run run = Run.open(runs.resolve("amn"))) {
        run.export(handbook);
      }
      Prediction same =
          PredictFromPackage.after(handbook, List.<float[][]>of(lastFive, lastFive)).getLast();
      for (int i = 0; i < Walk.DIM; i++) {
        assertThat(same.vector()[i]).isCloseTo(next.vector()[i], within(1e-5f));
      }
    }
  }

  @Test
  void eachProgramIsShortAndNeedsFewImports() throws IOException {
    for (String program : List.of("TrainAndCompare", "PredictNext", "PredictFromPackage")) {
      List<String> lines = Files.readAllLines(SOURCES.resolve(program + ".java"));
      assertThat(lines.stream().filter(line -> line.startsWith("import ")))
          .as(program)
          .hasSizeLessThanOrEqualTo(6);
      assertThat(lines.stream().filter(line -> line.startsWith("    ")))
          .as(program)
          .hasSizeLessThanOrEqualTo(10);
    }
  }
}
