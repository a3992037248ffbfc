package dev.nextvec.cli;

import dev.nextvec.progress.Stopped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A file in a Maven repository.
 *
 * @param group for example {@code org.apache.tomcat}
 * @param name for example {@code tomcat}
 * @param version an exact one
 * @param type its extension
 */
record MavenArtifact(String group, String name, String version, String type) {
  private static final String COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.10.0:copy";

  /**
   * Finds the file in the user's repository, or lets Maven, with all its settings, fetch it.
   *
   * @param directory where a fetched file and Maven's log go
   * @throws IOException with Maven's own reason if it cannot be had
   */
  Path fetch(Path directory, StopSignal stop) throws IOException {
    String file = name + "-" + version + "." + type;
    Path known =
        Path.of(System.getProperty("user.home"), ".m2", "repository")
            .resolve(group.replace('.', '/'))
            .resolve(name)
            .resolve(version)
            .resolve(file);
    Path fetched = directory.resolve(file);
    if (Files.isRegularFile(known)) {
      return known;
    }
    if (!Files.isRegularFile(fetched)) {
      maven(directory, fetched, stop);
    }
    return fetched;
  }

  private void maven(Path directory, Path fetched, StopSignal stop) throws IOException {
    Path log = directory.resolve("maven.log");
    boolean windows = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("windows");
    List<String> command = new ArrayList<>(List.of(windows ? "mvn.cmd" : "mvn", "-B", "-ntp"));
    String more = System.getenv("NEXTVEC_MAVEN_ARGS");
    if (more != null && !more.isBlank()) {
      command.addAll(List.of(more.strip().split("\\s+")));
    }
    command.addAll(
        List.of(
            COPY,
            "-Dartifact=" + String.join(":", group, name, version, type),
            "-DoutputDirectory=" + directory.toAbsolutePath()));
    int exit = run(new ProcessBuilder(command).directory(directory.toFile()), log, stop);
    if (exit != 0 || !Files.isRegularFile(fetched)) {
      String reason =
          Files.readAllLines(log).stream()
              .filter(line -> line.startsWith("[ERROR]"))
              .map(line -> line.substring("[ERROR]".length()).strip())
              .findFirst()
              .orElse("exit code " + exit);
      throw new IOException(
          "Maven could not fetch %s:%s:%s: %s (log: %s)"
              .formatted(group, name, version, reason, log));
    }
  }

  private static int run(ProcessBuilder builder, Path log, StopSignal stop) throws IOException {
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new IOException("Maven is needed to fetch the manual, but `mvn` does not start", e);
    }
    try {
      process.getOutputStream().close();
      while (!process.waitFor(200, java.util.concurrent.TimeUnit.MILLISECONDS)) {
        if (stop.requested()) {
          throw new Stopped();
        }
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Stopped();
    } finally {
      process.destroy();
    }
  }
}
