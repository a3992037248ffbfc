package dev.nextvec.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.data.Dataset;
import dev.nextvec.data.Split;
import dev.nextvec.internal.workflow.WindowsExport;
import dev.nextvec.internal.workflow.WindowsExport.Part;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nextvec data windows}: the windows of a part, for any program to predict. */
@picocli.CommandLine.Command(
    name = "windows",
    description =
        "Writes the windows of a part of the split as NPY files, so that any program can predict"
            + " them. `nextvec compare --predictions` judges what it predicts.",
    sortOptions = false)
final class DataWindowsCommand implements Command {
  @Parameters(paramLabel = "DATASET", converter = DatasetPath.class, description = DatasetPath.WHAT)
  Path data = Path.of("");

  @Option(
      names = "--part",
      paramLabel = "PART",
      defaultValue = "test",
      description = "train, validation or test (default: ${DEFAULT-VALUE})")
  String part = "test";

  @Option(names = "--out", required = true, paramLabel = "DIR", description = "folder to write")
  Path out = Path.of("");

  @Option(
      names = "--contexts",
      description = "write the vectors of contexts and targets themselves")
  boolean contexts;

  @Option(
      names = "--rows",
      description = "write only their row numbers in the dataset, which is small (the default)")
  boolean rows;

  @Option(names = "--overwrite", description = "replace a folder that this command wrote before")
  boolean overwrite;

  @Mixin ContextOption context = new ContextOption();

  @Mixin SplitOptions division = new SplitOptions();

  @Override
  public Outcome run(Console console, StopSignal stop) throws Exception {
    if (contexts && rows) {
      throw new WrongUsage("--contexts and --rows contradict each other: give one of them");
    }
    Part wanted = part();
    WindowsExport.requireFree(out, overwrite);
    ConsoleMonitor monitor = new ConsoleMonitor(console, stop);
    try (Dataset dataset = Dataset.open(data, monitor)) {
      Split split = division.of(dataset, context.length);
      ObjectNode manifest =
          WindowsExport.write(dataset, split, wanted, out, contexts, overwrite, monitor);
      manifest.put("path", out.toString());
      return Outcome.done(() -> text(manifest), () -> manifest);
    }
  }

  private Part part() {
    return Arrays.stream(Part.values())
        .filter(each -> each.key().equals(part.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new WrongUsage(
                    "`--part %s` is none: there are %s"
                        .formatted(
                            part,
                            Arrays.stream(Part.values())
                                .map(Part::key)
                                .collect(Collectors.joining(", ")))));
  }

  private String text(ObjectNode manifest) {
    StringBuilder text =
        new StringBuilder(
            "%s: %d windows of the %s part\n"
                .formatted(out, manifest.get("windows").asInt(), manifest.get("part").asText()));
    manifest
        .get("files")
        .properties()
        .forEach(
            file ->
                text.append(
                    "  %-17s %s, shape %s\n"
                        .formatted(
                            file.getKey(),
                            file.getValue().get("holds").asText(),
                            file.getValue().get("shape"))));
    return text.toString();
  }
}
