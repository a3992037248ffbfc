package dev.nextvec.internal.hadoop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nextvec.internal.file.Addresses;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Java asks of a path, answered by Hadoop as by this machine's own. */
class HadoopPathTest {
  @TempDir Path folder;

  private Path there() throws IOException {
    return Addresses.path("file://" + folder);
  }

  @Test
  void filesAreWrittenListedReadRenamedAndRemoved() throws IOException {
    Path there = there();
    assertThat(there).isInstanceOf(HadoopPath.class);
    Files.createDirectories(there.resolve("a/b"));
    Path file = there.resolve("a/b/one 1 %41 \u00e9.txt");
    Files.writeString(file, "0123456789");
    assertThat(folder.resolve("a/b/one 1 %41 \u00e9.txt")).hasContent("0123456789");
    assertThat(Files.size(file)).isEqualTo(10);
    assertThat(Files.isRegularFile(file)).isTrue();
    assertThat(Files.isDirectory(there.resolve("a/b"))).isTrue();
    Path moved = file.resolveSibling("two.txt");
    Files.writeString(moved, "before");
    assertThatThrownBy(() -> Files.move(file, moved))
        .isInstanceOf(FileAlreadyExistsException.class);
    Files.move(file, moved, StandardCopyOption.REPLACE_EXISTING);
    assertThat(Files.exists(file)).isFalse();
    try (Stream<Path> found = Files.walk(there)) {
      assertThat(found.filter(Files::isRegularFile).toList()).isEqualTo(List.of(moved));
    }
    try (SeekableByteChannel channel = Files.newByteChannel(moved)) {
      ByteBuffer three = ByteBuffer.allocateDirect(3);
      assertThat(channel.position(5).read(three)).isEqualTo(3);
      assertThat(StandardCharsets.US_ASCII.decode(three.flip()).toString()).isEqualTo("567");
      assertThat(channel.size()).isEqualTo(10);
    }
    Files.delete(moved);
    assertThatThrownBy(() -> Files.size(moved))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessage("file://" + folder + "/a/b/two.txt");
  }

  @Test
  void pathsAreComposedAsThisMachinesAre() throws IOException {
    Path there = there();
    Path file = there.resolve("a/b.txt");
    assertThat(file.toString()).isEqualTo("file://" + folder + "/a/b.txt");
    assertThat(there.relativize(file).toString()).isEqualTo("a/b.txt");
    assertThat(file.getFileName().toString()).isEqualTo("b.txt");
    assertThat(file.startsWith(there)).isTrue();
    assertThat(file.startsWith(folder)).isFalse();
    assertThat(Addresses.path(file.toString())).isEqualTo(file);
    assertThat(there.resolve("a/../a/b.txt").normalize()).isEqualTo(file);
    assertThat(file).isGreaterThan(there.resolve("a/a.txt"));
  }

  @Test
  void patternsMayLeaveTheHostOut() throws IOException {
    Path there = there();
    for (String address : List.of("file:", "file://", "FILE://", "file://host", "")) {
      assertThat(
              there
                  .getFileSystem()
                  .getPathMatcher("glob:" + address + folder + "/**/*.md")
                  .matches(there.resolve("a/b.md")))
          .as(address)
          .isTrue();
    }
    assertThat(
            there
                .getFileSystem()
                .getPathMatcher("glob:hdfs://" + folder + "/*.md")
                .matches(there.resolve("b.md")))
        .isFalse();
  }

  @Test
  void whatCannotBeReachedIsSaidInOneLine() {
    assertThatThrownBy(() -> Addresses.path("nowhere://host/x"))
        .isInstanceOf(IOException.class)
        .hasMessage("nowhere://host/x cannot be reached: No FileSystem for scheme \"nowhere\"");
    assertThatThrownBy(() -> Addresses.path("hdfs://user:s3cr3t@names:8020/x"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the address of `hdfs://names:8020` holds a password")
        .hasMessageNotContaining("s3cr3t");
    assertThatThrownBy(() -> Addresses.path("https://host/x?sig=s3cr3t"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("s3cr3t");
  }
}
