package dev.nextvec.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar called without {@code spark-submit}, and the artifact without a Spark beside it. */
class WithoutSparkTest {
  private static final List<String> SPARK = List.of("spark-", "scala-");

  /** What the one jar leaves to Spark too. */
  private static final List<String> WITH_JACKSON = List.of("spark-", "scala-", "jackson-");

  @TempDir Path folder;

  private List<String> encode(List<String> missing) throws Exception {
    String classPath =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(
                entry ->
                    missing.stream().noneMatch(Path.of(entry).getFileName().toString()::startsWith)
                        || Files.isDirectory(Path.of(entry)))
            .collect(Collectors.joining(File.pathSeparator));
    Files.writeString(folder.resolve("one.txt"), "The river runs.");
    Path log = folder.resolve("log.txt");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classPath,
                "dev.nextvec.cli.Main",
                "data",
                "encode",
                folder.resolve("one.txt").toString(),
                "--out=" + folder.resolve("out"))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(1);
    assertThat(folder.resolve("out")).doesNotExist();
    return Files.readAllLines(log);
  }

  @Test
  void theArtifactSaysThatSparkIsMissing() throws Exception {
    assertThat(encode(SPARK))
        .singleElement()
        .asString()
        .startsWith("nextvec: nextvec-spark is on the class path, but no Apache Spark")
        .contains("org.apache.spark.", "spark-submit --master URL");
  }

  @Test
  void theOneJarDoesTooWhereJacksonIsMissingFirst() throws Exception {
    assertThat(encode(WITH_JACKSON))
        .singleElement()
        .asString()
        .startsWith("nextvec: nextvec-spark is on the class path, but no Apache Spark")
        .contains("com.fasterxml.jackson.", "spark-submit --master URL");
  }
}
