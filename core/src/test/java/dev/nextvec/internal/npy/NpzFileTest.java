package dev.nextvec.internal.npy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nextvec.data.NpyFiles;
import dev.nextvec.progress.Progress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class NpzFileTest {
  @TempDir Path directory;

  private NpzFile open(byte[] bytes) throws IOException {
    return NpzFile.open(NpyFiles.write(directory.resolve("x.npz"), bytes), directory);
  }

  private static byte[] deflated(String name, byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry(name));
      zip.write(content);
    }
    return bytes.toByteArray();
  }

  private void refuses(byte[] bytes, String... said) {
    assertThatThrownBy(
            () -> {
              try (NpzFile file = open(bytes)) {
                for (String name : file.names()) {
                  file.array(name, Progress.none());
                }
              }
            })
        .isInstanceOf(IOException.class)
        .hasMessageContaining("x.npz")
        .hasMessageContainingAll(said)
        .hasMessageNotContaining("\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"windows.npz", "windows-compressed.npz"})
  void readsWhatNumpyWroteStoredOrDeflated(String name) throws IOException {
    NpyArray rows = NpyArray.open(NpyFiles.fixture("windows-rows.npy"));
    float[] expected = new float[20];
    rows.floats(8, 5, expected, 0);
    try (NpzFile file = NpzFile.open(NpyFiles.fixture(name), directory)) {
      assertThat(file.names())
          .containsExactly("context_sequences", "target_vectors", "article_ids");
      NpyArray contexts = file.array("context_sequences", Progress.none());
      assertThat(contexts.shape()).containsExactly(6L, 5L, 4L);
      float[] window = new float[20];
      contexts.floats(3, 1, window, 0);
      assertThat(window).isEqualTo(expected);
      assertThat(file.array("article_ids", Progress.none()).integer(5)).isEqualTo(9);
    }
    try (var left = Files.list(directory)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void readsAnArchiveThatWasWrittenToAPipe() throws IOException {
    try (NpzFile file = NpzFile.open(NpyFiles.fixture("streamed.npz"), directory)) {
      assertThat(file.array("grid", Progress.none()).shape()).containsExactly(4L, 3L);
    }
  }

  @Test
  void leavesNoNameOfAnInflatedMemberBehindEvenWhileInUse() throws IOException {
    try (NpzFile file = NpzFile.open(NpyFiles.fixture("windows-compressed.npz"), directory)) {
      file.array("target_vectors", Progress.none());
      if (!System.getProperty("os.name").startsWith("Windows")) {
        try (var left = Files.list(directory)) {
          assertThat(left).isEmpty();
        }
      }
    }
  }

  @Test
  void readsZip64Fields() throws IOException {
    byte[] array = NpyFiles.matrix(2, 1, 2, 3, 4);
    try (NpzFile file = open(zip64("big.npy", array))) {
      float[] values = new float[4];
      file.array("big", Progress.none()).floats(0, 2, values, 0);
      assertThat(values).containsExactly(1, 2, 3, 4);
    }
  }

  /** An archive whose sizes and offsets all stand in ZIP64 fields. */
  private static byte[] zip64(String name, byte[] content) {
    byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
    CRC32 crc = new CRC32();
    crc.update(content);
    ByteBuffer out = ByteBuffer.allocate(content.length + 500).order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(0x04034b50).putShort((short) 45).putShort((short) 0).putShort((short) 0);
    out.putInt(0).putInt((int) crc.getValue()).putInt(-1).putInt(-1);
    out.putShort((short) nameBytes.length).putShort((short) 20).put(nameBytes);
    out.putShort((short) 1).putShort((short) 16).putLong(content.length).putLong(content.length);
    out.put(content);
    int directory = out.position();
    out.putInt(0x02014b50).putShort((short) 45).putShort((short) 45).putShort((short) 0);
    out.putShort((short) 0).putInt(0).putInt((int) crc.getValue()).putInt(-1).putInt(-1);
    out.putShort((short) nameBytes.length).putShort((short) 28).putShort((short) 0);
    out.putShort((short) 0).putShort((short) 0).putInt(0).putInt(-1).put(nameBytes);
    out.putShort((short) 1).putShort((short) 24);
    out.putLong(content.length).putLong(content.length).putLong(0);
    int end = out.position();
    out.putInt(0x06064b50).putLong(44).putShort((short) 45).putShort((short) 45);
    out.putInt(0).putInt(0).putLong(1).putLong(1).putLong(end - directory).putLong(directory);
    out.putInt(0x07064b50).putInt(0).putLong(end).putInt(1);
    out.putInt(0x06054b50).putShort((short) 0).putShort((short) 0);
    out.putShort((short) -1).putShort((short) -1).putInt(-1).putInt(-1).putShort((short) 0);
    return Arrays.copyOf(out.array(), out.position());
  }

  @Test
  void refusesPickledMembers() {
    assertThatThrownBy(
            () -> {
              try (NpzFile file =
                  NpzFile.open(NpyFiles.fixture("windows-objects.npz"), directory)) {
                file.array("contexts", Progress.none());
              }
            })
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll("member contexts", "pickled objects are refused");
  }

  @Test
  void refusesAnArchiveThatIsCutOffAnywhere() throws IOException {
    byte[] whole = Files.readAllBytes(NpyFiles.fixture("windows.npz"));
    for (int length = 0; length < whole.length; length++) {
      refuses(Arrays.copyOf(whole, length), "x.npz");
    }
  }

  @Test
  void neverFailsOtherwiseThanByAnIoExceptionWhateverByteIsDamaged() throws IOException {
    for (String name : new String[] {"windows.npz", "windows-compressed.npz"}) {
      byte[] whole = Files.readAllBytes(NpyFiles.fixture(name));
      for (int at = 0; at < whole.length; at++) {
        byte[] damaged = whole.clone();
        damaged[at] ^= (byte) 0xff;
        try (NpzFile file = open(damaged)) {
          for (String member : file.names()) {
            file.array(member, Progress.none());
          }
        } catch (IOException e) {
          assertThat(e.getMessage()).contains("x.npz");
        }
      }
    }
  }

  @Test
  void refusesAMemberWhoseChecksumDoesNotMatch() throws IOException {
    byte[] whole = Files.readAllBytes(NpyFiles.fixture("windows.npz"));
    whole[400] ^= 1;
    refuses(whole, "member context_sequences is damaged: its checksum does not match");
  }

  @Test
  void refusesAMemberThatInflatesToMoreThanItSays() throws IOException {
    byte[] bytes = deflated("a.npy", NpyFiles.matrix(1, new float[5000]));
    int entry = bytes.length - 22 - 46 - "a.npy".length();
    bytes[entry + 24] = 50;
    bytes[entry + 25] = 0;
    refuses(bytes, "member a inflates to more than its 50 bytes");
  }

  @Test
  void saysWhichArraysThereAreWhenOneIsMissing() throws IOException {
    try (NpzFile file = NpzFile.open(NpyFiles.fixture("windows.npz"), directory)) {
      assertThatThrownBy(() -> file.array("contexts", Progress.none()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("has no array `contexts`: it has [context_sequences");
    }
    assertThatThrownBy(() -> NpzFile.open(directory.resolve("none.npz"), directory))
        .hasMessageContaining("none.npz does not exist");
    refuses("plain text".getBytes(StandardCharsets.UTF_8), "is not an NPZ archive");
  }
}
