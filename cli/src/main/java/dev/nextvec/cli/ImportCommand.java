package dev.nextvec.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.compare.Figures;
import dev.nextvec.internal.checkpoint.AmnVariant;
import dev.nextvec.internal.checkpoint.Hints;
import dev.nextvec.internal.checkpoint.NetworkKind;
import dev.nextvec.internal.model.ArchitectureJson;
import dev.nextvec.internal.run.RunDirectory;
import dev.nextvec.internal.workflow.CheckpointImport;
import dev.nextvec.model.Transformer;
import dev.nextvec.run.Origin;
import dev.nextvec.run.RunInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code nextvec import}: from a checkpoint of PyTorch to a run. */
@picocli.CommandLine.Command(
    name = "import",
    description =
        "Makes a run of weights that were trained elsewhere: a file of torch.save or a safetensors"
            + " file. Only tensors and plain containers are read; nothing in the file is run.",
    sortOptions = false)
final class ImportCommand implements Command {
  @Parameters(paramLabel = "CHECKPOINT", description = ".pt, .pth, .bin or .safetensors file")
  Path checkpoint = Path.of("");

  @Option(
      names = "--model-type",
      paramLabel = "amn|amn-r|lstm|gru|transformer",
      description = "the network the weights are of; may be left out with --like")
  @Nullable NetworkKind kind;

  @Option(names = "--out", required = true, paramLabel = "RUN", description = "run to make")
  Path out = Path.of("");

  @Option(
      names = "--like",
      paramLabel = "RUN",
      description =
          "the run whose weights were trained on elsewhere: gives the sizes, and the test windows"
              + " unless --dataset names others")
  @Nullable Path like;

  @Option(
      names = "--dataset",
      paramLabel = "DATASET",
      converter = DatasetPath.class,
      description = "what the run is to be tested on (default: that of --like, or none)")
  @Nullable Path dataset;

  @Option(
      names = "--context",
      paramLabel = "N",
      description = "vectors in a context, where the file does not say")
  @Bounds(from = 1, to = 4096)
  @Nullable Integer context;

  @Option(
      names = "--heads",
      paramLabel = "N",
      description = "attention heads of a transformer, where the file does not say")
  @Bounds(from = 1, to = 1024)
  @Nullable Integer heads;

  @Option(
      names = "--amn-variant",
      paramLabel = "mixture|memory",
      description =
          "which of the two networks called amn the weights are of: the attention mixture network,"
              + " or the additive memory network, which cannot be imported")
  @Nullable AmnVariant variant;

  @Option(
      names = "--state-dict",
      paramLabel = "PLACE",
      description = "where in the file the weights are, if it has several")
  @Nullable String stateDict;

  @Option(
      names = "--probe",
      paramLabel = "FILE",
      description =
          "file with tensors `context` and `raw` (or `prediction`) of the network where it was"
              + " trained: the import must reproduce them")
  @Nullable Path probe;

  @Mixin ShareOptions shares = new ShareOptions();

  @Option(names = "--overwrite", description = "replace a run that is there")
  boolean overwrite;

  @Mixin DeviceOptions device = new DeviceOptions();
  @Spec @Nullable CommandSpec spec;

  @Override
  public Outcome run(Console console, StopSignal stop) throws Exception {
    if (kind == null && like == null) {
      throw new WrongUsage(
          "name the network with --model-type, or the run it was trained from with --like");
    }
    requireEffect();
    RunInfo info =
        new CheckpointImport(new ConsoleMonitor(console, stop), device.engine())
            .run(order(), out, overwrite);
    return Outcome.done(() -> text(info), () -> json(info));
  }

  private void requireEffect() throws IOException {
    GivenOptions given = new GivenOptions(spec);
    if (dataset == null) {
      given.refuseAllOf(new ShareOptions(), "has no effect without --dataset, which it divides");
    }
    String network =
        kind != null
            ? kind.toString()
            : new RunDirectory(Objects.requireNonNull(like)).info().architecture().name();
    requireEffect("--heads", NetworkKind.TRANSFORMER, network);
    requireEffect("--amn-variant", NetworkKind.AMN, network);
  }

  private void requireEffect(String option, NetworkKind of, String network) {
    if (!network.equals(of.toString())) {
      new GivenOptions(spec).refuse("has no effect on `%s`".formatted(network), List.of(option));
    }
  }

  private CheckpointImport.Order order() {
    return new CheckpointImport.Order(
        checkpoint,
        Optional.ofNullable(kind),
        Optional.ofNullable(like).map(RunDirectory::new),
        new Hints(number(context), number(heads), Optional.ofNullable(variant)),
        Optional.ofNullable(stateDict),
        Optional.ofNullable(probe),
        Optional.ofNullable(dataset)
            .map(data -> new CheckpointImport.TestData(data, shares.fractions(), shares.seed)));
  }

  private static OptionalInt number(@Nullable Integer given) {
    return given == null ? OptionalInt.empty() : OptionalInt.of(given);
  }

  private String text(RunInfo info) {
    Origin origin = info.origin().orElseThrow();
    String heads =
        info.architecture() instanceof Transformer transformer
            ? ", " + Figures.counted(transformer.heads(), "head")
            : "";
    return """
    %s: %s, %s parameters, contexts of %d vectors of dimension %d%s
      weights        %s in %s (sha256 %.12s)
      checked        %s
      tested on      %s
      not known      what it was trained on: the leak check cannot say whether test documents were new to it
    """
        .formatted(
            out,
            info.architecture().name(),
            Figures.count(info.architecture().parameterCount()),
            info.architecture().contextLength(),
            info.architecture().dimension(),
            heads,
            origin.place().equals(".") ? "all tensors" : "`" + origin.place() + "`",
            origin.file(),
            origin.sha256(),
            origin.replayed()
                ? "gives the outputs of the probe"
                : "names and shapes only: there was no probe of its outputs",
            info.dataset().isEmpty()
                ? "nothing: import it with --dataset to evaluate and compare it"
                : info.dataset());
  }

  private ObjectNode json(RunInfo info) {
    Origin origin = info.origin().orElseThrow();
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("path", out.toString());
    json.put("model_type", info.architecture().name());
    json.put("parameters", info.architecture().parameterCount());
    json.set("architecture", ArchitectureJson.write(info.architecture()));
    ObjectNode from = json.putObject("origin").put("file", origin.file());
    from.put("sha256", origin.sha256()).put("place", origin.place());
    origin.run().ifPresent(run -> from.put("run", run));
    json.put("probe_reproduced", origin.replayed());
    if (!info.dataset().isEmpty()) {
      json.put("data", info.dataset());
    }
    json.putArray("warnings").add(origin.note(new RunDirectory(out).name()));
    return json;
  }
}
