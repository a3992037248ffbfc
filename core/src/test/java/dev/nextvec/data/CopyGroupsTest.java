package dev.nextvec.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nextvec.vector.VectorType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Documents that share a chunk become one group where that is asked for. */
class CopyGroupsTest {
  private static final int DIM = 64;
  private static final Random RANDOM = new Random(7);

  @TempDir Path folder;

  private static float[] vector() {
    float[] v = new float[DIM];
    for (int i = 0; i < DIM; i++) {
      v[i] = (float) RANDOM.nextGaussian();
    }
    return v;
  }

  /** A vector of cosine about 1 - share² / 2 to {@code v}. */
  private static float[] near(float[] v, double share) {
    float[] moved = v.clone();
    double length = Math.sqrt(IntStream.range(0, DIM).mapToDouble(i -> v[i] * v[i]).sum());
    float[] other = vector();
    double inside = IntStream.range(0, DIM).mapToDouble(i -> v[i] * other[i]).sum();
    for (int i = 0; i < DIM; i++) {
      other[i] -= (float) (inside / (length * length) * v[i]);
    }
    double rest = Math.sqrt(IntStream.range(0, DIM).mapToDouble(i -> other[i] * other[i]).sum());
    for (int i = 0; i < DIM; i++) {
      moved[i] += (float) (share * length * other[i] / rest);
    }
    return moved;
  }

  private static float[][] document(int chunks) {
    return IntStream.range(0, chunks).mapToObj(i -> vector()).toArray(float[][]::new);
  }

  /** Writes documents 0, 1, 2...; {@code groups} are their own unless given. */
  private Dataset write(boolean group, String[] groups, float[][]... documents) throws IOException {
    DatasetOptions options =
        DatasetOptions.of(DIM, VectorType.FLOAT32)
            .withShardRows(5)
            .withGroupCopies(group)
            .withOverwrite(true);
    Path target = folder.resolve("data");
    try (DatasetWriter writer = DatasetWriter.create(target, options)) {
      for (int i = 0; i < documents.length; i++) {
        String id = "d" + i;
        writer.append(id, "", groups.length == 0 ? id : groups[i], List.of(), documents[i]);
      }
      writer.finish();
    }
    return Dataset.open(target);
  }

  private static List<String> groups(Dataset dataset) {
    return dataset.documents().stream().map(Document::group).toList();
  }

  @Test
  void documentsThatShareAnEqualChunkAreOneGroupAndOthersAreNot() throws IOException {
    float[][][] documents = {document(4), document(3), document(4), document(6)};
    documents[3][5] = documents[1][0];
    try (Dataset kept = write(false, new String[0], documents)) {
      assertThat(groups(kept)).containsExactly("d0", "d1", "d2", "d3");
      assertThat(kept.account().notes()).isEmpty();
    }
    try (Dataset grouped = write(true, new String[0], documents)) {
      assertThat(groups(grouped)).containsExactly("d0", "d1", "d2", "d1");
      assertThat(grouped.account().notes())
          .containsExactly(
              "2 documents share chunks or words and are in 1 group, which no split parts and"
                  + " intervals count as one document each: d1, d3.");
    }
  }

  @Test
  void aNearlyEqualChunkCountsToTheCosineThatLeaksCountFrom() throws IOException {
    float[][][] documents = {document(4), document(4), document(4)};
    documents[1][2] = near(documents[0][1], 0.040); // cosine 0.9992
    documents[2][2] = near(documents[0][3], 0.050); // cosine 0.9988
    try (Dataset grouped = write(true, new String[0], documents)) {
      assertThat(groups(grouped)).containsExactly("d0", "d0", "d2");
    }
  }

  @Test
  void editedChunksAndEditedDocumentsJoinWhereTheDataTellsThemFromOthers() throws IOException {
    float[][][] documents =
        IntStream.range(0, 30).mapToObj(i -> document(8)).toArray(float[][][]::new);
    documents[7][2] = near(documents[3][5], 0.2); // cosine 0.98
    documents[20] = // all chunks at cosine 0.93, none of which alone would count
        Arrays.stream(documents[11]).map(v -> near(v, 0.4)).toArray(float[][]::new);
    try (Dataset grouped = write(true, new String[0], documents)) {
      List<String> groups = groups(grouped);
      assertThat(groups.get(7)).isEqualTo("d3");
      assertThat(groups.get(20)).isEqualTo("d11");
      assertThat(groups.stream().distinct()).hasSize(28);
    }
  }

  @Test
  void sharingGoesOnFromOneDocumentToTheNext() throws IOException {
    float[][][] documents = {document(4), document(4), document(4), document(4)};
    documents[3][0] = documents[2][3];
    documents[2][0] = documents[1][2];
    try (Dataset grouped = write(true, new String[0], documents)) {
      assertThat(groups(grouped)).containsExactly("d0", "d1", "d1", "d1");
    }
  }

  @Test
  void groupsThatWereGivenStayTogetherAndGrow() throws IOException {
    float[][][] documents = {document(4), document(4), document(4), document(4)};
    documents[3][0] = documents[1][3];
    try (Dataset grouped = write(true, new String[] {"a", "b", "a", "a"}, documents)) {
      assertThat(groups(grouped)).containsExactly("a", "a", "a", "a");
    }
    try (Dataset grouped = write(true, new String[] {"a", "b", "a", "c"}, documents)) {
      assertThat(groups(grouped)).containsExactly("a", "b", "a", "b");
    }
  }

  @Test
  void aChunkRepeatedWithinOneDocumentJoinsNothing() throws IOException {
    float[][][] documents = {document(4), document(4)};
    documents[0][2] = documents[0][0];
    try (Dataset grouped = write(true, new String[0], documents)) {
      assertThat(groups(grouped)).containsExactly("d0", "d1");
      assertThat(grouped.account().notes()).isEmpty();
    }
  }

  @Test
  void saysWhereATextOfManyDocumentsLeavesLittleToDivide() throws IOException {
    float[][][] documents =
        IntStream.range(0, 30).mapToObj(i -> document(3)).toArray(float[][][]::new);
    for (int i = 10; i < 20; i++) {
      documents[i][2] = documents[9][2];
    }
    try (Dataset grouped = write(true, new String[0], documents)) {
      assertThat(groups(grouped).subList(9, 20)).containsOnly("d9");
      assertThat(grouped.account().notes())
          .contains(
              "One group has 11 of the 30 documents (d9, d10, d11, d12 and 7 more): take off text"
                  + " that stands in many of them, such as a licence, to have more to divide.");
    }
  }

  @Test
  void anImportGroupsThemTooAndNoSplitPartsThem() throws IOException {
    float[][][] documents =
        IntStream.range(0, 20).mapToObj(i -> document(4)).toArray(float[][][]::new);
    for (int i = 0; i < 20; i += 2) {
      documents[i + 1][3] = documents[i][0];
    }
    Path given = folder.resolve("given");
    try (DatasetWriter writer =
        DatasetWriter.create(given, DatasetOptions.of(DIM, VectorType.FLOAT32))) {
      for (int i = 0; i < 20; i++) {
        writer.append("d" + i, "", "d" + i, List.of(), documents[i]);
      }
      writer.finish();
    }
    Path imported = folder.resolve("imported");
    DatasetImport.run(
        given.resolve("vectors.npy"),
        imported,
        ImportOptions.defaults().withContextLength(2).withGroupCopies(true),
        (done, all) -> {});
    try (Dataset dataset = Dataset.open(imported)) {
      Windows windows = dataset.windows(2);
      Split split = Split.of(dataset, 2, new SplitFractions(0.2, 0.3), 1, OptionalInt.empty());
      for (int[] part : List.of(split.train(), split.validation(), split.test())) {
        int[] met = Arrays.stream(part).map(windows::document).distinct().toArray();
        assertThat(met.length % 2).isZero();
        for (int i = 0; i < met.length; i += 2) {
          assertThat(met[i + 1]).isEqualTo(met[i] + 1);
        }
      }
    }
  }

  @Test
  void documentsWithHalfOfTheirWordsFromOneOtherAreOneGroup() throws IOException {
    Path target = folder.resolve("words");
    try (DatasetWriter writer =
        DatasetWriter.create(
            target, DatasetOptions.of(DIM, VectorType.FLOAT32).withGroupCopies(true))) {
      for (int i = 0; i < 4; i++) {
        int start = i == 3 ? 1015 : 1000 * i;
        List<String> texts =
            IntStream.range(0, 8)
                .mapToObj(
                    chunk ->
                        IntStream.range(start + 30 * chunk, start + 30 * chunk + 30)
                            .mapToObj(word -> "w" + word)
                            .collect(Collectors.joining(" ")))
                .toList();
        writer.append("d" + i, "", "d" + i, texts, document(8));
      }
      writer.finish();
    }
    try (Dataset grouped = Dataset.open(target)) {
      assertThat(groups(grouped)).containsExactly("d0", "d1", "d2", "d1");
    }
  }
}
