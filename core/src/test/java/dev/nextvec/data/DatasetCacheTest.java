package dev.nextvec.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nextvec.internal.file.Addresses;
import dev.nextvec.progress.Monitor;
import dev.nextvec.progress.Progress;
import dev.nextvec.progress.Stopped;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Datasets of another file system, which is a ZIP here: Java has paths of that. */
@Timeout(60)
final class DatasetCacheTest {
  @TempDir Path directory;
  private FileSystem zip;
  private Path there;
  private Path made = Path.of("");
  private DatasetCache cache;
  private final List<String> said = new CopyOnWriteArrayList<>();

  @BeforeEach
  void makeADatasetElsewhere() throws IOException {
    zip = FileSystems.newFileSystem(directory.resolve("elsewhere.zip"), Map.of("create", "true"));
    there = put("wiki.nv", 1);
    cache = new DatasetCache(directory.resolve("cache"), 1 << 20);
  }

  @AfterEach
  void close() throws IOException {
    zip.close();
  }

  private Path put(String name, long seed) throws IOException {
    made = ZippedDatasets.write(Files.createTempDirectory(directory, "made"), seed);
    return ZippedDatasets.put(made, zip.getPath("/" + name));
  }

  private Dataset open(Path address) throws IOException {
    said.clear();
    return Dataset.open(address, cache, ZippedDatasets.monitor(said, done -> {}));
  }

  private void refuses(Path address, String... words) {
    assertThatThrownBy(() -> open(address))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll(words)
        .hasMessageNotContaining("\n")
        .hasMessageNotContaining(".partial");
  }

  private List<Path> copied() throws IOException {
    return ZippedDatasets.copied(cache);
  }

  @Test
  void aDatasetElsewhereIsTheOneThatItsCopyInAFolderIs() throws IOException {
    try (Dataset dataset = open(there);
        Dataset wanted = Dataset.read(made, Progress.none())) {
      assertThat(said).singleElement().asString().startsWith("copying /wiki.nv (0 MB) to ");
      assertThat(dataset.path()).isEqualTo(there);
      assertThat(dataset.sha256()).isEqualTo(wanted.sha256());
      assertThat(dataset.vectorsSha256()).isEqualTo(wanted.vectorsSha256());
      assertThat(dataset.vectors().files()).hasSize(3).allMatch(Addresses::isHere);
      assertThat(dataset.texts().orElseThrow().text(ZippedDatasets.ROWS - 1))
          .isEqualTo("chunk 19 of b");
      dataset.requireUnchanged();
      dataset.verify(Progress.none());
    }
  }

  @Test
  void isCopiedOnceAndAnotherUnderTheSameAddressIsCopiedAnew() throws IOException {
    String sha256;
    try (Dataset dataset = open(there)) {
      sha256 = dataset.sha256();
    }
    try (Dataset again = open(there)) {
      assertThat(said).isEmpty();
      put("wiki.nv", 2);
      try (Dataset other = open(there)) {
        assertThat(said).singleElement().asString().startsWith("copying ");
        assertThat(other.sha256()).isNotEqualTo(sha256);
        assertThat(again.sha256()).isEqualTo(sha256);
        again.verify(Progress.none());
      }
    }
  }

  /** Its files' times are kept by the system. */
  @Test
  void aCopyThatWasChangedIsMadeAnewAndOneThatWasOnlyTouchedIsKept() throws IOException {
    Path copy;
    try (Dataset dataset = open(there)) {
      copy = ZippedDatasets.copyOf(dataset);
    }
    Path shard = copy.resolve("vectors-00001.npy");
    byte[] bytes = Files.readAllBytes(shard);
    Files.setLastModifiedTime(shard, FileTime.from(Instant.EPOCH));
    try (Dataset touched = open(there)) {
      assertThat(said).isEmpty();
    }
    bytes[bytes.length - 1] ^= 1;
    Files.write(shard, bytes);
    try (Dataset mended = open(there)) {
      assertThat(said).hasSize(2).first().asString().contains("is damaged: ");
      mended.verify(Progress.none());
      Files.write(shard, bytes);
      refuses(there, "was changed while this process uses it: run the command again");
    }
    Files.delete(copy.resolve("chunks.jsonl.gz"));
    try (Dataset mended = open(there)) {
      assertThat(said).hasSize(2).first().asString().contains("is damaged: ");
      assertThat(mended.texts().orElseThrow().text(0)).isEqualTo("chunk 0 of a");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "vectors-00001.npy, /wiki.nv/vectors-00001.npy is truncated",
    "documents.jsonl, /wiki.nv/documents.jsonl",
    "chunks.jsonl.gz, /wiki.nv/chunks.jsonl.gz is not a complete gzip file",
    "dataset.json, /wiki.nv/dataset.json",
  })
  void aFileThatIsCutOffThereIsNamedAndNothingIsKept(String file, String words) throws IOException {
    Path cut = there.resolve(file);
    byte[] bytes = Files.readAllBytes(cut);
    Files.write(cut, Arrays.copyOf(bytes, bytes.length - 9));
    refuses(there, words);
    assertThat(copied()).isEmpty();
    Files.write(cut, bytes);
    open(there).close();
  }

  @Test
  void aFileWithOtherBytesThereOrNoneIsNamed() throws IOException {
    Path shard = there.resolve("vectors-00002.npy");
    byte[] bytes = Files.readAllBytes(shard);
    bytes[bytes.length - 1] ^= 1;
    Files.write(shard, bytes);
    refuses(there, "/wiki.nv/vectors-00000.npy, vectors-00001.npy", "was changed or replaced");
    Files.delete(shard);
    refuses(there, "/wiki.nv is not a whole dataset: it has no vectors-00002.npy");
    Files.delete(there.resolve("dataset.json"));
    refuses(there, "/wiki.nv has no dataset.json, without which a copy");
    refuses(zip.getPath("/none.nv"), "/none.nv does not exist: a dataset is ");
    assertThat(copied()).isEmpty();
  }

  @Test
  void theLeastRecentlyUsedGoesWhereThereIsNoRoomButNoneThatIsInUse() throws IOException {
    Path second = put("second.nv", 2);
    Path third = put("third.nv", 3);
    Path first;
    try (Dataset dataset = open(there)) {
      first = ZippedDatasets.copyOf(dataset);
    }
    long one;
    try (Stream<Path> files = Files.list(first)) {
      one = files.mapToLong(file -> file.toFile().length()).sum();
    }
    cache = new DatasetCache(cache.folder(), 5 * one / 2);
    try (Dataset kept = open(second)) {
      Files.setLastModifiedTime(
          ZippedDatasets.copyOf(kept).resolveSibling("lock"), FileTime.from(Instant.EPOCH));
      open(third).close();
      assertThat(said).hasSize(2).first().asString().startsWith("the copy in ").contains("removed");
      assertThat(first).doesNotExist();
      kept.verify(Progress.none());
      Path unused;
      try (Dataset used = open(third)) {
        unused = ZippedDatasets.copyOf(used);
        refuses(there, "/wiki.nv has ", "of which those in use take ", DatasetCache.LIMIT);
        used.verify(Progress.none());
      }
      cache = new DatasetCache(cache.folder(), 3 * one / 2);
      refuses(there, "/wiki.nv has ", "of which those in use take ", DatasetCache.LIMIT);
      assertThat(said).isEmpty();
      assertThat(unused).isDirectory();
    }
    cache = new DatasetCache(cache.folder(), one / 2);
    refuses(there, "/wiki.nv has ", "may take ", DatasetCache.LIMIT, DatasetCache.FOLDER);
  }

  @Test
  void whoeverIsStoppedLeavesNothing() throws IOException {
    Monitor stopping =
        ZippedDatasets.monitor(
            said,
            done -> {
              throw new Stopped();
            });
    assertThatThrownBy(() -> Dataset.open(there, cache, stopping)).isInstanceOf(Stopped.class);
    assertThat(copied()).isEmpty();
    open(there).close();
  }

  @Test
  void threadsCopyOnce() throws Exception {
    List<CompletableFuture<Dataset>> all = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      all.add(ZippedDatasets.opening(there, cache, said));
    }
    for (CompletableFuture<Dataset> each : all) {
      each.get().close();
    }
    assertThat(said).filteredOn(line -> line.startsWith("copying ")).hasSize(1);
  }

  @Test
  void theEnvironmentSaysWhereCopiesLieAndHowMuchTheyMayTake() throws IOException {
    assertThat(DatasetCache.of(null, "").limit()).isEqualTo(100L << 30);
    DatasetCache given = DatasetCache.of(directory.toString(), "500g");
    assertThat(given).isEqualTo(new DatasetCache(directory, 500L << 30));
    assertThat(DatasetCache.of(null, "107374182400").limit()).isEqualTo(100L << 30);
    for (String wrong : List.of("much", "0", "-1g", "1.5g", "5gb", "9000000t")) {
      assertThatThrownBy(() -> DatasetCache.of(null, wrong))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("NEXTVEC_DATASET_CACHE_LIMIT=" + wrong + " is no size");
    }
    assertThatThrownBy(() -> DatasetCache.of("cache", null))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("NEXTVEC_DATASET_CACHE=cache is no absolute path");
  }
}
