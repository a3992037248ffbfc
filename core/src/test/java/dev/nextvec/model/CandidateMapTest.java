package dev.nextvec.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nextvec.internal.safetensors.Safetensors.FloatTensor;
import dev.nextvec.vector.Rows;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CandidateMapTest {
  private static final int DIM = 6;

  @TempDir Path folder;

  private static FloatTensor random(long rows, long columns, long seed) {
    Random random = new Random(seed);
    float[] values = new float[(int) (rows * columns)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return new FloatTensor(new long[] {rows, columns}, values);
  }

  private static CandidateMap square(long seed) {
    return CandidateMap.of(Map.of(CandidateMap.WEIGHT, random(DIM, DIM, seed)), DIM).orElseThrow();
  }

  private static CandidateMap narrow(long seed) {
    return CandidateMap.of(
            Map.of(
                CandidateMap.IN, random(2, DIM, seed), CandidateMap.OUT, random(DIM, 2, seed + 1)),
            DIM)
        .orElseThrow();
  }

  @Test
  void aSquareMapMultipliesWithItsWeight() {
    float[] weight = random(DIM, DIM, 1).values();
    float[] chunk = random(1, DIM, 2).values();
    float[] mapped = square(1).apply(chunk);
    for (int i = 0; i < DIM; i++) {
      assertThat((double) mapped[i])
          .isCloseTo(Rows.dot(weight, i * DIM, chunk, 0, DIM), within(1e-5));
    }
  }

  @Test
  void aMapOfLowRankAddsAProductOfTwoNarrowMatrices() {
    float[] in = random(2, DIM, 1).values();
    float[] out = random(DIM, 2, 2).values();
    float[] chunk = random(1, DIM, 3).values();
    float[] mapped = narrow(1).apply(chunk);
    for (int i = 0; i < DIM; i++) {
      double expected = chunk[i];
      for (int r = 0; r < 2; r++) {
        expected += out[i * 2 + r] * Rows.dot(in, r * DIM, chunk, 0, DIM);
      }
      assertThat((double) mapped[i]).isCloseTo(expected, within(1e-5));
    }
  }

  @Test
  void aQueryMappedBackHasTheSameProductWithTheChunkAsItIs() {
    for (CandidateMap map : List.of(square(1), narrow(1))) {
      float[] chunk = random(1, DIM, 4).values();
      float[] query = random(1, DIM, 5).values();
      assertThat(Rows.dot(map.back(query), 0, chunk, 0, DIM))
          .isCloseTo(Rows.dot(query, 0, map.apply(chunk), 0, DIM), within(1e-5));
    }
  }

  @Test
  void theMatrixAndTheLengthsAreThoseOfTheMap() {
    for (CandidateMap map : List.of(square(1), narrow(1))) {
      float[] rows = random(3, DIM, 6).values();
      float[] lengths = map.lengths(rows, 3);
      float[] matrix = map.matrix();
      for (int row = 0; row < 3; row++) {
        float[] chunk = Arrays.copyOfRange(rows, row * DIM, (row + 1) * DIM);
        float[] mapped = map.apply(chunk);
        assertThat((double) lengths[row]).isCloseTo(Rows.length(mapped, 0, DIM), within(1e-5));
        for (int i = 0; i < DIM; i++) {
          double sum = 0;
          for (int k = 0; k < DIM; k++) {
            sum += chunk[k] * matrix[k * DIM + i];
          }
          assertThat((double) mapped[i]).isCloseTo(sum, within(1e-5));
        }
      }
    }
  }

  @Test
  void mapsAreToldApartByWhatTheyDo() {
    assertThat(square(1).sha256()).isEqualTo(square(1).sha256()).isNotEqualTo(square(2).sha256());
    assertThat(narrow(1).sha256()).isEqualTo(narrow(1).sha256()).isNotEqualTo(narrow(2).sha256());
  }

  @Test
  void partsThatMakeNoMapAreRefused() {
    FloatTensor in = random(2, DIM, 1);
    FloatTensor out = random(DIM, 2, 1);
    FloatTensor weight = random(DIM, DIM, 1);
    refuses(Map.of(CandidateMap.IN, in));
    refuses(Map.of(CandidateMap.OUT, out));
    refuses(Map.of(CandidateMap.IN, in, CandidateMap.OUT, random(DIM, 3, 1)));
    refuses(Map.of(CandidateMap.WEIGHT, random(DIM, DIM + 1, 1)));
    refuses(Map.of(CandidateMap.WEIGHT, weight, CandidateMap.IN, in, CandidateMap.OUT, out));
  }

  private static void refuses(Map<String, FloatTensor> tensors) {
    assertThatThrownBy(() -> CandidateMap.of(tensors, DIM))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("candidate_map");
  }

  @Test
  void aFileOfWeightsKeepsTheMapBesideTheNetwork() throws IOException {
    ModelFile one = RandomModels.of(Amn.standard(DIM));
    assertThat(one.candidates()).isEmpty();
    Map<String, FloatTensor> tensors = new HashMap<>(one.tensors());
    tensors.put(CandidateMap.WEIGHT, random(DIM, DIM, 1));
    Path file = folder.resolve("model.safetensors");
    new ModelFile(one.architecture(), tensors).write(file);
    CandidateMap read = ModelFile.read(file).candidates().orElseThrow();
    assertThat(read.sha256()).isEqualTo(square(1).sha256());
    tensors.put(CandidateMap.WEIGHT, random(DIM, 2, 1));
    new ModelFile(one.architecture(), tensors).write(file);
    assertThatThrownBy(() -> ModelFile.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("candidate_map.weight");
  }
}
