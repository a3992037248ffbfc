package dev.nextvec.internal.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nextvec.eval.WindowScores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScoreFileTest {
  @TempDir Path directory;

  private final WindowScores scores =
      new WindowScores(
          new int[] {3, 70_000_001},
          new int[] {0, 9},
          new float[] {0.5f, -0.25f},
          new float[] {0.25f, -0.5f},
          new float[] {1, 2},
          new float[] {3, 4});

  @Test
  void readsBackWhatItWrote() throws IOException {
    Path file = directory.resolve(ScoreFile.NAME);
    ScoreFile.write(file, scores);
    WindowScores read = ScoreFile.read(file);
    assertThat(read.windows()).isEqualTo(scores.windows());
    assertThat(read.documents()).isEqualTo(scores.documents());
    assertThat(read.cosine()).isEqualTo(scores.cosine());
    assertThat(read.meanRemovedCosine()).isEqualTo(scores.meanRemovedCosine());
    assertThat(read.squaredError()).isEqualTo(scores.squaredError());
    assertThat(read.normalisedSquaredError()).isEqualTo(scores.normalisedSquaredError());
    assertThat(read.rowsSha256()).isEqualTo(scores.rowsSha256());
  }

  @Test
  void recordsStartAtAMultipleOfSixtyFourAsNumpyWantsThem() throws IOException {
    Path file = directory.resolve(ScoreFile.NAME);
    ScoreFile.write(file, scores);
    assertThat((Files.size(file) - 48) % 64).isZero();
  }

  @Test
  void refusesATruncatedFileAndAnotherLayout() throws IOException {
    Path file = directory.resolve(ScoreFile.NAME);
    ScoreFile.write(file, scores);
    byte[] bytes = Files.readAllBytes(file);
    for (int length = 0; length < bytes.length; length++) {
      Files.write(file, Arrays.copyOf(bytes, length));
      assertThatThrownBy(() -> ScoreFile.read(file))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(ScoreFile.NAME);
    }
    bytes[30] = 'x';
    Files.write(file, bytes);
    assertThatThrownBy(() -> ScoreFile.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("not a file of test scores");
  }
}
