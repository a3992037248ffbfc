package dev.nextvec.internal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
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
        .hasMessageStartingWith("writing " + file + " failed: no space left on the disk ")
        .hasMessageContaining(Files.getFileStore(folder).toString());
    assertThat(file).hasContent("old");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void foldersThatWereMadeForAFileGoWhereItCannotBeWritten() throws IOException {
    Path there = Files.createDirectory(folder.resolve("there"));
    assertThatThrownBy(
            () ->
                AtomicFile.writeWithFolders(
                    there.resolve("new/deep/a"),
                    out -> {
                      throw new IOException("No space left on device");
                    }))
        .hasMessageContaining("no space left on the disk");
    assertThat(there).isEmptyDirectory();
    AtomicFile.writeWithFolders(there.resolve("new/deep/a"), out -> out.write('a'));
    assertThat(there.resolve("new/deep/a")).hasContent("a");
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
        .hasMessageContainingAll("writing /dev/full failed: no space left on the disk", "/dev");
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

  /** The number of a process that has ended. */
  private static long endedProcess() throws Exception {
    Process process = new ProcessBuilder("true").start();
    process.waitFor();
    return process.pid();
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void removesWhatAKilledProcessLeftOfTheSameFileAndNothingElse() throws Exception {
    Path file = folder.resolve("a");
    long ended = endedProcess();
    Path left = Files.writeString(folder.resolve("a.tmp-" + ended), "half");
    Path other = Files.writeString(folder.resolve("b.tmp-" + ended), "of another file");
    Path named = Files.writeString(folder.resolve("a.tmp-copy"), "no process");
    Path running = Files.writeString(folder.resolve("a.tmp-" + ProcessHandle.current().pid()), "");
    AtomicFile.writeString(file, "new");
    assertThat(left).doesNotExist();
    assertThat(other).exists();
    assertThat(named).exists();
    assertThat(running).doesNotExist(); // its own, which it wrote to
    assertThat(file).hasContent("new");
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void keepsWhatAnotherProcessIsStillWriting() throws Exception {
    Process writer = new ProcessBuilder("sleep", "30").start();
    try {
      Path left = Files.writeString(folder.resolve("a.tmp-" + writer.pid()), "half");
      AtomicFile.writeString(folder.resolve("a"), "new");
      assertThat(left).exists();
      Files.setLastModifiedTime(left, FileTime.fromMillis(0)); // before that process began
      AtomicFile.writeString(folder.resolve("a"), "newer");
      assertThat(left).doesNotExist();
    } finally {
      writer.destroy();
    }
  }
}
