package dev.nextvec.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.train.RunDirectory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nextvec evaluate}: the test of a run. */
@picocli.CommandLine.Command(
    name = "evaluate",
    description =
        "Measures runs on the test documents of their own split: cosine, MSE, Top-K, speed and"
            + " cost. What was measured is kept with the run.",
    sortOptions = false)
final class EvaluateCommand implements Command {
  @Parameters(
      paramLabel = "RUN",
      arity = "1..*",
      description = "run directory, or a directory of run directories")
  List<Path> runs = List.of();

  @Option(
      names = "--data",
      paramLabel = "DATASET",
      description = "the dataset, where it is not where it was in training")
  @Nullable Path data;

  @Option(names = "--again", description = "measure although the result is there")
  boolean again;

  @Mixin SpeedOptions speed = new SpeedOptions();
  @Mixin DeviceOptions device = new DeviceOptions();

  @Override
  public Outcome run(Console console, StopSignal stop) throws Exception {
    RunTests tests =
        new RunTests(console, stop, device.engine(), Optional.ofNullable(data), speed.network());
    List<EvaluatedRun> tested = new ArrayList<>();
    for (RunDirectory run : RunTests.find(runs)) {
      tested.add(tests.test(run, again));
    }
    return Outcome.done(
        () -> tested.stream().map(RunSummary::details).collect(Collectors.joining("\n")),
        () -> json(tested));
  }

  private static ObjectNode json(List<EvaluatedRun> tested) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ArrayNode array = json.putArray("runs");
    tested.forEach(run -> array.add(RunSummary.json(run)));
    return json;
  }
}
