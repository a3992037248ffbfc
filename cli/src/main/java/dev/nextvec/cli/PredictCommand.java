package dev.nextvec.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.data.Dataset;
import dev.nextvec.data.EncoderFingerprint;
import dev.nextvec.internal.file.AtomicFile;
import dev.nextvec.internal.npy.NpyHeader;
import dev.nextvec.internal.npy.NpyType;
import dev.nextvec.internal.report.Printable;
import dev.nextvec.internal.run.RunDirectory;
import dev.nextvec.internal.wording.TwoSided;
import dev.nextvec.internal.workflow.Contexts;
import dev.nextvec.internal.workflow.NearestChunk;
import dev.nextvec.model.Model;
import dev.nextvec.model.Prediction;
import dev.nextvec.model.PredictionPrecision;
import dev.nextvec.vector.Rows;
import dev.nextvec.vector.VectorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code nextvec predict}: what comes next. */
@picocli.CommandLine.Command(
    name = "predict",
    description = {
      "Predicts the vector that follows a text, vectors, or chunks of a dataset, and can list the"
          + " chunks of a dataset that are nearest to it.",
      ""
    },
    sortOptions = false)
final class PredictCommand implements Command {
  @Parameters(paramLabel = "MODEL", description = "model package, run directory, or .onnx file")
  Path path = Path.of("");

  @Option(
      names = "--text",
      paramLabel = "TEXT|FILE|-",
      description =
          "predict what follows a file, - for plain text from standard input, or the words"
              + " themselves. It is cut and encoded as by `data encode`")
  @Nullable String text;

  @Option(
      names = "--vectors",
      paramLabel = "X.npy",
      description =
          "predict what follows the last rows of [rows, dim], or each context of [contexts, n,"
              + " dim]")
  @Nullable Path vectors;

  @Option(
      names = "--dataset",
      paramLabel = "D",
      converter = DatasetPath.class,
      description = "predict what follows chunks of this dataset")
  @Nullable Path dataset;

  @Option(
      names = "--document",
      paramLabel = "ID",
      description = "the document of --dataset; needed where it has several")
  @Nullable String document;

  @Option(
      names = "--at",
      paramLabel = "T",
      description = "number of the chunk to predict in the document (default: that after its end)")
  @Bounds(from = 1, to = Integer.MAX_VALUE)
  @Nullable Long at;

  @Option(
      names = "--nearest",
      paramLabel = "D",
      converter = DatasetPath.class,
      description =
          "list the nearest chunks of this dataset; those of the context, and copies of them where"
              + " it is not of this dataset, are left out")
  @Nullable Path nearest;

  @Option(
      names = "--top-k",
      paramLabel = "N",
      defaultValue = "5",
      description = "how many chunks to list (default: ${DEFAULT-VALUE})")
  @Bounds(from = 1, to = 10_000)
  int top = 5;

  @Option(
      names = "--out",
      paramLabel = "FILE.npy",
      description = "write the predictions, float32 [contexts, dim]")
  @Nullable Path out;

  @Option(names = "--overwrite", description = "replace a file that is there")
  boolean overwrite;

  @Option(
      names = "--precision",
      paramLabel = "float32|bfloat16",
      defaultValue = "float32",
      description =
          "what a run's products are computed in; with bfloat16, for processors made for it, it is"
              + " said how near the predictions are to those of float32 (default:"
              + " ${DEFAULT-VALUE})")
  PredictionPrecision precision = PredictionPrecision.FLOAT32;

  @Mixin TextOptions cut = new TextOptions();
  @Spec @Nullable CommandSpec spec;

  /** What was predicted. */
  private record Predicted(
      String model,
      List<Prediction> predictions,
      List<List<NearestChunk>> nearest,
      OptionalDouble agreement) {}

  @Override
  public Outcome run(Console console, StopSignal stop) throws Exception {
    requireUsable();
    ConsoleMonitor monitor = new ConsoleMonitor(console, stop);
    OptionalInt epoch = bestEpoch();
    Predicted predicted;
    try (Model model = Model.open(path, precision)) {
      Contexts contexts = contexts(model, monitor, StandardInput.of(console, stop));
      contexts.encoder().ifPresent(model::requireEncoder);
      if (model.encoder().isEmpty() || contexts.encoder().isEmpty()) {
        console.log(
            "warning: nothing tells whether the vectors are from the encoder that the model learned"
                + " from");
      }
      if (model.candidates().isPresent()) {
        console.log("note: " + TwoSided.vector(model.name()));
      }
      List<Prediction> predictions = model.predictAll(contexts.values());
      if (text != null) {
        length(model).notes().forEach(console::log);
      }
      predicted =
          new Predicted(
              model.name(),
              predictions,
              near(model, contexts, predictions, monitor),
              agreement(epoch, contexts, predictions));
    }
    if (out != null) {
      write(out, predicted.predictions());
    }
    return Outcome.done(() -> text(predicted), () -> json(predicted));
  }

  /** Whose weights a run has now, where it is to be opened in two precisions. */
  private OptionalInt bestEpoch() throws IOException {
    RunDirectory run = new RunDirectory(path);
    return precision != PredictionPrecision.FLOAT32 && run.exists()
        ? OptionalInt.of(run.info().bestEpoch())
        : OptionalInt.empty();
  }

  /**
   * The lowest cosine of these predictions with those of float32; empty for those.
   *
   * @param epoch whose weights the run had before it was opened
   * @throws IOException also if a training has put others in their place since
   */
  private OptionalDouble agreement(
      OptionalInt epoch, Contexts contexts, List<Prediction> predictions) throws IOException {
    if (precision == PredictionPrecision.FLOAT32) {
      return OptionalDouble.empty();
    }
    try (Model float32 = Model.open(path)) {
      if (!epoch.equals(bestEpoch())) {
        throw new IOException(
            path + " got better weights between its openings in two precisions: try again");
      }
      List<Prediction> exact = float32.predictAll(contexts.values());
      return IntStream.range(0, exact.size())
          .mapToDouble(i -> Rows.cosine(predictions.get(i).vector(), exact.get(i).vector()))
          .min();
    }
  }

  private void requireUsable() throws IOException {
    GivenOptions given = new GivenOptions(spec);
    if (Stream.of(text == null, vectors == null, dataset == null).filter(no -> !no).count() != 1) {
      throw new WrongUsage("predict from one thing: --text, --vectors or --dataset");
    }
    if (dataset == null) {
      given.refuse("has no effect without --dataset", List.of("--document", "--at"));
    }
    if (text == null) {
      given.refuseAllOf(new TextOptions(), "has no effect without --text");
    }
    if (nearest == null) {
      given.refuse("has no effect without --nearest", List.of("--top-k"));
    }
    if (out == null) {
      given.refuse("has no effect without --out", List.of("--overwrite"));
      return;
    }
    if (Files.exists(out) && !Files.isDirectory(out) && !overwrite) {
      throw new IOException(out + " exists: choose another name, or ask for it with `--overwrite`");
    }
    ReportFile.requirePlace(out);
  }

  private Contexts contexts(Model model, ConsoleMonitor monitor, StandardInput in)
      throws IOException {
    if (text != null) {
      return cut.context(new GivenOptions(spec), length(model).chars(), model.encoder())
          .context(model, text, in);
    }
    if (vectors != null) {
      return Contexts.ofFile(model, vectors);
    }
    try (Dataset open = Dataset.open(Optional.ofNullable(dataset).orElseThrow(), monitor)) {
      OptionalLong chunk = at == null ? OptionalLong.empty() : OptionalLong.of(at);
      Contexts.Place place =
          WrongUsage.unless(
              () -> Contexts.place(model, open, Optional.ofNullable(document), chunk));
      return Contexts.ofDataset(model, open, place);
    }
  }

  private TextOptions.Length length(Model model) {
    return cut.length(
        new GivenOptions(spec),
        model.encoder().map(EncoderFingerprint::chunkChars).orElse(OptionalInt.empty()),
        model.encoder(),
        path);
  }

  private List<List<NearestChunk>> near(
      Model model, Contexts contexts, List<Prediction> predictions, ConsoleMonitor monitor)
      throws IOException {
    if (nearest == null) {
      return List.of();
    }
    try (Dataset open = Dataset.open(nearest, monitor)) {
      open.encoder().ifPresent(model::requireEncoder);
      if (open.encoder().isPresent() && contexts.encoder().isPresent()) {
        EncoderFingerprint.requireCompatible(contexts.encoder().get(), open.encoder().get());
      }
      return NearestChunk.of(model, contexts, predictions, open, top);
    }
  }

  private static void write(Path file, List<Prediction> predictions) throws IOException {
    int dimension = predictions.getFirst().vector().length;
    AtomicFile.writeWithFolders(
        file,
        stream -> {
          stream.write(
              NpyHeader.encode(NpyType.of(VectorType.FLOAT32), predictions.size(), dimension));
          for (Prediction each : predictions) {
            ByteBuffer row =
                ByteBuffer.allocate(dimension * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            row.asFloatBuffer().put(each.vector());
            stream.write(row.array());
          }
        });
  }

  private String text(Predicted predicted) {
    StringBuilder lines = new StringBuilder();
    List<Prediction> all = predicted.predictions();
    lines.append(
        "%s predicted %d %s of %d numbers%n"
            .formatted(
                predicted.model(),
                all.size(),
                all.size() == 1 ? "vector" : "vectors",
                all.getFirst().vector().length));
    predicted.agreement().ifPresent(lowest -> lines.append(agreement(lowest, all.size())));
    if (out != null) {
      lines.append("written to ").append(out).append(System.lineSeparator());
    }
    if (out == null && predicted.nearest().isEmpty()) {
      lines.append("--json prints them, --out FILE.npy writes them%n".formatted());
    }
    for (int i = 0; i < predicted.nearest().size(); i++) {
      lines.append("%nnearest to prediction %d:%n  cosine  document, chunk%n".formatted(i));
      for (NearestChunk each : predicted.nearest().get(i)) {
        lines.append(
            String.format(
                Locale.ROOT,
                "  %6.4f  %s, %d  %s%n",
                each.cosine(),
                Printable.line(each.document()),
                each.position(),
                Retrieved.shown(each.text().orElse(""))));
      }
    }
    return lines.toString();
  }

  private String agreement(double lowest, int predictions) {
    return String.format(
        Locale.ROOT,
        "in %s: cosine with the predictions of float32 %.6f%s%n",
        precision.label(),
        lowest,
        predictions == 1 ? "" : " at the lowest");
  }

  private ObjectNode json(Predicted predicted) {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("model", predicted.model());
    predicted
        .agreement()
        .ifPresent(
            lowest ->
                json.put("precision", precision.label()).put("cosine_to_float32_lowest", lowest));
    if (out != null) {
      json.put("written", out.toString());
    }
    ArrayNode all = json.putArray("predictions");
    for (int i = 0; i < predicted.predictions().size(); i++) {
      ObjectNode one = all.addObject();
      Prediction prediction = predicted.predictions().get(i);
      numbers(one.putArray("prediction"), prediction.vector());
      prediction.attention().ifPresent(weights -> numbers(one.putArray("attention"), weights));
      if (!predicted.nearest().isEmpty()) {
        ArrayNode list = one.putArray("nearest");
        for (NearestChunk each : predicted.nearest().get(i)) {
          ObjectNode chunk = list.addObject().put("cosine", each.cosine());
          chunk.put("document", each.document()).put("position", each.position());
          each.text().ifPresent(words -> chunk.put("text", words));
        }
      }
    }
    return json;
  }

  private static void numbers(ArrayNode array, float[] values) {
    for (float value : values) {
      array.add(value);
    }
  }
}
