package dev.nextvec.internal.train;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.Split;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A process of its own that trains, to be killed or starved: {@code TrainingProcess DATASET RUN
 * ARCHITECTURE EPOCHS}. Saves after every step and then prints a line.
 */
final class TrainingProcess {
  private TrainingProcess() {}

  public static void main(String[] args) throws IOException {
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void step(long done, long total, int epoch, double loss) {
            System.out.println(done + " of " + total);
          }
        };
    try (Dataset dataset = Dataset.open(Path.of(args[0]))) {
      Trainer.train(
          Tiny.engine(),
          Sharing.none(),
          new Trainer.Task(
              dataset,
              Tiny.architecture(args[2]),
              Tiny.config(Integer.parseInt(args[3]), 5e-3, 1),
              Split.of(dataset, 5, 1),
              Path.of(args[1])),
          Duration.ZERO,
          listener,
          Tiny.NEVER);
      System.out.println("finished");
    } catch (IOException | IllegalArgumentException | IllegalStateException e) {
      System.out.println("failed: " + e.getMessage());
      System.exit(1);
    }
  }

  /** The command that runs {@code main} of a test class as this process runs. */
  static List<String> command(Class<?> main, List<String> options, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(a -> a.startsWith("--enable-native") || a.startsWith("-Dorg.bytedeco"))
        .forEach(command::add);
    command.addAll(List.of("-Xshare:auto", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData"));
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    return command;
  }

  /** Starts a training, its two outputs joined. */
  static Process start(Path dataset, Path run, String architecture, int epochs) throws IOException {
    return new ProcessBuilder(
            command(
                TrainingProcess.class,
                List.of("-Xmx128m"),
                dataset.toString(),
                run.toString(),
                architecture,
                Integer.toString(epochs)))
        .redirectErrorStream(true)
        .start();
  }
}
