package dev.nextvec.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nextvec.data.EncoderFingerprint;
import dev.nextvec.data.EncoderPrecision;
import dev.nextvec.internal.file.Sha256;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddingCacheTest {
  private static final int DIMENSION = 3;
  private static final EncoderFingerprint ENCODER = new FakeEncoder().fingerprint();

  @TempDir Path folder;

  private EmbeddingCache open() throws IOException {
    return EmbeddingCache.open(folder, ENCODER, DIMENSION);
  }

  private void fill(int from, int to) throws IOException {
    try (EmbeddingCache cache = open()) {
      for (int i = from; i < to; i++) {
        cache.put("text " + i, FakeEncoder.vectorOf("text " + i));
      }
    }
  }

  private Path only(String extension) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(f -> f.toString().endsWith(extension)).findFirst().orElseThrow();
    }
  }

  private static void truncate(Path file, long by) throws IOException {
    try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
      open.setLength(open.length() - by);
    }
  }

  private long known(int count) throws IOException {
    long known = 0;
    try (EmbeddingCache cache = open()) {
      for (int i = 0; i < count; i++) {
        String text = "text " + i;
        var vector = cache.get(text);
        vector.ifPresent(v -> assertThat(v).isEqualTo(FakeEncoder.vectorOf(text)));
        known += vector.isPresent() ? 1 : 0;
      }
    }
    return known;
  }

  @Test
  void givesBackWhatEarlierRunsStored() throws IOException {
    fill(0, 5);
    fill(5, 9);
    assertThat(known(20)).isEqualTo(9);
  }

  @Test
  void seesWhatItStoredItself() throws IOException {
    try (EmbeddingCache cache = open()) {
      cache.put("a", new float[] {1, 2, 3});
      assertThat(cache.get("a")).hasValue(new float[] {1, 2, 3});
      assertThat(cache.get("b")).isEmpty();
      assertThat(cache.size()).isEqualTo(1);
    }
  }

  @Test
  void losesOnlyTheTornRecordWhereverTheFilesWereCut() throws IOException {
    for (int cut = 1; cut < 60; cut += 7) {
      fill(0, 10);
      truncate(only(".keys"), cut);
      assertThat(known(10)).isEqualTo(10 - (cut + 23) / 24);
      clear();
      fill(0, 10);
      truncate(only(".vectors"), cut);
      assertThat(known(10)).isEqualTo(10 - (cut + 11) / 12);
      clear();
    }
  }

  private void clear() throws IOException {
    Files.delete(only(".keys"));
    Files.delete(only(".vectors"));
  }

  @Test
  void ignoresDamagedRecords() throws IOException {
    fill(0, 10);
    for (String file : List.of(".keys", ".vectors")) {
      try (RandomAccessFile open = new RandomAccessFile(only(file).toFile(), "rw")) {
        open.seek(file.equals(".keys") ? 24 : 5 * 12);
        int value = open.read();
        open.seek(open.getFilePointer() - 1);
        open.write(value ^ 1);
      }
    }
    assertThat(known(10)).isEqualTo(8);
  }

  @Test
  void survivesTwoWritersAtOnce() throws IOException {
    try (EmbeddingCache one = open();
        EmbeddingCache two = open()) {
      for (int i = 0; i < 50; i++) {
        EmbeddingCache cache = i % 2 == 0 ? one : two;
        cache.put("text " + i, FakeEncoder.vectorOf("text " + i));
      }
    }
    assertThat(known(50)).isEqualTo(50);
  }

  @Test
  void keepsEncodersApart() throws IOException {
    fill(0, 3);
    EncoderFingerprint sameNameOtherVectors =
        Probes.fingerprint("fake", "", new float[][] {{0, 0, 1}, {0, 1, 0}, {-1, 0, 0}});
    try (EmbeddingCache cache = EmbeddingCache.open(folder, sameNameOtherVectors, DIMENSION)) {
      assertThat(cache.get("text 0")).isEmpty();
    }
    assertThat(known(3)).isEqualTo(3);
  }

  @Test
  void keepsThePrecisionsOfOneEncoderApartWhicheverCameFirst() throws IOException {
    EncoderFingerprint narrow =
        new EncoderFingerprint(
            ENCODER.name(), ENCODER.weightsSha256(), EncoderPrecision.BFLOAT16, ENCODER.probes());
    Path first = CacheIdentity.folder(folder, narrow);
    fill(0, 3);
    try (EmbeddingCache cache = EmbeddingCache.open(folder, narrow, DIMENSION)) {
      assertThat(cache.size()).isZero();
      cache.put("text 7", FakeEncoder.vectorOf("text 7"));
    }
    assertThat(known(10)).isEqualTo(3);
    assertThat(CacheIdentity.folder(folder, narrow))
        .isEqualTo(first)
        .isNotEqualTo(CacheIdentity.folder(folder, ENCODER));
    assertThat(CacheIdentity.folder(folder, ENCODER).getFileName().toString())
        .as("a version that knows of no precisions looks only here")
        .isEqualTo("fake-" + new Sha256().addCounted("fake").addCounted("").hex().substring(0, 12));
  }

  @Test
  void trustsNoFolderWhoseEncoderIsNotMeasured() throws IOException {
    for (String identity :
        List.of(
            "",
            "{",
            "{\"name\": \"fake\", \"weights_sha256\": \"\"}",
            "{\"name\": \"fake\", \"weights_sha256\": \"\", \"probes\": []}",
            "{\"name\": \"fake\", \"weights_sha256\": \"\", \"probes\": [{\"text\": \"x\","
                + " \"vector\": [null, 1, 0]}]}")) {
      fill(0, 3);
      Path file = only("encoder.json");
      Files.writeString(file, identity);
      assertThat(known(3)).as(identity).isZero();
      fill(0, 3);
      assertThat(known(3)).as("in a folder of its own").isEqualTo(3);
      assertThat(file).as("left alone").hasContent(identity);
      deleteAll();
    }
  }

  private void deleteAll() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        if (!file.equals(folder)) {
          Files.delete(file);
        }
      }
    }
  }

  @Test
  void computesAgainWhatADamagedFolderNoLongerHolds() throws IOException {
    fill(0, 5);
    Files.delete(only(".vectors"));
    assertThat(known(5)).isZero();
    fill(0, 5);
    assertThat(known(5)).isEqualTo(5);
  }

  @Test
  void givesTwoModelsOfOneNameTwoFoldersEvenAtOnce() throws Exception {
    EncoderFingerprint other =
        Probes.fingerprint("fake", "", new float[][] {{0, 0, 1}, {0, 1, 0}, {-1, 0, 0}});
    for (int round = 0; round < 20; round++) {
      Path root = folder.resolve("root-" + round);
      List<Path> folders;
      try (var threads = Executors.newFixedThreadPool(4)) {
        List<Callable<Path>> both =
            List.of(
                () -> CacheIdentity.folder(root, ENCODER),
                () -> CacheIdentity.folder(root, other),
                () -> CacheIdentity.folder(root, ENCODER),
                () -> CacheIdentity.folder(root, other));
        folders = new ArrayList<>();
        for (Future<Path> future : threads.invokeAll(both)) {
          folders.add(future.get());
        }
      }
      assertThat(folders.get(0)).isEqualTo(folders.get(2)).isNotEqualTo(folders.get(1));
      assertThat(folders.get(1)).isEqualTo(folders.get(3));
      assertThat(root).isDirectoryNotContaining("glob:**/.new-*");
    }
  }

  @Test
  void forgetsWhatIsTemporary() throws IOException {
    EmbeddingCache cache = EmbeddingCache.temporary(DIMENSION);
    cache.put("a", new float[] {1, 0, 0});
    assertThat(cache.get("a")).isPresent();
    cache.close();
    assertThat(cache.get("a")).isEmpty();
  }

  @Test
  void saysWhatToDoWhenTheDirectoryCannotBeUsed() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "x");
    assertThatThrownBy(() -> EmbeddingCache.open(file, ENCODER, DIMENSION))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("the setting `no-cache`");
  }
}
