package dev.nextvec.serve;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.nextvec.data.Dataset;
import dev.nextvec.data.DatasetOptions;
import dev.nextvec.data.DatasetWriter;
import dev.nextvec.data.EncoderFingerprint;
import dev.nextvec.internal.baseline.LinearAverage;
import dev.nextvec.internal.baseline.Persistence;
import dev.nextvec.internal.file.Sha256;
import dev.nextvec.internal.onnx.Exportable;
import dev.nextvec.internal.onnx.ModelExport;
import dev.nextvec.internal.retrieval.IndexManifest.IndexedModel;
import dev.nextvec.internal.retrieval.IndexSettings;
import dev.nextvec.internal.retrieval.IndexSettings.SearchType;
import dev.nextvec.internal.retrieval.IndexWriting;
import dev.nextvec.internal.safetensors.Safetensors.FloatTensor;
import dev.nextvec.model.Amn;
import dev.nextvec.model.CandidateMap;
import dev.nextvec.model.Model;
import dev.nextvec.model.ModelFile;
import dev.nextvec.model.Parameter;
import dev.nextvec.model.Predictor;
import dev.nextvec.progress.Monitor;
import dev.nextvec.serve.ServeSettings.EncoderChoice;
import dev.nextvec.serve.ServeSettings.Source;
import dev.nextvec.vector.RowChecks;
import dev.nextvec.vector.VectorType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Small things to be served, made by the encoder of these tests. */
final class Fixtures {
  static final int N = 3;
  static final int DIM = WordEncoder.DIM;

  private Fixtures() {}

  /** A network that pays attention; as it begins it predicts the average. */
  static Path amn(Path folder) throws IOException {
    return network(folder, "amn", Map.of());
  }

  /** The same, whose predictions are to be compared with chunks whose numbers are doubled. */
  static Path twoSided(Path folder) throws IOException {
    float[] map = new float[DIM * DIM];
    for (int i = 0; i < DIM; i++) {
      map[i * DIM + i] = 2;
    }
    return network(
        folder, "pair", Map.of(CandidateMap.WEIGHT, new FloatTensor(new long[] {DIM, DIM}, map)));
  }

  /** Predicts the average, to be compared with mapped chunks or with chunks as they are. */
  private record Averaging(Optional<CandidateMap> candidates) implements Predictor {
    private static final LinearAverage AVERAGE = new LinearAverage(N, DIM);

    @Override
    public String name() {
      return "average";
    }

    @Override
    public int contextLength() {
      return N;
    }

    @Override
    public int dimension() {
      return DIM;
    }

    @Override
    public long parameters() {
      return 0;
    }

    @Override
    public long flops() {
      return 0;
    }

    @Override
    public void predict(float[] contexts, int count, float[] raw) {
      AVERAGE.predict(contexts, count, raw);
    }
  }

  private static Path network(Path folder, String name, Map<String, FloatTensor> more)
      throws IOException {
    Amn amn = new Amn(DIM, N, 14, 6, Amn.Init.ZERO);
    Map<String, FloatTensor> tensors = new LinkedHashMap<>();
    for (Parameter each : amn.parameters()) {
      tensors.put(each.name(), new FloatTensor(each.shape(), each.startingValues(3)));
    }
    tensors.putAll(more);
    ModelFile file = new ModelFile(amn, tensors);
    return written(
        folder.resolve(name + ".model"),
        new ModelExport(
            name,
            new Exportable.Network(file),
            new Averaging(file.candidates()),
            Optional.of(new WordEncoder().fingerprint()),
            JsonNodeFactory.instance.objectNode(),
            "# it\n"));
  }

  /** A model that repeats the newest vector. */
  static Path persistence(Path folder, String name) throws IOException {
    return persistence(folder, name, new WordEncoder().fingerprint());
  }

  /** What an encoder of another name would be known by that makes the same vectors. */
  static EncoderFingerprint fingerprint(String name) {
    return new EncoderFingerprint(name, "", new WordEncoder().fingerprint().probes());
  }

  /** The same for vectors of another encoder. */
  static Path persistence(Path folder, String name, EncoderFingerprint encoder) throws IOException {
    Persistence model = new Persistence(N, DIM);
    return written(
        folder.resolve(name + ".model"),
        new ModelExport(
            name,
            new Exportable.Fitted(model),
            model,
            Optional.of(encoder),
            JsonNodeFactory.instance.objectNode(),
            "# it\n"));
  }

  private static Path written(Path target, ModelExport export) throws IOException {
    export.writePackage(target, true);
    return target;
  }

  /** An index of ten documents of eight chunks, each about one thing. */
  static Path index(Path folder, String name) throws IOException {
    return index(folder, name, Optional.empty());
  }

  /** The same without the texts. */
  static Path indexOfVectors(Path folder, String name) throws IOException {
    return indexed(
        data(folder, name, false, new WordEncoder().fingerprint()),
        folder.resolve(name + ".index"));
  }

  /** An index whose texts were cut by rules of that number. */
  static Path indexCutBy(int rules, Path folder, String name) throws IOException {
    EncoderFingerprint cut = new WordEncoder().fingerprint().cutAt(60, "en", rules);
    return indexed(data(folder, name, true, cut), folder.resolve(name + ".index"));
  }

  private static Path data(Path folder, String name, boolean withTexts, EncoderFingerprint encoder)
      throws IOException {
    Path data = folder.resolve(name + ".nv");
    DatasetOptions options =
        DatasetOptions.of(DIM, VectorType.FLOAT32).withEncoder(Optional.of(encoder));
    try (DatasetWriter writer = DatasetWriter.create(data, options)) {
      for (int d = 0; d < 10; d++) {
        List<String> texts = new ArrayList<>();
        for (int c = 0; c < 8; c++) {
          texts.add(
              "chunk %d says that thing%d is like thing%d and place%d".formatted(c, d, d + c, c));
        }
        float[][] vectors = texts.stream().map(WordEncoder::vector).toArray(float[][]::new);
        writer.begin("d" + d, "Title " + d, "d" + d);
        writer.add(withTexts ? texts : List.of(), RowChecks.flatten(vectors), 0, texts.size());
        writer.end();
      }
      writer.finish();
    }
    return data;
  }

  /** An index of ten documents for a model. */
  static Path index(Path folder, String name, Optional<Path> model) throws IOException {
    Path data = data(folder, name, true, new WordEncoder().fingerprint());
    Path out = folder.resolve(name + ".index");
    if (model.isEmpty()) {
      return indexed(data, out, Optional.empty());
    }
    try (Model open = Model.open(model.get())) {
      String sha256 = Sha256.ofFile(model.get().resolve("config.json"));
      IndexedModel identity =
          new IndexedModel(open.name(), model.get().toString(), sha256, Optional.empty());
      return indexed(data, out, Optional.of(new IndexWriting.Predicts(open, identity)));
    }
  }

  /** An index of a dataset, searched without a model. */
  static Path indexed(Path data, Path out) throws IOException {
    return indexed(data, out, Optional.empty());
  }

  private static Path indexed(Path data, Path out, Optional<IndexWriting.Predicts> predicts)
      throws IOException {
    try (Dataset dataset = Dataset.open(data)) {
      new IndexWriting(IndexSettings.of(SearchType.EXACT), N, predicts, Monitor.none())
          .write(dataset, out, true);
    }
    return out;
  }

  /** Settings of a server at any free port, with the encoder of these tests. */
  static ServeSettings settings(Path... served) {
    return ServeSettings.of(List.of(served).stream().map(Source::of).toList())
        .at(ServeSettings.HOST, 0)
        .with(new EncoderChoice.Given(WordEncoder::new));
  }

  /** A server that is ready. */
  static ModelServer started(ServeSettings settings) throws IOException {
    ModelServer server = ModelServer.start(settings);
    server.load();
    return server;
  }
}
