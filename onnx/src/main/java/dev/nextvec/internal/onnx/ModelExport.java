package dev.nextvec.internal.onnx;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.data.EncoderFingerprint;
import dev.nextvec.internal.file.AtomicFile;
import dev.nextvec.internal.file.FileErrors;
import dev.nextvec.internal.file.NewFolders;
import dev.nextvec.internal.file.StagedDirectory;
import dev.nextvec.internal.safetensors.Safetensors;
import dev.nextvec.internal.safetensors.Safetensors.FloatTensor;
import dev.nextvec.model.ModelFile;
import dev.nextvec.model.Predictor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A model to be written, with what is known of it.
 *
 * @param name what it is called
 * @param model its numbers
 * @param original what it predicted with so far; the export must predict the same
 * @param encoder what made the vectors that it learned from, where known
 * @param facts what {@code config.json} and the properties of the graph say of it, by name
 * @param card {@code README.md}
 * @param narrow how its matrices are stored in the graph, where that is not float32
 */
public record ModelExport(
    String name,
    Exportable model,
    Predictor original,
    Optional<EncoderFingerprint> encoder,
    ObjectNode facts,
    String card,
    Optional<PrecisionReport> narrow) {
  /** Where the description says how the matrices of the graph are stored. */
  public static final String PRECISION = "precision";

  /** In float32. */
  public ModelExport(
      String name,
      Exportable model,
      Predictor original,
      Optional<EncoderFingerprint> encoder,
      ObjectNode facts,
      String card) {
    this(name, model, original, encoder, facts, card, Optional.empty());
  }

  /**
   * Writes a model package.
   *
   * @param target a directory that is not there yet, or is empty
   * @param overwrite whether a model package that is there is replaced
   * @throws IOException if something else is there, the disk refuses, or the model does not predict
   *     on ONNX Runtime what it predicted before; then nothing is written
   */
  public void writePackage(Path target, boolean overwrite) throws IOException {
    writePackage(target, overwrite, Optional.empty());
  }

  /** The same with what orders the hits of a search by the model anew. */
  public void writePackage(Path target, boolean overwrite, Optional<RerankGraph> reranker)
      throws IOException {
    writePackage(target, overwrite, OnnxFile.STANDARD, reranker);
  }

  void writePackage(Path target, boolean overwrite, OnnxFile format) throws IOException {
    writePackage(target, overwrite, format, Optional.empty());
  }

  private void writePackage(
      Path target, boolean overwrite, OnnxFile format, Optional<RerankGraph> reranker)
      throws IOException {
    requirePlace(target, overwrite);
    try (StagedDirectory staged =
        StagedDirectory.begin(target, overwrite, ModelPackage.DIRECTORY)) {
      Path directory = staged.path();
      Probe probe = Probe.of(original);
      List<String> files =
          new ArrayList<>(writeGraph(directory.resolve(ModelPackage.MODEL), probe, format));
      model.writeTensors(directory.resolve(ModelPackage.WEIGHTS));
      files.add(ModelPackage.WEIGHTS);
      probe.write(directory.resolve(ModelPackage.GOLDEN), model.contextLength(), model.dimension());
      files.add(ModelPackage.GOLDEN);
      if (encoder.isPresent()) {
        AtomicFile.writeString(
            directory.resolve(ModelPackage.ENCODER), encoder.get().toJson() + "\n");
        files.add(ModelPackage.ENCODER);
      }
      if (reranker.isPresent()) {
        reranker.get().write(directory);
        files.add(RerankGraph.FILE);
      }
      AtomicFile.writeString(directory.resolve(ModelPackage.CARD), card);
      PackageConfig.write(directory, name, model, files, facts);
      ModelPackage.read(directory).open().close(); // as whoever gets it will
      staged.commit();
    }
  }

  /**
   * Makes sure that a package may be written here. A run, too, has recorded outputs, and other
   * programs' models have a configuration: neither is replaced.
   *
   * @throws IOException if something is there that must not be replaced
   */
  public static void requirePlace(Path target, boolean overwrite) throws IOException {
    if (Files.exists(target.resolve(ModelPackage.GOLDEN)) && !ModelPackage.isAt(target)) {
      throw new IOException(target + " is no model package: choose another place");
    }
    StagedDirectory.requireFree(target, overwrite, ModelPackage.DIRECTORY);
  }

  /**
   * Writes an ONNX file alone, and beside it, where they are too large for one, its weights.
   *
   * @param file where to; a file that is there is replaced
   * @return the files that were written
   * @throws IOException as {@link #writePackage}
   */
  public List<Path> writeOnnx(Path file) throws IOException {
    requireOneSide(file);
    return writeOnnx(file, OnnxFile.STANDARD);
  }

  /** A graph alone would be taken for a model whose predictions are near chunks as they are. */
  private void requireOneSide(Path file) {
    if (model.candidates().isPresent()) {
      throw new IllegalArgumentException(
          "`%s` has two sides, and %s would hold one: export it as a package"
              .formatted(name, file));
    }
  }

  List<Path> writeOnnx(Path file, OnnxFile format) throws IOException {
    Path beside = file.toAbsolutePath().normalize().resolveSibling("");
    NewFolders folders = NewFolders.make(beside);
    try (TemporaryFolder folder = TemporaryFolder.in(beside, ".onnx-")) {
      Path room = folder.path();
      List<String> written;
      try {
        written = writeGraph(room.resolve(file.getFileName()), Probe.of(original), format);
      } catch (IOException e) { // nobody named the folder it is made in
        String words = FileErrors.reason(e);
        throw new IOException(words.replace(room.toString(), beside.toString()), e);
      }
      for (String name : written.reversed()) { // the weights first: the graph names them
        Files.move(
            room.resolve(name),
            beside.resolve(name),
            StandardCopyOption.ATOMIC_MOVE,
            StandardCopyOption.REPLACE_EXISTING);
      }
      return written.stream().map(beside::resolve).toList();
    } finally {
      folders.removeEmpty();
    }
  }

  /**
   * Writes the numbers alone.
   *
   * @param file where to; a file that is there is replaced
   * @throws IOException if the disk refuses, or what is read back are other numbers
   */
  public void writeTensors(Path file) throws IOException {
    NewFolders folders = NewFolders.make(file.toAbsolutePath().normalize().resolveSibling(""));
    try {
      model.writeTensors(file);
    } finally {
      folders.removeEmpty();
    }
    Map<String, FloatTensor> found = Safetensors.read(file).tensors();
    for (Map.Entry<String, FloatTensor> entry : model.tensors().entrySet()) {
      FloatTensor tensor = found.get(entry.getKey());
      if (tensor == null || !Arrays.equals(tensor.values(), entry.getValue().values())) {
        throw new IOException(
            "`%s` in %s is not what was written: the disk may be damaged"
                .formatted(entry.getKey(), file));
      }
    }
  }

  /** Names of the files that were written. */
  private List<String> writeGraph(Path file, Probe probe, OnnxFile format) throws IOException {
    Precision precision = narrow.map(PrecisionReport::precision).orElse(Precision.FLOAT32);
    format.write(file, model, precision, Properties.of(name, model, encoder, facts, probe));
    try (OnnxSession session = OnnxSession.open(file, name)) {
      requireSame(session, probe, file.toAbsolutePath().resolveSibling(""));
    }
    String graph = file.getFileName().toString();
    String data = graph + OnnxFile.DATA;
    return Files.exists(file.resolveSibling(data)) ? List.of(graph, data) : List.of(graph);
  }

  private void requireSame(OnnxSession session, Probe probe, Path room) throws IOException {
    double tolerance = narrow.map(PrecisionReport::tolerance).orElse(Probe.SAME);
    Optional<String> wrong = probe.differenceInBatches(session, row -> tolerance);
    if (wrong.isPresent()
        && narrow.isEmpty()
        && model instanceof Exportable.Network(ModelFile network)) {
      wrong = probe.differenceInBatches(session, LastBits.rounding(network, probe, session, room));
    }
    if (wrong.isPresent()) {
      throw new IOException("nothing was written: " + wrong.get());
    }
  }
}
