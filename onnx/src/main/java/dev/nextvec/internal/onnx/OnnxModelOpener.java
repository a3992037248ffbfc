package dev.nextvec.internal.onnx;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nextvec.data.EncoderFingerprint;
import dev.nextvec.internal.json.JsonValue;
import dev.nextvec.internal.wording.Setting;
import dev.nextvec.model.Model;
import dev.nextvec.model.ModelOpener;
import dev.nextvec.model.PredictionPrecision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Opens model packages, and ONNX files that stand alone, on ONNX Runtime. */
public final class OnnxModelOpener implements ModelOpener {
  private static final String SUFFIX = ".onnx";

  @Override
  public boolean opens(Path path) {
    return ModelPackage.isAt(path)
        || (Files.isRegularFile(path) && path.toString().endsWith(SUFFIX));
  }

  @Override
  public Model open(Path path, PredictionPrecision precision) throws IOException {
    if (precision != PredictionPrecision.FLOAT32) {
      throw new IllegalArgumentException(
          "`%s` predicts on ONNX Runtime, and so not in %s: name a run, or narrow a package when it is made, by %s"
              .formatted(path, precision.label(), Setting.PRECISION.in("export", "float16")));
    }
    return Files.isDirectory(path) ? ModelPackage.read(path).open() : openFile(path);
  }

  /** What the file says of itself is in its properties; a file of another program has none. */
  private static Model openFile(Path file) throws IOException {
    String fileName = file.getFileName().toString();
    String called = fileName.substring(0, fileName.length() - SUFFIX.length());
    OnnxSession session = OnnxSession.open(file, called);
    try {
      Map<String, String> properties = session.properties();
      if (properties.containsKey(Properties.MAP)) {
        throw new IOException(
            "%s is one side of a model with two, whose chunks must be mapped: open the package that it is from"
                .formatted(file));
      }
      @Nullable String golden = properties.get(Properties.GOLDEN);
      if (golden != null) {
        Probe.ofProperty(golden, session.contextLength(), session.dimension())
            .replay(session, file.toString(), Precision.tolerance(precision(properties, file)));
      }
      String name = properties.getOrDefault(Properties.NAME, called);
      return new OnnxModel(
          session, name, encoder(properties, file), Optional.empty(), golden != null);
    } catch (IOException | RuntimeException e) {
      session.close();
      throw e;
    }
  }

  private static JsonNode precision(Map<String, String> properties, Path file) throws IOException {
    String text = properties.getOrDefault(Properties.PRECISION, "{}");
    String where = "`%s` of %s".formatted(Properties.PRECISION, file);
    return JsonValue.parse(text, where).node();
  }

  private static Optional<EncoderFingerprint> encoder(Map<String, String> properties, Path file)
      throws IOException {
    @Nullable String text = properties.get(Properties.ENCODER);
    if (text == null) {
      return Optional.empty();
    }
    String where = "`%s` of %s".formatted(Properties.ENCODER, file);
    JsonValue json = JsonValue.parse(text, where);
    return Optional.of(EncoderFingerprint.fromJson(json.node(), where));
  }
}
