package dev.nextvec.internal.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nextvec.internal.safetensors.Safetensors.FloatTensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SafetensorsTest {
  private static final String EIGHT = "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}}";

  @TempDir Path directory;

  private Path file() {
    return directory.resolve("a.safetensors");
  }

  private static byte[] bytes(long length, byte[] header, byte[] data) {
    return ByteBuffer.allocate(8 + header.length + data.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(length)
        .put(header)
        .put(data)
        .array();
  }

  /** A file with any header and any data; apostrophes stand for quotation marks. */
  private Path write(String header, byte[] data) throws IOException {
    byte[] text = header.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    return Files.write(file(), bytes(text.length, text, data));
  }

  private static void refuses(Path file, String said) {
    assertThatThrownBy(() -> Safetensors.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(file + " is not a whole safetensors file: ")
        .hasMessageContaining(said)
        .hasMessageNotContaining("\n");
  }

  @Test
  void readsBackWhatItWrote() throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    float[] large = new float[100_001]; // several pieces, the last of them broken
    for (int i = 0; i < large.length; i++) {
      large[i] = Float.intBitsToFloat(random.nextInt());
    }
    Map<String, FloatTensor> tensors = new LinkedHashMap<>();
    tensors.put("z.large", new FloatTensor(new long[] {100_001, 1}, large));
    tensors.put("a.scalar", new FloatTensor(new long[] {}, new float[] {7}));
    tensors.put("empty", new FloatTensor(new long[] {3, 0}, new float[0]));
    tensors.put(
        "odd",
        new FloatTensor(
            new long[] {4},
            new float[] {-0f, Float.MIN_VALUE, Float.NaN, Float.NEGATIVE_INFINITY}));
    new Safetensors(Map.of("key", "Ünï \"quoted\""), tensors).write(file());
    Safetensors read = Safetensors.read(file());
    assertThat(read.metadata()).isEqualTo(Map.of("key", "Ünï \"quoted\""));
    assertThat(read.tensors().keySet()).containsExactly("z.large", "a.scalar", "empty", "odd");
    tensors.forEach(
        (name, tensor) -> {
          assertThat(read.tensor(name).shape()).isEqualTo(tensor.shape());
          assertThat(read.tensor(name).values()).isEqualTo(tensor.values());
        });
  }

  @Test
  void dataStartsAtAMultipleOfEightBytes() throws IOException {
    for (String name : new String[] {"a", "ab", "abc", "abcd", "abcde"}) {
      new Safetensors(Map.of(), Map.of(name, new FloatTensor(new long[] {1}, new float[1])))
          .write(file());
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file())).order(ByteOrder.LITTLE_ENDIAN);
      assertThat(bytes.getLong() % 8).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "F16, 003C 00C0 0080 007C 0100, 1 -2 -0 Infinity 5.9604645e-8",
    "BF16, 803F 00C0 0080 807F 0100, 1 -2 -0 Infinity 9.2e-41",
    "F64, 000000000000F03F 00000000000000C0, 1 -2",
    "F32, 0000803F 000000C0, 1 -2"
  })
  void readsEveryFloatType(String type, String hex, String expected) throws IOException {
    byte[] data = HexFormat.of().parseHex(hex.replace(" ", ""));
    String[] numbers = expected.split(" ");
    write(
        "{'a':{'dtype':'%s','shape':[%d],'data_offsets':[0,%d]}}"
            .formatted(type, numbers.length, data.length),
        data);
    float[] values = Safetensors.read(file()).tensor("a").values();
    assertThat(values).hasSameSizeAs(numbers);
    for (int i = 0; i < values.length; i++) {
      float number = Float.parseFloat(numbers[i]);
      assertThat(values[i]).isCloseTo(number, within(1e-42f));
    }
  }

  @Test
  void tensorsNeedNotBeListedInTheOrderOfTheirData() throws IOException {
    write(
        "{'b':{'dtype':'F32','shape':[1],'data_offsets':[4,8]},"
            + "'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}}",
        ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putFloat(1).putFloat(2).array());
    assertThat(Safetensors.read(file()).tensor("b").values()).containsExactly(2);
  }

  @Test
  void refusesAnEmptyFile() throws IOException {
    refuses(Files.createFile(file()), "in a file of 0");
  }

  @Test
  void refusesAFileThatEndsAnywhere() throws IOException {
    byte[] whole = Files.readAllBytes(write(EIGHT, new byte[8]));
    for (int length = 0; length < whole.length; length++) {
      refuses(Files.write(file(), Arrays.copyOf(whole, length)), "");
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, Long.MIN_VALUE, 0, 1, 100_000_001, Long.MAX_VALUE, 1L << 40, 63})
  void refusesAHeaderLengthThatCannotBe(long length) throws IOException {
    byte[] header = EIGHT.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    refuses(Files.write(file(), bytes(length, header, new byte[0])), "header");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "not JSON",
        "[1,2]",
        "7",
        "  ",
        "{'a':",
        "{} trailing",
        "{'a':{},'a':{}}",
        "\u0000\u0001"
      })
  void refusesAHeaderThatIsNotOneObject(String header) throws IOException {
    refuses(write(header, new byte[0]), "header");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "F32|[-2]|[0,8]|shape",
        "F32|[2.5]|[0,8]|shape",
        "F32|['2']|[0,8]|shape",
        "F32|2|[0,8]|`a.shape` must be a list",
        "F32|[4611686018427387904,4]|[0,0]|shape",
        "F32|[4,4611686018427387904]|[0,0]|shape",
        "F32|[65536,65536]|[0,17179869184]|shape",
        "F32|[9223372036854775808]|[0,8]|shape",
        "F32|[2]|[0,12]|cannot be",
        "F32|[2]|[8,0]|cannot be",
        "F32|[2]|[-8,0]|`a.data_offsets[0]` must be a whole number",
        "F32|[2]|[0]|cannot be",
        "F32|[2]|[0,8,8]|cannot be",
        "F32|[2]|['0','8']|`a.data_offsets[0]` must be a whole number",
        "F32|[2]|[0.0,8.0]|`a.data_offsets[0]` must be a whole number",
        "F32|[2]|[9223372036854775800,-9223372036854775808]|`a.data_offsets[1]` must be a whole",
        "F32|[2]|[8,16]|starts at byte 8",
        "F32|[3]|[0,12]|take 12 bytes, but it has 8",
        "F32|[1]|[0,4]|take 4 bytes, but it has 8",
        "F32|[400000000]|[0,1600000000]|take 1600000000 bytes, but it has 8",
        "I64|[1]|[0,8]|type `I64`, not a float",
        "|[1]|[0,8]|type"
      })
  void refusesATensorThatCannotBe(String type, String shape, String offsets, String said)
      throws IOException {
    refuses(
        write(
            "{'a':{'dtype':'%s','shape':%s,'data_offsets':%s}}".formatted(type, shape, offsets),
            new byte[8]),
        said);
  }

  @Test
  void refusesATensorThatIsNoObject() throws IOException {
    refuses(write("{'a':7}", new byte[8]), "`a` must be an object but is 7");
    refuses(write("{'a':null}", new byte[8]), "`a` must be there but is null");
  }

  @Test
  void refusesTensorsThatOverlapAndHolesBetweenThem() throws IOException {
    String two =
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},"
            + "'b':{'dtype':'F32','shape':[1],'data_offsets':[%d,%d]}}";
    refuses(write(two.formatted(0, 4), new byte[4]), "tensor `b` starts at byte 0");
    refuses(write(two.formatted(2, 6), new byte[6]), "tensor `b` starts at byte 2");
    refuses(write(two.formatted(8, 12), new byte[12]), "tensor `b` starts at byte 8");
  }

  @Test
  void saysWhichFileIsMissing() {
    assertThatThrownBy(() -> Safetensors.read(file()))
        .isInstanceOf(IOException.class)
        .hasMessage(file() + " does not exist");
  }

  @Test
  void namesTheTensorThatIsNotThere() {
    assertThatThrownBy(() -> new Safetensors(Map.of(), Map.of()).tensor("w"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no tensor is named `w`: there are []");
  }

  @Test
  void aFailedWriteLeavesTheOldFile() throws IOException {
    Path place = Files.createDirectory(directory.resolve("taken"));
    Files.createFile(place.resolve("inside"));
    assertThatThrownBy(() -> new Safetensors(Map.of(), Map.of()).write(place))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("writing " + place + " failed: ");
    assertThat(place.resolve("inside")).exists();
    try (var files = Files.list(directory)) {
      assertThat(files).containsExactly(place);
    }
  }
}
