package dev.nextvec.internal.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nextvec.model.Lstm;
import dev.nextvec.model.RandomModels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** In a process of its own with a heap that does not grow, so that what grows is not Java's. */
@Tag("slow")
class NativeMemoryTest {
  @TempDir Path folder;

  @Test
  @EnabledOnOs(OS.LINUX)
  void openingAndClosingAThousandTimesNeedsNoMoreMemory() throws Exception {
    Path directory = Exports.written(folder);
    Path file = folder.resolve("lstm.onnx");
    Lstm lstm = new Lstm(64, 5, 64, 2, 0);
    OnnxFile.STANDARD.write(file, new Exportable.Network(RandomModels.of(lstm)), Map.of());
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-XX:+UseSerialGC",
            "-Xms48m",
            "-Xmx48m",
            "-XX:+AlwaysPreTouch",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            ManyOpens.class.getName(),
            directory.toString(),
            file.toString());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    assertThat(Long.parseLong(said.strip())).as("MiB grown").isLessThanOrEqualTo(8);
  }
}
