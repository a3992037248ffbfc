package dev.nextvec.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What cannot be written is refused before anything is read: here nothing that is read exists. */
class OccupiedPlaceTest {
  private static final String TAKEN = "TAKEN";
  private static final String MISSING = "MISSING";

  @TempDir Path folder;

  @BeforeEach
  void somethingIsThere() throws IOException {
    Files.writeString(Files.createDirectory(folder.resolve(TAKEN)).resolve("letter.txt"), "mine");
    Files.writeString(folder.resolve(TAKEN + ".npy"), "mine");
  }

  static Stream<List<String>> commands() {
    return Stream.of(
        List.of("data", "encode", MISSING, "--out", TAKEN),
        List.of("data", "import", MISSING + ".npz", "--out", TAKEN),
        List.of("data", "windows", MISSING, "--part", "test", "--out", TAKEN),
        List.of("train", MISSING, "--model-type", "amn", "--out", TAKEN),
        List.of("train", MISSING, "--model-type", "all", "--out", TAKEN + ".npy"),
        List.of("sweep", MISSING, "--models", "amn", "--out", TAKEN + ".npy"),
        List.of("import", MISSING + ".pt", "--model-type", "gru", "--out", TAKEN),
        List.of("index", MISSING, "--out", TAKEN),
        List.of("export", MISSING, "--out", TAKEN),
        List.of("export", MISSING, "--out", TAKEN + ".npy/a.onnx", "--format", "onnx"),
        List.of("export", MISSING, "--out", TAKEN + ".npy", "--format", "safetensors"),
        List.of("predict", MISSING, "--text", "Some words.", "--out", TAKEN + ".npy"));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void isNamedBeforeWhatWouldBeRead(List<String> command) throws IOException {
    Invoked refused = Invoked.nextvec(command.stream().map(this::placed).toArray(String[]::new));
    assertThat(refused.exit()).isEqualTo(1);
    assertThat(refused.err()).hasLineCount(1).contains(TAKEN).doesNotContain(MISSING);
    assertThat(folder.resolve(TAKEN).resolve("letter.txt")).hasContent("mine");
    assertThat(folder.resolve(TAKEN + ".npy")).hasContent("mine");
  }

  private String placed(String word) {
    return word.startsWith(TAKEN) || word.startsWith(MISSING)
        ? folder.resolve(word).toString()
        : word;
  }
}
