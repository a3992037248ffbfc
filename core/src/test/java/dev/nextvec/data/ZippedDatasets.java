package dev.nextvec.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nextvec.progress.Monitor;
import dev.nextvec.vector.VectorType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

/** Datasets of another file system, which is a ZIP: Java has paths of that. */
final class ZippedDatasets {
  static final int ROWS = 40;

  private ZippedDatasets() {}

  /** Makes one in a folder. */
  static Path write(Path folder, long seed) throws IOException {
    Path made = folder.resolve("data");
    DatasetOptions options = DatasetOptions.of(4, VectorType.FLOAT32).withShardRows(16);
    try (DatasetWriter writer = DatasetWriter.create(made, options)) {
      for (String id : List.of("a", "b")) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < ROWS / 2; i++) {
          texts.add("chunk " + i + " of " + id);
        }
        writer.append(id, "", id, texts, NpyFiles.random(ROWS / 2, 4, seed + id.hashCode()));
      }
      writer.finish();
    }
    return made;
  }

  /** Copies one into the other file system. */
  static Path put(Path made, Path target) throws IOException {
    Files.createDirectories(target);
    try (Stream<Path> files = Files.list(made)) {
      for (Path file : files.toList()) {
        Files.write(target.resolve(file.getFileName().toString()), Files.readAllBytes(file));
      }
    }
    return target;
  }

  /** Hears what is said, and what is copied. */
  static Monitor monitor(List<String> said, LongConsumer copied) {
    return new Monitor() {
      @Override
      public Work begin(String name, String unit) {
        return new Work() {
          @Override
          public void update(long done, long total) {
            if (name.equals("copy")) {
              copied.accept(done);
            }
          }

          @Override
          public void show(long done, long total) {}

          @Override
          public void close() {}
        };
      }

      @Override
      public void log(String line) {
        said.add(line);
      }

      @Override
      public void logOnce(String topic, String line) {
        if (!said.contains(line)) {
          log(line);
        }
      }

      @Override
      public boolean isStopRequested() {
        return false;
      }
    };
  }

  /** Opens one by a thread of its own. */
  static CompletableFuture<Dataset> opening(Path address, DatasetCache cache, List<String> said) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return Dataset.open(address, cache, monitor(said, done -> {}));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        },
        task -> new Thread(task, "opening").start());
  }

  /** All files of copies but their locks. */
  static List<Path> copied(DatasetCache cache) throws IOException {
    try (Stream<Path> files = Files.walk(cache.folder())) {
      return files.filter(file -> !file.endsWith("lock")).filter(Files::isRegularFile).toList();
    }
  }

  static Path copyOf(Dataset dataset) {
    return dataset.vectors().files().getFirst().resolveSibling("");
  }

  static void await(BooleanSupplier there) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(50);
    while (!there.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(end);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
  }
}
