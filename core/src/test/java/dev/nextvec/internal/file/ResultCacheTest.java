package dev.nextvec.internal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.internal.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ResultCacheTest {
  @TempDir Path directory;
  private final List<String> told = new ArrayList<>();
  private Path folder;
  private ResultCache cache;

  @BeforeEach
  void namePlaces() {
    folder = directory.resolve("runs/amn");
    cache = new ResultCache(directory.resolve("cache"), told::add);
  }

  private void keep(String key, String result) {
    cache.write(folder, key, at -> Files.writeString(at.resolve("result"), result));
  }

  private Optional<String> kept(String key) throws IOException {
    return cache.read(
        folder,
        key,
        at -> {
          Path file = at.resolve("result");
          return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
        });
  }

  @Test
  void keepsAResultInItsFolderWithoutAWord() throws IOException {
    keep("key", "1");
    assertThat(folder.resolve("result")).hasContent("1");
    assertThat(kept("key")).contains("1");
    assertThat(told).isEmpty();
    assertThat(cache.elsewhere()).doesNotExist();
  }

  @Test
  void keepsItInTheCacheByItsKeyWhereTheFolderIsMarkedReadOnly() throws IOException {
    assumeTrue(directory.getFileSystem().supportedFileAttributeViews().contains("posix"));
    Path parent = Files.createDirectories(folder.getParent());
    Files.setPosixFilePermissions(parent, PosixFilePermissions.fromString("r-xr-xr-x"));
    keep("one", "1");
    keep("two", "2");
    Files.setPosixFilePermissions(parent, PosixFilePermissions.fromString("rwxr-xr-x"));
    assertThat(folder).doesNotExist();
    assertThat(kept("one")).contains("1");
    assertThat(kept("two")).contains("2");
    assertThat(kept("three")).isEmpty();
    assertThat(told)
        .hasSize(2)
        .first()
        .asString()
        .contains("results are kept in " + cache.elsewhere(), "amn is read-only");
  }

  @Test
  void keepsItInTheCacheWhereTheFolderCannotBeMade() throws IOException {
    Files.writeString(directory.resolve("runs"), "a file");
    keep("one", "1");
    assertThat(kept("one")).contains("1");
    assertThat(told).singleElement().asString().contains("results are kept in", "runs");
  }

  @Test
  void saysThatAResultCannotBeKeptAnywhereButDoesNotFail() throws IOException {
    Files.writeString(directory.resolve("runs"), "a file");
    Files.writeString(directory.resolve("cache"), "another file");
    keep("one", "1");
    assertThat(kept("one")).isEmpty();
    assertThat(told).singleElement().asString().contains("results are not kept", "runs", "cache");
  }

  @Test
  void theCacheKeepsTheNewestResultsAndForgetsTheOldest() throws IOException {
    Path outside = Files.writeString(directory.resolve("outside"), "stays");
    Path place = Files.createDirectories(directory.resolve("cache"));
    for (int i = 0; i < 9; i++) {
      Path result = Files.createDirectories(place.resolve("result" + i));
      Files.writeString(result.resolve("evaluation.json"), "{}");
      Files.createSymbolicLink(result.resolve("link"), outside);
      Files.setLastModifiedTime(result, FileTime.fromMillis(1_000_000L * (i + 1)));
    }
    new CacheSpace(place, 4).shrink();
    try (Stream<Path> left = Files.list(place)) {
      assertThat(left.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder("result5", "result6", "result7", "result8");
    }
    assertThat(outside).hasContent("stays");
    new CacheSpace(directory.resolve("none"), 4).shrink();
  }

  @Test
  void writingAResultIntoTheCacheKeepsItWithinItsBound() throws IOException {
    Files.writeString(directory.resolve("runs"), "a file");
    Path place = Files.createDirectories(cache.elsewhere());
    for (int i = 0; i < ResultCache.MOST_KEPT + 3; i++) {
      Files.setLastModifiedTime(
          Files.createDirectory(place.resolve("old" + i)), FileTime.fromMillis(1000));
    }
    keep("new", "1");
    assertThat(kept("new")).contains("1");
    try (Stream<Path> left = Files.list(place)) {
      assertThat(left).hasSize(ResultCache.MOST_KEPT);
    }
  }

  @Test
  void aSealIsBrokenByAnyChange() throws IOException {
    Path file = directory.resolve("a.json");
    ObjectNode json =
        JsonNodeFactory.instance.objectNode().put("mse", 0.1 + 0.2).put("tiny", 1e-30);
    json.putObject("cost").put("parameters", 1_510_912L);
    Seal.put(json);
    Files.writeString(file, json.toPrettyString());
    Seal.require(JsonValue.read(file).node(), file);
    Files.writeString(file, json.toPrettyString().replace("1510912", "1510913"));
    assertThatThrownBy(() -> Seal.require(JsonValue.read(file).node(), file))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll("a.json was changed or damaged", "delete it");
  }
}
