package dev.nextvec.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nextvec.progress.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The copy of a dataset that two processes need. */
@Timeout(60)
final class SharedCopyTest {
  @TempDir Path directory;
  private Path archive = Path.of("");
  private DatasetCache cache;
  private final List<String> said = new CopyOnWriteArrayList<>();

  @BeforeEach
  void makeADatasetElsewhere() throws IOException {
    archive = directory.resolve("elsewhere.zip");
    try (FileSystem zip = FileSystems.newFileSystem(archive, Map.of("create", "true"))) {
      Path made = ZippedDatasets.write(Files.createDirectory(directory.resolve("made")), 1);
      ZippedDatasets.put(made, zip.getPath("/wiki.nv"));
    }
    cache = new DatasetCache(directory.resolve("cache"), 1 << 20);
  }

  /** Copies a dataset, stands still in the middle until a file is there, and keeps it in use. */
  static final class Copier {
    private Copier() {}

    public static void main(String[] args) throws IOException {
      Path go = Path.of(args[1]).resolveSibling("go");
      try (FileSystem zip = FileSystems.newFileSystem(Path.of(args[0]));
          Dataset dataset =
              Dataset.open(
                  zip.getPath("/wiki.nv"),
                  new DatasetCache(Path.of(args[1]), 1 << 20),
                  ZippedDatasets.monitor(
                      new ArrayList<>(), done -> ZippedDatasets.await(() -> Files.exists(go))))) {
        ZippedDatasets.await(() -> dataset.count() == 0);
      }
    }
  }

  private Process copier() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Copier.class.getName(),
            archive.toString(),
            cache.folder().toString())
        .inheritIO()
        .start();
  }

  /** What is killed leaves a part, and who waited for it does the work; what lives is shared. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anotherProcessIsWaitedForAndItsDeathIsMadeUpFor(boolean killed) throws Exception {
    Process copier = copier();
    try (FileSystem zip = FileSystems.newFileSystem(archive)) {
      ZippedDatasets.await(() -> isBegun());
      CompletableFuture<Dataset> opened =
          ZippedDatasets.opening(zip.getPath("/wiki.nv"), cache, said);
      List<CacheEntry> copies = new ArrayList<>();
      ZippedDatasets.await(
          () -> said.stream().anyMatch(line -> line.startsWith("waiting for the copy of ")));
      assertThat(opened).isNotDone();
      if (killed) {
        copier.destroyForcibly().waitFor();
      } else {
        Files.createFile(directory.resolve("go"));
      }
      try (Dataset dataset = opened.get(30, TimeUnit.SECONDS)) {
        assertThat(said).hasSize(killed ? 2 : 1);
        assertThat(copier.isAlive()).isEqualTo(!killed);
        dataset.verify(Progress.none());
        try (Stream<Path> left = Files.list(ZippedDatasets.copyOf(dataset).getParent())) {
          assertThat(left.map(file -> file.getFileName().toString()))
              .containsExactlyInAnyOrder("dataset", "entry.json", "lock");
        }
        copies.add(new CacheEntry(ZippedDatasets.copyOf(dataset).resolveSibling("")));
      }
      ZippedDatasets.await(() -> isUsed(copies.getFirst()) != killed);
    } finally {
      copier.destroyForcibly();
    }
  }

  @Test
  void aCopyThatWasTouchedWhileAnotherProcessUsesItIsSharedAndOneThatWasChangedIsWaitedFor()
      throws Exception {
    Files.createFile(directory.resolve("go"));
    Process copier = copier();
    try (FileSystem zip = FileSystems.newFileSystem(archive)) {
      ZippedDatasets.await(() -> isBegun());
      Path there = zip.getPath("/wiki.nv");
      Path copy;
      try (Dataset dataset = ZippedDatasets.opening(there, cache, said).get()) {
        copy = ZippedDatasets.copyOf(dataset);
      }
      ZippedDatasets.await(() -> isUsed(new CacheEntry(copy.resolveSibling(""))));
      Path shard = copy.resolve("vectors-00001.npy");
      Files.setLastModifiedTime(shard, FileTime.from(Instant.EPOCH));
      said.clear();
      ZippedDatasets.opening(there, cache, said).get().close();
      assertThat(said).isEmpty();
      byte[] bytes = Files.readAllBytes(shard);
      bytes[bytes.length - 1] ^= 1;
      Files.write(shard, bytes);
      CompletableFuture<Dataset> opened = ZippedDatasets.opening(there, cache, said);
      ZippedDatasets.await(
          () -> said.stream().anyMatch(line -> line.startsWith("warning: waiting until no ")));
      assertThat(opened).isNotDone();
      assertThat(copier.isAlive()).isTrue();
      copier.destroyForcibly().waitFor();
      try (Dataset mended = opened.get(30, TimeUnit.SECONDS)) {
        mended.verify(Progress.none());
      }
    } finally {
      copier.destroyForcibly();
    }
  }

  private static boolean isUsed(CacheEntry entry) {
    try {
      return !entry.lock().unlessUsed(() -> {});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean isBegun() {
    try {
      return Files.isDirectory(cache.folder())
          && ZippedDatasets.copied(cache).stream()
              .anyMatch(file -> file.endsWith("vectors-00000.npy"));
    } catch (IOException | UncheckedIOException e) { // renamed while it is looked at
      return false;
    }
  }
}
