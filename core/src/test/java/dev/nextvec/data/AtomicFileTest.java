package dev.nextvec.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
  @TempDir Path folder;

  @Test
  void replacesAFileWhole() throws IOException {
    Path file = Files.writeString(folder.resolve("a"), "old");
    AtomicFile.writeString(file, "new");
    assertThat(file).hasContent("new");
  }

  @Test
  void leavesTheOldFileWhenWritingFails() throws IOException {
    Path file = Files.writeString(folder.resolve("a"), "old");
    assertThatThrownBy(
            () ->
                AtomicFile.write(
                    file,
                    out -> {
                      out.write(1);
                      throw new IOException("No space left on device");
                    }))
        .hasMessage("writing " + file + " failed: No space left on device");
    assertThat(file).hasContent("old");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void followsALinkInsteadOfReplacingIt() throws IOException {
    Path file = Files.writeString(folder.resolve("a"), "old");
    Path link = Files.createSymbolicLink(folder.resolve("link"), file);
    AtomicFile.writeString(link, "new");
    assertThat(link).isSymbolicLink();
    assertThat(file).hasContent("new");
  }

  /** Replacing it by a file would break every other program on the machine. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void writesIntoADeviceInsteadOfReplacingIt() throws IOException {
    Path device = Path.of("/dev/full");
    assertThatThrownBy(() -> AtomicFile.writeString(device, "text"))
        .hasMessageContaining("No space left on device");
    assertThat(Files.isRegularFile(device)).isFalse();
  }

  @Test
  void saysWhichFolderIsMissing() {
    Path file = folder.resolve("nowhere").resolve("a");
    assertThatThrownBy(() -> AtomicFile.writeString(file, "text"))
        .hasMessage(
            "writing %s failed: %s does not exist: choose another place"
                .formatted(file, file.getParent()));
  }
}
