package dev.nextvec.internal.onnx;

import dev.nextvec.data.EncoderFingerprint;
import dev.nextvec.internal.file.DirectoryKind;
import dev.nextvec.internal.file.Sha256;
import dev.nextvec.internal.json.JsonValue;
import dev.nextvec.model.CandidateMap;
import dev.nextvec.model.Model;
import dev.nextvec.model.ModelFile;
import dev.nextvec.model.Predictor;
import dev.nextvec.provenance.Environment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A model package: a directory that is all a service needs. Its files are described in {@code
 * docs/model-package.md}.
 *
 * @param path the directory
 * @param config what it says of itself
 * @param encoder what made the vectors that the model learned from, where known
 */
public record ModelPackage(Path path, PackageConfig config, Optional<EncoderFingerprint> encoder) {
  static final String MODEL = "model.onnx";
  static final String WEIGHTS = "model.safetensors";
  static final String GOLDEN = "golden.safetensors";
  static final String ENCODER = "encoder.json";
  static final String CARD = "README.md";

  /** All files of one. */
  static final DirectoryKind DIRECTORY =
      DirectoryKind.of(
          "a model package",
          GOLDEN,
          "(model|rerank)\\.onnx(\\.data)?",
          "(model|golden)\\.safetensors",
          "(config|encoder)\\.json",
          "README\\.md");

  /**
   * Reads what a package says of itself, and checks that its files are those it was written with.
   *
   * @throws IOException if a file is missing, damaged or changed
   */
  public static ModelPackage read(Path path) throws IOException {
    PackageConfig config = PackageConfig.read(path);
    config.requireFiles(path);
    for (String needed : new String[] {MODEL, GOLDEN}) {
      if (!config.files().containsKey(needed)) {
        throw new IOException(
            "%s records no %s: export the model again"
                .formatted(path.resolve(PackageConfig.FILE), needed));
      }
    }
    Path encoder = path.resolve(ENCODER);
    return new ModelPackage(
        path,
        config,
        config.files().containsKey(ENCODER)
            ? Optional.of(
                EncoderFingerprint.fromJson(JsonValue.read(encoder).node(), encoder.toString()))
            : Optional.empty());
  }

  /** Whether a directory is a model package, damaged or not. */
  public static boolean isAt(Path path) {
    return PackageConfig.isIn(path);
  }

  /**
   * Opens the graph and lets it repeat the recorded predictions.
   *
   * @throws IOException if it does not, or cannot be opened
   */
  OnnxSession session() throws IOException {
    OnnxSession session = OnnxSession.open(path.resolve(MODEL), config.name());
    try {
      if (session.contextLength() != config.contextLength()
          || session.dimension() != config.dimension()) {
        throw new IOException(
            "%s takes contexts of %d x %d, but %s says %d x %d: export the model again"
                .formatted(
                    path.resolve(MODEL),
                    session.contextLength(),
                    session.dimension(),
                    PackageConfig.FILE,
                    config.contextLength(),
                    config.dimension()));
      }
      Probe.read(path.resolve(GOLDEN), config.contextLength(), config.dimension())
          .replay(
              session,
              path.toString(),
              Precision.tolerance(config.all().path(ModelExport.PRECISION)));
      return session;
    } catch (IOException | RuntimeException e) {
      session.close();
      throw e;
    }
  }

  /**
   * What its weights show that it is.
   *
   * @throws IOException if they are missing, damaged, or of another model than it says
   */
  public PackagedModel model() throws IOException {
    return PackagedModel.read(this);
  }

  /**
   * What it says its model learned from.
   *
   * @throws IOException if it does not say
   */
  public PackageSplit split() throws IOException {
    return PackageSplit.read(this);
  }

  /** A hash of the graph, its weights and the map of its candidates, as they were found. */
  public String sha256() {
    Sha256 hash = new Sha256().add("nextvec-package-1");
    config
        .files()
        .forEach(
            (name, found) -> {
              if (name.startsWith(MODEL)) {
                hash.add(name).add(found);
              }
            });
    config.mapSha256().ifPresent(map -> hash.add("candidate_map").add(map));
    return hash.hex();
  }

  /**
   * Opens the model to be tested; for one thread at a time.
   *
   * @throws IOException as {@link #open}
   */
  public Predictor predictor() throws IOException {
    PackagedModel model = model();
    Optional<CandidateMap> candidates = candidates();
    return new OnnxPredictor(config.name(), session(), model.cost(), candidates);
  }

  /**
   * The map of its candidates, which must repeat what it was recorded to do.
   *
   * @return empty for a model that compares predictions with chunks as they are
   * @throws IOException if it is missing, damaged, or another than the package says
   */
  Optional<CandidateMap> candidates() throws IOException {
    Optional<String> said = config.mapSha256();
    if (said.isEmpty()) {
      return Optional.empty();
    }
    Path weights = path.resolve(WEIGHTS);
    Optional<CandidateMap> map =
        config.files().containsKey(WEIGHTS)
            ? ModelFile.read(weights).candidates()
            : Optional.empty();
    if (map.isEmpty() || !map.get().sha256().equals(said.get())) {
      throw new IOException(
          "%s does not hold the map of the candidates that %s records: restore all files of the package, or export the model again"
              .formatted(weights, PackageConfig.FILE));
    }
    Probe.read(path.resolve(GOLDEN), config.contextLength(), config.dimension())
        .replay(map.get(), path.toString());
    return map;
  }

  /** What computes its predictions. */
  public static Environment environment() {
    return OnnxSession.environment();
  }

  /** Opens the model to predict with. */
  public Model open() throws IOException {
    Optional<CandidateMap> candidates = candidates();
    return new OnnxModel(session(), config.name(), encoder, candidates, true);
  }
}
