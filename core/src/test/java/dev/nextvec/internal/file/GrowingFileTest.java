package dev.nextvec.internal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GrowingFileTest {
  @TempDir Path directory;
  private final AtomicInteger encoded = new AtomicInteger();

  private Path file() {
    return directory.resolve("lines");
  }

  private GrowingFile<String> lines() {
    return new GrowingFile<>(
        file(),
        "head\n".getBytes(StandardCharsets.UTF_8),
        line -> {
          encoded.incrementAndGet();
          return (line + "\n").getBytes(StandardCharsets.UTF_8);
        });
  }

  @Test
  void onlyWhatIsNewIsWritten() throws IOException {
    GrowingFile<String> lines = lines();
    lines.write(List.of("a", "b"));
    Object inode = Files.readAttributes(file(), "unix:ino").get("ino");
    lines.write(List.of("a", "b", "c"));
    lines.write(List.of("a", "b", "c"));
    assertThat(file()).hasContent("head\na\nb\nc\n");
    assertThat(encoded).hasValue(3);
    assertThat(Files.readAttributes(file(), "unix:ino").get("ino")).isEqualTo(inode);
  }

  @Test
  void whatAKilledProcessLeftIsWrittenAnew() throws IOException {
    Files.writeString(file(), "head\na\nb\nc\nto");
    lines().write(List.of("a", "b"));
    assertThat(file()).hasContent("head\na\nb\n");
  }

  @Test
  void aFileThatIsGoneOrOtherOrALineLessIsWrittenAnew() throws IOException {
    GrowingFile<String> lines = lines();
    lines.write(List.of("a", "b"));
    Files.delete(file());
    lines.write(List.of("a", "b", "c"));
    assertThat(file()).hasContent("head\na\nb\nc\n");
    Files.writeString(file(), "cut");
    lines.write(List.of("a", "b", "c", "d"));
    assertThat(file()).hasContent("head\na\nb\nc\nd\n");
    lines.write(List.of("a"));
    assertThat(file()).hasContent("head\na\n");
  }

  @Test
  void aFolderThatIsNotThereIsNamed() {
    GrowingFile<String> lines =
        new GrowingFile<>(directory.resolve("no/lines"), new byte[0], text -> new byte[1]);
    assertThatThrownBy(() -> lines.write(List.of("a")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(directory.resolve("no") + " does not exist");
  }
}
